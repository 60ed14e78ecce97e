"""Changes as ``postil log`` tells them. Invariant: text of memos is told only where it is asked for."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from postil.errors import NotFoundError
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
from postil.model.clock import is_stamp
from postil.model.decision import CONSENSUS
from postil.model.names import field_label
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from postil.cli.output import Json
    from postil.model.change import Action, Change
    from postil.model.coding import Coding, MemoKey
    from postil.model.study import Study

_TIME = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})(?:[T ](?P<minute>\d{2}:\d{2})(?P<second>:\d{2})?(?P<fraction>\.\d{1,6})?)?"
    r"\s*(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)


class Told(NamedTuple):
    """What a change did, in words and as values."""

    kind: str
    """A word for programs; part of the JSON, never renamed."""
    verb: str
    transcript: str = ""
    """Id of the transcript, if it is about one."""
    paragraph: int | None = None
    start: int | None = None
    end: int | None = None
    code: str = ""
    """Id of the code, if it is about one."""
    subject: str = ""
    """What else it is about."""
    text: str = ""
    """Text of a memo or a new value; told only where it is asked for."""


def told(action: Action) -> Told:
    """An action in words."""
    match action:
        case Apply(coding):
            return _at("apply", "applied", coding)
        case Remove(coding):
            return _at("remove", "removed", coding)
        case Doubt(coding, doubtful):
            return _at("doubt", "marked as doubtful" if doubtful else "marked as not doubtful", coding)
        case Confirm(coding, confirmed):
            return _at("confirm", "confirmed" if confirmed else "took back the confirmation of", coding)
        case Quote(passage, quotable):
            verb = "marked as quotable" if quotable else "marked as not quotable"
            return Told("quote", verb, passage.transcript, passage.paragraph, passage.start, passage.end)
        case Strike(passage, struck):
            verb = "struck out" if struck else "took back the striking out of"
            return Told("strike", verb, passage.transcript, passage.paragraph, passage.start, passage.end)
        case Review(transcript, paragraph, coder, reviewed):
            kind, what = ("review", "reviewed") if reviewed else ("unreview", "unmarked")
            what += " by consensus" if coder == CONSENSUS else ""
            return Told(kind, what, transcript, paragraph)
        case SetMemo(target, value):
            return _at("memo", "wrote a memo at" if value else "took away the memo at", target, text=value)
        case Bookmark(_, (transcript, paragraph)):
            return Told("bookmark", "stopped at", transcript, paragraph)
        case Decide(transcript, paragraph, value):
            kind, what = ("decide", "decided on") if value.choice else ("undecide", "took back the decision on")
            return Told(
                kind, what, transcript, paragraph, subject=f"{value.choice} {value.kept}".strip(), text=value.reason
            )
        case _:
            return _told_of_setup(action)


def _told_of_setup(action: Action) -> Told:
    match action:
        case AddTranscript(transcript):
            what = "added a correction of transcript" if transcript.supersedes else "added transcript"
            return Told("add_transcript", what, transcript.id, subject=transcript.name)
        case DropTranscript(transcript):
            return Told("drop_transcript", "took out transcript", transcript.id, subject=transcript.name)
        case AddCode(code):
            return Told("add_code", "added code", code=code.id, subject=code.name)
        case DropCode(code):
            return Told("drop_code", "took out code", code=code.id, subject=code.name)
        case AddCoder(name):
            return Told("add_coder", "added coder", subject=name)
        case DropCoder(name):
            return Told("drop_coder", "took out coder", subject=name)
        case SetStudy(name, value):
            return Told("set_study", f"set the {name} of the study", subject=name, text=value)
        case EditCode():
            return _told_of_edit(action)
        case Pin(_, slot, value):
            return Told(
                "pin", f"pinned to slot {slot}" if value else f"emptied slot {slot}", code=value, subject=str(slot)
            )
        case EditTranscript(transcript, field, value):
            return Told("edit_transcript", f"set the {field} of", transcript, subject=field, text=value)
        case NameVersion(name, value):
            verb = "named the codebook version" if value.codes else "took back the codebook version"
            return Told("name_version", verb, subject=name, text=value.note)
    return _told_of_charting(action)


def _told_of_edit(action: EditCode) -> Told:
    code, field, value = action.code, action.field, action.value
    if field == "merged_into":
        kind, verb = ("merge_code", "merged code") if value else ("part_code", "took back the merging of code")
        return Told(kind, verb, code=code, subject=_plain(value))
    return Told("edit_code", f"set the {field_label(field)} of", code=code, subject=field, text=_plain(value))


def _told_of_charting(action: Action) -> Told:
    match action:
        case AddCase(_, name):
            return Told("add_case", "added case", subject=name)
        case DropCase(_, name):
            return Told("drop_case", "took out case", subject=name)
        case EditCase(case, field, value):
            return Told("edit_case", f"set the {field} of case", subject=case, text=value)
        case SetAttribute(name, attribute):
            verb = "set the attribute" if attribute.kind else "took out the attribute"
            return Told(
                "set_attribute", verb, subject=name, text=f"{attribute.kind} {_plain(attribute.choices)}".strip()
            )
        case SetValue(case, attribute, value):
            return Told("set_value", f"set the {attribute} of case", subject=case, text=value)
        case GiveVoice(transcript, speaker, case):
            verb = f"said which case {speaker} is in" if speaker else "said which case owns"
            return Told("give_voice", verb, transcript, subject=case)
        case SetSummary(case, code, summary):
            verb = f"charted ({summary.status})" if summary.text else "emptied the cell"
            return Told("set_summary", verb, code=code, subject=case, text=summary.text)
        case SetComment(case, code, value):
            verb = "commented on the cell" if value else "took away the comment on the cell"
            return Told("set_comment", verb, code=code, subject=case, text=value)
        case Rate(case, code, rater, rating):
            verb = f"rated {rating.value}" if rating.value else "took back the rating of"
            verb += f" as {rater}" if rater == CONSENSUS else ""
            return Told("rate", verb, code=code, subject=case, text=rating.reason)
    raise AssertionError(action)


def _plain(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _at(kind: str, verb: str, key: Coding | MemoKey, text: str = "") -> Told:
    verb += " by consensus" if key.coder == CONSENSUS else ""
    return Told(kind, verb, key.transcript, key.paragraph, key.start, key.end, key.code, text=text)


class Wanted(NamedTuple):
    """Which changes are asked for; None asks for all."""

    coder: str | None = None
    codes: frozenset[str] | None = None
    """Ids."""
    place: tuple[str, int] | None = None
    """Id of a transcript and number of a paragraph."""
    until: str | None = None
    """The last stamp, or a beginning of stamps up to which they are told."""


def chosen(changes: Iterable[Change], wanted: Wanted) -> Iterator[tuple[Change, Told]]:
    """The changes that are asked for, in the order given."""
    for change in changes:
        if wanted.until is not None and change.stamp[: len(wanted.until)] > wanted.until:
            continue
        if wanted.coder is not None and change.coder != wanted.coder:
            continue
        what = told(change.action)
        if wanted.codes is not None and what.code not in wanted.codes:
            continue
        if wanted.place is not None and (what.transcript, what.paragraph) != wanted.place:
            continue
        yield change, what


def stamps_until(text: str) -> str:
    """The beginning of stamps that a time means, all of it included: ``2026-11-25`` means the whole day. Times are UTC.

    Raises:
        NotFoundError: it is no time and no stamp.
    """
    if is_stamp(text):
        return text
    match = _TIME.fullmatch(text.strip())
    error = NotFoundError(
        f"'{text[:40]}' is not a time", "write 2026-11-25, or 2026-11-25 14:30 (UTC), or +01:00 after it"
    )
    if match is None:
        raise error
    date, minute, second, zone = match["date"], match["minute"], match["second"], match["zone"]
    fraction = f"{match['fraction'] or ''}000"[:4] if match["fraction"] else ""
    moment = f"{date}T{minute or '00:00'}{second or ':00'}"
    offset = "+0000" if zone in {None, "Z", "UTC"} else zone.replace(":", "")
    try:
        parsed = datetime.strptime(moment + offset, "%Y-%m-%dT%H:%M:%S%z").astimezone(timezone.utc)
    except (ValueError, OverflowError):
        raise error from None
    if minute is None:
        return date
    shown = f"{parsed:%Y-%m-%dT%H:%M:%S}"
    return shown + fraction if second else shown[:16]


def where(study: Study, what: Told) -> str:
    """The place of a change for people: transcript, paragraph, span."""
    if what.paragraph is None:
        return ""
    transcript = study.transcripts.get(what.transcript)
    span = "" if what.start is None else f" {what.start}–{what.end}"
    return f"{transcript.name if transcript else what.transcript} §{what.paragraph}{span}"


def _case_of(action: Action) -> str:
    """Id of the case that an action is about; empty if it is about none."""
    match action:
        case AddCase(case) | DropCase(case) | EditCase(case) | SetValue(case) | GiveVoice(_, _, case):
            return case
        case SetSummary(case) | SetComment(case) | Rate(case):
            return case
    return ""


def as_json(study: Study, change: Change, what: Told, *, with_text: bool) -> Json:
    """A change as ``postil log --json`` prints it."""
    transcript, case = study.transcripts.get(what.transcript), _case_of(change.action)
    record: dict[str, Any] = {
        "stamp": change.stamp,
        "time": change.stamp[:24],
        "coder": change.coder or None,
        "group": change.group,
        "undoes": change.undoes or None,
        "change": what.kind,
        "transcript": what.transcript or None,
        "transcript_name": transcript.name if transcript else None,
        "paragraph": what.paragraph,
        "start": what.start,
        "end": what.end,
        "code": what.code or None,
        "code_name": getattr(study.codebook.get(what.code), "name", None),
        "case": case or None,
        "case_name": getattr(study.cases.all.get(case), "name", None),
        "subject": what.subject or None,
    }
    if with_text:
        record["text"] = what.text or None
    return record
