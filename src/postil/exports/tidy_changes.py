"""Changes as rows.

Invariant: nothing of a change is left out but what was struck out of the study; what has no column of its own is in
``values``, under the same keys whatever was struck out.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from postil.model.assignment import is_assignment
from postil.model.clock import stamp_time
from postil.reports.let_out import as_it_is, said, said_case
from postil.storage.schema import change_record

if TYPE_CHECKING:
    from postil.model.change import Change
    from postil.model.study import Study
    from postil.reports.tables import Row

_PLACED = ("transcript", "paragraph", "start", "end", "code", "case")
_OWN = frozenset({*_PLACED, "stamp", "coder", "group", "undoes", "kind"})
_NO_TEXTS = frozenset(
    {
        *("field", "choice", "kept", "seen", "places", "status", "origin", "parent", "merged_into", "id"),
        *("number", "color", "rater", "rating", "of", "sha256", "supersedes", "replaces", "type", "kind", "position"),
    }
)
"""Fields that hold ids, stamps, numbers, names of coders or words of the program."""
_NO_TEXTS_IN = {"name": {"add-coder", "drop-coder", "set-study"}, "codes": {"decide"}}
"""Fields -> kinds of changes in which they hold none; ``codes`` of a version are whole codes."""


def change_cells(study: Study, change: Change) -> Row:
    """A change as the columns ``postil.exports.tidy_columns.CHANGES`` have it.

    Args:
        study: as it is let out.
        change: one of its changes.
    """
    record = change_record(change)
    if record["kind"] == "set-study" and is_assignment(record["name"]):
        record["value"] = _let_assignment(study, record["value"])
    rest = {
        key: value if _is_no_text(record, key) else _let(study, value)
        for key, value in record.items()
        if key not in _OWN
    }
    if "sha256" in rest and as_it_is(study) is not study:
        rest["sha256"] = None  # a hash of a file that has the words tells which they are, of a list of guesses
    if "case" in record:
        record["case"] = said_case(study, record["case"])
    return (
        *(change.stamp, stamp_time(change.stamp), change.coder, change.group, change.undoes, record["kind"]),
        *(record.get(field) for field in _PLACED),
        json.dumps(rest, ensure_ascii=False, sort_keys=True, default=list),
    )


def _is_no_text(record: dict[str, object], key: str) -> bool:
    if key in {"name", "codes"}:
        return record["kind"] in _NO_TEXTS_IN[key]
    if key == "value" and record["kind"] == "set-study":
        return is_assignment(str(record["name"]))
    return key in _NO_TEXTS or (key == "value" and record.get("field") in _NO_TEXTS)


def _let_assignment(study: Study, value: str) -> str:
    """An assignment with the attribute that transcripts were spread by as it is let out; its keys are the program's."""
    try:
        fields = json.loads(value)
    except ValueError:
        return said(study, value)
    if as_it_is(study) is study or not isinstance(fields, dict):
        return value
    let = {"by": said(study, str(fields.get("by", ""))), "codebook": ""}  # as above
    return json.dumps({**fields, **let}, ensure_ascii=False, sort_keys=True)


def _let(study: Study, value: object) -> object:
    """A value with its texts as they are let out; keys are the program's own."""
    match value:
        case str():
            return said(study, value)
        case dict():
            return {key: one if key in _NO_TEXTS else _let(study, one) for key, one in value.items()}
        case list() | tuple():
            return [_let(study, one) for one in value]
    return value
