"""The matrix as Markdown: a table a theme.

Invariant: text of the study is never taken for Markdown or HTML, and no control character is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.exports.codebook_markdown import escaped
from postil.reports.matrix import MARKS, MEANINGS, STATES
from postil.reports.matrix_view import quotes, ratings_text, state_text
from postil.text.clean import visible_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postil.model.case import Case
    from postil.reports.matrix import MatrixCell
    from postil.reports.matrix_view import MatrixView, Page


def matrix_markdown(view: MatrixView, *, with_quotes: bool = False) -> str:
    """The document; each cell begins with the mark of its state, which the legend explains."""
    counts = view.matrix.count(view.cases, view.codes)
    lines = [f"# {escaped(view.title or 'Framework matrix')}", ""]
    lines.append(", ".join(f"{MARKS[state]} {MEANINGS[state]}: {counts[state]}" for state in STATES))
    for page in view.pages:
        lines += ["", f"## {escaped(page.title)}", "", *_table(view, page, with_quotes=with_quotes)]
    return "\n".join(lines) + "\n"


def _table(view: MatrixView, page: Page, *, with_quotes: bool) -> Iterator[str]:
    columns = ["case", *view.attributes.values(), *(view.headings[code.id] for code in page.codes)]
    yield _row([escaped(column) for column in columns])
    yield _row(["---"] * len(columns))
    for case in view.cases:
        cells = (_cell(view, view.cell(case, code), with_quotes=with_quotes) for code in page.codes)
        yield _row([*_about(view, case), *cells])


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _about(view: MatrixView, case: Case) -> Iterator[str]:
    yield escaped(view.labels[case.id])
    for name in view.attributes:
        yield escaped(case.values.get(name, ""))


def _cell(view: MatrixView, cell: MatrixCell, *, with_quotes: bool) -> str:
    first = f"{MARKS[cell.state]} {_lines(cell.summary.text)}".rstrip()
    parts = [first]
    if cell.state in {"stale", "conflict"}:
        parts.append(f"*{escaped(state_text(cell))}*")
    if with_quotes:
        parts += (f"“{_lines(words)}” ({escaped(place)})" for words, place in quotes(view, cell))
    if cell.ratings:
        parts.append(f"*ratings: {escaped(ratings_text(cell))}*")
    if cell.comment:
        parts.append(f"*comment:* {_lines(cell.comment)}")
    return "<br>".join(parts)


def _lines(text: str) -> str:
    return "<br>".join(escaped(line) for line in visible_lines(text).split("\n") if line.strip())
