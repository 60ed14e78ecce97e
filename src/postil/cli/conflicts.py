"""Conflicts: values that two people gave different versions of, each without having seen the other's.

Invariant: a conflict has the same short name for everybody, whoever lists it and whatever else waits.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from postil.model.clock import stamp_time
from postil.reports.conflicts import about, value_text, who_wrote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.cli.output import Json
    from postil.model.change import FieldKey
    from postil.model.study import Study
    from postil.model.versions import Version


def conflict_id(key: FieldKey) -> str:
    """The short name of a conflict: eight hexadecimal digits."""
    return hashlib.blake2b(repr(key).encode(), digest_size=4).hexdigest()


def conflict_json(study: Study, key: FieldKey, versions: Sequence[Version]) -> Json:
    """A conflict with all its versions, the one that shows first."""
    return {
        "id": conflict_id(key),
        "about": about(study, key),
        "versions": [
            {
                "by": who_wrote(key, version) or None,
                "stamp": version.stamp,
                "time": stamp_time(version.stamp),
                "value": value_text(study, version.value),
            }
            for version in versions
        ],
    }
