"""Names of coders as slips of the keyboard change them.

Invariant: two names that differ in case, spaces, accents or signs only have one bare name.
"""

from __future__ import annotations

import unicodedata


def bare_name(name: str) -> str:
    """A coder's name without case, accents, spaces and signs; of a name of signs only, the name itself."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(c for c in plain if unicodedata.category(c)[0] in "LN")
    return letters or name.casefold()
