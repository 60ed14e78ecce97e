from __future__ import annotations

import pytest

from postil.errors import SettingsError
from postil.session.commands import BY_ID, COMMANDS, KEY_NAMES, Command, Keymap, key_label
from postil.session.verbs import VERBS


def test_every_command_has_a_verb() -> None:
    assert VERBS.keys() == BY_ID.keys()
    assert len(COMMANDS) == len(BY_ID)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_every_command_can_be_reached_and_explains_itself(command: Command) -> None:
    assert command.keys
    assert command.help[0].islower()
    assert not command.help.endswith(".")
    assert command.group
    assert 0 < len(command.verb) <= len(command.help)
    for key in command.keys:
        assert all(len(part) == 1 or part in KEY_NAMES for part in key.split(" "))


def test_no_command_needs_escape() -> None:
    assert all(set(command.keys) - {"escape"} for command in COMMANDS)


def test_keys_are_written_for_people() -> None:
    keymap = Keymap()
    assert key_label("g g") == "gg"
    assert keymap.label("review.next") == "Space"
    assert keymap.labels("move.next") == "j ↓"
    assert keymap.labels("code.slot") == "1 … 9 0"


def test_own_keys_replace_those_of_the_table() -> None:
    keymap = Keymap({"code.again": ("ö",), "help.open": ()})
    found = keymap.command("ö")
    assert found is not None
    assert found.id == "code.again"
    assert keymap.command(".") is None
    assert keymap.label("help.open") == ""


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        ({"code.agian": (".",)}, "no command code.agian"),
        ({"code.again": ("alt+x",)}, "no key 'alt+x'"),
        ({"code.again": ("r",)}, "r is given to review.toggle and to code.again"),
        ({"code.again": ("r",), "review.toggle": (" ",)}, "no key ''"),
        ({"move.goto": (), "code.again": ("g",)}, "g of code.again is also how g g of move.first begins"),
        ({"code.slot": tuple("abcdefghijk")}, "r"),
        ({"code.slot": tuple("&é\"'(_è-çàß")}, "more than 10 keys"),
    ],
)
def test_wrong_keys_are_refused(overrides: dict[str, tuple[str, ...]], said: str) -> None:
    with pytest.raises(SettingsError, match=r"^keymap\.toml: ") as refused:
        Keymap(overrides)
    assert said in str(refused.value)
