"""docs/framework.md: its commands work on the sample study, one after the other, and print what the page says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

    from cli_program import Program

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "framework.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```console\n(.*?)^```\n(?:\n```text\n(.*?)^```)?", re.MULTILINE | re.DOTALL)
_ON_A_SCREEN = "postil code "
_FINDS_SOMETHING = "postil matrix check "


def test_the_commands_of_the_page_do_what_it_says(
    postil: Program, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert sample == tmp_path / "study.json"
    said = 0
    for commands, printed in _BLOCK.findall(PAGE):
        for line in commands.splitlines():
            words = line.split()
            if words[:3] == ["install", "-m", "600"]:
                assert (DOCS.parent / words[3]).is_file()
            elif not line.startswith(_ON_A_SCREEN):
                outcome = postil(*words[1:])
                assert outcome.status == line.startswith(_FINDS_SOMETHING), (line, outcome.err)
                if printed:
                    assert outcome.out == printed
                    said += 1
    assert said == 3
    assert (tmp_path / "matrix.xlsx").is_file()


def test_the_pages_links_lead_somewhere() -> None:
    for page, anchor in re.findall(r"\]\(([\w./]*)(?:#([\w-]+))?\)", PAGE):
        text = (DOCS / page).read_text(encoding="utf-8") if page else PAGE
        headings = [re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-") for line in text.splitlines()
                    if line.startswith("#")]  # fmt: skip
        assert not anchor or anchor in headings, (page, anchor)
