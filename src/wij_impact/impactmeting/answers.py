"""The answers to an instrument, from the export of a survey tool or a file of one's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wij_impact.catalogue.own.export_draft import draft_mapping
from wij_impact.catalogue.own.export_matching import Question, question_columns
from wij_impact.catalogue.own.exports import read_answers
from wij_impact.catalogue.own.headers import Header
from wij_impact.impactmeting.instruments import Instrument
from wij_impact.impactmeting.loading import load_instrument
from wij_impact.language import Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["beside_headers", "load_answers", "mapping_for", "question_headers", "questions_of"]

_BESIDE = {
    "respondent_id": ("respondentnummer", "respondent number", "respondent"),
    "wave": ("meting", "meetmoment", "ronde", "golf"),
    "neighbourhood": ("wijk", "neighbourhood", "wijk of team"),
    "group": ("groep", "group"),
    "data_kind": ("soort gegevens", "kind of data"),
}


def questions_of(instrument: Instrument) -> list[Question]:
    """What a file with answers can hold: the columns beside the questions, and the questions.

    Examples
    --------
    >>> [question.id for question in questions_of(load_instrument("impactmeting_preventie"))][-2:]
    ['neighbour_contact', 'joint_activities']
    """
    beside = [Question(name, texts, item=False) for name, texts in _BESIDE.items() if name != "wave"]
    wave = Question(instrument.wave_column, _BESIDE["wave"], item=False)
    items = [
        Question(
            item.id,
            _said(item.label, item.wording),
            item.low,
            item.high,
            item.step,
            {code: _said(label) for code, label in item.codes.items()},
            item.missing_codes,
        )
        for item in instrument.items
    ]
    return [*beside, wave, *items]


def _said(*texts: Text | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for text in texts if text is not None for one in (text.nl, text.en) if one))


def load_answers(
    path: str | Path,
    instrument: Instrument | str | Path,
    columns: str | Path = "",
    groups: Sequence[str] = (),
    *,
    wave: bool = False,
) -> pd.DataFrame:
    """The answers in a file, as the codes of an instrument.

    Parameters
    ----------
    path : str or Path
        The export of a survey tool (LimeSurvey, Qualtrics, SurveyMonkey, Microsoft Forms, Google Forms, SPSS), or a
        file with our names or labels as headers.
    instrument : Instrument, name or path
    columns : str or Path
        A mapping file, from ``wij-impact template mapping --from FILE --for INSTRUMENT -o mapping.toml``.
    groups : sequence of str
        Further columns to keep.
    wave : bool
        Whether the file must say of which wave an answer is, by a column or by the date of the tool.

    Returns
    -------
    DataFrame
        One row per respondent, codes as text. ``attrs["reading"]`` says what was read, recoded and left out.

    Raises
    ------
    InputError
        Where it is not certain which column is which question, or an answer is off its scale.
    """
    chosen = instrument if isinstance(instrument, Instrument) else load_instrument(instrument)
    questions = questions_of(chosen)
    if wave:
        questions = [replace(one, required=True) if one.id == chosen.wave_column else one for one in questions]
    return read_answers(path, questions, columns or None, instrument=chosen.name, keep=groups)[0]


def mapping_for(path: str | Path, instrument: Instrument | str | Path) -> str:
    """The draft of a mapping file: the best matches between an export and an instrument."""
    chosen = instrument if isinstance(instrument, Instrument) else load_instrument(instrument)
    return draft_mapping(path, questions_of(chosen), chosen.name)


def beside_headers(header: Header, instrument: Instrument | str | Path, columns: Mapping[str, str]) -> dict[str, int]:
    """Where person and wave stand in a file with answers: ``person`` and ``wave``, each only when it is there.

    Examples
    --------
    >>> beside_headers(Header(["respondentnummer", "meting", "grade"], 1, 2, {}), "impactmeting_preventie", {})
    {'person': 0, 'wave': 1}
    """
    chosen = instrument if isinstance(instrument, Instrument) else load_instrument(instrument)
    plain = [name.casefold().strip() for name in header.names]
    found = {}
    for name, own, labels in (
        ("person", "respondent_id", _BESIDE["respondent_id"]), ("wave", chosen.wave_column, _BESIDE["wave"]),
    ):  # fmt: skip
        wanted = [columns.get(own, ""), own, *labels]
        at = next((plain.index(one.casefold()) for one in wanted if one and one.casefold() in plain), None)
        if at is not None:
            found[name] = at
    return found


def question_headers(header: Header, instrument: Instrument | str | Path, columns: Mapping[str, str]) -> set[str]:
    """The headers under which the answers to an instrument stand in a file.

    Parameters
    ----------
    header : Header
        Of the file, as `catalogue.own.headers.find_header` gives it.
    instrument : Instrument, name or path
    columns : mapping
        Item -> header, of a mapping file; empty when there is none.

    Examples
    --------
    >>> found = Header(["respondent_id", "wave", "grade", "self_care"], 1, 2, {})
    >>> sorted(question_headers(found, "impactmeting_preventie", {}))
    ['grade', 'self_care']
    """
    chosen = instrument if isinstance(instrument, Instrument) else load_instrument(instrument)
    return question_columns(header, questions_of(chosen), columns)
