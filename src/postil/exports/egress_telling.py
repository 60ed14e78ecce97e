"""What an egress package says of itself: to people in README.txt and verbatim.txt, to programs in its manifest.

Invariant: every piece of a transcript that a file holds is listed, with the file and the row; how many pieces and words
there are stands before them. Names of codes are listed once, in the first table that has them.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, cast

from postil.exports.egress_counts import BY_CASE, USUAL_LEAST, cases_read
from postil.exports.egress_words import MARK, Spoken
from postil.exports.suppression import shown_count
from postil.model.redaction import LEFT_OUT
from postil.text.clean import visible
from postil.text.counted import counted
from postil.text.verbatim import RUN
from postil.text.words import words_of
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from postil.exports.egress_words import Words
    from postil.model.codebook import Codebook
    from postil.reports.counting import Counting
    from postil.reports.tables import Table

README, VERBATIM, MANIFEST = "README.txt", "verbatim.txt", "manifest.json"
_NAME_WORDS = 3
"""Words of a code's name that are listed where they stand in a transcript in a row."""
_WORDS_IN = {"quotations": ("words",), "summaries": ("summary",)}
"""Tables -> columns that hold others' words where they are asked for."""
_PATHS = ("path", "other_path", "codes")
"""Columns that hold names of codes."""


class OutFile(NamedTuple):
    """A file of a package."""

    name: str
    data: bytes


class Piece(NamedTuple):
    """A piece of a transcript in a file of a package."""

    row: int
    """The first after the heading is 1."""
    column: str
    said: Spoken


# ---- words of transcripts ----


def pieces_of(book: Codebook, words: Words, tables: Sequence[Table], level: str) -> dict[str, list[Piece]]:
    """Names of the tables that hold words of transcripts -> the pieces, in order."""
    names = _Names(book, in_codebook=any(table.name == "codebook" for table in tables))
    found = {table.name: list(_pieces(words, table, level, names)) for table in tables}
    return {name: pieces for name, pieces in found.items() if pieces}


def _pieces(words: Words, table: Table, level: str, names: _Names) -> Iterator[Piece]:
    asked_for = _WORDS_IN.get(table.name, ()) if level == "quotations" else ()
    for at, row in enumerate(table.rows, 1):
        for column, cell in zip(table.columns, row, strict=True):
            if not isinstance(cell, str):
                continue
            if table.name == "quotations" and column.name == "words":
                found = [Spoken(piece, str(row[0]), cast("int", row[1])) for piece in _parts(cell)]
            elif column.name in _PATHS:
                found = [said for name in names.listed_at(table.name, cell) for said in _in_name(words, name)]
            else:
                found = words.spoken(cell, quotations=column.name in asked_for)
            yield from (Piece(at, column.name, said) for said in found)


class _Names:
    """The names of codes, each listed once: in the codebook or, in a package without it, where it stands first."""

    def __init__(self, book: Codebook, *, in_codebook: bool) -> None:
        self._in_codebook = in_codebook
        self._seen: set[str] = set()
        self._of = {book.path(code.id): [one.name for one in (*book.ancestors(code.id), code)] for code in book}
        """Path of a code, as it is let out -> the names in it, its own last."""

    def listed_at(self, table: str, cell: str) -> list[str]:
        """The names in a cell, which holds a path or several, that are to be listed at it."""
        if self._in_codebook:
            return self._of[cell][-1:] if table == "codebook" else []
        paths = [cell] if cell in self._of else [path for path in self._of if path in cell]
        found = dict.fromkeys(name for path in paths for name in self._of[path])
        new = [name for name in found if name not in self._seen]
        self._seen.update(new)
        return new


def _in_name(words: Words, name: str) -> list[Spoken]:
    """The name of a code, where it is the words of somebody; else the pieces of it that are."""
    if len(words_of(name)) >= _NAME_WORDS and words.stands_somewhere(name):
        return [words.where(name)]
    return words.spoken(name)


def _parts(text: str) -> list[str]:
    return [piece.strip() for piece in text.split(LEFT_OUT) if piece.strip()]


def listed(pieces: Mapping[str, Sequence[Piece]], *, placed: bool) -> list[dict[str, object]]:
    """The pieces for programs: for each file how many pieces and words there are, and what they are.

    Args:
        pieces: names of tables -> their pieces.
        placed: whether it is told where words are from. Where small counts are kept back it is not: that a case said
            the name of a code is a count of one.
    """
    return [
        {
            "file": f"{name}.csv",
            "pieces": len(those),
            "words": _words(those),
            "strings": [
                {
                    "row": one.row,
                    "column": one.column,
                    "words": visible(one.said.words),
                    **({"case": visible(one.said.case), "paragraph": one.said.paragraph} if placed else {}),
                }
                for one in those
            ],
        }
        for name, those in pieces.items()
    ]


def _words(pieces: Sequence[Piece]) -> int:
    return sum(len(words_of(one.said.words)) for one in pieces)


def said_of_pieces(pieces: Mapping[str, Sequence[Piece]]) -> list[str]:
    """How many pieces of transcripts each file holds, with how many words, as lines."""
    if not pieces:
        return ["Pieces of transcripts: none was found in the files."]
    every = [piece for those in pieces.values() for piece in those]
    total = f"Pieces of transcripts: {len(every):,}, {_words(every):,} words. {VERBATIM} has them, a piece a line."
    return [total, *(f"  {name}.csv: {len(those):,}, {_words(those):,} words" for name, those in pieces.items())]


def verbatim_file(pieces: Mapping[str, Sequence[Piece]], *, placed: bool) -> OutFile:
    """Every piece on a line, for people: file and row, where it is from, the words."""
    lines = said_of_pieces(pieces)
    for name, those in pieces.items():
        lines += ["", f"{name}.csv"]
        for row, column, (words, case, paragraph) in those:
            place = f" ({visible(case) or 'no case'} §{paragraph})" if placed and paragraph is not None else ""
            lines.append(f"{name}.csv row {row} {column}{place}: {visible(words)}")
    return OutFile(VERBATIM, ("\n".join(lines) + "\n").encode())


def masked(table: Table) -> Iterator[dict[str, object]]:
    """The rows of a table that words were left out of: file, row from 1, how many pieces."""
    for at, row in enumerate(table.rows, 1):
        if pieces := sum(len(MARK.findall(cell)) for cell in row if isinstance(cell, str)):
            yield {"file": f"{table.name}.csv", "row": at, "pieces": pieces}


# ---- files and counts ----


def said_of_reading(counting: Counting, below: int, words: Words | None) -> str:
    """How many of the cases were read, as a sentence; which ones in part, where ``words`` may say what they are called.

    Args:
        counting: the study.
        below: counts less than this are kept back; 0 keeps none back.
        words: what cases are called outside; None where no name of a case is to be told.
    """
    read, cases = shown_count(cases_read(counting), below), shown_count(len(counting.cases), below)
    said = f"{read} of {cases} cases are read"
    in_part = [case for case, one in counting.reading.cases.items() if one.in_part]
    if in_part or below:
        which = f" ({', '.join(visible(words.case(case)) for case in in_part)})" if words and not below else ""
        said += f", {shown_count(len(in_part), below)} of these in part{which}"
    if read == cases and isinstance(read, int):
        return f"{said}."
    return f"{said}. Nobody has looked yet at what the others say: that nothing is counted in them is no zero."


def described(file: OutFile, tables: Sequence[Table]) -> dict[str, object]:
    """A file, as the manifest has it."""
    table = next((one for one in tables if file.name == f"{one.name}.csv"), None)
    others = {VERBATIM: "Every piece of a transcript, for people.", README: "What is in the files, for people."}
    found: dict[str, object] = {
        "name": file.name,
        "sha256": hashlib.sha256(file.data).hexdigest(),
        "bytes": len(file.data),
        "rows": len(table.rows) if table else None,
        "holds": table.title if table else others[file.name],
    }
    if table:
        found["columns"] = [{"name": column.name, "says": column.says} for column in table.columns]
        found["notes"] = list(table.notes)
    return found


def said_of_small_counts(below: int, few: Mapping[str, int]) -> str:
    """What becomes of small counts, and where there are some."""
    if not below:
        files = ", ".join(f"{name}.csv {count:,}" for name, count in few.items())
        by_name = f" Those in {BY_CASE}.csv stand under the names of cases." if BY_CASE in few else ""
        return (
            f"Small counts are told. Below {USUAL_LEAST} are, of counts of cases and of counts in one case:"
            f" {files or 'none'}.{by_name} --egress counts --suppress {USUAL_LEAST} keeps small counts back."
        )
    return (
        f"Counts below {below}, zero among them, are written <{below}, also where nothing was read; a count of codings"
        f" or paragraphs that rests on fewer than {below} cases is written *. Where counts add up to a total that is"
        " told, further ones are written *, the smallest first, so that the total does not give a small count away;"
        " where the cases of a value are *, so are those of them with a code. One N for one study, always: two packages"
        " with different ones give back what each keeps back. docs/security.md says what this does not prevent."
    )


_LEVELS = {
    "counts": "Level: counts. No passages of transcripts and no summaries. Names of codes may carry words of"
    f" transcripts: those of {_NAME_WORDS} words or more that stand there whole, and {RUN} words or more in a row"
    f" that do, are listed in {VERBATIM} and {MANIFEST}.",
    "summaries": "Level: summaries. Counts, and what the team wrote in the cells of its matrix. What stands in"
    f" quotation marks there, and {RUN} words or more in a row that also stand in a transcript, are left out:"
    " [... 6 words] says how many they were.",
    "quotations": "Level: quotations. Counts, summaries as they were written, and passages that were marked as"
    f" quotable. Every piece of a transcript is listed in {VERBATIM} and {MANIFEST}.",
}
_QUOTING = (
    "summaries.csv has all that summaries quote, marked as quotable or not: --only quotations makes a package without."
)


def read_me(
    level: str, tables: Sequence[Table], said: Sequence[str], left_out: Sequence[str], *, has_pieces: bool
) -> OutFile:
    """What is in the package, for people.

    Args:
        level: what may be in it.
        tables: what is in it.
        said: what a checker must know first, as lines.
        left_out: what is not in it.
        has_pieces: whether there is a list of pieces of transcripts.
    """
    quoting = [_QUOTING] if level == "quotations" and any(table.name == "summaries" for table in tables) else []
    lines = ["An output package of Postil, for an output checker.", "", _LEVELS[level], *quoting, "", *said]
    lines += ["", "Not in this package:", *(f"  {one}" for one in left_out), ""]
    lines.append("All files are text in UTF-8. In CSV, a text that a spreadsheet would run begins with an apostrophe.")
    for table in tables:
        lines += ["", f"{table.name}.csv: {table.title}. {counted(len(table.rows), 'row')}."]
        lines += [f"  {column.name}: {column.says}" for column in table.columns]
        lines += [f"  {note}" for note in table.notes]
    if has_pieces:
        lines += ["", f"{VERBATIM}: every piece of a transcript that is in the tables, with its file and row."]
    lines += ["", f"{MANIFEST}: the files with their hashes, and what a checker looks for."]
    return OutFile(README, ("\n".join(lines) + "\n").encode())


def document(value: object, indent: str = "") -> str:
    """JSON for people, too: what holds single values only stands on one line."""
    inside, parts = indent + " ", []
    if isinstance(value, dict) and any(isinstance(one, dict | list) for one in value.values()):
        parts = [f"{json.dumps(key)}: {document(one, inside)}" for key, one in value.items()]
    elif isinstance(value, list):
        parts = [document(one, inside) for one in value]
    if not parts:
        return json.dumps(value, ensure_ascii=False)
    begin, end = "{}" if isinstance(value, dict) else "[]"
    lines = f",\n{inside}".join(parts)
    return f"{begin}\n{inside}{lines}\n{indent}{end}"
