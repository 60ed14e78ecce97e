"""Which layout a file has. Invariant: the order below is the only place where layouts compete.

Cues, then a table that holds most of the words, then header lines of name and time, then tab-separated columns, then
paragraphs (labelled, with marked questions, or with nobody named) after line numbers and times have been taken out.
"""

from __future__ import annotations

from postil.errors import TranscriptError
from postil.importers.layouts import LAYOUTS
from postil.importers.layouts import cues as cue_layout
from postil.importers.layouts.headers import find_headers, read_headers
from postil.importers.layouts.lines import pieces_of, take_times, without_numbers
from postil.importers.layouts.tables import columns_of, read_table, tab_table
from postil.importers.layouts.talk import read_talk
from postil.importers.reading import Outcome, Piece, Row, Table, trim
from postil.text.blank import is_blank
from postil.text.counted import counted


def choose_for_text(text: str, source: str, layout: str | None) -> Outcome:
    """The rows of a text file, by the layout given or the first that fits.

    Raises:
        TranscriptError: the layout has no such name, or the file is not laid out so.
    """
    check(layout, source)
    if layout == "cues" or (layout is None and cue_layout.has_cues(text)):
        if not cue_layout.has_cues(text):
            raise _unfit(source, "cues", "no line has two times with an arrow (-->) between them")
        return cue_layout.read_cues(text)
    if text.startswith("WEBVTT"):
        text = "\n" + text.partition("\n")[2]
    pieces, report = pieces_of(text)
    if source.lower().endswith((".vtt", ".srt")):
        report.insert(
            0, "No cues: no line has two times with an arrow (-->) between them, so it is read as plain text."
        )
    outcome = _of_pieces(pieces, source, layout)
    outcome.report = report + outcome.report
    return outcome


def choose_for_word(blocks: list[Piece | Table], source: str, layout: str | None) -> Outcome:
    """The rows of a Word file, by the layout given or the first that fits.

    Raises:
        TranscriptError: the layout has no such name, or the file is not laid out so.
    """
    check(layout, source)
    tables = [block for block in blocks if isinstance(block, Table)]
    if tables and layout in (None, "table"):
        words = {id(table): sum(len(cell.split()) for row in table.rows for cell in row) for table in tables}
        total = sum(words.values()) + sum(len(block.text.split()) for block in blocks if isinstance(block, Piece))
        spoken = [table for table in tables if columns_of(table)]
        if spoken and (layout == "table" or 2 * sum(words[id(table)] for table in spoken) >= total):
            return _with_tables(blocks)
    if layout == "cues":
        return choose_for_text("\n".join(block.text for block in blocks if isinstance(block, Piece)), source, layout)
    texts = "\n".join(block.text for block in blocks if isinstance(block, Piece))
    if layout is None and cue_layout.has_cues(texts):
        return choose_for_text(texts, source, layout)
    pieces = _flat(blocks)
    report = []
    numbered = without_numbers([piece.text for piece in pieces])
    if numbered:
        report.append("Line numbers at the beginning of the paragraphs dropped.")
        for piece, text in zip(pieces, numbered, strict=True):
            piece.text, piece.lead = text, 0
        pieces = [piece for piece in pieces if not is_blank(piece.text)]
    outcome = _of_pieces(pieces, source, layout)
    outcome.report = report + outcome.report
    return outcome


def check(layout: str | None, source: str) -> None:
    """Refuse a layout that has no such name.

    Raises:
        TranscriptError: there is no layout of this name.
    """
    if layout is not None and layout not in LAYOUTS:
        raise TranscriptError(f"{source}: there is no layout called {layout!r}", f"use one of {', '.join(LAYOUTS)}")


def _unfit(source: str, layout: str, why: str) -> TranscriptError:
    return TranscriptError(
        f"{source}: is not laid out as {layout}: {why}", "leave --layout out to have the layout found"
    )


def _of_pieces(pieces: list[Piece], source: str, layout: str | None) -> Outcome:
    if layout in (None, "names-and-times"):
        headers = find_headers(pieces, certain=layout is not None)
        if headers:
            return read_headers(pieces, headers)
        if layout:
            raise _unfit(source, layout, "no line holds only a name and a time")
    if layout in (None, "table"):
        found = tab_table(pieces, certain=layout is not None)
        if found:
            table, columns, before = found
            outcome = read_table(table, columns)
            outcome.rows[:0] = [Row(trim(piece.text), kind="front") for piece in pieces[:before]]
            return outcome
        if layout:
            raise _unfit(source, layout, "there is no table and no tab-separated columns of time, name and speech")
    pieces, report = take_times(pieces)
    outcome = read_talk(pieces, layout, join={"blocks": True, "lines": False}.get(layout or ""))
    if layout in ("labels", "questions") and not outcome.labels:
        raise _unfit(source, layout, "no paragraph begins with a label")
    outcome.report = report + outcome.report
    return outcome


def _with_tables(blocks: list[Piece | Table]) -> Outcome:
    """A Word file whose talk is in tables: paragraphs before them are front matter, others stand between the speech."""
    outcome = Outcome("table", [])
    talking = False
    for block in blocks:
        if isinstance(block, Piece):
            kind = block.kind or ("note" if talking else "front")
            outcome.rows.append(Row(trim(block.text), kind=kind))
            continue
        columns = columns_of(block)
        if columns is None or (not talking and _is_cover(block)):
            kind = "note" if talking else "front"
            outcome.rows.extend(Row(text, kind=kind) for row in block.rows if (text := _one_line(row)))
            continue
        talking = True
        part = read_table(block, columns)
        outcome.rows.extend(part.rows)
        for label, number in part.labels.items():
            outcome.labels[label] = outcome.labels.get(label, 0) + number
        outcome.report.extend(sentence for sentence in part.report if sentence not in outcome.report)
    last = max((n for n, block in enumerate(blocks) if isinstance(block, Table)), default=0)
    behind = sum(isinstance(block, Piece) for block in blocks[last:])
    for row in outcome.rows[len(outcome.rows) - behind :]:
        row.kind = "back"
    outside = sum(isinstance(block, Piece) for block in blocks)
    if outside:
        outcome.report.append(f"{counted(outside, 'paragraph')} outside the table kept, not as speech.")
    return outcome


def _is_cover(table: Table) -> bool:
    """Whether a table of two columns names each thing once, as a cover does."""
    names = [row[0] for row in table.rows if row and not is_blank(row[0])]
    return all(len(row) <= 2 for row in table.rows) and len(set(names)) == len(names) and len(names) > 2


def _one_line(row: list[str]) -> str:
    return "\t".join(" ".join(cell.split("\n")) for cell in row if not is_blank(cell))


def _flat(blocks: list[Piece | Table]) -> list[Piece]:
    """Pieces alone; a small table becomes fixed front matter or notes, a table of one column becomes paragraphs."""
    pieces: list[Piece] = []
    for block in blocks:
        if isinstance(block, Piece):
            pieces.append(block)
            continue
        single = all(sum(not is_blank(cell) for cell in row) <= 1 for row in block.rows)
        for row in block.rows:
            if single:
                pieces.extend(
                    Piece(line, block.line, gap=True) for cell in row for line in cell.split("\n") if not is_blank(line)
                )
            elif text := _one_line(row):
                pieces.append(
                    Piece(text, block.line, gap=True, kind="note" if any(p.kind is None for p in pieces) else "front")
                )
    return pieces
