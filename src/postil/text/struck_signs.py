"""What was struck out and is not compared word by word: signs such as emoji, and numbers, whatever parts their digits.

Invariant: signs are found with or without the characters that nobody sees in them; a number is found where all of its
digits stand, and no digit beside them. Punctuation is looked for nowhere: a dash that is struck out tells nothing.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from postil.text.words import UNSEEN, unseen, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

FEWEST_DIGITS = 6
"""A number of so many digits is found however they are parted; a shorter one as it is written."""
_PARTED = rf"[\s().,/+\-\u2010-\u2015\u2212{UNSEEN}]{{0,4}}"
"""What may stand between two digits of a number."""


def signs_and_numbers(pieces: Iterable[str]) -> re.Pattern[str] | None:
    """What finds those pieces in a text that are signs or a number; None where none is."""
    wanted = dict.fromkeys(filter(None, map(_wanted, pieces)))
    return re.compile("|".join(sorted(wanted, key=len, reverse=True))) if wanted else None


def _wanted(piece: str) -> str:
    keys = [word.key for word in words_of(piece)]
    if not keys:
        return _signs(piece)
    digits = "".join(keys)
    return _number(digits) if digits.isascii() and digits.isdigit() and len(digits) >= FEWEST_DIGITS else ""


def _signs(piece: str) -> str:
    signs = unseen().sub("", piece).split()
    if not any(unicodedata.category(sign) in {"So", "Co"} for sign in "".join(signs)):
        return ""
    between = rf"[\s{UNSEEN}]*"
    return between.join(map(re.escape, "".join(signs))) + f"[{UNSEEN}]*"


def _number(digits: str) -> str:
    wide = (f"[{digit}{chr(0xFF10 + int(digit))}]" for digit in digits)
    return rf"(?<!\d){_PARTED.join(wide)}(?!\d)"
