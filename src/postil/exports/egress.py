"""Egress packages: the few small text files of a study that may leave a secure server, and a list for who checks them.

Three levels: *counts* (with the codebook), *summaries* (the cells of the matrix, without others' words in them) and
*quotations* (the cells as they are, and the passages that were marked as quotable). Invariant: file names are the
program's own, never the study's; every cell of every file passed through ``Words``; what of a transcript is in the
files all the same (in names of codes, or because quotations were asked for) is listed in the manifest, piece by piece,
with the file, the row and the place that it comes from. Two packages of one study are the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, cast

from postil import __version__
from postil.errors import PostilError
from postil.exports.egress_counts import USUAL_LEAST, count_tables, left_out, small_counts
from postil.exports.egress_words import MARK, Spoken, Words, words_left
from postil.exports.tables import table_bytes
from postil.model.eligible import current_transcripts
from postil.model.redaction import LEFT_OUT
from postil.reports.matrix import MEANINGS, Matrix, theme_codes
from postil.reports.tables import Row, Table, number, text
from postil.text.clean import visible
from postil.text.counted import counted
from postil.text.verbatim import RUN, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from postil.model.study import Study

LEVELS = ("counts", "summaries", "quotations")
"""What may leave, from the least to the most."""
MANIFEST = "manifest.json"
_FORMAT = "postil-egress/1"
_BY_CASE = "codes_by_case"
_NAME_WORDS = 3
"""Words of a code's name that are listed where they stand in a transcript in a row."""
_WORDS_IN = {"quotations": ("words",), "summaries": ("summary",)}
"""Tables -> columns that hold others' words where they are asked for."""
_PATHS = ("path", "other_path", "codes")
"""Columns that hold names of codes."""


class OutFile(NamedTuple):
    """A file of a package."""

    name: str
    data: bytes


def egress_package(study: Study, study_id: str, level: str, *, below: int = 0) -> list[OutFile]:
    """The files of a package, the manifest last.

    Args:
        study: the study.
        study_id: tells it from others.
        level: one of ``LEVELS``.
        below: counts less than this are kept back; 0 keeps none back.

    Raises:
        PostilError: small counts are to be kept back at a level whose rows tell which case has which code.
    """
    if below and level != LEVELS[0]:
        raise PostilError(
            f"the rows of {level} tell which case has which code, which gives back the small counts",
            f"keep small counts back in a package of {LEVELS[0]} only",
        )
    words = Words(study)
    tables = count_tables(study, words, below)
    besides, few = left_out(study, tables, below), small_counts(tables)
    if level != "counts":
        tables.append(_summaries(study, words, quoting=level == "quotations"))
    if level == "quotations":
        quotations, homeless = _quotations(study, words)
        tables.append(quotations)
        if homeless:
            besides.append(f"{homeless} quotable passages whose words belong to no case")
    tables = [_without_struck(words, table) for table in tables]
    files = [OutFile(f"{table.name}.csv", table_bytes(table, "csv")) for table in tables]
    files.append(OutFile("README.txt", _read_me(level, tables, _said_of_small_counts(below, few))))
    manifest = {
        "format": _FORMAT,
        "program": f"postil {__version__}",
        "study": {"id": study_id, "title": words.own(study.title)},
        "level": level,
        "options": {"suppress": below},
        "small_counts": _said_of_small_counts(below, few),
        "counts_below": {"least": USUAL_LEAST, "files": {f"{name}.csv": count for name, count in few.items()}},
        "files": [_described(file, tables) for file in files],
        "verbatim": [entry for table in tables for entry in _verbatim(words, table, level, placed=not below)],
        "masked": [entry for table in tables for entry in _masked(table)],
        "left_out": besides,
    }
    document = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    return [*files, OutFile(MANIFEST, document.encode())]


def _without_struck(words: Words, table: Table) -> Table:
    """The table without what was struck out, wherever it may stand, but in what cases are called."""
    spare = [column.name == "case" for column in table.columns]
    rows = (
        tuple(
            words.quoting(cell) if isinstance(cell, str) and not spared else cell
            for cell, spared in zip(row, spare, strict=True)
        )
        for row in table.rows
    )
    return replace(table, rows=tuple(rows))


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
    matrix = Matrix(study)
    rows: list[Row] = []
    for case in study.cases.all.values():
        for code in theme_codes(study):
            cell = matrix.cell(case.id, code.id)
            if not cell.summary.text:
                continue
            said = words.referring(case.id, cell.summary.text)
            let = words.quoting(said) if quoting else words.own(said, quotations=True)
            path = study.codebook.path(code.id)
            state, long = MEANINGS[cell.state].partition(":")[0], len(words_of(said))
            rows.append((words.case(case.id), code.number, path, state, let, long, long - words_left(let)))
    long, left_out = (sum(cast("int", row[at]) for row in rows) for at in (-2, -1))
    notes = (f"{left_out:,} of {counted(long, 'word')} are left out.",)
    return Table("summaries", "Summaries by case and code", columns, tuple(rows), notes)


def _quotations(study: Study, words: Words) -> tuple[Table, int]:
    columns = (
        text("case", "Name of the case, as the study calls it."),
        number("paragraph", "Number of the paragraph in the transcript."),
        text("role", "Of who speaks: participant, interviewer or other."),
        text("codes", "Codes on the passage, as paths, parted by '; '."),
        text("words", "The passage; [...] for what was struck out of it."),
    )
    rows: list[Row] = []
    homeless = 0
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
        rows.append((words.case(case.id), passage.paragraph, paragraph.role, codes, words.passage(passage)))
    return Table("quotations", "Passages that may be quoted", columns, tuple(rows)), homeless


# ---- telling who checks ----


def _verbatim(words: Words, table: Table, level: str, *, placed: bool) -> Iterator[dict[str, object]]:
    """The pieces of a table that are words of a transcript: file, row from 1, column, words, where they are from.

    Names of codes are listed in the codebook alone, which has each once. Where small counts are kept back, it is not
    said where words are from (``placed``): that a case said the name of a code is a count of one.
    """
    asked_for = _WORDS_IN.get(table.name, ()) if level == "quotations" else ()
    for at, row in enumerate(table.rows, 1):
        for column, cell in zip(table.columns, row, strict=True):
            if not isinstance(cell, str):
                continue
            if table.name == "quotations" and column.name == "words":
                found = [Spoken(piece, str(row[0]), cast("int", row[1])) for piece in _pieces(cell)]
            elif column.name in _PATHS:
                found = list(_in_name(words, cell)) if table.name == "codebook" else []
            else:
                found = words.spoken(cell, quotations=column.name in asked_for)
            for words_, case, paragraph in found:
                place: dict[str, object] = {"case": visible(case), "paragraph": paragraph} if placed else {}
                yield {
                    "file": f"{table.name}.csv",
                    "row": at,
                    "column": column.name,
                    "words": visible(words_),
                    **place,
                }


def _in_name(words: Words, path: str) -> Iterator[Spoken]:
    """The name of a code, where it is the words of somebody; listed once, in the codebook."""
    name = path.rpartition("/")[2]
    if len(words_of(name)) >= _NAME_WORDS and words.stands_somewhere(name):
        yield words.where(name)
    else:
        yield from words.spoken(name)


def _pieces(text: str) -> list[str]:
    return [piece.strip() for piece in text.split(LEFT_OUT) if piece.strip()]


def _masked(table: Table) -> Iterator[dict[str, object]]:
    """The rows of a table that words were left out of: file, row from 1, how many pieces."""
    for at, row in enumerate(table.rows, 1):
        if pieces := sum(len(MARK.findall(cell)) for cell in row if isinstance(cell, str)):
            yield {"file": f"{table.name}.csv", "row": at, "pieces": pieces}


def _described(file: OutFile, tables: Sequence[Table]) -> dict[str, object]:
    table = next((one for one in tables if file.name == f"{one.name}.csv"), None)
    found: dict[str, object] = {
        "name": file.name,
        "sha256": hashlib.sha256(file.data).hexdigest(),
        "bytes": len(file.data),
        "rows": len(table.rows) if table else None,
        "holds": table.title if table else "What is in the files, for people.",
    }
    if table:
        found["columns"] = [{"name": column.name, "says": column.says} for column in table.columns]
        found["notes"] = list(table.notes)
    return found


def _said_of_small_counts(below: int, few: Mapping[str, int]) -> str:
    if not below:
        files = ", ".join(f"{name}.csv {count:,}" for name, count in few.items())
        return (
            f"Small counts are told. Below {USUAL_LEAST} are, of counts of cases and of counts in one case:"
            f" {files or 'none'}. Those in {_BY_CASE}.csv stand under the names of cases."
            f" --egress counts --suppress {USUAL_LEAST} keeps small counts back."
        )
    return (
        f"Counts below {below}, zero among them, are written <{below}; a count of codings or paragraphs that rests on"
        f" fewer than {below} cases is written *. Where counts add up to a total that is told, further ones are written"
        " *, the smallest first, so that the total does not give a small count away; where the cases of a value are *,"
        " so are those of them with a code. docs/security.md says what this does not prevent."
    )


def _read_me(level: str, tables: Sequence[Table], small_counts_said: str) -> bytes:
    said = {
        "counts": "Level: counts. No passages of transcripts and no summaries. Names of codes may carry words of"
        f" transcripts: those of {_NAME_WORDS} words or more that stand there whole, and {RUN} words or more in a row"
        " that do, are listed in manifest.json.",
        "summaries": "Level: summaries. Counts, and what the team wrote in the cells of its matrix. What stands in"
        f" quotation marks there, and {RUN} words or more in a row that also stand in a transcript, are left out:"
        " [... 6 words] says how many they were.",
        "quotations": "Level: quotations. Counts, summaries as they were written, and passages that were marked as"
        " quotable. Every piece of a transcript is listed in manifest.json.",
    }
    lines = ["An output package of Postil, for an output checker.", "", said[level], small_counts_said, ""]
    lines.append("All files are text in UTF-8. In CSV, a text that a spreadsheet would run begins with an apostrophe.")
    for table in tables:
        lines += ["", f"{table.name}.csv: {table.title}. {counted(len(table.rows), 'row')}."]
        lines += [f"  {column.name}: {column.says}" for column in table.columns]
        lines += [f"  {note}" for note in table.notes]
    lines += ["", f"{MANIFEST}: the files with their hashes, and what a checker looks for."]
    return ("\n".join(lines) + "\n").encode()
