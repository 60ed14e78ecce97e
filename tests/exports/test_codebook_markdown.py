from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from postil.exports.codebook_markdown import codebook_markdown, escaped, escaped_lines
from postil.importers.codebook_csv import read_codebook
from postil.importers.shipped import shipped_codebooks
from postil.model.codebook import Code, Codebook
from postil.text.clean import hidden_characters

BOOK = Codebook(
    [
        Code("F", "Helped", definition="What helped.", status="heading"),
        Code("F1", "Bottom-up", "F", "1.", "First\n\n- second", "this", "that", "“so”", ("local", "own"), 3),
        Code("F2", "Old *one*", "F", status="retired"),
    ]
)


def test_the_document() -> None:
    assert codebook_markdown(BOOK, {"F1": 1}) == (
        "# Codebook\n"
        "\n"
        "2 codes, 1 heading, 1 of the codes retired.\n"
        "\n"
        "- Helped\n"
        "  - 1\\. Bottom-up (1 coding)\n"
        "  - Old \\*one\\* (retired) (0 codings)\n"
        "\n"
        "## Helped\n"
        "\n"
        "What helped.\n"
        "\n"
        "### 1\\. Bottom-up (1 coding)\n"
        "\n"
        "First\\\n"
        "\\- second\n"
        "\n"
        "- **Use it for:** this\n"
        "- **Do not use it for:** that\n"
        "- **Example:** “so”\n"
        "- **Also found as:** local, own\n"
        "\n"
        "### Old \\*one\\* (retired) (0 codings)\n"
    )


def test_without_uses_no_counts_are_shown() -> None:
    assert "coding" not in codebook_markdown(BOOK)


def test_text_is_neither_markdown_nor_html() -> None:
    assert escaped("<b>[x](y) `z` # 1_2 | &amp;") == "\\<b\\>\\[x\\](y) \\`z\\` \\# 1\\_2 \\| \\&amp;"
    assert escaped("1. one") == "1\\. one"
    assert escaped("- one\n- two") == "\\- one⏎- two"
    assert escaped_lines("=\n\n  2) x", "  ") == "\\=\\\n  2\\) x"


@given(st.text(), st.text())
def test_no_control_character_is_written(name: str, definition: str) -> None:
    text = codebook_markdown(Codebook([Code("1", name, definition=definition)]))
    assert hidden_characters([text]) == {}


def test_the_shipped_books_have_a_section_for_each_code() -> None:
    for path in shipped_codebooks().values():
        book = Codebook(read_codebook(path).codes)
        lines = codebook_markdown(book).splitlines()
        assert sum(line.startswith("##") for line in lines) == len(book)
