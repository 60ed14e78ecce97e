"""Egress packages: the few small text files of a study that may leave a secure server, and a list for who checks them.

Three levels: *counts* (with the codebook), *summaries* (the cells of the matrix, without others' words in them) and
*quotations* (the cells as they are, and the passages that were marked as quotable). Invariant: file names are the
program's own, never the study's; every cell of every file passed through ``Words``; what of a transcript is in the
files all the same (in names of codes, or because quotations were asked for) is listed in the manifest, piece by piece,
with the file, the row and the place that it comes from. Two packages of one study are the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from postil import __version__
from postil.errors import PostilError
from postil.exports.egress_counts import (
    BY_CASE,
    USUAL_LEAST,
    count_tables,
    left_out,
    nothing_is_told,
    small_counts,
)
from postil.exports.egress_telling import (
    MANIFEST,
    OutFile,
    described,
    document,
    listed,
    masked,
    pieces_of,
    read_me,
    said_of_pieces,
    said_of_reading,
    said_of_small_counts,
    verbatim_file,
)
from postil.exports.egress_warnings import Names, names_in, nested_in, said_of_names_in, said_of_nested
from postil.exports.egress_words import MARK, Words, words_left
from postil.exports.tables import table_bytes
from postil.model.eligible import current_transcripts
from postil.reports.conflicts import said_of_conflicts
from postil.reports.counting import Counting
from postil.reports.let_out import as_it_is, let_out
from postil.reports.matrix import MEANINGS, Matrix, theme_codes
from postil.reports.tables import Row, Table, number, text
from postil.text.counted import counted
from postil.text.words import words_of
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.model.study import Study

LEVELS = ("counts", "summaries", "quotations")
"""What may leave, from the least to the most."""
TABLES = (
    *("overview", "codebook", "codes", "cases_by_attribute", "codes_by_attribute", "codes_together", "coders"),
    *("agreement", "agreement_by_code", "ratings", BY_CASE, *LEVELS[1:]),
)
"""What a package can have, each as NAME.csv."""
_FORMAT = "postil-egress/1"


class _Made(NamedTuple):
    """What goes into a package, before it is told of."""

    tables: list[Table]
    left_out: list[str]


def egress_package(
    study: Study, study_id: str, level: str, *, below: int = 0, only: Sequence[str] = ()
) -> list[OutFile]:
    """The files of a package, the manifest last.

    What is kept back is the same whichever tables are chosen, so no choice tells what the whole package does not, and
    packages of several choices tell no more together.

    Args:
        study: the study.
        study_id: tells it from others.
        level: one of ``LEVELS``.
        below: counts less than this are kept back; 0 keeps none back.
        only: names of the tables that are wanted, of ``TABLES``; none for all of the level.

    Raises:
        PostilError: small counts are to be kept back at a level whose rows tell which case has which code; a table that
            is wanted is not there.
    """
    if below and level != LEVELS[0]:
        raise PostilError(
            f"the rows of {level} tell which case has which code, which gives back the small counts",
            f"keep small counts back in a package of {LEVELS[0]} only",
        )
    words, counting = Words(study), Counting(let_out(study))
    made = _made(counting, words, level, below, only)
    tables, few = made.tables, small_counts(made.tables)
    pieces, placed = pieces_of(counting.study.codebook, words, tables, level), not below
    small, conflicts = said_of_small_counts(below, few), said_of_conflicts(study)
    named = any("case" in table.names for table in tables)
    reading = said_of_reading(counting, below, words if named else None)
    title = words.own(study.title)
    names, nested = names_in(Names(study), tables, title, MANIFEST), nested_in(counting.study, words, below)
    said = [*said_of_pieces(pieces), said_of_names_in(names, MANIFEST), reading, small, *said_of_nested(nested)]
    said += [f"{conflicts}."] if conflicts else []
    files = [OutFile(f"{table.name}.csv", table_bytes(table, "csv")) for table in tables]
    files += [verbatim_file(pieces, placed=placed)] if pieces else []
    files.append(read_me(level, tables, said, made.left_out, has_pieces=bool(pieces)))
    manifest = {
        "format": _FORMAT,
        "program": f"postil {__version__}",
        "study": {"id": study_id, "title": title},
        "level": level,
        "options": {"suppress": below, "only": [name for name in TABLES if name in only]},
        "reading": reading,
        "conflicts": {"values": len(study.conflicts()), "says": conflicts},
        "small_counts": small,
        "counts_below": {"least": USUAL_LEAST, "files": {f"{name}.csv": count for name, count in few.items()}},
        "nested": nested,
        "files": [described(file, tables) for file in files],
        "verbatim": listed(pieces, placed=placed),
        "names": names,
        "masked": [entry for table in tables for entry in masked(table)],
        "left_out": made.left_out,
    }
    return [*files, OutFile(MANIFEST, f"{document(manifest)}\n".encode())]


def _made(counting: Counting, words: Words, level: str, below: int, only: Sequence[str]) -> _Made:
    """The tables of a level, or those of them that are wanted, and what is left out."""
    study = counting.study
    tables = count_tables(counting, words, below)
    besides = left_out(study, tables, below)
    if level != "counts":
        tables.append(_summaries(study, words, quoting=level == "quotations"))
    of_quotations: list[str] = []
    if level == "quotations":
        quotations, of_quotations = _quotations(study, words)
        tables.append(quotations)
    told = [table for table in tables if not (below and nothing_is_told(table))]
    if len(told) < len(tables):
        silent = ", ".join(f"{table.name}.csv" for table in tables if table not in told)
        besides.append(f"{silent}: no figure would be left that is not below {below} or kept back")
    if only:
        told = _chosen(told, only, besides)
        if unasked := [f"{table.name}.csv" for table in tables if table.name not in only]:
            besides.append(f"{', '.join(unasked)}: not asked for (--only)")
    if any(table.name == "quotations" for table in told):
        besides += of_quotations
    return _Made(told, besides)


def _chosen(told: Sequence[Table], only: Sequence[str], besides: Sequence[str]) -> list[Table]:
    there = {table.name for table in told}
    for name in only:
        if name not in there:
            reasons = [said.partition(": ") for said in besides]
            why = next((reason for files, _, reason in reasons if f"{name}.csv" in files.split(", ")), "")
            raise PostilError(
                f"{name}.csv cannot be made: {why or 'it is in no package of this level'}",
                f"what there is: {', '.join(name for name in TABLES if name in there)}",
            )
    return [table for table in told if table.name in only]


# ---- words ----


def _summaries(study: Study, words: Words, *, quoting: bool) -> Table:
    columns = (
        text("case", "Name of the case, as the study calls it."),
        text("number", "Number of the code; empty for none."),
        text("path", "Names from the top of the codebook down, joined by '/'."),
        text("state", "draft, checked, stale (coded since) or conflict."),
        text(
            "summary",
            "What the team wrote, with references to paragraphs of cases; [... 6 words] for words of others that are"
            " left out, [...] for what was struck out.",
        ),
        number("words", "Words of the summary as it was written."),
        number("left_out", "How many of these are left out."),
    )
    matrix = Matrix(as_it_is(study))  # words of others are found in a whole text
    rows: list[Row] = []
    for case in study.cases.all.values():
        for code in theme_codes(study):
            cell = matrix.cell(case.id, code.id)
            if not cell.summary.text:
                continue
            said = words.referring(case.id, cell.summary)
            let = words.quoting(said) if quoting else words.own(said, quotations=True)
            path = study.codebook.path(code.id)
            state, long = MEANINGS[cell.state].partition(":")[0], len(words_of(said))
            rows.append((words.case(case.id), code.number, path, state, let, long, long - words_left(let)))
    long, left_out = (sum(cast("int", row[at]) for row in rows) for at in (-2, -1))
    notes = (f"{left_out:,} of {counted(long, 'word')} are left out.",)
    return Table("summaries", "Summaries by case and code", columns, tuple(rows), notes)


def _quotations(study: Study, words: Words) -> tuple[Table, list[str]]:
    """The table, and what was left out of it."""
    columns = (
        text("case", "Name of the case, as the study calls it."),
        number("paragraph", "Number of the paragraph in the transcript."),
        text("role", "Of who speaks: participant, interviewer or other."),
        text("codes", "Codes on the passage, as paths, parted by '; '."),
        text("words", "The passage; [...] for what was struck out of it."),
    )
    rows: list[Row] = []
    homeless = struck = 0
    current = {transcript.id: at for at, transcript in enumerate(current_transcripts(study))}
    there = [passage for passage in study.cells.quotable() if passage.transcript in current]
    for passage in sorted(there, key=lambda p: (current[p.transcript], p.reading_order)):
        paragraph = study.transcripts[passage.transcript].paragraph(passage.paragraph)
        case = study.cases.all.get(study.cases.at(passage.place))
        if paragraph is None or case is None:
            homeless += 1
            continue
        on_it = {coding.code for coding in study.codings_at(passage.place) if coding.passage == passage}
        codes = "; ".join(study.codebook.path(code.id) for code in study.codebook if code.id in on_it)
        said = words.passage(passage)
        if MARK.search(said) and not words_left(said):
            struck += 1
            continue
        rows.append((words.case(case.id), passage.paragraph, paragraph.role, codes, said))
    why = {"whose words belong to no case": homeless, "of which all words were struck out": struck}
    besides = [f"quotations.csv: {counted(n, 'quotable passage')} {which}" for which, n in why.items() if n]
    return Table("quotations", "Passages that may be quoted", columns, tuple(rows)), besides
