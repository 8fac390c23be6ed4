"""From long ratings to what the coefficients need: who gave which value to which unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from wij_impact.errors import InputError, InsufficientEvidence
from wij_impact.estimates.columns import Numbers, numbers, require, row_of
from wij_impact.language import Text

__all__ = ["Ratings", "clusters_of", "patterns_by", "ratings_matrix", "unique_patterns"]

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Ratings:
    """Ratings as a matrix of categories.

    Attributes
    ----------
    codes : ndarray of int, shape (units, raters)
        Index into `values`; -1 where a rater gave none.
    values : tuple
        The categories in order: numbers ascending, else text in alphabetical order.
    units, raters : tuple
        Names, sorted, so that the order of rows never matters.
    """

    codes: Whole
    values: tuple[Any, ...]
    units: tuple[Any, ...]
    raters: tuple[Any, ...]

    def counts(self) -> Whole:
        """How often each unit got each value, shape (units, values)."""
        return np.stack([(self.codes == k).sum(axis=1) for k in range(len(self.values))], axis=1)


def ratings_matrix(
    data: pd.DataFrame, unit: str, rater: str, value: str, *, numeric: bool, categories: Sequence[Any] | None = None
) -> Ratings:
    """Check the ratings and lay them out.

    Parameters
    ----------
    data : DataFrame
        One row per rating; an empty value is a rating that was not given.
    unit, rater, value : str
        Columns.
    numeric : bool
        Whether values are numbers. Text is then an error.
    categories : sequence, optional
        The scale: every value that could be given, in its order. A value outside it is an error.

    Raises
    ------
    InputError
        A rater who rated one unit twice (or two raters with one name), a rating without unit or rater, a value
        off the scale or not a number.
    """
    require(data, [unit, rater, value])
    _named(data, unit, Text(nl="de beoordeling hoort bij geen eenheid", en="the rating belongs to no unit"))
    _named(data, rater, Text(nl="de beoordelaar heeft geen naam", en="the rater has no name"))
    _once(data, unit, rater)
    if categories is not None:
        scale, given = list(categories), data[value]
        if numeric and not all(isinstance(one, int | float | np.number) for one in scale):
            # An ordered scale in words: its order is the one given.
            numeric = False
        if numeric:
            given = pd.Series(numbers(data, value, minimum=None, missing=True))
    elif numeric:
        given = pd.Series(numbers(data, value, minimum=None, missing=True))
        scale = sorted(given.dropna().unique())
    else:
        given = data[value].reset_index(drop=True)
        scale = sorted(given.dropna().unique(), key=lambda one: (str(type(one)), one))
    place = pd.Index(scale).get_indexer(pd.Index(given))
    place[given.isna().to_numpy(dtype=bool)] = -1
    _on_scale(data, value, given, place, scale)
    rows, units = pd.factorize(data[unit], sort=True)
    columns, raters = pd.factorize(data[rater], sort=True)
    codes = np.full((len(units), len(raters)), -1, dtype=np.int64)
    codes[rows, columns] = place
    return Ratings(codes, tuple(scale), tuple(units), tuple(raters))


def unique_patterns(rows: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], Whole]:
    """The different rows, sorted, and how often each occurs.

    A bootstrap of patterns is the bootstrap of units, and depends neither on the order of the rows nor on names.
    """
    patterns, frequency = np.unique(rows, axis=0, return_counts=True)
    return patterns, frequency.astype(np.int64)


def clusters_of(data: pd.DataFrame, unit: str, cluster: str | None, ratings: Ratings) -> Whole | None:
    """Which cluster (a number) each unit of `ratings` lies in; None without `cluster`.

    Raises
    ------
    InputError
        A unit in two clusters, or in none.
    """
    if cluster is None:
        return None
    require(data, [cluster])
    _named(data, cluster, Text(nl="de beoordeling hoort bij geen bron", en="the rating belongs to no cluster"))
    apart = data.groupby(unit)[cluster].nunique()
    if (apart > 1).any():
        name = apart.index[apart > 1][0]
        raise InputError(
            Text(nl=f"'{name}' ligt in twee bronnen.", en=f"'{name}' lies in two clusters."),
            remedy=Text(nl="Geef elke eenheid een eigen naam.", en="Give each unit a name of its own."),
            column=str(cluster),
        )
    found = data.drop_duplicates(unit).set_index(unit)[cluster].reindex(list(ratings.units))
    codes, _ = pd.factorize(found, sort=True)
    return np.asarray(codes, dtype=np.int64)


def patterns_by(rows: npt.NDArray[Any], clusters: Whole | None) -> Whole | None:
    """How often each cluster shows each pattern of `unique_patterns(rows)`, shape (clusters, patterns)."""
    if clusters is None:
        return None
    patterns, place = np.unique(rows, axis=0, return_inverse=True)
    _, cluster = np.unique(clusters, return_inverse=True)
    counts = np.zeros((int(cluster.max()) + 1, len(patterns)), dtype=np.int64)
    np.add.at(counts, (cluster, place.ravel()), 1)
    return counts[np.lexsort(counts.T[::-1])]  # the same draws whatever the clusters are called


def need_pairs(count: int) -> None:
    """Without two units that two raters judged there is no agreement to speak of."""
    if count < 2:
        raise InsufficientEvidence(
            Text(
                nl=f"overeenstemming vraagt minstens 2 eenheden met twee beoordelingen; dit zijn er {count}.",
                en=f"agreement needs at least 2 units with two ratings; there are {count}.",
            ),
            remedy=Text(
                nl="Laat dezelfde eenheden door nog iemand beoordelen.",
                en="Have the same units judged by someone else as well.",
            ),
        )


def need_variation(used: int, coefficient: str) -> None:
    """When every rating is the same value, chance cannot be told from agreement."""
    if used < 2:
        raise InsufficientEvidence(
            Text(
                nl=f"alle beoordelingen zijn gelijk; {coefficient} bestaat dan niet.",
                en=f"all ratings are equal; {coefficient} does not exist then.",
            ),
            remedy=Text(
                nl="Voeg eenheden toe met een andere uitkomst, of meld alleen de ruwe overeenstemming.",
                en="Add units with another outcome, or report the raw agreement only.",
            ),
        )


def _named(data: pd.DataFrame, column: str, problem: Text) -> None:
    empty = data[column].isna().to_numpy(dtype=bool)
    if empty.any():
        raise InputError(
            Text(nl=f"{problem.nl}.", en=f"{problem.en}."),
            remedy=Text(nl="Vul de cel, of laat de rij weg.", en="Fill the cell, or leave the row out."),
            row=row_of(data, int(np.argmax(empty))),
            column=str(column),
        )


def _once(data: pd.DataFrame, unit: str, rater: str) -> None:
    twice = data.duplicated([unit, rater]).to_numpy()
    if twice.any():
        first = int(np.argmax(twice))
        who, what = data[rater].iloc[first], data[unit].iloc[first]
        raise InputError(
            Text(
                nl=f"'{who}' beoordeelde '{what}' twee keer.",
                en=f"'{who}' rated '{what}' twice.",
            ),
            remedy=Text(
                nl="Houd één beoordeling over; zijn het twee mensen met één naam, geef hun dan elk een eigen naam.",
                en="Keep one rating; if they are two people with one name, give each a name of their own.",
            ),
            row=row_of(data, first),
            column=str(rater),
        )


def _on_scale(data: pd.DataFrame, value: str, given: pd.Series, place: Whole, scale: Sequence[Any]) -> None:
    off = (place < 0) & ~given.isna().to_numpy(dtype=bool)
    if off.any():
        first = int(np.argmax(off))
        listed = ", ".join(str(one) for one in scale)
        raise InputError(
            Text(
                nl=f"'{data[value].iloc[first]}' staat niet op de schaal ({listed}).",
                en=f"'{data[value].iloc[first]}' is not on the scale ({listed}).",
            ),
            remedy=Text(
                nl="Verbeter de beoordeling, of laat de cel leeg als zij niet is gegeven.",
                en="Mend the rating, or leave the cell empty when none was given.",
            ),
            row=row_of(data, first),
            column=str(value),
        )


def as_floats(values: Sequence[Any]) -> Numbers:
    """The categories as numbers; their place on the scale when they are words."""
    if all(isinstance(one, int | float | np.number) for one in values):
        return np.array(values, dtype=float)
    return np.arange(len(values), dtype=float)
