"""What each command of the matrix does.

Every id of ``matrix_commands.MATRIX_COMMANDS`` has exactly one entry here; a test holds the two together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from postil.errors import PostilError
from postil.session.cell_verbs import ask_target, redraw, show_help, show_palette, toggle_ratings
from postil.session.matrix_pickers import AttributeColumnSource, CaseFilterSource, ColumnSource, SideSource, SortSource
from postil.session.modes import Asking, Picking
from postil.session.not_saved import in_brief
from postil.session.notice import Notice
from postil.session.surroundings import OpenScreen, Quit

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from postil.session.commands import Command
    from postil.session.matrix import Layout, MatrixSession
    from postil.session.pickers import Source
    from postil.session.session import Session

    Verb: TypeAlias = Callable[[MatrixSession], None]

_FAR = 1_000_000


def run(session: MatrixSession, command: Command) -> None:
    """Run a command."""
    if command.writes and session.read_only:
        session.say(f"reading only: cannot {command.verb}", alarm=True)
    else:
        MATRIX_VERBS[command.id](session)


def _move(down: int, right: int) -> Verb:
    return lambda session: session.move(down, right)


def _page(direction: int) -> Verb:
    def page(session: MatrixSession) -> None:
        table = session.table
        if session.layout == "across":
            table.move(0, session.view.page(table.column, direction) - table.column)
        else:
            table.move(session.view.page(table.row, direction) - table.row, 0)

    return page


def _to_side(by: int) -> Verb:
    def go(session: MatrixSession) -> None:
        session.table.move(0, by)

    return go


def _work(direction: int) -> Verb:
    def seek(session: MatrixSession) -> None:
        if not session.table.seek_work(direction):
            session.say("no other cell here needs work")

    return seek


def _turn(direction: int) -> Verb:
    def turn(session: MatrixSession) -> None:
        session.table.turn(direction)

    return turn


def _pick(source: Callable[[MatrixSession], Source]) -> Verb:
    def pick(session: MatrixSession) -> None:
        session.mode = Picking(session, source(session))

    return pick


def _pick_of_attributes(source: Callable[[MatrixSession], Source]) -> Verb:
    def pick(session: MatrixSession) -> None:
        if session.study.cases.attributes:
            session.mode = Picking(session, source(session))
        else:
            key = session.keymap.label("cases.open")
            session.mode = Notice(f"the cases have no attributes yet; {key} opens the cases, where they are given")

    return pick


def _layout(layout: Layout) -> Verb:
    def turn(session: MatrixSession) -> None:
        session.layout = "grid" if session.layout == layout else layout

    return turn


def _close(session: MatrixSession) -> None:
    if session.layout == "grid" and session.table.only:
        session.table.only = {}
        session.table.arrange()
        session.say("all cases")
    session.layout = "grid"


def _open_cell(session: MatrixSession) -> None:
    key = session.table.key
    if key is None:
        session.say("there is no cell here")
    else:
        session.effects.append(OpenScreen("cell", case=key.case, code=key.code))


def _check(session: MatrixSession) -> None:
    key = session.table.key
    if key is None:
        session.say("there is no cell here")
    else:
        session.check(key)


def _screen(name: Literal["cases", "codebook", "retrieval"]) -> Verb:
    def go(session: MatrixSession) -> None:
        case, code = session.table.case, session.table.code
        session.effects.append(OpenScreen(name, case=case.id if case else "", code=code.id if code else ""))

    return go


def _quit(session: MatrixSession) -> None:
    if session.layout != "grid":
        session.layout = "grid"
        return

    def leave(_: Session) -> None:
        session.table.drafts.clear()
        session.effects.append(Quit())

    try:
        session.keep_typed()
    except PostilError as error:
        question = f"q leaves without the summary that waits, any other key stays: {in_brief(error)}"
        session.mode = Asking(question, dict.fromkeys(("q", "ctrl+q"), leave))
    else:
        session.effects.append(Quit())


MATRIX_VERBS: dict[str, Verb] = {
    "matrix.down": _move(1, 0),
    "matrix.up": _move(-1, 0),
    "matrix.left": _move(0, -1),
    "matrix.right": _move(0, 1),
    "matrix.page_down": _page(+1),
    "matrix.page_up": _page(-1),
    "matrix.first": _move(-_FAR, 0),
    "matrix.last": _move(_FAR, 0),
    "matrix.first_column": _to_side(-_FAR),
    "matrix.last_column": _to_side(_FAR),
    "matrix.next_work": _work(+1),
    "matrix.previous_work": _work(-1),
    "matrix.previous_theme": _turn(-1),
    "matrix.next_theme": _turn(+1),
    "matrix.columns": _pick(ColumnSource),
    "matrix.attributes": _pick_of_attributes(AttributeColumnSource),
    "matrix.sort": _pick(SortSource),
    "matrix.filter": _pick_of_attributes(CaseFilterSource),
    "matrix.read_down": _layout("down"),
    "matrix.read_across": _layout("across"),
    "matrix.side_by_side": _pick_of_attributes(SideSource),
    "matrix.close": _close,
    "matrix.cell": _open_cell,
    "summary.check": _check,
    "cases.open": _screen("cases"),
    "codebook.open": _screen("codebook"),
    "query.open": _screen("retrieval"),
    "history.undo": lambda session: session.undo(),
    "history.redo": lambda session: session.redo(),
    "ratings.toggle": toggle_ratings,
    "summary.target": ask_target,
    "palette.open": show_palette,
    "help.open": show_help,
    "screen.redraw": redraw,
    "program.quit": _quit,
}
