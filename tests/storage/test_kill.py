from __future__ import annotations

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
from studies import stamped

WRITER = Path(__file__).with_name("writer.py")
KILLS = 300
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


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_in_300_kills(tmp_path: Path) -> None:
    dice = random.Random(20261125)
    total = 0
    for number in range(KILLS):
        path = tmp_path / f"{number // KILLS_OF_ONE_STUDY}.json"
        if number % KILLS_OF_ONE_STUDY == 0:
            new_study(path).close()
            acknowledged: set[str] = set()
        begin = dice.random() < 0.9  # one in ten is killed while it opens and recovers
        acknowledged.update(killed_writer(path, number, dice.uniform(0, LONGEST), begin))
        stock_codings(path)  # whole at every moment, for everybody
        with open_study(path, write=False) as file:
            lost = acknowledged - {change.stamp for change in file.log}
            assert not lost, (number, sorted(lost)[:3])
            assert stamped(Study(file.log)) == stamped(file.study)
        assert [problem for problem in check_file(path) if problem.severity == "error"] == []
        total += len(acknowledged)
    assert total > KILLS
