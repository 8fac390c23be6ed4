"""The StatLine loader against a HANDMADE answer in the format of the service (OData 3), from a server on this machine.

The numbers below are made up; the shape (padding, period codes, statuses, pages, nulls) is that of opendata.cbs.nl.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import numpy as np
import pytest

from wij_impact import InputError
from wij_impact.catalogue.statline import StatlineTable, load_statline, lost_regions, table_for

PROPERTIES = [
    {"ID": 0, "Key": "RegioS", "Type": "GeoDimension", "Title": "Regio's"},
    {"ID": 1, "Key": "Perioden", "Type": "TimeDimension", "Title": "Perioden"},
    {"ID": 2, "Key": "Jongeren_1", "Type": "Topic", "Title": "Jongeren", "Unit": "aantal", "Decimals": 0,
     "Description": "handmade"},
    {"ID": 3, "Key": "Aandeel_2", "Type": "Topic", "Title": "Aandeel", "Unit": "%", "Decimals": 1,
     "Description": "handmade"},
]  # fmt: skip
ROWS = [
    {"ID": 0, "RegioS": "GM0014    ", "Perioden": "2021JJ00", "Jongeren_1": 5465, "Aandeel_2": 8.4},
    {"ID": 1, "RegioS": "GM0034    ", "Perioden": "2021JJ00", "Jongeren_1": None, "Aandeel_2": -99997},
    {"ID": 2, "RegioS": "GM0014    ", "Perioden": "2022JJ00", "Jongeren_1": "      .", "Aandeel_2": "8.9"},
    {"ID": 3, "RegioS": "GM0037    ", "Perioden": "2022JJ00", "Jongeren_1": 0, "Aandeel_2": 0.0},
]
PARTS: dict[str, list[dict[str, Any]]] = {
    "TableInfos": [{"Title": "Handgemaakt voorbeeld", "Modified": "2024-05-01T02:00:00"}],
    "DataProperties": PROPERTIES,
    "Perioden": [
        {"Key": "2021JJ00", "Title": "2021", "Status": "Definitief"},
        {"Key": "2022JJ00", "Title": "2022", "Status": "Voorlopig"},
    ],
    "RegioS": [{"Key": "GM0014    ", "Title": "Groningen (gemeente)"}, {"Key": "GM0034    ", "Title": "Almere"}],
}


class Handmade(BaseHTTPRequestHandler):
    """Pages of two rows, as the service pages its thousands."""

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        _, _, _, table, part = address.path.split("/")
        query = parse_qs(unquote(address.query))
        if table == "99999NED":
            self.send_error(404)
            return
        answer: Any = {"odata.metadata": "handmade", "value": PARTS.get(part, [])}
        if part == "TypedDataSet":
            rows = [row for row in ROWS if table != "2021" or row["Perioden"] == "2021JJ00"]
            if "$select" in query:
                rows = [{key: row[key] for key in query["$select"][0].split(",")} for row in rows]
            if "$filter" in query:
                rows = []
            start = int(query.get("$skip", ["0"])[0])
            answer["value"] = rows[start : start + 2]
            if start + 2 < len(rows):
                other = "http://elsewhere.invalid/" if table == "astray" else ""
                kept = "&".join(f"{key}={value[0]}" for key, value in query.items() if key != "$skip")
                answer["odata.nextLink"] = f"{other}TypedDataSet?{kept}&$skip={start + 2}"
        body = b"<html>" if table == "html" else json.dumps([] if table == "list" else answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Silence."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handmade)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    thread.join()
    httpd.server_close()


@pytest.fixture(scope="module")
def table(server: str) -> StatlineTable:
    return load_statline("00000NED", server=server)


@pytest.mark.unit
def test_codes_are_text_without_padding_and_pages_are_followed(table: StatlineTable) -> None:
    assert table.data["region"].tolist() == ["GM0014", "GM0034", "GM0014", "GM0037"]
    assert table.data["region_name"].tolist()[0] == "Groningen (gemeente)"
    assert table.data["region_name"].tolist()[3] == "GM0037"  # a code without a title stays a code
    assert table.data["year"].tolist() == [2021, 2021, 2022, 2022]
    assert (table.title, table.modified) == ("Handgemaakt voorbeeld", "2024-05-01T02:00:00")


@pytest.mark.unit
def test_every_way_of_writing_missing_is_missing_and_zero_is_zero(table: StatlineTable) -> None:
    youths, share = table.data["Jongeren_1"], table.data["Aandeel_2"]
    assert youths.dtype == share.dtype == np.dtype("float64")
    assert youths.isna().tolist() == [False, True, True, False]
    assert youths.iloc[3] == 0
    assert share.isna().tolist() == [False, True, False, False]
    assert share.iloc[2] == 8.9


@pytest.mark.unit
def test_status_units_and_boundaries_travel_along(table: StatlineTable, server: str) -> None:
    assert table.data["status"].tolist() == ["final", "final", "provisional", "provisional"]
    assert table.provisional
    assert table.topics["unit"].tolist() == ["aantal", "%"]
    earlier = load_statline("2021", server=server)
    assert not earlier.provisional
    assert lost_regions(earlier, table)[["region", "only_in"]].values.tolist() == [["GM0037", "00000NED"]]


@pytest.mark.unit
def test_columns_can_be_chosen(server: str) -> None:
    chosen = load_statline("00000NED", select=["RegioS", "Perioden", "Jongeren_1"], server=server)
    assert "Aandeel_2" not in chosen.data
    assert chosen.topics["topic"].tolist() == ["Jongeren_1"]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("code", "options", "said"),
    [
        ("99999NED", {}, "error 404"),
        ("html", {}, "does not return a table"),
        ("list", {}, "does not return a table"),
        ("astray", {}, "elsewhere.invalid does not return"),
        ("00000NED", {"where": "false"}, "gives no rows"),
        ("../etc", {}, "not a table code"),
    ],
)
def test_what_goes_wrong_is_a_sentence(server: str, code: str, options: dict[str, str], said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        load_statline(code, server=server, **options)  # type: ignore[arg-type]
    assert caught.value.sentence("nl")


@pytest.mark.unit
def test_a_service_that_is_not_there() -> None:
    with pytest.raises(InputError, match=r"127\.0\.0\.1:9 cannot be reached"):
        load_statline("83454NED", server="http://127.0.0.1:9", timeout=2)
    with pytest.raises(InputError, match="no table is known for youth_care 1999"):
        table_for("youth_care", 1999)
