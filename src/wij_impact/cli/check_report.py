"""`wij-impact check FOLDER` leaves a page of its own, in the words of its lines: to mail, or to mend things by."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wij_impact.language import Language

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["write_check_report"]

NAME = "controle"


def write_check_report(found: pd.DataFrame, lang: Language, out: Path = Path("reports")) -> Path:
    """Write the page with every error and notice.

    Parameters
    ----------
    found : pandas.DataFrame
        What `catalogue.check` gives.
    lang : {"nl", "en"}
    out : Path
        Where reports stand.

    Returns
    -------
    Path
        The page.
    """
    import nbformat
    import pandas as pd

    from wij_impact.pipeline.export import ExportContext, export_report
    from wij_impact.pipeline.publish import publish, staging
    from wij_impact.presentation.blocks import MIME, Block, Heading, Lead, Sentence
    from wij_impact.presentation.book import word
    from wij_impact.presentation.report import Report

    errors, notices = (found[found["severity"] == kind] for kind in ("error", "notice"))
    counted = {"errors": len(errors), "notices": len(notices)}
    title = word("check_page.wrong" if len(errors) else "check_page.sound", lang).format(**counted)
    said = word("check_page.counted", lang).format(**counted)
    blocks: list[Block] = [Lead("lead", lang, title, (Sentence(said),))]
    made = Report(NAME, lang)
    columns = {name: word(f"check_page.{name}", lang) for name in ("file", "row", "column", "found", "remedy")}
    for kind, rows in (("errors", errors), ("notices", notices)):
        if rows.empty:
            continue
        heading = word(f"check_page.heading_{kind}", lang)
        blocks.append(Heading(f"heading-{kind}", lang, heading, 2))
        shown = rows[list(columns)].assign(row=[str(one) if pd.notna(one) else "" for one in rows["row"]])
        blocks.append(made.table(kind, shown.reset_index(drop=True), heading, columns, shown_rows=40))
    outputs = [
        nbformat.v4.new_output("display_data", data={MIME: block.to_json(), "text/plain": block.plain()})
        for block in blocks
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=outputs, id="check")])
    out.mkdir(parents=True, exist_ok=True)
    with staging(out) as folder:
        new = folder / NAME
        export_report(notebook, new, ExportContext(NAME, lang, notebook=""), ("html",))
        publish(new, out / NAME)
    return out / NAME / "index.html"
