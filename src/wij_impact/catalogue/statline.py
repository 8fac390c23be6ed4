"""Read a table of CBS StatLine (open data, OData version 3) with its periods, regions and statuses.

Nothing is fetched at import and no key is needed. Boundaries of municipalities change each year: a table of one year
belongs to the municipalities of that year, so every row carries the year of its boundaries, and `lost_regions` says
which codes two tables do not share. Figures are provisional until CBS says otherwise; the status is kept per row.
"""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wij_impact.errors import InputError
from wij_impact.language import Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MISSING", "SERVER", "TABLES", "StatlineTable", "load_statline", "lost_regions", "table_for"]

SERVER = "https://opendata.cbs.nl"
#: What stands for a missing or suppressed value in files and answers of CBS.
MISSING = ("", ".", "-99995", "-99997", "-99999999")
#: Tables by subject and year; a subject without a year covers several years in one table.
TABLES: Mapping[str, Mapping[int | None, str]] = {
    "youth_care": {2021: "85075NED", 2022: "85335NED"},
    "youth_care_costs": {None: "83454NED"},
    "context": {2021: "85039NED", 2022: "85318NED"},
}
_PERIOD = re.compile(r"(\d{4})(JJ|KW|MM|HJ|G0|SJ|X0)(\d{2})")
_PAGES = 1000  # a table of StatLine never needs more; a server that keeps sending does


@dataclass(frozen=True)
class StatlineTable:
    """A table as it was answered.

    Attributes
    ----------
    data : DataFrame
        One row per cell of the dimensions: their codes as text without padding, ``region_name``, ``year`` (of the
        period, and so of the boundaries), ``status`` (``final``, ``revised``, ``provisional`` or ``unknown``), and a
        float column per topic, with NaN for missing.
    topics : DataFrame
        ``topic, title, unit, decimals, description``.
    table, title, modified : str
        Code, title, and the moment CBS last changed the table.
    """

    data: pd.DataFrame
    topics: pd.DataFrame
    table: str
    title: str
    modified: str

    @property
    def provisional(self) -> bool:
        """Whether any row is not final."""
        return bool((self.data["status"] != "final").any())


def table_for(subject: str, year: int) -> str:
    """The code of the table of a subject in a year.

    Examples
    --------
    >>> table_for("youth_care", 2022), table_for("youth_care_costs", 2022)
    ('85335NED', '83454NED')
    """
    years = TABLES.get(subject, {})
    found = years.get(year) or years.get(None)
    if found is None:
        known = ", ".join(f"{name} {key or ''}".strip() for name, codes in TABLES.items() for key in codes)
        raise InputError(
            Text(nl=f"er is geen tabel bekend voor {subject} {year}.", en=f"no table is known for {subject} {year}."),
            remedy=Text(nl=f"Bekend zijn: {known}; of geef de code zelf.", en=f"Known: {known}; or give the code."),
        )
    return found


def load_statline(
    table: str,
    select: Sequence[str] = (),
    where: str = "",
    server: str = SERVER,
    timeout: float = 60.0,
) -> StatlineTable:
    """Fetch a table.

    Parameters
    ----------
    table : str
        Code of the table, such as ``83454NED`` (`table_for`).
    select : sequence of str
        Topics and dimensions to fetch; all without it.
    where : str
        An OData filter, such as ``substringof('GM',RegioS)``.
    server : str
        Address of the service.
    timeout : float
        Seconds to wait for each answer.

    Returns
    -------
    StatlineTable

    Raises
    ------
    InputError
        When the service does not answer, does not know the table, or answers something else than a table.
    """
    import pandas as pd

    if not re.fullmatch(r"[0-9A-Za-z]+", table):
        raise InputError(
            Text(nl=f"'{table}' is geen tabelcode.", en=f"'{table}' is not a table code."),
            remedy=Text(nl="Een code is bijvoorbeeld 83454NED.", en="A code is for example 83454NED."),
        )
    base = f"{server.rstrip('/')}/ODataFeed/odata/{table}"
    about = _all(base, "TableInfos", {}, timeout)[0]
    properties = pd.DataFrame(_all(base, "DataProperties", {}, timeout))
    query = {"$select": ",".join(select)} if select else {}
    rows = _all(base, "TypedDataSet", query | ({"$filter": where} if where else {}), timeout)
    if not rows:
        raise InputError(
            Text(nl=f"tabel {table} geeft geen rijen.", en=f"table {table} gives no rows."),
            remedy=Text(nl="Verruim het filter.", en="Widen the filter."),
        )
    kinds = dict(zip(properties["Key"], properties["Type"], strict=True))
    frame = _typed(pd.DataFrame(rows), kinds)
    frame = _with_periods(frame, kinds, base, timeout)
    return StatlineTable(
        _with_regions(frame, kinds, base, timeout),
        _topics(properties, frame),
        table,
        str(about.get("Title", "")),
        str(about.get("Modified", "")),
    )


def lost_regions(first: StatlineTable, second: StatlineTable) -> pd.DataFrame:
    """Region codes that only one of two tables has: the two are not one series for these.

    Returns
    -------
    DataFrame
        ``region, region_name, only_in`` (the code of the table).
    """
    import pandas as pd

    known = [table.data[["region", "region_name"]].drop_duplicates("region") for table in (first, second)]
    parts = [
        one[~one["region"].isin(other["region"])].assign(only_in=table.table)
        for one, other, table in ((known[0], known[1], first), (known[1], known[0], second))
    ]
    return pd.concat(parts, ignore_index=True)


def _all(base: str, part: str, query: Mapping[str, str], timeout: float) -> list[dict[str, Any]]:
    """All rows of a part of the table, page after page, from this server only."""
    address = f"{base}/{part}?" + urllib.parse.urlencode({**query, "$format": "json"})
    rows: list[dict[str, Any]] = []
    for _ in range(_PAGES):
        answer = _fetch(address, timeout)
        value = answer.get("value")
        if not isinstance(value, list):
            raise _unexpected(address)
        rows += value
        following = answer.get("odata.nextLink")
        if not following:
            return rows
        address = urllib.parse.urljoin(address, str(following))
        if urllib.parse.urlsplit(address).netloc != urllib.parse.urlsplit(base).netloc:
            raise _unexpected(address)
        if "$format" not in urllib.parse.unquote(address):
            address += ("&" if "?" in address else "?") + "%24format=json"
    raise _unexpected(address)


def _fetch(address: str, timeout: float) -> dict[str, Any]:
    shown = urllib.parse.urlsplit(address).netloc
    try:
        request = urllib.request.Request(address, headers={"Accept": "application/json"})
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            found = json.loads(answer.read().decode("utf-8"))
    except urllib.error.HTTPError as error:
        raise InputError(
            Text(nl=f"{shown} antwoordt met fout {error.code}.", en=f"{shown} answers with error {error.code}."),
            remedy=Text(nl="Controleer de tabelcode en de kolommen.", en="Check the table code and the columns."),
        ) from error
    except (urllib.error.URLError, TimeoutError, OSError) as error:
        raise InputError(
            Text(nl=f"{shown} is niet bereikbaar.", en=f"{shown} cannot be reached."),
            remedy=Text(
                nl="Controleer de verbinding, of gebruik een eerder opgeslagen bestand.",
                en="Check the connection, or use a file saved before.",
            ),
        ) from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise _unexpected(address) from error
    if not isinstance(found, dict):
        raise _unexpected(address)
    return found


def _unexpected(address: str) -> InputError:
    shown = urllib.parse.urlsplit(address).netloc
    return InputError(
        Text(nl=f"{shown} geeft geen tabel terug.", en=f"{shown} does not return a table."),
        remedy=Text(nl="Probeer het later opnieuw.", en="Try again later."),
    )


def _typed(frame: pd.DataFrame, kinds: Mapping[str, str]) -> pd.DataFrame:
    """Codes without padding; topics as floats with NaN for every way CBS writes missing."""
    import pandas as pd

    result = frame.drop(columns=[name for name in ("ID",) if name in frame])
    for column in result.columns:
        if kinds.get(column) == "Topic":
            text = result[column].astype("string").str.strip()
            values = pd.to_numeric(text.mask(text.isin(MISSING)), errors="coerce")
            result[column] = values.astype("float64")
        else:
            result[column] = result[column].astype("string").str.strip().astype("str")
    return result


def _with_periods(frame: pd.DataFrame, kinds: Mapping[str, str], base: str, timeout: float) -> pd.DataFrame:
    name = next((column for column in frame.columns if kinds.get(column) == "TimeDimension"), None)
    if name is None:
        return frame.assign(status="unknown")
    known = {str(row["Key"]).strip(): row for row in _all(base, name, {}, timeout)}
    words = {"definitief": "final", "nader voorlopig": "revised", "voorlopig": "provisional"}
    years = [int(found[1]) if (found := _PERIOD.fullmatch(code)) else -1 for code in frame[name]]
    status = [words.get(str(known.get(code, {}).get("Status", "")).casefold(), "unknown") for code in frame[name]]
    return frame.rename(columns={name: "period"}).assign(year=years, status=status)


def _with_regions(frame: pd.DataFrame, kinds: Mapping[str, str], base: str, timeout: float) -> pd.DataFrame:
    name = next((column for column in frame.columns if kinds.get(column, "").startswith("Geo")), None)
    if name is None:
        return frame
    titles = {str(row["Key"]).strip(): str(row["Title"]).strip() for row in _all(base, name, {}, timeout)}
    renamed = frame.rename(columns={name: "region"})
    return renamed.assign(region_name=[titles.get(code, code) for code in renamed["region"]])


def _topics(properties: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    rows = properties[(properties["Type"] == "Topic") & properties["Key"].isin(frame.columns)]
    names = {"Key": "topic", "Title": "title", "Unit": "unit", "Decimals": "decimals", "Description": "description"}
    present = {old: new for old, new in names.items() if old in rows}
    return pd.DataFrame(rows[list(present)].rename(columns=present)).reset_index(drop=True)
