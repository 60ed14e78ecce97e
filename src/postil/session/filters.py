"""The filter of the coding screen: which paragraphs are hits.

A filter never hides text: hits are marked and walked with Tab, the rest is drawn faintly, so that what is
read stays in context.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from postil.model.coding import Place

if TYPE_CHECKING:
    from postil.model.study import Study
    from postil.model.transcript import Paragraph, Transcript

What = Literal["code", "speaker", "open", "coded", "uncoded", "memo", "doubtful", "text"]


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition on paragraphs."""

    what: What
    value: str = ""
    """A code's id, a speaker's label or a text, where the condition needs one."""
    label: str = ""
    """How it is shown."""

    def hits(self, study: Study, coder: str | None, transcript: Transcript, paragraph: Paragraph) -> bool:
        """Whether a paragraph meets the condition, as far as one coder's work goes (all coders for None)."""
        place = Place(transcript.id, paragraph.n)
        match self.what:
            case "speaker":
                return paragraph.speaker == self.value
            case "text":
                return found_at(paragraph.text, self.value) is not None
            case "open":
                return paragraph.spoken and paragraph.n not in study.reviewed(transcript.id, coder or "")
            case "memo":
                return bool(study.memos_at(place, coder))
            case "code":
                return any(self.value in {c.code, *_above(study, c.code)} for c in study.codings_at(place, coder))
            case "doubtful":
                return any(study.is_doubtful(coding) for coding in study.codings_at(place, coder))
            case "coded" | "uncoded":
                return paragraph.spoken and bool(study.codings_at(place, coder)) == (self.what == "coded")


def _above(study: Study, code: str) -> set[str]:
    return {above.id for above in study.codebook.ancestors(code)}


def found_at(text: str, wanted: str) -> tuple[int, int] | None:
    """The first place where ``wanted`` stands in ``text``, case and accents as typed in lower case not counting.

    A query with a capital letter is looked for as it is written. The span is in code points of ``text``.
    """
    if not wanted:
        return None
    if wanted != wanted.lower():
        start = text.find(wanted)
        return None if start < 0 else (start, start + len(wanted))
    origins: list[int] = []
    folded: list[str] = []
    for offset, character in enumerate(text):
        for part in _plain(character):
            folded.append(part)
            origins.append(offset)
    query = "".join(map(_plain, unicodedata.normalize("NFC", wanted)))
    start = "".join(folded).find(query)
    if start < 0 or not query:
        return None
    return origins[start], origins[start + len(query) - 1] + 1


def _plain(character: str) -> str:
    if character.isascii():
        return character.lower()
    decomposed = unicodedata.normalize("NFKD", character.casefold())
    return "".join(part for part in decomposed if not unicodedata.combining(part))
