"""What stands before and after the talk: covers, titles, credits. Invariant: it is kept, as front or back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.importers.labels import METADATA, label_key
from postil.importers.reading import Row, trim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.importers.reading import Piece

LONGEST_COVER = 30
"""Lines."""

_KEY = re.compile(r"(?P<key>[^:：\t]{1,50}?)(?<!\s)\s*(?:[:：]|\t)\s*(?P<value>.*)", re.DOTALL)
_CREDIT = re.compile(
    r"(?:transcribed|transcription|transcript|captions?|subtitles?)\b.{0,40}\b(?:by|with|using|provided|generated|created|service)\b.{0,120}"
    r"|this (?:editable )?transcript was .{0,160}|.{0,40}https?://(?:www\.)?(?:otter\.ai|rev\.com|trint\.com|sonix\.ai|happyscribe)\S*",
    re.IGNORECASE | re.DOTALL,
)
_RECORDING = re.compile(
    r".{1,60}\s(?:started|stopped|paused|resumed) (?:the )?(?:transcription|recording)\W*"
    r"|(?:the )?(?:transcription|recording|meeting) (?:ended|started|stopped)\b.{0,40}",
    re.IGNORECASE,
)


def cover_end(pieces: Sequence[Piece]) -> int:
    """Number of pieces at the beginning that are a cover block of 'Name: value' lines, with the titles above it.

    A block is a cover if all its lines are such lines with different names (or short titles above them) and one of
    the names is known to describe interviews (Date, Interview ID, Transcribed by, ...). Where no blank line ends the
    block, it ends with the last of the known names.
    """
    end = start = 0
    while start < min(len(pieces), LONGEST_COVER):
        stop = next((n for n in range(start + 1, len(pieces)) if pieces[n].gap), len(pieces))
        block = pieces[start:stop]
        keys = [_key(piece) for piece in block]
        known = [n for n, key in enumerate(keys) if key in METADATA]
        if known:
            whole = stop < len(pieces) and _is_cover(block, keys)
            upto = len(block) if whole else known[-1] + 1
            if not whole and not _is_cover(block[:upto], keys[:upto]):
                break
            end = start + upto
            if not whole:
                break
        elif end or len(block) > 3 or any(keys) or any(len(piece.text) > 120 for piece in block):
            break
        start = stop
    return end


def _key(piece: Piece) -> str:
    found = _KEY.fullmatch(trim(piece.text))
    return label_key(found["key"].strip("*_# ")) if found else ""


def _is_cover(block: Sequence[Piece], keys: Sequence[str]) -> bool:
    named = [key for key in keys if key]
    titles = next((n for n, key in enumerate(keys) if key), len(keys))
    return (
        len(block) <= LONGEST_COVER
        and len(set(named)) == len(named)
        and len(named) + titles == len(keys)
        and titles <= 3
        and all(len(piece.text) <= 250 for piece in block)
    )


def is_recording_notice(text: str) -> bool:
    """Whether the line only says that someone started or stopped the transcription."""
    return bool(_RECORDING.fullmatch(trim(text)))


def mark_ends(rows: list[Row]) -> None:
    """Mark credits and recording notices: ``back`` at the end, ``front`` at the beginning, else ``note``."""
    last = len(rows)
    while last and _is_matter(rows[last - 1]):
        last -= 1
    for row in rows[last:]:
        row.kind, row.speaker, row.role = "back", "", None
    for n, row in enumerate(rows[:last]):
        if not row.speaker and is_recording_notice(row.text):
            row.kind = "front" if all(one.kind == "front" for one in rows[:n]) else "note"
        elif row.kind == "continuation" and is_recording_notice(row.text):
            row.kind, row.speaker = "note", ""


def _is_matter(row: Row) -> bool:
    labelled = row.speaker and row.kind == "say"
    return not labelled and (
        row.kind == "back" or bool(_CREDIT.fullmatch(trim(row.text))) or is_recording_notice(row.text)
    )
