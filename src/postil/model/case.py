"""Cases and their attributes: who the rows of the matrix are.

A case is a participant, a service or a site. It owns transcripts, or speakers of transcripts that hold several
participants. Invariant: an attribute's value is kept as text, in one spelling for each kind, so that two people who
type one date in the same order have typed one value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from postil.errors import CaseError
from postil.model.codebook import matching_name
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

ATTRIBUTE_KINDS = ("text", "number", "date", "choice")
CASE_FIELDS = ("name", "note")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_DATE_HINT = "write YYYY-MM-DD, such as 2021-11-09"
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)


class Attribute(NamedTuple):
    """What an attribute of the cases is; with no kind, an attribute that is not there."""

    kind: str = ""
    """One of ``ATTRIBUTE_KINDS``."""
    choices: tuple[str, ...] = ()
    """For ``choice``: the values that there are, in the order in which they are shown."""
    position: int = 0
    """Attributes stand in the order of their positions, then of their names."""

    def value_of(self, text: str) -> str:
        """A value as it is kept: without space around it; numbers as typed, dates as YYYY-MM-DD, choices as listed.

        Raises:
            CaseError: the text is no value of this kind.
        """
        text = " ".join(text.split())
        if not text or self.kind in {"", "text"}:
            return text
        if self.kind == "number":
            return _number(text)
        if self.kind == "date":
            return _date(text)
        for choice in self.choices:
            if matching_name(choice) == matching_name(text):
                return choice
        raise CaseError(f"“{text}” is none of {', '.join(self.choices) or 'no choices'}", "choose one, or add it")

    def sort_key(self, text: str) -> tuple[int, float, str]:
        """What values are sorted by; cases without a value come last."""
        if not text:
            return (2, 0.0, "")
        if self.kind == "number" and _NUMBER.fullmatch(text):
            return (0, float(text), text)
        if self.kind == "choice" and text in self.choices:
            return (0, float(self.choices.index(text)), text)
        return (1, 0.0, matching_name(text))


def _number(text: str) -> str:
    plain = text.replace("−", "-")
    if not _NUMBER.fullmatch(plain):
        raise CaseError(f"“{text}” is not a number", "write digits, with a point before decimals")
    return plain.removeprefix("+")


def _date(text: str) -> str:
    match = _DATE.fullmatch(text)
    if match is None:
        raise CaseError(f"“{text}” is not a date", _DATE_HINT)
    try:
        return date(*map(int, match.groups())).isoformat()
    except ValueError:
        raise CaseError(f"“{text}” is not a day of the calendar", _DATE_HINT) from None


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it now is."""

    id: str
    """Given by the name it was brought in with, so that two people who bring in one case bring in the same."""
    name: str
    note: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    """Attribute -> value, of those that have one."""
    voices: tuple[tuple[str, str], ...] = ()
    """Transcript id and speaker; an empty speaker is everybody in it who is no case of their own."""


def case_id(name: str) -> str:
    """The id of a case that is brought in with this name."""
    return matching_name(name)
