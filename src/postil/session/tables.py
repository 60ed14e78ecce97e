"""All tables of commands, and the user's own keys for one of them.

Invariant: ``keymap.toml`` may name the commands of any screen, so every table stands here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.session.cases_commands import CASES_COMMANDS
from postil.session.codebook_commands import CODEBOOK_COMMANDS
from postil.session.commands import COMMANDS, Keymap
from postil.session.matrix_commands import CELL_COMMANDS, MATRIX_COMMANDS
from postil.session.retrieval_commands import RETRIEVAL_COMMANDS
from postil.session.review_commands import REVIEW_COMMANDS
from postil.settings.keymap import read_keymap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.session.commands import Command

TABLES: tuple[Sequence[Command], ...] = (
    COMMANDS,
    REVIEW_COMMANDS,
    CODEBOOK_COMMANDS,
    CASES_COMMANDS,
    MATRIX_COMMANDS,
    CELL_COMMANDS,
    RETRIEVAL_COMMANDS,
)


def own_keymap(commands: Sequence[Command] = COMMANDS) -> Keymap:
    """The keys of one screen, as the user has set them.

    Raises:
        SettingsError: the user's file names an unknown command or key, or gives a key away twice.
    """
    known = {command.id for table in TABLES for command in table}
    here = {command.id for command in commands}
    return Keymap({name: keys for name, keys in read_keymap(known).items() if name in here}, commands)
