"""What the program asks of the system, written down in the order in which it is done."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

Calls = list[tuple[str, str]]
"""What was called, and what is behind the handle or the path that it was given."""


def recorded(
    calls: Calls, call: str, do: Callable[..., Any], what: Callable[[Path], str], position: int = 0
) -> Callable[..., Any]:
    """The same call, written down when it is done; ``position``: the argument that is a handle or a path."""
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("no /proc here that says what is behind a handle")

    def doing(*arguments: Any, **keywords: Any) -> Any:  # noqa: ANN401 - whatever the call takes and gives
        given = arguments[position]
        name = what(Path(f"/proc/self/fd/{given}").readlink() if isinstance(given, int) else Path(str(given)))
        done = do(*arguments, **keywords)
        calls.append((call, name))
        return done

    return doing
