"""Labelled paragraphs, marked questions, and text in which nobody is named. Invariant: no piece is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from postil.importers.labels import LabelSet, accept, is_non_verbal, lead_time
from postil.importers.layouts.front import cover_end
from postil.importers.layouts.lines import unwrapped, wrap_width
from postil.importers.reading import Outcome, Row, trim
from postil.importers.roles import named_role
from postil.importers.times import seconds
from postil.text.blank import is_blank
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.importers.reading import Piece


@dataclass(slots=True)
class _Talk:
    """The state of reading paragraph after paragraph."""

    labels: LabelSet
    answers: bool
    """Whether unlabelled paragraphs answer the labelled ones instead of carrying them on."""
    rows: list[Row] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    speaker: str = ""
    pending: bool = False
    """Whether a label stood alone and its speech is still to come."""
    begun: bool = False
    answering: bool = False
    start: float | None = None
    styles: set[str] = field(default_factory=set)
    bare: int = 0
    timed: int = 0


def _title(text: str) -> str:
    """The words of a heading between dashes ('--Part two--') or of a row of crosses (XXX); empty where it is none."""
    if len(text) >= 3 and set(text) <= {"x", "X"}:
        return text
    if text.startswith("--") and text.endswith("--"):
        return trim(text.strip("-"))
    return ""


def read_talk(pieces: list[Piece], layout: str | None, *, join: bool | None = None) -> Outcome:
    """Rows of a text in paragraphs.

    Args:
        pieces: the lines of the file.
        layout: 'labels', 'questions', 'emphasis', 'blocks' or 'lines' where the user gave one; None to find out.
        join: whether lines are joined into blocks; None to find out by the test for hard wrap.
    """
    fixed = next((n for n, piece in enumerate(pieces) if piece.kind != "front"), len(pieces))
    cover = fixed if layout in ("blocks", "lines") else fixed + cover_end(pieces[fixed:])
    body = pieces[cover:]
    width = wrap_width(body) if join is None else 0
    labels = LabelSet()
    if layout not in ("blocks", "lines", "emphasis"):
        labels = accept(
            [piece for piece in body if piece.kind is None],
            certain=layout in ("labels", "questions"),
            wrapped=bool(width),
        )
    report = []
    if width:
        report.append(f"Hard wrap: lines were wrapped at about {width} characters; joined into paragraphs.")
        body = unwrapped(body, width, labels)
    elif join:
        body = unwrapped(body, 0, labels)
    front = [Row(trim(piece.text), kind="front", start=piece.start) for piece in pieces[:cover]]
    if labels:
        outcome = _labelled(body, labels, layout)
    elif _are_questions(body) if layout is None else layout == "emphasis":
        outcome = _emphasised(body)
    else:
        outcome = _unnamed(body, layout, joined=bool(width or join))
    outcome.rows = front + outcome.rows
    if front:
        report.append(f"{counted(len(front), 'line')} of a cover block at the beginning read as front matter.")
    outcome.report = report + outcome.report
    return outcome


def _labelled(body: Sequence[Piece], labels: LabelSet, layout: str | None) -> Outcome:
    found = [labels.find(piece) if piece.kind is None else None for piece in body]
    names = list(dict.fromkeys(one.label for one in found if one))
    tagged = sum(one is not None for one in found)
    plain = len(body) - tagged
    questions = bool(names) and all(named_role(name) == "interviewer" for name in names)
    talk = _Talk(labels, answers=layout == "questions" or (layout is None and questions and plain >= 0.5 * tagged))
    for piece, label in zip(body, found, strict=True):
        if label:
            _begin(talk, label.label, label.body, label.start if label.timed else piece.start, style=label.style)
            talk.timed += label.timed
        else:
            _carry_on(talk, piece)
    _times_after_labels(talk)
    name = "questions" if talk.answers else "labels"
    outcome = Outcome(name, talk.rows, talk.counts)
    many = counted(sum(talk.counts.values()), "label")
    if talk.answers:
        outcome.report.append(
            f"Layout: {many} of questions; paragraphs without a label are read as answers by somebody not named."
        )
    else:
        where = ", on the line above the speech" if talk.bare > 0.5 * tagged else ""
        outcome.report.append(f"Layout: paragraphs with speakers' labels{where} ({many}).")
    if talk.timed:
        outcome.report.append(f"Times: {counted(talk.timed, 'time')} beside a label taken out of the text.")
    front = sum(row.kind == "front" for row in talk.rows)
    if front:
        outcome.report.append(f"{counted(front, 'paragraph')} before the first label read as front matter.")
    return outcome


def _begin(talk: _Talk, label: str, text: str, start: float | None, *, style: str) -> None:
    talk.counts[label] = talk.counts.get(label, 0) + 1
    talk.speaker, talk.begun, talk.answering, talk.start = label, True, False, start
    talk.styles.add(style)
    talk.pending = is_blank(text)
    talk.bare += talk.pending
    if not talk.pending:
        talk.rows.append(Row(text, label, "note" if is_non_verbal(text) else "say", start))
        talk.start = None


def _carry_on(talk: _Talk, piece: Piece) -> None:
    """A paragraph without a label: front matter, heading, note, speech of a label above, answer or continuation."""
    text = trim(piece.text)
    title = _title(text)
    if piece.kind:
        talk.rows.append(Row(text, kind=piece.kind))
    elif is_non_verbal(text):
        talk.rows.append(Row(text, kind="note", start=piece.start))
    elif not talk.begun:
        talk.rows.append(Row(text, kind="front", start=piece.start))
    elif title or piece.heading:
        talk.rows.append(Row(title or text, kind="heading", start=piece.start))
    elif talk.pending:
        talk.rows.append(Row(text, talk.speaker, "say", piece.start if talk.start is None else talk.start))
        talk.pending, talk.start = False, None
    elif talk.answers:
        talk.rows.append(Row(text, "", "continuation" if talk.answering else "say", piece.start, role="participant"))
        talk.answering = True
    else:
        talk.rows.append(Row(text, talk.speaker, "continuation", piece.start))


def _times_after_labels(talk: _Talk) -> None:
    """Where most labels are followed by a clock time ('Anna: 0:12 Well'), take these times out of the text."""
    said = [row for row in talk.rows if row.kind == "say" and row.speaker]
    timed = [row for row in said if row.start is None and lead_time(row.text)[0]]
    if len(timed) < 2 or len(timed) < 0.5 * len(said):
        return
    for row in timed:
        stamp, row.text = lead_time(row.text)
        row.start = seconds(stamp)
    talk.timed += len(timed)


def _are_questions(body: Sequence[Piece]) -> bool:
    """Whether bold or italic paragraphs are the questions: two or more, no large majority, half with question marks."""
    strong = [piece for piece in body if piece.emphasis]
    asking = sum(trim(piece.text).rstrip("\"'”’»)").endswith(("?", "？", "؟")) for piece in strong)
    return len(strong) >= 2 and len(strong) <= 0.7 * len(body) and asking >= 0.5 * len(strong)


def _emphasised(body: Sequence[Piece]) -> Outcome:
    outcome = Outcome("emphasis", [])
    asked = answering = False
    for piece in body:
        text = trim(piece.text)
        if piece.kind or is_non_verbal(text) or piece.heading:
            kind = piece.kind or ("heading" if piece.heading else "note")
            outcome.rows.append(Row(text, kind=kind if asked or kind != "heading" else "front", start=piece.start))
        elif piece.emphasis:
            outcome.rows.append(Row(text, start=piece.start, role="interviewer"))
            asked, answering = True, False
        elif not asked:
            outcome.rows.append(Row(text, kind="front", start=piece.start))
        else:
            outcome.rows.append(
                Row(text, kind="continuation" if answering else "say", start=piece.start, role="participant")
            )
            answering = True
    outcome.report.append(
        "Layout: questions in bold or italics, answers plain; nobody is named, so answers cannot be told apart."
    )
    return outcome


def _unnamed(body: Sequence[Piece], layout: str | None, *, joined: bool) -> Outcome:
    rows = []
    for piece in body:
        text = trim(piece.text)
        title = _title(text)
        if piece.kind:
            rows.append(Row(text, kind=piece.kind))
        elif title or piece.heading:
            rows.append(Row(title or text, kind="heading", start=piece.start))
        else:
            rows.append(Row(text, kind="note" if is_non_verbal(text) else "say", start=piece.start))
    name = layout or ("blocks" if joined or all(piece.gap for piece in body) else "lines")
    unit = "a blank line ends a paragraph" if name == "blocks" else "every line is a paragraph"
    return Outcome(name, rows, report=[f"Layout: nobody is named; {unit}."])
