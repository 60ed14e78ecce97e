"""Text as it is compared with what somebody looks for: without case, accents and kinds of quotes, dashes and spaces.

Invariant: text that looks alike to a person who types a query is alike; nothing here raises on any string.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_SAME = dict.fromkeys("’‘ʼ‛´", "'") | dict.fromkeys("“”„«»", '"') | dict.fromkeys("‐‑‒–—−", "-")


@lru_cache(maxsize=4096)
def plain_character(character: str) -> str:
    """A character as it is compared; empty for one that does not count."""
    if character.isspace():
        return " "
    decomposed = unicodedata.normalize("NFKD", _SAME.get(character, character).casefold())
    return "".join(part for part in decomposed if not unicodedata.combining(part))


def plain_text(text: str) -> str:
    """A text as it is compared, runs of white space as one space; its offsets are not those of the text."""
    text = " ".join(text.split())
    if text.isascii():
        return text.lower()
    for character in set(text):
        if not character.isascii():
            text = text.replace(character, plain_character(character))
    return " ".join(text.lower().split())
