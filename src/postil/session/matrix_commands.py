"""The tables of commands of the matrix screen and of the screen of one cell.

Commands that mean the same in other screens have the same ids. Invariant: no key needs Esc, and what is typed into a
summary is never a command: the keys of the cell are those of its left half.
"""

from __future__ import annotations

from postil.session.commands import BY_ID, Command

_MOVE, _LOOK, _CHART, _SCREENS, _PROGRAM = "Move", "Choose what is shown", "Chart", "Other screens", "Undo and program"
_READ, _WRITE, _CELLS = "Passages", "Summary", "Other cells"

_SHARED: tuple[Command, ...] = (
    BY_ID["history.undo"]._replace(group=_PROGRAM),
    BY_ID["history.redo"]._replace(group=_PROGRAM),
    Command("ratings.toggle", (), "turn ratings on or off for this study", _PROGRAM, writes=True),
    Command("summary.target", (), "set how many words a summary should have", _PROGRAM, writes=True),
    *(
        BY_ID[command_id]._replace(group=_PROGRAM)
        for command_id in ("palette.open", "help.open", "screen.redraw", "program.quit")
    ),
)
_CHECK = Command("summary.check", ("x",), "mark the summary as checked, or as a draft", _CHART, writes=True)

MATRIX_COMMANDS: tuple[Command, ...] = (
    Command("matrix.down", ("j", "down"), "go to the next case", _MOVE),
    Command("matrix.up", ("k", "up"), "go to the previous case", _MOVE),
    Command("matrix.left", ("h", "left"), "go to the code on the left", _MOVE),
    Command("matrix.right", ("l", "right"), "go to the code on the right", _MOVE),
    Command("matrix.page_down", ("pagedown", "ctrl+f"), "go a screen down", _MOVE),
    Command("matrix.page_up", ("pageup",), "go a screen up", _MOVE),
    Command("matrix.first", ("g g", "home"), "go to the first case", _MOVE),
    Command("matrix.last", ("G", "end"), "go to the last case", _MOVE),
    Command("matrix.first_column", ("0",), "go to the first code", _MOVE),
    Command("matrix.last_column", ("$",), "go to the last code", _MOVE),
    Command(
        "matrix.next_work",
        ("n", "tab"),
        "go to the next cell that needs work: stale, in conflict, or coded without a summary",
        _MOVE,
    ),
    Command("matrix.previous_work", ("N", "shift+tab"), "go to the previous one", _MOVE),
    Command("matrix.previous_theme", ("[",), "show the codes of the previous theme", _LOOK),
    Command("matrix.next_theme", ("]",), "show the codes of the next theme", _LOOK),
    Command(
        "matrix.columns",
        ("t",),
        "pick a theme by typing, or choose codes: Tab takes one and goes on, Enter shows",
        _LOOK,
    ),
    Command("matrix.attributes", ("a",), "choose the attributes that stand beside the cases", _LOOK),
    Command("matrix.sort", ("s",), "sort the cases by a column; the same again turns the order round", _LOOK),
    Command("matrix.filter", ("f",), "show only cases with a value of an attribute; f Enter shows all", _LOOK),
    Command(
        "matrix.read_down", ("c", "|"), "read down: one code as a page, what every case said; again goes back", _LOOK
    ),
    Command("matrix.read_across", ("r", "-"), "read across: one case as a page, all codes; again goes back", _LOOK),
    Command("matrix.side_by_side", ("b",), "in reading down: side by side by the values of an attribute", _LOOK),
    Command("matrix.close", ("ctrl+g", "escape", "backspace"), "go back from a page to the matrix", _LOOK),
    Command("matrix.cell", ("enter",), "open the cell: its passages and its summary", _CHART),
    _CHECK,
    Command("cases.open", ("C",), "open the cases and their attributes", _SCREENS),
    Command("codebook.open", ("o",), "open the codebook", _SCREENS),
    BY_ID["query.open"]._replace(help="show the passages that are coded with the code, of all cases", group=_SCREENS),
    *_SHARED,
)

CELL_COMMANDS: tuple[Command, ...] = (
    Command("passage.next", ("j", "down"), "go to the next passage", _READ),
    Command("passage.previous", ("k", "up"), "go to the previous passage", _READ),
    Command("passage.page_down", ("pagedown", "ctrl+f", "space"), "scroll the passages down", _READ),
    Command("passage.page_up", ("pageup",), "scroll the passages up", _READ),
    Command("passage.first", ("g g", "home"), "go to the first passage", _READ),
    Command("passage.last", ("G", "end"), "go to the last passage", _READ),
    Command("passage.context", ("c",), "show the paragraphs before and after, or hide them", _READ),
    Command("passage.open", ("enter",), "open the passage in the coding screen", _READ),
    Command("passage.quotable", ("*",), "mark the passage as one that may be quoted, or not", _READ, writes=True),
    Command("passage.refer", ("r",), "put the reference of the passage into the summary", _READ, writes=True),
    Command("summary.write", ("tab", "shift+tab", "i"), "cross to the summary and write; Tab crosses back", _WRITE),
    Command(
        "summary.save",
        ("ctrl+s",),
        "save the summary now, as pausing and leaving do; of a stale one that is unchanged it says that it holds",
        _WRITE,
        writes=True,
    ),
    _CHECK._replace(group=_WRITE),
    Command(
        "summary.holds",
        ("=",),
        "say that a stale summary still holds with the passages as they are",
        _WRITE,
        writes=True,
    ),
    Command("summary.follow", ("f",), "follow the reference at the cursor of the summary", _WRITE),
    Command(
        "summary.keep", tuple("123456789"), "keep that version, where summaries are in conflict", _WRITE, writes=True
    ),
    Command("summary.join", ("+",), "put all versions into the summary, to make one of them", _WRITE, writes=True),
    Command(
        "cell.comment", ("m",), "write what you think of it, apart from what the participant said", _WRITE, writes=True
    ),
    Command("cell.rate", ("R",), "rate this cell and give a reason", _WRITE, writes=True),
    Command("cell.agree", ("A",), "rate this cell with what was agreed on", _WRITE, writes=True),
    Command("cell.next_case", ("J",), "go to the same code of the next case", _CELLS),
    Command("cell.previous_case", ("K",), "go to the same code of the previous case", _CELLS),
    Command("cell.previous_code", ("[",), "go to the previous code of this case", _CELLS),
    Command("cell.next_code", ("]",), "go to the next code of this case", _CELLS),
    Command("cell.next_work", ("n",), "go to the next cell that needs work", _CELLS),
    Command("cell.previous_work", ("N",), "go to the previous one", _CELLS),
    *(
        command._replace(
            keys=("q", "ctrl+q", "ctrl+g", "escape", "backspace"), help="leave the cell; what was typed is saved"
        )
        if command.id == "program.quit"
        else command
        for command in _SHARED
    ),
)
