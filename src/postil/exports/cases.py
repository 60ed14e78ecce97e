"""The cases of a study as a table: one row a case, which ``importers.case_table`` reads back.

Invariant: a table that was not touched says of every case what the study says, to the letter as far as texts may be
shown at all: control characters are written as visible marks, and ``[...]`` stands in notes and in values that are
texts for what was struck out. Names stay, since rows and columns are found again by them: of cases, transcripts,
speakers and attributes, and the values of a choice.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from postil.exports.table import csv_table
from postil.model.case_acts import NAME_COLUMN, NOTE_COLUMN, SPEAKER_COLUMN, TRANSCRIPT_COLUMN, join_list
from postil.model.codebook import is_nameless, matching_name
from postil.model.eligible import current_transcripts
from postil.model.voices import owners
from postil.text.clean import visible, visible_lines
from postil.text.struck import Struck

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from postil.model.case import Attribute
    from postil.model.study import Study
    from postil.model.transcript import Transcript
    from postil.model.voices import Voice

Value = str | int | float
_WIDEST, _NARROWEST = 40, 8
_EXACT_DIGITS = 15
"""Characters of a number that a spreadsheet keeps as they are."""


def cases_csv(study: Study, *, types: bool, bom: bool, line_end: str) -> bytes:
    """The cases as CSV (RFC 4180) in UTF-8.

    Args:
        study: whose cases.
        types: whether a second row says the kinds of the attributes.
        bom: begin with a byte order mark, for Excel on Windows.
        line_end: what ends a row.
    """
    heading, *rows = case_rows(study, types=types)
    return csv_table([str(cell) for cell in heading], rows, bom=bom, line_end=line_end)


def cases_xlsx(study: Study, *, types: bool) -> bytes:
    """The cases as a workbook of one sheet, headings and names in sight.

    Raises:
        PostilError: a text is longer than a cell can hold.
    """
    from postil.exports.workbook import Sheet, workbook_bytes  # noqa: PLC0415 - CSV needs it not

    rows = case_rows(study, types=types)
    heads = 2 if types else 1
    widths = [min(max(_NARROWEST, *(len(str(row[at])) + 2 for row in rows)), _WIDEST) for at in range(len(rows[0]))]
    return workbook_bytes([Sheet("Cases", rows, header_rows=heads, frozen=(heads, 1), widths=widths)])


def case_rows(study: Study, *, types: bool) -> list[list[Value]]:
    """The heading, a row of kinds where it is asked for, and a row for each case."""
    attributes = study.cases.attributes
    rows: list[list[Value]] = [[NAME_COLUMN, TRANSCRIPT_COLUMN, SPEAKER_COLUMN, *map(visible, attributes), NOTE_COLUMN]]
    if types:
        rows.append(["", "", "", *map(kind_said, attributes.values()), ""])
    voices: dict[str, list[Voice]] = {}
    for voice, owner in owners(study).items():
        voices.setdefault(owner, []).append(voice)
    labels, struck = transcript_labels(study), Struck(study)
    for case in study.cases.all.values():
        texts, speakers = said_voices(voices.get(case.id, ()), labels)
        values = [_let(struck, attribute, case.values.get(name, "")) for name, attribute in attributes.items()]
        rows.append([visible(case.name), texts, speakers, *values, visible_lines(struck.without(case.note))])
    return rows


def kind_said(attribute: Attribute) -> str:
    """A kind as a table says it: ``number``, ``choice: crisis café; street triage``."""
    choices = visible(join_list(attribute.choices))
    return f"{attribute.kind}: {choices}" if choices else attribute.kind


def said_voices(voices: Iterable[Voice], labels: Mapping[str, str]) -> tuple[str, str]:
    """Transcripts and speakers as a table says them; no speakers where all are whole transcripts."""
    every = list(voices)
    speakers = [visible(voice.speaker) for voice in every]
    return join_list(labels[voice.transcript] for voice in every), join_list(speakers) if any(speakers) else ""


def transcript_labels(study: Study) -> dict[str, str]:
    """By id, what names each transcript that no corrected one stands for: its name, or else its id."""
    current = current_transcripts(study)
    names = [matching_name(transcript.name) for transcript in current]
    return {
        transcript.id: _label(transcript, is_only=names.count(name) == 1)
        for transcript, name in zip(current, names, strict=True)
    }


def _label(transcript: Transcript, *, is_only: bool) -> str:
    name = " ".join(transcript.name.split())
    return name if is_only and not is_nameless(name) and visible(name) == name else transcript.id


def _let(struck: Struck, attribute: Attribute, text: str) -> Value:
    return _value(attribute, struck.without(text) if attribute.kind == "text" else text)


def _value(attribute: Attribute, text: str) -> Value:
    """A value as a cell: a number as a number, where whoever reads it finds it as it was typed."""
    if attribute.kind == "number" and len(text) <= _EXACT_DIGITS:
        with suppress(ValueError):
            whole, broken = int(text) if "." not in text else None, float(text)
            if whole is not None and str(whole) == text:
                return whole
            if not broken.is_integer() and str(broken) == text:
                return broken
    return visible(text)
