from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click
import pytest

from cli_program import Program, process
from postil.cli import edge
from postil.cli.output import json_text, progress
from postil.cli.root import COMMANDS
from postil.model.change import AddTranscript, Apply
from postil.model.coding import Coding
from postil.storage import open_study
from postil.text.clean import visible_lines
from studies import small_transcript

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "SECRETWORD"


def fail_with(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def raising(*_: object, **__: object) -> None:
        secret_local = SECRET
        raise error from ValueError(secret_local)

    monkeypatch.setattr("postil.storage.open_study", raising)


def test_an_unexpected_error_is_four_lines_without_any_text(
    postil: Program, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_with(monkeypatch, KeyError(SECRET))
    outcome = postil("log", study)
    lines = outcome.err.splitlines()
    assert (outcome.status, len(lines)) == (1, 4)
    assert "KeyError" in lines[0]
    assert "at postil.cli.studies:" in lines[1]
    assert "saved" in lines[2]
    assert "report" in lines[3]
    assert SECRET not in outcome.err


def test_a_crash_with_the_study_open_says_where_it_is(
    postil: Program, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def raising(*_: object, **__: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr("postil.cli.commands.log.chosen", raising)
    outcome = postil("log", study)
    assert (outcome.status, str(study) in outcome.err, SECRET in outcome.err) == (1, True, False)


@pytest.mark.parametrize(
    ("error", "ends"),
    [
        (KeyboardInterrupt(), (130, "interrupted")),
        (click.Abort(), (130, "interrupted")),
        (BrokenPipeError(), (1, "")),
        (MemoryError(), (1, "memory")),
        (OSError(28, "No space left on device", "/x\x1b"), (1, "postil: /x␛: No space left on device; make room")),
        (click.ClickException("a\x1bb"), (1, "a␛b")),
    ],
)
def test_how_other_errors_end(
    postil: Program, study: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, ends: tuple[int, str]
) -> None:
    monkeypatch.setattr(edge, "_drop_stdout", lambda: None)
    fail_with(monkeypatch, error)
    outcome = postil("log", study)
    assert outcome.status == ends[0]
    assert ends[1] in outcome.err
    assert len(outcome.err.splitlines()) <= 1


def test_the_hook_tells_no_message(capsys: pytest.CaptureFixture[str]) -> None:
    code = (
        "import sys, threading\n"
        "from postil.cli.edge import guard_process\n"
        "guard_process()\n"
        f"def work():\n    raise ValueError('{SECRET}')\n"
        "thread = threading.Thread(target=work); thread.start(); thread.join()\n"
        f"raise ValueError('{SECRET}')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("ValueError") == 2
    assert SECRET not in done.stderr
    assert "Traceback" not in done.stderr
    assert not capsys.readouterr().out


def test_the_guards_of_the_process() -> None:
    code = (
        "import os, resource\n"
        "from postil.cli.edge import guard_process\n"
        "guard_process()\n"
        "old = os.umask(0)\n"
        "core = resource.getrlimit(resource.RLIMIT_CORE)[0]\n"
        "print(oct(old), core, [name for name in os.environ if name.startswith('TEXTUAL')])\n"
        "print(open('/proc/self/coredump_filter').read() if os.path.exists('/proc/self/coredump_filter') else '00')\n"
    )
    environment = {**os.environ, "TEXTUAL_LOG": "x", "TEXTUAL_SCREENSHOT": "1"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.split()[:3] == ["0o77", "0", "[]"]
    assert set(done.stdout.split()[3]) == {"0"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has this call")
def test_other_processes_cannot_read_the_memory_of_the_coding_screen() -> None:
    code = (
        "import ctypes, os, subprocess, sys\n"
        "from postil.cli.edge import close_memory\n"
        "close_memory()\n"
        "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))\n"
        "print(len(os.listdir('/proc/self/fd')) > 2, flush=True)\n"
        "subprocess.run([sys.executable, '-c', 'print(1)'], check=True)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "True", "1"]


def test_a_reader_that_leaves_is_no_error(study: Path) -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", "postil.cli", "log", str(study)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert program.stdout is not None
    assert program.stderr is not None
    program.stdout.close()
    assert program.wait(20) in {0, 1}
    assert program.stderr.read() == b""
    program.stderr.close()


@pytest.mark.parametrize("stream", [0, 1, 2])
def test_closed_streams_are_no_bug(study: Path, stream: int) -> None:
    outcome = process("log", study, before=lambda: os.close(stream))
    assert outcome.status == 0
    assert "bug" not in outcome.err


def test_ctrl_c_is_quiet(study: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "postil.cli", "apply", str(study), "--coder", "ana", "--from", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdin.write(b'{"transcript": "P04", "paragraph": 1, "codes": ["B2"]}\n')
        program.stdin.flush()
        program.stdout.readline()
        program.send_signal(signal.SIGINT)
        assert program.wait(10) == 130
        assert program.stderr.read() == b""


def test_wrong_use_says_how_and_where_to_read_on(postil: Program, study: Path) -> None:
    outcome = postil("log", study, "--limt", "3")
    assert outcome.status == 2
    assert outcome.err.splitlines()[0].startswith("Usage: postil log")
    assert "--limit" in outcome.err
    assert outcome.error == "Try 'postil log --help'."
    assert "Did you mean 'export'?" in postil("exprt").err
    assert postil("log").status == 2


def test_help_and_version(postil: Program) -> None:
    assert "Commands:" in postil.done().out
    assert "Examples:" in postil.done("--help").out
    assert postil.done("--version").out.startswith("postil ")
    assert process("--version").out == postil.done("--version").out
    assert "Arguments:" in postil.done("apply", "-h").out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(postil: Program, shell: str) -> None:
    assert "_POSTIL_COMPLETE" in postil.done("completion", shell).out


def test_a_shell_that_is_unknown(postil: Program) -> None:
    assert postil("completion", "tcsh").status == 2


def completed(*words: str) -> set[str]:
    environment = {
        "_POSTIL_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(("postil", *words)),
        "COMP_CWORD": str(len(words)),
    }
    return {line.partition(",")[2] for line in process(environment=environment).out.splitlines() if line}


def test_what_is_completed(study: Path) -> None:
    assert completed("ch") == {"check"}
    assert completed("codebook", "im") == {"import"}
    assert completed("apply", str(study), "--coder", "") == {"ana"}
    assert completed("apply", str(study), "P04:1", "F") == {"F1", "F1.2", "F4"}
    assert "cfir2022" in completed("new", "x.json", "--codebook", "c")
    assert "labels" in completed("add", "x.json", "--layout", "l")
    assert completed("apply", "nothing.json", "--coder", "") == set()


def test_json_is_harmless_also_to_whoever_prints_what_was_read_from_it() -> None:
    text = "é漢\x1b\x9b\u202e\x7f\n\U000e0001\ud800\a"
    for ascii_only in (True, False):
        written = json_text({"a": [text, {text: ("b", None, 1, True)}]}, ascii_only=ascii_only)
        marks = visible_lines(text)
        assert json.loads(written) == {"a": [marks, {marks: ["b", None, 1, True]}]}
        assert len(marks) == len(text)
        assert not {c for c in written + marks if c != "\n" and not c.isprintable()}
    assert "é漢␛" in json_text(text)


def test_quotes_have_the_same_marks_as_exports(study: Path) -> None:
    with open_study(study, write=True) as file:
        talk = small_transcript("P99", ("One\x1b[31m red\a bell\u202e.",))
        file.record([AddTranscript(talk), Apply(Coding(talk.id, 1, 4, 12, "F4", "ana"))], coder="ana")
    (quote,) = json.loads(process("quotes", study, "transcript:P99 F4", "--json").out)["quotes"]
    exported = json.loads(process("export", study, "-", "--format", "json").out)["codings"]
    assert (quote["text"], quote["start"], quote["end"]) == ("[31m red", 4, 12)
    assert [row["quote"] for row in exported if row["transcript"] == "P99"] == ["[31m red"]
    (whole,) = json.loads(process("quotes", study, "transcript:P99 F4", "--json", "--context", "1").out)["quotes"]
    assert (whole["text_before"], whole["text_after"]) == ("One␛", "␇ bell�.")


def test_progress_is_shown_on_a_terminal_only_after_a_while(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    times = iter((0.0, 0.1, 0.9, 1.8))
    monkeypatch.setattr("postil.cli.output.time.monotonic", lambda: next(times))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert list(progress(["a", "b", "c"], "reading")) == ["a", "b", "c"]
    shown = capsys.readouterr().err
    assert shown.startswith("\rreading 2 of 3\rreading 3 of 3")
    assert shown.endswith("\r")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False)
    monkeypatch.setattr("postil.cli.output.time.monotonic", iter(range(10)).__next__)
    assert list(progress([1], "x")) == [1]
    assert not capsys.readouterr().err


def test_no_color_and_home_change_nothing(study: Path) -> None:
    plain = process("log", study).out
    assert (
        process("log", study, environment={"NO_COLOR": "1", "XDG_CONFIG_HOME": "/nonexistent", "HOME": ""}).out == plain
    )


def run_in_terminal(*arguments: str, environment: dict[str, str], stdin_terminal: bool = True) -> tuple[int, bytes]:
    """Status and output of the program in a terminal of its own."""
    master, slave = pty.openpty()
    program = subprocess.Popen(
        [sys.executable, "-m", "postil.cli", *arguments],
        stdin=slave if stdin_terminal else subprocess.DEVNULL,
        stdout=slave,
        stderr=slave,
        env={**os.environ, **environment},
        start_new_session=True,
    )
    os.close(slave)
    output = b""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            piece = os.read(master, 65536)
        except OSError:
            break
        if not piece:
            break
        output += piece
    os.close(master)
    return program.wait(20), output


@pytest.mark.parametrize("term", ["dumb", ""])
def test_no_drawing_on_a_dumb_terminal(study: Path, term: str) -> None:
    status, output = run_in_terminal("code", str(study), environment={"TERM": term})
    assert status == 1
    assert b"\x1b" not in output
    assert output.decode().count("postil: ") == 1
    assert b"TERM" in output


def test_no_drawing_without_a_terminal(study: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    assert process("code", study).refuses("terminal")
    assert process("demo", folder=tmp_path).refuses("terminal")
    status, output = run_in_terminal("code", str(study), environment={"TERM": "xterm"}, stdin_terminal=False)
    assert (status, b"\x1b" in output) == (1, False)
    assert sorted(tmp_path.iterdir()) == before


def test_first_sentences_are_those_of_the_commands() -> None:
    for name, lazy in COMMANDS.items():
        command: Any = import_module(lazy.module).command
        assert command.name == name
        assert lazy.help.endswith(".")
