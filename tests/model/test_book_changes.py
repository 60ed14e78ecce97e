"""Two states of a codebook compared."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from postil.model.book_acts import merge_codes, named_version, part_codes
from postil.model.book_changes import BookChanges, FieldChange, Merged, book_changes, stands_for, word_changes
from postil.model.change import AddCode, EditCode
from postil.model.codebook import BOOK_FIELDS, Code
from studies import CODES, Desk, small_desk

if TYPE_CHECKING:
    from postil.model.book_version import BookVersion

F1, F12, F4, B2 = CODES


def since(desk: Desk, version: BookVersion) -> BookChanges:
    study = desk.study
    return book_changes(version.codes, tuple(study.codebook), stands_for(study))


def test_nothing_changed() -> None:
    assert not book_changes(CODES, CODES)


def test_each_kind_of_change_is_told_once() -> None:
    new = (
        replace(F1, number="A", definition="Grew out of local ideas and people.", see_also="leadership"),
        replace(F4, name="Leadership", status="retired", aliases=()),
        replace(F12, parent="F4"),
        Code("new", "Peers", color=3),
    )
    found = book_changes(CODES, new)
    assert [code.id for code in found.added] == ["new"]
    assert [code.id for code in found.gone] == ["B2"]
    assert found.retired == (FieldChange(new[1], "status", "active", "retired"),)
    assert found.renamed == (FieldChange(new[1], "name", "Leadership and management buy-in", "Leadership"),)
    assert found.moved == (FieldChange(new[2], "parent", "Bottom-up development", "Leadership"),)
    assert found.renumbered == (FieldChange(new[0], "number", "F1", "A"),)
    assert [(change.field, change.old) for change in found.reworded] == [
        ("definition", "Grew out of local ideas."),
        ("see_also", ""),
    ]
    assert found.others == (FieldChange(new[1], "aliases", "leadership", ""),)


def test_codes_that_were_merged_are_told_with_what_stands_for_them_then_and_now() -> None:
    desk = small_desk()
    desk.act(named_version(desk.study, "v1"))
    desk.act(*merge_codes(desk.study, "B2", "F4"))
    desk.act(named_version(desk.study, "v2"))
    desk.act(*merge_codes(desk.study, "F4", "F1"))
    v1, v2 = (version for version, _ in desk.study.book_versions.values())
    assert since(desk, v1).merged == (Merged(F4, F1), Merged(B2, F1))
    assert since(desk, v2) == BookChanges(merged=(Merged(F4, F1),))
    then = book_changes(v1.codes, v2.codes, stands_for(desk.study))
    assert then == BookChanges(merged=(Merged(B2, F4),)), "as it was when v2 was named"


def test_codes_under_a_merged_one_are_moved_and_parting_brings_it_back() -> None:
    desk = small_desk()
    desk.act(*merge_codes(desk.study, "F1", "F4"))
    desk.act(named_version(desk.study, "v1"))
    desk.act(*part_codes(desk.study, "F1"))
    found = since(desk, desk.study.book_versions["v1"][0])
    assert [code.id for code in found.added] == ["F1"]
    assert [(change.code.id, change.old, change.new) for change in found.moved] == [("F1.2", F4.name, F1.name)]


def test_two_codes_of_one_name_brought_in_apart_are_the_same_code() -> None:
    desk = small_desk()
    theirs = (*CODES, Code("b1", "Peers"), Code("b2", "Pay", "b1"))
    desk.act(*(AddCode(code) for code in (Code("a1", "Peers"), Code("a2", "Pay", "a1"))))
    assert not book_changes(theirs, tuple(desk.study.codebook), {"b1": "a1", "b2": "a2"})


def test_retired_and_back_in_use() -> None:
    retired = replace(B2, status="retired")
    assert book_changes([B2], [retired]).retired
    assert book_changes([retired], [B2]).others == (FieldChange(B2, "status", "retired", "active"),)


def test_a_circle_of_codes_that_stand_for_each_other_ends() -> None:
    assert [code.id for code in book_changes([B2], [F1], {"B2": "F4", "F4": "B2"}).gone] == ["B2"]


@st.composite
def books(draw: st.DrawFn) -> tuple[Code, ...]:
    few = st.sampled_from(("", "a", "b", "two words"))
    ids = draw(st.lists(st.sampled_from("abcdef"), unique=True, max_size=6))
    codes: list[Code] = []
    for code_id in ids:
        parent = draw(st.sampled_from(["", *(code.id for code in codes)]))
        name, number, definition, origin = draw(few), draw(few), draw(few), draw(st.sampled_from(("", "inductive")))
        status = draw(st.sampled_from(("active", "retired", "heading")))
        codes.append(Code(code_id, name or code_id, parent, number, definition, origin=origin, status=status))
    return tuple(codes)


@given(books(), books())
def test_every_difference_is_told_once_and_there_are_no_others(old: tuple[Code, ...], new: tuple[Code, ...]) -> None:
    found = book_changes(old, new)
    before, after = {code.id: code for code in old}, {code.id: code for code in new}
    assert {code.id for code in found.added} == after.keys() - before.keys()
    assert {code.id for code in found.gone} == before.keys() - after.keys()
    fields = (found.retired, found.renamed, found.moved, found.renumbered, found.reworded, found.others)
    told = [(change.code.id, change.field) for changes in fields for change in changes]
    assert sorted(told) == sorted(
        (key, field)
        for key in before.keys() & after.keys()
        for field in BOOK_FIELDS
        if getattr(before[key], field) != getattr(after[key], field)
    )


@given(st.text("ab \n", max_size=30), st.text("ab \n", max_size=30))
def test_the_words_that_are_kept_with_those_gone_or_new_are_the_two_texts(old: str, new: str) -> None:
    pieces = word_changes(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == new


def test_words_are_compared_as_wholes() -> None:
    pieces = word_changes("staff who left", "staff who have left")
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("kept", "staff who "),
        ("new", "have "),
        ("kept", "left"),
    ]
    pieces = word_changes("Who runs it.", "Whoever started it.")
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("gone", "Who runs"),
        ("new", "Whoever started"),
        ("kept", " it."),
    ]


def test_an_edit_made_after_a_version_does_not_change_it() -> None:
    desk = small_desk()
    desk.act(named_version(desk.study, "v1"))
    desk.act(EditCode("B2", "exclude", "Pay."))
    assert [change.new for change in since(desk, desk.study.book_versions["v1"][0]).reworded] == ["Pay."]
