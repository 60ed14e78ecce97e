"""``postil codebook import``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.book_update import actions_of, compare, merged_codes, read_file, with_struck
from postil.cli.output import talk, write, write_json
from postil.cli.parameters import CodebookName, argument, json_option, study_argument
from postil.cli.root import Command
from postil.cli.studies import opened
from postil.errors import CodebookError
from postil.model.names import field_label
from postil.model.redaction import LEFT_OUT
from postil.text.clean import visible
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from postil.cli.book_update import Difference


@click.command(
    "import",
    cls=Command,
    examples=[
        ("postil codebook import study.json cfir2022", "Bring in a shipped codebook."),
        ("postil codebook import study.json codes.csv", "Bring in new codes; list those that differ."),
        ("postil codebook import study.json codes.csv --update", "Also change codes that differ."),
    ],
)
@study_argument()
@argument(
    "source", says="A codebook file (.csv, .xlsx), or a shipped codebook.", metavar="FILE|NAME", type=CodebookName()
)
@click.option("--update", is_flag=True, help="Give codes that are there already the values of the file.")
@click.option("--encoding", default="utf-8", metavar="NAME", help="Encoding of the file, if it is not UTF-8.")
@json_option
def command(study: Path, source: Path, *, update: bool, encoding: str, as_json: bool) -> None:
    """Bring the codes of a codebook file into a study.

    Codes are told apart by their ids. New ones are added; of those that are there already, other values are listed, and
    taken over with --update. A column that the file does not have changes nothing; an empty cell empties. Codes that
    the file does not have stay, and one that was merged into another stays merged.

    With --json: {"added": [id], "different": [{"code": id, "field", "study", "file"}], "updated": true or false}.
    """
    reading, fields = read_file(source, encoding)
    for sentence in reading.report:
        talk(f"{source}: {sentence}")
    with opened(study, write=True) as study_file:
        merged = merged_codes(study_file.study, reading.codes)
        left = {code.id for code, _ in merged}
        wanted = [code for code in reading.codes if code.id not in left]
        new, different = compare(study_file.study.codebook, with_struck(study_file.study, wanted), fields)
        if update and study_file.study.cells.was_struck:
            _check_marks(source, different)
        actions = actions_of(study_file.study.codebook, new, different if update else ())
        study_file.record(actions, coder="")
    if as_json:
        write_json(
            {"added": [code.id for code in new], "different": [d._asdict() for d in different], "updated": update}
        )
    else:
        for difference in different:
            write(visible(_line(difference)))
    for code, into in merged:
        talk(f"{study}: {code.name} ({code.id}) was merged into {into.name}: that row is left out")
    talk(f"{study}: {counted(len(new), 'code')} added")
    if different:
        codes = counted(len({difference.code for difference in different}), "code")
        talk(
            f"{study}: {codes} {'changed' if update else 'with other values left as they were; --update changes them'}"
        )


def _check_marks(source: Path, different: Sequence[Difference]) -> None:
    """Pass where no text would lose words for which ``[...]`` stands in the file.

    Raises:
        CodebookError: one would.
    """
    for one in different:
        old, new = str(one.study), str(one.file)
        if old and new.count(LEFT_OUT) > old.count(LEFT_OUT):
            raise CodebookError(
                f"{source}: {one.code}, {field_label(one.field)}: {LEFT_OUT} stands for words that would be lost",
                "write words there instead",
            )


def _line(difference: Difference) -> str:
    old, new = difference.study or "(empty)", difference.file or "(empty)"
    return f"{difference.code}: {field_label(difference.field)}: {old} → {new}"
