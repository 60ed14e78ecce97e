"""The settings of ``config.toml``. Invariant: a ``Config`` holds allowed values only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from postil.errors import SettingsError
from postil.settings.locations import config_path
from postil.settings.toml_file import read_toml, unknown
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

Theme = Literal["ansi", "dark", "light"]
THEMES: tuple[str, ...] = get_args(Theme)


class Config(NamedTuple):
    """What the user has chosen once and for all."""

    theme: Theme = "ansi"
    """``ansi`` uses the terminal's own sixteen colours."""
    coder: str = ""
    """Who codes where the command line does not say; empty for nobody in particular."""
    mouse: bool = False
    auto_advance: bool = False
    """Applying a code also marks the paragraph reviewed and moves on."""


def read_config(path: Path | None = None) -> Config:
    """The user's settings; those that the file does not give, or all where there is no file, are the defaults.

    Args:
        path: the file, by default ``config.toml`` in the user's settings folder.

    Raises:
        SettingsError: the file cannot be read, has an unknown key (the nearest known one is named) or a wrong value.
    """
    path = config_path() if path is None else path
    given = read_toml(path)
    for name, value in given.items():
        if name not in Config._fields:
            raise unknown(path, "setting", name, Config._fields)
        _check(path, name, value)
    return Config(**given)


def _check(path: Path, name: str, value: object) -> None:
    default = getattr(Config(), name)
    if type(value) is not type(default):
        wanted = "true or false" if isinstance(default, bool) else "text in quotes"
        raise SettingsError(f"{path}: {name} is {value!r:.60}", f"it must be {wanted}")
    if name == "theme" and value not in THEMES:
        raise SettingsError(f"{path}: there is no theme {value!r:.60}", f"it is one of {', '.join(THEMES)}")
