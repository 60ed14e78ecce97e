"""Editing a code of the codebook: which field, then its new value; and taking an example from the text.

Invariant: two codes at the same place never get the same name here, as ``changes_of`` holds it for new codes.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from postil.errors import CodebookError
from postil.model.change import EditCode
from postil.model.codebook import COLOR_SLOTS, ORIGINS, STATUSES, matching_name
from postil.model.names import field_label, name_in
from postil.session.modes import Asking, Picking, Prompting
from postil.session.newcode import name_like
from postil.session.notice import Notice
from postil.session.pickers import PlainSource, ranked
from postil.session.rows import Row
from postil.session.textline import TextLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.model.change import FieldValue
    from postil.model.codebook import Code
    from postil.model.coding import Coding
    from postil.session.session import Session

EDITABLE = (
    "name",
    "number",
    "definition",
    "include",
    "exclude",
    "example",
    "aliases",
    "see_also",
    "parent",
    "status",
    "origin",
    "color",
)
_ONE_LINE = frozenset({"name", "number", "aliases", "parent", "status", "origin", "color"})
_CHOICES = {
    "status": ", ".join(STATUSES),
    "origin": ", ".join(filter(None, ORIGINS)) + ", or nothing",
    "color": f"1 to {COLOR_SLOTS}, 0 for none",
    "parent": "a number or a path; nothing for the top",
    "aliases": "parted by ;",
}
_LIST_SEPARATOR = "; "


def edit_code(session: Session) -> None:
    """Pick a field of the code that the panel shows, and change it."""
    code = session.code(session.panel_code)
    if code is None:
        walk = session.keymap.label("codebook.open")
        session.mode = Notice(f"no code is shown; {walk} opens the codebook")
    else:
        session.mode = Picking(session, FieldSource(session, code))


class FieldSource(PlainSource):
    """Fields of a code to edit."""

    hint = "Enter edits"

    def __init__(self, session: Session, code: Code) -> None:
        self.title = f"edit {name_in(session.study.codebook, code)}"
        self._code = code

    def rows(self, session: Session, query: str) -> list[Row]:
        """Fields with what they hold."""
        labels = {field_label(name): name for name in EDITABLE}
        found = ranked(query, list(labels))
        return [Row(labels[label], shown(session, self._code, labels[label]), lead=label) for label in found]

    def take(self, session: Session, row: Row | None, query: str, *, more: bool = False) -> None:  # noqa: ARG002
        """Ask for the new value."""
        if row is not None:
            ask_value(session, self._code, row.key)


def shown(session: Session, code: Code, field: str) -> str:
    """A field as it is typed: aliases in one line, the parent by its path, no colour as nothing."""
    if field == "aliases":
        return _LIST_SEPARATOR.join(code.aliases)
    if field == "parent":
        return session.study.codebook.path(code.parent) if session.code(code.parent) else ""
    return str(getattr(code, field) or "")


def ask_value(session: Session, code: Code, field: str, *, then: Callable[[Session], None] | None = None) -> None:
    """Ask for the new value of a field of a code; ``then`` follows when it was recorded."""

    def save(asked: Session, text: str, *, sure: bool = False) -> None:
        value = _value(asked, code, field, text)
        if field == "name" and not sure and value != code.name and (like := name_like(asked, text, without=code.id)):
            _ask_name(asked, text, like, lambda again: save(again, text, sure=True), prompt)
            return
        changed = asked.record(EditCode(code.id, field, value))
        says = f"{field_label(field)} of {asked.code_label(code.id)} changed" if changed else "nothing changed"
        others = asked.study.codebook.numbered(str(value), without=code.id) if changed and field == "number" else ()
        asked.say("; ".join([says, *(f"{asked.code_label(other.id)} has that number, too" for other in others[:1])]))
        if then is not None:
            then(asked)

    versions = session.study.conflicts().get(("code", code.id, field), ()) if then is None else ()
    waits = f" · {len(versions)} versions: see postil review" if versions else ""
    session.mode = prompt = Prompting(
        f"{field_label(field)} of {session.code_label(code.id)}{waits}",
        save,
        TextLine(shown(session, code, field)),
        hint=f"Enter saves · {_CHOICES[field]}" if field in _CHOICES else "Enter saves",
        lasting=True,
        many_lines=field not in _ONE_LINE,
    )


def _ask_name(session: Session, name: str, like: Code, take: Callable[[Session], None], prompt: Prompting) -> None:
    """Ask whether a name is meant that is like another code's; Backspace goes on typing."""

    def type_on(asked: Session) -> None:
        asked.mode = prompt

    session.mode = Asking(
        f"“{name.strip()}” is like {session.code_label(like.id)}: + takes it all the same, Backspace types on",
        {"+": take, "backspace": type_on},
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
        case "origin" if text not in ORIGINS:
            raise CodebookError(f"there is no origin {text}", f"write {_CHOICES['origin']}")
        case "color":
            if text and text not in map(str, range(COLOR_SLOTS + 1)):
                raise CodebookError(f"there is no colour {text}", f"write {_CHOICES['color']}")
            return int(text or 0)
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


def take_example(session: Session, coding: Coding) -> None:
    """Take the words of a coding as an example of its code, below those that it has."""
    from postil.model.book_acts import example_from  # noqa: PLC0415 - rarely needed

    changed = session.record(example_from(session.study, coding))
    label = session.code_label(coding.code)
    session.panel_code = coding.code
    undo = session.keymap.label("history.undo")
    session.say(f"example of {label}; {undo} takes it back" if changed else f"{label} has that example already")
