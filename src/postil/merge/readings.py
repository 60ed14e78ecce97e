"""Readings of one interview: what merging does where two files hold the same transcript with different words.

A transcript that somebody corrected, or that was read from a .docx here and from a .txt there, has the name of the
other and another id. The readings are aligned paragraph by paragraph; what stands on words that are in both is carried
to one of them, the rest stays where it was made and is listed.

What is carried is *derived*: each change that carries something follows from what it carries, its stamp included, and
belongs to nobody. A merge takes away what earlier merges derived and derives it afresh from what people did; what
people took away where it had been carried to is taken away wherever it is carried. Invariant: so the outcome depends on
the set of people's changes only, never on who merged what with what first.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from postil.model.change import AddTranscript, Apply, Change, Doubt, GiveVoice, Remove, Review, SetMemo
from postil.model.clock import stamp_after
from postil.model.codebook import matching_name
from postil.model.derived import DERIVED, is_derived
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from postil.merge.align import Alignment
    from postil.merge.carry import Carried
    from postil.merge.removals import Elsewhere
    from postil.model.change import Action
    from postil.model.study import Study
    from postil.model.transcript import Transcript


class Unlike(NamedTuple):
    """Two transcripts of one name that have too little in common to be one."""

    one: Transcript
    other: Transcript
    likeness: float
    """Share of the words of ``other`` that are in ``one``, from 0 to 1; interviewers' words do not count."""


class CarriedReading(NamedTuple):
    """What became of the work on one reading."""

    old: Transcript
    new: Transcript
    carried: Carried


class Derived(NamedTuple):
    """What follows for the readings of a study."""

    changes: tuple[Change, ...]
    readings: tuple[CarriedReading, ...]
    unlike: tuple[Unlike, ...]


def derive(study: Study, people: Iterable[Change]) -> Derived:
    """Carry what stands on one reading of an interview to the reading that stands for all, and fold it in.

    Args:
        study: the fold of people's changes only; what is derived is folded in.
        people: these changes.
    """
    groups = _groups(study)
    if not groups:
        return Derived((), (), ())
    from postil.merge.align import align  # noqa: PLC0415 - most merges need neither
    from postil.merge.carry import LEAST, carried  # noqa: PLC0415 - as above
    from postil.merge.removals import Removals  # noqa: PLC0415 - as above

    removals = Removals(people, {transcript.id for group in groups for transcript in group})
    changes: list[Change] = []
    readings: list[CarriedReading] = []
    unlike: list[Unlike] = []
    for group in groups:
        target, chain = _target(study, group)
        for old in _in_order(group, target):
            alignment = align(old, target)
            share = likeness(alignment, old)
            if share < LEAST and old.id not in chain:
                unlike.append(Unlike(target, old, share))
                continue
            known = old.id in chain or not study.is_there("transcript", target.id)
            link = [] if known else list(_link(study, group, chain, old, target))
            study.fold(link)
            if not known:  # who put a reading in another's place has said whose words are whose in the same act
                link += _voices(study, alignment, old, target)
                study.fold(link)
            result = carried(study, alignment, old, target, force=True, by_words_only=True)
            others = (other for other in group if other.id not in {old.id, target.id})
            made = [*link, *_changes(study, result, old, target, removals.elsewhere(old, others))]
            study.fold(made)
            changes += made
            if made or result.left or result.memos_left or result.reviewed_left:
                readings.append(CarriedReading(old, target, result))
    return Derived(tuple(changes), tuple(readings), tuple(unlike))


def likeness(alignment: Alignment, old: Transcript) -> float:
    """The share of an old reading's words that are in the new one, from 0 to 1.

    Interviewers' words do not count, since two interviews by one guide have them in common; where nobody else speaks,
    all do.
    """
    from postil.merge.words import words  # noqa: PLC0415 - most merges need it not

    spoken = [p.n for p in old.paragraphs if p.role != "interviewer"] or [p.n for p in old.paragraphs]
    counts = {n: len(words(old.paragraphs[n - 1].text)) for n in spoken}
    there = sum(piece.length for n in spoken for piece in alignment.pieces_of.get(n, ()))
    return there / sum(counts.values()) if any(counts.values()) else 1.0


# ---- which readings belong together ----


def _groups(study: Study) -> list[list[Transcript]]:
    """Readings that have one name or supersede each other, where there are several; the first added come first."""
    order = sorted(study.transcripts.values(), key=lambda t: (study.added("transcript", t.id), t.id))
    first: dict[str, str] = {}
    root: dict[str, str] = {t.id: t.id for t in order}

    def found(key: str) -> str:
        while root[key] != key:
            key = root[key]
        return key

    for transcript in order:
        same = first.setdefault(matching_name(transcript.name), transcript.id)
        for other in (same, transcript.supersedes):
            if other in root:
                root[found(other)] = found(transcript.id)
    groups: dict[str, list[Transcript]] = {}
    for transcript in order:
        groups.setdefault(found(transcript.id), []).append(transcript)
    return [group for group in groups.values() if len(group) > 1]


def _target(study: Study, group: list[Transcript]) -> tuple[Transcript, list[str]]:
    """The reading that stands for all, and its id with the ids of those that it supersedes.

    It is the first that nothing supersedes; one that was taken out and is still there for the work on it comes last.
    """
    superseded = {transcript.supersedes for transcript in group}
    target = min(group, key=lambda t: (not study.is_there("transcript", t.id), t.id in superseded))
    return target, _chain(target, group)


def _chain(target: Transcript, group: Iterable[Transcript]) -> list[str]:
    by_id = {transcript.id: transcript for transcript in group}
    chain = [target.id]
    while (below := by_id[chain[-1]].supersedes) in by_id and below not in chain:
        chain.append(below)
    return chain


def _in_order(group: list[Transcript], target: Transcript) -> Iterator[Transcript]:
    """The other readings: first those that nothing supersedes, so that a chain is taken from its upper end."""
    superseded = {transcript.supersedes for transcript in group}
    yield from (t for t in group if t.id != target.id and t.id not in superseded)
    yield from (t for t in group if t.id != target.id and t.id in superseded)


def _link(
    study: Study, group: list[Transcript], chain: list[str], old: Transcript, target: Transcript
) -> Iterator[Change]:
    """Put a reading, and what it supersedes, into the target's chain: above what both supersede, else at its end."""
    mine = _chain(old, group)
    shared = next((key for key in mine if key in chain), "")
    place = max(chain.index(shared), 1) if shared else len(chain)
    above = next(study.transcripts[key] for key in reversed(chain[:place]) if study.is_there("transcript", key))
    chain[place:place] = mine[: mine.index(shared)] if shared else mine
    linked = replace(above, supersedes=old.id)
    yield _change(AddTranscript(linked), study.element_stamp("transcript", above.id), old, target)


def _voices(study: Study, alignment: Alignment, old: Transcript, target: Transcript) -> Iterator[Change]:
    """Let speakers who are cases have their words under the labels that the target has for them."""
    from postil.merge.speakers import speakers_followed  # noqa: PLC0415 - most merges need it not

    for label, new, case in speakers_followed(study, alignment, old, target).followed:
        readings = _chain(old, study.transcripts.values())
        said = (("voice", reading, speaker) for reading in readings for speaker in (label, ""))
        after = next(heads[0].stamp for key in said if (heads := study.heads(key)))
        yield _change(GiveVoice(target.id, new, case), after, old, target)


# ---- the changes ----


def _changes(study: Study, result: Carried, old: Transcript, target: Transcript, elsewhere: Elsewhere) -> list[Change]:
    """What carries the work, and takes away again what was taken away on another reading since."""
    changes: list[Change] = []

    def add(action: Action, after: str, replaces: tuple[str, ...] = ()) -> str:
        changes.append(_change(action, after, old, target, replaces))
        return changes[-1].stamp

    latest: dict[object, str] = {}
    for one in result.moved:
        stamp = study.coding_stamp(one.old)
        for code in study.same.members(one.old.code):
            add(Remove(one.old._replace(code=code)), stamp)
        latest[one.new] = max(latest.get(one.new, ""), stamp)
    doubtful = {one.new for one in result.moved if one.doubt or study.is_doubtful(one.old)}
    gone = elsewhere.codings(result.moved, study)
    for coding in dict.fromkeys(one.new for one in result.moved):
        if not study.has(coding):
            stamp = add(Apply(coding), latest[coding])
            if coding in gone:
                add(Remove(coding), max(gone[coding], stamp))
            elif coding in doubtful:
                add(Doubt(coding), stamp)
    for action, after, replaces in (*_memos(study, result, elsewhere), *_marks(study, result, old, target, elsewhere)):
        add(action, after, replaces)
    return changes


def _memos(study: Study, result: Carried, elsewhere: Elsewhere) -> Iterator[tuple[Action, str, tuple[str, ...]]]:
    replaced = elsewhere.memos(key for key, _ in result.memos)
    for key, new in result.memos:
        heads = study.heads(("memo", key))
        stamps = tuple(head.stamp for head in heads)
        yield SetMemo(key, ""), stamps[0], stamps
        for head in heads:
            if head.value and key not in replaced:
                yield SetMemo(new, str(head.value)), head.stamp, ()


def _marks(
    study: Study, result: Carried, old: Transcript, target: Transcript, elsewhere: Elsewhere
) -> Iterator[tuple[Action, str, tuple[str, ...]]]:
    unmarked = elsewhere.marks(old, result.marks)
    for coder, n, new_n in result.marks:
        stamp = study.reviewed(old.id, coder)[n]
        yield Review(old.id, n, coder, reviewed=False), stamp, ()
        if (coder, n) not in unmarked:
            yield Review(target.id, new_n, coder), stamp, ()


def _change(action: Action, after: str, old: Transcript, target: Transcript, replaces: tuple[str, ...] = ()) -> Change:
    group = DERIVED + _digest(old.id, target.id)
    return Change(stamp_after(after, _digest(old.id, target.id, after, repr(action))), "", group, action, replaces)


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=8).hexdigest()


def people_only(changes: Mapping[str, Change]) -> dict[str, Change]:
    """The changes that people made, by stamp."""
    return {stamp: change for stamp, change in changes.items() if not is_derived(change)}
