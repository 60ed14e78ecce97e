"""``postil matrix import``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.cases import about_cases
from postil.cli.matrix import charting_coder
from postil.cli.output import talk, write, write_json
from postil.cli.parameters import FileName, argument, coder_option, json_option, new_coder_option, study_argument
from postil.cli.root import Command
from postil.cli.studies import opened
from postil.errors import CaseError, TranscriptError
from postil.model.cells import CellKey
from postil.model.clock import stamp_time
from postil.model.names import name_of_cell
from postil.model.redaction import LEFT_OUT
from postil.model.references import broken
from postil.text.clean import visible
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from postil.cli.output import Json
    from postil.importers.matrix_edits import Edit, Edits
    from postil.model.change import SetSummary
    from postil.model.study import Study

_NAMED = 5
"""So many cells are named in a line."""


@click.command(
    "import",
    cls=Command,
    examples=[
        ("postil matrix import study.json matrix.xlsx --dry-run", "Look at what would change first."),
        ("postil matrix import study.json matrix.xlsx --coder ana", "Take the edits in, as ana's, in one act."),
        ("postil matrix import study.json matrix.xlsx --coder ana --take sheet", "Also over newer summaries."),
    ],
)
@study_argument()
@argument("sheet", says="A workbook of `postil matrix export`, edited.", metavar="FILE.xlsx", type=FileName())
@coder_option("Whose summaries the edited ones are.")
@new_coder_option
@click.option(
    "--take", type=click.Choice(["study", "sheet"]), help="Of cells in conflict: keep the study's text, or the sheet's."
)
@click.option("--allow-empty", is_flag=True, help="Take summaries away where the sheet has none any more.")
@click.option("--dry-run", is_flag=True, help="Show what would change and write nothing.")
@json_option
def command(
    study: Path,
    sheet: Path,
    *,
    coder: str | None,
    new_coder: bool,
    take: str | None,
    allow_empty: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Take summaries that were edited in an exported workbook back in.

    Cells whose text is as it was exported change nothing. An edited summary becomes a draft; what it was written from
    stays what it was, so one that was stale stays stale. All of it is one act.

    A cell that has another summary in the study by now than when the workbook was exported is a conflict: both texts
    are shown, it is left as it is, and the exit status is 1, unless --take says which text is to stand. Rows and
    columns may have been sorted and moved, and sheets renamed. A case that was not exported, a case that stands twice,
    a column or sheet that is missing, a formula without a value, a text that no cell can hold: an error that says
    where, and nothing is changed.

    Where only the names of the cases or one column was sorted, and not whole rows, texts stand at other cases than they
    were exported for. These cells are in conflict, too, and --take sheet does not take them. Nor
    does it take a text with [...] where nothing says for which words that stands: words that were struck out come back
    where what is around their mark is as it was, and nowhere else in the cell.

    With --json: {"done", "changed": [{"case", "case_id", "code", "place", "old", "new"}], "conflicts": [{"case",
    "case_id", "code", "place", "why", "study": {"text", "by", "stamp", "time"}, "sheet", "taken": sheet, study or
    null}], "already": cells to which the study has the same text, "unchanged": cells nobody edited, "notes": [text]}.
    """
    from postil.importers.matrix_edits import action_of, edits_of  # noqa: PLC0415 - loaded when it is needed
    from postil.importers.matrix_sheet import read_matrix_sheet  # noqa: PLC0415

    read = read_matrix_sheet(_read(sheet), str(sheet))
    with opened(study, write=not dry_run) as study_file, about_cases(study):
        here, log = study_file.study, study_file.log
        found = edits_of(here, read, study_id=study_file.study_id, known=lambda stamp: log.get(stamp) is not None)
        taken = [*found.plain, *(edit for edit in found.conflicts if _taken(edit, take) == "sheet")]
        _check_emptied(taken, allowed=allow_empty)
        by, besides = ("", []) if dry_run else charting_coder(study_file, coder, new_coder=new_coder)
        actions = [action_of(here, edit) for edit in taken]
        notes = (*read.report, *_new_broken(here, actions))
        told = _document(here, found, take, notes, done=not dry_run) if as_json else list(_lines(here, found, take))
        if actions and not dry_run:
            study_file.record([*actions, *besides], coder=by)
    if isinstance(told, list):
        for line in told:
            write(line)
    else:
        write_json(told)
    for note in notes:
        talk(note if note.startswith(str(sheet)) else f"{sheet}: {note}")
    talk(f"{study}: {'would be: ' if dry_run else ''}{_summary(found, taken)}")
    left = [edit for edit in found.conflicts if _taken(edit, take) is None]
    open_ones = [edit for edit in left if edit.may_be_taken]
    if open_ones:
        cells = counted(len(open_ones), "cell")
        talk(f"postil: {study}: {cells} in conflict not changed; say --take study or --take sheet")
    if misplaced := sum(edit.is_misplaced for edit in left):
        cells = f"{counted(misplaced, 'cell')} {'stand' if misplaced > 1 else 'stands'}"
        talk(f"postil: {sheet}: {cells} at other cases than they were exported for; put the rows together again")
    if marked := [edit for edit in left if edit.is_marked and not edit.is_misplaced]:
        talk(f"postil: {_places(marked)}: {LEFT_OUT} stands for words that would be lost; write words there instead")
    return int(bool(left))


def _taken(edit: Edit, take: str | None) -> str | None:
    """Which text of a cell in conflict is to stand; None where that is not decided."""
    return None if not edit.may_be_taken and take == "sheet" else take


def _places(edits: Sequence[Edit]) -> str:
    """Where the first of some cells is, and how many more there are."""
    more = f" and {counted(len(edits) - 1, 'more cell', 'more cells')}" if len(edits) > 1 else ""
    return visible(f"{edits[0].sheet.place}{more}")


def _read(path: Path) -> bytes:
    from postil.importers.containers import read_file  # noqa: PLC0415 - loaded when it is needed

    try:
        return read_file(path)
    except TranscriptError as error:  # its hints are about transcripts
        raise CaseError(error.message, "name a workbook of `postil matrix export`") from None


def _check_emptied(taken: list[Edit], *, allowed: bool) -> None:
    emptied = [edit for edit in taken if not edit.sheet.text]
    if emptied and not allowed:
        more = f" (and {counted(len(emptied) - 1, 'other cell')})" if len(emptied) > 1 else ""
        raise CaseError(
            f"{emptied[0].sheet.place}{more}: the summary is gone, and nothing stands there instead",
            "if it is to be taken away, say --allow-empty",
        )


def _new_broken(study: Study, actions: Sequence[SetSummary]) -> Iterator[str]:
    """One line on the references in edited texts that are broken, and did not stand so in the texts before."""
    said: list[str] = []
    many = 0
    for action in actions:
        key = CellKey(action.case, action.code)
        known = study.cells.summary(key)
        old = {one.reference.said for one in broken(study, key.case, known)} if known is not None else set()
        new = [one.reference.said for one in broken(study, key.case, action.value) if one.reference.said not in old]
        many += len(new)
        said += [f"{name_of_cell(study, key)} ({', '.join(new)})"] if new else []
    if said:
        more = f" and {counted(len(said) - _NAMED, 'more cell', 'more cells')}" if len(said) > _NAMED else ""
        what = counted(many, "new reference leads", "new references lead")
        yield visible(f"{what} nowhere: {', '.join(said[:_NAMED])}{more}")


def _summary(found: Edits, taken: list[Edit]) -> str:
    counts = [f"{counted(len(taken), 'cell')} changed"]
    if found.conflicts:
        counts.append(counted(len(found.conflicts), "conflict"))
    if found.already:
        counts.append(f"{counted(len(found.already), 'cell')} as in the sheet already")
    return ", ".join([*counts, f"{counted(found.unchanged, 'cell')} not edited"])


def _lines(study: Study, found: Edits, take: str | None) -> Iterator[str]:
    for edit in found.plain:
        yield visible(name_of_cell(study, edit.key))
        yield visible(f"  study: {edit.now.summary.text or '(none)'}")
        yield visible(f"  sheet: {edit.sheet.text or '(none)'}")
    for edit in found.conflicts:
        version = edit.now.version
        who = f" ({version.coder}, {stamp_time(version.stamp)} UTC)" if version else ""
        wins = f"; the {taken} wins" if (taken := _taken(edit, take)) else ""
        yield visible(f"‼ {name_of_cell(study, edit.key)}: {edit.conflict}{wins}")
        yield visible(f"  study{who}: {edit.now.summary.text or '(none)'}")
        yield visible(f"  sheet: {edit.sheet.text or '(none)'}")


def _document(study: Study, found: Edits, take: str | None, notes: tuple[str, ...], *, done: bool) -> Json:
    return {
        "done": done,
        "changed": [
            {**_about(study, edit), "old": edit.now.summary.text, "new": edit.sheet.text} for edit in found.plain
        ],
        "conflicts": [
            {
                **_about(study, edit),
                "why": edit.conflict,
                "study": {
                    "text": edit.now.summary.text,
                    "by": edit.now.version.coder if edit.now.version else None,
                    "stamp": edit.now.version.stamp if edit.now.version else None,
                    "time": stamp_time(edit.now.version.stamp) if edit.now.version else None,
                },
                "sheet": edit.sheet.text,
                "taken": _taken(edit, take),
            }
            for edit in found.conflicts
        ],
        "already": len(found.already),
        "unchanged": found.unchanged,
        "notes": list(notes),
    }


def _about(study: Study, edit: Edit) -> Json:
    return {
        "case": study.cases.all[edit.key.case].name,
        "case_id": edit.key.case,
        "code": edit.key.code,
        "place": edit.sheet.place,
    }
