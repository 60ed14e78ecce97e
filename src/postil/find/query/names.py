"""Whom and what the names in a query mean: codes, coders, cases, transcripts, speakers and attributes of a study.

A name means what is called so; else what is called so but for accents and kinds of quotes and dashes; else the only
thing whose name begins so. With wildcards it means all that it matches. Invariant: nothing is guessed in silence. What
was not typed in full is told (``Names.understood``), and where nothing or too much is meant, the error says where it
stands in the query and what is nearest to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.errors import CaseError, QueryError
from postil.find.query.index import index_of
from postil.find.query.near import as_typed, codes_near, either, excerpt, few, meant_by, nearest, value_before
from postil.find.query.nodes import FLAGS, Asked, named, quoted, written
from postil.find.query.run_on import RunOn, with_spaces
from postil.find.query.wild import MANY, Wild, folded_name, is_wild, plain_value
from postil.model.codebook import matching_name
from postil.model.decision import CONSENSUS
from postil.model.eligible import current_transcripts, people
from postil.model.transcript import ROLES
from postil.text.counted import counted
from postil.text.understood import Understood

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from postil.find.query.nodes import CodeNamed, Where
    from postil.model.case import Attribute, Case
    from postil.model.codebook import Code
    from postil.model.study import Study

FIELDS = ("coder", "case", "transcript", "speaker", "role", "text", "memo")
"""Names before a colon that are no attributes; ``case.NAME`` asks for the attribute of such a name."""
ATTRIBUTE_PREFIX = "case."


class Names:
    """What the names in one query mean in one study."""

    def __init__(self, study: Study, query: str) -> None:
        self._study = study
        self._query = query
        self._run_on = RunOn(study, query)
        self._understood: dict[Where, Understood] = {}

    @property
    def understood(self) -> tuple[Understood, ...]:
        """What the names that were asked for so far were taken for, where they were not typed in full; in order."""
        return tuple(self._understood[at] for at in sorted(self._understood))

    def _note(self, at: Where, what: str, meant: Iterable[str], besides: str = "") -> None:
        typed, besides = self._query[at[0] : at[1]], besides or self._in_quotes(at)
        self._understood[at] = Understood(at[0], at[1], typed, what, tuple(meant), besides)

    # ---- codes ----

    def codes(self, node: CodeNamed) -> frozenset[str]:
        """Ids of the codes that are named, and of those under them unless they are asked for alone.

        Raises:
            QueryError: no code, or several, have this name.
        """
        book = self._study.codebook
        found = {code.id for code in self._codes(node)}
        todo = [] if node.alone else list(found)
        while todo:
            for below in book.children(todo.pop()):
                if below.id not in found:
                    found.add(below.id)
                    todo.append(below.id)
        return frozenset(found)

    def _codes(self, node: CodeNamed) -> Sequence[Code]:
        book, name = self._study.codebook, plain_value(node.name)
        if is_wild(node.name):
            wild, by_path = Wild(node.name), "/" in name
            found = [
                code
                for code in book
                if any(
                    map(
                        wild.matches,
                        filter(None, (code.name, code.number, *code.aliases, book.path(code.id) if by_path else "")),
                    )
                )
            ]
            if found:
                self._note(node.at, "code", map(self._told, found))
                return found
        else:
            found = list(book.find(name)) or self._codes_like(name)
            if len(found) == 1:
                (code,) = found
                full = (code.id, code.number, code.name, book.path(code.id))
                if matching_name(name) not in map(matching_name, filter(None, full)):
                    self._note(node.at, "code", [self._told(code)])
                return found
            if found:
                raise self._several_codes(node, found)
        raise self._no_code(node, name)

    def _no_code(self, node: CodeNamed, name: str) -> QueryError:
        book = self._study.codebook
        hint = self._in_quotes(node.at) or meant_by(self._query, node.at) or self._one_more_value(node)
        if not hint and not len(book):
            return self.error("the study has no codes", "import a codebook first", node.at)
        if not hint:
            hint = codes_near(node.name, book)
        return self.error(f"there is no code “{excerpt(name)}”", hint, node.at)

    def _one_more_value(self, node: CodeNamed) -> str:
        """What to write where a second value stands by itself, as in ``region:north OR south``."""
        name = value_before(self._query, node.at)
        asked = Asked(name, ":", node.name, node.at, node.at)
        asks: dict[str, Callable[[Asked], object]] = {
            "coder": self.coder,
            "transcript": self.transcripts,
            "speaker": self.speakers,
        }
        try:
            if name and not (name.lower() == "role" and self.roles(asked)):
                asks.get(name.lower(), self.cases)(asked)
        except QueryError:
            return ""
        return f"each value has its name before it: write {written(asked)}" if name else ""

    def _codes_like(self, name: str) -> list[Code]:
        """Codes that are called so but for accents; else those of which a name, a path or an alias begins so."""
        book, wanted = self._study.codebook, folded_name(name)
        named_by: tuple[Callable[[Code], Iterable[str]], ...] = (
            lambda code: (code.name,),
            lambda code: (book.path(code.id),),
            lambda code: code.aliases,
        )
        for meets in (str.__eq__, str.startswith):
            for names in named_by if wanted else ():
                found = [code for code in book if any(meets(folded_name(each), wanted) for each in names(code))]
                if found:
                    return found
        return []

    def _several_codes(self, node: CodeNamed, found: Sequence[Code]) -> QueryError:
        book = self._study.codebook
        if run := self._in_quotes(node.at):
            return self.error(f"“{excerpt(plain_value(node.name))}” may be any of {len(found)} codes", run, node.at)
        names = [f"{named(book.path(code.id))} ({code.id})" for code in found]
        what = f"“{excerpt(plain_value(node.name))}” may be any of {len(found)} codes"
        every = "" if book.find(plain_value(node.name)) else f", or {quoted(node.name + '*')} for all"
        return self.error(what, f"say {either(names)}{every}", node.at)

    def _in_quotes(self, at: Where, names: Iterable[str] = ()) -> str:
        """What to do where a word is part of a name of several words without quotes; empty where it is not."""
        text = self._run_on.quoted(at, names)
        return f"a name of several words stands in quotes: {text}" if text else ""

    def _told(self, code: Code) -> str:
        path = self._study.codebook.path(code.id)
        return f"{path} ({code.number})" if code.number else path

    # ---- people and transcripts ----

    def coder(self, node: Asked) -> str:
        """The coder that is named."""
        self._only_equal(node)
        text = plain_value(node.value)
        if not is_wild(node.value) and (text in self._study.coders or text in index_of(self._study).coders()):
            return text  # without a walk over all codings and marks
        found = self._some(node, {name: (name,) for name in [*people(self._study), CONSENSUS]}, "coder")
        if len(found) > 1:
            hint = f"say {either(sorted(found))}, ask for each in an OR, or leave coder: out for everybody's"
            raise self.error(f"“{excerpt(text)}” may be any of {len(found)} coders", hint, node.value_at)
        return next(iter(found))

    def cases(self, node: Asked) -> frozenset[str]:
        """Ids of the cases that are named, or that have such a value of an attribute."""
        known = self._study.cases.all
        if node.name.lower() == "case":
            self._only_equal(node)
            return self._some(node, {key: (case.name,) for key, case in known.items()}, "case")
        return self._with_value(node, known)

    def transcripts(self, node: Asked) -> frozenset[str]:
        """Ids of the transcripts that are named."""
        self._only_equal(node)
        known = {text.id: (text.name, text.source) for text in current_transcripts(self._study)}
        return self._some(node, known, "transcript")

    def speakers(self, node: Asked) -> frozenset[str]:
        """The labels that are named."""
        self._only_equal(node)
        alike: dict[str, dict[str, None]] = {}
        for label in dict.fromkeys(label for reading in index_of(self._study).readings for label in reading.speakers):
            if label:
                alike.setdefault(matching_name(label), {})[label] = None
        found = self._some(node, {key: tuple(labels) for key, labels in alike.items()}, "speaker")
        return frozenset(label for key in found for label in alike[key])

    def roles(self, node: Asked) -> frozenset[str]:
        """The roles of speakers that are named; none where only an attribute of this name can be meant."""
        self._only_equal(node)
        text = plain_value(node.value)
        attribute = next((name for name in self._study.cases.attributes if matching_name(name) == "role"), None)
        if is_wild(node.value):
            found = list(filter(Wild(node.value).matches, ROLES))
        elif (wanted := folded_name(text)) in ROLES:
            return frozenset({wanted})
        else:
            found = [role for role in ROLES if wanted and role.startswith(wanted)]
        if attribute is None:
            if not found or (len(found) > 1 and not is_wild(node.value)):
                raise self.error(f"there is no role “{excerpt(text)}”", f"roles are {', '.join(ROLES)}", node.value_at)
            self._note(node.value_at, "role", found)
        elif found:
            values = [case.values.get(attribute, "") for case in self._study.cases.all.values()]
            wild = Wild(node.value if is_wild(node.value) else node.value + "*")
            if any(value and wild.matches(value) for value in values):
                hint = f"say role:{found[0]}, or {written(Asked('case.role', ':', node.value))} for the attribute"
                what = f"“{excerpt(text)}” may be who speaks ({either(found)}) or an attribute of the cases"
                raise self.error(what, hint, node.value_at)
            self._note(node.value_at, "role", found)
        return frozenset(found)

    # ---- attributes ----

    def _with_value(self, node: Asked, cases: Mapping[str, Case]) -> frozenset[str]:
        name, attribute = self._attribute(node)
        values = {key: case.values.get(name, "") for key, case in cases.items()}
        if node.comparison == ":" and node.value.strip() == MANY:
            return frozenset(key for key, value in values.items() if value)
        if ".." in node.value and node.comparison == ":" and attribute.kind in {"number", "date"}:
            return self._between(node, attribute, values)
        if node.comparison == ":":
            return self._equal(node, name, attribute, values)
        if attribute.kind not in {"number", "date"}:
            raise self.error(
                f"{name} is no number or date, and is not compared by “{node.comparison}”",
                f"write {name}:VALUE",
                node.at,
            )
        limit = self._key(node, attribute, node.value)
        meets = _MEETS[node.comparison]
        return frozenset(key for key, value in values.items() if value and meets(_order(attribute, value), limit))

    def _attribute(self, node: Asked) -> tuple[str, Attribute]:
        known = self._study.cases.attributes
        asked = node.name
        if asked.lower().startswith(ATTRIBUTE_PREFIX) and asked not in known:
            asked = asked[len(ATTRIBUTE_PREFIX) :]
        if asked in known:
            return asked, known[asked]
        for alike in (matching_name, with_spaces):
            found = [name for name in known if alike(name) == alike(asked)]
            if len(found) == 1:
                if alike is with_spaces:
                    self._note(node.at, "attribute", found)
                return found[0], known[found[0]]
            if found:
                hint = f"say {either([named(name) for name in found])}, just so"
                raise self.error(f"“{excerpt(asked)}” may be any of {len(found)} attributes", hint, node.at)
        if asked.lower() in FLAGS:
            raise self.error(f"“{asked}” stands alone", f"take “{node.comparison}” and what follows away", node.at)
        near = nearest(asked, [*FIELDS, "code", "only", *known])
        hint = f"near it: {', '.join(near)}" if near else f"there are {few([*map(named, known), *FIELDS])}"
        if self._study.codebook.find(asked):
            hint = "it is a code, and is not compared"
        raise self.error(f"there is no attribute or field “{excerpt(asked)}”", hint, node.at)

    def _between(self, node: Asked, attribute: Attribute, values: Mapping[str, str]) -> frozenset[str]:
        low, _, high = node.value.partition("..")
        least = self._key(node, attribute, low) if low.strip() else None
        most = self._key(node, attribute, high) if high.strip() else None
        if least is not None and most is not None and least > most:
            hint = f"write {written(Asked(node.name, ':', f'{high.strip()}..{low.strip()}'))}"
            raise self.error(f"nothing is from {low.strip()} to {high.strip()}", hint, node.value_at)
        keys = {key: _order(attribute, value) for key, value in values.items() if value}
        return frozenset(
            key for key, at in keys.items() if (least is None or at >= least) and (most is None or at <= most)
        )

    def _equal(self, node: Asked, name: str, attribute: Attribute, values: Mapping[str, str]) -> frozenset[str]:
        if attribute.kind == "date" and is_wild(node.value):
            wild = Wild(node.value)
            return frozenset(key for key, value in values.items() if value and wild.matches(value))
        if attribute.kind == "number" and is_wild(node.value):
            hint = f"write {written(Asked(name, ':', '2..3'))}, or compare by < and >"
            raise self.error(f"{name} is a number, and numbers have no wildcards", hint, node.value_at)
        if attribute.kind in {"number", "date"}:
            wanted_key = self._key(node, attribute, node.value)
            return frozenset(key for key, value in values.items() if value and _order(attribute, value) == wanted_key)
        every = dict.fromkeys([*attribute.choices, *filter(None, values.values())])
        missing = f"no case has {name} “{excerpt(plain_value(node.value))}”"
        meant = self._some(node, {value: (value,) for value in every}, "value", missing)
        self._note_what_holds_it(node, every, meant)
        return frozenset(key for key, value in values.items() if value in meant)

    def _note_what_holds_it(self, node: Asked, every: Iterable[str], meant: frozenset[str]) -> None:
        """Tell of values that hold what was typed and are not meant, lest they be thought of as found."""
        if is_wild(node.value):
            return
        text = folded_name(plain_value(node.value))
        others = sum(text in folded_name(value) for value in every if value not in meant)
        told: list[str] = []
        if node.name.lower() == "role":
            told.append("role is an attribute of the cases here")
        if others:
            holding = written(Asked(node.name, ":", f"{MANY}{node.value}{MANY}"))
            told.append(f"{counted(others, 'other value holds', 'other values hold')} it, too: {holding}")
        if told:
            self._note(node.value_at, "value", [value for value in every if value in meant], "; ".join(told))

    def _key(self, node: Asked, attribute: Attribute, text: str) -> tuple[int, float, str]:
        try:
            value = attribute.value_of(plain_value(text))
        except CaseError as error:
            raise self.error(error.message, error.hint, node.value_at) from None
        return _order(attribute, value)

    # ---- names ----

    def _only_equal(self, node: Asked) -> None:
        if node.comparison != ":":
            raise self.error(f"{node.name} is not compared by “{node.comparison}”", f"write {node.name}:NAME", node.at)

    def _some(self, node: Asked, known: Mapping[str, Sequence[str]], what: str, missing: str = "") -> frozenset[str]:
        """Which of these are named.

        Args:
            node: the condition.
            known: id -> names, the first of which is what it is called. An id is named in full only.
            what: what they are, in one word.
            missing: the error where none is named; by default that there is no such thing.
        """
        text = plain_value(node.value)
        if is_wild(node.value):
            wild = Wild(node.value)
            found = [key for key, names in known.items() if any(map(wild.matches, names))]
            if found and node.value.strip() != MANY:
                self._note(node.value_at, what, [known[key][0] for key in found])
            if found or node.value.strip() == MANY:
                return frozenset(found)
        else:
            found = self._called(node, text, known, what)
            if found:
                return frozenset(found)
        names = [each[0] for each in known.values()]
        near = list(map(as_typed, nearest(text.replace(MANY, " ").strip() or text, names)))
        there = f"there are {few(list(map(as_typed, names)))}" if known else f"the study has no {what}"
        hint = self._in_quotes(node.value_at, names) or (f"near it: {', '.join(near)}" if near else there)
        raise self.error(missing or f"there is no {what} “{excerpt(text)}”", hint, node.value_at)

    def _called(self, node: Asked, text: str, known: Mapping[str, Sequence[str]], what: str) -> list[str]:
        """Those that are called so, the only one whose name begins so, or nothing."""
        exact, folded = matching_name(text), folded_name(text)
        steps: tuple[Callable[[str, Sequence[str]], bool], ...] = (
            lambda _, names: matching_name(names[0]) == exact,
            lambda key, names: exact in map(matching_name, (*names, key)),
            lambda _, names: bool(folded) and folded in map(folded_name, names),
            lambda _, names: bool(folded) and any(folded_name(name).startswith(folded) for name in names),
        )
        for number, meets in enumerate(steps):
            found = [key for key, names in known.items() if meets(key, names)]
            if number == len(steps) - 1 and len(found) > 1:
                names = [named(known[key][0]) for key in found]
                every = f"say {either(names)}, or {quoted(node.value + MANY)} for all"
                hint = self._in_quotes(node.value_at, (names[0] for names in known.values())) or every
                raise self.error(f"“{excerpt(text)}” may be any of {len(found)} {what}s", hint, node.value_at)
            if found:
                if number:
                    self._note(node.value_at, what, [known[key][0] for key in found])
                return found
        return []

    def error(self, message: str, hint: str, at: Where) -> QueryError:
        """What is wrong at a place of the query."""
        return QueryError(message, hint, query=self._query, start=at[0], end=at[1])


def _order(attribute: Attribute, value: str) -> tuple[int, float, str]:
    """What values are compared by; one number is one, however it is written."""
    kind, number, text = attribute.sort_key(value)
    return (kind, number, "" if attribute.kind == "number" and kind == 0 else text)


_MEETS: dict[str, Callable[[tuple[int, float, str], tuple[int, float, str]], bool]] = {
    "<": lambda value, limit: value < limit,
    "<=": lambda value, limit: value <= limit,
    ">": lambda value, limit: value > limit,
    ">=": lambda value, limit: value >= limit,
}
