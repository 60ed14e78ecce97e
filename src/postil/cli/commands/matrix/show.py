"""``postil matrix show``."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

import click

from postil.cli.cases import about_cases, attribute_of
from postil.cli.lookup import Finder
from postil.cli.matrix import Part, charting_coder, chosen_view, view_options
from postil.cli.output import line_width, write, write_json
from postil.cli.parameters import CodeName, coder_option, json_option, new_coder_option, study_argument
from postil.cli.root import Command
from postil.cli.studies import opened, telling
from postil.settings.config import read_config

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from postil.model.study import Study
    from postil.storage import StudyFile


@click.command(
    "show",
    cls=Command,
    examples=[
        ("postil matrix show study.json", "Chart on the screen; where there is no terminal, print."),
        ("postil matrix show study.json --print --theme Barriers --sort service_type", "One theme, as text."),
        ("postil matrix show study.json --code F1 --by service_type", "Read down, groups of cases side by side."),
        ("postil matrix show study.json --case P04", "Read across: all that one case said."),
        ("postil matrix show study.json --json --cases region=north", "For another program to read."),
    ],
)
@study_argument()
@view_options
@click.option("--code", type=CodeName(), metavar="CODE", help="Read down: every case's summary of this code.")
@click.option("--case", metavar="CASE", help="Read across: this case's summaries of every code.")
@click.option("--by", metavar="ATTRIBUTE", help="With --code: cases with the same value as a group beside the others.")
@click.option("--print", "as_text", is_flag=True, help="Print, also on a terminal.")
@json_option
@coder_option("On the screen: who charts.")
@new_coder_option
@click.option("--read-only", is_flag=True, help="On the screen: only look.")
@click.option("--mouse", is_flag=True, help="On the screen: let the mouse be used.")
def command(
    study: Path,
    *,
    theme: str | None,
    codes: tuple[str, ...],
    cases: tuple[str, ...],
    sort: str | None,
    code: str | None,
    case: str | None,
    by: str | None,
    as_text: bool,
    as_json: bool,
    coder: str | None,
    new_coder: bool,
    read_only: bool,
    mouse: bool,
) -> int:
    """Show the matrix: on the screen, as text or as JSON.

    On a terminal, and without options that say what to print, this is the charting screen. Otherwise a grid is printed
    for each theme, with the state of each cell and the start of its summary; an attribute of --sort or --cases stands
    beside the cases. With --code or --case all of one column or one row is printed, to be read.

    With --json: {"study", "states": {state: cells}, "attributes": [{"name", "kind", "choices"}], "pages": [{"title",
    "theme": id or null, "codes": [id]}], "codes": [{"id", "number", "name", "path"}], "cases": [{"id", "name", "note",
    "values": {attribute: text}}], "cells": [{"case", "code", "state": no data, coded, draft, checked, stale or
    conflict, "summary", "status": draft, checked or null, "words", "by", "time": who gave it its words, "checked_by":
    who else has checked it or null, "stamp", "comment", "ratings": {rater: {"value", "reason"}}, "passages":
    [{"transcript", "transcript_id", "paragraph", "start", "end"}], "coded_since", "coded_no_more": numbers of passages,
    "references": [{"said", "place": {"transcript", "transcript_id", "paragraph"} or null}]}]}; cells with nothing in
    them are left out.
    """
    if code and case:
        raise click.UsageError("say --code or --case, not both; for one cell --codes CODE --case CASE")
    if by and not code:
        raise click.UsageError("--by needs --code")
    if (code or case) and as_json:
        raise click.UsageError("with --json, name columns with --codes and cases with --cases")
    asked = as_text or as_json or any((theme, codes, cases, sort, code, case))
    if not asked and sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty():
        return _draw(study, coder, new_coder=new_coder, read_only=read_only, mouse=mouse)
    part = Part(theme, codes, cases, sort)
    with opened(study, write=False) as study_file, about_cases(study):
        here = study_file.study
        if as_json:
            from postil.reports.matrix_json import matrix_document  # noqa: PLC0415 - loaded when it is needed

            write_json(matrix_document(chosen_view(here, part)))
            return 0
        for line in _lines(here, part, code, case, by):
            write(line)
    return 0


def _lines(study: Study, part: Part, code: str | None, case: str | None, by: str | None) -> Iterator[str]:
    from postil.reports.matrix_text import column_lines, grid_lines, row_lines  # noqa: PLC0415 - as above

    width = line_width()
    if code:
        column = Finder(study).code(code)
        view = chosen_view(study, part._replace(theme=None, codes=(column.id,)))
        yield from column_lines(view, column, width, attribute_of(study, by) if by else "")
    elif case:
        view = chosen_view(study, part, case)
        yield from row_lines(view, view.cases[0], width)
    else:
        view = chosen_view(study, part)
        for at, page in enumerate(view.pages):
            if at:
                yield ""
            yield from grid_lines(view, page, width, _beside(study, part))


def _beside(study: Study, part: Part) -> list[str]:
    """The attributes that are shown beside the cases."""
    names = [(part.sort or "").removeprefix("-"), *(text.partition("=")[0] for text in part.cases)]
    return list(dict.fromkeys(attribute_of(study, name) for name in names if name not in {"", "name"}))


def _draw(study: Path, coder: str | None, *, new_coder: bool, read_only: bool, mouse: bool) -> int:
    """The charting screen."""
    from postil.cli.edge import close_memory_later  # noqa: PLC0415 - the screen's first paint waits for what is loaded
    from postil.session.matrix_commands import MATRIX_COMMANDS  # noqa: PLC0415
    from postil.session.own_keys import own_keymap  # noqa: PLC0415
    from postil.storage import open_study  # noqa: PLC0415
    from postil.tui import check_terminal, run_matrix  # noqa: PLC0415

    check_terminal("--print")
    gc.disable()  # until the first paint, after which the screen turns it on
    config = read_config()
    with telling(open_study(study, write=not read_only, coder=coder or config.coder)) as study_file:
        chosen = None if read_only else _who(study_file, coder, new_coder=new_coder)
        close_memory_later()
        keymap = own_keymap(MATRIX_COMMANDS)
        return run_matrix(study_file, coder=chosen, keymap=keymap, theme=config.theme, mouse=mouse or config.mouse)


def _who(study_file: StudyFile, coder: str | None, *, new_coder: bool) -> str:
    chosen, _ = charting_coder(study_file, coder, new_coder=new_coder)
    return chosen
