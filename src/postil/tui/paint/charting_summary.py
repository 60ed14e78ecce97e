"""The summary of a cell as it is typed, versions in conflict above it, and below it what it refers to and comments.

Invariant: the line with the cursor is always seen, and what is drawn is what is typed, mark for mark.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.cell import Summary
from postil.model.clock import stamp_time
from postil.reports.matrix import MARKS, MEANINGS
from postil.session import cell_acts
from postil.session.commands import key_label
from postil.session.writing import Writing
from postil.text.clean import visible, visible_lines
from postil.text.wrap import characters, shortened, wrap
from postil.tui.paint.cells import fitted, row_width, run
from postil.tui.paint.matrix_page import STATE_STYLES, meaning, ratings_of, who_wrote

if TYPE_CHECKING:
    from postil.session.cell import CellSession, Link
    from postil.tui.paint.cells import Row

_LEAST_ROWS = 4
"""Rows of the text that are always seen, where the screen has them."""
_REFERENCE_ROWS, _COMMENT_ROWS = 5, 3


class SummaryPainter:
    """Draws the summary; keeps how far it is scrolled."""

    def __init__(self, session: CellSession) -> None:
        self._session = session
        self._top = 0
        """The first line that is shown."""

    def rows(self, cells: int, height: int) -> list[Row]:
        """The half of the screen with the summary, so many rows high."""
        above = [self._title(cells)]
        below = self._below(cells)
        room = height - len(above)
        versions = self._versions(cells)
        least = min(_LEAST_ROWS, room)
        versions = versions[: max((room - least) * 2 // 3, 0)]
        below = below[: max(room - least - len(versions), 0)]
        text = self._text(cells, max(room - len(versions) - len(below), 0))
        return [fitted(row, cells) for row in [*above, *versions, *text, *below][:height]]

    def _title(self, cells: int) -> Row:
        session = self._session
        cell, mode = session.cell, session.mode
        bar = run("▌" if isinstance(mode, Writing) else " ", "bar")
        target = cell_acts.target_words(session.study)
        words = f"{session.area.words} of {target} words"
        state = "draft" if session.is_typed and session.area.text.strip() else cell.state
        facts = [MEANINGS[state] if session.is_typed else meaning(cell), words]
        if cell.hands and not session.is_typed:
            facts.append(who_wrote(cell.hands))
        row = [bar, run("summary ", "bold"), run(f"{MARKS[state]} ", STATE_STYLES[state])]
        row.append(run(shortened(" · ".join(facts), max(cells - row_width(row) - 1, 1)) + " ", "status"))
        return [*row, run("─" * max(cells - row_width(row), 0), "line")]

    def _versions(self, cells: int) -> list[Row]:
        """The summaries that were in conflict when the cell was opened, each with who wrote it and when."""
        session = self._session
        keys = session.keymap.keys["summary.keep"]
        rows: list[Row] = []
        for at, version in enumerate(session.versions):
            summary = version.value if isinstance(version.value, Summary) else Summary()
            key = key_label(keys[at]) if at < len(keys) else ""
            who = f"{visible(version.coder) or 'somebody'} · {stamp_time(version.stamp)}"
            rows.append([run(f" {key:<2}", "slot"), run(f"keep what {who} wrote", "speaker")])
            text = visible_lines(summary.text) or "(no summary)"
            rows += [[run("   "), run(text[start:end], "row")] for start, end in wrap(text, cells - 4)]
        if rows:
            join = session.keymap.label("summary.join")
            rows.append(
                [run(f" {join:<2}", "slot"), run("put both into the summary below, to make one of them", "speaker")]
            )
            rows.append([run("─" * cells, "line")])
        return rows

    # ---- the text ----

    def _text(self, cells: int, height: int) -> list[Row]:
        """The lines of the text around its cursor."""
        session, area = self._session, self._session.area
        area.cells = max(cells - 3, 1)
        if height <= 0:
            return []
        writing = isinstance(session.mode, Writing)
        if not area.text and not writing:
            key = session.keymap.label("summary.write")
            told = "no summary" if session.read_only else f"no summary yet; {key} crosses over to write one"
            return [[run(f"  {told}", "quiet")], *([[]] * (height - 1))]
        lines, text = area.lines(), visible_lines(area.text)
        at = area.line_at(lines)
        if at < self._top or at >= self._top + height:
            self._top = at - height // 2
        self._top = max(min(self._top, len(lines) - height), 0)
        drawn: list[Row] = []
        for index, (start, stop) in list(enumerate(lines))[self._top : self._top + height]:
            shown = text[start:stop].removesuffix("\n")
            drawn.append(self._line(shown, area.cursor - start if index == at else -1, cells - 2, writing=writing))
        return [*drawn, *([[]] * (height - len(drawn)))]

    @staticmethod
    def _line(text: str, cursor: int, cells: int, *, writing: bool) -> Row:
        """A line of the text, with the cursor on the character that it stands before."""
        if cursor < 0:
            return [run("  "), run(text)]
        end = next((stop for start, stop, _ in characters(text) if start >= cursor), cursor) if text else cursor
        under = text[cursor:end] or " "
        before = run(text[:cursor])
        if row_width([before]) > cells - 1:  # spaces at the end of a line that are wider than the screen
            before = (shortened(before[0], cells - 2), before[1])
        return [run("  "), before, run(under, "cursor" if writing else "coded"), run(text[end:])]

    # ---- below it ----

    def _below(self, cells: int) -> list[Row]:
        """References and where they lead, the comment, the ratings."""
        session = self._session
        rows = self._references(cells)
        comment = session.comments.get(session.key, session.cell.comment)
        if comment:
            key = session.keymap.label("cell.comment")
            rows.append(_rule(f"comment, not the participant's words · {key} edits it", cells))
            text = visible_lines(comment)
            lines = [text[start:end] for start, end in wrap(text, cells - 5)]
            if len(lines) > _COMMENT_ROWS:
                lines = [*lines[: _COMMENT_ROWS - 1], shortened(f"{lines[_COMMENT_ROWS - 1]} …", cells - 5)]
            rows += [[run("  ✎ " if at == 0 else "    ", "memo"), run(line, "memo")] for at, line in enumerate(lines)]
        if cell_acts.has_ratings(session.study):
            told = ratings_of(session.cell) or "not rated"
            keys = f"{session.keymap.label('cell.rate')} rates · {session.keymap.label('cell.agree')} agreed"
            rows.append(_rule(f"ratings · {keys}", cells))
            rows.append([run(f"  {shortened(told.removeprefix('ratings: '), cells - 3)}", "row")])
        return rows

    def _references(self, cells: int) -> list[Row]:
        session = self._session
        links = session.links
        if not links:
            return []
        bad = sum(link.is_broken for link in links)
        label = session.keymap.label("summary.follow")
        title = f"references · {label} follows the one at the cursor"
        rows = [_rule(f"‼ {bad} of {len(links)} references broken" if bad else title, cells)]
        at = cell_acts.reference_at(session.area.text, session.area.cursor) or 0
        first = min(max(at - _REFERENCE_ROWS // 2, 0), max(len(links) - _REFERENCE_ROWS, 0))
        for index, link in list(enumerate(links))[first : first + _REFERENCE_ROWS]:
            rows.append(self._reference(link, cells, here=index == at))
        return rows

    def _reference(self, link: Link, cells: int, *, here: bool) -> Row:
        study = self._session.study
        name = visible(f"{link.reference.name} §{link.reference.n}".strip())
        row = [run(" ▸ " if here else "   ", "bar"), run(f"{shortened(name, cells // 3)} ", "slot")]
        transcript = study.transcripts.get(link.place.transcript) if link.place else None
        paragraph = transcript.paragraph(link.place.paragraph) if transcript and link.place else None
        if link.place is None or transcript is None or paragraph is None:
            row.append(run("‼ leads nowhere: there is no such paragraph", "alarm"))
        else:
            if link.is_broken:
                row.append(run("‼ led elsewhere when it was written; now ", "alarm"))
            row.append(run(visible(f"{transcript.name} · {paragraph.speaker}: {paragraph.text[:cells]}"), "quiet"))
        return fitted(row, cells)


def _rule(title: str, cells: int) -> Row:
    row = [run("─ ", "line"), run(f"{shortened(title, max(cells - 4, 1))} ", "quiet")]
    return [*row, run("─" * max(cells - row_width(row), 0), "line")]
