"""Text snapshots of screens: each row as it reads, then under it the styles that matter where there are any.

A new or changed snapshot is written by running the tests with POSTIL_SNAPSHOTS=write; read what changed before
committing it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from postil.text.wrap import width

if TYPE_CHECKING:
    from postil.tui.paint.cells import Row

FOLDER = Path(__file__).parent / "tui" / "snapshots"
_MARKS = {"selected": "▔", "cursor": "▒", "hint": "^", "found": "~", "coded": "_", "alarm": "!", "faint": "."}


def looks_as_before(name: str, frame: list[Row]) -> None:
    """Compare a frame with the snapshot of that name."""
    path = FOLDER / f"{name}.txt"
    drawn = "\n".join(line for row in frame for line in _drawn(row)) + "\n"
    if os.environ.get("POSTIL_SNAPSHOTS") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(drawn, encoding="utf-8")
    assert path.exists(), f"there is no snapshot {name}; write it with POSTIL_SNAPSHOTS=write"
    assert drawn == path.read_text(encoding="utf-8")


def _drawn(row: Row) -> list[str]:
    text = "".join(part for part, _ in row).rstrip()
    marks = "".join(_MARKS.get(style, " ") * width(part) for part, style in row).rstrip()
    return [text, marks] if marks else [text]
