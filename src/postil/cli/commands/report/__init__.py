"""``postil report``: what a study holds, counted."""

from __future__ import annotations

import click

from postil.cli.root import Group, Lazy

_HERE = "postil.cli.commands.report"
COMMANDS: dict[str, Lazy] = {
    "progress": Lazy(f"{_HERE}.progress", "Show what is reviewed, coded, double-coded and still to do."),
}


@click.group(
    "report",
    cls=Group,
    lazy=COMMANDS,
    examples=[("postil report progress study.json", "How far each coder has come.")],
)
def command() -> None:
    """Count what a study holds."""
