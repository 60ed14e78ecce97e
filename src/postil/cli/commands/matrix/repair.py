"""``postil matrix repair``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.commands.matrix.check import broken_line
from postil.cli.matrix import charting_coder
from postil.cli.output import talk, write
from postil.cli.parameters import coder_option, new_coder_option, study_argument
from postil.cli.root import Command
from postil.cli.studies import opened
from postil.merge.references import broken_references, following, repairs
from postil.model.change import Strike
from postil.model.names import name_of_cell
from postil.text.clean import visible
from postil.text.counted import counted

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    "repair",
    cls=Command,
    examples=[
        ("postil matrix repair study.json --dry-run", "See which references would follow."),
        ("postil matrix repair study.json --coder ana", "Let them follow, in one act of ana's."),
    ],
)
@study_argument()
@coder_option("Whose act this is.")
@new_coder_option
@click.option("--dry-run", is_flag=True, help="Show what would change and write nothing.")
def command(study: Path, *, coder: str | None, new_coder: bool, dry_run: bool) -> int:
    """Let references follow transcripts that were corrected or renamed.

    `postil add --supersede` does this by itself; it is needed after a merge has brought the corrected transcript, and
    after `postil rename`. A reference (P04 §12) goes to the paragraph that has the words of the old one; so does what a
    summary was written from, so that a correction alone makes no summary stale. What was struck out of the old
    paragraph is struck out of the new one, all of which is where words were changed. A reference that cannot follow
    stays and is listed, and the exit status is 1. Cells with two summaries in conflict are left alone.
    """
    with opened(study, write=not dry_run) as study_file:
        here = study_file.study
        found = repairs(here)
        actions = [] if dry_run else following(here)
        by, besides = charting_coder(study_file, coder, new_coder=new_coder) if actions else ("", [])
        for repair in found:
            write(visible(name_of_cell(here, repair.cell)))
            if repair.old.text != repair.new.text:
                write(visible(f"  before: {repair.old.text}"))
                write(visible(f"  now: {repair.new.text}"))
        if actions:
            study_file.record([*actions, *besides], coder=by)
        left = [one for repair in found for one in ((repair.cell, part) for part in repair.left)]
        if not dry_run:
            left = broken_references(here)
        for key, one in left:
            write(visible(f"left: {broken_line(here, key, one)}"))
    summaries = counted(len(found), "summary", "summaries")
    broken = counted(len(left), "reference")
    if strikes := sum(isinstance(action, Strike) for action in actions):
        talk(
            f"{study}: {counted(strikes, 'passage')} of corrected transcripts struck out, as before they were corrected"
        )
    talk(f"{study}: {summaries} {'would follow' if dry_run else 'repaired'}, {broken} left broken")
    return int(bool(left))
