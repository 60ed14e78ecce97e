"""The retrieval screen as rows: header, the query, the passages in their groups, the status line.

Invariant: a frame is exactly as many rows and cells as the screen, whatever the screen's size, the mode or the data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.find.query_place import place_lines
from postil.session.modes import Helping, Picking
from postil.session.retrieval import Querying
from postil.text.clean import visible, visible_lines
from postil.text.counted import counted
from postil.text.wrap import shortened, width, wrap
from postil.tui.paint.cells import beside, fitted, row_width, run, styled
from postil.tui.paint.frame import READING_CELLS, SMALLEST, WIDE, Painter
from postil.tui.paint.matrix_page import Pager
from postil.tui.paint.panel import Panel
from postil.tui.paint.parts import HELP_HINT, all_keys, saved, status, too_small

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.model.coding import Passage
    from postil.model.transcript import Paragraph
    from postil.session.retrieval import Item, RetrievalSession
    from postil.tui.paint.cells import Row

_INDENT = 3
_LABEL = " query› "
_BY = {None: "as they were said", "code": "by code", "case": "by case", "transcript": "by transcript"}
_EXAMPLES = (
    ("a code, by name or number", "leadership · F4 · =F4 without those under it"),
    ("and, or, not", "F4 AND NOT (B3 OR memo)"),
    ("near, in one turn", "near(F4, B3, 2) · same(F4, B3)"),
    ("whose", "coder:ana · case:P04 · speaker:INT · role:participant"),
    ("attributes", 'service_type:"crisis house" · years_running>=3'),
    ("words", 'text:money · text:fund* · text:"a phrase"'),
    ("marks", "memo · memo:word · doubtful · quotable · reviewed"),
)
_ABOUT = (
    "A query finds paragraphs by codes, cases, speakers, words and marks; what is coded in them is shown. "
    "docs/query.md has all that can be asked. Passages that are marked as quotable are the study's bank of quotes."
)


class RetrievalPainter:
    """Draws frames of the passages; keeps how far they are scrolled. Also what the session asks about the screen."""

    def __init__(self, session: RetrievalSession) -> None:
        self._session = session
        self._panel = Panel()
        self._pager = Pager()
        self._of: object = None
        """What the pager is at: other passages, or context shown or hidden, begin anew."""

    def frame(self, cells: int, rows: int) -> list[Row]:
        """The screen at this size."""
        session, mode = self._session, self._session.mode
        if self.too_small(cells, rows):
            return too_small(session, cells, rows, SMALLEST)
        if isinstance(mode, Helping):
            middle, hint = all_keys(session, mode, cells, rows - 2, wide=cells >= WIDE, about=_ABOUT), HELP_HINT
        else:
            middle, hint = self._middle(cells, rows - 2), self._hint(cells)
        drawn = [self._header(cells), *middle, status(session, hint, cells)]
        return [fitted(row, cells) for row in drawn[:rows]]

    @staticmethod
    def too_small(cells: int, rows: int) -> bool:
        """Whether only a notice is drawn at this size."""
        return Painter.too_small(cells, rows)

    @staticmethod
    def split(cells: int) -> int:
        """The column at which the right part begins: there is none."""
        return cells

    # ---- header, query and status ----

    def _header(self, cells: int) -> Row:
        session, end = self._session, saved(self._session)
        many = f"{counted(session.count, 'passage')} in {counted(session.paragraphs, 'paragraph')}"
        at = f"{session.at + 1} of {len(session.items)}" if session.items else ""
        who = session.coder or "everybody"
        for left, right in (
            (f"Passages · {many}", [at, _BY[session.by], who]),
            (f"Passages · {session.count}", [at, _BY[session.by]]),
            (f"{session.count} passages", [at]),
            ("Passages", []),
        ):
            row = [run(f" {left} ", "header")]
            rest = [run(" · ".join(filter(None, right)), "status"), *end]
            if row_width(row) + row_width(rest) <= cells:
                break
        return beside(row, rest, cells)

    def _query(self, cells: int) -> list[Row]:
        """The line of the query, and what is wrong with it below."""
        session, mode = self._session, self._session.mode
        label = run(_LABEL, "query")
        room = max(cells - width(_LABEL) - 1, 1)
        if not isinstance(mode, Querying):
            return [[label, run(shortened(visible(session.query), room), "bold")], [run("─" * cells, "line")]]
        text, cursor = visible(mode.line.text), mode.line.cursor
        below: Row = [run("─" * cells, "line")]
        if mode.fault is not None:
            shown, carets = place_lines(mode.fault, room)
            apart = len(carets) - len(carets.lstrip())
            below = [run(" " * (width(_LABEL) + apart)), run(carets[apart:], "alarm")]
            if shown != text:
                return [[label, run(shown)], below]
        first = 0
        while width(text[first:cursor]) >= room:
            first += 1
        typed = [run(text[first:cursor]), run(text[cursor : cursor + 1] or " ", "cursor"), run(text[cursor + 1 :])]
        return [[label, *fitted(typed, room + 1)], below]

    def _hint(self, cells: int) -> str:
        session, mode = self._session, self._session.mode
        label = session.keymap.label
        match mode:
            case Querying():
                return f"{mode.hint} · Ctrl+G closes"
            case Picking():
                return f"{mode.source.hint} · ↑↓ · Ctrl+G closes"
        if pending := getattr(mode, "pending", ""):
            return f"{pending} …"
        ways = {
            "query.edit": "query",
            "query.group": "groups",
            "passage.open": "opens the text",
            "passage.quotable": "quotable",
            "query.bank": "bank",
            "passage.context": "context",
            "help.open": "all keys",
            "program.quit": "back",
        }
        offers = [f"{label(command)} {what}" for command, what in ways.items() if label(command)]
        while len(offers) > 3 and width(" · ".join(offers)) >= cells:
            offers.pop(-3)
        return " · ".join(offers)

    # ---- the passages ----

    def _middle(self, cells: int, rows: int) -> list[Row]:
        session = self._session
        below: list[Row] = []
        if isinstance(session.mode, Picking):
            below = self._panel.folded(session, cells, min(max(rows * 2 // 5, 3), 14))
        above = [fitted(row, cells) for row in self._query(cells)]
        room = max(rows - len(above) - len(below), 0)
        body = self._passages(cells, room) if session.items else self._nothing(cells)
        return [*above, *[fitted(row, cells) for row in [*body, *([[]] * room)][:room]], *below][:rows]

    def _nothing(self, cells: int) -> list[Row]:
        """What can be asked, where nothing was found."""
        told = "nothing is found" if self._session.query else "what is to be found? For example:"
        rows: list[Row] = [[], [run(f"   {told}", "quiet")], []]
        for what, example in _EXAMPLES:
            if cells >= SMALLEST[0] * 2:
                rows.append([run(f"   {what:<28}", "status"), run(visible(example))])
            else:
                rows.append([run(f"  {example}")])
        return rows

    def _passages(self, cells: int, rows: int) -> list[Row]:
        session = self._session
        of = (session.query, session.by, session.context)
        if of != self._of:
            self._of, self._pager = of, Pager()
        return self._pager.rows(
            lambda at: self._block(session.items[at], cells, here=at == session.at),
            len(session.items),
            session.at,
            rows,
        )

    def _block(self, item: Item, cells: int, *, here: bool) -> list[Row]:
        session, passage = self._session, item.said.passage
        bar = run(" ▌" if here else "  ", "bar")
        transcript = session.study.transcripts[passage.transcript]
        paragraph = transcript.paragraphs[passage.paragraph - 1]
        size = max(min(cells, READING_CELLS) - _INDENT - 1, 1)
        rows: list[Row] = [self._group_head(item, cells), []] if item.first else []
        rows += [[bar, *row] for row in self._head(item, paragraph, size)]
        around = session.context and here
        rows += self._neighbour(passage, -1, bar, size) if around else []
        text = visible_lines(paragraph.text)
        marks = self._marks(item, paragraph.text)
        for start, end in wrap(text, size):
            within = [(first - start, last - start, style) for first, last, style in marks]
            rows.append([bar, run(" "), *styled(text[start:end], within, "text")])
        rows += self._neighbour(passage, 1, bar, size) if around else []
        return [*rows, []]

    def _group_head(self, item: Item, cells: int) -> Row:
        group = self._session.groups[item.group]
        name = visible(group.name) or f"no {self._session.by}"
        count = f" {len(group.said)} "
        title = [run("─ ", "line"), run(shortened(name, max(cells - len(count) - 4, 1)), "bold"), run(count, "status")]
        return [*title, run("─" * max(cells - row_width(title), 0), "line")]

    def _head(self, item: Item, paragraph: Paragraph, size: int) -> list[Row]:
        """§ and speaker, whose words they are, and the codes with who put them there."""
        session, said = self._session, item.said
        case = session.study.cases.all.get(session.study.cases.at(said.passage.place))
        transcript = session.study.transcripts[said.passage.transcript]
        first: Row = [
            run(f" §{paragraph.n} ", "number"),
            run(f"{shortened(visible(paragraph.speaker), 16)} ", "speaker"),
        ]
        if session.study.cells.is_quotable(said.passage):
            first.append(run("* quotable ", "slot"))
        if case is not None and case.name != paragraph.speaker:
            first.append(run(f"{shortened(visible(case.name), 20)} · ", "quiet"))
        first.append(run(shortened(visible(transcript.name), max(size - row_width(first), 1)), "quiet"))
        coders: dict[str, list[str]] = {}
        for coding in said.codings:
            coders.setdefault(coding.code, []).append(coding.coder)
        codes = [f"{session.code_label(code)} ({', '.join(dict.fromkeys(who))})" for code, who in coders.items()]
        line = visible(" · ".join(codes))
        below: list[Row] = (
            [[run(" "), run(line[start:end], "quiet")] for start, end in wrap(line, size)] if codes else []
        )
        return [fitted(first, size + 1), *below]

    def _marks(self, item: Item, text: str) -> list[tuple[int, int, str]]:
        """What of the paragraph is the passage, and the words that were asked for."""
        passage = item.said.passage
        marks = [] if passage.start is None or passage.end is None else [(passage.start, passage.end, "coded")]
        return marks + [(start, end, "found") for start, end in self._session.words_in(text)]

    def _neighbour(self, passage: Passage, step: int, bar: tuple[str, str], size: int) -> list[Row]:
        """The paragraph before or after, faint."""
        transcript = self._session.study.transcripts[passage.transcript]
        paragraph = transcript.paragraph(passage.paragraph + step)
        if paragraph is None:
            return []
        who = f"§{paragraph.n} {paragraph.speaker}: ".replace(" : ", ": ")
        text = visible_lines(f"{who}{paragraph.text}")
        return [[bar, run(" "), run(text[start:end], "quiet")] for start, end in wrap(text, size)]

    # ---- what the session asks ----

    def page(self, place: int, direction: int) -> int:
        """The passage to go to for a screen down or up."""
        return place + self._pager.page(direction)

    def scroll(self, direction: int) -> bool:  # noqa: ARG002 - the protocol's signature
        """Nothing to scroll but by passages."""
        return False

    def visible(self) -> Sequence[int]:
        """No paragraphs are labelled here."""
        return ()
