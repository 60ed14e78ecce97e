"""What a conflict is about and what its versions say, in words; for the command line and for the screens.

A conflict is a value that two people gave different versions of, each without having seen the other's. Invariant: the
same conflict is called the same wherever it is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.book_version import BookVersion
from postil.model.case import Attribute
from postil.model.cell import Rating, Summary
from postil.model.clock import stamp_time
from postil.model.coding import MemoKey
from postil.model.decision import Decision
from postil.model.names import field_label, name_of_case, name_of_code, own_name_of_code
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.model.change import FieldKey, FieldValue
    from postil.model.study import Study
    from postil.model.versions import Version


def about(study: Study, key: FieldKey) -> str:
    """What a conflict is about, as a phrase."""
    match key:
        case ("code", str(code), str(field)):
            name = own_name_of_code if field == "merged_into" else name_of_code
            return f"{field_label(field)} of code {name(study, code)}"
        case ("memo", MemoKey() as target):
            at = f" at {name_of_code(study, target.code)}" if target.code else ""
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
            return f"{field} of case {name_of_case(study, case)}"
        case ("value", str(case), attribute):
            return f"{attribute} of case {name_of_case(study, case)}"
        case ("voice", str(transcript), speaker):
            return f"case of {speaker or 'transcript'} in {_place(study, transcript, 0).removesuffix(' §0')}"
        case ("summary" | "comment" as what, str(case), str(code)):
            return f"{what} of {name_of_case(study, case)} on {name_of_code(study, code)}"
        case ("rating", str(case), str(code), rater):
            return f"rating by {rater} of {name_of_case(study, case)} on {name_of_code(study, code)}"
    return " ".join(map(str, key))


def _place(study: Study, transcript: str, paragraph: int) -> str:
    known = study.transcripts.get(transcript)
    return f"{known.name if known else transcript[:8]} §{paragraph}"


def who_wrote(key: FieldKey, version: Version) -> str:
    """Who gave a value: for a memo that a merge carried from another reading, whose it is; empty for nobody."""
    return version.coder or (key[1].coder if isinstance(key[1], MemoKey) else "")


def givers(key: FieldKey, versions: Sequence[Version], *, nobody: str) -> list[str]:
    """Who gave each version, with the time where one person gave several of them.

    Args:
        key: what has the versions.
        versions: the versions.
        nobody: what is said where it was nobody.
    """
    names = [who_wrote(key, version) or nobody for version in versions]
    return [
        name if names.count(name) == 1 else f"{name}, {stamp_time(version.stamp)}"
        for name, version in zip(names, versions, strict=True)
    ]


def value_text(study: Study, key: FieldKey, value: FieldValue) -> str:
    """A version's value, as text; codes and cases by their names. An empty text is empty.

    Args:
        study: the study.
        key: what has the value.
        value: the value.
    """
    match key:
        case ("code", _, "parent"):
            code = study.codebook.get(str(value))
            return f"under {study.codebook.path(code.id)}" if code else "at the top"
        case ("code", _, "merged_into"):
            return own_name_of_code(study, str(value)) if value else "by itself"
        case ("voice", _, _):
            return name_of_case(study, str(value)) if value else "no case"
    return _value_text(study, value)


def _value_text(study: Study, value: FieldValue) -> str:
    if isinstance(value, Decision):
        codes = ", ".join(name_of_code(study, code) for code in value.codes) or "no code"
        because = f" (because: {value.reason})" if value.reason else ""
        return f"{value.choice or 'taken back'} {value.kept}".strip() + f": {codes}{because}"
    match value:
        case Summary(text, status):
            return f"{text} ({status})" if text else "empty"
        case Rating(rating, reason):
            return f"{rating}: {reason}" if reason else rating or "none"
        case Attribute(kind, choices):
            return f"{kind} {', '.join(choices)}".strip() or "taken out"
        case BookVersion(_, note):
            return f"{counted(len(value.codes), 'code')} {note}".strip()
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def said_of_conflicts(study: Study, where: str = "STUDY.json") -> str:
    """That a study shows one of several values, how many times, and how they are listed; empty where it never does.

    Args:
        study: the study.
        where: its file, for the command.
    """
    number = len(study.conflicts())
    if not number:
        return ""
    has, each = ("is", "the later") if number == 1 else ("are", "the later of each")
    return (
        f"{counted(number, 'value')} {has} in conflict (two people changed what is one value in this study): "
        f"{each} is shown; `postil merge --resolve {where}` lists them"
    )
