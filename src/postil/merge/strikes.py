"""What was struck out of a transcript that was corrected: it stays struck out, and so does what stands in its place.

Invariant: nothing that was struck out is taken back, since the old words may stand in any other text. In the corrected
transcript just the words are struck out where they and the words beside them are the same; where anything there was
changed, split or joined, all paragraphs that have the words now are struck out whole. What somebody took back there
since it was corrected stays taken back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.coding import Passage
from postil.text.verbatim import whole_words
from postil.text.words import words_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.merge.places import Places
    from postil.model.study import Study


def strikes_that_follow(study: Study, step: Callable[[str], Places | None]) -> list[Passage]:
    """The passages of corrected transcripts that are to be struck out, and are not yet.

    Args:
        study: the study, with the corrected transcripts in it.
        step: from the id of a transcript to the one that took its place; None for the latest.
    """
    cells = study.cells
    found: dict[Passage, None] = {}
    waiting = list(cells.struck().items())
    for passage, stamp in waiting:
        places = step(passage.transcript)
        for now in _now(places, passage) if places is not None else ():
            if now in found or cells.is_struck(now):
                continue
            if cells.strike_stamp(now) > max(stamp, study.element_stamp("transcript", now.transcript)):
                continue  # taken back there
            found[now] = None
            waiting.append((now, stamp))
    return list(found)


def _now(places: Places, passage: Passage) -> list[Passage]:
    """What is to be struck out of the corrected transcript; nothing where the paragraph is gone."""
    link = places.alignment.by_old.get(passage.paragraph)
    if link is None:
        return []
    whole = [Passage(places.new.id, n) for n in link.new]
    if passage.start is None or passage.end is None or not len(link.old) == len(link.new) == 1:
        return whole
    target = places.span(passage.paragraph, passage.start, passage.end)
    old, new = places.old.paragraph(passage.paragraph), places.new.paragraph(link.new[0])
    assert old is not None
    assert new is not None
    if target is None or target.doubt or target.start is None or target.end is None:
        return whole
    if _around(old.text, passage.start, passage.end) != _around(new.text, target.start, target.end):
        return whole
    return [Passage(places.new.id, target.paragraph, target.start, target.end)]


def _around(text: str, start: int, end: int) -> tuple[str, str, str, str]:
    """A piece of a text, the words that it begins and ends in, and those before and after it."""
    words = words_of(text)
    before = next((word.key for word in reversed(words) if word.end <= start), "")
    after = next((word.key for word in words if word.start >= end), "")
    return before, text[start:end], whole_words(text, start, end), after
