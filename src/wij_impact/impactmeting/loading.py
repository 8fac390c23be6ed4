"""Read a questionnaire from its TOML file, and refuse a file that is not one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wij_impact.catalogue import resolve_data
from wij_impact.catalogue.own.mapping import read_toml
from wij_impact.errors import InputError, UsageError, suggest
from wij_impact.impactmeting.instruments import (
    MISSING_KINDS,
    Comparability,
    Condition,
    Instrument,
    Item,
    Scale,
)
from wij_impact.language import Text

__all__ = ["instrument_from", "load_instrument"]

TOP_KEYS = {
    "id", "version", "title", "languages", "modes", "kind", "licence", "source", "use", "warnings", "items", "scales",
    "comparability", "wave_column", "version_column",
}  # fmt: skip
ITEM_KEYS = {
    "id", "low", "high", "step", "direction", "label", "wording", "domain", "codes", "missing_codes", "asked_if", "top",
}  # fmt: skip
SCALE_KEYS = {
    "name", "items", "minimum_answered", "transform", "label", "cutoff", "reliable_change", "correlation", "source",
}  # fmt: skip
BREAK_KEYS = {"wave", "changed", "breaks", "note", "items"}


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
    return instrument_from(content, path.name)


def instrument_from(content: Mapping[str, Any], file: str = "") -> Instrument:
    """Build an `Instrument` from the parsed TOML."""
    _known_keys(content, TOP_KEYS, file)
    _required(content, ("id", "version", "items"), file)
    items = tuple(_item(entry, file) for entry in content["items"])
    ids = [item.id for item in items]
    if len(set(ids)) < len(ids):
        raise InputError(Text(nl="een item staat er twee keer in.", en="an item is listed twice."), file=file)
    for item in items:
        _known_items([condition.item for condition in item.asked_if], ids, file)
    scales = tuple(_scale(entry, ids, file) for entry in content.get("scales", []))
    kind = content.get("kind", "measure")
    if kind not in ("measure", "conversation_tool"):
        raise InputError(
            Text(nl=f"kind '{kind}' is er niet.", en=f"there is no kind '{kind}'."),
            remedy="measure, conversation_tool",
            file=file,
        )
    return Instrument(
        name=content["id"],
        version=str(content["version"]),
        items=items,
        scales=scales,
        title=_text(content.get("title")),
        languages=tuple(content.get("languages", ["nl"])),
        modes=tuple(content.get("modes", [])),
        kind=kind,
        licence=content.get("licence", "open"),
        source=content.get("source", ""),
        use=_text(content.get("use")),
        warnings=tuple(_text(entry) for entry in content.get("warnings", [])),
        comparability=tuple(_comparability(entry, file) for entry in content.get("comparability", [])),
        wave_column=content.get("wave_column", "wave"),
        version_column=content.get("version_column", "instrument_version"),
    )


def _item(entry: Mapping[str, Any], file: str) -> Item:
    _known_keys(entry, ITEM_KEYS, file)
    _required(entry, ("id", "low", "high"), file)
    if not entry["low"] < entry["high"]:
        raise InputError(
            Text(
                nl=f"item '{entry['id']}': low is niet kleiner dan high.",
                en=f"item '{entry['id']}': low is not below high.",
            ),
            file=file,
        )
    missing = entry.get("missing_codes", {})
    _known_keys(missing, set(MISSING_KINDS), file)
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


def _scale(entry: Mapping[str, Any], ids: list[str], file: str) -> Scale:
    _known_keys(entry, SCALE_KEYS, file)
    _required(entry, ("name", "items"), file)
    _known_items(entry["items"], ids, file)
    transform = entry.get("transform", "mean")
    if transform not in ("mean", "sum", "percent", "t_score"):
        raise InputError(
            Text(nl=f"transform '{transform}' is er niet.", en=f"there is no transform '{transform}'."),
            remedy="mean, sum, percent, t_score",
            file=file,
        )
    return Scale(
        name=entry["name"],
        items=tuple(entry["items"]),
        minimum_answered=int(entry.get("minimum_answered", len(entry["items"]))),
        transform=transform,
        label=_text(entry.get("label")),
        cutoff=entry.get("cutoff"),
        reliable_change=entry.get("reliable_change"),
        correlation=entry.get("correlation"),
        source=entry.get("source", ""),
    )


def _comparability(entry: Mapping[str, Any], file: str) -> Comparability:
    _known_keys(entry, BREAK_KEYS, file)
    _required(entry, ("wave", "changed", "note"), file)
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
    return Text(nl=entry.get("nl", ""), en=entry.get("en", entry.get("nl", "")))


def _known_keys(entry: Mapping[str, Any], known: set[str], file: str) -> None:
    for key in entry:
        if key not in known:
            near = suggest(key, sorted(known))
            raise InputError(
                Text(nl=f"onbekende sleutel '{key}'.", en=f"unknown key '{key}'."),
                remedy=Text(nl=f"Bedoelt u '{near}'?", en=f"Did you mean '{near}'?")
                if near
                else ", ".join(sorted(known)),
                file=file,
            )


def _required(entry: Mapping[str, Any], keys: tuple[str, ...], file: str) -> None:
    for key in keys:
        if key not in entry:
            raise InputError(Text(nl=f"sleutel '{key}' ontbreekt.", en=f"key '{key}' is missing."), file=file)


def _known_items(names: list[str], ids: list[str], file: str) -> None:
    for name in names:
        if name not in ids:
            raise InputError(
                Text(nl=f"er is geen item '{name}'.", en=f"there is no item '{name}'."),
                remedy=", ".join(ids),
                file=file,
            )
