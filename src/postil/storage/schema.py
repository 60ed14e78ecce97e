"""Records and values: what each table of the file holds, field by field.

Invariant: ``change_of(change_record(change))`` is the change. A record of a kind that this version does not know is
kept as it is and never guessed at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from postil.model.change import (
    AddCode,
    AddCoder,
    AddTranscript,
    Apply,
    Bookmark,
    Change,
    Confirm,
    Decide,
    Doubt,
    DropCode,
    DropCoder,
    DropTranscript,
    EditCode,
    Pin,
    Remove,
    Review,
    SetMemo,
    SetStudy,
)
from postil.model.coding import Coding, MemoKey
from postil.model.decision import CHOICES, Decision
from postil.model.transcript import KINDS, ROLES, Paragraph, Transcript
from postil.storage.canonical import record_id
from postil.storage.fields import is_known
from postil.storage.schema_charting import (
    CHARTING_READERS,
    charting_action_record,
    code_of,
    code_record,
    code_value,
)
from postil.storage.values import (
    LAST_SLOT,
    MOST,
    RecordError,
    offset,
    replaced,
    stamp_of,
    text,
    texts_of,
    truth,
    whole_number,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from postil.model.change import Action
    from postil.model.codebook import Code

Record: TypeAlias = "dict[str, Any]"

FORMAT = "postil/1"
FORMAT_VERSION = 1


# ---- codings, marks, memos ----


def coding_record(coding: Coding, stamp: str, *, doubtful: bool) -> Record:
    """A coding as it stands in the table ``codings``."""
    record = {**coding._asdict(), "id": record_id("c", *coding), "stamp": stamp}
    if doubtful:
        record["doubtful"] = True
    return record


def coding_of(record: Mapping[str, Any], coder: str | None = None) -> Coding:
    """The coding of a record; ``coder`` is whose it is where the record does not say.

    Raises:
        RecordError: a field is missing or of the wrong kind.
    """
    return Coding(
        text(record, "transcript"),
        whole_number(record, "paragraph"),
        offset(record, "start"),
        offset(record, "end"),
        text(record, "code"),
        text(record, "coder") if coder is None else text(record, "of", coder),
    )


def reviewed_record(transcript: str, paragraph: int, coder: str, stamp: str) -> Record:
    """A mark as it stands in the table ``reviewed``."""
    return {
        "id": record_id("r", transcript, paragraph, coder),
        "transcript": transcript,
        "paragraph": paragraph,
        "coder": coder,
        "stamp": stamp,
    }


def memo_record(key: MemoKey, text: str, stamp: str) -> Record:
    """A memo as it stands in the table ``memos``."""
    return {**key._asdict(), "id": record_id("m", *key), "text": text, "stamp": stamp}


def decision_record(transcript: str, paragraph: int, decision: Decision, coder: str, stamp: str) -> Record:
    """A decision as it stands in the table ``decisions``; ``coder`` is who decided."""
    record = {"id": record_id("d", transcript, paragraph), "transcript": transcript, "paragraph": paragraph}
    return record | _decision(decision) | {"coder": coder, "stamp": stamp}


def _decision(decision: Decision) -> Record:
    return {
        "choice": decision.choice,
        "kept": decision.kept,
        "codes": list(decision.codes),
        "reason": decision.reason,
        "seen": {coder: list(codes) for coder, codes in decision.seen},
    }


def decision_of(record: Mapping[str, Any]) -> Decision:
    """The decision of a record.

    Raises:
        RecordError: a field is missing or of the wrong kind.
    """
    choice, seen = text(record, "choice"), record.get("seen")
    if choice not in {"", *CHOICES}:
        raise RecordError(f"choice {choice} is none of {', '.join(CHOICES)}")
    if not isinstance(seen, dict):
        raise RecordError("seen is not an object")
    return Decision(
        choice,
        text(record, "kept"),
        texts_of(record, "codes"),
        text(record, "reason"),
        tuple((coder, texts_of(seen, coder)) for coder in sorted(seen)),
    )


# ---- transcripts ----


def transcript_record(transcript: Transcript, *, dropped: bool = False) -> Record:
    """A transcript as it stands in the table ``transcripts``."""
    record = _about(transcript) | {
        "id": transcript.id,
        "paragraphs": [
            {"n": p.n, "speaker": p.speaker, "role": p.role, "kind": p.kind, "start": p.start, "text": p.text}
            for p in transcript.paragraphs
        ],
    }
    if dropped:
        record["dropped"] = True
    return record


def _about(transcript: Transcript) -> Record:
    return {
        "name": transcript.name,
        "source": transcript.source,
        "sha256": transcript.sha256,
        "supersedes": transcript.supersedes,
    }


def transcript_of(record: Mapping[str, Any]) -> Transcript:
    """The transcript of a record; whether its text is the one that its id names is the caller's to ask.

    Raises:
        RecordError: a field is missing or of the wrong kind.
    """
    rows = record.get("paragraphs")
    if not isinstance(rows, list):
        raise RecordError("paragraphs is not a list")
    return Transcript(
        text(record, "id"),
        text(record, "name"),
        text(record, "source", ""),
        text(record, "sha256", ""),
        tuple(_paragraph(row, number) for number, row in enumerate(rows, 1)),
        text(record, "supersedes", ""),
    )


def _paragraph(row: object, number: int) -> Paragraph:
    if not isinstance(row, dict):
        raise RecordError(f"paragraph {number} is not an object")
    if row.get("n") != number:
        raise RecordError(f"paragraph {number} has the number {row.get('n')}")
    start = row.get("start")
    if start is not None and (isinstance(start, bool) or not isinstance(start, (int, float)) or abs(start) > MOST):
        raise RecordError(f"paragraph {number}: start is not a number of seconds")
    role, kind = row.get("role", "other"), row.get("kind", "say")
    if role not in ROLES or kind not in KINDS:
        raise RecordError(f"paragraph {number}: unknown role {role} or kind {kind}")
    seconds = None if start is None else float(start)
    return Paragraph(number, text(row, "text"), text(row, "speaker", ""), role, kind, seconds)


# ---- changes ----


def _span(target: Coding | MemoKey, coder: str) -> Record:
    record: Record = {"transcript": target.transcript, "paragraph": target.paragraph}
    if target.start is not None or target.end is not None:
        record |= {"start": target.start, "end": target.end}
    if target.code:
        record["code"] = target.code
    return record | _of(target.coder, coder)


def _of(whose: str, coder: str) -> Record:
    return {} if whose == coder else {"of": whose}


def _action_record(action: Action, coder: str) -> Record:  # noqa: C901, PLR0912 - one flat case for each kind
    match action:
        case Apply(coding):
            return {"kind": "apply"} | _span(coding, coder)
        case Remove(coding):
            return {"kind": "remove"} | _span(coding, coder)
        case Doubt(coding, doubtful):
            return {"kind": "doubt", "doubtful": doubtful} | _span(coding, coder)
        case Confirm(coding, confirmed):
            return {"kind": "confirm", "confirmed": confirmed} | _span(coding, coder)
        case Review(transcript, paragraph, whose, reviewed):
            place = {"transcript": transcript, "paragraph": paragraph}
            return {"kind": "review", "reviewed": reviewed} | place | _of(whose, coder)
        case AddTranscript(transcript):
            return {"kind": "add-transcript", "transcript": transcript.id} | _about(transcript)
        case DropTranscript(transcript):
            return {"kind": "drop-transcript", "transcript": transcript.id} | _about(transcript)
        case AddCode(code):
            return {"kind": "add-code", "code": code.id, "values": _code_values(code)}
        case DropCode(code):
            return {"kind": "drop-code", "code": code.id, "values": _code_values(code)}
        case AddCoder(name):
            return {"kind": "add-coder", "name": name}
        case DropCoder(name):
            return {"kind": "drop-coder", "name": name}
        case SetStudy(name, value):
            return {"kind": "set-study", "name": name, "value": value}
        case EditCode(code_id, field, value):
            return {"kind": "edit-code", "code": code_id, "field": field, "value": value}
        case SetMemo(target, value):
            return {"kind": "set-memo", "text": value} | _span(target, coder)
        case Pin(whose, slot, value):
            return {"kind": "pin", "slot": slot, "code": value} | _of(whose, coder)
        case Decide(transcript, paragraph, decision):
            return {"kind": "decide", "transcript": transcript, "paragraph": paragraph} | _decision(decision)
        case Bookmark(whose, (transcript, paragraph)):
            place = {"transcript": transcript, "paragraph": paragraph}
            return {"kind": "bookmark"} | place | _of(whose, coder)
    record = charting_action_record(action)
    if record is None:
        raise AssertionError(action)
    return record | {"kind": action.kind}


def _code_values(code: Code) -> Record:
    record = code_record(code)
    del record["id"]
    return record


def change_record(change: Change) -> Record:
    """A change as it stands in the table ``changes`` and in the journal."""
    record = _action_record(change.action, change.coder)
    record["stamp"] = change.stamp
    record["coder"] = change.coder
    if change.group != change.stamp:
        record["group"] = change.group
    if change.replaces:
        record["replaces"] = change.replaces
    if change.undoes:
        record["undoes"] = change.undoes
    return record


def _memo_key(record: Mapping[str, Any], coder: str) -> MemoKey:
    return MemoKey(*coding_of({**record, "code": record.get("code", "")}, coder))


def _transcript_named(record: Mapping[str, Any], texts: Mapping[str, Transcript]) -> Transcript:
    transcript_id = text(record, "transcript")
    known = texts.get(transcript_id)
    if known is None:
        raise RecordError(f"the text of transcript {transcript_id} is not in the table transcripts")
    return Transcript(
        transcript_id,
        text(record, "name"),
        text(record, "source", ""),
        text(record, "sha256", ""),
        known.paragraphs,
        text(record, "supersedes", ""),
    )


_Reader: TypeAlias = "Callable[[Mapping[str, Any], str, Mapping[str, Transcript]], Action]"

_READERS: dict[str, _Reader] = {
    "apply": lambda record, coder, _: Apply(coding_of(record, coder)),
    "remove": lambda record, coder, _: Remove(coding_of(record, coder)),
    "doubt": lambda record, coder, _: Doubt(coding_of(record, coder), truth(record, "doubtful")),
    "confirm": lambda record, coder, _: Confirm(coding_of(record, coder), truth(record, "confirmed")),
    "review": lambda record, coder, _: Review(
        text(record, "transcript"),
        whole_number(record, "paragraph"),
        text(record, "of", coder),
        truth(record, "reviewed"),
    ),
    "add-transcript": lambda record, _, texts: AddTranscript(_transcript_named(record, texts)),
    "drop-transcript": lambda record, _, texts: DropTranscript(_transcript_named(record, texts)),
    "add-code": lambda record, *_: AddCode(code_of(text(record, "code"), record.get("values"))),
    "drop-code": lambda record, *_: DropCode(code_of(text(record, "code"), record.get("values"))),
    "add-coder": lambda record, *_: AddCoder(text(record, "name")),
    "drop-coder": lambda record, *_: DropCoder(text(record, "name")),
    "set-study": lambda record, *_: SetStudy(text(record, "name"), text(record, "value")),
    "edit-code": lambda record, *_: EditCode(
        text(record, "code"), text(record, "field"), code_value(text(record, "field"), record.get("value"))
    ),
    "set-memo": lambda record, coder, _: SetMemo(_memo_key(record, coder), text(record, "text")),
    "pin": lambda record, coder, _: Pin(
        text(record, "of", coder), whole_number(record, "slot", LAST_SLOT), text(record, "code")
    ),
    "decide": lambda record, *_: Decide(
        text(record, "transcript"), whole_number(record, "paragraph"), decision_of(record)
    ),
    "bookmark": lambda record, coder, _: Bookmark(
        text(record, "of", coder), (text(record, "transcript"), whole_number(record, "paragraph"))
    ),
}


def change_of(record: Mapping[str, Any], texts: Mapping[str, Transcript]) -> Change | None:
    """The change of a record; None if it is of a kind that this version does not know.

    Args:
        record: as it stands in the table ``changes`` or in the journal.
        texts: transcripts by id, for changes that bring one in or take it out.

    Raises:
        RecordError: a field is missing or of the wrong kind.
    """
    stamp = stamp_of(record)
    kind, coder = text(record, "kind"), text(record, "coder")
    reader, charting = _READERS.get(kind), CHARTING_READERS.get(kind)
    if not is_known(record):
        return None
    if reader is not None:
        action = reader(record, coder, texts)
    elif charting is not None:
        action = charting(record)
    else:
        return None
    return Change(
        stamp,
        coder,
        text(record, "group", stamp),
        action,
        replaced(record, stamp),
        text(record, "undoes", ""),
    )
