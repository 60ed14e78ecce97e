from __future__ import annotations

import csv
import io
import json
from contextlib import suppress
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from postil.errors import PostilError
from postil.exports.memos import MEMO_COLUMNS, memo_rows
from postil.exports.tables import table_bytes
from postil.exports.tidy import Tidy
from postil.model.change import Apply, Remove, SetMemo
from postil.model.coding import Coding, MemoKey
from studies import TRANSCRIPTS, Desk, acts, small_desk

if TYPE_CHECKING:
    from postil.model.change import Action
    from postil.model.study import Study

P04, P05 = TRANSCRIPTS


def memos_csv(study: Study, *, bom: bool = False, line_end: str = "\r\n") -> bytes:
    return table_bytes(Tidy(study).table("memos"), "csv", bom=bom, line_end=line_end)


def memos_json(study: Study) -> bytes:
    return table_bytes(Tidy(study).table("memos"), "json", study=study.title)


def desk_with_memos() -> Desk:
    desk = small_desk()
    span = Coding(P04.id, 2, 3, 6, "F1.2", "ana")
    removed = Coding(P05.id, 1, None, None, "B2", "ben")
    desk.act(SetMemo(MemoKey.at_paragraph(P05.id, 2, "ana"), "=a paragraph\x1b"))
    desk.act(Apply(removed), SetMemo(MemoKey.at_coding(removed), "was coded"), coder="ben")
    desk.act(Apply(span), SetMemo(MemoKey.at_coding(span), "one\ntwo"))
    desk.act(Remove(removed), coder="ben")
    desk.act(SetMemo(MemoKey.at_paragraph(P04.id, 1, "ana"), "gone"))
    desk.act(SetMemo(MemoKey.at_paragraph(P04.id, 1, "ana"), ""))
    return desk


def test_one_row_a_memo_also_at_paragraphs_and_at_removed_codings() -> None:
    written = memos_csv(desk_with_memos().study).decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(written, newline="")))
    names = ("transcript", "paragraph", "code", "coder", "start", "text", "coding_removed")
    assert [tuple(row[name] for name in names) for row in rows] == [
        ("P04", "2", "F1.2", "ana", "3", "one\ntwo", "no"),
        ("P05", "1", "B2", "ben", "", "was coded", "yes"),
        ("P05", "2", "", "ana", "", "'=a paragraph␛", "no"),
    ]
    assert (rows[0]["path"], rows[0]["number"], rows[0]["end"]) == (
        "Bottom-up development/Built on local need",
        "F1.2",
        "6",
    )
    assert rows[0]["time"] == rows[0]["stamp"][:19].replace("T", " ")
    assert rows[0]["transcript_id"] == P04.id


def test_csv_and_json_say_the_same() -> None:
    study = desk_with_memos().study
    document = json.loads(memos_json(study))
    columns = (*MEMO_COLUMNS, "case_id", "case", "superseded")
    assert (document["study"], tuple(document["memos"][0])) == ("A small study", columns)
    (first, second, third) = document["memos"]
    assert (first["coding_removed"], second["coding_removed"], third["start"]) == (False, True, None)
    assert memos_csv(study, bom=True, line_end="\n").startswith(b"\xef\xbb\xbf" + ",".join(columns).encode() + b"\n")


@given(st.lists(acts(), max_size=12))
def test_every_memo_has_a_row(done: list[tuple[str, list[Action]]]) -> None:
    desk = small_desk()
    for coder, actions in done:
        with suppress(PostilError):  # an act that does not fit leaves the study as it is
            desk.act(*actions, coder=coder)
    rows = list(memo_rows(desk.study))
    assert {row.stamp for row in rows} == {version.stamp for _, version in desk.study.memos()}
    assert len(rows) == sum(1 for _ in desk.study.memos())
