from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desks import Coder, sit
from postil.errors import NotFoundError, QueryError, StudyFileError
from postil.model.change import AddCode, AddCoder, AddTranscript, Apply, DropCode
from postil.model.codebook import Code
from postil.model.coding import Coding, MemoKey, Place
from postil.session.filters import found_all, found_at
from postil.session.modes import Asking, Picking, Prompting, Reading
from postil.session.surroundings import EditText, Quit
from postil.session.textline import TextLine
from postil.text.wrap import shortened
from studies import CODES, TRANSCRIPTS, Desk, small_desk, small_transcript

P04, P05 = TRANSCRIPTS


def prompt(coder: Coder) -> Prompting:
    assert isinstance(coder.session.mode, Prompting)
    return coder.session.mode


def at(n: int) -> MemoKey:
    return MemoKey.at_paragraph(P04.id, n, "ana")


# ---- memos ----


def test_a_memo_on_the_paragraph() -> None:
    coder = sit()
    coder.press("mask‹space›P05‹enter›")
    assert coder.study.memo(at(1)) == "ask P05"
    assert coder.session.message == "memo saved"
    coder.press("m")
    assert (prompt(coder).title, prompt(coder).line.text) == ("memo §1", "ask P05")
    coder.press("‹ctrl+u›‹backspace›‹enter›")
    assert coder.study.memo(at(1)) == ""
    assert coder.session.message == "memo removed"
    coder.press("m‹backspace›")
    assert isinstance(coder.session.mode, Reading)


def test_tab_goes_round_the_codings_and_saves_what_was_typed() -> None:
    coder = sit()
    coder.press("cwork‹tab›bott‹enter›m")
    assert prompt(coder).hint == "Enter saves · Tab to the next memo here"
    coder.press("one‹tab›")
    assert prompt(coder).title == "memo on B2 Workforce challenges"
    coder.press("two‹tab›")
    assert prompt(coder).title == "memo on F1 Bottom-up development"
    coder.press("‹tab›")
    assert (prompt(coder).title, prompt(coder).line.text) == ("memo §1", "one")
    coder.press("‹enter›")
    assert coder.study.memo(at(1)) == "one"
    assert coder.study.memo(MemoKey(P04.id, 1, None, None, "B2", "ana")) == "two"
    assert len(coder.study.memos_at(Place(P04.id, 1), "ana")) == 2


def test_the_memo_of_a_selected_part_s_coding_comes_first() -> None:
    coder = sit()
    coder.press("jcwork‹enter›va1m")
    assert prompt(coder).title == "memo on B2 Workforce challenges"
    coder.press("x‹enter›")
    start, end = coder.session.span or (0, 0)
    assert coder.study.memo(MemoKey(P04.id, 2, start, end, "B2", "ana")) == "x"


def test_a_note_on_words_is_reached_again_and_one_is_written_on_the_selected_words() -> None:
    coder = sit()
    words = MemoKey(P04.id, 3, 0, 5, "", "ana")
    coder.session.set_memo(words, "note")
    coder.session.set_memo(words._replace(coder="ben"), "not mine")
    coder.press("jjm")
    assert prompt(coder).title == "memo §3"
    coder.press("‹tab›")
    assert (prompt(coder).title, prompt(coder).line.text) == ("note on “האם ז”", "note")
    coder.press("!‹tab›")
    assert prompt(coder).title == "memo §3", "it is the last one of the two"
    assert coder.study.memo(words) == "note!"
    coder.press("‹ctrl+g›kva1")
    start, end = coder.session.span or (0, 0)
    assert end
    coder.press("mon‹space›these‹enter›")
    assert coder.study.memo(MemoKey(P04.id, 2, start, end, "", "ana")) == "on these"
    assert not coder.study.memo(at(2))
    coder.press("m")
    assert prompt(coder).line.text == "on these", "and once only"
    coder.press("‹tab›")
    assert prompt(coder).title == "memo §2"
    coder.press("‹tab›")
    assert prompt(coder).line.text == "on these"


def test_what_was_typed_and_left_is_there_again() -> None:
    coder = sit()
    coder.press("mlong‹space›thought‹escape›")
    assert coder.session.message == "memo not saved; m brings it back"
    assert coder.study.memo(at(1)) == ""
    coder.press("jm‹escape›km")
    assert prompt(coder).line.text == "long thought"
    coder.press("‹enter›")
    assert coder.study.memo(at(1)) == "long thought"
    assert coder.session.drafts == {}


def test_a_memo_that_cannot_be_saved_stays_in_its_line() -> None:
    coder = sit()
    coder.recorder.full = True
    coder.press("mthought‹enter›")
    assert coder.session.alarm
    assert prompt(coder).line.text == "thought"
    with pytest.raises(StudyFileError):
        coder.session.set_memo(at(2), "from the editor")
    coder.recorder.full = False
    coder.press("‹enter›jm")
    assert coder.study.memo(at(1)) == "thought"
    assert prompt(coder).line.text == "from the editor"


def test_pasted_lines_stay_in_a_memo_and_nowhere_else() -> None:
    coder = sit()
    coder.press("m")
    coder.session.paste("a\r\nbe\u0301\n")
    coder.press("‹enter›")
    assert coder.study.memo(at(1)) == "a\nb\u00e9"
    coder.press("/")
    coder.session.paste("nurses,\nreally")
    assert coder.session.find == "nurses, really"


def test_white_space_is_no_memo() -> None:
    coder = sit()
    coder.press("m‹space›‹space›‹enter›")
    assert coder.recorder.acts[1:] == []


def test_the_editor_is_asked_for_and_its_text_recorded() -> None:
    coder = sit()
    coder.press("mx‹enter›")
    assert coder.press("M") == [EditText(at(1), "x")]
    coder.session.set_memo(at(1), "\nx\ny\n")
    assert coder.study.memo(at(1)) == "x\ny"


def test_old_line_ends_are_line_feeds_in_a_memo() -> None:
    coder = sit()
    coder.press("m")
    coder.session.paste("a\rb\r\nc\u2028d")
    assert prompt(coder).line.text == "a\nb\nc\nd"
    coder.press("‹escape›/")
    coder.session.paste("x\ry\x85z")
    assert coder.session.find == "x y z"


# ---- what is typed and not saved when somebody leaves ----


def test_quitting_keeps_what_was_typed_and_not_saved() -> None:
    coder = sit()
    coder.press("mlong‹space›thought‹ctrl+g›jmsecond‹ctrl+c›")
    assert coder.press("q") == [Quit()]
    assert (coder.study.memo(at(1)), coder.study.memo(at(2))) == ("long thought", "second")
    assert coder.session.message == "memo kept"
    assert (coder.session.drafts, len(coder.session.kept)) == ({}, 2)


def test_without_drafts_quitting_says_nothing() -> None:
    coder = sit()
    coder.press("mx‹enter›m‹ctrl+g›")
    before = len(coder.recorder.acts)
    assert coder.press("q") == [Quit()]
    assert (coder.session.kept, len(coder.recorder.acts)) == ((), before)


@pytest.mark.parametrize(
    ("memo", "draft", "kept"),
    [
        ("ask P05", "other", "ask P05\n\nother"),
        ("ask P05", "ask P05 too", "ask P05 too"),
        ("ask P05", "P05", "ask P05"),
        ("", " x ", " x "),
    ],
)
def test_a_memo_that_is_there_stays_beside_the_draft(memo: str, draft: str, kept: str) -> None:
    coder = sit()
    coder.session.set_memo(at(1), memo)
    coder.session.drafts[at(1)] = draft
    coder.session.keep_typed()
    assert coder.study.memo(at(1)) == kept
    coder.session.keep_typed()
    assert coder.study.memo(at(1)) == kept


def test_a_signal_while_typing_keeps_the_text() -> None:
    coder = sit()
    coder.press("mhalf‹space›a‹space›th")
    coder.session.keep_typed()
    assert coder.study.memo(at(1)) == "half a th"
    assert isinstance(coder.session.mode, Reading)
    coder.press("/lia")
    coder.session.keep_typed()
    assert coder.session.find == ""


def test_leaving_with_a_memo_that_cannot_be_kept_asks_first() -> None:
    coder = sit()
    coder.press("mthought‹ctrl+g›")
    coder.recorder.full = True
    assert coder.press("q") == []
    assert isinstance(coder.session.mode, Asking)
    assert "disk is full" in coder.session.mode.question
    assert coder.press("j") == []
    coder.press("q")
    assert coder.press("q") == [Quit()]
    coder.press("q")
    coder.recorder.full = False
    coder.press("‹escape›")
    assert coder.press("q") == [Quit()]
    assert coder.study.memo(at(1)) == "thought"


def test_one_draft_that_has_lost_its_place_does_not_hold_the_others() -> None:
    coder = sit()
    coder.session.drafts[MemoKey.at_paragraph("t-gone", 1, "ana")] = "lost place"
    coder.session.drafts[at(2)] = "kept"
    with pytest.raises(NotFoundError):
        coder.session.keep_typed()
    assert coder.study.memo(at(2)) == "kept"


# ---- Ctrl+C ----


@pytest.mark.parametrize("keys", ["cwo", "mx", "/x", "v", "w", "Vj", "?", "e", "g", ":x"])
def test_ctrl_c_closes_what_is_open_as_ctrl_g_does(keys: str) -> None:
    coder, other = sit(), sit()
    coder.press(keys + "‹ctrl+c›")
    other.press(keys + "‹ctrl+g›")
    assert isinstance(coder.session.mode, Reading)
    assert coder.session.message == other.session.message
    assert coder.session.drafts == other.session.drafts


def test_ctrl_c_in_reading_says_how_to_leave() -> None:
    coder = sit()
    coder.press("‹ctrl+c›")
    assert coder.session.message == "q leaves; everything is saved already"
    coder.recorder.full = True
    coder.press("r‹ctrl+c›")
    assert coder.session.message == "q leaves"


# ---- what could not be saved ----


def test_an_act_that_could_not_be_recorded_is_known_until_one_is() -> None:
    coder = sit()
    coder.press("r")
    assert coder.session.trouble == ""
    coder.recorder.full = True
    coder.press("cwork‹enter›j")
    assert "disk is full" in coder.session.trouble
    coder.press("u")
    assert "disk is full" in coder.session.trouble
    coder.recorder.full = False
    coder.press("enam‹escape›‹escape›")
    assert "disk is full" in coder.session.trouble
    coder.press("r")
    assert coder.session.trouble == ""


def test_a_wish_that_is_refused_is_no_failure_to_save() -> None:
    coder = sit()
    coder.session.panel_code = "F1"
    coder.press("ename‹enter›‹ctrl+u›‹enter›")
    assert coder.session.alarm
    assert coder.session.trouble == ""


def test_a_file_that_could_not_be_written_is_known_until_it_is() -> None:
    coder = sit()
    coder.session.not_written = "saved in the journal, file not written: no space"
    coder.press("r")
    assert coder.session.trouble == "saved in the journal, file not written: no space"


# ---- finding ----


def test_find_and_go_on_in_both_directions() -> None:
    desk = Desk()
    texts = ("The café.", "No.", "A CAFE\u0301 again.", "nothing", "Cafés")
    desk.act(AddTranscript(small_transcript("P1", texts)), coder="")
    coder = sit(desk)
    coder.press("n")
    assert coder.session.message == "/ finds text first"
    coder.press("j/cafe‹enter›")
    assert (coder.session.n, coder.session.find) == (3, "cafe")
    coder.press("n")
    assert coder.session.n == 5
    coder.press("n")
    assert (coder.session.n, coder.session.message) == (1, "on from the beginning")
    coder.press("N")
    assert (coder.session.n, coder.session.message) == (5, "on from the end")
    coder.press("N")
    assert coder.session.n == 3
    coder.press("/Café‹enter›")
    assert coder.session.n == 5
    coder.press("n")
    assert coder.session.message == "“Café” is nowhere else in this transcript"
    coder.press("/zzz‹enter›")
    assert (coder.session.n, coder.session.message) == (5, "“zzz” is not in this transcript")
    coder.press("N")
    assert coder.session.message == "“zzz” is not in this transcript"


def test_what_is_typed_is_shown_at_once_and_leaving_brings_the_old_find_back() -> None:
    coder = sit()
    coder.press("/nurses‹enter›/lia")
    assert coder.session.find == "lia"
    coder.press("‹ctrl+g›")
    assert coder.session.find == "nurses"
    coder.press("/‹enter›")
    assert coder.session.find == ""


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("I don’t know", "don't", "don’t"),
        ("“Yes,” she said", '"yes,"', "“Yes,”"),
        ("half–way there", "half-way", "half–way"),
        ("one\ntwo", "one two", "one\ntwo"),
        ("ONE two", "one", "ONE"),
        ("ONE two", "One", None),
        ("the Café", "Cafe\u0301", "Café"),
        ("Zoë's", "zoe", "Zoë"),
        ("x Straße y", "strasse", "Straße"),
        ("ﬁne", "fine", "ﬁne"),
        ("האם זה", "זה", "זה"),
        ("漢字", "字", "字"),
        ("abc", "", None),
        ("abc", "\u0301", None),
    ],
)
def test_what_finds_what(text: str, wanted: str, found: str | None) -> None:
    span = found_at(text, wanted)
    assert (text[slice(*span)] if span else None) == found


@given(st.text(max_size=12), st.text(min_size=1, max_size=5), st.text(max_size=12))
def test_a_text_is_found_in_itself(before: str, wanted: str, after: str) -> None:
    text = before + wanted + after
    span = found_at(text, wanted.lower())
    if span is not None:
        assert 0 <= span[0] < span[1] <= len(text)
    if wanted.isascii() and wanted.isprintable() and text.isascii():
        assert span is not None


@given(st.text("aA’' éße\u0301", max_size=60), st.text("a' ées", min_size=1, max_size=3))
def test_all_places_are_those_that_are_found_one_after_the_other(text: str, wanted: str) -> None:
    spans = found_all(text, wanted)
    assert spans[:1] == [span for span in [found_at(text, wanted)] if span]
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    for start, end in spans:
        assert found_at(text[start:end], wanted) == (0, end - start)


def test_all_places_of_a_long_text_are_found_in_a_moment() -> None:
    text = "It’s the nurses, really, who kept a list. " * 1000
    began = time.process_time()
    spans = found_all(text, "e")
    assert time.process_time() - began < 0.5
    assert len(spans) == text.count("e")
    assert {text[start:end] for start, end in spans} == {"e"}


# ---- filtering ----


def filtered(coder: Coder) -> list[int]:
    return [p.n for p in coder.session.transcript.paragraphs if coder.session.hit(p)]


@pytest.mark.parametrize(
    ("query", "label", "hits"),
    [
        ("not‹space›rev", "not reviewed", [1, 3, 4]),
        ("coded", "coded", [2, 3]),
        ("without", "without a code", [1, 4]),
        ("memo", "with a memo", [4]),
        ("doubt", "doubtful", [3]),
        ("int", "speaker INT", [1, 3]),
        ("work", "code B2 Workforce challenges", [3]),
        ("f1.2", "code F1.2 Built on local need", [2]),
        ("bottom", "code F1 Bottom-up development", [2]),
        ("laughs", "text “laughs”", [2]),
        ("café‹up›", "text “café”", [1]),
    ],
)
def test_each_condition(query: str, label: str, hits: list[int]) -> None:
    coder = sit()
    coder.press("jcF1.2‹enter›r jcwork‹enter›D jmx‹enter›")
    coder.press(f"f{query}‹enter›")
    assert coder.session.filter is not None
    assert coder.session.filter.label == label
    assert filtered(coder) == hits
    assert coder.session.n in hits
    many = "1 paragraph" if len(hits) == 1 else f"{len(hits)} paragraphs"
    assert coder.session.message == f"{many} here · {shortened(label, 26)} · Tab goes on · f Enter clears"
    coder.press("f‹enter›")
    assert filtered(coder) == [1, 2, 3, 4]
    assert coder.session.message == "no filter"


def test_tab_walks_the_hits_and_space_still_goes_to_what_is_not_reviewed() -> None:
    coder = sit()
    coder.press("fint‹enter›‹tab›")
    assert coder.session.n == 3
    coder.press("‹shift+tab›")
    assert coder.session.n == 1
    coder.press("‹space›")
    assert coder.session.n == 2
    coder.press("fdoubt‹enter›‹tab›")
    assert coder.session.message == "no other hit here; ] opens the next transcript"


def test_a_heading_finds_all_codes_below_it() -> None:
    desk = Desk()
    desk.act(
        AddCode(Code("B", "Barriers", status="heading")),
        AddCode(Code("B1", "Money", parent="B")),
        AddTranscript(P04),
        coder="",
    )
    desk.act(Apply(Coding(P04.id, 3, None, None, "B1", "ana")), Apply(Coding(P04.id, 2, None, None, "B1", "ben")))
    coder = sit(desk)
    coder.press("fbarr‹enter›")
    assert filtered(coder) == [3]
    everybody = sit(desk, coder=None)
    everybody.press("fbarr‹enter›")
    assert filtered(everybody) == [2, 3]


@pytest.mark.parametrize(
    ("typed", "hits"),
    [
        ("=F4", [2]), ("F1 ‹space› OR ‹space› F4", [2, 3]), ("NOT ‹space› coded", [1, 4]), ("text:nurses", [2]),
        ("F4 ‹space› coded", [2]), ("*lead*", [2]), ("f1.2 ‹space› or ‹space› lead", [2, 3]), ("speaker:i*", [1, 3]),
        ('"Leadership ‹space› and ‹space› management ‹space› buy-in"', [2]),
    ],
)  # fmt: skip
def test_a_filter_may_be_a_query(typed: str, hits: list[int]) -> None:
    coder = sit()
    coder.press("j c lead ‹enter› j c F1.2 ‹enter›")
    coder.press(f"f {typed} ‹enter›")
    assert coder.session.filter is not None
    assert coder.session.filter.what == "query"
    assert filtered(coder) == hits
    assert coder.session.message.startswith(f"{len(hits)} paragraph")


def test_a_filter_by_a_query_follows_what_is_coded() -> None:
    coder = sit()
    coder.press("f F4 ‹space› AND ‹space› coded ‹enter›")
    assert filtered(coder) == []
    coder.press("j c lead ‹enter›")
    assert filtered(coder) == [2]
    coder.press("u")
    assert filtered(coder) == []


def test_a_query_that_cannot_be_read_is_said_and_typed_on() -> None:
    coder = sit()
    coder.press("f (F4 ‹space› OR ‹space› leadrship) ‹enter›")
    assert coder.session.filter is None
    assert coder.session.alarm
    assert "there is no code “leadrship”" in coder.session.message
    mode = coder.session.mode
    assert isinstance(mode, Picking)
    assert mode.line.text[mode.line.cursor :] == ")"
    coder.press("‹ctrl+w› F1 ‹enter›")
    assert coder.session.filter is not None
    assert coder.session.filter.value == "(F4 OR F1)"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("leadership AND cost", "there is no code “cost”"),
        ("leadership and cost", "there is no code “cost”"),
        ("leadership not", "the query ends where a condition should follow"),
        ("speeker:INT", "there is no attribute or field “speeker”"),
        ("(F4", "this bracket is not closed"),
        ('"F4', "these quotes are not closed"),
        ("F4 -zebra", "there is no code “zebra”"),
        ("*zebra*", "there is no code “*zebra*”"),
    ],
)
def test_what_is_meant_as_a_query_is_never_taken_for_something_else(typed: str, says: str) -> None:
    coder = sit()
    coder.press("f")
    for key in typed:
        coder.session.press("space" if key == " " else key)
    coder.press("‹enter›")
    assert coder.session.filter is None
    assert says in coder.session.message
    mode = coder.session.mode
    assert isinstance(mode, Picking)
    assert isinstance(mode.fault, QueryError)
    assert mode.line.text == typed
    coder.press("‹ctrl+u›")
    assert (mode.line.text, mode.line.cursor) == ("", 0)
    assert not isinstance(mode.fault, QueryError)


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("leadership and", "code F4 Leadership and management buy-in"),
        ("leadership and man", "code F4 Leadership and management buy-in"),
        ("not rev", "not reviewed"),
        ("not reviewed", "not reviewed"),
        ("built need", "code F1.2 Built on local need"),
        ("speaker INT", "speaker INT"),
        ("leadership and management buy-in", "code F4 Leadership and management buy-in"),
    ],
)
def test_a_name_that_looks_like_a_query_is_still_picked(typed: str, label: str) -> None:
    coder = sit()
    coder.press("f")
    for key in typed:
        coder.session.press("space" if key == " " else key)
    coder.press("‹enter›")
    assert coder.session.filter is not None
    assert coder.session.filter.label == label


def test_how_a_query_is_understood_is_told_while_it_is_typed_and_when_it_is_taken() -> None:
    coder = sit()
    coder.press("f lead ‹space› OR ‹space› speaker:i*")
    mode = coder.session.mode
    assert isinstance(mode, Picking)
    assert list(mode.told) == ["lead → Leadership and management buy-in (F4)", "i* → “INT”"]
    coder.press("‹enter›")
    assert coder.session.message.startswith(
        "2 paragraphs here · lead → Leadership and management buy-in (F4) · i* → “INT”"
    )


def test_ctrl_u_takes_all_away_wherever_the_cursor_stands() -> None:
    line = TextLine("one two")
    for key in ("left", "left", "ctrl+u"):
        assert line.press(key)
    assert (line.text, line.cursor) == ("", 0)


def test_a_query_whose_code_is_taken_out_has_no_hits() -> None:
    coder = sit()
    coder.press("f =B2 ‹enter›")
    coder.recorder.desk.act(DropCode(CODES[3]))
    assert filtered(coder) == []


def test_a_filter_by_nothing_that_matches_is_by_text() -> None:
    coder = sit()
    coder.press("fzebra")
    assert isinstance(coder.session.mode, Picking)
    assert [row.text for row in coder.session.mode.rows] == ["text “zebra”"]
    coder.press("‹enter›")
    assert coder.session.message.startswith("0 paragraphs here")
    assert coder.session.n == 1


# ---- undo ----


def test_undo_and_redo_go_to_the_place_across_transcripts() -> None:
    coder = sit()
    coder.press("jcwork‹enter›]j.r[")
    assert coder.session.place == Place(P04.id, 2)
    coder.press("u")
    assert coder.session.place == Place(P05.id, 2)
    assert coder.session.message == "undone: not reviewed"
    coder.press("ugg‹home›u")
    assert coder.session.place == Place(P04.id, 2)
    assert coder.session.message == "undone: B2 Workforce challenges taken off"
    coder.press("u")
    assert coder.session.message == "nothing to undo"
    coder.press("U")
    assert coder.session.message == "redone: B2 Workforce challenges is back"
    coder.press("UU")
    assert coder.session.place == Place(P05.id, 2)
    assert coder.session.message == "redone: reviewed"
    coder.press("U")
    assert coder.session.message == "nothing to redo"
    coder.press("`")
    assert coder.session.place == Place(P04.id, 2)


def test_every_kind_of_act_says_what_was_taken_back() -> None:
    coder = sit()
    for keys, said in (
        ("cwork‹enter›", "B2 Workforce challenges taken off"),
        ("cwork‹enter›x", "B2 Workforce challenges is back"),
        ("r", "not reviewed"),
        ("mx‹enter›", "no memo"),
        ("D", "settled"),
        ("Gcwork‹enter›p3", "slot 3 empty, slot 1 B2 Workforce challenges"),
        ("ename‹enter›!‹enter›", "name of B2 Workforce challenges"),
    ):
        if keys == "D":
            coder.press("cwork‹enter›")
        coder.press(keys + "u")
        assert coder.session.message == f"undone: {said}", keys


def test_undo_works_in_the_next_session_and_keeps_what_others_build_on() -> None:
    coder = sit()
    coder.press("cGulls‹enter›")
    made = coder.session.last_code
    coder.recorder.desk.act(Apply(Coding(P05.id, 1, None, None, made, "ben")), coder="ben")
    again = sit(coder.recorder.desk)
    again.press("u")
    assert again.codes == {}
    assert made in again.study.codebook
    assert "1 kept, changed by others since" in again.session.message


def test_undo_never_takes_the_coder_or_the_last_transcript_away() -> None:
    desk = Desk()
    desk.act(AddCoder("ana"), AddTranscript(P04), coder="ana")
    coder = sit(desk)
    coder.press("u")
    assert coder.session.message == "the only transcript is not taken out here"
    assert (list(desk.study.transcripts), desk.study.coders) == ([P04.id], ("ana",))
    desk.act(AddTranscript(P05), coder="ana")
    coder.press("]u")
    assert coder.session.place == Place(P04.id, 1)
    assert list(desk.study.transcripts) == [P04.id]


def test_undoing_that_a_coder_joined_lets_them_join_again() -> None:
    desk = small_desk()
    desk.act(AddCoder("ana"))
    coder = sit(desk)
    coder.press("u")
    assert "ana" in desk.study.coders


def test_a_code_that_others_took_out_is_forgotten() -> None:
    desk = small_desk()
    coder = sit(desk)
    coder.session.panel_code = "B2"
    desk.act(DropCode(next(code for code in desk.study.codebook if code.id == "B2")), coder="ben")
    coder.press("j")
    assert coder.session.panel_code == ""


# ---- reading only ----

WRITING = (
    "‹space›", "r", "cwork‹enter›", "1", ".", ",", "p3", "x", "D", "ename‹enter›", "mx‹enter›", "M", "u", "U",
    "Vj1", "va1", "E", "h", "a1", ":undo‹enter›",
)  # fmt: skip


@pytest.mark.parametrize("keys", WRITING)
@pytest.mark.parametrize("coder", ["ana", None])
def test_reading_only_refuses_with_a_reason(keys: str, coder: str | None) -> None:
    desk = small_desk()
    desk.act(Apply(Coding(P04.id, 1, None, None, "F1", "ana")))
    before = len(desk.log)
    reader = sit(desk, coder=coder, read_only=coder is not None)
    reader.press(keys)
    assert len(desk.log) == before
    assert reader.session.effects == []
    if keys not in {"cwork‹enter›", "mx‹enter›", "ename‹enter›", "Vj1"}:
        assert "reading only" in reader.session.message
    reader.session.remember_place()
    assert len(desk.log) == before


def test_reading_only_still_moves_finds_filters_and_selects() -> None:
    reader = sit(coder=None)
    reader.press("/laughs‹enter›fint‹enter›‹tab›Vj‹escape›va]t04‹enter›G?‹escape›oj‹escape›")
    assert reader.session.place == Place(P04.id, 4)
    assert reader.session.read_only
