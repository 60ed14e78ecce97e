"""Ending between two acts. Invariant: a signal never breaks off an act that is being recorded."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interruptions:
    """SIGINT, SIGTERM and SIGHUP end the work at once while it waits for input, otherwise when it next waits."""

    def __init__(self) -> None:
        self._waiting = False
        self._received = 0
        self._former: dict[int, Any] = {}

    def __enter__(self) -> Interruptions:  # noqa: PYI034 - Python 3.10 has no Self
        for number in _SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._former[number] = signal.signal(number, self._receive)
        return self

    def __exit__(self, *_: object) -> None:
        for number, former in self._former.items():
            signal.signal(number, former)

    def _receive(self, number: int, _: object) -> None:
        self._received = self._received or number
        if self._waiting:
            self._leave()

    def _leave(self) -> None:
        self._waiting = False
        raise SystemExit(128 + self._received)

    def leave_if_asked(self) -> None:
        """Between two acts.

        Raises:
            SystemExit: a signal has come; its status is 128 and the signal's number.
        """
        if self._received:
            self._leave()

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """While input is awaited.

        Raises:
            SystemExit: a signal has come or comes; its status is 128 and the signal's number.
        """
        self._waiting = True
        try:
            self.leave_if_asked()
            yield
        finally:
            self._waiting = False


@contextmanager
def delayed() -> Iterator[Interruptions]:
    """While something is written: signals end the program when that is done, or where what is yielded waits.

    So nothing half-written stays behind, under whatever name.

    Raises:
        SystemExit: a signal has come; its status is 128 and the signal's number.
    """
    with Interruptions() as interruptions:
        yield interruptions
        interruptions.leave_if_asked()
