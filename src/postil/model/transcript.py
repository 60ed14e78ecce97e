"""Transcripts: what was said, as numbered paragraphs that never change.

Invariants: text is NFC with LF line ends; offsets anywhere in the program are Unicode code points into
``Paragraph.text``, half-open. A transcript's ``id`` is a hash of its reading (speakers and texts), so two
people who import the same file get the same id; roles and names are proposals about it and stay out of the
hash.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

Role = Literal["participant", "interviewer", "other"]
Kind = Literal["say", "continuation", "note", "front", "heading", "back"]

ROLES: tuple[Role, ...] = ("participant", "interviewer", "other")
KINDS: tuple[Kind, ...] = ("say", "continuation", "note", "front", "heading", "back")
SPOKEN: frozenset[Kind] = frozenset({"say", "continuation"})
"""The kinds that count for coverage and agreement."""


class Paragraph(NamedTuple):
    """The unit of coding: one labelled line or one block of text, shown as §n."""

    n: int
    """Number in the transcript, from 1, without gaps."""
    text: str
    """NFC, LF line ends, without the speaker's label and the start time."""
    speaker: str = ""
    """The speaker's label as the file writes it; empty where nobody is named."""
    role: Role = "other"
    """Proposed at import, corrected by the user."""
    kind: Kind = "say"
    """``say``: speech; ``continuation``: more of the same turn; ``note``: only non-verbal; the rest is not speech."""
    start: float | None = None
    """Start time in seconds from the beginning of the recording, where the file gives one."""

    @property
    def spoken(self) -> bool:
        """Whether the paragraph is speech and so counts for coverage and agreement."""
        return self.kind in SPOKEN


@dataclass(frozen=True, slots=True)
class Transcript:
    """One reading of one source file. Immutable: a correction is another transcript that supersedes it."""

    id: str
    name: str
    """Short name, unique in a study by convention; by default the source's name without its ending."""
    source: str
    """File name of the source, without folders."""
    sha256: str
    """Hash of the source's bytes, in hexadecimal."""
    paragraphs: tuple[Paragraph, ...] = field(repr=False)
    supersedes: str = ""
    """Id of the transcript that this one corrects; empty for none."""

    def paragraph(self, n: int) -> Paragraph | None:
        """The paragraph with number ``n``, or None where there is none."""
        return self.paragraphs[n - 1] if 0 < n <= len(self.paragraphs) else None


def normal_text(text: str) -> str:
    """Text as it is stored: NFC, with CR, CRLF, U+0085, U+2028 and U+2029 as LF."""
    for line_end in ("\r\n", "\r", "\x85", "\u2028", "\u2029"):
        text = text.replace(line_end, "\n")
    return unicodedata.normalize("NFC", text)


def reading_id(paragraphs: Iterable[Paragraph]) -> str:
    """Identity of a reading: 't' and 24 hexadecimal digits of the BLAKE2b hash of its speakers and texts."""
    digest = hashlib.blake2b(digest_size=12)
    for paragraph in paragraphs:
        for part in (paragraph.speaker, paragraph.text):
            encoded = part.encode("utf-8", "surrogatepass")
            digest.update(len(encoded).to_bytes(8, "big"))
            digest.update(encoded)
    return "t" + digest.hexdigest()
