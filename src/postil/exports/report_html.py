"""Reports as one page of HTML, to read, print or send.

Invariant: as in ``postil.exports.html_page``: no script, nothing loaded. Beside each drawing stands a table with the
same figures, so nothing is told by a length or a shade alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.exports.charts import STYLE, bar_charts, heat_charts
from postil.exports.html_page import escaped, html_page
from postil.reports.report import Grid, Heat, head_text
from postil.text.clean import visible
from postil.text.figures import NONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postil.reports.report import Facts, Heading, Line, Part, Report, Shown

_STYLE = f"""\
th, td {{ min-width: 0; padding: .2rem .5rem; }} td.figure, th.figure {{ text-align: end; }}
td.figure {{ white-space: nowrap; }} td, th.figure {{ overflow-wrap: break-word; }}
section {{ margin-top: 2.5rem; }}
dt {{ overflow-wrap: anywhere; font-weight: 600; margin-top: .7rem; }} dd {{ margin-inline-start: 1.2rem; }}
dl.beside {{ display: grid; grid-template-columns: minmax(10rem, 18rem) 1fr; gap: .25rem 1rem; }}
dl.beside dt, dl.beside dd {{ margin: 0; }} nav ul {{ columns: 2; }} summary {{ cursor: pointer; margin: .4rem 0; }}
.scroll {{ overflow-x: auto; }}
@media print {{ section {{ break-before: page; }} section:first-of-type {{ break-before: auto; }} \
.scroll {{ overflow: visible; }} p.soft {{ break-after: avoid; }} summary {{ display: none; }} }}
{STYLE}"""
_SET_IN = 1.1
"""How far a level of the codebook is set in, in ems."""


def report_page(reports: Sequence[Report], *, left_out: str = "") -> bytes:
    """One report or several of one study as a page, with a list of contents where there are several.

    Args:
        reports: what is on it.
        left_out: said below the list of contents: what a reader may miss; empty for nothing.
    """
    study = next((report.head.study for report in reports), "") or "The study"
    if len(reports) == 1:
        title = f"{study} · {reports[0].title}"
        body = "\n".join([f"<h1>{escaped(study)}</h1>", *_section(reports[0])])
    else:
        title = f"{study} · reports"
        links = "".join(f'<li><a href="#{report.name}">{escaped(report.title)}</a></li>' for report in reports)
        parts = [f"<h1>{escaped(study)}</h1>", f"<nav><ul>{links}</ul></nav>"]
        parts += [f'<p class="soft">{escaped(left_out)}</p>'] if left_out else []
        parts += (line for report in reports for line in _section(report))
        body = "\n".join(parts)
    return html_page(title, body, style=_STYLE)


def _section(report: Report) -> Iterator[str]:
    yield f'<section id="{report.name}">\n<h2>{escaped(report.title)}</h2>'
    if report.head.query:
        yield f'<p>where: <code dir="auto">{escaped(visible(report.head.query))}</code></p>'
        if report.head.understood:
            taken = "".join(f'<li dir="auto">{escaped(visible(str(one)))}</li>' for one in report.head.understood)
            yield f'<ul class="soft" title="what names in the query were taken for">{taken}</ul>'
    yield f'<p class="soft">{escaped(visible(head_text(report.head)))}</p>'
    for at, part in enumerate(report.parts):
        if part.title != report.title:
            yield f"<h3>{escaped(visible(part.title))}</h3>"
        yield from _part(part, f"{report.name}-{at}")
    if report.notes:
        notes = "".join(f"<li>{escaped(visible(note))}</li>" for note in report.notes)
        yield f'<ul class="soft">{notes}</ul>'
    yield "</section>"


def _part(part: Part, name: str) -> Iterator[str]:
    if isinstance(part, Grid):
        yield from _grid(part, name) if part.lines else [f"<p>{escaped(part.empty)}</p>"]
    elif isinstance(part, Heat):
        yield from _heat(part, name) if part.rows and part.columns else [f"<p>{escaped(part.empty)}</p>"]
    else:
        yield _facts(part) if part.facts else f"<p>{escaped(part.empty)}</p>"


def _grid(grid: Grid, name: str) -> Iterator[str]:
    if grid.bar is not None and any(line.cells[grid.bar.column] for line in grid.lines):
        yield f'<div class="scroll">{"".join(bar_charts(grid, name))}</div>'
    yield _table(grid.headings, grid.lines, grid.title)


def _heat(heat: Heat, name: str) -> Iterator[str]:
    from postil.reports.report import Heading  # noqa: PLC0415 - only here a heading is made

    yield f'<p class="soft">{escaped(visible(heat.says))}</p>'
    yield f'<div class="scroll">{"".join(heat_charts(heat, name))}</div>'
    headings = [Heading(heat.corner, number=False), *map(Heading, heat.columns)]
    yield f"<details><summary>The same as a table</summary>{_table(headings, heat.rows, heat.title)}</details>"


def _table(headings: Sequence[Heading], lines: Iterable[Line], title: str) -> str:
    heads = "".join(
        f'<th scope="col"{_kind(number=heading.number)}>{escaped(visible(heading.text))}</th>' for heading in headings
    )
    rows = "\n".join(_row(line, headings) for line in lines)
    return (
        f'<div class="scroll"><table aria-label="{escaped(visible(title))}"><thead><tr>{heads}</tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody></table></div>"
    )


def _row(line: Line, headings: Sequence[Heading]) -> str:
    first, *rest = line.cells
    set_in = f' style="padding-inline-start: {0.5 + line.depth * _SET_IN:.1f}em"' if line.depth else ""
    cells = "".join(
        f'<td{_kind(number=heading.number)} dir="auto">{_said(cell)}</td>'
        for cell, heading in zip(rest, headings[1:], strict=True)
    )
    return f'<tr><th scope="row" dir="auto"{set_in}>{_said(first)}</th>{cells}</tr>'


def _kind(*, number: bool) -> str:
    return ' class="figure"' if number else ""


def _said(cell: Shown) -> str:
    if cell is None:
        return NONE
    return escaped(visible(cell)) if isinstance(cell, str) else f"{cell:,}"


def _facts(facts: Facts) -> str:
    said = "".join(
        f'<dt dir="auto">{escaped(visible(about))}</dt><dd dir="auto">{escaped(text)}</dd>'
        for about, text in facts.facts
    )
    kind = "below" if facts.below else "beside"
    return f'<dl class="{kind}">{said}</dl>'
