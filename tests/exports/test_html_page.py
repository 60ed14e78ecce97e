from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from postil.exports.html_page import escaped, html_page
from postil.text.clean import visible_lines


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def _parsed(page: bytes) -> _Page:
    reader = _Page()
    reader.feed(page.decode())
    reader.close()
    return reader


def test_a_page_stands_alone_and_has_no_script() -> None:
    page = html_page("Matrix <1>", f"<h1>{escaped('Trust & alarms')}</h1>", "de")
    reader = _parsed(page)
    assert reader.tags[0] == ("html", {"lang": "de", "dir": "auto"})
    assert {tag for tag, _ in reader.tags} == {"html", "head", "meta", "title", "style", "body", "h1"}
    assert not [value for _, attributes in reader.tags for name, value in attributes.items() if name in {"src", "href"}]
    assert b"url(" not in page
    assert b"@import" not in page
    assert "Matrix <1>" in reader.texts
    assert "Trust & alarms" in reader.texts


@given(st.text() | st.text(alphabet="<>&\"'/script= \n\x00\u202e"))
def test_text_is_never_markup(text: str) -> None:
    clean = escaped(text)
    assert not set(clean) & set("<>\"'\x00\x1b\u202e")
    reader = _Page()
    reader.feed(f'<p title="{clean}">{clean}</p>')
    reader.close()
    assert "".join(reader.texts) == visible_lines(text)
    assert reader.tags == [("p", {"title": visible_lines(text)})]


def test_a_title_is_one_line_of_visible_characters() -> None:
    assert b"<title>a\xe2\x8f\x8e\xe2\x90\x9b&lt;b</title>" in html_page("a\n\x1b<b", "")


def test_the_same_values_give_the_same_bytes() -> None:
    assert html_page("a", "<p>b</p>") == html_page("a", "<p>b</p>\n")


def test_a_wide_table_scrolls_and_its_headings_are_not_broken_inside_words() -> None:
    style = html_page("a", "").decode().partition("<style>")[2].partition("@media print")[0]
    assert ".wide { overflow-x: auto;" in style
    assert ".wide th { overflow-wrap: break-word;" in style
