"""What is painted when the layout comes between: nothing is lost, and nothing is painted twice.

The parts of the screen change two private methods of Textual; the first test tells when these are others.
"""

from __future__ import annotations

import inspect
import os
import signal
from typing import TYPE_CHECKING

from textual.widget import Widget

from postil.tui.screen import Part
from terminals import Terminal, coding, planted

if TYPE_CHECKING:
    from pathlib import Path

LAYOUT_AT_ONCE = (
    "from postil.tui.screen import CodingView",
    "really = CodingView.update",
    "def update(self):",
    "    really(self)",
    "    self.screen._refresh_layout()",
    "CodingView.update = update",
)
"""Everything is laid out anew before the screen has heard what is to be painted."""
RESIZED = 16_000
"""Bytes that another size may cost at 100x30; it was 18,300 where everything was painted twice."""


def test_the_methods_of_textual_that_are_changed_are_as_they_were() -> None:
    ours, theirs = inspect.signature(Part._size_updated), inspect.signature(Widget._size_updated)
    assert [(each.name, each.default) for each in ours.parameters.values()] == [
        (each.name, each.default) for each in theirs.parameters.values()
    ]
    assert list(theirs.parameters) == ["self", "size", "virtual_size", "container_size", "layout"]
    assert list(inspect.signature(Widget._exchange_repaint_regions).parameters) == ["self"]


def test_a_layout_that_changes_nothing_loses_no_repaint(sample: Path) -> None:
    with Terminal(planted(LAYOUT_AT_ONCE, sample, "--coder", "ana")) as terminal:
        first = terminal.lines[0]
        assert terminal.press("g", "1", "2", "enter").frames
        assert "§12 of" in terminal.lines[0] != first
        terminal.press("j")
        assert "§13 of" in terminal.lines[0]


def test_another_size_is_painted_once_and_whole(sample: Path) -> None:
    with Terminal(coding(sample, "--coder", "ana")) as terminal:
        terminal.settle(2.5, first=2.5)
        terminal.screen.resize(30, 100)
        terminal.resize(100, 30)
        os.kill(terminal.process.pid, signal.SIGWINCH)
        resized = terminal.settle(0.5, first=3.0)
        assert len(resized.data) <= RESIZED
        shown = terminal.lines
        assert len(terminal.press("j", "k", quiet=0.3).data) <= 2_500
        with Terminal(coding(sample, "--read-only"), 100, 30) as other:
            other.settle(1.0, first=2.0)
            assert other.lines[2:20] == shown[2:20]
