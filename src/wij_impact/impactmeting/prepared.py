"""A design laid over one frame of respondents: codes and sizes per stage, weights, and the variance of a total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from wij_impact.errors import InputError, InsufficientEvidence
from wij_impact.estimates.columns import require_frame
from wij_impact.impactmeting.calibration import (
    Calibrator,
    as_calibration,
    build_calibrator,
    calibrate_weights,
    residual_projection,
)
from wij_impact.impactmeting.checks import as_list, first_row, numeric_column, require_columns
from wij_impact.impactmeting.design import SingleUnitRule, SurveyDesign
from wij_impact.language import Text

__all__ = ["PreparedDesign", "Stage", "prepare", "weights_of"]

ENUMERATED = 1e-7  # share not sampled below which a stratum counts as a census


@dataclass(frozen=True)
class Stage:
    """One stage of sampling: which unit and stratum each respondent is in, and how many units there are."""

    unit: np.ndarray  # (n,) code of the sampled unit
    stratum_of_unit: np.ndarray  # (units,)
    sampled: np.ndarray  # (strata,) units drawn
    size: np.ndarray  # (strata,) units in the population; inf when not given
    share_before: np.ndarray  # (strata,) product of the sampling fractions of the stages above
    names: tuple[str, ...]

    @property
    def open_share(self) -> np.ndarray:
        """One minus the sampling fraction, 0 for a census."""
        share = 1 - self.sampled / self.size
        return np.where(share < ENUMERATED, 0.0, share)


@dataclass(frozen=True)
class PreparedDesign:
    """Weights and stages of a design for `n` respondents."""

    weights: np.ndarray
    start: np.ndarray
    stages: tuple[Stage, ...]
    calibrator: Calibrator | None
    single_unit: SingleUnitRule
    weighted: bool
    clustered: bool

    @property
    def n(self) -> int:
        return len(self.weights)

    @property
    def simple(self) -> bool:
        """Whether everyone counts once and was drawn alone from one endless population."""
        one = self.stages[0]
        plain = len(one.sampled) == 1 and not self.clustered and np.isinf(one.size).all()
        return plain and not self.weighted and self.calibrator is None

    @property
    def census(self) -> bool:
        """Whether everyone was asked, so that nothing is left to chance."""
        return bool((self.stages[0].open_share == 0).all()) and len(self.stages) == 1

    def degrees_of_freedom(self, inside: np.ndarray | None = None) -> int:
        """Primary units minus strata, both counted where someone of the domain is."""
        first = self.stages[0]
        units = np.unique(first.unit if inside is None else first.unit[inside])
        return len(units) - len(np.unique(first.stratum_of_unit[units]))

    def units(self, inside: np.ndarray) -> int:
        """Number of primary units with someone of the domain."""
        return len(np.unique(self.stages[0].unit[inside]))

    def covariance(self, scores: np.ndarray) -> np.ndarray:
        """Covariance matrix of the weighted totals of the columns of `scores` (n, k), by Taylor linearisation."""
        if self.calibrator is not None:
            scores = residual_projection(scores, self.start, self.calibrator)
        weighted = scores * self.weights[:, None]
        total = np.zeros((scores.shape[1], scores.shape[1]))
        for stage in self.stages:
            total += _stage_covariance(weighted, stage, self.single_unit)
        return total

    def rule(self) -> str:
        """The rule for single-unit strata, when one was needed; empty otherwise."""
        alone = any(((stage.sampled == 1) & (stage.open_share > 0)).any() for stage in self.stages)
        return f"single-unit strata: {self.single_unit}" if alone else ""


def prepare(responses: pd.DataFrame, design: SurveyDesign | None) -> PreparedDesign:
    """Check the design's columns against the respondents and lay it over them."""
    design = design or SurveyDesign()
    require_frame(responses)
    if not len(responses):
        raise InputError(
            Text(nl="er zijn geen respondenten.", en="there are no respondents."),
            remedy=Text(nl="Vul ten minste één rij in.", en="Fill in at least one row."),
        )
    stages = _stages(responses, design)
    start = _start_weights(responses, design, stages)
    calibrator = None
    weights = start
    if design.calibration is not None:
        calibrator = build_calibrator(responses, as_calibration(design.calibration))
        weights = calibrate_weights(start, calibrator)
    kept = tuple(stages) if design.population is not None else (stages[0],)
    unequal = bool(np.ptp(weights) > 1e-12 * weights.max())
    return PreparedDesign(weights, start, kept, calibrator, design.single_unit, unequal, bool(as_list(design.cluster)))


def _start_weights(responses: pd.DataFrame, design: SurveyDesign, stages: Sequence[Stage]) -> np.ndarray:
    if design.weights is not None:
        return _checked_weights(responses, design.weights)
    weights = np.ones(len(responses))
    if design.population is not None:
        for stage in stages:
            weights = weights * (stage.size / stage.sampled)[stage.stratum_of_unit[stage.unit]]
    return weights


def _checked_weights(responses: pd.DataFrame, name: str) -> np.ndarray:
    weights = numeric_column(responses, name)
    wrong = (
        (np.isnan(weights), "ontbreekt", "is missing"),
        (np.isinf(weights), "is oneindig", "is infinite"),
        (weights == 0, "is 0", "is zero"),
        (weights < 0, "is negatief", "is negative"),
    )
    for bad, nl, en in wrong:
        if bad.any():
            raise InputError(
                Text(nl=f"het gewicht {nl}.", en=f"the weight {en}."),
                remedy=Text(
                    nl="Een gewicht is het aantal mensen waar een respondent voor staat, boven 0; "
                    "laat wie niet meetelt weg.",
                    en="A weight is the number of people a respondent stands for, above 0; "
                    "leave out who does not count.",
                ),
                row=first_row(responses, bad),
                column=name,
            )
    return weights


def _stages(responses: pd.DataFrame, design: SurveyDesign) -> list[Stage]:
    clusters, strata, sizes = as_list(design.cluster), as_list(design.strata), as_list(design.population)
    require_columns(responses, [*clusters, *strata, *sizes])
    if sizes and len(sizes) != max(1, len(clusters)):
        raise InputError(
            Text(
                nl=f"er zijn {max(1, len(clusters))} trappen en {len(sizes)} kolommen met een populatieomvang.",
                en=f"there are {max(1, len(clusters))} stages and {len(sizes)} columns with a population size.",
            ),
            remedy=Text(
                nl="Geef per trap één kolom: eerst het aantal clusters, dan het aantal eenheden in het cluster.",
                en="Give one column per stage: first the number of clusters, then of units in the cluster.",
            ),
        )
    n = len(responses)
    stages: list[Stage] = []
    above = np.zeros(n, dtype=int)  # the unit of the stage above, in which strata nest
    share = np.ones(n)
    for level in range(max(1, len(clusters))):
        stratum = above
        if strata and level < len(strata):
            stratum = _nest(above, _codes(responses, strata[level]))
        unit = _nest(stratum, _codes(responses, clusters[level])) if clusters else np.arange(n)
        stage = _stage(responses, unit, stratum, share, sizes[level] if sizes else None, strata)
        share = share * (stage.sampled / stage.size)[stratum]
        stages.append(stage)
        above = unit
    return stages


def _stage(
    responses: pd.DataFrame,
    unit: np.ndarray,
    stratum: np.ndarray,
    share: np.ndarray,
    size_column: str | None,
    strata: Sequence[str],
) -> Stage:
    stratum_of_unit = stratum[_first_of_each(unit)]
    sampled = np.bincount(stratum_of_unit)
    where = _first_of_each(stratum)
    size = np.full(len(sampled), np.inf)
    if size_column is not None:
        size = _checked_sizes(responses, size_column, stratum, sampled, where)
    label = strata[0] if strata else ""
    names = tuple(str(value) for value in responses[label].iloc[where]) if label else tuple("" for _ in where)
    return Stage(unit, stratum_of_unit, sampled, size, share[where], names)


def _first_of_each(code: np.ndarray) -> np.ndarray:
    """Position of the first respondent of each code 0..k-1, without sorting."""
    first = np.zeros(int(code.max()) + 1, dtype=np.int64)
    first[code[::-1]] = np.arange(len(code) - 1, -1, -1)
    return first


def _checked_sizes(
    responses: pd.DataFrame, name: str, stratum: np.ndarray, sampled: np.ndarray, where: np.ndarray
) -> np.ndarray:
    values = numeric_column(responses, name)
    size: np.ndarray = values[where]
    missing = np.isnan(values)
    fraction = (values < 1) & ~missing
    differs = ~missing & (values != size[stratum])
    small = values < sampled[stratum]
    for bad, nl, en in (
        (missing, "de populatieomvang ontbreekt.", "the population size is missing."),
        (
            fraction,
            "dit is een fractie; hier hoort de omvang van de populatie.",
            "this is a fraction; a population size is meant.",
        ),
        (
            differs,
            "binnen één stratum staan verschillende omvangen.",
            "one stratum has different population sizes.",
        ),
        (
            small,
            "de populatie is kleiner dan de steekproef eruit.",
            "the population is smaller than the sample from it.",
        ),
    ):
        if bad.any():
            at = int(np.flatnonzero(bad)[0])
            raise InputError(
                Text(nl=nl, en=en),
                remedy=Text(
                    nl=f"Geef het aantal in het stratum (hier {values[at]:g}; er zijn er {sampled[stratum[at]]} "
                    "getrokken); op een clustertrap het aantal clusters.",
                    en=f"Give the number in the stratum (here {values[at]:g}; {sampled[stratum[at]]} were drawn); "
                    "at a cluster stage the number of clusters.",
                ),
                row=first_row(responses, bad),
                column=name,
            )
    return size


def _codes(responses: pd.DataFrame, name: str) -> np.ndarray:
    codes, _ = pd.factorize(responses[name], sort=True)
    if (codes < 0).any():
        raise InputError(
            Text(nl="de waarde ontbreekt.", en="the value is missing."),
            remedy=Text(
                nl="Iedere respondent hoort in een stratum en een cluster.",
                en="Every respondent belongs to a stratum and a cluster.",
            ),
            row=first_row(responses, codes < 0),
            column=name,
        )
    return np.asarray(codes)


def _nest(outer: np.ndarray, inner: np.ndarray) -> np.ndarray:
    """Codes 0..k-1 of the pairs, so that a label that returns elsewhere is another unit."""
    if not outer.any():
        return inner
    pair = outer.astype(np.int64) * (int(inner.max()) + 1) + inner
    return np.asarray(pd.factorize(pair, sort=True)[0])


def _stage_covariance(weighted: np.ndarray, stage: Stage, rule: SingleUnitRule) -> np.ndarray:
    k = weighted.shape[1]
    units = len(stage.stratum_of_unit)
    alone_unit = len(stage.unit) == units and bool((stage.unit[:-1] < stage.unit[1:]).all())
    totals = (
        weighted
        if alone_unit
        else np.column_stack([np.bincount(stage.unit, weighted[:, j], minlength=units) for j in range(k)])
    )
    h = stage.stratum_of_unit
    centre = (
        np.column_stack([np.bincount(h, totals[:, j], minlength=len(stage.sampled)) for j in range(k)])
        / stage.sampled[:, None]
    )
    alone = (stage.sampled == 1) & (stage.open_share > 0)
    if alone.any():
        if rule == "fail":
            raise _single_unit_error(stage, alone)
        if rule == "adjust":
            centre[alone] = totals.mean(axis=0)
    factor = stage.share_before * stage.open_share
    factor = factor * np.where(stage.sampled > 1, stage.sampled / np.maximum(stage.sampled - 1, 1), 1.0)
    if rule == "average" and alone.any() and not alone.all():
        factor = factor * len(alone) / (~alone).sum()
    gap = totals - centre[h]
    result: np.ndarray = gap.T @ (gap * factor[h][:, None])
    return result


def _single_unit_error(stage: Stage, alone: np.ndarray) -> InsufficientEvidence:
    name = stage.names[int(np.flatnonzero(alone)[0])]
    return InsufficientEvidence(
        Text(
            nl=f"stratum '{name}' heeft één getrokken eenheid; de spreiding erin is niet te schatten.",
            en=f"stratum '{name}' has one sampled unit; its spread cannot be estimated.",
        ),
        remedy=Text(
            nl="Voeg strata samen, of kies single_unit='adjust'.",
            en="Merge strata, or choose single_unit='adjust'.",
        ),
    )


def weights_of(responses: pd.DataFrame, design: SurveyDesign) -> pd.Series:
    """The final weights of a design (after calibration), on the index of `responses`.

    Examples
    --------
    >>> from wij_impact import impactmeting as im
    >>> frame = pd.DataFrame({"w": [2.0, 1.0]})
    >>> im.weights_of(frame, im.SurveyDesign(weights="w")).tolist()
    [2.0, 1.0]
    """
    return pd.Series(prepare(responses, design).weights, index=responses.index, name="weight")
