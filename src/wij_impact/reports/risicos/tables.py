"""The tables and the data of the figures of the report `risicos`."""

from __future__ import annotations

from typing import Any

import pandas as pd

from wij_impact.estimates import Name, Term
from wij_impact.reports.listing import period_name
from wij_impact.reports.naming import cells, in_languages, labels_of
from wij_impact.reports.risicos.facts import moves

__all__ = ["in_order", "matrix_rows", "moved_rows", "register_rows", "seen_counts"]

SEEN = ("happened", "happened_not", "partly", "said_not", "measure", "uncertain", "none")


def matrix_rows(risks: pd.DataFrame, lang: str) -> pd.DataFrame:
    """``risk`` (its text), ``likelihood``, ``impact`` of the risks that are not closed, in the order of the file."""
    table = moves(risks)
    table = table[table["status"] != "closed"]
    texts = [dict(_text(row).by_language).get(lang, str(row["risk"])) for row in table.to_dict("records")]
    return table.assign(risk=texts)[["risk", "likelihood", "impact"]].reset_index(drop=True)


def register_rows(risks: pd.DataFrame) -> pd.DataFrame:
    """Every risk with its words, cause, effect, measures, owner and what the report of 2023 showed."""
    rows = []
    for number, row in _numbered(risks):
        rows.append(
            {
                "number": number,
                "text": _text(row),
                "likelihood": Term("level", str(row["likelihood"])),
                "impact": Term("level", str(row["impact"])),
                "cause": _two(row, "cause"),
                "effect": _two(row, "effect"),
                "measures": _measures(row),
                "owner": _owner(row),
                "seen": Term("seen", str(row["seen"])) if isinstance(row.get("seen"), str) else None,
                "figure_ids": row["figure_ids"] if isinstance(row.get("figure_ids"), str) else "",
            }
        )
    return _worded(rows, ("text", "likelihood", "impact", "cause", "effect", "measures", "owner", "seen"))


def moved_rows(risks: pd.DataFrame, until: str, indicators: pd.DataFrame | None = None) -> pd.DataFrame:
    """Every risk with its movement, whether its review is overdue, and whether it happened."""
    known = {} if indicators is None else labels_of(indicators)
    rows = []
    for number, row in _numbered(risks):
        about = known.get(str(row.get("indicator_id")))
        sign = row.get("trigger")
        day = row["review_date"]
        due = "" if day is None or day != day else str(day)[:10]
        late = bool(until and due and due < until and row["status"] != "closed")
        said = row.get("occurred")
        rows.append(
            {
                "number": number,
                "text": _text(row),
                "move": Term("move", str(row["move"])),
                "owner": _owner(row),
                "review": period_name(due) if due else None,
                "late": Term("late", "yes" if late else "no") if until and due else None,
                "occurred": Term("occurred", said if isinstance(said, str) else "unknown"),
                "indicator": None if about is None else in_languages(about, "label"),
                "trigger": Name(sign) if isinstance(sign, str) else None,
            }
        )
    return _worded(rows, ("text", "move", "owner", "review", "late", "occurred", "indicator", "trigger"))


def seen_counts(risks: pd.DataFrame) -> pd.DataFrame:
    """How many risks by what the report of 2023 showed: ``seen`` (code), ``count``."""
    counts = risks["seen"].value_counts()
    return pd.DataFrame([{"seen": one, "count": int(counts[one])} for one in SEEN if one in counts])


def in_order(risks: pd.DataFrame) -> pd.DataFrame:
    """The register by code, so that the order of its rows says nothing."""
    ordered = risks.sort_values("risk_id").reset_index(drop=True)
    ordered.attrs = risks.attrs
    return ordered


def _numbered(risks: pd.DataFrame) -> list[tuple[int | None, dict[Any, Any]]]:
    """Every risk with its number in the matrix; a closed one has none."""
    number, found = 0, []
    for row in moves(risks).to_dict("records"):
        number += row["status"] != "closed"
        found.append((None if row["status"] == "closed" else number, row))
    return found


def _text(row: dict[Any, Any]) -> Name:
    english, dutch = str(row["risk"]), row.get("text_nl")
    return Name(english, (("nl", dutch if isinstance(dutch, str) else english), ("en", english)))


def _two(row: dict[Any, Any], stem: str) -> Any:
    dutch, english = row.get(stem), row.get(f"{stem}_en")
    if not isinstance(dutch, str):
        return None
    return Name(dutch, (("nl", dutch), ("en", english if isinstance(english, str) else dutch)))


def _measures(row: dict[Any, Any]) -> Any:
    dutch, english = row.get("measures_nl"), row.get("measures")
    known = [one for one in (dutch, english) if isinstance(one, str)]
    if not known:
        return None
    return Name(known[0], (("nl", known[0]), ("en", known[-1])))


def _owner(row: dict[Any, Any]) -> Name:
    owner = row.get("owner")
    return Name(str(owner if isinstance(owner, str) else row.get("who")))


def _worded(rows: list[dict[str, Any]], names: tuple[str, ...]) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    return frame.assign(**{one: pd.Series(cells(frame[one]), dtype=object) for one in names})
