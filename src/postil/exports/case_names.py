"""What cases are called outside: names that are those of files or speakers may say who somebody is.

Invariant: a case that is called as a transcript, its source or a speaker is "case N", N its place in the study from 1,
unless the name is an identifier such as P04; no two cases are called the same by this.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from postil.model.codebook import matching_name

if TYPE_CHECKING:
    from postil.model.study import Study

_IDENTIFIER = re.compile(r"[^\W\d_]{0,5}[-_ ]?\d{1,4}")
"""Up to five letters with up to four digits; letters alone may be somebody's name."""


def let_names(study: Study) -> dict[str, str]:
    """Ids of cases -> what they are called outside."""
    telling = _telling(study)
    taken = {_key(case.name) for case in study.cases.all.values()}
    found: dict[str, str] = {}
    for n, case in enumerate(study.cases.all.values(), 1):
        found[case.id] = case.name
        if _key(case.name) in telling:
            found[case.id] = f"case #{n}" if f"case {n}" in taken else f"case {n}"
    return found


def renamed_cases(study: Study) -> int:
    """How many cases are called something else outside."""
    names = let_names(study)
    return sum(names[case.id] != case.name for case in study.cases.all.values())


def said_of_names(number: int) -> str:
    """That cases are called something else, for who reads it."""
    said = "case whose name is" if number == 1 else "cases whose names are"
    return f"{number} {said} of a file or a speaker: called 'case N', N the place in the study; give ids"


def _telling(study: Study) -> set[str]:
    """Names of transcripts, files and speakers that are no identifiers."""
    found: set[str] = set()
    for transcript in (*study.transcripts.values(), *study.dropped_transcripts()):
        names = {transcript.name, transcript.source, PurePath(transcript.source).stem}
        names.update(paragraph.speaker for paragraph in transcript.paragraphs)
        found.update(_key(name) for name in names if not _IDENTIFIER.fullmatch(name.strip()))
    found.discard("")
    return found


def _key(name: str) -> str:
    """A name as it is compared: a file may have other marks for spaces."""
    return matching_name(re.sub(r"[-_]", " ", name))
