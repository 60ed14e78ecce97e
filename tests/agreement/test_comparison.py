from __future__ import annotations

import random
from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding_teams import team
from postil import __version__
from postil.agreement import statistic
from postil.agreement.comparison import Options, compare
from postil.agreement.differences import Difference, agreements, differences
from postil.agreement.figures import FIGURES, ON_REQUEST, OVERALL, USUAL, number
from postil.agreement.overall import FEW, CodeAgreement
from postil.agreement.settled import alpha_of
from postil.agreement.units import WHOLE, Wanted, compared
from postil.errors import RatingsError
from postil.model.codebook_version import codebook_version
from postil.model.coding import Place

if TYPE_CHECKING:
    from postil.agreement.report import Comparison, Group

Coding = dict[str, dict[str, list["str | None"]]]
QUICK = Options(resamples=0)

TWO: Coding = {
    "ana": {"P1": ["A", "A B", "", "", "C", "A", None, ""]},
    "ben": {"P1": ["A", "B", "", "A", "", "A", "B", None]},
}
"""Six paragraphs that both reviewed. A: both twice (1, 6), only ana once (2), only ben once (4), neither twice."""


def of_code(group: Group, code: str) -> CodeAgreement:
    return next(one for one in group.codes if one.code == code)


def value(comparison: Comparison, code: str, figure: str) -> float | None:
    return number(of_code(comparison.together, code).figures[figure])


def test_the_figures_of_a_study_worked_by_hand() -> None:
    found = compare(team(TWO).study, Wanted(), QUICK)
    a = of_code(found.together, "A")
    assert a.counts == (2, 1, 1, 2)
    assert (a.units, a.few, list(a.figures)) == (6, True, list(USUAL))
    assert value(found, "A", "percent_agreement") == pytest.approx(4 / 6)
    assert value(found, "A", "cohen_kappa") == pytest.approx(1 / 3)
    assert value(found, "A", "krippendorff_alpha") == pytest.approx(1 - 11 * 2 / (6 * 6))
    assert value(found, "A", "positive_agreement") == pytest.approx(4 / 6)
    assert value(found, "A", "prevalence") == pytest.approx(6 / 12)
    assert of_code(found.together, "B").counts == (1, 0, 0, 5)
    overall = found.together.overall
    assert number(overall.figures["exact_match"]) == pytest.approx(3 / 6)
    assert number(overall.figures["f1_micro"]) == pytest.approx(2 * 3 / (5 + 4))
    assert (overall.units, overall.codes, overall.undefined, overall.interval) == (6, 4, 1, None)


def test_a_code_that_nobody_gave_is_undefined_with_its_reason_and_never_a_number() -> None:
    found = compare(team(TWO).study, Wanted(), Options(resamples=0, also=("ac1", "pabak", "pi")))
    unused = of_code(found.together, "A1")
    for name in ("cohen_kappa", "krippendorff_alpha", "positive_agreement", "scott_pi"):
        assert unused.figures[name].value is None
        assert "neither coder used this code in the 6 paragraphs both reviewed" in unused.figures[name].reason
    assert number(unused.figures["gwet_ac1"]) == number(unused.figures["pabak"]) == 1
    assert not unused.few


def test_the_head_says_what_was_compared() -> None:
    study = team(TWO | {"cy": {"P2": ["A", None]}}).study
    head = compare(study, Wanted(coders=("ana", "ben")), Options(resamples=0, seed=9, date="2026-11-25")).head
    assert (head.coders, head.units, head.eligible, head.corpus) == (("ana", "ben"), 6, 10, 10)
    assert (head.transcripts, head.transcripts_in_study, head.unit) == (1, 2, "paragraph")
    assert (head.eligible_set, head.codes, head.codes_chosen) == ("participants' speech", 4, False)
    assert head.codebook_version == codebook_version(study.codebook)
    assert (head.seed, head.date, head.program) == (9, "2026-11-25", __version__)
    assert set(head.formulas) == {*OVERALL, *USUAL}


def test_a_coder_who_reviewed_everything_and_gave_nothing_disagrees_and_is_not_missing() -> None:
    found = compare(team({"ana": {"P1": ["A", "A", ""]}, "ben": {"P1": ["", "", ""]}}).study, Wanted(), QUICK)
    assert of_code(found.together, "A").counts == (0, 2, 0, 1)
    assert value(found, "A", "cohen_kappa") == value(found, "A", "positive_agreement") == 0


def test_three_coders_with_gaps_have_figures_together_and_by_pair() -> None:
    coding = TWO | {"cy": {"P1": ["A", None, "", "A", "C", None, "B", "A"]}}
    found = compare(team(coding).study, Wanted(), Options(resamples=0, also=("light", "pi")))
    assert [pair.coders for pair in found.pairs] == [("ana", "ben"), ("ana", "cy"), ("ben", "cy")]
    assert [pair.overall.units for pair in found.pairs] == [6, 5, 5]
    assert found.together.overall.units == 8
    together = of_code(found.together, "A")
    assert together.counts is None
    assert "cohen_kappa" not in together.figures
    assert "scott_pi" not in together.figures
    assert "light_kappa" in together.figures
    assert {"cohen_kappa", "scott_pi"} <= set(found.pairs[0].codes[0].figures)
    assert "light_kappa" not in found.pairs[0].codes[0].figures
    kappas = [number(of_code(pair, "A").figures["cohen_kappa"]) for pair in found.pairs]
    assert number(together.figures["light_kappa"]) == pytest.approx(sum(k for k in kappas if k is not None) / 3)
    assert found.together.overall.figures["pooled_kappa"].value is None
    assert number(found.pairs[0].overall.figures["pooled_kappa"]) is not None


def test_units_of_one_coder_count_for_nothing() -> None:
    alone: Coding = {
        "ana": {"P1": TWO["ana"]["P1"], "P2": ["A"] * 9},
        "ben": {"P1": TWO["ben"]["P1"], "P2": [None] * 9},
    }
    options = Options(resamples=0, also=tuple(ON_REQUEST))
    ours, theirs = (compare(team(coding).study, Wanted(), options).together for coding in (TWO, alone))
    assert ours == theirs
    a = of_code(ours, "A").figures
    assert number(a["fleiss_kappa"]) == pytest.approx(number(a["scott_pi"]))
    assert number(a["conger_kappa"]) == pytest.approx(number(a["cohen_kappa"]))


def test_by_transcript() -> None:
    coding: Coding = {
        "ana": {"P1": ["A", ""], "P2": ["B"], "P3": ["C"]},
        "ben": {"P1": ["A", ""], "P2": ["C"], "P3": [None]},
    }
    found = compare(team(coding).study, Wanted(), Options(resamples=0, by_transcript=True))
    figures = {
        key: (group.overall.units, number(group.overall.figures["exact_match"])) for key, group in found.transcripts
    }
    assert figures == {"P1": (2, 1), "P2": (1, 0), "P3": (0, None)}
    assert "no paragraph was reviewed by two coders" in found.transcripts[2][1].overall.figures["exact_match"].reason


def test_the_interval_draws_paragraphs_and_from_ten_transcripts_on_transcripts() -> None:
    chance = random.Random(5)

    def study(transcripts: int) -> Comparison:
        coding: Coding = {
            name: {f"P{n}": [chance.choice(["A", "B", ""]) for _ in range(8)] for n in range(transcripts)}
            for name in ("ana", "ben")
        }
        return compare(team(coding).study, Wanted(), Options(resamples=60, seed=3))

    assert study(3).together.overall.drawn_by == "paragraphs"
    by_transcript = study(10).together.overall
    assert by_transcript.drawn_by == "transcripts"
    assert by_transcript.interval is not None
    assert isinstance(by_transcript.interval.value, tuple)
    low, high = by_transcript.interval.value
    alpha = number(by_transcript.figures["krippendorff_alpha_set"])
    assert alpha is not None
    assert low < alpha < high


def test_no_disagreement_has_no_interval() -> None:
    coding: Coding = {name: {"P1": ["A", "", "B"]} for name in ("ana", "ben")}
    interval = compare(team(coding).study, Wanted(), Options(resamples=50)).together.overall.interval
    assert interval is not None
    assert (interval.value, "no disagreement in 3 paragraphs" in interval.reason) == (None, True)


def test_long_work_is_told() -> None:
    told: list[tuple[str, int, int]] = []
    coding = TWO | {"cy": TWO["ana"]}
    compare(
        team(coding).study,
        Wanted(),
        Options(resamples=20),
        watch=lambda label: lambda done, whole: told.append((label, done, whole)),
    )
    assert ("pair", 3, 3) in told
    assert any(label.startswith("interval") for label, _, _ in told)
    assert all(0 <= done <= whole for _, done, whole in told)


def test_decided_paragraphs_raise_the_headline() -> None:
    found = compared(team(TWO).study)
    before, after = alpha_of(found, {Place("P1", 2): {"A"}, Place("P1", 4): set()})
    assert before == found.ratings.set_alpha()
    assert (number(before) or 1) < (number(after) or 0)
    settled = alpha_of(found, {Place("P1", n): {"B"} if n % 2 else set() for n in range(1, 9)})
    assert number(settled.after) == 1
    nothing = alpha_of(compared(team({"ana": {"P1": ["A"]}}).study), {})
    assert nothing.after.value is None
    assert nothing.after.reason


@pytest.mark.parametrize(
    ("coding", "wanted", "says"),
    [
        ({}, Wanted(), "no paragraphs of participants' speech"),
        ({"ana": {"P1": [None]}, "ben": {"P1": [None]}}, Wanted(), "nobody has reviewed any paragraph"),
        ({"ana": {"P1": ["A"]}, "ben": {"P1": [None]}}, Wanted(), "only ana has reviewed"),
        (TWO, Wanted(coders=("ana", "cy")), "cy has not reviewed"),
        (
            {"ana": {"P1": ["A", None]}, "ben": {"P1": [None, "A"]}},
            Wanted(),
            "no paragraph was reviewed by two of ana, ben",
        ),
        (TWO, Wanted(unit="document"), "nobody has reviewed all participants' speech of any transcript"),
        (TWO | {"ana": {"P1": ["A"]}}, Wanted(transcripts=("P9",)), "no paragraphs"),
    ],
)
def test_what_a_study_cannot_tell_is_said(coding: Coding, wanted: Wanted, says: str) -> None:
    with pytest.raises(RatingsError, match=says) as raised:
        compare(team(coding).study, wanted, QUICK)
    assert raised.value.hint


@pytest.mark.parametrize(
    ("coding", "wanted", "says"),
    [
        (
            {"ana": {"P1": ["A", "", None]}, "ben": {"P1": ["B", None, None]}},
            Wanted(),
            r"nobody has reviewed any .*, and ana \(2\) and ben \(1\) have reviewed speech that is not participants'",
        ),
        (
            {"ana": {"P1": ["A", "", "A"]}, "ben": {"P1": ["B", None, None]}},
            Wanted(),
            r"only ana has reviewed any .*, and ben \(1\) has reviewed speech that is not",
        ),
        (
            {"ana": {"P1": ["A", "", "A"]}, "ben": {"P1": ["B", None, None]}},
            Wanted(coders=("ana", "ben")),
            r"ben has not reviewed any .*, and ben \(1\) has reviewed speech that is not",
        ),
    ],
)
def test_marks_on_speech_that_does_not_count_are_told(coding: Coding, wanted: Wanted, says: str) -> None:
    study = team(coding, questions=2).study
    with pytest.raises(RatingsError, match=says) as raised:
        compare(study, wanted, QUICK)
    assert raised.value.hint
    assert "--everybody" in raised.value.hint
    assert "--role" in raised.value.hint
    with pytest.raises(RatingsError, match="reviewed") as raised:
        compare(study, wanted._replace(everybody=True, coders=("ana", "cy")), QUICK)
    assert "Space" in (raised.value.hint or "")


def test_differences_are_listed_in_reading_order() -> None:
    study = team(TWO | {"cy": {"P1": ["A", "B C", None, None, "", "A", None, None]}}).study
    found = list(differences(compared(study)))
    assert found == [
        Difference(Place("P1", 2), ("ana", "ben", "cy"), ("B",), (("A", ("ana",)), ("C", ("cy",)))),
        Difference(Place("P1", 4), ("ana", "ben"), (), (("A", ("ben",)),)),
        Difference(Place("P1", 5), ("ana", "ben", "cy"), (), (("C", ("ana",)),)),
    ]
    assert [one.place.paragraph for one in differences(compared(study), {"C"})] == [2, 5]
    assert [one.disputed for one in differences(compared(study), {"C"})] == [(("C", ("cy",)),), (("C", ("ana",)),)]


def test_differences_of_whole_transcripts_have_no_paragraph() -> None:
    study = team({"ana": {"P1": ["A", "B"]}, "ben": {"P1": ["", "B"]}}).study
    (found,) = differences(compared(study, Wanted(unit="document")))
    assert (found.place, found.agreed, found.disputed) == (Place("P1", WHOLE), ("B",), (("A", ("ana",)),))


CELLS = st.none() | st.lists(st.sampled_from(["A", "A1", "B", "C"]), max_size=3, unique=True).map(" ".join)
PARAGRAPHS = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=14)


@settings(max_examples=60, deadline=None)
@given(PARAGRAPHS)
def test_counts_add_up_and_every_figure_leads_to_its_paragraphs(paragraphs: list[tuple[str | None, ...]]) -> None:
    coding: Coding = {
        name: {"P1": list(column)}
        for name, column in zip(("ana", "ben", "cy"), zip(*paragraphs, strict=True), strict=True)
    }
    study = team(coding).study
    try:
        found = compare(study, Wanted(coders=("ana", "ben")), QUICK)
    except RatingsError:
        return
    both = [(one, other) for one, other, _ in paragraphs if one is not None and other is not None]
    assert found.head.units == len(both)
    listed = list(differences(compared(study, Wanted(coders=("ana", "ben")))))
    for code in found.together.codes:
        assert code.counts is not None
        assert sum(code.counts) == code.units == len(both)
        disputed = [one for one in listed if code.code in dict(one.disputed)]
        assert len(disputed) == code.counts.first_only + code.counts.second_only
        agreed = list(agreements(compared(study, Wanted(coders=("ana", "ben"))), {code.code}))
        assert [one.agreed for one in agreed] == [(code.code,)] * code.counts.both
        assert code.few == (0 < sum(code.counts[:3]) < FEW)
        rows = [
            [name, unit, given.split()]
            for unit, pair in enumerate(both)
            for name, given in zip(("ana", "ben"), pair, strict=True)
        ]
        kappa = statistic("cohen_kappa", rows, code=code.code)
        assert number(code.figures["cohen_kappa"]) == pytest.approx(number(kappa))


@settings(max_examples=40, deadline=None)
@given(PARAGRAPHS, st.sampled_from(list(permutations(("ana", "ben", "cy")))))
def test_the_order_of_coders_changes_no_figure(
    paragraphs: list[tuple[str | None, ...]], order: tuple[str, ...]
) -> None:
    coding: Coding = {
        name: {"P1": list(column)}
        for name, column in zip(("ana", "ben", "cy"), zip(*paragraphs, strict=True), strict=True)
    }
    study = team(coding).study
    options = Options(resamples=0, also=tuple(ON_REQUEST))
    try:
        ours = compare(study, Wanted(coders=("ana", "ben", "cy")), options)
    except RatingsError as error:
        with pytest.raises(type(error)):
            compare(study, Wanted(coders=order), options)
        return
    theirs = compare(study, Wanted(coders=order), options)
    for one, other in zip(ours.together.codes, theirs.together.codes, strict=True):
        assert [number(result) for result in one.figures.values()] == pytest.approx(
            [number(result) for result in other.figures.values()]
        )
    pairs = {frozenset(pair.coders): pair for pair in theirs.pairs}
    for pair in ours.pairs:
        swapped = pairs[frozenset(pair.coders)]
        for one, other in zip(pair.codes, swapped.codes, strict=True):
            assert one.counts is not None
            assert other.counts is not None
            a, b, c, d = one.counts
            assert other.counts in {(a, b, c, d), (a, c, b, d)}


def test_every_figure_on_request_is_one_of_the_figures() -> None:
    assert set(ON_REQUEST.values()) | set(USUAL) == set(FIGURES)


def test_an_exact_match_of_nothing_is_none() -> None:
    found = compare(team(TWO).study, Wanted(codes=("A1",)), QUICK).together.overall.figures["exact_match"]
    assert found.value is None
    assert found.reason == "neither coder gave any of the codes compared in the 6 paragraphs both reviewed"


@pytest.mark.parametrize(
    ("wanted", "headings"),
    [
        (Wanted(), ()),
        (Wanted(codes=("H", "B")), ("H",)),
        (Wanted(codes=("H", "A")), ()),
        (Wanted(codes=("H",), children=True), ()),
    ],
)
def test_a_heading_chosen_alone_is_told(wanted: Wanted, headings: tuple[str, ...]) -> None:
    assert compare(team(TWO).study, wanted, QUICK).head.headings == headings


def test_agreements_are_listed_in_reading_order_and_with_these_codes_only() -> None:
    study = team(TWO | {"cy": {"P1": ["A", "B C", None, None, "", "A", "B", None]}}).study
    found = list(agreements(compared(study), {"A", "B"}))
    assert found == [
        Difference(Place("P1", 1), ("ana", "ben", "cy"), ("A",), ()),
        Difference(Place("P1", 2), ("ana", "ben", "cy"), ("B",), (("A", ("ana",)),)),
        Difference(Place("P1", 6), ("ana", "ben", "cy"), ("A",), ()),
        Difference(Place("P1", 7), ("ben", "cy"), ("B",), ()),
    ]
    assert [one.place.paragraph for one in agreements(compared(study), {"C"})] == []
