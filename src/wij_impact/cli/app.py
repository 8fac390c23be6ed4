"""The shape of the commands: names, options, help. What they do is in `commands`.

No postponed annotations here: Typer reads them, and they name options that are made in one language.
"""

import re
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from wij_impact.errors import UsageError, suggest
from wij_impact.language import LANGUAGES, Language, Text

__all__ = ["build_app"]

_HELP = {
    "app": Text(
        nl="Evalueer het sociaal domein eerlijk: van cijfers met een bron naar een rapport.",
        en="Evaluate the social domain honestly: from sourced figures to a report.",
    ),
    "list": Text(nl="Toon rapporten, parameters en gegevens.", en="Show reports, parameters and data sets."),
    "run": Text(nl="Maak rapporten; zonder naam allemaal.", en="Make reports; all of them when none is named."),
    "check": Text(nl="Controleer invoer: bestand, rij, kolom, remedie.", en="Check input: file, row, column, remedy."),
    "template": Text(nl="Maak een leeg, uitgelegd invulbestand.", en="Make an empty, explained file to fill in."),
    "verify": Text(nl="Maak een rapport opnieuw en vergelijk.", en="Make a report again and compare."),
    "claims": Text(
        nl="Toon de beweringen uit de documenten met hun oordeel; met --claim één berekening.",
        en="Show the claims of the documents with their verdicts; with --claim one calculation.",
    ),
    "claim": Text(nl="Code van één bewering.", en="Code of one claim."),
    "prices": Text(nl="Zoek een prijs met zijn bron.", en="Search for a price with its source."),
    "word": Text(nl="Een woord uit naam, eenheid of bron.", en="A word of the name, unit or source."),
    "plan": Text(
        nl="Leg vooraf vast wat een rapport gaat doen; draai later met -p plan=BESTAND.",
        en="Lay down beforehand what a report will do; run later with -p plan=FILE.",
    ),
    "cite": Text(nl="Hoe u een gemaakt rapport aanhaalt.", en="How to cite a report that was made."),
    "published": Text(
        nl="De dag waarop u het openbaar maakt, zoals 2026-11-27: komt in de gegevens voor een archief.",
        en="The day on which you publish it, such as 2026-11-27: goes into the metadata for an archive.",
    ),
    "question": Text(nl="De vraag.", en="The question."),
    "outcome": Text(nl="De uitkomst die telt.", en="The outcome that counts."),
    "comparison": Text(nl="Waarmee wordt vergeleken.", en="What it is compared with."),
    "smallest": Text(nl="Het kleinste verschil dat ertoe doet.", en="The smallest difference that matters."),
    "analysis": Text(nl="De analyse.", en="The analysis."),
    "exclude": Text(nl="Wie of wat niet meedoet; mag vaker.", en="Who or what is left out; may be repeated."),
    "hide": Text(
        nl="Kolommen met uitkomsten, met komma's: die mogen later worden ingevuld.",
        en="Columns with outcomes, with commas: these may be filled in later.",
    ),
    "words": Text(
        nl="Toon elke zin van een rapport met zijn code en getallen.",
        en="Show every sentence of a report with its code and numbers.",
    ),
    "init": Text(nl="Begin een eigen onderzoek in een nieuwe map.", en="Begin a study of your own in a new folder."),
    "report": Text(nl="Naam van een rapport, zoals kerncijfers.", en="Name of a report, such as kerncijfers."),
    "p": Text(nl="Parameter, zoals -p year=2020.", en="Parameter, such as -p year=2020."),
    "data": Text(nl="Map met gegevens.", en="Folder with data."),
    "out": Text(nl="Map voor de rapporten.", en="Folder for the reports."),
    "lang": Text(
        nl="Taal: nl, en of een andere taal van data/words.", en="Language: nl, en or another one of data/words."
    ),
    "format": Text(nl="Soorten: html,pdf,docx,xlsx.", en="Formats: html,pdf,docx,xlsx."),
    "jobs": Text(nl="Hoeveel rapporten tegelijk.", en="How many reports at a time."),
    "scheduler": Text(
        nl="Op een Dask-cluster: het adres van de scheduler.", en="On a Dask cluster: the scheduler's address."
    ),
    "each": Text(
        nl="Eén rapport per waarde: year=2022,2023 of unit=@bestand.txt.",
        en="One report per value: year=2022,2023 or unit=@file.txt.",
    ),
    "examples": Text(
        nl="Ook de rapporten die alleen verzonnen gegevens tonen.", en="The reports on made-up data only, too."
    ),
    "again": Text(nl="Maak ook wat niet veranderd is.", en="Make also what has not changed."),
    "debug": Text(nl="Toon bij een fout ook de technische details.", en="Show technical details with an error."),
    "path": Text(nl="Bestand of map.", en="File or folder."),
    "as": Text(
        nl="Lees het als deze tabel, vragenlijst of rapport (met -p).",
        en="Read it as this table, questionnaire or report (with -p).",
    ),
    "columns": Text(nl="Bestand met welke kolom welke is.", en="File that says which column is which."),
    "all": Text(nl="Toon elke melding.", en="Show every notice."),
    "from": Text(nl="Export van een enquêteprogramma.", en="Export of a survey tool."),
    "for": Text(nl="Vragenlijst waarvoor.", en="Questionnaire it is for."),
    "name": Text(
        nl="Naam van een gegevensset, zoals figures; of mkba_case.",
        en="Name of a data set, such as figures; or mkba_case.",
    ),
    "output": Text(nl="Het bestand dat gemaakt wordt.", en="The file to make."),
    "directory": Text(nl="De nieuwe map.", en="The new folder."),
    "reportdir": Text(nl="De map van een gemaakt rapport.", en="The folder of a report that was made."),
    "made": Text(
        nl="De naam van een rapport dat in reports/ staat, of de map van een gemaakt rapport.",
        en="The name of a report that is in reports/, or the folder of a report that was made.",
    ),
    "version": Text(nl="Toon de versie.", en="Show the version."),
}

# Typer speaks English; these are the words its help is made of.
_DUTCH = (
    ("Usage:", "Gebruik:"),
    ("Options:", "Opties:"),
    ("Commands:", "Opdrachten:"),
    ("Arguments:", "Argumenten:"),
    ("Show this message and exit.", "Toon deze uitleg."),
    ("[required]", "[verplicht]"),
    ("[default: ", "[standaard: "),
    ("[OPTIONS]", "[OPTIES]"),
    ("COMMAND [ARGS]...", "OPDRACHT ..."),
)


def _in_dutch(text: str) -> str:
    for english, dutch in _DUTCH:
        text = text.replace(english, dutch)
    return text


def build_app(lang: Language) -> typer.Typer:
    """Make the commands with their help in one language."""

    # The reports speak every language of the words files; what is said on the screen is there in two.
    spoken = lang if lang in LANGUAGES else "en"

    def said(key: str) -> str:
        return _HELP[key].show(lang)

    class Command(TyperCommand):
        def get_help(self, ctx: Any) -> str:
            text = super().get_help(ctx)
            return _in_dutch(text) if lang == "nl" else text

    class Group(TyperGroup):
        def get_help(self, ctx: Any) -> str:
            text = super().get_help(ctx)
            return _in_dutch(text) if lang == "nl" else text

        def list_commands(self, ctx: Any) -> list[str]:
            return list(self.commands)

        def resolve_command(self, ctx: Any, args: list[str]) -> Any:
            name = args[0]
            if name not in self.commands and not re.match("-", name):
                raise _no_such_command(name, list(self.commands))
            return super().resolve_command(ctx, args)

    app = typer.Typer(
        cls=Group,
        add_completion=False,
        rich_markup_mode=None,
        help=said("app"),
        invoke_without_command=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    Lang = Annotated[str, typer.Option("--lang", help=said("lang"), show_default=False)]
    Debug = Annotated[bool, typer.Option("--debug", help=said("debug"))]
    Data = Annotated[Path | None, typer.Option("--data", help=said("data"))]

    @app.callback()
    def start(
        ctx: typer.Context,
        language: Lang = "nl",
        debug: Debug = False,
        version: Annotated[bool, typer.Option("--version", help=said("version"))] = False,
    ) -> int:
        from wij_impact.cli import commands

        if version:
            commands.version()
            raise typer.Exit
        if ctx.invoked_subcommand is None:
            commands.welcome(spoken)
        return 0

    @app.command("list", cls=Command, help=said("list"))
    def list_(data: Data = None, language: Lang = "nl", debug: Debug = False) -> int:
        from wij_impact.cli import commands

        return commands.list_all(data, spoken)

    @app.command("run", cls=Command, help=said("run"))
    def run(
        reports: Annotated[list[str] | None, typer.Argument(metavar="REPORT", help=said("report"))] = None,
        parameters: Annotated[list[str] | None, typer.Option("-p", metavar="NAME=VALUE", help=said("p"))] = None,
        data: Data = None,
        out: Annotated[Path, typer.Option("--out", help=said("out"))] = Path("reports"),
        language: Lang = "nl",
        formats: Annotated[str, typer.Option("--format", help=said("format"))] = "html",
        jobs: Annotated[str | None, typer.Option("--jobs", metavar="N", help=said("jobs"))] = None,
        each: Annotated[list[str] | None, typer.Option("--each", metavar="NAME=V1,V2", help=said("each"))] = None,
        scheduler: Annotated[str, typer.Option("--scheduler", metavar="tcp://HOST:PORT", help=said("scheduler"))] = "",
        examples: Annotated[bool, typer.Option("--examples", help=said("examples"))] = False,
        again: Annotated[bool, typer.Option("--again", help=said("again"))] = False,
        debug: Debug = False,
    ) -> int:
        from wij_impact.cli.running import run_command

        return run_command(
            reports or [],
            parameters or [],
            each or [],
            data,
            out,
            lang,
            formats=formats,
            jobs=jobs,
            debug=debug,
            scheduler=scheduler,
            examples=examples,
            again=again,
        )

    @app.command("check", cls=Command, help=said("check"))
    def check(
        paths: Annotated[list[str] | None, typer.Argument(metavar="PATH", help=said("path"))] = None,
        table: Annotated[str, typer.Option("--as", metavar="TABLE", help=said("as"))] = "",
        columns: Annotated[str, typer.Option("--columns", metavar="MAPPING.toml", help=said("columns"))] = "",
        given: Annotated[list[str] | None, typer.Option("-p", metavar="NAME=VALUE", help=said("p"))] = None,
        everything: Annotated[bool, typer.Option("--all", help=said("all"))] = False,
        language: Lang = "nl",
        debug: Debug = False,
    ) -> int:
        from wij_impact.cli import commands

        return commands.check(paths or [], spoken, table, columns, everything, given or [])

    @app.command("template", cls=Command, help=said("template"))
    def template(
        name: Annotated[str, typer.Argument(metavar="NAME", help=said("name"))],
        output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.xlsx", help=said("output"))],
        export: Annotated[str, typer.Option("--from", metavar="EXPORT", help=said("from"))] = "",
        instrument: Annotated[str, typer.Option("--for", metavar="INSTRUMENT", help=said("for"))] = "",
        language: Lang = "nl",
        debug: Debug = False,
    ) -> int:
        from wij_impact.cli import commands

        return commands.template(name, output, spoken, export, instrument)

    @app.command("verify", cls=Command, help=said("verify"))
    def verify(
        report: Annotated[Path, typer.Argument(metavar="REPORT_DIR", help=said("reportdir"))],
        data: Data = None,
        language: Lang = "nl",
        debug: Debug = False,
    ) -> int:
        from wij_impact.cli import commands

        return commands.verify(report, data, spoken)

    @app.command("prices", cls=Command, help=said("prices"))
    def prices(
        word: Annotated[str, typer.Argument(metavar="WORD", help=said("word"))] = "",
        data: Data = None,
        language: Lang = "nl",
        debug: Debug = False,
    ) -> int:
        from wij_impact.cli import cases

        return cases.show_prices(word, data, spoken)

    @app.command("claims", cls=Command, help=said("claims"))
    def claims(
        claim: Annotated[str | None, typer.Option("--claim", metavar="ID", help=said("claim"))] = None,
        data: Data = None,
        language: Lang = "nl",
        debug: Debug = False,
    ) -> int:
        from wij_impact.cli.claims import claims_command

        return claims_command(claim, data, spoken)

    @app.command("plan", cls=Command, help=said("plan"))
    def plan(
        report: Annotated[str, typer.Argument(metavar="REPORT", help=said("report"))],
        output: Annotated[Path, typer.Option("-o", metavar="FILE", help=said("output"))],
        p: Annotated[list[str] | None, typer.Option("-p", metavar="NAME=VALUE", help=said("p"))] = None,
        question: Annotated[str, typer.Option(help=said("question"))] = "",
        outcome: Annotated[str, typer.Option(help=said("outcome"))] = "",
        comparison: Annotated[str, typer.Option(help=said("comparison"))] = "",
        smallest: Annotated[str, typer.Option(help=said("smallest"))] = "",
        analysis: Annotated[str, typer.Option(help=said("analysis"))] = "",
        exclude: Annotated[list[str] | None, typer.Option(help=said("exclude"))] = None,
        outcomes: Annotated[str, typer.Option(metavar="COLUMN,...", help=said("hide"))] = "",
        language: Lang = "nl",
        debug: Debug = False,
    ) -> int:
        from wij_impact.cli.plans import plan_command

        answers = {"question": question, "outcome": outcome, "comparison": comparison, "analysis": analysis}
        answers["smallest_relevant_effect"] = smallest
        hidden = [one.strip() for one in outcomes.split(",") if one.strip()]
        return plan_command(report, p or [], answers, exclude or [], hidden, output, spoken)

    @app.command("cite", cls=Command, help=said("cite"))
    def cite(
        folder: Annotated[Path, typer.Argument(metavar="REPORT|REPORTDIR", help=said("made"))],
        published: Annotated[str, typer.Option(metavar="DATE", help=said("published"))] = "",
        language: Lang = "nl",
        debug: Debug = False,
    ) -> int:
        from wij_impact.cli.citing import cite_command

        return cite_command(folder, spoken, published)

    @app.command("words", cls=Command, help=said("words"))
    def words(
        report: Annotated[str, typer.Argument(metavar="REPORT", help=said("report"))],
        data: Data = None,
        language: Lang = "nl",
        debug: Debug = False,
    ) -> int:
        from wij_impact.cli import commands

        return commands.words(report, data, spoken)

    @app.command("init", cls=Command, help=said("init"))
    def init(
        directory: Annotated[Path, typer.Argument(metavar="DIR", help=said("directory"))],
        language: Lang = "nl",
        debug: Debug = False,
    ) -> int:
        from wij_impact.cli import commands

        return commands.init(directory, spoken)

    return app


def _no_such_command(name: str, known: list[str]) -> UsageError:
    near = suggest(name, known)
    shown = ", ".join(known)
    return UsageError(
        Text(nl=f"opdracht '{name}' bestaat niet.", en=f"there is no command '{name}'."),
        remedy=Text(nl=f"Bedoelt u {near}?", en=f"Did you mean {near}?")
        if near
        else Text(nl=f"Er zijn: {shown}.", en=f"There are: {shown}."),
    )
