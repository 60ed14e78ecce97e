from __future__ import annotations

import csv
import io
import json
from contextlib import suppress
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from postil.errors import PostilError
from postil.exports.codings import COLUMNS, coding_rows
from postil.exports.tables import table_bytes
from postil.exports.tidy import Tidy
from postil.model.change import AddCode, AddTranscript, Apply, Doubt, SetMemo
from postil.model.codebook import Code
from postil.model.coding import Coding, MemoKey
from postil.model.transcript import normal_text
from postil.text.clean import visible_lines
from postil.text.formula import unguarded
from studies import TRANSCRIPTS, Desk, acts, small_desk, small_transcript

if TYPE_CHECKING:
    from postil.model.change import Action
    from postil.model.study import Study

P04, P05 = TRANSCRIPTS


def codings_csv(study: Study, *, bom: bool = False, line_end: str = "\r\n") -> bytes:
    return table_bytes(Tidy(study).table("codings"), "csv", bom=bom, line_end=line_end)


def codings_json(study: Study) -> bytes:
    return table_bytes(Tidy(study).table("codings"), "json", study=study.title)


def rows_of(desk: Desk) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(codings_csv(desk.study).decode("utf-8"), newline="")))


def test_one_row_a_coding_in_the_order_of_reading() -> None:
    desk = small_desk()
    whole = Coding(P04.id, 2, None, None, "F4", "ana")
    desk.act(Apply(Coding(P05.id, 1, None, None, "B2", "ben")), coder="ben")
    desk.act(Apply(whole._replace(code="F1.2", start=3, end=6)))
    desk.act(Apply(whole._replace(coder="ben")), coder="ben")
    desk.act(Apply(whole), SetMemo(MemoKey.at_coding(whole), "why"))
    desk.act(Doubt(whole))
    rows = rows_of(desk)
    assert [(r["transcript"], r["paragraph"], r["start"], r["code"], r["coder"]) for r in rows] == [
        ("P04", "2", "", "F4", "ana"),
        ("P04", "2", "", "F4", "ben"),
        ("P04", "2", "3", "F1.2", "ana"),
        ("P05", "1", "", "B2", "ben"),
    ]
    assert (rows[0]["memo"], rows[0]["doubtful"], rows[1]["doubtful"]) == ("why", "yes", "no")
    assert rows[0]["quote"] == P04.paragraphs[1].text
    assert (rows[2]["quote"], rows[2]["path"]) == (
        P04.paragraphs[1].text[3:6],
        "Bottom-up development/Built on local need",
    )
    assert (rows[0]["speaker"], rows[0]["role"], rows[0]["kind"]) == ("P04", "participant", "say")
    assert rows[0]["time"] == rows[0]["stamp"][:19].replace("T", " ")


def test_csv_and_json_say_the_same() -> None:
    desk = small_desk()
    desk.act(Apply(Coding(P04.id, 2, 3, 6, "F4", "ana")))
    (row,) = json.loads(codings_json(desk.study))["codings"]
    assert tuple(row)[: len(COLUMNS)] == COLUMNS
    said = {name: "" if value is None else str(value) for name, value in row.items()}
    assert said | {"doubtful": "no", "superseded": "no"} == rows_of(desk)[0]


def test_rows_end_as_the_standard_says() -> None:
    desk = small_desk()
    desk.act(Apply(Coding(P04.id, 2, 3, 6, "F4", "ana")))
    data = codings_csv(desk.study, bom=True)
    assert data.startswith(b"\xef\xbb\xbftranscript,")
    assert data.count(b"\r\n") == data.count(b"\n") == 2
    assert b"\r" not in codings_csv(desk.study, line_end="\n")


def test_an_empty_study_is_a_heading() -> None:
    assert (
        codings_csv(Desk().study) == (",".join((*COLUMNS, "source", "case_id", "case", "superseded")) + "\r\n").encode()
    )
    assert json.loads(codings_json(Desk().study)) == {"study": "", "codings": []}


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30), st.text(max_size=20), st.data())
def test_what_is_written_is_harmless_and_the_quote_is_the_slice(text: str, hostile: str, data: st.DataObject) -> None:
    text = normal_text(text)
    transcript = small_transcript("=cmd\x1b", [text])
    desk = Desk()
    actions: list[Action] = [AddTranscript(transcript), AddCode(Code("c", f"+{hostile}x"))]
    desk.act(*actions, coder="")
    start = data.draw(st.integers(0, len(text) - 1))
    coding = Coding(transcript.id, 1, start, data.draw(st.integers(start + 1, len(text))), "c", f"@{hostile}")
    desk.act(Apply(coding), SetMemo(MemoKey.at_coding(coding), hostile), coder=coding.coder)
    written = codings_csv(desk.study).decode("utf-8")
    assert not {c for c in written if c not in "\r\n" and visible_lines(c) != c}
    (row,) = csv.DictReader(io.StringIO(written, newline=""))
    assert unguarded(row["quote"]) == visible_lines(text[coding.start : coding.end])
    assert all(cell[:1] not in {"=", "+", "@", "-"} for cell in row.values())
    assert not {c for c in codings_json(desk.study).decode("utf-8") if visible_lines(c) != c}


@given(st.lists(acts(), max_size=12))
def test_every_live_coding_has_a_row(done: list[tuple[str, list[Action]]]) -> None:
    desk = small_desk()
    for coder, actions in done:
        with suppress(PostilError):  # an act that does not fit leaves the study as it is
            desk.act(*actions, coder=coder)
    rows = [row for _, row in coding_rows(desk.study)]
    assert len(rows) == sum(1 for _ in desk.study.codings())
    assert {row.stamp for row in rows} == {stamp for _, stamp in desk.study.codings()}
