"""Estimates of coded answers: one pass over the respondents per item, everything else from the table it leaves.

For a design without clusters and calibration the Taylor variance of a mean or a share per group needs, per stratum,
group and answer, only the number of respondents, their weights and their squared weights. That table (`Tally`) is
three `bincount`s; a million respondents take milliseconds. Other designs go respondent by respondent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wij_impact.impactmeting.estimators import linearise_mean
from wij_impact.impactmeting.prepared import PreparedDesign

__all__ = ["GroupMoments", "Groups", "group_codes", "moments"]


ROUNDING = 1e-13  # a spread this small beside its terms is the rounding of an exact zero


@dataclass(frozen=True)
class Groups:
    """Group of each respondent as a code 0..count-1, -1 for none."""

    code: np.ndarray
    count: int


@dataclass(frozen=True)
class GroupMoments:
    """Per group: estimate, variance, answers, effective number by Kish, degrees of freedom, primary units."""

    estimate: np.ndarray
    variance: np.ndarray
    n: np.ndarray
    kish: np.ndarray
    df: np.ndarray
    units: np.ndarray


@dataclass(frozen=True)
class Tally:
    """Respondents, weights and squared weights by stratum, group and answer, each (strata, groups, answers)."""

    respondents: np.ndarray
    weights: np.ndarray
    squares: np.ndarray


def group_codes(inside: Sequence[np.ndarray], n: int) -> Groups:
    """Codes from the masks of disjoint groups."""
    code = np.full(n, -1)
    for position, mask in enumerate(inside):
        code[mask] = position
    return Groups(code, len(inside))


def moments(
    prepared: PreparedDesign, groups: Groups, answer: np.ndarray, answers: int, values: Sequence[np.ndarray]
) -> list[GroupMoments]:
    """Means per group of each recoding of one item.

    Parameters
    ----------
    prepared : PreparedDesign
    groups : Groups
    answer : ndarray of int, shape (n,)
        Code of the answer, 0..answers-1, or -1 for who is left out.
    answers : int
        Number of different codes.
    values : sequence of ndarray, shape (answers,)
        The number each code stands for; 0 and 1 for a share.
    """
    if _tallies(prepared):
        table = _tally(prepared, groups, answer, answers)
        return [_from_tally(prepared, table, value) for value in values]
    return [_one_by_one(prepared, groups, answer, value) for value in values]


def _tallies(prepared: PreparedDesign) -> bool:
    first = prepared.stages[0]
    alone = bool(((first.sampled == 1) & (first.open_share > 0)).any())
    return not prepared.clustered and len(prepared.stages) == 1 and prepared.calibrator is None and not alone


def _tally(prepared: PreparedDesign, groups: Groups, answer: np.ndarray, answers: int) -> Tally:
    first = prepared.stages[0]
    strata, shape = len(first.sampled), (len(first.sampled), groups.count, answers)
    cell = answer if answer.dtype == np.int64 else answer.astype(np.int64)
    if groups.count > 1 or strata > 1 or (groups.code < 0).any():
        cell = (first.stratum_of_unit * groups.count + groups.code) * answers + cell
    weights = prepared.weights
    out = (answer < 0) | (groups.code < 0)
    if out.any():
        cell, weights = cell[~out], weights[~out]
    size = strata * groups.count * answers
    respondents = np.bincount(cell, minlength=size).reshape(shape)
    if not prepared.weighted:
        one = float(prepared.weights[0])
        return Tally(respondents, respondents * one, respondents * one**2)
    total = np.bincount(cell, weights, minlength=size).reshape(shape)
    squares = np.bincount(cell, weights * weights, minlength=size).reshape(shape)
    return Tally(respondents, total, squares)


def _from_tally(prepared: PreparedDesign, table: Tally, value: np.ndarray) -> GroupMoments:
    first = prepared.stages[0]
    per_group = table.weights.sum(axis=(0, 2))
    n = table.respondents.sum(axis=(0, 2))
    safe = np.where(per_group > 0, per_group, 1.0)
    estimate = np.where(n > 0, np.einsum("hgk,k->g", table.weights, value) / safe, np.nan)
    gap = np.where(n > 0, value[:, None] - estimate[None, :], 0.0)  # (answers, groups)
    linear = np.einsum("hgk,kg->hg", table.weights, gap) / safe
    square = np.einsum("hgk,kg->hg", table.squares, gap**2) / safe**2
    sampled = first.sampled
    factor = first.open_share * np.where(sampled > 1, sampled / np.maximum(sampled - 1, 1), 1.0)
    within = square - linear**2 / sampled[:, None]
    within = np.where(within > ROUNDING * square, within, 0.0)
    variance = np.where(n > 0, (factor[:, None] * within).sum(axis=0), np.nan)
    present = (table.respondents.sum(axis=2) > 0).sum(axis=0)
    squares = table.squares.sum(axis=(0, 2))
    kish = np.where(n > 0, per_group**2 / np.where(squares > 0, squares, 1.0), 0.0)
    return GroupMoments(estimate, variance, n, kish, n - present, n)


def _one_by_one(prepared: PreparedDesign, groups: Groups, answer: np.ndarray, value: np.ndarray) -> GroupMoments:
    numbers = np.where(answer >= 0, value[np.maximum(answer, 0)], np.nan)
    rows = []
    for position in range(groups.count):
        inside = (groups.code == position) & (answer >= 0)
        if not inside.any():
            rows.append((np.nan, np.nan, 0, 0.0, 0, 0))
            continue
        estimate, scores = linearise_mean(numbers, inside, prepared.weights)
        df = prepared.degrees_of_freedom(inside)
        variance = float(prepared.covariance(scores[:, None])[0, 0]) if df > 0 or prepared.census else np.nan
        weights = prepared.weights[inside]
        kish = float(weights.sum() ** 2 / (weights @ weights))
        rows.append((estimate, max(variance, 0.0) if np.isfinite(variance) else np.nan, int(inside.sum()), kish, df, prepared.units(inside)))
    return GroupMoments(*(np.array(column) for column in zip(*rows, strict=True)))
