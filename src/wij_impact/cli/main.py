"""Run a command, and turn everything that can go wrong into a sentence and an exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from wij_impact.errors import UsageError, WijImpactError, check_language
from wij_impact.language import LANGUAGES, Language, Text

__all__ = ["main"]

INTERRUPTED = 130
PREFIX = Text(nl="wij-impact: ", en="wij-impact: ")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `wij-impact` with these arguments and return the exit status.

    Parameters
    ----------
    arguments : sequence of str, optional
        As typed after `wij-impact`; by default those of the process.

    Returns
    -------
    int
        0 done, 1 the data or a report has errors, 2 wrong usage, 130 interrupted.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given
    _speak_utf8()
    try:
        lang = _language(given)
        os.environ["WIJ_IMPACT_LANG"] = lang
        return _finish(_run(given, lang))
    except WijImpactError as error:
        return _told(error, debug)
    except KeyboardInterrupt:
        _say(Text(nl="afgebroken; de vorige rapporten zijn gebleven.", en="stopped; the earlier reports have stayed."))
        sys.stderr.flush()
        # Threads may still wait for a kernel; the kernels end when this process does.
        os._exit(INTERRUPTED)
    except BrokenPipeError:
        # The reader (head, less) has gone; that is not an error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if debug:
            raise
        what = f"{type(error).__name__}: {error}"
        _say(
            Text(
                nl=f"fout in het programma ({what}). Draai met --debug en meld het.",
                en=f"defect ({what}). Run with --debug and report it.",
            )
        )
        return 1


def _run(given: list[str], lang: Language) -> int:
    from wij_impact.cli.app import build_app

    app = build_app(lang)
    try:
        status = app(args=given, prog_name="wij-impact", standalone_mode=False)
    except Exception as error:
        # Typer's own errors: a wrong option, a missing argument. Told in our words and language.
        if hasattr(error, "format_message") and hasattr(error, "exit_code"):
            raise usage_error(error) from error
        raise
    if status == INTERRUPTED:
        # Typer turns Ctrl-C into this status without a word.
        raise KeyboardInterrupt
    return status if isinstance(status, int) else 0


def usage_error(error: Exception) -> UsageError:
    """Typer's complaint as ours."""
    kind = type(error).__name__
    option = getattr(error, "option_name", None)
    possible = getattr(error, "possibilities", None) or ()
    remedy = Text(nl="Zie wij-impact --help.", en="See wij-impact --help.")
    if kind == "NoSuchOption" and option:
        if possible:
            remedy = Text(nl=f"Bedoelt u {possible[0]}?", en=f"Did you mean {possible[0]}?")
        return UsageError(Text(nl=f"optie {option} bestaat niet.", en=f"there is no option {option}."), remedy=remedy)
    if kind == "BadOptionUsage" and option:
        return UsageError(
            Text(nl=f"bij optie {option} hoort een waarde.", en=f"option {option} needs a value."), remedy=remedy
        )
    if kind == "MissingParameter":
        parameter = getattr(error, "param", None)
        name = getattr(parameter, "metavar", None) or str(getattr(parameter, "name", "?")).upper()
        return UsageError(Text(nl=f"{name} ontbreekt.", en=f"{name} is missing."), remedy=remedy)
    message = getattr(error, "message", str(error))
    return UsageError(Text(nl=f"de opdracht klopt niet ({message}).", en=f"wrong usage ({message})."), remedy=remedy)


def _language(given: Sequence[str]) -> Language:
    for place, word in enumerate(given):
        if word == "--":
            break
        if word.startswith("--lang="):
            return _known_language(word.removeprefix("--lang="), given)
        if word == "--lang" and place + 1 < len(given):
            return _known_language(given[place + 1], given)
    return "nl"


def _known_language(lang: str, given: Sequence[str]) -> Language:
    if lang in LANGUAGES:
        return lang
    # Only for a language that is not ours the words files are read: help and errors start at once.
    from wij_impact.catalogue.resolve import resolve_data
    from wij_impact.presentation.book import languages

    folder = next((word.removeprefix("--data=") for word in given if word.startswith("--data=")), None)
    if folder is None and "--data" in given[:-1]:
        folder = given[given.index("--data") + 1]
    return check_language(lang, languages(resolve_data(Path(folder) if folder else None)))


def _told(error: WijImpactError, debug: bool) -> int:
    if debug:
        import traceback

        print(getattr(error, "traceback", "") or traceback.format_exc(), file=sys.stderr)
    _say(Text(nl=error.sentence("nl"), en=error.sentence("en")))
    return error.exit_status


def _say(text: Text) -> None:
    lang: Language = "nl" if os.environ.get("WIJ_IMPACT_LANG", "nl") == "nl" else "en"
    print(PREFIX.show(lang) + text.show(lang), file=sys.stderr)


def _finish(status: int) -> int:
    sys.stdout.flush()
    return status


def _speak_utf8() -> None:
    # A Windows console in an old code page would turn a euro sign into an error.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
