"""docs/python.md, docs/scale.md and docs/data.md: what they show is what is printed."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cli_program import snapshot
from conftest import SAMPLE
from postil.exports.tidy import TABLES

if TYPE_CHECKING:
    from cli_program import Program

DOCS = Path(__file__).resolve().parents[2] / "docs"


def shown(page: str) -> None:
    """Run the examples of a page and compare what they print."""
    text = (DOCS / page).read_text(encoding="utf-8")
    test = doctest.DocTestParser().get_doctest(text, {}, page, page, 0)
    assert test.examples
    results = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test)
    assert results.failed == 0


def test_the_page_on_python(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pandas")
    monkeypatch.chdir(sample.parent)
    for pack in ("ana.json", "ben.json"):
        Path(pack).write_bytes((SAMPLE.parent / "packs" / pack).read_bytes())
    Path("notes.txt").write_text("Interviewer: hello\n", encoding="utf-8")
    before = snapshot(sample.parent)
    shown("python.md")
    after = snapshot(sample.parent)
    assert {name: after[name] for name in before} == before
    assert {name.partition("/")[0] for name in after.keys() - before.keys()} == {"team.json", "team.json.merge"}


def test_the_page_on_scale(postil: Program, sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    monkeypatch.chdir(sample.parent)
    page = (DOCS / "scale.md").read_text(encoding="utf-8")
    commands = re.findall(r"^postil (export .*)$", page, re.MULTILINE)
    assert len(commands) == 3
    for command in commands:
        postil.done(*command.split())
    shown("scale.md")


def test_every_table_is_documented() -> None:
    page = (DOCS / "data.md").read_text(encoding="utf-8")
    assert [line[3:] for line in page.splitlines() if line.startswith("## ")] == list(TABLES)


@pytest.mark.parametrize("page", ["python.md", "scale.md", "data.md"])
def test_links_lead_to_pages(page: str) -> None:
    for target in re.findall(r"\]\((\w+\.md)", (DOCS / page).read_text(encoding="utf-8")):
        assert (DOCS / target).is_file(), target


def test_importing_the_package_loads_nothing_but_it() -> None:
    code = "import sys; before = set(sys.modules); import postil; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["postil"]
    code = "import postil, sys; postil.open; assert not {'textual', 'click', 'openpyxl', 'docx'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
