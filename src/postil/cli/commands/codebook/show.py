"""``postil codebook show``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.books import find_book
from postil.cli.output import columns, talk, write, write_json
from postil.cli.parameters import CodebookName, argument, json_option
from postil.cli.root import Command
from postil.model.names import full_name
from postil.text.counted import counted, counted_codes

if TYPE_CHECKING:
    from pathlib import Path

    from postil.cli.books import Book
    from postil.cli.output import Json
    from postil.model.codebook import Code


@click.command(
    "show",
    cls=Command,
    examples=[
        ("postil codebook show study.json", "The codes of a study, and how often each is used."),
        ("postil codebook show cfir2022", "A shipped codebook."),
        ("postil codebook show study.json --json", "With definitions, for another program to read."),
    ],
)
@argument(
    "source",
    says="A study, a codebook file or a shipped codebook.",
    metavar="STUDY.json|FILE|NAME",
    type=CodebookName(),
)
@json_option
def command(source: Path, *, as_json: bool) -> None:
    """Show a codebook as a tree, with uses.

    With --json: {"codes": [{"id", "number", "name", "path", "parent", "definition", "include", "exclude", "example",
    "aliases", "color", "status", "origin", "see_also", "uses": codings or null outside a study}], "merged": [{"id",
    "name", "into": id of the code that stands for it}]}.
    """
    book = find_book(source)
    if as_json:
        merged = [{"id": key, "name": code.name, "into": _into(book, key).id} for key, code in book.merged.items()]
        write_json({"codes": [_record(book, code) for code in book.codebook], "merged": merged})
        return
    if not len(book.codebook):
        talk(f"{source}: the codebook is empty")
    for line in columns(_row(book, code) for code in book.codebook):
        write(line)
    used = "" if book.uses is None else f", {counted(sum(book.uses.values()), 'coding')}"
    for key, code in book.merged.items():
        talk(f"{source}: {code.name} ({key}) was merged into {_into(book, key).name}")
    talk(f"{source}: {counted_codes(book.codebook)}{used}")


def _into(book: Book, code_id: str) -> Code:
    """The code that stands for one that was merged."""
    found = book.codebook.get(code_id)
    assert found is not None, "a code that stands for another is shown"
    return found


def _row(book: Book, code: Code) -> tuple[str, ...]:
    status = "" if code.status == "active" else f" ({code.status})"
    uses = () if book.uses is None else (str(book.uses.get(code.id, 0) or ""),)
    return ("  " * book.codebook.depth(code.id) + full_name(code) + status, code.id, *uses)


def _record(book: Book, code: Code) -> Json:
    return {
        "id": code.id,
        "number": code.number,
        "name": code.name,
        "path": book.codebook.path(code.id),
        "parent": code.parent or None,
        "definition": code.definition,
        "include": code.include,
        "exclude": code.exclude,
        "example": code.example,
        "aliases": list(code.aliases),
        "color": code.color,
        "status": code.status,
        "origin": code.origin,
        "see_also": code.see_also,
        "uses": None if book.uses is None else book.uses.get(code.id, 0),
    }
