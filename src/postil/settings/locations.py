"""Where the user's settings are. Invariant: these are the only paths outside a study's folder, and only read."""

from __future__ import annotations

from pathlib import Path

CONFIG_NAME = "config.toml"
KEYMAP_NAME = "keymap.toml"


def settings_folder() -> Path:
    """The folder of the user's settings, such as ``~/.config/postil``; it need not exist."""
    import platformdirs  # noqa: PLC0415 - loaded when it is needed

    return Path(platformdirs.user_config_dir("postil", appauthor=False))


def config_path() -> Path:
    """The file of settings, which need not exist."""
    return settings_folder() / CONFIG_NAME


def keymap_path() -> Path:
    """The file of the user's own keys, which need not exist."""
    return settings_folder() / KEYMAP_NAME
