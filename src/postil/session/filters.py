"""The filter of the coding screen: which paragraphs are hits.

A filter never hides text: hits are marked and walked with Tab, the rest is drawn faintly, so that what is
read stays in context.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Literal
from weakref import WeakKeyDictionary

from postil.errors import QueryError
from postil.model.coding import Place
from postil.text.plain import plain_character
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postil.find.query.finding import Found
    from postil.model.study import Study
    from postil.model.transcript import Paragraph
    from postil.session.session import Session
    from postil.text.understood import Understood

What = Literal["code", "speaker", "open", "coded", "uncoded", "memo", "doubtful", "again", "text", "query"]
_EXPLICIT = re.compile(r"""[:()"“<>=*]|(?:^|\s)(?:AND|OR|NOT)(?:\s|$)|(?:^|\s)-\w""", re.IGNORECASE)
"""What is typed only where a query is meant, or the name of a condition that holds it."""
_QUERIES_ALONE = frozenset({"quotable", "reviewed", "consensus"})
"""Words that are queries and no conditions of this list."""


class Filter(NamedTuple):
    """One condition on paragraphs."""

    what: What
    value: str = ""
    """A code's id, a speaker's label, a text or a query, where the condition needs one."""
    label: str = ""
    """How it is shown."""

    def hits(self, session: Session, paragraph: Paragraph) -> bool:
        """Whether a paragraph of the open transcript meets the condition, as far as the coder's work goes (or all)."""
        study, coder, transcript = session.study, session.coder, session.transcript
        place = Place(transcript.id, paragraph.n)
        match self.what:
            case "speaker":
                return paragraph.speaker == self.value
            case "query":
                return _found(session, self.value).has(place)
            case "text":
                return found_at(paragraph.text, self.value) is not None
            case "open":
                return paragraph.spoken and paragraph.n not in study.reviewed(transcript.id, coder or "")
            case "memo":
                return bool(study.memos_at(place, coder))
            case "code":
                return any(self.value in {c.code, *_above(study, c.code)} for c in study.codings_at(place, coder))
            case "doubtful":
                return any(study.is_doubtful(coding) for coding in study.codings_at(place, coder))
            case "again":
                return any(session.again.waits(study, coding) for coding in study.codings_at(place, coder))
            case "coded" | "uncoded":
                return paragraph.spoken and bool(study.codings_at(place, coder)) == (self.what == "coded")


def _above(study: Study, code: str) -> set[str]:
    return {above.id for above in study.codebook.ancestors(code)}


class ReadAsQuery(NamedTuple):
    """What is typed, where it is meant as a query."""

    fault: QueryError | None
    """What is wrong with it."""
    understood: tuple[Understood, ...]
    """What its names are taken for, where they are not typed in full."""


def read_as_query(session: Session, text: str) -> ReadAsQuery | None:
    """What is typed as a query; None where it is not meant as one.

    It is one where it has signs of one, also where it cannot be read; and where it is several words that are names of
    codes in full or words of queries. One word alone is the beginning of something to pick.
    """
    is_meant = _EXPLICIT.search(text) is not None or text.strip().lower() in _QUERIES_ALONE
    if not is_meant and len(text.split()) < 2:
        return None
    from postil.find.query.finding import understood  # noqa: PLC0415 - only when something is filtered so

    try:
        told = understood(session.study, text)
    except QueryError as error:
        return ReadAsQuery(error, ()) if is_meant else None
    return ReadAsQuery(None, told) if is_meant or not told else None


def query_filter(session: Session, text: str) -> Filter:
    """The filter by a query.

    Raises:
        QueryError: it cannot be read, or names what the study does not have.
    """
    from postil.find.query.finding import find  # noqa: PLC0415 - only when something is filtered so

    find(session.study, text, coder=session.coder)
    return Filter("query", text, text.strip())


_FOUND: WeakKeyDictionary[Session, tuple[tuple[int, str | None, str], Found]] = WeakKeyDictionary()


def _found(session: Session, text: str) -> Found:
    """What a query finds in the study as it now is; nothing where it cannot be asked any more."""
    from postil.find.query.finding import find, nothing  # noqa: PLC0415 - only when something is filtered so

    key = (session.study.revision, session.coder, text)
    known = _FOUND.get(session)
    if known is None or known[0] != key:
        try:
            found = find(session.study, text, coder=session.coder)
        except QueryError:  # a code that it names was taken out
            found = nothing(session.study)
        known = _FOUND[session] = (key, found)
    return known[1]


def found_at(text: str, wanted: str) -> tuple[int, int] | None:
    """The first place where ``wanted`` stands in ``text``; the span is in code points of ``text``.

    Case and accents do not count, nor do kinds of quotes, dashes and white space. A query with a capital letter is
    looked for as it is written.
    """
    return next(_places(text, wanted), None)


def found_all(text: str, wanted: str) -> list[tuple[int, int]]:
    """All places where ``wanted`` stands in ``text`` as ``found_at`` finds it, none over another, in their order."""
    return list(_places(text, wanted))


def _places(text: str, wanted: str) -> Iterator[tuple[int, int]]:
    query = unicodedata.normalize("NFC", wanted)
    if query != query.lower():
        yield from _literal(text, query)
        return
    query = "".join(map(plain_character, query))
    if text.isascii():
        yield from _literal(text.lower().translate(_SPACES), query)
    elif query:
        yield from _folded(text, query)


def _literal(text: str, query: str) -> Iterator[tuple[int, int]]:
    start = text.find(query) if query else -1
    while start >= 0:
        yield start, start + len(query)
        start = text.find(query, start + len(query))


def _folded(text: str, query: str) -> Iterator[tuple[int, int]]:
    plain = list(map(plain_character, text))
    folded = "".join(plain)
    origins = [offset for offset, piece in enumerate(plain) for _ in piece]
    start = folded.find(query)
    while start >= 0:
        after = start + len(query)
        end = origins[after - 1] + 1
        while end < len(text) and not plain[end] and unicodedata.category(text[end])[0] == "M":
            end += 1  # a mark belongs to the letter before it
        yield origins[start], end
        while after < len(folded) and origins[after] < end:
            after += 1  # the rest of a character that was found already
        start = folded.find(query, after)


_SPACES = {ord(space): " " for space in "\t\n\r\v\f"}
