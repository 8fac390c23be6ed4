"""Everything that one report shows of one survey, decided in one place: what is safe now, and beside what is out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from wij_impact.catalogue import resolve_data
from wij_impact.disclosure import Ledger, check_minimum
from wij_impact.estimates import Result, order_of
from wij_impact.impactmeting.comparing import compare
from wij_impact.impactmeting.instruments import Instrument
from wij_impact.impactmeting.responses import is_synthetic
from wij_impact.impactmeting.safe import safe_bases, safe_comparison, safe_means, safe_reliability

__all__ = ["Publication", "open_ledger", "publish"]


@dataclass(frozen=True, repr=False)
class Publication(Result):
    """What may be shown of a survey; made by `publish`.

    Parameters
    ----------
    wave : object
        The last wave, which the means are of.
    means : DataFrame
        `safe_means` of everyone in that wave.
    groups : mapping
        Per breakdown its `safe_means`; one that is held back is not there.
    bases, reliability : DataFrame
    change : DataFrame or None
        The waves compared, paired where respondents return; None with one wave.
    paired : int
        Respondents who are in more than one wave.
    held_back : tuple of str
        Breakdowns that an earlier report makes unsafe.
    """

    wave: Any
    means: pd.DataFrame
    groups: Mapping[str, pd.DataFrame]
    bases: pd.DataFrame
    reliability: pd.DataFrame
    change: pd.DataFrame | None
    paired: int
    held_back: tuple[str, ...]
    ledger: Ledger = field(repr=False)

    def _headline(self) -> str:
        hidden = sum(int(frame["hidden"].sum()) for frame in self.groups.values())
        return f"wave {self.wave}, {len(self.means)} items, {len(self.groups)} breakdowns, {hidden} cells hidden"

    def tidy(self) -> pd.DataFrame:
        """The means, of everyone and per group, in one frame: `breakdown`, `group`, `item`, the result columns."""
        parts = [self.means.assign(breakdown="total", group="total")]
        for name, frame in self.groups.items():
            inside = frame[frame[name] != "total"]
            parts.append(inside.assign(breakdown=name, group=inside[name].astype(str)))
        kept = [
            "breakdown",
            "group",
            "item",
            "estimate",
            "std_error",
            "lower",
            "upper",
            "level",
            "n",
            "method",
            "hidden",
        ]
        return pd.concat(parts, ignore_index=True)[kept]

    def remember(self) -> None:
        """Write in the study's folder that this was published; the last step of a report."""
        self.ledger.save()


def publish(
    responses: pd.DataFrame,
    instrument: Instrument,
    by: Sequence[str] = (),
    *,
    file: str | Path = "",
    minimum: int = 10,
    order: Sequence[Any] | str | None = None,
    respondent: str = "respondent_id",
) -> Publication:
    """Compute all that a report shows of a survey, so that its parts do not give each other away.

    Parameters
    ----------
    responses : pandas.DataFrame
        One row per respondent and wave.
    instrument : Instrument
    by : sequence of str
        Breakdowns; a column that is not there, or empty, is passed over.
    file : str or Path, optional
        Where the responses came from: the ledger of what was published lies beside it. Made-up answers keep none.
    minimum : int
        Smallest group shown; at least `disclosure.FLOOR`.
    order : list or str, optional
        The waves, first to last, where their labels do not say.
    respondent : str
        Column that recognises who returns, when it is there.

    Raises
    ------
    InsufficientEvidence
        When a report on almost the same people is out (see `disclosure.Ledger`).
    InputError
        For a minimum below the floor, and waves without a known order.

    Examples
    --------
    >>> from wij_impact import impactmeting as im
    >>> survey = im.publish(im.load_responses(), im.load_instrument("impactmeting_preventie"), ["group"])
    >>> survey.wave, list(survey.groups)
    ('2020', ['group'])
    """
    minimum = check_minimum(minimum)
    column = instrument.wave_column
    waves = order_of(responses[column], order) if column in responses.columns else []
    last = waves[-1] if waves else ""
    latest = responses[responses[column] == last] if waves else responses
    wanted = [name for name in by if name in latest.columns and latest[name].notna().any()]
    groups = {name: safe_means(latest, instrument, name, minimum=minimum) for name in wanted}
    known = respondent if respondent in responses.columns and responses[respondent].notna().any() else None
    cells = _cells(responses, latest, instrument, groups, column, waves)
    cells |= _pairs(responses, instrument, column, known, waves)
    ledger = Ledger.open(None if is_synthetic(responses) else _folder(file))
    held = ledger.held_back(cells, minimum)
    groups = {name: frame for name, frame in groups.items() if name not in held}
    kept = {name: cell for name, cell in cells.items() if name.split("|")[0] not in held}
    everyone = latest.assign(everyone="everyone")
    means = safe_means(everyone, instrument, "everyone", minimum=minimum)
    change = None
    if len(waves) > 1:
        change = safe_comparison(compare(responses, instrument, column, known, order=waves), minimum)
    return Publication(
        wave=last,
        means=means[means["everyone"] == "total"].drop(columns="everyone").reset_index(drop=True),
        groups=groups,
        bases=safe_bases(latest, instrument, minimum=minimum),
        reliability=_reliability(responses, instrument, minimum),
        change=change,
        paired=int(responses[known].dropna().value_counts().gt(1).sum()) if known and len(waves) > 1 else 0,
        held_back=held,
        ledger=ledger.added(kept, minimum),
    )


def open_ledger(
    responses: pd.DataFrame, instrument: Instrument, wave: str, respondent: str, file: str | Path, minimum: int
) -> Ledger:
    """The ledger of a study with a comparison of its waves added, for a report that shows nothing else.

    Raises
    ------
    InsufficientEvidence
        When a report on almost the same people is out, of this kind or of `publish`.
    """
    waves = sorted(responses[wave].dropna().unique(), key=str)
    cells = _cells(responses, responses, instrument, {}, wave, waves)
    cells |= _pairs(responses, instrument, wave, respondent, waves)
    ledger = Ledger.open(None if is_synthetic(responses) else _folder(file))
    ledger.held_back(cells, minimum)
    return ledger.added(cells, minimum)


def _reliability(responses: pd.DataFrame, instrument: Instrument, minimum: int) -> pd.DataFrame:
    scales = [scale for scale in instrument.scales if len(scale.items) > 1]
    if not scales or any(item not in responses.columns for scale in scales for item in scale.items):
        return safe_reliability(responses.iloc[:0], instrument, minimum=minimum)
    return safe_reliability(responses, instrument, minimum=minimum)


def _cells(
    responses: pd.DataFrame,
    latest: pd.DataFrame,
    instrument: Instrument,
    groups: Mapping[str, pd.DataFrame],
    column: str,
    waves: Sequence[Any],
) -> dict[str, dict[str, list[str]]]:
    """The answers behind every cell that is to be shown: each wave as a whole, each group of the last one."""
    items = [item.id for item in instrument.present(responses)]
    said = _said(responses, instrument)
    place = pd.Series(np.arange(len(responses)), index=responses.index)
    parts = {f"total|{wave}": (responses[column] == wave).to_numpy() for wave in waves} or {
        "total|": np.ones(len(responses), dtype=bool)
    }

    def those(inside: np.ndarray) -> dict[str, list[str]]:
        own = said.iloc[inside]
        return {"": _joined(own), **{one: own[one].tolist() for one in items}}

    cells = {name: those(np.flatnonzero(inside)) for name, inside in parts.items()}
    at = (
        place.loc[latest.index].to_numpy() if responses.index.is_unique else np.flatnonzero(parts[f"total|{waves[-1]}"])
    )
    for by, frame in groups.items():
        shown = frame.loc[~frame["hidden"] & (frame["item"].isin(items)), by].unique()
        for group in shown:
            if group != "total":
                inside = (latest[by] == group).to_numpy()
                cells[f"{by}|{waves[-1] if waves else ''}/{group}"] = those(at[inside])
    return cells


def _said(responses: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Each answer as a text: its number, and where there is none the way of not answering."""
    numbers = instrument.numeric_responses(responses)
    made = {}
    for name in numbers.columns:
        given = responses[name].astype(object)
        blank = ["" if pd.isna(one) else str(one).strip().removesuffix(".0") for one in given]
        known = numbers[name].to_numpy(dtype=float)
        made[name] = [f"{one:g}" if one == one or not text else text for one, text in zip(known, blank, strict=True)]
    return pd.DataFrame(made, dtype=object)


def _joined(told: pd.DataFrame) -> list[str]:
    return ["|".join(row) for row in told.itertuples(index=False)]


def _pairs(
    responses: pd.DataFrame, instrument: Instrument, column: str, respondent: str | None, waves: Sequence[Any]
) -> dict[str, dict[str, list[str]]]:
    """The answers of who is in two waves, side by side: a comparison of waves shows who was linked."""
    if respondent is None or len(waves) < 2:
        return {}
    told = _said(responses, instrument).assign(who=responses[respondent].to_numpy())
    wave = responses[column].to_numpy()
    cells = {}
    for first, last in combinations(sorted(waves, key=str), 2):
        both = told[wave == first].dropna(subset=["who"]).merge(told[wave == last], on="who", suffixes=("", " then"))
        items = [one for one in told.columns if one != "who"]
        sides = {one: (both[one] + ">" + both[f"{one} then"]).tolist() for one in items}
        cells[f"total|{first} > {last}"] = {"": _joined(both.drop(columns="who")), **sides}
    return cells


def _folder(file: str | Path) -> Path | None:
    """Where the responses lie; the data folder or the working folder for what is no file."""
    if not str(file):
        return None
    path = Path(file)
    for candidate in (path, resolve_data().path / path):
        if candidate.is_file():
            return candidate.resolve().parent
    return Path.cwd()
