"""Seeded draws of the uncertain numbers of a case, each from a stream of its own.

The stream of a number is keyed by the seed, its path and the block of draws, so that reordering a file, adding a
number, or drawing more never changes the draws of another number or the earlier draws.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from scipy import special

from wij_impact.errors import InputError, UsageError
from wij_impact.language import Text
from wij_impact.mkba.parameters import Uncertain

__all__ = ["BLOCK", "block_ranges", "check_draws", "copula", "draw_block"]

#: Draws per block: small enough for the cache, and the unit in which streams are seeded.
BLOCK = 16_384


def check_draws(draws: int, seed: int) -> tuple[int, int]:
    """Return both when draws is 1 or more and seed 0 or more, as whole numbers."""
    for name, value, least in (("draws", draws, 1), ("seed", seed, 0)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
            raise UsageError(
                Text(nl=f"{name}={value!r} kan niet.", en=f"{name}={value!r} is impossible."),
                remedy=Text(
                    nl=f"Geef een geheel getal van {least} of meer.", en=f"Give a whole number, {least} or more."
                ),
            )
    return int(draws), int(seed)


def block_ranges(draws: int) -> Iterator[tuple[int, int, int]]:
    """(block, first draw, one past the last draw) for each block."""
    for block in range(-(-draws // BLOCK)):
        yield block, block * BLOCK, min((block + 1) * BLOCK, draws)


def _generator(path: str, seed: int, block: int) -> np.random.Generator:
    words = np.frombuffer(hashlib.sha256(path.encode()).digest(), dtype="<u4").tolist()
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence([seed, block, *words])))


def draw_block(
    numbers: Mapping[str, Uncertain], seed: int, block: int, size: int, correlated: Copula | None = None
) -> dict[str, np.ndarray]:
    """One block of draws per uncertain number."""
    together = correlated.paths if correlated else ()
    drawn = {
        path: number.distribution().sample(_generator(path, seed, block), size)
        for path, number in numbers.items()
        if path not in together
    }
    if correlated:
        normal = np.stack([_generator(path, seed, block).standard_normal(size) for path in together])
        scores = special.ndtr(correlated.root @ normal)
        drawn |= {path: numbers[path].distribution().ppf(scores[i]) for i, path in enumerate(together)}
    return drawn


class Copula:
    """Gaussian copula of the correlated numbers: their paths, and the root of their correlation matrix."""

    def __init__(self, paths: Sequence[str], root: np.ndarray) -> None:
        self.paths = tuple(paths)
        self.root = root


def copula(numbers: Mapping[str, Uncertain], correlations: Sequence[tuple[str, str, float]]) -> Copula | None:
    """The copula with the rank correlations asked for; None when none of them is between two uncertain numbers.

    Notes
    -----
    A rank (Spearman) correlation r is a correlation of 2 sin(pi r / 6) between normal scores. The marginal
    distributions stay what they are.

    Raises
    ------
    InputError
        When no distribution has these correlations together.
    """
    used = [(a, b, r) for a, b, r in correlations if a in numbers and b in numbers and a != b]
    if not used:
        return None
    paths = sorted({path for a, b, _ in used for path in (a, b)})
    matrix = np.eye(len(paths))
    for a, b, rank in used:
        i, j = paths.index(a), paths.index(b)
        matrix[i, j] = matrix[j, i] = 2 * np.sin(np.pi * rank / 6)
    try:
        return Copula(paths, np.linalg.cholesky(matrix))
    except np.linalg.LinAlgError:
        raise InputError(
            Text(
                nl="correlation: deze rangcorrelaties kunnen niet samen.",
                en="correlation: these rank correlations are impossible together.",
            ),
            remedy=Text(nl="Maak een ervan kleiner.", en="Make one of them smaller."),
        ) from None
