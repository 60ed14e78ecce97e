"""Whom and what the names in a query mean: codes, coders, cases, transcripts, speakers and attributes of a study.

Invariant: nothing is guessed. A name means one thing, by itself or by a beginning that only one thing has, or the error
says where it stands in the query and what is nearest to it. ``*`` at the end of a value means all that begin so.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from postil.errors import CaseError, QueryError
from postil.find.query_index import index_of
from postil.find.query_nodes import quoted
from postil.model.codebook import matching_name
from postil.model.decision import CONSENSUS
from postil.model.eligible import current_transcripts, people
from postil.model.transcript import ROLES
from postil.model.voices import speakers_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from postil.find.query_nodes import Asked, CodeNamed, Where
    from postil.model.case import Attribute, Case
    from postil.model.codebook import Code
    from postil.model.study import Study

FIELDS = ("coder", "case", "transcript", "speaker", "role", "text", "memo")
"""Names before a colon that are no attributes; ``case.NAME`` asks for the attribute of such a name."""
ATTRIBUTE_PREFIX = "case."
_LONGEST = 80
_SHOWN = 5
_PROPOSED = 3


class Names:
    """What the names in one query mean in one study."""

    def __init__(self, study: Study, query: str) -> None:
        self._study = study
        self._query = query

    def codes(self, node: CodeNamed) -> frozenset[str]:
        """Ids of the code that is named, and of those under it unless it is asked for alone.

        Raises:
            QueryError: no code, or several, have this name.
        """
        book = self._study.codebook
        code = self._code(node)
        found, todo = {code.id}, [] if node.alone else [code.id]
        while todo:
            for below in book.children(todo.pop()):
                if below.id not in found:
                    found.add(below.id)
                    todo.append(below.id)
        return frozenset(found)

    def _code(self, node: CodeNamed) -> Code:
        book = self._study.codebook
        found = book.find(node.name)
        if not found:
            wanted = matching_name(node.name)
            found = tuple(code for code in book if wanted and matching_name(code.name).startswith(wanted)) or tuple(
                code for code in book if wanted and matching_name(book.path(code.id)).startswith(wanted)
            )
        if len(found) == 1:
            return found[0]
        if found:
            names = [f"{quoted(book.path(code.id))} ({code.id})" for code in found]
            raise self.error(f"“{_excerpt(node.name)}” may be any of {len(found)} codes", f"say {_or(names)}", node.at)
        if not len(book):
            raise self.error("the study has no codes", "import a codebook first", node.at)
        spellings = {spelling: code for code in book for spelling in (code.name, code.number, code.id) if spelling}
        near = dict.fromkeys(_written_code(spellings[name]) for name in _nearest(node.name, list(spellings)))
        raise self.error(f"there is no code “{_excerpt(node.name)}”", f"near it: {', '.join(near)}", node.at)

    def coder(self, node: Asked) -> str:
        """The coder that is named."""
        self._only_equal(node)
        if node.value in self._study.coders or node.value in index_of(self._study).coders():
            return node.value  # without a walk over all codings and marks
        known = {name: (name,) for name in [*people(self._study), CONSENSUS]}
        return self._one(node, known, "coder")

    def cases(self, node: Asked) -> frozenset[str]:
        """Ids of the cases that are named, or that have such a value of an attribute."""
        known = self._study.cases.all
        if node.name.lower() == "case":
            self._only_equal(node)
            return self._some(node, {key: (case.name, key) for key, case in known.items()}, "case")
        return self._with_value(node, known)

    def transcripts(self, node: Asked) -> frozenset[str]:
        """Ids of the transcripts that are named."""
        self._only_equal(node)
        known = {text.id: (text.name, text.source, text.id) for text in current_transcripts(self._study)}
        return self._some(node, known, "transcript")

    def speakers(self, node: Asked) -> frozenset[str]:
        """The labels that are named."""
        self._only_equal(node)
        every = {label for text in current_transcripts(self._study) for label in speakers_of(text)}
        alike: dict[str, set[str]] = {}
        for label in every:
            alike.setdefault(matching_name(label), set()).add(label)
        found = self._some(node, {key: tuple(sorted(labels)) for key, labels in sorted(alike.items())}, "speaker")
        return frozenset(label for key in found for label in alike[key])

    def role(self, node: Asked) -> str:
        """The role of speakers that is named; empty where only an attribute of this name can be meant."""
        self._only_equal(node)
        wanted = matching_name(node.value)
        found = [role for role in ROLES if wanted and role.startswith(wanted)]
        if len(found) == 1:
            return found[0]
        if any(matching_name(name) == "role" for name in self._study.cases.attributes):
            return ""
        raise self.error(f"there is no role “{_excerpt(node.value)}”", f"roles are {', '.join(ROLES)}", node.value_at)

    # ---- attributes ----

    def _with_value(self, node: Asked, cases: Mapping[str, Case]) -> frozenset[str]:
        name, attribute = self._attribute(node)
        values = {key: case.values.get(name, "") for key, case in cases.items()}
        if node.comparison == ":" and node.value.strip() == "*":
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
        found = [name for name in known if matching_name(name) == matching_name(asked)]
        if len(found) == 1:
            return found[0], known[found[0]]
        if asked in known:
            return asked, known[asked]
        if found:
            hint = f"say {_or([quoted(name) for name in found])}, just so"
            raise self.error(f"“{_excerpt(asked)}” may be any of {len(found)} attributes", hint, node.at)
        every = [*FIELDS, "code", "only", *known]
        near = _nearest(asked, every)
        raise self.error(f"there is no attribute or field “{_excerpt(asked)}”", f"near it: {', '.join(near)}", node.at)

    def _between(self, node: Asked, attribute: Attribute, values: Mapping[str, str]) -> frozenset[str]:
        low, _, high = node.value.partition("..")
        least = self._key(node, attribute, low) if low.strip() else None
        most = self._key(node, attribute, high) if high.strip() else None
        keys = {key: _order(attribute, value) for key, value in values.items() if value}
        return frozenset(
            key for key, at in keys.items() if (least is None or at >= least) and (most is None or at <= most)
        )

    def _equal(self, node: Asked, name: str, attribute: Attribute, values: Mapping[str, str]) -> frozenset[str]:
        if attribute.kind == "date" and node.value.endswith("*"):
            return frozenset(key for key, value in values.items() if value.startswith(node.value[:-1].strip()))
        if attribute.kind in {"number", "date"}:
            wanted_key = self._key(node, attribute, node.value)
            return frozenset(key for key, value in values.items() if value and _order(attribute, value) == wanted_key)
        every = dict.fromkeys([*attribute.choices, *filter(None, values.values())])
        try:
            meant = self._some(node, {value: (value,) for value in every}, name)
        except QueryError as error:
            fault = f"no case has {name} “{_excerpt(node.value)}”" if "there is no" in error.message else error.message
            raise self.error(fault, error.hint, node.value_at) from None
        return frozenset(key for key, value in values.items() if value in meant)

    def _key(self, node: Asked, attribute: Attribute, text: str) -> tuple[int, float, str]:
        try:
            value = attribute.value_of(text)
        except CaseError as error:
            raise self.error(error.message, error.hint, node.value_at) from None
        return _order(attribute, value)

    # ---- names ----

    def _only_equal(self, node: Asked) -> None:
        if node.comparison != ":":
            raise self.error(f"{node.name} is not compared by “{node.comparison}”", f"write {node.name}:NAME", node.at)

    def _one(self, node: Asked, known: Mapping[str, Sequence[str]], what: str) -> str:
        found = self._some(node, known, what)
        if len(found) > 1:
            hint = f"say {_or(sorted(known[key][0] for key in found))}"
            raise self.error(f"“{_excerpt(node.value)}” may be any of {len(found)} {what}s", hint, node.value_at)
        return next(iter(found))

    def _some(self, node: Asked, known: Mapping[str, Sequence[str]], what: str) -> frozenset[str]:
        """Those that have this name; else the only one whose name begins so; with ``*`` all that begin so."""
        wanted = matching_name(node.value)
        if wanted.endswith("*"):
            begins = wanted[:-1]
            found = [key for key, names in known.items() if any(matching_name(n).startswith(begins) for n in names)]
            if found or not begins:
                return frozenset(found)
        else:
            for names_of in (lambda names: [matching_name(names[0])], lambda names: map(matching_name, names)):
                found = [key for key, names in known.items() if wanted in names_of(names)]
                if found:
                    return frozenset(found)
            found = [key for key, names in known.items() if any(matching_name(n).startswith(wanted) for n in names)]
            if len(found) == 1:
                return frozenset(found)
            if found:
                hint = f"say {_or([quoted(known[key][0]) for key in found])}, or {quoted(node.value + '*')} for all"
                raise self.error(f"“{_excerpt(node.value)}” may be any of {len(found)}", hint, node.value_at)
        near = _nearest(node.value, [names[0] for names in known.values()])
        hint = f"near it: {', '.join(near)}" if near else f"the study has no {what}"
        raise self.error(f"there is no {what} “{_excerpt(node.value)}”", hint, node.value_at)

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


def _excerpt(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _or(names: Sequence[str]) -> str:
    shown = list(names[:_SHOWN])
    return " or ".join(shown) + (f" or one of {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")


def _written_code(code: Code) -> str:
    name = code.name if " " not in code.name else quoted(code.name)
    return f"{name} ({code.number or code.id})"


def _nearest(wanted: str, names: Iterable[str]) -> list[str]:
    """A few names, the one that looks most like ``wanted`` first."""
    return list(_nearest_of(wanted[:_LONGEST], tuple(dict.fromkeys(names))))


@lru_cache(maxsize=64)
def _nearest_of(wanted: str, names: tuple[str, ...]) -> tuple[str, ...]:
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - for an error

    from postil.find.ranking import rank  # noqa: PLC0415 - for an error

    ranked = rank(wanted, list(names))[:1]
    scored = process.extract(wanted, names, scorer=fuzz.WRatio, processor=matching_name, limit=_PROPOSED)
    return tuple(dict.fromkeys([*ranked, *(name for name, _, _ in scored)]))[:_PROPOSED]
