"""Reading transcripts and codebooks: bytes in, a reading and a report out.

Names are loaded when first used, so that importing this package costs nothing: the modules behind it import the
readers of Word files and subtitles.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from postil.importers.layouts import LAYOUTS
    from postil.importers.reading import Reading
    from postil.importers.transcripts import read_transcript, reading_from_bytes

_HOMES = {
    "LAYOUTS": "postil.importers.layouts",
    "Reading": "postil.importers.reading",
    "read_transcript": "postil.importers.transcripts",
    "reading_from_bytes": "postil.importers.transcripts",
}

__all__ = ["LAYOUTS", "Reading", "read_transcript", "reading_from_bytes"]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
