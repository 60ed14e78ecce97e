"""The twelve layouts of one interview against what a careful reader gets out of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from transcript_files import expected, spoken, told

from postil.importers import read_transcript

if TYPE_CHECKING:
    from pathlib import Path


_P04 = ("BPOS-P04",)
PLAIN, FLAT = "paragraphs", "turns"
"""Whether the layout carries the paragraphs inside a turn, or the turn only."""

FILES = [
    # file, speakers in order of first appearance, what the layout carries, whether it carries start times
    ("01_plain_tags/BPOS-P04_clean.txt", ["INT", "P04"], PLAIN, False),
    ("01_plain_tags/BPOS-P11.txt", ["INT", "P11a", "P11b"], PLAIN, False),
    ("02_header_and_full_tags/BPOS-P04_anon_v2.txt", ["Interviewer", "Participant"], PLAIN, False),
    ("02_header_and_full_tags/BPOS-P11_anon_v2.txt", ["Interviewer", "Participant 1", "Participant 2"], PLAIN, False),
    ("03_line_numbered/BPOS-P04_lines.txt", ["INT", "P04"], PLAIN, False),
    ("03_line_numbered/BPOS-P11_lines.txt", ["INT", "P11a", "P11b"], PLAIN, False),
    ("04_teams_vtt/BPOS-P04_teams.vtt", ["Interviewer Two", "P04"], FLAT, True),
    ("04_teams_vtt/BPOS-P11_teams.vtt", ["Interviewer One", "P11a (Guest)", "P11b"], FLAT, True),
    ("05_teams_docx/BPOS-P04.docx", ["Interviewer Two", "P04"], FLAT, True),
    ("05_teams_docx/BPOS-P04_saved_as_text.txt", ["Interviewer Two", "P04"], FLAT, True),
    ("05_teams_docx/BPOS-P11.docx", ["Interviewer One", "P11a (Guest)", "P11b"], PLAIN, True),
    ("05_teams_docx/BPOS-P11_saved_as_text.txt", ["Interviewer One", "P11a (Guest)", "P11b"], FLAT, True),
    ("06_zoom_vtt/BPOS-P04_zoom.transcript.vtt", ["Interviewer 2", "P04"], FLAT, True),
    ("06_zoom_vtt/BPOS-P11_zoom.transcript.vtt", ["Int 1", "P11a", "P11b (iPad)"], FLAT, True),
    ("07_otter_txt/20211109 1002 - BPOS-P04.txt", ["Speaker 1", "Speaker 2"], FLAT, True),
    ("07_otter_txt/20211123 1002 - BPOS-P11.txt", ["Interviewer", "P11a", "P11b"], FLAT, True),
    ("08_srt/BPOS-P04.srt", ["INT", "P04"], FLAT, True),
    ("08_srt/BPOS-P11.srt", ["INT", "P11a", "P11b"], FLAT, True),
    ("09_word_table/BPOS-P04_table.docx", ["INT", "P04"], PLAIN, True),
    ("09_word_table/BPOS-P11_table.docx", ["INT", "P11a", "P11b"], PLAIN, False),
    ("10_inline_timestamps/BPOS-P04_agency.txt", ["Interviewer", "Participant"], PLAIN, True),
    ("10_inline_timestamps/BPOS-P11_agency.txt", ["Interviewer", "Participant 1", "Participant 2"], PLAIN, True),
    ("11_tab_separated/BPOS-P04.txt", ["Interviewer 2", "P04"], FLAT, True),
    ("11_tab_separated/BPOS-P11.txt", ["Int 1", "P11a", "P11b (iPad)"], FLAT, True),
    ("12_untagged/BPOS-P04.md", [], PLAIN, False),
    ("12_untagged/BPOS-P11.txt", ["Q"], PLAIN, False),
]


@pytest.mark.parametrize(("file", "speakers", "carries", "timed"), FILES, ids=[file for file, *_ in FILES])
def test_layout(shared: Path, file: str, speakers: list[str], carries: str, timed: bool) -> None:
    turns = expected(shared, "P04" if "P04" in file else "P11")
    reading = read_transcript(shared / "layouts" / file)
    got = spoken(reading)
    names = dict(zip(dict.fromkeys(turn["speaker"] for turn in turns), speakers, strict=False))
    rows = []
    for turn in turns:
        texts = turn["paragraphs"] if carries == PLAIN else [" ".join(turn["paragraphs"])]
        starts = [turn["start_s"] if timed else None] + [None] * (len(texts) - 1)
        rows += [
            (text, turn["role"], start, names.get(turn["speaker"], ""))
            for text, start in zip(texts, starts, strict=True)
        ]
    assert [p.text for p in got] == [row[0] for row in rows]
    assert [p.role for p in got] == [row[1] for row in rows]
    assert [p.start for p in got] == [row[2] for row in rows]
    assert [p.speaker for p in got] == [row[3] for row in rows]
    assert list(reading.speakers) == speakers


def test_cover_block_page_header_and_closing_mark_are_no_speech(shared: Path) -> None:
    reading = read_transcript(shared / "layouts/02_header_and_full_tags/BPOS-P11_anon_v2.txt")
    rest = [(p.kind, p.text) for p in reading.transcript.paragraphs if not p.spoken]
    assert [kind for kind, _ in rest] == ["front"] * 6 + ["note"]
    assert rest[3] == ("front", "Interviewer: Interviewer 1")
    assert not any("CONFIDENTIAL" in p.text for p in reading.transcript.paragraphs)
    assert "1 page header or footer dropped (line 18)" in told(reading)


def test_teams_notices_and_titles_stand_outside_the_speech(shared: Path) -> None:
    reading = read_transcript(shared / "layouts/05_teams_docx/BPOS-P11.docx")
    assert [p.kind for p in reading.transcript.paragraphs if not p.spoken] == ["front"] * 4 + ["back"]


def test_notes_column_of_a_table_is_no_speech(shared: Path) -> None:
    reading = read_transcript(shared / "layouts/09_word_table/BPOS-P11_table.docx")
    assert [(p.kind, p.text) for p in reading.transcript.paragraphs if not p.spoken] == [("note", "lively")]


def test_otter_footer_is_back_matter(shared: Path) -> None:
    reading = read_transcript(shared / "layouts/07_otter_txt/20211123 1002 - BPOS-P11.txt")
    assert reading.transcript.paragraphs[-1].kind == "back"
