from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli_program import Program, process, small_study, snapshot
from postil.cli.decisions import LineError, order_of_line
from postil.model.clock import is_stamp
from postil.model.coding import Coding, MemoKey, Place
from postil.storage import open_study
from studies import TRANSCRIPTS

P04, P05 = TRANSCRIPTS


def codings(path: Path) -> dict[Coding, str]:
    with open_study(path, write=False) as study_file:
        return dict(study_file.study.codings())


@pytest.mark.parametrize("place", ["P04§4", "P04#4", "P04:4", "p04 § 4", f"{P04.id}:4", f"{P04.id[:6]}:4", "P04.txt:4"])
@pytest.mark.parametrize("code", ["B2", "workforce challenges", "Workforce"])
def test_a_paragraph_and_a_code_are_named_in_many_ways(postil: Program, study: Path, place: str, code: str) -> None:
    if code == "Workforce":
        assert postil("apply", study, "--coder", "ana", place, code).refuses("study.json", "no code", "B2")
        return
    acknowledged = postil.done("apply", study, "--coder", "ana", place, code).out.split()
    wanted = Coding(P04.id, 4, None, None, "B2", "ana")
    assert acknowledged == ["ACK", codings(study)[wanted]]


def test_codes_are_found_by_number_and_path(postil: Program, study: Path) -> None:
    postil.done(
        "apply", study, "--coder", "ana", "P05:2", "F1.2", "leadership", "Bottom-up development/Built on local need"
    )
    here = {coding.code for coding in codings(study) if coding.transcript == P05.id}
    assert here == {"F1.2", "F4"}


def test_the_same_coding_twice_is_one_and_answers_with_its_stamp(postil: Program, study: Path) -> None:
    first = postil.done("apply", study, "--coder", "ana", "P04:1", "B2")
    before = snapshot(study.parent)
    assert postil.done("apply", study, "--coder", "ana", "P04:1", "B2").out == first.out
    assert snapshot(study.parent) == before


def test_the_stamp_is_that_of_the_first_code_also_for_a_new_coder(postil: Program, tmp_path: Path) -> None:
    path = small_study(tmp_path / "fresh.json", coders=())
    stamp = postil.done("apply", path, "--coder", "ben", "P04:1", "B2", "F4", "--reviewed").out.split()[1]
    assert codings(path)[Coding(P04.id, 1, None, None, "B2", "ben")] == stamp
    with open_study(path, write=False) as study_file:
        assert study_file.study.coders == ("ben",)
        assert set(study_file.study.reviewed(P04.id, "ben")) == {1}
        assert len(study_file.log.group(stamp)) == 3


def test_a_coder_joins_with_an_act_that_changes_something_and_no_undo_takes_that_back(
    postil: Program, study: Path
) -> None:
    postil.done("apply", study, "--coder", "cy", "--new-coder", "P04:1", "B2", "--remove")
    with open_study(study, write=True) as study_file:
        assert study_file.study.coders == ("ana",)
    postil.done("apply", study, "--coder", "cy", "--new-coder", "P04:1", "B2")
    with open_study(study, write=True) as study_file:
        assert study_file.study.coders == ("ana", "cy")
        assert study_file.undo("cy") is not None
        assert study_file.study.coders == ("ana", "cy")
        assert study_file.undo("cy") is None


def test_spans_memos_marks_and_removal(postil: Program, study: Path, tmp_path: Path) -> None:
    memo = tmp_path / "memo.txt"
    memo.write_text("ask again\n")
    span = ("--start", "3", "--end", "9")
    postil.done("apply", study, "--coder", "ana", "P04:2", "B2", *span, "--memo-from", memo)
    coding = Coding(P04.id, 2, 3, 9, "B2", "ana")
    with open_study(study, write=False) as study_file:
        assert study_file.study.has(coding)
        assert study_file.study.memo(MemoKey.at_coding(coding)) == "ask again"
    stamp = postil.done("apply", study, "--coder", "ana", "P04:2", "B2", *span, "--remove").out.split()[1]
    assert coding not in codings(study)
    again = postil.done("apply", study, "--coder", "ana", "P04:2", "B2", *span, "--remove").out.split()[1]
    assert is_stamp(again)
    assert again != stamp
    postil.done("apply", study, "--coder", "ana", "P04:2", "--reviewed", "--memo-from", memo)
    marked = postil.done("apply", study, "--coder", "ana", "P04:2", "--reviewed").out
    assert is_stamp(marked.split()[1])
    with open_study(study, write=False) as study_file:
        assert study_file.study.memo(MemoKey.at_paragraph(P04.id, 2, "ana")) == "ask again"
        assert study_file.study.reviewed(P04.id, "ana")[2] == marked.split()[1]
    postil.done("apply", study, "--coder", "ana", "P04:2", "--not-reviewed")
    with open_study(study, write=False) as study_file:
        assert 2 not in study_file.study.reviewed(P04.id, "ana")


def test_a_memo_without_a_code_stands_at_a_span(postil: Program, study: Path, tmp_path: Path) -> None:
    memo, lines = tmp_path / "memo.txt", tmp_path / "lines"
    memo.write_text("ask again\n")
    note = MemoKey(P04.id, 2, 3, 9, "", "ana")
    first = postil.done("apply", study, "--coder", "ana", "P04:2", "--start", "3", "--end", "9", "--memo-from", memo)
    assert postil.done("quotes", study, "memo:again", "--json").out.count('"start": 3') == 1
    order = {"transcript": "P04", "paragraph": 2, "start": 3, "end": 9}
    lines.write_text(
        json.dumps({**order, "memo": "ask again"}) + "\n" + json.dumps({**order, "end": 999, "memo": "no"})
    )
    answers = postil("apply", study, "--coder", "ana", "--from", lines).out.splitlines()
    assert answers[0] == first.out.strip()
    assert answers[1].startswith("ERR 2")
    assert "span 3..999" in answers[1]
    with open_study(study, write=False) as study_file:
        assert study_file.study.memo(note) == "ask again"
        assert not study_file.study.memo(MemoKey.at_paragraph(P04.id, 2, "ana"))
    lines.write_text(json.dumps({**order, "memo": ""}))
    postil.done("apply", study, "--coder", "ana", "--from", lines)
    with open_study(study, write=False) as study_file:
        assert not study_file.study.memo(note)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("P04:9", "B2"), ("study.json", "P04 has no paragraph §9", "§1 to §4")),
        (("P09:1", "B2"), ("study.json", "no transcript 'P09'", "P04")),
        (("P0:1", "B2"), ("study.json", "2 transcripts", "P04", "P05")),
        (("P04", "B2"), ("study.json", "not a paragraph", "§12")),
        (("P04:1", "Leadersip"), ("study.json", "no code 'Leadersip'", "Leadership and management buy-in")),
        (("P04:1", "B2", "--start", "0", "--end", "9999"), ("study.json", "span 0..9999", "characters")),
        (("P04:1", "B2", "--start", "4"), ("study.json", "start and an end")),
        (("P04:1", "--start", "0", "--end", "4", "--reviewed"), ("study.json", "a span needs a code or a memo")),
        (("P04:1",), ("study.json", "nothing to do")),
        (("P04:1", "--reviewed", "--remove"), ("study.json", "nothing to remove")),
        (("P04:1", "B2", "--memo-from", "/nowhere/memo"), ("/nowhere/memo", "cannot be read")),
    ],
)
def test_what_does_not_fit_changes_nothing(
    postil: Program, study: Path, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    before = snapshot(study.parent)
    assert postil("apply", study, "--coder", "ana", *arguments).refuses(*words)
    assert snapshot(study.parent) == before


def test_an_ambiguous_code_lists_the_paths(postil: Program, tmp_path: Path) -> None:
    book = tmp_path / "book.csv"
    book.write_text("id,name,parent\na,Staff,\nb,Cost,\nc,Training,a\nd,Training,b\n")
    path = tmp_path / "two.json"
    text = tmp_path / "t.txt"
    text.write_text("INT: Yes?\n\nP: No.\n")
    postil.done("new", path, text, "--codebook", book, "--coder", "ana")
    assert postil("apply", path, "t:1", "training").refuses(
        "two.json", "2 codes", "Staff/Training (c)", "Cost/Training (d)"
    )
    postil.done("apply", path, "t:1", "cost/training")


def test_an_unknown_coder_is_refused_with_the_nearest_first(postil: Program, tmp_path: Path) -> None:
    path = small_study(tmp_path / "study.json", coders=("ana", "benedict"))
    before = snapshot(tmp_path)
    outcome = postil("apply", path, "--coder", "benedikt", "P04:1", "B2")
    assert outcome.refuses("study.json", "no coder 'benedikt'", "benedict, ana", "--new-coder")
    assert snapshot(tmp_path) == before
    postil.done("apply", path, "--coder", "benedikt", "P04:1", "B2", "--new-coder")
    with open_study(path, write=False) as study_file:
        assert study_file.study.coders == ("ana", "benedict", "benedikt")


def test_who_codes_where_it_is_not_said(
    postil: Program, study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    postil.done("apply", study, "P04:1", "B2")
    assert Coding(P04.id, 1, None, None, "B2", "ana") in codings(study)
    two = small_study(tmp_path / "two.json", coders=("ana", "ben"))
    assert postil("apply", two, "P04:1", "B2").refuses("two.json", "who codes", "--coder", "ana, ben")
    monkeypatch.setenv("POSTIL_CODER", "ben")
    postil.done("apply", two, "P04:1", "B2")
    assert Coding(P04.id, 1, None, None, "B2", "ben") in codings(two)
    monkeypatch.setenv("POSTIL_CODER", "b\x1b[2Jn")
    assert postil("apply", two, "P04:1", "B2").refuses("POSTIL_CODER", "control")
    monkeypatch.delenv("POSTIL_CODER")
    settings = Path(os.environ["XDG_CONFIG_HOME"]) / "postil"
    settings.mkdir(parents=True)
    (settings / "config.toml").write_text('coder = "ana"\n')
    postil.done("apply", two, "P04:3", "B2")
    assert Coding(P04.id, 3, None, None, "B2", "ana") in codings(two)
    monkeypatch.setenv("LOGNAME", "miriam")
    (settings / "config.toml").unlink()
    fresh = small_study(tmp_path / "fresh.json", coders=())
    postil.done("apply", fresh, "P04:1", "B2")
    assert Coding(P04.id, 1, None, None, "B2", "miriam") in codings(fresh)


def line(**fields: object) -> str:
    return json.dumps({"transcript": "P04", "paragraph": 1, **fields}) + "\n"


def test_each_line_is_an_act_and_a_wrong_one_is_passed_over(study: Path) -> None:
    lines = [
        line(codes=["B2", "F4"], reviewed=True),
        "not json\n",
        "\n",
        line(paragraph=77, codes=["B2"]),
        line(codes=["B2"], start=2, end=6, memo="ask"),
        line(codes=["nothing like it"]),
        line(memo="about all of it"),
        line(codes=["F4"], remove=True),
    ]
    outcome = process("apply", study, "--coder", "ana", "--from", "-", stdin="".join(lines))
    answers = outcome.out.splitlines()
    assert outcome.status == 1
    assert [answer.split()[0] for answer in answers] == ["ACK", "ERR", "ERR", "ACK", "ERR", "ACK", "ACK"]
    assert [answer.split()[1] for answer in answers if answer.startswith("ERR")] == ["2", "4", "6"]
    assert "3 of 8 lines were wrong" in outcome.err
    live = codings(study)
    assert live[Coding(P04.id, 1, None, None, "B2", "ana")] == answers[0].split()[1]
    assert live[Coding(P04.id, 1, 2, 6, "B2", "ana")] == answers[3].split()[1]
    assert Coding(P04.id, 1, None, None, "F4", "ana") not in live
    with open_study(study, write=False) as study_file:
        texts = [text for _, text in study_file.study.memos_at(Place(P04.id, 1))]
        assert sorted(texts) == ["about all of it", "ask"]


def test_lines_come_from_a_file_too(postil: Program, study: Path, tmp_path: Path) -> None:
    orders = tmp_path / "orders.jsonl"
    orders.write_text(line(codes=["B2"]) + line(codes=["F4"]).rstrip())
    assert postil.done("apply", study, "--from", orders).out.count("ACK ") == 2
    assert postil("apply", study, "--from", tmp_path / "none").refuses("none", "cannot be read")


def test_a_line_of_megabytes_is_one_error_and_the_next_is_read(study: Path) -> None:
    lines = line(memo="x" * 3_000_000) + line(codes=["B2"])
    answers = process("apply", study, "--from", "-", stdin=lines).out.splitlines()
    assert [answer[:5] for answer in answers] == ["ERR 1", "ACK 2"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[]", "not a JSON object"),
        ("{", "not JSON"),
        ('{"paragraph": 1}', "transcript is missing"),
        ('{"transcript": "a"}', "paragraph is missing"),
        ('{"transcript": "a", "paragraph": true}', "whole number"),
        ('{"transcript": "a", "paragraph": 1.5}', "whole number"),
        ('{"transcript": "a", "paragraph": 1, "codes": "B2"}', "list of codes"),
        ('{"transcript": "a", "paragraph": 1, "codes": [1]}', "list of text"),
        ('{"transcript": "a", "paragraph": 1, "code": ["B2"]}', "did you mean 'codes'"),
        ('{"transcript": "a", "transcript": "b", "paragraph": 1}', "twice"),
        ('{"transcript": "a", "paragraph": 1, "reviewed": 1}', "true or false"),
        ("[" * 100_000, "nested"),
        ('{"transcript": "a", "paragraph": ' + "9" * 5000 + "}", "not JSON"),
    ],
)
def test_lines_that_are_no_orders(text: str, says: str) -> None:
    with pytest.raises(LineError, match=says):
        order_of_line(text.encode())
    with pytest.raises(LineError):
        order_of_line(b"\xff\xfe" + text.encode())


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_an_order_or_an_error(data: bytes) -> None:
    try:
        order = order_of_line(data)
    except LineError:
        return
    assert order.transcript is not None


def test_what_is_not_given_may_be_null() -> None:
    order = order_of_line(line(codes=None, start=None, memo=None, reviewed=False).encode())
    assert (order.codes, order.start, order.memo, order.reviewed) == ((), None, None, False)


def test_the_answer_comes_before_the_next_line_is_sent(study: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "postil.cli", "apply", str(study), "--coder", "ana", "--from", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        for code in ("B2", "F1"):
            program.stdin.write(line(codes=[code]))
            program.stdin.flush()
            assert program.stdout.readline().startswith("ACK ")
        program.send_signal(signal.SIGTERM)
        assert program.wait(10) == 128 + signal.SIGTERM
    document = json.loads(study.read_bytes())
    assert {row["code"] for row in document["codings"].values()} >= {"B2", "F1"}


def test_a_kill_loses_nothing_that_was_acknowledged(study: Path) -> None:
    acknowledged: list[str] = []
    with subprocess.Popen(
        [sys.executable, "-m", "postil.cli", "apply", str(study), "--coder", "ana", "--from", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        for start in range(20):
            program.stdin.write(line(codes=["B2"], start=start, end=start + 3))
            program.stdin.flush()
            acknowledged.append(program.stdout.readline().split()[1])
        program.kill()
    assert set(acknowledged) <= set(codings(study).values())


def test_wrong_use(postil: Program, study: Path) -> None:
    assert postil("apply", study).status == 2
    assert postil("apply", study, "P04:1", "B2", "--from", "-").status == 2
    assert postil("apply", study, "--from", "-", "--reviewed").status == 2
    blank = postil("apply", study, "--coder", " ", "P04:1", "B2")
    assert (blank.status, "coder is empty" in blank.err) == (2, True)


def test_a_line_costs_the_same_in_a_large_study(tmp_path: Path) -> None:
    """Time per line with many codings is not a multiple of that with few."""
    path = small_study(tmp_path / "study.json")
    spans = [(start, end) for start in range(60) for end in range(start + 1, 90)]
    times = []
    for chosen in (spans[:200], spans[200:1700], spans[1700:1900]):
        lines = "".join(line(paragraph=2, codes=["B2"], start=start, end=end) for start, end in chosen)
        begin = time.perf_counter()
        outcome = process("apply", path, "--from", "-", stdin=lines)
        times.append((time.perf_counter() - begin) / len(chosen))
        assert outcome.out.count("ACK ") == len(chosen)
    assert times[2] < 10 * times[0]


def test_a_merged_code_is_followed_and_that_is_said(postil: Program, study: Path, tmp_path: Path) -> None:
    postil.done("codebook", "merge", study, "F4", "--into", "B2", "--coder", "ana")
    applied = postil.done("apply", study, "--coder", "ana", "P05:1", "F4")
    assert applied.error == (
        f"{study}: F4 Leadership and management buy-in was merged into B2 Workforce challenges: "
        "that is the code that was meant"
    )
    assert Coding(P05.id, 1, None, None, "B2", "ana") in codings(study)
    lines = tmp_path / "lines.jsonl"
    lines.write_text('{"transcript": "P05", "paragraph": 2, "codes": ["F4"]}\n')
    assert not postil.done("apply", study, "--coder", "ana", "--from", lines).err


def test_a_retired_code_takes_no_new_codings(postil: Program, study: Path, tmp_path: Path) -> None:
    there = postil.done("apply", study, "--coder", "ana", "P05:1", "F4").out
    postil.done("codebook", "retire", study, "F4", "--coder", "ana")
    before = codings(study)
    for command in (("P05:2", "F4"), ("P05:2", "B2", "F4")):
        assert postil("apply", study, "--coder", "ana", *command).refuses(
            "F4 Leadership and management buy-in is retired", "choose another", "--status active"
        )
    lines = tmp_path / "lines.jsonl"
    lines.write_text('{"transcript": "P05", "paragraph": 2, "codes": ["F4"]}\n')
    assert postil("apply", study, "--coder", "ana", "--from", lines).out.startswith("ERR 1 F4 Leadership and")
    assert codings(study) == before
    assert postil.done("apply", study, "--coder", "ana", "P05:1", "F4").out == there
    postil.done("apply", study, "--coder", "ana", "P05:1", "F4", "--remove")
    assert len(codings(study)) == len(before) - 1
