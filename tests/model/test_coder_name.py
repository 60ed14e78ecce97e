from __future__ import annotations

import pytest

from postil.model.coder_name import bare_name


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Søren", "soren"),
        ("ŁUKASZ Ø.", "lukasz o"),
        ("Đorđe", "dorde"),
        ("Weiß", "WEISS"),
        ("Ægir", "aegir"),
        ("Œuvrard", "oeuvrard"),
        ("Þórður Ð.", "thordur d"),
        ("Ħamrun", "hamrun"),
        ("Ŧ", "t"),
        ("Işıl", "isil"),
        ("Ǿ", "o"),
        ("Zoë", "zoe"),
        ("Ana  B.", "ana-b"),
        ("ﬁona", "Fiona"),
    ],
)
def test_names_that_a_slip_of_the_keyboard_makes_two_are_one(name: str, plain: str) -> None:
    assert bare_name(name) == bare_name(plain)


@pytest.mark.parametrize(("one", "other"), [("ana", "anna"), ("Bo", "bø2"), ("漢", "字"), ("...", "!"), ("øø", "o")])
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert bare_name(one) != bare_name(other)
