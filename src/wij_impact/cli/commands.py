"""What the shorter commands do; `run` has a module of its own. Results go to stdout, progress to stderr."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wij_impact.cli.cases import CASE_TEMPLATE, CHECKERS, check_case, check_words, is_words, write_blank_case
from wij_impact.errors import UsageError, suggest
from wij_impact.language import Language, Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["check", "init", "list_all", "template", "verify", "version", "welcome", "words"]


#: How many problems of one kind in one column are told one by one.
MOST_ALIKE = 10


def welcome(lang: Language) -> None:
    """What to do next, in three lines."""
    print(
        Text(
            nl=(
                "wij-impact run                maakt alle rapporten; open daarna reports/index.html\n"
                "wij-impact init mijn-onderzoek begint een eigen onderzoek waarin u cijfers toevoegt\n"
                "wij-impact list               toont rapporten en gegevens; wij-impact --help de rest"
            ),
            en=(
                "wij-impact run                makes all reports; then open reports/index.html\n"
                "wij-impact init my-study      begins a study of your own, where you add figures\n"
                "wij-impact list               shows reports and data sets; wij-impact --help the rest"
            ),
        ).show(lang)
    )


def version() -> None:
    """The version of the package."""
    import wij_impact

    print(f"wij-impact {wij_impact.__version__}")


def list_all(data: Path | None, lang: Language) -> int:
    """Reports with their parameters, data sets with their columns."""
    from wij_impact import catalogue
    from wij_impact.catalogue.files import describe
    from wij_impact.pipeline.notebooks import find_reports

    optional = Text(nl="mag leeg", en="may be empty").show(lang)
    print(Text(nl="Rapporten", en="Reports").show(lang))
    for spec in find_reports(catalogue.resolve_notebooks()):
        made_up = Text(nl=" [verzonnen gegevens: --examples]", en=" [made-up data: --examples]").show(lang)
        print(f"  {spec.name:<24}{spec.summary.show(lang) or spec.title.show(lang)}{made_up if spec.examples else ''}")
        for lack in spec.missing:
            print(f"    {Text(nl='mist', en='lacks').show(lang)} {lack.show(lang)}")
        for parameter in spec.parameters:
            kind = parameter.describe().show(lang) + (f", {optional}" if parameter.optional else "")
            print(f"    -p {parameter.name + '=':<19}{parameter.label.show(lang)} ({kind})")
    folder = catalogue.resolve_data(data)
    print()
    print(Text(nl="Gegevens", en="Data sets").show(lang))
    for name, table in catalogue.load_dictionary(folder).tables.items():
        if table.listed:
            print(f"  {name:<24}{table.title.show(lang)} ({table.file})")
            for column in table.columns.values():
                needed = Text(nl=", verplicht", en=", required").show(lang) if column.required else ""
                print(f"    {column.name:<22}{column.label.show(lang)} ({column.type}{needed})")
    blank = Text(
        nl="lege kosten-batenanalyse: wij-impact template mkba_case -o FILE.toml",
        en="blank cost-benefit case: wij-impact template mkba_case -o FILE.toml",
    )
    print(f"  {CASE_TEMPLATE:<24}{blank.show(lang)}")
    sheet = Text(
        nl="leeg casusblad van een huishouden: wij-impact template casus -o FILE.xlsx",
        en="blank case sheet of a household: wij-impact template casus -o FILE.xlsx",
    )
    print(f"  {'casus':<24}{sheet.show(lang)}")
    plan = Text(
        nl="plan vooraf, om in te vullen: wij-impact template plan -o FILE.toml",
        en="plan beforehand, to fill in: wij-impact template plan -o FILE.toml",
    )
    print(f"  {'plan':<24}{plan.show(lang)}")
    print()
    print(describe(folder, lang))
    return 0


def check(
    paths: Sequence[Path | str],
    lang: Language,
    table: str = "",
    columns: str = "",
    everything: bool = False,
    given: Sequence[str] = (),
) -> int:
    """Print each problem with its place and remedy; 1 when one of them is an error."""
    import pandas as pd

    from wij_impact import catalogue
    from wij_impact.catalogue.files import describe

    if paths:
        from wij_impact.catalogue.own.databases import is_address
        from wij_impact.catalogue.own.mapping import read_mapping
        from wij_impact.cli.running import split_assignments

        values = split_assignments(given)
        if columns:
            # A mapping that is not there is told, also where the kind of file needs none.
            read_mapping(columns)
        found = pd.concat(
            [
                _of_address(str(path), lang, table, columns, values)
                if is_address(str(path))
                else _checked(Path(path), lang, table, columns, values)
                for path in paths
            ],
            ignore_index=True,
        )
    else:
        folder = catalogue.resolve_data()
        print(describe(folder, lang), file=sys.stderr)
        found = catalogue.check(folder.path, lang=lang, extra_checkers=CHECKERS)
    errors = found[found["severity"] == "error"]
    notices = found[found["severity"] == "notice"]
    for line in _problem_lines(errors.to_dict("records"), lang):
        print(f"{Text(nl='fout', en='error').show(lang)}: {line}")
    for line in _notice_lines(notices.to_dict("records"), lang, everything):
        print(f"{Text(nl='melding', en='notice').show(lang)}: {line}")
    print(
        Text(
            nl=f"{_count(len(errors), 'fout', 'fouten')}, {_count(len(notices), 'melding', 'meldingen')}.",
            en=f"{_count(len(errors), 'error', 'errors')}, {_count(len(notices), 'notice', 'notices')}.",
        ).show(lang)
    )
    if any(Path(path).is_dir() for path in paths):
        from wij_impact.cli.check_report import write_check_report

        page = write_check_report(found, lang)
        print(Text(nl=f"Ook als pagina: {page}.", en=f"As a page too: {page}.").show(lang), file=sys.stderr)
    return 1 if len(errors) else 0


def _problem_lines(rows: Sequence[Mapping[Any, Any]], lang: Language) -> Iterator[str]:
    """A line per problem; of the same one in the same column, the first ten and how many more.

    One wrong column in a file of a thousand rows would otherwise bury what else is wrong.
    """
    told: Counter[tuple[object, ...]] = Counter()
    for row in rows:
        # Each contradiction in the sources is a thing of its own; a damaged column is one thing, many times.
        alike = (row["file"], row["column"], row["rule"])
        told[alike] += 1
        if told[alike] <= MOST_ALIKE or row["rule"] in ("restated", "check-fails"):
            remedy = str(row["remedy"])
            yield f"{_place(row, lang)} [{row['rule']}] {str(row['found']).rstrip('.')}. {remedy}".rstrip()
    for (file, column, rule), times in told.items():
        if times > MOST_ALIKE and rule not in ("restated", "check-fails"):
            more = times - MOST_ALIKE
            yield Text(
                nl=f"{file}, kolom {column}: [{rule}] en nog {more} keer.",
                en=f"{file}, column {column}: [{rule}] and {more} times more.",
            ).show(lang)


#: How many notices of one kind are told before `--all` is asked for.
_FIRST = 3


def _notice_lines(rows: Sequence[Mapping[Any, Any]], lang: Language, everything: bool) -> Iterator[str]:
    """Notices by kind: how many, and the first three; what needs nothing only with `--all`."""
    kinds: dict[tuple[object, object], list[str]] = {}
    quiet: Counter[tuple[object, object]] = Counter()
    for row in rows:
        if not everything and str(row["remedy"]).startswith(("Niets te doen", "Nothing to do")):
            quiet[row["file"], row["rule"]] += 1
            continue
        line = f"{_place(row, lang)} [{row['rule']}] {str(row['found']).rstrip('.')}. {row['remedy']}".rstrip()
        kinds.setdefault((row["file"], row["rule"]), []).append(line)
    for (file, rule), lines in kinds.items():
        yield from lines if everything else lines[:_FIRST]
        if len(lines) > _FIRST and not everything:
            yield Text(
                nl=f"{file}: [{rule}] {len(lines)} keer; toon ze met --all.",
                en=f"{file}: [{rule}] {len(lines)} times; show them with --all.",
            ).show(lang)
    for (file, rule), times in quiet.items():
        yield Text(
            nl=f"{file}: [{rule}] {times} keer, zo staat het in de bronnen; toon het met --all.",
            en=f"{file}: [{rule}] {times} times, so it stands in the sources; show it with --all.",
        ).show(lang)


_FOR_A_REPORT = Text(nl="dit bestand is geen tabel met vaste kolommen", en="this file is no table with fixed columns")
_GIVE = Text(
    nl="Geef het aan een rapport, bijvoorbeeld wij-impact run benchmark -p file=...; of zeg met --as wat het is.",
    en="Give it to a report, for instance wij-impact run benchmark -p file=...; or say with --as what it is.",
)


def _checked(
    path: Path, lang: Language, table: str = "", columns: str = "", given: Mapping[str, str] | None = None
) -> pd.DataFrame:
    from wij_impact import catalogue
    from wij_impact.catalogue.checking import recognised_table
    from wij_impact.cli.areas import MAPS, check_areas
    from wij_impact.cli.as_report import REPORT_OF_TABLE
    from wij_impact.cli.conversations import PROJECTS, check_codings, check_conversations
    from wij_impact.cli.households import check_household, is_household
    from wij_impact.cli.own_files import (
        check_as,
        check_book,
        check_instrument,
        check_own,
        check_report,
        find_sheet,
        is_instrument,
        series_report,
    )
    from wij_impact.cli.plans import check_plan
    from wij_impact.cli.registers import REGISTERS, check_trajectories
    from wij_impact.pipeline.plan_file import is_plan

    if table in ("", "monitor") and catalogue.is_book(path, catalogue.BOOKS["monitor"]):
        return check_book(path, lang, given)
    if table in ("", *REGISTERS):
        trajectories = check_trajectories(path, columns, lang, name=table, given=given)
        if trajectories is not None:
            return trajectories
    if table == "codings" or (not table and path.suffix.lower() in PROJECTS and path.is_file()):
        return check_codings(path, columns, lang)
    if table == "conversations":
        return check_conversations(path, columns, lang)
    if table == "casus":
        return check_household(path, lang)
    if table:
        found = check_as(path, table, columns, lang, given)
        return catalogue.check(path, lang=lang, extra_checkers=CHECKERS, table=table) if found is None else found
    if not path.exists() and (named := find_sheet(path)) is not None:
        answers = check_own(named, columns, lang)
        return _for_a_report(named, lang) if answers is None else answers
    if path.is_file() and path.suffix.lower() in MAPS:
        return check_areas(path, lang)
    if path.is_file() and path.suffix.lower() != ".toml" and not _in_data_folder(path):
        answers = check_own(path, columns, lang)
        if answers is not None:
            return answers
        recognised = recognised_table(path)
        if recognised in ("codings", "conversations"):
            return _checked(path, lang, recognised, columns, given)
        report = REPORT_OF_TABLE.get(recognised) or ("" if recognised else series_report(path))
        if report:
            return check_report(path, report, columns, lang, given)
        known = catalogue.check(path, lang=lang, extra_checkers=CHECKERS)
        if "unknown-file" not in set(known["rule"]):
            return known
        return _for_a_report(path, lang)

    if path.suffix.lower() == ".toml" and path.is_file() and is_instrument(path):
        return check_instrument(path, lang)
    if path.suffix.lower() == ".toml" and path.is_file():
        if is_plan(path):
            return check_plan(path, lang)
        if is_words(path):
            return check_words(path, lang).assign(file=str(path))
        if is_household(path):
            return check_household(path, lang)
        # Wherever it lies: an adviser keeps a case where the work is.
        return check_case(path, lang).assign(file=str(path))
    return catalogue.check(path, lang=lang, extra_checkers=CHECKERS)


def _for_a_report(path: Path, lang: Language) -> pd.DataFrame:
    """No table of ours: the shape and the numbers are checked, the rest is for the report that gets it."""
    import pandas as pd

    from wij_impact.cli.own_files import check_any

    found = check_any(path, lang)
    hint = pd.DataFrame([(str(path), None, "", "unknown-file", _FOR_A_REPORT.show(lang), _GIVE.show(lang), "notice")])
    return pd.concat([found, hint.set_axis(found.columns, axis=1).astype(found.dtypes)], ignore_index=True)


def _of_address(
    address: str, lang: Language, table: str = "", columns: str = "", given: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Check a table of a database; a register of trajectories with the same notices as a file of them."""
    from wij_impact.catalogue.own.databases import keep_password
    from wij_impact.cli.own_files import check_address
    from wij_impact.cli.registers import REGISTERS, check_trajectories

    if table in REGISTERS:
        register = check_trajectories(keep_password(address), columns, lang, name=table, given=given)
        assert register is not None  # a name was asked for
        return register
    return check_address(address, table, columns, lang, given)


def _in_data_folder(path: Path) -> bool:
    """Whether a file lies in a data folder under the name of a table, where it is held to the dictionary."""
    from wij_impact.catalogue.checking import is_table_file

    return is_table_file(path)


def _place(row: Mapping[Any, Any], lang: Language) -> str:
    parts = [str(row["file"])]
    if row["row"] == row["row"] and row["row"] is not None:  # NaN is not equal to itself
        parts.append(f"{Text(nl='rij', en='row').show(lang)} {int(str(row['row']).split('.')[0])}")
    if isinstance(row["column"], str) and row["column"]:
        parts.append(f"{Text(nl='kolom', en='column').show(lang)} {row['column']}")
    return ", ".join(parts) + ":"


def _count(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def template(name: str, output: Path, lang: Language, export: str = "", instrument: str = "") -> int:
    """Write an empty workbook, or the draft of a mapping, and say what to do with it."""
    from wij_impact import catalogue

    if name == "mapping":
        return _mapping(output, lang, export, instrument)
    if name == "report":
        return _report(output, lang)
    if name == CASE_TEMPLATE:
        path = write_blank_case(output)
    elif name == "casus":
        from wij_impact.cli.households import write_blank_household

        path = write_blank_household(output, lang)
    elif name == "plan":
        from wij_impact.pipeline.plan_draft import write_draft

        path = write_draft(output)
    elif name == "instrument":
        from wij_impact.impactmeting import draft_instrument

        text = draft_instrument(output.stem, export)
        output.write_text(text, encoding="utf-8")
        path = output
    elif name == "codebook":
        from wij_impact.cli.conversations import write_codebook

        path = write_codebook(export, output)
    else:
        if output.suffix.lower() == ".toml" and suggest(name, [CASE_TEMPLATE]):
            raise UsageError(
                Text(nl=f"gegevensset '{name}' bestaat niet.", en=f"there is no data set '{name}'."),
                remedy=Text(nl=f"Bedoelt u {CASE_TEMPLATE}?", en=f"Did you mean {CASE_TEMPLATE}?"),
            )
        path = catalogue.template(name, output, lang=lang)
    print(
        Text(
            nl=f"{path} gemaakt. Vul het in en draai wij-impact check {path}.",
            en=f"{path} made. Fill it in and run wij-impact check {path}.",
        ).show(lang)
    )
    return 0


def _report(output: Path, lang: Language) -> int:
    from wij_impact.pipeline.new_report import write_report_template

    notebook, words, table = write_report_template(output)
    print(
        Text(
            nl=f"{notebook}, {words} en {table} gemaakt. Draai wij-impact run {notebook.stem}; vervang dan de tabel.",
            en=f"{notebook}, {words} and {table} made. Run wij-impact run {notebook.stem}, then replace the table.",
        ).show(lang)
    )
    return 0


def _mapping(output: Path, lang: Language, export: str, instrument: str) -> int:
    from wij_impact.cli.own_files import write_mapping

    if not export or not instrument:
        raise UsageError(
            Text(
                nl="een koppeling is van een export voor een vragenlijst.",
                en="a mapping is from an export to a questionnaire.",
            ),
            remedy=Text(
                nl="Draai wij-impact template mapping --from EXPORT --for VRAGENLIJST -o mapping.toml.",
                en="Run wij-impact template mapping --from EXPORT --for INSTRUMENT -o mapping.toml.",
            ),
        )
    path = write_mapping(export, instrument, output)
    print(
        Text(
            nl=f"{path} gemaakt. Kijk het na en geef -p columns={path}.",
            en=f"{path} made. Look it over and give -p columns={path}.",
        ).show(lang)
    )
    return 0


def verify(report: Path, data: Path | None, lang: Language) -> int:
    """Make a report again; 0 when it is identical, 1 when it is not, with what differs and what changed."""
    from wij_impact import catalogue
    from wij_impact.pipeline.verification import verify as run_again

    def progress(text: Text) -> None:
        print(text.show(lang), file=sys.stderr, flush=True)

    verdict = run_again(report, catalogue.resolve_notebooks(), data, progress)
    if verdict.identical:
        print(Text(nl=f"{report}: identiek.", en=f"{report}: identical.").show(lang))
    else:
        print(Text(nl=f"{report}: niet identiek.", en=f"{report}: not identical.").show(lang))
    for title, lines in (
        (Text(nl="Achteraf gewijzigd:", en="Changed afterwards:"), verdict.altered),
        (Text(nl="Komt er nu anders uit:", en="Comes out differently now:"), verdict.differences),
        (Text(nl="Wat er sindsdien veranderd is:", en="What has changed since:"), verdict.causes),
    ):
        if lines:
            print(title.show(lang))
            for line in lines:
                print(f"  {line.show(lang)}")
    if verdict.differences and not verdict.causes:
        print(
            Text(
                nl="Gegevens, code en pakketten zijn dezelfde: het rapport hangt van toeval of de klok af.",
                en="Data, code and packages are the same: the report depends on chance or the clock.",
            ).show(lang)
        )
    return 0 if verdict.identical else 1


def words(report: str, data: Path | None, lang: Language) -> int:
    """Print the sheet of a report: every sentence with its code, its numbers, what it needs, and its languages."""
    from wij_impact import catalogue
    from wij_impact.reports.wording import sheet_of

    shows, needs = Text(nl="getallen", en="numbers").show(lang), Text(nl="alleen bij", en="only with").show(lang)
    for row in sheet_of(report, catalogue.resolve_data(data)).to_dict("records"):
        key, numbers, need = (str(row.pop(name)) for name in ("key", "numbers", "needs"))
        about = [f"{shows}: {numbers}"] * bool(numbers) + [f"{needs}: {need}"] * bool(need)
        print(key + (f" ({'; '.join(about)})" if about else ""))
        for language, sentence in row.items():
            print(f"  {language:<4}{sentence or '-'}")
    return 0


def init(directory: Path, lang: Language) -> int:
    """Make a study and say how to go on."""
    from wij_impact.pipeline.study import create_study

    path = create_study(directory, lang)
    print(
        Text(
            nl=f"{path} gemaakt. Ga erheen: cd {path}\nLees LEESMIJ.md; draai dan wij-impact check en wij-impact run.",
            en=f"{path} made. Go there with: cd {path}\nRead README.md; then run wij-impact check and wij-impact run.",
        ).show(lang)
    )
    return 0
