"""Tables: Word tables and tab-separated text with columns for time, speaker, speech and notes.

Columns are found by their header row where there is one, and by what is in them otherwise. Invariant: what stands in
a cell is kept: notes become ``note`` paragraphs, and cells that no column explains stay beside the speech.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from postil.importers.labels import clean_label, is_non_verbal, label_key, looks_like_a_name
from postil.importers.reading import Outcome, Row, Table, places, trim
from postil.importers.times import STAMP, seconds
from postil.text.blank import is_blank
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.importers.reading import Piece

_NAMES = {
    "speaker": "speaker|speakers|name|names|who|person|participant|header|role|sprecher|sprecherin|locuteur"
    "|hablante|tag|label"
    "|speaker name|speaker label|user|user name",
    "speech": "speech|text|words|transcript|transcription|body|content|utterance|turn|spoken|dialogue|said"
    "|comment|comments|talk"
    "|texte|texto|rede|äußerung|inhalt|paroles|message",
    "time": "time|start|timestamp|timecode|time code|start_time|start time|from|begin|zeit|heure|hora"
    "|time stamp|time in|start (s)",
    "end": "end|stop|to|end_time|end time|time out|duration",
    "notes": "notes|note|remarks|remark|memo|memos|observations|codes|code|annotation|annotations|notizen"
    "|remarques|field notes"
    "|transcriber's notes|transcriber notes",
    "number": "#|no|no.|nr|nr.|n|line|lines|line no|line number|row|number|id|turn no|turn number|para|paragraph",
}
_WORDS = {kind: frozenset(names.split("|")) for kind, names in _NAMES.items()}
_FIGURE = re.compile(rf"[\s\d.,:#]*|\s*{STAMP}\s*")
_TIME_CELL = re.compile(rf"\s*{STAMP}\s*")


@dataclass(slots=True)
class _Columns:
    speech: int
    speaker: int | None = None
    time: int | None = None
    notes: tuple[int, ...] = ()
    dropped: tuple[int, ...] = ()
    header: bool = False


def tab_table(pieces: Sequence[Piece], *, certain: bool = False) -> tuple[Table, _Columns, int] | None:
    """The tab-separated table that the lines are, its columns and the number of lines before it; None for no table.

    A header row with a column for the speech is enough; without one, eight lines in ten must be time, name and speech.
    """
    for begin in range(min(len(pieces), 12)):
        cells = _cells(pieces[begin].text)
        if len(cells) >= 2 and (columns := _by_header(cells)) and len(pieces) > begin + 1:
            following = [len(_cells(piece.text)) for piece in pieces[begin + 1 :]]
            if sum(number >= 2 for number in following) >= 0.8 * len(following):
                fitted = [_fitted(_cells(piece.text), len(cells), columns.speech) for piece in pieces[begin:]]
                return Table(fitted, pieces[begin].line), columns, begin
    for begin in range(min(len(pieces), 12)):
        rows = [_cells(piece.text) for piece in pieces[begin:]]
        shaped = [row for row in rows if len(row) >= 3 and _TIME_CELL.fullmatch(row[0]) and _is_name(row[1])]
        if (
            rows
            and _cells(pieces[begin].text) == (shaped or [[]])[0]
            and (len(shaped) >= 0.8 * len(rows) or (certain and shaped))
        ):
            joined = [
                [row[0], row[1], "\t".join(row[2:])] if len(row) >= 3 else ["", "", "\t".join(row)] for row in rows
            ]
            return Table(joined, pieces[begin].line), _Columns(2, 1, 0), begin
    return None


def _cells(text: str) -> list[str]:
    return [trim(cell) for cell in text.split("\t")] if "\t" in text else [trim(text)]


def _fitted(cells: list[str], width: int, speech: int) -> list[str]:
    """Cells of one line under a header: a lone cell is speech, tabs beyond the last column belong to its text."""
    if len(cells) == 1:
        return ["" if n != speech else cells[0] for n in range(width)]
    return [*cells[: width - 1], "\t".join(cells[width - 1 :])] if len(cells) > width else cells


def _is_name(cell: str) -> bool:
    label = clean_label(cell)
    return (
        0 < len(label) <= 60
        and len(label.split()) <= 6
        and any(c.isalpha() for c in label)
        and looks_like_a_name(label)
    )


def _by_header(cells: Sequence[str]) -> _Columns | None:
    """The columns that a header row names; None where it is no header row."""
    if any(len(cell.split()) > 4 or len(cell) > 40 for cell in cells):
        return None
    kinds = [_header_kind(cell) for cell in cells]
    if kinds.count("speech") > 1:
        kinds = [
            "notes" if kind == "speech" and label_key(cell).startswith("comment") else kind
            for kind, cell in zip(kinds, cells, strict=True)
        ]
    if "speech" not in kinds or sum(kind is not None for kind in kinds) < max(2, len(kinds) / 2):
        return None
    return _Columns(
        kinds.index("speech"),
        kinds.index("speaker") if "speaker" in kinds else None,
        kinds.index("time") if "time" in kinds else None,
        tuple(n for n, kind in enumerate(kinds) if kind in ("notes", None)),
        tuple(n for n, kind in enumerate(kinds) if kind in ("end", "number")),
        header=True,
    )


def _header_kind(cell: str) -> str | None:
    key = label_key(clean_label(cell))
    return next((kind for kind, words in _WORDS.items() if key in words), None)


def _by_content(rows: Sequence[Sequence[str]]) -> _Columns | None:
    """The columns told from what is in them: times, then few short names that recur, then the longest texts."""
    width = max(len(row) for row in rows)
    columns = [[trim(row[n]) if n < len(row) else "" for row in rows] for n in range(width)]
    filled = [[cell for cell in column if not is_blank(cell)] for column in columns]
    time = next(
        (n for n, c in enumerate(filled) if c and sum(bool(_TIME_CELL.fullmatch(x)) for x in c) >= 0.6 * len(c)), None
    )
    words = [
        sum(len(cell.split()) or len(cell) for cell in column) if n != time else -1 for n, column in enumerate(columns)
    ]
    speech = words.index(max(words))
    speaker = None
    for n in range(width):
        if n in (time, speech) or len(filled[n]) < 0.4 * len(rows):
            continue
        names = Counter(label_key(clean_label(cell)) for cell in filled[n])
        if all(_is_name(cell) for cell in filled[n]) and (len(names) <= max(2, 0.5 * len(filled[n]))):
            speaker = n
            break
    if speaker is None and time is None:
        return None
    numbers = tuple(
        n
        for n, c in enumerate(filled)
        if n not in (time, speech, speaker) and c and all(x.rstrip(".").isdecimal() for x in c)
    )
    notes = tuple(n for n in range(width) if n not in (time, speech, speaker, *numbers))
    return _Columns(speech, speaker, time, notes, numbers)


def columns_of(table: Table) -> _Columns | None:
    """The columns of a table of talk; None where it is another table."""
    rows = [row for row in table.rows if any(not is_blank(cell) for cell in row)]
    if not rows:
        return None
    if len(rows) > 1 and (named := _by_header(rows[0])):
        return named
    return _by_content(rows) if len(rows) > 1 and max(len(row) for row in rows) > 1 else None


def read_table(table: Table, columns: _Columns) -> Outcome:
    """Rows of a table of talk; lines of a cell are paragraphs, rows of one speaker at one time are one paragraph."""
    outcome = Outcome("table", [])
    impossible: list[int] = []
    speaker, joined = "", 0
    before: tuple[str, float | None] | None = None
    rows = [row for row in table.rows if any(not is_blank(cell) for cell in row)]
    for number, row in enumerate(rows[1:] if columns.header else rows, 2 if columns.header else 1):
        cell = dict(zip_longest(range(max(len(row), columns.speech + 1)), row, fillvalue=""))
        label = clean_label(" ".join(cell.get(columns.speaker, "").split())) if columns.speaker is not None else ""
        stamp = cell.get(columns.time, "") if columns.time is not None else ""
        start = seconds(stamp)
        odd = [stamp] if columns.time is not None and not _TIME_CELL.fullmatch(stamp) else []
        if trim(stamp) and start is None and not odd:
            impossible.append(number)
        if label:
            outcome.labels[label] = outcome.labels.get(label, 0) + 1
        lines = [trim(line) for line in cell[columns.speech].split("\n") if not is_blank(line)]
        same = before is not None and start is not None and before == (label, start) and len(lines) == 1
        if same and outcome.rows and outcome.rows[-1].kind in ("say", "continuation"):
            outcome.rows[-1].text += " " + lines[0]
            joined += 1
        else:
            carried = not label and bool(outcome.rows)
            outcome.rows.extend(
                _spoken(lines, label or speaker, start, carried=carried and columns.speaker is not None)
            )
        speaker, before = label or speaker, (label, start)
        odd += [cell.get(n, "") for n in columns.dropped if not _FIGURE.fullmatch(cell.get(n, ""))]
        notes = (trim(note) for note in [*odd, *(cell.get(n, "") for n in columns.notes)])
        outcome.rows.extend(Row(" ".join(note.split("\n")), kind="note") for note in notes if not is_blank(note))
    outcome.report = _sentences(outcome, columns, impossible, joined)
    return outcome


def _spoken(lines: Sequence[str], speaker: str, start: float | None, *, carried: bool) -> list[Row]:
    rows: list[Row] = []
    for line in lines:
        if is_non_verbal(line):
            rows.append(Row(line, "" if carried else speaker, "note", start))
        else:
            rows.append(Row(line, speaker, "continuation" if carried else "say", start))
            carried = bool(speaker)
        start = None
    return rows


def _sentences(outcome: Outcome, columns: _Columns, impossible: list[int], joined: int) -> list[str]:
    there = ["speech"]
    there += ["speaker"] if columns.speaker is not None else []
    there += ["time"] if columns.time is not None else []
    how = "by its header row" if columns.header else "by what is in them"
    sentence = (
        f"Layout: a table with columns for {', '.join(there)}, told {how} "
        f"({counted(sum(outcome.labels.values()), 'label')})."
    )
    report = [sentence]
    if joined:
        report.append(f"{counted(joined, 'row')} joined to the row before, of the same speaker at the same time.")
    notes = sum(row.kind == "note" for row in outcome.rows)
    if notes:
        report.append(f"{counted(notes, 'note')} in or beside the speech kept, not as speech.")
    if columns.dropped:
        report.append("Columns of row numbers and end times left out.")
    if impossible:
        report.append(f"{counted(len(impossible), 'impossible time')} left out ({places(impossible, 'row')}).")
    return report
