from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.find import similar_names

if TYPE_CHECKING:
    from pathlib import Path

ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=24)
NEARBY = st.text("abns- é", max_size=10)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Need", "Needs"),
        ("Policy", "policies"),
        ("Buy-in", "buyin"),
        ("Self harm", "Self-harm"),
        ("Café", "cafe"),
        ("ＣＯＳＴ", "cost"),
        ("Policies & Laws", "Policies and laws"),
        ("Access to knowledge", "Access knowledge"),
        ("שלום", "שָׁלוֹם"),
    ],
)
def test_the_same_name_written_otherwise(one: str, other: str) -> None:
    assert similar_names(one, [other]) == [(other, 100.0)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Communciation", "Communication"),
        ("Trust", "Trsut"),
        ("Organisation", "Organization"),
        ("Innovation Deliverers", "Innovation delivery"),
        ("Leadership engagement", "Engagement of leadership"),
    ],
)
def test_near_names(one: str, other: str) -> None:
    assert [name for name, score in similar_names(one, [other]) if 85 <= score < 100] == [other]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Culture", "Structure"),
        ("Staff", "Staffing issues"),
        ("Staff", "Stuff"),
        ("High-level Leaders", "Mid-level Leaders"),
        ("Implementation Leads", "Implementation Team"),
        ("Local Attitudes", "Local Conditions"),
        ("Phase 1", "Phase 2"),
        ("Formal", "Informal"),
        ("Compliance", "Non-compliance"),
        ("员工培训", "员工培养"),
        ("Need", "Feed"),
    ],
)
def test_names_of_different_codes(one: str, other: str) -> None:
    assert similar_names(one, [other]) == []


def test_best_first() -> None:
    names = ["Innovation delivery", "Innovation deliverer", "Culture", "innovation-deliverers"]
    found = similar_names("Innovation Deliverers", names)
    assert [name for name, _ in found] == ["Innovation deliverer", "innovation-deliverers", "Innovation delivery"]


@pytest.mark.parametrize("book", ["cfir2022.csv", "bpos_framework.csv"])
def test_no_false_alarm_in_a_real_codebook(book: str, shared: Path) -> None:
    with (shared / "codebooks" / book).open(encoding="utf-8", newline="") as file:
        names = list(dict.fromkeys(row["name"] for row in csv.DictReader(file)))
    alarms = [(name, other) for name in names for other, _ in similar_names(name, names) if other != name]
    assert alarms == []


@given(ANYTHING | NEARBY, st.lists(ANYTHING | NEARBY, max_size=5))
def test_a_name_is_near_itself_and_nearness_is_mutual(name: str, others: list[str]) -> None:
    found = similar_names(name, [*others, name])
    assert (name, 100.0) in found
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    for other in others:
        assert [score for _, score in similar_names(name, [other])] == [s for _, s in similar_names(other, [name])]
