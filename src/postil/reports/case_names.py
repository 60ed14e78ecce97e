"""What cases are called outside: names and ids may say who somebody is.

Invariant: a case whose name or id repeats what was struck out is "case N", N its place in the study from 1; so is,
where that is asked for (``let_names``), one that is called as a transcript, its source or a speaker, unless the name is
an identifier such as P04. No two cases are called the same by this.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from postil.model.codebook import matching_name
from postil.text.struck import Struck

if TYPE_CHECKING:
    from postil.model.study import Study

_IDENTIFIER = r"[^\W\d_]{0,5}[-_ ]?\d{1,4}"
"""Up to five letters with up to four digits; letters alone may be somebody's name."""
_SINCE = "since "

# ---- without what was struck out ----


def numbered_cases(study: Study) -> dict[str, str]:
    """Ids of cases -> ``case N``, N the place from 1; no case is called by this as another is."""
    taken = {matching_name(case.name) for case in study.cases.all.values()}
    return {
        case: f"case #{n}" if f"case {n}" in taken else f"case {n}" for n, case in enumerate(study.cases.all.keys(), 1)
    }


def let_case_names(study: Study, struck: Struck) -> dict[str, str]:
    """Ids of cases -> what they are called: ``case N``, N the place, where the name repeats what was struck out."""
    other = numbered_cases(study) if struck else {}
    return {case.id: other[case.id] if struck.repeats(case.name) else case.name for case in study.cases.all.values()}


def let_case_ids(study: Study, struck: Struck) -> dict[str, str]:
    """Ids of cases -> what is written for them: ids come from names, so some of them repeat what was struck out."""
    other = numbered_cases(study) if struck else {}
    return {case: other[case] if struck.repeats(case) else case for case in study.cases.all}


def case_key(study: Study, struck: Struck, case: str) -> str:
    """What finds a case again: its id, or when it was brought in if the id repeats what was struck out."""
    return _since(study, case) if struck.repeats(case) else case


def case_of_key(study: Study, key: str) -> str:
    """The id of the case that ``case_key`` was asked about; the key itself if there is no such case."""
    if key in study.cases.all or not key.startswith(_SINCE):
        return key
    return next((case for case in study.cases.all if _since(study, case) == key), key)


def _since(study: Study, case: str) -> str:
    """Not the id in other signs, which could be guessed; but for a case that is charted and was never brought in."""
    since = (
        study.added("case", case) or hashlib.blake2b(case.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    )
    return f"{_SINCE}{since}"


# ---- and without names of files and speakers ----


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


def is_identifier(name: str) -> bool:
    """Whether a name tells nobody who does not know the study who somebody is, such as P04."""
    return re.fullmatch(_IDENTIFIER, name.strip()) is not None


def telling_names(study: Study) -> set[str]:
    """Names of transcripts, files (with and without their ending) and speakers that are no identifiers."""
    found: set[str] = set()
    for transcript in (*study.transcripts.values(), *study.dropped_transcripts()):
        found |= {transcript.name, transcript.source, PurePath(transcript.source).stem}
        found.update(paragraph.speaker for paragraph in transcript.paragraphs)
    return {name for name in found if name.strip() and not is_identifier(name)}


def _telling(study: Study) -> set[str]:
    return {_key(name) for name in telling_names(study)} - {""}


def _key(name: str) -> str:
    """A name as it is compared: a file may have other marks for spaces."""
    return matching_name(re.sub(r"[-_]", " ", name))
