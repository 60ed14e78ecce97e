"""The table of commands of the codebook screen.

Commands that mean the same in the coding screen are that screen's own, so that a key that was learnt there is the same
here. Invariant: no key of this table needs Esc, and whatever a key changes, ``u`` takes back.
"""

from __future__ import annotations

from postil.session.commands import BY_ID, Command

_LOOK, _CHANGE, _CODINGS, _VERSIONS, _PROGRAM = "Look", "Change codes", "Codings", "Versions", "Undo and program"

CODEBOOK_COMMANDS: tuple[Command, ...] = (
    Command("book.next", ("j", "down"), "go to the next code; among the fields, to the next field", _LOOK),
    Command("book.previous", ("k", "up"), "go to the previous one", _LOOK),
    Command("book.page_down", ("pagedown", "ctrl+f"), "go a screen down", _LOOK),
    Command("book.page_up", ("pageup",), "go a screen up", _LOOK),
    Command("book.first", ("g", "home"), "go to the first code", _LOOK),
    Command("book.last", ("G", "end"), "go to the last code", _LOOK),
    Command("book.find", ("/", "c"), "go to a code: type its name, letters of it or its number", _LOOK),
    Command("book.toggle", ("space",), "fold or unfold the branch", _LOOK),
    Command("book.fold", ("left", "h"), "fold the branch; where there is none, go to the code above", _LOOK),
    Command("book.unfold", ("right", "l"), "unfold the branch; where it is open, go to its first code", _LOOK),
    Command("book.fold_all", ("z",), "fold all branches, or unfold them all", _LOOK),
    Command("book.fields", ("tab",), "go to the fields of the code, and back to the tree", _LOOK),
    Command("book.apply", ("enter",), "apply the code where you are coding, and return; on a field: edit it", _CODINGS),
    BY_ID["query.open"]._replace(help="show the passages that are coded with the code", group=_CODINGS),
    BY_ID["code.pin"]._replace(help="pin the code to a slot: p and a digit", group=_CODINGS),
    Command("book.example", ("E",), "take an example from one of the code's codings", _CODINGS, writes=True),
    Command(
        "book.split", ("S",), "split the code: choose codings and send them to another code", _CODINGS, writes=True
    ),
    Command("book.new", ("n",), "make a new code beside this one", _CHANGE, writes=True),
    Command("book.new_child", ("N",), "make a new code under this one", _CHANGE, writes=True),
    Command("codebook.edit", ("e",), "edit a field of the code: type letters of its name, Enter", _CHANGE, writes=True),
    Command("book.rename", ("r",), "rename the code", _CHANGE, writes=True),
    Command("book.number", ("#",), "give the code another number", _CHANGE, writes=True),
    Command("book.color", ("C",), "give the code another colour: C and a digit", _CHANGE, writes=True),
    Command("book.move", ("m",), "move the code under another one: type its name", _CHANGE, writes=True),
    Command("book.outdent", ("<",), "move the code a level up", _CHANGE, writes=True),
    Command("book.indent", (">",), "move the code under the one before it", _CHANGE, writes=True),
    Command("book.retire", ("x",), "retire the code, or make it active again", _CHANGE, writes=True),
    Command(
        "book.merge",
        ("M",),
        "merge the code into another one; on a merged code: part the two again",
        _CHANGE,
        writes=True,
    ),
    Command("book.delete", ("d",), "delete the code, if nothing uses it", _CHANGE, writes=True),
    Command("book.version", ("V",), "give the codebook as it is now a name", _VERSIONS, writes=True),
    Command("book.versions", ("v",), "look at the versions, and at what has changed since", _VERSIONS),
    Command("book.leave", ("o",), "return to where you were", _PROGRAM),
    *(
        BY_ID[command_id]._replace(group=_PROGRAM)
        for command_id in ("history.undo", "history.redo", "palette.open", "help.open", "screen.redraw")
    ),
    BY_ID["program.quit"]._replace(help="return to where you were; everything is saved already", group=_PROGRAM),
)
