"""Taking a merge back: what the first file said, and what was done since.

Invariant: what people did after the merge stays, with the codes, transcripts and coders that it needs. Only what took
back an act that the merge brought goes with that act. A mark on a coding that the merge brought stays with that coding.
Coders whom the merge renamed in the first file have their names again, and its speakers their roles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from postil.merge.former_names import restored
from postil.merge.readings import derive, people_only
from postil.merge.same_texts import with_former_roles
from postil.model.change import (
    AddCase,
    AddCode,
    AddCoder,
    AddTranscript,
    Apply,
    Bookmark,
    Confirm,
    Decide,
    Doubt,
    DropCase,
    DropCode,
    DropCoder,
    DropTranscript,
    EditCase,
    EditCode,
    EditTranscript,
    GiveVoice,
    NameVersion,
    Pin,
    Quote,
    Rate,
    Remove,
    Review,
    SetAttribute,
    SetComment,
    SetMemo,
    SetStudy,
    SetSummary,
    SetValue,
    Strike,
)
from postil.model.coding import Coding
from postil.model.study import Study

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from postil.model.change import Change
    from postil.model.coding import MemoKey
    from postil.storage.merge_record import Former, FormerText

_Key: TypeAlias = "tuple[str, str | Coding]"

SPEAK_OF_NOTHING = (
    *(Remove, DropTranscript, DropCode, DropCoder, DropCase),
    *(AddCoder, AddCase, SetAttribute, SetStudy, NameVersion, Bookmark),
)
"""Kinds of action that need nothing else to be there: they take away, begin something, or say all of it themselves.

Where somebody was reading or what was assigned is no work that would be lost.
"""


def taken_back(
    changes: Mapping[str, Change],
    brought: Collection[str],
    until: str = "",
    renamed: Iterable[Former] = (),
    texts: Iterable[FormerText] = (),
) -> list[Change]:
    """The log of a study without what a merge brought.

    Args:
        changes: the study's log, by stamp.
        brought: stamps of what the merge brought.
        until: the latest stamp of the merge; what has a later one was done since.
        renamed: what the merge renamed in the first file.
        texts: transcripts of the first file that have other roles since the merge.
    """
    left: dict[str, Change] = {}
    gone: dict[str, Change] = {}
    groups: set[str] = set()
    for stamp, change in sorted(people_only(changes).items()):
        if stamp in brought or (change.undoes in groups and stamp > until):
            gone[stamp] = change
            groups.add(change.group)
        else:
            left[stamp] = change
    left = restored(left, renamed, until)
    while missing := {stamp: gone[stamp] for stamp in _needed(left, gone) if stamp not in left}:
        left |= missing
    left = dict(with_former_roles(left, texts, until))
    study = Study(left.values())
    derived = derive(study, left.values()).changes
    return sorted([*left.values(), *derived], key=lambda change: change.stamp)


def _needed(left: Mapping[str, Change], gone: Mapping[str, Change]) -> Iterator[str]:
    """Stamps of what brought in the codes, transcripts and coders that the changes that are left speak of."""
    known = Study(left.values())
    replaced = {stamp for change in left.values() for stamp in change.replaces}
    yield from replaced & gone.keys()  # or what they replaced would stand beside what replaced them
    spoken_of = {key for change in left.values() for key in spoken_of_by(change) if key[1] and not _knows(known, key)}
    for stamp, change in gone.items():
        match change.action:
            case AddCode(code):
                key: _Key = ("code", code.id)
            case EditCode(code_id):
                key = ("code", code_id)
            case AddTranscript(transcript):
                key = ("transcript", transcript.id)
            case EditTranscript(transcript_id):
                key = ("transcript", transcript_id)
            case AddCoder(name):
                key = ("coder", name)
            case AddCase(case) | EditCase(case):
                key = ("case", case)
            case SetAttribute(name):
                key = ("attribute", name)
            case Apply(coding):
                key = ("coding", coding)
            case _:
                continue
        if key in spoken_of:
            yield stamp


def _knows(study: Study, key: _Key) -> bool:
    match key:
        case ("coding", Coding() as coding):
            return study.has(coding)
        case ("attribute", str(name)):
            return name in study.cases.attributes
        case (kind, str(name)):
            return bool(study.added(kind, name))
    raise AssertionError(key)


def spoken_of_by(change: Change) -> Iterator[_Key]:  # noqa: C901, PLR0912 - one flat case for each kind
    """What has to be there for a change to say what it says: kinds and ids, or ``coding`` and a coding.

    An id may be empty, for none. Nothing for the kinds in ``SPEAK_OF_NOTHING``.
    """
    match change.action:
        case Apply(coding):
            yield from _parts(coding)
        case Doubt(coding, True) | Confirm(coding, True):
            yield "coding", coding
            yield from _parts(coding)
        case Quote(passage, True) | Strike(passage, True):
            yield "transcript", passage.transcript
        case Review(transcript, _, coder):
            yield from (("transcript", transcript), ("coder", coder))
        case Decide(transcript, _, decision):
            yield "transcript", transcript
            yield from (("code", code) for codes in (decision.codes, *dict(decision.seen).values()) for code in codes)
            yield from (("coder", coder) for coder, _ in decision.seen)
        case SetMemo(target):
            yield from _parts(target)
        case SetSummary(case, code, summary):
            yield from (("case", case), ("code", code))
            places = [place for place in (*summary.seen, *summary.places) if place is not None]
            yield from (("transcript", key) for key in dict.fromkeys(place.transcript for place in places))
        case Rate(case, code, rater):
            yield from (("case", case), ("code", code), ("coder", rater))
        case SetComment(case, code):
            yield from (("case", case), ("code", code))
        case SetValue(case, attribute):
            yield from (("case", case), ("attribute", attribute))
        case EditCase(case):
            yield "case", case
        case GiveVoice(transcript, _, case):
            yield from (("transcript", transcript), ("case", case))
        case AddTranscript(text):
            yield "transcript", text.supersedes
        case EditTranscript(transcript):
            yield "transcript", transcript
        case AddCode(code):
            yield "code", code.parent
        case EditCode(code, "parent" | "merged_into", str(other)):
            yield from (("code", code), ("code", other))
        case EditCode(code) | Pin(_, _, code):
            yield "code", code


def _parts(about: Coding | MemoKey) -> Iterator[_Key]:
    yield from (("code", about.code), ("transcript", about.transcript), ("coder", about.coder))
