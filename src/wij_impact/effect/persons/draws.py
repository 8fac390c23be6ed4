"""Randomisation tests of single cases: what the draw that was held could have given."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from wij_impact.effect.panels.permutation import TIE, accepted_range
from wij_impact.effect.persons.lines import Asked, Bools, Line
from wij_impact.errors import UsageError
from wij_impact.estimates.columns import Numbers
from wij_impact.language import Text

__all__ = ["drawn_row"]

LISTED = 20_000  # randomisations up to which all are listed


def drawn_row(lines: list[Line], asked: Asked) -> dict[str, Any]:
    """The mean change over the persons, and what the draw that was held says about it."""
    own = float(np.mean([line.second.mean() - line.first.mean() for line in lines]))
    if asked.randomised is None:
        return {"estimate": own, "method": "difference of the phase means; nothing was randomised: no test"}
    ways, exact = _ways(lines, asked)
    under, moved = _statistics(lines, ways)
    size = np.abs(under)
    p_value = float((size >= size[0] * (1 - TIE)).mean())
    smallest = 1 / len(under)
    lower, upper = accepted_range(under, moved, np.ones(len(under)), 1 - asked.level)
    how = "all" if exact else "the real one and drawn, together"
    return {
        "estimate": own, "lower": lower, "upper": upper, "p_value": p_value, "smallest_p": smallest,
        "method": f"difference of the phase means, randomisation test ({asked.randomised}), {how} {len(under):,} "
        "assignments, interval by inversion",
    }  # fmt: skip


def _statistics(lines: list[Line], ways: list[list[Bools]]) -> tuple[Numbers, Numbers]:
    """Mean change under every assignment, and what a shift of 1 in the real second phases adds to it."""
    under, moved = np.zeros(len(ways)), np.zeros(len(ways))
    for place, line in enumerate(lines):
        arm = np.array([way[place] for way in ways], dtype=float)
        many = arm.sum(axis=1)
        contrast = arm / many[:, None] - (1 - arm) / (len(line.score) - many)[:, None]
        under += contrast @ line.score / len(lines)
        moved += contrast @ line.helped.astype(float) / len(lines)
    return under, moved


def _ways(lines: list[Line], asked: Asked) -> tuple[list[list[Bools]], bool]:
    """Assignments that the draw could have given, the real one first."""
    real = [line.helped for line in lines]
    rng = np.random.default_rng(asked.seed)
    if asked.randomised != "moments":
        for line in lines:
            _one_start(line)
    if asked.randomised == "persons":
        return _ways_persons(lines, asked, rng)
    options = [_options(line, asked) for line in lines]
    count = math.prod(len(one) for one in options)
    if count <= LISTED:
        every = [list(way) for way in itertools.product(*options)]
        others = [way for way in every if not all(np.array_equal(x, y) for x, y in zip(way, real, strict=True))]
        return [real, *others], True
    return [real, *([one[rng.integers(len(one))] for one in options] for _ in range(asked.draws))], False


def _options(line: Line, asked: Asked) -> list[Bools]:
    if asked.randomised == "start":
        return _started(line, asked)
    size, many = len(line.helped), int(line.helped.sum())
    if math.comb(size, many) <= LISTED:
        chosen = itertools.combinations(range(size), many)
        return [np.isin(np.arange(size), one) for one in chosen]
    rng = np.random.default_rng(asked.seed)
    return [line.helped, *(rng.permutation(line.helped) for _ in range(asked.draws))]


def _one_start(line: Line) -> None:
    """A drawn start is one start: the second phase goes on to the end."""
    if not (np.diff(line.helped.astype(int)) >= 0).all():
        raise UsageError(
            Text(
                nl=f"bij '{line.name}' stopt of wisselt de tweede fase.",
                en=f"with '{line.name}' the second phase stops or alternates.",
            ),
            remedy=Text(
                nl='Is de fase van elk moment geloot, kies dan randomised="moments".',
                en='Was the phase of every moment drawn, choose randomised="moments".',
            ),
        )


def _started(line: Line, asked: Asked) -> list[Bools]:
    begin = line.moments[int(np.argmax(line.helped))]
    named = asked.starts.get(line.name) if isinstance(asked.starts, Mapping) else asked.starts
    if named is None:
        raise UsageError(
            Text(nl="uit welke momenten is de start geloot?", en="from which moments was the start drawn?"),
            remedy=Text(
                nl='Noem ze: randomised="start", starts=[6, 7, 8, 9].',
                en='Name them: randomised="start", starts=[6, 7, 8, 9].',
            ),
        )
    if begin not in list(named):
        raise UsageError(
            Text(
                nl=f"'{line.name}' begon op {begin}, dat niet in starts staat.",
                en=f"'{line.name}' started at {begin}, which is not among starts.",
            ),
            remedy=Text(nl="Noem elk moment dat geloot kon worden.", en="Name every moment that could be drawn."),
        )
    made = [np.array([moment >= one for moment in line.moments]) for one in dict.fromkeys(named)]
    return [one for one in made if one.any() and not one.all()]


def _ways_persons(lines: list[Line], asked: Asked, rng: np.random.Generator) -> tuple[list[list[Bools]], bool]:
    """Which person began when, drawn: the starting moments change hands."""
    begins = [line.moments[int(np.argmax(line.helped))] for line in lines]

    def under(order: Sequence[int]) -> list[Bools] | None:
        way = [np.array([m >= begins[k] for m in line.moments]) for line, k in zip(lines, order, strict=True)]
        return way if all(one.any() and not one.all() for one in way) else None

    size = len(lines)
    if math.factorial(size) <= LISTED:
        orders: list[Sequence[int]] = list(itertools.permutations(range(size)))
    else:
        orders = [range(size), *(rng.permutation(size).tolist() for _ in range(asked.draws))]
    made = [way for way in (under(order) for order in orders) if way is not None]
    return made, math.factorial(size) <= LISTED
