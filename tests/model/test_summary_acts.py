"""What charting records of a summary, and whose words it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from charts import P04, STALE, charted_desk
from matrices import BOARD
from matrices import charted_desk as in_every_state
from postil.errors import CaseError
from postil.model.cell import Summary
from postil.model.cells import CellKey
from postil.model.change import Change, EditTranscript, SetSummary
from postil.model.coding import Passage, Place
from postil.model.summary_acts import (
    cleaned,
    edited_elsewhere,
    hands_of,
    still_holds,
    with_status,
    written_now,
)
from postil.reports.matrix import Matrix

if TYPE_CHECKING:
    from studies import Desk

F4 = CellKey("p04", "F4")
SEEN = (Passage(P04, 2),)


def test_a_text_is_kept_in_one_way_whoever_writes_it() -> None:
    desk = charted_desk()
    typed = " They\u00a0said so (§2). \r\nTwice.\t\n\n"
    kept = cleaned(typed)
    assert kept == "They\u00a0said so (§2).\nTwice."
    written = written_now(desk.study, F4, typed, SEEN).value
    assert written == Summary(kept, "draft", SEEN, (Place(P04, 2),))
    assert written_now(desk.study, F4, typed, SEEN, "checked").value == written._replace(status="checked")
    assert edited_elsewhere(desk.study, F4, typed, SEEN).value == written
    assert written_now(desk.study, F4, " \n ", SEEN).value == edited_elsewhere(desk.study, F4, "", SEEN).value
    assert written_now(desk.study, F4, " \n ", SEEN).value == Summary()


def test_who_checks_leaves_what_it_was_written_from_and_who_says_that_it_holds_does_not() -> None:
    desk = charted_desk()
    before = desk.study.cells.summary(F4)
    assert before is not None
    assert with_status(desk.study, F4, "checked").value == before._replace(status="checked")
    assert still_holds(desk.study, F4, SEEN).value == before._replace(seen=SEEN)


@pytest.mark.parametrize(("code", "message"), [("F4", "there are two summaries"), ("B2", "there is no summary yet")])
def test_of_two_summaries_or_none_nothing_can_be_said(code: str, message: str) -> None:
    study = in_every_state().study
    with pytest.raises(CaseError, match=message):
        with_status(study, CellKey("p04", code), "checked")
    with pytest.raises(CaseError, match=message):
        still_holds(study, CellKey("p04", code), (BOARD,))


# ---- whose it is ----


def said(desk: Desk, cell: CellKey = F4) -> tuple[str, str] | None:
    hands = hands_of(desk.study, cell)
    return (hands.wrote.coder, hands.checked.coder if hands.checked else "") if hands else None


def test_who_only_checks_has_not_written() -> None:
    desk = charted_desk()
    assert said(desk) == ("ana", "")
    wrote = hands_of(desk.study, F4)
    desk.act(with_status(desk.study, F4, "checked"), coder="lead")
    assert said(desk) == ("ana", "lead")
    desk.act(still_holds(desk.study, F4, Matrix(desk.study).cell(*F4).passages), coder="ben")
    assert said(desk) == ("ana", "lead")
    after = hands_of(desk.study, F4)
    assert after is not None
    assert wrote is not None
    assert after.wrote == wrote.wrote
    desk.act(with_status(desk.study, F4, "draft"), coder="lead")
    assert said(desk) == ("ana", "")
    desk.act(with_status(desk.study, F4, "checked"), coder="ana")
    assert said(desk) == ("ana", "")
    desk.act(written_now(desk.study, F4, "In other words.", SEEN), coder="lead")
    assert said(desk) == ("lead", "")
    desk.undo("lead")
    assert said(desk) == ("ana", "")
    desk.act(SetSummary(*F4, Summary()), coder="ben")
    assert said(desk) is None


def test_who_mends_references_or_keeps_one_of_two_has_not_written() -> None:
    desk = charted_desk()
    desk.act(written_now(desk.study, F4, "So they said (P04 §2), and (§3).", SEEN), coder="ben")
    desk.act(EditTranscript(P04, "name", "Interview 4"), coder="lead")
    desk.act(written_now(desk.study, F4, "So they said (Interview 4 §3), and (§4).", SEEN), coder="lead")
    assert said(desk) == ("ben", "")
    other = in_every_state()
    versions = other.study.heads(("summary", *F4))
    assert {version.coder for version in versions} == {"ben", "cai"}
    for version in versions:
        assert isinstance(version.value, Summary)
        other.act(SetSummary(*F4, version.value), coder="ana")
        assert said(other) == (version.coder, "")
        other.undo("ana")


def test_versions_that_say_to_replace_each_other_end() -> None:
    desk = charted_desk(STALE)
    one, two = desk.clock.tick(), desk.clock.tick()
    for stamp, replaces in ((one, (two,)), (two, (one,))):
        action = SetSummary("p05", "F4", Summary("Round.", "checked"))
        desk.study.fold([Change(stamp, "ben", stamp, action, replaces)])
    assert said(desk, CellKey("p05", "F4")) in {("ben", ""), None}
