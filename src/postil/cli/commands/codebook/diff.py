"""``postil codebook diff``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.book_diff import compared, document_of, lines_of, summary_of
from postil.cli.output import talk, write, write_json
from postil.cli.parameters import CodebookName, argument, json_option
from postil.cli.root import Command
from postil.text.clean import visible

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    "diff",
    cls=Command,
    examples=[
        ("postil codebook diff study.json", "What has changed since the codebook was last given a name."),
        ("postil codebook diff study.json v1", "What has changed since it was called v1."),
        ("postil codebook diff study.json v1 v2", "What changed from v1 to v2."),
        ("postil codebook diff framework.csv edited.xlsx", "How two codebook files differ."),
        ("postil codebook diff study.json edited.xlsx", "How a file differs from the codebook of a study."),
    ],
)
@argument("source", says="A study, or the first of two codebooks.", metavar="STUDY.json|FILE", type=CodebookName())
@argument("old", says="The earlier version, or the second codebook.", metavar="OLD|FILE", required=False)
@argument("new", says="The later version; without it, the codebook as it is now.", metavar="NEW", required=False)
@json_option
def command(source: Path, old: str | None, new: str | None, *, as_json: bool) -> None:
    """Tell what has changed between two versions of a codebook.

    Codes that were added, are gone, were merged, retired, renamed, moved, renumbered or reworded. Of a text that was
    reworded, words that are gone stand in [- -] and new ones in {+ +}. Codes are told apart by their ids. A version is
    given a name by "codebook version".

    With --json: {"old" and "new": {"name", "codes": how many, "codebook_version"}, "added" and "gone": [{"code": id,
    "number", "name"}], "merged": [{..., "into": id}], "retired", "renamed", "moved", "renumbered", "reworded" and
    "changed": [{"code", "number", "name", "field", "old", "new"}]}; a reworded one has "words": [["kept", "gone" or
    "new", text]] as well.
    """
    comparison = compared(source, old, new)
    if as_json:
        write_json(document_of(comparison))
    else:
        for line in lines_of(comparison):
            write(visible(line))
    talk(summary_of(comparison))
