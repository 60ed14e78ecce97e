"""Name and time alone on a line above the speech: Teams (.docx), Otter, Word's dictation, and services like them.

Invariant: a line counts as such a header only if it holds nothing but a name and a clock time, and the names recur or
the two are set apart; so a sentence that ends with a time stays a sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from postil.importers.labels import LabelSet, clean_label, is_non_verbal, label_key, looks_like_a_name
from postil.importers.layouts.lines import unwrapped, wrap_width
from postil.importers.reading import Outcome, Row, places, trim
from postil.importers.times import STAMP, seconds
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.importers.reading import Piece

_LONGEST_NAME = 60
_NAME = rf"[^\W_][^\t\n]{{0,{_LONGEST_NAME}}}?"
_NAME_FIRST = re.compile(
    rf"(?:\[(?P<bracketed>{_NAME})\]|(?P<name>{_NAME}))"
    r"(?<![ \t\u00a0])(?P<between>(?:[ \t\u00a0]*[:|,])?[ \t\u00a0]+(?:[-–—|·•][ \t]*)?|[ \t]*(?=[\[(<{]))"
    rf"[*_]*(?P<time>{STAMP})[*_]*[ \t]*:?"
)
_TIME_FIRST = re.compile(
    rf"(?P<time>{STAMP})(?P<between>(?:[ \t\u00a0]*[-–—|·•:])?[ \t\u00a0]+|(?<=[\])>}}]))(?P<name>{_NAME})[ \t]*:?"
)


def find_headers(pieces: Sequence[Piece], *, certain: bool = False) -> dict[int, tuple[str, float | None]]:
    """Index of each header line with its name and start time; empty where the file is not laid out so."""
    found: dict[int, tuple[str, str, bool]] = {}
    for n, piece in enumerate(pieces):
        text = trim(piece.text)
        if len(text) > _LONGEST_NAME + 30 or ":" not in text:
            continue
        match = _NAME_FIRST.fullmatch(text) or _TIME_FIRST.fullmatch(text)
        if match:
            found_name = match["name"] or match.groupdict().get("bracketed") or ""
            name = clean_label(found_name.strip("[]{}<>"))
            if name and looks_like_a_name(re.sub(r"\(.*?\)|,", "", name) or name) and any(c.isalpha() for c in name):
                apart = len(match["between"]) > 1 or match["time"][0] in "[(<{#"
                found[n] = (name, match["time"], apart)
    counts = Counter(label_key(name) for name, _, _ in found.values())
    kept = {n: one for n, one in found.items() if counts[label_key(one[0])] > 1 or one[2]}
    if not kept or not (certain or _believable(kept, pieces, counts)):
        return {}
    return {n: (name, seconds(time)) for n, (name, time, _) in kept.items()}


def _believable(kept: dict[int, tuple[str, str, bool]], pieces: Sequence[Piece], counts: Counter[str]) -> bool:
    """Speech follows six in ten of the headers, and they are at least 15 in 100 lines or mostly names that recur."""
    followed = sum(n + 1 < len(pieces) and n + 1 not in kept for n in kept)
    adjoining = sum(b == a + 1 for a, b in pairwise(sorted(kept)))
    recurring = sum(counts[label_key(name)] > 1 for name, _, _ in kept.values())
    share = len(kept) / len(pieces)
    return (
        followed >= 0.6 * len(kept)
        and adjoining <= 0.4 * len(kept)
        and (share >= 0.15 or (recurring >= 3 and recurring >= 0.8 * len(kept)))
    )


def read_headers(pieces: list[Piece], headers: dict[int, tuple[str, float | None]]) -> Outcome:
    """Rows of a file with header lines: what is above the first is front matter, what follows one is its speech."""
    outcome = Outcome("names-and-times", [])
    first = min(headers)
    outcome.rows = [Row(trim(piece.text), kind="front") for piece in pieces[:first]]
    impossible: list[int] = []
    body = [piece for n, piece in enumerate(pieces) if n not in headers and n > first]
    width = wrap_width(body)
    bounds = [*sorted(headers), len(pieces)]
    for begin, end in pairwise(bounds):
        name, start = headers[begin]
        outcome.labels[name] = outcome.labels.get(name, 0) + 1
        if start is None:
            impossible.append(pieces[begin].line)
        spoken = pieces[begin + 1 : end]
        if width and spoken:
            spoken = unwrapped(spoken, width, LabelSet())
        outcome.rows.extend(_turn(spoken, name, start))
    outcome.report.append(f"Layout: name and time on a line above the speech ({counted(len(headers), 'label')}).")
    if width:
        outcome.report.append(f"Hard wrap: lines were wrapped at about {width} characters; joined into paragraphs.")
    if impossible:
        outcome.report.append(f"{counted(len(impossible), 'impossible time')} left out ({places(impossible)}).")
    if first:
        outcome.report.append(f"{counted(first, 'paragraph')} before the first name read as front matter.")
    return outcome


def _turn(spoken: Sequence[Piece], name: str, start: float | None) -> list[Row]:
    rows: list[Row] = []
    begun = False
    for piece in spoken:
        text = trim(piece.text)
        if piece.kind:
            rows.append(Row(text, kind=piece.kind))
        elif is_non_verbal(text):
            rows.append(Row(text, name if not begun else "", "note", None if begun else start))
        else:
            rows.append(Row(text, name, "continuation" if begun else "say", None if begun else start))
            begun = True
    return rows
