"""The review of disagreements as rows: header, the paragraph and the one before it, who gave what, keys, status.

Invariant: a frame is exactly as many rows and cells as the screen, whatever the screen's size, the mode or the data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.session.commands import key_label
from postil.session.modes import Helping, Picking, Prompting, Reading
from postil.session.review_items import Clash, Disagreement
from postil.session.rewriting import is_rewritten
from postil.text.clean import visible
from postil.text.counted import counted
from postil.text.figures import coefficient
from postil.text.wrap import shortened
from postil.tui.paint.cells import fitted, row_width, run
from postil.tui.paint.frame import READING_CELLS, ROOMY, WIDE
from postil.tui.paint.panel import Panel
from postil.tui.paint.parts import prompt_line, saved
from postil.tui.paint.review_item import evidence
from postil.tui.paint.screen import ScreenPainter, heading
from postil.tui.paint.transcript import TranscriptPainter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postil.agreement.result import Result
    from postil.session.review import ReviewSession
    from postil.tui.paint.cells import Row

_WITH_KEYS = 10
"""From so many rows on, the keys have a row of their own."""
_BEFORE_ROWS = 2
"""Rows that the paragraph before may take where there is little room."""
_NARROW_INDENT = 5
_SHORT_NAME = 8
"""Cells of a transcript's name where there is little room."""
_COUNTING = "…  "
"""Stands for a figure while it is counted, as wide as most figures are, so that nothing moves."""


class ReviewPainter(ScreenPainter["ReviewSession"]):
    """Draws frames of a review; keeps how far the text is scrolled. Also what the session asks about the screen."""

    about = (
        "At the top: α as the coders had it → α with the decisions, each decided paragraph counted as if all had given "
        "what was decided. The first is the one to report; the second shows how far the review has come."
    )

    def __init__(self, session: ReviewSession) -> None:
        super().__init__(session)
        self._panel = Panel()
        self._texts: TranscriptPainter | None = None
        self._top = 0
        """First row of the paragraph's text that is shown."""
        self._shown = -1
        """The item that was drawn last."""
        self._window = (0, 0)
        """Rows of the text that are shown, and that there are."""

    def frame(self, cells: int, rows: int) -> list[Row]:
        """The screen at this size; the text of another item is shown from its beginning."""
        if self._session.at != self._shown:
            self._shown, self._top = self._session.at, 0
        return super().frame(cells, rows)

    # ---- parts ----

    def _header(self, cells: int) -> Row:
        """Where the review is; what does not fit gives way, the figures last."""
        end = saved(self._session)
        choices = (
            (
                [run(f" {' · '.join(filter(None, parts))} ", "header")],
                [run(f" {where}" if where else "", "header"), *end],
            )
            for parts, where in self._headings(cells)
        )
        return heading(choices, cells)

    def _headings(self, cells: int) -> Iterator[tuple[list[str], str]]:
        """The parts of the header and the place under the cursor, from the fullest to the briefest."""
        session = self._session
        noun = "disagreements" if all(isinstance(item, Disagreement) for item in session.items) else "to decide"
        at, count, decided = session.at + 1, len(session.items), f"{session.settled} decided"
        figures, why = self._alpha(cells)
        full, brief = ("" if session.item.place is None else self._place(most) for most in (cells // 4, _SHORT_NAME))
        if cells >= WIDE:
            for who in (_listed(session.coders), f"{len(session.coders)} coders", ""):
                yield ["Review", who, f"{at} of {count} {noun}", decided, figures + why], full
        yield ["Review", f"{at}/{count}", decided, figures + why], full
        for where in (full, brief, ""):
            yield ["Review", f"{at}/{count}", decided, figures], where
        yield [f"{at}/{count}", decided, figures], ""
        yield [f"{at}/{count}", figures], ""
        yield [figures], ""

    def _place(self, most: int) -> str:
        session = self._session
        return f"{shortened(visible(session.transcript.name), most)} §{session.n}"

    def _alpha(self, cells: int) -> tuple[str, str]:
        """Agreement before and, once something is decided, after, … while it is counted; why there is none."""
        alpha = self._session.alpha
        if alpha is None:
            return "α …", ""
        before, after = (coefficient(_number(result)) for result in alpha)
        if not self._session.is_counted:
            after = _COUNTING
        reason = next((result.reason for result in alpha if result.value is None and result.reason), "")
        figures = f"α {before} → {after}" if self._session.decided else f"α {before}"
        return figures, f" ({shortened(visible(reason), cells // 4)})" if reason else ""

    def _hint(self) -> str:
        """What can be done beside deciding what is on the screen."""
        session = self._session
        key = session.keymap.label("decide.agreed")
        if not key or not session.to_take or session.read_only or not isinstance(session.mode, Reading):
            return ""
        return f"{key} takes over {counted(session.to_take, 'paragraph')} on which all agree"

    def _middle(self, cells: int, rows: int) -> list[Row]:
        session, mode = self._session, self._session.mode
        below: list[Row] = []
        if isinstance(mode, Picking):
            below = self._panel.folded(session, cells, min(max(rows * 2 // 5, 3), 16))
        elif isinstance(mode, Prompting):
            below = prompt_line(session, cells, max(rows // 3, 2))
        elif rows + 2 >= _WITH_KEYS:
            below = [self._keys(cells)]
        if not isinstance(mode, Reading | Picking) and isinstance(mode, Prompting):
            below.append(fitted([run(f" {mode.hint} · Ctrl+G leaves", "status")], cells))
        return [*self._body(cells, rows - len(below)), *below]

    def _body(self, cells: int, rows: int) -> list[Row]:
        """The paragraph before, the paragraph, and what a decision rests on."""
        session = self._session
        spaced = rows >= ROOMY - 3
        texts = self._painter(cells)
        indent = texts.margin if cells >= WIDE else _NARROW_INDENT
        here = self._text(texts)
        gap = [fitted([run(" ▌", "bar")], cells)] if rows > 8 and here else []
        rows_here = rows - len(gap) - 2 * spaced
        least = min(len(here), max(rows_here // 3, 2))
        grounds = evidence(
            session,
            cells,
            indent,
            rows=max(rows_here - min(len(here), rows_here * 2 // 3), 1),
            at_most=max(rows_here - least, 1),
        )
        shown = self._scrolled(here, max(rows_here - len(grounds), 1), cells)
        before = self._before(texts, rows_here - len(grounds) - len(shown))
        blank: list[Row] = [fitted([], cells)] if spaced else []
        parts = [*blank, *before, *(blank if before else []), *shown, *(gap if shown else []), *grounds]
        return [fitted(row, cells) for row in [*parts, *([[]] * rows)][:rows]]

    def _painter(self, cells: int) -> TranscriptPainter:
        session, cells = self._session, min(cells, READING_CELLS)
        if self._texts is None or self._texts.cells != cells or self._texts.transcript is not session.transcript:
            self._texts = TranscriptPainter(session, cells, spaced=False)
        return self._texts

    def _text(self, texts: TranscriptPainter) -> list[Row]:
        """The paragraph at issue, with the words marked that a coder chose."""
        session = self._session
        if session.item.place is None:
            return []
        codings = [c for c in session.study.codings_at(session.place) if c.coder in session.given]
        return texts.text_rows(session.n, codings, "text", here=True)

    def _before(self, texts: TranscriptPainter, room: int) -> list[Row]:
        """The end of the paragraph before, faint."""
        session = self._session
        if session.item.place is None or session.n == 1 or room <= 0:
            return []
        drawn = texts.text_rows(session.n - 1, (), "faint", here=False)
        return drawn if len(drawn) <= room else drawn[: min(room, _BEFORE_ROWS)]

    def _scrolled(self, here: list[Row], room: int, cells: int) -> list[Row]:
        """As many rows of the text as there is room for; the last one says how many more there are."""
        if len(here) <= room:
            self._window, self._top = (len(here), len(here)), 0
            return here
        window = max(room - 1, 1)
        self._window = (window, len(here))
        self._top = min(self._top, len(here) - window)
        above, below = self._top, len(here) - window - self._top
        down, up = (self._session.keymap.label(f"item.text_{way}") for way in ("down", "up"))
        told = [f"{down}: {below} more rows" if below else "", f"{up}: {above} rows above" if above else ""]
        more = fitted([run(" ▌", "bar"), run(f"  ⋮ {' · '.join(filter(None, told))}", "slot")], cells)
        return [*here[self._top : self._top + window], *([more] if room > 1 else [])]

    # ---- keys ----

    def _keys(self, cells: int) -> Row:
        """The keys that can be pressed now; shorter, then fewer, where they do not fit."""
        session = self._session
        offers = self._offers()
        last, next_open = (session.keymap.label(name) for name in ("decide.reason_last", "item.next_open"))
        fewer = [offer for offer in offers if offer[0] != next_open]
        fewest = [offer for offer in offers if offer[0] != last]
        for these, at in ((offers, 1), (fewer, 1), (fewest, 1), (offers, 2), (fewer, 2), (fewest, 2)):
            row = [part for offer in these for part in (run(f"  {offer[0]} ", "slot"), run(offer[at], "status"))]
            if row_width(row) < cells:
                break
        while row_width(row) >= cells and len(row) > 2:
            row = [*row[:-4], *row[-2:]]  # the last one, which shows all keys, stays
        return fitted(row, cells) if not isinstance(session.mode, Helping) else fitted([], cells)

    def _offers(self) -> list[tuple[str, str, str]]:
        """Key, what it does, and the same shorter."""
        session, keymap = self._session, self._session.keymap
        offers: list[tuple[str, str, str]] = []
        if not session.read_only:
            keys = [key_label(key) for key in keymap.keys["decide.keep"]]
            if isinstance(session.item, Clash):
                versions = zip(keys, session.item.versions, strict=False)
                offers += [(key, f"keep {visible(v.coder)}’s", visible(v.coder)) for key, v in versions]
                if is_rewritten(session.item.key):
                    offers.append((keymap.label("decide.rewrite"), "new text", "new"))
            else:
                given = session.given
                who = [(key, visible(c)) for key, c in zip(keys, session.coders, strict=False) if c in given]
                offers += [(key, f"keep {name}", name) for key, name in who]
                everybody, nobody = ("both", "neither") if len(given) == 2 else ("all", "only what all gave")
                offers += [
                    (keymap.label("decide.both"), everybody, everybody),
                    (keymap.label("decide.neither"), nobody, nobody.split(" ")[0]),
                    (keymap.label("decide.other"), "other code", "other"),
                    (keymap.label("decide.reason"), "reason", "reason"),
                ]
        if (last := session.last_decided) is not None and not session.read_only and last in session.decided:
            of = f"for §{last.paragraph}"
            offers.append((keymap.label("decide.reason_last"), of, of))
        offers.append((keymap.label("item.later"), "later", "later"))
        if not session.read_only:
            offers.append((keymap.label("history.undo"), "undo", "undo"))
        if len(session.open) < len(session.items):
            offers.append((keymap.label("item.next_open"), "undecided", "undecided"))
        offers.append((keymap.label("help.open"), "all keys", "keys"))
        return [offer for offer in offers if offer[0]]

    # ---- what the session asks ----

    def scroll(self, direction: int) -> bool:
        """Scroll the paragraph's text; whether there was more of it."""
        window, height = self._window
        top = min(max(self._top + direction * max(window - 1, 1), 0), max(height - window, 0))
        moved, self._top = top != self._top, top
        return moved

    def page(self, place: int, direction: int) -> int:
        """The next paragraph: a review has no pages."""
        return place + direction

    def visible(self) -> Sequence[int]:
        """The paragraph under the cursor."""
        return (self._session.n,)


def _number(result: Result) -> float | None:
    return result.value if isinstance(result.value, float) else None


def _listed(names: Sequence[str]) -> str:
    """Names as in a sentence."""
    return " and ".join([", ".join(map(visible, names[:-1])), visible(names[-1])]) if len(names) > 1 else names[0]
