"""``postil matrix set``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.cases import about_cases
from postil.cli.charting import Charter, ChartOrder, chart_order_of_line
from postil.cli.matrix import charting_coder
from postil.cli.order_lines import each_line, text_from
from postil.cli.output import answer
from postil.cli.parameters import CodeName, FileName, argument, coder_option, new_coder_option, study_argument
from postil.cli.root import Command
from postil.cli.studies import opened
from postil.model.cell import SUMMARY_STATUSES

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    "set",
    cls=Command,
    examples=[
        ("postil matrix set study.json P04 F1 --coder ana --summary-from note.txt", "Chart one cell, as a draft."),
        (
            "postil matrix set study.json P04 F1 --coder ana --status checked",
            "Mark the summary that is there as checked.",
        ),
        ("postil matrix set study.json P04 F1 --coder ana --comment-from -", "The analyst's own thought, from stdin."),
        ("postil matrix set study.json --coder ana --from cells.jsonl", "One act for each line of JSON."),
    ],
)
@study_argument()
@argument("case", says="The case, by name or by how its name begins.", metavar="CASE", required=False)
@argument("code", says="The code, by id, number, path or name.", metavar="CODE", required=False, type=CodeName())
@coder_option("Whose summaries these are.")
@new_coder_option
@click.option(
    "--summary-from", type=FileName(), metavar="FILE", help="Text of the summary, from a file; - reads stdin."
)
@click.option("--status", type=click.Choice(SUMMARY_STATUSES), help="Draft (of a new text, if not given) or checked.")
@click.option(
    "--comment-from", type=FileName(), metavar="FILE", help="Text of the comment, from a file; - reads stdin."
)
@click.option("--from", "source", type=FileName(), metavar="FILE", help="Read JSON lines from a file; - reads stdin.")
def command(
    study: Path,
    case: str | None,
    code: str | None,
    *,
    coder: str | None,
    new_coder: bool,
    summary_from: Path | None,
    status: str | None,
    comment_from: Path | None,
    source: Path | None,
) -> int:
    """Chart a cell without a screen.

    A summary counts as written from what is coded now, also one that says what was there before: that makes a stale one
    fresh again. A status alone leaves what it was written from as it was, and settles no conflict. An empty text takes
    a summary or comment away. Texts are never arguments, since others can see those. Each act is answered by "ACK
    STAMP" on stdout when it is durable.

    With --from, each line is one act: {"case": name, "code": id, number, path or name, "summary": "text", "status":
    "draft" or "checked", "comment": "text"}, all but the first two optional. It is answered by "ACK STAMP" or "ERR LINE
    MESSAGE"; a wrong line changes nothing, the next ones are done, and the exit status is 1.
    """
    if source is not None and any(value is not None for value in (case, code, summary_from, status, comment_from)):
        raise click.UsageError("--from reads everything from its lines; leave the other arguments out")
    if source is None and (case is None or code is None):
        raise click.UsageError("Missing argument 'CASE' or 'CODE'; or give --from FILE")
    if summary_from is not None and summary_from == comment_from:
        raise click.UsageError("the summary and the comment cannot come from one file")
    with opened(study, write=True) as study_file, about_cases(study):
        by, besides = charting_coder(study_file, coder, new_coder=new_coder)
        charter = Charter(study_file, by, besides)
        if source is not None:
            return each_line(lambda line: charter.apply(chart_order_of_line(line)), source)
        summary = None if summary_from is None else text_from(summary_from, "a summary")
        comment = None if comment_from is None else text_from(comment_from, "a comment")
        order = ChartOrder(case or "", code or "", summary=summary, status=status, comment=comment)
        answer(f"ACK {charter.apply(order)}")
    return 0
