from __future__ import annotations

from typing import TYPE_CHECKING

from postil.importers.codebook_check import Finding, check_codebook
from postil.model.codebook import Code, Codebook
from postil.model.coding import Coding

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


def test_a_see_also_that_names_no_code() -> None:
    book = (
        code("1", "Trust", see_also="Doubt; 2.3, also look at belonging here", number="2.1"),
        code("2", "Doubt", see_also="trusting; Trust.", number="2.3"),
        code("3", "Belonging", see_also="see 2.1 and 2.3\nnowhere", number="2.30"),
    )
    findings = [f for f in check_codebook(Codebook(book)) if f.kind == "see also unknown"]
    assert [(f.code_id, f.message) for f in findings] == [
        ("2", "2.3 Doubt says to see also 'trusting', which is no code"),
        ("3", "2.30 Belonging says to see also 'nowhere', which is no code"),
    ]


def test_codes_under_a_retired_one() -> None:
    book = (
        code("1", "A", status="retired"),
        code("2", "B", "1"),
        code("3", "C", "2"),
        code("4", "D", status="heading"),
    )
    assert found(*book) == [("parent retired", "2"), ("parent retired", "3")]
    assert check_codebook(Codebook(book))[0].message == "2 B stands under 1 A, which is retired"


def test_retired_codes_that_are_used() -> None:
    book = Codebook([code("1", "A", status="retired"), code("2", "B", status="retired"), code("3", "C")])
    messages = [finding.message for finding in check_codebook(book, {"1": 3, "2": 1, "3": 1})]
    assert messages == ["1 A is retired, yet 3 codings have it", "2 B is retired, yet 1 coding has it"]


def put(code_id: str, *paragraphs: int, span: tuple[int | None, int | None] = (None, None)) -> list[Coding]:
    return [Coding("t", n, *span, code_id, "ana") for n in paragraphs]


BOOK = (code("1", "A"), code("2", "B"), code("3", "C"))


def test_codes_that_nearly_always_stand_together_are_told_with_share_and_counts() -> None:
    codings = [*put("2", *range(1, 10)), *put("1", *range(2, 11)), *put("3", 1, 2)]
    assert check_codebook(Codebook(BOOK), codings=codings) == [
        Finding(
            "overlap",
            "1",
            "1 A and 2 B stand on the same words in 8 of the 10 paragraphs that have either"
            " (80%; they have 9 and 9): are they one code?",
        )
    ]


def test_overlaps_are_of_words_and_count_paragraphs_whoever_coded() -> None:
    first, second, both = (0, 10), (10, 20), (5, 15)
    places = range(1, 7)
    assert found(*BOOK, codings=put("1", *places, span=first) + put("2", *places, span=second)) == []
    assert found(*BOOK, codings=put("1", *places, span=first) + put("2", *places, span=both)) == [("overlap", "1")]
    assert found(*BOOK, codings=put("1", *places, span=second) + put("2", *places)) == [("overlap", "1")]
    again = [coding._replace(coder="ben") for coding in put("1", *places)]
    assert found(*BOOK, codings=put("1", *places) + again + put("2", *places)) == [("overlap", "1")]


def test_few_paragraphs_and_codes_that_part_more_often_are_no_overlap() -> None:
    assert found(*BOOK, codings=put("1", 1, 2, 3, 4) + put("2", 1, 2, 3, 4)) == []
    assert found(*BOOK, codings=put("1", *range(1, 11)) + put("2", *range(1, 8))) == []
