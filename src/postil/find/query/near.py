"""What somebody may have meant by a name that is not known.

Invariant: only what looks much like a name is proposed for it. Importing this loads nothing that compares names with
allowance for errors; an error does.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from postil.find.query.nodes import FLAGS, Asked, named, written
from postil.find.query.wild import folded_name, plain_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postil.find.query.nodes import Where
    from postil.model.codebook import Codebook

PROPOSED = 3
"""How many names are proposed at most."""
_SHOWN = 5
"""How many names are told where any may be meant."""
_LONGEST = 80
_SURELY = 75.0
"""From this likeness on, of 100, a word of queries is proposed."""
_NEAR = 0.66
"""From this likeness on, of 1, a name is proposed: one letter of three may be another."""
_ONE_WORD = 0.9
"""What the likeness of a single word counts of that of all words."""
_LONG_WORD, _FEW_LETTERS = 5, 3
_FUNCTIONS = {"near": "near(A, B, 2)", "same": "same(A, B)", "where": "where(A)"}
_NEAR_OF_ONE = re.compile(r"\bnear\([^,]*,\s*$", re.IGNORECASE)
_VALUE_BEFORE = re.compile(
    r"""(?:^|[\s(])(?P<name>[^\s()",:<>=“”„]+|"[^"]*")\s*[:=]\s*(?:[^\s()",:<>=“”„]+|"[^"]*")\s+or\s+$""", re.IGNORECASE
)
_SIGNS = {"&": "AND", "&&": "AND", "+": "AND", "|": "OR", "||": "OR", "!": "NOT"}


def meant_by(query: str, at: Where) -> str:
    """What to write for a sign or a word of other languages, or for ``near(A B, 2)``; empty for anything else."""
    typed = query[slice(*at)]
    word = typed.lower()
    if word in _FUNCTIONS:
        return f"write {_FUNCTIONS[word]}, without a space before the bracket"
    if word in _SIGNS:
        return f"write {_SIGNS[word]}"
    if word.isdecimal() and _NEAR_OF_ONE.search(query[: at[0]]):
        return f"near takes two conditions, with a comma between them: write {_FUNCTIONS['near']}"
    return f"write NOT {typed[1:]}" if word.startswith("!") else ""


def value_before(query: str, at: Where) -> str:
    """The name in ``NAME:VALUE OR`` where that stands right before a word; empty where it does not."""
    found = _VALUE_BEFORE.search(query[: at[0]])
    return found["name"].strip('"') if found else ""


def codes_near(name: str, book: Codebook) -> str:
    """What to write for the name of a code that is not known, a value as ``wild`` has it: codes and flags near it."""
    wanted = plain_value(name)
    spellings = {each: code for code in book for each in (code.name, code.number, code.id, *code.aliases) if each}
    spellings |= {book.path(code.id): code for code in book} if "/" in wanted else {}
    found = (spellings[each] for each in nearest(wanted, list(spellings)))
    codes = dict.fromkeys(f"{as_typed(code.name)} ({code.number or code.id})" for code in found)
    proposed = [*_near_flags(wanted), *codes][:PROPOSED]
    return f"near it: {', '.join(proposed)}" if proposed else _as_words(name)


def _near_flags(wanted: str) -> list[str]:
    """Conditions of their own, such as ``doubtful``, that look much like a name."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - for an error

    found = process.extract(wanted[:_LONGEST].lower(), FLAGS, scorer=fuzz.ratio, score_cutoff=_SURELY, limit=1)
    return [name for name, _, _ in found]


def nearest(wanted: str, names: Iterable[str]) -> list[str]:
    """A few names that look much like ``wanted``, the one that does most first; none where none does."""
    return list(_nearest_of(wanted[:_LONGEST], tuple(dict.fromkeys(names))))


@lru_cache(maxsize=64)
def _nearest_of(wanted: str, names: tuple[str, ...]) -> tuple[str, ...]:
    from postil.find.tiers import Query, Tier, match, name_of  # noqa: PLC0415 - for an error

    words = folded_name(wanted).split()
    found: list[tuple[float, str]] = []
    for name in names if words else ():
        matched = match(Query(wanted), name_of(name))
        by_beginnings = matched is not None and matched.tier <= Tier.OUT_OF_ORDER and len(words[0]) > 1
        likeness = 1.0 if by_beginnings else _likeness(words, folded_name(name).split())
        if likeness >= _NEAR:
            found.append((likeness, name))
    return tuple(name for _, name in sorted(found, key=lambda pair: -pair[0])[:PROPOSED])


def _likeness(wanted: list[str], name: list[str]) -> float:
    """How much two names, as words, look alike: as a whole, in words in a row, or in one long word; from 0 to 1."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - for an error

    text = " ".join(wanted)
    rows = [" ".join(name[at : at + len(wanted)]) for at in range(max(len(name) - len(wanted), 0) + 1)]
    alike = [OSA.normalized_similarity(text, row) for row in (" ".join(name), *rows)]
    if len(text) <= _FEW_LETTERS:  # one sign in another place is enough, but for the first
        alike += [_NEAR for row in rows if row[:1] == text[:1] and len(text) > 1 and OSA.distance(text, row) == 1]
    long = [word for word in wanted if len(word) >= _LONG_WORD]
    alike += [_ONE_WORD * OSA.normalized_similarity(one, other) for one in long for other in name]
    return max(alike)


# ---- as they are told ----


def as_typed(name: str) -> str:
    """A name as it would be typed."""
    return name if re.fullmatch(r"[\w./-]+", name) else named(name)


def excerpt(text: str) -> str:
    """A name that was typed, or how it begins."""
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def either(names: Sequence[str]) -> str:
    """One of these names."""
    return " or ".join(names[:_SHOWN]) + (f" or one of {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")


def few(names: Sequence[str]) -> str:
    """The first of these names, and how many there are besides."""
    return ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")


def _as_words(name: str) -> str:
    """What to do with a name that no code has and none is near."""
    return f"nothing is near it; write {written(Asked('text', ':', name))} for words of the text"
