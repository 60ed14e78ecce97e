"""The retrieval screen as rows: header, the query, the passages in their groups, the status line.

Invariant: a frame is exactly as many rows and cells as the screen, whatever the screen's size, the mode or the data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.find.quotes import voice
from postil.session.modes import Asking, Helping, Picking, Prompting
from postil.session.retrieval import Querying
from postil.text.carets import place_lines
from postil.text.clean import visible, visible_lines
from postil.text.counted import counted
from postil.text.wrap import shortened, width, wrap
from postil.tui.paint.cells import beside, fitted, row_width, run, styled
from postil.tui.paint.frame import READING_CELLS, SMALLEST, WIDE, Painter
from postil.tui.paint.matrix_page import Pager
from postil.tui.paint.panel import Panel
from postil.tui.paint.parts import all_keys, help_hint, prompt_line, saved, status, too_small
from postil.tui.paint.struck import LEGEND, passage_words, with_struck

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postil.model.coding import Passage
    from postil.model.transcript import Paragraph
    from postil.session.retrieval import RetrievalSession
    from postil.session.retrieval_items import Item
    from postil.tui.paint.cells import Row

_INDENT = 3
_LABEL = " query› "
_MOST_ROWS = 3
"""Rows that a message, an error or a note may take."""
_EXAMPLES = (
    ("a code, by name or number", "leadership · F4 · =F4 without those under it"),
    ("and, or, not", "F4 AND NOT (B3 OR memo)"),
    ("near, in one turn", "near(F4, B3, 2) · same(F4, B3)"),
    ("whose", "case:P04 · speaker:INT · role:participant"),
    ("attributes", 'service_type:"crisis house" · years_running>=3'),
    ("words", 'text:money · text:fund* · text:"a phrase"'),
    ("marks", "memo · memo:word · doubtful · reviewed"),
    ("the bank of quotes", "quotable · quotable F4"),
)
_ABOUT = (
    "A query finds paragraphs by codes, cases, speakers, words and marks; what is coded in them is shown. "
    "docs/query.md has all that can be asked. Passages that are marked as quotable are the study's bank of quotes. "
    "Words that were struck out stand as [-words-], and as [...] in the bank."
)


_SELECTED = ("typing asks anew", "→ changes it", "Enter reads on")
_IN_QUERY = ("Tab bank", "↑↓ earlier", "Ctrl+G closes")
_LESS_NEEDED = ("↑↓ earlier", "→ changes it", "Tab bank", "Ctrl+G closes")


_LESS_NEEDED_WAYS = (
    *("passage.context", "query.group", "memo.edit", "program.quit", "query.bank", "passage.quotable", "passage.open"),
    "query.edit",
)
"""Commands whose keys are not offered where there is no room, the least needed first."""


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
            middle, hint = all_keys(session, mode, cells, rows - 2, wide=cells >= WIDE, about=_ABOUT), help_hint(mode)
        else:
            middle, hint = self._middle(cells, rows - 2), self._hint(cells)
        told = self._told(cells) or [status(session, hint, cells)]
        drawn = [self._header(cells), *middle[: rows - 1 - len(told)], *told]
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
        session, end, item = self._session, saved(self._session), self._session.item
        passages = counted(session.count, "passage")
        many = f"{passages} in {counted(session.paragraphs, 'paragraph')}" if session.query else "Passages"
        bank = "Bank of quotes · " if session.in_bank else ""
        at = f"{item.nth} of {len(session.groups[item.group].said)}" if item else ""
        group = "as they were said" if item else ""
        if session.by is not None:
            group = f"{session.by} {item.group + 1} of {len(session.groups)}" if item else f"by {session.by}"
        who = session.coder or "everybody"
        for left, right in (
            (f"{bank}{many}", [at, group, who]),
            (f"{bank}{many}", [at, group]),
            (f"{bank}{passages}", [at, group]),
            (passages, [at]),
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
            return [[label, run(shortened(visible(session.query), room), "bold")], self._rule(cells)]
        text, cursor = visible(mode.line.text), mode.line.cursor
        if mode.selected:
            return [[label, run(shortened(text, room), "selected")], self._rule(cells)]
        below: list[Row] = [self._rule(cells)]
        if mode.fault is not None:
            shown, carets = place_lines(mode.fault, room)
            apart = len(carets) - len(carets.lstrip())
            below = [[run(" " * (width(_LABEL) + apart)), run(carets[apart:], "alarm")]]
            below += [*_lines(str(mode.fault), cells, "alarm"), self._rule(cells)]
            if shown != text:
                return [[label, run(shown)], *below]
        first = 0
        while width(text[first:cursor]) >= room:
            first += 1
        typed = [run(text[first:cursor]), run(text[cursor : cursor + 1] or " ", "cursor"), run(text[cursor + 1 :])]
        return [[label, *fitted(typed, room + 1)], *below]

    def _rule(self, cells: int) -> Row:
        """The line under the query, and in it what is not read of what is asked for."""
        unread = self._session.unread
        if not unread:
            return [run("─" * cells, "line")]
        told = f" {shortened(visible(unread), max(cells - 4, 1))} "
        return [run("─", "line"), run(told, "status"), run("─" * max(cells - width(told) - 1, 0), "line")]

    def _told(self, cells: int) -> list[Row]:
        """What the last key did, where that is longer than the last row."""
        session = self._session
        if width(session.message) < cells or isinstance(session.mode, Asking):
            return []
        return _lines(session.message, cells, "alarm" if session.alarm else "message")

    def _hint(self, cells: int) -> str:
        session, mode = self._session, self._session.mode
        label = session.keymap.label
        match mode:
            case Querying(selected=True):
                return fitting([*_SELECTED, *_IN_QUERY], _LESS_NEEDED, cells)
            case Querying():
                earlier = _IN_QUERY if session.asked else [offer for offer in _IN_QUERY if "↑" not in offer]
                return fitting(["Enter finds", *earlier], _LESS_NEEDED, cells)
            case Picking():
                return f"{mode.source.hint} · ↑↓ · Ctrl+G closes"
            case Prompting():
                return f"{mode.hint} · Ctrl+G closes"
        if pending := getattr(mode, "pending", ""):
            return f"{pending} …"
        offers = {command: f"{label(command)} {what}" for command, what in self._ways().items() if label(command)}
        first = ("query.bank", "query.edit") if session.in_bank else ("query.edit", "passage.open")
        less = [command for command in _LESS_NEEDED_WAYS if command not in first]
        return fitting(list(offers.values()), [offers[command] for command in less if command in offers], cells)

    def _ways(self) -> dict[str, str]:
        """What keys lead to, in the order in which they are offered."""
        session, passage = self._session, self._session.passage
        bank = {"query.bank": "results" if session.in_bank else "bank"}
        ways = {"query.edit": "query"}
        if passage is not None:
            quotable = session.study.cells.is_quotable(passage)
            ways |= {"passage.open": "text", "passage.quotable": "unmark" if quotable else "quote"}
            ways |= {**bank, "memo.edit": "note", "query.group": "groups", "passage.context": "context"}
        return ways | bank | {"program.quit": "back", "help.open": "keys"}

    # ---- the passages ----

    def _middle(self, cells: int, rows: int) -> list[Row]:
        session = self._session
        below: list[Row] = []
        if isinstance(session.mode, Prompting) and not isinstance(session.mode, Querying):
            below = prompt_line(session, cells, max(rows // 3, 2))
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
        struck, found = session.struck.spans_at(passage.place), session.words_in(paragraph.text)
        quoted = session.in_bank and session.study.cells.is_quotable(passage)
        text, marks = passage_words(paragraph.text, passage, struck, found, quoted=quoted)
        for start, end in wrap(text, size):
            within = [(first - start, last - start, style) for first, last, style in marks]
            rows.append([bar, run(" "), *styled(text[start:end], within, "text")])
        rows += self._neighbour(passage, 1, bar, size) if around else []
        for key, note in session.notes(passage):
            rows += [[bar, *row] for row in _lines(f"✎ {key.coder}: {note}", size, "memo")]
        return [*rows, []]

    def _group_head(self, item: Item, cells: int) -> Row:
        group = self._session.groups[item.group]
        name = visible(group.name) or f"no {self._session.by}"
        count = f" {counted(len(group.said), 'passage')} "
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
        if who := voice(transcript, paragraph):
            first.append(run(f"({who}) ", "status"))
        if session.study.cells.is_quotable(said.passage):
            first.append(run("* quotable ", "slot"))
        if session.struck.spans_at(said.passage.place):
            first.append(run(LEGEND, "struck"))
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

    def _neighbour(self, passage: Passage, step: int, bar: tuple[str, str], size: int) -> list[Row]:
        """The paragraph before or after, faint and further in."""
        transcript = self._session.study.transcripts[passage.transcript]
        paragraph = transcript.paragraph(passage.paragraph + step)
        if paragraph is None:
            return []
        who = f"§{paragraph.n} {paragraph.speaker}: ".replace(" : ", ": ")
        struck = self._session.struck.spans_at(passage._replace(paragraph=paragraph.n).place)
        text = visible_lines(who) + with_struck(visible_lines(paragraph.text), struck, ())[0]
        return [[bar, run("   "), run(text[start:end], "quiet")] for start, end in wrap(text, max(size - 2, 1))]

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


def fitting(offers: list[str], less_needed: Iterable[str], cells: int) -> str:
    """Offers of keys as one line; where they do not fit, without some, of which the least needed goes first."""
    offers = list(offers)
    for offer in less_needed:
        if width(" · ".join(offers)) < cells:
            break
        if offer in offers:
            offers.remove(offer)
    return " · ".join(offers)


def _lines(text: str, cells: int, style: str) -> list[Row]:
    """A text over at most three rows, cut there."""
    text, size = visible(text), max(cells - 2, 1)
    spans = wrap(text, size)
    lines = [text[start:end] for start, end in spans[:_MOST_ROWS]]
    if len(spans) > _MOST_ROWS:
        lines[-1] = shortened(f"{lines[-1]}…{' ' * size}", size).rstrip()
    return [[run(f" {line}", style)] for line in lines]
