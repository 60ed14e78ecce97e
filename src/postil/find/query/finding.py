"""What a query finds in a study: paragraphs, and the codings on them that it asks for.

A query is a condition on paragraphs. ``coder:`` and ``doubtful`` say whose codings, marks and memos, and which codings,
count for what stands beside them in one AND; for two coders the rest must hold of each. Where nothing beside them asks
for codings, marks or memos, they ask whether anything is coded so. Invariant: the answer depends on the study and on
the query alone; ``docs/query.md`` has the grammar.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from postil.errors import QueryError
from postil.find.query.asked import possible
from postil.find.query.found import Found, Meant, Whose
from postil.find.query.index import doubtful_codings, index_of
from postil.find.query.names import Names
from postil.find.query.nodes import Asked, CodeNamed, Every, Flag, Near, Not, Pattern, Same, Some, written
from postil.find.query.pattern import PatternFault, SafePattern
from postil.find.query.reading import parse
from postil.find.query.words import Texts, Wanted
from postil.model.coding import Place
from postil.model.decision import CONSENSUS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postil.find.query.index import StudyIndex
    from postil.find.query.nodes import Node, Where
    from postil.model.coding import MemoKey
    from postil.model.selection import Selection
    from postil.model.study import Study
    from postil.text.understood import Understood

__all__ = ["Found", "find", "parse", "select", "understood", "written"]


def select(study: Study, text: str, *, coder: str | None = None) -> Selection:
    """The part of a study that a query asks for.

    Args:
        study: where.
        text: the query.
        coder: whose codings, marks and memos count where the query does not say; None for everybody's.

    Raises:
        QueryError: the query cannot be read, or names what the study does not have.
    """
    return find(study, text, coder=coder).selection()


def find(study: Study, text: str, *, coder: str | None = None) -> Found:
    """Like ``select``, without laying out what was found.

    Raises:
        QueryError: as for ``select``.
    """
    node = parse(text)
    asking = _Asking(study, text)
    whose = Whose(coder or "")
    bits = asking.bits(node, whose)
    named, loose = asking.meant(node, whose)
    meant = named or loose or frozenset({Meant(None, whose)})
    where = possible(node)
    asked = None if where is None else asking.bits(where, Whose())
    return Found(study, node, bits, meant, asking.understood, asked=asked, memos=asking.memos(node, whose))


def understood(study: Study, text: str) -> tuple[Understood, ...]:
    """What the names in a query mean that are not typed in full, without looking for anything.

    Raises:
        QueryError: as for ``select``, but for a pattern that takes too long.
    """
    asking = _Asking(study, text)
    asking.look_up(parse(text))
    return asking.understood


def nothing(study: Study) -> Found:
    """What a query would find that finds nothing."""
    return Found(study, Not(Flag("coded")), 0, frozenset())


class _Asking:
    """One query put to one study."""

    def __init__(self, study: Study, text: str) -> None:
        self._study = study
        self._text = text
        self._index: StudyIndex = index_of(study)
        self._names = Names(study, text)

    @property
    def understood(self) -> tuple[Understood, ...]:
        """What names were taken for so far."""
        return self._names.understood

    def look_up(self, node: Node) -> None:
        """Look all names of a condition up."""
        match node:
            case Not(part):
                self.look_up(part)
            case Every(parts) | Some(parts):
                for part in parts:
                    self.look_up(part)
            case Near(first, second) | Same(first, second):
                self.look_up(first)
                self.look_up(second)
            case CodeNamed():
                self._names.codes(node)
            case Pattern():
                self._safe(node)
            case Asked() if _is_qualifier(node):
                self._names.coder(node)
            case Asked():
                self._look_up_value(node)

    def _look_up_value(self, node: Asked) -> None:
        names = self._names
        match node.name.lower():
            case "transcript":
                names.transcripts(node)
            case "speaker":
                names.speakers(node)
            case "role" if names.roles(node):
                pass
            case "text" | "memo":
                self._wanted(node)
            case _:
                names.cases(node)

    # ---- paragraphs ----

    def bits(self, node: Node, whose: Whose) -> int:
        """The paragraphs that meet a condition."""
        match node:
            case CodeNamed():
                return self._coded(self._names.codes(node), whose)
            case Pattern():
                return self._pattern(node)
            case Not(part):
                return self._index.everything & ~self.bits(part, whose)
            case Some(parts):
                return reduce(or_, [self.bits(part, whose) for part in parts])
            case Near(first, second, within):
                one, other = self.bits(first, whose), self.bits(second, whose)
                return (one & self._index.near(other, within)) | (other & self._index.near(one, within))
            case Same(first, second):
                one, other = self.bits(first, whose), self.bits(second, whose)
                return (one & self._index.turns(other)) | (other & self._index.turns(one))
            case Every(parts):
                return self._every(parts, whose)
            case _ if _is_qualifier(node):
                return self._every((node,), whose)
            case Flag(name):
                return self._flag(name, whose)
            case Asked():
                return self._asked(node, whose)

    def _every(self, parts: tuple[Node, ...], whose: Whose) -> int:
        others, inside, said = self._qualified(parts, whose)
        found = self._index.everything
        for each in inside:
            for other in others:
                found &= self.bits(other, each)
            for is_said, marks in ((said.coder, True), (said.doubtful, False)):
                if is_said:
                    met = self._coded(None, each)
                    found &= reduce(or_, [self._elsewhere(other, each, marks=marks) for other in others], met)
        return found

    def _elsewhere(self, node: Node, whose: Whose, *, marks: bool) -> int:
        """The paragraphs that meet a condition by codings of others near them or, with ``marks``, by marks and memos.

        Whoever made these is told by them, so that the paragraph itself need not be coded. With ``marks`` the same
        holds of what somebody has not read, noted or coded.
        """
        match node:
            case Flag("memo" | "reviewed") | Asked("memo") if marks:
                return self.bits(node, whose)
            case Near(first, second) | Same(first, second):
                asks = any(_asks(part, marks=marks) for part in (first, second))
                return self.bits(node, whose) if asks else 0
            case Not():
                return self.bits(node, whose) if _asks(node, marks=marks) else 0
            case Some(parts):
                return reduce(or_, [self._elsewhere(part, whose, marks=marks) for part in parts])
            case Every(parts) if not (marks and any(map(_is_of_coder, parts))):
                inside = self._qualified(parts, whose)[1][0]
                met = reduce(or_, [self._elsewhere(part, inside, marks=marks) for part in parts])
                return self.bits(node, whose) & met
        return 0

    def _qualified(self, parts: tuple[Node, ...], whose: Whose) -> tuple[list[Node], list[Whose], Whose]:
        """The parts that are conditions, whose codings count for them, and what was said of that here."""
        others = [part for part in parts if not _is_qualifier(part)]
        coders = dict.fromkeys(coder for part in parts if (coder := self._coder(part)))
        doubtful = any(part == Flag("doubtful") for part in parts)
        inside = [Whose(coder, doubtful or whose.doubtful) for coder in coders or {whose.coder: None}]
        return others, inside, Whose("".join(coders), doubtful)

    def _coder(self, node: Node) -> str:
        if node == Flag(CONSENSUS):
            return CONSENSUS
        return self._names.coder(node) if isinstance(node, Asked) and _is_qualifier(node) else ""

    def _coded(self, codes: frozenset[str] | None, whose: Whose) -> int:
        if whose.doubtful:
            return self._index.bits(coding.place for coding in doubtful_codings(self._study, codes, whose.coder))
        return self._index.coded(codes, whose.coder)

    def _flag(self, name: str, whose: Whose) -> int:
        study, index = self._study, self._index
        if name == "coded":
            return self._coded(None, whose)
        if name == "memo":
            return index.bits(key.place for key in self._memos_with(None, whose))
        if name == "quotable":
            return index.known("quotable", lambda: index.bits(passage.place for passage in study.cells.quotable()))
        assert name == "reviewed"
        return index.known(
            ("reviewed", whose.coder),
            lambda: index.bits(
                Place(transcript, n) for transcript, n, coder, _ in study.reviewed_marks() if whose.coder in {"", coder}
            ),
        )

    def _asked(self, node: Asked, whose: Whose) -> int:
        names, index, study = self._names, self._index, self._study
        match node.name.lower():
            case "transcript":
                texts = names.transcripts(node)
                return index.speakers(lambda transcript, _: transcript.id in texts)
            case "speaker":
                labels = names.speakers(node)
                return index.speakers(lambda _, label: label in labels)
            case "role" if roles := names.roles(node):
                return reduce(or_, map(index.roles, roles))
            case "text":
                wanted = self._wanted(node)
                return index.worded(("text", node.value), lambda: index.words(wanted))
            case "memo":
                return index.bits(key.place for key in self._memos_with(self._wanted(node), whose))
        cases = names.cases(node)
        return index.speakers(lambda transcript, label: study.cases.owner(transcript.id, label) in cases)

    def _memos_with(self, wanted: Wanted | None, whose: Whose) -> list[MemoKey]:
        """The memos that have some words; all that count, for None."""
        memos = [(key, str(head.value)) for key, head in self._study.memos() if whose.coder in {"", key.coder}]
        if wanted is None:
            return [key for key, _ in memos]
        having = Texts([text for _, text in memos]).having(wanted)
        return [key for at, (key, _) in enumerate(memos) if having >> at & 1]

    def _wanted(self, node: Asked) -> Wanted:
        if node.comparison != ":":
            raise self._names.error(f"{node.name} is not compared by “{node.comparison}”", "write text:word", node.at)
        if self._text.startswith("/", node.value_at[0]):  # not in quotes; of text: it is no value
            hint = f"ask for words: {node.name}:word; what begins with a slash stands in quotes"
            raise self._names.error("patterns are for text: only", hint, node.value_at)
        wanted = Wanted(node.value)
        if wanted.is_empty:
            raise self._names.error("there is no word to look for", "write one", node.value_at)
        return wanted

    def _safe(self, node: Pattern) -> SafePattern:
        try:
            return SafePattern(node.source, any_case=node.any_case)
        except PatternFault as fault:
            start = min(node.at[0] + fault.at, node.at[1] - 1)
            hint = fault.hint or "see “Patterns” in docs/query.md, or ask for words by text:"
            raise QueryError(str(fault), hint, query=self._text, start=start, end=node.at[1]) from None

    def _pattern(self, node: Pattern) -> int:
        pattern = self._safe(node)
        try:
            return self._index.worded((node.source, node.any_case), lambda: self._searched(pattern))
        except TimeoutError:
            raise self._slow(node.at) from None

    def _searched(self, pattern: SafePattern) -> int:
        paragraphs = [paragraph.text for reading in self._index.readings for paragraph in reading.transcript.paragraphs]
        found = "".join("1" if there else "0" for there in pattern.found_in(paragraphs))
        return int(found[::-1] or "0", 2)

    def _slow(self, at: Where) -> QueryError:
        return self._names.error(
            "searching for this pattern takes too long", "say more exactly what it begins with", at
        )

    # ---- memos and codings ----

    def memos(self, node: Node, whose: Whose) -> frozenset[MemoKey]:
        """The memos that are asked for outside NOT."""
        match node:
            case Flag("memo"):
                return frozenset(self._memos_with(None, whose))
            case Asked("memo"):
                return frozenset(self._memos_with(self._wanted(node), whose))
            case Some(parts):
                return frozenset().union(*(self.memos(part, whose) for part in parts))
            case Near(first, second) | Same(first, second):
                return self.memos(first, whose) | self.memos(second, whose)
            case Every(parts):
                others, inside, _ = self._qualified(parts, whose)
                return frozenset().union(*(self.memos(other, each) for other in others for each in inside))
        return frozenset()

    def meant(self, node: Node, whose: Whose) -> tuple[frozenset[Meant], frozenset[Meant]]:
        """The codings that are asked for outside NOT: by code, and by whose they are only."""
        nothing: frozenset[Meant] = frozenset()
        match node:
            case CodeNamed():
                return frozenset({Meant(self._names.codes(node), whose)}), nothing
            case Flag("coded"):
                return nothing, frozenset({Meant(None, whose)})
            case Some(parts):
                return _union(self.meant(part, whose) for part in parts)
            case Near(first, second) | Same(first, second):
                return _union([self.meant(first, whose), self.meant(second, whose)])
            case Every(parts):
                return self._meant_by_every(parts, whose)
            case _ if _is_qualifier(node):
                return self._meant_by_every((node,), whose)
        return nothing, nothing

    def _meant_by_every(self, parts: tuple[Node, ...], whose: Whose) -> tuple[frozenset[Meant], frozenset[Meant]]:
        others, inside, said = self._qualified(parts, whose)
        named, loose = _union(self.meant(other, each) for other in others for each in inside)
        if said.coder or said.doubtful:
            loose |= {Meant(None, each) for each in inside}
        return named, loose


def _union(
    parts: Iterable[tuple[frozenset[Meant], frozenset[Meant]]],
) -> tuple[frozenset[Meant], frozenset[Meant]]:
    named, loose = frozenset[Meant](), frozenset[Meant]()
    for some_named, some_loose in parts:
        named, loose = named | some_named, loose | some_loose
    return named, loose


def _is_of_coder(node: Node) -> bool:
    """Whether a condition says whose codings count."""
    return node == Flag(CONSENSUS) or (isinstance(node, Asked) and node.name.lower() == "coder")


def _is_qualifier(node: Node) -> bool:
    """Whether a condition says which codings count for those beside it."""
    return node == Flag("doubtful") or _is_of_coder(node)


def _asks(node: Node, *, marks: bool) -> bool:
    """Whether a condition asks for codings outside NOT or, with ``marks``, for marks and memos, whosever they are.

    With ``marks``, ``NOT coded`` asks too, like ``NOT reviewed``: what somebody has not done is asked for. ``NOT F4``
    does not: it says which of their codings are meant.
    """
    match node:
        case CodeNamed() | Flag("coded" | "doubtful"):
            return True
        case Flag("memo" | "reviewed") | Asked("memo"):
            return marks
        case Not(part):
            return marks and _tells_who(part)
        case Near(first, second) | Same(first, second):
            return any(_asks(part, marks=marks) for part in (first, second))
        case Every(parts) if marks and any(map(_is_of_coder, parts)):
            return False
        case Every(parts) | Some(parts):
            return any(_asks(part, marks=marks) for part in parts)
    return not marks and _is_of_coder(node)


def _tells_who(node: Node) -> bool:
    """Whether a condition is on what somebody has done, whatever it is: marks, memos, any coding."""
    match node:
        case Flag("coded" | "memo" | "reviewed") | Asked("memo"):
            return True
        case Not(part):
            return _tells_who(part)
        case Near(first, second) | Same(first, second):
            return _tells_who(first) or _tells_who(second)
        case Every(parts):
            return not any(map(_is_of_coder, parts)) and any(map(_tells_who, parts))
        case Some(parts):
            return any(map(_tells_who, parts))
    return False
