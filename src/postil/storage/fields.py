"""The fields that this version knows, and how the others are kept.

Tables, fields and kinds of change may be added without a new number of the format. Invariant: what this version does
not know of a record comes back beside what it writes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from postil.model.case import CASE_FIELDS
from postil.model.codebook import BOOK_FIELDS, CODE_FIELDS
from postil.model.transcript import Paragraph

if TYPE_CHECKING:
    from collections.abc import Mapping

Record: TypeAlias = "dict[str, Any]"

_SUMMARY = frozenset({"summary", "status", "seen", "references"})
FIELDS: dict[str, frozenset[str]] = {
    "study": frozenset({"id", "format", "title", "norm", "unicode", "program"}),
    "coders": frozenset({"id", "name", "pins", "place"}),
    "transcripts": frozenset({"id", "name", "source", "sha256", "supersedes", "paragraphs", "dropped"}),
    "codes": frozenset(BOOK_FIELDS),
    "codings": frozenset(
        {"id", "transcript", "paragraph", "start", "end", "code", "coder", "stamp", "doubtful"},
    ),
    "reviewed": frozenset({"id", "transcript", "paragraph", "coder", "stamp"}),
    "decisions": frozenset(
        {"id", "transcript", "paragraph", "choice", "kept", "codes", "reason", "seen", "coder", "stamp"}
    ),
    "memos": frozenset({"id", "transcript", "paragraph", "start", "end", "code", "coder", "text", "stamp"}),
    "versions": frozenset({"id", "codes", "note", "coder", "stamp"}),
    "attributes": frozenset({"id", "type", "choices", "position"}),
    "cases": frozenset({"id", "name", "note", "attributes", "voices"}),
    "cells": frozenset({"id", "case", "code", "comment", "ratings", "coder", "stamp", *_SUMMARY}),
    "quotable": frozenset({"id", "transcript", "paragraph", "start", "end", "stamp"}),
    "struck": frozenset({"id", "transcript", "paragraph", "start", "end", "stamp"}),
}
"""The fields of each table that this version writes; others are kept as they are."""

_SPAN = frozenset({"transcript", "paragraph", "start", "end", "code", "of"})
_ABOUT = frozenset({"transcript", "name", "source", "sha256", "supersedes"})
CHANGE_FIELDS: dict[str, frozenset[str]] = {
    kind: fields | {"kind", "stamp", "coder", "group", "replaces", "undoes"}
    for kind, fields in {
        "apply": _SPAN,
        "remove": _SPAN,
        "doubt": _SPAN | {"doubtful"},
        "confirm": _SPAN | {"confirmed"},
        "review": frozenset({"transcript", "paragraph", "of", "reviewed"}),
        "add-transcript": _ABOUT,
        "drop-transcript": _ABOUT,
        "add-code": frozenset({"code", "values"}),
        "drop-code": frozenset({"code", "values"}),
        "add-coder": frozenset({"name"}),
        "drop-coder": frozenset({"name"}),
        "set-study": frozenset({"name", "value"}),
        "edit-code": frozenset({"code", "field", "value"}),
        "set-memo": _SPAN | {"text"},
        "pin": frozenset({"of", "slot", "code"}),
        "decide": frozenset({"transcript", "paragraph", "choice", "kept", "codes", "reason", "seen"}),
        "bookmark": frozenset({"of", "transcript", "paragraph"}),
        "add-case": frozenset({"case", "name"}),
        "drop-case": frozenset({"case", "name"}),
        "edit-case": frozenset({"case", "field", "value"}),
        "set-attribute": frozenset({"name", "type", "choices", "position"}),
        "set-value": frozenset({"case", "attribute", "value"}),
        "give-voice": frozenset({"transcript", "speaker", "case"}),
        "set-summary": frozenset({"case", "code"}) | _SUMMARY,
        "set-comment": frozenset({"case", "code", "text"}),
        "rate": frozenset({"case", "code", "rater", "rating", "reason"}),
        "quote": frozenset({"transcript", "paragraph", "start", "end", "quotable"}),
        "strike": frozenset({"transcript", "paragraph", "start", "end", "struck"}),
        "name-version": frozenset({"name", "codes", "note"}),
        "edit-transcript": frozenset({"transcript", "field", "value"}),
    }.items()
}
"""The fields of each kind of change."""

_INSIDE: dict[str, frozenset[str]] = {
    "paragraphs": frozenset(Paragraph._fields),
    "values": frozenset(CODE_FIELDS),
    "place": frozenset({"transcript", "paragraph"}),
}
"""Fields that hold an object or a list of objects -> the fields of these."""


_EDITED = {
    "edit-code": frozenset(CODE_FIELDS),
    "edit-case": frozenset(CASE_FIELDS),
    "edit-transcript": frozenset({"name"}),
}
"""Kinds of change that name the field that they set -> the fields that this version knows."""


def is_known(record: Mapping[str, Any]) -> bool:
    """Whether a change is of a kind, and an edit of a field, that this version knows."""
    kind = record["kind"]
    return kind in CHANGE_FIELDS and (kind not in _EDITED or record.get("field") in _EDITED[kind])


def fields_of_change(record: Mapping[str, Any]) -> frozenset[str]:
    """The fields of a change that this version writes; all that it has, if it is of an unknown kind."""
    return CHANGE_FIELDS[record["kind"]] if is_known(record) else frozenset(record)


def unknown_fields(record: Mapping[str, Any], known: frozenset[str]) -> Record:
    """What a record holds beside the fields that are known, also inside its objects; empty for nothing."""
    more = {name: value for name, value in record.items() if name not in known}
    for name, inner in _INSIDE.items():
        value = record.get(name)
        if isinstance(value, dict) and not value.keys() <= inner:
            more[name] = _others(value, inner)
        elif isinstance(value, list) and not all(isinstance(row, dict) and row.keys() <= inner for row in value):
            more[name] = [_others(row, inner) for row in value]
    return more


def _others(value: object, known: frozenset[str]) -> Record:
    return {name: inner for name, inner in value.items() if name not in known} if isinstance(value, dict) else {}


def with_unknown(record: Record, more: Mapping[str, Any]) -> Record:
    """A record as this version writes it, with what ``unknown_fields`` found in its predecessor."""
    whole = {**more, **record}
    for name in _INSIDE.keys() & more.keys() & record.keys():
        mine, theirs = record[name], more[name]
        if isinstance(mine, dict) and isinstance(theirs, dict):
            whole[name] = {**theirs, **mine}
        elif isinstance(mine, list) and isinstance(theirs, list) and len(mine) == len(theirs):
            whole[name] = [{**old, **new} for old, new in zip(theirs, mine, strict=True)]
    return whole
