"""Drawing paragraphs: number, speaker, text, and under it codes and memos.

Pure: a session and a width in, rows out. Every selection, find and label is laid over the text by offsets in
code points.
"""

from __future__ import annotations

from bisect import bisect_right
from contextlib import contextmanager
from typing import TYPE_CHECKING

from postil.model.coding import Passage, Place
from postil.session.filters import found_all
from postil.session.modes import Choosing, Hinting, Ranging
from postil.text.clean import visible, visible_lines
from postil.text.wrap import padded, shortened, width, wrap
from postil.tui.paint.cells import fitted, row_width, run, styled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postil.model.coding import Coding
    from postil.model.transcript import Paragraph, Transcript
    from postil.session.session import Session
    from postil.tui.paint.cells import Row

_CHIP_CELLS = ((44, 30), (34, 26), (26, 18), (17, 12))
"""Cells that a code's name and a span's quote may take in a chip, from roomy to tight."""
_TICK_CELLS = 3
_LONGEST_SPEAKER = 14
_MEMO_LINES = 2
_NOTED_CELLS = 24
"""Cells that the words may take that a memo stands on."""
_FINDS_KEPT = 500
"""Paragraphs times texts whose finds are remembered."""


class TranscriptPainter:
    """Draws the paragraphs of one transcript at one width; keeps what does not change between keys."""

    def __init__(self, session: Session, cells: int, *, spaced: bool, transcript: Transcript | None = None) -> None:
        """``cells`` is the width of the whole column; the transcript is by default the one that is open.

        ``spaced`` puts an empty row under a paragraph that has no codes and memos. The first row of codes takes its
        place, so that the first code on a paragraph moves nothing.
        """
        self._session = session
        self.transcript = transcript or session.transcript
        self.cells = cells
        self._spaced = spaced
        self._lines: dict[int, list[tuple[int, int]]] = {}
        self._found: dict[tuple[int, str], list[tuple[int, int]]] = {}
        """Where a text stands in a paragraph, for the last few that were looked for."""
        self._kept: dict[int, list[Row]] | None = None
        """Rows that were drawn already for the frame that is being painted; None between frames."""
        self._number_cells = max(3, len(str(len(self.transcript.paragraphs))))
        speakers = {p.speaker for p in self.transcript.paragraphs[:400]}
        longest = max((width(visible(speaker)) for speaker in speakers), default=0)
        self._speaker_cells = min(longest, _LONGEST_SPEAKER, max(cells // 6, 3))
        self.text_cells = max(cells - self.margin - _TICK_CELLS, 4)

    @property
    def margin(self) -> int:
        """Cells before the text."""
        return 2 + self._number_cells + 2 + (self._speaker_cells + 1 if self._speaker_cells else 0)

    def height(self, n: int) -> int:
        """Rows that a paragraph takes, with its codes, memos and the space after it."""
        return len(self.rows(n))

    @contextmanager
    def one_frame(self) -> Iterator[None]:
        """Draw each paragraph at most once in the block, in which the session must not change."""
        self._kept = {}
        try:
            yield
        finally:
            self._kept = None

    def rows(self, n: int) -> list[Row]:
        """The rows of a paragraph, each exactly as wide as the column."""
        if self._kept is None:
            return self._drawn(n)
        if n not in self._kept:
            self._kept[n] = self._drawn(n)
        return self._kept[n]

    def _drawn(self, n: int) -> list[Row]:
        session, paragraph = self._session, self.transcript.paragraphs[n - 1]
        place = Place(self.transcript.id, n)
        here = n in session.selection
        codings = session.study.codings_at(place, session.coder)
        faint = session.filter is not None and not session.hit(paragraph)
        base = "faint" if faint else "text" if paragraph.role == "participant" or not paragraph.speaker else "quiet"
        rows = self.text_rows(n, codings, base, here=here, ticked=session.is_reviewed(n))
        written = len(rows)
        rows += [self._under(row, here) for row in self._chips(paragraph, codings)]
        rows += [self._under(row, here) for row in self._marked(paragraph, place)]
        for key, memo in session.study.memos_at(place, session.coder):
            on = f"{session.code_label(key.code)}: " if key.code else ""
            if not key.code and key.start is not None:
                on = f"“{shortened(_words(paragraph, Passage(*key[:4])), _NOTED_CELLS)}”: "
            rows += [self._under(row, here) for row in self._memo(f"{on}{memo}")]
        if self._spaced and len(rows) == written:
            rows.append(fitted([], self.cells))
        return rows

    def text_rows(self, n: int, codings: Sequence[Coding], base: str, *, here: bool, ticked: bool = False) -> list[Row]:
        """The text of a paragraph with its number and speaker, without what stands under it.

        Args:
            n: number of the paragraph.
            codings: codings whose spans are marked in the text.
            base: style of the text.
            here: whether the cursor is at it.
            ticked: whether it carries a tick at the right.
        """
        paragraph = self.transcript.paragraphs[n - 1]
        text = visible_lines(paragraph.text)
        if paragraph.n not in self._lines:
            self._lines[paragraph.n] = wrap(text, self.text_cells)
        lines = self._lines[paragraph.n]
        overlay = _by_line(self._overlay(paragraph, codings), lines)
        shown = self._with_labels(text, paragraph)
        tick = "✓" if ticked else " "
        rows: list[Row] = []
        for at, (start, end) in enumerate(lines):
            spans = [(s - start, e - start, style) for s, e, style in overlay[at]]
            row = [*self._left(paragraph, here=here, first=at == 0), *styled(shown[start:end], spans, base)]
            row = fitted(row, self.cells - _TICK_CELLS)
            rows.append(fitted([*row, run(f" {tick if at == 0 else ' '} ", "tick")], self.cells))
        return rows

    def _left(self, paragraph: Paragraph, *, here: bool, first: bool) -> Row:
        bar = run(" ▌" if here else "  ", "bar")
        number = run(f"{paragraph.n if first else '':>{self._number_cells}}  ", "number")
        if not self._speaker_cells:
            return [bar, number]
        range_label = self._range_label(paragraph.n) if first else ""
        speaker = padded(visible(paragraph.speaker) if first else "", self._speaker_cells) + " "
        if range_label:
            return [bar, run(f" {range_label} ", "hint"), run(number[0][3:], "number"), run(speaker, "speaker")]
        return [bar, number, run(speaker, "speaker")]

    def _range_label(self, n: int) -> str:
        mode = self._session.mode
        if not isinstance(mode, Ranging):
            return ""
        return next((letter for letter, at in mode.labels.items() if at == n), "")

    def _overlay(self, paragraph: Paragraph, codings: Sequence[Coding]) -> list[tuple[int, int, str]]:
        session = self._session
        spans = [(c.start, c.end, "coded") for c in codings if c.start is not None and c.end is not None]
        spans += [
            (passage.start or 0, len(paragraph.text) if passage.end is None else passage.end, "struck")
            for passage in session.study.cells.struck_at(Place(self.transcript.id, paragraph.n))
        ]
        for wanted in (session.find, session.filter.value if session.filter and session.filter.what == "text" else ""):
            spans += [(start, end, "found") for start, end in self._places(paragraph, wanted)]
        if paragraph.n == session.n and session.span is not None:
            spans.append((*session.span, "selected"))
        spans += [(at, at + len(label), "hint") for label, at in self._labels(paragraph)]
        return spans

    def _places(self, paragraph: Paragraph, wanted: str) -> list[tuple[int, int]]:
        if not wanted:
            return []
        key = (paragraph.n, wanted)
        if key not in self._found:
            if len(self._found) >= _FINDS_KEPT:
                self._found.clear()
            self._found[key] = found_all(paragraph.text, wanted)
        return self._found[key]

    def _labels(self, paragraph: Paragraph) -> list[tuple[str, int]]:
        """Labels that can still be typed and where they stand: over the space before what they select.

        Where there is no such space, at the beginning of a line, a label covers the first character.
        """
        mode = self._session.mode
        if paragraph.n != self._session.n or not isinstance(mode, Hinting):
            return []
        begins = {start for start, _ in self._lines[paragraph.n]}
        return [
            (label, start - 1 if start not in begins and paragraph.text[start - 1 : start] == " " else start)
            for label, (start, _) in mode.labels.items()
            if label.startswith(mode.typed.lower())
        ]

    def _with_labels(self, text: str, paragraph: Paragraph) -> str:
        """The text with labels in it; as many code points as before."""
        characters = list(text)
        for label, at in self._labels(paragraph):
            for offset, letter in enumerate(label, at):
                if offset < len(characters) and characters[offset] != "\n":
                    characters[offset] = letter
        return "".join(characters)

    def _chips(self, paragraph: Paragraph, codings: list[Coding]) -> list[Row]:
        """Codes as chips; names and quotes shrink so that they share a row, until they would say too little."""
        if not codings:
            return []
        for name_cells, quote_cells in _CHIP_CELLS:
            rows: list[Row] = []
            for coding in codings:
                chip = self._chip(paragraph, coding, name_cells, quote_cells)
                if rows and row_width(rows[-1]) + 3 + row_width(chip) <= self.text_cells:
                    rows[-1] = [*rows[-1], run("   "), *chip]
                else:
                    rows.append(fitted(chip, min(row_width(chip), self.text_cells)))
            if len(rows) == 1:
                break
        return rows

    def _chip(self, paragraph: Paragraph, coding: Coding, name_cells: int, quote_cells: int) -> Row:
        session = self._session
        code = session.code(coding.code)
        style = f"code{code.color}" if code and code.color else "chip"
        chip: Row = []
        mode = session.mode
        if isinstance(mode, Choosing) and coding in mode.labels.values():
            label = next(label for label, labelled in mode.labels.items() if labelled == coding)
            chip += [run(label, "hint"), run(" ")]
        elif (slot := session.slots.slot(coding.code)) is not None:
            chip.append(run(f"{slot} ", "slot"))
        if session.coder is None:
            chip.append(run(f"{coding.coder}: ", "quiet"))
        name = session.code_label(code.id) if code else f"{coding.code} (not in the codebook)"
        chip.append(run(shortened(visible(name), name_cells), style))
        if coding.start is not None:
            quote = shortened(visible(paragraph.text[coding.start : coding.end]), quote_cells)
            chip.append(run(f" “{quote}”", "quiet"))
        if session.study.is_doubtful(coding):
            chip.append(run(" ?", "alarm"))
        if session.again.waits(session.study, coding):
            chip.append(run(" ⟳", "alarm"))
        return chip

    def _marked(self, paragraph: Paragraph, place: Place) -> list[Row]:
        """What of a paragraph may be quoted, and what is struck out of it."""
        cells = self._session.study.cells
        quotable = [
            ("* quotable", "" if p.start is None else f"“{_words(paragraph, p)}”") for p in cells.quotable_at(place)
        ]
        struck = [("struck out:", f"[-{_words(paragraph, p)}-]") for p in cells.struck_at(place)]
        return [
            fitted(
                [run(f"{what} ", "slot"), run(shortened(words, max(self.text_cells - len(what) - 1, 1)), "quiet")],
                self.text_cells,
            )
            for what, words in [*quotable, *struck]
        ]

    def _memo(self, memo: str) -> list[Row]:
        text = f"✎ {visible(memo)}"
        spans = wrap(text, self.text_cells)
        rows = [text[start:end] for start, end in spans[:_MEMO_LINES]]
        if len(spans) > _MEMO_LINES:
            rows[-1] = shortened(rows[-1] + " …" + " " * self.text_cells, self.text_cells).rstrip()
        return [[run(row, "memo")] for row in rows]

    def _under(self, row: Row, here: bool) -> Row:
        return fitted([run(" ▌" if here else "  ", "bar"), run(" " * (self.margin - 2)), *row], self.cells)


def _words(paragraph: Paragraph, passage: Passage) -> str:
    """The words of a passage of a paragraph."""
    return visible(paragraph.text[passage.start : passage.end])


def _by_line(
    spans: Sequence[tuple[int, int, str]], lines: Sequence[tuple[int, int]]
) -> list[list[tuple[int, int, str]]]:
    """For each line the spans that reach into it, in their order."""
    starts = [start for start, _ in lines]
    found: list[list[tuple[int, int, str]]] = [[] for _ in lines]
    for span in spans:
        at = max(bisect_right(starts, span[0]) - 1, 0)
        while at < len(lines) and starts[at] < span[1]:
            found[at].append(span)
            at += 1
    return found
