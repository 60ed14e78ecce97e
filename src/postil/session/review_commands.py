"""The table of commands of the review of disagreements.

Commands that mean the same in the coding screen are that screen's own, so that a key that was learnt there is the same
here. Invariant: no key of this table needs Esc, and all that decides is one key.
"""

from __future__ import annotations

from postil.session.commands import BY_ID, Command

_DECIDE, _GO, _PROGRAM = "Decide", "Go", "Undo and program"

REVIEW_COMMANDS: tuple[Command, ...] = (
    Command(
        "decide.keep",
        tuple("abdfhilm"),
        "keep what the coder with that letter gave, or that version of a text",
        _DECIDE,
        writes=True,
    ),
    Command("decide.both", ("=",), "keep what both gave, or all of them", _DECIDE, writes=True),
    Command("decide.neither", ("0",), "keep neither's codes, only those that all gave", _DECIDE, writes=True),
    Command(
        "decide.other",
        ("c",),
        "decide on other codes: type, Tab takes or drops one and goes on, Enter decides",
        _DECIDE,
        writes=True,
    ),
    Command(
        "decide.reason",
        ("r",),
        "write a reason: of the decision here, or where there is none, for the one you make next here",
        _DECIDE,
        writes=True,
    ),
    Command("decide.reason_last", ("R",), "write a reason of the decision just made", _DECIDE, writes=True),
    Command("decide.rewrite", ("e",), "write a new text, where versions of one are in conflict", _DECIDE, writes=True),
    Command(
        "decide.agreed",
        ("A",),
        "take all agreed paragraphs over into the consensus, after asking once",
        _DECIDE,
        writes=True,
    ),
    Command("item.later", ("s", "j", "down"), "go to the next one; this one can wait", _GO),
    Command("item.previous", ("k", "up"), "go to the previous one", _GO),
    Command("item.next_open", ("g", "tab"), "go to the next one that is not decided", _GO),
    Command("item.previous_open", ("shift+tab",), "go to the previous one that is not decided", _GO),
    Command("item.first", ("home",), "go to the first one", _GO),
    Command("item.last", ("G", "end"), "go to the last one", _GO),
    Command("item.text_down", ("pagedown", "ctrl+f", "space"), "scroll down in a long paragraph", _GO),
    Command("item.text_up", ("pageup",), "scroll up in a long paragraph", _GO),
    *(
        BY_ID[command_id]._replace(group=_PROGRAM)
        for command_id in (
            "history.undo",
            "history.redo",
            "palette.open",
            "help.open",
            "screen.redraw",
            "program.quit",
        )
    ),
)
