from __future__ import annotations

import csv
import io
import json
import os
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cli_program import Outcome, process, snapshot
from coding_teams import INTERVIEW, Coding, coded, team_study
from merging import begun, work
from postil import __version__
from postil.model.change import Apply, Review
from postil.model.coding import Coding as Given
from postil.storage import open_study
from postil.text.wrap import width
from studies import small_transcript

if TYPE_CHECKING:
    from cli_program import Program

GIVEN: Coding = {
    "ana": {"P1": ["", "A", "A B", "", "", "C", "A", None, "A1"]},
    "ben": {"P1": ["", "A", "B", "", "A", "", "A", "B", "A"]},
}
THIRD: Coding = {"cy": {"P1": ["", "A", "", "", None, "C", "", "B", ""]}}
SNAPSHOTS = Path(__file__).parent / "snapshots"


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    return team_study(tmp_path / "pair.json", GIVEN)


@pytest.fixture
def three(tmp_path: Path) -> Path:
    return team_study(tmp_path / "three.json", GIVEN | THIRD)


def looks_as_before(name: str, outcome: Outcome) -> None:
    shown = outcome.out.replace(date.today().isoformat(), "DATE").replace(__version__, "VERSION")
    path = SNAPSHOTS / f"{name}.txt"
    if os.environ.get("POSTIL_SNAPSHOTS") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("cells", [80, 120])
def test_the_page_of_two_coders(postil: Program, pair: Path, monkeypatch: pytest.MonkeyPatch, cells: int) -> None:
    monkeypatch.setenv("COLUMNS", str(cells))
    outcome = postil.done("agree", pair, "--resamples", "200", "--also", "ac1,pabak")
    assert max(map(width, outcome.out.splitlines())) <= cells
    assert outcome.err == ""
    looks_as_before(f"agree_two_{cells}", outcome)


def test_the_page_of_three_coders(postil: Program, three: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    outcome = postil.done("agree", three, "--resamples", "200", "--by", "transcript", "--also", "light")
    assert max(map(width, outcome.out.splitlines())) <= 80
    looks_as_before("agree_three", outcome)


@pytest.mark.parametrize("cells", [80, 120])
def test_a_name_is_cut_only_where_the_line_has_no_room(
    postil: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cells: int
) -> None:
    text = small_transcript("P1_an_interview_with_a_manager_of_a_crisis_house")
    path = begun(tmp_path / "long.json", transcripts=[text])
    for coder in ("ana", "ben", "bartholomew-the-younger"):
        work(path, coder, [Apply(Given(text.id, 2, None, None, "F1", coder)), Review(text.id, 2, coder)])
    work(path, "ana", [Apply(Given(text.id, 4, None, None, "F4", "ana")), Review(text.id, 4, "ana")])
    work(path, "ben", Review(text.id, 4, "ben"))
    monkeypatch.setenv("COLUMNS", str(cells))
    lines = postil.done("agree", path, "--by", "transcript").out.splitlines()
    (row,) = [line for line in lines if line.startswith("P1_an")]
    assert row.startswith(f"{text.name}  ") == (cells == 120)
    assert width(row) == cells or cells == 120
    pairs = next(line for line in lines if line.startswith("code  ") and " and " in line)
    assert "bartholomew-the-young…" in pairs
    assert max(map(width, lines)) <= cells


def test_na_is_never_without_its_reason(postil: Program, three: Path) -> None:
    out = postil.done("agree", three, "--also", "ac1,pabak,pi,fleiss,conger,light", "--by", "transcript").out
    for block in out.split("\n\n"):
        if any(line.rstrip(" *").split()[-1:] == ["n/a"] or " n/a " in line for line in block.splitlines()[1:]):
            assert "n/a: " in block or "under the table of the pair" in block or "it is for two coders" in block, block


def test_differences_lead_to_the_text(postil: Program, pair: Path) -> None:
    outcome = postil.done("agree", pair, "--differences")
    assert outcome.out == (
        "P1 §3\n    Answer 3 in P1.\n  all: B Staff\n  only ana: A Ideas\n"
        "P1 §5\n    Answer 5 in P1.\n  only ben: A Ideas\n"
        "P1 §6\n    Answer 6 in P1.\n  only ana: C Money\n"
        "P1 §9\n    Answer 9 in P1.\n  only ana: A.1 Local ideas\n  only ben: A Ideas\n"
    )
    assert outcome.error == "4 differences in 7 paragraphs that two coders rated"
    assert [
        line for line in postil.done("agree", pair, "--differences", "--codes", "C").out.splitlines() if "§" in line
    ] == ["P1 §6"]
    told = json.loads(postil.done("agree", pair, "--differences", "--codes", "Ideas", "--json").out)["differences"]
    assert [one["paragraph"] for one in told] == [3, 5, 9]
    assert told[0] == {
        "transcript": INTERVIEW.id,
        "name": "P1",
        "paragraph": 3,
        "text": "Answer 3 in P1.",
        "coders": ["ana", "ben"],
        "agreed": [],
        "disputed": [{"code": "A", "path": "Helps/Ideas", "gave": ["ana"], "did_not": ["ben"]}],
    }


def test_the_differences_of_a_code_are_its_b_and_c(postil: Program, pair: Path) -> None:
    codes = json.loads(postil.done("agree", pair, "--resamples", "0", "--json").out)["together"]["codes"]
    for code in codes:
        told = json.loads(postil.done("agree", pair, "--differences", "--codes", code["code"], "--json").out)
        assert len(told["differences"]) == code["b"] + code["c"]


def test_the_agreements_of_a_code_are_its_a(postil: Program, pair: Path) -> None:
    outcome = postil.done("agree", pair, "--agreements", "--codes", "A")
    assert outcome.out == "P1 §2\n    Answer 2 in P1.\n  all: A Ideas\nP1 §7\n    Answer 7 in P1.\n  all: A Ideas\n"
    assert outcome.error == "2 agreements in 7 paragraphs that two coders rated"
    told = json.loads(postil.done("agree", pair, "--agreements", "--codes", "A", "--json").out)["agreements"]
    assert [(one["paragraph"], one["agreed"]) for one in told] == [(2, ["A"]), (7, ["A"])]
    listed = postil.done("agree", pair, "--agreements", "--codes", "A", "--csv", "-").out.splitlines()
    assert listed[1:] == [f"P1,{INTERVIEW.id},{n},A,Helps/Ideas,ana; ben,,Answer {n} in P1." for n in (2, 7)]


def test_a_heading_alone_says_what_is_missing(postil: Program, pair: Path) -> None:
    out = " ".join(postil.done("agree", pair, "--codes", "Helps").out.split())
    assert "Helps: nobody can give a heading; --below takes the codes under it" in out
    assert "exact match n/a neither coder gave any of the codes compared in the 7 paragraphs both reviewed" in out
    assert "--below" not in postil.done("agree", pair, "--codes", "Helps", "--below").out


def test_codings_on_other_speech_are_told(postil: Program, pair: Path) -> None:
    with open_study(pair, write=True) as file:
        file.record([Apply(Given(INTERVIEW.id, 1, None, None, "B", "ana"))], coder="ana")
    out = " ".join(postil.done("agree", pair).out.split())
    assert "left out 1 coding by ana on speech that is not compared (--everybody counts it)" in out
    assert "left out" not in postil.done("agree", pair, "--everybody").out


def test_codes_that_no_coder_used_are_named_once(postil: Program, tmp_path: Path) -> None:
    plain: Coding = {coder: {"P1": ["", "A", "A", "", "A B", "", "", "", ""]} for coder in ("ana", "ben", "cy")}
    out = postil.done("agree", team_study(tmp_path / "s.json", plain), "--resamples", "0").out
    assert out.count("C Money") == 1
    assert out.count("n/a: 2 codes that no coder used, named above") == 3


def test_csv_has_an_empty_cell_and_a_reason_where_there_is_no_figure(
    postil: Program, pair: Path, tmp_path: Path
) -> None:
    postil.done("agree", pair, "--csv", tmp_path / "a.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text("utf-8"), newline="")))
    assert {row["scope"] for row in rows} == {"all"}
    by = {(row["code"], row["figure"]): row for row in rows}
    assert (by["A", "cohen_kappa"]["a"], by["A", "cohen_kappa"]["units"]) == ("2", "7")
    assert by["", "krippendorff_alpha_set"]["low"]
    for row in rows:
        assert row["value"] or row["reason"]
    with pytest.raises(KeyError):
        by["H", "cohen_kappa"]
    listed = postil.done("agree", pair, "--differences", "--csv", "-").out.splitlines()
    assert listed[0] == "transcript,transcript_id,paragraph,code,path,gave,did_not,quote"
    assert listed[1] == f"P1,{INTERVIEW.id},3,A,Helps/Ideas,ana,ben,Answer 3 in P1."


def test_figures_below_0_are_numbers_in_csv(postil: Program, tmp_path: Path) -> None:
    apart: Coding = {"ana": {"P1": ["", "A", ""]}, "ben": {"P1": ["", "", "A"]}}
    out = postil.done("agree", team_study(tmp_path / "s.json", apart), "--csv", "-").out
    values = [float(row["value"]) for row in csv.DictReader(io.StringIO(out)) if row["value"]]
    assert min(values) < 0


def test_json_is_the_same_as_the_page(postil: Program, three: Path) -> None:
    told = json.loads(postil.done("agree", three, "--json", "--resamples", "50", "--seed", "4").out)
    assert told["head"]["coders"] == ["ana", "ben", "cy"]
    assert told["head"]["date"] == date.today().isoformat()
    assert [pair["coders"] for pair in told["pairs"]] == [["ana", "ben"], ["ana", "cy"], ["ben", "cy"]]
    assert told["together"]["interval"]["drawn"] == "paragraphs"
    pooled = told["together"]["overall"]["pooled_kappa"]
    assert pooled["value"] is None
    assert pooled["reason"]
    again = json.loads(postil.done("agree", three, "--json", "--resamples", "50", "--seed", "4").out)
    assert again == told


def test_coders_transcripts_codes_and_everybody_can_be_chosen(postil: Program, three: Path) -> None:
    def head(*options: str) -> dict[str, object]:
        told = json.loads(postil.done("agree", three, "--json", "--resamples", "0", *options).out)
        return dict(told["head"])

    assert head("--coder", "cy", "--coder", "ana")["coders"] == ["cy", "ana"]
    assert head("--transcript", "p1")["units"] == head()["units"] == 8
    assert head("--everybody")["units"] == 9
    assert head("--codes", "Ideas")["codes"] == 1
    assert head("--codes", "Helps", "--below")["codes"] == 3
    assert head("--children")["codes"] == 5
    assert head("--distance", "jaccard")["distance"] == "jaccard"


def test_documents_are_compared_where_they_were_reviewed_to_the_end(postil: Program, tmp_path: Path) -> None:
    whole: Coding = {"ana": {"P1": ["", *["A"] * 8]}, "ben": {"P1": ["", *["A B"] * 8]}}
    out = postil.done("agree", team_study(tmp_path / "s.json", whole), "--unit", "document").out
    assert "1 that both reviewed" in out
    outcome = postil("agree", team_study(tmp_path / "t.json", GIVEN), "--unit", "document")
    assert outcome.refuses("t.json", "only ben has reviewed all participants' speech of any transcript")


def test_several_files_are_put_together_in_memory(postil: Program, tmp_path: Path, pair: Path) -> None:
    other = Path(shutil.copy(pair, tmp_path / "other.json"))
    with open_study(other, write=True) as file:
        file.record(coded(THIRD), coder="cy")
    before = snapshot(tmp_path)
    told = json.loads(postil.done("agree", pair, other, "--json", "--resamples", "0").out)
    assert told["head"]["coders"] == ["ana", "ben", "cy"]
    assert snapshot(tmp_path) == before
    assert postil("agree", pair, pair).refuses("pair.json", "given twice")


# ---- bare tables ----

TABLE = "coder,unit,label\nana,1,A\nana,2,A\nana,2,B\nana,3,\nana,4,C\nben,1,A\nben,2,B\nben,3,\nben,4,\nben,5,A\n"


def test_a_bare_table_of_sets(postil: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    table = tmp_path / "ratings.csv"
    table.write_text(TABLE)
    told = json.loads(postil.done("agree", "--table", table, "--json").out)
    assert (told["head"]["units"], told["head"]["eligible"]) == (4, 5)
    a = told["together"]["codes"][0]
    assert (a["code"], a["a"], a["b"], a["c"], a["d"]) == ("A", 1, 1, 0, 2)
    monkeypatch.chdir(tmp_path)
    looks_as_before("agree_table", postil.done("agree", "--table", "ratings.csv", "--resamples", "0"))


def test_a_bare_table_on_a_scale(postil: Program, tmp_path: Path) -> None:
    table = tmp_path / "ratings.csv"
    table.write_text(
        "coder;unit;label\n" + "".join(f"o{c};{u};{(u + (c > 1 and u == 3)) % 5}\n" for c in (1, 2) for u in range(9))
    )
    for level in ("nominal", "ordinal", "interval", "ratio"):
        told = json.loads(postil.done("agree", "--table", table, "--level", level, "--json", "--resamples", "100").out)
        assert 0.5 < told["figures"]["krippendorff_alpha"]["value"] < 1
        assert told["interval"]["low"] <= told["figures"]["krippendorff_alpha"]["value"] <= told["interval"]["high"]
        assert ("cohen_kappa" in told["figures"]) == (level == "nominal")
    page = " ".join(postil.done("agree", "--table", table, "--level", "ordinal").out.split())
    assert "ordinal scale" in page
    for fact in (
        "9 that both rated",
        "Krippendorff's alpha, ordinal",
        date.today().isoformat(),
        f"Postil {__version__}",
    ):
        assert fact in page
    assert (told["units"], told["date"]) == (9, date.today().isoformat())
    assert told["formulas"]["krippendorff_alpha"] == "Krippendorff's alpha, ratio"
    words = tmp_path / "words.csv"
    words.write_text(
        "coder,unit,label\na,1,low\nb,1,low\na,2,high\nb,2,middle\na,3,middle\nb,3,middle\na,4,\nb,4,low\n"
    )
    assert postil("agree", "--table", words, "--level", "ordinal").refuses("row 2", "'low' is no number", "--order")
    told = postil.done("agree", "--table", words, "--level", "ordinal", "--order", "low, middle, high", "--csv", "-")
    assert told.out.splitlines()[1].split(",")[10] == "krippendorff_alpha"
    assert postil("agree", "--table", words, "--level", "ordinal", "--order", "low,high").refuses("row 5", "--order")


@pytest.mark.parametrize(
    ("text", "options", "says"),
    [
        ("coder,unit\na,1\n", (), ("no column label", "coder, unit, label")),
        ("coder,unit,label\na,1,x\nb,1\n", (), ("row 3", "2 cells")),
        ("coder,unit,label\na,1,x\nb,1,x\nA,2,x\n", (), ("row 4", "'A' is 'a'")),
        ("coder,unit,label\na,1,x\na,1,\nb,1,x\n", (), ("row 3", "no label")),
        ("coder,unit,label\na,1,x\n", (), ("only a is in the table",)),
        ("coder,unit,label\n", (), ("nobody is in the table",)),
        ("coder,unit,label\na,1,x\nb,2,x\n", (), ("no unit was rated by two",)),
        ("coder,unit,label\na,1,x\nb,1,x\n", ("--coder", "a", "--coder", "z"), ("no coder 'z'", "a, b")),
        ("coder,unit,label\na,1,x\na,1,y\nb,1,x\n", ("--level", "nominal"), ("row 3", "another label")),
        ("coder,unit,label\na,1,x\nb,1,2\n", ("--level", "interval"), ("row 2", "no number")),
        ("coder,unit,label\na,1,-1\nb,1,2\n", ("--level", "ratio"), ("row 2", "ratio")),
    ],
)
def test_bad_tables(
    postil: Program, tmp_path: Path, text: str, options: tuple[str, ...], says: tuple[str, ...]
) -> None:
    table = tmp_path / "ratings.csv"
    table.write_text(text)
    assert postil("agree", "--table", table, *options, "--csv", tmp_path / "out.csv").refuses("ratings.csv", *says)
    assert not (tmp_path / "out.csv").exists()


def test_labels_that_are_alike_but_for_case_or_width_are_told_of(postil: Program, tmp_path: Path) -> None:
    table = tmp_path / "ratings.csv"
    table.write_text("coder,unit,label\na,1,x\nb,1,X\na,2,1\nb,2,１\na,3,y\nb,3,y\n")
    both = "labels that differ only in case, width or spaces are counted as different ones: 'x' and 'X', '1' and '１'"
    for level in ((), ("--level", "nominal")):
        arguments = ("agree", "--table", table, "--resamples", "0", *level)
        told = json.loads(postil.done(*arguments, "--json").out)
        assert (told if level else told["head"])["notes"] == [both]
        assert both in " ".join(postil.done(*arguments).out.split())
        assert f"{table}: {both}" in postil.done(*arguments, "--csv", "-").err


def test_numbers_on_a_scale_are_numbers_however_they_are_written(postil: Program, tmp_path: Path) -> None:
    table = tmp_path / "ratings.csv"
    table.write_text("coder,unit,label\na,1,1\nb,1,１\na,2,2\nb,2,3\n")
    told = json.loads(postil.done("agree", "--table", table, "--level", "interval", "--resamples", "0", "--json").out)
    assert (told["units"], told["notes"]) == (2, [])


# ---- bad input ----


def test_what_a_study_cannot_tell(postil: Program, tmp_path: Path, study: Path) -> None:
    assert postil("agree", study).refuses("study.json", "nobody has reviewed", "Space")
    alone = team_study(tmp_path / "alone.json", {"ana": GIVEN["ana"]})
    assert postil("agree", alone).refuses("alone.json", "only ana has reviewed", "two coders")
    apart: Coding = {"ana": {"P1": ["", "A", None]}, "ben": {"P1": ["", None, "A"]}}
    assert postil("agree", team_study(tmp_path / "apart.json", apart)).refuses(
        "no paragraph was reviewed by two of ana, ben"
    )


def test_names_that_are_not_there_and_files_that_are_no_studies(postil: Program, pair: Path, tmp_path: Path) -> None:
    before = snapshot(tmp_path)
    target = tmp_path / "out.csv"
    for options, says in (
        (("--coder", "ana", "--coder", "bne"), ("pair.json", "no coder 'bne'", "ben")),
        (("--codes", "Monney"), ("pair.json", "no code 'Monney'", "Money")),
        (("--transcript", "P9"), ("pair.json", "no transcript 'P9'", "P1")),
    ):
        assert postil("agree", pair, *options, "--csv", target).refuses(*says)
    assert postil("agree", tmp_path / "none.json").refuses("none.json")
    (tmp_path / "x.json").write_text('{"a": 1}')
    assert postil("agree", tmp_path / "x.json").refuses("x.json")
    assert postil("agree", pair, tmp_path / "x.json").refuses("x.json")
    (tmp_path / "x.json").unlink()
    newer = json.loads(pair.read_bytes())
    next(iter(newer["study"].values()))["format"] = "postil/99"
    (tmp_path / "newer.json").write_text(json.dumps(newer))
    assert postil("agree", tmp_path / "newer.json").refuses("newer.json", "newer")
    (tmp_path / "newer.json").unlink()
    assert snapshot(tmp_path) == before


def test_nothing_is_written_over(postil: Program, pair: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("keep")
    assert postil("agree", pair, "--csv", target).refuses("out.csv", "exists already")
    assert postil("agree", pair, "--csv", pair, "--force").refuses("pair.json", "overwrite")
    table = tmp_path / "ratings.csv"
    table.write_text(TABLE)
    assert postil("agree", "--table", table, "--csv", table, "--force").refuses("ratings.csv", "overwrite")
    assert (target.read_text(), table.read_text()) == ("keep", TABLE)
    postil.done("agree", pair, "--csv", target, "--force")
    assert target.read_text() != "keep"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ((), "name a study"),
        (("{pair}", "--coder", "ana"), "at least two coders"),
        (("{pair}", "--coder", "ana", "--coder", "ana"), "named twice"),
        (("{pair}", "--also", "ac1,kappa"), "no figure 'kappa'"),
        (("{pair}", "--below"), "--codes"),
        (("{pair}", "--level", "nominal"), "--table"),
        (("{pair}", "--table", "x.csv"), "not both"),
        (("{pair}", "--differences", "--agreements"), "not both"),
        (("--table", "x.csv", "--agreements"), "--agreements is for studies"),
        (("--table", "x.csv", "--differences"), "--differences is for studies"),
        (("--table", "x.csv", "--order", "a,b"), "--level ordinal"),
        (("{pair}", "--json", "--csv", "-"), "not both"),
        (("{pair}", "--resamples", "-1"), "resamples"),
    ],
)
def test_wrong_use(postil: Program, pair: Path, options: tuple[str, ...], says: str) -> None:
    outcome = postil("agree", *(option.format(pair=pair) for option in options))
    assert outcome.status == 2
    assert says in outcome.err


def test_hostile_names_and_texts_are_shown_as_marks(tmp_path: Path) -> None:
    evil = "an\x1b[31ma"
    coding: Coding = {evil: GIVEN["ana"], "ben": GIVEN["ben"]}
    path = team_study(tmp_path / "s.json", coding)
    for options in ((), ("--differences",), ("--csv", "-"), ("--json",)):
        outcome = process("agree", str(path), *options)
        assert outcome.status == 0
        assert "\x1b" not in outcome.out + outcome.err
