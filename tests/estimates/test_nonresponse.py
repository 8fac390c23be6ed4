"""Who did not answer: the switching value is arithmetic, the effective sample a published one."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wij_impact.errors import InputError, UsageError
from wij_impact.estimates import effective_sample, nonresponse_turn
from wij_impact.reports.nonresponse import known_response, nonresponse_rows


@pytest.mark.reference
def test_mengs_example() -> None:
    # 1% of the voters and a correlation of 0.005: about 400 (Meng 2018, section 3.5).
    assert effective_sample(0.01, 0.005) == pytest.approx(404.04, abs=0.01)
    assert effective_sample(1, 0.1) == effective_sample(0.5, 0) == math.inf


@pytest.mark.property
@given(
    estimate=st.floats(0, 1), limit=st.floats(0, 1), response=st.floats(0.01, 0.99),
)  # fmt: skip
def test_put_back_it_gives_the_limit(estimate: float, limit: float, response: float) -> None:
    turn = nonresponse_turn(estimate, response, limit, (0, 1))
    if turn == turn:
        assert response * estimate + (1 - response) * turn == pytest.approx(limit, abs=1e-12)
        assert 0 <= turn <= 1
    else:
        ends = sorted(response * estimate + (1 - response) * end for end in (0, 1))
        assert not ends[0] + 1e-12 < limit < ends[1] - 1e-12


@pytest.mark.simulation
def test_the_effective_sample_is_the_error_that_such_answering_makes() -> None:
    """A population in which answering goes with the answer: the error is that of the effective sample."""
    rng = np.random.default_rng(5)
    size = 200_000
    answer = rng.normal(0, 1, size)
    answers = rng.random(size) < 0.3 + 0.02 * answer.clip(-3, 3)
    response, correlation = float(answers.mean()), float(np.corrcoef(answers, answer)[0, 1])
    error = float(answer[answers].mean() - answer.mean())
    worth = effective_sample(response, correlation)
    assert error**2 == pytest.approx(answer.var() / worth, rel=1e-6)


@pytest.mark.unit
def test_what_cannot_be_is_a_sentence() -> None:
    with pytest.raises(InputError, match=r"a response of 1\.2"):
        nonresponse_turn(0.8, 1.2, 0.5, (0, 1))
    with pytest.raises(InputError, match="not between"):
        nonresponse_turn(80, 0.5, 0.5, (0, 1))
    with pytest.raises(UsageError, match="fewer than the 30"):
        known_response(30, 20)
    assert known_response(30, 0) is None
    assert known_response(30, 60) == 0.5
    assert nonresponse_rows(0.8, 0.5, (0, 1), "percent", [0.2, 0.7])["turn"].isna().tolist() == [False, True]
