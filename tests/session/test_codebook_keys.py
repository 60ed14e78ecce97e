"""Every key of the codebook screen, without a terminal."""

from __future__ import annotations

import pytest

from books import P04, P05, AtBook, at_book, coded, used_by_two
from postil.model.book_version import BookVersion
from postil.model.cell import Summary
from postil.model.cells import CellKey
from postil.model.change import (
    AddCase,
    AddCode,
    AddTranscript,
    Apply,
    DropCode,
    EditCode,
    GiveVoice,
    NameVersion,
    SetSummary,
)
from postil.model.codebook import Code
from postil.model.coding import Coding, MemoKey, Place
from postil.reports.matrix import evidence
from postil.session.codebook import FIELDS
from postil.session.codebook_commands import CODEBOOK_COMMANDS
from postil.session.codebook_modes import CodingList, VersionList
from postil.session.codebook_verbs import BOOK_VERBS, CODE_VERBS
from postil.session.commands import KEY_NAMES, Keymap
from postil.session.modes import Asking, Helping, Picking, Prompting, Reading
from postil.session.tables import TABLES
from postil.session.verbs import VERBS
from studies import TRANSCRIPTS, Desk, content


def code(who: AtBook, code_id: str) -> Code:
    found = who.study.codebook.get(code_id)
    assert found is not None
    return found


def picked(who: AtBook) -> Picking:
    assert isinstance(who.session.mode, Picking)
    return who.session.mode


def nested() -> Desk:
    """F1 with two codes under it, one of them retired, one merged into F1; a heading with B2 under it."""
    desk = used_by_two()
    desk.act(
        AddCode(Code("H", "Barriers", status="heading")),
        EditCode("B2", "parent", "H"),
        AddCode(Code("F1.3", "Old idea", parent="F1", number="F1.3", status="retired")),
        AddCode(Code("F5", "Grassroots", number="F5")),
        coder="",
    )
    desk.act(EditCode("F5", "merged_into", "F1"), coder="ben")
    return desk


# ---- the table ----


def test_every_command_has_one_verb_and_no_key_needs_escape() -> None:
    here = {command.id for command in CODEBOOK_COMMANDS}
    assert not BOOK_VERBS.keys() & CODE_VERBS.keys()
    assert BOOK_VERBS.keys() | CODE_VERBS.keys() <= here
    assert here - BOOK_VERBS.keys() - CODE_VERBS.keys() <= VERBS.keys()
    assert CODEBOOK_COMMANDS in TABLES
    for command in CODEBOOK_COMMANDS:
        assert set(command.keys) - {"escape"}
        assert command.help[0].islower()
        assert all(len(key) == 1 or key in KEY_NAMES for key in command.keys)
    Keymap(commands=CODEBOOK_COMMANDS)


# ---- looking ----


def test_the_tree_shows_branches_counts_and_what_became_of_codes() -> None:
    who = at_book(nested())
    assert who.names == [
        "Bottom-up development",
        "  Built on local need",
        "  Old idea",
        "  Grassroots",
        "Leadership and management buy-in",
        "Barriers",
        "  Workforce challenges",
    ]
    rows = {row.code.id: row for row in who.session.rows}
    assert (rows["F1"].codings, rows["F1"].coders, rows["F1"].branch) == (3, 2, "open")
    assert (rows["F4"].codings, rows["F4"].coders, rows["F4"].branch) == (1, 1, "")
    assert [rows[at].state for at in ("F1.3", "F5", "H", "B2")] == ["retired", "merged", "heading", "active"]


def test_the_cursor_walks_the_tree_and_stays_in_it() -> None:
    who = at_book(nested())
    seen = []
    for keys in ("", "j", "‹down›", "k", "‹up›", "k", "G", "j", "g", "‹end›", "‹home›", "‹pagedown›", "‹pageup›"):
        who.press(keys)
        seen.append(who.session.at)
    assert seen == ["F1", "F1.2", "F1.3", "F1.2", "F1", "F1", "B2", "B2", "F1", "B2", "F1", "B2", "F1"]


def test_branches_are_folded_and_unfolded() -> None:
    who = at_book(nested())
    who.press("‹space›")
    assert who.names == [
        "Bottom-up development",
        "Leadership and management buy-in",
        "Barriers",
        "  Workforce challenges",
    ]
    assert who.session.rows[0].hidden == 3
    who.press("l l")
    assert who.session.at == "F1.2"
    who.press("h")
    assert who.session.at == "F1", "a code without a branch goes to the one above"
    who.press("‹left›")
    assert who.session.rows[0].branch == "folded"
    who.press("‹right› j j j h")
    assert who.session.at == "F1", "a merged code goes to the one that it is merged into"
    who.press("G z")
    assert (who.session.at, len(who.session.rows)) == ("H", 3)
    who.press("z")
    assert len(who.session.rows) == 7
    who.press("g j ‹space›")
    assert who.session.message == "nothing stands under this code"


def test_a_code_is_found_by_typing_also_in_a_folded_branch_and_when_it_is_retired() -> None:
    who = at_book(nested())
    who.press("z c work ‹enter›")
    assert (who.session.at, who.session.rows[-1].code.id) == ("B2", "B2")
    who.press("/ old ‹enter›")
    assert who.session.at == "F1.3"
    who.press("/ F1.2 ‹enter›")
    assert who.session.at == "F1.2"
    who.press("/ zzzz ‹enter›")
    assert who.session.message == "no code is like “zzzz”"
    assert who.recorder.acts == []


def test_leaving_returns_to_where_one_was_with_the_code_explained() -> None:
    for key in ("q", "o", "‹ctrl+q›"):
        who = at_book()
        who.below.go(Place(P05, 2))
        who.press("j " + key)
        assert who.left == 1
        assert (who.below.place, who.below.panel_code) == (Place(P05, 2), "F1.2")
        assert who.recorder.acts == []


def test_enter_applies_the_code_where_one_is_coding_and_returns() -> None:
    who = at_book()
    who.below.press("G")
    who.press("G ‹enter›")
    assert who.left == 1
    assert Coding(P04, 4, None, None, "B2", "ana") in dict(who.study.codings())
    assert "B2 Workforce challenges" in who.below.message
    assert who.below.slots.is_pinned("B2")
    full = at_book(used_by_two())
    full.recorder.full = True
    full.press("‹enter›")
    assert full.below.alarm
    assert "disk is full" in full.below.message


@pytest.mark.parametrize(("at", "said"), [("H", "groups codes"), ("F1.3", "is retired")])
def test_a_code_that_cannot_be_applied_says_so_and_stays(at: str, said: str) -> None:
    who = at_book(nested(), code=at)
    who.press("‹enter›")
    assert who.left == 0
    assert said in who.session.message


def test_a_code_is_pinned_and_the_coding_screen_knows() -> None:
    who = at_book(code="B2")
    who.press("p7 o")
    assert who.study.pins("ana") == {7: "B2"}
    assert who.below.slots.slot("B2") == 7
    who.press("px")
    assert "digit of a slot" in who.session.message
    who.press("u")
    assert who.study.pins("ana") == {}


def test_an_empty_book_is_begun_here() -> None:
    desk = Desk()
    desk.act(AddTranscript(TRANSCRIPTS[0]), coder="")
    who = at_book(desk)
    for key in ("j", "h", "l", "g", "‹space›", "‹tab›", "z", "‹enter›"):
        who.press(key)
        assert who.left == 0
    who.press("r")
    assert isinstance(who.session.mode, Asking)
    assert "n makes a code" in who.session.mode.question
    who.press("‹enter› n Ideas ‹enter›")
    assert who.names == ["Ideas"]
    assert code(who, who.session.at).origin == "inductive"
    who.press("u")
    assert who.names == []


# ---- making ----


def test_a_new_code_stands_beside_or_under_the_one_at_the_cursor() -> None:
    who = at_book(code="F1.2")
    who.press("n Maps ‹enter›")
    assert who.names == [
        "Bottom-up development",
        "  Built on local need",
        "  Maps",
        "Leadership and management buy-in",
        "Workforce challenges",
    ]
    assert code(who, who.session.at).name == "Maps"
    who.press("N Atlas ‹enter›")
    assert "    Atlas" in who.names
    assert code(who, who.session.at).origin == "inductive"
    assert "e writes its fields" in who.session.message
    who.press("u u")
    assert "Maps" not in "".join(who.names)
    who.press("U")
    assert "  Maps" in who.names


@pytest.mark.parametrize(
    ("keys", "parent"),
    [
        ("n Staff/Night ‹enter›", "T"),
        ("N Staff/Night ‹enter›", "T"),
        ("n T/Night ‹enter›", "T"),
        ("n Old‹space›idea/Night ‹enter›", "F1.3"),  # beside the cursor before anywhere else
        ("N Workforce‹space›challenges/Night ‹enter› + ", ""),  # it stands under another code, and is none here
    ],
)
def test_a_path_goes_to_the_code_at_the_top_that_it_begins_with(keys: str, parent: str) -> None:
    desk = nested()
    desk.act(AddCode(Code("T", "Staff", number="T")), coder="")
    who = at_book(desk, code="F1.2")
    who.press(keys)
    (night,) = who.study.codebook.find("Night")
    if parent:
        assert night.parent == parent, who.session.message
    else:
        assert who.study.codebook.path(night.id).startswith("Bottom-up development/Built on local need/Workforce")


def test_a_split_sends_to_a_path_from_the_top() -> None:
    who = at_book(nested(), code="F1.2")
    who.press("S ‹space› ‹enter› Barriers/Parking ‹enter›")
    (made,) = who.study.codebook.find("Parking")
    assert made.parent == "H", who.session.message
    assert who.study.uses[made.id] == 1


def test_a_name_that_is_like_another_is_asked_about_first() -> None:
    who = at_book()
    before = content(who.study)
    who.press("n workforce ‹space› challenge ‹enter›")
    assert isinstance(who.session.mode, Asking)
    assert "is like B2 Workforce challenges" in who.session.mode.question
    who.press("‹enter›")
    assert (who.session.at, content(who.study)) == ("B2", before)
    assert who.session.message == "B2 Workforce challenges is there already"
    who.press("n workforce ‹space› challenge ‹enter› ‹backspace›")
    assert content(who.study) == before
    who.press("n workforce ‹space› challenge ‹enter› +")
    assert "workforce challenge" in who.names


def test_a_new_name_that_is_like_another_is_asked_about_too() -> None:
    who = at_book(code="F4")
    before = content(who.study)
    who.press("r ‹ctrl+u› workforce ‹space› challenge ‹enter›")
    assert isinstance(who.session.mode, Asking)
    assert who.session.mode.question.startswith("“workforce challenge” is like B2 Workforce challenges: + takes it")
    who.press("‹backspace›")
    assert isinstance(who.session.mode, Prompting)
    assert who.session.mode.line.text == "workforce challenge"
    who.press("‹enter› z")
    assert content(who.study) == before
    who.recorder.full = True
    who.press("r ‹ctrl+u› workforce ‹space› challenge ‹enter› +")
    assert isinstance(who.session.mode, Asking), "it can be asked again"
    who.recorder.full = False
    who.press("+")
    assert code(who, "F4").name == "workforce challenge"
    who.press("r ‹enter›")
    assert who.session.message == "nothing changed"


def test_a_new_code_that_could_not_be_saved_stands_in_its_line_still() -> None:
    who = at_book()
    who.recorder.full = True
    who.press("n Maps ‹enter›")
    assert isinstance(who.session.mode, Prompting)
    assert who.session.alarm
    who.recorder.full = False
    who.press("‹enter›")
    assert "Maps" in "".join(who.names)


# ---- changing ----


@pytest.mark.parametrize(
    ("keys", "field", "value"),
    [
        ("r ‹ctrl+u› Staff ‹enter›", "name", "Staff"),
        ("# ‹ctrl+u› B9 ‹enter›", "number", "B9"),
        ("C4", "color", 4),
        ("x", "status", "retired"),
        ("m lead ‹enter›", "parent", "F4"),
        (">", "parent", "F4"),
        ("e see ‹enter› F4 ‹enter›", "see_also", "F4"),
        ("‹tab› j ‹enter› Who ‹enter›", "definition", "Who"),
    ],
)
def test_each_change_is_one_act_and_undone_by_one_key(keys: str, field: str, value: object) -> None:
    who = at_book(code="B2")
    before = content(who.study)
    who.press(keys)
    assert getattr(code(who, "B2"), field) == value
    assert len(who.recorder.acts) == 1
    assert len({change.group for change in who.recorder.acts[0]}) == 1
    after = content(who.study)
    who.session.in_fields = False
    who.press("g u")
    assert content(who.study) == before
    assert who.session.at == "B2", "the cursor goes to what was undone"
    who.press("U")
    assert content(who.study) == after


def test_every_field_is_reached_from_the_fields() -> None:
    who = at_book(code="B2")
    who.press("‹tab›")
    for field in FIELDS:
        assert FIELDS[who.session.field] == field
        who.press("‹enter›")
        assert isinstance(who.session.mode, Prompting)
        who.press("‹ctrl+g› j")
    who.press("j")
    assert who.session.field == len(FIELDS) - 1
    who.press("‹tab› j")
    assert (who.session.at, who.session.in_fields) == ("B2", False)


def test_a_number_that_another_code_has_is_told() -> None:
    who = at_book(code="F4")
    who.press("# ‹ctrl+u› F1.2 ‹enter›")
    assert code(who, "F4").number == "F1.2"
    assert "F1.2 Built on local need has that number, too" in who.session.message
    who.press("# ‹ctrl+u› F9 ‹enter›")
    assert "too" not in who.session.message


def test_a_code_is_retired_and_active_again() -> None:
    who = at_book(code="F4")
    who.press("x")
    assert code(who, "F4").status == "retired"
    assert "keeps its codings" in who.session.message
    who.press("x")
    assert code(who, "F4").status == "active"
    heading = at_book(nested(), code="H")
    heading.press("x")
    assert code(heading, "H").status == "heading"


def test_moving_out_and_in_and_to_the_top() -> None:
    who = at_book(nested(), code="F1.3")
    who.press("<")
    assert code(who, "F1.3").parent == ""
    who.press("<")
    assert who.session.message == "it stands at the top already"
    who.press("m top ‹enter›")
    assert who.session.message == "it stands there already"
    who.press("m barr ‹enter› < m")
    assert picked(who).rows[0].key == ""
    who.press("‹ctrl+g› g >")
    assert "no code before it" in who.session.message
    assert len(who.recorder.acts) == 3


def test_a_code_cannot_be_moved_under_itself_or_beside_its_double() -> None:
    who = at_book(nested())
    who.press("m")
    assert {"F1", "F1.2", "F1.3"}.isdisjoint(row.key for row in picked(who).rows)
    who.press("‹ctrl+g›")
    who.recorder.desk.act(AddCode(Code("X", "Built on local need", parent="F4")), coder="")
    before = content(who.study)
    who.press("/ F1.2 ‹enter› m F4 ‹enter›")
    assert who.session.alarm
    assert "at this place already" in who.session.message
    assert isinstance(who.session.mode, Picking)
    assert content(who.study) == before


def test_a_code_is_deleted_only_when_nothing_uses_it() -> None:
    who = at_book(code="B2")
    who.press("d")
    assert who.study.codebook.get("B2") is None
    assert who.session.at == "F4", "the cursor stays near"
    who.press("u")
    assert who.session.at == "B2"
    for at, why in (("F4", "is used by 1 coding"), ("F1", "is used by")):
        who.press(f"/ {at} ‹enter› d")
        assert why in who.session.message
        assert who.session.alarm
        assert who.study.codebook.get(at) is not None


# ---- merging ----


def test_merging_asks_once_with_the_counts_and_parts_again() -> None:
    who = at_book(code="F1.2")
    before, was = content(who.study), coded(who.study)
    who.press("M bottom ‹enter›")
    assert isinstance(who.session.mode, Asking)
    assert who.session.mode.question == "merge F1.2 (3 codings, 2 coders) into F1 (3)? y, or any other key"
    who.press("n")
    assert content(who.study) == before
    who.press("M bottom ‹enter› y")
    assert coded(who.study) == {"F1": was["F1"] | was["F1.2"], "F4": was["F4"]}
    assert who.names[:2] == ["Bottom-up development", "  Built on local need"]
    assert [row.state for row in who.session.rows[:2]] == ["active", "merged"]
    assert who.session.at == "F1"
    merged = content(who.study)
    who.press("j e")
    assert isinstance(who.session.mode, Asking)
    assert "is merged into F1 Bottom-up development; M parts the two" in who.session.mode.question
    who.press("‹enter› M")
    assert isinstance(who.session.mode, Asking)
    who.press("y")
    assert content(who.study) == before
    who.press("u")
    assert content(who.study) == merged
    who.press("u")
    assert content(who.study) == before
    who.press("U")
    assert content(who.study) == merged


def test_a_merge_that_cannot_be_is_refused_before_it_is_asked() -> None:
    who = at_book()
    before = content(who.study)
    who.press("M need ‹enter›")
    assert who.session.alarm
    assert "stands under Bottom-up development" in who.session.message
    who.press("‹ctrl+g›")
    heading = at_book(nested(), code="H")
    heading.press("M")
    assert isinstance(heading.session.mode, Asking)
    assert "is a heading" in heading.session.mode.question
    retired = at_book(nested())
    retired.press("M")
    assert "F1.3" not in [row.key for row in picked(retired).rows]
    assert content(who.study) == before


# ---- splitting ----


def test_splitting_sends_the_chosen_codings_of_everybody() -> None:
    who = at_book(code="F1.2")
    before, was = content(who.study), coded(who.study)
    who.press("S")
    mode = who.session.mode
    assert isinstance(mode, CodingList)
    assert [(c.coder, c.transcript, c.paragraph) for c in mode.codings] == [
        ("ana", P04, 2),
        ("ben", P04, 2),
        ("ana", P05, 2),
    ]
    who.press("‹enter›")
    assert "none is marked" in who.session.message
    who.press("j ‹space› ‹space› ‹enter›")
    assert picked(who).source.title == "send 2 codings to"
    who.press("‹ctrl+g›")
    assert who.session.mode is mode
    assert len(mode.marked) == 2
    who.press("‹enter› buy ‹enter›")
    now = coded(who.study)
    moved = {("ben", P04, 2, 0, 29), ("ana", P05, 2, None, None)}
    assert now["F4"] == was["F4"] | moved
    assert now["F1.2"] == was["F1.2"] - moved
    last = Coding(P05, 2, None, None, "F4", "ana")
    assert who.study.memo(MemoKey.at_coding(last)) == "which papers?"
    assert who.study.is_doubtful(last)
    assert who.session.at == "F4"
    assert len(who.recorder.acts) == 1
    who.press("u")
    assert content(who.study) == before


def test_splitting_makes_a_new_code_and_asks_about_a_near_double() -> None:
    who = at_book(code="F1.2")
    before, was = content(who.study), coded(who.study)
    who.press("S a ‹enter› Maps ‹enter›")
    made = code(who, who.session.at)
    assert (made.name, made.parent, made.origin) == ("Maps", "F1", "inductive")
    assert coded(who.study)[made.id] == was["F1.2"]
    who.press("u")
    assert content(who.study) == before
    who.press("/ F1.2 ‹enter› S a a a ‹enter› workforce ‹space› challenge ‹up› ‹enter›")
    assert isinstance(who.session.mode, Asking)
    who.press("‹enter›")
    assert coded(who.study)["B2"] == was["F1.2"]


def test_split_and_merged_back_the_codings_are_the_same() -> None:
    who = at_book(code="F1.2")
    was = coded(who.study)
    who.press("S ‹space› ‹space› ‹enter› Maps ‹enter› M need ‹enter› y")
    assert coded(who.study) == was


def test_without_codings_there_is_nothing_to_split_or_to_quote() -> None:
    who = at_book(code="B2")
    for key in ("S", "E"):
        who.press(key)
        assert isinstance(who.session.mode, Asking)
        assert "has no codings" in who.session.mode.question
        who.press("typed on ‹enter›")
        assert isinstance(who.session.mode, Reading)
    assert who.recorder.acts == []


@pytest.mark.parametrize("leave", ["q", "‹backspace›", "‹ctrl+g›", "‹escape›"])
def test_the_list_of_codings_is_left_by_plain_keys(leave: str) -> None:
    who = at_book(code="F1")
    who.press("S ‹space› z" + leave)
    assert isinstance(who.session.mode, Reading)
    assert who.recorder.acts == []


def test_an_example_is_taken_from_a_coding() -> None:
    who = at_book(code="F1.2")
    who.press("E G ‹enter›")
    assert code(who, "F1.2").example == "“We advertised three times.” (P05 §2)"
    who.press("E g E")
    assert code(who, "F1.2").example.splitlines()[1:] == ["“It was the liaison nurses, re” (P04 §2)"]
    who.press("E ‹enter›")
    assert "has that example already" in who.session.message
    who.press("u u")
    assert code(who, "F1.2").example == ""


# ---- versions ----


def test_a_version_is_named_and_compared_with_now() -> None:
    who = at_book(code="B2")
    who.press("v")
    assert who.session.message == "no version has a name yet; V names the codebook as it is now"
    who.press("V v1 ‹enter› after ‹space› pilot ‹enter›")
    version, head = who.study.book_versions["v1"]
    assert (version.note, head.coder, len(version.codes)) == ("after pilot", "ana", 4)
    who.press("r ‹ctrl+u› Staff ‹enter› e defin ‹enter› Who ‹enter› n Parking ‹enter› v")
    mode = who.session.mode
    assert isinstance(mode, VersionList)
    lines = [f"{line.sign} {line.text}".strip() for line in mode.lines]
    assert lines == [
        "+ new: Parking",
        "~ Workforce challenges is called B2 Staff now",
        "~ definition of B2 Staff",
        "was: (nothing)",
        "now: Who",
    ]
    who.press("q u u u v")
    assert isinstance(who.session.mode, VersionList)
    assert [line.text for line in who.session.mode.lines] == ["nothing has changed since"]
    who.press("‹enter› u")
    assert who.study.book_versions == {}
    assert who.session.message == "undone: no version v1"


def test_two_versions_the_later_first_and_no_name_twice_for_two_books() -> None:
    who = at_book(code="B2")
    who.press("V ‹space› ‹enter›")
    assert who.session.alarm
    who.press("‹ctrl+u› v1 ‹enter› ‹enter› x V v1 ‹enter›")
    assert "there is a version v1 already" in who.session.message
    who.press("‹ctrl+u› v2 ‹enter› ‹enter› v")
    mode = who.session.mode
    assert isinstance(mode, VersionList)
    assert [name for name, _, _ in mode.versions] == ["v2", "v1"]
    who.press("j")
    assert [line.text for line in mode.lines] == ["retired: B2 Workforce challenges"]
    who.press("j k ‹pagedown› ‹pageup› z v")
    assert isinstance(who.session.mode, Reading)


def test_a_version_says_all_that_can_become_of_a_code() -> None:
    desk = used_by_two()
    old = (*desk.study.codebook, Code("G", "Gone"))
    desk.act(NameVersion("v0", BookVersion(old)), coder="ana")
    desk.act(EditCode("F1.2", "merged_into", "F4"), coder="ana")
    desk.act(EditCode("B2", "parent", "F4"), EditCode("B2", "number", "F4.1"), EditCode("F1", "color", 2), coder="ana")
    who = at_book(desk)
    who.press("v")
    assert isinstance(who.session.mode, VersionList)
    said = [line.text for line in who.session.mode.lines]
    assert said[:4] == [
        "gone: Gone",
        "F1.2 Built on local need is merged into F4 Leadership and management buy-in",
        "F4.1 Workforce challenges stood under nothing, now Leadership and management buy-in",
        "F4.1 Workforce challenges had the number B2",
    ]


# ---- undo, help, reading only ----


def test_undo_leaves_coding_alone_and_says_where_it_is_undone() -> None:
    desk = used_by_two()
    desk.act(Apply(Coding(P04, 1, None, None, "B2", "ana")), coder="ana")
    who = at_book(desk)
    before = content(who.study)
    who.press("u")
    assert content(who.study) == before
    assert "in the coding screen" in who.session.message
    who.press("x u u")
    assert content(who.study) == before
    assert "in the coding screen" in who.session.message
    who.press("U U U")
    assert code(who, "F1").status == "retired"
    assert who.session.message == "nothing to redo"


def test_what_was_changed_in_the_codebook_is_undone_in_the_coding_screen_too() -> None:
    who = at_book(code="F1.2")
    before = content(who.study)
    who.press("S a ‹enter› Maps ‹enter› M need ‹enter› y o")
    for _ in range(2):
        who.below.press("u")
    assert content(who.study) == before
    who.below.press("u")
    assert content(who.study) != before


def test_a_second_opening_undoes_what_was_done_to_codes_before() -> None:
    desk = used_by_two()
    at_book(desk).press("x")
    again = at_book(desk)
    again.press("u")
    assert code(again, "F1").status == "active"


def test_help_and_palette_know_the_commands_of_this_screen() -> None:
    who = at_book(code="B2")
    who.press("? merge")
    assert isinstance(who.session.mode, Helping)
    who.press("‹enter› : retire ‹enter›")
    assert code(who, "B2").status == "retired"
    assert "x next time" in who.session.message
    who.press("Z")
    assert who.session.message == "? shows all keys"


WRITING = [key for command in CODEBOOK_COMMANDS if command.writes for key in command.keys]


@pytest.mark.parametrize("key", [*WRITING, "‹enter›", "‹tab› ‹enter›"])
@pytest.mark.parametrize("coder", ["ana", None])
def test_reading_only_refuses_with_a_reason(key: str, coder: str | None) -> None:
    desk = used_by_two()
    count = len(desk.log)
    who = at_book(desk, coder=coder, read_only=True)
    if key == "p":
        who.press("p")
        key = "1"
    who.press(key)
    assert "reading only" in who.session.message
    assert who.session.alarm
    assert len(desk.log) == count


def test_a_full_disk_changes_nothing_and_says_so() -> None:
    who = at_book(code="F1.2")
    before = content(who.study)
    who.recorder.full = True
    for keys in ("x", "C3", "<", "M bottom ‹enter› y", "S a ‹enter› Maps ‹enter›", "E ‹enter›", "V v1 ‹enter› ‹enter›"):
        who.press(keys)
        assert who.session.alarm, keys
        assert "disk is full" in who.session.message, keys
        who.press("‹ctrl+g› ‹ctrl+g› ‹ctrl+g›")
    assert content(who.study) == before
    assert "disk is full" in who.session.trouble


def test_a_code_that_others_took_out_leaves_the_cursor_near() -> None:
    desk = used_by_two()
    who = at_book(desk, code="B2")
    desk.act(DropCode(next(c for c in desk.study.codebook if c.id == "B2")), coder="ben")
    who.press("k")
    assert who.session.at in {row.code.id for row in who.session.rows}


def test_the_reading_place_of_the_coding_screen_is_remembered() -> None:
    who = at_book()
    who.below.go(Place(P05, 3))
    who.session.remember_place()
    assert who.study.bookmark("ana") == Place(P05, 3)


def test_merging_asks_with_the_cells_that_get_two_summaries_or_turn_stale() -> None:
    desk = used_by_two()
    desk.act(AddCase("p04", "P04"), GiveVoice(P04, "", "p04"), AddCase("p05", "P05"), GiveVoice(P05, "", "p05"))
    seen = evidence(desk.study)
    for code, case in (("F1.2", "p04"), ("F1", "p04"), ("F1.2", "p05")):
        desk.act(SetSummary(case, code, Summary(f"{code} here", seen=seen[CellKey(case, code)])))
    who = at_book(desk, code="F1.2")
    who.press("M bottom ‹enter›")
    assert isinstance(who.session.mode, Asking)
    assert who.session.mode.question == "merge F1.2 (3 codings, 2 coders) into F1 (3): 1 cell ‼? y"
    who.press("y")
    assert who.session.message == (
        "F1.2 is merged into F1: 1 cell ‼ two summaries; `postil matrix check` lists what waits; u parts them"
    )
    who.press("u M leader ‹enter›")
    assert isinstance(who.session.mode, Asking)
    assert who.session.mode.question.endswith(" (1): 1 cell ⟳ stale? y")


def test_a_version_is_not_named_when_its_note_is_left() -> None:
    who = at_book()
    who.press("V v1 ‹enter›")
    assert isinstance(who.session.mode, Prompting)
    assert "with a note or without" in who.session.mode.hint
    who.press("‹ctrl+g›")
    assert not who.study.book_versions
    assert who.session.message == "v1 was not named: V asks again, and Enter without a note names it"
