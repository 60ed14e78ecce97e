"""The version of a codebook: a short name for what its codes say, by which two people can tell whether theirs differ.

Invariant: it depends on the codes in book order and on nothing else: not on colours, aliases or examples, which guide
nobody's decision, nor on who changed a code and when.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from postil.model.codebook import Codebook

_DIGITS = 12


def codebook_version(codebook: Codebook) -> str:
    """12 hexadecimal digits of the SHA-256 hash of what the codes of a book say.

    Hashed is, in UTF-8, a JSON list of one list a code, in book order: id, name, parent, number, definition, include,
    exclude, status.
    """
    codes = [
        [code.id, code.name, code.parent, code.number, code.definition, code.include, code.exclude, code.status]
        for code in codebook
    ]
    text = json.dumps(codes, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
