"""The user's own keys for one screen.

Invariant: who has set none waits for nothing: the tables of the other screens are loaded only to look up what
``keymap.toml`` names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.session.commands import COMMANDS, Keymap
from postil.settings.locations import keymap_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.session.commands import Command


def own_keymap(commands: Sequence[Command] = COMMANDS) -> Keymap:
    """The keys of one screen, as the user has set them.

    Raises:
        SettingsError: the user's file names an unknown command or key, or gives a key away twice.
    """
    path = keymap_path()
    if not path.exists():
        return Keymap(commands=commands)
    from postil.session.tables import TABLES  # noqa: PLC0415 - where the user has own keys
    from postil.settings.keymap import read_keymap  # noqa: PLC0415 - as above

    known = {command.id for table in TABLES for command in table}
    here = {command.id for command in commands}
    return Keymap({name: keys for name, keys in read_keymap(known, path).items() if name in here}, commands)
