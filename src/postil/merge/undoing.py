"""Taking a merge back: what the first file said, and what was done since.

Invariant: what people did after the merge stays, with the codes, transcripts and coders that it needs. Only what took
back an act that the merge brought goes with that act. Coders whom the merge renamed in the first file have their names
again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.merge.former_names import restored
from postil.merge.readings import derive, people_only
from postil.model.change import (
    AddCase,
    AddCode,
    AddCoder,
    AddTranscript,
    Apply,
    Decide,
    EditCode,
    GiveVoice,
    Pin,
    Rate,
    Review,
    SetComment,
    SetMemo,
    SetSummary,
    SetValue,
)
from postil.model.study import Study

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from postil.model.change import Change
    from postil.storage.merge_record import Former


def taken_back(
    changes: Mapping[str, Change], brought: Collection[str], until: str = "", renamed: Iterable[Former] = ()
) -> list[Change]:
    """The log of a study without what a merge brought.

    Args:
        changes: the study's log, by stamp.
        brought: stamps of what the merge brought.
        until: the latest stamp of the merge; what has a later one was done since.
        renamed: what the merge renamed in the first file.
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
    study = Study(left.values())
    derived = derive(study, left.values()).changes
    return sorted([*left.values(), *derived], key=lambda change: change.stamp)


def _needed(left: Mapping[str, Change], gone: Mapping[str, Change]) -> Iterator[str]:
    """Stamps of what brought in the codes, transcripts and coders that the changes that are left speak of."""
    known = Study(left.values())
    replaced = {stamp for change in left.values() for stamp in change.replaces}
    yield from replaced & gone.keys()  # or what they replaced would stand beside what replaced them
    spoken_of = {key for change in left.values() for key in _spoken_of(change) if key[1] and not known.added(*key)}
    for stamp, change in gone.items():
        match change.action:
            case AddCode(code):
                key = ("code", code.id)
            case EditCode(code_id):
                key = ("code", code_id)
            case AddTranscript(transcript):
                key = ("transcript", transcript.id)
            case AddCoder(name):
                key = ("coder", name)
            case AddCase(case):
                key = ("case", case)
            case _:
                continue
        if key in spoken_of:
            yield stamp


def _spoken_of(change: Change) -> Iterator[tuple[str, str]]:
    match change.action:
        case Apply(coding):
            yield from (("code", coding.code), ("transcript", coding.transcript), ("coder", coding.coder))
        case Review(transcript, _, coder):
            yield from (("transcript", transcript), ("coder", coder))
        case Decide(transcript, _, decision):
            yield "transcript", transcript
            yield from (("code", code) for codes in (decision.codes, *dict(decision.seen).values()) for code in codes)
            yield from (("coder", coder) for coder, _ in decision.seen)
        case SetMemo(target):
            yield from (("code", target.code), ("transcript", target.transcript), ("coder", target.coder))
        case SetSummary(case, code) | SetComment(case, code) | Rate(case, code):
            yield from (("case", case), ("code", code))
        case SetValue(case):
            yield "case", case
        case GiveVoice(transcript, _, case):
            yield from (("transcript", transcript), ("case", case))
        case AddCode(code):
            yield "code", code.parent
        case EditCode(code, "parent", str(parent)):
            yield from (("code", code), ("code", parent))
        case EditCode(code) | Pin(_, _, code):
            yield "code", code
