"""Drawing all that the codebook says of one code, field by field.

Pure: a session and a measure in, rows out. Invariant: every field is named on the screen, however long the others are:
texts that do not fit are cut with …, the longest first, and the field under the cursor last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.names import field_label
from postil.session.codebook import FIELDS
from postil.session.codebook_tree import merged_codes
from postil.text.clean import visible, visible_lines
from postil.text.counted import counted
from postil.text.wrap import padded, shortened, wrap
from postil.tui.paint.cells import fitted, run
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from postil.model.codebook import Code
    from postil.session.codebook import CodebookSession
    from postil.tui.paint.cells import Row

_LABEL_CELLS = 12
_NOTHING = "–"


class _Part(NamedTuple):
    """A field with what it holds."""

    label: str
    lines: list[Row]
    here: bool


def fields(session: CodebookSession, cells: int, rows: int) -> list[Row]:
    """The code under the cursor: its name, and below it all of its fields."""
    code = session.here
    if code is None:
        new = session.keymap.label("book.new")
        drawn: list[Row] = [[run(f"  The codebook is empty. {new} makes a code.", "quiet")]]
    else:
        parts = [*_parts(session, code, cells - _LABEL_CELLS - 4), *_facts(session, code, cells - _LABEL_CELLS - 4)]
        drawn = _fitting(parts, rows)
    return [fitted(row, cells) for row in [*drawn, *([[]] * rows)][:rows]]


def _parts(session: CodebookSession, code: Code, cells: int) -> list[_Part]:
    """The fields that can be edited, in the order in which they are walked through."""
    found = []
    for at, field in enumerate(FIELDS):
        here = session.in_fields and at == session.field
        style = "bold" if field == "name" else "row"
        lines = [[run(line, style)] for line in _wrapped(_text(session, code, field), cells)]
        if field == "color" and code.color:
            lines = [[run(f"{code.color} "), run("■■■", f"code{code.color}")]]
        found.append(_Part(field_label(field), lines or [[run(_NOTHING, "quiet")]], here))
    return found


def _text(session: CodebookSession, code: Code, field: str) -> str:
    match field:
        case "aliases":
            return "; ".join(code.aliases)
        case "parent":
            above = session.study.codebook.get(code.parent) if code.parent else None
            return session.study.codebook.path(above.id) if above else "(the top)"
        case "origin":
            return code.origin or "not said"
    return str(getattr(code, field) or "")


def _wrapped(text: str, cells: int) -> list[str]:
    text = visible_lines(text)
    return [text[start:end] for start, end in wrap(text, max(cells, 4))] if text.strip() else []


def _facts(session: CodebookSession, code: Code, cells: int) -> list[_Part]:
    """What follows from what was done with the code."""
    study = session.study
    if session.is_merged:
        said = f"{session.code_label(code.id)}, which has its codings"
        return [_Part("merged into", [[run(shortened(visible(said), cells), "bold")]], here=False)]
    names = [study.own_code(other).name for other in merged_codes(study).get(code.id, ())]
    merged = [[run(line, "row")] for line in _wrapped("; ".join(names), cells)]
    coders = sorted(session.coders.get(code.id, ()))
    uses = counted(study.uses.get(code.id, 0), "coding")
    by = f" by {', '.join(coders)}" if coders else ""
    slot = session.slots.slot(code.id)
    used = [
        [run(line, "row")] for line in _wrapped(f"{uses}{by}{f' · digit {slot}' if slot is not None else ''}", cells)
    ]
    return [
        _Part("merged from", merged or [[run(_NOTHING, "quiet")]], here=False),
        _Part("used", used, here=False),
    ]


def _fitting(parts: list[_Part], rows: int) -> list[Row]:
    """The parts in so many rows."""
    limit = max((len(part.lines) for part in parts), default=1)
    while limit > 1 and sum(_height(part, limit) for part in parts) > rows:
        limit -= 1
    spare = rows - sum(_height(part, limit) for part in parts)
    drawn: list[Row] = []
    for part in parts:
        most = limit + max(spare, 0) if part.here else limit
        lines = part.lines[:most]
        if len(part.lines) > most:
            lines = [*lines[:-1], [*lines[-1], run(" …", "slot")]]
        for at, line in enumerate(lines):
            bar = run(" ▌" if part.here else "  ", "bar")
            label = padded(part.label, _LABEL_CELLS) if at == 0 else " " * _LABEL_CELLS
            drawn.append([bar, run(label, "slot" if part.here else "quiet"), *line])
    here = next((at for at, row in enumerate(drawn) if row[0][0].strip()), 0)
    top = max(0, min(here, len(drawn) - rows)) if here >= rows else 0
    return drawn[top:]


def _height(part: _Part, limit: int) -> int:
    return min(len(part.lines), limit)
