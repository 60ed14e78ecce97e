"""The user's own keys from ``keymap.toml``. Invariant: every command in the result is one that exists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postil.errors import SettingsError
from postil.settings.locations import keymap_path
from postil.settings.toml_file import read_toml, unknown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path


def read_keymap(command_ids: Collection[str], path: Path | None = None) -> Mapping[str, tuple[str, ...]]:
    """Keys by command id, for the commands that the user gives other keys; an empty tuple takes a command's keys away.

    The file has one line a command, such as ``code.apply_last = [".", "r"]``; the id may stand in quotes or not.

    Args:
        command_ids: the commands that there are.
        path: the file, by default ``keymap.toml`` in the user's settings folder.

    Raises:
        SettingsError: an unknown command (the nearest known one is named), keys that are no list of text, or one key
            for two commands.
    """
    path = keymap_path() if path is None else path
    keymap: dict[str, tuple[str, ...]] = {}
    owners: dict[str, str] = {}
    for command, value in _flat(read_toml(path), ""):
        if command not in command_ids:
            raise unknown(path, "command", command, command_ids)
        keys = [value] if isinstance(value, str) else value
        if not isinstance(keys, list) or not all(isinstance(key, str) and key for key in keys):
            raise SettingsError(f"{path}: the keys of {command} are {value!r:.60}", 'write them as ["j", "down"]')
        for key in keys:
            if owners.setdefault(key, command) != command:
                raise SettingsError(
                    f"{path}: the key {key!r} is given to {owners[key]} and to {command}", "give it to one of them"
                )
        keymap[command] = tuple(keys)
    return keymap


def _flat(table: Mapping[str, Any], above: str) -> Iterator[tuple[str, Any]]:
    """Ids and values: in TOML, ``code.apply_last`` without quotes is a table in a table."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield above + name, value
