"""Names of several words that were typed without quotes, found again around the word that could not be understood.

Invariant: what is proposed stands in the query as it is, word by word, and has the word in it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.find.query.nodes import named
from postil.find.query.wild import folded_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from postil.find.query.nodes import Where
    from postil.model.study import Study

_MOST_WORDS = 12
_RUN = re.compile(r"""[^\s()",:<>=“”„]+(?:[ \t]+[^\s()",:<>=“”„]+)*""")
_WORD = re.compile(r"\S+")


class RunOn:
    """The names of a study that may have been typed in one query without quotes."""

    def __init__(self, study: Study, query: str) -> None:
        self._study = study
        self._query = query
        self._known: frozenset[str] | None = None

    def quoted(self, at: Where, names: Iterable[str] = ()) -> str:
        """The name that a word is part of, in quotes, as it should be typed; empty where there is none.

        Args:
            at: where the word stands.
            names: what may be meant, besides codes, attributes and their values.
        """
        if len(_WORD.findall(self._query)) < 2:
            return ""
        besides = {with_spaces(name) for name in names}
        text = run_on(self._query, at, lambda text: with_spaces(text) in besides or with_spaces(text) in self.known)
        before = _compared_before(self._query, text, at) if text else ""
        return f"{before + ':' if before else ''}{named(text)}" if text else ""

    @property
    def known(self) -> frozenset[str]:
        """Codes, attributes and their values by all their names, as they are compared."""
        if self._known is None:
            book, cases = self._study.codebook, self._study.cases
            names = {name for code in book for name in (code.name, book.path(code.id), *code.aliases)}
            names |= {*cases.attributes, *(value for case in cases.all.values() for value in case.values.values())}
            self._known = frozenset(map(with_spaces, names))
        return self._known


def run_on(query: str, at: Where, is_name: Callable[[str], bool]) -> str:
    """The longest run of words around a place that is a name, at least two of them; empty where there is none."""
    run = next((found for found in _RUN.finditer(query) if found.start() <= at[0] < found.end()), None)
    if run is None:
        return ""
    words = list(_WORD.finditer(query, run.start(), run.end()))
    here = next(number for number, word in enumerate(words) if word.end() > at[0])
    spans = [
        (first, last)
        for first in range(max(here - _MOST_WORDS, 0), here + 1)
        for last in range(here, min(here + _MOST_WORDS, len(words)))
        if 0 < last - first < _MOST_WORDS
    ]
    for first, last in sorted(spans, key=lambda span: span[0] - span[1]):
        text = " ".join(word[0] for word in words[first : last + 1])
        if is_name(text):
            return text
    return ""


def with_spaces(name: str) -> str:
    """A name as it is compared where ``_`` and ``-`` are spaces."""
    return " ".join(folded_name(name).replace("_", " ").replace("-", " ").split())


def _compared_before(query: str, text: str, at: Where) -> str:
    """The name before the colon that a run of words stands behind, as in ``region:north west``; empty for none."""
    words = r"\s+".join(map(re.escape, text.split()))
    for found in re.finditer(rf"""([^\s()",:<>=“”„]+|"[^"]*")\s*[:=]\s*{words}""", query):
        if found.start() <= at[0] < found.end():
            return found[1]
    return ""
