"""Editing a code of the codebook: which field, then its new value.

Invariant: two codes at the same place never get the same name here, as ``changes_of`` holds it for new codes.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from postil.errors import CodebookError
from postil.model.change import EditCode
from postil.model.codebook import matching_name
from postil.session.modes import Picking, Prompting
from postil.session.notice import Notice
from postil.session.pickers import ranked
from postil.session.rows import Row
from postil.session.textline import TextLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.model.change import FieldValue
    from postil.model.codebook import Code
    from postil.session.session import Session

EDITABLE = ("name", "number", "definition", "include", "exclude", "example", "aliases", "parent", "status")
STATUSES = ("active", "retired", "heading")
_ONE_LINE = frozenset({"name", "number", "aliases", "parent", "status"})
_LIST_SEPARATOR = "; "


def edit_code(session: Session) -> None:
    """Pick a field of the code that the panel shows, and change it."""
    code = session.code(session.panel_code)
    if code is None:
        walk = session.keymap.label("codebook.open")
        session.mode = Notice(f"no code is shown; {walk} walks through the codebook")
    else:
        session.mode = Picking(session, FieldSource(code))


class FieldSource:
    """Fields of a code to edit."""

    goes_on = False
    of_codes = False
    hint = "Enter edits"

    def __init__(self, code: Code) -> None:
        self.title = f"edit {code.number} {code.name}".replace("  ", " ")
        self._code = code

    def start(self, session: Session) -> int:  # noqa: ARG002 - the protocol's signature, also below
        """At the top."""
        return 0

    def rows(self, session: Session, query: str) -> list[Row]:
        """Fields with what they hold."""
        return [Row(name, shown(session, self._code, name), lead=name) for name in ranked(query, list(EDITABLE))]

    def show(self, session: Session, row: Row | None) -> None:
        """Nothing to explain."""

    def take(self, session: Session, row: Row | None, query: str, *, more: bool = False) -> None:  # noqa: ARG002
        """Ask for the new value."""
        if row is not None:
            ask_value(session, self._code, row.key)


def shown(session: Session, code: Code, field: str) -> str:
    """A field as it is typed: aliases in one line, the parent by its path."""
    if field == "aliases":
        return _LIST_SEPARATOR.join(code.aliases)
    if field == "parent":
        return session.study.codebook.path(code.parent) if session.code(code.parent) else ""
    return str(getattr(code, field))


def ask_value(session: Session, code: Code, field: str, *, then: Callable[[Session], None] | None = None) -> None:
    """Ask for the new value of a field of a code; ``then`` follows when it was recorded."""

    def save(asked: Session, text: str) -> None:
        changed = asked.record(EditCode(code.id, field, _value(asked, code, field, text)))
        asked.say(f"{field} of {asked.code_label(code.id)} changed" if changed else "nothing changed")
        if then is not None:
            then(asked)

    versions = session.study.conflicts().get(("code", code.id, field), ()) if then is None else ()
    waits = f" · {len(versions)} versions: see postil review" if versions else ""
    session.mode = Prompting(
        f"{field} of {session.code_label(code.id)}{waits}",
        save,
        TextLine(shown(session, code, field)),
        lasting=True,
        many_lines=field not in _ONE_LINE,
    )


def _value(session: Session, code: Code, field: str, text: str) -> FieldValue:
    text = unicodedata.normalize("NFC", text).strip()
    match field:
        case "name":
            if not matching_name(text):
                raise CodebookError("a code needs a name")
            _check_place(session, code, text, code.parent)
        case "status" if text not in STATUSES:
            raise CodebookError(f"there is no status {text or 'of no letters'}", f"write {', '.join(STATUSES)}")
        case "aliases":
            return tuple(dict.fromkeys(name for part in text.split(";") if (name := part.strip())))
        case "parent":
            parent = _named(session, text)
            _check_place(session, code, code.name, parent)
            return parent
    return text


def _named(session: Session, text: str) -> str:
    """The id of the code that a number, path or name means; empty for the top."""
    found = session.study.codebook.find(text) if text else ()
    if text and len(found) != 1:
        what = "more than one code" if found else "no code"
        raise CodebookError(f"{what} is called {text}", "write its number or its path, or nothing for the top")
    return found[0].id if found else ""


def _check_place(session: Session, code: Code, name: str, parent: str) -> None:
    for other in session.study.codebook.children(parent):
        if other.id != code.id and matching_name(other.name) == matching_name(name):
            raise CodebookError(f"there is a code {other.name} at this place already", "choose another name")
