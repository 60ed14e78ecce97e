"""Parts of a query are plain values: made of what they have and of nothing else, never changed, compared by content."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from postil.find.query.nodes import Asked, CodeNamed, Every, Flag, Near, Not


def test_parts_are_made_in_order_or_by_name_with_what_they_are_by_default() -> None:
    asked = Asked("coder", comparison=":", value="ana")
    assert (asked.name, asked.comparison, asked.value, asked.at, asked.value_at) == (
        "coder",
        ":",
        "ana",
        (0, 0),
        (0, 0),
    )
    assert Near(Flag("memo"), Flag("coded")).within == 3
    assert CodeNamed("F4") == CodeNamed("F4", alone=False, at=(4, 6))
    assert hash(CodeNamed("F4")) == hash(CodeNamed("F4", at=(4, 6)))
    assert CodeNamed("F4") != CodeNamed("F4", alone=True)
    assert CodeNamed("memo") != Flag("memo")
    match asked:
        case Asked(name, _, value):
            assert (name, value) == ("coder", "ana")


@pytest.mark.parametrize(
    ("given", "named"),
    [((), {}), (("a", ":"), {}), (("a", ":", "b", (0, 0), (0, 0), 1), {}), (("a", ":", "b"), {"name": "c"}),
     (("a", ":", "b"), {"other": "c"})],
)  # fmt: skip
def test_parts_are_not_made_of_too_little_too_much_or_something_else(
    given: tuple[Any, ...], named: dict[str, Any]
) -> None:
    with pytest.raises(TypeError, match="Asked has name, comparison, value, at, value_at"):
        Asked(*given, **named)


def test_parts_are_not_changed_and_can_be_copied() -> None:
    node = Every((Not(Flag("memo")), CodeNamed("F4", alone=True)))
    for copied in (copy.deepcopy(node), pickle.loads(pickle.dumps(node))):
        assert copied == node
    changed: Any = node
    with pytest.raises(AttributeError):
        changed.parts = ()
    assert repr(node) == "Every((Not(Flag('memo')), CodeNamed('F4', True)))"
