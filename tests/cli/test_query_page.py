"""docs/query.md: every query in its tables finds in the sample study what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from postil.find.query import find
from postil.storage import open_study

PAGE = Path(__file__).parents[2] / "docs" / "query.md"
ROW = re.compile(r"^\| `(?P<query>.+?)` \|.*\| (?P<count>\d+) \|$", re.MULTILINE)


def test_every_example_finds_what_the_page_says(sample: Path) -> None:
    rows = [(match["query"], int(match["count"])) for match in ROW.finditer(PAGE.read_text(encoding="utf-8"))]
    assert len(rows) > 35
    with open_study(sample, write=False) as file:
        file.complete()
        wrong = {query: found for query, count in rows if (found := len(find(file.study, query))) != count}
    assert not wrong, wrong


@pytest.mark.parametrize("said", ["120 characters", "20,000 ways", "3 seconds", "10,000 characters", "60 brackets"])
def test_the_limits_on_the_page_are_those_of_the_program(said: str) -> None:
    from postil.find import query_pattern, query_reading  # noqa: PLC0415 - for this test

    limits = (
        query_pattern.MOST_REPEATED,
        query_pattern.MOST_CHOICES,
        int(query_pattern.SECONDS),
        query_reading.LONGEST_QUERY,
        query_reading.DEEPEST,
    )
    assert said in PAGE.read_text(encoding="utf-8")
    assert int(said.split(maxsplit=1)[0].replace(",", "")) in limits
