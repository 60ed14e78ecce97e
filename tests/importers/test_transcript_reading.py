"""Labels, times, cues, tables and roles by example; forced layouts; speed; what importing the package loads."""

# ruff: noqa: E501 - samples of transcripts and of languages are one line each

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from transcript_files import document, paragraph, read, said, told

from postil.errors import TranscriptError
from postil.importers import LAYOUTS
from postil.importers.labels import accept, is_non_verbal, possible
from postil.importers.layouts.cues import _cues, _standard, _tolerant
from postil.importers.layouts.lines import without_numbers, wrap_width
from postil.importers.reading import Piece
from postil.importers.roles import named_role
from postil.importers.times import seconds

if TYPE_CHECKING:
    from pathlib import Path


LONG = "So we went to the place and it was really good in the end because people had been there for a while."


def kinds(text: str | bytes, source: str = "talk.txt") -> list[tuple[str, str]]:
    return [(p.kind, p.text) for p in read(text, source).transcript.paragraphs]


@pytest.mark.parametrize(
    ("text", "time_in_seconds"),
    [("0:03", 3), ("75:10", 4510), ("[00:01:02]", 62), ("1:02:03.5", 3723.5), ("00:00:01:12", 1), ("00:00:03,250", 3.25),
     ("0:75", None), ("1:60:00", None), ("99:99:99.999", None), ("no time", None)],
)  # fmt: skip
def test_clock_times(text: str, time_in_seconds: float | None) -> None:
    assert seconds(text) == time_in_seconds


@pytest.mark.parametrize(
    "label",
    [
        "INT",
        "P04",
        "Researcher 1",
        "admin-1",
        "Lopez, Maria",
        'היו"ר שלום',
        "採訪者",
        "unknown female speaker",
        "P11b (iPad)",
    ],
)
def test_possible_labels(label: str) -> None:
    assert possible(label)


@pytest.mark.parametrize(
    "label",
    [
        "Date",
        "What I mean is",
        "http",
        "10:30",
        "for example",
        "And",
        "29-Mar-2023 -",
        "laughs",
        "Transcribed by",
        "2021",
        "the thing is",
    ],
)
def test_impossible_labels(label: str) -> None:
    assert not possible(label)


def test_labels_are_a_closed_set() -> None:
    text = "I: How did it go?\n\nP: Well.\n\nSomething strange: it rained.\n\nI: Really?\n\nP: Yes.\n\nWhat I mean is: we did it."
    labels = accept([Piece(line, 1, gap=True) for line in text.split("\n\n")])
    assert set(labels.styles) == {"i", "p"}
    reading = read(text)
    assert reading.speakers == {"I": 2, "P": 2}
    assert said(reading)[2] == ("P", "Something strange: it rained.")
    assert [p.kind for p in reading.transcript.paragraphs] == [
        "say",
        "say",
        "continuation",
        "say",
        "say",
        "continuation",
    ]


def test_prose_with_colons_has_no_speakers() -> None:
    assert read(f"{LONG}\n\nThe problem was: nobody came.\n\n{LONG}\n\nConclusion: we left.\n\n{LONG}").speakers == {}


def test_times_at_the_end_of_an_answer_are_speech() -> None:
    assert said(read("I: When?\nP: We met at 10:30\nI: And left?\nP: We left at 10:45\n"))[1] == (
        "P",
        "We met at 10:30",
    )


@pytest.mark.parametrize(
    "text",
    ["[pause]", "(phone rings)", "<coughs>", "{noise} [laughs].", "END OF TAPE", "[End of recording]", "*coughs*"],
)
def test_non_verbal_paragraphs_are_notes(text: str) -> None:
    assert is_non_verbal(text)
    assert kinds(f"I: hello\n\n{text}\n\nI: again") == [("say", "hello"), ("note", text), ("say", "again")]


@pytest.mark.parametrize("text", ["yes [laughs]", "[inaudible] so we lost one", "...", "(a) first"])
def test_brackets_inside_speech_stay_speech(text: str) -> None:
    assert not is_non_verbal(text)


def test_cover_title_and_separator() -> None:
    text = "Interview 4\n\nDate: 3 March\nInterviewee: Maria\n------\n\nI: hello\nM: hi\nI: so?\nM: yes\n"
    assert kinds(text)[:3] == [("front", "Interview 4"), ("front", "Date: 3 March"), ("front", "Interviewee: Maria")]
    assert read(text).speakers == {"I": 2, "M": 2}


def test_questions_without_tagged_answers() -> None:
    reading = read(f"Q. Why?\n\n{LONG}\n\n{LONG}\n\nQ. And then?\n\n{LONG}\n")
    assert [(p.role, p.speaker, p.kind) for p in reading.transcript.paragraphs] == [
        ("interviewer", "Q", "say"), ("participant", "", "say"), ("participant", "", "continuation"),
        ("interviewer", "Q", "say"), ("participant", "", "say"),
    ]  # fmt: skip


def test_line_numbers_each_fifth_line_and_not_a_list_of_years() -> None:
    lines = [f"{n if n % 5 == 0 else '':>4}  word {n}" for n in range(1, 21)]
    assert without_numbers(lines) == [f"word {n}" for n in range(1, 21)]
    assert without_numbers(["1990 was good", "1991 was bad", "2003 was worse", "and so on", "more", "and more"]) is None


def test_subtitle_like_lines_are_not_taken_for_wrapped() -> None:
    lines = [Piece(f"this is one segment of speech with some words {'x ' * (n * 7 % 20)}", n) for n in range(40)]
    assert wrap_width(lines) == 0


def test_voices_entities_and_markup_of_cues() -> None:
    text = (
        "WEBVTT\n\nNOTE hidden\n\n1\n00:01.000 --> 00:02.000 align:start\n<v.loud Bob &amp; Co>Hi <c.x>there</c> &lt;3</v> "
        "<v Ann>No <00:01.500>way <[?]></v>\n\n00:05.000 --> 00:06.000\nstill me\n00:09.000 --> 00:10.000\nno blank line\n"
    )
    reading = read(text, "a.vtt")
    assert said(reading) == [
        ("Bob & Co", "Hi there <3"),
        ("Ann", "No way <[?]>"),
        ("Ann", "still me"),
        ("Ann", "no blank line"),
    ]
    assert [p.start for p in reading.transcript.paragraphs] == [1, 1, 5, 9]
    assert reading.speakers == {"Bob & Co": 1, "Ann": 1}


def test_cues_without_numbers_text_on_the_timing_line_and_a_title_are_kept() -> None:
    text = "A title\n\n00:00:01,000 --> 00:00:02,000\nHello\n\n2\n00:00:02,000 --> 00:00:03,000 there\n{\\an8}<i>World</i>\n"
    assert kinds(text, "a.srt") == [("front", "A title"), ("say", "Hello there World")]


def test_rolling_captions_lose_their_repeats_and_repeated_words_do_not() -> None:
    rolling = "".join(f"00:00:{n:02d}.000 --> 00:00:{n + 1:02d}.000\nline {n}\nline {n + 1}\n\n" for n in range(6))
    assert kinds("WEBVTT\n\n" + rolling, "a.vtt") == [("say", " ".join(f"line {n}" for n in range(7)))]
    twice = "".join(
        f"00:00:{n:02d}.000 --> 00:00:{n + 1:02d}.000\n{'Yeah.' if n in (3, 4) else f'word {n}'}\n\n" for n in range(9)
    )
    assert "Yeah. Yeah." in kinds("WEBVTT\n\n" + twice, "a.vtt")[0][1]


def test_turns_are_cut_at_pauses_and_after_120_words() -> None:
    cues = "".join(
        f"00:{n // 60:02d}:{n % 60:02d}.000 --> 00:{n // 60:02d}:{n % 60:02d}.900\nten words are in cue {n} and then it ends.\n\n"
        for n in range(30)
    )
    paragraphs = read("WEBVTT\n\n" + cues + "00:09:00.000 --> 00:09:01.000\nlate\n", "a.vtt").transcript.paragraphs
    assert [len(p.text.split()) for p in paragraphs] == [120, 120, 60, 1]


@pytest.mark.parametrize(
    "name", ["ohd_transcript_de.vtt", "zoom_plc_fishbowl.vtt", "whisper_keitai.srt", "teams_reconstructed.vtt"]
)
def test_webvtt_py_agrees_with_the_tolerant_reader_on_real_files(shared: Path, name: str) -> None:
    text = (shared / "transcripts" / name).read_text("utf-8").replace("\r\n", "\n")
    tolerant = _tolerant(text)
    standard = _standard(text, tolerant)
    assert [(c.start, c.lines) for c in standard] == [(c.start, c.lines) for c in tolerant]
    assert _cues(text)[0] == standard


def test_word_text_that_readers_lose_is_kept() -> None:
    body = (
        paragraph("I: one")
        + "<w:p><w:r><w:t>P: two</w:t><w:cr/><w:t>three</w:t><w:br w:type='page'/><w:t>four</w:t></w:r></w:p>"
        + "<w:sdt><w:sdtContent>" + paragraph("I: in a control") + "</w:sdtContent></w:sdt>"
        + "<w:p><w:r><w:t>P: so</w:t></w:r><w:fldSimple w:instr='DATE'><w:r><w:t> field</w:t></w:r></w:fldSimple>"
        + "<w:ins><w:r><w:t> put in</w:t></w:r></w:ins><w:del><w:r><w:delText> gone</w:delText></w:r></w:del>"
        + "<w:moveFrom><w:r><w:t> moved</w:t></w:r></w:moveFrom></w:p>"
    )  # fmt: skip
    assert [text for _, text in said(read(document(body), "a.docx"))] == [
        "one",
        "two",
        "three",
        "four",
        "in a control",
        "so field put in",
    ]


def test_footnotes_are_back_matter() -> None:
    footnotes = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote w:id="2">'
        + paragraph("a remark")
        + "</w:footnote></w:footnotes>"
    )
    body = '<w:p><w:r><w:t>I: one</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>' + paragraph("P: two")
    assert kinds(document(body, footnotes=footnotes), "a.docx") == [
        ("say", "one"),
        ("say", "two"),
        ("back", "a remark"),
    ]


def test_table_without_header_and_with_a_spanning_speaker() -> None:
    def row(*cells: str) -> str:
        return "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"

    restart, go_on = "<w:tcPr><w:vMerge w:val='restart'/></w:tcPr>", "<w:tcPr><w:vMerge/></w:tcPr>"
    body = (
        "<w:tbl>" + row(paragraph("INT"), paragraph(LONG)) + row(restart + paragraph("P04"), paragraph("one " + LONG))
    )
    body += (
        row(go_on + paragraph(""), paragraph("two " + LONG))
        + row(paragraph("INT"), paragraph("Why?"))
        + row(paragraph("P04"), paragraph("So."))
        + "</w:tbl>"
    )
    reading = read(document(body), "a.docx")
    assert [(p.speaker, p.kind, p.text[:4].strip()) for p in reading.transcript.paragraphs] == [
        ("INT", "say", "So w"), ("P04", "say", "one"), ("P04", "continuation", "two"), ("INT", "say", "Why?"), ("P04", "say", "So."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "role"),
    [("INT", "interviewer"), ("Interviewer Two", "interviewer"), ("I1", "interviewer"), ("Q", "interviewer"), ("Researcher 1", "interviewer"),
     ("Interviewee1", "participant"), ("P04", "participant"), ("P11a (Guest)", "participant"), ("Multiple Students", "other"),
     ("Automation", "other"), ("Kelly", None), ("Ina", None)],
)  # fmt: skip
def test_roles_by_label(label: str, role: str | None) -> None:
    assert named_role(label) == role


def test_roles_by_front_matter_and_by_questions() -> None:
    front = read("Interviewer: Jane Smith\nDate: 3 May\n\nJS: hello\nML: hi\nJS: so\nML: yes")
    assert [p.role for p in front.transcript.paragraphs if p.spoken] == ["interviewer", "participant"] * 2
    asked = read("Ann: Why?\nBen: So.\nAnn: And how?\nBen: Well.\nAnn: Really?\nBen: Yes.")
    assert [p.role for p in asked.transcript.paragraphs] == ["interviewer", "participant"] * 3
    both = read("I: Why.\nR: So.\nI: And.\nR: Well.")
    assert [p.role for p in both.transcript.paragraphs] == ["interviewer", "participant"] * 2


def test_roles_given_by_the_user() -> None:
    reading = read("I: a\nP: b\nI: c", roles={"i": "participant", "P": "other"})
    assert [p.role for p in reading.transcript.paragraphs] == ["participant", "other", "participant"]
    with pytest.raises(TranscriptError, match="no speaker is labelled 'X'; the labels there are: I, P"):
        read("I: a\nP: b", roles={"X": "other"})
    with pytest.raises(TranscriptError, match="no role"):
        read("I: a\nP: b", roles={"I": "boss"})


def test_roles_and_names_stay_out_of_the_identity() -> None:
    one, other = read("I: a\nP: b"), read("I: a\nP: b", "other.txt", roles={"I": "other"}, name="x")
    assert one.transcript.id == other.transcript.id
    assert (one.transcript.name, other.transcript.name, other.transcript.source) == ("talk", "x", "other.txt")
    assert len(one.transcript.sha256) == 64


def test_layouts_can_be_forced() -> None:
    text = "Only: once\nother text\n\nmore text\nand more"
    assert kinds(text.encode()) == [("say", line) for line in text.replace("\n\n", "\n").split("\n")]
    assert [p.text for p in read(text, layout="blocks").transcript.paragraphs] == [
        "Only: once other text",
        "more text and more",
    ]
    assert read(text, layout="labels").speakers == {"Only": 1}
    with pytest.raises(TranscriptError, match="no layout called 'zz'"):
        read(text, layout="zz")


@pytest.mark.parametrize("layout", ["cues", "table", "names-and-times"])
def test_a_forced_layout_that_does_not_fit_is_refused(layout: str) -> None:
    with pytest.raises(TranscriptError, match=f"not laid out as {layout}"):
        read("Only: once\nother text", layout=layout)


@pytest.mark.parametrize("layout", sorted(set(LAYOUTS) - {"cues", "table", "names-and-times"}))
def test_every_other_layout_reads_plain_text(layout: str) -> None:
    texts = " ".join(p.text for p in read("Only: once\nother text", layout=layout).transcript.paragraphs)
    assert "once" in texts
    assert "other text" in texts


def test_content_decides_before_the_name() -> None:
    assert said(read(document(paragraph("I: hi")), "a.txt")) == [("I", "hi")]
    assert "No cues" in told(read("I: hi", "a.vtt"))
    assert said(read("WEBVTT\n\n00:01.000 --> 00:02.000\nI: hi", "a.txt")) == [("I", "hi")]


@pytest.mark.parametrize(
    "text",
    [
        "-" * 90_000 + "x",
        " " * 90_000 + "x",
        ":" * 90_000 + "x",
        "[" * 90_000,
        "a - " * 30_000,
        "1:11 " * 30_000,
        "*a" * 40_000,
    ],
)
@pytest.mark.parametrize("source", ["a.md", "a.vtt"])
def test_odd_lines_take_no_time(text: str, source: str) -> None:
    begin = time.process_time()
    read("I: hello\n" + text, source)
    assert time.process_time() - begin < 2


def test_ten_thousand_lines_take_about_a_second() -> None:
    text = "\n".join(f"{'INT' if n % 2 else 'P04'}: {LONG[: 20 + n % 80]}" for n in range(10_000))
    begin = time.process_time()
    assert len(read(text).transcript.paragraphs) == 10_000
    assert time.process_time() - begin < 3


def test_importing_the_package_loads_no_reader() -> None:
    code = "import sys, postil.importers; postil.importers.LAYOUTS; print([m for m in ('mammoth', 'webvtt') if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
