"""What a workbook of the matrix keeps, in a sheet that does not show, so that edits find back into the study.

The sheet has a row each for the format, the columns of attributes, the columns of codes, the cases and, by case and
page, the marks of the cells. A mark says which version of a summary was exported, what its text was, and from which
passages it was written. Invariant: ``read_keys(key_rows(view))`` gives the keys back, also from a workbook that a
spreadsheet has saved again; a cell whose text has the exported mark was not edited.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from postil.errors import CaseError
from postil.reports.case_names import case_key
from postil.text.clean import visible_lines
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from postil.model.coding import Passage
    from postil.reports.matrix import MatrixCell
    from postil.reports.matrix_view import MatrixView

FORMAT = "postil matrix"
VERSION = 1
_NONE = "-"


class Mark(NamedTuple):
    """How a cell was when it was exported."""

    stamp: str = ""
    """Of the summary's version; empty if there was none."""
    text: str = ""
    """``text_mark`` of the summary; empty for none."""
    seen: str = ""
    """``passages_mark`` of what the summary was written from, or without one of what was coded; empty for nothing."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What an exported workbook knows of itself."""

    study: str
    """Id of the study's file."""
    attributes: tuple[str, ...]
    """Headings of the columns that are no codes."""
    codes: Mapping[str, str]
    """Heading of a column -> id of its code."""
    pages: Mapping[str, str]
    """Heading of a column -> title of its sheet."""
    cases: Mapping[str, str]
    """What a row is called -> key of its case (``postil.reports.case_names.case_key``), mostly its id."""
    marks: Mapping[tuple[str, str], Mark]
    """(case, code) -> mark; cells in which nothing was coded or written are left out."""


def mark_of(cell: MatrixCell) -> Mark:
    """The mark of a cell as it now is."""
    version = cell.version
    seen = cell.summary.seen if version else cell.passages
    return Mark(version.stamp if version else "", text_mark(cell.summary.text), passages_mark(seen))


def text_mark(text: str) -> str:
    """A short mark of what a sheet shows of a text; white space at the ends of its lines makes no difference."""
    clean = unicodedata.normalize("NFC", visible_lines(text))
    plain = "\n".join(line.rstrip() for line in clean.split("\n")).strip()
    return _short(plain) if plain else ""


def passages_mark(passages: Iterable[Passage]) -> str:
    """A short mark of passages in reading order."""
    listed = [list(passage) for passage in passages]
    return _short(json.dumps(listed)) if listed else ""


def _short(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


# ---- rows of the sheet ----


def key_rows(view: MatrixView, study_id: str, titles: Sequence[str]) -> list[list[str]]:
    """The rows of the sheet.

    Args:
        view: what is exported.
        study_id: id of the study's file.
        titles: of the sheets of its pages.
    """
    rows = [[FORMAT, str(VERSION), study_id], ["attributes", *view.attributes.values()]]
    for title, page in zip(titles, view.pages, strict=True):
        rows.append(["codes", title, *(_written(code.id) for code in page.codes)])
        rows.append(["headings", title, *(view.headings[code.id] for code in page.codes)])
    rows += (["case", view.labels[case.id], _key(view, case.id)] for case in view.cases)
    for title, page in zip(titles, view.pages, strict=True):
        for case in view.cases:
            marks = [_mark_text(mark_of(view.cell(case, code))) for code in page.codes]
            if any(marks):
                rows.append(["cells", title, _key(view, case.id), *marks])
    return rows


def _key(view: MatrixView, case: str) -> str:
    return _written(case_key(view.study, view.struck, case))


def _written(identity: str) -> str:
    """An id as ASCII that no spreadsheet and no cleaning changes."""
    return json.dumps(identity)


def _mark_text(mark: Mark) -> str:
    return " ".join(part or _NONE for part in mark) if any(mark) else ""


def is_keys(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the rows are those of such a sheet."""
    return bool(rows) and bool(rows[0]) and rows[0][0] == FORMAT


def read_keys(rows: Sequence[Sequence[str]], source: str) -> Keys:
    """What the rows of the sheet say.

    Raises:
        CaseError: a newer version of the program wrote them, or they were changed.
    """
    damaged = CaseError(
        f"{source}: the hidden sheet that says which cell is which was changed", "export the matrix again"
    )
    first = list(rows[0])
    if len(first) > 1 and first[1].isdecimal() and int(first[1]) > VERSION:
        raise CaseError(f"{source}: was exported by a newer Postil", "update Postil")
    try:
        return _keys(first[2], [list(row) for row in rows[1:] if any(row)])
    except (ValueError, IndexError, KeyError, TypeError):
        raise damaged from None


def _keys(study: str, rows: list[list[str]]) -> Keys:
    attributes: tuple[str, ...] = ()
    ids: dict[str, list[str]] = {}
    codes: dict[str, str] = {}
    pages: dict[str, str] = {}
    cases: dict[str, str] = {}
    marks: dict[tuple[str, str], Mark] = {}
    for row in rows:
        kind, *values = _without_blanks(row)
        if kind == "attributes":
            attributes = tuple(values)
        elif kind == "codes":
            ids[values[0]] = [_read(value) for value in values[1:]]
        elif kind == "headings":
            for name, code in zip(values[1:], ids[values[0]], strict=True):
                codes[name], pages[name] = code, values[0]
        elif kind == "case":
            cases[values[0]] = _read(values[1])
        elif kind == "cells":
            case = _read(values[1])
            for code, text in zip(ids[values[0]], values[2:], strict=False):
                if text:
                    marks[case, code] = _mark(text)
        else:
            raise ValueError(kind)
    return Keys(study, attributes, codes, pages, cases, marks)


def _without_blanks(values: list[str]) -> list[str]:
    """The values without the empty cells that a spreadsheet puts at the end of a row."""
    end = len(values)
    while end and not values[end - 1]:
        end -= 1
    return values[:end]


def _read(text: str) -> str:
    value = json.loads(text)
    if not isinstance(value, str):
        raise TypeError(text)
    return value


def _mark(text: str) -> Mark:
    stamp, words, seen = (("" if part == _NONE else part) for part in text.split())
    return Mark(stamp, words, seen)
