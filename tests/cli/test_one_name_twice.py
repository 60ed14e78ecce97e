"""Two codes of one name, in two branches and without numbers, are told apart wherever people read of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desks import sit
from merging import P04, begun, coded, handed_out, work
from postil.model.change import AddCode, Apply, Review
from postil.model.codebook import Code
from postil.model.coding import Coding
from postil.reports.codes import codes_report
from postil.reports.counting import Counting
from postil.reports.together import together_report
from postil.session.modes import Picking
from postil.tui.paint.cells import plain
from postil.tui.paint.frame import Painter
from postil.tui.paint.review import ReviewPainter
from postil.tui.paint.viewport import Viewport
from reviews import coded_apart, review

if TYPE_CHECKING:
    from pathlib import Path

    from cli_program import Program
    from studies import Desk

ONE, OTHER = Code("c0ffee0001", "Peer support", "F1"), Code("c0ffee0002", "Peer support", "B2")
ONE_NAME, OTHER_NAME = "Bottom-up development/Peer support", "Workforce challenges/Peer support"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """What ana and ben send back, each with a code of that name."""
    base = begun(tmp_path / "base.json")
    return [
        work(handed_out(base, f"{who}.json"), who, [AddCode(code), coded(2, code.id, who), Review(P04.id, 2, who)])
        for who, code in (("ana", ONE), ("ben", OTHER))
    ]


def at_one_desk() -> Desk:
    """Both codes in one study, and ana and ben who differ on which it is."""
    desk = coded_apart()
    desk.act(AddCode(ONE), AddCode(OTHER), coder="ana")
    for who, code in (("ana", ONE), ("ben", OTHER)):
        desk.act(Apply(Coding(P04.id, 4, None, None, code.id, who)), Review(P04.id, 4, who), coder=who)
    return desk


def test_a_merge_names_both(postil: Program, files: list[Path]) -> None:
    said = postil("merge", *files, "--plan").out
    assert said.count("near names, left as two codes: ") == 1
    assert ONE_NAME in said
    assert OTHER_NAME in said


def test_figures_and_differences_name_both(postil: Program, files: list[Path]) -> None:
    rows = postil.done("agree", *files, "--resamples", "0").out
    assert ONE_NAME[:28] in rows
    assert OTHER_NAME[:28] in rows
    listed = postil.done("agree", *files, "--differences").out
    assert f"only ana: {ONE_NAME}" in listed
    assert f"only ben: {OTHER_NAME}" in listed


def test_the_list_and_the_evidence_of_a_review_name_both() -> None:
    reviewer = review(at_one_desk())
    reviewer.press("‹home› s")
    screen = "\n".join(plain(row) for row in ReviewPainter(reviewer.session).frame(120, 40))
    assert ONE_NAME in screen
    assert OTHER_NAME in screen
    reviewer.press("c peer")
    assert isinstance(reviewer.session.mode, Picking)
    assert {row.text for row in reviewer.session.mode.rows} >= {ONE_NAME, OTHER_NAME}


@pytest.mark.parametrize("keys", ["c", "c peer"])
def test_the_list_of_the_coding_screen_has_no_two_equal_lines(keys: str) -> None:
    coder = sit(at_one_desk())
    coder.press(keys)
    assert isinstance(coder.session.mode, Picking)
    assert {row.text for row in coder.session.mode.rows} >= {ONE_NAME, OTHER_NAME}


def test_the_filter_names_both() -> None:
    coder = sit(at_one_desk())
    coder.press("f")
    assert isinstance(coder.session.mode, Picking)
    assert {row.text for row in coder.session.mode.rows} >= {f"code {ONE_NAME}", f"code {OTHER_NAME}"}


def test_the_panel_of_the_coding_screen_names_the_one_that_it_explains() -> None:
    coder = sit(at_one_desk())
    coder.session.panel_code = ONE.id
    screen = "\n".join(plain(row) for row in Painter(coder.session, Viewport()).frame(160, 40))
    assert f"─ {ONE_NAME} ─" in screen


def test_headings_of_reports_name_both() -> None:
    counting = Counting(at_one_desk().study)
    for made, names in ((codes_report(counting), {ONE_NAME, OTHER_NAME}), (together_report(counting), {OTHER_NAME})):
        shown = {cell for part in made.parts for line in getattr(part, "lines", ()) for cell in line.cells}
        assert names <= shown
        assert "Peer support" not in shown
