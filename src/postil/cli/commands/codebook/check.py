"""``postil codebook check``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.books import find_book
from postil.cli.output import talk, write, write_json
from postil.cli.parameters import CodebookName, argument, json_option
from postil.cli.root import Command
from postil.text.clean import visible
from postil.text.counted import counted

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    "check",
    cls=Command,
    examples=[
        ("postil codebook check framework.csv", "Look at a codebook before the study begins."),
        ("postil codebook check study.json --json", "Look at the codebook of a study, for another program to read."),
    ],
)
@argument(
    "source",
    says="A study, a codebook file or a shipped codebook.",
    metavar="STUDY.json|FILE|NAME",
    type=CodebookName(),
)
@json_option
def command(source: Path, *, as_json: bool) -> int:
    """Look for what would make a codebook hard to code by.

    Names that are much alike, repeated names, numbers and aliases, missing definitions and rules, a "see also" that
    names no code, codes under a retired one; in a study also codes that nobody uses, retired codes and headings that
    are used, and codes that stand on the same words in four of five paragraphs or more that have either. Exit status 1
    if there is a finding.

    With --json: {"findings": [{"kind", "code": id, "message"}]}.
    """
    from postil.find import similar_names  # noqa: PLC0415 - loaded when it is needed
    from postil.importers.codebook_check import check_codebook  # noqa: PLC0415 - loaded when it is needed

    book = find_book(source)
    findings = check_codebook(book.codebook, book.uses, similar_names, book.codings)
    if as_json:
        write_json({"findings": [{"kind": f.kind, "code": f.code_id, "message": f.message} for f in findings]})
    else:
        for finding in findings:
            write(visible(f"{finding.kind}: {finding.message}"))
        if not findings:
            write(visible(f"{source}: {counted(len(book.codebook), 'code')}, nothing to remark"))
    if findings:
        talk(f"postil: {source}: {counted(len(findings), 'finding')} in the codebook; see the list, then edit it")
    return int(bool(findings))
