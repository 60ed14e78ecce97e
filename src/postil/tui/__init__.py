"""The screens. The only room that imports textual; it is imported when a screen is about to be drawn.

Each screen that a command draws has its own door here, with the arguments of the function behind it, because what
textual reads has to be set before it is imported. Invariant: nobody comes to a screen around these doors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.tui.env import check_terminal, prepare

if TYPE_CHECKING:
    from postil.session.commands import Keymap
    from postil.session.review_list import ToReview
    from postil.storage import StudyFile

__all__ = ["check_terminal", "run_coding", "run_matrix", "run_review"]


def run_coding(
    file: StudyFile,
    *,
    coder: str | None,
    keymap: Keymap | None = None,
    theme: str = "ansi",
    mouse: bool = False,
    auto_advance: bool = False,
) -> int:
    """Draw the coding screen until the user leaves; see ``postil.tui.app.run_coding``."""
    prepare()
    from postil.tui.app import run_coding as run  # noqa: PLC0415 - textual reads its settings when it is imported

    return run(file, coder=coder, keymap=keymap, theme=theme, mouse=mouse, auto_advance=auto_advance)


def run_matrix(
    file: StudyFile,
    *,
    coder: str | None,
    keymap: Keymap | None = None,
    theme: str = "ansi",
    mouse: bool = False,
) -> int:
    """Draw the framework matrix until the user leaves; see ``postil.tui.matrix_app.run_matrix``."""
    prepare()
    from postil.tui.matrix_app import run_matrix as run  # noqa: PLC0415 - textual reads its settings when it is imported

    return run(file, coder=coder, keymap=keymap, theme=theme, mouse=mouse)


def run_review(
    file: StudyFile,
    review: ToReview,
    *,
    coder: str | None,
    keymap: Keymap | None = None,
    theme: str = "ansi",
    mouse: bool = False,
) -> int:
    """Draw the review of disagreements until the user leaves; see ``postil.tui.review_app.run_review``."""
    prepare()
    from postil.tui.review_app import run_review as run  # noqa: PLC0415 - textual reads its settings when it is imported

    return run(file, review, coder=coder, keymap=keymap, theme=theme, mouse=mouse)
