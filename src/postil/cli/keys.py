"""The user's own keys for each screen. Invariant: ``keymap.toml`` may name the commands of any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.session.commands import COMMANDS, Keymap
from postil.session.review_commands import REVIEW_COMMANDS
from postil.settings.keymap import read_keymap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.session.commands import Command


def own_keymap(commands: Sequence[Command] = COMMANDS) -> Keymap:
    """The keys of one screen, as the user has set them.

    Raises:
        SettingsError: the user's file names an unknown command or key, or gives a key away twice.
    """
    known = {command.id for table in (COMMANDS, REVIEW_COMMANDS) for command in table}
    here = {command.id for command in commands}
    return Keymap({name: keys for name, keys in read_keymap(known).items() if name in here}, commands)
