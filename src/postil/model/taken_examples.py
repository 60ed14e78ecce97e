"""Examples in the codebook that quote a transcript: who may not see them.

An example that was taken from a coding (``“They had kept a list.” (P04 §2)``) shows what is said in a transcript, and
that somebody coded it so. Invariant: a coder sees such an example only if all its paragraphs were given that code by
this coder, in transcripts that are theirs. Changes are kept or left out whole; what is kept shows one text for each
example, and never one that was replaced or undone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.model.change import AddCode, AddTranscript, Apply, DropCode, EditCode, EditTranscript
from postil.model.codebook import matching_name
from postil.model.coding import Place
from postil.model.references import references
from postil.model.study import Study
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from postil.model.change import Change


class Withheld(NamedTuple):
    """What of a codebook's examples a coder may not see."""

    stamps: frozenset[str]
    """The changes to leave out."""
    codes: tuple[str, ...]
    """Ids of the codes whose example is another for it, in the order in which they were made."""
    shown: tuple[str, ...]
    """Ids of the codes that were brought in with such an example, which they cannot do without."""


def withheld(changes: Sequence[Change], coder: str, transcripts: Collection[str]) -> Withheld:
    """What of the examples a coder may not see.

    Args:
        changes: those of the study.
        coder: whose pack it is.
        transcripts: ids of the transcripts in it.
    """
    names = _names(changes)
    places = {change.stamp: found for change in changes if (found := set(_quoted(_example(change), names)))}
    if not places:
        return Withheld(frozenset(), (), ())
    study = Study(changes)

    def may_see(change: Change, place: Place) -> bool:
        coded = {study.same.shown(coding.code) for coding in study.codings_at(place, coder)}
        return place.transcript in transcripts and study.same.shown(_code(change)) in coded

    def is_quoting(change: Change) -> bool:
        quoted = places.get(change.stamp, ())
        return any(not any(may_see(change, place) for place in readings) for readings in quoted)

    quoting = {change.stamp for change in changes if is_quoting(change)}
    out = _edits(changes, quoting) | _comings_and_goings(changes, quoting, study, coder)
    shown = {_code(change) for change in changes if change.stamp in quoting - out}
    book = [code.id for code in study.codebook]
    another = [code for code in book if any(head.stamp in out for head in study.heads(("code", code, "example")))]
    return Withheld(frozenset(out), tuple(another), tuple(code for code in book if code in shown))


# ---- which examples quote ----


def _names(changes: Iterable[Change]) -> dict[str, set[str]]:
    """The ids of the transcripts that have a name, or had it."""
    found: dict[str, set[str]] = {}
    for change in changes:
        match change.action:
            case AddTranscript(transcript):
                found.setdefault(matching_name(transcript.name), set()).add(transcript.id)
            case EditTranscript(transcript_id, "name", value):
                found.setdefault(matching_name(value), set()).add(transcript_id)
    return found


def _quoted(text: str, names: Mapping[str, Collection[str]]) -> Iterator[frozenset[Place]]:
    """The paragraphs that a text names with the name of a transcript, each as what it may mean in any reading."""
    if "§" not in text:
        return
    folded = matching_name(text)
    for name, readings in names.items():  # also names with brackets in them, which no reference in a summary has
        if (begin := f"({name} §") in folded:
            for found in re.finditer(rf"{re.escape(begin)} ?(\d{{1,9}})", folded, re.ASCII):
                yield frozenset(Place(reading, int(found[1])) for reading in readings)
    for reference in references(text):
        if readings := names.get(matching_name(reference.name), ()):
            yield frozenset(Place(reading, reference.n) for reading in readings)


def _example(change: Change) -> str:
    match change.action:
        case AddCode(code) | DropCode(code):
            return code.example
        case EditCode(_, "example", str(value)):
            return value
    return ""


def _stamp(change: Change) -> str:
    return change.stamp


def _is_of_example(change: Change) -> bool:
    return isinstance(change.action, EditCode) and change.action.field == "example"


def _code(change: Change) -> str:
    """Id of the code that a change is about; empty if it is about none."""
    match change.action:
        case AddCode(code) | DropCode(code):
            return code.id
        case EditCode(code_id):
            return code_id
    return ""


# ---- which changes to leave out ----


def _edits(changes: Sequence[Change], quoting: Collection[str]) -> set[str]:
    """Edits of examples to leave out: those that quote, and what would be shown beside what is left.

    A text that a later one replaced by way of texts that quote would stand beside that later one; where it is the text
    that the code was brought in with, which has to stay, the later one is left out instead.
    """
    edits = {c.stamp: c for c in sorted(changes, key=_stamp) if _is_of_example(c)}
    initial = {c.stamp: _example(c) for c in changes if isinstance(c.action, AddCode)}
    of_code: dict[str, list[Change]] = {}
    for change in edits.values():
        of_code.setdefault(_code(change), []).append(change)
    touched = [here for here in of_code.values() if any(change.stamp in quoting for change in here)]
    out = {change.stamp for here in touched for change in here if change.stamp in quoting}
    out.update(stamp for here in touched for stamp in _taken_back(here))
    for stamp, change in edits.items():
        if stamp in out:
            continue
        behind = _behind(change, edits, out)
        if any(initial.get(before, "") not in {"", _example(change)} for before in behind):
            out.add(stamp)
        else:
            out |= behind & edits.keys()
    return out


def _taken_back(edits: Sequence[Change]) -> set[str]:
    """The stamps of the edits of one code that were undone, and of what undid or redid them; in order of stamps."""
    of_group: dict[str, list[str]] = {}
    for change in edits:
        of_group.setdefault(change.group, []).append(change.stamp)
    found: set[str] = set()
    for change in reversed(edits):
        if change.undoes and change.stamp not in found:
            found.update(of_group.get(change.undoes, ()))
    return found | {change.stamp for change in edits if change.undoes in of_group}


def _behind(change: Change, edits: Mapping[str, Change], out: Collection[str]) -> set[str]:
    """The stamps of what an edit replaces by way of edits that are left out."""
    found: set[str] = set()
    left = [stamp for stamp in change.replaces if stamp in out]
    while left:
        new = [before for stamp in left if stamp in edits for before in edits[stamp].replaces if before not in found]
        found.update(new)
        left = new
    return found


def _comings_and_goings(changes: Sequence[Change], quoting: Collection[str], study: Study, coder: str) -> set[str]:
    """Changes that bring codes in or take them out and quote, as far as a pack can do without them.

    A code that was taken out, and that the coder never used, is left out with all that was done to it.
    """
    events: dict[str, list[Change]] = {}
    for change in sorted(changes, key=_stamp):
        if isinstance(change.action, (AddCode, DropCode)):
            events.setdefault(_code(change), []).append(change)
    mine = {c.action.coding.code for c in changes if isinstance(c.action, Apply) and c.action.coding.coder == coder}
    out: set[str] = set()
    for code, here in events.items():
        rest = [change for change in here if change.stamp not in quoting]
        if len(rest) == len(here):
            continue
        if not study.is_there("code", code) and code not in mine:
            out.update(change.stamp for change in changes if _code(change) == code)
        elif rest and isinstance(rest[-1].action, AddCode):
            out.update(change.stamp for change in here if change.stamp in quoting)
    return out
