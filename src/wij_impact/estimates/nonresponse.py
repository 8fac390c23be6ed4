"""Who did not answer: how different they must be to overturn a number, and what so many answers are worth."""

from __future__ import annotations

import math

from wij_impact.errors import InputError
from wij_impact.language import Text

__all__ = ["effective_sample", "nonresponse_turn"]


def nonresponse_turn(estimate: float, response: float, limit: float, scale: tuple[float, float]) -> float:
    """What those who did not answer must have on average for the whole to come down (or up) to a limit.

    Parameters
    ----------
    estimate : float
        Mean or share of those who answered.
    response : float
        Share that answered, above 0 and up to 1.
    limit : float
        The value at which the sentence turns: half for a majority, the middle of a scale.
    scale : (float, float)
        Lowest and highest value there is.

    Returns
    -------
    float
        The switching value for who did not answer; NaN when no value on the scale turns the sentence, or when
        everyone answered.

    Raises
    ------
    InputError
        A response that is no share, or an estimate or limit off the scale.

    Notes
    -----
    The whole is response x estimate + (1 - response) x theirs: arithmetic, without a model of who answers.

    Examples
    --------
    >>> round(nonresponse_turn(0.80, 0.40, 0.50, (0, 1)), 2)  # 80% of 40% is 32 points; 18 of the other 60 are needed
    0.3
    >>> nonresponse_turn(0.80, 0.70, 0.50, (0, 1))  # 56 points are there already
    nan
    """
    low, high = scale
    _check(response)
    if not all(low <= one <= high for one in (estimate, limit)):
        raise InputError(
            Text(
                nl=f"{estimate:g} of {limit:g} ligt niet tussen {low:g} en {high:g}.",
                en=f"{estimate:g} or {limit:g} is not between {low:g} and {high:g}.",
            ),
            remedy=Text(nl="Geef waarden op de schaal.", en="Give values on the scale."),
        )
    if response == 1:
        return math.nan
    turn = (limit - response * estimate) / (1 - response)
    return turn if low <= turn <= high else math.nan


def effective_sample(response: float, correlation: float) -> float:
    """How many answers of a true random sample give the same error as these, when answering goes with the answer.

    Parameters
    ----------
    response : float
        Share of the population that answered, above 0 and under 1.
    correlation : float
        Between answering (yes or no) and the answer; not known, so a small one is assumed.

    Returns
    -------
    float
        The effective sample size, at most.

    Notes
    -----
    Meng (2018, Annals of Applied Statistics 12:685-726): n = response / (1 - response) / correlation^2. With a response
    of 1% and a correlation of 0.005, as in a survey of 2.3 million voters, about 400 answers are left.

    Examples
    --------
    >>> round(effective_sample(0.01, 0.005))
    404
    """
    _check(response)
    if response == 1 or correlation == 0:
        return math.inf
    return response / (1 - response) / correlation**2


def _check(response: float) -> None:
    if not 0 < response <= 1:
        raise InputError(
            Text(nl=f"een respons van {response:g} kan niet.", en=f"a response of {response:g} cannot be."),
            remedy=Text(nl="Geef een deel boven 0 en tot en met 1.", en="Give a share above 0 and up to 1."),
        )
