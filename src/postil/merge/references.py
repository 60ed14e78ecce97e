"""Summaries whose transcripts were corrected: their references and their evidence follow the words.

Invariant: a reference follows only to a paragraph that the words of the old one are in, and is written so that it means
that paragraph; what cannot follow is left as it is, and is listed as broken. What a summary was written from follows
like the codings do, so a correction alone makes no summary stale.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.merge.align import SURVIVING, align
from postil.merge.places import Places
from postil.merge.strikes import strikes_that_follow
from postil.model.change import Quote, SetSummary, Strike
from postil.model.coding import Passage, Place
from postil.model.references import Broken, broken, repaired
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from postil.model.cell import Summary
    from postil.model.cells import CellKey
    from postil.model.change import Action
    from postil.model.study import Study


class Repair(NamedTuple):
    """A cell whose summary can follow."""

    cell: CellKey
    old: Summary
    new: Summary
    left: tuple[Broken, ...]
    """References of the new one that lead nowhere or elsewhere all the same."""

    @property
    def action(self) -> SetSummary:
        """What puts the summary in its place."""
        return SetSummary(*self.cell, self.new)


def repairs(study: Study) -> list[Repair]:
    """The cells whose references or evidence can follow a corrected transcript; cells in conflict are left alone."""
    later = _Later(study)
    found: list[Repair] = []
    for key in sorted(study.cells):
        summary = study.cells.summary(key)
        if summary is None or study.cells.is_in_conflict(key):
            continue
        new = repaired(study, key.case, summary, later.place)
        seen = {later.passage(passage) for passage in summary.seen}
        new = new._replace(seen=tuple(sorted(seen, key=lambda passage: passage.reading_order)))
        if new != summary:
            found.append(Repair(key, summary, new, tuple(broken(study, key.case, new))))
    return found


def following(study: Study) -> list[Action]:
    """What lets summaries, references, quotable passages and strikes follow corrected and renamed transcripts."""
    later = _Later(study)
    actions: list[Action] = [repair.action for repair in repairs(study)]
    for passage in study.cells.quotable():
        now = later.passage(passage)
        if now != passage:
            actions += [Quote(now), Quote(passage, quotable=False)]
    return [*actions, *map(Strike, strikes_that_follow(study, later.step))]


def broken_references(study: Study) -> list[tuple[CellKey, Broken]]:
    """All references in summaries that lead nowhere, or elsewhere than they did when they were written."""
    return [
        (key, one)
        for key in sorted(study.cells)
        if (summary := study.cells.summary(key)) is not None
        for one in broken(study, key.case, summary)
    ]


class _Later:
    """Where paragraphs and passages of superseded transcripts are in those that took their place."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._next = {text.supersedes: text.id for text in study.transcripts.values() if text.supersedes}
        self._places: dict[str, Places] = {}

    def place(self, place: Place) -> Place | None:
        """Where a paragraph is now: itself if its transcript was not corrected, None if its words are gone."""
        seen: set[str] = set()
        while (step := self.step(place.transcript)) is not None and place.transcript not in seen:
            seen.add(place.transcript)
            link = step.alignment.by_old.get(place.paragraph)
            target = step.whole(place.paragraph) if link is not None and link.kind in SURVIVING else None
            if target is None:
                return None
            place = Place(step.new.id, target.paragraph)
        return place

    def passage(self, passage: Passage) -> Passage:
        """Where a passage is now, as its codings moved; the passage itself if its words are gone."""
        now, seen = passage, set[str]()
        while (step := self.step(now.transcript)) is not None and now.transcript not in seen:
            seen.add(now.transcript)
            if now.start is None or now.end is None:
                target = step.whole(now.paragraph)
            else:
                target = step.span(now.paragraph, now.start, now.end)
            if target is None:
                return passage
            now = Passage(step.new.id, target.paragraph, target.start, target.end)
        return now

    def step(self, transcript: str) -> Places | None:
        """From a transcript to the one that took its place; None for the latest."""
        texts, later = self._study.transcripts, self._next.get(transcript, "")
        if later not in texts or transcript not in texts:
            return None
        if transcript not in self._places:
            old, new = texts[transcript], texts[later]
            self._places[transcript] = Places(align(old, new), old, new)
        return self._places[transcript]
