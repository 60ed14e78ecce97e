"""What each command of the reports screen does.

Every id of ``reports_commands.REPORTS_COMMANDS`` has exactly one entry here or in ``verbs``; a test holds them
together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from postil.model.coding import Place
from postil.session.modes import Asking
from postil.session.reports_limit import Limiting
from postil.session.reports_list import KINDS
from postil.session.retrieval import open_with
from postil.session.surroundings import OpenScreen, Quit
from postil.session.verbs import VERBS
from postil.text.figures import NONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.reports.behind import Behind
    from postil.session.commands import Command
    from postil.session.reports import ReportsSession
    from postil.session.reports_page import Page
    from postil.session.session import Session

    Verb: TypeAlias = Callable[[ReportsSession], None]

_FAR = 1_000_000
_NONE = "there is nothing behind this: it counts none"


def run(session: ReportsSession, command: Command) -> None:
    """Run a command."""
    if command.id in REPORTS_VERBS:
        REPORTS_VERBS[command.id](session)
    else:
        VERBS[command.id](session)


# ---- moving ----


def _move(down: int, right: int) -> Verb:
    def go(session: ReportsSession) -> None:
        if session.page is None:
            session.at = min(max(session.at + down, 0), len(KINDS) - 1)
        elif not session.page.move(down, right):
            session.say("there is nothing further on in this direction")

    return go


def _page(direction: int) -> Verb:
    def go(session: ReportsSession) -> None:
        if session.page is None:
            session.at = 0 if direction < 0 else len(KINDS) - 1
        else:
            session.page.move(session.view.page(0, direction), 0)

    return go


def _end(*, last: bool) -> Verb:
    def go(session: ReportsSession) -> None:
        if session.page is None:
            session.at = len(KINDS) - 1 if last else 0
        else:
            session.page.to_end(last=last)

    return go


def _side(by: int) -> Verb:
    def go(session: ReportsSession) -> None:
        if session.page is not None:
            session.page.move(0, by)

    return go


def _part(direction: int) -> Verb:
    def go(session: ReportsSession) -> None:
        if session.page is None:
            _move(direction, 0)(session)
        elif not session.page.turn(direction):
            session.say("this is the last part of the report" if direction > 0 else "this is the first part")

    return go


def _turn(direction: int) -> Verb:
    def go(session: ReportsSession) -> None:
        at = (session.at + direction) % len(KINDS)
        if session.page is None:
            session.at = at
        else:
            session.open(at)

    return go


# ---- reports and what is behind them ----


def _open(session: ReportsSession) -> None:
    page = session.page
    if page is None:
        session.open(session.at)
        return
    behind = page.behind
    if isinstance(behind, Place):
        session.effects.append(OpenScreen("coding", behind, above=True))
    elif behind is None or page.figure in {0, None, "", NONE}:
        session.say(why_nothing(page))
    else:
        _show(session, page, behind)


def _show(session: ReportsSession, page: Page, behind: Behind) -> None:
    """Open the passages; where the query finds more or less than the figure says, that is said first."""
    from postil.session.reports_query import found_by  # noqa: PLC0415 - when it is asked for

    query, figure, unit = session.behind_query, page.figure, behind.unit or "paragraphs"
    found = found_by(session.study, query, unit)
    if found == figure or (found and not isinstance(figure, int)):
        open_with(session, query)
        return
    if not isinstance(figure, int):
        session.say(_NONE)
        return

    def show(_: Session) -> None:
        open_with(session, query)

    told = f"the figure is {figure:,}, what can be asked for finds {found:,} {unit}"
    session.mode = Asking(f"{told}: Enter shows these, any other key stays", {"enter": show})


def why_nothing(page: Page) -> str:
    """Why the cell under the cursor leads to no passages."""
    figure = page.figure
    if figure is None or figure == NONE:
        return "there is no figure here: there is nothing that it could be a part of; the end of the report says more"
    if figure in {0, ""} and page.behind is not None:
        return _NONE
    if page.column == 0:
        return "no passages stand behind this line"
    return "this is no number of passages"


def _limit(session: ReportsSession) -> None:
    session.mode = Limiting(session, session.query)


def _children(session: ReportsSession) -> None:
    session.children = not session.children
    said = "codes have the codings of the codes under them, too" if session.children else "codes have their own codings"
    if session.page is not None:
        session.open(session.at, then=said)
    else:
        session.say(said)


def _quit(session: ReportsSession) -> None:
    if session.page is not None:
        session.close()
    else:
        session.effects.append(Quit())


REPORTS_VERBS: dict[str, Verb] = {
    "report.down": _move(1, 0),
    "report.up": _move(-1, 0),
    "report.left": _move(0, -1),
    "report.right": _move(0, 1),
    "report.page_down": _page(+1),
    "report.page_up": _page(-1),
    "report.first": _end(last=False),
    "report.last": _end(last=True),
    "report.first_column": _side(-_FAR),
    "report.last_column": _side(_FAR),
    "report.next_part": _part(+1),
    "report.previous_part": _part(-1),
    "report.open": _open,
    "report.previous": _turn(-1),
    "report.next": _turn(+1),
    "report.limit": _limit,
    "report.children": _children,
    "program.quit": _quit,
}
