from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.exports.codebook_csv import as_written, codebook_csv
from postil.importers.codebook_csv import codebook_from_bytes
from postil.importers.shipped import shipped_codebooks
from postil.model.codebook import BOOK_FIELDS, ORIGINS, Code, Codebook, matching_name
from postil.text.blank import is_blank
from postil.text.clean import hidden_characters

HOSTILE = st.text(
    alphabet="'=+-@ \t\r\n;|\\\",/><ab1.é\u0301\u0338\x1b\x00\u202e\u200b\u200d\u2800\u2028\u037e\ufeff愛", max_size=8
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | HOSTILE


@st.composite
def books(draw: st.DrawFn, text: st.SearchStrategy[str] = TEXT) -> Codebook:
    visible = text.filter(lambda value: not is_blank(as_written(Code("", value)).name))
    names = draw(st.lists(visible, max_size=6, unique_by=lambda name: matching_name(as_written(Code("", name)).name)))
    ids = draw(
        st.lists(
            visible, min_size=len(names), max_size=len(names), unique_by=lambda name: as_written(Code("", name)).name
        )
    )
    codes: list[Code] = []
    origins = st.sampled_from(ORIGINS)
    for name, code_id in zip(names, ids, strict=True):
        parent = draw(st.sampled_from(["", *(code.id for code in codes)]))
        texts = {name: draw(text) for name in ("number", "definition", "include", "exclude", "example", "see_also")}
        texts["origin"] = draw(origins)
        aliases = tuple(draw(st.lists(text, max_size=3)))
        status = draw(st.sampled_from(["active", "retired", "heading"]))
        codes.append(
            Code(code_id, name, parent, aliases=aliases, color=draw(st.integers(0, 8)), status=status, **texts)
        )
    return Codebook(codes)


def read(data: bytes) -> tuple[Code, ...]:
    return codebook_from_bytes(data, "book.csv").codes


@given(books(), st.booleans())
def test_reading_gives_what_was_written(book: Codebook, bom: bool) -> None:
    if len(book):
        assert read(codebook_csv(book, bom=bom)) == tuple(map(as_written, book))


@given(books(st.text(alphabet="'=+-@ ;|\\\",/><ab1.é愛", max_size=8).map(lambda text: " ".join(text.split()))))
def test_codes_without_control_characters_come_back_as_they_are(book: Codebook) -> None:
    codes = tuple(replace(code, aliases=tuple(filter(None, code.aliases))) for code in book)
    if codes:
        assert read(codebook_csv(Codebook(codes))) == codes


@given(books())
def test_a_second_round_trip_changes_nothing(book: Codebook) -> None:
    if len(book):
        once = codebook_csv(book)
        assert codebook_csv(Codebook(read(once))) == once


@given(books(), st.booleans())
def test_no_control_character_and_no_formula_is_written(book: Codebook, bom: bool) -> None:
    text = codebook_csv(book, bom=bom).decode("utf-8-sig" if bom else "utf-8")
    assert hidden_characters([text]) == {}
    assert unicodedata.is_normalized("NFC", text)
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row)


def test_the_file_byte_for_byte() -> None:
    book = Codebook(
        [
            Code("F", "Helped", status="heading"),
            Code(
                "F1",
                "Bottom-up",
                "F",
                "1",
                "=cmd|x",
                'say "no"',
                "one\ntwo",
                "\x1b[2J",
                ("a;b", "c"),
                3,
                "active",
                "inductive",
                "F",
            ),
            Code("X", "Lost", "gone"),
        ]
    )
    assert (
        codebook_csv(book)
        == (
            "id,name,parent,number,definition,include,exclude,example,aliases,color,status,origin,see_also\n"
            "F,Helped,,,,,,,,,heading,,\n"
            'F1,Bottom-up,F,1,\'=cmd|x,"say ""no""","one\ntwo",␛[2J,a\\;b; c,3,active,inductive,F\n'
            "X,Lost,,,,,,,,,active,,\n"
        ).encode()
    )


def test_a_byte_order_mark_when_asked_for() -> None:
    book = Codebook([Code("a", "b")])
    assert codebook_csv(book, bom=True) == b"\xef\xbb\xbf" + codebook_csv(book)


def test_an_empty_codebook_is_a_heading() -> None:
    assert codebook_csv(Codebook([])).decode() == ",".join(BOOK_FIELDS) + "\n"


def test_counts_stand_last_and_are_not_read_back() -> None:
    book = Codebook([Code("a", "b"), Code("c", "d")])
    data = codebook_csv(book, {"c": 12})
    assert [row.rpartition(",")[2] for row in data.decode().splitlines()] == ["codings", "0", "12"]
    reading = codebook_from_bytes(data, "book.csv")
    assert (reading.codes, reading.report) == (tuple(book), ())


@pytest.mark.parametrize("name", ["bpos", "cfir2022"])
def test_the_shipped_books_come_back(name: str) -> None:
    codes = read(shipped_codebooks()[name].read_bytes())
    assert read(codebook_csv(Codebook(codes))) == codes


def test_a_circle_of_parents_is_cut_when_written() -> None:
    book = Codebook([Code("1", "a", "2"), Code("2", "b", "1")])
    assert read(codebook_csv(book)) == (replace(Code("1", "a")), Code("2", "b", "1"))
