"""What a merge comes to, as records for programs: ``postil merge --json`` and ``postil.merge``.

Invariant: a record has the same fields whatever it is about, and a conflict has the same short name for everybody,
whoever lists it and whatever else waits.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from postil.model.clock import stamp_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.merge.plan import Row
    from postil.model.change import FieldKey
    from postil.model.study import Study
    from postil.model.versions import Version

COUNTS = ("new", "same", "reviewed", "memos", "carried", "doubtful", "removed", "orphaned", "conflicting")
"""The numbers of a row, in their order."""


def row_record(study: Study, row: Row) -> dict[str, Any]:
    """The work of one coder in one transcript, with its numbers."""
    known = study.transcripts.get(row.transcript)
    about_row = {"transcript": known.name if known else None, "transcript_id": row.transcript, "coder": row.coder}
    return about_row | {name: getattr(row, name) for name in COUNTS}


def conflict_id(key: FieldKey) -> str:
    """The short name of a conflict: eight hexadecimal digits."""
    return hashlib.blake2b(repr(key).encode(), digest_size=4).hexdigest()


def conflict_record(study: Study, key: FieldKey, versions: Sequence[Version]) -> dict[str, Any]:
    """A conflict with all its versions, the one that shows first."""
    from postil.reports.conflicts import about, value_text, who_wrote  # noqa: PLC0415 - most merges have none

    return {
        "id": conflict_id(key),
        "about": about(study, key),
        "versions": [
            {
                "by": who_wrote(key, version) or None,
                "stamp": version.stamp,
                "time": stamp_time(version.stamp),
                "value": value_text(study, key, version.value),
            }
            for version in versions
        ],
    }
