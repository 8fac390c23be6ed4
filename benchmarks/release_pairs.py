"""Two releases of one study, side by side: can an attacker with both find the answer of the one person who differs?

Run by hand: ``python benchmarks/release_pairs.py 200 36``. Each study is published; then one respondent is added,
removed, edited (an answer, or only the way of not answering), moved to another group, or linked to an earlier wave, and
it is published again, in the same folder: as it is, or in disguise (an item less, another name for the wave or the
groups, other breakdowns, the rows in another order). The attacker holds both, knows the scale, that one person differs
and how, and the rounding; unknown is the answer. Printed: what was refused or held back, and how many answers were
narrowed to one value, with the ledger and without it.
"""

from __future__ import annotations

import math
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.impactmeting.test_publication import BY, INSTRUMENT, ITEMS, study
from wij_impact import InsufficientEvidence
from wij_impact import impactmeting as im

KINDS = ("added", "removed", "edited", "unsaid", "moved", "linked")
DISGUISES = ("plain", "item_less", "wave_renamed", "groups_renamed", "other_breakdown", "shuffled")
SCALE = (1, 10)


def changed(frame: pd.DataFrame, kind: str, random: np.random.Generator) -> pd.DataFrame:
    """The study with one person other than it was."""
    at = int(random.integers(len(frame) // 2))  # among those who were in the earlier wave too
    if kind == "added":
        person = frame.iloc[[at]].copy()
        person[ITEMS] = [[str(one) for one in random.integers(1, 11, len(ITEMS))]]
        return pd.concat([frame, person.assign(respondent_id="new")], ignore_index=True)
    made = frame.drop(index=at) if kind == "removed" else frame.copy()
    name = ITEMS[int(random.integers(len(ITEMS)))]
    if kind == "edited":
        made.loc[at, name] = str(int(random.choice([one for one in range(1, 11) if str(one) != frame.loc[at, name]])))
    elif kind == "unsaid":
        answered = frame.index[frame[name].ne("")]
        blank = [(row, one) for one in ITEMS for row in frame.index[frame[one].eq("")]] or [(answered[0], name)]
        made.loc[blank[0][0], blank[0][1]] = "98"
    elif kind == "moved":
        made.loc[at, "group"] = "old" if frame.loc[at, "group"] == "young" else "young"
    elif kind == "linked":
        made.loc[at, "respondent_id"] = "alone"
    return made.reset_index(drop=True)


def disguised(frame: pd.DataFrame, how: str, random: np.random.Generator) -> tuple[pd.DataFrame, object, list[str]]:
    """The same answers, told otherwise."""
    form, by = INSTRUMENT, list(BY)
    if how == "item_less":
        left = ITEMS[-1]
        frame = frame.drop(columns=left)
        form = replace(form, items=tuple(one for one in form.items if one.id != left),
                       scales=tuple(replace(one, items=tuple(item for item in one.items if item != left))
                                    for one in form.scales))  # fmt: skip
    elif how == "wave_renamed":
        frame = frame.assign(wave=frame["wave"].map({"2022": "1", "2023": "2"}))
    elif how == "groups_renamed":
        frame = frame.assign(group=frame["group"].map({"young": "A", "old": "B", "rare": "C"}))
    elif how == "other_breakdown":
        by = ["group"]
    elif how == "shuffled":
        frame = frame.sample(frac=1, random_state=int(random.integers(1000))).reset_index(drop=True)
    return frame, form, by


def released(frame: pd.DataFrame, form: object, by: list[str], folder: Path) -> im.Publication | None:
    """What is published in this folder; None when it is refused."""
    file = folder / "responses.csv"
    file.write_text("", encoding="utf-8")
    try:
        survey = im.publish(frame, form, by, file=file)  # type: ignore[arg-type]
    except InsufficientEvidence:
        return None
    survey.remember()
    return survey


def cells(survey: im.Publication) -> Iterator[tuple[str, str, float, float, float, float]]:
    """Item, cell, fewest and most answers, fewest and most in sum, of everything that is shown with a number."""
    frames = [("total", survey.means.assign(group="total"))]
    frames += [(by, frame.rename(columns={by: "group"})) for by, frame in survey.groups.items()]
    for by, frame in frames:
        for row in frame.dropna(subset=["estimate", "n"]).to_dict("records"):
            if row["at_least"]:
                continue
            n, mean = float(row["n"]), float(row["estimate"])
            low, high = math.ceil((mean - 0.05) * n - 1e-9), math.floor((mean + 0.05) * n + 1e-9)
            yield str(row["item"]), f"{by}|{row['group']}", n, n, low, high


def narrowed(first: im.Publication, second: im.Publication, kind: str) -> int:
    """Answers of the one person that both releases together leave one value for."""
    before = {(item, cell): rest for item, cell, *rest in cells(first)}
    found = 0
    for item, cell, n, _, low, high in cells(second):
        if (item, cell) not in before:
            continue
        was, _, low_was, high_was = before[item, cell]
        if kind in ("added", "removed", "moved", "linked") and abs(n - was) == 1:
            sign = 1 if n > was else -1
            ends = sorted((sign * (low - high_was), sign * (high - low_was)))
            values = [one for one in range(SCALE[0], SCALE[1] + 1) if ends[0] <= one <= ends[1]]
            found += len(values) == 1
        if kind == "edited" and n == was:
            steps = [one for one in range(-9, 10) if low - high_was <= one <= high - low_was]
            # The largest step is one pair of answers only.
            found += steps in ([9], [-9])
    after = {(item, cell): rest for item, cell, *rest in cells(second)}
    for item in ITEMS if kind == "moved" else ():
        # Everyone minus the groups that either release shows: few people are left.
        by = {cell: n for (one, cell), (n, *_) in {**before, **after}.items() if one == item and cell[:6] == "group|"}
        whole = after.get((item, "total|total"), before.get((item, "total|total")))
        groups = [n for cell, n in by.items() if cell != "group|total"]
        found += whole is not None and len(groups) > 1 and 0 < whole[0] - sum(groups) < 10
    if kind == "unsaid":
        gone = second.bases.set_index("item").reindex(first.bases["item"])
        for name in ("dont_know", "no_answer", "neutral", "not_applicable"):
            if name in first.bases.columns and name in gone.columns:
                found += int((gone[name].to_numpy(float) - first.bases[name].to_numpy(float) == 1).sum())
    if kind == "linked" and first.change is not None and second.change is not None:
        both = first.change.merge(second.change, on="item", suffixes=("", "_then"))
        found += int((both["n"] - both["n_then"]).abs().between(1, 9).sum()) if "n" in both else 0
    return found


def main(pairs: int, disguised_pairs: int) -> None:
    """Attack so many pairs, and fewer for every disguise, and print what came of them."""
    for disguise in DISGUISES:
        became, leaks, bare = Counter[str](), 0, 0
        for seed in range(pairs if disguise == "plain" else disguised_pairs):
            kind, random = KINDS[seed % len(KINDS)], np.random.default_rng(seed)
            now = pd.concat([study(seed), study(seed + 10_000)], ignore_index=True)
            now["respondent_id"] = [f"p{at}" for at in range(len(now))]
            then = now.iloc[: len(now) // 2].assign(wave="2022")
            other = changed(now, kind, random)
            again, form, by = disguised(pd.concat([other, then], ignore_index=True), disguise, random)
            with tempfile.TemporaryDirectory() as folder:
                first = released(pd.concat([now, then], ignore_index=True), INSTRUMENT, list(BY), Path(folder))
                second = released(again, form, by, Path(folder))
                result = "refused" if second is None else "held back" if second.held_back else "published"
                became[f"{kind} {result}"] += 1
                assert first is not None
                leaks += 0 if second is None else narrowed(first, second, kind)
                bare += narrowed(first, im.publish(again, form, by), kind)  # type: ignore[arg-type]
        told = ", ".join(f"{name} {count}" for name, count in sorted(became.items()))
        print(f"{disguise}: {told}; narrowed to one value {leaks}, without the ledger {bare}", flush=True)


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:3])) if len(sys.argv) > 2 else main(200, 36)
