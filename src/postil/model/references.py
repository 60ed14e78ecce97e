"""References in summaries: ``(P04 §12)``, which lead from a statement back to the words that it rests on.

A reference stands in round brackets and names paragraphs: ``(§12)`` of the case's own transcript, ``(P04 §12, §14)`` of
the transcript or case of that name, ``(§12–14)`` a run of them. Brackets that hold anything else are no references.

Invariant: a reference points where it pointed when it was written, or it is listed as one that does not: what it meant
is kept beside the text (``Summary.places``), for a number alone means another paragraph once a transcript is corrected.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.model.codebook import matching_name
from postil.model.coding import Place
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from postil.model.cell import Summary
    from postil.model.cells import CellKey
    from postil.model.study import Study

_LAST = r"\s*(?:[–-]\s*§?\s*(\d{1,9}))?\s*"
_ITEM = re.compile(rf"\s*(?:([^()§,;]*[^()§,;\s])\s+)?§\s*(\d{{1,9}}){_LAST}", re.ASCII)
_BRACKETS = re.compile(r"\(([^()]*§[^()]*)\)")


class Reference(NamedTuple):
    """A paragraph that a text names."""

    start: int
    """Where the number begins in the text, in code points."""
    end: int
    name: str
    """Of a transcript or case; empty for the case's own."""
    n: int
    """Number of the paragraph."""
    name_at: tuple[int, int] = (0, 0)
    """Where the name stands in the text; the same twice where it is that of the reference before, or there is none."""

    @property
    def said(self) -> str:
        """The whole of it: ``P77 §3``; ``§3`` where it names nothing."""
        return f"{self.name} §{self.n}".strip()


def references(text: str) -> Iterator[Reference]:
    """The paragraphs that a text names, in order; both ends of a run."""
    for brackets in _BRACKETS.finditer(text):
        found: list[Reference] = []
        name, at = "", brackets.start(1)
        while at < brackets.end(1):
            item = _ITEM.match(text, at, brackets.end(1))
            if item is None or (item.end() < brackets.end(1) and text[item.end()] not in ",;"):
                break
            name = item[1] or name
            named = item.span(1) if item[1] else (0, 0)
            found.append(Reference(*item.span(2), name, int(item[2]), named))
            if item[3]:
                found.append(Reference(*item.span(3), name, int(item[3])))
            at = item.end() + 1
        else:
            yield from found


def resolved(study: Study, case: str, reference: Reference) -> Place | None:
    """The paragraph that a reference in a cell of this case means now; None if there is no such one, or several."""
    named = _named(study, case, reference.name)
    if len(named) != 1:
        return None
    transcript = study.transcripts[named[0]]
    return Place(transcript.id, reference.n) if transcript.paragraph(reference.n) else None


def _named(study: Study, case: str, name: str) -> list[str]:
    if not name:
        return [text.id for text in study.cases.transcripts_of(case)]
    wanted, superseded = matching_name(name), study.superseded
    found = [
        key for key, text in study.transcripts.items() if key not in superseded and matching_name(text.name) == wanted
    ]
    if found:
        return found
    cases = [known.id for known in study.cases.all.values() if matching_name(known.name) == wanted]
    return [text.id for known in cases for text in study.cases.transcripts_of(known)]


def places_of(study: Study, case: str, text: str) -> tuple[Place | None, ...]:
    """What the references of a text mean now, in order."""
    return tuple(resolved(study, case, reference) for reference in references(text))


def reference_to(study: Study, case: str, place: Place) -> str:
    """How a cell of this case refers to a paragraph, as short as is clear: ``(§12)``, ``(P04 §12)``."""
    own = study.cases.transcripts_of(case)
    if [text.id for text in own] == [place.transcript]:
        name = study.cases.all[case].name
        short = Reference(0, 0, name, place.paragraph)
        return f"({name if resolved(study, case, short) == place else own[0].name} §{place.paragraph})"
    transcript = study.transcripts.get(place.transcript)
    return f"({transcript.name if transcript else place.transcript} §{place.paragraph})"


class Broken(NamedTuple):
    """A reference that does not lead where it should."""

    reference: Reference
    meant: Place | None
    """What it meant when it was written; None if it never meant anything."""


def broken(study: Study, case: str, summary: Summary) -> Iterator[Broken]:
    """The references of a summary that do not mean what they meant, or never meant anything."""
    found = list(references(summary.text))
    places = summary.places if len(summary.places) == len(found) else places_of(study, case, summary.text)
    for reference, meant in zip(found, places, strict=True):
        if meant is None or resolved(study, case, reference) != meant:
            yield Broken(reference, meant)


def broken_in(study: Study) -> Mapping[CellKey, int]:
    """How many references of each cell's summary are broken; cells without any left out."""
    counts = {
        key: sum(1 for _ in broken(study, key.case, summary))
        for key in study.cells
        if (summary := study.cells.summary(key)) is not None
    }
    return {key: many for key, many in counts.items() if many}


def led_astray(study: Study, before: Mapping[CellKey, int]) -> int:
    """How many summaries have more broken references than they had before, by ``broken_in`` of then."""
    return sum(many > before.get(key, 0) for key, many in broken_in(study).items())


def repaired(study: Study, case: str, summary: Summary, moved: Callable[[Place], Place | None]) -> Summary:
    """A summary whose references follow paragraphs that a corrected transcript has elsewhere, and transcripts renamed.

    Args:
        study: the study as it now is.
        case: whose cell it is.
        summary: its summary.
        moved: where a paragraph is now; None if it is not known.

    Returns:
        The same summary if nothing can be mended; its status stays, since it says what it said. What it was written
        from is left as it is.
    """
    found = list(references(summary.text))
    places = summary.places if len(summary.places) == len(found) else places_of(study, case, summary.text)
    targets = [moved(place) if place is not None else None for place in places]
    text = summary.text
    for reference, target in reversed(list(zip(found, targets, strict=True))):
        if target is not None:
            text = _pointed(study, case, text, reference, target)
    now = places_of(study, case, text)
    led = [target if mended == target else place for place, target, mended in zip(places, targets, now, strict=True)]
    return summary._replace(text=text, places=tuple(led))


def _pointed(study: Study, case: str, text: str, reference: Reference, target: Place) -> str:
    """A text in which one reference leads to a paragraph, if its number or also its name can be made to."""
    start, end = reference.start, reference.end
    text = f"{text[:start]}{target.paragraph}{text[end:]}"
    start, end = reference.name_at
    if start == end or resolved(study, case, reference._replace(n=target.paragraph)) == target:
        return text
    return f"{text[:start]}{study.transcripts[target.transcript].name}{text[end:]}"
