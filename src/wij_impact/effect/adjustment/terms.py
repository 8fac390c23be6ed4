"""Covariates as the columns of a model: numbers standardised, text as categories, squares and products by name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from wij_impact.errors import InputError, UsageError
from wij_impact.estimates.columns import Numbers, names, numbers, require, row_of
from wij_impact.estimates.flags import with_flags
from wij_impact.language import Text

__all__ = ["Terms", "read_terms", "refuse_constant"]

_POWER = re.compile(r"(.+)\^([2-4])")
_CATEGORY = re.compile(r"C\((.+)\)")


@dataclass(frozen=True)
class Terms:
    """The covariates of a model.

    Attributes
    ----------
    design : array (rows, terms)
        A column of ones, then the covariates, each with mean 0 and standard deviation 1.
    labels : list of str
        Name per column of `design`; a category is ``column=level``.
    raw : array (rows, terms - 1)
        The covariates on their own scale.
    moderators : array (rows, q)
        Covariates whose product with the treatment enters the outcome model, standardised.
    left_out : list of str
        Terms that are constant or follow exactly from the others, and so adjust for nothing.
    """

    design: Numbers
    labels: list[str]
    raw: Numbers
    moderators: Numbers
    left_out: list[str]


def read_terms(data: pd.DataFrame, covariates: str | Sequence[str], treatment: str, outcome: str) -> Terms:
    """Read covariates, checked.

    Parameters
    ----------
    data : DataFrame
    covariates : str or list of str
        Columns; ``"age^2"``, ``"age:income"`` and ``"C(code)"`` (a number that is a code) make terms of them.
        ``"<treatment>:column"`` (in any order), or a column that is that product, lets the difference vary with the
        column in the outcome model; it has no place among what explains who was treated.
    treatment, outcome : str

    Raises
    ------
    InputError
        For a gap in a covariate, or a column that is not there.
    UsageError
        Without covariates, or when the treatment or the outcome is named as one.
    """
    wanted = list(dict.fromkeys(names(covariates)))
    arm = numbers(with_flags(data, treatment), treatment, minimum=None, missing=True)
    plain: list[str] = []
    moderated: list[str] = []
    for name in wanted:
        base = None if name in data else _without(name, treatment)
        product = base or _product_of(data, name, [other for other in wanted if other != name], arm)
        (moderated if product else plain).append(product or name)
    _refuse_own(plain + moderated, treatment, outcome)
    columns = [column for name in plain for column in _columns(data, name)]
    extra = [column for name in moderated for column in _columns(data, name)]
    kept, left_out = _independent(columns)
    design = np.column_stack([np.ones(len(data)), *(_standard(values) for _, values in kept)])
    raw = np.column_stack([values for _, values in kept]) if kept else np.empty((len(data), 0))
    varying = [_standard(values) for _, values in extra if values.std() > 0]
    moderators = np.column_stack(varying) if varying else np.empty((len(data), 0))
    return Terms(design, ["1", *(label for label, _ in kept)], raw, moderators, left_out)


def refuse_constant(terms: Terms) -> None:
    """Refuse covariates of which none varies: there is nothing in which people can be alike or not."""
    if terms.design.shape[1] == 1:
        raise InputError(
            Text(nl="elk kenmerk is voor iedereen gelijk.", en="every covariate is the same for everybody."),
            remedy=Text(
                nl="Er valt niets te corrigeren of te koppelen.", en="There is nothing to adjust for or to match on."
            ),
        )


def _without(name: str, treatment: str) -> str | None:
    """What a product with the treatment multiplies it with; None when it is no such product."""
    if name.startswith(f"{treatment}:"):
        return name.removeprefix(f"{treatment}:")
    if name.endswith(f":{treatment}"):
        return name.removesuffix(f":{treatment}")
    first, inside, last = name.partition(f":{treatment}:")
    return f"{first}:{last}" if inside else None


def _refuse_own(wanted: list[str], treatment: str, outcome: str) -> None:
    if not wanted:
        raise UsageError(
            Text(nl="er is geen kenmerk om voor te corrigeren.", en="there is nothing to adjust for."),
            remedy=Text(
                nl="Noem de kenmerken die vóór de start verschilden.", en="Name what differed before the start."
            ),
        )
    for name in (treatment, outcome):
        if name in wanted:
            raise UsageError(
                Text(
                    nl=f"'{name}' kan geen kenmerk zijn om voor te corrigeren.",
                    en=f"'{name}' cannot be a covariate.",
                ),
                remedy=Text(
                    nl="Corrigeer alleen voor wat vóór de start al vaststond.",
                    en="Adjust only for what was settled before the start.",
                ),
                column=name,
            )


def _product_of(data: pd.DataFrame, name: str, others: list[str], arm: Numbers) -> str | None:
    """The covariate that `name` multiplies with the treatment, when it is such a product."""
    if name not in data or not pd.api.types.is_numeric_dtype(data[name]) or set(np.unique(arm)) != {0.0, 1.0}:
        return None
    values = data[name].to_numpy(dtype=float)
    if (values[arm == 0] != 0).any() or np.ptp(values[arm == 1]) == 0:
        return None
    numeric = [other for other in others if other in data and pd.api.types.is_numeric_dtype(data[other])]
    for other in numeric:
        if np.allclose(values, arm * data[other].to_numpy(dtype=float), rtol=1e-12, atol=0):
            return other
    return None


def _columns(data: pd.DataFrame, name: str) -> list[tuple[str, Numbers]]:
    if name in data.columns:
        given = data[name]
        is_number = pd.api.types.is_numeric_dtype(given) and not pd.api.types.is_bool_dtype(given)
        return [(name, _complete(data, name))] if is_number else _levels(data, name)
    if power := _POWER.fullmatch(name):
        return [(name, _complete(data, power[1]) ** int(power[2]))]
    if category := _CATEGORY.fullmatch(name):
        return _levels(data, category[1])
    if ":" in name:
        first, _, rest = name.partition(":")
        return [(f"{a}:{b}", u * v) for a, u in _columns(data, first) for b, v in _columns(data, rest)]
    require(data, name)
    raise AssertionError("unreachable: require raises for a column that is not there")


def _complete(data: pd.DataFrame, name: str) -> Numbers:
    _refuse_gaps(data, name)
    return numbers(data, name, minimum=None)


def _levels(data: pd.DataFrame, name: str) -> list[tuple[str, Numbers]]:
    _refuse_gaps(data, name)
    codes = data[name].astype(str)
    levels = sorted(codes.unique())
    return [(f"{name}={level}", (codes == level).to_numpy(dtype=float)) for level in levels[1:]] or [
        (name, np.zeros(len(data)))
    ]


def _refuse_gaps(data: pd.DataFrame, name: str) -> None:
    require(data, name)
    gaps = data[name].isna().to_numpy(dtype=bool)
    if gaps.any():
        more = int(gaps.sum()) - 1
        raise InputError(
            Text(
                nl="het kenmerk is leeg" + (f" (en in nog {more} rijen)." if more else "."),
                en="the covariate is empty" + (f" (and in {more} more rows)." if more else "."),
            ),
            remedy=Text(
                nl="Vul het in, geef 'onbekend' als eigen groep, of laat het kenmerk weg en zeg dat erbij.",
                en="Fill it in, write 'unknown' as a group of its own, or leave the covariate out and say so.",
            ),
            row=row_of(data, int(np.argmax(gaps))),
            column=name,
        )


def _standard(values: Numbers) -> Numbers:
    spread = float(values.std())
    return (values - values.mean()) / spread if spread > 0 else values - values.mean()


def _independent(columns: list[tuple[str, Numbers]]) -> tuple[list[tuple[str, Numbers]], list[str]]:
    """Keep what adds something to the columns before it: leaving out the rest changes no fitted value."""
    kept: list[tuple[str, Numbers]] = []
    left_out: list[str] = []
    basis: list[Numbers] = []
    for label, values in columns:
        scaled = _standard(values)
        size = float(np.linalg.norm(scaled))
        rest = scaled / size if size > 0 else scaled
        for _ in range(2):  # twice: one pass of Gram-Schmidt loses digits when columns are nearly the same
            for direction in basis:
                rest = rest - direction * float(direction @ rest)
        left = float(np.linalg.norm(rest))
        if size > 0 and left > 1e-7:
            basis.append(rest / left)
            kept.append((label, values))
        else:
            left_out.append(label)
    return kept, left_out
