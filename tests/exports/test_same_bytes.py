"""Two exports of one study are the same bytes, every table in every format, whatever the process and the clock."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import postil
from conftest import SAMPLE

if TYPE_CHECKING:
    from pathlib import Path

_WRITE_ALL = """
import hashlib, sys, time
from pathlib import Path
time.time = lambda: float(sys.argv[2])
from postil.exports.tables import TABLE_FORMATS, table_bytes
from postil.exports.tidy import TABLES, Tidy
from postil.storage import open_study
with open_study(Path(sys.argv[1]), write=False) as file:
    tidy = Tidy(file.study, file.log)
    for name in TABLES:
        table = tidy.table(name, code=next(iter(file.study.codebook)).id if name == "recal" else "")
        for ending in TABLE_FORMATS:
            print(name, ending, hashlib.sha256(table_bytes(table, ending, study=file.study.title)).hexdigest())
"""


@pytest.mark.slow
def test_every_table_in_every_format(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    study = tmp_path / "team.json"
    postil.merge([SAMPLE.parent / "packs" / "ana.json", SAMPLE.parent / "packs" / "ben.json"], study)
    found = []
    for seed, clock in (("1", "1.7e9"), ("2", "1.9e9")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": f"UTC+{seed}"}
        command = [sys.executable, "-c", _WRITE_ALL, str(study), clock]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        assert done.returncode == 0, done.stderr
        found.append(done.stdout.splitlines())
    assert len(found[0]) == 80
    assert found[0] == found[1]


def test_a_copy_elsewhere_under_another_name_gives_the_same_bytes(tmp_path: Path) -> None:
    copy = tmp_path / "other.json"
    copy.write_bytes(SAMPLE.read_bytes())
    for ending in ("csv", "xlsx", "docx", "html"):
        tables = [postil.open(path).table("cells").to_bytes(ending) for path in (SAMPLE, copy)]
        assert tables[0] == tables[1], ending
