"""The table of commands of the retrieval screen.

Commands that mean the same in other screens have their ids. Invariant: no key of this table needs Esc, and the only
thing that a key changes in the study is which passages may be quoted.
"""

from __future__ import annotations

from postil.session.commands import BY_ID, Command
from postil.session.matrix_commands import CELL_COMMANDS

_ASK, _PROGRAM = "Query", "Undo and program"
_PASSAGES = tuple(
    command for command in CELL_COMMANDS if command.id.startswith("passage.") and command.id != "passage.refer"
)

RETRIEVAL_COMMANDS: tuple[Command, ...] = (
    Command("query.edit", ("/", "Q"), "write another query; ↑ ↓ in it bring back earlier ones", _ASK),
    Command("query.group", ("s",), "show the passages by code, by case, by transcript, or as they were said", _ASK),
    Command("query.bank", ("b",), "show the bank of quotes: all passages that may be quoted", _ASK),
    Command("query.next_group", ("J", "tab"), "go to the next code, case or transcript", _ASK),
    Command("query.previous_group", ("K", "shift+tab"), "go to the previous one", _ASK),
    *_PASSAGES,
    BY_ID["history.undo"]._replace(group=_PROGRAM),
    BY_ID["history.redo"]._replace(group=_PROGRAM),
    *(BY_ID[command_id]._replace(group=_PROGRAM) for command_id in ("palette.open", "help.open", "screen.redraw")),
    BY_ID["program.quit"]._replace(
        group=_PROGRAM, keys=("q", "ctrl+q", "ctrl+g", "escape", "backspace"), help="leave the passages"
    ),
)
