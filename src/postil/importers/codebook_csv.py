"""Codebooks in CSV files and workbooks: our own, and those that other programs and spreadsheets write.

Invariant: what is returned can be added to a study code by code: ids and paths are unique, parents exist and come
first. Reading what ``postil.exports.codebook_csv`` and ``codebook_xlsx`` write gives the same codes again.
"""

from __future__ import annotations

import difflib
import hashlib
import re
import stat
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from postil.errors import CodebookError
from postil.importers.codebook_color import color_slot
from postil.importers.codebook_table import MAX_BYTES, Row, Table, all_text, quoted, read_table, refusal
from postil.importers.codebook_tree import SEPARATORS, Entry, arrange, split_path
from postil.model.codebook import COLOR_SLOTS, ORIGINS, STATUSES, Code, Codebook, matching_name
from postil.text.blank import is_blank
from postil.text.clean import hidden_characters

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_LABEL = 300
"""Longest id, name and number, in code points."""
MAX_PATH = 2_000
"""Longest path in the column of parents, in code points."""
MAX_ALIASES = 100

_STATUS_OF = {status: status for status in STATUSES} | {
    "": "active",
    "inactive": "retired",
    "archived": "retired",
    "group": "heading",
    "category": "heading",
    "domain": "heading",
}
_ORIGIN_OF = {
    "apriori": "a priori",
    "deductive": "a priori",
    "theory": "a priori",
    "framework": "a priori",
    "inductive": "inductive",
    "emergent": "inductive",
    "data": "inductive",
    "invivo": "inductive",
}
_ALIAS_PIECES = re.compile(r"\\([\\;|])|([;|\n])")


@dataclass(frozen=True, slots=True)
class CodebookReading:
    """A codebook file as it was read."""

    codes: tuple[Code, ...]
    """In book order: parents before the codes under them."""
    report: tuple[str, ...]
    """Oddities, one sentence each; they may quote the file, so clean them before they are shown."""


def read_codebook(path: str | Path, *, encoding: str = "utf-8") -> CodebookReading:
    """Read a codebook file.

    Raises:
        CodebookError: the file cannot be read, or ``codebook_from_bytes`` refuses it.
    """
    path = Path(path)
    hint = "give a codebook as a .csv or .xlsx file, or the name of a shipped one"
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            kind = "a folder" if stat.S_ISDIR(mode) else "not a file"
            raise CodebookError(f"{path}: is {kind}", hint)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise CodebookError(f"{path}: there is no such file", hint) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CodebookError(f"{path}: cannot be read ({reason})", "check the name and the permissions") from error
    return codebook_from_bytes(data, str(path), encoding=encoding)


def codebook_from_bytes(data: bytes, source: str, *, encoding: str = "utf-8") -> CodebookReading:
    """Read a codebook from the bytes of a file; ``source`` is its name, for messages and for its ending.

    What is no table or workbook is refused by ``postil.importers.codebook_table``.

    Raises:
        CodebookError: naming the file and the row: not a table in this encoding, no column for names, a name that is
            blank, an id or a path given twice, a parent that does not exist, a circle of parents, an unknown status.
    """
    table = read_table(data, source, encoding)
    notes = list(table.notes)
    entries = [_entry(row, table, notes) for row in table.rows]
    is_path = "path" in table.fields and not any("path" in row.cells for row in table.rows)
    _check_ids(entries, source)
    entries, more = arrange(source, entries, has_parents="parent" in table.fields, is_path=is_path)
    notes += more
    _mint_ids(entries, notes)
    codes = [replace(entry.code, parent=entry.above.code.id if entry.above else "") for entry in entries]
    notes += [
        f"hidden character kept: {name} ({count})" for name, count in hidden_characters(all_text(table.rows)).items()
    ]
    return CodebookReading(tuple(Codebook(codes)), tuple(notes))


def one_line(text: str) -> str:
    """Runs of white space as one space, none at the ends: how ids, names, numbers and aliases are kept."""
    return " ".join(text.split())


def split_aliases(text: str) -> tuple[str, ...]:
    r"""Aliases of a cell, parted by ; or | or a new line; after a backslash, ; and | and \\ mean themselves."""
    pieces = [""]
    end = 0
    for match in _ALIAS_PIECES.finditer(text):
        pieces[-1] += text[end : match.start()]
        end = match.end()
        if match[1]:
            pieces[-1] += match[1]
        else:
            pieces.append("")
    pieces[-1] += text[end:]
    return tuple(alias for alias in map(one_line, pieces) if not is_blank(alias))


def _entry(row: Row, table: Table, notes: list[str]) -> Entry:
    source = table.source
    raw_name = row.text("name")
    name = one_line(raw_name)
    groups = tuple(part for cell in row.cells.get("group", ()) for part in _group_path(cell))
    status = _status(row, source)
    if is_blank(name):
        if name or not groups or any(field in row.cells for field in ("id", "parent", "include", "exclude")):
            raise refusal(source, "the name is blank", "give the code a name, or take the row out", row.number)
        name, groups, status = groups[-1], groups[:-1], "heading"
    labels = {field: one_line(row.text(field)) for field in ("id", "number")}
    for field, text in ({"name": name} | labels).items():
        if len(text) > MAX_LABEL:
            raise refusal(
                source, f"the {field} is {len(text)} characters long", f"at most {MAX_LABEL} are kept", row.number
            )
    parent = one_line(row.text("parent"))
    if len(parent) > MAX_PATH:
        raise refusal(source, f"the parent is {len(parent)} characters long", "give the id of the parent", row.number)
    code = Code(
        id="" if is_blank(labels["id"]) else labels["id"],
        name=name,
        number=labels["number"],
        definition=row.text("definition"),
        include=row.text("include"),
        exclude=row.text("exclude"),
        example=row.text("example"),
        aliases=_aliases(row, source),
        color=_color(row, notes),
        status=status,
        origin=_origin(row, notes),
        see_also=row.text("see_also"),
    )
    indent = raw_name.expandtabs(4)
    return Entry(
        row.number,
        code,
        parent=parent,
        groups=groups,
        path=_path(row, name),
        indent=len(indent) - len(indent.lstrip()),
    )


def _group_path(cell: str) -> tuple[str, ...]:
    for separator in SEPARATORS[:-1]:
        parts = split_path(one_line(cell), separator)
        if len(parts) > 1:
            return parts
    return () if is_blank(cell) else (one_line(cell),)


def _path(row: Row, name: str) -> tuple[str, ...]:
    """The path of a code from a column beside that of names; the column may leave the name itself out."""
    text = one_line(row.text("path"))
    if is_blank(text):
        return ()
    parts = next((parts for mark in SEPARATORS if len(parts := split_path(text, mark)) > 1), (text,))
    return (*parts[:-1], name) if matching_name(parts[-1]) == matching_name(name) else (*parts, name)


def _status(row: Row, source: str) -> str:
    text = row.text("status").strip()
    status = _STATUS_OF.get(text.casefold())
    if status is None:
        near = difflib.get_close_matches(text.casefold(), STATUSES, n=1)
        hint = f"did you mean '{near[0]}'? " if near else ""
        raise refusal(source, f"unknown status {quoted(text)}", f"{hint}it is one of {', '.join(STATUSES)}", row.number)
    return status


def _origin(row: Row, notes: list[str]) -> str:
    text = row.text("origin").strip()
    origin = _ORIGIN_OF.get("".join(filter(str.isalnum, text.casefold())), "")
    if text and not origin:
        notes.append(f"row {row.number}: no origin {quoted(text, 20)}: use {' or '.join(filter(None, ORIGINS))}")
    return origin


def _aliases(row: Row, source: str) -> tuple[str, ...]:
    aliases = split_aliases(row.text("aliases"))
    if len(aliases) > MAX_ALIASES:
        raise refusal(source, f"it has {len(aliases)} aliases", f"at most {MAX_ALIASES} are kept", row.number)
    return aliases


def _color(row: Row, notes: list[str]) -> int:
    text = row.text("color")
    slot = color_slot(text)
    if slot is None:
        notes.append(f"row {row.number}: no colour {quoted(text.strip(), 20)}: use 1..{COLOR_SLOTS}, a name or #rrggbb")
    return slot or 0


def _check_ids(entries: Sequence[Entry], source: str) -> None:
    seen: dict[str, Entry] = {}
    for entry in entries:
        if entry.code.id:
            other = seen.setdefault(entry.code.id, entry)
            if other is not entry:
                told = f"the id {quoted(entry.code.id)} is that of row {other.row} already"
                raise refusal(source, told, "give each code an id of its own", entry.row)


def _mint_ids(entries: Sequence[Entry], notes: list[str]) -> None:
    """Give codes without an id one that rests on their path alone."""
    taken = {entry.code.id for entry in entries if entry.code.id}
    without = [entry for entry in entries if not entry.code.id]
    if taken and (rows := [entry for entry in without if entry.row]):
        notes.append(f"{len(rows)} codes had no id, the first in row {rows[0].row}: ids were made from their paths")
    for entry in without:
        minted = minted_id(entry.names(), taken)
        taken.add(minted)
        entry.code = replace(entry.code, id=minted)


def minted_id(names: Sequence[str], taken: set[str]) -> str:
    """The id of a code that its file gives none: words of its name and a hash of its path.

    Two people who import the same book get the same ids; case, white space and compatibility forms do not count. The
    hash is longer where the shorter id is in ``taken``.
    """
    decomposed = unicodedata.normalize("NFKD", names[-1].casefold())
    slug = re.sub(r"[^a-z0-9]+", "-", "".join(letter for letter in decomposed if not unicodedata.combining(letter)))
    digest = hashlib.sha256("\x1f".join(map(matching_name, names)).encode()).hexdigest()
    stem = slug[:24].strip("-") or "code"
    return next(minted for length in range(6, 65) if (minted := f"{stem}-{digest[:length]}") not in taken)
