"""A table with everything that a cell can be."""

from __future__ import annotations

from postil.reports.tables import Table, date, number, text, truth

HOSTILE = '=HYPERLINK("http://x") <script>alert(1)</script> | _a_ \x1b[31m\u202e\nsecond line; +1'
TABLE = Table(
    "things",
    "Things & more",
    (
        text("name", "What it is called."),
        number("count", "How many."),
        number("share", "Of all."),
        truth("doubtful", "Whether."),
        date("day", "When."),
        date("time", "When, to the second."),
        text("=1+1", "An attribute."),
    ),
    (
        (HOSTILE, -3, 0.25, True, "2023-02-09", "2026-11-30 12:06:40", "x"),
        ("漢字 האם", 12, None, False, None, None, None),
        ("", 0, 1.0, None, "2022-01-01", "2026-11-30 12:06:41", "'quoted'"),
    ),
    ("A note: <b>",),
)
