"""Comparing the coders of studies for ``postil agree``. Invariant: studies are only read."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, cast

from postil.agreement.comparable import check_comparable
from postil.agreement.comparison import Options, compare
from postil.agreement.differences import agreements, differences
from postil.agreement.units import Wanted, compared
from postil.cli import agreement_rows
from postil.cli.agreement_rows import Names
from postil.cli.agreement_text import Page
from postil.cli.files import put
from postil.cli.lookup import Finder
from postil.cli.output import line_width, talk, watching, write, write_json
from postil.cli.studies import naming, opened
from postil.errors import RatingsError
from postil.model.coding import Passage
from postil.model.names import name_of_code
from postil.reports.let_out import let_book_version
from postil.text.counted import counted
from postil.text.struck import Struck

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from postil.agreement.ratings import Distance
    from postil.agreement.report import Comparison
    from postil.agreement.units import Unit
    from postil.cli.commands.agree import Asked
    from postil.model.coding import Place
    from postil.model.study import Study


def agree_on_studies(asked: Asked) -> None:
    """Print or write how far the coders of one study, or of several together, agree.

    Raises:
        PostilError: a file cannot be read, a name is not known, or the study cannot tell.
    """
    with together(asked.files) as study, naming(" with ".join(map(str, asked.files))):
        wanted = _wanted(study, asked)
        names = names_in(study)
        if asked.differences or asked.agreements:
            _tell_paragraphs(study, wanted, asked, names)
            return
        with watching() as watch:
            comparison = compare(study, wanted, options_of(asked), watch=watch)
        version = let_book_version(study, study.codebook)
        head = replace(comparison.head, title=Struck(study).without(study.title), codebook_version=version)
        comparison = replace(comparison, head=head)
    tell(comparison, names, asked)


def tell(comparison: Comparison, names: Names, asked: Asked) -> None:
    """Print or write a comparison, as the command line says."""
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
        PostilError: one cannot be read or is given twice, or somebody has to say first who is who in them.
    """
    if len(paths) == 1:
        with opened(paths[0], write=False) as study_file:
            yield study_file.study
        return
    if len({path.resolve() for path in paths}) < len(paths):
        twice = next(path for at, path in enumerate(paths) if path.resolve() in {p.resolve() for p in paths[:at]})
        raise RatingsError(f"{twice}: it is given twice", "name each file once")
    from postil.merge.files import merged_files  # noqa: PLC0415 - loaded when it is needed

    result = merged_files(paths).result
    if result.questions:
        question = result.questions[0]
        raise RatingsError(
            f"{' and '.join(question.files)}: who is {' and '.join(question.names)}?",
            "bring them together with `postil merge` first, which asks whether they are one person",
        )
    yield result.study


def options_of(asked: Asked) -> Options:
    """How figures are to be made; today is the date."""
    return Options(
        distance=cast("Distance", asked.distance),
        also=asked.also,
        by_transcript=asked.by == "transcript",
        resamples=asked.resamples,
        seed=asked.seed,
        date=date.today().isoformat(),
    )


def _wanted(study: Study, asked: Asked) -> Wanted:
    finder = Finder(study)
    codes = [finder.code(name).id for name in asked.codes]
    if asked.below:
        codes += [
            code.id for code in study.codebook if {above.id for above in study.codebook.ancestors(code.id)} & {*codes}
        ]
    return Wanted(
        coders=tuple(finder.coder(name) for name in asked.coders),
        transcripts=tuple(finder.transcript(name).id for name in asked.transcripts),
        codes=tuple(dict.fromkeys(codes)),
        children=asked.children,
        everybody=asked.everybody,
        unit=cast("Unit", asked.unit or "paragraph"),
    )


def names_in(study: Study) -> Names:
    """What the codes and transcripts of a study are called, and its texts, without what was struck out."""
    struck = Struck(study)

    def text(place: Place) -> str | None:
        transcript = study.transcripts.get(place.transcript)
        there = transcript and transcript.paragraph(place.paragraph)
        return struck.words(Passage(*place)) if there else None

    return Names(
        lambda code: struck.without(name_of_code(study, code)),
        lambda code: struck.without(study.codebook.path(code)),
        lambda key: struck.without(study.transcripts[key].name),
        text,
    )


def write_table(columns: Sequence[str], rows: Iterable[Sequence[object]], asked: Asked) -> None:
    """Write rows as CSV, where the command line says."""
    from postil.exports.table import csv_table  # noqa: PLC0415 - loaded when it is needed

    assert asked.csv_file is not None
    line_end = "\n" if str(asked.csv_file) == "-" else "\r\n"
    data = csv_table(columns, rows, bom=False, line_end=line_end)
    put(data, asked.csv_file, asked.files[0] if asked.files else asked.csv_file, force=asked.force)


def _tell_paragraphs(study: Study, wanted: Wanted, asked: Asked, names: Names) -> None:
    """Print or write the paragraphs on which coders differ, or agree on a code; with --codes, only about these."""
    found = compared(study, wanted)
    check_comparable(found)
    what = "agreement" if asked.agreements else "difference"
    listed = list((agreements if asked.agreements else differences)(found))
    if asked.as_json:
        write_json({f"{what}s": [agreement_rows.difference(one, names) for one in listed]})
    elif asked.csv_file is not None:
        rows = (row for one in listed for row in agreement_rows.difference_rows(one, names, what))
        write_table(agreement_rows.DIFFERENCE_COLUMNS, rows, asked)
    else:
        page = Page(line_width(), names)
        for one in listed:
            for line in page.difference(one):
                write(line)
        shared = found.ratings.rated_twice().bit_count()
        talk(f"{counted(len(listed), what)} in {counted(shared, found.ratings.noun)} that two coders rated")
