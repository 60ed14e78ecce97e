"""Actions on cases and on the cells of the matrix; what actions are is told in ``postil.model.change``.

They have a module of their own because they are most of what is not coding; everything else takes them from
``postil.model.change``, so that there is one place to look for actions. Invariant: as of all actions, ``kind`` is the
last field, and a field's ``key`` says what is set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from postil.model.case import Attribute
    from postil.model.cell import Rating, Summary
    from postil.model.change import FieldKey


class AddCase(NamedTuple):
    """Bring a case in, with the name it starts with."""

    case: str
    """Id of the case."""
    name: str
    kind: str = "add-case"


class DropCase(NamedTuple):
    """Take a case out; one that is charted or owns transcripts stays visible."""

    case: str
    name: str
    kind: str = "drop-case"


class SetAttribute(NamedTuple):
    """Say what an attribute of the cases is; the attribute of no kind is none."""

    name: str
    value: Attribute
    kind: str = "set-attribute"

    @property
    def key(self) -> FieldKey:
        """What is set."""
        return ("attribute", self.name)


class EditCase(NamedTuple):
    """Set a field of a case: its name or its note."""

    case: str
    field: str
    value: str
    kind: str = "edit-case"

    @property
    def key(self) -> FieldKey:
        """What is set."""
        return ("case", self.case, self.field)


class SetValue(NamedTuple):
    """Give a case a value of an attribute; the empty text is no value."""

    case: str
    attribute: str
    value: str
    kind: str = "set-value"

    @property
    def key(self) -> FieldKey:
        """What is set."""
        return ("value", self.case, self.attribute)


class GiveVoice(NamedTuple):
    """Say which case a speaker of a transcript is; without a speaker, whose transcript it is."""

    transcript: str
    speaker: str
    """The speaker's label; empty for everybody in it who is no case of their own."""
    value: str
    """Id of the case; empty for none."""
    kind: str = "give-voice"

    @property
    def key(self) -> FieldKey:
        """What is set."""
        return ("voice", self.transcript, self.speaker)


class SetSummary(NamedTuple):
    """Chart a cell: what a case said on a code."""

    case: str
    code: str
    value: Summary
    kind: str = "set-summary"

    @property
    def key(self) -> FieldKey:
        """What is set."""
        return ("summary", self.case, self.code)


class SetComment(NamedTuple):
    """Write what the analyst thinks of a cell, apart from what the participant said."""

    case: str
    code: str
    value: str
    kind: str = "set-comment"

    @property
    def key(self) -> FieldKey:
        """What is set."""
        return ("comment", self.case, self.code)


class Rate(NamedTuple):
    """Rate a cell; the consensus of the raters is the rating by ``postil.model.decision.CONSENSUS``."""

    case: str
    code: str
    rater: str
    value: Rating
    kind: str = "rate"

    @property
    def key(self) -> FieldKey:
        """What is set."""
        return ("rating", self.case, self.code, self.rater)


Charting: TypeAlias = SetAttribute | EditCase | SetValue | GiveVoice | SetSummary | SetComment | Rate
CHARTING_ACTIONS = (SetAttribute, EditCase, SetValue, GiveVoice, SetSummary, SetComment, Rate)
