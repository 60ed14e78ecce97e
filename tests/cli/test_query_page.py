"""docs/query.md: what its queries find in the sample study; and those of all other pages find something there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from postil.cli.querying import joined
from postil.cli.reference import commands
from postil.cli.root import root
from postil.find.query.finding import find
from postil.storage import open_study

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli_program import Program

PAGES = Path(__file__).parents[2]
PAGE = PAGES / "docs" / "query.md"
FLAGSHIP = 'leadership AND NOT B3 service_type:"crisis house" role:*manager*'
ROW = re.compile(r"^\| `(?P<query>.+?)` \|.*\| (?P<count>\d+) \|$", re.MULTILINE)


def test_every_example_finds_what_the_page_says(sample: Path) -> None:
    rows = [(match["query"], int(match["count"])) for match in ROW.finditer(PAGE.read_text(encoding="utf-8"))]
    assert len(rows) > 35
    with open_study(sample, write=False) as file:
        file.complete()
        wrong = {query: found for query, count in rows if (found := len(find(file.study, query))) != count}
    assert not wrong, wrong


@pytest.mark.parametrize("said", ["5,000 signs", "3 seconds", "10,000 characters", "60 brackets"])
def test_the_limits_on_the_page_are_those_of_the_program(said: str) -> None:
    from postil.find.query import pattern, reading  # noqa: PLC0415 - for this test

    limits = (
        pattern.MOST_SIGNS,
        int(pattern.SECONDS),
        reading.LONGEST_QUERY,
        reading.DEEPEST,
    )
    assert said in PAGE.read_text(encoding="utf-8")
    assert int(said.split(maxsplit=1)[0].replace(",", "")) in limits


def _lines() -> Iterator[str]:
    """The command lines of the pages and of the help."""
    for page in [PAGES / "README.md", *sorted((PAGES / "docs").glob("*.md"))]:
        yield from re.findall(r"^(?:\$ )?(postil .+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    for _, command in commands(root, "postil"):
        yield from (line for line, _ in command.examples)


def _queries() -> Iterator[str]:
    for line in _lines():
        if "--where" not in line and not line.startswith("postil quotes"):
            continue
        words = shlex.split(line, comments=True)
        if "--where" in words:
            yield words[words.index("--where") + 1]
        elif words[1] == "quotes" and words[3:] and not words[3].startswith("-"):
            yield joined(words[3:][: next((at for at, word in enumerate(words[3:]) if word.startswith("-")), None)])


def test_every_query_of_a_command_line_finds_something_in_the_sample(sample: Path) -> None:
    queries = dict.fromkeys(_queries())
    assert FLAGSHIP in queries
    assert len(queries) > 6
    with open_study(sample, write=False) as file:
        file.complete()
        empty = [query for query in queries if not len(find(file.study, query))]
    assert not empty


def test_the_flagship_query_finds_managers_of_crisis_houses_only(postil: Program, sample: Path) -> None:
    assert FLAGSHIP in (PAGES / "docs" / "guide.md").read_text(encoding="utf-8")
    done = postil.done("quotes", sample, FLAGSHIP)
    assert re.findall(r"^P\d\d §\d+", done.out, re.MULTILINE) == ["P07 §28", "P07 §30"]
    assert "2 passages in 2 paragraphs" in done.err
    assert "leadership → Facilitators/Leadership and management buy-in (F4)" in done.err
    assert "*manager* → 11 values: “manager”" in done.err
    assert postil.done("quotes", sample, FLAGSHIP.replace("*manager*", "*paramedic*")).out == ""
