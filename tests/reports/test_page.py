"""Bars and heat maps in the terminal, and the page of HTML with its drawings."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from postil.exports.charts import COLUMNS, bar_charts, heat_charts
from postil.exports.report_html import report_page
from postil.reports.head import Head
from postil.reports.page import BLOCKS, PLAIN, bounds, distinct, drawn_bar, page_lines, part_lines, shade
from postil.reports.report import Bar, Facts, Grid, Heading, Heat, Line, Report
from postil.reports.tables import Table, number, text
from postil.text.wrap import width

HEAD = Head("A study", "", False, ("ana",), 0, 3, 2, 9, 1, 1)
GRID = Grid(
    "Codes",
    (Heading("code", number=False), Heading("codings"), Heading("share")),
    (Line(("Top", 8, "89 %")), Line(("below", 1, None), 1), Line(("unused", 0, "0 %"), 1)),
    Bar(1, "codings"),
)
HEAT = Heat("By case", "codings", "code", ("P01", "P02"), (Line(("one", 4, 0)), Line(("two", 1, 12), 1)))
HOSTILE = (
    '=HYPERLINK("http://x","y")',
    "<script>alert(1)</script>",
    "\u202eevil\u202c",
    "a\x1b[31mred",
    "שלום",
    "漢字" * 30,
)
SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)


def report(*parts: Grid | Heat | Facts) -> Report:
    table = Table("codes", "Codes", (text("code", "Id."), number("codings", "Codings.")), (("F1", 8),))
    return Report("codes", "Frequencies", HEAD, (table,), parts, ("counted by hand",))


def test_a_grid_has_bars_beside_its_figures() -> None:
    assert list(part_lines(GRID, 60)) == [
        "code      codings  share",
        "Top             8   89 %  ██████████████████████████████",
        "  below         1    n/a  ███▊",
        "  unused        0    0 %",
        "█ codings; the longest bar is 8",
    ]


def test_plain_marks_stand_for_blocks() -> None:
    assert list(part_lines(GRID, 40, PLAIN)) == [
        "code      codings  share",
        "Top             8   89 %  ##############",
        "  below         1    n/a  ##",
        "  unused        0    0 %",
        "# codings; the longest bar is 8",
    ]
    assert list(part_lines(HEAT, 40, PLAIN))[1:] == [
        "one    :4   -",
        "  two  .1 #12",
        "codings",
        "- 0  . 1-3  : 4-6  + 7-9  # 10-12",
    ]


def test_a_heat_map_has_a_figure_in_every_field_and_says_its_shades() -> None:
    assert list(part_lines(HEAT, 60)) == [
        "code  P01 P02",
        "one    ▒4   ·",
        "  two  ░1 █12",
        "codings; · 0  ░ 1-3  ▒ 4-6  ▓ 7-9  █ 10-12",
    ]


def test_columns_that_do_not_fit_follow_below_and_wide_heads_are_numbered() -> None:
    many = Heat("T", "codings", "code", tuple(f"service {n} of many" for n in range(30)), (Line(("one", *range(30))),))
    lines = list(part_lines(many, 60))
    assert all(width(line) <= 60 for line in lines)
    assert "  30  service 29 of many" in lines
    assert sum(line.startswith("code ") for line in lines) > 1
    shown = " ".join(line for line in lines if line.startswith("one"))
    assert all(f"{n}" in shown for n in range(1, 30))


@given(st.integers(1, 5_000), st.data())
def test_shades_are_what_their_legend_says(most: int, data: st.DataObject) -> None:
    figure = data.draw(st.integers(1, most))
    least, greatest = bounds(most)[shade(figure, most)]
    assert least <= figure <= greatest
    assert shade(most, most) == 3 or most < 4


@given(st.integers(1, 10_000), st.data())
def test_bars_keep_their_order_and_are_never_nothing(longest: int, data: st.DataObject) -> None:
    figures = sorted(data.draw(st.lists(st.integers(0, longest), min_size=2, max_size=5)))
    for ink in (BLOCKS, PLAIN):
        bars = [drawn_bar(figure, longest, 30, ink) for figure in figures]
        lengths = [len(bar) for bar in bars]
        assert lengths == sorted(lengths)
        assert all(bool(bar) == bool(figure) for bar, figure in zip(bars, figures, strict=True))
        assert lengths[-1] <= 30
    before = data.draw(st.integers(0, longest))
    assert len(drawn_bar(longest - before, longest, 30, BLOCKS, before=before)) <= 31


def test_hostile_texts_are_shown_and_never_obeyed() -> None:
    lines = tuple(Line((name, at, "x"), at % 3) for at, name in enumerate(HOSTILE))
    grid = Grid(HOSTILE[1], (Heading(HOSTILE[1], number=False), Heading("n"), Heading(HOSTILE[3])), lines, Bar(1, "n"))
    heat = Heat(HOSTILE[1], HOSTILE[2], HOSTILE[3], HOSTILE, tuple(Line((name, *range(6))) for name in HOSTILE))
    facts = Facts(HOSTILE[1], ((HOSTILE[3], "\n".join(HOSTILE)),), below=True)
    whole = report(grid, heat, facts)
    printed = "\n".join(page_lines(whole._replace(head=HEAD._replace(study=HOSTILE[1], query=HOSTILE[3])), 80))
    page = report_page([whole._replace(head=HEAD._replace(study=HOSTILE[1], query=HOSTILE[3]))]).decode()
    for drawn in (printed, page):
        assert not set("\x1b\u202e\u202c") & set(drawn)
        assert "שלום" in drawn
    assert "<script" not in page
    assert "javascript:" not in page
    assert not re.search(r"<[^<>]*\s(?:src|on\w+)=|<[^<>]*\bhref=.(?!#)", page)
    for svg in SVG.findall(page):
        ET.fromstring(svg)


def test_drawings_have_title_description_and_figures_and_nothing_that_acts() -> None:
    page = report_page([report(GRID, HEAT)]).decode()
    drawings = SVG.findall(page)
    assert len(drawings) == 2
    ids: list[str] = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for drawing in drawings:
        root = ET.fromstring(drawing)
        names = {element.tag.partition("}")[2] for element in root.iter()}
        assert names <= {"svg", "title", "desc", "defs", "rect", "text"}
        assert root.get("role") == "img"
        by_id = {element.get("id"): element.text for element in root.iter()}
        assert by_id[root.get("aria-labelledby")]
        assert by_id[root.get("aria-describedby")]
    texts = [element.text for element in ET.fromstring(drawings[1]).iter() if element.text]
    assert {"P01", "P02", "4", "12", "·"} <= set(texts)
    assert page.count("<table") == 2  # one beside each drawing


def test_the_page_loads_nothing_and_follows_the_readers_screen() -> None:
    page = report_page([report(GRID), report(HEAT)._replace(name="cases")]).decode()
    assert "default-src 'none'" in page
    assert 'dir="auto"' in page
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page
    assert "svg.chart { direction: ltr" in page  # a title in Hebrew turns the page, and would turn labels into figures
    assert '<a href="#cases">' in page
    assert not re.search(r"<(script|link|img|iframe|object)\b|@import|url\(", page)


def test_a_wide_heat_map_is_drawn_in_parts() -> None:
    wide = Heat("T", "codings", "code", tuple(map(str, range(50))), (Line(("one", *range(50))),))
    drawings = list(heat_charts(wide, "x"))
    assert len(drawings) == -(-50 // COLUMNS)
    assert all(f">{n}<" in "".join(drawings) for n in range(1, 50))
    assert not list(heat_charts(wide._replace(rows=()), "x"))


LONG = tuple(f"A name that is longer than anybody would write it, about {end}" for end in ("design", "delivery"))


def test_names_are_never_cut_in_drawings() -> None:
    grid = GRID._replace(lines=tuple(Line((name, 3, None)) for name in LONG))
    heat = HEAT._replace(columns=LONG, rows=tuple(Line((name, 1, None)) for name in LONG))
    for drawing in (*bar_charts(grid, "x"), *heat_charts(heat, "y")):
        texts = [element.text or "" for element in ET.fromstring(drawing).iter() if element.tag.endswith("}text")]
        assert not [text for text in texts if "…" in text]
        words = " ".join(texts)
        assert all(" ".join(words.split()).count(name) >= 1 for name in LONG)
        if "<rect" in drawing and "n/a" in texts:
            assert {"1", "2"} <= set(texts)  # heads that are too long are numbers, told below


def test_two_names_keep_their_order_where_one_is_written_from_the_right() -> None:
    for names in (("one", "שלום"), ("שלום", "one")):
        grid = GRID._replace(lines=(Line((*names, 3)),), bar=Bar(2, "codings", named_by=2))
        drawn = ET.fromstring(next(bar_charts(grid, "x")))
        texts = [(float(one.get("y", "0")), one.text) for one in drawn.iter() if one.text in names]
        assert [text for _, text in sorted(texts)] == list(names)


def test_a_figure_that_does_not_exist_is_no_nought_in_a_drawing() -> None:
    drawn = "".join(heat_charts(HEAT._replace(rows=(Line(("one", 0, None)),)), "x"))
    assert drawn.count(">·<") == 1
    assert drawn.count(">n/a<") == 1


def test_a_tall_drawing_is_drawn_in_parts_that_fit_on_paper() -> None:
    names = [f"code {n}" for n in range(67)]
    grid = GRID._replace(lines=tuple(Line((name, n, None)) for n, name in enumerate(names)))
    heat = HEAT._replace(rows=tuple(Line((name, n, 1)) for n, name in enumerate(names)))
    for drawings in (list(bar_charts(grid, "x")), list(heat_charts(heat, "y"))):
        assert len(drawings) == 2
        assert all(float(ET.fromstring(drawing).get("height", "0")) <= 900 for drawing in drawings)
        assert all(sum(f">{name}<" in drawing for drawing in drawings) == 1 for name in names)


def test_names_that_are_cut_in_a_terminal_do_not_look_the_same() -> None:
    for cells in (60, 40, 30):
        grid = GRID._replace(lines=tuple(Line((name, 3, None)) for name in LONG))
        shown = [line.split("  ")[0] for line in list(part_lines(grid, cells))[1:3]]
        assert shown[0] != shown[1]
    same = ("x" * 60 + "1" + "y" * 60, "x" * 60 + "2" + "y" * 60, "x" * 60 + "1" + "y" * 60)
    first, second, again = distinct(same, 20)
    assert first != second
    assert first == again
    assert max(map(width, (first, second))) <= 20


def test_what_a_fact_is_about_is_never_cut() -> None:
    lines = list(part_lines(Facts("T", ((LONG[0], "one"), ("short", "two"))), 60))
    assert "…" not in "".join(lines)
    assert " ".join(" ".join(line[:30] for line in lines).split()).startswith("A name that is longer")
    assert all(width(line) <= 60 for line in lines)


def test_bars_of_a_line_without_figures_are_drawn_as_nothing() -> None:
    empty = GRID._replace(lines=(Line(("none", 0, None)),))
    assert "<rect" not in "".join(bar_charts(empty, "x"))
    assert "█" not in "".join(part_lines(empty, 60))
