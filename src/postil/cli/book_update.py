"""What a codebook file would change in a study's codebook.

Invariant: codes are the same by id alone, and what comes out leaves a codebook without repeated paths. A code that was
merged into another is not brought back, nor does it change the one that stands for it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from postil.errors import CodebookError
from postil.model.change import AddCode, EditCode
from postil.model.codebook import BOOK_FIELDS, Codebook, matching_name
from postil.reports.let_out import with_texts
from postil.text.struck import Struck
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from postil.importers.codebook_csv import CodebookReading
    from postil.model.change import Action, FieldValue
    from postil.model.codebook import Code
    from postil.model.study import Study


class Difference(NamedTuple):
    """One field of one code that a file gives another value."""

    code: str
    field: str
    study: FieldValue
    file: FieldValue


def read_file(source: Path, encoding: str) -> tuple[CodebookReading, frozenset[str]]:
    """A codebook file or a shipped codebook, and the fields of a code that it tells.

    Raises:
        CodebookError: it cannot be read.
    """
    from postil.importers.codebook_csv import read_codebook  # noqa: PLC0415 - loaded when it is needed
    from postil.importers.codebook_table import read_table  # noqa: PLC0415 - loaded when it is needed
    from postil.importers.shipped import find_codebook  # noqa: PLC0415 - loaded when it is needed

    path = find_codebook(source)
    reading = read_codebook(path, encoding=encoding)
    told = set(read_table(path.read_bytes(), str(path), encoding).fields) | {"name"}
    if "path" in told or "group" in told or any(code.parent for code in reading.codes):
        told.add("parent")
    if any(code.number for code in reading.codes):
        told.add("number")
    return reading, frozenset(told.intersection(BOOK_FIELDS))


def merged_codes(study: Study, codes: Iterable[Code]) -> list[tuple[Code, Code]]:
    """The codes of a file that were merged into another in the study, each with the code that stands for it."""
    merged, book = dict(study.same.merged()), study.codebook
    heads = ((code, study.same.twins(code.id)[0]) for code in codes if code.id in study.same.stands_for)
    return [(code, into) for code, head in heads if head in merged and (into := book.get(head)) is not None]


def compare(
    codebook: Codebook, codes: Iterable[Code], fields: frozenset[str]
) -> tuple[tuple[Code, ...], tuple[Difference, ...]]:
    """Codes that are not in the codebook, and fields in which the others differ.

    A code whose parent was merged into another stands under that other, in the file as in the codebook.
    """
    new: list[Code] = []
    different: list[Difference] = []
    for row in codes:
        above = codebook.get(row.parent)
        code = row if above is None else replace(row, parent=above.id)
        known = codebook.get(code.id)
        if known is None:
            new.append(code)
            continue
        different += [
            Difference(code.id, name, getattr(known, name), getattr(code, name))
            for name in BOOK_FIELDS
            if name in fields and name != "id" and getattr(known, name) != getattr(code, name)
        ]
    return tuple(new), tuple(different)


def with_struck(study: Study, codes: Iterable[Code]) -> list[Code]:
    """The codes of a file, with what was struck out where ``[...]`` stands for it in the study's own codes."""
    struck, book = Struck(study), study.codebook
    return [_put_back(struck, known, code) if struck and (known := book.get(code.id)) else code for code in codes]


def _put_back(struck: Struck, known: Code, code: Code) -> Code:
    aliases = _aliases_put_back(struck, known.aliases, code.aliases)
    return replace(with_texts(code, known, lambda file, study: struck.put_back(study, file)), aliases=aliases)


def _aliases_put_back(struck: Struck, known: tuple[str, ...], said: tuple[str, ...]) -> tuple[str, ...]:
    """Aliases of a file, as the study has them; each of the study's stands for one of the file's, in order."""
    if said == tuple(map(struck.without, known)):
        return known
    left, found = list(known), []
    for alias in said:
        meant = next((one for one in left if struck.without(one) == alias), alias)
        if meant in left:
            left.remove(meant)
        found.append(meant)
    return tuple(found)


def actions_of(codebook: Codebook, new: Sequence[Code], different: Iterable[Difference]) -> list[Action]:
    """The act that adds the new codes and takes the other values over.

    Raises:
        CodebookError: two codes would have one path.
    """
    different = tuple(different)
    after = {code.id: code for code in (*codebook, *new)}
    edits: list[Action] = []
    for difference in different:
        after[difference.code] = replace(after[difference.code], **{difference.field: difference.file})
        edits.append(EditCode(difference.code, difference.field, difference.file))
    _check(after)
    return [*(AddCode(code) for code in new), *edits]


def _check(codes: dict[str, Code]) -> None:
    siblings: dict[tuple[str, str], Code] = {}
    for code in codes.values():
        other = siblings.setdefault((code.parent, matching_name(code.name)), code)
        if other is not code:
            raise CodebookError(
                f"codes {other.id} and {code.id} would both be called {code.name} at one place",
                "give one another name, or give the code of the file the id of the study's",
            )
