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

from wij_impact.disclosure.reading import frames_of

__all__ = ["recoverable_from"]

TOTALS = ("total", "totaal", "allen samen", "all together")
AT_LEAST = ("true", "at_least", "at least", "minstens")
#: Columns that say something about a group, beside the column with the groups themselves.
NUMBERS = frozenset(
    (
        *("label", "estimate", "std_error", "lower", "upper", "level", "n", "base", "method"),
        *("at_least", "counted", "hidden", "reason", "smallest_detectable", "said"),
    )
)
#: Tables of something else: assumptions, items of a scale, a difference of two waves (nobody is in both sides alone).
NOT_GROUPS = frozenset(("assumption", "what", "measure", "reference"))
Sizes = tuple[float, float]
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
        A report, or several that are out: every CSV file, workbook (hidden sheets too) and notebook in it.
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
    frames = list(frames_of(Path(folder)))
    asked = _asked(frames)
    sizes = _sizes(frames, asked, minimum)
    rows = [*_skipped(frames, minimum)]
    facts: dict[tuple[str, str], dict[str, Known]] = {}
    for frame in frames:
        for item, breakdown, group, known in _facts(frame, scale, sizes, asked):
            place = facts.setdefault((item, breakdown), {})
            place[group] = _both(place.get(group), known)
    totals = _totals(facts)
    for (item, breakdown), groups in facts.items():
        whole = totals.get(item)
        shown = [known for group, known in groups.items() if group not in TOTALS]
        rows += [(item, breakdown, *one) for one in _group_skipped(breakdown, groups, whole, sizes, minimum)]
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


def _group_skipped(
    breakdown: str,
    groups: Mapping[str, Known],
    whole: Known | None,
    sizes: Mapping[tuple[str, str], Sizes],
    minimum: int,
) -> Iterator[tuple[str, float, float, str]]:
    """Groups of a known size in which exactly so many skipped, after the total has narrowed the numbers of answers."""
    shown = {group: known for group, known in groups.items() if group not in TOTALS}
    everyone = next((size for (key, group), size in sizes.items() if key == breakdown and group in TOTALS), None)
    if whole is None or everyone is None or everyone[0] != everyone[1]:
        return
    known_sizes = [sizes.get((breakdown, group), (1.0, math.inf)) for group in shown]
    rest = (max(everyone[0] - sum(one[1] for one in known_sizes), 0), everyone[0] - sum(one[0] for one in known_sizes))
    for group, own in shown.items():
        others = [one for name, one in shown.items() if name != group]
        low = max(own.low_n, whole.low_n - sum(one.high_n for one in others) - rest[1])
        high = min(own.high_n, whole.high_n - sum(one.low_n for one in others))
        size = sizes.get((breakdown, group), (1.0, math.inf))
        skipped = (size[0] - high, size[1] - low)
        if skipped[0] == skipped[1] and 0 < skipped[0] < minimum:
            yield "who skipped it", skipped[0], skipped[1], "few people"


def _sizes(frames: Sequence[pd.DataFrame], asked: Mapping[str, float], minimum: int) -> dict[tuple[str, str], Sizes]:
    """Fewest and most people in each group: what its numbers of answers say, and what is left of everyone."""
    least: dict[tuple[str, str], float] = {}
    for frame in frames:
        key = _key(frame)
        if not key or "n" not in frame.columns:
            continue
        for _, row in frame.dropna(subset=["n"]).iterrows():
            n = float(row["n"])
            # A bound above the minimum stands for at most `minimum` - 1 people more.
            low = n + minimum - 1 if _vague(row) and n > minimum else n
            if str(row[key]) in TOTALS:
                continue
            cell = (key, str(row[key]))
            least[cell] = max(least.get(cell, 0.0), low)
    everyone = max(asked.values(), default=math.inf)
    found = {}
    for (key, group), low in least.items():
        others = sum(size for (other, name), size in least.items() if other == key and name != group)
        found[key, group] = (low, max(low, everyone - others))
    return found | {(key, total): (everyone, everyone) for key, _ in least for total in TOTALS}


def _key(frame: pd.DataFrame) -> str:
    """The column with the groups; "" in a table of everyone, or of something else."""
    return next((str(name) for name in frame.columns if name not in NUMBERS), "")


def _vague(row: pd.Series) -> bool:
    """Whether a number of answers is said to be a lower bound."""
    return any(str(row.get(name, "")).casefold() in AT_LEAST for name in ("at_least", "counted"))


def _facts(
    frame: pd.DataFrame,
    scale: tuple[float, float],
    sizes: Mapping[tuple[str, str], Sizes],
    asked: Mapping[str, float],
) -> Iterator[tuple[str, str, str, Known]]:
    if not {"label", "estimate"} <= set(frame.columns) or NOT_GROUPS & set(frame.columns):
        return
    breakdown = _key(frame)
    for _, row in frame.dropna(subset=["estimate"]).iterrows():
        group = str(row[breakdown]) if breakdown else "total"
        low, high = 1.0, math.inf
        if "n" in frame.columns and pd.notna(row["n"]):
            low = float(row["n"])
            # A lower bound says nothing of the other end: at most the group, else everybody who was asked.
            everybody = asked.get(row["label"], max(asked.values(), default=math.inf))
            most = sizes.get((breakdown, group), (1.0, everybody))[1]
            high = max(most, low) if _vague(row) else low
        text = str(row["estimate"])
        half = 0.5 * 10.0 ** -max(len(text.partition(".")[2]), 1) if len(text) < 8 else 1e-9
        mean = float(text)
        most_sum = math.floor((mean + half) * high + 1e-9) if math.isfinite(high) else math.inf
        least_sum = math.ceil((mean - half) * low - 1e-9)
        yield row["label"], breakdown or "total", group, Known(low, high, max(least_sum, scale[0] * low), most_sum)


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
