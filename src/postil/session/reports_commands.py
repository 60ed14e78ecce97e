"""The table of commands of the reports screen.

Commands that mean the same in other screens have their ids. Invariant: no key of this table needs Esc, and none of them
changes the study.
"""

from __future__ import annotations

from postil.session.commands import BY_ID, Command

_MOVE, _REPORT, _PROGRAM = "Move", "Report", "Program"

REPORTS_COMMANDS: tuple[Command, ...] = (
    Command("report.down", ("j", "down"), "go to the next line", _MOVE),
    Command("report.up", ("k", "up"), "go to the previous line", _MOVE),
    Command("report.left", ("h", "left"), "go to the column on the left", _MOVE),
    Command("report.right", ("l", "right"), "go to the column on the right", _MOVE),
    Command("report.page_down", ("pagedown", "ctrl+f"), "go a screen down", _MOVE),
    Command("report.page_up", ("pageup",), "go a screen up", _MOVE),
    Command("report.first", ("g g", "home"), "go to the first line", _MOVE),
    Command("report.last", ("G", "end"), "go to the last line", _MOVE),
    Command("report.first_column", ("0",), "go to the first column", _MOVE),
    Command("report.last_column", ("$",), "go to the last column", _MOVE),
    Command("report.next_part", ("J", "tab"), "go to the next table, picture or list of the report", _MOVE),
    Command("report.previous_part", ("K", "shift+tab"), "go to the previous one", _MOVE),
    Command("report.open", ("enter",), "open the report; in it, show the passages that the figure counts", _REPORT),
    Command("report.previous", ("[",), "show the previous report", _REPORT),
    Command("report.next", ("]",), "show the next report", _REPORT),
    Command("report.limit", ("f", "/"), "count only what a query finds; an empty query counts everything", _REPORT),
    Command("report.children", ("c",), "give codes the codings of the codes under them, too, or not", _REPORT),
    *(BY_ID[command_id]._replace(group=_PROGRAM) for command_id in ("palette.open", "help.open", "screen.redraw")),
    BY_ID["program.quit"]._replace(
        group=_PROGRAM,
        keys=("q", "ctrl+q", "ctrl+g", "escape", "backspace"),
        help="leave the report for the list, and the list for where you came from",
    ),
)
