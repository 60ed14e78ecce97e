"""What a merge comes to, told before and after: what is new, what is there already, what waits for a person.

Invariant: every coding, memo and mark of every file is counted once, in the outcome or among what waits.
"""

from __future__ import annotations

import itertools
from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING

from postil.merge.book import merged_book
from postil.merge.charted import charted_by, followed_codes, new_cases
from postil.merge.circles import circles
from postil.merge.same_texts import corrected_twice, other_names, other_roles
from postil.model.coding import MemoKey
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postil.merge.book import MergedBook
    from postil.merge.charted import Charted, FollowedCode
    from postil.merge.circles import Circle
    from postil.merge.coders import Question, Renaming
    from postil.merge.readings import CarriedReading, Unlike
    from postil.merge.same_texts import Corrected, OtherName, OtherRoles
    from postil.merge.union import Merged
    from postil.model.change import FieldKey
    from postil.model.coding import Coding
    from postil.model.study import Study
    from postil.model.versions import Version


class Row:
    """The work of one coder in one transcript, all numbers nought at first."""

    def __init__(self, coder: str, transcript: str) -> None:
        self.coder = coder
        self.transcript = transcript
        """Id of the transcript."""
        self.new = 0
        """Codings that the first file does not have."""
        self.same = 0
        """Codings that it has."""
        self.reviewed = 0
        """Reviewed marks that the first file does not have."""
        self.memos = 0
        """Memos that it does not have, or has with another text."""
        self.removed = 0
        """Codings that one file has, and that were taken away later in another."""
        self.carried = 0
        """Codings that were made on another reading of the transcript, among the new ones or not."""
        self.doubtful = 0
        """Those of them that somebody has to look at."""
        self.orphaned = 0
        """Codings, memos and marks whose words are not in the reading that stands for all; they stay where they are."""
        self.conflicting = 0
        """Memos of which there are two versions."""


class OneCode(NamedTuple):
    """A code that several files brought in apart."""

    code: str
    """Id of the code that is shown."""
    name: str
    ids: tuple[str, ...]


class NearCodes(NamedTuple):
    """Two codes of different files whose names are nearly one."""

    one: str
    """Id of a code."""
    other: str
    likeness: float
    """From 85 to 100."""


class DeletedCode(NamedTuple):
    """A code that somebody took out and somebody uses: it stays in the codebook as long as that is so."""

    code: str
    """Id of the code."""
    codings: int


class Plan(NamedTuple):
    """What a merge comes to."""

    rows: tuple[Row, ...]
    """By transcript, then by coder."""
    one_code: tuple[OneCode, ...]
    near_codes: tuple[NearCodes, ...]
    deleted_codes: tuple[DeletedCode, ...]
    renamings: tuple[Renaming, ...]
    questions: tuple[Question, ...]
    conflicts: Mapping[FieldKey, tuple[Version, ...]]
    readings: tuple[CarriedReading, ...]
    unlike: tuple[Unlike, ...]
    other_roles: tuple[OtherRoles, ...]
    other_names: tuple[OtherName, ...]
    corrected: tuple[Corrected, ...]
    circles: tuple[Circle, ...]
    book: MergedBook
    """What becomes of the first file's codebook."""
    charted: tuple[Charted, ...] = ()
    """Who wrote the summaries of the outcome."""
    new_cases: int = 0
    followed_codes: tuple[FollowedCode, ...] = ()
    """Codes that were merged into others, and whose codings follow."""
    waiting: int = 0
    """How many things wait for a person; what the first file has and has told of before is left out."""


def plan_of(result: Merged) -> Plan:
    """What a merge comes to; the first of its sides is what the others are compared with."""
    conflicts = result.study.conflicts()
    roles, names, cut = tuple(other_roles(result)), tuple(other_names(result)), circles(result)
    told_otherwise = sum([one.waits for one in roles] + [one.waits for one in names] + [one.waits for one in cut])
    return Plan(
        rows=_rows(result, conflicts),
        one_code=_one_code(result.study),
        near_codes=tuple(_near_codes(result)),
        deleted_codes=tuple(_deleted_codes(result.study)),
        renamings=result.renamings,
        questions=result.questions,
        conflicts=conflicts,
        readings=result.derived.readings,
        unlike=result.derived.unlike,
        other_roles=roles,
        other_names=names,
        corrected=tuple(corrected_twice(result)),
        circles=cut,
        book=merged_book(result),
        charted=charted_by(result),
        new_cases=new_cases(result),
        followed_codes=tuple(followed_codes(result)),
        waiting=len(result.questions) + len(conflicts) + _waiting_readings(result) + told_otherwise,
    )


def _waiting_readings(result: Merged) -> int:
    """How many doubtful and orphaned pieces of work and how many transcripts of one name are new to the first file."""
    study, first = result.study, result.sides[0].study
    waiting = sum(not {one.id, other.id} <= first.transcripts.keys() for one, other, _ in result.derived.unlike)
    for reading in result.derived.readings:
        told = {reading.old.id, reading.new.id} <= first.transcripts.keys()
        carried = reading.carried
        doubtful = {one.new: one.old for one in carried.doubtful if study.is_doubtful(one.new)}
        waiting += sum(not (told and first.has(coding)) for coding in (*doubtful.values(), *carried.left))
        waiting += sum(not (told and first.memo(key)) for key in carried.memos_left)
        waiting += sum(not (told and n in first.reviewed(reading.old.id, who)) for who, n in carried.reviewed_left)
    return waiting


# ---- codings ----


_coding = itemgetter(0)
"""The coding of one that is live, without its stamp."""
_whose = itemgetter(5, 0)
"""Coder and transcript of a coding."""
_who_marked = itemgetter(2, 0)
"""The same of a reviewed mark."""


class _Rows(dict[tuple[str, str], Row]):
    def __missing__(self, key: tuple[str, str]) -> Row:
        self[key] = Row(*key)
        return self[key]


def _rows(result: Merged, conflicts: Mapping[FieldKey, object]) -> tuple[Row, ...]:
    rows = _Rows()
    study, there = result.study, _in_the_first(result)
    live = set(map(_coding, study.codings()))
    for key, number in Counter(map(_whose, live & there)).items():
        rows[key].same = number
    for key, number in Counter(map(_whose, live - there)).items():
        rows[key].new = number
    _count_marks(rows, result)
    _count_memos(rows, result)
    for coding in _removed(result, live):
        rows[coding.coder, coding.transcript].removed += 1
    carried: set[Coding] = set()
    for reading in result.derived.readings:
        _count_reading(rows, reading, study, carried)
    for field_key in conflicts:
        if isinstance(field_key[1], MemoKey):
            rows[field_key[1].coder, field_key[1].transcript].conflicting += 1
    order = {transcript: n for n, transcript in enumerate(study.transcripts)}
    return tuple(sorted(rows.values(), key=lambda one: (order.get(one.transcript, len(order)), one.coder)))


def _count_marks(rows: _Rows, result: Merged) -> None:
    there = {mark[:3] for mark in result.sides[0].study.reviewed_marks()}
    for reading in result.derived.readings:
        marks = reading.carried.marks
        there |= {(reading.new.id, new, who) for who, old, new in marks if (reading.old.id, old, who) in there}
    live = {mark[:3] for mark in result.study.reviewed_marks()}
    news = Counter(map(_who_marked, live - there))
    for key in set(map(_who_marked, live)):
        rows[key].reviewed = news[key]


def _count_memos(rows: _Rows, result: Merged) -> None:
    there = {(key, version.value) for key, version in result.sides[0].study.memos()}
    for reading in result.derived.readings:
        there |= {(new, text) for old, new in reading.carried.memos for key, text in list(there) if key == old}
    there = {(result.study.shown(key), text) for key, text in there}
    for key, version in result.study.memos():
        rows[key.coder, key.transcript].memos += (key, version.value) not in there


def _in_the_first(result: Merged) -> set[Coding]:
    """The codings that the first file has, as the outcome shows them: those that are carried where they are now."""
    there = set(map(_coding, result.sides[0].study.codings()))
    if result.study.same:
        there = set(map(result.study.shown, there))
    moved = (moved for reading in result.derived.readings for moved in reading.carried.moved)
    there.update([one.new for one in moved if one.old in there])
    return there


def _count_reading(rows: _Rows, reading: CarriedReading, study: Study, counted: set[Coding]) -> None:
    """Count what was carried from one reading; what another carried to the same place is in ``counted``."""
    new = {moved.new for moved in reading.carried.moved} - counted
    counted |= new
    for coding in new:
        row = rows[coding.coder, reading.new.id]
        if study.has(coding):
            row.carried += 1
            row.doubtful += study.is_doubtful(coding)
        else:
            row.removed += 1  # somebody took it away where it had been carried to
    left = [coding.coder for coding in reading.carried.left]
    left += [memo.coder for memo in reading.carried.memos_left]
    left += [coder for coder, _ in reading.carried.reviewed_left]
    for coder in left:
        rows[coder, reading.old.id].orphaned += 1


def _removed(result: Merged, live: set[Coding]) -> set[Coding]:
    """Codings that are in a file and not among those of the outcome, those that were carried elsewhere left out."""
    study = result.study
    moved = {moved.old for reading in result.derived.readings for moved in reading.carried.moved}
    found: set[Coding] = set()
    for side in result.sides:
        for coding in itertools.filterfalse(live.__contains__, map(_coding, side.study.codings())):
            if not study.has(coding):
                shown = study.shown(coding)
                if shown not in moved and not study.has(shown):
                    found.add(shown)
    return found


# ---- codes ----


def _one_code(study: Study) -> tuple[OneCode, ...]:
    names = {ids[0]: study.codebook.get(ids[0]) for ids in study.same.groups()}
    return tuple(
        OneCode(ids[0], known.name, ids) for ids in study.same.groups() if (known := names[ids[0]]) is not None
    )


def _deleted_codes(study: Study) -> Iterator[DeletedCode]:
    gone = study.dropped_codes
    for code in study.codebook if gone else ():
        if study.uses.get(code.id) and all(member in gone for member in study.same.members(code.id)):
            yield DeletedCode(code.id, study.uses[code.id])


def _near_codes(result: Merged) -> Iterator[NearCodes]:
    """Codes that no file has both of, and whose names are nearly one."""
    codes = list(result.study.codebook)
    holders = {
        code.id: frozenset(
            n
            for n, side in enumerate(result.sides)
            if any(side.study.added("code", member) for member in result.study.same.members(code.id))
        )
        for code in codes
    }
    everywhere = len(result.sides)
    by_name: dict[str, list[str]] = {}
    for code in codes:
        by_name.setdefault(code.name, []).append(code.id)
    if all(len(known) == everywhere for known in holders.values()):
        return
    from postil.find.similar import similar_names  # noqa: PLC0415 - most merges need it not

    seen: set[frozenset[str]] = set()
    for code in codes:
        if len(holders[code.id]) == everywhere:
            continue
        for name, likeness in similar_names(code.name, by_name):
            for other in by_name[name]:
                pair = frozenset({code.id, other})
                if len(pair) == 2 and pair not in seen and not holders[code.id] & holders[other]:
                    seen.add(pair)
                    yield NearCodes(code.id, other, likeness)
