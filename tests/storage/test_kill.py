from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from studies_on_disk import new_study, stock_codings

from postil.model.study import Study
from postil.storage.checks import check_file
from postil.storage.study_file import open_study
from studies import CODES, TRANSCRIPTS, stamped

WRITER = Path(__file__).with_name("writer.py")
KILLS = 300
KILLS_WHILE_SAVING = 60
KILLS_OF_ONE_STUDY = 30
LONGEST = 0.25
"""Seconds from READY to the kill; a session of the writer, closing included, takes less."""


def killed_writer(path: Path, seed: int, after: float, begin: bool) -> list[str]:
    """Start the writer, kill it, and return the stamps that it acknowledged."""
    writer = subprocess.Popen(
        [sys.executable, str(WRITER), str(path), str(seed)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert writer.stdout is not None
    assert writer.stderr is not None
    if begin:
        assert writer.stdout.readline() == b"READY\n", writer.stderr.read().decode()
    time.sleep(after)
    assert writer.poll() is None, writer.stderr.read().decode()
    writer.send_signal(signal.SIGKILL)
    out, _ = writer.communicate()
    *lines, _unfinished = out.decode().split("\n")
    return [line.removeprefix("ACK ") for line in lines if line.startswith("ACK ")]


def killed_apply(path: Path, orders: Path, after: float) -> list[str]:
    """Feed JSON lines to ``postil apply``, kill it, and return the stamps of the acts that it acknowledged."""
    command = [sys.executable, "-m", "postil.cli", "apply", str(path), "--coder", "ana", "--from", "-"]
    with orders.open("rb") as lines:
        applier = subprocess.Popen(command, stdin=lines, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert applier.stdout is not None
    assert applier.stderr is not None
    time.sleep(after)
    assert applier.poll() is None, applier.stderr.read().decode()
    applier.send_signal(signal.SIGKILL)
    out, _ = applier.communicate()
    *answers, _unfinished = out.decode().split("\n")
    assert all(answer.startswith("ACK ") for answer in answers), answers[:3]
    return [answer.removeprefix("ACK ") for answer in answers]


def random_orders(path: Path, dice: random.Random, count: int = 6_000) -> Path:
    """JSON lines for ``postil apply``: codes, spans, memos, marks and removals on the small study."""
    with path.open("w", encoding="utf-8") as lines:
        for number in range(count):
            transcript = dice.choice(TRANSCRIPTS)
            paragraph = dice.choice(transcript.paragraphs)
            order: dict[str, object] = {
                "transcript": transcript.name,
                "paragraph": paragraph.n,
                "codes": dice.sample([code.id for code in CODES], dice.randint(1, 2)),
            }
            if dice.random() < 0.5:
                order["start"] = start = dice.randrange(len(paragraph.text))
                order["end"] = dice.randint(start + 1, len(paragraph.text))
            kind = dice.random()
            if kind < 0.2:
                order["remove"] = True
            elif kind < 0.4:
                order["memo"] = f"memo {number} — 漢字"
            elif kind < 0.7:
                order["reviewed"] = dice.random() < 0.8
            lines.write(json.dumps(order, ensure_ascii=False) + "\n")
    return path


def is_whole(path: Path, acknowledged: set[str]) -> None:
    """The file is readable for everybody, sound, and holds every acknowledged act."""
    stock_codings(path)
    with open_study(path, write=False) as file:
        lost = acknowledged - {change.stamp for change in file.log} - {transcript.id for transcript in TRANSCRIPTS}
        assert not lost, sorted(lost)[:3]
        assert stamped(Study(file.log)) == stamped(file.study)
    assert [problem for problem in check_file(path) if problem.severity == "error"] == []


@pytest.mark.slow
def test_300_kills_of_apply_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    dice = random.Random(20261125)
    total = 0
    for number in range(KILLS):
        path = tmp_path / f"{number // KILLS_OF_ONE_STUDY}.json"
        if number % KILLS_OF_ONE_STUDY == 0:
            new_study(path).close()
            acknowledged: set[str] = set()
        orders = random_orders(tmp_path / "orders.jsonl", dice)
        acknowledged.update(killed_apply(path, orders, dice.uniform(0.05, 0.5)))
        is_whole(path, acknowledged)
        total += len(acknowledged)
    assert total > KILLS


@pytest.mark.slow
def test_kills_while_a_thread_saves_and_while_acts_are_undone_lose_nothing(tmp_path: Path) -> None:
    dice = random.Random(20261125)
    total = 0
    for number in range(KILLS_WHILE_SAVING):
        path = tmp_path / f"{number // KILLS_OF_ONE_STUDY}.json"
        if number % KILLS_OF_ONE_STUDY == 0:
            new_study(path).close()
            acknowledged: set[str] = set()
        begin = dice.random() < 0.9  # one in ten is killed while it opens and recovers
        acknowledged.update(killed_writer(path, number, dice.uniform(0, LONGEST), begin))
        is_whole(path, acknowledged)
        total += len(acknowledged)
    assert total > KILLS_WHILE_SAVING
