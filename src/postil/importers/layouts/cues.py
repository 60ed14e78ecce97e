"""Subtitle cues (.vtt, .srt): parsed, freed of their markup, and joined into turns.

webvtt-py finds the cues and their times wherever a file keeps the rules. It drops what does not (a cue without a
number in .srt, a time it cannot read, a cue after a line it does not expect), so its result is taken only if it has
one cue for each line with an arrow; otherwise the tolerant reader here takes over. Voices and entities are always
read here, from the raw text of the cue, because webvtt-py gives one voice for a cue that holds two. Invariant: every
line of every cue ends up in a row, or is a repetition of a rolling caption.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from postil.importers.labels import LabelSet, accept, clean_label, is_non_verbal
from postil.importers.reading import Outcome, Piece, Row, places, trim
from postil.importers.times import CLOCK, seconds
from postil.text.blank import is_blank
from postil.text.counted import counted

PAUSE = 2.0
"""Seconds of silence that end a paragraph."""
TURN_WORDS = 120
"""Words after which a paragraph ends at the next sentence end."""
OWN_PARAGRAPH_WORDS = 25
"""Median words of a cue from which cues are the transcriber's own paragraphs and not subtitles."""

TIMING = re.compile(rf"^\s*({CLOCK}|\d*:[\d:.,]*)\s*-{{1,2}}>\s*({CLOCK}|[\d:.,]*)")
_SETTINGS = re.compile(r"(?<![ \t])[ \t]+(?:align|line|position|size|vertical|region|[XY][12]):\S*", re.IGNORECASE)
_TAGS = re.compile(
    r"</?(?:c|i|b|u|s|ruby|rt|lang|font|span)(?:[.\s][^<>]*)?/?>|<\d[\d:.]*>|\{\\[^{}]*\}|</v>", re.IGNORECASE
)
_VOICE = re.compile(r"<v(?:\.[^\s<>]+)?[ \t]([^<>]+)>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|amp|lt|gt|nbsp|lrm|rlm|quot|apos);")
_SENTENCE_END = re.compile(r"[.?!…。？！][\"'”’»)\]]*$")
_DASH = re.compile(r"^[-–—]\s*(?=\S)")


@dataclass(slots=True)
class Cue:
    """One cue: its times in seconds (None where they cannot be), its lines as written, and its place in the file."""

    start: float | None
    end: float | None
    lines: list[str]
    line: int


@dataclass(slots=True)
class _Said:
    """A stretch of speech of one speaker inside one cue."""

    speaker: str
    text: str
    start: float | None
    end: float | None
    labelled: bool


@dataclass(slots=True)
class _Found:
    labels: dict[str, int] = field(default_factory=dict)
    rolling: int = 0


def has_cues(text: str) -> bool:
    """Whether any line is the timing line of a cue."""
    return "->" in text and any(_rest(line) == "" for line in text.split("\n"))


def _rest(line: str) -> str | None:
    """What stands on a timing line behind its times, but for the settings of a cue; None where it is no timing line."""
    timing = TIMING.match(line) if "->" in line else None
    return None if timing is None else trim(_SETTINGS.sub("", line[timing.end() :]))


def read_cues(text: str) -> Outcome:
    """Cues joined into turns: rows with start times, and the labels of the voices."""
    cues, report = _cues(text)
    outcome = Outcome("cues", [], report=report)
    found = _Found()
    said = _spoken(cues, found)
    outcome.labels = found.labels
    if found.rolling:
        outcome.report.append(f"{counted(found.rolling, 'repeated line')} of rolling captions dropped.")
    own = _own_paragraphs(said)
    outcome.rows = [Row(line, kind="front") for line in _before_first(text)] + _rows(said, own=own)
    how = "each kept as a paragraph, being long and whole sentences" if own else "joined into turns"
    outcome.report.append(
        f"Layout: {counted(len(cues), 'cue')} {how}"
        + ("." if own else f", cut at pauses above {PAUSE:g} s and at sentence ends after {TURN_WORDS} words.")
    )
    return outcome


def _cues(text: str) -> tuple[list[Cue], list[str]]:
    tolerant = _tolerant(text)
    cues = _standard(text, tolerant) or tolerant
    report = []
    impossible = [cue.line for cue in cues if cue.start is None]
    if impossible:
        report.append(f"{counted(len(impossible), 'impossible start time')} left out ({places(impossible)}).")
    backwards = [cue.line for cue in cues if cue.start is not None and (cue.end is None or cue.end < cue.start)]
    if backwards:
        report.append(
            f"{counted(len(backwards), 'cue')} with an impossible end time ({places(backwards)}): the end was ignored."
        )
    rising = [cue.start for cue in cues if cue.start is not None]
    if any(later < earlier for earlier, later in pairwise(rising)):
        report.append("The cues are not in the order of their times: kept in the order of the file.")
    return cues, report


def _standard(text: str, tolerant: list[Cue]) -> list[Cue]:
    """The cues as webvtt-py reads them; none where it loses or changes anything."""
    from webvtt import WebVTT  # noqa: PLC0415 - only files with cues need it
    from webvtt.errors import MalformedCaptionError, MalformedFileError  # noqa: PLC0415 - as above

    kind = "vtt" if text.startswith("WEBVTT") else "srt"
    try:
        captions = WebVTT.from_buffer(iter(text.split("\n")), format=kind).captions
        cues = [
            Cue(
                seconds(caption.start),
                seconds(caption.end),
                [line for line in caption.lines if not is_blank(line)],
                own.line,
            )
            for caption, own in zip(captions, tolerant, strict=True)
        ]
    except (MalformedCaptionError, MalformedFileError, ValueError, IndexError, TypeError, AttributeError):
        return []
    return cues if all(cue.lines == own.lines for cue, own in zip(cues, tolerant, strict=True)) else []


def _tolerant(text: str) -> list[Cue]:
    """Every timing line begins a cue, the lines up to a blank one are its text; ids and notes are passed over."""
    cues: list[Cue] = []
    current: Cue | None = None
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        timing = TIMING.match(line)
        if timing:
            _drop_identifier(current, lines[number - 2] if number > 1 else "")
            rest = _rest(line) or ""
            current = Cue(seconds(timing[1]), seconds(timing[2]), [rest] if rest else [], number)
            cues.append(current)
        elif is_blank(line):
            current = None if current and not _continues(lines, number) else current
        elif current is not None:
            current.lines.append(line)
    return cues


def _before_first(text: str) -> list[str]:
    """Lines above the first cue that are no header, note, style or identifier: a title, or talk that lost its times."""
    lines = text.split("\n")
    first = next(n for n, line in enumerate(lines) if TIMING.match(line))
    above = lines[:first]
    own_block = len(above) == 1 or (len(above) > 1 and is_blank(above[-2]))
    if above and (above[-1].strip().isdecimal() or (own_block and text.startswith("WEBVTT"))):
        above.pop()
    kept: list[str] = []
    skipping = False
    for number, line in enumerate(above):
        starts = is_blank(above[number - 1]) if number else True
        if is_blank(line):
            skipping = False
        elif (starts and line.startswith(("NOTE", "STYLE", "REGION"))) or (number == 0 and line.startswith("WEBVTT")):
            skipping = True
        if not skipping and not is_blank(line):
            kept.append(_plain(line))
    return [line for line in kept if not is_blank(line)]


def _drop_identifier(current: Cue | None, before: str) -> None:
    """Take the number of the next cue, which no blank line parted from this one, out of this one."""
    if (
        current
        and current.lines
        and before.strip().isdecimal()
        and current.lines[-1] == before
        and len(current.lines) > 1
    ):
        current.lines.pop()


def _continues(lines: list[str], number: int) -> bool:
    """Whether the text after a blank line inside a cue still belongs to it: no timing, number or block word follows."""
    following = [line for line in lines[number : number + 3] if not is_blank(line)][:2]
    if not following or following[0].startswith(("NOTE", "STYLE", "REGION", "WEBVTT")):
        return False
    return not any(TIMING.match(line) for line in following) and not following[0].strip().isdecimal()


def _spoken(cues: list[Cue], found: _Found) -> list[_Said]:
    voiced = any(_VOICE.search(line) for cue in cues for line in cue.lines)
    labels = LabelSet()
    if not voiced:
        labels = accept([Piece(_plain(line), cue.line) for cue in cues for line in cue.lines])
        labels.styles = {key: styles for key, styles in labels.styles.items() if styles & {"colon", "bracket"}}
    said: list[_Said] = []
    speaker = ""
    repeated = _repeated(cues)
    for number, cue in enumerate(cues):
        lines = [line for line in (trim(line) for line in cue.lines) if not is_blank(line)]
        if number in repeated:
            found.rolling += 1
            lines = lines[1:]
        for who, text in _voices(lines, labels, voiced=voiced):
            if who:
                speaker = who
                found.labels[who] = found.labels.get(who, 0) + 1
            if not is_blank(text):
                said.append(_Said(speaker, text, cue.start, cue.end, bool(who)))
    return said


def _repeated(cues: list[Cue]) -> set[int]:
    """Cues that begin with the last line of the cue before, in a file of rolling captions (a fifth of its cues do)."""
    shown = [[plain for line in cue.lines if not is_blank(plain := _plain(line))] for cue in cues]
    numbers = {n for n in range(1, len(cues)) if shown[n] and shown[n - 1] and shown[n][0] == shown[n - 1][-1]}
    return numbers if len(numbers) >= max(3, 0.2 * len(cues)) else set()


def _plain(line: str) -> str:
    return trim(_ENTITY.sub(lambda entity: html.unescape(entity.group()), _TAGS.sub("", line)))


def _voices(lines: list[str], labels: LabelSet, *, voiced: bool) -> list[tuple[str, str]]:
    """The stretches of one cue: the label that begins each ('' for none) and its text."""
    if voiced:
        parts = _VOICE.split("\n".join(lines))
        stretches = [("", parts[0])] + [
            (clean_label(_plain(who)), text) for who, text in zip(parts[1::2], parts[2::2], strict=True)
        ]
        return [
            (who, _joined([_plain(line) for line in text.split("\n")]))
            for who, text in stretches
            if who or not is_blank(text)
        ]
    dialogue = len(lines) > 1 and all(_DASH.match(_plain(line)) for line in lines)
    result: list[tuple[str, list[str]]] = []
    for raw in lines:
        line = _plain(raw)
        label = labels.find(Piece(_DASH.sub("", line), 0)) if labels else None
        if label:
            result.append((label.label, [label.body]))
        elif not result or dialogue:
            result.append(("", [line]))
        else:
            result[-1][1].append(line)
    return [(who, _joined(texts)) for who, texts in result]


_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")


def _joined(lines: list[str]) -> str:
    """Lines as one text: a space between them, none between Chinese or Japanese characters."""
    result = ""
    for line in (line for line in lines if not is_blank(line)):
        wide = result and _WIDE.match(result[-1]) and _WIDE.match(line[0])
        result = line if not result else result + ("" if wide else " ") + line
    return result


def _own_paragraphs(said: list[_Said]) -> bool:
    if not said:
        return False
    ended = sum(bool(_SENTENCE_END.search(one.text)) for one in said)
    return median(len(one.text.split()) for one in said) >= OWN_PARAGRAPH_WORDS and ended >= 0.8 * len(said)


def _rows(said: list[_Said], *, own: bool) -> list[Row]:
    rows: list[Row] = []
    before: _Said | None = None
    for one in said:
        alone = is_non_verbal(one.text) and (
            before is None or _cut(before, one, rows[-1].text) or rows[-1].kind == "note"
        )
        if (
            before
            and rows
            and not own
            and not alone
            and not _cut(before, one, rows[-1].text)
            and rows[-1].kind != "note"
        ):
            rows[-1].text = _joined([rows[-1].text, one.text])
        else:
            same = (
                any(row.kind in ("say", "continuation") for row in rows[-1:])
                and before is not None
                and before.speaker == one.speaker
            )
            kind = "note" if alone else "continuation" if same and one.speaker else "say"
            rows.append(Row(one.text, one.speaker, kind, one.start))  # type: ignore[arg-type]  # the three are kinds
        before = one
    return rows


def _cut(before: _Said, one: _Said, text: str) -> bool:
    """Whether a paragraph ends before this stretch."""
    if before.speaker != one.speaker or (not one.speaker and one.text.startswith(("- ", "– ", "— "))):
        return True
    if before.end is not None and one.start is not None and one.start - before.end > PAUSE:
        return True
    if len(text) < 3 * TURN_WORDS or len(_measured(text)) < TURN_WORDS:
        return False
    return (
        bool(_SENTENCE_END.search(text)) or not re.search(r"[.?!。？！]", text) or len(_measured(text)) > 2 * TURN_WORDS
    )


def _measured(text: str) -> list[str]:
    """The words of a text; two wide characters count as a word."""
    return text.split() if not _WIDE.search(text) else re.findall(r"[^\W\u2e80-\uffef]+|[\u2e80-\uffef]{1,2}", text)
