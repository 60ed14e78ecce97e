"""Comparing the coders of studies for ``postil agree``. Invariant: studies are only read."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, cast

from postil.agreement.comparison import Options, compare
from postil.agreement.differences import differences
from postil.agreement.units import Wanted, compared
from postil.agreement.comparable import check_comparable
from postil.cli import agreement_rows
from postil.cli.agreement_rows import Names
from postil.cli.agreement_text import Page
from postil.cli.files import put
from postil.cli.lookup import Finder
from postil.cli.output import counting, line_width, talk, write, write_json
from postil.cli.studies import naming, opened
from postil.errors import RatingsError
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from postil.agreement.ratings import Distance
    from postil.agreement.units import Unit
    from postil.cli.commands.agree import Asked
    from postil.model.study import Study


def agree_on_studies(asked: Asked) -> None:
    """Print or write how far the coders of one study, or of several together, agree.

    Raises:
        PostilError: a file cannot be read, a name is not known, or the study cannot tell.
    """
    with together(asked.files) as study, naming(asked.files[0]):
        wanted = _wanted(study, asked)
        names = names_in(study)
        if asked.differences:
            _tell_differences(study, wanted, asked, names)
            return
        options = options_of(asked)
        comparison = compare(study, wanted, options, watch=counting)
    if asked.as_json:
        write_json(agreement_rows.document(comparison, names))
    elif asked.csv_file is not None:
        write_table(agreement_rows.CSV_COLUMNS, agreement_rows.rows(comparison, names), asked)
    else:
        for line in Page(line_width(), names).lines(comparison):
            write(line)


@contextmanager
def together(paths: Sequence[Path]) -> Iterator[Study]:
    """What studies are together, in memory; one is itself.

    Raises:
        PostilError: one cannot be read, is given twice, or they cannot be put together without asking somebody.
    """
    if len(paths) == 1:
        with opened(paths[0], write=False) as study_file:
            yield study_file.study
        return
    raise NotImplementedError


def options_of(asked: Asked) -> Options:
    """How figures are to be made; today is the date."""
    return Options(
        distance=cast("Distance", asked.distance),
        also=asked.also,
        by_transcript=asked.by == "transcript",
        resamples=asked.resamples,
        seed=asked.seed,
        date=date.today().isoformat(),  # noqa: DTZ011 - the day where the reader is
    )


def _wanted(study: Study, asked: Asked) -> Wanted:
    finder = Finder(study)
    codes = [finder.code(name).id for name in asked.codes]
    if asked.below:
        codes += [code.id for code in study.codebook if {above.id for above in study.codebook.ancestors(code.id)} & {*codes}]
    return Wanted(
        coders=tuple(finder.coder(name) for name in asked.coders),
        transcripts=tuple(finder.transcript(name).id for name in asked.transcripts),
        codes=tuple(dict.fromkeys(codes)),
        children=asked.children,
        everybody=asked.everybody,
        unit=cast("Unit", asked.unit or "paragraph"),
    )


def names_in(study: Study) -> Names:
    """What the codes and transcripts of a study are called."""
    book = study.codebook

    def label(code_id: str) -> str:
        code = book.get(code_id)
        if code is None:
            return code_id
        return code.name if code.number in {"", code.name} else f"{code.number} {code.name}"

    return Names(label, book.path, lambda key: study.transcripts[key].name)


def write_table(columns: Sequence[str], rows: Iterable[Sequence[object]], asked: Asked) -> None:
    """Write rows as CSV, where the command line says."""
    from postil.exports.table import csv_table  # noqa: PLC0415 - loaded when it is needed

    assert asked.csv_file is not None
    line_end = "\n" if str(asked.csv_file) == "-" else "\r\n"
    data = csv_table(columns, rows, bom=False, line_end=line_end)
    put(data, asked.csv_file, asked.files[0] if asked.files else asked.csv_file, force=asked.force)


def _tell_differences(study: Study, wanted: Wanted, asked: Asked, names: Names) -> None:
    """Print or write the paragraphs on which coders differ; with --codes, those on which they differ about these."""
    found = compared(study, wanted)
    check_comparable(found)
    listed = list(differences(found))
    if asked.as_json:
        write_json({"differences": [agreement_rows.difference(study, one, names) for one in listed]})
    elif asked.csv_file is not None:
        rows = (row for one in listed for row in agreement_rows.difference_rows(study, one, names))
        write_table(agreement_rows.DIFFERENCE_COLUMNS, rows, asked)
    else:
        page = Page(line_width(), names)
        for one in listed:
            for line in page.difference(study, one):
                write(line)
        shared = found.ratings.rated_twice().bit_count()
        talk(f"{counted(len(listed), 'difference')} in {counted(shared, found.ratings.noun)} that two coders rated")
