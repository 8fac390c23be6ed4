"""Which wave comes first? An order in time that the labels themselves give, or a question to the caller."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from wij_impact.errors import InputError, UsageError
from wij_impact.language import Text

__all__ = ["order_of"]

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DUTCH_MONTHS = {"maa": "mar", "mrt": "mar", "mei": "may", "okt": "oct"}
MONTH_NAME = re.compile(
    r"\b(jan(?:uari|uary)?|feb(?:ruari|ruary)?|mrt|maart|mar(?:ch)?|apr(?:il)?|mei|may|jun[ei]?|jul[iy]?|"
    r"aug(?:ustus|ust)?|sept?(?:ember)?|okt(?:ober)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
YEAR = re.compile(r"(?:19|20)\d\d")
# Moments in words: the whole label, or the word it starts or ends with ("voormeting", "start traject", "t.o.v. na").
MOMENTS: tuple[tuple[str, ...], ...] = (
    ("voor", "vooraf", "voormeting", "vóór", "start", "startmeting", "begin", "beginmeting", "aanvang", "intake",
     "instroom", "nulmeting", "nul", "basis", "basismeting", "before", "pre", "pretest", "premeting", "baseline",
     "entry", "beginning"),
    ("tussen", "tussentijds", "tussenmeting", "halverwege", "tijdens", "during", "interim", "midterm", "halfway"),
    ("na", "nameting", "achteraf", "naderhand", "eind", "einde", "eindmeting", "slot", "slotmeting", "afsluiting",
     "uitstroom", "after", "post", "posttest", "postmeting", "end", "exit", "final", "endline"),
    ("follow-up", "followup", "follow up", "vervolg", "vervolgmeting", "opvolging", "nazorg", "opvolgmeting"),
)  # fmt: skip
ORDINALS = (
    ("eerste", "first"), ("tweede", "second"), ("derde", "third"), ("vierde", "fourth"), ("vijfde", "fifth"),
    ("zesde", "sixth"), ("zevende", "seventh"), ("achtste", "eighth"), ("negende", "ninth"), ("tiende", "tenth"),
)  # fmt: skip
RANK_OF_MOMENT = {word: rank for rank, words in enumerate(MOMENTS) for word in words}
RANK_OF_ORDINAL = {word: rank for rank, words in enumerate(ORDINALS) for word in words}

Key = tuple[float, ...]


def order_of(labels: Any, order: Sequence[Any] | str | None = None) -> list[Any]:
    """The distinct labels of waves or phases, first to last.

    Parameters
    ----------
    labels : Series or sequence
        Labels as the caller has them; missing ones are passed over.
    order : list or str, optional
        The order of the caller, first to last; as text separated by commas or semicolons. It wins over everything.

    Returns
    -------
    list
        Each distinct label once, in its own type.

    Raises
    ------
    InputError
        For words without a known order ("zomer", "Vinkhuizen"), or two words for one moment.
    UsageError
        When `order` lacks a label.

    Notes
    -----
    In this order of trust: `order`; an ordered category; numbers and dates; text that is a number (9 before 10), a
    date (2023-11-01, 1-11-2023, nov 2023, 2023Q4), the same words with one number that differs (T0, T1; meting 2),
    a moment (voor, tussen, na, follow-up; start, eind; before, after; nulmeting) or an ordinal (eerste, second).
    All labels have to be of one kind: a guess that is right for half of them is a guess.

    Examples
    --------
    >>> order_of(["nameting", "voormeting"])
    ['voormeting', 'nameting']
    >>> order_of(["10", "9"]), order_of(["T1", "T0"]), order_of(["feb 2024", "nov 2023"])
    (['9', '10'], ['T0', 'T1'], ['nov 2023', 'feb 2024'])
    >>> order_of(["zomer", "winter"], order="winter, zomer")
    ['winter', 'zomer']
    """
    series = labels if isinstance(labels, pd.Series) else pd.Series(list(labels), dtype=object)
    kind = series.dtype
    found = list(series.dropna().unique())
    if order is not None:
        return _given(found, order)
    if isinstance(kind, pd.CategoricalDtype) and kind.ordered:
        return [label for label in kind.categories if label in found]
    if len(found) < 2:
        return found
    if not any(isinstance(label, str) for label in found):
        return sorted(found)
    for key in (_as_number, _as_date, _as_moment, _as_ordinal, _as_counted(found)):
        keys = [key(_plain(label)) for label in found]
        if all(one is not None for one in keys) and len(set(keys)) == len(keys):
            return [label for _, label in sorted(zip(keys, found, strict=True), key=lambda pair: pair[0] or ())]
    raise _unordered(found)


def _given(found: list[Any], order: Sequence[Any] | str) -> list[Any]:
    wanted = re.split(r"[,;]", order) if isinstance(order, str) else list(order)
    place = {_plain(label): at for at, label in enumerate(wanted)}
    lost = [str(label) for label in found if _plain(label) not in place]
    if lost:
        raise UsageError(
            Text(
                nl=f"in order ontbreekt {', '.join(lost)}.",
                en=f"order lacks {', '.join(lost)}.",
            ),
            remedy=Text(
                nl=f"Noem alle metingen, van vroeg naar laat: {', '.join(str(label) for label in found)}.",
                en=f"Name all waves, first to last: {', '.join(str(label) for label in found)}.",
            ),
        )
    return sorted(found, key=lambda label: place[_plain(label)])


def _plain(label: Any) -> str:
    return re.sub(r"\s+", " ", str(label)).strip().casefold()


def _as_number(label: str) -> Key | None:
    return (float(label.replace(",", ".")),) if re.fullmatch(r"-?\d+(?:[.,]\d+)?", label) else None


def _as_date(label: str) -> Key | None:
    """Year, month, day; a year alone is not enough to call it a date."""
    named = MONTH_NAME.search(label)
    if named:
        short = DUTCH_MONTHS.get(named[1][:3], named[1][:3])
        rest = NUMBER.findall(label[: named.start()] + " " + label[named.end() :])
        years = [float(one) for one in rest if YEAR.fullmatch(one)]
        days = [float(one) for one in rest if not YEAR.fullmatch(one)]
        if len(years) == 1 and len(days) <= 1:
            return (years[0], MONTHS.index(short) + 1.0, days[0] if days else 0.0)
        return None
    for pattern in (r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[t ].*)?", r"(\d{4}) ?(?:q|k|kw|kwartaal) ?([1-4])()"):
        if (big := re.fullmatch(pattern, label)) and YEAR.fullmatch(big[1]) and 1 <= int(big[2]) <= 12:
            return (float(big[1]), float(big[2]), float(big[3] or 0))
    for pattern in (r"(?:(\d{1,2})[-/. ])?(\d{1,2})[-/. ](\d{4})", r"()(?:q|k|kw|kwartaal) ?([1-4])[ -](\d{4})"):
        if (small := re.fullmatch(pattern, label)) and YEAR.fullmatch(small[3]) and 1 <= int(small[2]) <= 12:
            return (float(small[3]), float(small[2]), float(small[1] or 0))
    return None


def _word_rank(label: str, ranks: dict[str, int]) -> Key | None:
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", label)
    found = {ranks[word] for word in [label, *words] if word in ranks}
    return (float(found.pop()),) if len(found) == 1 else None


def _as_moment(label: str) -> Key | None:
    return _word_rank(label, RANK_OF_MOMENT)


def _as_ordinal(label: str) -> Key | None:
    return _word_rank(label, RANK_OF_ORDINAL)


def _as_counted(found: list[Any]) -> Callable[[str], Key | None]:
    """The same words around numbers, of which one differs, or a year and one other."""
    texts = [_plain(label).replace("nulmeting", "0-meting") for label in found]
    shapes = {NUMBER.sub("#", text) for text in texts}
    counts = [[float(one.replace(",", ".")) for one in NUMBER.findall(text)] for text in texts]
    if len(shapes) != 1 or not counts[0]:
        return lambda label: None
    differing = [at for at, column in enumerate(zip(*counts, strict=True)) if len(set(column)) > 1]
    years = [at for at in differing if all(1900 <= row[at] <= 2100 for row in counts)]
    if len(differing) > 2 or (len(differing) == 2 and not years):
        return lambda label: None
    first = [*years, *(at for at in differing if at not in years)]
    keys = {_plain(label): tuple(row[at] for at in first) for label, row in zip(found, counts, strict=True)}
    return lambda label: keys[label]


def _unordered(found: list[Any]) -> InputError:
    listed = ", ".join(str(label) for label in found[:6]) + (", ..." if len(found) > 6 else "")
    return InputError(
        Text(
            nl=f"welke meting komt eerst? Uit deze woorden blijkt dat niet: {listed}.",
            en=f"which wave comes first? These words do not say: {listed}.",
        ),
        remedy=Text(
            nl="Geef de volgorde met order= (van vroeg naar laat), of gebruik een datum of een getal.",
            en="Give the order with order= (first to last), or use a date or a number.",
        ),
    )
