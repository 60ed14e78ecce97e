"""All tables of commands.

Invariant: ``keymap.toml`` may name the commands of any screen, so every table stands here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.session.cases_commands import CASES_COMMANDS
from postil.session.codebook_commands import CODEBOOK_COMMANDS
from postil.session.commands import COMMANDS
from postil.session.matrix_commands import CELL_COMMANDS, MATRIX_COMMANDS
from postil.session.reports_commands import REPORTS_COMMANDS
from postil.session.retrieval_commands import RETRIEVAL_COMMANDS
from postil.session.review_commands import REVIEW_COMMANDS

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
    REPORTS_COMMANDS,
)
