"""``postil quotes``: what was said, by query."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.files import put
from postil.cli.output import line_width, talk, write, write_json
from postil.cli.parameters import argument, coder_option, csv_option, force_option, json_option, study_argument
from postil.cli.querying import asked, joined, tell_of_nothing
from postil.cli.root import Command
from postil.cli.studies import opened
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from postil.cli.quoting import Quoting
    from postil.find.quotes import By, Group
    from postil.model.study import Study


class _Asking(Command):
    """A command that takes a query, in which a ``-`` may stand before what is not wanted."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the words of the command line apart; tell what to do with a query that looks like an option."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            if error.option_name.startswith("--"):
                raise
            hint = "if it is part of the query, put the whole query in single quotes: 'F4 -B3'"
            raise click.UsageError(f"there is no option {error.option_name}; {hint}", ctx) from None


@click.command(
    "quotes",
    cls=_Asking,
    examples=[
        ("postil quotes study.json leadership", "All that is coded with one code, or with those under it."),
        (
            "postil quotes study.json 'leadership AND NOT B3 service_type:\"crisis house\" role:*manager*'",
            "Codes, and whose words: what managers of crisis houses said.",
        ),
        (
            "postil quotes study.json 'near(F4, B3, 2)' --context 1",
            "Two codes near each other, with what stands around.",
        ),
        ("postil quotes study.json 'text:fund*' --by case", "Words of the text, in groups by case."),
        (
            "postil quotes study.json --quotable --anonymous --csv quotes.csv",
            "The bank of quotes, named by cases only.",
        ),
    ],
)
@study_argument()
@argument(
    "query",
    says="What is asked for, in single quotes because of the shell; all that may be quoted with --quotable alone.",
    metavar="QUERY",
    nargs=-1,
)
@click.option(
    "--by", type=click.Choice(["code", "case", "transcript"]), help="In groups; by default as they were said."
)
@click.option(
    "--context",
    type=click.IntRange(0, 20),
    default=0,
    metavar="N",
    help="Show N paragraphs before and after, too, and the rest of the paragraph.",
)
@click.option("--anonymous", is_flag=True, help="Name cases only: no transcripts, speakers or coders.")
@click.option("--quotable", is_flag=True, help="Only passages that are marked as ones that may be quoted.")
@coder_option("Count only this coder's codings, marks and memos, where the query does not say whose.")
@csv_option("Write a table, one row a quote; - is stdout.")
@force_option
@json_option
def command(
    study: Path,
    query: tuple[str, ...],
    *,
    by: By | None,
    context: int,
    anonymous: bool,
    quotable: bool,
    coder: str | None,
    csv_file: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Show what was said, by code, case, speaker, word and more.

    A query is names of codes, of which a beginning will do, joined by AND, OR, NOT and brackets; near(A, B, 2) and
    same(A, B); coder:ana, case:P04, transcript:, speaker:, role:, NAME:VALUE or NAME>=VALUE for an attribute of the
    cases; text:word, text:"a phrase", text:/pattern/; memo, memo:word, coded, doubtful, quotable, reviewed, consensus.
    In names, values and words * stands for any letters and ? for one: role:*manager*. docs/query.md has all of it.
    What is coded in a paragraph that was found is printed with where it stands, who said it and its codes; whose words
    are not a participant's is told: interviewer, other speaker, note, heading. With --context the quotation marks stand
    around the passage within its paragraph, and a table has columns text_before and text_after (the rest of the
    paragraph), before and after (the paragraphs around). "[...]" stands for what was struck out. What a name was taken
    for that was not typed in full is told on stderr, and where codings are asked for, which of the cases asked for are
    not read, or in part only. A query that finds nothing ends with 0, and says so.

    With --json: {"study", "query", "understood": [{"start", "end": its place in the query, "typed", "what": code,
    coder, case, transcript, speaker, role, attribute or value, "meant": [name], "besides": what else may be meant}],
    "paragraphs": how many were found, "reading": null for a query that asks for no codings, else {"asked": how many
    cases (and transcripts without one) are asked for, "not_read", "in_part": how many of them, "not_read_names",
    "in_part_names": [name]}, "quotes": [{"group": with --by, "case": name or null, "transcript": id,
    "transcript_name", "paragraph", "start", "end", "speaker", "role", "text", "text_before", "text_after": the
    rest of the paragraph with --context, else null, "codings": [{"code": id, "number",
    "path", "coder", "doubtful"}], "quotable", "before": [text], "after": [text]}]}; what --anonymous leaves out is
    null. There a case that is called as a file or a speaker is "case N", and what was struck out is left out wherever
    it stands.
    """
    if as_json and csv_file is not None:
        raise click.UsageError("say --json or --csv, not both")
    text = joined(query)
    if not text and not quotable:
        raise click.UsageError(
            "say what to look for, such as the name of a code; or --quotable for all quotable passages"
        )
    if len(query) > 1 and text != " ".join(query):
        talk(f"{study}: the query is read as {text}")
    with opened(study, write=False) as study_file:
        _tell(
            study,
            study_file.study,
            text,
            by=by,
            context=context,
            anonymous=anonymous,
            quotable=quotable,
            coder=coder,
            csv_file=csv_file,
            force=force,
            as_json=as_json,
        )


def _table(quoting: Quoting, groups: Sequence[Group], by: By | None, file: Path) -> bytes:
    from postil.exports.table import csv_table  # noqa: PLC0415 - loaded when it is needed

    line_end = "\n" if str(file) == "-" else "\r\n"
    return csv_table(quoting.columns(), quoting.rows(groups, by), bom=False, line_end=line_end)


def _tell(
    path: Path,
    study: Study,
    text: str,
    *,
    by: By | None,
    context: int,
    anonymous: bool,
    quotable: bool,
    coder: str | None,
    csv_file: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    from postil.cli.lookup import Finder  # noqa: PLC0415 - loaded when it is needed
    from postil.cli.quoting import Quoting, understood_document  # noqa: PLC0415 - loaded when it is needed
    from postil.find.query.unread import unread  # noqa: PLC0415 - as above
    from postil.find.quotes import Group, grouped, passages  # noqa: PLC0415 - loaded when it is needed
    from postil.reports.case_names import renamed_cases, said_of_names  # noqa: PLC0415 - loaded when it is needed
    from postil.text.struck import Struck  # noqa: PLC0415 - as above

    whose = None if coder is None else Finder(study).coder(coder)
    found = asked(path, study, text or "quotable", coder=whose)
    said = passages(study, found, quotable=quotable)
    groups = [Group("", "", said)] if by is None else grouped(study, said, by)
    quoting = Quoting(study, anonymous=anonymous, context=context)
    places = len({one.passage.place for one in said})
    not_read = unread(study, found)
    if as_json:
        quotes = quoting.documents(groups, by)
        struck = Struck(study)
        meant = None if anonymous else understood_document(found.understood, struck)
        about = {"study": struck.without(study.title), "query": text, "understood": meant, "paragraphs": places}
        write_json({**about, "reading": quoting.unread(not_read), "quotes": quotes})
    elif csv_file is not None:
        put(_table(quoting, groups, by, csv_file), csv_file, path, force=force)
    else:
        for line in quoting.lines(groups, by, line_width()):
            write(line)
    if anonymous and (renamed := renamed_cases(study)):
        talk(f"{path}: {said_of_names(renamed)}")
    if not_read is not None and (line := not_read.line(quoting.whose)):
        talk(f"{path}: {line}")
    if not said:
        tell_of_nothing(path, study, text or "--quotable")
    elif not as_json:
        talk(f"{path}: {counted(len(said), 'passage')} in {counted(places, 'paragraph')}")
