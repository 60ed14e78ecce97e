"""How well one query matches one name: the tiers of the ranker, typing errors apart.

Invariant: a match is a tier and a cost within it, both smaller for better; they depend on this query and this name
alone, so the order of two names changes while typing only if one of them begins or ceases to match in its way.
"""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache

from postil.find.folding import AMPERSANDS, SMALL_WORDS, Folded, bits, letter_set
from postil.tuples import NamedTuple


class Tier(IntEnum):
    """Ways to match, best first."""

    EXACT = 0
    """The name, an alias, the id or the number."""
    NUMBER = 1
    """The number or id written in another way, or the beginning of it."""
    INITIALS = 2
    """The first letters of all words, or of all but the small ones."""
    PREFIX = 3
    """The beginning of the name."""
    WORD_PREFIX = 4
    """The beginning of a later word, and on from there."""
    CHAIN = 5
    """Beginnings of words, in order: ``comdoc``, ``inn tri``."""
    OUT_OF_ORDER = 6
    """Beginnings of words, in another order: ``tri inn``."""
    SUBSEQUENCE = 7
    """Letters in order, in each word from its beginning: ``cmplx``."""
    LOOSE = 8
    """Letters from the middle of words, or typing errors."""


class Match(NamedTuple):
    """How a query matches a name; smaller is better."""

    tier: Tier
    cost: int


WORD_START, SAME_WORD, MID_WORD = 1, 2, 4
"""What a run of letters costs that begins at a word's beginning, later in the same word, or elsewhere."""
_SUBSTRING_COST = 2
_ALMOST_ALL = 2
"""A name of which no more letters are missing than these is meant to be typed in full."""
_FEWEST_ANYWHERE, _FEWEST_CLOSE = 3, 4
"""Fewer letters stand in order in most names by chance."""


class Name:
    """A name with what every query asks of it, worked out once."""

    __slots__ = (
        "_positions",
        "_word_bits",
        "compact",
        "first_letters",
        "folded",
        "initials",
        "letters",
        "start_bits",
        "words",
    )

    def __init__(self, text: str) -> None:
        self.folded = folded = Folded(text)
        self.compact = folded.compact
        self.words = folded.words
        self.letters = letter_set(self.compact)
        self.start_bits = bits(folded.starts)
        self.first_letters = "".join(word[0] for word in self.words)
        self.initials = _initials(text, folded)
        """Ways to write the initials, with the places of their letters."""
        self._positions: dict[str, int] | None = None
        self._word_bits: tuple[int, ...] | None = None

    @property
    def positions(self) -> dict[str, int]:
        """Where each letter stands, as bits."""
        if self._positions is None:
            found: dict[str, int] = {}
            bit = 1
            for letter in self.compact:
                found[letter] = found.get(letter, 0) | bit
                bit <<= 1
            self._positions = found
        return self._positions

    @property
    def word_bits(self) -> tuple[int, ...]:
        """The places of each word, as bits."""
        if self._word_bits is None:
            words = zip(self.folded.starts, self.folded.ends, strict=True)
            self._word_bits = tuple((1 << end) - (1 << start) for start, end in words)
        return self._word_bits


def _initials(text: str, folded: Folded) -> dict[str, tuple[int, ...]]:
    """Initials of all words, of all but ampersands, and of all but the small ones, if two letters or more."""
    found: dict[str, tuple[int, ...]] = {}
    words = tuple(zip(folded.words, folded.starts, strict=True))
    written = tuple(pair for pair in words if text[folded.origins[pair[1]]] not in AMPERSANDS)
    weighty = tuple(pair for pair in words if pair[0] not in SMALL_WORDS)
    for chosen in (words, written, weighty):
        if len(chosen) > 1:
            found["".join(word[0] for word, _ in chosen)] = tuple(start for _, start in chosen)
    return found


@lru_cache(maxsize=16384)
def name_of(text: str) -> Name:
    """The name made of a text; kept, so that a book of which one code changed is ready at once."""
    return Name(text)


class Query:
    """What was typed, folded like a name; its words are called tokens."""

    __slots__ = ("compact", "first_letters", "folded", "letters", "start_bits", "tokens")

    def __init__(self, text: str) -> None:
        self.folded = Folded(text, is_query=True)
        self.compact = self.folded.compact
        self.tokens = self.folded.words
        self.letters = letter_set(self.compact)
        self.start_bits = bits(self.folded.starts)
        self.first_letters = "".join(token[0] for token in self.tokens)


def match(query: Query, name: Name) -> Match | None:
    """How the query matches the name, or None; typing errors are looked for elsewhere."""
    typed = query.compact
    if not typed:
        return _match_symbols(query, name)
    if query.letters & ~name.letters:
        return None
    compact = name.compact
    if typed == compact:
        return Match(Tier.EXACT, int(query.folded.whole != name.folded.whole))
    if typed in name.initials:
        return Match(Tier.INITIALS, 0)
    if compact.startswith(typed) and not query.start_bits & ~name.start_bits:
        return Match(Tier.PREFIX, 0)
    if not _is_subsequence(typed, compact):
        return _match_words(query, name)
    return _match_inside(query, name) or _match_words(query, name) or _match_letters(query, name)


def _match_symbols(query: Query, name: Name) -> Match | None:
    """For a query without letters: the symbols as they are."""
    typed, whole = query.folded.whole, name.folded.whole
    if typed == whole:
        return Match(Tier.EXACT, 0)
    if whole.startswith(typed):
        return Match(Tier.PREFIX, 0)
    return Match(Tier.LOOSE, _SUBSTRING_COST) if typed in whole else None


def _is_subsequence(typed: str, compact: str) -> bool:
    place = -1
    for letter in typed:
        place = compact.find(letter, place + 1)
        if place < 0:
            return False
    return True


def _match_inside(query: Query, name: Name) -> Match | None:
    """The beginning of a later word, or beginnings of words in order."""
    typed, compact = query.compact, name.compact
    best: Match | None = None
    if typed in compact:
        for start, word in zip(name.folded.starts, name.words, strict=True):
            if start and compact.startswith(typed, start) and not (query.start_bits << start) & ~name.start_bits:
                if word not in SMALL_WORDS:
                    return Match(Tier.WORD_PREFIX, 0)
                best = Match(Tier.WORD_PREFIX, 1)
    if best is None and len(typed) > 1 and (pieces := _chain_pieces(query, name)):
        best = Match(Tier.CHAIN, pieces)
    return best


def _after(places: int) -> int:
    """All places after the first of these."""
    return -((places & -places) << 1)


def _chain_pieces(query: Query, name: Name) -> int:
    """Into how few beginnings of words, in order, the query can be cut; 0 if it cannot."""
    positions, starts = name.positions, name.start_bits
    first = starts & positions[query.compact[0]]
    if not first:
        return 0
    layers = [first]
    for index, letter in enumerate(query.compact[1:], 1):
        here = positions[letter]
        reachable = starts & here if query.start_bits >> index & 1 else here
        jumped = 0
        reached: list[int] = []
        for layer in layers:
            reached.append((layer << 1 & reachable) | jumped)
            jumped = starts & here & _after(layer) if layer else 0
        reached.append(jumped)
        while reached and not reached[-1]:
            reached.pop()
        if not reached:
            return 0
        layers = reached
    return next(pieces for pieces, layer in enumerate(layers, 1) if layer)


def _match_words(query: Query, name: Name) -> Match | None:
    """Each token begins a word of its own, in any order."""
    if len(query.tokens) < 2 or not all(map(name.first_letters.__contains__, query.first_letters)):
        return None
    return Match(Tier.OUT_OF_ORDER, 0) if words_of_tokens(query, name) is not None else None


def words_of_tokens(query: Query, name: Name) -> list[int] | None:
    """For each token, which word of the name it begins, each another; None where there are none.

    The longest token chooses first, and the shortest word that fits.
    """
    taken: dict[int, int] = {}
    for token in sorted(range(len(query.tokens)), key=lambda token: -len(query.tokens[token])):
        fitting = [
            word
            for word, text in enumerate(name.words)
            if word not in taken.values() and text.startswith(query.tokens[token])
        ]
        if not fitting:
            return None
        taken[token] = min(fitting, key=lambda word: len(name.words[word]))
    return [taken[token] for token in range(len(query.tokens))]


def _match_letters(query: Query, name: Name) -> Match | None:
    """Letters in order that skip some between; of a query of one letter nothing is left to skip."""
    typed = query.compact
    if len(typed) < 2:
        return None
    if len(typed) == 2:
        cost = _two_letters_cost(query, name)
    else:
        cost = _skipping_cost(query, name, loose=False, dearest=SAME_WORD * len(typed))
    if cost is not None:
        return inexact(Tier.SUBSEQUENCE, cost, query, name)
    return inexact(Tier.LOOSE, _SUBSTRING_COST, query, name) if typed in name.compact else None


def inexact(tier: Tier, cost: int, query: Query, name: Name) -> Match:
    """A match that is no matter of yes or no; of as good ones those come first of which almost all is typed."""
    return Match(tier, 2 * cost + (len(name.compact) - len(query.compact) > _ALMOST_ALL))


def _two_letters_cost(query: Query, name: Name) -> int | None:
    """What ``_skipping_cost`` says of two letters, of which every second name has some; worked out directly."""
    if len(query.tokens) > 1:
        return None
    first = name.start_bits & name.positions[query.compact[0]]
    return WORD_START + SAME_WORD if _later_in_words(first, name.positions[query.compact[1]], name) else None


def match_loosely(query: Query, name: Name, *, anywhere: bool = False) -> Match | None:
    """For a query that nothing matches better: letters in order, some from the middle of words.

    Without ``anywhere`` they must lie close together, so that a name meant to be new is rarely taken for another.
    """
    typed = query.compact
    fewest = _FEWEST_ANYWHERE if anywhere else _FEWEST_CLOSE
    if len(typed) < fewest or query.letters & ~name.letters or not _is_subsequence(typed, name.compact):
        return None
    dearest = MID_WORD * len(typed) if anywhere else len(typed) + 2
    cost = _skipping_cost(query, name, loose=True, dearest=dearest)
    return inexact(Tier.LOOSE, cost, query, name) if cost is not None else None


def _skipping_cost(query: Query, name: Name, *, loose: bool, dearest: int) -> int | None:
    """The least cost of taking the letters in order, by runs: one at a word's beginning, on in the word, elsewhere.

    Without ``loose`` no run begins in the middle of a word of which nothing was taken before, and each token begins a
    word. None if it would cost more than ``dearest``.
    """
    positions, starts = name.positions, name.start_bits
    first = positions[query.compact[0]]
    if not loose and not first & starts:
        return None
    layers = {WORD_START: starts & first}
    if loose:
        layers[MID_WORD] = first & ~starts
    for index, letter in enumerate(query.compact[1:], 1):
        here = positions[letter]
        if not loose and query.start_bits >> index & 1:
            here &= starts
        reached: dict[int, int] = {}
        for cost, layer in layers.items():
            if not layer:
                continue
            reached[cost] = reached.get(cost, 0) | (layer << 1 & here)
            later = here & _after(layer)
            if not later:
                continue
            steps = [(WORD_START, later & starts), (SAME_WORD, _later_in_words(layer, here, name))]
            if loose:
                steps.append((MID_WORD, later))
            for price, places in steps:
                if places and cost + price <= dearest:
                    reached[cost + price] = reached.get(cost + price, 0) | places
        layers = reached
    return min((cost for cost, layer in layers.items() if layer), default=None)


def _later_in_words(layer: int, here: int, name: Name) -> int:
    """Places that come, in their word, after one of the layer."""
    found = 0
    for word in name.word_bits:
        inside = layer & word
        if inside:
            found |= word & here & _after(inside)
    return found
