"""``postil codebook``: the codebook of a study, and codebook files."""

from __future__ import annotations

import click

from postil.cli.root import Group, Lazy

_HERE = "postil.cli.commands.codebook"
COMMANDS: dict[str, Lazy] = {
    "show": Lazy(f"{_HERE}.show", "Show a codebook as a tree, with uses."),
    "import": Lazy(f"{_HERE}.import_", "Bring the codes of a codebook file into a study."),
    "export": Lazy(f"{_HERE}.export", "Write the codebook of a study to a file."),
    "check": Lazy(f"{_HERE}.check", "Look for what would make a codebook hard to code by."),
}


@click.group(
    "codebook",
    cls=Group,
    lazy=COMMANDS,
    examples=[
        ("postil codebook show study.json", "The codes, and how often each is used."),
        ("postil codebook export study.json codes.csv", "Edit the table in a spreadsheet, then ..."),
        ("postil codebook import study.json codes.csv --update", "... take the changes in."),
    ],
)
def command() -> None:
    """Show, import, export and check codebooks."""
