"""A new text in the place of versions that are in conflict.

Invariant: a summary that is written anew was written from what is coded now, and is a draft until somebody checks it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.cell import Summary
from postil.model.cells import CellKey
from postil.model.summary_acts import written_now

if TYPE_CHECKING:
    from postil.model.change import FieldKey, FieldValue
    from postil.model.study import Study

_REWRITTEN = frozenset({"study", "code", "memo", "summary", "comment", "case", "value", "transcript"})
"""Kinds of fields that hold a text."""
MANY_LINES = frozenset({"memo", "summary", "comment"})
"""Those whose texts may have several lines."""


def is_rewritten(key: FieldKey) -> bool:
    """Whether a field can be given a new text, or a value that is typed as one, where its versions are in conflict."""
    return key[0] in _REWRITTEN and key[-1] != "merged_into"


def text_of(value: FieldValue | None) -> str:
    """The text of a version."""
    if isinstance(value, Summary):
        return value.text
    return "" if value is None else str(value)


def rewritten(study: Study, key: FieldKey, text: str) -> FieldValue:
    """The value that gives a field a new text.

    Raises:
        CaseError: it is an attribute's value, and the text is none.
    """
    match key:
        case ("summary", str(case), str(code)):
            from postil.reports.matrix import evidence  # noqa: PLC0415 - when a summary is written

            cell = CellKey(case, code)
            return written_now(study, cell, text, evidence(study).get(cell, ())).value
        case ("value", _, str(attribute)) if attribute in study.cases.attributes:
            return study.cases.attributes[attribute].value_of(text)
    return text
