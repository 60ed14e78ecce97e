"""The matrix as one HTML page: a table a theme, to be read in a browser or printed.

Invariant: as in ``postil.exports.html_page``; a state is told by words, not by a mark or a colour alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.exports.html_page import escaped, html_page
from postil.reports.matrix import MARKS, MEANINGS, STATES
from postil.reports.matrix_view import quotes, ratings_text, state_text, written_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postil.model.case import Case
    from postil.reports.matrix import MatrixCell
    from postil.reports.matrix_view import MatrixView, Page


def matrix_html(view: MatrixView, *, with_quotes: bool = False) -> bytes:
    """The page."""
    title = view.title or "Framework matrix"
    parts = [f"<h1>{escaped(title)}</h1>", _legend(view)]
    if len(view.pages) > 1:
        links = (f'<li><a href="#page{at}">{escaped(page.title)}</a></li>' for at, page in enumerate(view.pages))
        parts.append(f"<ul>\n{''.join(links)}\n</ul>")
    for at, page in enumerate(view.pages):
        parts.append(f'<h2 id="page{at}">{escaped(page.title)}</h2>')
        parts += _table(view, page, with_quotes=with_quotes)
    return html_page(f"{title} · matrix", "\n".join(parts))


def _legend(view: MatrixView) -> str:
    counts = view.matrix.count(view.cases, view.codes)
    said = (f"{MARKS[state]} {MEANINGS[state]}: {counts[state]}" for state in STATES)
    return f'<p class="soft">{escaped(" · ".join(said))}</p>'


def _table(view: MatrixView, page: Page, *, with_quotes: bool) -> Iterator[str]:
    headings = ["case", *(view.headings[code.id] for code in page.codes)]
    yield (
        '<div class="wide">\n<table>\n<thead><tr>'
        + "".join(f'<th scope="col">{escaped(name)}</th>' for name in headings)
        + "</tr></thead>"
    )
    yield "<tbody>"
    for case in view.cases:
        cells = "".join(_cell(view, view.cell(case, code), with_quotes=with_quotes) for code in page.codes)
        yield f'<tr><th scope="row">{_case(view, case)}</th>{cells}</tr>'
    yield "</tbody>\n</table>\n</div>"


def _case(view: MatrixView, case: Case) -> str:
    values = [f"{shown}: {case.values[name]}" for name, shown in view.attributes.items() if case.values.get(name)]
    small = f'<div class="soft">{escaped(chr(10).join(values))}</div>' if values else ""
    return escaped(view.labels[case.id]) + small


def _cell(view: MatrixView, cell: MatrixCell, *, with_quotes: bool) -> str:
    said = [f"{MARKS[cell.state]} {state_text(cell)}", written_by(cell)]
    if cell.ratings:
        said.append(f"ratings: {ratings_text(cell)}")
    text = escaped(cell.summary.text)
    if with_quotes:
        text += "".join(
            f"<blockquote>“{escaped(words)}” ({escaped(place)})</blockquote>" for words, place in quotes(view, cell)
        )
    if cell.comment:
        text += f'<div class="soft">Comment: {escaped(cell.comment)}</div>'
    return f'<td>{text}<div class="soft">{escaped(" · ".join(part for part in said if part))}</div></td>'
