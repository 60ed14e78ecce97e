"""The table of commands of the retrieval screen.

Commands that mean the same in other screens have their ids. Invariant: no key of this table needs Esc, and the only
things that keys change in the study are which passages may be quoted, and notes on them.
"""

from __future__ import annotations

from postil.session.commands import BY_ID, Command
from postil.session.matrix_commands import CELL_COMMANDS

_ASK, _PROGRAM = "Query", "Undo and program"
_PASSAGES = tuple(
    command for command in CELL_COMMANDS if command.id.startswith("passage.") and command.id != "passage.refer"
)

RETRIEVAL_COMMANDS: tuple[Command, ...] = (
    Command(
        "query.edit", ("/", "Q"), "write another query, or change this one; in it, ↑ ↓ bring back earlier ones", _ASK
    ),
    Command("query.group", ("s",), "show the passages by code, by case, by transcript, or as they were said", _ASK),
    Command("query.bank", ("b",), "show the bank of quotes, all passages that may be quoted; again goes back", _ASK),
    Command("query.next_group", ("J", "tab"), "go to the next code, case or transcript", _ASK),
    Command("query.previous_group", ("K", "shift+tab"), "go to the previous one", _ASK),
    *_PASSAGES,
    BY_ID["memo.edit"]._replace(
        help="write a note on the passage: your memo on just these words", group=_PASSAGES[-1].group
    ),
    BY_ID["history.undo"]._replace(group=_PROGRAM),
    BY_ID["history.redo"]._replace(group=_PROGRAM),
    *(BY_ID[command_id]._replace(group=_PROGRAM) for command_id in ("palette.open", "help.open", "screen.redraw")),
    BY_ID["program.quit"]._replace(
        group=_PROGRAM, keys=("q", "ctrl+q", "ctrl+g", "escape", "backspace"), help="leave the passages"
    ),
)
