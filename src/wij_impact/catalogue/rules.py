# ruff: noqa: E501 (one sentence per line reads better than a wrapped one)
"""The rules of `catalogue.check` by their stable code: what was found, and how to mend it."""

from __future__ import annotations

from wij_impact.language import Text

__all__ = ["RULES"]


def _rule(found_nl: str, found_en: str, remedy_nl: str, remedy_en: str) -> tuple[Text, Text]:
    return Text(nl=found_nl, en=found_en), Text(nl=remedy_nl, en=remedy_en)


#: The file as a whole.
_FILE = {
    "missing-file": _rule(
        "het bestand is er niet",
        "the file does not exist",
        "Controleer de naam en de map.",
        "Check the name and the folder.",
    ),
    "unreadable-file": _rule(
        "het bestand kan niet worden gelezen: {reason}",
        "the file cannot be read: {reason}",
        "Sluit het bestand in andere programma's en controleer of u het mag lezen.",
        "Close the file in other programs and check that you may read it.",
    ),
    "empty-file": _rule(
        "het bestand is leeg", "the file is empty", "Vul het bestand of verwijder het.", "Fill the file or remove it."
    ),
    "no-rows": _rule(
        "er staan kolomnamen in, maar geen rijen",
        "it has column names but no rows",
        "Voeg rijen toe of verwijder het bestand.",
        "Add rows or remove the file.",
    ),
    "wrong-type": _rule(
        "de naam zegt {named}, maar de inhoud is {actual}",
        "the name says {named}, but the content is {actual}",
        "{remedy}",
        "{remedy}",
    ),
    "too-large-file": _rule(
        "het bestand is {found} groot, uitgepakt; gelezen wordt tot {limit}",
        "the file is {found} large, unpacked; it is read up to {limit}",
        "Sla alleen het blad met de gegevens op, of geef de gegevens als Parquet-bestand of database.",
        "Save only the sheet with the data, or give the data as a Parquet file or a database.",
    ),
    "no-table": _rule(
        "tabel '{name}' is er niet",
        "there is no table '{name}'",
        "Kies uit: {known}.",
        "Choose from: {known}.",
    ),
    "no-database": _rule(
        "de database {name} geeft geen antwoord: {reason}",
        "the database {name} does not answer: {reason}",
        "Controleer adres, gebruiker en tabel; schrijf bijvoorbeeld sqlite:///bestand.db#tabel.",
        "Check the address, the user and the table; write for example sqlite:///file.db#table.",
    ),
    "too-many-groups": _rule(
        "er zijn meer dan {limit} combinaties: een kolom met nummers of namen van mensen is geen groep",
        "there are more than {limit} combinations: a column with numbers or names of people is no group",
        "Kies een kolom met soorten, zoals soort vraag, melder of team.",
        "Choose a column with kinds, such as a team.",
    ),
    "folder": _rule(
        "dit is een map, geen bestand",
        "this is a folder, not a file",
        "Geef het bestand dat erin staat.",
        "Give the file that is in it.",
    ),
    "unknown-type": _rule(
        "een bestand {suffix} kan niet als tabel worden gelezen",
        "a file {suffix} cannot be read as a table",
        "Sla het op als .xlsx of .csv.",
        "Save it as .xlsx or .csv.",
    ),
    "no-tables": _rule(
        "in deze map staat geen bekende tabel",
        "there is no known table in this folder",
        "Kies een map met gegevens; bekende tabellen: {names}.",
        "Choose a folder with data; known tables: {names}.",
    ),
    "unknown-file": _rule(
        "dit bestand hoort bij geen bekende tabel en wordt niet gebruikt",
        "this file belongs to no known table and is not used",
        "{remedy}",
        "{remedy}",
    ),
    "unknown-encoding": _rule(
        "de tekens in het bestand zijn niet te lezen ({detail})",
        "the characters in the file cannot be read ({detail})",
        "Sla het op als 'CSV UTF-8 (door komma's gescheiden)'.",
        "Save it as 'CSV UTF-8 (comma delimited)'.",
    ),
    "broken-file": _rule(
        "de werkmap is beschadigd of met een wachtwoord beveiligd",
        "the workbook is damaged or protected by a password",
        "Open het in Excel en sla het opnieuw op zonder wachtwoord.",
        "Open it in Excel and save it again without a password.",
    ),
    "broken-columns": _rule(
        "het bestand is beschadigd, of geen {kind}-bestand",
        "the file is damaged, or no {kind} file",
        "Maak de export opnieuw, of geef de gegevens als .csv.",
        "Make the export again, or give the data as .csv.",
    ),
    "one-column": _rule(
        "de kolomnamen staan samen in één cel: {value}",
        "the column names stand together in one cell: {value}",
        "Scheid de kolommen met puntkomma's, komma's, tabs of |.",
        "Separate the columns with semicolons, commas, tabs or |.",
    ),
    "large-cell": _rule(
        "een cel heeft meer dan {limit} tekens",
        "a cell has more than {limit} characters",
        "Laat de kolom met lange teksten weg; is er geen, dan ontbreekt een aanhalingsteken.",
        "Leave out the column with long texts; when there is none, a quotation mark is missing.",
    ),
    "several-sheets": _rule(
        "de werkmap heeft meer bladen met gegevens: {sheets}",
        "the workbook has several sheets with data: {sheets}",
        "Noem het blad achter het bestand: {wanted}.",
        "Name the sheet behind the file: {wanted}.",
    ),
    "unknown-sheet": _rule(
        "er is geen blad '{sheet}'; wel: {sheets}",
        "there is no sheet '{sheet}'; there are: {sheets}",
        "Noem een van deze bladen.",
        "Name one of these sheets.",
    ),
    "undecidable-delimiter": _rule(
        "het is niet te zien wat de kolommen scheidt: {options} kunnen beide",
        "what separates the columns cannot be told: {options} are both possible",
        "Sla het op met één scheidingsteken, of als .xlsx.",
        "Save it with one delimiter, or as .xlsx.",
    ),
    "broken-quotes": _rule(
        "een aanhalingsteken wordt niet goed geopend of gesloten",
        "a quotation mark is not opened or closed properly",
        "Zet om de hele cel aanhalingstekens, en verdubbel ze binnen de cel.",
        "Quote the whole cell, and double the quotation marks inside it.",
    ),
    "swallowed-rows": _rule(
        "één cel bevat hele rijen: er ontbreekt een aanhalingsteken",
        "one cell holds whole rows: a quotation mark is missing",
        "Sluit het aanhalingsteken in deze rij.",
        "Close the quotation mark in this row.",
    ),
}

#: The shape of the table.
_SHAPE = {
    "ragged-row": _rule(
        "deze rij heeft {found} cellen, de kop heeft er {expected}",
        "this row has {found} cells, the header has {expected}",
        "Zet aanhalingstekens om een cel met een scheidingsteken erin, of vul de rij aan.",
        "Quote a cell that holds a delimiter, or complete the row.",
    ),
    "duplicate-column": _rule(
        "de kolom staat er twee keer",
        "the column occurs twice",
        "Verwijder of hernoem er een.",
        "Remove or rename one.",
    ),
    "nameless-column": _rule(
        "kolom {number} heeft gegevens maar geen naam",
        "column {number} has data but no name",
        "Geef de kolom een naam in de kopregel, of maak hem leeg.",
        "Name the column in the header, or clear it.",
    ),
    "unknown-column": _rule(
        "de kolom '{name}' is niet bekend", "the column '{name}' is not known", "{remedy}", "{remedy}"
    ),
    "missing-column": _rule(
        "de verplichte kolom '{name}' ontbreekt",
        "the required column '{name}' is missing",
        "Voeg de kolom '{name}' toe ({label}).",
        "Add the column '{name}' ({label}).",
    ),
}

#: One cell.
_CELL = {
    "missing-value": _rule(
        "de cel is leeg, maar een waarde is verplicht",
        "the cell is empty, but a value is required",
        "{remedy}",
        "{remedy}",
    ),
    "not-a-number": _rule("'{value}' is geen getal", "'{value}' is not a number", "{remedy}", "{remedy}"),
    "mixed-decimals": _rule(
        "'{value}' schrijft de komma en de punt anders dan de rest van het bestand",
        "'{value}' uses the comma and the point differently from the rest of the file",
        "Schrijf alle getallen op één manier: of 12,5 of 12.5.",
        "Write all numbers in one way: 12,5 or 12.5.",
    ),
    "undecidable-number": _rule(
        "'{value}' kan {low} of {high} zijn; dit bestand laat niet zien welke",
        "'{value}' can be {low} or {high}; this file does not show which",
        "Haal het teken voor duizendtallen weg ({high}), of schrijf decimalen met een nul erbij ({padded}).",
        "Remove the thousands mark ({high}), or write decimals with a zero added ({padded}).",
    ),
    "scientific-notation": _rule(
        "'{value}' heeft mogelijk cijfers verloren",
        "'{value}' may have lost digits",
        "Schrijf het getal voluit.",
        "Write the number in full.",
    ),
    "not-whole": _rule("{value} is geen geheel getal", "{value} is not a whole number", "{remedy}", "{remedy}"),
    "excel-date": _rule(
        "Excel heeft hier een datum van gemaakt ({value})",
        "Excel has turned this into a date ({value})",
        "Zet de celopmaak op Getal (of Tekst bij codes) en typ de waarde opnieuw; de oude waarde is weg.",
        "Set the cell format to Number (or Text for codes) and type the value again; the old value is gone.",
    ),
    "excel-error": _rule(
        "de cel bevat een Excel-fout ({value})",
        "the cell holds an Excel error ({value})",
        "Herstel de formule of typ de waarde.",
        "Mend the formula or type the value.",
    ),
    "formula-without-value": _rule(
        "de formule in deze cel heeft geen opgeslagen uitkomst",
        "the formula in this cell has no stored result",
        "Open het bestand in Excel en sla het op, of typ de waarde.",
        "Open the file in Excel and save it, or type the value.",
    ),
    "percent-cell": _rule(
        "de cel is opgemaakt als percentage: u ziet {shown}, maar er staat {value}",
        "the cell is formatted as a percentage: you see {shown}, but it holds {value}",
        "Zet de celopmaak op Getal en typ {plain}.",
        "Set the cell format to Number and type {plain}.",
    ),
    "float-code": _rule(
        "de code '{value}' is als getal bewaard en kan nullen hebben verloren",
        "the code '{value}' was saved as a number and may have lost zeros",
        "{remedy}",
        "{remedy}",
    ),
    "not-a-year": _rule(
        "'{value}' is geen jaartal",
        "'{value}' is not a year",
        "Schrijf vier cijfers, zoals 2023.",
        "Write four digits, such as 2023.",
    ),
    "year-out-of-range": _rule(
        "het jaar {value} ligt buiten {low}-{high}",
        "the year {value} lies outside {low}-{high}",
        "Controleer het jaartal.",
        "Check the year.",
    ),
    "not-a-period": _rule(
        "'{value}' is geen periode",
        "'{value}' is not a period",
        "Schrijf 2023, 2023-06, 2023-06-30, 2023-Q2, 2022/2023, 2023-01/.. of n.d.",
        "Write 2023, 2023-06, 2023-06-30, 2023-Q2, 2022/2023, 2023-01/.. or n.d.",
    ),
    "not-a-date": _rule(
        "'{value}' is geen datum",
        "'{value}' is not a date",
        "Schrijf jaar-maand-dag, zoals 2023-12-31.",
        "Write year-month-day, such as 2023-12-31.",
    ),
    "period-reversed": _rule(
        "de periode {value} eindigt voor zij begint",
        "the period {value} ends before it starts",
        "Verwissel begin en einde.",
        "Swap start and end.",
    ),
    "not-a-boolean": _rule(
        "'{value}' is geen ja of nee", "'{value}' is not yes or no", "Schrijf true of false.", "Write true or false."
    ),
    "not-a-code": _rule(
        "'{value}' is geen code",
        "'{value}' is not a code",
        "Gebruik kleine letters, cijfers en _ , bijvoorbeeld {suggestion}.",
        "Use small letters, digits and _ , for example {suggestion}.",
    ),
    "wrong-form": _rule(
        "'{value}' heeft niet de vorm die hier hoort",
        "'{value}' does not have the form that belongs here",
        "Schrijf het zoals: {example}.",
        "Write it as: {example}.",
    ),
    "unknown-code": _rule(
        "'{value}' is hier geen bekende code", "'{value}' is not a known code here", "{remedy}", "{remedy}"
    ),
    "duplicate-key": _rule(
        "'{value}' staat ook in {other}",
        "'{value}' also stands in {other}",
        "Geef elke rij een eigen {name}, of verwijder er een.",
        "Give each row its own {name}, or remove one.",
    ),
    "below-minimum": _rule(
        "{value} is lager dan {limit}", "{value} is below {limit}", "Controleer de waarde.", "Check the value."
    ),
    "above-maximum": _rule(
        "{value} is hoger dan {limit}", "{value} is above {limit}", "Controleer de waarde.", "Check the value."
    ),
    "share-above-100": _rule(
        "een aandeel van {value}% is meer dan het geheel",
        "a share of {value}% is more than the whole",
        "Controleer de waarde. {hint}",
        "Check the value. {hint}",
    ),
    "share-below-0": _rule(
        "een aandeel kan niet {value}% zijn",
        "a share cannot be {value}%",
        "Controleer de waarde. {hint}",
        "Check the value. {hint}",
    ),
    "encoding-damage": _rule(
        "de tekst is beschadigd bij het opslaan: '{value}'",
        "the text was damaged when it was saved: '{value}'",
        "Typ de letters met accent opnieuw en sla op als CSV UTF-8.",
        "Type the accented letters again and save as CSV UTF-8.",
    ),
    "schema": _rule(
        "de waarde past niet bij het schema ({detail})",
        "the value does not fit the schema ({detail})",
        "Zie data/dictionary.csv.",
        "See data/dictionary.csv.",
    ),
}

#: The published figures, where one column bounds another, and things worth knowing (notices).
_FIGURES = {
    "too-many-decimals": _rule(
        "{value} heeft meer decimalen dan past bij {unit}", "{value} has more decimals than fits {unit}",
        "Bedoelt u {meant}? Schrijf duizendtallen zonder punt of komma.",
        "Do you mean {meant}? Write thousands without point or comma."),
    "period-after-report": _rule(
        "de periode {value} ligt na het rapport van {reported}", "the period {value} lies after the report of {reported}",
        "Controleer period, reported_in en kind (is het een plan of doel?).",
        "Check period, reported_in and kind (is it a plan or a target?)."),
    "share-without-base": _rule(
        "een percentage zonder basis: aandeel van wie of wat?", "a percentage without its base: a share of whom or what?",
        "Vul base in als de bron het zegt.", "Fill in base where the source says."),
    "filled-in": _rule(
        "{name} was leeg en is ingevuld als '{value}', omdat de indicator bekend is",
        "{name} was empty and is filled in as '{value}', because the indicator is known",
        "Niets te doen, of schrijf de waarde zelf.", "Nothing to do, or write the value yourself."),
    "other-edition": _rule(
        "reported_in {reported} past niet bij '{value}' (verslagjaar {known})",
        "reported_in {reported} does not fit '{value}' (reporting year {known})",
        "Voeg het document van dat jaar toe aan de bronnen (wij-impact template sources) en noem dat.",
        "Add the document of that year to the sources (wij-impact template sources) and name that."),
    "mixed-kinds": _rule(
        "data_kind '{value}' staat bij rijen met '{known}': echte en verzonnen rijen mogen niet samen",
        "data_kind '{value}' stands with rows of '{known}': real and made-up rows may not go together",
        "Haal het bestand uit deze map en geef het aan het rapport met -p file=BESTAND (impactmeting: -p responses=).",
        "Take the file out of this folder and give it to the report with -p file=FILE (impactmeting: -p responses=)."),
    "grade-off-range": _rule(
        "een rapportcijfer van {value} kan niet", "a grade of {value} cannot be", "Een rapportcijfer is 1 tot 10.", "A grade is 1 to 10."),
    "count-below-zero": _rule(
        "{value} is minder dan niets", "{value} is less than nothing",
        "Klopt het? Een verschil krijgt unit percent_change, of een eigen indicator.",
        "Is it right? A difference gets unit percent_change, or an indicator of its own."),
    "other-unit": _rule(
        "'{value}' is een andere eenheid dan {indicator} heeft ({known})", "'{value}' is another unit than {indicator} has ({known})",
        "Reken het om naar {known}, of geef het een eigen indicator.", "Convert it to {known}, or give it an indicator of its own."),
    "tenfold": _rule(
        "{value} is tien keer meer of minder dan {before} in {year}", "{value} is ten times more or less than {before} in {year}",
        "Kijk naar de komma, de duizendtallen en de eenheid.", "Look at the comma, the thousands and the unit."),
    "near-indicator": _rule(
        "'{value}' is een nieuwe indicator, en lijkt op '{known}'", "'{value}' is a new indicator, and resembles '{known}'",
        "Schrijf '{known}' als het dezelfde indicator is.", "Write '{known}' if it is the same indicator."),
}  # fmt: skip

#: A file of the user's own.
_OWN = {
    "no-delivery": _rule(
        "dit XML-bestand is geen iJw-bericht", "this XML file is no iJw message",
        "Geef berichten JW301, JW305, JW307 en JW315 van release 3.2.", "Give messages JW301, JW305, JW307 and JW315 of release 3.2."),
    "no-messages": _rule(
        "in deze map staan geen leveringen aan het CBS en geen iJw-berichten", "this folder has no deliveries to CBS and no iJw messages",
        "Geef de map waarin zij staan, of een bestand.", "Give the folder that holds them, or a file."),
    "not-a-delivery": _rule(
        "dit bestand is geen levering aan het CBS", "this file is no delivery to CBS",
        "Laat in de map alleen leveringen staan.", "Leave only deliveries in the folder."),
    "broken-message": _rule(
        "het bericht is niet te lezen: {reason}", "the message cannot be read: {reason}",
        "Neem het bericht zoals het verzonden is.", "Take the message as it was sent."),
    "moments-reversed": _rule(
        "{after} ({value}) ligt voor {before} ({other})", "{after} ({value}) lies before {before} ({other})",
        "Verbeter een van beide datums.", "Mend one of the two dates."),
    "overlapping": _rule(
        "het traject loopt gelijk met dat in rij {other}, met hetzelfde nummer ('{value}')",
        "the trajectory runs at the same time as that of row {other}, with the same number ('{value}')",
        "Maak er een van als het hetzelfde is; zijn het er twee, dan tellen zij allebei mee.",
        "Make it one when it is the same; when there are two, both count."),
    "start-in-future": _rule(
        "het begin {value} ligt in de toekomst", "the start {value} lies in the future",
        "Verbeter de datum, of laat geplande trajecten weg.", "Mend the date, or leave planned trajectories out."),
    "no-end": _rule(
        "geen enkel traject heeft een einde", "not one trajectory has an end",
        "Vul de einddatums in; zonder einde is er geen duur en geen uitstroom.",
        "Fill in the end dates; without an end there is no duration and no outflow."),
    "fixed-width": _rule(
        "dit is de levering op vaste posities; het CBS publiceert die posities niet en wij raden ze niet",
        "this is the fixed-width delivery; CBS does not publish the positions and we do not guess them",
        "Lever dezelfde gegevens als tekst met puntkomma's, of het rekenblad van het CBS.",
        "Give the same data as text with semicolons, or the worksheet of CBS."),
    "too-large": _rule(
        "'{value}' is te groot om precies mee te rekenen", "'{value}' is too large to compute with exactly",
        "Controleer het getal; is het een code, dan is de kolom geen getal.",
        "Check the number; when it is a code, the column is no number."),
    "not-a-moment": _rule(
        "'{value}' is geen tijdstip zoals de andere", "'{value}' is not a moment like the others",
        "Schrijf een maand als 2022-01, een kwartaal als 2022-Q1, een week als 2022-W10, een dag als 2022-01-31.",
        "Write a month as 2022-01, a quarter as 2022-Q1, a week as 2022-W10, a day as 2022-01-31."),
    "moment-without-year": _rule(
        "met '{value}' begint een nieuw jaar, maar er staan geen jaren bij",
        "at '{value}' a new year begins, but no years are given",
        "Zet het jaar erbij: 2023-12, 2024-01, of week 52 2023, week 1 2024.",
        "Add the year: 2023-12, 2024-01, or week 52 2023, week 1 2024."),
    "missing-moment": _rule(
        "het tijdstip is leeg", "the moment is empty",
        "Vul het in, of laat de rij weg.", "Fill it in, or leave the row out."),
    "mixed-moments": _rule(
        "'{value}' is een ander soort tijdstip dan de andere", "'{value}' is another kind of moment than the others",
        "Kies een soort (alleen maanden, of alleen jaren) en laat de andere rijen weg; tel ze niet bij elkaar op.",
        "Choose one kind (only months, or only years) and leave the other rows out; do not add them up."),
    "repeated-moment": _rule(
        "tijdstip '{value}' staat er twee keer in (ook rij {other})",
        "moment '{value}' occurs twice (row {other} too)",
        "Een rij per tijdstip; laat rijen van een andere groep weg.",
        "One row per moment; leave the rows of another group out."),
    "repeated-unit": _rule(
        "'{value}' staat er twee keer in (ook rij {other})", "'{value}' occurs twice (row {other} too)",
        "Een rij per eenheid; laat andere jaren of groepen weg.",
        "One row per unit; leave other years or groups out."),
    "merged-cell": _rule(
        "deze lege cel hoort bij een samengevoegde cel", "this empty cell belongs to a merged one",
        "Hef de samenvoeging in Excel op en vul elke rij in.", "Unmerge the cells in Excel and fill in every row."),
    "negative-count": _rule(
        "'{value}' is minder dan niets", "'{value}' is less than nothing",
        "Verbeter het getal; staat het voor 'onbekend', laat de cel dan leeg.",
        "Mend the number; when it stands for 'unknown', leave the cell empty."),
    "not-a-flag": _rule(
        "'{value}' is geen ja of nee", "'{value}' is not yes or no", "Schrijf ja of nee, of 1 of 0.", "Write yes or no, or 1 or 0."),
    "uncertain-match": _rule(
        "niet zeker is welke kolom vraag '{item}' is{near}", "it is not certain which column is question '{item}'{near}",
        "Draai wij-impact template mapping --from {export} --for {instrument} -o mapping.toml, kijk het na, en geef -p columns=mapping.toml.",
        "Run wij-impact template mapping --from {export} --for {instrument} -o mapping.toml, look it over, and give -p columns=mapping.toml."),
    "unknown-answer": _rule(
        "'{value}' is geen antwoord op deze vraag", "'{value}' is no answer to this question",
        "{remedy}", "{remedy}"),
    "wrong-mapping": _rule(
        "'{value}' kan hier niet staan", "'{value}' cannot stand here", "{remedy}", "{remedy}"),
}  # fmt: skip

#: Tables of a user's own, where one column bounds another.
_TABLES = {
    "prevented-outcome": _rule(
        "'{value}' is geen hulp die is gegeven, maar een oordeel over wat anders was gebeurd",
        "'{value}' is no help that was given, but a judgement of what would have happened otherwise",
        "Noem wat er is gedaan (traject, advies); wat dat voorkomt, vraagt een vergelijking.",
        "Name what was done (trajectory, advice); what that prevents takes a comparison."),
    "pupils-above-count": _rule(
        "{value} leerlingen bij {limit} interventies: elke leerling heeft er minstens één gehad",
        "{value} pupils with {limit} interventions: every pupil had at least one",
        "Controleer count en pupils_unique.", "Check count and pupils_unique."),
    "pupils-above-enrolled": _rule(
        "{value} leerlingen geholpen op een school met {limit} leerlingen",
        "{value} pupils helped at a school of {limit} pupils",
        "Controleer pupils_unique en pupils_enrolled.", "Check pupils_unique and pupils_enrolled."),
    "rated-twice": _rule(
        "{rater} beoordeelt '{criterion}' van {subject} twee keer (ook in rij {other})",
        "{rater} rates '{criterion}' of {subject} twice (in row {other} too)",
        "Zijn het twee mensen met één naam? Geef elk een eigen naam; verwijder anders een rij.",
        "Are they two people with one name? Give each a name of their own; else remove a row."),
    "low-above-high": _rule(
        "doel '{value}' heeft ondergrens {low} boven bovengrens {high}", "target '{value}' has low {low} above high {high}",
        "Draai de grenzen om of verbeter ze.", "Swap the limits or mend them."),
    "no-limit": _rule(
        "doel '{value}' heeft geen ondergrens en geen bovengrens", "target '{value}' has no low and no high",
        "Vul low of high in.", "Fill in low or high."),
    "share-above-one": _rule(
        "doel '{value}' is een aandeel van {limit}", "target '{value}' is a share of {limit}",
        "Schrijf een aandeel tussen 0 en 1: 0.75 is driekwart.", "Write a share between 0 and 1: 0.75 is three quarters."),
    "ends-before-start": _rule(
        "doel '{value}' eindigt op {to}, niet na het begin {start}", "target '{value}' ends on {to}, not after its start {start}",
        "Verbeter from of to.", "Mend from or to."),
    "count-falls": _rule(
        "de telling van '{value}' daalt van {known} naar {count}, terwijl zij optelt",
        "the count of '{value}' falls from {known} to {count}, though it cumulates",
        "Geef de stand tot en met die dag, of zet cumulative op no.", "Give the count up to that day, or set cumulative to no."),
    "counted-twice": _rule(
        "'{value}' heeft op {date} twee tellingen (ook in rij {other})", "'{value}' has two counts on {date} (in row {other} too)",
        "Verwijder een rij.", "Remove a row."),
    "mixed-cumulative": _rule(
        "'{value}' telt soms op en soms niet, of soms mensen en soms contacten",
        "'{value}' cumulates in one row and not in another, or counts people in one and contacts in another",
        "Vul cumulative en unique bij elk doel overal gelijk in.", "Fill in cumulative and unique alike for every row of a target."),
    "before-start": _rule(
        "'{value}' is geteld op {date}, voor het begin {start} van het doel",
        "'{value}' was counted on {date}, before the start {start} of the target",
        "Verbeter de datum, of geef het doel in een eigen bestand (targets) een eigen code en een eerder begin.",
        "Mend the date, or give the target a code of its own and an earlier start in a file of yours (targets)."),
    "count-above-base": _rule(
        "{count} geteld van {base} in totaal", "{count} counted of {base} in all",
        "Controleer count en base.", "Check count and base."),
    "risk-without-owner": _rule(
        "risico '{value}' heeft geen eigenaar", "risk '{value}' has no owner",
        "Vul in owner in welke functie of organisatie erover gaat.", "Fill in owner: which function or organisation is in charge."),
    "closed-unsaid": _rule(
        "risico '{value}' is gesloten, maar of het gebeurde staat er niet", "risk '{value}' is closed without saying whether it happened",
        "Vul occurred in, of zet status op open.", "Fill in occurred, or set status to open."),
    "done-undated": _rule(
        "stap '{value}' is klaar, maar zonder datum", "step '{value}' is done, but without a date",
        "Vul done_on in.", "Fill in done_on."),
    "without-owner": _rule(
        "aanbeveling '{value}' is overgenomen, maar van niemand", "recommendation '{value}' was taken on, but is nobody's",
        "Vul in wie haar uitvoert.", "Fill in who carries it out."),
    "refused-and-done": _rule(
        "aanbeveling '{value}' is niet overgenomen en toch {status}",
        "recommendation '{value}' was not taken on and yet is {status}",
        "Zet accepted op yes, of laat status leeg.", "Set accepted to yes, or leave status empty."),
    "month-twice": _rule(
        "de maand {value} staat er twee keer voor dezelfde soort personeel",
        "the month {value} stands there twice for the same kind of staff",
        "Laat één rij staan, of geef de soort.", "Keep one row, or give the kind."),
    "month-missing": _rule(
        "na {value} ontbreekt de maand {missing}", "after {value} the month {missing} is missing",
        "Voeg haar toe; niemand is 0.", "Add it; nobody is 0."),
    "fte-above-employees": _rule(
        "{value} voltijdbanen bij {limit} medewerkers", "{value} full-time jobs with {limit} employees",
        "Controleer employees en fte.", "Check employees and fte."),
    "other-total": _rule(
        "in {year} telt {by} {value} medewerkers en {first} {known}",
        "in {year} {by} counts {value} employees and {first} {known}",
        "Zijn alle groepen ingevuld? Een aandeel is dan van een ander totaal.",
        "Are all groups filled in? A share is then of another total."),
    "two-sizes": _rule(
        "{school} heeft in één jaar {value} en {known} leerlingen", "{school} has {value} and {known} pupils in one year",
        "Schrijf bij elke rij van een school en jaar hetzelfde aantal leerlingen.",
        "Write the same number of pupils with every row of a school and year."),
}  # fmt: skip

#: Contradictions that stand in the sources themselves: told, never mended.
_SOURCES = {
    "restated": _rule(
        "{label} ({period}) is met twee waarden gedrukt: {a} ({where_a}) en {b} ({where_b}) [{id}]",
        "{label} ({period}) is printed with two values: {a} ({where_a}) and {b} ({where_b}) [{id}]",
        "Niets te doen als de bronnen het zo drukken; verbeter een eigen typefout.",
        "Nothing to do when the sources print it so; correct a slip of your own."),
    "check-fails": _rule(
        "klopt niet: {label}; gedrukt {stated}, berekend {computed} [{id}]",
        "does not hold: {label}; printed {stated}, computed {computed} [{id}]",
        "Niets te doen als de bronnen het zo drukken; verbeter een eigen typefout.",
        "Nothing to do when the sources print it so; correct a slip of your own."),
    "check-incomplete": _rule(
        "niet te berekenen: {label}; het cijfer '{figure}' is er niet [{id}]",
        "cannot be computed: {label}; there is no figure '{figure}' [{id}]",
        "Verbeter de cijfercode in stated of terms.", "Correct the figure code in stated or terms."),
}  # fmt: skip

#: Rule code -> (what was found, remedy), each in Dutch and English.
RULES: dict[str, tuple[Text, Text]] = _FILE | _SHAPE | _CELL | _FIGURES | _OWN | _TABLES | _SOURCES
