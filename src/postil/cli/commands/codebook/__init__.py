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
    "add": Lazy(f"{_HERE}.add", "Bring a new code in."),
    "edit": Lazy(f"{_HERE}.edit", "Change the values of a code."),
    "move": Lazy(f"{_HERE}.move", "Put a code elsewhere in the tree."),
    "merge": Lazy(f"{_HERE}.merge", "Merge a code into another one."),
    "part": Lazy(f"{_HERE}.part", "Take a merge of two codes back."),
    "recode": Lazy(f"{_HERE}.recode", "Give codings of a code another one: split it."),
    "retire": Lazy(f"{_HERE}.retire", "Offer a code to coders no more; its codings stay."),
    "drop": Lazy(f"{_HERE}.drop", "Take an unused code out."),
    "version": Lazy(f"{_HERE}.version", "Name a version of the codebook, or list them."),
    "diff": Lazy(f"{_HERE}.diff", "Tell what has changed between two versions."),
}


@click.group(
    "codebook",
    cls=Group,
    lazy=COMMANDS,
    examples=[
        ("postil codebook show study.json", "The codes, and how often each is used."),
        ("postil codebook export study.json codes.csv", "Edit the table in a spreadsheet, then ..."),
        ("postil codebook import study.json codes.csv --update", "... take the changes in."),
        ("postil codebook merge study.json 'Staff shortage' --into B2", "Merge two codes that turned out to be one."),
        ("postil codebook version study.json v2", "Give the codebook a name that the team agreed on."),
    ],
)
def command() -> None:
    """Show, change, compare, import, export and check codebooks."""
