"""Values: one field of a record as what it should be, or a word about what it is instead.

Invariant: what comes out has the right kind and lies within bounds that the program can count, sort and write again.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from postil.model.clock import is_stamp

if TYPE_CHECKING:
    from collections.abc import Mapping

COLOR_SLOTS = 8
"""The greatest number of a colour."""
LAST_SLOT = 9
"""The greatest number that a code is pinned to."""
MOST = (1 << 31) - 1
"""The greatest paragraph number, offset or number of seconds; far beyond what is met."""
_LONGEST_SHOWN = 10**12
LAST_STAMP = "9"
"""What every stamp is less than: a clock goes on from the latest, and must not reach the end of the year 9999."""


class RecordError(ValueError):
    """A record lacks a field or holds a value of the wrong kind."""


def text(record: Mapping[str, Any], field: str, default: str | None = None) -> str:
    """A field that holds a text.

    Raises:
        RecordError: it is not so.
    """
    value = record.get(field, default)
    if not isinstance(value, str):
        raise RecordError(f"{field} is {'not there' if value is None else 'not a text'}")
    return value


def whole_number(record: Mapping[str, Any], field: str, most: int = MOST) -> int:
    """A field that holds a whole number from 0 to ``most``.

    Raises:
        RecordError: it is not so.
    """
    value = record.get(field)
    if type(value) is not int:
        raise RecordError(f"{field} is {'not there' if value is None else 'not a whole number'}")
    if not 0 <= value <= most:
        raise RecordError(f"{field} {_shown(value)} is not between 0 and {most}")
    return value


def _shown(number: int) -> str:
    return str(number) if abs(number) <= _LONGEST_SHOWN else f"{number:.6e}" if abs(number) < 10**300 else "(too large)"


def offset(record: Mapping[str, Any], field: str) -> int | None:
    """A field that holds an offset in code points, or None for a whole paragraph.

    Raises:
        RecordError: it is not so.
    """
    value = record.get(field)
    if value is None:
        return None
    if type(value) is not int:
        raise RecordError(f"{field} is no offset: neither a whole number nor null")
    return whole_number(record, field)


def stamp_of(record: Mapping[str, Any]) -> str:
    """The stamp of a change, which must be a time that a clock can go on from.

    Raises:
        RecordError: it is not so.
    """
    stamp = record.get("stamp")
    if not isinstance(stamp, str) or not is_stamp(stamp):
        raise RecordError(f"stamp is {'not there' if stamp is None else 'not a stamp'}")
    try:
        datetime.fromisoformat(stamp[:23])
    except ValueError:
        raise RecordError("stamp is no date") from None
    if stamp > LAST_STAMP:
        raise RecordError("stamp is after the year 8999")
    return stamp


def replaced(record: Mapping[str, Any], stamp: str) -> tuple[str, ...]:
    """The stamps that a change replaces: older ones only, so that of the values of a field one is always left.

    Raises:
        RecordError: it is not so.
    """
    stamps = texts_of(record, "replaces")
    if stamps and max(stamps) >= stamp:
        raise RecordError("replaces a value that is not older than itself")
    return stamps


def truth(record: Mapping[str, Any], field: str) -> bool:
    """A field that holds true or false.

    Raises:
        RecordError: it is not so.
    """
    value = record.get(field)
    if not isinstance(value, bool):
        raise RecordError(f"{field} is neither true nor false")
    return value


def texts_of(record: Mapping[str, Any], field: str) -> tuple[str, ...]:
    """A field that holds a list of texts; empty if it is not there.

    Raises:
        RecordError: it is not so.
    """
    value = record.get(field)
    if value is None:
        return ()
    if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) for item in value):
        raise RecordError(f"{field} is not a list of texts")
    return tuple(value)
