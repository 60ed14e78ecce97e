"""The framework matrix as a screen, by itself or above another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.session.matrix import MatrixSession
from postil.tui.paint.matrix import MatrixPainter

if TYPE_CHECKING:
    from postil.session.commands import Keymap
    from postil.storage import StudyFile


def matrix_screen(
    file: StudyFile, *, coder: str | None, keymap: Keymap | None = None, case: str = "", code: str = ""
) -> tuple[MatrixSession, MatrixPainter]:
    """The session and the painter of the matrix of a study, of which everything is read first.

    Raises:
        PostilError: the study has no transcript, no case or no code.
    """
    file.complete()
    session = MatrixSession(file, coder=coder, keymap=keymap, case=case, code=code)
    session.view = painter = MatrixPainter(session)
    return session, painter


def run_matrix(
    file: StudyFile,
    *,
    coder: str | None,
    keymap: Keymap | None = None,
    theme: str = "ansi",
    mouse: bool = False,
) -> int:
    """Draw the matrix until the user leaves; the file is closed then. Returns the exit status.

    Raises:
        PostilError: there is nothing to chart, or the file could not be written at the end.
    """
    from postil.tui.app import PostilApp, run_app  # noqa: PLC0415 - when nothing is drawn yet

    session, painter = matrix_screen(file, coder=coder, keymap=keymap)
    return run_app(PostilApp(file, session, painter, theme=theme), mouse=mouse)
