"""Conflicts: values that two people gave different versions of, each without having seen the other's.

Invariant: a conflict has the same short name for everybody, whoever lists it and whatever else waits.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from postil.cli.history import named
from postil.model.book_version import BookVersion
from postil.model.case import Attribute
from postil.model.cell import Rating, Summary
from postil.model.clock import stamp_time
from postil.model.coding import MemoKey
from postil.model.decision import Decision
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.cli.output import Json
    from postil.model.change import FieldKey, FieldValue
    from postil.model.study import Study
    from postil.model.versions import Version


def conflict_id(key: FieldKey) -> str:
    """The short name of a conflict: eight hexadecimal digits."""
    return hashlib.blake2b(repr(key).encode(), digest_size=4).hexdigest()


def about(study: Study, key: FieldKey) -> str:
    """What a conflict is about, as a phrase."""
    match key:
        case ("code", str(code), field):
            return f"{field} of code {named(study, code)}"
        case ("memo", MemoKey() as target):
            at = f" at {named(study, target.code)}" if target.code else ""
            return f"memo of {target.coder} in {_place(study, target.transcript, target.paragraph)}{at}"
        case ("decision", str(transcript), int(paragraph)):
            return f"decision on {_place(study, transcript, paragraph)}"
        case ("study", name):
            return f"{name} of the study"
    return _about_charting(study, key)


def _about_charting(study: Study, key: FieldKey) -> str:
    match key:
        case ("transcript", str(transcript), field):
            known = study.transcripts.get(transcript)
            return f"{field} of transcript {known.name if known else transcript[:8]}"
        case ("version", name):
            return f"version {name} of the codebook"
        case ("attribute", name):
            return f"attribute {name}"
        case ("case", str(case), field):
            return f"{field} of case {_case(study, case)}"
        case ("value", str(case), attribute):
            return f"{attribute} of case {_case(study, case)}"
        case ("voice", str(transcript), speaker):
            return f"case of {speaker or 'transcript'} in {_place(study, transcript, 0).removesuffix(' §0')}"
        case ("summary" | "comment" as what, str(case), str(code)):
            return f"{what} of {_case(study, case)} on {named(study, code)}"
        case ("rating", str(case), str(code), rater):
            return f"rating by {rater} of {_case(study, case)} on {named(study, code)}"
    return " ".join(map(str, key))


def _case(study: Study, case: str) -> str:
    known = study.cases.all.get(case)
    return known.name if known else case


def _place(study: Study, transcript: str, paragraph: int) -> str:
    known = study.transcripts.get(transcript)
    return f"{known.name if known else transcript[:8]} §{paragraph}"


def who_wrote(key: FieldKey, version: Version) -> str:
    """Who gave a value: for a memo that a merge carried from another reading, whose it is; empty for nobody."""
    return version.coder or (key[1].coder if isinstance(key[1], MemoKey) else "")


def value_text(study: Study, value: FieldValue) -> str:
    """A version's value, as text."""
    if isinstance(value, Decision):
        codes = ", ".join(named(study, code) for code in value.codes) or "no code"
        return f"{value.choice or 'taken back'} {value.kept}".strip() + f": {codes}"
    match value:
        case Summary(text, status):
            return f"{text} ({status})" if text else "empty"
        case Rating(rating, reason):
            return f"{rating}: {reason}" if reason else rating or "none"
        case Attribute(kind, choices):
            return f"{kind} {', '.join(choices)}".strip() or "taken out"
        case BookVersion(_, note):
            return f"{counted(len(value.codes), 'code')} {note}".strip()
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def conflict_json(study: Study, key: FieldKey, versions: Sequence[Version]) -> Json:
    """A conflict with all its versions, the one that shows first."""
    return {
        "id": conflict_id(key),
        "about": about(study, key),
        "versions": [
            {
                "by": who_wrote(key, version) or None,
                "stamp": version.stamp,
                "time": stamp_time(version.stamp),
                "value": value_text(study, version.value),
            }
            for version in versions
        ],
    }
