"""The faults that issue 17 names: one sentence each, in Dutch and in English, the same from check as from run."""

from __future__ import annotations

from pathlib import Path

import pytest

from wij_impact import InputError, catalogue
from wij_impact.language import Language

TARGETS = "target_id;text;kind;low;high;from;to;direction;count_rule\n"
PROGRESS = "target_id;date;count;cumulative;unique\n"
RATINGS = "round;criterion;subject;rater;score\n"
RISKS = "risk_id;phase;risk;probability_nl;impact_nl;owner;review_date;status\n"
ADVICE = "recommendation;text;accepted;owner;due;status\n"
STEPS = "step;text_nl;owner;planned_to;status\n"
WIJK = "gezonde_wijk_people"


@pytest.mark.unit
@pytest.mark.parametrize(
    ("table", "text", "row", "column", "dutch", "english"),
    [
        (
            "targets", TARGETS + "wijk;Mensen;count;300;200;2024-01-01;2025-12-31;at_least;unique\n", 2, "low",
            "doel 'wijk' heeft ondergrens 300 boven bovengrens 200", "target 'wijk' has low 300 above high 200",
        ),
        (
            "progress", PROGRESS + f"{WIJK};2024-02-29;40;yes;yes\n{WIJK};2024-04-30;35;yes;yes\n", 3, "count",
            "daalt van 40 naar 35, terwijl zij optelt", "falls from 40 to 35, though it cumulates",
        ),
        (
            "progress", PROGRESS + "jim_trained;2010-02-28;4;yes;yes\n", 2, "date",
            "is geteld op 2010-02-28, voor het begin", "was counted on 2010-02-28, before the start",
        ),
        (
            "ratings", RATINGS + "2024;Hulp;WIJ;A;3\n2024;Hulp;WIJ;B;3\n2024;Hulp;WIJ;A;4\n", 4, "rater",
            "twee keer (ook in rij 2)", "twice (in row 2 too)",
        ),
        ("ratings", RATINGS + "2024;Hulp;WIJ;A;3\n2024;Hulp;WIJ;B;7\n", 3, "score", "7 is hoger dan 5", "7 is above 5"),
        ("ratings", RATINGS + "2024;Hulp;WIJ;A;0\n", 2, "score", "0 is lager dan 1", "0 is below 1"),
        (
            "risks", RISKS + "r1;execution;Ziekte;Hoog;Hoog;;2024-03-01;open\n", 2, "owner",
            "risico 'r1' heeft geen eigenaar", "risk 'r1' has no owner",
        ),
        (
            "risks", RISKS + "r1;execution;Ziekte;Hoog;Hoog;WIJ;na de zomer;open\n", 2, "review_date",
            "'na de zomer' is geen datum", "'na de zomer' is not a date",
        ),
        (
            "recommendations", ADVICE + "a1;Besluit;yes;WIJ;eind mei;busy\n", 2, "due",
            "'eind mei' is geen datum", "'eind mei' is not a date",
        ),
        (
            "milestones", STEPS + "a;Plan;WIJ;medio 2024;open\n", 2, "planned_to",
            "'medio 2024' is geen datum", "'medio 2024' is not a date",
        ),
    ],
)  # fmt: skip
def test_each_fault_is_one_sentence_the_same_from_check_and_run(
    tmp_path: Path, table: str, text: str, row: int, column: str, dutch: str, english: str
) -> None:
    path = tmp_path / "eigen.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        catalogue.load_file(table, path)
    assert (raised.value.row, raised.value.column) == (row, column)
    languages: tuple[tuple[Language, str], ...] = (("nl", dutch), ("en", english))
    for lang, said in languages:
        found = catalogue.check(path, lang, table=table)
        errors = found[found["severity"] == "error"]
        assert list(zip(errors["row"], errors["column"], strict=True)) == [(row, column)]
        told, remedy = errors["found"].iloc[0], errors["remedy"].iloc[0]
        assert said in told
        # Run says it in the same words, with the way to mend it.
        assert told in raised.value.sentence(lang)
        assert remedy
        assert remedy in raised.value.sentence(lang)
