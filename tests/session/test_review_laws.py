"""Whatever is pressed in a review: what the coders recorded stays, and the consensus is what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postil.agreement import statistic
from postil.agreement.units import Compared, compared
from postil.model.change import AddCoder, Apply, Remove, Review
from postil.model.coding import Coding, Place
from postil.model.decision import CONSENSUS
from postil.model.study import Study
from postil.session.commands import KEY_NAMES
from postil.session.review_items import is_settled
from postil.session.review_list import to_review
from postil.session.session import Quit, Redraw
from reviews import P04, P05, Wanted, coded_apart, in_conflict, originals, review
from studies import CODE_IDS, Desk, content, stamped

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

COMMON = (*"ab=0csjkguUArReGd", "enter", "tab", "backspace", "ctrl+g", "down", "up")
KEYS = st.one_of(
    st.sampled_from(COMMON),
    st.sampled_from(COMMON),
    st.sampled_from([chr(code) for code in range(0x21, 0x7F)]),
    st.sampled_from(tuple(KEY_NAMES)),
    st.sampled_from(("é", "漢", "\x1b", "f5", "")),
)
PHRASES = st.sampled_from(
    (
        ("c", "w", "o", "enter"),
        ("c", "b", "tab", "l", "enter"),
        ("c", "b", "tab", "enter"),
        ("c", *"Gulls", "enter"),
        ("c", *"Weather/Sea", "tab", "enter"),
        ("r", "h", "i", "enter"),
        ("r", "ctrl+u", "enter"),
        ("r", "x", "ctrl+g"),
        ("a", "R", "q", "enter"),
        ("R", "u", "ctrl+g"),
        ("?", "q", "u", "enter"),
        ("A", "A"),
        ("e", "!", "enter"),
    )
)
SEQUENCES = st.lists(st.one_of(KEYS.map(lambda key: (key,)), PHRASES), max_size=30).map(
    lambda parts: [key for part in parts for key in part if key not in {"q", "ctrl+q"}]
)
"""Without leaving, which may keep a reason as a memo."""


@st.composite
def desks(draw: st.DrawFn) -> Desk:
    """Two or three coders who coded four paragraphs apart."""
    desk = coded_apart()
    for coder in ("ana", "ben", *(["cai"] if draw(st.booleans()) else [])):
        for transcript, n in ((P04, 2), (P04, 4), (P05, 2)):
            span = draw(st.sampled_from(((None, None), (0, 2), (1, 3))))
            desk.act(
                *(Apply(Coding(transcript, n, *span, code, coder)) for code in draw(st.sets(CODE_IDS))), coder=coder
            )
            desk.act(Review(transcript, n, coder, draw(st.sampled_from((True, True, False)))), coder=coder)
    desk.act(Review(P04, 2, "ana"), Apply(Coding(P04, 2, 0, 3, "F1.2", "ana")), coder="ana")
    desk.act(Review(P04, 2, "ben"), coder="ben")
    gone = [c for c, _ in desk.study.codings() if c.code == "F1.2" and c.coder != "ana" and c.paragraph == 2]
    desk.act(*map(Remove, gone), coder="ben")
    return in_conflict(desk) if draw(st.booleans()) else desk


def check(study: Study) -> None:
    """The consensus has at each decided paragraph just the codes of the decision, and has reviewed it."""
    for place, (decision, _) in study.decisions().items():
        there = {coding.code for coding in study.codings_at(place, CONSENSUS)}
        assert there == set(decision.codes)
        assert place.paragraph in study.reviewed(place.transcript, CONSENSUS)


@settings(max_examples=120, deadline=None)
@given(desks(), SEQUENCES, st.sampled_from(("lead", "ana")))
def test_any_keys_leave_the_originals_and_undo_to_the_beginning(desk: Desk, keys: list[str], who: str) -> None:
    desk.act(AddCoder(who), coder="")  # or the first act would do it, and no undo takes that back
    reviewer = review(desk, coder=who)
    reviewer.session._begin_layer()
    before, beginning = originals(reviewer.study), content(reviewer.study)
    for key in keys:
        for effect in reviewer.session.press(key):
            assert isinstance(effect, Quit | Redraw)
        session = reviewer.session
        assert 0 <= session.at < len(session.items)
        assert session.item.place is None or session.item.place == session.place
        assert session.open == {at for at, item in enumerate(session.items) if not is_settled(session.study, item)}
        assert originals(reviewer.study) == before
        check(reviewer.study)
    assert stamped(reviewer.study) == stamped(Study(reviewer.recorder.desk.log))
    for key in ("escape", "escape"):
        reviewer.session.press(key)
    presses = 0
    while reviewer.session.message != "nothing to undo in this review":
        reviewer.session.press("u")
        check(reviewer.study)
        presses += 1
        assert presses <= len(reviewer.recorder.acts) + 1
    assert content(reviewer.study) == beginning


def rows_of(
    found: Compared, decided: Mapping[Place, Collection[str]], codes: tuple[str, ...]
) -> list[tuple[str, int, list[str]]]:
    """What each coder gave each unit that they rated, or what was decided about it."""
    return [
        (coder, at, [code for code in given if not codes or code in codes])
        for number, coder in enumerate(found.coders)
        for at, place in enumerate(found.places)
        if found.ratings.rated[number] >> at & 1
        for given in [decided.get(place, [c for c, bits in found.ratings.given[number].items() if bits >> at & 1])]
    ]


@settings(max_examples=80, deadline=None)
@given(desks(), SEQUENCES, st.sampled_from(((), ("F1",), ("B2", "F4"))))
def test_the_figures_are_those_of_agreement_with_the_decisions(
    desk: Desk, keys: list[str], codes: tuple[str, ...]
) -> None:
    found = to_review(desk.study, Wanted(codes=codes))
    if not found.items:
        return
    reviewer = review(desk, codes=codes)
    for key in keys:
        reviewer.session.press(key)
    session = reviewer.session
    alpha = session.count(session.decided)
    wanted = found.wanted._replace(coders=found.coders)
    for mine, decided in ((alpha.before, {}), (alpha.after, session.decided)):
        theirs = statistic("krippendorff_alpha_set", rows_of(compared(desk.study, wanted), decided, codes))
        assert mine.value == pytest.approx(theirs.value)
    assert not session.is_counted
    session.counted(alpha, session.decided)
    assert session.is_counted
    reviewer.press("‹escape› ‹escape› a")
    assert session.is_counted == (session.alpha_of == session.decided)


@settings(max_examples=60, deadline=None)
@given(desks(), SEQUENCES)
def test_reading_only_records_nothing_whatever_is_pressed(desk: Desk, keys: list[str]) -> None:
    before, count = stamped(desk.study), len(desk.log)
    reader = review(desk, coder=None, read_only=True)
    for key in keys:
        reader.session.press(key)
        reader.session.paste("x\ny")
    assert (stamped(desk.study), len(desk.log)) == (before, count)


@settings(max_examples=60, deadline=None)
@given(desks(), SEQUENCES, st.integers(0, 40))
def test_a_disk_that_fills_up_loses_nothing(desk: Desk, keys: list[str], when: int) -> None:
    reviewer = review(desk)
    for at, key in enumerate(keys):
        reviewer.recorder.full = at >= when
        before = stamped(reviewer.study)
        reviewer.session.press(key)
        if reviewer.recorder.full:
            assert stamped(reviewer.study) == before
        check(reviewer.study)
