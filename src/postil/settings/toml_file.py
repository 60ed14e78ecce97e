"""Reading one settings file. Invariant: a file that is not there says nothing; one that is wrong is never half used."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from postil.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

LARGEST = 1 << 20
"""Bytes that a settings file may have."""


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file; empty where there is no such file or its folder may not be looked into.

    Raises:
        SettingsError: it cannot be read, is too large, or is not TOML; the message names the file and the line.
    """
    hint = "mend it, or move it away to go on without it"
    try:
        there = path.is_file()
    except (OSError, ValueError):
        there = False
    if not there:
        return {}
    if sys.version_info >= (3, 11):
        import tomllib  # noqa: PLC0415 - most users have no such file
    else:
        import tomli as tomllib  # noqa: PLC0415 - as above

    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}", hint) from error
    if len(data) > LARGEST:
        raise SettingsError(f"{path}: is larger than {LARGEST:,} bytes", hint)
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SettingsError(f"{path}: line {line} is not UTF-8", "save it as UTF-8") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"{path}: is not TOML: {error}", hint) from error


def unknown(path: Path, what: str, given: str, known: Iterable[str]) -> SettingsError:
    """The error for a key that the program does not know, with the nearest one that it knows."""
    import difflib  # noqa: PLC0415 - for a message

    names = sorted(known)
    near = difflib.get_close_matches(given.casefold(), names, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"known are: {', '.join(names)}"
    return SettingsError(f"{path}: there is no {what} {given!r}", hint)
