"""``postil matrix check``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.output import talk, write, write_json
from postil.cli.parameters import json_option, study_argument
from postil.cli.root import Command
from postil.cli.studies import opened
from postil.merge.records import conflict_id
from postil.merge.references import broken_references
from postil.model.names import name_of_cell
from postil.reports.conflicts import about
from postil.reports.matrix import Matrix
from postil.reports.matrix_view import state_text
from postil.text.clean import visible
from postil.text.counted import counted

if TYPE_CHECKING:
    from pathlib import Path

    from postil.model.cells import CellKey
    from postil.model.references import Broken
    from postil.model.study import Study

_CHARTING = ("summary", "comment", "rating")


@click.command(
    "check",
    cls=Command,
    examples=[
        ("postil matrix check study.json", "What is to be looked at again; exit status 1 if there is something."),
        ("postil matrix check study.json --json", "The same for another program to read."),
    ],
)
@study_argument()
@json_option
def command(study: Path, *, as_json: bool) -> int:
    """List stale summaries, conflicts and references that lead nowhere.

    A summary is stale when other passages are coded now than those that it was written from. A conflict is settled with
    `postil merge --resolve`. A reference that means another paragraph than when it was written can perhaps follow:
    `postil matrix repair`. Exit status 1 if there is anything.

    With --json: {"study", "stale": [{"case", "code", "coded_since", "coded_no_more"}], "conflicts": [{"id", "about"}],
    "broken": [{"case", "code", "said", "meant": {"transcript", "paragraph"} or null}]}.
    """
    with opened(study, write=False) as study_file:
        here = study_file.study
        matrix = Matrix(here)
        stale = [matrix.cell(*key) for key in sorted(here.cells) if matrix.state(key) == "stale"]
        conflicts = {conflict_id(key): about(here, key) for key in here.conflicts() if key[0] in _CHARTING}
        broken = broken_references(here)
        if as_json:
            write_json(
                {
                    "study": str(study),
                    "stale": [
                        {**cell.key._asdict(), "coded_since": len(cell.new), "coded_no_more": len(cell.gone)}
                        for cell in stale
                    ],
                    "conflicts": [{"id": name, "about": said} for name, said in conflicts.items()],
                    "broken": [
                        {**key._asdict(), "said": _said(one), "meant": one.meant._asdict() if one.meant else None}
                        for key, one in broken
                    ],
                }
            )
        else:
            for cell in stale:
                write(visible(f"{name_of_cell(here, cell.key)}: {state_text(cell)}"))
            for name, said in conflicts.items():
                write(visible(f"conflict {name}: {said}"))
            for key, one in broken:
                write(visible(broken_line(here, key, one)))
    counts = (
        counted(len(stale), "stale summary", "stale summaries"),
        counted(len(conflicts), "conflict"),
        counted(len(broken), "broken reference"),
    )
    talk(f"{study}: {', '.join(counts)}")
    return int(bool(stale or conflicts or broken))


def broken_line(study: Study, key: CellKey, one: Broken) -> str:
    """A reference that does not lead where it should, as a line."""
    if one.meant is None:
        return f"{name_of_cell(study, key)}: the reference {_said(one)} leads nowhere"
    known = study.transcripts.get(one.meant.transcript)
    meant = f"{known.name if known else one.meant.transcript[:8]} §{one.meant.paragraph}"
    corrected = " of the transcript before its correction" if one.meant.transcript in study.superseded else ""
    return f"{name_of_cell(study, key)}: the reference {_said(one)} meant {meant}{corrected}"


def _said(one: Broken) -> str:
    return f"{one.reference.name} §{one.reference.n}".strip()
