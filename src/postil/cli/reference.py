"""docs/cli.md, made from the commands themselves: ``python -m postil.cli.reference > docs/cli.md``.

Invariant: it says nothing that the commands' own help does not say, and is the same with every version of click.
"""

from __future__ import annotations

import inspect
import sys
from typing import TYPE_CHECKING

import click

from postil.cli.root import Argument, Command, Group, root

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = """\
# Commands

Generated from the program's own help by `python -m postil.cli.reference`; do not edit.

"""


def commands(group: Group, path: str) -> Iterator[tuple[str, Command | Group]]:
    """All commands with what is typed to call them, groups before the commands in them."""
    context = click.Context(group, info_name=path)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert isinstance(command, (Command, Group))
        yield f"{path} {name}", command
        if isinstance(command, Group):
            yield from commands(command, f"{path} {name}")


def reference() -> str:
    """The page, in Markdown."""
    found = list(commands(root, "postil"))
    toc = [f"- [`{path}`](#{path.replace(' ', '-')}): {_first_sentence(command)}" for path, command in found]
    sections = [_section(path, command) for path, command in found]
    return _HEAD + _text(root) + "\n\n" + "\n".join(toc) + "\n\n" + "\n".join(sections)


def _text(command: click.Command) -> str:
    return inspect.cleandoc(command.help or "")


def _first_sentence(command: click.Command) -> str:
    return _text(command).split("\n\n")[0].replace("\n", " ")


def _section(path: str, command: Command | Group) -> str:
    lines = [f"## {path}", "", f"    {_usage(path, command)}", "", _text(command), ""]
    arguments = [param for param in command.params if isinstance(param, Argument)]
    options = [param for param in command.params if isinstance(param, click.Option)]
    if arguments:
        lines += ["| argument | |", "|---|---|"]
        lines += [f"| `{_cell(param.make_metavar())}` | {_cell(param.says)} |" for param in arguments] + [""]
    if options:
        lines += ["| option | |", "|---|---|"]
        lines += [f"| `{_cell(_option(param))}` | {_cell(param.help or '')} |" for param in options] + [""]
    lines += ["Examples:", ""]
    for line, does in command.examples:
        lines += [f"    {line}", "", does, ""]
    return "\n".join(lines)


def _usage(path: str, command: Command | Group) -> str:
    pieces = [path]
    if any(isinstance(param, click.Option) for param in command.params):
        pieces.append("[OPTIONS]")
    pieces += [param.make_metavar() for param in command.params if isinstance(param, Argument)]
    if isinstance(command, Group):
        pieces.append("COMMAND")
    return " ".join(pieces)


def _option(option: click.Option) -> str:
    names = ", ".join(option.opts) + "".join(f" / {name}" for name in option.secondary_opts)
    if option.is_flag:
        return names
    if option.metavar:
        return f"{names} {option.metavar}"
    choices = getattr(option.type, "choices", None)
    return f"{names} {'|'.join(choices)}" if choices else f"{names} {option.type.name.upper()}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(reference())
