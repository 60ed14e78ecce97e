"""Running the command line in tests: in this process, and as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

from postil.cli.edge import run
from postil.model.change import AddCode, AddCoder, AddTranscript, Apply, SetMemo
from postil.model.coding import Coding, MemoKey
from postil.storage import create_study
from studies import CODES, TRANSCRIPTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import pytest

    from postil.model.change import Action

CONTROLS = frozenset(
    [
        *map(chr, range(0x20)),
        *map(chr, range(0x7F, 0xA0)),
        *map(chr, range(0x202A, 0x202F)),
        *map(chr, range(0x2066, 0x206A)),
    ]
) - {"\n"}
"""Characters that a terminal obeys, except the line feed."""


class Outcome(NamedTuple):
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def error(self) -> str:
        """The last line on stderr."""
        return self.err.strip().splitlines()[-1] if self.err.strip() else ""

    def refuses(self, *words: str) -> bool:
        """Whether it ended with status 1, nothing on stdout and one line about the error that says all these words."""
        lines = [line for line in self.err.splitlines() if line.startswith("postil: ")]
        assert self.status == 1, self
        assert not self.out, self
        assert len(lines) == 1, self
        assert self.err.splitlines()[-1] == lines[0], self
        missing = [word for word in words if word.casefold() not in lines[0].casefold()]
        assert not missing, (missing, self)
        return True


class Program:
    """The command line in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str | Path) -> Outcome:
        """Run one command line."""
        self._capsys.readouterr()
        status = run([str(argument) for argument in arguments])
        captured = self._capsys.readouterr()
        assert not CONTROLS.intersection(captured.out + captured.err)
        return Outcome(status, captured.out, captured.err)

    def done(self, *arguments: str | Path) -> Outcome:
        """Run one command line that must succeed."""
        outcome = self(*arguments)
        assert outcome.status == 0, outcome
        return outcome


def process(
    *arguments: str | Path,
    stdin: str | bytes | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    before: Callable[[], None] | None = None,
) -> Outcome:
    """Run one command line as a process of its own; stdin is empty by default."""
    data = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [sys.executable, "-m", "postil.cli", *map(str, arguments)],
        input=b"" if data is None else data,
        capture_output=True,
        check=False,
        cwd=folder,
        timeout=60,
        env={**os.environ, **(environment or {})},
        preexec_fn=before,
    )
    out, err = done.stdout.decode("utf-8", "surrogateescape"), done.stderr.decode("utf-8", "surrogateescape")
    assert not CONTROLS.intersection(out + err), (out, err)
    return Outcome(done.returncode, out, err)


def small_study(path: Path, *, coders: tuple[str, ...] = ("ana",)) -> Path:
    """A study with two transcripts, four codes, one coding with a memo, one coding of a span."""
    coding = Coding(TRANSCRIPTS[0].id, 2, None, None, "F4", "ana")
    actions: list[Action] = [
        *(AddCode(code) for code in CODES),
        *(AddTranscript(transcript) for transcript in TRANSCRIPTS),
        *(AddCoder(name) for name in coders),
    ]
    with create_study(path, title="A small study", actions=actions) as study_file:
        if "ana" in coders:
            study_file.record([Apply(coding), SetMemo(MemoKey.at_coding(coding), "to discuss")], coder="ana")
            study_file.record([Apply(coding._replace(paragraph=3, start=0, end=4, code="F1.2"))], coder="ana")
    return path


def snapshot(folder: Path) -> dict[str, bytes]:
    """What is in a folder, without locks and journals."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith((".lock", ".journal"))
    }
