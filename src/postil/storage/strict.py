"""Strict reading: bytes to tables, or one clear message about what is wrong and where.

Invariant: what comes out is an object of tables of documents, with every key once, finite numbers and no half
characters; whatever else the bytes hold, they were only looked at.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, NoReturn, TypeAlias

from postil.errors import StudyFileError

Record: TypeAlias = "dict[str, Any]"
Table: TypeAlias = "dict[str, Record]"
"""Records by document key, the key as TinyDB writes it."""

LARGEST = 1 << 30
"""Bytes that a study file may have."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_DOCUMENT_KEY = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)
_CONFLICT = re.compile(rb"^(<<<<<<<|=======|>>>>>>>)( |$)", re.MULTILINE)
_HALF_CHARACTER = re.compile(rb"\\u[dD][89a-fA-F]")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_BACKUPS = "look into its backups (the folder of the same name that ends in .backups), or restore it from elsewhere"
_BEGINNINGS = (b"{", b"[", b"\0", b"<<<<<<<", b"\xff\xfe", b"\xfe\xff")
"""What a study begins with, whole, partly overwritten by zeroes, in conflict in git, or saved as UTF-16; or a list."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a study file."""

    by_name: dict[str, Table]
    mended: int = 0
    """How many texts held half a character (a lone surrogate), which is now the replacement character."""


class _TwiceError(ValueError):
    """A key that stands twice in one object."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _TwiceError
    return found


def _constant(name: str) -> NoReturn:
    raise OverflowError(name)


def _number(text: str) -> float:
    number = float(text)
    if number - number != 0:
        raise OverflowError(text)
    return number


def read_tables(data: bytes, name: str) -> Tables:
    """Parse a study file.

    Args:
        data: the bytes of the file.
        name: what to call it in messages.

    Raises:
        StudyFileError: it is not a whole, strict JSON object of tables.
    """
    if not data.strip():
        raise StudyFileError(f"{name} is empty: {len(data)} bytes", _BACKUPS)
    if len(data) > LARGEST:
        raise StudyFileError(f"{name} is too large: more than {LARGEST >> 20} MiB", "split the study")
    if not data.strip(b"\0"):
        raise StudyFileError(f"{name} is damaged: it holds only zero bytes", _BACKUPS)
    whole = _parsed(data.removeprefix(BYTE_ORDER_MARK), name)
    count = 0
    if _HALF_CHARACTER.search(data):
        whole, count = mended(whole)
    return Tables(_tables(whole, name), count)


def _parsed(data: bytes, name: str) -> object:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        _check_beginning(data, name)
        line = data.count(b"\n", 0, error.start) + 1
        raise StudyFileError(
            f"{name} is not UTF-8 at byte {error.start} (line {line}): some program saved it in another encoding",
            _BACKUPS,
        ) from None
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_number)
    except _TwiceError:
        key, line = _first_twice(text)
        raise StudyFileError(
            f"{name}: the key {key} stands twice in one object, line {line}",
            "keep one of the two; `postil merge` joins two versions of a study",
        ) from None
    except OverflowError as error:
        line = _line_of_token(text, str(error))
        raise StudyFileError(f"{name}: {error} is not a number, line {line}", _BACKUPS) from None
    except RecursionError:
        raise StudyFileError(f"{name} is not a project file of Postil: it is nested too deep", _BACKUPS) from None
    except json.JSONDecodeError as error:
        _check_beginning(data, name)
        raise _not_json(data, text, name, error) from None
    except ValueError as error:  # an integer of thousands of digits
        raise StudyFileError(f"{name}: a number in it is not usable: {error}", _BACKUPS) from None


def _check_beginning(data: bytes, name: str) -> None:
    """Refuse a file of another kind, such as a transcript, whose owner would look for backups in vain."""
    if not data.lstrip().startswith(_BEGINNINGS):
        raise StudyFileError(f"{name} is not a project file of Postil: it does not begin like one", "name a study file")


def _not_json(data: bytes, text: str, name: str, error: json.JSONDecodeError) -> StudyFileError:
    conflict = _CONFLICT.search(data)
    if conflict is not None:
        line = data.count(b"\n", 0, conflict.start()) + 1
        return StudyFileError(
            f"{name} holds conflict markers of git, line {line}",
            "check out both versions into files of their own and join them with `postil merge`",
        )
    byte = len(text[: error.pos].encode("utf-8"))
    where = f"line {error.lineno}, byte {byte}"
    if error.msg == "Extra data":
        return StudyFileError(f"{name} is damaged: something stands after the end of its JSON, {where}", _BACKUPS)
    if not text[error.pos :].strip() or error.msg.startswith("Unterminated string"):
        return StudyFileError(f"{name} is cut off: it is not valid JSON at its end, {where}", _BACKUPS)
    return StudyFileError(f"{name} is damaged: it is not valid JSON at {where} ({error.msg})", _BACKUPS)


def _first_twice(text: str) -> tuple[str, int]:
    """The first key that stands twice in its object, and its line."""
    open_objects: list[set[str] | None] = []
    key_may_follow = False
    for token in _TOKEN.finditer(text):
        word = token.group()
        if word in "{[":
            open_objects.append(set() if word == "{" else None)
        elif word in "}]":
            open_objects.pop()
        elif word.startswith('"') and key_may_follow and open_objects and open_objects[-1] is not None:
            key = json.loads(word)
            if key in open_objects[-1]:
                return key, text.count("\n", 0, token.start()) + 1
            open_objects[-1].add(key)
        key_may_follow = word in "{,"
    return "?", 0


def _line_of_token(text: str, wanted: str) -> int:
    for token in _TOKEN.finditer(text):
        if token.group() == wanted:
            return text.count("\n", 0, token.start()) + 1
    return 0


DEEPEST = 200
"""Lists and objects inside one another that this program can write again."""


def is_too_deep(value: object) -> bool:
    """Whether lists and objects are nested in one another so deep that they could not be written again."""
    level = [value]
    for _ in range(DEEPEST):
        level = [
            inner
            for outer in level
            if isinstance(outer, (list, tuple, dict))
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True


def mended(value: Any) -> tuple[Any, int]:  # noqa: ANN401 - any JSON value
    """A value with every lone surrogate in it replaced, one character for one, and in how many texts there was one."""
    count = [0]
    return _mended(value, count), count[0]


def _mended(value: object, count: list[int]) -> object:
    if isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            count[0] += 1
            return whole_characters(value)
        return value
    if isinstance(value, list):
        return [_mended(item, count) for item in value]
    if isinstance(value, dict):
        return {whole_characters(key): _mended(item, count) for key, item in value.items()}
    return value


def whole_characters(text: str) -> str:
    """Text with every lone surrogate replaced by U+FFFD, one character for one, so that offsets stay."""
    return "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)


def _tables(whole: object, name: str) -> dict[str, Table]:
    if not isinstance(whole, dict):
        kind = {list: "a list", type(None): "null"}.get(type(whole), "a single value")
        raise StudyFileError(f"{name} is not a project file of Postil: it holds {kind}, not tables", _BACKUPS)
    if not isinstance(whole.get("study"), dict):
        raise StudyFileError(f"{name} is not a project file of Postil: it has no table `study`", "name a study file")
    for table_name, table in whole.items():
        if not isinstance(table, dict):
            raise StudyFileError(f"{name}: the table {table_name} is not an object of documents", _BACKUPS)
        for key, record in table.items():
            if not _DOCUMENT_KEY.fullmatch(key):
                raise StudyFileError(f"{name}: table {table_name} has a document key {key!r}, not a number", _BACKUPS)
            if not isinstance(record, dict):
                raise StudyFileError(f"{name}: document {key} of table {table_name} is not an object", _BACKUPS)
    return whole
