"""What must be true of the environment before textual is imported.

Textual reads its settings when it is imported. Animations and smooth scrolling cost bytes on every key over a
slow link; other TEXTUAL_ variables write logs and pictures of the screen, or load code, and are dropped.
"""

from __future__ import annotations

import os
import sys

from postil.errors import PostilError

_KEPT = frozenset({"TEXTUAL_FPS", "TEXTUAL_DISABLE_KITTY_KEY"})
_SET = {"TEXTUAL_ANIMATIONS": "none", "TEXTUAL_SMOOTH_SCROLL": "0", "ESCDELAY": "40"}
_INSTEAD = "`postil apply` and `postil export`"


def prepare() -> None:
    """Set what textual reads at its import, and drop what could write or load anything."""
    for name in list(os.environ):
        if name.startswith("TEXTUAL_") and name not in _KEPT:
            del os.environ[name]
    os.environ.update(_SET)


def check_terminal(instead: str = _INSTEAD) -> None:
    """Make sure that there is a terminal to draw on.

    Args:
        instead: what does the same in scripts.

    Raises:
        PostilError: standard input, output or error is no terminal, or TERM names none that can be drawn on.
    """
    for stream, name in (
        (sys.stdin, "standard input"),
        (sys.stdout, "standard output"),
        (sys.stderr, "standard error"),
    ):
        try:
            terminal = stream is not None and stream.isatty()
        except ValueError:  # closed
            terminal = False
        if not terminal:
            hint = f"open it in a terminal, or use {instead} in scripts"
            raise PostilError(f"the screen needs a terminal, and {name} is none", hint)
    term = os.environ.get("TERM", "")
    if term in {"", "dumb", "unknown"}:
        raise PostilError(
            f"the screen cannot be drawn with TERM={term or '(not set)'}", "set TERM, e.g. TERM=xterm-256color"
        )
