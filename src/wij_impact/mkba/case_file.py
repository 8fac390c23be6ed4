"""A case written as a file again: as it was read, or with some numbers set by hand."""

from __future__ import annotations

import copy
import math
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from wij_impact.errors import UsageError
from wij_impact.language import Text
from wij_impact.mkba.case import Case
from wij_impact.mkba.loading import scenario_of

__all__ = ["as_case_file", "case_text", "kept_lines", "level_of", "places_in_file"]


def as_case_file(case: Case, settings: Mapping[str, float]) -> str:
    """The text of a case file in which some numbers are set by hand.

    Parameters
    ----------
    case : Case
        A case that was read from a file.
    settings : mapping of str to float
        Path and value; a price at the price level of the case.

    Returns
    -------
    str
        TOML. Each number that was set is graded an assumption, with what it was in its note. Read again, the file
        gives the balance that was seen.

    Raises
    ------
    UsageError
        For a case that was not read from a file, or a payer's share (set those in the file).
    """
    if not case.text:
        raise UsageError(
            Text(nl="deze berekening komt niet uit een bestand.", en="this case was not read from a file."),
            remedy=Text(nl="Lees haar met mkba.load_case.", en="Read it with mkba.load_case."),
        )
    raw = _tables(case)
    effective = case.effective()
    for path, value in sorted(settings.items()):
        if ".payers." in path:
            raise UsageError(
                Text(nl=f"{path}: aandelen van betalers stelt u in het bestand in.",
                     en=f"{path}: shares of payers are set in the file."),
            )  # fmt: skip
        if path == "discount":
            raw["discount"] = float(value)
            continue
        before = effective[case.numbers[path].stream if path in case.numbers else path].value
        for where in _places(case, path):
            own = value if path.startswith("price.") or path == where else value * case.numbers[where].factor
            _put(raw, where, _set_by_hand(own, path, before * level_of(case, path)))
            _keep_payers(case, raw, where)
    title = raw["title"] if isinstance(raw["title"], Mapping) else {"nl": raw["title"], "en": raw["title"]}
    raw["title"] = {language: f"{words} *" for language, words in title.items()}
    head = f"# {case.file}: {', '.join(f'{path} = {value:.10g}' for path, value in sorted(settings.items()))}"
    return head + "\n\n" + "\n".join(_toml(raw)) + "\n"


def case_text(case: Case) -> str:
    """The text of the file that gives this case; empty when no file does.

    Of a scenario it is the case with the settings of the scenario in it.
    """
    if not case.text or not case.scenario:
        return case.text.removeprefix("\ufeff")
    return "\n".join(_toml(_tables(case))) + "\n"


def _tables(case: Case) -> dict[str, Any]:
    """The tables of the file, with the settings of the scenario of this case in them."""
    raw: dict[str, Any] = copy.deepcopy(tomllib.loads(case.text.removeprefix("\ufeff")))
    if not case.scenario:
        return raw
    merged = scenario_of(raw, case.scenario)
    merged.pop("use_scenario", None)
    merged["scenario"].pop(case.scenario)
    return merged


def places_in_file(case: Case, path: str) -> list[tuple[str, float]]:
    """Where in the file a number has to be set, and what the number of the formula is multiplied by there."""
    if path == "discount":
        return [(path, 1.0)]
    at = case.numbers.get(path)
    if at is not None or path.startswith("input."):
        return [(path, 1.0 if at is None else at.factor)]
    return [(where, case.numbers[where].factor) for where in _places(case, path)]


def kept_lines(case: Case, path: str) -> str:
    """What the file has to say besides when this number is set: the payers that came with a price of the library."""
    raw = _tables(case) if case.text else {}
    lines = []
    for where in [] if path == "discount" else _places(case, path):
        section, _, rest = where.partition(".")
        name, _, _ = rest.partition(".")
        own: dict[str, Any] = raw.get(section, {}).get(name, {}) if section in raw else {}
        if "payers" in own or not own:
            continue
        _keep_payers(case, raw, where)
        if "payers" in own:
            lines.append(f'"{section}.{name}.payers" = {_value(own["payers"])}')
    return "\n".join(lines)


def _places(case: Case, path: str) -> list[str]:
    """Where in the file a number has to be set: itself, or every field that uses a shared price."""
    if path in case.numbers or path.startswith("input."):
        return [path]
    return [name for name, number in sorted(case.numbers.items()) if number.stream == path]


def _keep_payers(case: Case, raw: dict[str, Any], path: str) -> None:
    """An item that took its payers from its price keeps them when the price is set."""
    section, _, rest = path.partition(".")
    name, _, key = rest.partition(".")
    if key != "price" or section == "transfer" or "payers" in raw[section][name]:
        return
    central, item = case.central(), next(item for item in case.items if item.path == f"{section}.{name}")
    raw[section][name]["payers"] = {payer: central[f"{item.path}.payers.{payer}"] for payer in item.payers}


def _set_by_hand(value: float, path: str, before: float) -> dict[str, Any]:
    was = "unknown" if math.isnan(before) else f"{before:.10g}"
    return {"value": value, "evidence": "E", "prior": True, "note": f"explore: {path}, {was}"}


def _put(raw: dict[str, Any], path: str, value: Any) -> None:
    *parents, last = path.split(".")
    table = raw
    for parent in parents:
        table = table.setdefault(parent, {})
    table[last] = value


def _toml(table: Mapping[str, Any], path: str = "") -> list[str]:
    """The lines of a table: plain values first, then the tables of a case (sections and their items)."""
    lines, tables = [], []
    for key, value in table.items():
        nested = isinstance(value, Mapping) and (path.count(".") < 1 and (not path or _is_section(path)))
        if nested and _holds_items(key, path, value):
            tables.append((f"{path}.{_key(key)}" if path else _key(key), value))
        elif isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
            tables += [(f"[{key}", one) for one in value]
        else:
            lines.append(f"{_key(key)} = {_value(value)}")
    for name, value in tables:
        header = f"[[{name[1:]}]]" if name.startswith("[") else f"[{name}]"
        inner = _toml(value, "[]" if name.startswith("[") else name)
        only_tables = bool(value) and not any(line and not line.startswith("[") for line in inner[:1])
        lines += ["", *([] if only_tables else [header]), *inner]
    return lines


def _is_section(path: str) -> bool:
    return path in {"input", "cost", "effect", "transfer", "pm", "scenario", "index"}


def _holds_items(key: str, path: str, value: Mapping[str, Any]) -> bool:
    return _is_section(path) or ((not path and (_is_section(key) or key == "actors")) and bool(value))


def _key(key: Any) -> str:
    text = str(key)
    plain = text.replace("-", "").replace("_", "").isalnum() and text.isascii()
    return text if plain else _value(text)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
        return f'"{escaped}"'
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    if isinstance(value, float):
        if not math.isfinite(value):
            return "inf" if value > 0 else "-inf"
        text = repr(float(value))
        # Three decimals would be asked about: 1.075 may be a Dutch 1075. A nought more says that it is not.
        return f"{text}0" if re.fullmatch(r"-?\d{1,3}\.\d{3}", text) else text
    return str(value)


def level_of(case: Case, path: str) -> float:
    """What a number of the formula is multiplied by to be at the price level of the case."""
    return case.numbers[path].factor if path in case.numbers else case.level_factor(path)
