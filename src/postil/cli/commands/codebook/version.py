"""``postil codebook version``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.book_changing import changing, coder_options
from postil.cli.output import columns, talk, write, write_json
from postil.cli.parameters import argument, json_option, study_argument
from postil.cli.root import Command
from postil.cli.studies import opened
from postil.model.book_acts import named_version
from postil.model.clock import stamp_time
from postil.reports.let_out import let_book_version
from postil.text.counted import counted

if TYPE_CHECKING:
    from pathlib import Path

    from postil.cli.output import Json
    from postil.model.study import Study


@click.command(
    "version",
    cls=Command,
    examples=[
        ("postil codebook version study.json v1 --note 'agreed on 4 May'", "Give the codebook as it is a name."),
        ("postil codebook version study.json", "List the versions."),
        ("postil codebook diff study.json v1", "What has changed since."),
    ],
)
@study_argument()
@argument("name", says="What to call the codebook as it is now; without it, versions are listed.", required=False)
@click.option("--note", default="", metavar="TEXT", help="What to remember of it.")
@coder_options
@json_option
def command(study: Path, name: str | None, *, note: str, coder: str | None, new_coder: bool, as_json: bool) -> None:
    """Name a version of the codebook, or list those that have a name.

    A version keeps the codes as they are, with all their texts. The twelve digits in the list are what "postil agree"
    calls the codebook version: two codebooks with the same ones say the same. Words that were struck out of transcripts
    (`postil redact`) are [...] in what they are made from.

    With --json: {"versions": [{"name", "coder", "time", "stamp", "codes": how many, "codebook_version", "note"}]}.
    """
    if name is None:
        if note or coder or new_coder:
            raise click.UsageError("say which name to give; without one, versions are listed")
        with opened(study, write=False) as study_file:
            _list(study, study_file.study, as_json=as_json)
        return
    with changing(study, coder, may_be_new=new_coder) as desk:
        stamp = desk.record([named_version(desk.study, " ".join(name.split()), note)])
        says = f"the codebook of {counted(len(desk.study.codebook), 'code')} is {name} now"
        talk(f"{study}: {says if stamp else f'the codebook is {name} already'}")
        if as_json:
            _list(study, desk.study, as_json=True)


def _list(path: Path, study: Study, *, as_json: bool) -> None:
    records = _records(study)
    if as_json:
        write_json({"versions": records})
        return
    for line in columns(
        (r["name"], f"{r['time']} UTC", r["coder"], counted(r["codes"], "code"), r["codebook_version"], r["note"])
        for r in records
    ):
        write(line)
    if not records:
        talk(f"{path}: no version of the codebook has a name; give one with `postil codebook version {path} NAME`")


def _records(study: Study) -> list[Json]:
    return [
        {
            "name": name,
            "coder": head.coder,
            "time": stamp_time(head.stamp),
            "stamp": head.stamp,
            "codes": len(version.codes),
            "codebook_version": let_book_version(study, version.codes),
            "note": version.note,
        }
        for name, (version, head) in study.book_versions.items()
    ]
