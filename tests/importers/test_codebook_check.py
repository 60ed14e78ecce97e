from __future__ import annotations

from typing import TYPE_CHECKING

from postil.importers.codebook_check import Finding, check_codebook
from postil.model.codebook import Code, Codebook

if TYPE_CHECKING:
    from collections.abc import Sequence


def code(code_id: str, name: str, parent: str = "", **fields: object) -> Code:
    texts = {"definition": "d", "include": "i", "exclude": "e"} | fields
    return Code(code_id, name, parent, **texts)  # type: ignore[arg-type]


def same_beginning(name: str, names: Sequence[str]) -> list[tuple[str, float]]:
    return [(other, 1.0) for other in names if other[:4] == name[:4]]


def found(*codes: Code, **more: object) -> list[tuple[str, str]]:
    findings = check_codebook(Codebook(codes), **more)  # type: ignore[arg-type]
    return [(finding.kind, finding.code_id) for finding in findings]


def test_a_good_book_has_no_findings() -> None:
    book = (code("1", "Trust", aliases=("faith",)), code("2", "Doubt"))
    assert found(*book, uses={"1": 2, "2": 1}, similar_names=same_beginning) == []


def test_near_duplicates_are_named_once() -> None:
    book = Codebook([code("1", "Trust"), code("2", "Doubt"), code("3", "Trusting")])
    assert check_codebook(book, similar_names=same_beginning) == [
        Finding("similar name", "1", "1 Trust and 3 Trusting have much the same name: are they one code?")
    ]


def test_one_name_in_several_branches_is_a_note_and_no_near_duplicate() -> None:
    book = (code("1", "A"), code("2", "Staff", "1"), code("3", "B"), code("4", "staff", "3"))
    assert found(*book, similar_names=same_beginning) == [("same name", "2")]


def test_aliases_that_clash() -> None:
    book = (code("1", "Trust", aliases=("doubt", "faith", "trust")), code("2", "Doubt", aliases=("FAITH", "faith")))
    assert found(*book) == [("alias is a name", "1"), ("repeated alias", "1")]


def test_repeated_numbers_count_even_for_retired_codes() -> None:
    book = (code("1", "Trust", number="2.3"), code("2", "Doubt", number="2.3", status="retired"), code("3", "X"))
    assert found(*book) == [("repeated number", "1")]


def test_missing_texts() -> None:
    book = (code("1", "Trust", definition=" "), code("2", "Doubt", include="", exclude=""))
    assert found(*book) == [("no definition", "1"), ("no include", "2"), ("no exclude", "2")]


def test_headings_and_retired_codes_need_no_texts_and_no_use() -> None:
    assert found(Code("1", "A", status="heading"), Code("2", "B", status="retired"), uses={}) == []


def test_use_is_only_judged_when_it_is_given() -> None:
    book = (code("1", "Trust"), code("2", "Doubt"), Code("3", "Group", status="heading"))
    assert found(*book) == []
    assert found(*book, uses={"2": 1, "3": 2}) == [("unused", "1"), ("heading applied", "3")]
