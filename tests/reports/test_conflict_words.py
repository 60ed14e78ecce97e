"""The versions of a value in conflict are told in names, never in ids that only the file knows."""

from __future__ import annotations

import pytest

from charts import BEGINNING
from postil.model.change import AddCode, FieldKey, FieldValue
from postil.model.codebook import Code
from postil.model.decision import Decision
from postil.model.versions import Version
from postil.reports.conflicts import givers, value_text
from studies import Desk


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        (("code", "F1.2", "parent"), "c9f3", "under Themes/Money"),
        (("code", "F1.2", "parent"), "", "at the top"),
        (("code", "F1.2", "merged_into"), "c9f3", "Money"),
        (("code", "F1.2", "merged_into"), "", "by itself"),
        (("code", "F1.2", "aliases"), ("cash", "funds"), "cash; funds"),
        (("code", "F1.2", "definition"), "", ""),
        (("voice", "t1", ""), "p04", "P04"),
        (("voice", "t1", "Ana"), "", "no case"),
    ],
)
def test_codes_and_cases_are_called_by_their_names(key: FieldKey, value: FieldValue, said: str) -> None:
    desk = Desk()
    desk.act(*BEGINNING, AddCode(Code("c1", "Themes")), AddCode(Code("c9f3", "Money", parent="c1")))
    assert value_text(desk.study, key, value) == said


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        (Decision("keep", "ana", ("c9f3",)), "keep ana: Money"),
        (Decision("keep", "ana", ("c9f3",), "she was there"), "keep ana: Money (because: she was there)"),
        (Decision("neither", "", (), "vague"), "neither: no code (because: vague)"),
        (Decision(), "taken back: no code"),
    ],
)
def test_a_decision_is_told_with_its_reason(decision: Decision, said: str) -> None:
    desk = Desk()
    desk.act(*BEGINNING, AddCode(Code("c9f3", "Money")))
    assert value_text(desk.study, ("decision", "t1", 1), decision) == said


def test_who_gave_several_versions_is_told_with_the_time_of_each() -> None:
    def version(hour: str, coder: str) -> Version:
        return Version(f"2026-11-25T{hour}:00:00.000Z.0000.0123456789abcdef", coder, "", ())

    versions = [version("12", "ana"), version("11", "ben"), version("10", "ana"), version("09", "")]
    told = ["ana, 2026-11-25 12:00:00", "ben", "ana, 2026-11-25 10:00:00", "set-up"]
    assert givers(("study", "title"), versions, nobody="set-up") == told
