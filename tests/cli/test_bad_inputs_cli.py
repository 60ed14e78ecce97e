"""Every bad input: one line on stderr that names file, place and remedy, status 1, nothing changed on disk."""

from __future__ import annotations

import fcntl
import json
import os
import resource
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cli_program import Program, process, small_study, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


NOBODY = 65534


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _newer(data: bytes) -> bytes:
    document = json.loads(data)
    next(iter(document["study"].values()))["format"] = "postil/999"
    return json.dumps(document).encode()


STUDIES: dict[str, tuple[Callable[[bytes], bytes], tuple[str, ...]]] = {
    "empty": (lambda _: b"", ("is empty",)),
    "truncated": (_cut, ("study.json",)),
    "no JSON": (lambda _: b"once upon a time", ("study.json",)),
    "other JSON": (lambda _: b'{"_default": {"1": {"type": "apple"}}}', ("not a project",)),
    "a list": (lambda _: b"[]", ("not a project",)),
    "newer": (_newer, ("newer", "postil/999")),
    "zeroes": (lambda data: bytes(len(data)), ("zero bytes",)),
    "with an old tail": (lambda data: data + data[-40:], ("study.json",)),
}
COMMANDS = (
    ("add", "{study}", "{transcript}"),
    ("apply", "{study}", "--coder", "ana", "P04:1", "B2"),
    ("codebook", "show", "{study}"),
    ("codebook", "import", "{study}", "bpos"),
    ("codebook", "export", "{study}", "{folder}/codes.csv"),
    ("codebook", "check", "{study}"),
    ("log", "{study}"),
    ("export", "{study}", "{folder}/out.csv"),
)


def filled(command: tuple[str, ...], study: Path, transcript: Path) -> list[str]:
    return [part.format(study=study, transcript=transcript, folder=study.parent) for part in command]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command[:2]))
@pytest.mark.parametrize("kind", STUDIES)
def test_a_study_that_is_none(
    postil: Program, study: Path, transcript: Path, kind: str, command: tuple[str, ...]
) -> None:
    spoil, words = STUDIES[kind]
    study.with_name("study.json.journal").unlink()
    study.write_bytes(spoil(study.read_bytes()))
    before = snapshot(study.parent)
    assert postil(*filled(command, study, transcript)).refuses("study.json", *words)
    assert snapshot(study.parent) == before


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command[:2]))
def test_a_study_that_is_not_there_or_a_folder(
    postil: Program, study: Path, transcript: Path, command: tuple[str, ...]
) -> None:
    before = snapshot(study.parent)
    assert postil(*filled(command, study.parent / "tpyo.json", transcript)).refuses("tpyo.json", "not exist")
    (study.parent / "folder.json").mkdir()
    assert postil(*filled(command, study.parent / "folder.json", transcript)).refuses("folder.json", "folder")
    assert snapshot(study.parent) == before


TRANSCRIPTS: dict[str, tuple[str, bytes, tuple[str, ...]]] = {
    "empty": ("a.txt", b"", ("a.txt", "empty")),
    "binary": ("a.txt", bytes(range(256)) * 20, ("a.txt",)),
    "picture": ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(100), ("a.png",)),
    "doc": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ("a.doc", ".docx")),
    "half a docx": ("a.docx", b"PK\x03\x04" + bytes(500), ("a.docx", "damaged")),
    "not UTF-8": ("a.txt", "Gespräch über Ärzte\n".encode("latin-1"), ("a.txt", "line 1", "--encoding")),
}


@pytest.mark.parametrize("kind", TRANSCRIPTS)
def test_a_transcript_that_is_none(postil: Program, study: Path, transcript: Path, kind: str) -> None:
    name, data, words = TRANSCRIPTS[kind]
    bad = study.parent / name
    bad.write_bytes(data)
    before = snapshot(study.parent)
    assert postil("add", study, transcript, bad).refuses(*words)
    assert postil("add", study, transcript, bad, "--dry-run", "--json").refuses(*words)
    assert postil("new", study.parent / "n.json", bad).refuses(*words)
    assert snapshot(study.parent) == before


def test_a_pipe_does_not_hang(study: Path) -> None:
    os.mkfifo(study.parent / "a.txt")
    assert process("add", study, study.parent / "a.txt").refuses("a.txt", "not a regular file")
    os.mkfifo(study.parent / "pipe.json")
    assert process("log", study.parent / "pipe.json").refuses("pipe.json")


def test_a_held_lock_names_its_holder(postil: Program, study: Path, transcript: Path) -> None:
    lock = study.with_name("study.json.lock")
    before = snapshot(study.parent)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.write("ben on ward3, process 7, since 2026-11-25\n")
        held.flush()
        for command in COMMANDS[:2]:
            assert postil(*filled(command, study, transcript)).refuses(
                "study.json", "in use", "ben on ward3", "--read-only"
            )
        postil.done("log", study)
        postil.done("check", study)
    assert snapshot(study.parent) == before


@contextmanager
def _plain_user() -> Iterator[Path]:
    """A folder of a user who is not root, as that user; what the commands import must have been imported before."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if os.geteuid() != 0:
            yield folder
            return
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
        try:
            yield folder
        finally:
            os.seteuid(0)


def test_a_study_that_may_not_be_written(postil: Program, study: Path, transcript: Path) -> None:
    for command in COMMANDS:
        postil(*filled(command, study, transcript))
    text = transcript.read_bytes()
    with _plain_user() as folder:
        own = small_study(folder / "study.json")
        (folder / "P07.txt").write_bytes(text)
        (folder / "study.json.lock").unlink()
        own.chmod(0o400)
        folder.chmod(0o500)
        before = snapshot(folder)
        for command in COMMANDS[:2]:
            assert postil(*filled(command, own, folder / "P07.txt")).refuses("study.json")
        postil.done("log", own)
        postil.done("check", own)
        assert postil("export", own, folder / "out.csv").refuses("out.csv", "Permission denied")
        folder.chmod(0o700)
        (folder / "P07.txt").chmod(0)
        assert postil("add", own, folder / "P07.txt").refuses("P07.txt", "permission")
        own.chmod(0)
        assert postil("log", own).refuses("study.json")
        own.chmod(0o400)
        (folder / "P07.txt").chmod(0o600)
        assert snapshot(folder) == before


def _small_disk() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))


@pytest.mark.parametrize("command", [COMMANDS[i] for i in (0, 1, 3, 4, 7)], ids=lambda command: " ".join(command[:2]))
def test_a_full_disk(study: Path, transcript: Path, command: tuple[str, ...]) -> None:
    before = snapshot(study.parent)
    outcome = process(*filled(command, study, transcript), before=_small_disk)
    assert outcome.refuses("cannot be written"), outcome
    assert snapshot(study.parent) == before


def test_a_full_disk_makes_no_study(transcript: Path, tmp_path: Path) -> None:
    before = snapshot(tmp_path)
    assert process("new", tmp_path / "n.json", transcript, before=_small_disk).refuses("n.json", "cannot be written")
    assert snapshot(tmp_path) == before


def test_stdout_that_takes_nothing(study: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "postil.cli", "log", str(study)], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == ["postil: No space left on device; make room, or choose another disk"]


def test_settings_that_are_wrong(postil: Program, study: Path) -> None:
    settings = Path(os.environ["XDG_CONFIG_HOME"]) / "postil"
    settings.mkdir(parents=True)
    (settings / "config.toml").write_text('codr = "ana"\n')
    assert postil("apply", study, "P04:1", "B2").refuses("config.toml", "'codr'", "did you mean coder?")
    postil.done("log", study)
