"""Bringing together what belongs together: a transcript and its corrected version, the work of several coders.

The room can be called: ``postil.merge(paths, output)`` is ``postil.merge.studies.merge_studies``. As soon as a module
of it is imported, Python puts the room in the place of any function that ``postil`` calls by that name.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any


class _Room(ModuleType):
    def __call__(self, *given: Any, **said: Any) -> object:  # noqa: ANN401 - what merge_studies takes
        """See ``postil.merge.studies.merge_studies``."""
        from postil.merge.studies import merge_studies  # noqa: PLC0415 - the command line needs it not

        return merge_studies(*given, **said)


sys.modules[__name__].__class__ = _Room
