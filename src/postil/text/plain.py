"""Text as it is compared with what somebody looks for: without case, accents and kinds of quotes, dashes and spaces.

Invariant: text that looks alike to a person who types a query is alike; nothing here raises on any string.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_SAME = dict.fromkeys("’‘ʼ‛´", "'") | dict.fromkeys("“”„«»", '"') | dict.fromkeys("‐‑‒–—−", "-")
_ASCII = bytes(range(128))
_NOT_ONE_SPACE = ("  ", "\n ", " \n", *"\t\r\v\f\x1c\x1d\x1e\x1f")
"""White space, in lines of text, that is not one space between two words."""


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


def plain_texts(texts: Sequence[str]) -> list[str]:
    """What ``plain_text`` makes of each of them, for the many paragraphs of a transcript in a third of the time."""
    joined = "\n".join(texts)
    if joined.count("\n") != len(texts) - 1:
        return [plain_text(text) for text in texts]
    if not joined.isascii():
        others = joined.encode("utf-8", "surrogatepass").translate(None, _ASCII)
        for character in set(others.decode("utf-8", "surrogatepass")):
            joined = joined.replace(character, plain_character(character))
    plain = joined.lower().split("\n")
    if joined[:1] == " " or joined[-1:] == " " or any(spaces in joined for spaces in _NOT_ONE_SPACE):
        return [" ".join(text.split()) for text in plain]
    return plain
