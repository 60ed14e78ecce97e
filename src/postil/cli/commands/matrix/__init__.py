"""``postil matrix``: the framework matrix."""

from __future__ import annotations

import difflib
import os
from typing import TYPE_CHECKING

import click

from postil.cli.root import Group, Lazy

if TYPE_CHECKING:
    from click import Context

_HERE = "postil.cli.commands.matrix"
COMMANDS: dict[str, Lazy] = {
    "show": Lazy(f"{_HERE}.show", "Show the matrix: on the screen, as text or as JSON."),
    "export": Lazy(f"{_HERE}.export", "Write the matrix to a file: XLSX, DOCX, CSV, Markdown, HTML or JSON."),
    "import": Lazy(f"{_HERE}.import_", "Take summaries that were edited in an exported workbook back in."),
    "set": Lazy(f"{_HERE}.set", "Chart a cell without a screen."),
    "rate": Lazy(f"{_HERE}.rate", "Rate a cell."),
    "check": Lazy(f"{_HERE}.check", "List stale summaries, conflicts and references that lead nowhere."),
    "repair": Lazy(f"{_HERE}.repair", "Let references follow transcripts that were corrected."),
}
_DEFAULT = "show"


class MatrixGroup(Group):
    """The group; what is none of its commands is a study to show."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Put ``show`` before a study."""
        if args and args[0] not in (*self.lazy, "-h", "--help") and not _is_slip(args[0]):
            args = [_DEFAULT, *args]
        return super().parse_args(ctx, args)


def _is_slip(word: str) -> bool:
    """Whether a word looks like a command that was mistyped, and not like a file."""
    near = difflib.get_close_matches(word, COMMANDS, n=1, cutoff=0.7)
    return bool(near) and not os.path.splitext(word)[1] and not os.path.exists(word)  # noqa: PTH110, PTH122 - pathlib is slow to load


@click.group(
    "matrix",
    cls=MatrixGroup,
    lazy=COMMANDS,
    examples=[
        ("postil matrix study.json", "Chart on the screen, or, where there is no terminal, print the matrix."),
        ("postil matrix study.json --code F1", "Read down: what every case said on one code."),
        ("postil matrix export study.json matrix.xlsx", "A sheet for each theme, for colleagues to edit, then ..."),
        ("postil matrix import study.json matrix.xlsx --coder ana", "... take their edits in."),
    ],
)
def command() -> None:
    """Chart the framework matrix: cases by codes, a summary in each cell.

    `postil matrix STUDY.json` is `postil matrix show STUDY.json`: the charting screen on a terminal, text elsewhere.
    """
