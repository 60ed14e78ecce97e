"""A codebook as a page of HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given

from codebooks import books
from postil.exports.codebook_html import codebook_html
from postil.model.codebook import Code, Codebook
from postil.text.clean import hidden_characters

BOOK = Codebook(
    [
        Code("F", "Helped", definition="What helped.", status="heading"),
        Code("F1", "Bottom-up <b>", "F", "1", "First\nsecond", "this", "that", "“so”", ("local", "own"), 3),
        Code("F2", "Old", "F", status="retired", origin="inductive", see_also="F1 & others"),
    ]
)


OURS = {"html", "head", "meta", "title", "style", "body", "p", "nav", "ul", "li", "a", "span", "dl", "dt", "dd"} | {
    f"h{level}" for level in range(1, 7)
}


class Page(HTMLParser):
    """The tags of a page, and whether they fit together."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag != "meta":
            self.open.append(tag)
        known = dict(attrs)
        self.ids += filter(None, [known.get("id")])
        self.links += filter(None, [known.get("href")])

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def page_of(data: bytes) -> Page:
    page = Page()
    page.feed(data.decode())
    page.close()
    assert page.open == []
    return page


def test_the_page() -> None:
    page = page_of(codebook_html(BOOK, {"F1": 1}, title="Café <study>"))
    assert page.links == [f"#{anchor}" for anchor in page.ids]
    text = re.sub(r"\s*\n\s*", "|", page.text.split("}\n")[-1])
    assert "Codebook: Café <study>|2 codes, 1 heading, 1 of the codes retired." in text
    assert "|Helped1 Bottom-up <b> 1 codingOld (retired) 0 codings|" in text
    assert "|First|second|Use it for" in text
    assert "See alsoF1 & others" in text
    assert "Origininductive" in text


def test_without_counts_there_are_none() -> None:
    assert "coding" not in page_of(codebook_html(BOOK)).text


@given(books())
def test_no_text_of_a_code_is_taken_for_markup(book: Codebook) -> None:
    data = codebook_html(book, {})
    page = page_of(data)
    assert page.tags <= OURS
    assert len(page.ids) == len(book)
    assert hidden_characters([data.decode()]) == {}
