"""Codes by the numbers and ids that analysts call them by: ``2.3``, ``F1.2``, ``IV.C.A``.

Invariant: a query of letters alone is a number only if it is all of one, so that numbers never push names aside.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING

from postil.find.tiers import Match, Tier
from postil.model.codebook import matching_name
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PARTS = re.compile(r"\d+|[^\W\d_]+")
_SEPARATED = re.compile(r"\w[.\-_:§]+\w")
_RUNS = re.compile(r"[^\W_]+")
_LONGEST_RUN = 4
"""Between its separators a shipped id has few characters (``VIII``, ``F12``), a minted one words and a hash."""


_NOTHING = Match(Tier.LOOSE, 0)


class _Number(NamedTuple):
    compact: str
    code_id: str
    parts: tuple[str, ...]
    """Runs of digits and runs of letters."""


class NumberIndex:
    """Numbers and ids of codes, ready to be searched."""

    def __init__(self, spellings: Iterable[tuple[str, str]]) -> None:
        self._numbers: list[_Number] = []
        self._by_whole: dict[str, list[str]] = defaultdict(list)
        self._by_compact: dict[str, list[str]] = defaultdict(list)
        self._by_part: dict[str, list[_Number]] = defaultdict(list)
        for code_id, spelling in spellings:
            whole = matching_name(spelling)
            self._by_whole[whole].append(code_id)
            parts = tuple(_PARTS.findall(whole))
            if parts and all(len(run) <= _LONGEST_RUN for run in _RUNS.findall(whole)):
                self._by_compact["".join(parts)].append(code_id)
                number = _Number("".join(parts), code_id, parts)
                self._numbers.append(number)
                for part in dict.fromkeys(parts):
                    self._by_part[part].append(number)
        self._numbers.sort()

    def search(self, query: str) -> dict[str, Match]:
        """Code ids whose number or id the query is or begins, with how well."""
        whole = matching_name(query)
        parts = tuple(_PARTS.findall(whole))
        has_digit = any(unicodedata.category(character) == "Nd" for character in whole)
        is_number = " " not in whole and (has_digit or _SEPARATED.search(whole) is not None)
        found = dict.fromkeys(self._by_whole.get(whole, ()), Match(Tier.EXACT, 0))
        as_written_together = Match(Tier.NUMBER, 0) if is_number else Match(Tier.CHAIN, len(parts) + 1)
        for code_id in self._by_compact.get("".join(parts), ()):
            found.setdefault(code_id, as_written_together)
        if is_number and parts:
            for _, code_id, of_code in self._candidates(parts):
                cost = _beginning_cost(parts, of_code, has_digit=has_digit)
                if cost and (matched := Match(Tier.NUMBER, cost)) < found.get(code_id, _NOTHING):
                    found[code_id] = matched
        return found

    def _candidates(self, parts: Sequence[str]) -> Iterable[_Number]:
        """Numbers that the typed parts begin, and, for several parts, those that hold the last of them."""
        compact = "".join(parts)
        first = bisect_left(self._numbers, (compact,))
        for number in islice(self._numbers, first, None):
            if not number.compact.startswith(compact):
                break
            yield number
        if len(parts) > 1:
            yield from self._by_part.get(parts[-1], ())


def _beginning_cost(typed: Sequence[str], parts: Sequence[str], *, has_digit: bool) -> int:
    """How well typed parts begin a number: by whole parts 1, by digits 2 or 3, with parts left out 4; 0 for not."""
    count = len(typed)
    if tuple(parts[:count]) == tuple(typed):
        return 1
    if (
        tuple(parts[: count - 1]) == tuple(typed[:-1])
        and len(parts) >= count
        and parts[count - 1].startswith(typed[-1])
    ):
        return 2
    if has_digit and "".join(parts).startswith("".join(typed)):
        return 3
    rest = iter(parts)
    return 4 if count > 1 and all(part in rest for part in typed) else 0
