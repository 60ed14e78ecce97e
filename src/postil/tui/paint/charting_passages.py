"""The passages of a cell: who said what in which paragraph, what is new since the summary and what is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.text.clean import visible, visible_lines
from postil.text.struck import Struck
from postil.text.wrap import shortened, wrap
from postil.tui.paint.cells import fitted, run, styled
from postil.tui.paint.frame import READING_CELLS
from postil.tui.paint.matrix_page import Pager
from postil.tui.paint.struck import LEGEND, passage_words, with_struck

if TYPE_CHECKING:
    from postil.model.coding import Passage
    from postil.model.transcript import Paragraph
    from postil.session.cell import CellSession, Item
    from postil.tui.paint.cells import Row

_INDENT = 3
_NEWS = {"new": "new since the summary", "gone": "gone: coded no more"}


class Passages:
    """Draws the passages of a cell; keeps how far they are scrolled."""

    def __init__(self, session: CellSession) -> None:
        self._session = session
        self._pager = Pager()
        self._of: object = None
        """What the pager is at: another cell, or context shown or hidden, begins anew."""
        self._struck = Struck(session.study)

    def rows(self, cells: int, height: int) -> list[Row]:
        """The passages, so many rows high."""
        session = self._session
        items = session.items
        self._struck = self._struck.renewed(session.study)
        of = (session.key, session.context)
        if of != self._of:
            self._of, self._pager = of, Pager()
        if not items:
            told = "nothing of this case is coded with this code"
            return [fitted(row, cells) for row in [[], [run(f"   {told}", "quiet")], *([[]] * height)][:height]]
        drawn = self._pager.rows(
            lambda at: self._block(items[at], cells, here=at == session.passage_at),
            len(items),
            session.passage_at,
            height,
        )
        return [fitted(row, cells) for row in drawn]

    def page(self, place: int, direction: int) -> int:
        """The passage to go to for a screen down or up."""
        return place + self._pager.page(direction)

    def _block(self, item: Item, cells: int, *, here: bool) -> list[Row]:
        session, passage = self._session, item.passage
        bar = run(" ▌" if here else "  ", "bar")
        transcript = session.study.transcripts.get(passage.transcript)
        paragraph = transcript.paragraph(passage.paragraph) if transcript else None
        if transcript is None or paragraph is None:
            return [
                [bar, run(f" §{passage.paragraph} ", "number"), run("its transcript is there no more", "alarm")],
                [],
            ]
        size = min(cells, READING_CELLS) - _INDENT - 1
        rows: list[Row] = []
        around = session.context and here
        if around:
            rows += self._neighbour(passage, -1, bar, size)
        rows.append([bar, *self._head(item, paragraph, size)])
        struck = self._struck.spans_at(passage.place)
        text, marks = passage_words(paragraph.text, passage, struck)
        base = "faint" if item.news == "gone" else "text"
        for start, end in wrap(text, size):
            within = [(first - start, last - start, style) for first, last, style in marks]
            rows.append([bar, run(" "), *styled(text[start:end], within, base)])
        if around:
            rows += self._neighbour(passage, 1, bar, size)
        return [*rows, []]

    def _head(self, item: Item, paragraph: Paragraph, size: int) -> Row:
        """§ and speaker, the transcript where there are several, who coded it, and what is to be known of it."""
        session, passage = self._session, item.passage
        row: Row = [
            run(f" §{passage.paragraph} ", "number"),
            run(f"{shortened(visible(paragraph.speaker), 16)} ", "speaker"),
        ]
        if len(session.study.cases.transcripts_of(session.key.case)) > 1:
            name = session.study.transcripts[passage.transcript].name
            row.append(run(f"{shortened(visible(name), 20)} ", "quiet"))
        if item.news:
            row.append(run(f"{_NEWS[item.news]} ", "memo"))
        if session.study.cells.is_quotable(passage):
            row.append(run("* quotable ", "slot"))
        if self._struck.spans_at(passage.place):
            row.append(run(LEGEND, "struck"))
        coders = [
            coding.coder
            for coding in session.study.codings_at(passage.place)
            if coding.code == session.key.code and coding.passage == passage
        ]
        row.append(run(visible(", ".join(dict.fromkeys(coders))), "quiet"))
        return fitted(row, size + 1)

    def _neighbour(self, passage: Passage, step: int, bar: tuple[str, str], size: int) -> list[Row]:
        """The paragraph before or after, faint."""
        transcript = self._session.study.transcripts[passage.transcript]
        paragraph = transcript.paragraph(passage.paragraph + step)
        if paragraph is None:
            return []
        who = f"§{paragraph.n} {paragraph.speaker}: ".replace(" : ", ": ")
        struck = self._struck.spans_at(passage._replace(paragraph=paragraph.n).place)
        text = visible_lines(who) + with_struck(visible_lines(paragraph.text), struck, ())[0]
        return [[bar, run(" "), run(text[start:end], "quiet")] for start, end in wrap(text, size)]
