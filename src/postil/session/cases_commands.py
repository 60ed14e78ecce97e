"""The table of commands of the cases screen.

Commands that mean the same in the coding screen have its ids. Invariant: no key of this table needs Esc, and whatever a
key changes, ``u`` takes back.
"""

from __future__ import annotations

from postil.session.commands import BY_ID, Command

_MOVE, _CASE, _TABLE, _PROGRAM = "Move", "Cases", "Columns", "Undo and program"

CASES_COMMANDS: tuple[Command, ...] = (
    Command("cases.down", ("j", "down"), "go to the next case", _MOVE),
    Command("cases.up", ("k", "up"), "go to the previous case", _MOVE),
    Command("cases.left", ("h", "left"), "go to the column on the left", _MOVE),
    Command("cases.right", ("l", "right"), "go to the column on the right", _MOVE),
    Command("cases.page_down", ("pagedown", "ctrl+f"), "go a screen down", _MOVE),
    Command("cases.page_up", ("pageup",), "go a screen up", _MOVE),
    Command("cases.first", ("g g", "home"), "go to the first case", _MOVE),
    Command("cases.last", ("G", "end"), "go to the last case", _MOVE),
    Command("cases.first_column", ("0",), "go to the first column", _MOVE),
    Command("cases.last_column", ("$",), "go to the last column", _MOVE),
    Command("cases.find", ("/",), "find text in names, values and notes", _MOVE),
    Command("cases.find_next", ("tab",), "go to the next find", _MOVE),
    Command("cases.find_previous", ("shift+tab",), "go to the previous find", _MOVE),
    Command("cases.edit", ("enter",), "edit what is under the cursor; Enter again saves", _CASE, writes=True),
    Command("cases.new", ("n",), "make a case", _CASE, writes=True),
    Command("cases.rename", ("R",), "give the case another name", _CASE, writes=True),
    Command("cases.voices", ("t",), "pick the transcripts and speakers whose words are the case's", _CASE, writes=True),
    Command("cases.note", ("m",), "write a note on the case", _CASE, writes=True),
    Command("cases.drop", ("D",), "take the case out, if it is not in use", _CASE, writes=True),
    Command(
        "cases.attribute",
        ("A",),
        "make an attribute, or change one: its kind, its choices, or take it away",
        _TABLE,
        writes=True,
    ),
    Command("cases.sort", ("s",), "sort by the column; again turns the order round, a third time lets it go", _TABLE),
    *(
        BY_ID[command_id]._replace(group=_PROGRAM)
        for command_id in ("history.undo", "history.redo", "palette.open", "help.open", "screen.redraw", "program.quit")
    ),
)
