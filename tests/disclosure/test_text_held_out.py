"""Four hundred answers that no rule was written for: what identifies, and what only looks like it. All made up."""

from __future__ import annotations

import pandas as pd
import pytest

from wij_impact import disclosure

FOUND = {
    "postcode": (
        "ik woon op 9712 HX", "9712hx", "9712-HX", "9712  HX", "9712\xa0HX", "pc:9712HX.", "(9712HX)", "NL-9712 HX",
        "9712 H X", "9 7 1 2 H X", "\uff19\uff17\uff11\uff12\uff28\uff38", "9712\u2009hx", "9712_HX", "9712.HX",
        "9712\nHX", "postcode 9712", "Wij wonen in 9741 AB Groningen", "9741ab groningen", "mijn pc is 9741",
        "adres: 9741\u2014AB", "9741\u200dAB", "p.c. 9741 kl", "van 9743zz naar 9711 pt", "(9743 ZZ)",
        "9743ZZ/9711PT", "\u0669\u0667\u0664\u0661 AB",
    ),
    "phone number": (
        "06-12345678", "06 12 34 56 78", "0612345678", "+31 6 12345678", "+31(0)612345678", "0031612345678",
        "050-3123456", "(050) 312 34 56", "06/12345678", "06.12.34.56.78", "zes? 06 - 1234 5678", "+32 475 12 34 56",
        "+49 151 23456789", "\uff10\uff16\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18", "06\xa012345678",
        "06_12345678", "06\u201112345678", "06 \u2013 12345678", "nul zes 12345678", "tel0612345678",
        "06-1234-56-78", "31612345678", "312 34 56 (050)", "06 1 2 3 4 5 6 7 8", "bel: 06\xb712345678",
        "mob. 06 123 456 78", "0031 (0)6 12345678", "+31-6-12-34-56-78", "tel 3123456", "nul vijf nul 3123456",
        "ik ben te bereiken op 06-123 45 678", "whatsapp +31612345678!", "050 / 312 34 56", "06 1234  5678",
        "(+31) 6 1234 5678", "mobiel: 6 12345678",
    ),
    "BSN": (
        "111222333", "111.222.333", "111-222-333", "1112 22 333", "bsn 123456782", "BSN: 123456782", "123456782",
        "1234.56.782", "123 456 782", "12 34 56 782", "\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff12",
        "mijn sofinummer is 123456782", "1 2 3 4 5 6 7 8 2", "123/456/782", "123_456_782", "123,456,782",
        "nr123456782x", "bsn=123456782", "burgerservicenummer 123456782", "123\u2011456\u2011782",
        "bsn is 123456782", "bsn nr. 1234 56 782", "111 222 333", "mijn nummer 111\u2009222\u2009333 staat",
        "111\u2014222\u2014333", "(111222333)", "111 - 222 - 333", "bsn:012345672", "BSN-nummer: 12345672",
        "id 111222333.",
    ),
    "IBAN": (
        "NL91ABNA0417164300", "NL91 ABNA 0417 1643 00", "nl91abna0417164300", "NL91-ABNA-0417-1643-00",
        "NL 91 ABNA 0417 1643 00", "DE89370400440532013000", "BE68 5390 0754 7034", "GB29NWBK60161331926819",
        "NL91\xa0ABNA\xa00417\xa01643\xa000",
        "\uff2e\uff2c\uff19\uff11\uff21\uff22\uff2e\uff21\uff10\uff14\uff11\uff17\uff11\uff16\uff14\uff13\uff10\uff10",
        "rekeningNL91ABNA0417164300", "NL91.ABNA.0417.1643.00", "NL91/ABNA/0417164300", "rek. NL91 ABNA 0417164300",
        "nl 91 abna 0417 1643 00", "NL20INGB0001234567", "LU28 0019 4006 4475 0000", "FR1420041010050500013M02606",
        "iban:NL91ABNA0417164300.",
    ),
    "e-mail address": (
        "jan@example.nl", "Jan.Jansen+x@mail.example.co.uk", "jan @ example . nl", "jan(at)example.nl",
        "jan[at]example[dot]nl", "jan at example dot com", "jan apenstaartje example punt nl",
        "jan\uff20example\uff0enl", "jan_jansen@example.nl", "j-j@sub.example.nl", "<jan@example.nl>",
        "mailto:jan@example.nl", "jan{at}example.nl", "jan @example.nl", "j\xe1n@example.nl", "jan AT example.nl",
        "mail naar piet.p@example.com graag", "piet@gmail", "piet (at) example (dot) nl", "piet at example dot com",
        "PIET@EXAMPLE.NL", "p.p-p@school.groningen.nl", "piet < at > example.nl", "piet[apenstaartje]example.nl",
    ),
    "date": (
        "12-03-1985", "12/3/85", "12.03.1985", "1985-03-12", "12 maart 1985", "twaalf maart 1985", "12 mrt '85",
        "twaalfde van maart", "maart 1985", "op 3 juni", "de derde juni", "12 03 1985", "1985/03/12", "12e maart",
        "eenentwintig mei", "\xe9\xe9n april negentienvijfentachtig", "geboren in 1985", "born 1985",
        "March 12, 1985", "12th of March 1985", "12maart1985", "19850312", "12-mrt-1985", "12031985", "12 maart",
        "begin maart 1985", "de 12e van de 3e 1985", "1 januari", "31-12-'99", "vijf mei", "May 5th", "5 May",
        "twelve March 1985", "twelfth of March", "geb. 12-3-85", "geb 1985", "geboortejaar 1985",
        "op mijn verjaardag, 12 maart", "12\u201303\u20131985", "12 \u2013 03 \u2013 1985", "twee en twintig maart",
        "nineteen eighty-five", "sinds 4 aug. 2019", "op de vierde augustus", "vier augustus twintigtwaalf",
        "04-08-2019", "4/8/'19", "2019-08-04T10:00", "op 4 aug", "negentienhonderdvijfentachtig",
        "in tweeduizend drie", "4 augustus 1999", "geboren 04 08 1999", "eerste januari", "3rd of May 2001",
        "July 4th", "the third of may", "23ste december", "23 december jl.", "23\u202fdecember\u202f1999",
        "drie\xebntwintig december", "geboortedatum 4-8-99", "aug 1985", "1985 maart 12",
    ),
}  # fmt: skip
HARMLESS = (
    "In 2023 was het beter dan in 2019", "ik kom 3 keer per week", "\u20ac 1.250,50 per maand", "1250 euro",
    "cijfer 8 van 10", "8/10", "9,5", "ik ben 34 jaar", "in 2022 en 2023", "24/7 bereikbaar", "1 op 1 gesprekken",
    "1-op-1", "de afgelopen 12 maanden", "om 10.30 uur", "van 9 tot 5", "9.00-17.00 uur", "10:30", "6 a 7 keer",
    "25 personen", "100%", "2000 mensen", "1000 keer dank", "in 2020 op straat", "in 2021 is alles anders",
    "2022 was een moeilijk jaar", "kamer 12", "groep 7/8", "groep 3", "blok 4 en 5", "artikel 7:658 BW", "wmo 2015",
    "jeugdwet 2015", "vanaf 2015 in zorg", "1e lijn", "2e kamer", "een op de drie", "twee van de vijf",
    "mei was mooi", "maart is koud", "in juni begonnen", "in mei", "sinds januari", "ik mag elke week",
    "may be better", "I may go", "the march to success", "punt voor verbetering", "beter contact, punt", "wel 1000x",
    "we zijn met 1500 man", "1000 m2", "kost 5000 ex btw", "in 2024 ca tien keer", "12.000 inwoners", "1 000 000",
    "tel tot 10", "06 is geen nummer", "112 bellen", "0900-8844", "14 050", "ABN AMRO", "NL Alert", "wij@home",
    "twitter @wij", "kijk at home", "@wij_groningen", "versie 1.2.3", "2.0", "3.14159", "vier jaar", "vijf dagen",
    "tien keer", "acht van de tien", "een april grap", "groot plein", "de Grote Markt", "Martiniplein", "Vinkhuizen",
    "Beijum", "Ik Heet welkom", "Heel Fijn", "Goede begeleiding van de medewerkers", "Jan", "mevrouw was aardig",
    "meneer luisterde", "De Wijert", "2023-2024", "seizoen 2023/2024", "2023/24", "schooljaar 23/24", "24 uur",
    "7 dagen", "10-15 minuten", "2 tot 3 uur", "tussen 12 en 14", "1-2-3", "5-4-3 en dan", "3 x 2 = 6", "123456",
    "12345678", "987654321", "telt 100000000 keer", "1500 kcal", "2000 nl boeken", "9 of 10", "juni tot augustus",
    "in de zomer van 2020", "negentien mensen", "tweeduizend euro", "tweeduizend mensen", "negentienhonderd euro",
    "oktober 2023", "sinds maart 2023", "ook 2 mrt scans gehad", "mrt 2 keer", "Ik ben er 4 of 5 keer geweest",
    "3 van de 4 keer", "na 2 jaar", "6 weken", "ik verdien 1800 netto", "schuld van 23.456 euro", "\u20ac 12.345,67",
    "1234 en nog wat", "het kost 1350 per jaar", "wel 2500 ouders", "voor 1990 en na 2000", "tussen 1980-1990",
    "jaren '90", "jaren 80", "de 2e keer", "de eerste keer", "de tweede afspraak", "een mei-vakantie",
    "de meivakantie", "in de maand maart", "jan is aardig", "een jan met de pet", "kom op voor de buurt", "5 x 5",
    "schaal 1-5", "1 tot 10", "1/2", "3/4", "50-50", "fifty-fifty", "24-7", "13:45", "van 13.00 tot 14.30",
    "lokaal 2.14", "paragraaf 3.4.1", "versie 10.2.1", "punt 1.", "a. b. c.", "punt punt punt", "at home",
    "look at the dot on the i", "nul komma nul", "nul problemen", "nul een of twee keer", "one may wonder",
    "two may be enough", "march on", "first of all", "second of all", "de dec van school", "sept. iets", "een aug",
    "mrt-scan", "twee mrt scans", "vijf en twintig mensen", "negentien honderd mensen", "negentien keer",
    "tweeduizend keer", "two thousand people", "nineteen people", "nineteen hundred people", "1000000", "555",
    "2 miljoen", "1.000.000.000", "100 000 keer", "tel uit je winst", "tel 5 dagen", "bel gerust", "bel 112",
    "mobiel is stuk", "phone me", "pc kapot", "pc 2 doet het niet", "PC 2023 model", "zip code", "ABN",
    "NLdoet 2023", "NL 2023", "iban weet ik niet", "bsn kwijt", "mijn bsn geef ik niet", "Groningen van nu",
    "Stad en Ommeland", "De heer luisterde goed", "mevrouw van de balie", "@wij", "e-mail graag", "mail me",
    "apenstaartje is raar", "12 punten", "Haal 9 punten van 10", "2020 tot 2023", "2023 we gaan door", "9000 km",
    "jaargang 12 nr 3",
)  # fmt: skip


@pytest.mark.unit
@pytest.mark.parametrize("kind", FOUND)
def test_what_identifies_is_found_however_it_is_written(kind: str) -> None:
    found = disclosure.scan_open_answers(pd.Series(FOUND[kind], name="tip"))
    rows = set(found.loc[found["kind"] == kind, "row"])
    assert [text for at, text in enumerate(FOUND[kind]) if at + 2 not in rows] == []


@pytest.mark.unit
def test_what_only_looks_like_it_raises_no_alarm() -> None:
    found = disclosure.scan_open_answers(pd.Series(HARMLESS, name="tip"))
    assert [(HARMLESS[row - 2], kind) for row, kind in found[["row", "kind"]].itertuples(index=False)] == []
