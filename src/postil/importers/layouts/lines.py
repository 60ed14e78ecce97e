"""Lines of a text file as pieces: page furniture, line numbers, stamps, hard wrap. Invariant: order is kept.

What is dropped (separators, page headers, margin numbers) is dropped whole and counted in the report; nothing is
re-flowed but text that the test for hard wrap recognises.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise

from postil.importers.labels import LabelSet, candidates
from postil.importers.reading import Piece, places, trim
from postil.importers.times import STAMP, seconds
from postil.text.blank import is_blank
from postil.text.counted import counted

_RULE_CHARACTERS = frozenset("-_=*~•·—–+#.")
_PAGE = re.compile(
    r"\b(?:page|seite|página|pagina|pg|side|sida|p)\.?\s*\d{1,4}(?:\s*(?:of|von|de|di|av|/)\s*\d{1,4})?\b",
    re.IGNORECASE,
)
_BARE_PAGE = re.compile(r"\W*\d{1,4}\s*(?:/|of|von)\s*\d{1,4}\W*|[-–—]\s*\d{1,4}\s*[-–—]", re.IGNORECASE)
_NUMBERED = re.compile(r"\s{0,10}(?P<number>\d{1,5})(?:[ \t]+|$)(?P<text>.*)", re.DOTALL)
_ORDINAL = re.compile(r"\s{0,10}(?P<number>\d{1,5})[.)][ \t]+(?P<text>.*)", re.DOTALL)
_QUOTED = re.compile(r"> ?(?P<text>.*)", re.DOTALL)
_LISTED = re.compile(r"[-*•–] +(?P<text>.*)", re.DOTALL)
_STAMP_ONLY = re.compile(rf"\s*(?P<time>{STAMP})(?:\s*[-–—:])?\s*")
_STAMP_FIRST = re.compile(rf"\s*(?P<time>{STAMP})(?:[ \t\u00a0]*[-–—:,])?[ \t\u00a0]*(?=\S)")
_BOLD = re.compile(r"(?P<mark>\*\*\*|\*\*|__|\*|_)(?P<inside>\S(?:.*?\S)?)(?P=mark)(?P<rest>.*)", re.DOTALL)
_HASHES = re.compile(r"#{1,6}[ \t]+(?P<title>.*)", re.DOTALL)
_SENTENCE_END = re.compile(r"[.?!…:。？！][\"'”’»)\]]*$|[\])]$")
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]")


def pieces_of(text: str) -> tuple[list[Piece], list[str]]:
    """The lines of a text file as pieces, without page furniture, separators and line numbers, and what was dropped."""
    report: list[str] = []
    lines = [trim(line) if is_blank(line) else line.rstrip(" \t\f\v\u00a0") for line in text.split("\n")]
    dropped = _furniture(lines)
    if dropped:
        report.append(
            f"{counted(len(dropped), 'page header or footer', 'page headers or footers')} dropped "
            f"({places([n + 1 for n in dropped])})."
        )
        for number in dropped:
            lines[number] = ""
    healed = _healed(lines, dropped)
    stripped = without_numbers(lines)
    if stripped:
        lines = stripped
        report.append("Line numbers in the margin dropped.")
    pieces: list[Piece] = []
    gap, rules = True, []
    for number, line in enumerate(_without_marks(lines), 1):
        if is_blank(line):
            gap = True
        elif _is_rule(line):
            gap = True
            rules.append(number)
        else:
            pieces.append(_marked(Piece(line.lstrip("\f\v"), number, gap and number - 1 not in healed)))
            gap = False
    if rules:
        report.append(f"{counted(len(rules), 'separator line')} dropped ({places(rules)}).")
    return pieces, report


def _is_rule(line: str) -> bool:
    """Whether the line is only a separator: at least three signs such as - _ = * in a row."""
    bare = "".join(line.split())
    return len(bare) >= 3 and set(bare) <= _RULE_CHARACTERS and not set(bare) <= {".", "#"}


def _furniture(lines: list[str]) -> list[int]:
    """Indexes of lines of the page: 'Page 2 of 9', '- 2 -', and short lines that recur with a rising number."""
    alone = [n for n, line in enumerate(lines) if not is_blank(line) and len(line) <= 100 and _stands_alone(lines, n)]
    found = {n for n in alone if _is_page(trim(lines[n]))}
    recurring: defaultdict[str, list[int]] = defaultdict(list)
    for n in alone:
        if ":" not in lines[n] and len(lines[n].split()) <= 12:
            recurring[re.sub(r"\d+", "0", trim(lines[n]))].append(n)
    for same in recurring.values():
        numbers = [tuple(int(d) for d in re.findall(r"\d{1,6}", lines[n])) for n in same]
        if len(same) >= 3 and all(a < b for a, b in pairwise(numbers)):
            found.update(same)
    return sorted(found)


def _stands_alone(lines: list[str], n: int) -> bool:
    before = n == 0 or is_blank(lines[n - 1]) or lines[n].startswith("\f")
    return before and (n + 1 == len(lines) or is_blank(lines[n + 1]))


def _is_page(line: str) -> bool:
    if _BARE_PAGE.fullmatch(line):
        return True
    found = _PAGE.search(line)
    if not found or len(line.split()) > 14 or line.endswith((".", "?", "!")) or re.match(r"[^\W\d][^:]{0,30}:", line):
        return False
    return found.end() == len(line) or found.start() == 0 or bool(re.search(r"\s{2,}|\t|\|", line))


def _healed(lines: list[str], dropped: list[int]) -> set[int]:
    """Indexes of lines that carry on a sentence which a page header cut in two, so that no paragraph begins there."""
    result = set()
    for n in dropped:
        before = next((k for k in range(n - 1, -1, -1) if not is_blank(lines[k])), None)
        after = next((k for k in range(n + 1, len(lines)) if not is_blank(lines[k])), None)
        if before is None or after is None or _SENTENCE_END.search(lines[before]) or len(lines[before]) < 40:
            continue
        if trim(lines[after])[:1].islower():
            result.add(after)
    return result


def without_numbers(lines: list[str]) -> list[str] | None:
    """The lines without the numbers in their margin, or None where there is no column of rising numbers.

    Every line may be numbered, or each fifth (or tenth); numbers may begin again on each page; blank lines may count
    or not.
    """
    return _without(lines, _NUMBERED) or _without(lines, _ORDINAL)


def _without(lines: list[str], pattern: re.Pattern[str]) -> list[str] | None:
    hits = [
        (n, int(found["number"]), found["text"]) for n, line in enumerate(lines) if (found := pattern.fullmatch(line))
    ]
    if len(hits) < 3:
        return None
    if pattern is _ORDINAL and sum(_is_labelled(text) for _, _, text in hits) < 0.6 * len(hits):
        return None
    steps = Counter(later[1] - earlier[1] for earlier, later in pairwise(hits))
    step, _ = steps.most_common(1)[0]
    if step not in (1, 2, 5, 10):
        return None
    regular = steps[step] + sum(
        later[1] in (1, step) for earlier, later in pairwise(hits) if later[1] - earlier[1] != step
    )
    filled = sum(not is_blank(line) for line in lines)
    if regular < 0.9 * (len(hits) - 1) or (step == 1 and len(hits) < 0.8 * filled):
        return None
    if step > 1 and not _evenly_spaced(lines, [n for n, _, _ in hits], step):
        return None
    texts = {n: text for n, _, text in hits}
    return [texts.get(n, line).strip(" \t\u00a0") for n, line in enumerate(lines)]


def _is_labelled(text: str) -> bool:
    return any(candidate.style in ("colon", "tab") for candidate in candidates(Piece(text, 0)))


def _without_marks(lines: list[str]) -> list[str]:
    """The lines without the quotation or list mark that most of them begin with, as a list of turns in Markdown has."""
    filled = [line for line in lines if not is_blank(line)]
    for pattern in (_QUOTED, _LISTED):
        found = [match for line in filled if (match := pattern.fullmatch(line))]
        labelled = sum(_is_labelled(match["text"].replace("*", "")) for match in found)
        if len(found) > 1 and len(found) >= 0.6 * len(filled) and labelled >= 0.6 * len(found):
            return [match["text"] if (match := pattern.fullmatch(line)) else line for line in lines]
    return lines


def _evenly_spaced(lines: list[str], hits: list[int], step: int) -> bool:
    filled = [0]
    for line in lines:
        filled.append(filled[-1] + (not is_blank(line)))
    even = sum(step in (b - a, filled[b] - filled[a]) for a, b in pairwise(hits))
    indented = sum(line.startswith((" ", "\t")) for line in lines if not is_blank(line))
    return even >= 0.8 * (len(hits) - 1) and indented >= 0.8 * filled[-1]


def _marked(piece: Piece) -> Piece:
    """Markdown's headings, bold and italics as facts about the piece instead of signs in its text."""
    text = trim(piece.text)
    heading = _HASHES.fullmatch(text)
    title = heading["title"].rstrip("#").rstrip(" \t") if heading else ""
    if title:
        piece.text, piece.heading = title, True
        return piece
    bold = _BOLD.fullmatch(text)
    if bold and bold["mark"] not in bold["inside"]:
        rest = bold["rest"]
        if is_blank(rest) and " " in bold["inside"]:
            piece.text, piece.emphasis = bold["inside"], True
        elif (
            len(bold["inside"]) <= 45
            and (bold["mark"] in ("**", "***", "__") or bold["inside"].endswith(":"))
            and not is_blank(rest)
        ):
            piece.text, piece.lead = bold["inside"] + rest, len(bold["inside"])
        elif is_blank(rest) and len(bold["mark"]) > 1:
            piece.text, piece.emphasis = bold["inside"], True
    return piece


def take_times(pieces: list[Piece]) -> tuple[list[Piece], list[str]]:
    """Start times taken out of the text: a stamp alone goes to the next piece, one at the beginning to its own.

    Stamps at the beginning are taken only where at least three in ten pieces have one; fewer belong to labels or are
    speech.
    """
    alone = [p for p in pieces if _STAMP_ONLY.fullmatch(p.text)]
    first = [p for p in pieces if _STAMP_FIRST.match(p.text) and not _STAMP_ONLY.fullmatch(p.text)]
    take_alone = bool(alone)
    take_first = len(first) >= 0.3 * len(pieces) and (len(first) > 1 or len(pieces) < 3)
    if not take_alone and not take_first:
        return pieces, []
    result: list[Piece] = []
    impossible: list[int] = []
    pending: float | None = None
    for piece in pieces:
        only = _STAMP_ONLY.fullmatch(piece.text) if take_alone else None
        found = only or (_STAMP_FIRST.match(piece.text) if take_first else None)
        start = seconds(found["time"]) if found else None
        if found and start is None:
            impossible.append(piece.line)
        if only:
            pending = start
            continue
        if found:
            piece.text, piece.lead = piece.text[found.end() :], max(0, piece.lead - found.end())
            piece.start = start
        elif pending is not None:
            piece.start = pending
        pending = None
        result.append(piece)
    report = ["Times: one at the beginning of each paragraph or on a line above it, taken out of the text."]
    if impossible:
        report.append(f"{counted(len(impossible), 'impossible time')} left out ({places(impossible)}).")
    return (result, report) if result else (pieces, [])


def wrap_width(pieces: list[Piece]) -> int:
    """The width at which the lines were wrapped, in characters; 0 where they were not.

    The width is the 98th percentile of the lengths. A line end fits wrapping when the next line's first word would
    not have gone on the line; seven in ten must fit. Lines that open with what may be a label are no joins.
    """
    lengths = sorted(len(trim(piece.text)) for piece in pieces)
    if len(lengths) < 4:
        return 0
    width = lengths[min(len(lengths) - 1, int(len(lengths) * 0.98))]
    if not 50 <= width <= 110:
        return 0
    joins = fitting = full = 0
    for piece, after in pairwise(pieces):
        if after.gap or any(c.style in ("colon", "tab") for c in candidates(after)):
            continue
        joins += 1
        length, word = len(trim(piece.text)), trim(after.text).split()[:1]
        fitting += length + 1 + len(word[0] if word else "") > width
        full += length >= width - 2
    wide = sum(bool(_WIDE.search(piece.text)) for piece in pieces) > 0.5 * len(pieces)
    return width if joins >= 3 and (full if wide else fitting) >= 0.7 * joins else 0


def unwrapped(pieces: list[Piece], width: int, labels: LabelSet) -> list[Piece]:
    """Wrapped lines joined into paragraphs.

    A paragraph begins after a gap, at an accepted label, at a heading, and after a line that ends a sentence though
    the next line's first word would have gone on it with room to spare.
    """
    result: list[Piece] = []
    last = ""
    for piece in pieces:
        text = trim(piece.text)
        fresh = (
            not result
            or piece.gap
            or piece.heading
            or result[-1].heading
            or piece.start is not None
            or labels.find(piece) is not None
        )
        if not fresh:
            word = text.split()[:1]
            room = width - len(last) - 1 - len(word[0] if word else "")
            fresh = room >= 2 and bool(_SENTENCE_END.search(last)) and not last.endswith(("...", "…"))
        if fresh:
            result.append(piece)
        else:
            joint = "" if (last and _WIDE.match(last[-1]) and _WIDE.match(text)) or _broken_word(last) else " "
            result[-1].text = result[-1].text.rstrip() + joint + text
            result[-1].emphasis = result[-1].emphasis and piece.emphasis
        last = text
    return result


def _broken_word(line: str) -> bool:
    return len(line) > 1 and line[-1] == "-" and line[-2].isalpha()
