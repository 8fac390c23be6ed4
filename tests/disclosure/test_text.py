"""What identifies someone in an open answer, in the notations people use. Every number is made up."""

from __future__ import annotations

import pandas as pd
import pytest

from wij_impact import disclosure

FOUND = {
    "phone number": ["06 12345678", "(06) 12345678", "06 - 1234 5678", "+31 (0)6 12 34 56 78", "0031612345678",
                     "050-123 45 67", "06.12.34.56.78", "06/12345678", "(050) 1234567", "+32 471 12 34 56"],
    "date": ["geboren 12-03-1985", "12 3 85", "12 maart 1985", "twaalf maart", "de eenentwintigste mei 1990",
             "1985-03-12", "March 12, 1985", "geboren in 1985", "12 mrt '85", "negentienhonderdvijfentachtig"],
    "BSN": ["mijn bsn is 111222333", "BSN 1234-56-782", "123 456 782", "123.45.67.82", "bsn: 123456789"],
    "postcode": ["9711ab", "9711 AB", "9711 ab", "9711AB,"],
    "IBAN": ["NL91 ABNA 0417 1643 00", "nl91abna0417164300", "DE89 3704 0044 0532 0130 00 is van mij"],
    "e-mail address": ["jan@voorbeeld.nl", "jan (at) voorbeeld punt nl", "jan @ voorbeeld.nl"],
    "name": ["mevrouw Jansen hielp mij", "Piet van der Berg"],
    "address": ["ik woon Voorbeeldstraat 12"],
}  # fmt: skip
NOTHING = (
    "De begeleider luisterde goed.", "in 2023 is het beter", "sinds 2019 ze kwamen", "1500 km en 1200 euro",
    "ik geef een 8 van de 10", "3 keer per week, 2 uur, 10.000 mensen", "in mei ben ik gekomen", "123 456 783",
)  # fmt: skip


@pytest.mark.unit
def test_open_answers_are_scanned() -> None:
    for kind, texts in FOUND.items():
        found = disclosure.scan_open_answers(pd.Series(texts, name="tip"))
        assert found["row"].tolist() == [at + 2 for at in range(len(texts))]
        assert set(found["kind"]) == {kind}
    assert disclosure.scan_open_answers(pd.Series(NOTHING)).empty
    assert disclosure.scan_open_answers(pd.Series([None, 3, "fijn"])).empty
