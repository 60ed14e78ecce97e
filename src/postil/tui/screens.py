"""The screens that keys lead to from another screen of the same study: what each is made of.

Invariant: a screen is loaded when it is asked for, and knows the study that is open, its coder and the user's keys; it
opens no file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.session.session import Session
from postil.tui.paint.frame import Painter
from postil.tui.paint.viewport import Viewport

if TYPE_CHECKING:
    from postil.session.surroundings import OpenScreen
    from postil.storage import StudyFile
    from postil.tui.screen import FramePainter


def screen_of(wanted: OpenScreen, file: StudyFile, below: Session) -> tuple[Session, FramePainter]:
    """The session and the painter of a screen.

    Args:
        wanted: which screen, and where it begins.
        file: the study that is open.
        below: the session that asks for it.

    Raises:
        PostilError: there is nothing that it could show.
    """
    if wanted.name == "codebook":
        return _codebook(wanted, file, below)
    if wanted.name == "cases":
        return _cases(wanted, file, below)
    if wanted.name == "matrix":
        return _matrix(wanted, file, below)
    if wanted.name == "cell":
        return _cell(wanted, file, below)
    if wanted.name == "retrieval":
        return _retrieval(wanted, file, below)
    if wanted.name == "reports":
        return _reports(file, below)
    return _coding(wanted, file, below)


def leads_back(wanted: OpenScreen, below: Session) -> bool:
    """Whether the screen that is asked for is the one right below, which leaving comes back to.

    That one is told what it is to do then: the passages open the line for the next query.
    """
    from postil.session.retrieval import RetrievalSession  # noqa: PLC0415 - when it is asked for

    asks = wanted.code or wanted.query
    if wanted.name != "retrieval" or asks or not isinstance(below, RetrievalSession):
        return False
    below.then = below.edit
    return True


def _codebook(wanted: OpenScreen, file: StudyFile, below: Session) -> tuple[Session, FramePainter]:
    from postil.session.codebook import CodebookSession  # noqa: PLC0415 - when it is asked for
    from postil.session.codebook_commands import CODEBOOK_COMMANDS  # noqa: PLC0415 - when it is asked for
    from postil.session.own_keys import own_keymap  # noqa: PLC0415 - when it is asked for
    from postil.tui.paint.codebook import CodebookPainter  # noqa: PLC0415 - when it is asked for

    file.complete()
    keymap = own_keymap(CODEBOOK_COMMANDS)
    session = CodebookSession(file, coder=below.coder, keymap=keymap, below=below, code=wanted.code)
    session.view = painter = CodebookPainter(session)
    return session, painter


def _cases(wanted: OpenScreen, file: StudyFile, below: Session) -> tuple[Session, FramePainter]:
    from postil.session.cases import CasesSession  # noqa: PLC0415 - when it is asked for
    from postil.session.cases_commands import CASES_COMMANDS  # noqa: PLC0415 - when it is asked for
    from postil.session.own_keys import own_keymap  # noqa: PLC0415 - when it is asked for
    from postil.tui.paint.cases import CasesPainter  # noqa: PLC0415 - when it is asked for

    file.complete()
    session = CasesSession(file, coder=below.coder, keymap=own_keymap(CASES_COMMANDS), case=wanted.case)
    session.view = painter = CasesPainter(session)
    return session, painter


def _matrix(wanted: OpenScreen, file: StudyFile, below: Session) -> tuple[Session, FramePainter]:
    from postil.session.matrix_commands import MATRIX_COMMANDS  # noqa: PLC0415 - when it is asked for
    from postil.session.own_keys import own_keymap  # noqa: PLC0415 - when it is asked for
    from postil.tui.matrix_app import matrix_screen  # noqa: PLC0415 - when it is asked for

    return matrix_screen(
        file, coder=below.coder, keymap=own_keymap(MATRIX_COMMANDS), case=wanted.case, code=wanted.code
    )


def _cell(wanted: OpenScreen, file: StudyFile, below: Session) -> tuple[Session, FramePainter]:
    from postil.model.cells import CellKey  # noqa: PLC0415 - when it is asked for
    from postil.session.cell import CellSession  # noqa: PLC0415 - when it is asked for
    from postil.session.matrix import MatrixSession  # noqa: PLC0415 - when it is asked for
    from postil.session.matrix_commands import CELL_COMMANDS  # noqa: PLC0415 - when it is asked for
    from postil.session.own_keys import own_keymap  # noqa: PLC0415 - when it is asked for
    from postil.tui.paint.charting_cell import CellPainter  # noqa: PLC0415 - when it is asked for

    assert isinstance(below, MatrixSession)
    key = CellKey(wanted.case, wanted.code)
    session = CellSession(file, below.table, below.runs, key, coder=below.coder, keymap=own_keymap(CELL_COMMANDS))
    session.view = painter = CellPainter(session)
    return session, painter


def _retrieval(wanted: OpenScreen, file: StudyFile, below: Session) -> tuple[Session, FramePainter]:
    from postil.find.query.nodes import CodeNamed, written  # noqa: PLC0415 - when it is asked for
    from postil.find.query.wild import literal  # noqa: PLC0415 - as above
    from postil.session.own_keys import own_keymap  # noqa: PLC0415 - when it is asked for
    from postil.session.retrieval import RetrievalSession  # noqa: PLC0415 - when it is asked for
    from postil.session.retrieval_commands import RETRIEVAL_COMMANDS  # noqa: PLC0415 - when it is asked for
    from postil.tui.paint.retrieval import RetrievalPainter  # noqa: PLC0415 - when it is asked for

    file.complete()
    query = wanted.query or (written(CodeNamed(literal(wanted.code))) if wanted.code else "")
    keymap = own_keymap(RETRIEVAL_COMMANDS)
    session = RetrievalSession(file, coder=below.coder, keymap=keymap, query=query, asked=below.asked)
    session.view = painter = RetrievalPainter(session)
    return session, painter


def _reports(file: StudyFile, below: Session) -> tuple[Session, FramePainter]:
    from postil.session.own_keys import own_keymap  # noqa: PLC0415 - when it is asked for
    from postil.session.reports import ReportsSession  # noqa: PLC0415 - when it is asked for
    from postil.session.reports_commands import REPORTS_COMMANDS  # noqa: PLC0415 - when it is asked for
    from postil.tui.paint.reports import ReportsPainter  # noqa: PLC0415 - when it is asked for

    file.complete()
    session = ReportsSession(file, coder=below.coder, keymap=own_keymap(REPORTS_COMMANDS), asked=below.asked)
    session.view = painter = ReportsPainter(session)
    return session, painter


def _coding(wanted: OpenScreen, file: StudyFile, below: Session) -> tuple[Session, FramePainter]:
    from postil.session.own_keys import own_keymap  # noqa: PLC0415 - when it is asked for

    viewport = Viewport()
    session = Session(file, coder=below.coder, keymap=own_keymap(), view=viewport, place=wanted.place)
    session.explain(wanted.code)
    session.span = wanted.span
    if wanted.above:
        label = session.keymap.label
        session.say(
            f"{label('program.quit')} goes back to the passages · {label('passage.quotable')} marks as quotable"
        )
    return session, Painter(session, viewport)
