"""``postil merge-driver``: lets git merge studies."""

from __future__ import annotations

from pathlib import Path

import click

from postil.cli.output import talk
from postil.cli.parameters import FileName, argument
from postil.cli.root import Command
from postil.errors import MergeError
from postil.text.counted import counted


@click.command(
    "merge-driver",
    cls=Command,
    examples=[
        ("postil merge-driver %O %A %B %P", "How git calls it, after the two lines of set-up above."),
    ],
)
@argument("base", says="What both sides come from (%O).", metavar="BASE", type=FileName())
@argument("ours", says="Our side (%A); the outcome is written here, as git wants it.", metavar="OURS", type=FileName())
@argument("theirs", says="Their side (%B).", metavar="THEIRS", type=FileName())
@argument("name", says="The file's name in the repository (%P).", metavar="[NAME]", required=False)
def command(base: Path, ours: Path, theirs: Path, name: str | None) -> None:
    """Merge two versions of a study for git: the union of what was done on both sides.

    Set-up, once in a repository: echo '*.postil.json merge=postil' >> .gitattributes; and once in each clone:
    git config merge.postil.driver 'postil merge-driver %O %A %B %P'.

    Both sides come from one repository, so a coder of one name is one person. Values that both sides changed are kept
    in both versions, and listed by `postil merge --resolve`: for git the merge is done. Exit status 1, and nothing
    written, if one of the files is no study, or they are two different studies.
    """
    from postil.merge.files import merged_files  # noqa: PLC0415 - loaded when it is needed
    from postil.storage.atomic import replace_file  # noqa: PLC0415 - as above
    from postil.storage.writing import study_bytes  # noqa: PLC0415 - as above

    del base  # the union of changes needs no common ancestor
    merged = merged_files([ours, theirs])
    known = {file.study_id for file in merged.files}
    if len(known) > 1:
        raise MergeError(
            f"{name or ours}: the two sides are different studies that have one name",
            "rename one of them, or join them with `postil merge`",
        )
    pieces = study_bytes(
        merged.result.changes, merged.study_id, kept=merged.kept, study=merged.result.study, sources=merged.files
    )
    real = Path(ours).resolve()
    replace_file(real, pieces, like=real.stat())
    if waiting := len(merged.result.study.conflicts()):
        talk(f"{name or ours}: {counted(waiting, 'value')} changed on both sides; see postil merge --resolve")
