"""Stamps: when and by which process something was recorded.

A stamp is text that sorts in time: ``2026-11-25T02:23:40.123Z.0001.a1b2c3d4e5f60718`` is wall time in UTC to
the millisecond, a counter, and 64 random bits of the writing process. The clock is a hybrid logical clock
(Kulkarni and others, 2014): a new stamp is greater than every stamp that the process has made or seen,
whatever the wall clock does.
"""

from __future__ import annotations

import os
import re
import time
from datetime import datetime, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_STAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z\.[0-9a-f]{4}\.[0-9a-f]{16}", re.ASCII)
_LAST_COUNT = 0xFFFF
_LAST_MILLISECOND = 253_402_300_799_999  # 9999-12-31T23:59:59.999Z, the last that four digits of year can write


def is_stamp(text: object) -> bool:
    """Whether ``text`` has the form of a stamp."""
    return isinstance(text, str) and _STAMP.fullmatch(text) is not None


def stamp_time(stamp: str) -> str:
    """The wall time of a stamp, to the second, such as ``2026-11-25 02:23:40``; UTC."""
    return stamp[:19].replace("T", " ")


def _wall() -> int:
    return time.time_ns() // 1_000_000


def _written(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{datetime.fromtimestamp(seconds, timezone.utc):%Y-%m-%dT%H:%M:%S}.{rest:03d}Z"


def _milliseconds(stamp: str) -> int:
    moment = datetime.fromisoformat(stamp[:23]).replace(tzinfo=timezone.utc)
    return round(moment.timestamp() * 1000)


def stamp_after(stamp: str, writer: str) -> str:
    """The least stamp of a writer (16 hexadecimal digits) that is greater than another stamp."""
    if writer > stamp[30:]:
        return stamp[:30] + writer
    count = int(stamp[25:29], 16)
    if count < _LAST_COUNT:
        return f"{stamp[:25]}{count + 1:04x}.{writer}"
    return f"{_written(_milliseconds(stamp) + 1)}.0000.{writer}"


class Clock:
    """Makes stamps for one process, each greater than all it has made or seen."""

    def __init__(self, *, writer: str = "", now: Callable[[], int] = _wall) -> None:
        """Begin with a fresh writer id (16 hexadecimal digits); ``now`` gives milliseconds since 1970."""
        self.writer = writer or os.urandom(8).hex()
        self._now = now
        self._last = 0
        self._count = -1

    def see(self, stamp: str) -> None:
        """Take notice of a stamp made elsewhere: later ones of this clock will be greater."""
        seen, count = _milliseconds(stamp), int(stamp[25:29], 16)
        self._last, self._count = max((self._last, self._count), (seen, count))

    def tick(self) -> str:
        """A new stamp."""
        now = min(self._now(), _LAST_MILLISECOND)
        if now > self._last:
            self._last, self._count = now, 0
        elif self._count < _LAST_COUNT:
            self._count += 1
        else:
            self._last, self._count = self._last + 1, 0
        return f"{_written(self._last)}.{self._count:04x}.{self.writer}"
