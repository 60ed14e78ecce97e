"""Office documents whose bytes depend on what is in them only, not on the clock.

Invariant: the same parts give the same bytes, in the same order, on one machine.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_DAY = (1980, 1, 1, 0, 0, 0)
"""The first that a ZIP file can hold."""
_MOMENT = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")
_PROPERTIES = "docProps/core.xml"


def timeless(document: bytes, rewritten: Mapping[str, Callable[[bytes], bytes]] | None = None) -> bytes:
    """An XLSX or DOCX document with all dates of its parts and of its properties set to the first of January 1980.

    Args:
        document: the document.
        rewritten: names of parts -> what makes another part of each.
    """
    rewritten = rewritten or {}
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == _PROPERTIES:
                part = _MOMENT.sub(rb"\g<1>1980-01-01T00:00:00Z\3", part)
            if name in rewritten:
                part = rewritten[name](part)
            entry = zipfile.ZipInfo(name, _DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, part)
    return file.getvalue()
