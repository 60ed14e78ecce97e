"""Queries on the command line: words that the shell parted, and what the names in a query were taken for.

Invariant: whoever asks sees on stderr which guesses an answer rests on, without what was struck out; stdout holds the
answer alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.cli.output import talk
from postil.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from postil.find.query.finding import Found
    from postil.model.selection import Selection
    from postil.model.study import Study

_COMPARED = r"""(?s)([^\s()",:<>=“”„]+)(<=|>=|[:<>=])(.*\s.*)"""
_IS_QUERY = r"""[("“„]|(?:^|\s)(?:AND|OR|NOT|and|or|not)(?:\s|$)|\s\S+[:<>=]"""
_MOST_TOLD = 30
"""How many names are told that one with wildcards was taken for; ``quotes --json`` has all."""
_IN_SHELL = "the shell takes quotes away, so put the whole query in single quotes"


def joined(words: Sequence[str]) -> str:
    """The query that was typed as one word of the command line or as several.

    The shell takes quotes away. So what still has spaces inside, of several words, is a name or a value that had
    quotes, or a part of the query that is to be kept together.
    """
    typed = [word.strip() for word in words if word.strip()]
    return " ".join(map(_with_quotes, typed)) if len(typed) > 1 else "".join(typed)


def _with_quotes(word: str) -> str:
    from postil.find.query.nodes import quoted  # noqa: PLC0415 - loaded when it is needed
    from postil.find.query.wild import as_value  # noqa: PLC0415 - as above

    if not re.search(r"\s", word):
        return word
    if re.search(_IS_QUERY, word):
        return f"({word})" if _has_parts(word) else word
    compared = re.fullmatch(_COMPARED, word)
    return f"{compared[1]}{compared[2]}{quoted(as_value(compared[3]))}" if compared else quoted(as_value(word))


def _has_parts(query: str) -> bool:
    """Whether it is conditions joined by AND or OR, which belong together where they were put in quotes together."""
    from postil.find.query.finding import parse  # noqa: PLC0415 - loaded when it is needed
    from postil.find.query.nodes import Every, Some  # noqa: PLC0415 - as above

    try:
        return isinstance(parse(query), (Every, Some))
    except QueryError:
        return False


def asked(path: Path, study: Study, query: str, *, coder: str | None = None) -> Found:
    """What a query finds; what its names were taken for is told, where they were not typed in full.

    Args:
        path: the study's file, for what is told.
        study: where.
        query: what is asked.
        coder: whose codings, marks and memos count where the query does not say; None for everybody's.

    Raises:
        QueryError: the query cannot be read, or names what the study does not have.
    """
    from postil.find.query.finding import find  # noqa: PLC0415 - loaded when it is needed
    from postil.reports.let_out import let_out, said_understood  # noqa: PLC0415 - as above

    try:
        found = find(study, query, coder=coder)
    except QueryError as error:
        if error.hint.startswith("a name of several words") and '"' not in query:
            hint = f"{error.hint}; {_IN_SHELL}"
            raise QueryError(error.message, hint, query=query, start=error.start, end=error.end) from None
        raise
    for each in said_understood(let_out(study), found.understood):
        talk(f"{path}: {each.line(_MOST_TOLD)}")
    return found


def told(path: Path, study: Study, query: str) -> Found:
    """Like ``asked``, for reports and exports: that nothing is found is told.

    Raises:
        QueryError: as for ``asked``.
    """
    found = asked(path, study, query)
    if not len(found):
        tell_of_nothing(path, study, query)
    return found


def tell_of_nothing(path: Path, study: Study, query: str) -> None:
    """Say that a query finds nothing."""
    from postil.reports.let_out import let_out, said_query  # noqa: PLC0415 - loaded when it is needed

    talk(f"{path}: nothing is found by {said_query(let_out(study), query.strip())}")


def selected(path: Path, study: Study, query: str) -> Selection:
    """The part of the study that a query finds, as ``told``.

    Raises:
        QueryError: as for ``asked``.
    """
    return told(path, study, query).selection()
