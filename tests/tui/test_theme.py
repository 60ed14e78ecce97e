from __future__ import annotations

import pytest

from postil.tui.theme import STYLES, THEMES, looks


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_has_every_style_and_names_no_other(theme: str) -> None:
    assert looks(theme).keys() == STYLES.keys()
    assert set(THEMES[theme]) <= {*STYLES, ""}


@pytest.mark.parametrize("theme", THEMES)
def test_without_colour_only_attributes_are_left(theme: str) -> None:
    for name, style in looks(theme, color=False).items():
        assert style.color is None, name
        assert style.bgcolor is None, name


def test_what_must_be_seen_is_told_apart_without_colour() -> None:
    styles = looks("ansi", color=False)
    for one, other in [
        ("selected", "text"),
        ("cursor", "row"),
        ("alarm", "message"),
        ("hint", "text"),
        ("coded", "text"),
    ]:
        assert styles[one] != styles[other], (one, other)


def test_the_ansi_theme_uses_the_sixteen_colours_only() -> None:
    for style in looks("ansi").values():
        assert style.color is None or style.color.number is None or style.color.number < 16
