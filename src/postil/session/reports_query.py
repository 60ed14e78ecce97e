"""From a figure of a report to the query that finds the passages behind it.

Invariant: a query finds just what the figure counts, as far as names can say it: a name that means something else to
the query language gives way to a number, a path or an id, and ``found_by`` tells how much a query finds, so that a
difference can be told. Where a report is limited by a query, that query stands first.
"""

from __future__ import annotations

from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

from postil.errors import QueryError
from postil.find.query.asked import possible
from postil.find.query.finding import find, parse
from postil.find.query.names import ATTRIBUTE_PREFIX, FIELDS, Names
from postil.find.query.nodes import Asked, CodeNamed, Every, Flag, Near, Not, Same, Some, written
from postil.find.query.wild import literal
from postil.model.decision import CONSENSUS
from postil.model.eligible import people
from postil.reports.counting import NOBODY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from postil.find.query.nodes import Node
    from postil.model.codebook import Code
    from postil.model.study import Study
    from postil.reports.behind import Behind, Unit
    from postil.reports.counting import Counting

_OF_ALL_ASKED = frozenset({"said", "reviewed", "read", "to do"})
"""What is counted on all that was asked for by who and where, whatever the limit finds there."""
_ALL = "*"
"""As a value: everything that has one."""


def found_by(study: Study, query: str, unit: Unit) -> int:
    """How many of something a query finds, each once.

    Raises:
        QueryError: the query cannot be read.
    """
    found = find(study, query)
    if unit == "paragraphs":
        return len(found)
    laid_out = list(found.laid_out())
    codings = [coding for _, here in laid_out for coding in here]
    counted: dict[Unit, Callable[[], int]] = {
        "codings": lambda: len(codings),
        "coders": lambda: len({coding.coder for coding in codings}),
        "codes": lambda: len({coding.code for coding in codings}),
        "transcripts": lambda: len({place.transcript for place, _ in laid_out}),
        "cases": lambda: len({study.cases.at(place) for place, _ in laid_out} - {NOBODY}),
    }
    return counted[unit]()


class Asker:
    """Writes queries for the figures of one count."""

    def __init__(self, counting: Counting) -> None:
        self.counting = counting
        self._study = counting.study
        self._names = Names(counting.study, "")
        self._written: dict[Behind, str] = {}

    def query(self, behind: Behind) -> str:
        """The query that finds what stands behind a figure."""
        if behind not in self._written:
            self._written[behind] = written(self._node(behind) or _everywhere())
        return self._written[behind]

    def _node(self, behind: Behind) -> Node | None:
        standing, whose = self._passages(behind), list(self._whose(behind))
        if not self.counting.query:
            return _every([_some(standing), *whose])
        limit = parse(self.counting.query)
        if behind.stands in _OF_ALL_ASKED:
            return _every([possible(limit), _some(standing), *whose])
        own_codes = bool(behind.codes)
        return _some(_limited(limit, _every([one, *whose]), own_codes=own_codes) for one in standing or [None])

    # ---- what stands there ----

    def _passages(self, behind: Behind) -> list[Node | None]:
        """The codings or marks that are counted, and who put them there, as one or the other; none for all words."""
        if behind.stands == "said":
            return []
        if behind.stands == "to do":
            return [Not(Every((Flag("reviewed"), _by(behind.coder))))]
        if behind.stands == "reviewed":
            return [self._reviewed(behind)]
        if behind.stands == "read":
            return self._read()
        standing = self._codes(behind) if behind.stands == "coded" and behind.codes else Flag(behind.stands)
        coders = (behind.coder,) if behind.coder else self._coders(behind)
        if standing == Flag("coded") and coders:
            return [_by(coder) for coder in coders]
        if behind.join == "all" and len(coders) > 1 and isinstance(standing, Every):  # each of the codes by any of them
            return [_every(_some(_every([one, _by(coder)]) for coder in coders) for one in standing.parts)]
        return [_every([standing, _by(coder)]) for coder in coders] or [standing]

    def _coders(self, behind: Behind) -> Sequence[str]:
        """Whose codings count, where it has to be said."""
        coders = self.counting.coders
        apart = behind.join == "one coder" and len(coders) > 1
        return coders if self.counting.left_out or apart else ()

    def _codes(self, behind: Behind) -> Node | None:
        book = self._study.codebook
        codes = [
            CodeNamed(literal(self._code(code)), alone=not behind.below)
            for one in behind.codes
            if (code := book.get(one))
        ]
        return _some(codes) if behind.join == "any" else _every(codes)

    def _code(self, code: Code) -> str:
        """The shortest name that only this code has."""
        book = self._study.codebook
        names = (code.number, code.name, book.path(code.id))
        return next((name for name in names if name and book.find(name) == (code,)), code.id)

    def _reviewed(self, behind: Behind) -> Node | None:
        mark = Flag("reviewed")
        if behind.coder:
            return Every((mark, _by(behind.coder)))
        if behind.by == 1 and CONSENSUS not in self._readers:
            return mark
        groups = combinations((coder for coder in self._readers if coder != CONSENSUS), behind.by)
        return _some(Every((mark, *map(_by, group))) for group in groups) or _nowhere()

    def _read(self) -> list[Node | None]:
        """Marks or codings of those who count as readers."""
        readers = self.counting.reading.readers
        if set(people(self._study)) <= set(readers):
            return [Flag("reviewed"), Flag("coded")]
        marks: list[Node | None] = [
            node for reader in readers for node in (Every((Flag("reviewed"), _by(reader))), _by(reader))
        ]
        return marks or [_nowhere()]

    @cached_property
    def _readers(self) -> list[str]:
        """Everybody who has reviewed anything, the consensus layer too."""
        marked = self._study.coders_with_marks()
        return [*(coder for coder in people(self._study) if coder in marked - {CONSENSUS}), *(marked & {CONSENSUS})]

    # ---- whose words they are ----

    def _whose(self, behind: Behind) -> Iterable[Node | None]:
        """Cases, transcripts, speaker and role."""
        yield self._cases(behind)
        current = self.counting.transcripts
        if behind.transcripts and len(set(behind.transcripts)) < len(current):
            yield _some(Asked("transcript", ":", self._transcript(one)) for one in behind.transcripts)
        if behind.speaker is not None:
            yield Asked("speaker", ":", literal(behind.speaker)) if behind.speaker else Not(Asked("speaker", ":", _ALL))
        if behind.role:
            yield Asked("role", ":", behind.role)

    def _transcript(self, one: str) -> str:
        text = self._study.transcripts[one]
        for name in (text.name, text.source):
            if name and self._means(self._names.transcripts, "transcript", literal(name)) == {one}:
                return literal(name)
        return one

    def _cases(self, behind: Behind) -> Node | None:
        if not behind.cases:
            return None
        wanted = frozenset(case for case in behind.cases if case != NOBODY)
        nobody = Not(Asked("case", ":", _ALL)) if NOBODY in behind.cases else None
        if not wanted:
            return nobody
        named = self._by_value(*behind.value, wanted) or self._by_name(behind.cases, wanted)
        return _some([named, nobody] if nobody else [named])

    def _by_value(self, attribute: str, value: str, wanted: frozenset[str]) -> Node | None:
        """The cases by the value of their attribute, where that means just these."""
        if not attribute:
            return None
        reserved = attribute.lower() in {*FIELDS, "code", "only"}
        name = f"{ATTRIBUTE_PREFIX}{attribute}" if reserved else attribute
        if value == NOBODY:
            having = self._with_words(self._means(self._names.cases, name, _ALL))
            every = self._with_words(frozenset(self._study.cases.all))
            if every - having == wanted:
                return Every((Asked("case", ":", _ALL), Not(Asked(name, ":", _ALL))))
            return None
        for text in (literal(value), f"{literal(value)}{_ALL}"):
            if self._with_words(self._means(self._names.cases, name, text)) == wanted:
                return Asked(name, ":", text)
        return None

    def _by_name(self, cases: Sequence[str], wanted: frozenset[str]) -> Node | None:
        if self._with_words(frozenset(self._study.cases.all)) == wanted:
            return Asked("case", ":", _ALL)
        return _some(Asked("case", ":", self._case(case)) for case in cases if case != NOBODY)

    def _case(self, one: str) -> str:
        name = literal(self._study.cases.all[one].name)
        return name if self._means(self._names.cases, "case", name) == {one} else literal(one)

    def _with_words(self, cases: frozenset[str]) -> frozenset[str]:
        return frozenset(case for case in cases if self.counting.words.get(case))

    @staticmethod
    def _means(meant: Callable[[Asked], frozenset[str]], field: str, value: str) -> frozenset[str]:
        """What a value means to the query language; nothing if it means nothing, or may mean several things."""
        try:
            return meant(Asked(field, ":", value))
        except QueryError:
            return frozenset()


def _by(coder: str) -> Node:
    return Flag(CONSENSUS) if coder == CONSENSUS else Asked("coder", ":", literal(coder))


def _nowhere() -> Node:
    return Every((Flag("coded"), Not(Flag("coded"))))


def _everywhere() -> Node:
    return Some((Flag("coded"), Not(Flag("coded"))))


def _some(nodes: Iterable[Node | None]) -> Node | None:
    """Any of the nodes."""
    parts = tuple(dict.fromkeys(node for node in nodes if node is not None))
    return Some(parts) if len(parts) > 1 else parts[0] if parts else None


def _every(nodes: Iterable[Node | None]) -> Node | None:
    """All of the nodes, none inside another AND; who put codings there stays beside what it was said of."""
    parts = tuple(dict.fromkeys(node for node in nodes if node is not None))
    if len(parts) == 1:
        return parts[0]
    flat = tuple(inner for part in parts for inner in (part.parts if isinstance(part, Every) else (part,)))
    return Every(flat) if flat else None


def _limited(limit: Node, node: Node | None, *, own_codes: bool) -> Node | None:
    """What stands behind a figure of a report that is limited by a query.

    The limit asks for the codings of its own codes, too; where the figure has codes of its own, those are not meant, so
    that what names codes in the limit only says where: ``where(...)``.
    """
    if node is None:
        return limit
    parts = limit.parts if isinstance(limit, Every) else (limit,)
    if own_codes:
        parts = tuple(Not(Not(part)) if _names_codes(part) else part for part in parts)
    return _every([*parts, node])


def _names_codes(node: Node) -> bool:
    """Whether a query asks for codes outside NOT."""
    match node:
        case CodeNamed():
            return True
        case Every(parts) | Some(parts):
            return any(map(_names_codes, parts))
        case Near(first, second) | Same(first, second):
            return _names_codes(first) or _names_codes(second)
    return False
