from __future__ import annotations

import itertools
import sys

import pytest

from postil.cli.output import columns, counting, line_width, watching


def slow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let stderr be a terminal, and each look at the clock take a second."""
    monkeypatch.setattr("postil.cli.output.time.monotonic", itertools.count().__next__)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)


def test_a_count_takes_its_line_away(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    slow_terminal(monkeypatch)
    tell = counting("drawing")
    tell(1, 20)
    tell(20, 20)
    tell(0, 0)
    tell(0, 0)
    assert capsys.readouterr().err == "\rdrawing 1 of 20\rdrawing 20 of 20\r" + " " * 16 + "\r"


def test_pieces_of_work_follow_each_other_and_leave_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    slow_terminal(monkeypatch)

    def work() -> None:
        with watching() as watch:
            watch("one")(1, 2)
            watch("two")(1, 3)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    blank = "\r" + " " * 10 + "\r"
    assert capsys.readouterr().err == f"\rone 1 of 2{blank}\rtwo 1 of 3{blank}"


def test_nothing_is_counted_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with watching() as watch:
        watch("one")(1, 2)
    assert capsys.readouterr().err == ""


def test_numbers_stand_at_the_right() -> None:
    assert list(columns([["a", "1", "x"], ["bb", "10", ""]], numbers=(1,))) == ["a    1  x", "bb  10"]
    assert list(columns([["a", "1"], ["bb", "10"]], numbers=(1,))) == ["a    1", "bb  10"]


def test_a_line_is_as_wide_as_the_terminal_and_never_too_narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    for given, cells in (("120", 120), ("80", 80), ("20", 60)):
        monkeypatch.setenv("COLUMNS", given)
        assert line_width() == cells
