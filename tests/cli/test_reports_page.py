"""docs/reports.md: its commands run, it names every report and option, and what it says of limits is so."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from postil.cli.commands.report import COMMANDS, command
from postil.cli.reporting import DRAWS
from postil.reports.overlaps import FEWEST_TOGETHER, NEARLY
from postil.reports.ranges import FEW
from postil.reports.together import MOST

if TYPE_CHECKING:
    from cli_program import Program

PAGE = (Path(__file__).parents[2] / "docs" / "reports.md").read_text(encoding="utf-8")
TABLES = (Path(__file__).parents[2] / "docs" / "report-tables.md").read_text(encoding="utf-8")


def options(name: str) -> set[str]:
    """The options of one report."""
    made = command.get_command(None, name)  # type: ignore[arg-type]  # this group asks for no context
    assert made is not None
    return {option for param in made.params for option in param.opts if option.startswith("--")}


def test_the_commands_of_the_page_run(
    postil: Program, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "study.json").write_bytes(sample.read_bytes())
    lines = re.findall(r"^postil (report .+)$", PAGE, re.MULTILINE)
    assert len(lines) >= 4
    for line in lines:
        postil.done(*shlex.split(line))
    assert {"cases.csv", "report.html"} <= {path.name for path in tmp_path.iterdir()}


def test_every_report_and_every_option_is_on_the_page() -> None:
    rows = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE))
    assert rows == set(COMMANDS)
    common = {"--json", "--csv", "--output", "--force", "--plain", "--where", "--coder", "--children"}
    for name in COMMANDS:
        wanted = options(name)
        assert "--where" in wanted, name
        for option in wanted - common:
            assert f"`{option}" in PAGE, (name, option)


def test_numbers_of_the_page_are_those_of_the_program() -> None:
    for said in (
        f"Up to {FEW} different",
        f"{DRAWS:,} draws",
        f"the {MOST} most",
        f"at least {FEWEST_TOGETHER} paragraphs",
    ):
        assert said in PAGE, said
    assert f"{NEARLY * 100:.0f} % of the paragraphs" in PAGE


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "all"])
def test_the_shape_of_every_document_is_documented(postil: Program, sample: Path, name: str) -> None:
    told = json.loads(postil.done("report", name, sample, "--json").out)
    assert list(told)[:3] == ["report", "study", "counted"]
    assert list(told)[-1] == "notes"
    for field in told["counted"]:
        assert f"`{field}`" in TABLES, field
    section = TABLES.partition(f"\n## {name}: ")[2].partition("\n## ")[0]
    for key, rows in list(told.items())[3:-1]:
        if isinstance(rows, list):
            table = section.partition(f"\n`{key}`")[2].partition("\n`")[0]
            assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(rows[0] if rows else []) or not rows, key
        else:
            assert f"`{key}`" in TABLES, key
    first = next(key for key, rows in told.items() if isinstance(rows, list))
    heads = next(csv.reader(io.StringIO(postil.done("report", name, sample, "--csv", "-").out)))
    assert section.index(f"\n`{first}`") == section.index("\n`")
    assert not told[first] or heads == list(told[first][0])
