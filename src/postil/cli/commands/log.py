"""``postil log``: who did what when."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import click

from postil.cli.history import Wanted, chosen, stamps_until, where
from postil.cli.history import as_json as record_of
from postil.cli.lookup import Finder
from postil.cli.output import columns, talk, write, write_json
from postil.cli.parameters import CodeName, json_option, study_argument
from postil.cli.root import Command
from postil.cli.studies import opened
from postil.errors import NotFoundError
from postil.model.cells import CellKey
from postil.model.change import AddCode
from postil.model.clock import stamp_time
from postil.model.codebook import matching_name
from postil.model.names import name_of_case, name_of_cell, name_of_code, own_name_of_code

if TYPE_CHECKING:
    from pathlib import Path

    from postil.cli.history import Told
    from postil.model.change import Change
    from postil.model.study import Study
    from postil.storage import StudyFile


@click.command(
    "log",
    cls=Command,
    examples=[
        ("postil log study.json --limit 20", "The last twenty changes."),
        ("postil log study.json --coder ana --as-of 2026-11-25", "What ana had done by the end of that day."),
        ("postil log study.json --paragraph P04§12", "What happened to one paragraph."),
        ("postil log study.json --code 2.3 --json", "The history of one code, for another program to read."),
    ],
)
@study_argument()
@click.option("--coder", metavar="NAME", help="Only what this coder did.")
@click.option("--code", type=CodeName(), metavar="CODE", help="Only what is about this code.")
@click.option("--paragraph", metavar="TRANSCRIPT§N", help="Only what is about this paragraph.")
@click.option("--as-of", "as_of", metavar="TIME", help="Only up to this time (UTC), such as '2026-11-25 14:30'.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the last N changes.")
@click.option("--text", is_flag=True, help="Print the text of memos and new values too.")
@json_option
def command(
    study: Path,
    *,
    coder: str | None,
    code: str | None,
    paragraph: str | None,
    as_of: str | None,
    limit: int | None,
    text: bool,
    as_json: bool,
) -> None:
    """Show who did what when, newest last.

    One line a change: time (UTC), coder, what, where, code. Setting up a study is nobody's doing and shown as "-".

    With --json: {"changes": [{"stamp", "time", "coder", "group": stamp of the act, "undoes": act or null, "change":
    "apply", "remove", "review", "memo" and so on, "transcript": id, "transcript_name", "paragraph", "start", "end",
    "code": id, "code_name", "case": id, "case_name", "subject", "text": with --text}]}.
    """
    until = None if as_of is None else stamps_until(as_of)
    with opened(study, write=False) as study_file:
        here = study_file.study
        finder = Finder(here)
        place = None
        if paragraph is not None:
            transcript, n = finder.place(paragraph)
            place = (transcript.id, n)
        wanted = Wanted(
            coder=None if coder is None else finder.coder(coder),
            codes=None if code is None else _codes(study_file, code),
            place=place,
            until=until,
        )
        found = deque(chosen(study_file.log, wanted), maxlen=limit)
        if as_json:
            write_json({"changes": [record_of(here, change, what, with_text=text) for change, what in found]})
            return
        for line in columns(_row(here, change, what, with_text=text) for change, what in found):
            write(line)
        if not found:
            talk(f"{study}: no such changes")


def _row(study: Study, change: Change, what: Told, *, with_text: bool) -> tuple[str, ...]:
    words = f"{what.verb} {_about(study, what)}".rstrip()
    if change.undoes:
        words = f"(undo or redo) {words}"
    if with_text and what.text:
        words += f": {what.text}"
    return (stamp_time(change.stamp), change.coder or "-", words)


def _about(study: Study, what: Told) -> str:
    """What a change is about, by the names that it has now."""
    match what.kind:
        case "add_transcript" | "drop_transcript" | "add_coder" | "drop_coder" | "add_case" | "drop_case":
            return what.subject
        case "add_code" | "drop_code" if what.code not in study.codebook:
            return f"{what.code} at {what.subject}"
        case "merge_code" | "part_code":
            return " into ".join(own_name_of_code(study, code) for code in (what.code, what.subject) if code)
        case "name_version" | "set_attribute":
            return what.subject
        case "edit_case" | "set_value":
            return name_of_case(study, what.subject)
        case "set_summary" | "set_comment" | "rate":
            return name_of_cell(study, CellKey(what.subject, what.code))
        case "edit_transcript" | "give_voice":
            known = study.transcripts.get(what.transcript)
            name = known.name if known else what.transcript
            case = name_of_case(study, what.subject) if what.subject else "none"
            return f"{name}: {case}" if what.kind == "give_voice" else name
    return " at ".join(filter(None, (name_of_code(study, what.code) if what.code else "", where(study, what))))


def _codes(study_file: StudyFile, text: str) -> frozenset[str]:
    """Ids of the code that is asked for; codes that are in the codebook no more are known by id and name."""
    try:
        return frozenset({Finder(study_file.study).code(text).id})
    except NotFoundError:
        wanted = matching_name(text)
        added = (change.action.code for change in study_file.log if isinstance(change.action, AddCode))
        gone = {code.id for code in added if wanted in {matching_name(code.id), matching_name(code.name)}}
        if not gone:
            raise
        return frozenset(gone)
