"""Changes: the only way in which a study ever becomes different.

An *action* says what happens; it is one of a small closed set of frozen values. A *change* is an action with its stamp,
its coder and its group (one act of the analyst, one undo step). A study is the fold of a set of changes
(``postil.model.study``), so the order in which they are read and how often does not matter.

Two kinds of action: *elements* come and go (a coding, a reviewed mark, a code, a transcript) and the latest stamp says
whether they are there; *fields* have values (a definition, a memo), and a change of a field names in ``replaces`` the
stamps that its writer saw, which is how two people's edits of one value are told from one person's two edits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias, Union

if TYPE_CHECKING:
    from postil.model.codebook import Code
    from postil.model.coding import Coding, MemoKey
    from postil.model.transcript import Transcript

FieldKey: TypeAlias = tuple[object, ...]
FieldValue: TypeAlias = Union[str, int, "tuple[str, ...]", "tuple[str, int]"]


@dataclass(frozen=True, slots=True)
class Apply:
    """Put a code on a paragraph or on a span of it."""

    coding: Coding


@dataclass(frozen=True, slots=True)
class Remove:
    """Take a coding away."""

    coding: Coding


@dataclass(frozen=True, slots=True)
class Review:
    """Say that the coder has read this paragraph and is done with it, or take that back."""

    transcript: str
    paragraph: int
    coder: str
    reviewed: bool = True


@dataclass(frozen=True, slots=True)
class Doubt:
    """Mark a coding as one to come back to, or take the mark away."""

    coding: Coding
    doubtful: bool = True


@dataclass(frozen=True, slots=True)
class AddTranscript:
    """Bring a transcript in."""

    transcript: Transcript


@dataclass(frozen=True, slots=True)
class DropTranscript:
    """Take a transcript out again; its codings stay in the log."""

    transcript: Transcript


@dataclass(frozen=True, slots=True)
class AddCode:
    """Bring a code in, with the values it starts with."""

    code: Code


@dataclass(frozen=True, slots=True)
class DropCode:
    """Take a code out; one that codings use stays visible."""

    code: Code


@dataclass(frozen=True, slots=True)
class AddCoder:
    """Make a coder known to the study."""

    name: str


@dataclass(frozen=True, slots=True)
class DropCoder:
    """Take back that a coder is known."""

    name: str


@dataclass(frozen=True, slots=True)
class SetStudy:
    """Set a field of the study itself, such as its title."""

    name: str
    value: str

    @property
    def key(self) -> FieldKey:
        """What is set."""
        return ("study", self.name)


@dataclass(frozen=True, slots=True)
class EditCode:
    """Set one field of a code: name, parent, number, definition, status and so on."""

    code: str
    field: str
    value: FieldValue

    @property
    def key(self) -> FieldKey:
        """What is set."""
        return ("code", self.code, self.field)


@dataclass(frozen=True, slots=True)
class SetMemo:
    """Set the text of a memo; the empty text is no memo."""

    target: MemoKey
    value: str

    @property
    def key(self) -> FieldKey:
        """What is set."""
        return ("memo", self.target)


@dataclass(frozen=True, slots=True)
class Pin:
    """Pin a code to a coder's slot 1..9 or 0; the empty code empties the slot."""

    coder: str
    slot: int
    value: str

    @property
    def key(self) -> FieldKey:
        """What is set."""
        return ("pin", self.coder, self.slot)


@dataclass(frozen=True, slots=True)
class Bookmark:
    """Remember where a coder reads: transcript id and paragraph number.

    Not undone; only each coder's latest is kept in the file.
    """

    coder: str
    value: tuple[str, int]

    @property
    def key(self) -> FieldKey:
        """What is set."""
        return ("bookmark", self.coder)


Element: TypeAlias = (
    Apply | Remove | Review | Doubt | AddTranscript | DropTranscript | AddCode | DropCode | AddCoder | DropCoder
)
Field: TypeAlias = SetStudy | EditCode | SetMemo | Pin | Bookmark
FIELD_ACTIONS = (SetStudy, EditCode, SetMemo, Pin, Bookmark)
Action: TypeAlias = Element | Field


def with_value(field: Field, value: FieldValue) -> Field:
    """The same field set to another value."""
    match field:
        case EditCode():
            return replace(field, value=value)
        case Bookmark():
            transcript, paragraph = value if isinstance(value, tuple) else field.value
            return replace(field, value=(str(transcript), int(paragraph)))
        case _:
            return replace(field, value=str(value))


@dataclass(frozen=True, slots=True)
class Change:
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
