"""Views: the tables of the file as the fold of the log gives them.

Invariant: the records are a function of the study alone, the same whoever writes them and in whichever order its
changes came in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postil.storage.fields import FIELDS
from postil.storage.schema import (
    coding_record,
    decision_record,
    memo_record,
    reviewed_record,
    transcript_record,
)
from postil.storage.schema_charting import (
    attribute_records,
    case_records,
    cell_records,
    code_record,
    quotable_records,
    struck_records,
    version_records,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from postil.model.study import Study
    from postil.storage.lines import Order
    from postil.storage.schema import Record
    from postil.storage.strict import Table

CHARTED: dict[str, Callable[[Study], list[Record]]] = {
    "versions": version_records,
    "attributes": attribute_records,
    "cases": case_records,
    "cells": cell_records,
    "quotable": quotable_records,
    "struck": struck_records,
}
"""Tables of what was charted -> what makes their records."""
VIEWS = ("study", "coders", "transcripts", "codes", "codings", "reviewed", "memos", *CHARTED, "decisions")
"""Tables that the log can be folded to again."""


def coding_order(record: Mapping[str, Any]) -> Order:
    """What codings and memos are sorted by: as they are met in reading."""
    start, end = record["start"], record["end"]
    return (
        record["transcript"],
        record["paragraph"],
        -1 if start is None else start,
        -1 if end is None else end,
        record["code"],
        record["coder"],
    )


def reviewed_order(record: Mapping[str, Any]) -> Order:
    """What reviewed marks are sorted by."""
    return (record["transcript"], record["paragraph"], record["coder"])


def change_order(record: Mapping[str, Any]) -> Order:
    """What changes are sorted by."""
    return (record["stamp"],)


def study_record(header: Mapping[str, Any], study: Study) -> Record:
    """The one record of the table ``study``."""
    return {**header, "title": study.title}


def coder_records(study: Study) -> list[Record]:
    """The table ``coders``, in the order in which they joined."""
    records: list[Record] = []
    for name in study.coders:
        place = study.bookmark(name)
        records.append(
            {
                "id": name,
                "name": name,
                "pins": {str(slot): code for slot, code in study.pins(name).items()},
                "place": None if place is None else place._asdict(),
            }
        )
    return records


def _coding_records(study: Study) -> Iterator[Record]:
    for coding, stamp in study.codings():
        yield coding_record(coding, stamp, doubtful=study.is_doubtful(coding))


def decision_records(study: Study) -> list[Record]:
    """The table ``decisions``, as they are met in reading."""
    return [
        decision_record(*place, decision, version.coder, version.stamp)
        for place, (decision, version) in sorted(study.decisions().items())
    ]


def view_records(study: Study, header: Mapping[str, Any]) -> dict[str, list[Record]]:
    """All views of a study, each in the order of the file."""
    large = {
        "transcripts": transcript_records(study),
        "codings": sorted(_coding_records(study), key=coding_order),
        "reviewed": sorted((reviewed_record(*mark) for mark in study.reviewed_marks()), key=reviewed_order),
    }
    found = small_views(study, header) | large
    return {name: found[name] for name in VIEWS}


def transcript_records(study: Study) -> list[Record]:
    """The table ``transcripts``: those that are there, then those that the log alone needs."""
    transcripts = [transcript_record(transcript) for transcript in study.transcripts.values()]
    return transcripts + [transcript_record(transcript, dropped=True) for transcript in study.dropped_transcripts()]


def small_views(study: Study, header: Mapping[str, Any]) -> dict[str, list[Record]]:
    """All views but those of transcripts, codings and marks."""
    return {
        "study": [study_record(header, study)],
        "coders": coder_records(study),
        "codes": [code_record(code) for code in study.codebook],
        "memos": sorted(
            (memo_record(key, str(version.value), version.stamp) for key, version in study.memos()), key=coding_order
        ),
        "decisions": decision_records(study),
        **{name: records(study) for name, records in CHARTED.items()},
    }


def differences(name: str, wanted: list[Record], table: Table) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """How the records of a table differ from the fold; fields that no version knows do not count.

    Yields:
        Id of the record; ``more`` (not in the log), ``twice``, ``missing`` or ``other``; the fields that differ.
    """
    left = {record["id"]: record for record in wanted}
    seen: set[str] = set()
    fields = sorted(FIELDS[name])
    for record in table.values():
        record_id = record.get("id")
        if not isinstance(record_id, str):
            yield str(record_id), "more", ()
        elif record_id in seen:
            yield record_id, "twice", ()
        elif record_id not in left:
            yield record_id, "more", ()
        else:
            seen.add(record_id)
            right = left.pop(record_id)
            if right == record:
                continue
            other = tuple(field for field in fields if not _same(right.get(field), record.get(field)))
            if other:
                yield record_id, "other", other
    for record_id in left:
        yield record_id, "missing", ()


def _same(wanted: object, found: object) -> bool:
    """Whether two values are the same in JSON, which knows lists only, and no number that is a truth."""
    if isinstance(wanted, (list, tuple)):
        return isinstance(found, (list, tuple)) and len(wanted) == len(found) and all(map(_same, wanted, found))
    if isinstance(wanted, dict):
        return (
            isinstance(found, dict)
            and wanted.keys() == found.keys()
            and all(_same(value, found[key]) for key, value in wanted.items())
        )
    return type(wanted) is type(found) and wanted == found
