"""Nothing from data reaches the terminal raw, whatever the command: ``cli_program`` asserts it for each one run."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from cli_program import CONTROLS, Program, process
from postil.model.change import AddCode, AddCoder, AddTranscript, Apply, SetMemo, SetStudy
from postil.model.codebook import Code
from postil.model.coding import Coding, MemoKey
from postil.storage import create_study
from postil.text.clean import visible_lines
from studies import small_transcript

if TYPE_CHECKING:
    from pathlib import Path

    from postil.model.change import Action

EVIL = "a\x1b]52;c;x\x07\x9b2J\u202eb\r\x7f"
SHOWN = "a␛]52;c;x␇"


@pytest.fixture
def evil(tmp_path: Path) -> Path:
    """A study in which everything that can have a name has this one."""
    folder = tmp_path / f"f{EVIL}"
    folder.mkdir()
    transcript = small_transcript(EVIL, [EVIL, f"said {EVIL}"])
    coding = Coding(transcript.id, 2, None, None, EVIL, EVIL)
    code = Code(EVIL, EVIL, number=EVIL, definition=EVIL, aliases=(EVIL,))
    actions: list[Action] = [AddTranscript(transcript), AddCode(code), AddCoder(EVIL), SetStudy("note", EVIL)]
    path = folder / f"s{EVIL}.json"
    with create_study(path, title=EVIL, actions=actions) as study_file:
        study_file.record([Apply(coding), SetMemo(MemoKey.at_coding(coding), EVIL)], coder=EVIL)
    return path


def test_every_command_that_reads(postil: Program, evil: Path) -> None:
    shown = [
        postil.done("log", evil, "--text"),
        postil.done("codebook", "show", evil),
        postil("codebook", "check", evil),
        postil.done("export", evil, "-", "--format", "csv"),
        postil.done("codebook", "export", evil, "-", "--format", "csv"),
        postil.done("codebook", "export", evil, "-", "--format", "md"),
        postil.done("export", evil, "-", "--format", "json"),
    ]
    assert all(SHOWN in outcome.out for outcome in shown[:4])
    checked = postil("check", evil)
    assert SHOWN in checked.out


def test_json_has_marks_so_that_what_prints_it_is_safe_too(postil: Program, evil: Path) -> None:
    marks = visible_lines(EVIL)
    changes = json.loads(postil.done("log", evil, "--json", "--text").out)["changes"]
    assert marks in {change["coder"] for change in changes}
    assert marks in {change["text"] for change in changes}
    (code,) = json.loads(postil.done("codebook", "show", evil, "--json").out)["codes"]
    assert (code["id"], code["name"]) == (marks, marks)
    assert postil("check", evil, "--json").out.isprintable() is False  # line feeds alone
    for command in (
        ("quotes", evil, "coded"),
        ("report", "all", evil),
        ("report", "codes", evil),
    ):
        told = json.dumps(json.loads(postil.done(*command, "--json").out), ensure_ascii=False)
        assert SHOWN in told
        assert not CONTROLS.intersection(told)


def test_every_message_that_quotes(postil: Program, evil: Path, tmp_path: Path) -> None:
    text = tmp_path / f"t{EVIL}.txt"
    text.write_text(f"INT: {EVIL}?\n\nP: no {EVIL}\n")
    refused = [
        postil("log", evil, "--coder", "x"),
        postil("log", evil, "--paragraph", f"{EVIL}:9"),
        postil("apply", evil, "--coder", "ana", f"{EVIL}:1", EVIL),
        postil("new", evil),
        postil("log", tmp_path / EVIL),
        postil("add", evil, tmp_path / EVIL),
        postil("codebook", "show", EVIL),
        postil("export", evil, evil, "--format", "csv"),
    ]
    assert all(outcome.status == 1 and SHOWN in outcome.err for outcome in refused)
    wrong = [
        postil(EVIL),
        postil("add", evil, "x", "--layout", EVIL),
        postil("log", evil, f"--{EVIL}"),
        postil("log", evil, EVIL),
    ]
    assert all(outcome.status == 2 for outcome in wrong)
    coder = postil("apply", evil, "--coder", EVIL, f"{EVIL}:1", EVIL)
    assert (coder.status, "control" in coder.err) == (2, True)
    reading = postil.done("add", evil, text)
    assert "control character" in reading.err
    assert postil.done("add", evil, text, "--dry-run").out.count(SHOWN) >= 3
    (told,) = json.loads(postil.done("add", evil, text, "--dry-run", "--json").out)["transcripts"]
    assert "␛]52;c;x␇" in told["paragraphs"][0]["text"]


def test_lines_of_json_and_their_answers(evil: Path) -> None:
    line = {"transcript": EVIL, "paragraph": 1, "codes": [EVIL], "memo": EVIL, "start": 0, "end": 2}
    lines = [line, {**line, "codes": [EVIL + "?"]}, {**line, "transcript": "\x1b[2J"}, {**line, EVIL: 1}]
    given = "".join(json.dumps(one) + "\n" for one in lines) + EVIL + "\n"
    outcome = process("apply", evil, "--coder", "ana", "--new-coder", "--from", "-", stdin=given)
    assert [answer.split()[0] for answer in outcome.out.splitlines()] == ["ACK", "ERR", "ERR", "ERR", "ERR"]


def test_written_files_hold_no_control_character(postil: Program, evil: Path, tmp_path: Path) -> None:
    for command, name in (
        ("export", "o.csv"),
        ("export", "o.json"),
        ("codebook export", "c.csv"),
        ("codebook export", "c.md"),
    ):
        postil.done(*command.split(), evil, tmp_path / name)
        text = (tmp_path / name).read_bytes().decode("utf-8")
        assert not (CONTROLS - {"\r"}).intersection(text)
        assert "\r" not in text.replace("\r\n", "\n")


@pytest.mark.parametrize("command", [("log", "--text"), ("log", "--json"), ("codebook", "show"), ("check",)])
def test_a_locale_of_ascii(evil: Path, command: tuple[str, ...]) -> None:
    plain = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    outcome = process(*command, evil, environment=plain)
    assert outcome.out.isascii()
    assert outcome.err.isascii()
    assert "Traceback" not in outcome.err
    if "--json" in command:
        assert visible_lines(EVIL) in {change["coder"] for change in json.loads(outcome.out)["changes"]}


def test_a_name_that_is_not_utf_8(tmp_path: Path) -> None:
    name = os.fsdecode(bytes(tmp_path) + b"/x\xffy.json")
    outcome = process("log", name)
    assert outcome.refuses("not exist")
    outcome.err.encode("utf-8")
