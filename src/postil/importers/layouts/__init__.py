"""Layouts: how a transcript's text is laid out in its file, and which layout a file has.

Each layout turns pieces (or cues, or a table) into rows. They are tried in a fixed order, the most explicit first;
the order and the conditions are in ``choose``. Invariant: a layout decides about paragraphs, speakers and times,
never about characters.
"""

from __future__ import annotations

LAYOUTS: dict[str, str] = {
    "cues": "Subtitles (.vtt, .srt): cues with times, joined into turns.",
    "table": "A table or tab-separated columns: time, speaker, speech, notes, with or without a header row.",
    "names-and-times": "Name and time alone on a line above the speech, as Teams and Otter write it.",
    "labels": "Paragraphs that begin with the speaker's label (INT:, [id1]), or have it on the line above.",
    "questions": "Questions marked Q. or INT:, answers not marked.",
    "emphasis": "Questions in bold or italics, answers plain.",
    "blocks": "Nobody is named; a blank line ends a paragraph, lines inside are joined.",
    "lines": "Nobody is named; every line is a paragraph.",
}
"""Name of each layout, as ``--layout`` takes it, with a sentence for the help."""
