from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codebooks import books
from postil.exports.codebook_csv import as_written, codebook_csv
from postil.importers.codebook_csv import codebook_from_bytes
from postil.importers.shipped import shipped_codebooks
from postil.model.codebook import BOOK_FIELDS, Code, Codebook
from postil.text.clean import hidden_characters


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
