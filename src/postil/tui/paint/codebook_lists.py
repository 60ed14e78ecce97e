"""Drawing the lists of the codebook screen: the codings of a code with their text, and versions with what has changed.

Pure but for how far a list is scrolled: a session and a measure in, rows out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.text.clean import visible
from postil.text.counted import counted
from postil.text.wrap import padded, shortened, width, wrap
from postil.tui.paint.cells import beside, fitted, run
from postil.tui.paint.transcript import TranscriptPainter

if TYPE_CHECKING:
    from postil.model.coding import Coding
    from postil.session.codebook import CodebookSession
    from postil.session.codebook_modes import CodingList, VersionList
    from postil.tui.paint.cells import Row

_NAME_CELLS = 16


def scrolled(top: int, at: int, count: int, rows: int) -> int:
    """The first row that is shown: the list leaps when the cursor would leave it, as every scrolled row is sent."""
    if at < top:
        top = at - rows * 2 // 3
    elif at >= top + rows:
        top = at - rows // 3
    return max(min(top, count - rows), 0)


# ---- codings ----


class CodingListPainter:
    """Draws a list of codings; keeps how far it is scrolled."""

    def __init__(self) -> None:
        self._top = 0
        self._of: CodingList | None = None
        self._texts: TranscriptPainter | None = None

    def rows(self, session: CodebookSession, mode: CodingList, cells: int, rows: int) -> list[Row]:
        """The title and the codings."""
        if self._of is not mode:
            self._of, self._top = mode, 0
        count = len(mode.codings)
        label = session.code_label(mode.code.id)
        title = f" {counted(count, 'coding')} of {label}"
        marked = f" {len(mode.marked)} marked " if mode.purpose == "split" else ""
        drawn = [beside([run(title, "header")], [run(marked, "message")], cells)]
        self._top = scrolled(self._top, mode.at, count, rows - 1)
        shown = mode.codings[self._top : self._top + rows - 1]
        names = {visible(session.study.transcripts[coding.transcript].name) for coding in shown}
        name_cells = min(max(map(width, names), default=0), _NAME_CELLS)
        for at, coding in enumerate(shown, self._top):
            drawn.append(self._coding(session, mode, coding, cells, name_cells, here=at == mode.at))
        return [*drawn, *([fitted([], cells)] * (rows - len(drawn)))][:rows]

    @staticmethod
    def _coding(
        session: CodebookSession, mode: CodingList, coding: Coding, cells: int, name_cells: int, *, here: bool
    ) -> Row:
        transcript = session.study.transcripts[coding.transcript]
        text = transcript.paragraphs[coding.paragraph - 1].text[coding.start : coding.end]
        box = ("[x] " if coding in mode.marked else "[ ] ") if mode.purpose == "split" else ""
        place = f"{padded(visible(transcript.name), name_cells)} §{coding.paragraph:<4}"
        row = [run(" ▌" if here else "  ", "bar"), run(box, "slot"), run(place, "number")]
        row.append(run(f"{shortened(visible(coding.coder), 10)}  ", "quiet"))
        quote = f"“{visible(text)}”" if coding.start is not None else visible(text)
        return fitted([*row, run(shortened(quote, cells), "bold" if here else "row")], cells)

    def text(self, session: CodebookSession, mode: CodingList, cells: int, rows: int) -> list[Row]:
        """The text of the coding under the cursor, with its words marked, between those before and after it."""
        coding = mode.coding
        texts = self._painter(session, coding, cells)
        transcript, n = texts.transcript, coding.paragraph
        drawn: list[Row] = [fitted([run(f" {transcript.name} §{n} · {coding.coder}", "header")], cells)]
        here = texts.text_rows(n, [coding], "text", here=True)
        room = rows - 1 - len(here)
        if n > 1 and room > 1:
            before = texts.text_rows(n - 1, (), "faint", here=False)
            drawn += before[-min(room // 2, len(before)) :]
        drawn += here
        if n < len(transcript.paragraphs) and len(drawn) < rows:
            drawn += texts.text_rows(n + 1, (), "faint", here=False)
        return [*drawn, *([fitted([], cells)] * max(rows - len(drawn), 0))][:rows]

    def _painter(self, session: CodebookSession, coding: Coding, cells: int) -> TranscriptPainter:
        if self._texts is None or self._texts.cells != cells or self._texts.transcript.id != coding.transcript:
            transcript = session.study.transcripts[coding.transcript]
            self._texts = TranscriptPainter(session, cells, spaced=False, transcript=transcript)
        return self._texts


# ---- versions ----


def version_rows(mode: VersionList, cells: int, rows: int) -> list[Row]:
    """The versions, the latest first."""
    drawn: list[Row] = [[run(" Versions of the codebook", "header")]]
    top = scrolled(0, mode.at, len(mode.versions), max(rows - 1, 1))
    for at in range(top, min(top + rows - 1, len(mode.versions))):
        here = at == mode.at
        drawn.append([run(" ▌ " if here else "   ", "bar"), run(mode.title(at), "bold" if here else "row")])
        note = mode.versions[at][1].note
        if here and note and len(drawn) < rows:
            drawn.append([run("     "), run(shortened(visible(note), max(cells - 6, 1)), "memo")])
    return [fitted(row, cells) for row in [*drawn, *([[]] * rows)][:rows]]


def changed_rows(mode: VersionList, cells: int, rows: int) -> list[Row]:
    """What has changed since the version under the cursor."""
    name = mode.versions[mode.at][0]
    drawn: list[Row] = []
    for sign, text in mode.lines[mode.top :]:
        shown = visible(text)
        lead = f" {sign} " if sign else "     "
        for at, (start, end) in enumerate(wrap(shown, max(cells - len(lead) - 1, 4))):
            style = "row" if sign else "quiet"
            drawn.append([run(lead if at == 0 else " " * len(lead), "slot"), run(shown[start:end], style)])
        if len(drawn) >= rows:
            break
    above = f" ({mode.top} lines above)" if mode.top else ""
    title: Row = [run(f" Since {name}{above}", "header")]
    if len(drawn) > rows - 1:
        drawn = [*drawn[: max(rows - 2, 0)], [run("   ⋮ Space: more", "slot")]]
    return [fitted(row, cells) for row in [title, *drawn, *([[]] * rows)][:rows]]
