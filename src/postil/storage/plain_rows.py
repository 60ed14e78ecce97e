"""Rows of the commonest kinds, recognised by their bytes: decisions about whole paragraphs, their codings and marks.

Of a study with much work in it nearly all lines are such. A line that a pattern matches whole is laid out as this
program writes it, with its fields and no other, so it is neither parsed as JSON nor encoded again to compare; and many
lines are taken apart at once. Invariant: a line that is different in the least matches nothing, and is left to those
who read any line.
"""

from __future__ import annotations

import re
from functools import partial
from itertools import repeat
from sys import intern
from typing import TYPE_CHECKING

import orjson

from postil.model.change import Apply, Change, Review
from postil.model.coding import Coding
from postil.storage.canonical import NotCanonicalError
from postil.storage.values import MOST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from postil.model.change import Action

# Whether keys and numbers are digits, names are encoded as they stand, and stamps are stamps is seen for many at once.
_KEY = rb'"([^"]+)":'
_NAME = rb'"([^"]+)"'
_NUMBER = rb"([^,]+)"
_STAMP = rb'"([^"]{46})"'
_APPLY = re.compile(
    _KEY
    + rb'\{"code":%b,"coder":%b,(?:"group":%b,)?"kind":"apply","paragraph":%b,"stamp":%b,"transcript":%b\}'
    % (_NAME, _NAME, _NAME, _NUMBER, _STAMP, _NAME)
)
_REVIEW = re.compile(
    _KEY + rb'\{"coder":%b,(?:"group":%b,)?"kind":"review","paragraph":%b,"reviewed":(true|false),"stamp":%b,'
    rb'"transcript":%b\}' % (_NAME, _NAME, _NUMBER, _STAMP, _NAME)
)
_CODING = re.compile(
    _KEY
    + rb'\{"code":%b,"coder":%b,"end":null,"id":%b,"paragraph":%b,"stamp":%b,"start":null,"transcript":%b\}'
    % (_NAME, _NAME, rb'"[0-9a-z]+"', _NUMBER, _NAME, _NAME)
)
_MARK = re.compile(
    _KEY
    + rb'\{"coder":%b,"id":%b,"paragraph":%b,"stamp":%b,"transcript":%b\}'
    % (_NAME, rb'"[0-9a-z]+"', _NUMBER, _NAME, _NAME)
)

_FORM = b"0000-00-00T00:00:00.000Z.ffff.ffffffffffffffff"
_AT_EACH_PLACE = [{"0": b"0123456789", "f": b"0123456789abcdef"}.get(chr(sign), bytes((sign,))) for sign in _FORM]


def _check_stamps(stamps: Sequence[bytes]) -> None:
    """Make sure that texts of 46 characters are stamps, before the year 9000.

    Raises:
        NotCanonicalError: one of them is not.
    """
    joined = b"".join(stamps)
    columns = (joined[place::46] for place in range(46))
    if any(column.translate(None, signs) for column, signs in zip(columns, _AT_EACH_PLACE, strict=True)):
        raise NotCanonicalError
    if b"9" in joined[::46]:
        raise NotCanonicalError


# A tuple of one class from a plain tuple of all its values: what ``_make`` does, without a call of Python for each.
_change = partial(tuple.__new__, Change)
_applied = partial(tuple.__new__, Apply)
_review = partial(tuple.__new__, Review)
_coding = partial(tuple.__new__, Coding)


def _with_defaults(kind: Any, *columns: Iterable[object]) -> Iterable[tuple[object, ...]]:  # noqa: ANN401 - any of them
    """Rows of the first fields of a class of named tuples, with the defaults of the others behind them."""
    others = [repeat(kind._field_defaults[name]) for name in kind._fields[len(columns) :]]
    return zip(*columns, *others)  # noqa: B905 - the defaults have no end


class PlainRows:
    """The plain rows of one table; those of one kind are taken out of some lines at once."""

    def __init__(self) -> None:
        self._keys: set[bytes] = set()
        self._count = 0
        self._names = _Names()
        self._numbers = _Numbers()

    def _matching(self, pattern: re.Pattern[bytes], texts: list[bytes]) -> tuple[Sequence[Sequence[Any]], list[bytes]]:
        """Take the lines that match out of ``texts``: the columns of what the groups matched, and the lines."""
        matches = list(map(pattern.fullmatch, texts))
        rows = [match.groups() for match in matches if match]
        if not rows:
            return [()] * (pattern.groups - 1), []
        lines = [text for text, match in zip(texts, matches, strict=True) if match]
        texts[:] = [text for text, match in zip(texts, matches, strict=True) if not match]
        keys, *columns = zip(*rows, strict=True)
        self.note_keys(keys)
        return columns, lines

    def note_keys(self, keys: Sequence[bytes]) -> None:
        """Take notice of document keys.

        Raises:
            NotCanonicalError: one of them is no number, or stands twice in the table.
        """
        if not all(map(bytes.isdigit, keys)):
            raise NotCanonicalError
        self._keys.update(keys)
        self._count += len(keys)
        if len(self._keys) != self._count:
            raise NotCanonicalError

    def applied(self, texts: list[bytes]) -> tuple[list[Change], list[bytes]]:
        """Take the changes that put a code on a whole paragraph, by its coder, out of some lines."""
        columns, lines = self._matching(_APPLY, texts)
        codes, coders, groups, paragraphs, stamps, transcripts = columns
        actions = map(_applied, _with_defaults(Apply, self._whole(transcripts, paragraphs, codes, coders)))
        return self._changes(stamps, coders, groups, actions), lines

    def reviewed(self, texts: list[bytes]) -> tuple[list[Change], list[bytes]]:
        """Take the changes that mark a paragraph as reviewed or take that back, by its coder, out of some lines."""
        columns, lines = self._matching(_REVIEW, texts)
        coders, groups, paragraphs, reviewed, stamps, transcripts = columns
        done = [word == b"true" for word in reviewed]
        marks = self._named(transcripts), self._numbered(paragraphs), self._named(coders), done
        return self._changes(stamps, coders, groups, map(_review, _with_defaults(Review, *marks))), lines

    def _changes(
        self,
        stamps: Sequence[bytes],
        coders: Iterable[bytes],
        groups: Iterable[bytes | None],
        actions: Iterable[Action],
    ) -> list[Change]:
        _check_stamps(stamps)
        times, names = list(map(bytes.decode, stamps)), self._names
        acts = [names[group] if group else stamp for group, stamp in zip(groups, times, strict=True)]
        return list(map(_change, _with_defaults(Change, times, self._named(coders), acts, actions)))

    def codings(self, texts: list[bytes]) -> tuple[list[tuple[Coding, str]], list[bytes]]:
        """Take codings of whole paragraphs out of some lines: each with its stamp."""
        columns, lines = self._matching(_CODING, texts)
        codes, coders, paragraphs, stamps, transcripts = columns
        codings = self._whole(transcripts, paragraphs, codes, coders)
        return list(zip(codings, map(bytes.decode, stamps), strict=True)), lines

    def marks(self, texts: list[bytes]) -> tuple[list[tuple[str, int, str, str]], list[bytes]]:
        """Take reviewed marks out of some lines: transcript, paragraph, coder and stamp of each."""
        columns, lines = self._matching(_MARK, texts)
        coders, paragraphs, stamps, transcripts = columns
        names = self._named(transcripts), self._numbered(paragraphs), self._named(coders)
        return list(zip(*names, map(bytes.decode, stamps), strict=True)), lines

    def _named(self, names: Iterable[bytes]) -> Iterator[str]:
        return map(self._names.__getitem__, names)

    def _numbered(self, numbers: Iterable[bytes]) -> Iterator[int]:
        return map(self._numbers.__getitem__, numbers)

    def _whole(
        self,
        transcripts: Iterable[bytes],
        paragraphs: Iterable[bytes],
        codes: Iterable[bytes],
        coders: Iterable[bytes],
    ) -> Iterator[Coding]:
        """Codings of whole paragraphs."""
        places = self._named(transcripts), self._numbered(paragraphs), repeat(None), repeat(None)
        return map(_coding, zip(*places, self._named(codes), self._named(coders)))  # noqa: B905 - two have no end


class _Names(dict[bytes, str]):
    """Names by their bytes in JSON; each is looked at once, however often it stands there."""

    def __missing__(self, encoded: bytes) -> str:
        """Decode a name.

        Raises:
            NotCanonicalError: this program writes it otherwise.
        """
        whole = b'"%b"' % encoded
        name: str = orjson.loads(whole)
        if orjson.dumps(name) != whole:
            raise NotCanonicalError
        self[encoded] = name = intern(name)
        return name


class _Numbers(dict[bytes, int]):
    """Numbers of paragraphs by their digits."""

    def __missing__(self, digits: bytes) -> int:
        """Read a number.

        Raises:
            NotCanonicalError: it is none from 0 to the greatest, or this program writes it otherwise.
        """
        if not digits.isdigit() or b"%d" % (number := int(digits)) != digits or number > MOST:
            raise NotCanonicalError
        self[digits] = number
        return number
