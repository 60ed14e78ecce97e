"""Parts that all screens have: the line in which a text is typed, all keys, the status line, what is saved.

Invariant: each of them is as wide as it is asked for, whatever the session holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.session.commands import groups_of
from postil.session.modes import Asking, Prompting, Reading
from postil.text.clean import visible, visible_lines
from postil.text.wrap import padded, shortened, width, wrap
from postil.tui.paint.cells import fitted, row_width, run

if TYPE_CHECKING:
    from postil.session.modes import Helping
    from postil.session.session import Session
    from postil.tui.paint.cells import Row

_SAVED, _NOT_SAVED, _READING = "● saved  ", "‼ NOT SAVED", "○ reading only "
"""What the header says of the study. A failure takes the room of the first and of the point before it, so that nothing
beside them moves."""
_ABOUT_SHARE = 4
"""Of the rows of the list of keys, one in so many may say what the screen is about."""
_TO_LEAVE_HELP = "? or Enter closes"


def help_hint(mode: Helping) -> str:
    """What the status line says below the list of keys; q leaves every page, but here it is typed as other letters."""
    taken_for_leaving = set(mode.line.text) == {"q"}
    says = "q is typed here, as any letter" if taken_for_leaving else "type to narrow · ↓ ↑ scroll"
    return f"{says} · {_TO_LEAVE_HELP}"


def too_small(session: Session, cells: int, rows: int, smallest: tuple[int, int]) -> list[Row]:
    """The notice that is drawn where the screen has fewer than the ``smallest`` cells and rows."""
    quit_key = session.keymap.label("program.quit")
    text = f"terminal too small ({cells}x{rows}), needs {smallest[0]}x{smallest[1]}; {quit_key} leaves"
    lines = [[run(text[start:end])] for start, end in wrap(text, max(cells, 1))]
    return [fitted(row, cells) for row in [*lines, *([[]] * rows)][:rows]]


def saved(session: Session) -> Row:
    """The end of the header: whether all that was decided and typed is saved."""
    if session.trouble and not session.read_only:
        return [run(" "), run(_NOT_SAVED, "alarm")]
    if session.waiting and not session.read_only:
        return [run(" · ", "status"), run(f"○ {session.waiting}", "bold")]
    return [run(" · ", "status"), run(_READING if session.read_only else _SAVED, "saved")]


def status(session: Session, hint: str, cells: int) -> Row:
    """The last row: what the last key did, a question, or a hint where there is neither."""
    mode = session.mode
    style = "alarm" if session.alarm else "message"
    text = session.message
    if isinstance(mode, Asking):
        text = mode.question
    elif not text:
        text, style = hint, "status"
        if isinstance(mode, Reading) and not mode.pending and session.trouble:
            text, style = session.trouble, "alarm"
    return fitted([run(f" {text}", style)], cells)


def prompt_line(session: Session, cells: int, rows: int) -> list[Row]:
    """The text that is being typed, over at most so many rows with its title; nothing where none is."""
    mode = session.mode
    if not isinstance(mode, Prompting):
        return []
    text, cursor = visible_lines(mode.line.text) + " ", mode.line.cursor
    lines = wrap(text[:-1], max(cells - 3, 1))
    if cursor > lines[-1][1] or (cursor == lines[-1][1] and width(text[slice(*lines[-1])]) >= cells - 3):
        lines.append((cursor, cursor))
    at = max(i for i, (start, _) in enumerate(lines) if start <= cursor)
    top = max(0, min(at - rows + 2, len(lines) - rows + 1))
    title = [run("─ ", "line"), run(mode.title, "query"), run(" ", "line")]
    drawn = [fitted([*title, run("─" * max(cells - row_width(title), 0), "line")], cells)]
    for i, (start, end) in list(enumerate(lines))[top : top + rows - 1]:
        before, under = text[start:cursor], text[cursor : cursor + 1]
        if i == at:
            under = " " if under in {"", "\n"} else under
            row = [run(f"  {before}"), run(under, "cursor"), run(text[cursor + 1 : end])]
        else:
            row = [run(f"  {text[start:end]}")]
        drawn.append(fitted(row, cells))
    return drawn


def all_keys(session: Session, mode: Helping, cells: int, rows: int, *, wide: bool, about: str = "") -> list[Row]:
    """The list of all keys, narrowed by what is typed; in two columns where it is ``wide``.

    Until something is typed, what the screen is ``about`` stands above it where there is room.
    """
    from postil.session.pickers import ranked  # noqa: PLC0415 - not needed for the first paint

    keymap = session.keymap
    commands_here = keymap.commands
    lines: list[Row] = [[run(" keys› ", "query"), run(mode.line.text), run(" ", "cursor")]]
    told = wrap(about, cells - 2) if about and not mode.line.text else []
    if len(told) <= rows // _ABOUT_SHARE:
        lines += [[run(f" {about[start:end]}", "quiet")] for start, end in told]
    texts = {f"{command.help} · {command.id}": command for command in commands_here}
    shown = {texts[text].id for text in ranked(mode.line.text, list(texts))}
    entries: list[Row] = []
    column = cells // 2 if wide else cells
    for group in groups_of(commands_here):
        commands = [command for command in commands_here if command.group == group and command.id in shown]
        if commands:
            entries.append([run(f" {group}", "header")])
        for command in commands:
            keys = padded(shortened(visible(keymap.labels(command.id)), 16), 17)
            for at, (start, end) in enumerate(wrap(command.help, max(column - 22, 8))):
                shown_keys = keys if at == 0 else " " * len(keys)
                entries.append([run(f"   {shown_keys}", "slot"), run(command.help[start:end], "row")])
    if wide:
        half = -(-len(entries) // 2)
        pairs = zip(entries[:half], [*entries[half:], *([[]] * half)][:half], strict=True)
        entries = [[*fitted(a, column), *fitted(b, cells - column)] for a, b in pairs]
    room = max(rows - len(lines), 0)
    mode.top = min(mode.top, max(len(entries) - room, 0))
    lines += entries[mode.top : mode.top + room]
    return [fitted(row, cells) for row in [*lines, *([[]] * rows)][:rows]]
