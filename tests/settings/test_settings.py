from __future__ import annotations

import os
from pathlib import Path

import pytest

from postil.errors import SettingsError
from postil.settings.config import Config, read_config
from postil.settings.keymap import read_keymap
from postil.settings.locations import config_path, keymap_path

COMMANDS = ("code.apply_last", "move.next", "move.previous")


def test_no_file_gives_the_defaults() -> None:
    assert config_path().parent == Path(os.environ["XDG_CONFIG_HOME"]) / "postil"
    assert read_config() == Config()
    assert read_keymap(COMMANDS) == {}
    assert not config_path().parent.exists()


def test_a_folder_out_of_reach_gives_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/nonexistent")
    assert read_config() == Config()


def test_what_the_file_says(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b'\xef\xbb\xbftheme = "dark"\nmouse = true\ncoder = "Zo\xc3\xab"\n')
    assert read_config(path) == Config(theme="dark", mouse=True, coder="Zoë")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('them = "dark"', ("'them'", "did you mean theme?")),
        ("zzz = 1", ("'zzz'", "auto_advance, coder, mouse, theme")),
        ('theme = "blue"', ("'blue'", "ansi, dark, light")),
        ("mouse = 1", ("mouse", "true or false")),
        ("coder = true", ("coder", "text in quotes")),
        ("theme = dark", ("not TOML", "line 1")),
        ("a = [[[[" * 500, ("not TOML",)),
        ("\u00e9".encode("latin-1").decode("latin-1"), ("not TOML",)),
    ],
)
def test_what_it_may_not_say(tmp_path: Path, text: str, words: tuple[str, ...]) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    with pytest.raises(SettingsError) as error:
        read_config(path)
    assert str(path) in error.value.message
    assert all(word in str(error.value) for word in words), str(error.value)


def test_files_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"# ok\ntheme = '\xff'\n")
    with pytest.raises(SettingsError, match="line 2 is not UTF-8"):
        read_config(path)
    path.write_bytes(b"#" * (1 << 21))
    with pytest.raises(SettingsError, match="larger"):
        read_config(path)
    path.unlink()
    path.mkdir()
    assert read_config(path) == Config()


def test_keys_by_command_quoted_or_not(tmp_path: Path) -> None:
    path = tmp_path / "keymap.toml"
    path.write_text('code.apply_last = [".", "r"]\n"move.next" = "n"\n[move]\nprevious = []\n')
    with pytest.raises(SettingsError):
        read_keymap(("code.apply_last",), path)
    assert read_keymap(COMMANDS, path) == {"code.apply_last": (".", "r"), "move.next": ("n",), "move.previous": ()}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('code.apply_lst = ["."]', ("code.apply_lst", "did you mean code.apply_last?")),
        ("move.next = 3", ("move.next", "write them as")),
        ('move.next = [""]', ("move.next", "write them as")),
        ('move.next = ["n"]\nmove.previous = ["n"]', ("'n'", "move.next", "move.previous")),
    ],
)
def test_keys_that_cannot_be(text: str, words: tuple[str, ...]) -> None:
    path = keymap_path()
    path.parent.mkdir(parents=True)
    path.write_text(text)
    with pytest.raises(SettingsError) as error:
        read_keymap(COMMANDS)
    assert all(word in str(error.value) for word in (str(path), *words)), str(error.value)
