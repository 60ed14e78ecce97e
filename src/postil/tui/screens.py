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
    return _coding(wanted, file, below)


def _coding(wanted: OpenScreen, file: StudyFile, below: Session) -> tuple[Session, FramePainter]:
    viewport = Viewport()
    session = Session(file, coder=below.coder, view=viewport, place=wanted.place)
    return session, Painter(session, viewport)
