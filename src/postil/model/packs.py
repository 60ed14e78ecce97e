"""Packs: what of a study goes to one coder.

Invariant: a pack is a subset of the study's changes, stamps and all, so that merging it back is a union. It holds the
whole codebook and nothing that shows another coder's work; so examples that quote what others coded are left out, and
versions of the codebook that were given a name, which hold them, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.assignment import assignment_field, is_assignment
from postil.model.change import (
    CHARTING_ACTIONS,
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
    EditCode,
    EditTranscript,
    NameVersion,
    Pin,
    Quote,
    Remove,
    Review,
    SetMemo,
    SetStudy,
    Strike,
)
from postil.model.derived import is_derived
from postil.model.taken_examples import withheld
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from postil.model.change import Action, Change


class Pack(NamedTuple):
    """What of a study goes to one coder, and what whoever hands it out should know."""

    changes: list[Change]
    """In the order in which they come."""
    without_example: tuple[str, ...]
    """Ids of the codes whose example is not in it, or an older one, since the present one quotes what others coded."""
    quoting: tuple[str, ...]
    """Ids of the codes that were brought in with such an example, so that it is in the pack all the same."""
    renamed: tuple[str, ...]
    """Ids of the transcripts in it that had another name before, which is in the pack, too."""


def pack_of(changes: Iterable[Change], coder: str, transcripts: Collection[str]) -> Pack:
    """A coder's pack.

    Whether a change belongs in it follows from what it is about, not from who made it: otherwise an act could come
    without the undo that took it back.

    Args:
        changes: those of the study.
        coder: whose pack it is; what this coder has done on the transcripts already is in it.
        transcripts: ids of the transcripts that the coder codes. Readings from which a merge has carried work to
            them go along, since what is carried follows from what was done there.
    """
    log = list(changes)
    wanted = _with_sources(log, transcripts)
    examples = withheld(log, coder, wanted)
    here = [change for change in log if change.stamp not in examples.stamps and _belongs(change.action, coder, wanted)]
    return Pack(here, examples.codes, examples.shown, tuple(_renamed(here)))


def pack_changes(changes: Iterable[Change], coder: str, transcripts: Collection[str]) -> list[Change]:
    """The changes of a coder's pack, as ``pack_of`` tells."""
    return pack_of(changes, coder, transcripts).changes


def _renamed(changes: Iterable[Change]) -> Iterator[str]:
    names: dict[str, set[str]] = {}
    for change in changes:
        match change.action:
            case AddTranscript(transcript):
                names.setdefault(transcript.id, set()).add(transcript.name)
            case EditTranscript(transcript_id, "name", value):
                names.setdefault(transcript_id, set()).add(value)
    yield from (transcript for transcript, known in names.items() if len(known) > 1)


def _with_sources(changes: Iterable[Change], transcripts: Collection[str]) -> set[str]:
    """The transcripts, and the readings from which a merge has carried work to them."""
    carried: dict[str, set[str]] = {}
    for change in changes:
        if is_derived(change):
            match change.action:
                case Apply(place) | Remove(place) | SetMemo(place):
                    carried.setdefault(change.group, set()).add(place.transcript)
                case Review(transcript):
                    carried.setdefault(change.group, set()).add(transcript)
    return set(transcripts).union(*(group for group in carried.values() if not group.isdisjoint(transcripts)))


_NEVER = (AddCase, DropCase, Quote, Strike, Decide, NameVersion, *CHARTING_ACTIONS)
"""What is known of a participant is no help in coding and may tell who it is; the rest is others' work, or holds it."""


def _belongs(action: Action, coder: str, transcripts: Collection[str]) -> bool:
    if isinstance(action, _NEVER):
        return False
    match action:
        case AddCode() | DropCode() | EditCode():
            return True
        case EditTranscript(changed):
            return changed in transcripts
        case SetStudy(name):
            return not is_assignment(name) or name == assignment_field(coder)
        case AddTranscript(transcript) | DropTranscript(transcript):
            return transcript.id in transcripts
        case AddCoder(name) | DropCoder(name):
            return name == coder
        case Apply(coding) | Remove(coding) | Doubt(coding) | Confirm(coding):
            return coding.coder == coder and coding.transcript in transcripts
        case Review():
            return action.coder == coder and action.transcript in transcripts
        case SetMemo(target):
            return target.coder == coder and target.transcript in transcripts
        case Bookmark():
            return action.coder == coder and action.value[0] in transcripts
        case Pin():
            return action.coder == coder
