"""Coding: REFI-QDA and tables read whole, agreement per code, and files that are refused."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

from wij_impact import coding, disclosure
from wij_impact.cli.commands import check, template
from wij_impact.coding import example
from wij_impact.disclosure.pseudonym import MASK
from wij_impact.errors import InputError, InsufficientEvidence, UsageError

FIXTURES = Path(__file__).parent / "fixtures"
# REFI-QDA 1.5: two users who mark overlapping pieces, a text inline and one beside it, a nested and an unused code.
GUID = "00000000-0000-0000-0000-0000000000"
TALK = "Eerst was het wachten. Daarna hielp school."
QDE = f"""<?xml version="1.0" encoding="utf-8"?>
<Project name="p" origin="test" xmlns="urn:QDA-XML:project:1.0">
<Users><User guid="{GUID}A1" name="first"/><User guid="{GUID}A2" name="second"/></Users>
<CodeBook><Codes><Code guid="{GUID}C1" name="home" isCodable="true">
<Code guid="{GUID}C2" name="school" isCodable="true"/></Code>
<Code guid="{GUID}C3" name="unused" isCodable="true"/></Codes></CodeBook>
<Sources><TextSource guid="{GUID}D1" name="talk" plainTextPath="internal://{GUID}D1.txt">
<PlainTextSelection guid="{GUID}E1" startPosition="0" endPosition="10" creatingUser="{GUID}A1">
<Coding guid="{GUID}F1" creatingUser="{GUID}A1"><CodeRef targetGUID="{GUID}C1"/></Coding></PlainTextSelection>
<PlainTextSelection guid="{GUID}E2" startPosition="5" endPosition="12">
<Coding guid="{GUID}F2" creatingUser="{GUID}A2"><CodeRef targetGUID="{GUID}C1"/></Coding></PlainTextSelection>
<PlainTextSelection guid="{GUID}E3" startPosition="20" endPosition="30" creatingUser="{GUID}A2">
<Coding guid="{GUID}F3"><CodeRef targetGUID="{GUID.lower()}c2"/></Coding></PlainTextSelection>
<PlainTextSelection guid="{GUID}E4" startPosition="31" endPosition="33"/>
</TextSource></Sources></Project>"""


def qdpx(path: Path, name: str = "project.qde", text: str = QDE) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(name, text)
        packed.writestr(f"sources/{GUID}D1.txt", TALK)
    return path


@pytest.mark.reference
def test_what_the_real_taguette_exported_is_read_whole() -> None:
    # Taguette 1.5.2, from an environment of its own; its project held these invented pieces (docs/methods).
    for name in ("highlights.csv", "highlights.xlsx"):
        found = coding.load(FIXTURES / name, quotes=True)
        assert found.frame[["source", "code"]].values.tolist() == [
            ["gesprek 1", "school"],
            ["gesprek 2", "wachten"],
            ["gesprek 2", "netwerk.buren"],
            ["gesprek 2", "wachten"],
            ["gesprek 3", "geld; schulden"],
        ]
        assert found.frame["quote"].iloc[-1].startswith('Er waren brieven met rode letters, "en, nog erger"')
        assert not found.placed
        assert coding.default_unit(found) == "source"
    book = coding.load(FIXTURES / "codebook.qdc")
    assert book.codebook == ("school", "netwerk.buren", "geld; schulden", "wachten", "nooit gebruikt")
    assert len(book.unused) == 5


@pytest.mark.unit
def test_two_exports_of_two_coders_are_put_together(tmp_path: Path) -> None:
    for coder, code in (("anna", "home"), ("bram", "home"), ("bram", "work")):
        with open(tmp_path / f"{coder}.csv", "a", encoding="utf-8") as file:
            file.write("" if file.tell() else "id,document,tag,content\n")
            file.write(f"1,a,{code},x\n2,b,{code},y\n")
    found = coding.load([tmp_path / "anna.csv", tmp_path / "bram.csv"])
    assert sorted(set(found.frame["coder"])) == ["anna", "bram"]
    assert len(found.readings) == 2
    with pytest.raises(InputError, match="not every coding has a place"):
        coding.agreement(found)
    by_source = coding.agreement(found, "source", draws=200).set_index(["code", "coefficient"])
    assert by_source.loc[("home", "raw"), "estimate"] == 1
    assert by_source.loc[("home", "alpha"), "reason"] == "equal"


@pytest.mark.unit
def test_a_project_of_two_coders_and_its_unit(tmp_path: Path) -> None:
    found = coding.load(qdpx(tmp_path / "a.qdpx"), quotes=True)
    assert found.codebook == ("home", "school", "unused")
    assert found.unused == ("unused",)
    assert found.uncoded == 1
    assert found.lengths == {"talk": len(TALK)}
    assert found.frame["coder"].tolist() == ["first", "second", "second"]
    assert found.frame["quote"].tolist() == [TALK[0:10], TALK[5:12], TALK[20:30]]
    assert found.tidy().set_index("code")["estimate"].to_dict() == {"home": 2, "school": 1, "unused": 0}
    assert "3 codings of 1 sources" in repr(found)
    apart = coding.agreement(found, "segment", draws=200).set_index(["code", "coefficient"])
    joined = coding.agreement(found, "overlap", draws=200).set_index(["code", "coefficient"])
    assert apart.loc[("home", "raw"), "estimate"] == pytest.approx(1 / 3)
    assert joined.loc[("home", "raw"), "estimate"] == 1
    assert joined.loc[("home", "alpha"), "estimate"] == pytest.approx(1)
    assert pd.isna(joined.loc[("home", "alpha"), "lower"])  # one source: nothing to draw again
    assert "all ratings are equal" in joined.loc[("unused", "alpha"), "method"]
    assert 0 < joined.loc[("home", "unitising"), "estimate"] < 1


@pytest.mark.unit
def test_the_codebook_goes_back_to_refi_qda(tmp_path: Path) -> None:
    found = coding.load(FIXTURES / "codebook.qdc")
    made = coding.export_codebook(found, {"school": "Hulp < op school"})
    (tmp_path / "book.qdc").write_bytes(made)
    assert coding.load(tmp_path / "book.qdc").codebook == found.codebook
    # Codebook.xsd 1.0: CodeBook(Codes(Code+), Sets?); guid, name and isCodable required; a guid of this form.
    root = ElementTree.fromstring(made)
    space = "{urn:QDA-XML:codebook:1.0}"
    assert [one.tag for one in root] == [f"{space}Codes"]
    codes = list(root[0])
    for one in codes:
        assert set(one.attrib) == {"guid", "name", "isCodable"}
        assert re.fullmatch(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", one.attrib["guid"])
    assert [one.tag for one in codes[0]] == [f"{space}Description"]
    with pytest.raises(InputError, match="codebook is empty"):
        coding.export_codebook(coding.Codings(found.frame, ()))


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


@pytest.mark.property
def test_names_and_order_change_no_agreement() -> None:
    codings = coding.Codings(example.make().drop(columns=["data_kind", "quote"]), tuple(example.SAID))
    first = coding.agreement(codings, "overlap", draws=200)
    turned = codings.frame.assign(coder=codings.frame["coder"].map({"A": "Z", "B": "Y"})).iloc[::-1]
    second = coding.agreement(coding.Codings(turned, codings.codebook), "overlap", draws=200)
    pd.testing.assert_frame_equal(first, second)
    same = codings.frame[codings.frame["coder"] == "A"]
    alike = coding.Codings(pd.concat([same, same.assign(coder="B")]), codings.codebook)
    given = coding.agreement(alike, "overlap", draws=200)["estimate"]
    assert given.min() == pytest.approx(1)


@pytest.mark.unit
def test_quotes_only_with_consent_and_without_who_is_in_them(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    rows = ['a,"Toen belde Fatima uit Selwerd mij op 06-12345678, heel fijn.",home',
            'b,"Dit mag niemand lezen want er is geen toestemming.",home',
            'c,"Hier heeft nog niemand naar toestemming gevraagd, dus niet.",home']  # fmt: skip
    file.write_text("document,content,tag\n" + "\n".join(rows) + "\n", encoding="utf-8")
    talks = tmp_path / "g.csv"
    talks.write_text("source,groep,toestemming\na,x,ja\nb,x,nee\nc,y,\n", encoding="utf-8")
    found, known = coding.load(file, quotes=True), coding.load_conversations(talks)
    said = coding.quotes(found, known, 5)
    assert said["quote"].tolist() == [f"Toen belde {M} uit {M} mij op {M}, heel fijn."]
    assert list(said.columns) == ["code", "quote"]
    with pytest.raises(InputError, match="no text of the pieces"):
        coding.quotes(coding.load(file), known)
    with pytest.raises(InputError, match="whether it may be quoted"):
        coding.quotes(found, known.drop(columns="consent"))
    talks.write_text("source,toestemming\na,ja\na,nee\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"g\.csv, row 3, column source: the cell stands there twice"):
        coding.load_conversations(talks)


M = MASK


@pytest.mark.unit
@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Fatima zei dat. De buurt hielp.", f"{M} zei dat. De buurt hielp."),
        ("Mijn bsn is 111222333 en ik woon in de Kerkstraat 12.", f"Mijn bsn is {M} en ik woon in de {M}."),
        ("mail a.b@c.nl of bel 050 123 45 67", f"mail {M} of bel {M}"),
        ("Sinds 12 maart 2020 niets meer.", f"Sinds {M} niets meer."),
        ("“Ik wil rust.” Thuis ook.", "“Ik wil rust.” Thuis ook."),
        ("bij jan-willem thuis", f"bij {M} thuis"),
    ],
)
def test_what_a_quote_keeps(text: str, left: str) -> None:
    assert disclosure.pseudonymise([text], ["Jan-Willem"]) == [left]


@pytest.mark.reference
def test_the_interview_is_coded_whole() -> None:
    interview = coding.load_interview()
    assert interview.answers["answer"].tolist() == list(range(1, 22))
    assert set(interview.codings().frame["code"]) == set(interview.codebook["code"])
    themes = interview.themes()
    assert (themes["unasked"] <= themes["said"]).all()
    assert (themes["said"] - themes["unasked"] + themes["silent"] == themes["asked"]).all()
    # A copy of the document would be longer; the summaries are ours.
    assert interview.answers["summary_nl"].str.len().max() < 250
    with pytest.raises(InsufficientEvidence, match="one coder"):
        coding.agreement(interview.codings(), "source")


@pytest.mark.unit
def test_the_shipped_conversations_are_the_made_up_ones() -> None:
    found = coding.load("examples/codings.csv", quotes=True)
    assert found.synthetic
    made = example.make()
    pd.testing.assert_frame_equal(found.frame, made[found.frame.columns], check_dtype=False)
    known = coding.load_conversations("examples/conversations.csv")
    assert known["consent"].tolist() == [float(one == "ja") for one in example.make_conversations()["consent"]]


@pytest.mark.unit
def test_files_that_are_refused(tmp_path: Path) -> None:
    (tmp_path / "no.qdpx").write_text("not a zip", encoding="utf-8")
    with pytest.raises(InputError, match="not a readable zip"):
        coding.load(tmp_path / "no.qdpx")
    with pytest.raises(InputError, match="points outside"):
        coding.load(qdpx(tmp_path / "out.qdpx", "../project.qde"))
    with pytest.raises(InputError, match="points outside"):
        coding.load(qdpx(tmp_path / "win.qdpx", "C:\\project.qde"))
    with pytest.raises(InputError, match=r"no project\.qde"):
        coding.load(qdpx(tmp_path / "empty.qdpx", "other.xml"))
    bomb = '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    for letters in (bomb.encode(), bomb.encode("utf-16")):
        with zipfile.ZipFile(tmp_path / "bomb.qdpx", "w") as packed:
            packed.writestr("project.qde", letters)
        with pytest.raises(InputError, match="entities"):
            coding.load(tmp_path / "bomb.qdpx")
    with zipfile.ZipFile(tmp_path / "large.qdpx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("project.qde", b" " * 5_000_000)
    with pytest.raises(InputError, match="too large when unpacked"):
        coding.load(tmp_path / "large.qdpx")
    for wrong, said in (
        (QDE.replace(f'targetGUID="{GUID.lower()}c2"', 'targetGUID="C9"'), "has no code"),
        (QDE.replace('startPosition="20"', 'startPosition="x"'), "is not a number: x"),
        (QDE.replace('startPosition="20"', 'startPosition="99"'), "lies after the end"),
        (QDE[:-20], "not valid XML"),
        (re.sub(r"<Coding.*?</Coding>", "", QDE, flags=re.DOTALL), "no piece of text has a code"),
    ):
        with pytest.raises(InputError, match=said):
            coding.load(qdpx(tmp_path / "lost.qdpx", text=wrong))
    with pytest.raises(UsageError, match="there is no file"):
        coding.load(tmp_path / "nowhere.csv")
    file = tmp_path / "t.csv"
    for table, said in (
        ("source,start,end,code,coder\na,9,2,home,x\n", r"t\.csv, row 2, column start: the cell lies after the end"),
        ("source,start,end,code,coder\na,9,,home,x\nb,1,2,home,x\n", r"row 2, column end: the cell belongs with"),
        ("source,code\n,home\nb,home\n", r"row 2, column source: the cell is empty"),
        ("source,code,coder\na,,x\n", "no piece of text has a code"),
        ("source,coder\na,x\n", "code"),
    ):
        file.write_text(table, encoding="utf-8")
        with pytest.raises(InputError, match=said):
            coding.load(file)


@pytest.mark.e2e
def test_check_finds_what_run_refuses_and_the_template_is_a_codebook(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check([FIXTURES / "highlights.csv"], "nl", "codings") == 0
    assert check([FIXTURES / "codebook.qdc", qdpx(tmp_path / "a.qdpx")], "nl") == 0
    capsys.readouterr()
    (tmp_path / "no.qdpx").write_text("not a zip", encoding="utf-8")
    assert check([tmp_path / "no.qdpx"], "nl") == 1
    assert "is geen leesbare zip" in capsys.readouterr().out
    file = tmp_path / "t.csv"
    file.write_text("source,start,end,code\na,9,2,home\n", encoding="utf-8")
    assert check([file], "nl", "codings") == 1
    assert "rij 2, kolom start" in capsys.readouterr().out
    file.write_text("source,start,end,code,coder\na,0,9,home,one\nb,0,9,home,two\n", encoding="utf-8")
    assert check([file], "nl", "codings") == 1
    assert "de codeurs codeerden verschillende teksten" in capsys.readouterr().out
    assert template("codebook", tmp_path / "interview.qdc", "nl") == 0
    assert len(coding.load(tmp_path / "interview.qdc").codebook) == len(coding.load_interview().codebook)
    assert template("codebook", tmp_path / "own.qdc", "nl", str(FIXTURES / "highlights.csv")) == 0
    with pytest.raises(UsageError, match="exists and stays"):
        template("codebook", tmp_path / "own.qdc", "nl")
    with pytest.raises(UsageError, match=r"a codebook is a \.qdc file"):
        template("codebook", tmp_path / "own.xlsx", "nl")
