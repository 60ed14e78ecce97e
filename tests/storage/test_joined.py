"""Reading a study for its log, and writing one from lines that are there already: the quick ways and the plain ones."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from studies_on_disk import coded_study, crash, first, new_study
from test_odd_logs import ODD
from tinydb import TinyDB

from merging import edited
from postil.errors import PostilError, StudyFileError
from postil.merge.sides import Side
from postil.merge.union import merged
from postil.model.change import AddCoder, AddTranscript, Apply, Bookmark, Remove, Review
from postil.model.coding import Coding
from postil.model.log import Log
from postil.storage import logs, open_study
from postil.storage.image import joined_kept
from postil.storage.logs import read_log
from postil.storage.writing import study_bytes, write_study
from studies import TRANSCRIPTS, acts, small_transcript, stamped

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.storage.logs import LogFile

STEPS = st.lists(acts(), max_size=15)
LAYOUTS = st.sampled_from(("as it was", "by lines", "indented", "TinyDB", "journal"))


def worked_on(path: Path, steps: list[tuple[str, list[Any]]], *, killed: bool = False) -> None:
    """Do acts on a study; those that do not fit are left out."""
    file = open_study(path, write=True)
    for number, (coder, actions) in enumerate(steps):
        try:
            file.record([*actions, Bookmark(coder, (TRANSCRIPTS[0].id, number))], coder=coder)
        except PostilError:
            continue
        if number % 5 == 4:
            file.undo(coder)
        if number == len(steps) // 2:
            file.checkpoint()
    crash(file) if killed else file.close()


def laid_out(path: Path, layout: str) -> None:
    """Write a file again as somebody else would."""
    if layout in {"by lines", "indented"}:
        edited(path, dict, as_it_was=layout == "by lines")
    elif layout == "TinyDB":
        with TinyDB(path, encoding="utf-8", ensure_ascii=False) as base:
            number = base.table("notes").insert({"by": "somebody"})
            base.table("notes").remove(doc_ids=[number])


@settings(max_examples=60, deadline=None)
@given(STEPS, LAYOUTS)
def test_a_log_is_what_opening_the_study_gives(steps: list[tuple[str, list[Any]]], layout: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "s.json"
        new_study(path).close()
        worked_on(path, steps, killed=layout == "journal")
        laid_out(path, layout)
        data = path.read_bytes()
        log = read_log(path)
        assert path.read_bytes() == data
        with open_study(path, write=False) as file:
            file.complete()
            assert stamped(log.study) == stamped(file.study)
            assert list(Log(log.changes.values())) == list(file.log)
            assert log.study_id == file.study_id
        assert bool(log.lines) == (layout not in {"indented", "TinyDB"})
        assert set(log.lines) <= set(log.changes)


@settings(max_examples=60, deadline=None)
@given(ana=STEPS, ben=STEPS, layout=LAYOUTS, beside=st.booleans())
def test_lines_that_are_there_give_the_same_bytes_as_encoding_afresh(
    ana: list[tuple[str, list[Any]]], ben: list[tuple[str, list[Any]]], layout: str, *, beside: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("a.json", "b.json")]
        new_study(paths[0]).close()
        paths[1].write_bytes(paths[0].read_bytes())
        for path, steps in zip(paths, (ana, ben), strict=True):
            worked_on(path, steps, killed=layout == "journal")
        if beside:
            for number, path in enumerate(paths):
                edited(path, lambda whole: add_fields(whole, number))  # noqa: B023 - called at once
        laid_out(paths[1], layout)
        files = [read_log(path) for path in paths]
        quick, plain = together(files, lines=True), together(files, lines=False)
        assert quick == plain
        assert together(files[::-1], lines=True) == plain
        out = Path(folder) / "out.json"
        out.write_bytes(plain)
        out.chmod(0o600)
        with open_study(out, write=True) as file:
            assert stamped(file.study) == stamped(merged([side(log) for log in files]).study)
            assert file.notices == ()
        if not beside:  # numbers that the quick reading would round make it the strict one
            assert read_log(out).lines.keys() == read_log(out).changes.keys()


def add_fields(whole: dict[str, Any], number: int) -> None:
    """What a newer version may hold beside the rest; some of it in both files, and some of that different."""
    for table in ("codings", "reviewed", "memos", "changes", "coders", "codes"):
        for place, row in enumerate(whole[table].values()):
            if place % 3 == number:
                row["only here" if place % 2 else "everywhere"] = 10**20 + number


def side(log: LogFile) -> Side:
    return Side(log.name, log.changes, log.study)


def together(files: list[LogFile], *, lines: bool) -> bytes:
    """The bytes of a merge."""
    result = merged([side(log) for log in files])
    kept = joined_kept([log.kept for log in files])
    if not lines:
        return b"".join(study_bytes(result.changes, files[0].study_id, kept=kept))
    return b"".join(
        study_bytes(result.changes, files[0].study_id, kept=kept, study=result.study, sources=files),
    )


def test_a_file_that_was_written_opens_fast_and_is_refused_where_one_is(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    log = read_log(path)
    out = tmp_path / "out.json"
    write_study(out, log.changes.values(), log.study_id, sources=[log], seal=True)
    assert out.read_bytes() == path.read_bytes()
    with pytest.raises(StudyFileError, match="exists already"):
        write_study(out, log.changes.values(), log.study_id, sources=[log])


# ---- the quick way trusts nothing ----


def refused(path: Path) -> bool:
    """Whether a file cannot be opened for writing."""
    try:
        open_study(path, write=True).close()
    except StudyFileError:
        return True
    return False


@pytest.mark.parametrize(("edit", "says"), ODD)
def test_an_odd_record_is_named_in_the_layout_of_this_program_too(
    tmp_path: Path, edit: Callable[[dict[str, Any]], object], says: str
) -> None:
    path = edited(coded_study(tmp_path / "s.json"), edit)
    with pytest.raises(StudyFileError, match=says):
        read_log(path)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"paragraph": -1}, "paragraph -1 is not between"),
        ({"paragraph": 1 << 40}, "is not between"),
        ({"paragraph": True}, "not a whole number"),
        ({"stamp": "2020-13-45T00:00:00.000Z.0000.000000000000000a"}, "stamp is no date"),
        ({"stamp": "9020-01-01T00:00:00.000Z.0000.000000000000000a"}, "stamp is after the year 8999"),
        ({"transcript": 5}, "transcript is not a text"),
        ({"group": None}, "group is not"),
        ({"coder": 5}, "coder is not a text"),
    ],
)
def test_an_odd_change_that_leaves_no_trace_in_the_tables_is_named(
    tmp_path: Path, fields: dict[str, object], says: str
) -> None:
    stamp = "2020-01-01T00:00:00.000Z.0000.000000000000000a"
    row = {"kind": "review", "stamp": stamp, "coder": "ana", "group": stamp, "transcript": TRANSCRIPTS[0].id}
    plain: dict[str, object] = {**row, "paragraph": 4, "reviewed": False}
    path = coded_study(tmp_path / "s.json")
    whole = path.read_bytes()

    def at_the_beginning(record: dict[str, object]) -> Callable[[dict[str, Any]], object]:
        return lambda whole: whole.update(changes={"7": record, **whole["changes"]})

    assert read_log(edited(path, at_the_beginning(plain))).lines, "the record alone sends no file the slow way"
    path.write_bytes(whole)
    with pytest.raises(StudyFileError, match=says):
        read_log(edited(path, at_the_beginning(plain | fields)))


@pytest.mark.parametrize("value", [None, "x", [[]], True, 1.5, -1])
def test_whatever_stands_in_a_field_a_log_is_refused_or_the_same_as_the_study(tmp_path: Path, value: object) -> None:
    path = rich_study(tmp_path / "s.json")
    whole = path.read_bytes()
    fields = {
        (name, field) for name, table in json.loads(whole).items() for row in table.values() for field in row
    } - UNCHECKED
    assert ("reviewed", "stamp") in fields
    for name, field in sorted(fields):
        path.write_bytes(whole)
        edited(path, lambda w: first(w[name]).update({field: value}))  # noqa: B023 - called at once
        try:
            log = read_log(path)
        except StudyFileError:
            log = None
        with_lines = log is not None and bool(log.lines)
        expected = refused(path)
        assert (log is None) == expected, (name, field)
        if log is not None:
            with open_study(path, write=False) as file:
                assert stamped(log.study) == stamped(file.study), (name, field)
            again = b"".join(study_bytes(log.changes.values(), log.study_id, kept=log.kept, sources=[log]))
            assert again == b"".join(study_bytes(log.changes.values(), log.study_id, kept=log.kept)), (
                name,
                field,
                with_lines,
            )


UNCHECKED = {("codings", "id"), ("reviewed", "id")}
"""Ids that follow from the record: to make each again would cost more than it is worth."""


def rich_study(path: Path) -> Path:
    coded_study(path)
    with open_study(path, write=True) as file:
        for number, paragraph in enumerate(TRANSCRIPTS[0].paragraphs):
            coding = Coding(TRANSCRIPTS[0].id, paragraph.n, None, None, "F4", "ana")
            file.record([Apply(coding), Review(coding.transcript, paragraph.n, "ana")], coder="ana")
            if number % 2:
                file.undo("ana")
            else:
                file.record([Remove(coding)], coder="ana")
                file.undo("ana")
        file.record([AddCoder("ben")], coder="")
        file.record([Apply(coding._replace(coder="ben"))], coder="ana")
        file.record([AddTranscript(small_transcript("P06", ["x"]))], coder="")
        file.undo("")
    return path


def test_undone_removals_do_not_send_a_file_the_slow_way(tmp_path: Path) -> None:
    path = rich_study(tmp_path / "s.json")
    log = read_log(path)
    assert len(log.lines) == len(log.changes)
    assert any(change.undoes for change in log.changes.values())


def twice(whole: bytes, name: str) -> bytes:
    """A file in which a table stands twice, as after a careless merge by hand."""
    begin = whole.index(f'\n\t"{name}":{{'.encode())
    end = whole.index(b"\n\t}", begin) + 3
    return whole[:end] + b"," + whole[begin:]


@pytest.mark.parametrize("name", ["codings", "changes", "reviewed"])
def test_a_table_that_stands_twice_is_refused(tmp_path: Path, name: str) -> None:
    path = coded_study(tmp_path / "s.json")
    path.write_bytes(twice(path.read_bytes(), name))
    with pytest.raises(StudyFileError, match="twice"):
        read_log(path)


@pytest.mark.parametrize("name", ["codings", "reviewed", "memos"])
def test_a_record_that_stands_twice_is_refused_wherever_it_stands(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "_READ", 1)  # every line is a block of its own
    path = coded_study(tmp_path / "s.json")
    edited(path, lambda whole: whole[name].update({"5": first(whole[name])}))
    with pytest.raises(StudyFileError, match="twice"):
        read_log(path)


@pytest.mark.parametrize("name", ["ana", 'a"n\\a', "Ána", "安娜", "a\u2028b", "a/b", "\x7f"])
def test_a_coder_of_any_name_has_lines_that_can_be_used(tmp_path: Path, name: str) -> None:
    path = coded_study(tmp_path / "s.json")
    text = TRANSCRIPTS[0]
    with open_study(path, write=True) as file:
        file.record([AddCoder(name)], coder="")
        for paragraph in text.paragraphs:
            file.record([Apply(Coding(text.id, paragraph.n, None, None, "F4", name))], coder=name)
            file.record([Review(text.id, paragraph.n, name)], coder=name)
    log = read_log(path)
    assert log.lines.keys() == log.changes.keys()
    with open_study(path, write=False) as file:
        file.complete()
        assert stamped(log.study) == stamped(file.study)
        assert {change.coder for change in log.changes.values()} >= {name}
    again = b"".join(study_bytes(log.changes.values(), log.study_id, study=log.study, sources=[log]))
    assert again == path.read_bytes()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"coder":"ana"', b'"coder":"\\u0061na"'),
        (b'"paragraph":2', b'"paragraph":2.0'),
        (b'"paragraph":2', b'"paragraph":02'),
        (b'"paragraph":2', b'"paragraph": 2'),
        (b'"stamp":"2', b'"stamp":"\\u0032'),
        (b'"coder":"ana"', b'"coder":"a\nna"'),
        (b'"coder":"ana"', b'"coder":"a\xffna"'),
    ],
)
@pytest.mark.parametrize("name", ["codings", "reviewed", "changes"])
def test_a_plain_line_that_is_written_otherwise_is_read_strictly(
    tmp_path: Path, name: str, old: bytes, new: bytes
) -> None:
    path = rich_study(tmp_path / "s.json")
    whole = path.read_bytes()
    begin = whole.index(b'{"coder' if name == "reviewed" else b'{"code"', whole.index(f'\n\t"{name}":'.encode()))
    at = whole.index(old, begin)
    path.write_bytes(whole[:at] + new + whole[at + len(old) :])
    try:
        assert not read_log(path).lines
    except StudyFileError:
        assert refused(path)


@pytest.mark.parametrize("key", ["x", "", "1.5"])
def test_a_document_key_that_is_no_number_is_refused(tmp_path: Path, key: str) -> None:
    path = coded_study(tmp_path / "s.json")
    whole = path.read_bytes()
    begin = whole.index(b'"', whole.index(b'"codings":{') + len(b'"codings":{'))
    path.write_bytes(whole[: begin + 1] + key.encode() + whole[whole.index(b'":', begin) :])
    with pytest.raises(StudyFileError, match="document key"):
        read_log(path)


def test_a_coding_without_its_id_is_refused(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    edited(path, lambda whole: first(whole["codings"]).pop("id"))
    assert refused(path)
    with pytest.raises(StudyFileError):
        read_log(path)


@pytest.mark.parametrize(("field", "value"), [("start", "x"), ("text", 5), ("speaker", None)])
def test_a_paragraph_with_a_field_of_another_kind_is_refused(tmp_path: Path, field: str, value: object) -> None:
    path = coded_study(tmp_path / "s.json")
    edited(path, lambda whole: first(whole["transcripts"])["paragraphs"][0].update({field: value}))
    with pytest.raises(StudyFileError):
        read_log(path)


@pytest.mark.parametrize(("field", "value"), [("role", "boss"), ("kind", "song"), ("n", 7)])
def test_an_odd_paragraph_is_refused(tmp_path: Path, field: str, value: object) -> None:
    path = coded_study(tmp_path / "s.json")
    edited(path, lambda whole: first(whole["transcripts"])["paragraphs"][1].update({field: value}))
    assert refused(path)
    with pytest.raises(StudyFileError, match="paragraph 2"):
        read_log(path)


def test_a_line_that_is_laid_out_otherwise_does_not_make_the_order_matter(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    other = tmp_path / "other.json"
    other.write_bytes(path.read_bytes().replace(b'":{"code":"F', b'":{ "code":"F'))
    assert other.read_bytes() != path.read_bytes()
    files = [read_log(path), read_log(other)]
    assert [bool(log.lines) for log in files] == [True, False]
    assert together(files, lines=True) == together(files[::-1], lines=True) == path.read_bytes()
