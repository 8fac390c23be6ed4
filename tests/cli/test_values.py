"""The values behind `--each`: typed with commas and quotes, or one per line in a file."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wij_impact import UsageError
from wij_impact.cli.values import combinations, read_values

VALUE = (
    st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x00"), min_size=1, max_size=8)
    .map(str.strip)
    .filter(bool)
)


@pytest.mark.property
@given(st.lists(VALUE, min_size=1, max_size=6, unique=True))
def test_what_a_spreadsheet_writes_is_read_back(values: list[str]) -> None:
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="").writerow(values)
    assert read_values("wijk", line.getvalue()) == tuple(values)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("A,B", ("A", "B")),
        (" A , B ,", ("A", "B")),
        ("A,,A,B,A", ("A", "B")),
        ("A;B", ("A;B",)),
        ("'t Zand,O\"Brien", ("'t Zand", 'O"Brien')),
        ('"De Wijert, Noord", Hoornse Meer', ("De Wijert, Noord", "Hoornse Meer")),
    ],
)
def test_odd_values(text: str, values: tuple[str, ...]) -> None:
    assert read_values("wijk", text) == values


@pytest.mark.unit
def test_a_file_has_a_value_per_line(tmp_path: Path) -> None:
    path = tmp_path / "wijken.txt"
    path.write_bytes('\ufeffDe Wijert, Noord\r\n\r\nO"Brien\nDe Wijert, Noord\n'.encode())
    assert read_values("wijk", f"@{path}") == ("De Wijert, Noord", 'O"Brien')


@pytest.mark.unit
@pytest.mark.parametrize(
    "text", ["", " , ,", '"A', "@{folder}/absent.txt", "@{folder}", "@{folder}/latin.txt", "@{folder}/empty.txt"]
)
def test_what_cannot_be_read_gets_a_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "latin.txt").write_bytes("Caf\xe9".encode("latin-1"))
    (tmp_path / "empty.txt").write_text("\n \n")
    with pytest.raises(UsageError, match="--each wijk") as caught:
        read_values("wijk", text.format(folder=tmp_path))
    assert "@" in caught.value.sentence("nl") or "--each" in caught.value.sentence("nl")


@pytest.mark.unit
def test_several_each_are_combined_and_a_name_is_given_once() -> None:
    assert len(combinations({"year": "2020,2021", "wijk": "A,B,C"}, {})) == 6
    assert combinations({}, {"year": "2020"}) == [{}]
    with pytest.raises(UsageError, match="stands with -p and with --each"):
        combinations({"year": "2020"}, {"year": "2021"})
