from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from books import AtBook, at_book, used_by_two
from desks import DeskRecorder
from postil.model.book_acts import named_version
from postil.model.change import AddCode, AddTranscript, Apply, EditCode
from postil.model.codebook import Code
from postil.model.coding import Coding
from postil.session.commands import KEY_NAMES
from postil.session.session import Session
from postil.tui.paint.cells import Row, plain, row_width
from postil.tui.paint.codebook import CodebookPainter
from postil.tui.paint.frame import Painter
from postil.tui.paint.viewport import Viewport
from snapshots import looks_as_before
from studies import TRANSCRIPTS, Desk, small_transcript

HOSTILE = "[laughs] [/] [@click=app.quit]x[/] \x1b]52;c;ZXZpbA==\x07 \x1b[2J \x9b31m \u202e reversed \x00 \x7f end"
SIZES = st.tuples(st.integers(1, 160), st.integers(1, 50))
KEYS = st.sampled_from([*KEY_NAMES, *"jkgGhlz<>nNrmMSEdCVvuUep#/c:?yqoa+12bx", "é", "漢"])
BOTH = pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])


def lived_in() -> Desk:
    """Codes with all their fields, one retired, one merged, a heading, and a version that is not the latest word."""
    desk = used_by_two()
    desk.act(
        AddCode(Code("H", "Barriers", status="heading")),
        EditCode("B2", "parent", "H"),
        AddCode(Code("F1.3", "Old idea", parent="F1", number="F1.3", status="retired")),
        AddCode(Code("F5", "Grassroots", number="F5", origin="inductive")),
        EditCode("F1", "include", "Ideas that began with front-line staff, users, families."),
        EditCode("F1", "exclude", "Users' part in it as such (F2)."),
        EditCode("F1", "example", "“It was the liaison nurses, really.” (P04 §2)"),
        EditCode("F1", "aliases", ("grass roots", "local ideas")),
        EditCode("F1", "color", 3),
        EditCode("F1", "origin", "a priori"),
        coder="",
    )
    desk.act(named_version(desk.study, "v1", "after the pilot"), coder="ana")
    desk.act(EditCode("F5", "merged_into", "F1"), coder="ben")
    return desk


def painted(who: AtBook) -> CodebookPainter:
    painter = CodebookPainter(who.session)
    who.session.view = painter
    return painter


def lines(frame: list[Row]) -> list[str]:
    return [plain(row) for row in frame]


@BOTH
@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("open", ""),
        ("folded", "‹space›"),
        ("merged", "j j j"),
        ("fields", "‹tab› j"),
        ("renaming", "r"),
        ("editing", "e defin"),
        ("merging", "j M lead"),
        ("asking", "j M lead ‹enter›"),
        ("splitting", "S ‹space›"),
        ("sending", "S ‹space› ‹enter› Maps"),
        ("example", "j E j"),
        ("versions", "v"),
        ("help", "?"),
    ],
)
def test_the_codebook_looks_as_it_did(name: str, keys: str, size: tuple[int, int]) -> None:
    who = at_book(lived_in())
    painter = painted(who)
    painter.frame(*size)
    who.press(keys)
    looks_as_before(f"book_{name}_{size[0]}x{size[1]}", painter.frame(*size))


def test_no_meaning_by_colour_alone() -> None:
    for size in ((120, 40), (80, 24)):
        drawn = "\n".join(lines(painted(at_book(lived_in())).frame(*size)))
        for said in ("F1.3 Old idea · retired", "F5 Grassroots · merged", "Barriers · heading", "▌"):
            assert said in drawn
    assert "3 ■■■" in "\n".join(lines(painted(at_book(lived_in())).frame(120, 40)))


def test_every_field_is_named_however_long_the_others_are() -> None:
    desk = lived_in()
    for field in ("definition", "include", "exclude", "example", "see_also"):
        desk.act(EditCode("F1", field, f"A long {field}. " * 80), coder="ana")
    who = at_book(desk)
    painter = painted(who)
    for keys, size in (("", (120, 40)), ("‹tab›", (80, 24)), ("j j j", (80, 24))):
        who.press(keys)
        drawn = "\n".join(lines(painter.frame(*size)))
        for label in ("name", "definition", "include", "exclude", "example", "aliases", "see also", "status", "origin"):
            assert f"{label} " in drawn, (label, size)
        for label in ("colour", "number", "parent", "merged from", "used"):
            assert f"{label} " in drawn, (label, size)
    assert drawn.count("A long exclude") > 3, "the field under the cursor has the room that is left"
    assert "…" in drawn


def test_the_cursor_is_always_on_the_screen() -> None:
    desk = used_by_two()
    desk.act(*(AddCode(Code(f"X{n}", f"Code number {n}")) for n in range(90)), coder="")
    who = at_book(desk)
    painter = painted(who)
    for size in ((120, 40), (80, 24), (40, 9)):
        for keys in ("g", *"jjjjjjjjj", "‹pagedown›", "‹pagedown›", "k", "G", "k", "‹pageup›", "h", "g"):
            who.press(keys)
            assert any(line.startswith("▌") for line in lines(painter.frame(*size))), (size, keys)


def test_a_screen_down_shows_what_was_not_seen() -> None:
    desk = used_by_two()
    desk.act(*(AddCode(Code(f"X{n}", f"Code number {n}")) for n in range(90)), coder="")
    who = at_book(desk)
    painter = painted(who)
    seen = set(lines(painter.frame(80, 24)))
    for _ in range(10):
        who.press("‹pagedown›")
        seen |= set(lines(painter.frame(80, 24)))
    for n in range(90):
        assert any(f"Code number {n} " in line for line in seen), n


def test_the_question_of_a_merge_is_read_to_its_end_at_80_cells() -> None:
    who = at_book(lived_in(), code="F1.2")
    painter = painted(who)
    who.press("M lead ‹enter›")
    assert lines(painter.frame(80, 24))[-1] == (" merge F1.2 (3 codings, 2 coders) into F4 (1)? y, or any other key")


def test_keys_fit_and_the_last_two_stay() -> None:
    for cells in range(30, 130):
        frame = lines(painted(at_book(lived_in())).frame(cells, 30))
        assert frame[-2].endswith(("o back  ? all keys", "o back  ? keys")), cells


def test_reading_only_offers_no_key_that_changes() -> None:
    frame = lines(painted(at_book(lived_in(), coder=None, read_only=True)).frame(120, 40))
    assert "merge" not in frame[-2]
    assert "reading only" in frame[0]


def test_an_empty_book_says_how_to_begin() -> None:
    desk = Desk()
    desk.act(AddTranscript(TRANSCRIPTS[0]), coder="")
    assert any("n makes a code" in line for line in lines(painted(at_book(desk)).frame(120, 40)))


@settings(max_examples=80, deadline=None)
@given(st.lists(KEYS, max_size=20), SIZES, st.sampled_from(["ana", None]))
def test_any_frame_is_as_large_as_the_screen(keys: list[str], size: tuple[int, int], coder: str | None) -> None:
    who = at_book(lived_in(), coder=coder, read_only=coder is None)
    painter = painted(who)
    for key in ["", *keys]:
        who.session.press(key)
        frame = painter.frame(*size)
        assert len(frame) == size[1]
        assert all(row_width(row) == size[0] for row in frame)


def test_hostile_text_reaches_no_terminal() -> None:
    desk = used_by_two()
    transcript = small_transcript(HOSTILE, (HOSTILE, HOSTILE))
    code = Code("X", HOSTILE, "", HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, (HOSTILE,), see_also=HOSTILE)
    desk.act(AddTranscript(transcript), AddCode(code), AddCode(Code("Y", f"{HOSTILE} too", parent="X")), coder="")
    desk.act(EditCode("F4", "merged_into", "X"), coder="")
    desk.act(Apply(Coding(transcript.id, 2, 0, 9, "X", HOSTILE)), coder=HOSTILE)
    desk.act(named_version(desk.study, HOSTILE, HOSTILE), coder=HOSTILE)
    desk.act(EditCode("X", "definition", f"{HOSTILE} now"), EditCode("X", "name", f"{HOSTILE} now"), coder="ana")
    who = at_book(desk, code="X")
    painter = painted(who)
    leave = "‹ctrl+g› ‹ctrl+g›"
    for keys in ("", "‹tab›", "‹tab› j", "h", "r", "e", "m", "M built ‹enter›", "S ‹space›", "E", "v", "G C", "/", "?"):
        who.press(f"{leave} {keys}")
        for size in ((120, 40), (80, 24), (31, 7)):
            for row in painter.frame(*size):
                for text, _ in row:
                    assert text.replace("\u200d", "").isprintable()
                    assert not any(ord(character) in {0x1B, 0x9B, 0x202E, 0x7F} for character in text)


# ---- looking again, in the coding screen ----


def coding_screen(desk: Desk) -> tuple[Session, Painter]:
    viewport = Viewport()
    session = Session(DeskRecorder(desk), coder="ana", view=viewport)
    session.press("g")
    session.press("g")
    return session, Painter(session, viewport)


def worded_anew() -> Desk:
    desk = lived_in()
    desk.act(EditCode("F1", "definition", "Grew out of the ideas of people who live there."), coder="ben")
    return desk


@BOTH
def test_what_is_to_be_looked_at_again_looks_as_it_did(size: tuple[int, int]) -> None:
    session, painter = coding_screen(worded_anew())
    painter.frame(*size)
    session.press("H")
    looks_as_before(f"looking_again_{size[0]}x{size[1]}", painter.frame(*size))


def test_codings_to_look_at_again_are_marked_and_counted_until_they_are_settled() -> None:
    session, painter = coding_screen(worded_anew())
    drawn = lines(painter.frame(120, 40))
    assert "⟳ 2 to look at again" in drawn[0]
    assert sum("F1 Bottom" in line and "⟳" in line for line in drawn[1:]) == 2
    session.press("H")
    drawn = lines(painter.frame(120, 40))
    assert any("now Grew out of the ideas" in line for line in drawn)
    assert any("was Grew out of local ideas." in line for line in drawn)
    session.press("h")
    session.press("h")
    drawn = lines(painter.frame(120, 40))
    assert "⟳" not in "\n".join(drawn)
    assert "⟳" not in lines(coding_screen(lived_in())[1].frame(120, 40))[0]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*"HhEjkxuU0123f]cV", "escape", "enter"]), max_size=15), SIZES)
def test_a_frame_is_as_large_as_the_screen_while_looking_again(keys: list[str], size: tuple[int, int]) -> None:
    session, painter = coding_screen(worded_anew())
    for key in ["H", *keys]:
        session.press(key)
        frame = painter.frame(*size)
        assert len(frame) == size[1]
        assert {row_width(row) for row in frame} == {size[0]}


def test_the_wordings_are_read_at_80x24_too_and_go_when_the_cursor_does() -> None:
    session, painter = coding_screen(worded_anew())
    session.press("H")
    drawn = lines(painter.frame(80, 24))
    assert any("was Grew out of local ideas." in line for line in drawn)
    assert any(line.startswith(" ▌  2") for line in drawn)
    session.press("j")
    assert not any("was Grew" in line for line in lines(painter.frame(80, 24)))
