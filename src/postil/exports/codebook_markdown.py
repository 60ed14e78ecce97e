"""A codebook as a Markdown document to print, read in a meeting or put in an appendix.

Invariant: text of a code is never taken for Markdown or HTML, and no control character is written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.text.clean import visible, visible_lines
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postil.model.codebook import Code, Codebook

_ACTIVE = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_LINE_START = re.compile(r"^(?:([-+=:])|(\d+)([.)]))", re.MULTILINE)
_DEEPEST_HEADING = 6
PARTS = (
    ("Use it for", "include"),
    ("Do not use it for", "exclude"),
    ("Example", "example"),
    ("See also", "see_also"),
)
"""What is said of a code under its definition, and the field that says it."""


def codebook_markdown(codebook: Codebook, uses: Mapping[str, int] | None = None) -> str:
    """The codebook: an outline of its codes, then each with its definition and rules, in book order.

    Args:
        codebook: the codes.
        uses: codings by code id, to be shown beside the codes; None shows none.
    """
    lines = ["# Codebook", "", summary_of(codebook), ""]
    lines += [f"{'  ' * codebook.depth(code.id)}- {_title(code)}{_uses(code, uses)}" for code in codebook]
    for code in codebook:
        lines += ["", *_section(code, codebook.depth(code.id), uses)]
    return "\n".join(lines) + "\n"


def summary_of(codebook: Codebook) -> str:
    """How many codes a codebook has."""
    headings = sum(code.status == "heading" for code in codebook)
    retired = sum(code.status == "retired" for code in codebook)
    counts = [
        counted(len(codebook) - headings, "code"),
        counted(headings, "heading") if headings else "",
        f"{retired} of the codes retired" if retired else "",
    ]
    return ", ".join(count for count in counts if count) + "."


def _title(code: Code) -> str:
    number = f"{escaped(code.number)} " if code.number else ""
    return number + escaped(code.name) + (" (retired)" if code.status == "retired" else "")


def _uses(code: Code, uses: Mapping[str, int] | None) -> str:
    if uses is None or (code.status == "heading" and not uses.get(code.id)):
        return ""
    return f" ({counted(uses.get(code.id, 0), 'coding')})"


def _section(code: Code, depth: int, uses: Mapping[str, int] | None) -> Iterator[str]:
    yield f"{'#' * min(depth + 2, _DEEPEST_HEADING)} {_title(code)}{_uses(code, uses)}"
    if code.definition.strip():
        yield ""
        yield escaped_lines(code.definition)
    parts = [(name, escaped_lines(getattr(code, field), "  ")) for name, field in PARTS]
    parts.append(("Also found as", escaped(", ".join(code.aliases))))
    parts.append(("Origin", escaped(code.origin)))
    parts = [(name, text) for name, text in parts if text]
    if parts:
        yield ""
        yield from (f"- **{name}:** {text}" for name, text in parts)


def escaped(text: str) -> str:
    """Text as one line that Markdown shows as it is."""
    return _escaped(" ".join(visible(text).split()))


def escaped_lines(text: str, indent: str = "") -> str:
    """Text that Markdown shows as it is, line by line; lines after the first are indented; blank lines are left out."""
    lines = [_escaped(" ".join(line.split())) for line in visible_lines(text).split("\n") if line.strip()]
    return f"\\\n{indent}".join(lines)


def _escaped(line: str) -> str:
    return _LINE_START.sub(lambda match: f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}", _active(line))


def _active(line: str) -> str:
    return _ACTIVE.sub(r"\\\1", line)
