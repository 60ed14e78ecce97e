"""Speakers who are cases, where a corrected transcript writes their labels otherwise.

Whose words are whose is said by label; a label that nothing is said of belongs to the case of the whole transcript.
Invariant: words that stay in the text stay with their case where the labels make that clear, and are listed where they
do not. That paragraphs go from one label that was there before to another is what the correction says, and is left.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from postil.merge.align import SURVIVING
from postil.merge.places import Places
from postil.model.change import GiveVoice
from postil.model.voices import speakers_of
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postil.merge.align import Alignment
    from postil.model.study import Study
    from postil.model.transcript import Transcript

MOST = 0.9
"""Share of a speaker's paragraphs that have to have one new label for it to be clear that it is this speaker's."""


class Relabelled(NamedTuple):
    """A speaker who is a case and has another label in the corrected transcript."""

    old: str
    new: str
    case: str
    """Id of the case."""


class Astray(NamedTuple):
    """Paragraphs that would go to another case than the one whose words they were, or to none."""

    old: str
    """The label that they had."""
    new: str
    """The label that they have; empty for none."""
    case: str
    """Id of the case whose words they were."""
    now: str
    """Id of the case that they go to; empty for none."""
    paragraphs: int
    """How many they are in the old transcript."""


class Speakers(NamedTuple):
    """What becomes of the speakers of a transcript who are cases."""

    followed: tuple[Relabelled, ...]
    astray: tuple[Astray, ...]
    voices: tuple[GiveVoice, ...]
    """What gives those that were followed their voice; for a study that has the corrected transcript."""


def speakers_followed(study: Study, alignment: Alignment, old: Transcript, new: Transcript) -> Speakers:
    """What becomes of the speakers of ``old`` who are cases when ``new`` supersedes it. The study is not touched.

    Args:
        study: the study that the old transcript is in; the new one may be there already.
        alignment: that of the two readings.
        old: the transcript whose speakers have cases.
        new: the corrected one.
    """
    owner = study.cases.owner
    if not any(owner(old.id, speaker) for speaker in speakers_of(old)):
        return Speakers((), (), ())
    pairs = Counter(_pairs(alignment, old, new))
    cases = {speaker: owner(old.id, speaker) for speaker, _ in pairs}
    there = new.id if new.id in study.transcripts else old.id
    now = {label: owner(there, label) for _, label in pairs}
    before, after = set(speakers_of(old)), set(speakers_of(new))
    followed = [
        Relabelled(speaker, label, case)
        for speaker, case in cases.items()
        if case
        for label in [_label(pairs, cases, speaker)]
        if label and label not in before and now[label] != case and not study.value(("voice", new.id, label))
    ]
    now |= {label: case for _, label, case in followed}
    astray = [
        Astray(speaker, label, cases[speaker], now[label], number)
        for (speaker, label), number in pairs.items()
        if cases[speaker] and now[label] != cases[speaker] and (speaker not in after or label not in before)
    ]
    voices = dict.fromkeys(GiveVoice(new.id, label, case) for _, label, case in followed)
    return Speakers(tuple(followed), tuple(astray), tuple(voices))


def _pairs(alignment: Alignment, old: Transcript, new: Transcript) -> Iterator[tuple[str, str]]:
    """The old and the new label of each old paragraph that somebody speaks and whose words are still there."""
    places = Places(alignment, old, new)
    for paragraph in old.paragraphs:
        link = alignment.by_old.get(paragraph.n)
        target = places.whole(paragraph.n) if link is not None and link.kind in SURVIVING else None
        if target is not None and paragraph.speaker:
            yield paragraph.speaker, new.paragraphs[target.paragraph - 1].speaker


def _label(pairs: Mapping[tuple[str, str], int], cases: Mapping[str, str], speaker: str) -> str:
    """The new label of a speaker, if nearly all that they say has it and nearly all that has it is their case's."""
    mine = {label: number for (known, label), number in pairs.items() if known == speaker}
    label = max(mine, key=mine.__getitem__)
    with_it = {known: number for (known, other), number in pairs.items() if other == label}
    own = sum(number for known, number in with_it.items() if cases[known] == cases[speaker])
    is_clear = mine[label] >= MOST * sum(mine.values()) and own >= MOST * sum(with_it.values())
    return label if is_clear else ""
