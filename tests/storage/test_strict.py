from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from studies_on_disk import coded_study

from postil.errors import StudyFileError
from postil.storage.strict import read_tables
from postil.storage.study_file import open_study

if TYPE_CHECKING:
    from pathlib import Path

GOOD = '{"study": {"1": {"id": "x"}}, "codings": {"7": {"id": "c"}}}'


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (bytes(500), "only zero bytes"),
        (
            b"Interviewer: hello\n",
            "s.json is not a project file of Postil: it does not begin like one; name a study file",
        ),
        (b"PK\x03\x04\xff\xfe", "not a project file of Postil"),
        (b"null", "not a project file of Postil: it holds null"),
        (b"[]", "not a project file of Postil: it holds a list"),
        (b"7", "a single value"),
        (b'{"_default": {"1": {"type": "apple"}}}', "not a project"),
        (GOOD.encode()[:40], "cut off.*line 1, byte 40"),
        (GOOD.encode() + b'"}}', "stands after the end of its JSON, line 1, byte 60"),
        (GOOD.replace(":", "", 1).encode(), "damaged: it is not valid JSON at line 1"),
        (b'{"study": {"1": {}}, "codings": []}', "table codings is not an object"),
        (b'{"study": {"1": {}}, "codings": {"abc": {}}}', "document key 'abc'"),
        (b'{"study": {"1": {}}, "codings": {"01": {}}}', "document key '01'"),
        (b'{"study": {"1": {}}, "codings": {"1": 5}}', "document 1 of table codings"),
        (b'{"study": {"1": {}},\n "codings": {"1": {}, "2": {},\n "1": {}}}', "key 1 stands twice.*line 3"),
        (b'{"study": {"1": {"a": "\\"a\\": {", "b": [{}], "a": 2}}}', "key a stands twice.*line 1"),
        (b'{"study": {"1": {"a": "NaN",\n "b": NaN}}}', "NaN is not a number, line 2"),
        (b'{"study": {"1": {"a": -Infinity}}}', "-Infinity is not a number"),
        (b'{"study": {"1": {"a": 1e999}}}', "1e999 is not a number"),
        (b'{"study": {"1": {"a": ' + b"9" * 5000 + b"}}}", "a number in it is not usable"),
        (b'{"codings": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deep"),
        ('{"study": {"1": {"a": "é"}}}'.encode("latin-1"), "not UTF-8 at byte 23"),
        (GOOD.encode("utf-16"), "not UTF-8"),
        (b"<<<<<<< HEAD\n" + GOOD.encode() + b"\n=======\n" + GOOD.encode() + b"\n>>>>>>> ben\n", "conflict markers"),
        (b'{"study": {"1": {"a": 1,\n<<<<<<< HEAD\n"b": 2}}}', "conflict markers of git, line 2"),
    ],
)
def test_each_fault_is_one_clear_message_with_a_place(data: bytes, says: str) -> None:
    with pytest.raises(StudyFileError, match=says) as caught:
        read_tables(data, "s.json")
    assert caught.value.message.startswith("s.json")
    assert caught.value.hint


def test_a_good_file_is_read(tmp_path: Path) -> None:
    assert read_tables(GOOD.encode(), "s").by_name == json.loads(GOOD)
    path = coded_study(tmp_path / "s.json")
    assert read_tables(path.read_bytes(), "s").by_name == json.loads(path.read_bytes())


def test_half_characters_are_replaced_one_for_one_and_counted() -> None:
    whole = '{"study": {"1": {"a": "x\\ud800\\udc00y\\ud800z", "b": ["\\udfff"], "\\ud9ab": 1}}}'
    tables = read_tables(whole.encode(), "s")
    assert tables.by_name == {"study": {"1": {"a": "x\U00010000y\ufffdz", "b": ["\ufffd"], "\ufffd": 1}}}
    assert tables.mended == 2


@pytest.mark.parametrize("write", [True, False])
def test_an_empty_file_is_an_error_that_points_to_the_backups(tmp_path: Path, *, write: bool) -> None:
    path = coded_study(tmp_path / "s.json")
    path.write_bytes(b"")
    with pytest.raises(StudyFileError, match="is empty") as caught:
        open_study(path, write=write)
    assert "latest backup is s.json.backups/" in caught.value.hint
