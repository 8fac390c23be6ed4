"""No hidden cell may come back: an attacker of our own, written apart from the protection."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from wij_impact import InputError, UsageError, disclosure

Tables = list[tuple[pd.DataFrame, pd.DataFrame]]


def attack(tables: Tables, sums: list[tuple[tuple[str, str], list[tuple[str, str]]]], minimum: int) -> int:
    """Cells that the shown numbers of all tables together leave an interval narrower than `minimum`."""
    shown = {(r, c): p.loc[r, c] for _, p in tables for r in p.index for c in p.columns if not np.isnan(p.loc[r, c])}
    cells = sorted({(r, c) for f, _ in tables for r in f.index for c in f.columns})
    hidden = [cell for cell in cells if cell not in shown]
    if not hidden or not sums:
        return 0
    place = {cell: at for at, cell in enumerate(hidden)}
    matrix, target = np.zeros((len(sums), len(hidden))), np.zeros(len(sums))
    for k, (parent, children) in enumerate(sums):
        for cell, sign in [(parent, -1.0), *((child, 1.0) for child in children)]:
            if cell in place:
                matrix[k, place[cell]] += sign
            else:
                target[k] -= sign * shown[cell]
    used = np.abs(matrix).sum(axis=1) > 0
    recovered = 0
    for at in range(len(hidden)):
        goal = np.zeros(len(hidden))
        goal[at] = 1
        ends = [linprog(s * goal, A_eq=matrix[used], b_eq=target[used], bounds=(0, None)) for s in (1, -1)]
        low = ends[0].x[at]
        high = ends[1].x[at] if ends[1].status == 0 else np.inf
        recovered += high - low < minimum - 1e-6
    return recovered


def random_table(seed: int) -> tuple[pd.DataFrame, dict[str, list[str]] | None, list]:  # type: ignore[type-arg]
    rng = np.random.default_rng(seed)
    rows, columns = [f"r{i}" for i in range(rng.integers(2, 6))], [f"c{i}" for i in range(rng.integers(2, 5))]
    table = pd.DataFrame(rng.negative_binomial(1.2, 0.03, (len(rows), len(columns))), rows, columns)
    hierarchy, sums = None, []
    if len(rows) >= 4 and seed % 2:
        hierarchy = {"north": rows[:2], "south": rows[2:]}
        for parent, children in hierarchy.items():
            table.loc[parent] = table.loc[children].sum()
            sums += [((parent, c), [(r, c) for r in children]) for c in [*columns, "total"]]
        table.loc["total"] = table.loc[["north", "south"]].sum()
        sums += [(("total", c), [("north", c), ("south", c)]) for c in [*columns, "total"]]
    else:
        table.loc["total"] = table.sum()
        sums += [(("total", c), [(r, c) for r in rows]) for c in [*columns, "total"]]
    table["total"] = table.sum(axis=1)
    sums += [((r, "total"), [(r, c) for c in columns]) for r in table.index]
    return table, hierarchy, sums


def check(seeds: range) -> tuple[float, float]:
    safe = cells = rows = 0
    for seed in seeds:
        table, hierarchy, sums = random_table(seed)
        shown = disclosure.protect(table, table, hierarchy=hierarchy)
        assert shown.isna().to_numpy()[(table < 10).to_numpy()].all(), seed
        assert attack([(table, shown)], sums, 10) == 0, seed
        large = (table >= 10).to_numpy()
        safe += large.sum()
        cells += (shown.isna().to_numpy() & large).sum()
        rows += (large & (table < 10).any(axis=1).to_numpy()[:, None]).sum()
    return cells / safe, rows / safe


@pytest.mark.property
def test_no_hidden_cell_comes_back() -> None:
    ours, whole_rows = check(range(40))
    assert ours < whole_rows


@pytest.mark.property
@pytest.mark.slow
def test_no_hidden_cell_comes_back_in_four_hundred_tables(record_property: pytest.RecordProperty) -> None:  # type: ignore[name-defined]
    ours, whole_rows = check(range(400))
    record_property("share of safe cells hidden", float(ours))
    assert ours < whole_rows


@pytest.mark.property
def test_linked_tables_do_not_give_each_other_away() -> None:
    """The same neighbourhoods by sex and by age: they share the column of totals."""
    for seed in range(15):
        rng = np.random.default_rng(seed)
        rows = [f"r{i}" for i in range(4)]
        by_sex = pd.DataFrame(rng.negative_binomial(1.2, 0.03, (4, 2)), rows, ["m", "f"])
        totals = by_sex.sum(axis=1)
        ages = np.array([rng.multinomial(n, [0.2, 0.5, 0.3]) for n in totals])
        by_age = pd.DataFrame(ages, rows, ["young", "middle", "old"])
        tables, sums = [], []
        for table in (by_sex, by_age):
            columns = list(table.columns)
            table["total"] = totals
            table.loc["total"] = table.sum()
            sums += [((r, "total"), [(r, c) for c in columns]) for r in table.index]
            sums += [(("total", c), [(r, c) for r in rows]) for c in table.columns]
        for table, other in ((by_sex, by_age), (by_age, by_sex)):
            tables.append((table, disclosure.protect(table, table, linked=other)))
        pd.testing.assert_series_equal(tables[0][1]["total"], tables[1][1]["total"])
        assert attack(tables, sums, 10) == 0, seed


@pytest.mark.unit
def test_a_table_that_is_out_stays_as_it_is() -> None:
    counts = pd.DataFrame({"x": [3, 40, 50, 93]}, index=["a", "b", "c", "total"])
    earlier = pd.DataFrame({"x": [np.nan, 40, np.nan, 93]}, index=counts.index)
    shown = disclosure.protect(counts, counts, linked=earlier)
    assert shown["x"].isna().tolist() == [True, False, True, False]
    reasons = disclosure.decide(counts, counts, linked=earlier)["reason"].tolist()
    assert reasons == ["under the minimum", "published by others", "hidden in a linked table", "published by others"]


@pytest.mark.unit
def test_published_by_others_passes_and_is_marked() -> None:
    counts = pd.DataFrame({"n": [3, 40]}, index=["a", "b"])
    out = disclosure.decide(counts, counts, published=pd.DataFrame({"n": [True, False]}, index=["a", "b"]))
    assert out["reason"].tolist() == ["published by others", "published"]


@pytest.mark.unit
def test_none_and_all_are_hidden_in_shares() -> None:
    counts = pd.DataFrame({"agree": [20, 30, 40]}, index=["a", "b", "c"])
    shares = pd.DataFrame({"agree": [1.0, 0.0, 0.4]}, index=["a", "b", "c"])
    assert disclosure.protect(shares, counts)["agree"].isna().tolist() == [True, True, False]
    assert disclosure.protect(100 * shares, counts)["agree"].isna().tolist() == [True, True, False]


@pytest.mark.unit
@pytest.mark.parametrize("name", ["All", "Eindtotaal", "alle wijken", "total", 99])
def test_a_margin_is_what_adds_up(name: object) -> None:
    inner = pd.DataFrame({"yes": [3, 40, 60], "no": [30, 25, 35]}, index=["a", "b", "c"])
    counts = inner.assign(margin=inner.sum(axis=1)).rename(columns={"margin": name})
    counts.loc[name] = counts.sum()
    shown = disclosure.protect(counts, counts)
    assert shown.loc[["a", "b"], ["yes", "no"]].isna().all(axis=None)
    assert shown.notna().sum().sum() == 8
    assert len(disclosure.recoverable(shown, counts)) == 0
    naive = counts.where(counts >= 10)
    assert disclosure.recoverable(naive, counts)[["row", "low"]].values.tolist() == [["a", 3.0]]


@pytest.mark.unit
def test_subtotals_and_a_margin_twice_are_found() -> None:
    parts = pd.DataFrame({"x": [3, 40, 50, 60], "y": [20, 30, 41, 52]}, index=["a", "b", "c", "d"])
    north, south = parts.iloc[:2].sum().rename("Noord"), parts.iloc[2:].sum().rename("Zuid")
    whole = parts.sum()
    rows = [parts.loc["a"], parts.loc["b"], north, parts.loc["c"], parts.loc["d"], south]
    counts = pd.DataFrame([*rows, whole.rename("All"), whole.rename("Totaal")])
    shown = disclosure.protect(counts, counts)
    assert shown["x"].isna().tolist()[:2] == [True, True]
    assert len(disclosure.recoverable(shown, counts)) == 0


@pytest.mark.unit
def test_the_last_share_of_a_row_is_not_hidden_by_hiding_it() -> None:
    counts = pd.DataFrame({"ja": [3, 40], "nee": [30, 25]}, index=["a", "b"])
    for top, digits in ((100, 1), (1, 3), (100, 0)):
        shares = (counts.div(counts.sum(axis=1), axis=0) * top).round(digits)
        shown = disclosure.protect(shares, counts)
        assert shown.isna().to_numpy().tolist() == [[True, True], [False, False]]
        assert len(disclosure.recoverable(shares.where(counts >= 10), counts)) == 1
        assert disclosure.protect(shares.T, counts.T).isna().to_numpy().tolist() == [[True, False], [True, False]]
    three = pd.DataFrame({"ja": [3, 40], "nee": [30, 25], "weet niet": [50, 60]}, index=["a", "b"])
    shown = disclosure.protect(three.div(three.sum(axis=1), axis=0), three)
    assert shown.isna().sum(axis=1).tolist() == [2, 0]
    everything = three / three.to_numpy().sum()
    shown = disclosure.protect(everything, three)
    assert shown.isna().to_numpy().sum() == 2
    assert len(disclosure.recoverable(shown, three)) == 0


@pytest.mark.unit
def test_a_unanimous_group_is_a_hundred_percent_for_means_too() -> None:
    counts = pd.DataFrame({"grade": [12, 30, 40, 82]}, index=["a", "b", "c", "total"])
    means = pd.DataFrame({"grade": [8.0, 7.1, 7.9, 7.6]}, index=counts.index)
    alike = pd.DataFrame({"grade": [True, False, False, False]}, index=counts.index)
    decided = disclosure.decide(means, counts, uniform=alike)
    assert decided["hidden"].tolist() == [True, True, False, False]
    assert decided["reason"].iloc[0] == "0% or 100%"


@pytest.mark.unit
def test_rows_of_a_long_table_follow_one_count() -> None:
    table = pd.DataFrame({"area": ["a", "b"], "estimate": [7.5, 8.0], "n": [4, 40]})
    shown = disclosure.protect(table, "n")
    assert shown["estimate"].isna().tolist() == [True, False]
    assert shown["area"].tolist() == ["a", "b"]
    assert table["estimate"].notna().all()  # the caller's frame is not touched


@pytest.mark.unit
def test_bad_tables_get_a_sentence() -> None:
    counts = pd.DataFrame({"n": [3, 40, 50]}, index=["a", "b", "total"])
    with pytest.raises(InputError, match="parts add up to 43"):
        disclosure.protect(counts, counts)
    good = counts.iloc[:2]
    with pytest.raises(InputError, match="not among the rows"):
        disclosure.protect(good, good, hierarchy={"north": ["a", "z"]})
    with pytest.raises(InputError, match="missing or negative"):
        disclosure.protect(good, good.astype(float).replace(3, np.nan))
    with pytest.raises(UsageError, match="rows and columns"):
        disclosure.protect(good, counts)
    with pytest.raises(UsageError, match="1 or more"):
        disclosure.protect(good, good, minimum=0)
