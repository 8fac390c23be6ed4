"""Coding: REFI-QDA and CSV read whole, agreement per code, and files that are refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pandas as pd
import pytest

from wij_impact import coding
from wij_impact.errors import InputError, InsufficientEvidence

QDE = """<?xml version="1.0" encoding="utf-8"?>
<Project name="p" xmlns="urn:QDA-XML:project:1.0"><Users><User guid="U1" name="first"/><User guid="U2" name="second"/>
</Users><CodeBook><Codes><Code guid="C1" name="home" isCodable="true"><Code guid="C2" name="school" isCodable="true"/>
</Code><Code guid="C3" name="unused" isCodable="true"/></Codes></CodeBook><Sources><TextSource guid="S1" name="talk">
<PlainTextSelection guid="P1" startPosition="0" endPosition="10" creatingUser="U1"><Coding guid="X1" creatingUser="U1">
<CodeRef targetGUID="C1"/></Coding></PlainTextSelection>
<PlainTextSelection guid="P2" startPosition="5" endPosition="12">
<Coding guid="X2" creatingUser="U2"><CodeRef targetGUID="C1"/></Coding></PlainTextSelection>
<PlainTextSelection guid="P3" startPosition="20" endPosition="30"><Coding guid="X3" creatingUser="U2">
<CodeRef targetGUID="C2"/></Coding></PlainTextSelection></TextSource></Sources></Project>"""


def qdpx(path: Path, name: str = "project.qde", text: str = QDE) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(name, text)
    return path


@pytest.mark.unit
def test_a_project_of_two_coders_and_its_unit(tmp_path: Path) -> None:
    found = coding.load(qdpx(tmp_path / "a.qdpx"))
    assert found.codebook == ("home", "school", "unused")
    assert found.frame["coder"].tolist() == ["first", "second", "second"]
    assert found.tidy().set_index("code")["estimate"].to_dict() == {"home": 2, "school": 1, "unused": 0}
    assert "3 codings of 1 sources" in repr(found)
    apart = coding.agreement(found, "segment", draws=200).set_index(["code", "coefficient"])
    joined = coding.agreement(found, "overlap", draws=200).set_index(["code", "coefficient"])
    assert apart.loc[("home", "raw"), "estimate"] == pytest.approx(1 / 3)
    assert joined.loc[("home", "raw"), "estimate"] == 1
    assert joined.loc[("home", "alpha"), "estimate"] == pytest.approx(1)
    assert "all ratings are equal" in joined.loc[("unused", "alpha"), "method"]
    (tmp_path / "book.qdc").write_bytes(coding.export_codebook(found))
    assert coding.load(tmp_path / "book.qdc").codebook == found.codebook


@pytest.mark.unit
def test_tables_of_the_tools_saturation_and_groups(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("id,document,content,tag\n1,a,x,home\n2,b,x,home\n3,b,x,work\n4,c,x,work\n", encoding="utf-8")
    found = coding.load(file)
    curve = coding.saturation(found)
    assert curve["estimate"].iloc[-1] == 2
    assert curve["estimate"].iloc[0] == pytest.approx(4 / 3)
    groups = pd.DataFrame({"s": ["a", "b", "c"], "g": ["x", "x", "y"]})
    assert coding.by_group(found, groups, "s", "g")["estimate"].tolist() == [2, 0, 1, 1]
    with pytest.raises(InsufficientEvidence, match="one coder"):
        coding.agreement(found)
    with pytest.raises(InputError, match="source 'c' has no group"):
        coding.by_group(found, groups.head(2), "s", "g")
    file.write_text("file;pos0;pos1;codename;owner\na;0;9;home;one\nb;0;9;home;two\n", encoding="utf-8")
    with pytest.raises(InputError, match="coded different texts"):
        coding.agreement(coding.load(file))


@pytest.mark.unit
def test_files_that_are_refused(tmp_path: Path) -> None:
    (tmp_path / "no.qdpx").write_text("not a zip", encoding="utf-8")
    with pytest.raises(InputError, match="not a readable zip"):
        coding.load(tmp_path / "no.qdpx")
    with pytest.raises(InputError, match="points outside"):
        coding.load(qdpx(tmp_path / "out.qdpx", "../project.qde"))
    with pytest.raises(InputError, match=r"no project\.qde"):
        coding.load(qdpx(tmp_path / "empty.qdpx", "other.xml"))
    with pytest.raises(InputError, match="entities"):
        coding.load(qdpx(tmp_path / "bomb.qdpx", text='<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'))
    with pytest.raises(InputError, match="has no code"):
        coding.load(qdpx(tmp_path / "lost.qdpx", text=QDE.replace('targetGUID="C2"', 'targetGUID="C9"')))
    with pytest.raises(InputError, match="does not exist"):
        coding.load(tmp_path / "nowhere.csv")
    file = tmp_path / "t.csv"
    file.write_text("source,start,end,code,coder\na,9,2,home,x\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"t\.csv, row 2, column start: the cell lies after the end"):
        coding.load(file)
    file.write_text("source,coder\na,x\n", encoding="utf-8")
    with pytest.raises(InputError, match="column 'code' is missing"):
        coding.load(file)
