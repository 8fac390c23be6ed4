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


ROUNDING = 1e-13  # a variance this small beside its terms is the rounding of an exact zero


@dataclass(frozen=True)
class Groups:
    """Group of each respondent as a code 0..count-1, -1 for none; with the cells of the tally worked out once."""

    code: np.ndarray
    count: int
    cell: np.ndarray  # stratum and group in one code, -1 for no group
    squares: np.ndarray  # squared weights


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


def group_codes(prepared: PreparedDesign, inside: Sequence[np.ndarray]) -> Groups:
    """Codes from the masks of disjoint groups."""
    code = np.full(prepared.n, -1, dtype=np.int64)
    for position, mask in enumerate(inside):
        np.putmask(code, mask, position)
    first = prepared.stages[0]
    cell = code
    if len(first.sampled) > 1 and not prepared.clustered:
        cell = np.where(code < 0, -1, first.stratum_of_unit * len(inside) + code)
    return Groups(code, len(inside), cell, prepared.weights**2 if prepared.weighted else prepared.weights)


def moments(
    prepared: PreparedDesign, groups: Groups, answer: np.ndarray, answers: int, values: Sequence[np.ndarray]
) -> tuple[list[GroupMoments], np.ndarray]:
    """Means per group of each recoding of one item, and the number of respondents per group and code.

    Parameters
    ----------
    prepared : PreparedDesign
    groups : Groups
    answer : ndarray of int, shape (n,)
        Code of the answer, 0..answers-1, or -1 for who is left out.
    answers : int
        Number of different codes.
    values : sequence of ndarray, shape (answers,)
        The number each code stands for; 0 and 1 for a share; NaN for a code outside the base.
    """
    if _tallies(prepared):
        table = _tally(prepared, groups, answer, answers)
        return [_from_tally(prepared, table, value) for value in values], table.respondents.sum(axis=0)
    kept = (groups.code >= 0) & (answer >= 0)
    cells = np.bincount(groups.code[kept] * answers + answer[kept], minlength=groups.count * answers)
    found = [_one_by_one(prepared, groups, answer, value) for value in values]
    return found, cells.reshape(groups.count, answers)


def _tallies(prepared: PreparedDesign) -> bool:
    first = prepared.stages[0]
    alone = bool(((first.sampled == 1) & (first.open_share > 0)).any())
    return not prepared.clustered and len(prepared.stages) == 1 and prepared.calibrator is None and not alone


def _tally(prepared: PreparedDesign, groups: Groups, answer: np.ndarray, answers: int) -> Tally:
    strata = len(prepared.stages[0].sampled)
    shape, size = (strata, groups.count, answers), strata * groups.count * answers
    cell, weights, squares = groups.cell * answers + answer, prepared.weights, groups.squares
    if int(answer.min()) < 0 or int(groups.cell.min()) < 0:
        kept = (answer >= 0) & (groups.cell >= 0)
        cell, weights, squares = cell[kept], weights[kept], squares[kept]
    respondents = np.bincount(cell, minlength=size).reshape(shape)
    if not prepared.weighted:
        one = float(prepared.weights[0])
        return Tally(respondents, respondents * one, respondents * one**2)
    total = np.bincount(cell, weights, minlength=size).reshape(shape)
    return Tally(respondents, total, np.bincount(cell, squares, minlength=size).reshape(shape))


def _from_tally(prepared: PreparedDesign, table: Tally, value: np.ndarray) -> GroupMoments:
    first, based = prepared.stages[0], ~np.isnan(value)
    value, weights, squares = value[based], table.weights[..., based], table.squares[..., based]
    respondents = table.respondents[..., based]
    per_group, n = weights.sum(axis=(0, 2)), respondents.sum(axis=(0, 2))
    safe = np.where(n > 0, per_group, 1.0)
    estimate = np.where(n > 0, np.einsum("hgk,k->g", weights, value) / safe, np.nan)
    gap = np.where(n > 0, value[:, None] - estimate[None, :], 0.0)  # (answers, groups)
    linear = np.einsum("hgk,kg->hg", weights, gap) / safe
    square = np.einsum("hgk,kg->hg", squares, gap**2) / safe**2
    sampled = first.sampled
    factor = first.open_share * np.where(sampled > 1, sampled / np.maximum(sampled - 1, 1), 1.0)
    within = square - linear**2 / sampled[:, None]
    within = np.where(within > ROUNDING * square, within, 0.0)
    variance = np.where(n > 0, (factor[:, None] * within).sum(axis=0), np.nan)
    present = (respondents.sum(axis=2) > 0).sum(axis=0)
    all_squares = squares.sum(axis=(0, 2))
    kish = np.where(n > 0, per_group**2 / np.where(n > 0, all_squares, 1.0), 0.0)
    return GroupMoments(estimate, variance, n, kish, n - present, n)


def _one_by_one(prepared: PreparedDesign, groups: Groups, answer: np.ndarray, value: np.ndarray) -> GroupMoments:
    numbers = np.where(answer >= 0, value[np.maximum(answer, 0)], np.nan)
    rows = []
    for position in range(groups.count):
        inside = (groups.code == position) & ~np.isnan(numbers)
        if not inside.any():
            rows.append((np.nan, np.nan, 0, 0.0, 0, 0))
            continue
        estimate, scores = linearise_mean(numbers, inside, prepared.weights)
        df = prepared.degrees_of_freedom(inside)
        variance = float(prepared.covariance(scores[:, None])[0, 0]) if df > 0 or prepared.census else np.nan
        variance = variance if variance > ROUNDING * estimate**2 or np.isnan(variance) else 0.0
        weights = prepared.weights[inside]
        kish = float(weights.sum() ** 2 / (weights @ weights))
        rows.append((estimate, variance, int(inside.sum()), kish, df, prepared.units(inside)))
    return GroupMoments(*(np.array(column) for column in zip(*rows, strict=True)))
