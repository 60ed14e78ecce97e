"""Where a query stands in a name, for underlining it in the picker.

Invariant: spans are half-open, in code points of the name as it is written, in order and apart from each other; they
hold letters that were typed and no others.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from postil.find.tiers import (
    MID_WORD,
    SAME_WORD,
    WORD_START,
    Query,
    Tier,
    match,
    match_loosely,
    name_of,
    words_of_tokens,
)
from postil.model.codebook import PATH_SEPARATOR
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postil.find.tiers import Name


def match_spans(query: str, name: str) -> list[tuple[int, int]]:
    """Spans of the name that the query matched, as (start, end) in code points.

    Empty where nothing matches or only but for typing errors. Of a path (``indiv/need``) that is not in the name the
    last part is looked for.
    """
    typed = Query(query)
    if not typed.compact:
        return _symbol_spans(query.strip(), name)
    known = name_of(name)
    matched = match(typed, known) or match_loosely(typed, known)
    if matched is None:
        last = query.rpartition(PATH_SEPARATOR)[2]
        return match_spans(last, name) if last.strip() and last != query else []
    return _as_written(_places(typed, known, matched.tier), known, name)


def _symbol_spans(typed: str, name: str) -> list[tuple[int, int]]:
    start = name.find(typed) if typed else -1
    return [(start, start + len(typed))] if start >= 0 else []


def _places(query: Query, name: Name, tier: Tier) -> list[int]:
    """Places of the matched letters in the name's folded letters, in order."""
    typed = query.compact
    if tier is Tier.INITIALS:
        return list(name.initials[typed])
    if tier is Tier.OUT_OF_ORDER:
        starts = name.folded.starts
        taken = zip(query.tokens, words_of_tokens(query, name) or (), strict=True)
        return sorted(place for token, word in taken for place in range(starts[word], starts[word] + len(token)))
    if tier is Tier.LOOSE and typed in name.compact:
        start = name.compact.find(typed)
        return list(range(start, start + len(typed)))
    return _cheapest_places(query, name, loose=tier is Tier.LOOSE)


class _Step(NamedTuple):
    """A letter of the query taken at a place of the name, with the cost so far and the step before."""

    cost: int
    place: int
    before: _Step | None


def _cheapest_places(query: Query, name: Name, *, loose: bool) -> list[int]:
    """The places of the query's letters, in order, that cost least by the prices of the tiers."""
    compact, starts = name.compact, name.start_bits
    steps: dict[int, _Step] = {}
    for index, letter in enumerate(query.compact):
        must_begin_word = not loose and query.start_bits >> index & 1
        reached: dict[int, _Step] = {}
        earlier: _Step | None = None if index else _Step(0, -1, None)
        in_word: _Step | None = None
        for place, other in enumerate(compact):
            begins_word = starts >> place & 1
            if begins_word:
                in_word = None
            if letter == other and (begins_word or not must_begin_word):
                found = _cheapest(steps.get(place - 1), earlier, in_word, begins_word=bool(begins_word), loose=loose)
                if found is not None:
                    reached[place] = _Step(found[0], place, found[1])
            here = steps.get(place)
            if here is not None:
                earlier = here if earlier is None or here.cost < earlier.cost else earlier
                in_word = here if in_word is None or here.cost < in_word.cost else in_word
        steps = reached
    last = min(steps.values(), key=lambda step: (step.cost, step.place), default=None)
    places: list[int] = []
    while last is not None and last.place >= 0:
        places.append(last.place)
        last = last.before
    return places[::-1]


def _cheapest(
    adjacent: _Step | None, earlier: _Step | None, in_word: _Step | None, *, begins_word: bool, loose: bool
) -> tuple[int, _Step] | None:
    """The cheapest way to a place: on from the letter before it, or by a new run."""
    ways: list[tuple[int, _Step]] = []
    if adjacent is not None:
        ways.append((adjacent.cost, adjacent))
    if earlier is not None and begins_word:
        ways.append((earlier.cost + WORD_START, earlier))
    if in_word is not None:
        ways.append((in_word.cost + SAME_WORD, in_word))
    if earlier is not None and loose:
        ways.append((earlier.cost + MID_WORD, earlier))
    return min(ways, key=lambda way: way[0], default=None)


def _as_written(places: Iterable[int], known: Name, name: str) -> list[tuple[int, int]]:
    """Places in the folded letters as spans of the name; accents that follow a letter belong to it."""
    origins = known.folded.origins
    lettered = frozenset(origins)
    spans: list[tuple[int, int]] = []
    for origin in dict.fromkeys(origins[place] for place in places):
        end = origin + 1
        while end < len(name) and unicodedata.category(name[end])[0] == "M" and end not in lettered:
            end += 1
        if spans and spans[-1][1] == origin:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((origin, end))
    return spans
