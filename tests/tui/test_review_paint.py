from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postil.model.change import AddCode, AddTranscript, Apply, Change, Decide, Doubt, EditCode, Review, SetMemo
from postil.model.codebook import Code
from postil.model.coding import Coding, MemoKey, Place
from postil.model.decision import Decision
from postil.session.commands import KEY_NAMES
from postil.tui.paint.cells import Row, plain, row_width
from postil.tui.paint.review import ReviewPainter
from reviews import P04, Reviewer, coded_apart, in_conflict, review
from snapshots import looks_as_before
from studies import Desk, small_desk, small_transcript

HOSTILE = "[laughs] [/] [@click=app.quit]x[/] \x1b]52;c;ZXZpbA==\x07 \x1b[2J \x9b31m \u202e reversed \x00 \x7f end"
SIZES = st.tuples(st.integers(1, 160), st.integers(1, 50))
KEYS = st.sampled_from([*KEY_NAMES, *"ab=0csjkguUArReGdqlx?:", "é", "漢"])


def defined() -> Desk:
    """Disagreements with what codes mean, memos and a third coder."""
    desk = coded_apart()
    desk.act(
        EditCode("F1", "include", "Ideas that began with front-line staff, users, families."),
        EditCode("F1", "exclude", "Users' part in it as such (F2)."),
        EditCode("F4", "definition", "Senior people wanted it and stayed with it."),
        EditCode("B2", "definition", "Finding people for the posts, and keeping them, where there are few to be had."),
        EditCode("B2", "color", 3),
        coder="ana",
    )
    desk.act(SetMemo(MemoKey.at_coding(Coding(P04, 2, 68, 99, "F4", "ana")), "which board?"), coder="ana")
    return desk


def painted(reviewer: Reviewer) -> ReviewPainter:
    painter = ReviewPainter(reviewer.session)
    reviewer.session.view = painter
    count(reviewer)
    return painter


def count(reviewer: Reviewer) -> None:
    """Count the agreement, as a thread does on the screen."""
    session = reviewer.session
    session.counted(session.count(session.decided), session.decided)


def lines(frame: list[Row]) -> list[str]:
    return [plain(row) for row in frame]


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])
@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("open", ""),
        ("decided", "r ‹space› w h y ‹enter› a k"),
        ("reason", "r because"),
        ("waiting", "r because ‹enter›"),
        ("other", "c lead"),
        ("other_taken", "c need ‹tab›"),
        ("agreed", "A"),
        ("help", "?"),
    ],
)
def test_the_screen_looks_as_it_did(name: str, keys: str, size: tuple[int, int]) -> None:
    reviewer = review(defined())
    painter = painted(reviewer)
    painter.frame(*size)
    reviewer.press(keys)
    looks_as_before(f"review_{name}_{size[0]}x{size[1]}", painter.frame(*size))


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])
def test_three_coders_and_a_conflict_look_as_they_did(size: tuple[int, int]) -> None:
    desk = in_conflict(defined())
    desk.act(Review(P04, 2, "cai"), Apply(Coding(P04, 2, None, None, "F4", "cai")), coder="cai")
    reviewer = review(desk)
    painter = painted(reviewer)
    looks_as_before(f"review_conflict_{size[0]}x{size[1]}", painter.frame(*size))
    reviewer.press("s")
    looks_as_before(f"review_three_{size[0]}x{size[1]}", painter.frame(*size))


def long_desk(sentences: int) -> Desk:
    """One paragraph that is longer than the screen, and two who differ on it."""
    desk = small_desk()
    text = " ".join(f"Sentence {n} of a very long answer that nobody interrupted." for n in range(sentences))
    transcript = small_transcript("P09", ("How was it?", text))
    desk.act(AddTranscript(transcript), coder="")
    for coder, code in (("ana", "F1"), ("ben", "F4")):
        desk.act(Apply(Coding(transcript.id, 2, None, None, code, coder)), Review(transcript.id, 2, coder), coder=coder)
    return desk


def test_a_long_paragraph_scrolls_to_its_end_and_back() -> None:
    reviewer = review(long_desk(60))
    painter = painted(reviewer)
    first = lines(painter.frame(80, 24))
    assert any("Sentence 0 " in line for line in first)
    assert any("PgDn: " in line for line in first)
    assert any("a   ana" in line for line in first)
    seen = "\n".join(first)
    for _ in range(20):
        reviewer.press("‹pagedown›")
        seen += "\n".join(lines(painter.frame(80, 24)))
    assert "all of the paragraph is on the screen" in reviewer.session.message
    for n in range(60):
        assert f"Sentence {n}" in " ".join(seen.split())
    for _ in range(20):
        reviewer.press("‹pageup›")
        frame = lines(painter.frame(80, 24))
    assert frame[1:-1] == first[1:-1]


def test_what_was_given_is_never_pushed_off_by_explanations() -> None:
    desk = long_desk(30)
    codes = [Code(f"X{n}", f"Code number {n}", definition="A long definition. " * 30) for n in range(6)]
    transcript = next(t.id for t in desk.study.transcripts.values() if t.name == "P09")
    desk.act(*map(AddCode, codes), coder="")
    desk.act(*(Apply(Coding(transcript, 2, None, None, code.id, "ana")) for code in codes[:3]), coder="ana")
    desk.act(*(Apply(Coding(transcript, 2, None, None, code.id, "ben")) for code in codes[3:]), coder="ben")
    drawn = "\n".join(lines(painted(review(desk)).frame(80, 24)))
    for n in range(6):
        assert f"Code number {n}" in drawn
    assert "not decided" in drawn


@pytest.mark.parametrize("by", ["lead", "sue"])
def test_one_decision_with_two_reasons_is_told_with_both_and_with_times_where_one_person_made_it(by: str) -> None:
    desk, place = coded_apart(), Place(P04, 2)
    review(desk).press("r first ‹enter› a")
    (former,) = desk.study.heads(("decision", *place))
    assert isinstance(former.value, Decision)
    stamp = "2026-11-25T12:00:00.000Z.0000.0123456789abcdef"
    rival = Change(stamp, by, stamp, Decide(*place, former.value._replace(reason="second")), ())
    desk.study.fold([rival])
    desk.log.add([rival])
    told = " ".join(
        word for line in lines(painted(review(desk)).frame(120, 40)) for word in line.split() if word != "▌"
    )
    what = "ana’s kept: F1 Bottom-up development, F4 Leadership and management buy-in"
    later, sooner = ("lead, 2026-11-25 12:00:00", "lead, 2023-11-14 22:13:20") if by == "lead" else ("sue", "lead")
    assert f"in two ways: {later}: {what} (because: second); {sooner}: {what} (because: first). Any" in told


def test_keys_fit_and_the_last_one_stays() -> None:
    for cells in range(30, 130):
        frame = lines(painted(review(defined())).frame(cells, 30))
        assert frame[-2].endswith(("? all keys", "? keys")), cells


def test_reading_only_offers_no_key_that_decides() -> None:
    reviewer = review(defined(), coder=None, read_only=True)
    keys = lines(painted(reviewer).frame(120, 40))[-2]
    assert "keep" not in keys
    assert "later" in keys


def test_a_change_after_the_decision_is_pointed_out() -> None:
    desk = defined()
    review(desk).press("a")
    desk.act(Apply(Coding(P04, 2, None, None, "F1.2", "ben")), coder="ben")
    reviewer = review(desk)
    reviewer.press("k")
    assert any("‼ ben changed codes here after that" in line for line in lines(painted(reviewer).frame(120, 40)))


@settings(max_examples=60, deadline=None)
@given(st.lists(KEYS, max_size=15), SIZES, st.sampled_from(["lead", None]))
def test_any_frame_is_as_large_as_the_screen(keys: list[str], size: tuple[int, int], who: str | None) -> None:
    reviewer = review(in_conflict(defined()), coder=who, read_only=who is None)
    painter = painted(reviewer)
    for key in ["", *keys]:
        reviewer.session.press(key)
        frame = painter.frame(*size)
        assert len(frame) == size[1]
        assert all(row_width(row) == size[0] for row in frame)


def test_hostile_text_reaches_no_terminal() -> None:
    desk = small_desk()
    transcript = small_transcript(HOSTILE, (HOSTILE, HOSTILE))
    desk.act(AddTranscript(transcript), AddCode(Code("X", HOSTILE, definition=HOSTILE, include=HOSTILE)), coder="")
    for coder in (HOSTILE, f"{HOSTILE}2"):
        span: tuple[int | None, int | None] = (0, len(HOSTILE)) if coder == HOSTILE else (None, None)
        desk.act(
            Review(transcript.id, 2, coder),
            SetMemo(MemoKey.at_paragraph(transcript.id, 2, coder), HOSTILE),
            coder=coder,
        )
        desk.act(Apply(Coding(transcript.id, 2, *span, "X" if coder == HOSTILE else "F1", coder)), coder=coder)
    reviewer = review(desk)
    painter = painted(reviewer)
    for keys in ("", "a k", "r", "‹ctrl+g› c"):
        reviewer.press(keys)
        for size in ((120, 40), (80, 24), (31, 7)):
            for row in painter.frame(*size):
                for text, _ in row:
                    assert text.isprintable()
                    assert not any(ord(character) in {0x1B, 0x9B, 0x202E, 0x7F} for character in text)


def test_no_meaning_by_colour_alone() -> None:
    drawn = "\n".join(lines(painted(review(defined())).frame(120, 40)))
    for said in ("both", "a   ana", "b   ben", "○ not decided"):
        assert said in drawn


def test_agreement_is_told_before_and_after_and_while_it_is_counted() -> None:
    reviewer = review(defined())
    painter = ReviewPainter(reviewer.session)

    def header() -> str:
        return lines(painter.frame(120, 40))[0]

    assert "· α … " in header()
    count(reviewer)
    assert "· α .29 " in header()
    reviewer.press("=")
    assert "α .29 → …" in header()
    count(reviewer)
    assert "α .29 → .59" in header()
    reviewer.press("u")
    count(reviewer)
    assert "· α .29 " in header()


def test_an_agreement_that_does_not_exist_says_why() -> None:
    reviewer = review(defined(), codes=("F4",))
    reviewer.press("0 0")
    painter = ReviewPainter(reviewer.session)
    count(reviewer)
    header = lines(painter.frame(120, 40))[0]
    assert "→ n/a (" in header


def test_a_code_that_its_coder_doubts_says_so() -> None:
    desk = defined()
    desk.act(Doubt(Coding(P04, 2, None, None, "B2", "ben")), coder="ben")
    assert any("? ben has marked this as doubtful" in line for line in lines(painted(review(desk)).frame(120, 40)))


def test_agreed_paragraphs_are_offered_until_they_are_taken_over() -> None:
    reviewer = review(defined())
    painter = painted(reviewer)
    assert lines(painter.frame(120, 40))[-1] == " A takes over 1 paragraph on which all agree"
    reviewer.press("A A")
    assert "taken over" in lines(painter.frame(120, 40))[-1]
    reviewer.press("j k")
    assert lines(painter.frame(120, 40))[-1] == ""
    reviewer.press("u j k")
    assert "takes over" in lines(painter.frame(120, 40))[-1]


# ---- figures, and what waits ----


def decided_once() -> Reviewer:
    reviewer = review(defined())
    reviewer.press("= k")
    return reviewer


def test_the_figures_are_never_cut_and_the_rest_gives_way() -> None:
    desk = defined()
    for name in ("bartholomew-the-younger", "clementine of the north", "cai"):
        desk.act(Review(P04, 2, name), coder=name)
    reviewer = review(desk)
    reviewer.press("= k s r why ‹ctrl+g›")
    painter = painted(reviewer)
    before, after = (f"{result.value:.2f}".lstrip("0") for result in reviewer.session.alpha or ())
    for cells in range(30, 200):
        header = lines(painter.frame(cells, 24))[0]
        assert f"α {before} → {after}" in header, (cells, header)
        assert "reason waits" in header or cells < 40, (cells, header)
    assert "bartholomew-the-younger" in header
    assert "1 decided" in lines(painter.frame(80, 24))[0]


def test_the_header_does_not_move_while_the_figure_is_counted() -> None:
    reviewer = decided_once()
    painter = painted(reviewer)
    for cells in range(30, 160):
        reviewer.session.alpha_of = None
        counting = lines(painter.frame(cells, 24))[0]
        count(reviewer)
        assert counting.replace("→ …  ", "→ .59") == lines(painter.frame(cells, 24))[0]


def test_what_waits_is_not_called_saved() -> None:
    reviewer = review(defined())
    painter = painted(reviewer)
    assert lines(painter.frame(120, 40))[0].endswith("● saved")
    reviewer.press("r why ‹ctrl+g›")
    for _ in range(2):
        header = lines(painter.frame(120, 40))[0]
        assert header.endswith("○ reason waits")
        assert "saved" not in header
        reviewer.press("s")
    reviewer.press("k r ‹enter›")
    drawn = lines(painter.frame(120, 40))
    assert drawn[0].endswith("● saved")
    assert any("reason, for the decision you make next here: why" in line for line in drawn)
    assert not any("✎ consensus" in line for line in drawn)
    reviewer.press("a")
    assert lines(painter.frame(120, 40))[0].endswith("● saved")


def test_the_keys_offer_a_reason_for_the_decision_just_made() -> None:
    reviewer = review(defined())
    painter = painted(reviewer)
    assert "R " not in lines(painter.frame(120, 40))[-2]
    reviewer.press("a")
    assert "  r reason  R for §2  " in lines(painter.frame(120, 40))[-2]
    assert "R " not in lines(painter.frame(80, 24))[-2]
    reviewer.press("u")
    assert "R " not in lines(painter.frame(120, 40))[-2]


def test_the_page_of_keys_says_what_the_figures_are() -> None:
    reviewer = review(defined())
    reviewer.press("?")
    for size in ((120, 40), (80, 24)):
        drawn = " ".join(" ".join(lines(painted(reviewer).frame(*size))).split())
        assert "as if all had given what was decided" in drawn
    reviewer.press("undo")
    assert "as if all" not in "\n".join(lines(painted(reviewer).frame(120, 40)))


def test_a_notice_stands_in_the_last_row_until_it_is_closed() -> None:
    reviewer = review(in_conflict(defined()))
    painter = painted(reviewer)
    reviewer.press("r because")
    assert lines(painter.frame(80, 24))[-1] == " texts in conflict carry no reason · Enter goes on"
