"""Small counts that are kept back stay unknown: what an attacker tried on packages.

The law: two studies that differ in nothing but what a package keeps back have the same package, byte by byte. So nobody
can tell from it which of the two it is of, whatever is calculated.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from postil.exports.egress import egress_package
from postil.model.case import Attribute
from postil.model.change import (
    AddCase,
    AddCode,
    AddCoder,
    AddTranscript,
    Apply,
    GiveVoice,
    Review,
    SetAttribute,
    SetValue,
)
from postil.model.codebook import Code
from postil.model.coding import Coding
from studies import Desk, small_transcript

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postil.model.study import Study

LEAST = 5


class Case(NamedTuple):
    """A case of one paragraph: its value of the attribute, and the codes that each coder put on what it says."""

    sex: str
    codes: Mapping[str, str]
    """Coder -> letters of codes."""
    read: bool = True


def study_of(cases: Sequence[Case], codes: str = "ABCD") -> Study:
    """A study of these cases."""
    desk = Desk()
    coders = sorted({coder for case in cases for coder in case.codes})
    desk.act(*(AddCode(Code(letter, f"Code {letter}", number=letter)) for letter in codes))
    desk.act(*(AddCoder(coder) for coder in coders), SetAttribute("sex", Attribute("choice", ("f", "m"))))
    for n, case in enumerate(cases):
        name = f"P{n:02}"
        text = small_transcript(name, ["Why?", f"Because of {name}."])
        desk.act(AddTranscript(text), AddCase(name, name), GiveVoice(text.id, "", name))
        desk.act(SetValue(name, "sex", case.sex))
        for coder, given in case.codes.items():
            if case.read:
                desk.act(Review(text.id, 2, coder), coder=coder)
            desk.act(*(Apply(Coding(text.id, 2, None, None, code, coder)) for code in given), coder=coder)
    return desk.study


def placed(sex: str, number: int, codes: Mapping[str, Sequence[int]], coders: Sequence[str] = ("ana",)) -> list[Case]:
    """So many cases of one value; each code is on those with these places, from 0, by all coders."""
    return [
        Case(sex, dict.fromkeys(coders, "".join(code for code, at in codes.items() if n in at))) for n in range(number)
    ]


def package(study: Study, below: int = LEAST) -> dict[str, bytes]:
    return {file.name: file.data for file in egress_package(study, "", "counts", below=below)}


def cells(files: Mapping[str, bytes], name: str) -> list[list[str]]:
    return [line.split(",") for line in files[f"{name}.csv"].decode().splitlines()]


def worlds(coders: Sequence[str] = ("ana",)) -> tuple[Study, Study]:
    """Twenty cases, ten of each value: A on 11, B on 10, of these four or three of the second value.

    In the first all with B have A, in the second nine.
    """
    one = [
        *placed("f", 10, {"A": range(6), "B": range(6)}, coders),
        *placed("m", 10, {"A": range(5), "B": range(4)}, coders),
    ]
    other = [
        *placed("f", 10, {"A": range(6), "B": range(7)}, coders),
        *placed("m", 10, {"A": range(5), "B": range(3)}, coders),
    ]
    return study_of(one, "AB"), study_of(other, "AB")


def test_pairs_do_not_tell_what_a_line_keeps_back() -> None:
    """A on 6 and 5, B on * and <5, both on 10 of ten: so B was on 4. A coder's coded paragraphs, 11, said the same."""
    one, other = map(package, worlds())
    assert ["sex", "m", "B", "Code B", "<5"] in [row[:5] for row in cells(one, "codes_by_attribute")]
    assert one == other
    assert "codes_together.csv" not in one
    assert cells(one, "coders")[0] == ["coder", "transcripts", "reviewed"]
    assert any(said.startswith("codes_together.csv: ") for said in json.loads(one["manifest.json"])["left_out"])
    assert b"codes_together.csv: " in one["README.txt"]


def test_figures_over_sets_of_codes_do_not_tell_what_pairs_would() -> None:
    """How far coders agree over sets depends on how often each set was given, so on how codes go together."""
    one, other = map(package, worlds(("ana", "ben")))
    assert one == other
    told = {row[0]: row[1] for row in cells(one, "agreement")}
    assert told["micro-F1"] == "1.000"
    assert told["Krippendorff's alpha over sets"] == told["exact match of sets"] == "*"


def test_figures_over_all_codes_are_those_of_the_codes_that_are_told() -> None:
    """Codes on few cases were found from micro-F1, less what the figures of the other codes say."""
    studies = []
    for few in ({"ana": "C", "ben": "C"}, {"ana": "C", "ben": "D"}, {"ana": "", "ben": ""}):
        cases = [Case("f", {"ana": "A", "ben": "A"})] * 9 + [Case("f", {"ana": "AB", "ben": "B"})] * 6
        rare = Case("m", {coder: f"B{codes}" for coder, codes in few.items()})
        studies.append(package(study_of([*cases, *[rare] * 3, *[Case("m", {"ana": "", "ben": ""})] * 4])))
    assert studies[0] == studies[1] == studies[2]
    told = {row[0]: row[1] for row in cells(studies[0], "agreement")}
    assert told["micro-F1"] == f"{2 * (9 + 9) / (15 + 9 + 9 + 9):.3f}"
    assert b"Over the codes alone whose figures are told by code" in studies[0]["README.txt"]


def test_a_code_alone_takes_no_other_with_it() -> None:
    """No figure is over codes whose own figures are kept back, so none can be worked out from the others'."""
    cases = [Case("f", {"ana": "A", "ben": "A"})] * 9 + [Case("m", {"ana": "BC", "ben": "B"})] * 3
    found = {row[0]: row for row in cells(package(study_of([*cases, *cases], "ABC")), "agreement_by_code")}
    assert "*" not in (*found["A"], *found["B"], *found["C"])
    alone = {row[0]: row for row in cells(package(study_of(cases, "ABC")), "agreement_by_code")}
    assert "*" not in alone["A"]
    assert alone["B"][-1] == "*"
