"""The user's own keys for each screen, for the commands that open one."""

from __future__ import annotations

from postil.session.tables import own_keymap as own_keymap  # noqa: PLC0414 - commands take it from here
