"""Arithmetic checks: what they come to equals what the founders computed, and every verdict is written down."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wij_impact import catalogue
from wij_impact.catalogue import CHECK_KINDS, VERDICTS, consistency
from wij_impact.errors import InputError

DATA = Path(__file__).resolve().parents[2] / "data"
ROWS = Path(__file__).with_name("consistency_rows.csv")


@pytest.fixture(scope="module")
def figures() -> pd.DataFrame:
    return catalogue.figures(DATA)


@pytest.fixture(scope="module")
def checks() -> pd.DataFrame:
    return catalogue.load_table("checks", DATA)


@pytest.fixture(scope="module")
def computed(figures: pd.DataFrame, checks: pd.DataFrame) -> pd.DataFrame:
    return consistency(figures, checks).set_index("check_id", drop=False)


@pytest.fixture(scope="module")
def theirs(shared: Path) -> pd.DataFrame:
    """The founders' checks that ours answer, by our check_id."""
    table = pd.read_csv(shared / "figures" / "consistency.csv", dtype="str")
    own = pd.read_csv(ROWS)
    return table.iloc[own["row"] - 2].set_axis(own["check_id"], axis="index")


# The founders compute this one in million euro, the printed figure is in euro.
IN_MILLION = {"transition_subsidy_2023"}


@pytest.mark.reference
def test_we_compute_what_the_founders_computed(computed: pd.DataFrame, theirs: pd.DataFrame) -> None:
    wrong = []
    for check_id, row in theirs.iterrows():
        text = str(row["computed"])
        own = computed.loc[str(check_id), "computed"] / (1e6 if check_id in IN_MILLION else 1)
        # They print two to four decimals; half a unit of the last, and a hair for the half that rounds to even.
        half = 0.5 * 10 ** -len(text.partition(".")[2])
        if abs(own - float(text)) > half * 1.02:
            wrong.append((check_id, text, own))
    assert not wrong


@pytest.mark.reference
def test_our_verdicts_are_theirs_and_finer(computed: pd.DataFrame, theirs: pd.DataFrame) -> None:
    # Where theirs is "no" for one euro or one percent of five rounded shares, ours says that rounding explains it.
    fits = {"yes": {"holds", "rounding"}, "no": {"fails", "rounding"}, "info": {"informative"}}
    pairs = [(check_id, computed.loc[str(check_id), "verdict"], ok) for check_id, ok in theirs["ok"].items()]
    assert [pair for pair in pairs if pair[1] not in fits[pair[2]]] == []


@pytest.mark.reference
def test_nearly_all_of_the_founders_checks_are_covered(theirs: pd.DataFrame) -> None:
    # The seven that are not, compare with numbers that no document prints.
    assert len(theirs) == 268 - 7
    assert (theirs["ok"] == "no").sum() == 39


FAILS = {
    "questions_key_figure_table_2020": 1, "questions_key_figure_table_2019": -104, "questions_editions_2020": 33,
    "direct_editions_2020": 2451, "aggression_types_2018_r2020": -2, "aggression_text_table_2023": 1,
    "wvggz_handling_2023_r2023": 17, "wvggz_handling_2022_r2023": 6, "wvggz_handling_2021_r2023": 12,
    "survey_quality_2017_footnote": -2, "survey_fit_2017_footnote": 8, "survey_fit_2017_table": 7,
    "going_concern_2023": -26038, "long_term_sick_pnl_2023": 11822, "accrued_holidays_pnl_2023": 134964,
    "grants_lines": -1, "grants_income_lower": 159688, "grants_shortfalls": 135243, "grants_income_vs_settle": 54789,
    "grants_line_sociaal_emotionele_ondersteuning_aardbevinge": 70993, "grants_line_wij_verenigen": 32189,
    "grants_line_integraal_vakantieplan_050_2023": 1717,
}  # fmt: skip
FAILS_BY_A_FRACTION = {
    "questions_change_2020_key_figures", "complaints_statutory_share_2020_r2023", "complaints_founded_of_closed_2023",
    "complaints_founded_of_judged_2023", "ojg_share_text_2023", "ojg_share_whole_2020", "personnel_key_figure_2023",
    "incidental_income_2022", "grants_awarded_text",
}  # fmt: skip
ROUNDING = {
    "referrer_shares_2021", "complaints_reasons_2019", "complaints_reasons_2018", "survey_quality_2017_table",
    "fte_age_2023", "operating_result_2023", "personnel_2023", "social_charges_budget", "other_costs_budget",
    "personnel_2022", "transition_subsidy_2023", "grants_column_cost", "grants_column_to_settle",
}  # fmt: skip


@pytest.mark.reference
def test_every_verdict_is_written_down(computed: pd.DataFrame, checks: pd.DataFrame) -> None:
    verdicts = {verdict: set(computed.loc[computed["verdict"] == verdict, "check_id"]) for verdict in VERDICTS}
    assert verdicts["fails"] == set(FAILS) | FAILS_BY_A_FRACTION
    assert verdicts["rounding"] == ROUNDING
    assert verdicts["informative"] == set(checks.loc[checks["nature"] == "informative", "check_id"])
    assert not verdicts["incomplete"]
    assert -computed.loc[list(FAILS), "difference"].astype("int64").to_numpy() == pytest.approx(list(FAILS.values()))


@pytest.mark.unit
def test_shape_and_ids(computed: pd.DataFrame, checks: pd.DataFrame) -> None:
    assert list(computed["check_id"]) == list(checks["check_id"])
    assert set(computed["kind"]) == set(CHECK_KINDS)
    assert computed[["stated", "computed", "difference", "tolerance"]].notna().all().all()
    difference = computed["computed"] - computed["stated"]
    assert (difference - computed["difference"]).abs().max() < 1e-6  # amounts of tens of millions in binary


def _figures(values: dict[str, tuple[str, str]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "figure_id": list(values),
            "value": [float(printed) for printed, _ in values.values()],
            "printed": [printed for printed, _ in values.values()],
            "unit": [unit for _, unit in values.values()],
        }
    )


def _check(kind: str, stated: str, terms: str, **more: str) -> pd.DataFrame:
    return pd.DataFrame([{"check_id": "c", "kind": kind, "stated": stated, "terms": terms} | more])


@pytest.mark.unit
@pytest.mark.parametrize(
    ("kind", "stated", "terms", "expected", "verdict"),
    [
        ("sum", "total", "a b", 30, "holds"),
        ("sum", "total", "a b -one", 29, "fails"),
        ("equal", "total", "a", 10, "fails"),
        ("share", "half", "a / b", 50, "holds"),
        ("ratio", "r", "a / b", 0.5, "holds"),
        ("change", "up", "b / a", 100, "holds"),
        ("count", "2", "a b", 2, "holds"),
        ("count_nonzero", "1", "a zero", 1, "holds"),
        ("whole_share", "p", "b", 65, "holds"),  # 13 of 20
        ("sum", "m", "euro", 1.234567, "holds"),  # euro shown in million, as stated
    ],
)
def test_each_kind(kind: str, stated: str, terms: str, expected: float, verdict: str) -> None:
    figures = _figures(
        {
            "a": ("10", "count"), "b": ("20", "count"), "one": ("1", "count"), "zero": ("0", "count"),
            "total": ("30", "count"), "half": ("50", "percent"), "r": ("0.5", "ratio"), "up": ("100", "percent"),
            "p": ("65", "percent"), "m": ("1.23", "EUR_million"), "euro": ("1234567", "EUR"),
        }
    )  # fmt: skip
    row = consistency(figures, _check(kind, stated, terms)).iloc[0]
    assert row["computed"] == pytest.approx(expected)
    assert row["verdict"] == verdict


@pytest.mark.unit
def test_rounding_of_the_terms_is_propagated() -> None:
    shares = {name: (value, "percent") for name, value in {"a": "33", "b": "33", "c": "33", "d": "31"}.items()}
    # Three rounded shares can each be off by a half: 99 is explained, 97 is not.
    assert consistency(_figures(shares), _check("sum", "100", "a b c")).iloc[0]["verdict"] == "rounding"
    assert consistency(_figures(shares), _check("sum", "100", "a b d")).iloc[0]["verdict"] == "fails"
    counts = {name: (value, "count") for name, (value, _) in shares.items()}
    assert consistency(_figures(counts), _check("sum", "100", "a b c")).iloc[0]["verdict"] == "fails"


@pytest.mark.unit
def test_a_tolerance_of_its_own_and_a_comparison() -> None:
    figures = _figures({"text": ("-327000", "EUR"), "accounts": ("-326697", "EUR")})
    assert consistency(figures, _check("equal", "text", "accounts")).iloc[0]["verdict"] == "fails"
    assert consistency(figures, _check("equal", "text", "accounts", tolerance="500")).iloc[0]["verdict"] == "holds"
    row = consistency(figures, _check("equal", "text", "accounts", nature="informative")).iloc[0]
    assert (row["verdict"], row["difference"]) == ("informative", 303)


@pytest.mark.unit
def test_a_missing_figure_is_incomplete_and_never_a_number() -> None:
    row = consistency(_figures({"a": ("1", "count")}), _check("sum", "a", "a gone")).iloc[0]
    assert row["verdict"] == "incomplete"
    assert math.isnan(row["computed"])


@pytest.mark.unit
@pytest.mark.parametrize(
    ("check", "column"),
    [
        (_check("summ", "a", "a"), "kind"),
        (_check("share", "a", "a"), "terms"),
        (_check("sum", "a", "a / a"), "terms"),
        (_check("sum", "a", ""), "terms"),
        (_check("sum", "", "a"), "stated"),
        (_check("sum", "a", "a", tolerance="wide"), "tolerance"),
    ],
)
def test_a_check_that_cannot_be_read_is_named(check: pd.DataFrame, column: str) -> None:
    with pytest.raises(InputError) as caught:
        consistency(_figures({"a": ("1", "count")}), check)
    assert (caught.value.file, caught.value.row, caught.value.column) == ("checks.csv", 2, column)


@pytest.mark.property
@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=8), st.integers(-3, 3))
def test_counts_add_up_or_fail(parts: list[int], slip: int) -> None:
    values = {f"p{position}": (str(part), "count") for position, part in enumerate(parts)}
    figures = _figures(values | {"total": (str(sum(parts) + slip), "count")})
    row = consistency(figures, _check("sum", "total", " ".join(values))).iloc[0]
    assert row["verdict"] == ("holds" if slip == 0 else "fails")
    assert row["difference"] == -slip


@pytest.mark.property
@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 1000), min_size=1, max_size=8))
def test_true_parts_rounded_to_whole_euros_never_fail(parts: list[float]) -> None:
    values = {f"p{position}": (f"{part:.0f}", "EUR") for position, part in enumerate(parts)}
    figures = _figures(values | {"total": (f"{math.fsum(parts):.0f}", "EUR")})
    row = consistency(figures, _check("sum", "total", " ".join(values))).iloc[0]
    assert row["verdict"] in ("holds", "rounding")


@pytest.mark.property
@settings(max_examples=40, deadline=None)
@given(st.integers(0, 5000), st.integers(1, 5000))
def test_a_share_that_was_rounded_as_printed_holds(part: int, rest: int) -> None:
    share = 100 * part / (part + rest)
    printed = f"{share:.1f}"
    figures = _figures({"s": (printed, "percent"), "a": (str(part), "count"), "n": (str(part + rest), "count")})
    row = consistency(figures, _check("share", "s", "a / n")).iloc[0]
    assert row["verdict"] == "holds"


@pytest.mark.property
@settings(max_examples=5, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_order_of_the_figures_does_not_matter(seed: int) -> None:
    figures, checks = catalogue.figures(DATA), catalogue.load_table("checks", DATA)
    shuffled = figures.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(consistency(shuffled, checks), consistency(figures, checks))
