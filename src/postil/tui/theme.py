"""Looks: what each style of the screen is in each theme.

Every theme names every style, and every style has attributes that carry its meaning without colour. ``ansi``
uses the terminal's own sixteen colours and background, which is right in 16, 256 and true colours, light and
dark.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style

if TYPE_CHECKING:
    from collections.abc import Mapping

STYLES: Mapping[str, str] = {
    # style: attributes that stand for it without colour
    "text": "",
    "quiet": "dim",
    "faint": "dim",
    "bold": "bold",
    "number": "dim",
    "speaker": "bold",
    "bar": "bold",
    "tick": "",
    "chip": "",
    "slot": "bold",
    "memo": "italic",
    "selected": "reverse",
    "coded": "underline",
    "found": "bold underline",
    "struck": "dim strike",
    "hint": "bold reverse",
    "header": "bold",
    "line": "dim",
    "row": "",
    "cursor": "reverse",
    "match": "bold underline",
    "query": "bold",
    "status": "dim",
    "message": "bold",
    "alarm": "bold reverse",
    "saved": "",
    **{f"code{slot}": "" for slot in range(1, 9)},
}
"""All styles, with what they look like under NO_COLOR."""

_ANSI = {
    "bar": "cyan",
    "tick": "green",
    "number": "bright_black",
    "speaker": "",
    "memo": "yellow",
    "found": "yellow",
    "hint": "yellow",
    "saved": "green",
    "alarm": "red",
    "message": "",
    "slot": "",
    "query": "cyan",
    "code1": "cyan",
    "code2": "green",
    "code3": "magenta",
    "code4": "blue",
    "code5": "red",
    "code6": "yellow",
    "code7": "bright_blue",
    "code8": "bright_magenta",
}
_DARK = {
    "": "#d8d4cc on #14171a",
    "text": "#f2efe8",
    "quiet": "#a9a59c",
    "faint": "#6d6a64",
    "number": "#7f8a90",
    "speaker": "#c9d6dc",
    "bar": "#5fb3c4",
    "tick": "#7fb069",
    "memo": "#d9b45b",
    "found": "#14171a on #d9b45b",
    "hint": "#14171a on #e6c35c",
    "line": "#3a4148",
    "saved": "#7fb069",
    "alarm": "#ffffff on #a83232",
    "query": "#5fb3c4",
    "status": "#8c9297",
    "selected": "#14171a on #5fb3c4",
    "cursor": "#14171a on #c9d6dc",
    "code1": "#63b8cc",
    "code2": "#85b870",
    "code3": "#c58fc9",
    "code4": "#7f9fe0",
    "code5": "#dd7f6c",
    "code6": "#d3ad55",
    "code7": "#9db4f0",
    "code8": "#e09ac0",
}
_LIGHT = {
    "": "#2b2b2b on #fbfaf6",
    "text": "#111111",
    "quiet": "#55524d",
    "faint": "#9c9890",
    "number": "#77736b",
    "speaker": "#223a44",
    "bar": "#00697f",
    "tick": "#3f7a24",
    "memo": "#8a5a00",
    "found": "#111111 on #ffdd80",
    "hint": "#111111 on #ffd34d",
    "line": "#cfcac0",
    "saved": "#3f7a24",
    "alarm": "#ffffff on #b01c1c",
    "query": "#00697f",
    "status": "#66625b",
    "selected": "#ffffff on #00697f",
    "cursor": "#ffffff on #3b4a50",
    "code1": "#006a80",
    "code2": "#3a7a1e",
    "code3": "#87358d",
    "code4": "#2a50b8",
    "code5": "#b23a22",
    "code6": "#7d5b00",
    "code7": "#3a5fd0",
    "code8": "#a32f6d",
}
THEMES: Mapping[str, Mapping[str, str]] = {"ansi": _ANSI, "dark": _DARK, "light": _LIGHT}


def looks(theme: str, *, color: bool = True) -> dict[str, Style]:
    """Rich styles of a theme by the name of the style; attributes only where ``color`` is false."""
    colors = THEMES[theme] if color else {}
    base = Style.parse(colors.get("", ""))
    found: dict[str, Style] = {}
    for name, attributes in STYLES.items():
        shade = colors.get(name, "")
        found[name] = base + Style.parse(f"{_still_needed(attributes, shade, theme)} {shade}".strip() or "none")
    return found


def _still_needed(attributes: str, shade: str, theme: str) -> str:
    """The attributes of a style that its colours do not already stand for."""
    if " on " in shade:
        attributes = attributes.replace("reverse", "")
    if theme != "ansi" and shade:
        attributes = attributes.replace("dim", "")
    return attributes
