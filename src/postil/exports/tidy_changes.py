"""Changes as rows. Invariant: nothing of a change is left out; what has no column of its own is in ``values``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from postil.model.clock import stamp_time
from postil.storage.schema import change_record

if TYPE_CHECKING:
    from postil.model.change import Change
    from postil.reports.tables import Row

_PLACED = ("transcript", "paragraph", "start", "end", "code", "case")
_OWN = frozenset({*_PLACED, "stamp", "coder", "group", "undoes", "kind"})


def change_cells(change: Change) -> Row:
    """A change as the columns ``postil.exports.tidy_columns.CHANGES`` have it."""
    record = change_record(change)
    rest = {key: value for key, value in record.items() if key not in _OWN}
    return (
        *(change.stamp, stamp_time(change.stamp), change.coder, change.group, change.undoes, record["kind"]),
        *(record.get(field) for field in _PLACED),
        json.dumps(rest, ensure_ascii=False, sort_keys=True, default=list),
    )
