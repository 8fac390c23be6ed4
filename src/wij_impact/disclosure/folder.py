"""An attacker with a whole report: every table, figure and workbook of one folder read as one system.

It knows the questionnaire's scale, that answers are whole numbers, how numbers are rounded, and the rules of the house
(what is hidden, and when a number of answers is a lower bound). It looks for people, alone or with a few, whose
answers follow from what is shown: in a shown group, in the rest that total minus the shown groups leaves, and in who
skipped a question.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

__all__ = ["recoverable_from"]

TOTALS = ("total", "totaal", "allen samen", "all together")
COLUMNS = ["item", "breakdown", "people", "low_n", "high_n", "found"]


@dataclass(frozen=True)
class Known:
    """What the files say of some people and one item: bounds of their number and of the sum of their answers."""

    low_n: float
    high_n: float
    low_sum: float
    high_sum: float


def recoverable_from(folder: str | Path, scale: tuple[float, float], minimum: int = 10) -> pd.DataFrame:
    """What the files of one report folder give away about a few people.

    Parameters
    ----------
    folder : str or Path
        A report: `tables/*.csv`, `figures/*.csv` and any `*.xlsx` in it.
    scale : (float, float)
        Lowest and highest answer; answers are whole numbers.
    minimum : int
        Fewest people about whom something may be known.

    Returns
    -------
    pandas.DataFrame
        `item`, `breakdown`, `people` ("shown", "the rest", "who skipped it"), `low_n`, `high_n`, `found` ("few
        people", "one answer": everyone's answer is narrowed to one value). Empty when nothing is found.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> place = pathlib.Path(tempfile.mkdtemp()); (place / "tables").mkdir()
    >>> text = "label,area,estimate,n\\ngrade,a,7.5,30\\ngrade,b,,\\ngrade,total,7.4,33\\n"
    >>> _ = (place / "tables" / "x.csv").write_text(text)
    >>> recoverable_from(place, (1, 10))[["people", "low_n", "high_n", "found"]].values.tolist()
    [['the rest', 3.0, 3.0, 'few people']]
    """
    frames = list(_frames(Path(folder)))
    asked = _asked(frames)
    rows = [*_skipped(frames, minimum)]
    facts: dict[tuple[str, str], dict[str, Known]] = {}
    for frame in frames:
        for item, breakdown, group, known in _facts(frame, scale, asked, minimum):
            place = facts.setdefault((item, breakdown), {})
            place[group] = _both(place.get(group), known)
    totals = _totals(facts)
    for (item, breakdown), groups in facts.items():
        whole = totals.get(item)
        shown = [known for group, known in groups.items() if group not in TOTALS]
        for known in [*shown, *([whole] if whole else [])]:
            if found := _answers(known, scale):
                rows.append((item, breakdown, "shown", known.low_n, known.high_n, found))
        rest = _rest(whole, shown)
        if rest is None or rest.high_n < 1:
            continue
        if rest.low_n >= 1 and rest.high_n < minimum:
            rows.append((item, breakdown, "the rest", rest.low_n, rest.high_n, "few people"))
        elif found := _answers(rest, scale):
            rows.append((item, breakdown, "the rest", rest.low_n, rest.high_n, found))
    return pd.DataFrame(rows, columns=COLUMNS).drop_duplicates(ignore_index=True)


def _frames(folder: Path) -> Iterator[pd.DataFrame]:
    """Every table as text, so that the decimals of a number can be counted."""
    for path in sorted([*folder.glob("tables/*.csv"), *folder.glob("figures/*.csv")]):
        yield pd.read_csv(path, dtype=str)
    for path in sorted(folder.rglob("*.xlsx")):
        yield from pd.read_excel(path, sheet_name=None, dtype=str, engine="openpyxl").values()


def _asked(frames: Sequence[pd.DataFrame]) -> Mapping[str, float]:
    """People asked, per item, from the table of bases."""
    found: dict[str, float] = {}
    for frame in frames:
        if {"label", "asked"} <= set(frame.columns):
            found |= {row["label"]: float(row["asked"]) for _, row in frame.dropna(subset=["asked"]).iterrows()}
    return found


def _skipped(frames: Sequence[pd.DataFrame], minimum: int) -> Iterator[tuple[str, str, str, float, float, str]]:
    """A number asked beside a number of answers tells how many skipped the item, and each kind of skipping."""
    for frame in frames:
        if not {"label", "asked", "answered"} <= set(frame.columns):
            continue
        kinds = [name for name in ("neutral", "dont_know", "not_applicable", "no_answer") if name in frame.columns]
        for _, row in frame.iterrows():
            counts = {name: float(row[name]) for name in kinds if pd.notna(row[name])}
            if pd.notna(row["asked"]) and pd.notna(row["answered"]):
                counts["skipped"] = float(row["asked"]) - float(row["answered"])
                if len(counts) == len(kinds):  # one kind is hidden: the rest of what skipped
                    counts["the hidden kind"] = counts["skipped"] - sum(counts[one] for one in kinds if one in counts)
            for count in counts.values():
                if 0 < count < minimum:
                    yield (row["label"], "bases", "who skipped it", count, count, "few people")


def _facts(
    frame: pd.DataFrame, scale: tuple[float, float], asked: Mapping[str, float], minimum: int
) -> Iterator[tuple[str, str, str, Known]]:
    if not {"label", "estimate"} <= set(frame.columns) or "assumption" in frame.columns or "what" in frame.columns:
        return
    numbers = {"estimate", "lower", "upper", "n", "label", "std_error", "smallest_detectable", "said"}
    if "reference" in frame.columns:
        return  # a difference of two waves: nobody is in both sides alone
    keys = [name for name in frame.columns if name not in numbers]
    breakdown = keys[0] if keys else "total"
    most: dict[str, float] = {}
    if keys and "n" in frame.columns:
        most = {str(group): float(part["n"].astype(float).max()) for group, part in frame.groupby(keys[0])}
    for _, row in frame.dropna(subset=["estimate"]).iterrows():
        group = str(row[keys[0]]) if keys else "total"
        everyone = max(most.get(group, math.nan), 0)
        if group in TOTALS:
            everyone = asked.get(row["label"], everyone)
        low, high = 1.0, math.inf
        if "n" in frame.columns and pd.notna(row["n"]):
            low, high = _people(float(row["n"]), everyone, minimum)
        text = str(row["estimate"])
        half = 0.5 * 10.0 ** -max(len(text.partition(".")[2]), 1) if len(text) < 8 else 1e-9
        mean = float(text)
        most_sum = math.floor((mean + half) * high + 1e-9) if math.isfinite(high) else math.inf
        yield row["label"], breakdown, group, Known(low, high, math.ceil((mean - half) * low - 1e-9), most_sum)


def _people(n: float, everyone: float, minimum: int) -> tuple[float, float]:
    """A printed n is exact, or the least there can be: then fewer than `minimum` of everyone skipped the item."""
    if math.isnan(everyone) or everyone - n != minimum - 1:
        return n, n
    return n, max(n, everyone - 1)


def _both(one: Known | None, other: Known) -> Known:
    if one is None:
        return other
    return Known(
        max(one.low_n, other.low_n),
        min(one.high_n, other.high_n),
        max(one.low_sum, other.low_sum),
        min(one.high_sum, other.high_sum),
    )


def _totals(facts: Mapping[tuple[str, str], Mapping[str, Known]]) -> dict[str, Known]:
    """Everyone, whichever file says it."""
    found: dict[str, Known] = {}
    for (item, _), groups in facts.items():
        for group, known in groups.items():
            if group in TOTALS:
                found[item] = _both(found.get(item), known)
    return found


def _rest(whole: Known | None, shown: Sequence[Known]) -> Known | None:
    """Everyone minus the shown groups."""
    if whole is None or not shown or not math.isfinite(whole.high_n):
        return None
    return Known(
        max(whole.low_n - sum(one.high_n for one in shown), 0),
        whole.high_n - sum(one.low_n for one in shown),
        whole.low_sum - sum(one.high_sum for one in shown),
        whole.high_sum - sum(one.low_sum for one in shown),
    )


def _answers(known: Known, scale: tuple[float, float]) -> str:
    """Whether each of these people can have given one answer only."""
    if not math.isfinite(known.high_n) or known.low_n < 1:
        return ""
    low, high = scale
    values = set()
    for people in range(int(known.low_n), int(known.high_n) + 1):
        least, most = max(known.low_sum, low * people), min(known.high_sum, high * people)
        if least > most:
            continue
        first = max(low, math.ceil(least - high * (people - 1)))
        last = min(high, math.floor(most - low * (people - 1)))
        values |= set(range(int(first), int(last) + 1))
    return "one answer" if len(values) == 1 else ""
