"""Finding the words of transcripts in a text: runs of words that also stand there, and what is in quotation marks.

Words are those of ``postil.text.words``. Invariant: every run of ``RUN`` words or more of a text that also stands in
one of the texts looked through is found, though it be put together from two of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache
from typing import TYPE_CHECKING

from postil.text.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postil.text.words import Word

RUN = 5
"""Words in a row that are taken for somebody's own."""
_ENDINGS = ("'s", "s", "es")
"""What a name may have at its end where it is somebody's or there are several."""
_CLOSED_BY = {
    "“": "”“", "‟": "”", "„": "“”", "”": "”", "«": "»", "»": "«»", "‹": "›", "›": "‹›", "〝": "〟〞", "〈": "〉",
    "《": "》", "「": "」", "『": "』", "﹁": "﹂", "﹃": "﹄", "｢": "｣", '"': '"', "＂": "＂", "❝": "❞", "🙶": "🙷",
}  # fmt: skip
"""Quotation marks that open -> those that may close them."""
_BOTH = frozenset("“”«»‹›")
"""Marks that open in one language and close in another; where they stand tells which they do."""
_SAME = frozenset('"＂')
_SINGLE, _SINGLE_CLOSERS = "‘'‛❛`´′‵″", "’'❜`´′‵″"
"""Marks that are apostrophes, accents or signs of minutes, too: where they stand tells, as far as anything does."""


_FEW_ENDS = 4
"""So many marks are tried for the end of a quotation in single marks, where it is looked for in a transcript."""


# Patterns are made when they are first needed: that takes longer than the counts of a report.


@cache
def _single_closer() -> re.Pattern[str]:
    return re.compile(rf"[{_SINGLE_CLOSERS}](?!\w)")


@cache
def _low_closer() -> re.Pattern[str]:
    return re.compile(r"[‘’'](?!\w)")


@cache
def _any_mark() -> re.Pattern[str]:
    return re.compile(f"[{''.join(_CLOSED_BY)}{_SINGLE}‚]")


def quoted(text: str, *, marks: bool = False) -> list[tuple[int, int]]:
    """What stands in quotation marks, as spans, with or without these; one without an end mark ends with the text.

    A single mark that closes may be an apostrophe, as in ‘the nurses’ list’. So with their marks such quotations go to
    the last one that may close them; without, there is a span for each that may, of the first few.
    """
    found: list[tuple[int, int]] = []
    at, singles = 0, _Singles(text)
    while match := _any_mark().search(text, at):
        start, at = match.start(), match.end()
        if match[0] in _SINGLE:
            ends = singles.ends(start)
            found += [(start, ends[-1] + 1)] if ends and marks else [(at, end) for end in ends[:_FEW_ENDS]]
            at = ends[-1] + 1 if ends else at
            continue
        outer = _quotation(text, start)
        if outer is None:
            continue
        at, closed = outer
        end = at - closed
        if text[match.end() : end].strip():
            found.append((start, at) if marks else (match.end(), end))
    return [(start, end) for start, end in found if text[start:end].strip()]


class _Singles:
    """Where single marks close in a text, and where marks of any kind open.

    Each is looked for once only, from the beginning: a text has thousands of apostrophes.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._closers: tuple[int, ...] = ()
        self._openers: tuple[int, ...] = ()
        self._lines: tuple[int, ...] = ()

    def ends(self, at: int) -> Sequence[int]:
        """The marks that may close a single one; none where that one opens nothing.

        They are those of its line or, where it has none, of the next one, up to where another quotation opens behind
        one of them. Further on they are not looked for: it was an apostrophe, as in '90s.
        """
        text = self._text
        if at and (text[at - 1].isalnum() or text[at - 1] == "_"):
            return ()
        if not self._closers:
            found = (place for place in _places(_single_closer(), text) if not _opens(text, place))
            self._closers = (*found, len(text))
            self._openers = (*(place for place in _places(_any_mark(), text) if _opens(text, place)), len(text))
            self._lines = (*(place for place, sign in enumerate(text) if sign == "\n"), len(text))
        first = bisect_right(self._closers, at)
        closer = self._closers[min(first, len(self._closers) - 1)]
        line = bisect_right(self._lines, at)
        if closer == len(text) or closer > self._lines[min(line + 1, len(self._lines) - 1)]:
            return ()
        limit = min(places[bisect_right(places, closer)] for places in (self._openers, self._lines))
        last = bisect_left(self._closers, limit, first)
        return self._closers[first:last]


def _places(pattern: re.Pattern[str], text: str) -> Iterator[int]:
    at = 0
    while match := pattern.search(text, at):
        yield match.start()
        at = match.end()


def _quotation(text: str, at: int) -> tuple[int, bool] | None:
    """Where a quotation that begins at a mark ends, and whether a mark ends it; None where the mark opens none."""
    mark = text[at]
    if mark == "‚":
        match = _low_closer().search(text, at + 1)
        return (match.end(), True) if match else (len(text), False)
    if mark in _BOTH and _closes(text, at):
        return None
    closers = _CLOSED_BY[mark]
    depth = 1
    for place in range(at + 1, len(text)):
        here = text[place]
        if here in closers and (here in _SAME or here not in _BOTH or not _opens(text, place)):
            depth -= 1
            if not depth:
                return place + 1, True
        elif here == mark or here in closers:
            depth += 1
    return len(text), False


def _opens(text: str, at: int) -> bool:
    """Whether a mark stands as one that opens does: apart from what is before it, at what comes after it."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return (not before.strip() or before in "([{") and bool(after.strip()) and (after.isalnum() or after in "‘'‚[(…")


def _closes(text: str, at: int) -> bool:
    """Whether a mark stands as one that closes does: at what is before it, apart from what comes after it."""
    before, after = text[max(at - 1, 0) : at], text[at + 1 : at + 2]
    return bool(before.strip()) and before not in "([{:" and not after.isalnum()


class Verbatim:
    """Texts in which others are looked for."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Take in the texts; each stands for itself, so that no run goes from one into the next."""
        self._lines: list[str] = []
        self._runs: set[str] = set()
        for text in texts:
            keys = [word.key for word in words_of(text)]
            self._lines.append(f" {' '.join(keys)} ")
            self._runs.update(" ".join(keys[at : at + RUN]) for at in range(len(keys) - RUN + 1))
        self._whole = "\n".join(self._lines)

    def runs(self, text: str, least: int = RUN) -> list[tuple[int, int]]:
        """The runs of at least ``least`` words of a text that stand in the texts, as spans, in order, none touching."""
        words = words_of(text)
        covered = [False] * len(words)
        for at in range(len(words) - least + 1):
            if self._stands([word.key for word in words[at : at + least]]):
                covered[at : at + least] = [True] * least
        return list(_spans(words, covered))

    def _stands(self, keys: Sequence[str]) -> bool:
        return " ".join(keys) in self._runs if len(keys) == RUN else f" {' '.join(keys)} " in self._whole

    def has(self, text: str) -> bool:
        """Whether the words of a text stand in one of the texts, in a row; a text without words does not."""
        return self.place(text) is not None

    def place(self, text: str) -> int | None:
        """Which of the texts has the words in a row, from 0; where none has all, which has its first ``RUN``."""
        keys = [word.key for word in words_of(text)]
        for wanted in (keys, keys[:RUN] if len(keys) > RUN else []):
            at = self._whole.find(f" {' '.join(wanted)} ") if wanted else -1
            if at >= 0:
                return self._whole.count("\n", 0, at)
        return None


def _spans(words: Sequence[Word], covered: Sequence[bool]) -> Iterator[tuple[int, int]]:
    start = None
    for at, inside in enumerate([*covered, False]):
        if inside and start is None:
            start = words[at].start
        elif not inside and start is not None:
            yield start, words[at - 1].end
            start = None


def joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that touch as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def with_endings(piece: str) -> list[str]:
    """Some words as they are compared, and the same where the last has 's, s or es at its end, or has lost its 's."""
    keys = [word.key for word in words_of(piece)]
    if not keys:
        return []
    stem = keys[-1].removesuffix("'s") or keys[-1]
    lasts = (keys[-1], stem, *(f"{stem}{ending}" for ending in _ENDINGS))
    found = dict.fromkeys(" ".join((*keys[:-1], last)) for last in lasts)
    return [one for one in found if len(words_of(one)) == len(keys)]


def whole_words(text: str, start: int | None, end: int | None) -> str:
    """A piece of a text, made longer to the ends of the words that it begins and ends in; None is the text's end."""
    if start is None or end is None:
        return text
    touched = [word for word in words_of(text) if word.start < end and word.end > start]
    return text[min(start, touched[0].start) : max(end, touched[-1].end)] if touched else text[start:end]


def occurrences(piece: str, text: str) -> list[tuple[int, int]]:
    """Where the words of a piece stand in a text in a row, as spans; a piece without words is looked for as it is."""
    wanted = [word.key for word in words_of(piece)]
    if not wanted:
        return [match.span() for match in re.finditer(re.escape(piece), text)] if piece else []
    words = words_of(text)
    keys = [word.key for word in words]
    return [
        (words[at].start, words[at + len(wanted) - 1].end)
        for at in range(len(words) - len(wanted) + 1)
        if keys[at : at + len(wanted)] == wanted
    ]
