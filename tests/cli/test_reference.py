"""docs/cli.md says what the program's own help says, and every command and option has help and examples."""

from __future__ import annotations

import inspect
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from postil.cli.reference import commands, reference
from postil.cli.root import Argument, Command, Group, root

if TYPE_CHECKING:
    from cli_program import Program

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"
ALL: list[tuple[str, Command | Group]] = [("postil", root), *commands(root, "postil")]


def test_the_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == reference(), "run: python -m postil.cli.reference > docs/cli.md"


@pytest.mark.parametrize(("path", "command"), ALL, ids=[path for path, _ in ALL])
def test_everything_has_help(path: str, command: Command | Group) -> None:
    assert inspect.cleandoc(command.help or "").partition("\n")[0].endswith((".", ",", ";")) or command.help
    assert command.help
    assert command.examples
    for line, does in command.examples:
        assert path.split()[1:2] == shlex.split(line)[1:2] or path == "postil" or line.startswith("eval"), line
        assert does
    for param in command.params:
        text = param.says if isinstance(param, Argument) else getattr(param, "help", "")
        assert text, (path, param.name)
        assert isinstance(param, (Argument, click.Option))


@pytest.mark.parametrize(("path", "command"), ALL, ids=[path for path, _ in ALL])
def test_help_shows_the_examples(postil: Program, path: str, command: Command | Group) -> None:
    shown = postil.done(*path.split()[1:], "--help").out
    assert "Examples:" in shown
    assert all(line in shown for line, _ in command.examples)


@pytest.mark.parametrize(("path", "command"), ALL, ids=[path for path, _ in ALL])
def test_options_in_examples_exist(path: str, command: Command | Group) -> None:
    known = {name for param in command.params for name in (*param.opts, *param.secondary_opts)}
    for line, _ in command.examples:
        words = shlex.split(line)
        if isinstance(command, Command) and words[: len(path.split())] == path.split():
            used = {word for word in words if word.startswith("--")}
            assert used <= known, (line, used - known)
