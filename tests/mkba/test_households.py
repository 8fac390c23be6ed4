"""Case sheets: one line by hand, what is refused, several households, and an attack on what is shown of them."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from wij_impact import catalogue, mkba
from wij_impact.cli.commands import check, template
from wij_impact.disclosure import identifying
from wij_impact.errors import InputError, InsufficientEvidence, UsageError
from wij_impact.mkba.household import units_per_month
from wij_impact.mkba.household_sheet import household_problems
from wij_impact.reports import casus as report

EXAMPLE = catalogue.resolve_data().file("households/voorbeeld.toml").read_text(encoding="utf-8")


def sheet(
    folder: Path, number: int, months: float = 6, extra: str = "", p: str = "0.5", payer: str = "gemeente"
) -> Path:
    file = folder / f"blad{number:02d}.toml"
    file.write_text(
        f'nummer = "h-{number:02d}"\nprijspeil = 2024\n[[line]]\nprovision = "verblijf"\npayer = "{payer}"\n'
        f'price = "gezinshuis_day"\nwith_months = 1\nwithout_months = {months}\n'
        f"p_without = {{ low = 0, mid = {p}, high = 1 }}\n{extra}",
        encoding="utf-8",
    )
    return file


@pytest.mark.reference
def test_one_line_by_hand(tmp_path: Path) -> None:
    household = mkba.load_household(sheet(tmp_path, 1, 6))
    month = 163.59 * 365 / 12
    result = mkba.appraise(household.case)
    row = mkba.per_payer(household, result, None).set_index("payer").loc["gemeente"]
    assert row["with"] == pytest.approx(month)
    assert row["without"] == pytest.approx(0.5 * 6 * month)
    assert row["difference"] == pytest.approx(2 * month)
    # One month with, six without: equal at one in six.
    assert mkba.common_turn(household) == pytest.approx(1 / 6)
    assert household.assumed == (pytest.approx(3 * month), pytest.approx(3 * month))
    simulated = mkba.per_payer(household, result, mkba.simulate(household.case, 4000, 0)).iloc[-1]
    # A triangle from 0 over .5 to 1: 2.5% lies below sqrt(.025 / 2).
    assert simulated["lower"] == pytest.approx((6 * np.sqrt(0.0125) - 1) * month, rel=0.05)


@pytest.mark.property
def test_what_lies_inside_another_line_counts_once(tmp_path: Path) -> None:
    plain = mkba.load_household(sheet(tmp_path, 1, 6))
    extra = (
        '[[line]]\nprovision = "jeugd-ggz"\npayer = "gemeente"\nprice = "residential_jggz_day"\nwith_months = 0\n'
        'without_months = 2\np_without = { low = 0, mid = 0.5, high = 1 }\nwithin = "verblijf"\n'
    )
    nested = mkba.load_household(sheet(tmp_path, 2, 6, extra))
    apart = mkba.load_household(sheet(tmp_path, 3, 6, extra.replace('within = "verblijf"\n', "")))
    without = [mkba.appraise(one.case).result("benefits") for one in (plain, nested, apart)]
    day = 0.5 * 2 * 365 / 12
    assert without[1] - without[0] == pytest.approx(day * (195.91 - 163.59))
    assert without[2] - without[0] == pytest.approx(day * 195.91)
    assert [line.outcome for line in nested.lines] == [True, False]
    # Without a price the inner months stay months of the outer line, and are no zero.
    open_price = mkba.load_household(sheet(tmp_path, 4, 6, extra.replace("residential_jggz_day", "")))
    assert mkba.appraise(open_price.case).result("benefits") == pytest.approx(without[0])
    assert [line.provision for line in open_price.unpriced] == ["jeugd-ggz"]


@pytest.mark.unit
def test_months_of_each_kind_of_price() -> None:
    assert units_per_month("EUR_per_person_per_quarter") == pytest.approx(1 / 3)
    assert units_per_month("EUR_per_trajectory") is None
    assert np.isnan(units_per_month("EUR_per_half_day"))  # type: ignore[arg-type]
    prices = mkba.load_unit_prices()
    assert all(units_per_month(str(unit), 1.0) == 1.0 for unit in prices["unit"])


@pytest.mark.unit
def test_nobody_said_how_likely_is_anything(tmp_path: Path) -> None:
    text = sheet(tmp_path, 1).read_text(encoding="utf-8").replace("p_without = { low = 0, mid = 0.5, high = 1 }\n", "")
    (tmp_path / "x.toml").write_text(text, encoding="utf-8")
    household = mkba.load_household(tmp_path / "x.toml")
    assert not household.lines[0].stated
    number = household.case.effective()["effect.hh_01_1.additionality"]
    assert (number.low, number.high, number.dist) == (0.0, 1.0, "uniform")


@pytest.mark.unit
def test_a_missing_price_is_missing_and_not_zero(tmp_path: Path) -> None:
    text = sheet(tmp_path, 1).read_text(encoding="utf-8").replace('"gezinshuis_day"', '""')
    (tmp_path / "x.toml").write_text(text, encoding="utf-8")
    household = mkba.load_household(tmp_path / "x.toml")
    table = mkba.per_payer(household, mkba.appraise(household.case), None)
    assert table[["with", "without", "difference"]].isna().all(axis=None)
    facts = report.sheet_facts(household, mkba.appraise(household.case), None, mkba.load_unit_prices())
    assert facts.outcome == "not_known"
    assert [one.text for one in facts.unpriced] == ["verblijf"]


REFUSED = [
    ("Drie kinderen,", "De moeder van Fatima heeft", "row 4, column bottleneck: something here .*name"),
    ("Drie kinderen", "Jan Jansen, drie kinderen", "column bottleneck"),
    ("huurschuld", "bel 06-12345678", "phone number"),
    ("huurschuld", "111222333", "BSN"),
    ("huurschuld", "mail a.b@c.nl", "e-mail address"),
    ("huurschuld", "woont Kerkstraat 12", "address"),
    ("huurschuld", "geboren 12-03-2010", "date"),
    ('akkoord = "inwoner', 'akkoord = "opa Kees', "row 7, column agreed"),
    ('source = "inschatting van de tafel"', 'source = "volgens mevrouw De Vries"', "column source.*name"),
    ('nummer = "v-01"', 'nummer = "JdV120388"', "row 2, column id: the number of the sheet is missing, or more than"),
    ('nummer = "v-01"\n', "", "column id"),
    ("mid = 0.4", "mid = 1.4", "there is no chance of 1.4.*Give 0 to 1"),
    ("mid = 0.4", "mid = 40", "there is no chance of 40.*Write 0.4 for 40%"),
    ("low = 0.2, mid = 0.4", "low = 0.5, mid = 0.4", "do not rise from low over middle to high"),
    ('payer = "inwoner"', 'payer = "gemeente, corporatie"', "together they pay 200% of each euro. No two payers"),
    ("{ gemeente = 0.6, rijk = 0.4 }", "{ gemeente = 0.6, rijk = 0.6 }", "120% of each euro"),
    ('payer = "inwoner"', 'payer = "gemeent"', "'gemeent' is not known. Did you mean gemeente"),
    ('"gesloten plek"\npayer = "gemeente"', '"begeleiding thuis"\npayer = "rijk"', "two payers for one euro"),
    ('price = "gezinshuis_day"', "price = 0", "a price of 0 is no price"),
    ('price = "gezinshuis_day"', 'price = "163,59"', "is an amount, and no price from the list"),
    ('price = "gezinshuis_day"', 'price = "gezinshuis_dag"', "no price 'gezinshuis_dag'. Did you mean gezinshuis_day"),
    ("per_month = 16\n", "", "row 2., column per_month: the price .* how many a month is not said"),
    ('within = "verblijf van één kind buiten huis"', 'within = "verblijf"', "'verblijf' is not on this sheet"),
    ("without_months = 3", "without_months = 14", "do not fit inside those of"),
    ("with_months = 9", "with_months = -1", "-1 months cannot be"),
    ("with_months = 9", 'with_months = "negen"', "'negen' is not a number"),
    ("knelpunt", "knelpnt", "field 'knelpnt' is not on a case sheet. Did you mean knelpunt"),
    ("prijspeil = 2024", "prijspeil = 2031", "has no year 2031"),
    ("prijspeil = 2024", 'prijspeil = "nu"', "'nu' is not a price year"),
]  # fmt: skip


@pytest.mark.unit
@pytest.mark.parametrize(("old", "new", "said"), REFUSED)
def test_sheets_that_are_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    changed = EXAMPLE.replace(old, new, 1)
    assert changed != EXAMPLE
    (tmp_path / "x.toml").write_text(changed, encoding="utf-8")
    with pytest.raises(InputError, match=said) as error:
        mkba.load_household(tmp_path / "x.toml")
    assert error.value.sentence("nl") in [one.sentence("nl") for one in household_problems(tmp_path / "x.toml")]
    # What was found is not repeated.
    for secret in ("Fatima", "Jansen", "12345678", "111222333", "Kerkstraat", "Kees", "Vries"):
        assert secret not in error.value.sentence("nl") + error.value.sentence("en")


LINES = """nummer = "h-07"
prijspeil = 2024
[[line]]
provision = "verblijf"
payer = "gemeente"
with_months = 1
without_months = 900
[[line]]
provision = "pleegzorg"
payer = "gemeentee"
with_months = 2
without_months = 6
p_without = { low = 0.1, mid = 50, high = 0.9 }
[[line]]
provision = "verblijf"
payer = "rijk"
price = "bestaat_niet"
with_months = 0
without_months = 3
"""


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_problem_of_a_sheet_is_told_at_once(tmp_path: Path, lang: str) -> None:
    path = tmp_path / "blad07.toml"
    path.write_text(LINES, encoding="utf-8")
    found = [(one.row, one.column) for one in household_problems(path)]
    assert {column for _, column in found} >= {"without_months", "payer", "p_mid", "price"}
    assert len(found) == 5  # and the double provision with its two payers
    with pytest.raises(InputError) as first:
        mkba.load_household(path)
    assert (first.value.row, first.value.column) == found[0]
    # The sheet as mended has no problems, and what has none is read.
    mended = LINES.replace("900", "9").replace("gemeentee", "gemeente").replace("mid = 50", "mid = 0.5")
    mended = mended.replace('"verblijf"\npayer = "rijk"', '"ambulant"\npayer = "rijk"').replace("bestaat_niet", "")
    path.write_text(mended, encoding="utf-8")
    assert household_problems(path) == []
    assert mkba.load_household(path).id == "h-07"


@pytest.mark.unit
def test_sheets_of_another_kind(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"a case sheet is a \.toml or \.xlsx"):
        mkba.load_household(tmp_path / "x.csv")
    for name in ("Jansen", "familie_de_boer", "casus fatima", "jan"):
        (tmp_path / f"{name}.toml").write_text(EXAMPLE, encoding="utf-8")
        with pytest.raises(InputError, match="the name of the file could say who") as error:
            mkba.load_household(tmp_path / f"{name}.toml")
        assert name not in error.value.sentence("nl")
    (tmp_path / "x.toml").write_text('nummer = "h-01"\n', encoding="utf-8")
    with pytest.raises(InputError, match="not a single month of help"):
        mkba.load_household(tmp_path / "x.toml")
    with pytest.raises(UsageError, match="there is no folder"):
        mkba.load_households(tmp_path / "nergens")
    (tmp_path / "leeg").mkdir()
    with pytest.raises(UsageError, match="holds no case sheet"):
        mkba.load_households(tmp_path / "leeg")


@pytest.mark.unit
@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Dreigende huisuitzetting. Bewindvoerder regelt het via de Wlz en de GGZ.", ()),
        ("Mevrouw woont in Groningen, WIJ helpt.", ()),
        ("Jan Jansen woont daar.", ("name",)),
        ("Samir helpt.", ("name",)),
        ("de buurt rond de Korreweg", ("name",)),  # a street: in doubt refused
        ("Begin: 9711 AB", ("postcode",)),
    ],
)
def test_who_is_in_a_text(text: str, kinds: tuple[str, ...]) -> None:
    assert identifying(text) == kinds


@pytest.mark.e2e
def test_the_workbook_is_the_same_sheet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for lang in ("nl", "en"):
        assert template("casus", tmp_path / f"{lang}.xlsx", lang) == 0
        book = openpyxl.load_workbook(tmp_path / f"{lang}.xlsx")
        form, lines = book["huishouden"], book["regels"]
        form["B2"] = "h-07"
        form["B3"] = "huurschuld"
        head = [cell.value for cell in lines[1]]
        assert head[0] == ("voorziening" if lang == "nl" else "provision")
        lines.append(["verblijf", "gemeente", "gezinshuis_day", None, 1, 6, 0, 0.5, 1])
        lines.append(["opvang", "gemeente=0,7; rijk=0,3", None, None, 0, 2])
        book.save(tmp_path / f"{lang}.xlsx")
        assert check([tmp_path / f"{lang}.xlsx"], lang, "casus") == 0
        household = mkba.load_household(tmp_path / f"{lang}.xlsx")
        assert (household.id, household.bottleneck) == ("h-07", "huurschuld")
        assert dict(household.lines[1].payers) == {"gemeente": 0.7, "rijk": 0.3}
        by_hand = mkba.load_household(sheet(tmp_path, 1, 6))
        assert mkba.common_turn(household) == pytest.approx(mkba.common_turn(by_hand))
        lines["A3"] = "opvang bij tante Fatima"
        book.save(tmp_path / f"{lang}.xlsx")
        with pytest.raises(InputError, match="row 3, column provision: something here could say who"):
            mkba.load_household(tmp_path / f"{lang}.xlsx")
    capsys.readouterr()
    assert template("casus", tmp_path / "leeg.toml", "nl") == 0
    assert check([tmp_path / "leeg.toml"], "nl") == 0
    assert "nog het voorbeeld van het sjabloon" in capsys.readouterr().out
    assert check([sheet(tmp_path, 2, 6, p="1.4")], "nl") == 1
    assert "een kans van 1.4 bestaat niet" in capsys.readouterr().out
    with pytest.raises(UsageError, match="exists and stays"):
        template("casus", tmp_path / "leeg.toml", "nl")


def folder(place: Path, many: int, large: float = 12) -> Path:
    """Households with one outcome each, the last one large; two payers besides the municipality, both rare."""
    place.mkdir()
    for number in range(1, many + 1):
        extra = ""
        if number <= 4:
            extra = (
                f'[[line]]\nprovision = "{"zorg" if number > 2 else "school"}"\n'
                f'payer = "{"zorgverzekeraar" if number > 2 else "onderwijs"}"\nprice = "youth_ambulant_hbo_hour"\n'
                f"per_month = 10\nwith_months = 0\nwithout_months = {number}\n"
            )
        sheet(place, number, large if number == many else 2 + number % 4, extra)
    return place


@pytest.mark.unit
def test_several_households_and_the_one_that_carries_them(tmp_path: Path) -> None:
    together = mkba.load_households(folder(tmp_path / "a", 13, 120))
    found = mkba.portfolio(together, 400, 0)
    differences = found.households["difference"]
    assert found.median["estimate"].iloc[0] == pytest.approx(differences.median())
    assert len(found.without_one) == 13
    assert found.mean > 3 * differences.median()
    assert found.without_one["mean"].min() < found.mean / 2
    assert np.ptp(found.without_one["median"]) < found.mean / 2
    assert (found.outcomes, found.several, found.overlapping, found.assumed) == (17, 4, 0, 1)
    facts = report.folder_facts(found, team=False)
    assert facts.carried
    assert float(facts.median.value) % 1000 == 0


@pytest.mark.unit
def test_few_households_stay_inside_the_team(tmp_path: Path) -> None:
    together = mkba.load_households(folder(tmp_path / "a", 9))
    with pytest.raises(InsufficientEvidence, match="9 households are too few to show together"):
        mkba.portfolio(together)
    assert len(mkba.portfolio(together, 200, team=True).households) == 9
    with pytest.raises(InsufficientEvidence, match="2 households have no middle"):
        mkba.portfolio(together[:2], team=True)
    (tmp_path / "a" / "x.toml").write_text((tmp_path / "a" / "blad01.toml").read_text("utf-8"), encoding="utf-8")
    with pytest.raises(InputError, match="that household would count twice"):
        mkba.load_households(tmp_path / "a")


@pytest.mark.property
def test_an_attacker_finds_no_household_in_what_is_shown(tmp_path: Path) -> None:
    together = mkba.load_households(folder(tmp_path / "a", 14))
    found = mkba.portfolio(together, 300, 0)
    shown = report.payer_rows(found, team=False)
    # Every amount shown is of ten households or more, and so is each rest that subtraction leaves.
    assert (shown["households"] >= 10).all()
    facts = report.folder_facts(found, team=False)
    total = float(facts.without.value)
    amounts = shown["without"].tolist()
    rests = [total - sum(some) for size in range(1, len(amounts) + 1) for some in itertools.combinations(amounts, size)]
    assert all(abs(rest) < 2000 for rest in rests)
    # No number on the page is one household's: they are rounded, and the payers of two and four are not named apart.
    exact = set(found.households[["with", "without", "difference"]].round(2).to_numpy().ravel())
    printed = {float(facts.median.value), float(facts.lowest.value), float(facts.highest.value), total, *amounts}
    assert not {one for one in printed if one in exact}
    assert not {"onderwijs", "zorgverzekeraar"} & {one.code for name in shown["name"] if len(name) == 1 for one in name}


@pytest.mark.unit
def test_a_household_more_does_not_go_out_beside_the_earlier_report(tmp_path: Path) -> None:
    place = folder(tmp_path / "a", 12)
    first = mkba.portfolio(mkba.load_households(place), 200, folder=place)
    first.remember()
    mkba.portfolio(mkba.load_households(place), 200, folder=place).remember()  # the same again is the same release
    sheet(place, 13)
    with pytest.raises(InsufficientEvidence, match="almost the same people"):
        mkba.portfolio(mkba.load_households(place), 200, folder=place)
    assert len(mkba.portfolio(mkba.load_households(place), 200, folder=place, team=True).households) == 13


@pytest.mark.property
def test_the_sum_over_payers_is_that_of_the_households(tmp_path: Path) -> None:
    found = mkba.portfolio(mkba.load_households(folder(tmp_path / "a", 11)), 200, team=True)
    for side in ("with", "without"):
        assert found.payers[side].sum() == pytest.approx(found.households[side].sum())
    assert isinstance(found.tidy(), pd.DataFrame)
