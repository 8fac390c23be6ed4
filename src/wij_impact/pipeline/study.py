"""A study of one's own: the notebooks, the data with room for new rows, and a page that says how to go on."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from wij_impact.catalogue import study
from wij_impact.catalogue.resolve import shipped_notebooks
from wij_impact.errors import UsageError, system_reason
from wij_impact.language import Language, Text

__all__ = ["create_study"]

_PAGE = Text(
    nl="""# Mijn onderzoek

Deze map is gemaakt door `wij-impact init`. Alles wat u nodig hebt staat hier.

1. **Voeg cijfers toe.** Open `data/published/figures_eigen.xlsx` in Excel, vul per cijfer een rij in (het blad
   *uitleg* zegt wat in elke kolom hoort) en bewaar het. Of zet een csv met dezelfde kolommen ernaast, met een naam
   die begint met `figures_`.
2. **Controleer.** Draai `wij-impact check`. Elke fout staat er met bestand, rij, kolom en wat u eraan doet.
   Meldingen zijn tegenspraken die in de bronnen zelf staan; die houden niets tegen.
3. **Maak de rapporten.** Draai `wij-impact run` en open `reports/index.html`.

Wilt u Word-rapporten in uw eigen huisstijl? Zet een Word-document van uw organisatie in `data/templates/report.docx`
en draai `wij-impact run --format docx`. De stijlen en de kop- en voettekst worden overgenomen.

Wilt u een zin anders? `wij-impact words kerncijfers` toont elke zin met zijn code. Zet alleen die zin in
`data/words/kerncijfers.toml` (de code tussen rechte haken, daaronder `nl = "..."`) en draai `wij-impact check` op dat
bestand. Het rapport zegt bij de zin dat hij is aangepast.

Notebooks staan in `notebooks/`; u hoeft ze niet te openen, maar u mag ze wijzigen.
Zet geen persoonsgegevens in deze map als u haar deelt.
""",
    en="""# My study

This folder was made by `wij-impact init`. Everything you need is here.

1. **Add figures.** Open `data/published/figures_own.xlsx` in Excel, fill in a row per figure (the sheet
   *uitleg* says what belongs in each column) and save it. Or put a csv with the same columns beside it, with a
   name that begins with `figures_`.
2. **Check.** Run `wij-impact check`. Each error comes with file, row, column and how to mend it. Notices are
   contradictions that stand in the sources themselves; they hold nothing up.
3. **Make the reports.** Run `wij-impact run` and open `reports/index.html`.

Word reports in your own house style? Put a Word document of your organisation in `data/templates/report.docx` and run
`wij-impact run --format docx`. Its styles, header and footer are taken over.

Another wording? `wij-impact words kerncijfers --lang en` shows every sentence with its code. Put that sentence alone in
`data/words/kerncijfers.toml` (its code between square brackets, below it `en = "..."`) and run `wij-impact check` on
that file. The report says with the sentence that it was changed.

The notebooks are in `notebooks/`; you need not open them, but you may change them.
Keep personal data out of this folder if you share it.
""",
)


def create_study(directory: Path, lang: Language = "nl") -> Path:
    """Make a new study in `directory`.

    Parameters
    ----------
    directory : Path
        A folder that does not exist yet, or is empty.
    lang : {"nl", "en"}
        Language of the page and of the templates.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    UsageError
        When the folder holds something, or cannot be made; nothing is written then.
    """
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise UsageError(
            Text(nl=f"{directory} bestaat al en is niet leeg.", en=f"{directory} exists and is not empty."),
            remedy=Text(
                nl="Kies een nieuwe naam; er is niets gewijzigd.", en="Choose a new name; nothing was changed."
            ),
        )
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        hidden = Path(tempfile.mkdtemp(prefix=".wij-new-", dir=directory.parent))
    except OSError as error:
        raise UsageError(
            Text(
                nl=f"{directory} kan niet worden gemaakt ({system_reason(error).nl}).",
                en=f"{directory} cannot be made ({system_reason(error).en}).",
            ),
            remedy=Text(nl="Kies een map die van u is.", en="Choose a folder of your own."),
        ) from error
    try:
        new = hidden / "study"
        new.mkdir()
        _fill(new, lang)
        if directory.exists():
            directory.rmdir()
        new.rename(directory)
    finally:
        shutil.rmtree(hidden, ignore_errors=True)
    return directory


def _fill(new: Path, lang: Language) -> None:
    study.create(new, lang)
    notebooks = new / "notebooks"
    notebooks.mkdir()
    # The notebooks that come with the package, not those of the study one happens to stand in.
    for path in sorted(shipped_notebooks().glob("*.ipynb")):
        shutil.copyfile(path, notebooks / path.name)
    (new / ("LEESMIJ.md" if lang == "nl" else "README.md")).write_text(_PAGE.show(lang), encoding="utf-8")
