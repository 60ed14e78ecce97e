"""No text is slow to read: rows of one sign, which transcripts hold as rules, leaders, tables and accidents."""

from __future__ import annotations

import re
import signal
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest

from postil.cli.lookup import PLACE
from postil.errors import PostilError
from postil.importers import reading_from_bytes
from postil.importers.codebook_csv import codebook_from_bytes
from postil.importers.labels import candidates, is_non_verbal
from postil.importers.layouts.headers import find_headers
from postil.importers.reading import Piece
from postil.importers.roles import named_role
from postil.session.filters import found_at
from postil.text.formula import guarded, unguarded
from postil.text.segments import sentences, words
from postil.text.wrap import padded, shortened, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG = 20_000
LIMIT = 5.0
"""Seconds for one text; what takes the square of its length takes twenty."""

ROWS = {
    "spaces": " ", "no-break spaces": "\u00a0", "tabs": "\t", "separators": "\x1c", "dots": ".",
    "ellipses": "…", "marks": "!?", "dots and spaces": ". ", "ends of questions": "؟", "wide ends": "。",
    "quotes": '"', "apostrophes": "'", "dots and quotes": '."', "square brackets": "[", "round brackets": "(",
    "braces": "{", "less than": "<", "closing": "]", "more than": ">", "mixed brackets": "[(<{", "hashes": "#",
    "stars": "*", "bold": "**a", "low lines": "_", "digits": "1", "clock": "0:12 ", "colons": ":",
    "wide colons": "：", "colons and spaces": ": ", "dashes": "-", "dashes and spaces": " -", "long dashes": "–",
    "arrows": "-->", "letters": "a", "words": "a ", "dotted words": ".a", "hyphens": "a-", "bars": "|",
    "commas": ",", "semicolons": ";", "equals": "=", "ampersands": "&#", "backslashes": "\\",
    "line feeds": "\n", "dots and line feeds": ".\n", "joiners": "\u200d", "accents": "e\u0301",
    "faces": "👩\u200d",
}  # fmt: skip
BEFORE = (
    "", "A", "A.", "A b c d e f g h", "[A", "(", "<v", "<v.", "<v A", "0:12", "[0:12", "# ", "# a", "**", "A (",
    "A 0:12", "A [0:12", "Date", "transcribed", "https://happyscribe", "page", "- ", "1.", "{\\", "interviewer",
)  # fmt: skip


@contextmanager
def limit(what: str) -> Iterator[None]:
    def late(*_: object) -> None:
        raise AssertionError(f"{what}: longer than {LIMIT} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def texts(row: str) -> Iterator[str]:
    whole = (row * LONG)[:LONG]
    yield from (before + whole + "x" for before in BEFORE)
    yield "A" + whole
    yield whole + "x\n" + whole
    yield "\n".join((row * 80)[:80] for _ in range(LONG // 80))
    yield "\n".join("A" + (row * 70)[:70] + ":x" for _ in range(LONG // 80))


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_labels_segments_and_lines_take_no_time(row: str) -> None:
    for text in texts(row):
        shown = f"{text[:20]!r}"
        with limit(f"labels of {shown}"):
            list(candidates(Piece(text, 1)))
            is_non_verbal(text)
            named_role(text)
            find_headers([Piece(line, 1) for line in text.split("\n")])
        with limit(f"segments of {shown}"):
            sentences(text)
            words(text)
        with limit(f"cells of {shown}"):
            unguarded(guarded(text))
            re.fullmatch(PLACE, text)


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_wrapping_and_finding_take_no_time(row: str) -> None:
    text = "A" + (row * LONG)[:LONG] + "x"
    with limit("wrapping"):
        wrap(text.replace("\t", " "), 60)
    with limit("cutting"):
        shortened(text, 60)
        padded(text, LONG)
    with limit("finding"):
        found_at(text, "zz")


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_imports_take_no_time(row: str) -> None:
    whole = (row * LONG)[:LONG]
    lines = "\n".join((row * 80)[:80] for _ in range(LONG // 80))
    files = [
        ("a.txt", f"INT: hello\n\nP01: {whole}\n\nINT: A{whole}x\n\nP01: 0:12{whole}\n"),
        ("a.txt", f"A{whole}x\n\n# {whole}x\n\nA{whole}x\n"),
        ("a.txt", lines),
        ("a.txt", "\n\n".join("INT" + line + ":x" for line in lines.split("\n"))),
        ("a.txt", "\n".join(f"0:12\tA\t{line}" for line in lines.split("\n"))),
        ("a.md", f"**INT** {whole}\n\n**P01**{whole} x\n\n# a{whole}b\n"),
        ("a.vtt", f"WEBVTT\n\n00:00:01.000 --> 00:00:02.000{whole}x\n<v A>hello {whole}\n<v.{whole} A>b\n"),
        ("a.vtt", f"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<v{whole}\n<v A{whole}\n{{\\\\{whole}\n"),
        ("a.srt", f"1\n00:00:01,000 --> 00:00:02,000\nA{whole}: {whole}x\n"),
    ]
    for name, text in files:
        with limit(f"{name} {text[:20]!r}"), suppress(PostilError):
            reading_from_bytes(text.encode(), name)
    with limit("codebook"), suppress(PostilError):
        codebook_from_bytes(f"name,definition,aliases\n{whole[:250]},{whole},{whole}\n{whole},a,b\n".encode(), "a.csv")
