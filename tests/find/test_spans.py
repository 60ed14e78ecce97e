from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from postil.find import match_spans

ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=30)


@pytest.mark.parametrize(
    ("query", "name", "matched"),
    [
        ("deli", "Deliverer-Centeredness", ["Deli"]),
        ("innovation d", "Innovation Design", ["Innovation", "D"]),
        ("inn tri", "Innovation Trialability", ["Inn", "Tri"]),
        ("inntri", "Innovation Trialability", ["Inn", "Tri"]),
        ("mll", "Mid-level Leaders", ["M", "l", "L"]),
        ("cmplx", "Innovation Complexity", ["C", "mpl", "x"]),
        ("equip mat", "Materials & Equipment", ["Mat", "Equip"]),
        ("policies and l", "Policies & Laws", ["Policies", "&", "L"]),
        ("cafe", "Le Cafe\u0301 du coin", ["Cafe\u0301"]),
        ("strasse", "Straße", ["Straße"]),
        ("培训", "员工培训", ["培训"]),
        ("שלום", "שָׁלוֹם עולם", ["שָׁלוֹם"]),
        ("vation", "Innovation Cost", ["vation"]),
        ("indiv/need", "Need", ["Need"]),
        ("indiv/need", "Individuals/Characteristics/Need", ["Indiv", "Need"]),
        ("⚠", "⚠ unclear", ["⚠"]),
        ("atitt", "Local Attitudes", []),
        ("zzz", "Need", []),
        ("", "Need", []),
    ],
)
def test_what_is_underlined(query: str, name: str, matched: list[str]) -> None:
    assert [name[start:end] for start, end in match_spans(query, name)] == matched


@given(ANYTHING, ANYTHING)
@example("a" * 300, "a" * 400)
@example("ab" * 120, "a b " * 120)
@example("/a/", "a")
def test_spans_are_in_order_and_inside_the_name(query: str, name: str) -> None:
    spans = match_spans(query, name)
    places = [place for span in spans for place in span]
    assert places == sorted(places)
    assert all(0 <= start < end <= len(name) for start, end in spans)
    assert all(left[1] < right[0] for left, right in pairwise(spans))


@given(st.text("abcdef ", min_size=1, max_size=5), st.text("abcdef ", min_size=1, max_size=14))
def test_what_is_underlined_is_what_was_typed(query: str, name: str) -> None:
    spans = match_spans(query, name)
    if spans:
        underlined = "".join(name[start:end] for start, end in spans)
        assert sorted(underlined) == sorted(query.replace(" ", ""))
