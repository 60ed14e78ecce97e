"""The codebooks that come with the program, found by name.

Invariant: nothing is read or imported to list them; a file that exists is never hidden by a shipped name.
"""

from __future__ import annotations

import difflib
from pathlib import Path

from postil.errors import CodebookError

_PACKAGE = Path(__file__).resolve().parents[1]


def shipped_codebooks() -> dict[str, Path]:
    """The shipped codebooks, by name, in alphabetical order; empty where the installation has none."""
    return {path.stem: path for path in sorted(_folder().glob("*.csv"))}


def _folder() -> Path:
    """``data/codebooks`` of the installed package; in a source checkout ``codebooks`` at its root."""
    installed = _PACKAGE / "data" / "codebooks"
    if not installed.is_dir() and _PACKAGE.parent.name == "src":
        return _PACKAGE.parents[1] / "codebooks"
    return installed


def find_codebook(name_or_path: str | Path) -> Path:
    """The codebook file that is meant: a file that exists, else the shipped codebook of this name.

    Case and an ending of ``.csv`` do not count in the name of a shipped one.

    Raises:
        CodebookError: it is neither; the hint names the shipped codebooks, the nearest first.
    """
    path = Path(name_or_path)
    if _is_file(path):
        return path
    shipped = shipped_codebooks()
    wanted = str(name_or_path).casefold().removesuffix(".csv")
    if wanted in shipped:
        return shipped[wanted]
    names = sorted(shipped, key=lambda name: -difflib.SequenceMatcher(None, wanted[:80], name).ratio())
    hint = f"the shipped codebooks are {', '.join(names)}" if names else "give a codebook as a .csv file"
    raise CodebookError(f"there is no codebook file {name_or_path}, and no shipped codebook of this name", hint)


def _is_file(path: Path) -> bool:
    """Whether there is something at the path that may be read as a file; pipes and the like are left to the reader."""
    try:
        return path.exists() and not path.is_dir()
    except (OSError, ValueError):
        return False
