"""Changes: the only way in which a study ever becomes different.

An *action* says what happens; it is one of a small closed set of frozen values. A *change* is an action with its stamp,
its coder and its group (one act of the analyst, one undo step). A study is the fold of a set of changes
(``postil.model.study``), so the order in which they are read and how often does not matter.

Two kinds of action: *elements* come and go (a coding, a reviewed mark, a code, a transcript) and the latest stamp says
whether they are there; *fields* have values (a definition, a memo), and a change of a field names in ``replaces`` the
stamps that its writer saw, which is how two people's edits of one value are told from one person's two edits.

Actions on cases and cells stand in ``postil.model.charting_actions``; they are taken from here, too. The rest is one
module, long as it is, because the set is closed: who reads it has seen all that can happen to a study.

Actions are named tuples, because the program starts and reads a log faster with them than with dataclasses. The last
field of each, ``kind``, is never given: without it, applying and removing the same coding would be equal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, Union

from postil.model.book_version import BookVersion
from postil.model.case import Attribute
from postil.model.cell import Rating, Summary
from postil.model.charting_actions import (
    CHARTING_ACTIONS,
    AddCase,
    Charting,
    DropCase,
    EditCase,
    GiveVoice,
    Rate,
    SetAttribute,
    SetComment,
    SetSummary,
    SetValue,
)
from postil.model.coding import MemoKey
from postil.model.decision import Decision
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.model.codebook import Code
    from postil.model.coding import Coding, Passage
    from postil.model.transcript import Transcript

__all__ = [
    "CHARTING_ACTIONS",
    "FIELD_ACTIONS",
    "Action",
    "AddCase",
    "AddCode",
    "AddCoder",
    "AddTranscript",
    "Apply",
    "Bookmark",
    "Change",
    "Charting",
    "Confirm",
    "Decide",
    "Doubt",
    "DropCase",
    "DropCode",
    "DropCoder",
    "DropTranscript",
    "EditCase",
    "EditCode",
    "EditTranscript",
    "Element",
    "Field",
    "FieldKey",
    "FieldValue",
    "GiveVoice",
    "NameVersion",
    "Pin",
    "Quote",
    "Rate",
    "Remove",
    "Review",
    "SetAttribute",
    "SetComment",
    "SetMemo",
    "SetStudy",
    "SetSummary",
    "SetValue",
    "no_value",
    "setting",
    "with_value",
]

FieldKey: TypeAlias = tuple[object, ...]
FieldValue: TypeAlias = Union[
    str, int, "tuple[str, ...]", "tuple[str, int]", Decision, Summary, Rating, Attribute, BookVersion
]


class Apply(NamedTuple):
    """Put a code on a paragraph or on a span of it."""

    coding: Coding
    kind: str = "apply"


class Remove(NamedTuple):
    """Take a coding away."""

    coding: Coding
    kind: str = "remove"


class Review(NamedTuple):
    """Say that the coder has read this paragraph and is done with it, or take that back."""

    transcript: str
    paragraph: int
    coder: str
    reviewed: bool = True
    kind: str = "review"


class Doubt(NamedTuple):
    """Mark a coding as one to come back to, or take the mark away."""

    coding: Coding
    doubtful: bool = True
    kind: str = "doubt"


class Confirm(NamedTuple):
    """Say that a coding still holds now that its code is worded otherwise, or take that back."""

    coding: Coding
    confirmed: bool = True
    kind: str = "confirm"


class Quote(NamedTuple):
    """Mark a passage as one that may be quoted, or take the mark away."""

    passage: Passage
    quotable: bool = True
    kind: str = "quote"


class Strike(NamedTuple):
    """Strike out a passage, so that ``[...]`` stands for it wherever words are let out, or take that back."""

    passage: Passage
    struck: bool = True
    kind: str = "strike"


class AddTranscript(NamedTuple):
    """Bring a transcript in."""

    transcript: Transcript
    kind: str = "add-transcript"


class DropTranscript(NamedTuple):
    """Take a transcript out again; its codings stay in the log."""

    transcript: Transcript
    kind: str = "drop-transcript"


class AddCode(NamedTuple):
    """Bring a code in, with the values it starts with."""

    code: Code
    kind: str = "add-code"


class DropCode(NamedTuple):
    """Take a code out; one that codings use stays visible."""

    code: Code
    kind: str = "drop-code"


class AddCoder(NamedTuple):
    """Make a coder known to the study."""

    name: str
    kind: str = "add-coder"


class DropCoder(NamedTuple):
    """Take back that a coder is known."""

    name: str
    kind: str = "drop-coder"


class SetStudy(NamedTuple):
    """Set a field of the study itself, such as its title."""

    name: str
    value: str
    kind: str = "set-study"

    @property
    def key(self) -> FieldKey:
        """What is set."""
        return ("study", self.name)


class EditCode(NamedTuple):
    """Set one field of a code: name, parent, number, definition, status and so on."""

    code: str
    field: str
    value: FieldValue
    kind: str = "edit-code"

    @property
    def key(self) -> FieldKey:
        """What is set."""
        return ("code", self.code, self.field)


class SetMemo(NamedTuple):
    """Set the text of a memo; the empty text is no memo."""

    target: MemoKey
    value: str
    kind: str = "set-memo"

    @property
    def key(self) -> FieldKey:
        """What is set."""
        return ("memo", self.target)


class Pin(NamedTuple):
    """Pin a code to a coder's slot 1..9 or 0; the empty code empties the slot."""

    coder: str
    slot: int
    value: str
    kind: str = "pin"

    @property
    def key(self) -> FieldKey:
        """What is set."""
        return ("pin", self.coder, self.slot)


class Bookmark(NamedTuple):
    """Remember where a coder reads: transcript id and paragraph number.

    Not undone; only each coder's latest is kept in the file.
    """

    coder: str
    value: tuple[str, int]
    kind: str = "bookmark"

    @property
    def key(self) -> FieldKey:
        """What is set."""
        return ("bookmark", self.coder)


class Decide(NamedTuple):
    """Record what was decided about the disagreement at a paragraph."""

    transcript: str
    paragraph: int
    value: Decision
    kind: str = "decide"

    @property
    def key(self) -> FieldKey:
        """What is set."""
        return ("decision", self.transcript, self.paragraph)


class EditTranscript(NamedTuple):
    """Set a field of a transcript that is no part of its reading: its name."""

    transcript: str
    field: str
    value: str
    kind: str = "edit-transcript"

    @property
    def key(self) -> FieldKey:
        """What is set."""
        return ("transcript", self.transcript, self.field)


class NameVersion(NamedTuple):
    """Give the codebook, as it is, a name; a version without codes takes the name back."""

    name: str
    value: BookVersion
    kind: str = "name-version"

    @property
    def key(self) -> FieldKey:
        """What is set."""
        return ("version", self.name)


Element: TypeAlias = (
    Apply
    | Remove
    | Review
    | Doubt
    | Confirm
    | Quote
    | Strike
    | AddTranscript
    | DropTranscript
    | AddCode
    | DropCode
    | AddCoder
    | DropCoder
    | AddCase
    | DropCase
)
Field: TypeAlias = SetStudy | EditCode | SetMemo | Pin | Bookmark | Decide | EditTranscript | NameVersion | Charting
FIELD_ACTIONS = (SetStudy, EditCode, SetMemo, Pin, Bookmark, Decide, EditTranscript, NameVersion, *CHARTING_ACTIONS)
Action: TypeAlias = Element | Field


_EMPTY: dict[object, FieldValue] = {
    Decide: Decision(),
    SetSummary: Summary(),
    Rate: Rating(),
    SetAttribute: Attribute(),
    NameVersion: BookVersion(),
}
"""Fields whose values are no texts -> the value that stands for none."""


def no_value(field: Field) -> FieldValue:
    """What a field shows that was never set."""
    return _EMPTY.get(type(field), "")


def with_value(field: Field, value: FieldValue) -> Field:
    """The same field set to another value."""
    match field:
        case EditCode():
            return field._replace(value=value)
        case Bookmark():
            match value:
                case (str(transcript), int(paragraph)):
                    return field._replace(value=(transcript, paragraph))
            return field
    empty = _EMPTY.get(type(field))
    if empty is None:
        return field._replace(value=str(value))  # type: ignore[arg-type]  # a field whose value is a text
    return field._replace(value=value if isinstance(value, type(empty)) else empty)  # type: ignore[arg-type]


def setting(key: FieldKey, value: FieldValue) -> Field:
    """The action that gives a field a value; pins and bookmarks left out, of which nobody has to choose one."""
    match key:
        case ("code", str(code), str(field)):
            return EditCode(code, field, value)
        case ("memo", MemoKey() as target):
            return SetMemo(target, str(value))
        case ("decision", str(transcript), int(paragraph)):
            return with_value(Decide(transcript, paragraph, Decision()), value)
    kind = _BY_KEY.get(str(key[0]))
    if kind is None:
        raise AssertionError(key)
    return with_value(kind(*key[1:], _EMPTY.get(kind, "")), value)


_BY_KEY: dict[str, Callable[..., Field]] = {
    "study": SetStudy,
    "transcript": EditTranscript,
    "version": NameVersion,
    "attribute": SetAttribute,
    "case": EditCase,
    "value": SetValue,
    "voice": GiveVoice,
    "summary": SetSummary,
    "comment": SetComment,
    "rating": Rate,
}
"""First part of a field's key -> its action, made of the other parts and a value."""


class Change(NamedTuple):
    """An action with who recorded it and when."""

    stamp: str
    coder: str
    """Name of the coder who acted; empty for setting up a study."""
    group: str
    """Stamp of the first change of the same act."""
    action: Action
    replaces: tuple[str, ...] = ()
    """For a field: stamps of the values that the writer saw and replaced."""
    undoes: str = ""
    """The group that this change takes back, for an undo and for a redo (which undoes the undo)."""
