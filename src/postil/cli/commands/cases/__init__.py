"""``postil cases``: who the rows of the matrix are, and what is known of them."""

from __future__ import annotations

import click

from postil.cli.root import Group, Lazy

_HERE = "postil.cli.commands.cases"
COMMANDS: dict[str, Lazy] = {
    "show": Lazy(f"{_HERE}.show", "Show the cases, whose words are theirs, and their attributes."),
    "auto": Lazy(f"{_HERE}.auto", "Make a case for each transcript that is nobody's."),
    "import": Lazy(f"{_HERE}.import_", "Bring cases and their attributes in from a table."),
    "export": Lazy(f"{_HERE}.export", "Write the cases to a table."),
    "add": Lazy(f"{_HERE}.add", "Make a case."),
    "set": Lazy(f"{_HERE}.set", "Give a case values, another name or other transcripts."),
    "attribute": Lazy(f"{_HERE}.attribute", "Make an attribute, say what it is, or take it away."),
    "drop": Lazy(f"{_HERE}.drop", "Take out a case that is not in use."),
}


@click.group(
    "cases",
    cls=Group,
    lazy=COMMANDS,
    examples=[
        ("postil cases auto study.json", "One case for each transcript."),
        ("postil cases export study.json cases.xlsx", "Fill the table in a spreadsheet, then ..."),
        ("postil cases import study.json cases.xlsx --dry-run", "... look at what would change, and take it in."),
    ],
)
def command() -> None:
    """Say who the cases are, whose words are theirs, and what is known of them.

    A case is a participant, a service or a site: a row of the framework matrix. It owns transcripts, or speakers of
    transcripts that hold several participants. Attributes of cases are texts, numbers, dates (YYYY-MM-DD) or choices.
    """
