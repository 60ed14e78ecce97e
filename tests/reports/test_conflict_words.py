"""The versions of a value in conflict are told in names, never in ids that only the file knows."""

from __future__ import annotations

import pytest

from charts import BEGINNING
from postil.model.change import AddCode, FieldKey, FieldValue
from postil.model.codebook import Code
from postil.reports.conflicts import value_text
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
