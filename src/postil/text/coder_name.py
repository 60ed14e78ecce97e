"""Names of coders, as they are typed and as they are kept.

Invariant: a name that is kept is one line that is shown as it is.
"""

from __future__ import annotations

import unicodedata

from postil.text.blank import is_blank
from postil.text.clean import visible

LONGEST_CODER = 80
"""Code points of a coder's name."""


def clean_coder(name: str) -> str:
    """A coder's name as it is kept: NFC, without white space at its ends."""
    return unicodedata.normalize("NFC", name).strip()


def coder_fault(name: str) -> str:
    """What is wrong with a coder's name, as the end of a sentence; empty for nothing."""
    if is_blank(name):
        return "is empty"
    if visible(name) != name:
        return "holds a control or invisible character"
    return f"is longer than {LONGEST_CODER} characters" if len(name) > LONGEST_CODER else ""
