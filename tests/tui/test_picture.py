"""The picture in the README: the coding screen on the sample study, drawn by the program's own painter."""

from __future__ import annotations

import html
import io
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.segment import Segment, Segments

from postil.session.session import Session
from postil.storage import open_study
from postil.tui.paint.cells import plain
from postil.tui.paint.frame import Painter
from postil.tui.paint.viewport import Viewport
from postil.tui.theme import looks

if TYPE_CHECKING:
    from postil.tui.paint.cells import Row

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "coding-screen.svg"
CELLS, ROWS = 120, 34
_FORMAT = """\
<svg viewBox="0 0 {terminal_width} {terminal_height}" xmlns="http://www.w3.org/2000/svg" role="img">
<title>The coding screen</title>
<style>
.{unique_id}-matrix {{
  font-family: Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px;
}}
{styles}
</style>
<defs>{lines}</defs>
<rect fill="#14171a" width="{terminal_width}" height="{terminal_height}" rx="8"/>
{backgrounds}
<g class="{unique_id}-matrix">{matrix}</g>
</svg>
"""


def test_the_picture_shows_the_screen_as_it_is(sample: Path) -> None:
    with open_study(sample, write=True, coder="ana") as file:
        viewport = Viewport()
        session = Session(file, coder="ana", view=viewport)
        painter = Painter(session, viewport)
        painter.frame(CELLS, ROWS)
        for key in [*"tp03", "enter", *"g21", "enter", *"clea"]:
            session.press(key)
            frame = painter.frame(CELLS, ROWS)
    if os.environ.get("POSTIL_SNAPSHOTS") == "write":
        PICTURE.write_text(svg(frame), encoding="utf-8")
    drawn = html.unescape(
        re.sub(
            r"<title>.*?</title>|<style>.*?</style>|<[^>]*>", "", PICTURE.read_text(encoding="utf-8"), flags=re.DOTALL
        )
    )
    shown = re.sub(r"\s", "", drawn)
    for row in frame:
        for word in plain(row).split():
            assert word in shown


def svg(frame: list[Row]) -> str:
    """A frame as a picture in the dark theme, without fonts from the network."""
    styles = looks("dark")
    console = Console(
        record=True,
        width=CELLS,
        file=io.StringIO(),
        color_system="truecolor",
        force_terminal=True,
        legacy_windows=False,
    )
    for row in frame:
        line = [Segment(text, styles[style]) for text, style in row]
        console.print(Segments([*line, Segment.line()]), end="")
    return console.export_svg(title="", code_format=_FORMAT, unique_id="postil")
