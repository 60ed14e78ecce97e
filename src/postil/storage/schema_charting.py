"""Records of cases, cells, versions of the codebook and marked passages, and of the changes of these.

Invariant: as in ``postil.storage.schema``, reading what was written gives the same value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from postil.model.book_version import BookVersion
from postil.model.case import ATTRIBUTE_KINDS, Attribute
from postil.model.cell import RATINGS, SUMMARY_STATUSES, Rating, Summary
from postil.model.change import (
    AddCase,
    DropCase,
    EditCase,
    EditTranscript,
    GiveVoice,
    NameVersion,
    Quote,
    Rate,
    SetAttribute,
    SetComment,
    SetSummary,
    SetValue,
    Strike,
)
from postil.model.codebook import CODE_FIELDS, Code
from postil.model.coding import Passage, Place
from postil.storage.canonical import record_id
from postil.storage.values import COLOR_SLOTS, RecordError, offset, text, texts_of, truth, whole_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from postil.model.cells import CellKey, Written
    from postil.model.change import Action
    from postil.model.study import Study

Record: TypeAlias = "dict[str, Any]"
_SOMETIMES = frozenset({"origin", "see_also", "merged_into"})
"""Fields of a code that are written only if they say something: they came later than the format."""


# ---- codes and versions of the codebook ----


def code_record(code: Code) -> Record:
    """A code as it stands in the table ``codes``."""
    values = ((field, getattr(code, field)) for field in CODE_FIELDS)
    return {field: value for field, value in values if value or field not in _SOMETIMES}


def code_of(code_id: str, values: object) -> Code:
    """The code with this id and these values.

    Raises:
        RecordError: a field is missing or of the wrong kind.
    """
    if not isinstance(values, dict):
        raise RecordError("values is not an object")
    known = {field: code_value(field, values[field]) for field in CODE_FIELDS if field in values and field != "id"}
    if "name" not in known:
        raise RecordError("name is not there")
    return Code(id=code_id, **known)


def code_value(field: str, value: object) -> Any:  # noqa: ANN401 - the kind of a value depends on its field
    """A field's value as a code holds it.

    Raises:
        RecordError: it is of the wrong kind.
    """
    if field == "aliases":
        return texts_of({field: value}, field)
    if field == "color":
        return whole_number({field: value}, field, COLOR_SLOTS)
    return text({field: value}, field)


def _book(version: BookVersion) -> Record:
    return {"codes": [code_record(code) for code in version.codes], "note": version.note}


def _book_of(record: Mapping[str, Any]) -> BookVersion:
    rows = record.get("codes")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise RecordError("codes is not a list of codes")
    return BookVersion(tuple(code_of(text(row, "id"), row) for row in rows), text(record, "note", ""))


def version_records(study: Study) -> list[Record]:
    """The table ``versions``, in the order in which they were named."""
    return [
        _book(version) | {"id": name, "coder": head.coder, "stamp": head.stamp}
        for name, (version, head) in study.book_versions.items()
    ]


# ---- cases ----


def attribute_records(study: Study) -> list[Record]:
    """The table ``attributes``, in the order in which they are shown."""
    return [_attribute(attribute) | {"id": name} for name, attribute in study.cases.attributes.items()]


def _attribute(attribute: Attribute) -> Record:
    return {"type": attribute.kind, "choices": list(attribute.choices), "position": attribute.position}


def _attribute_of(record: Mapping[str, Any]) -> Attribute:
    kind = text(record, "type")
    if kind not in {"", *ATTRIBUTE_KINDS}:
        raise RecordError(f"type {kind} is none of {', '.join(ATTRIBUTE_KINDS)}")
    return Attribute(kind, texts_of(record, "choices"), whole_number(record, "position"))


def case_records(study: Study) -> list[Record]:
    """The table ``cases``, in the order in which they came."""
    return [
        {
            "id": case.id,
            "name": case.name,
            "note": case.note,
            "attributes": dict(sorted(case.values.items())),
            "voices": [{"transcript": transcript, "speaker": speaker} for transcript, speaker in sorted(case.voices)],
        }
        for case in study.cases.all.values()
    ]


# ---- cells ----


def cell_records(study: Study, known: dict[CellKey, tuple[Written, Record]] | None = None) -> list[Record]:
    """The table ``cells``: every cell that has a summary, a comment or a rating.

    Args:
        study: the study.
        known: records that were made before, which are used again while they are current; brought up to date.
    """
    known = {} if known is None else known
    before = dict(known)
    known.clear()
    for cell in sorted(study.cells):
        written = study.cells.at(cell)
        if written:
            there = before.get(cell)
            known[cell] = there if there and there[0] is written else (written, _cell(cell, written))
    return [record for _, record in known.values()]


def _cell(cell: CellKey, written: Written) -> Record:
    version = written.version
    return {
        "id": record_id("x", *cell),
        "case": cell.case,
        "code": cell.code,
        **_summary(written.summary or Summary()),
        "comment": written.comment,
        "ratings": {rater: rating._asdict() for rater, (rating, _) in written.ratings.items()},
        "coder": version.coder if version else "",
        "stamp": version.stamp if version else "",
    }


def _summary(summary: Summary) -> Record:
    return {
        "summary": summary.text,
        "status": summary.status,
        "seen": [passage[:2] if passage.start is None else tuple(passage) for passage in summary.seen],
        "references": [None if place is None else tuple(place) for place in summary.places],
    }


def _summary_of(record: Mapping[str, Any]) -> Summary:
    status = text(record, "status")
    if status not in SUMMARY_STATUSES:
        raise RecordError(f"status {status} is none of {', '.join(SUMMARY_STATUSES)}")
    places = (None if row is None else Place(*passage_of(row)[:2]) for row in _rows(record, "references"))
    return Summary(text(record, "summary"), status, tuple(map(passage_of, _rows(record, "seen"))), tuple(places))


def _rows(record: Mapping[str, Any], field: str) -> Iterable[object]:
    rows = record.get(field, ())
    if not isinstance(rows, (list, tuple)):
        raise RecordError(f"{field} is not a list")
    return rows


def passage_of(row: object) -> Passage:
    """The passage of a list: transcript and paragraph, and start and end if it is a span.

    Raises:
        RecordError: it is something else.
    """
    if not isinstance(row, (list, tuple)) or len(row) not in {2, 4}:
        raise RecordError("a passage is not a list of transcript and paragraph, and start and end of a span")
    return _passage(dict(zip(("transcript", "paragraph", "start", "end"), row, strict=False)))


def _passage(record: Mapping[str, Any]) -> Passage:
    return Passage(
        text(record, "transcript"), whole_number(record, "paragraph"), offset(record, "start"), offset(record, "end")
    )


def quotable_records(study: Study) -> list[Record]:
    """The table ``quotable``, as its passages are met in reading."""
    return [
        {**passage._asdict(), "id": record_id("q", *passage), "stamp": stamp}
        for passage, stamp in study.cells.quotable().items()
    ]


def struck_records(study: Study) -> list[Record]:
    """The table ``struck``, as its passages are met in reading."""
    return [
        {**passage._asdict(), "id": record_id("s", *passage), "stamp": stamp}
        for passage, stamp in study.cells.struck().items()
    ]


# ---- changes ----


def charting_action_record(action: Action) -> Record | None:
    """The fields of a change of cases, cells, versions, marked passages or names; None for any other action."""
    match action:
        case AddCase(case, name) | DropCase(case, name):
            return {"case": case, "name": name}
        case EditCase(case, field, value):
            return {"case": case, "field": field, "value": value}
        case SetAttribute(name, attribute):
            return {"name": name, **_attribute(attribute)}
        case SetValue(case, attribute, value):
            return {"case": case, "attribute": attribute, "value": value}
        case GiveVoice(transcript, speaker, case):
            return {"transcript": transcript, "speaker": speaker, "case": case}
        case SetSummary(case, code, summary):
            return {"case": case, "code": code, **_summary(summary)}
        case SetComment(case, code, value):
            return {"case": case, "code": code, "text": value}
        case Rate(case, code, rater, rating):
            return {"case": case, "code": code, "rater": rater, "rating": rating.value, "reason": rating.reason}
        case Quote() | Strike():
            return _mark(action)
        case NameVersion(name, version):
            return {"name": name, **_book(version)}
        case EditTranscript(transcript, field, value):
            return {"transcript": transcript, "field": field, "value": value}
    return None


def _mark(action: Quote | Strike) -> Record:
    what = {"quotable": action.quotable} if isinstance(action, Quote) else {"struck": action.struck}
    return {**action.passage._asdict(), **what}


def _rating_of(record: Mapping[str, Any]) -> Rating:
    value = text(record, "rating")
    if value not in {"", *RATINGS}:
        raise RecordError(f"rating {value} is none of {', '.join(RATINGS)}")
    return Rating(value, text(record, "reason", ""))


CHARTING_READERS: dict[str, Callable[[Mapping[str, Any]], Action]] = {
    "add-case": lambda record: AddCase(text(record, "case"), text(record, "name")),
    "drop-case": lambda record: DropCase(text(record, "case"), text(record, "name")),
    "edit-case": lambda record: EditCase(text(record, "case"), text(record, "field"), text(record, "value")),
    "set-attribute": lambda record: SetAttribute(text(record, "name"), _attribute_of(record)),
    "set-value": lambda record: SetValue(text(record, "case"), text(record, "attribute"), text(record, "value")),
    "give-voice": lambda record: GiveVoice(text(record, "transcript"), text(record, "speaker"), text(record, "case")),
    "set-summary": lambda record: SetSummary(text(record, "case"), text(record, "code"), _summary_of(record)),
    "set-comment": lambda record: SetComment(text(record, "case"), text(record, "code"), text(record, "text")),
    "rate": lambda record: Rate(text(record, "case"), text(record, "code"), text(record, "rater"), _rating_of(record)),
    "quote": lambda record: Quote(_passage(record), truth(record, "quotable")),
    "strike": lambda record: Strike(_passage(record), truth(record, "struck")),
    "name-version": lambda record: NameVersion(text(record, "name"), _book_of(record)),
    "edit-transcript": lambda record: EditTranscript(
        text(record, "transcript"), text(record, "field"), text(record, "value")
    ),
}
"""Kind of change -> what reads its action from a record."""
