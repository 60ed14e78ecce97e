"""A codebook as a page of HTML: the appendix of a report, to print or to send to people without the program.

Invariant: every text of a code goes through ``postil.exports.html_page.escaped``; the page needs nothing but itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.exports.codebook_markdown import PARTS, summary_of
from postil.exports.html_page import escaped, html_page
from postil.model.names import full_name
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postil.model.codebook import Code, Codebook

_DEEPEST_HEADING = 6


def codebook_html(codebook: Codebook, uses: Mapping[str, int] | None = None, *, title: str = "") -> bytes:
    """The codebook: an outline of its codes that leads to each, then each with its definition and rules, in book order.

    Args:
        codebook: the codes.
        uses: codings by code id, to be shown beside the codes; None shows none.
        title: of the study, or what else it is the codebook of.
    """
    heading = f"Codebook: {title}" if title else "Codebook"
    anchors = {code.id: f"code-{number}" for number, code in enumerate(codebook, 1)}
    lines = [f"<h1>{escaped(heading)}</h1>", f"<p>{escaped(summary_of(codebook))}</p>", "<nav>"]
    lines += ["".join(_outline(codebook, "", anchors, uses)), "</nav>"]
    for code in codebook:
        lines += _section(code, min(codebook.depth(code.id) + 2, _DEEPEST_HEADING), anchors[code.id], uses)
    return html_page(heading, "\n".join(lines))


def _outline(
    codebook: Codebook, above: str, anchors: Mapping[str, str], uses: Mapping[str, int] | None
) -> Iterator[str]:
    children = codebook.children(above)
    if children:  # all on one line: the page shows the line ends that stand inside an item of a list
        yield "<ul>"
        for code in children:
            yield f'<li><a href="#{anchors[code.id]}">{_title(code)}</a>{_count(code, uses)}'
            yield from _outline(codebook, code.id, anchors, uses)
            yield "</li>"
        yield "</ul>"


def _title(code: Code) -> str:
    return escaped(full_name(code) + (" (retired)" if code.status == "retired" else ""))


def _count(code: Code, uses: Mapping[str, int] | None) -> str:
    if uses is None or (code.status == "heading" and not uses.get(code.id)):
        return ""
    return f' <span class="soft">{counted(uses.get(code.id, 0), "coding")}</span>'


def _section(code: Code, level: int, anchor: str, uses: Mapping[str, int] | None) -> Iterator[str]:
    yield f'<h{level} id="{anchor}">{_title(code)}{_count(code, uses)}</h{level}>'
    if code.definition.strip():
        yield f"<p>{escaped(code.definition.strip())}</p>"
    parts = [(name, getattr(code, field).strip()) for name, field in PARTS]
    parts += [("Also found as", ", ".join(code.aliases)), ("Origin", code.origin)]
    if any(text for _, text in parts):
        yield "<dl>"
        yield from (f"<dt>{name}</dt><dd>{escaped(text)}</dd>" for name, text in parts if text)
        yield "</dl>"
