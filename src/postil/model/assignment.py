"""Assignments: which transcripts each coder was given to code.

An assignment is a fact of the study, kept as a field of it (``SetStudy``), so that it travels in packs and merges like
everything else. Invariant: what was assigned stays assigned. A later assignment of a coder holds the earlier one, and
where two people assigned transcripts to one coder without seeing each other's, both count.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from postil.model.change import SetStudy
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from postil.model.study import Study

_FIELD = "assignment "
_LAST_SEED = 2**63 - 1


class Assignment(NamedTuple):
    """What one coder was given."""

    coder: str
    transcripts: tuple[str, ...]
    """Ids, sorted."""
    double: tuple[str, ...] = ()
    """Ids of those that another coder was given, too, sorted."""
    codebook: str = ""
    """Version of the codebook at the latest assignment (``postil.model.codebook_version``)."""
    seed: int = 0
    """What the latest choice by chance began with."""
    by: str = ""
    """The column of the case sheet over whose values transcripts were spread; empty for none."""


def assignment_field(coder: str) -> str:
    """Name of the study's field that a coder's assignment is kept in."""
    return _FIELD + coder


def is_assignment(field: str) -> bool:
    """Whether a field of the study, by its name, is an assignment. Such fields never conflict: all versions count."""
    return field.startswith(_FIELD)


def set_assignment(assignment: Assignment) -> SetStudy:
    """The action that records an assignment; the coder's name is in the name of the field only."""
    value = {
        "transcripts": list(assignment.transcripts),
        "double": list(assignment.double),
        "codebook": assignment.codebook,
        "seed": assignment.seed,
        "by": assignment.by,
    }
    return SetStudy(assignment_field(assignment.coder), json.dumps(value, ensure_ascii=False, sort_keys=True))


def assignments(study: Study) -> dict[str, Assignment]:
    """The assignments of a study's coders, in the order in which these joined.

    Whoever was given a transcript that was corrected since has the corrected one, too. What cannot be read, as a newer
    version or a damaged file may have it, counts as not assigned and is passed over.
    """
    found: dict[str, Assignment] = {}
    corrected = {text.supersedes: text.id for text in study.transcripts.values() if text.supersedes}
    for coder in study.coders:
        versions = [_read(coder, version.value) for version in study.heads(("study", assignment_field(coder)))]
        known = [assignment for assignment in versions if assignment is not None and assignment.transcripts]
        if known:
            found[coder] = _union(known, corrected)
    return found


def assigned_transcripts(study: Study) -> dict[str, tuple[str, ...]]:
    """Ids of the transcripts that each coder was given; empty for a study without assignments."""
    return {coder: assignment.transcripts for coder, assignment in assignments(study).items()}


def pack_coder(study: Study) -> str:
    """The coder that the study is the pack of: its only coder, who was given transcripts; empty for no pack."""
    coders = study.coders
    return coders[0] if len(coders) == 1 and coders[0] in assignments(study) else ""


def with_double(given: Mapping[str, Assignment]) -> dict[str, Assignment]:
    """The same assignments, with what of each is double-coded told by all of them together."""
    readers: dict[str, int] = {}
    for assignment in given.values():
        for transcript in assignment.transcripts:
            readers[transcript] = readers.get(transcript, 0) + 1
    return {
        coder: assignment._replace(double=tuple(key for key in assignment.transcripts if readers[key] > 1))
        for coder, assignment in given.items()
    }


def _union(versions: list[Assignment], corrected: Mapping[str, str]) -> Assignment:
    """One assignment of several of the same coder, the latest first; with corrected transcripts (old id -> new id)."""
    latest = versions[0]
    return latest._replace(
        transcripts=_with_corrected((key for version in versions for key in version.transcripts), corrected),
        double=_with_corrected((key for version in versions for key in version.double), corrected),
    )


def _with_corrected(transcripts: Iterable[str], corrected: Mapping[str, str]) -> tuple[str, ...]:
    found = set(transcripts)
    waiting = list(found)
    while waiting:
        newer = corrected.get(waiting.pop(), "")
        if newer and newer not in found:
            found.add(newer)
            waiting.append(newer)
    return _sorted(found)


def _read(coder: str, value: object) -> Assignment | None:
    try:
        known = json.loads(str(value)) if value else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(known, dict):
        return None
    seed = known.get("seed")
    transcripts = _texts(known.get("transcripts"))
    return Assignment(
        coder,
        transcripts,
        tuple(transcript for transcript in _texts(known.get("double")) if transcript in transcripts),
        _text(known.get("codebook")),
        seed if type(seed) is int and abs(seed) <= _LAST_SEED else 0,
        _text(known.get("by")),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    return _sorted(part for part in value if isinstance(part, str)) if isinstance(value, list) else ()


def _sorted(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))
