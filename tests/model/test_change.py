"""Actions as values."""

from __future__ import annotations

from itertools import combinations
from typing import get_args

import pytest

from postil.model.change import (
    Action,
    AddCode,
    Apply,
    Bookmark,
    Change,
    DropCode,
    Pin,
    Remove,
    Review,
    SetMemo,
    with_value,
)
from postil.model.codebook import Code
from postil.model.coding import Coding, MemoKey

CODING = Coding("t1", 3, None, None, "F1", "ana")
KINDS = get_args(Action)


def test_actions_of_two_kinds_on_the_same_thing_are_not_equal() -> None:
    """They are tuples, so their fields alone would make them so."""
    code = Code("F1", "Fit")
    pairs: list[tuple[Action, Action]] = [(Apply(CODING), Remove(CODING)), (AddCode(code), DropCode(code))]
    assert all(one != other for one, other in pairs)
    assert len({Apply(CODING), Remove(CODING), Apply(CODING)}) == 2


def test_every_kind_of_action_has_a_kind_of_its_own() -> None:
    assert len(KINDS) == 30
    assert all(kind._fields[-1] == "kind" for kind in KINDS)
    assert all(a._field_defaults["kind"] != b._field_defaults["kind"] for a, b in combinations(KINDS, 2))


def test_an_action_is_equal_to_another_with_the_same_values_only() -> None:
    assert Review("t1", 3, "ana") == Review("t1", 3, "ana", reviewed=True)
    assert Review("t1", 3, "ana") != Review("t1", 3, "ana", reviewed=False)
    assert Change("s", "ana", "s", Apply(CODING)) != Change("s", "ana", "s", Remove(CODING))


def test_actions_do_not_change() -> None:
    with pytest.raises(AttributeError):
        Apply(CODING).coding = CODING  # type: ignore[misc]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (SetMemo(MemoKey.at_coding(CODING), "before"), "after"),
        (Pin("ana", 1, "F1"), "F2"),
        (Bookmark("ana", ("t1", 3)), ("t2", 1)),
    ],
)
def test_a_field_with_another_value_is_the_same_field(field: SetMemo | Pin | Bookmark, value: str) -> None:
    changed = with_value(field, value)
    assert changed.key == field.key
    assert type(changed) is type(field)
    assert changed.value == value
