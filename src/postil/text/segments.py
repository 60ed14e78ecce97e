"""Sentences and words of a paragraph, as half-open spans of code points.

Segments never overlap and come in order; sentences cover all of the text but the white space between them. The
rules are for speech as transcribers write it (digressions, ellipses, brackets) in any script; they need no
dictionary, so a rare abbreviation may end a sentence.
"""

from __future__ import annotations

import re

_OPENING = r"""["'“‘«(]*"""
# Rows of dots are taken from their beginning only; without (?<!...) each dot of a row would look through its rest.
_SENTENCE_END = re.compile(
    rf"""
    (?<![.!?…]) [.!?…]+ ["'”’»)\]]* (?=\s+ {_OPENING} (?:[^\W\d_a-zà-öø-ÿ]|\d|\[))  # a capital, a number, a remark
    | (?<![.!?…]) [.!?…]+ ["'”’»)\]]* (?=\s*\n)
    | [。！？]+ [」』”’）]*  # ends that need no space
    | (?<![؟۔।]) [؟۔।]+ (?=\s)
    | (?=\n)
    """,
    re.VERBOSE,
)
_ABBREVIATION = re.compile(r"(?:^|[\s(\[“\"])(?:Mr|Mrs|Ms|Dr|Prof|St|Sgt|e\.g|i\.e|etc|approx|vs|[A-Z])\.$")
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u200c\u200d"
_WORD = re.compile(
    rf"""
    \[[^\[\]\n]{{0,60}}\]                                              # [laughs], [inaudible 00:12:33]: one word
    | [\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]                           # one ideograph or kana
    | (?:[^\W_]|[{_MARKS}])+ (?:['’\-‑.,:/](?:[^\W_]|[{_MARKS}])+)* [%°]?  # don’t, half-way, 3.5
    | [^\w\s]+
    """,
    re.VERBOSE,
)

Span = tuple[int, int]


def sentences(text: str) -> list[Span]:
    """Spans of the sentences of a text, without the white space around them; none for a text of white space only."""
    ends = [
        match.end()
        for match in _SENTENCE_END.finditer(text)
        if not _ABBREVIATION.search(text, max(0, match.end() - 9), match.end())
    ]
    spans: list[Span] = []
    start = 0
    for end in [*ends, len(text)]:
        if end <= start:
            continue
        left, right = _trimmed(text, start, end)
        if left < right:
            spans.append((left, right))
        start = end
    return spans


def words(text: str) -> list[Span]:
    """Spans of the words of a text; a bracketed remark is one word, and punctuation between words is none."""
    return [
        match.span()
        for match in _WORD.finditer(text)
        if any(c.isalnum() for c in match.group()) or len(match.group()) > 2
    ]


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
