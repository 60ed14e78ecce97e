"""What a transcript's text holds that its reader should know of: control, direction and double-encoded characters.

Invariant: these sentences count characters and never quote them, so that the report can be shown anywhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.importers.encoding import double_encoded
from postil.importers.reading import places
from postil.text.clean import BIDIRECTIONAL, INVISIBLE
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.model.transcript import Paragraph

LONG_PARAGRAPH = 500
"""Words above which a paragraph is called very long."""


def _any_of(ranges: tuple[tuple[int, int], ...]) -> re.Pattern[str]:
    return re.compile(f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in ranges)}]")


_MARKS = "kept in the text, shown as visible marks"
_KINDS = (
    (re.compile(r"[\x00-\x08\x0b-\x1f\x7f]"), "control character", "control characters", _MARKS),
    (
        re.compile(r"[\x80-\x84\x86-\x9f]"),
        "C1 control character",
        "C1 control characters",
        "kept; they are often the sign of a wrong encoding, so look at the text and try --encoding windows-1252",
    ),
    (
        _any_of(BIDIRECTIONAL),
        "control character that changes the direction of writing",
        "control characters that change the direction of writing",
        _MARKS,
    ),
    (
        _any_of((*INVISIBLE, (0xE0000, 0xE01EF))),
        "invisible character (soft hyphen, zero-width space or the like)",
        "invisible characters (soft hyphens, zero-width spaces or the like)",
        "kept in the text",
    ),
    (
        re.compile("\ufffd"),
        "replacement character",
        "replacement characters",
        "a character was lost there before the file came here",
    ),
    (
        re.compile(r"[\ufdd0-\ufdef\ufffe\uffff]"),
        "code point that is no character",
        "code points that are no characters",
        _MARKS,
    ),
)


def characters(paragraphs: Sequence[Paragraph]) -> list[str]:
    """One sentence for each kind of unusual character in the paragraphs, with counts and paragraph numbers."""
    sentences = []
    for pattern, singular, plural, remark in _KINDS:
        counts = {p.n: len(pattern.findall(p.text)) + len(pattern.findall(p.speaker)) for p in paragraphs}
        found = [n for n, number in counts.items() if number]
        if found:
            noun = counted(sum(counts.values()), singular, plural)
            sentences.append(f"{noun} in {places(found, 'paragraph')}: {remark}.")
    return sentences


def suspicions(paragraphs: Sequence[Paragraph]) -> list[str]:
    """Sentences on text that looks double-encoded and on very long paragraphs."""
    sentences = []
    doubled = [p.n for p in paragraphs for _ in range(double_encoded(p.text))]
    if len(doubled) > 1:
        distinct = sorted(set(doubled))
        sentences.append(
            f"The text looks double-encoded (as 'Ã©' for 'é') at {counted(len(doubled), 'place')} in "
            f"{places(distinct, 'paragraph')}: not repaired; get the original file, or repair it before importing."
        )
    long = [(len(p.text.split()), p.n) for p in paragraphs if len(p.text) > 5 * LONG_PARAGRAPH]
    very_long = sorted(n for words, n in long if words > LONG_PARAGRAPH)
    if very_long:
        words = max(words for words, _ in long)
        sentences.append(
            f"{counted(len(very_long), 'paragraph')} longer than {LONG_PARAGRAPH} words "
            f"({places(very_long, 'paragraph')}; the "
            f"longest has {words:,}): kept whole."
        )
    return sentences
