"""Laws of the reports on random studies: figures add up, and are what a plain count says."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from itertools import combinations
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from postil.errors import PostilError
from postil.model.decision import CONSENSUS
from postil.model.eligible import current_transcripts, eligible_paragraphs
from postil.model.selection import Selection
from postil.reports.attributes import attributes_report, value_counts
from postil.reports.cases import case_counts, cases_report
from postil.reports.codes import code_counts, codes_report
from postil.reports.counting import NOBODY, Counting
from postil.reports.memos import memos_report, notes
from postil.reports.methods import methods_report
from postil.reports.overlaps import overlaps, overlaps_report
from postil.reports.page import page_lines
from postil.reports.progress import progress
from postil.reports.progress_report import progress_report
from postil.reports.report import document
from postil.reports.saturation import saturation_report, steps
from postil.reports.speakers import by_role, speakers, speakers_report
from postil.reports.together import Together, together_report
from postil.reports.use import STATES, use_report, uses
from postil.text.wrap import width
from studies import CODES, acts, small_desk

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.model.change import Action
    from postil.model.coding import Coding, Place
    from postil.model.study import Study
    from postil.reports.report import Report

    Acts = list[tuple[str, list[Action]]]

REPORTS: tuple[Callable[[Counting], Report], ...] = (
    codes_report,
    cases_report,
    attributes_report,
    speakers_report,
    together_report,
    lambda counting: together_report(counting, words=True),
    saturation_report,
    lambda counting: overlaps_report(counting, fewest=1, nearly=0.1),
    use_report,
    memos_report,
    lambda counting: progress_report(counting, progress(counting.study)),
    lambda counting: methods_report(counting, "only ana has reviewed anything", "2026-11-30"),
)
MANY = st.lists(acts(), min_size=1, max_size=15)
KINDS: dict[str, tuple[type, ...]] = {"text": (str,), "date": (str,), "truth": (bool,), "number": (int, float)}


def studied(done: Acts) -> Study:
    """The small study after some acts."""
    desk = small_desk()
    for coder, actions in done:
        with suppress(PostilError):  # some do not fit, such as a code that was taken out before
            desk.act(*actions, coder=coder)
    return desk.study


def live(study: Study) -> list[Coding]:
    """All codings of transcripts that no corrected one stands for."""
    return [c for t in current_transcripts(study) for here in study.codings_in(t.id).values() for c in here]


@settings(max_examples=25, deadline=None)
@given(MANY)
def test_codings_of_all_codes_come_to_the_codings_there_are(done: Acts) -> None:
    study = studied(done)
    counting, there = Counting(study), live(study)
    assert len(counting.codings) == len(there) == sum(one.own.codings for one in code_counts(counting))
    by_code = Counter(coding.code for coding in there)
    for one in code_counts(counting):
        mine = [coding for coding in there if coding.code == one.code.id]
        assert one.own.codings == by_code[one.code.id]
        assert one.own.paragraphs == len({coding.place for coding in mine})
        assert one.own.transcripts == len({coding.transcript for coding in mine})
        assert one.own.coders == len({coding.coder for coding in mine})
        assert one.own.cases == len({study.cases.at(coding.place) for coding in mine} - {NOBODY})
        below = {one.code.id}
        for code in study.codebook:  # parents come before their children
            below |= {code.id} if code.parent in below else set()
        all_of_it = [coding for coding in there if coding.code in below]
        assert one.with_children.codings == len(all_of_it)
        assert one.with_children.paragraphs == len({coding.place for coding in all_of_it})
        assert one.with_children.coders == len({coding.coder for coding in all_of_it})
    head = counting.head()
    assert head.coded == len({coding.place for coding in there})
    assert head.paragraphs == sum(len(text.paragraphs) for text in current_transcripts(study))


@settings(max_examples=25, deadline=None)
@given(MANY)
def test_cases_attributes_and_speakers_come_to_the_same(done: Acts) -> None:
    study = studied(done)
    counting = Counting(study)
    own = {one.code.id: one.own for one in code_counts(counting)}
    by_case = case_counts(counting)
    for code, tally in own.items():
        mine = [one for one in by_case if one.code.id == code]
        assert sum(one.codings for one in mine) == tally.codings
        assert sum(one.paragraphs for one in mine) == tally.paragraphs
        assert sum(one.codings > 0 for one in mine if one.case != NOBODY) == tally.cases
    with_case = sum(one.codings for one in by_case if one.case != NOBODY)
    values = value_counts(counting)
    for attribute in study.cases.attributes:
        mine_too = [one for one in values if one.of.attribute == attribute]
        assert sum(one.codings for one in mine_too) == with_case
        assert all(one.cases_with <= len(one.of.read) <= len(one.of.cases) for one in mine_too)
    everybody = speakers(counting)
    for people in (everybody, by_role(everybody)):
        assert sum(one.words.bit_count() for one in people) == counting.head().paragraphs
        assert sum(counting.codings_on(one.words) for one in people) == len(counting.codings)
        assert sum((one.words & counting.coded).bit_count() for one in people) == counting.head().coded


@settings(max_examples=25, deadline=None)
@given(MANY, st.booleans())
def test_codes_together_are_one_coders_work(done: Acts, words: bool) -> None:
    study = studied(done)
    counting = Counting(study)
    together = Together(counting, words=words)
    there = live(study)

    def meet(one: Coding, other: Coding) -> bool:
        if one.place != other.place or one.coder != other.coder:
            return False
        text = next(t for t in current_transcripts(study) if t.id == one.transcript).paragraphs[one.paragraph - 1].text
        spans = [range(c.start or 0, len(text) if c.end is None else c.end) for c in (one, other)]
        return not words or bool(set(spans[0]) & set(spans[1]))

    for code in counting.codes:
        assert together.paragraphs(code.id, code.id) == counting.paragraphs(code.id)
    for one, other in combinations([code.id for code in counting.codes], 2):
        assert together.paragraphs(one, other) == together.paragraphs(other, one)
        for coder in ("ana", "ben", ""):
            found = {
                a.place
                for a in there
                for b in there
                if a.code == one and b.code == other and meet(a, b) and coder in {"", a.coder}
            }
            assert {*_places(counting, together.paragraphs(one, other, coder) if _is(counting, coder) else 0)} == (
                found if _is(counting, coder) else set()
            )
    for pair in together.pairs():
        assert pair.both == together.paragraphs(pair.one.id, pair.other.id, pair.coder).bit_count() > 0
        assert pair.both <= min(pair.with_one, pair.with_other) <= pair.either


@settings(max_examples=25, deadline=None)
@given(MANY)
def test_what_was_read_is_what_a_plain_count_says(done: Acts) -> None:
    study = studied(done)
    for named in ((), ("ana",), ("ben",)):
        counting = Counting(study, coders=named)
        who = set(named) or {"ana", "ben"}
        read = {(c.transcript, c.paragraph) for c in live(study) if c.coder in who}
        read |= {(transcript, n) for transcript, n, coder, _ in study.reviewed_marks() if coder in who}
        for text in current_transcripts(study):
            mine = {(text.id, paragraph.n) for paragraph in text.paragraphs} & read
            spoken = {(text.id, n) for n in eligible_paragraphs(text)}
            found = counting.reading.transcripts[text.id]
            assert (found.read, found.eligible, found.begun) == (len(spoken & read), len(spoken), bool(mine))
        head = counting.head()
        assert head.coded_cases <= head.cases_read <= head.cases
        assert head.coded_transcripts <= head.transcripts_read <= head.transcripts
        for case, present, begun in _presence(counting):
            assert (present is None) == (not begun), case
        for value in value_counts(counting):
            assert value.cases_with <= len(value.of.read) <= len(value.of.cases)
        for one in speakers(counting):
            assert not one.words & counting.coded & ~counting.reading.places


def _presence(counting: Counting) -> list[tuple[object, object, bool]]:
    table = cases_report(counting).tables[0]
    read = counting.reading.cases
    return [
        (case, present, read[str(case)].begun)
        for case, present in zip(table.column("case"), table.column("present"), strict=True)
        if case
    ]


@settings(max_examples=25, deadline=None)
@given(MANY)
def test_figures_of_two_reports_on_one_thing_are_one(done: Acts) -> None:
    study = studied(done)
    counting = Counting(study)
    own = {one.code.id: one.own for one in code_counts(counting)}
    roles = by_role(speakers(counting))
    for code, tally in own.items():
        assert sum(counting.count(code, role.words) for role in roles) == tally.codings
        assert next(one for one in uses(counting) if one.code.id == code).codings == tally.codings
    for pair in Together(counting).pairs():
        if not pair.coder:
            assert (pair.with_one, pair.with_other) == (own[pair.one.id].paragraphs, own[pair.other.id].paragraphs)
            assert pair.either == pair.with_one + pair.with_other - len(
                {c.place for c in live(study) if c.code == pair.one.id}
                & {c.place for c in live(study) if c.code == pair.other.id}
            )
            assert pair.both <= pair.either
    for near in overlaps(study.codebook, (coding for coding, _ in counting.codings), fewest=1, nearly=0.01):
        assert (near.with_one, near.with_other) == (own[near.one].paragraphs, own[near.other].paragraphs)
        assert near.both <= min(near.with_one, near.with_other)
    for step in steps(counting):
        here = {c.code for c in live(study) if c.transcript == step.transcript.id}
        assert (step.codes, {code.id for code in step.new} <= here) == (len(here), True)
        assert len(step.new) <= step.codes <= step.so_far
    everything = sum(work.codings for work in progress(study).coders)
    assert everything == sum(tally.codings for tally in own.values())


def _is(counting: Counting, coder: str) -> bool:
    return coder in {"", *counting.coders}


def _places(counting: Counting, bits: int) -> list[tuple[str, int]]:
    return [
        (text.id, paragraph.n)
        for text in counting.transcripts
        for paragraph in text.paragraphs
        if bits >> counting.place(text.id, paragraph.n) & 1
    ]


@settings(max_examples=25, deadline=None)
@given(MANY)
def test_every_code_is_new_once_and_in_one_state(done: Acts) -> None:
    counting = Counting(studied(done))
    found = steps(counting)
    used = {coding.code for coding, _ in counting.codings}
    assert {code.id for step in found for code in step.new} == used
    assert len({code.id for step in found for code in step.new}) == sum(len(step.new) for step in found) == len(used)
    assert [step.first for step in found] == sorted(step.first for step in found)
    assert not found or found[-1].so_far == len(used)
    assert sum(step.codings for step in found) == len(counting.codings)
    states = Counter(one.state for one in uses(counting))
    assert sum(states.values()) == len(counting.codes)
    assert set(states) <= set(STATES)
    table = use_report(counting).tables[1]
    assert sum(int(cell or 0) for cell in table.column("codings")) == len(counting.codings)


@settings(max_examples=25, deadline=None)
@given(MANY)
def test_overlaps_are_what_a_plain_count_says(done: Acts) -> None:
    study = studied(done)
    there = live(study)
    found = {(one.one, one.other): one for one in overlaps(study.codebook, there, fewest=1, nearly=0.5)}
    order = [code.id for code in study.codebook]
    for one, other in combinations(order, 2):
        places = [{c.place for c in there if c.code == code} for code in (one, other)]
        both = {
            a.place
            for a in there
            for b in there
            if (a.code, b.code) == (one, other)
            and a.place == b.place
            and (
                a.start is None
                or a.end is None
                or b.start is None
                or b.end is None
                or (a.start < b.end and b.start < a.end)
            )
        }
        either = len(places[0]) + len(places[1]) - len(both)
        if both and len(both) / either >= 0.5:
            assert found.pop((one, other)).both == len(both)
    assert not found


@settings(max_examples=25, deadline=None)
@given(MANY, st.data())
def test_a_part_is_counted_as_a_part(done: Acts, data: st.DataObject) -> None:
    study = studied(done)
    everything = Selection.everything(study)
    assert Counting(study, everything).head() == Counting(study).head()
    assert codes_report(Counting(study, everything)) == codes_report(Counting(study))
    places = frozenset(data.draw(st.sets(st.sampled_from(sorted(everything.places)))))
    codes = data.draw(st.sets(st.sampled_from([code.id for code in CODES])))
    codings = frozenset(c for c in everything.codings if c.place in places and c.code in codes)
    part = Counting(study, Selection(places, codings))
    assert {coding for coding, _ in part.codings} == codings
    assert part.head().found == len(places)
    for asked in (places, frozenset(data.draw(st.sets(st.sampled_from(sorted(everything.places))))) | places):
        _check_asked(study, Counting(study, Selection(places, codings, asked)), asked)
    assert sum(one.own.codings for one in code_counts(part)) == len(codings)
    assert sum(one.codings for one in case_counts(part)) == len(codings)
    for one in value_counts(part):
        assert one.of.cases == next(
            other.of.cases for other in value_counts(Counting(study)) if other.of[:2] == one.of[:2]
        )


def _check_asked(study: Study, part: Counting, asked: frozenset[Place]) -> None:
    """Figures are out of what was asked for, whatever was found."""
    head, whole = part.head(), Counting(study).reading
    texts = {text.id: text.name for text in current_transcripts(study) if any(p.transcript == text.id for p in asked)}
    cases = {study.cases.at(place) for place in asked} - {NOBODY}
    assert (head.paragraphs, head.transcripts, head.cases) == (len(asked), len(texts), len(cases))
    assert set(head.cases_not_read) == {study.cases.all[one].name for one in cases if not whole.cases[one].begun}
    assert set(head.transcripts_in_part) == {whole.transcripts[one] for one in texts if whole.transcripts[one].in_part}
    assert head.coded <= head.found <= head.paragraphs
    assert head.coded_cases <= head.cases_read <= head.cases
    assert head.coded_transcripts <= head.transcripts_read <= head.transcripts
    roles = Counter(_role(study, coding) for coding, _ in part.codings)
    assert (head.on_interviewers, head.on_others) == (roles["interviewer"], roles["other"])
    table = cases_report(part).tables[0]
    for case, present, count in zip(*(table.column(name) for name in ("case", "present", "asked")), strict=True):
        assert count == sum(study.cases.at(place) == case for place in asked)
        assert (present is None) == (case != "" and (not count or not whole.cases[str(case)].begun))
    for value in value_counts(part):
        assert set(value.of.asked) == cases & set(value.of.cases)
        assert value.cases_with <= len(value.of.read) <= len(value.of.asked)
    table = attributes_report(part).tables[0]
    for count, share, codings in zip(*(table.column(n) for n in ("cases_asked", "share", "codings")), strict=True):
        assert count or share is None
        assert count or not codings
    done = progress(study, selection=part.selection)
    eligible = {(text.id, n) for text in current_transcripts(study) for n in eligible_paragraphs(text)}
    assert done.eligible == len(asked & eligible)
    assert sum(work.codings for work in done.coders) == len(part.codings)
    for one in speakers(part):
        assert one.words & part.coded & ~part.reading.places == 0
    assert sum(one.words.bit_count() for one in speakers(part)) == len(asked)


def _role(study: Study, coding: Coding) -> str:
    paragraph = study.transcripts[coding.transcript].paragraph(coding.paragraph)
    assert paragraph is not None
    return paragraph.role


@settings(max_examples=25, deadline=None)
@given(MANY)
def test_memos_are_there_once(done: Acts) -> None:
    study = studied(done)
    found = notes(Counting(study))
    there = [key for key, _ in study.memos() if key.transcript not in study.superseded]
    assert len([note for note in found if note.kind.startswith("memo")]) == len(there)
    assert sum(note.kind == "reason of a rating" for note in found) == sum(
        bool(rating.reason) for cell in study.cells for rating, _ in study.cells.ratings(cell).values()
    )


@settings(max_examples=10, deadline=None)
@given(MANY, st.booleans(), st.sampled_from((60, 80, 120)), st.booleans())
def test_every_report_is_well_formed(done: Acts, children: bool, cells: int, plain: bool) -> None:
    counting = Counting(studied(done), children=children)
    for make in REPORTS:
        report = make(counting)
        for table in report.tables:
            assert len(set(table.names)) == len(table.names)
            for row in table.rows:
                assert len(row) == len(table.columns)
                for cell, column in zip(row, table.columns, strict=True):
                    assert cell is None or isinstance(cell, KINDS[column.kind]), (report.name, column.name, cell)
                    assert column.kind != "number" or not isinstance(cell, bool)
        assert json.loads(json.dumps(document(report)))["report"] == report.name
        lines = list(page_lines(report, cells, plain=plain))
        assert all(width(line) <= cells for line in lines), max(lines, key=width)
        if plain:
            assert not set("".join(lines)) & set("█▏▎▍▌▋▊▉░▒▓")


def test_the_consensus_layer_is_counted_only_where_it_is_asked_for_or_alone() -> None:
    from postil.model.change import Apply, Remove  # noqa: PLC0415 - for this test only
    from postil.model.coding import Coding  # noqa: PLC0415 - as above
    from studies import TRANSCRIPTS  # noqa: PLC0415 - as above

    desk = small_desk()
    mine = Coding(TRANSCRIPTS[0].id, 2, None, None, "F4", "ana")
    agreed = mine._replace(coder=CONSENSUS)
    desk.act(Apply(mine))
    desk.act(Apply(agreed), coder=CONSENSUS)
    both = Counting(desk.study)
    assert (both.coders, both.head().codings, both.head().left_out) == (("ana",), 1, 1)
    assert Counting(desk.study, coders=[CONSENSUS]).head().codings == 1
    agreed_on = Selection(frozenset({mine.place}), frozenset({agreed}))
    assert (Counting(desk.study, agreed_on).coders, Counting(desk.study, agreed_on).left_out) == ((), 1)
    desk.act(Remove(mine))
    alone = Counting(desk.study, agreed_on)
    assert (alone.coders, alone.head().left_out) == ((CONSENSUS,), 0)
