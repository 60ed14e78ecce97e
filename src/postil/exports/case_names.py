"""What cases are called outside: names that are those of files or speakers may say who somebody is.

Invariant: a case that is called as a transcript, its source or a speaker is "case N", N its place in the study from 1,
unless the name is an identifier such as P04; so is one whose name repeats what was struck out, identifier or not; no
two cases are called the same by this.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from postil.model.codebook import matching_name
from postil.reports.let_out import let_case_names, numbered_cases
from postil.text.struck import Struck

if TYPE_CHECKING:
    from postil.model.study import Study

_IDENTIFIER = re.compile(r"[^\W\d_]{0,5}[-_ ]?\d{1,4}")
"""Up to five letters with up to four digits; letters alone may be somebody's name."""


def let_names(study: Study, struck: Struck | None = None) -> dict[str, str]:
    """Ids of cases -> what they are called outside."""
    telling, other = _telling(study), numbered_cases(study)
    named = let_case_names(study, Struck(study) if struck is None else struck)
    return {case: other[case] if _key(name) in telling else name for case, name in named.items()}


def renamed_cases(study: Study) -> int:
    """How many cases are called something else outside."""
    names = let_names(study)
    return sum(names[case.id] != case.name for case in study.cases.all.values())


def said_of_names(number: int) -> str:
    """That cases are called something else, for who reads it."""
    said = "case whose name is" if number == 1 else "cases whose names are"
    return f"{number} {said} of a file or a speaker, or struck out: called 'case N', N the place in the study; give ids"


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
