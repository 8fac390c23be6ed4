"""Read a questionnaire from its TOML file, and refuse a file that is not one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wij_impact.catalogue import resolve_data
from wij_impact.catalogue.own.mapping import read_toml, text_of
from wij_impact.errors import UsageError, suggest
from wij_impact.impactmeting.instruments import Comparability, Condition, Instrument, Item, Scale
from wij_impact.impactmeting.shapes import instrument_problems
from wij_impact.language import Text

__all__ = ["instrument_from", "load_instrument"]


def load_instrument(name_or_path: str | Path) -> Instrument:
    """Load a questionnaire by name (from `data/instruments`) or from a TOML file.

    Parameters
    ----------
    name_or_path : str or Path
        "impactmeting_preventie", "ceo_wmo", "bewonersenquete_2017", "ors", "gas", or a path that ends in .toml.

    Raises
    ------
    UsageError
        When there is no such instrument.
    InputError
        When the file is not a questionnaire: not TOML, an unknown key, a scale of items that do not exist.

    Examples
    --------
    >>> from wij_impact import impactmeting as im
    >>> [item.id for item in im.load_instrument("impactmeting_preventie").items][:2]
    ['grade', 'self_care']
    """
    path = Path(name_or_path)
    if path.suffix != ".toml":
        folder = resolve_data()
        path = folder.file(f"instruments/{name_or_path}.toml")
    if not path.is_file():
        known = sorted(file.stem for file in path.parent.glob("*.toml"))
        near = suggest(path.stem, known)
        raise UsageError(
            Text(nl=f"er is geen vragenlijst '{name_or_path}'.", en=f"there is no instrument '{name_or_path}'."),
            remedy=Text(
                nl=(f"Bedoelt u '{near}'? " if near else "") + f"Bekend zijn: {', '.join(known)}.",
                en=(f"Did you mean '{near}'? " if near else "") + f"Known are: {', '.join(known)}.",
            ),
        )
    content = read_toml(path)
    return instrument_from(content, path.name, text_of(path))


def instrument_from(content: Mapping[str, Any], file: str = "", text: str = "") -> Instrument:
    """Build an `Instrument` from the parsed TOML; the first of all problems is raised, with how many there are."""
    problems = instrument_problems(content, file, text)
    if problems:
        first, more = problems[0], len(problems) - 1
        if more and isinstance(first.message, Text):
            nl, en = first.message.nl.rstrip("."), first.message.en.rstrip(".")
            first.message = Text(
                nl=f"{nl} (en nog {more} {'probleem' if more == 1 else 'problemen'}).",
                en=f"{en} (and {more} more problem{'s' if more > 1 else ''}).",
            )
        raise first
    items = tuple(_item(entry) for entry in content["items"])
    scales = tuple(_scale(entry) for entry in content.get("scales", []))
    return Instrument(
        name=content["id"],
        version=str(content["version"]),
        items=items,
        scales=scales,
        title=_text(content.get("title")),
        languages=tuple(content.get("languages", ["nl"])),
        modes=tuple(content.get("modes", [])),
        kind=content.get("kind", "measure"),
        licence=content.get("licence", "open"),
        source=content.get("source", ""),
        use=_text(content.get("use")),
        warnings=tuple(_text(entry) for entry in content.get("warnings", [])),
        comparability=tuple(_comparability(entry) for entry in content.get("comparability", [])),
        wave_column=content.get("wave_column", "wave"),
        version_column=content.get("version_column", "instrument_version"),
    )


def _item(entry: Mapping[str, Any]) -> Item:
    missing = entry.get("missing_codes", {})
    return Item(
        id=entry["id"],
        low=float(entry["low"]),
        high=float(entry["high"]),
        step=float(entry.get("step", 1)),
        direction=int(entry.get("direction", 1)),
        label=_text(entry.get("label")),
        wording=_text(entry["wording"]) if "wording" in entry else None,
        domain=entry.get("domain", ""),
        codes={code: _text(label) for code, label in entry.get("codes", {}).items()},
        missing_codes={kind: tuple(str(code) for code in codes) for kind, codes in missing.items()},
        asked_if=tuple(
            Condition(condition["item"], tuple(str(code) for code in condition["codes"]))
            for condition in entry.get("asked_if", [])
        ),
        top=tuple(float(code) for code in entry.get("top", [])),
    )


def _scale(entry: Mapping[str, Any]) -> Scale:
    return Scale(
        name=entry["name"],
        items=tuple(entry["items"]),
        minimum_answered=int(entry.get("minimum_answered", len(entry["items"]))),
        transform=entry.get("transform", "mean"),
        label=_text(entry.get("label")),
        cutoff=entry.get("cutoff"),
        reliable_change=entry.get("reliable_change"),
        correlation=entry.get("correlation"),
        source=entry.get("source", ""),
    )


def _comparability(entry: Mapping[str, Any]) -> Comparability:
    return Comparability(
        str(entry["wave"]),
        entry["changed"],
        bool(entry.get("breaks", True)),
        _text(entry["note"]),
        tuple(entry.get("items", [])),
    )


def _text(entry: Mapping[str, str] | str | None) -> Text:
    if entry is None:
        return Text(nl="", en="")
    if isinstance(entry, str):
        return Text(nl=entry, en=entry)
    return Text(nl=entry.get("nl", entry.get("en", "")), en=entry.get("en", entry.get("nl", "")))
