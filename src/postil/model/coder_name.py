"""Names of coders as slips of the keyboard change them.

Invariant: two names that differ in case, spaces, accents or signs only have one bare name. To accents belong those that
Unicode holds to be a part of their letter, so that a keyboard without them gives another: ø is o, ł is l, đ and ð are
d, ħ is h, ŧ is t, ı is i, æ is ae, œ is oe, þ is th, and ß is ss.
"""

from __future__ import annotations

import unicodedata

_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ß": "ss"}
)
"""By a small letter that does not decompose, what it is without its accent."""


def bare_name(name: str) -> str:
    """A coder's name without case, accents, spaces and signs; of a name of signs only, the name itself."""
    plain = unicodedata.normalize("NFKD", name.casefold()).translate(_PLAIN)
    letters = "".join(c for c in plain if unicodedata.category(c)[0] in "LN")
    return letters or name.casefold()
