"""A file of Statistics Netherlands as a user downloads it: municipalities by code or by name, counts or percentages.

Such a file has no base. It is joined from the shipped municipalities, by code or by name, and the year of that base is
told beside the year of the file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from wij_impact import catalogue
from wij_impact.benchmark.layouts import LAYOUTS, Layout
from wij_impact.errors import InputError
from wij_impact.language import Text

__all__ = ["Delivered", "is_cbs", "load_cbs"]

_REGIONS = ("RegioS", "Regio's", "Wijken", "WijkenEnBuurten", "Wijken en buurten", "Gemeenten")
_PERIODS = ("Perioden", "Periode")
#: Columns that say where or what, not how many.
_BESIDE = re.compile(r"^ID$|^(Gemeentenaam|SoortRegio|Codering|Indelingswijziging)", re.IGNORECASE)
_YOUTH = re.compile(r"jongeren.?met.?jeugd(zorg|hulp)", re.IGNORECASE)
_BASE = "pop_0_22_est"
#: Of a percentage the base stands in the notes of the table, not in the file; this one only sets the room for chance.
_BASE_OF_SHARE = "pop_0_14"
_TOWNS = "municipalities_2021"


@dataclass(frozen=True)
class Delivered:
    """What a file of Statistics Netherlands gave.

    Attributes
    ----------
    data : DataFrame
        ``gm_code, gm_name``, the count, the base and the context of the shipped municipalities.
    layout : Layout
    count, base : str
    reading : Reading
    year, base_year : int
        Of the counts in the file, and of the base that was joined.
    worked_back : bool
        Whether the file has percentages, and the counts are worked back from them.
    """

    data: pd.DataFrame
    layout: Layout
    count: str
    base: str
    reading: catalogue.Reading
    year: int
    base_year: int
    worked_back: bool


def is_cbs(headers: Sequence[str]) -> bool:
    """Whether these are the headers of a table of Statistics Netherlands by region.

    Examples
    --------
    >>> is_cbs(["ID", "Wijken", "Perioden", "Huisarts_11"]), is_cbs(["team", "clients"])
    (True, False)
    """
    return any(one in headers for one in _REGIONS) and any(one in headers for one in _PERIODS)


def load_cbs(file: str, indicator: str = "", columns: str = "") -> Delivered:
    """Read a table of Statistics Netherlands on youth care, and join the base.

    Parameters
    ----------
    file : str
        As downloaded: semicolons, padded codes, ``.`` for what is secret, the country among the rows.
    indicator : str
        The column to compare; by default the youngsters with youth care.
    columns : str
        A mapping file.

    Raises
    ------
    InputError
        When no column is recognised, or no region of the file is a municipality that we know.
    """
    headers = catalogue.headers_of(file, [*_REGIONS, *_PERIODS])
    region = next(one for one in _REGIONS if one in headers)
    period = next(one for one in _PERIODS if one in headers)
    count = indicator or _count_of(headers, region, period)
    share = "%" in count
    base = _BASE_OF_SHARE if share else _BASE
    kind = next((one for one in headers if one.startswith("VormenVan")), "")
    needs = [
        catalogue.Need(region, "unit", "text"),
        catalogue.Need(period, "moment", "moment"),
        catalogue.Need(count, "value" if share else "count", whole=None if share else True, minimum=0),
        *([catalogue.Need(kind, "text", "text")] if kind else []),
    ]
    frame, reading = catalogue.read_own(file, needs, columns or None)
    year = int(str(frame[period].max())[:4])
    own = frame[frame[period].astype(str).str[:4] == str(year)]
    if kind and len(set(own[kind])) > 1:  # of each kind of help a row: the total is the one that comes first
        own = own[own[kind] == own[kind].iloc[0]]
    towns = catalogue.load_table(_TOWNS)
    towns = towns.assign(share_15_24=towns["pop_15_24"] / towns["population"])
    base_layout = next(layout for layout in LAYOUTS if layout.table == _TOWNS)
    beside = ["gm_code", "gm_name", base, *base_layout.features]
    key = own[region].astype(str).str.strip().str.replace(r"\s*\((?:gemeente|gem\.)\)$", "", regex=True)
    by = "gm_code" if key.str.fullmatch(r"GM\d{4}").all() else "gm_name"
    joined = pd.DataFrame({by: key, count: own[count]}).merge(towns[beside], on=by, how="left")
    known = joined[base].notna()
    if not known.any():
        raise InputError(
            Text(
                nl="geen enkele regio is een gemeente die wij kennen.", en="no region is a municipality that we know."
            ),
            remedy=Text(
                nl="Kies in StatLine gemeenten, of geef een bestand met een eigen kolom voor de noemer.",
                en="Choose municipalities in StatLine, or give a file with a column of its own for the base.",
            ),
            file=reading.file,
            column=region,
        )
    joined = joined.assign(
        gm_code=joined["gm_code"].where(joined["gm_code"].notna(), key.to_numpy()),
        gm_name=joined["gm_name"].where(joined["gm_name"].notna(), key.to_numpy()),
    )
    if share:
        joined[count] = (joined[count] / 100 * joined[base]).round()
    name = _plain(count)
    joined = joined.rename(columns={count: name})
    layout = replace(
        base_layout,
        indicator=name,
        populations={"*": base},
        rates=(),
        rounded_to=0.0 if share else base_layout.rounded_to,
        censored=() if share else (name,),
        censored_below=None if share else base_layout.censored_below,
    )
    wanted = ["gm_code", "gm_name", name, base, *base_layout.features]
    data = joined[wanted].reset_index(drop=True)
    return Delivered(data, layout, name, base, reading, year, int(towns["year"].max()), share)


def _plain(header: str) -> str:
    """A header of the open data as words: ``TotaalJongerenMetJeugdzorg_1``; another stays, without its notes."""
    code = re.sub(r"_\d+$", "", header)
    if code != header:
        words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", code)
        return words[:1] + words[1:].lower()
    return re.sub(r"\s*\(?\(?%?\s*\(zie toelichting\)\)?", "", header).strip() or header


def _count_of(headers: Sequence[str], region: str, period: str) -> str:
    found = [one for one in headers if one not in (region, period) and not _BESIDE.match(one)]
    youth = [one for one in found if _YOUTH.search(one)]
    if youth:
        return youth[0]
    raise InputError(
        Text(nl="welke kolom heeft de telling?", en="which column has the count?"),
        remedy=Text(
            nl=f"Geef -p indicator=KOLOM ({', '.join(found[:6])}).",
            en=f"Give -p indicator=COLUMN ({', '.join(found[:6])}).",
        ),
    )
