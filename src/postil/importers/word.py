"""Word files (.docx): from bytes to pieces and tables, through mammoth. Invariant: mammoth never sees the file itself.

What it sees is a small archive made here of the few XML parts that hold text, each read with a limit, parsed once by
expat to refuse a DOCTYPE (in any encoding of XML) and bottomless nesting, and stripped of everything that points
outside. Pictures, embedded style maps, headers and footers never reach it.

Mammoth keeps what other readers lose (content controls, text boxes, inserted text) and drops what should be dropped
(deleted and moved-away text, headers, comments). It loses a few things that matter here, so: ``w:cr`` is turned into
``w:br``, ``w:ptab`` into ``w:tab``, and fields, direction marks and ruby bases into ``w:smartTag`` (whose children it
reads) before it reads; page and column breaks are mapped to line breaks; and the letters it returns are counted
against the letters in the file, so that text in an equation or a drawing without a fallback is reported rather than
missed.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from xml.parsers import expat

import mammoth

from postil.errors import TranscriptError
from postil.importers.reading import Piece, Table
from postil.model.transcript import normal_text
from postil.text.blank import is_blank
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_UNPACKED = 60_000_000
"""Bytes that all XML parts of a .docx may have together when unpacked; a day of talk has about 4 MB."""
LARGEST_DECLARED = 1_000_000_000
"""Bytes that a .docx may declare to unpack to, pictures and all."""
LARGEST_RATIO = 400
"""How far one XML part above 5 MB may shrink by compression; real documents stay below 60."""
MOST_MEMBERS = 20_000
"""Files inside a .docx, pictures and all."""
DEEPEST = 90
"""Levels of nested XML elements; real documents stay below 40."""
MOST_ELEMENTS = 150_000
"""XML elements in one part; an interview has 3,000 to 6,000, so this is a day of talk."""

_PART = re.compile(r"(?:word/)?(?:[^/]*\.xml|_rels/[^/]*\.rels)|\[Content_Types\]\.xml|_rels/\.rels")
_LEFT_OUT = re.compile(
    r"word/(?:header|footer|comments|settings|theme|fontTable|webSettings|people|glossary)[^/]*\.xml$", re.IGNORECASE
)
_STYLE_MAP = "br[type='page'] => br\nbr[type='column'] => br\np[style-name='Title'] => p:fresh"
_SPACES = re.compile(r"\s+")
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_UNREAD_WRAPPERS = re.compile(rb"<(/?)(\w+:)(?:fldSimple|bdo|dir|ruby|rubyBase)(?=[\s/>])")
_SKIPPED = {"Fallback", "moveFrom", "del"}


@dataclass(slots=True)
class WordText:
    """What a Word file holds, in reading order."""

    blocks: list[Piece | Table] = field(default_factory=list)
    report: list[str] = field(default_factory=list)


def read_word(data: bytes, source: str) -> WordText:
    """The paragraphs (cut at soft breaks) and tables of a .docx.

    Raises:
        TranscriptError: it is damaged, unpacks too large, is nested too deep or declares a DOCTYPE.
    """
    parts = _parts(data, source)
    letters = 0
    for name, content in parts.items():
        count = _inspect(content, name, source)
        if name.startswith("word/document"):
            letters += count
    html = _html(_archive(parts), source)
    walker = _Walker()
    walker.feed(html)
    walker.close()
    word = WordText(walker.blocks)
    word.report.append("Container: a Word file (.docx).")
    missing = letters - walker.letters
    if missing > 0:
        word.report.append(
            f"{counted(missing, 'character')} of the Word file, in drawings, equations or the like, could not be "
            "read: compare with Word."
        )
    if walker.notes:
        word.report.append(
            f"{counted(walker.notes, 'footnote or endnote', 'footnotes or endnotes')} put at the end, not as speech."
        )
    return word


def _parts(data: bytes, source: str) -> dict[str, bytes]:
    """The XML parts that hold text, each read no further than it may go."""
    parts: dict[str, bytes] = {}
    left = LARGEST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in _members(archive.infolist(), source):
                with archive.open(info) as part:
                    content = part.read(left + 1)
                left -= len(content)
                if left < 0:
                    break
                parts.setdefault(info.filename, content)
    except TranscriptError:
        raise
    except Exception as error:  # noqa: BLE001 - zlib, lzma, struct and zipfile each fail in their own way
        raise TranscriptError(
            f"{source}: damaged .docx: {_reason(error)}", "copy it again, or save it again in Word"
        ) from None
    if left < 0:
        raise _too_large(source)
    return parts


def _members(members: list[zipfile.ZipInfo], source: str) -> list[zipfile.ZipInfo]:
    """The members that hold text, refused by what they declare before anything is unpacked."""
    wanted = [info for info in members if _PART.fullmatch(info.filename) and not _LEFT_OUT.match(info.filename)]
    if sum(info.file_size for info in members) > LARGEST_DECLARED or len(members) > MOST_MEMBERS:
        raise _too_large(source)
    if any(info.flag_bits & 1 for info in wanted):
        raise TranscriptError(f"{source}: the .docx is locked with a password", "save it without a password")
    squeezed = [info for info in wanted if info.file_size > 5_000_000]
    if sum(info.file_size for info in wanted) > LARGEST_UNPACKED or any(
        info.file_size / max(info.compress_size, 1) > LARGEST_RATIO for info in squeezed
    ):
        raise _too_large(source)
    return wanted


def _too_large(source: str) -> TranscriptError:
    return TranscriptError(
        f"{source}: the .docx unpacks to more than a transcript can hold (too large)",
        "save its text alone in a new .docx, or as .txt",
    )


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__


class _RefusedError(Exception):
    """Raised out of an expat handler."""


def _inspect(content: bytes, name: str, source: str) -> int:
    """Check one XML part and count the letters of its ``w:t`` elements that a reader should see.

    Raises:
        TranscriptError: it is no XML, or holds what no Word file needs.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    stack: list[str] = []
    state = {"elements": 0, "skipped": 0, "letters": 0, "text": 0}

    def begin(tag: str, _attributes: object) -> None:
        local = tag.rpartition(" ")[2]
        stack.append(local)
        state["elements"] += 1
        state["skipped"] += local in _SKIPPED
        state["text"] += local == "t"
        if len(stack) > DEEPEST or state["elements"] > MOST_ELEMENTS:
            raise _RefusedError(
                "its XML is nested too deep" if len(stack) > DEEPEST else "it holds too many XML elements"
            )

    def end(_tag: str) -> None:
        local = stack.pop()
        state["skipped"] -= local in _SKIPPED
        state["text"] -= local == "t"

    def characters(text: str) -> None:
        if state["text"] and not state["skipped"]:
            state["letters"] += len(_SPACES.sub("", text))

    def doctype(*_: object) -> None:
        raise _RefusedError("it declares a DOCTYPE, which no Word file needs and which can be an attack")

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = characters, doctype
    try:
        parser.Parse(content, True)
    except _RefusedError as error:
        raise TranscriptError(f"{source}: {name} in the .docx: {error}", "save its text in a new .docx") from None
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise TranscriptError(
            f"{source}: damaged .docx: {name}: {_reason(error)}", "copy it again, or save it again in Word"
        ) from None
    return state["letters"]


def _readable(content: bytes) -> bytes:
    """A part with the elements that mammoth would pass over replaced by ones that it reads."""
    content = re.sub(rb"<(\w+:)cr\s*/>", rb"<\1br/>", content)
    content = re.sub(rb"<(\w+:)ptab\b[^<>]*/>", rb"<\1tab/>", content)
    return _UNREAD_WRAPPERS.sub(rb"<\1\2smartTag", content)


def _archive(parts: dict[str, bytes]) -> io.BytesIO:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(
                name, _readable(content) if name.startswith("word/") and name.endswith(".xml") else content
            )
    buffer.seek(0)
    return buffer


def _html(archive: io.BytesIO, source: str) -> str:
    try:
        result = mammoth.convert_to_html(
            archive,
            style_map=_STYLE_MAP,
            include_embedded_style_map=False,
            ignore_empty_paragraphs=False,
            convert_image=lambda _image: [],
            id_prefix="postil-",
        )
    except RecursionError:
        raise TranscriptError(f"{source}: the .docx is nested too deep", "save its text in a new .docx") from None
    except Exception as error:  # noqa: BLE001 - mammoth has no error of its own
        raise TranscriptError(
            f"{source}: damaged .docx: {_reason(error)}", "save it again in Word or LibreOffice"
        ) from None
    return str(result.value)


@dataclass(slots=True)
class _OpenTable:
    """A table that is being read; a cell spanning columns or rows leaves empty cells, so that columns stay columns."""

    table: Table
    lines: list[str] = field(default_factory=list)
    below: dict[int, int] = field(default_factory=dict)
    columns: int = 1
    rows: int = 1

    def begin_cell(self, attributes: dict[str, str | None]) -> None:
        self.lines.clear()
        self.columns, self.rows = (_span(attributes.get(name)) for name in ("colspan", "rowspan"))
        self._skip_spanned()

    def end_cell(self) -> None:
        if self.table.rows:
            row = self.table.rows[-1]
            if self.rows > 1:
                self.below.update(dict.fromkeys(range(len(row), len(row) + self.columns), self.rows - 1))
            row.extend(["\n".join(self.lines), *[""] * (self.columns - 1)])
        self.lines.clear()

    def _skip_spanned(self) -> None:
        row = self.table.rows[-1] if self.table.rows else []
        while self.below.get(len(row), 0) > 0:
            self.below[len(row)] -= 1
            row.append("")


def _span(value: str | None) -> int:
    return min(int(value), 100) if value and value.isdecimal() else 1


_BLOCK_TAGS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li"}


class _Walker(HTMLParser):
    """Turns mammoth's HTML into pieces and tables, counting the letters that came through."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Piece | Table] = []
        self.letters = 0
        self.notes = 0
        self._runs: list[tuple[str, bool]] = []
        self._strong = 0
        self._heading = False
        self._gap = True
        self._number = 0
        self._note = False
        self._link = 0
        self._tables: list[_OpenTable] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCK_TAGS:
            self._flush()
            self._heading = tag[0] == "h"
            identity = dict(attrs).get("id") or ""
            if tag == "li" and identity.startswith(("postil-footnote-", "postil-endnote-")):
                self._note = True
                self.notes += 1
        elif tag in ("strong", "em", "b", "i"):
            self._strong += 1
        elif tag == "br":
            self._runs.append(("\n", self._strong > 0))
        elif tag == "a":
            target = dict(attrs).get("href") or ""
            self._link += target.startswith(("#postil-footnote-", "#postil-endnote-"))
        elif tag == "table":
            self._flush()
            self._tables.append(_OpenTable(Table([], self._number + 1)))
        elif tag == "tr" and self._tables:
            self._tables[-1].table.rows.append([])
        elif tag in ("td", "th") and self._tables:
            self._flush()
            self._tables[-1].begin_cell(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCK_TAGS:
            self._flush(paragraph=tag != "li")
        elif tag in ("strong", "em", "b", "i"):
            self._strong = max(0, self._strong - 1)
        elif tag == "a":
            self._link = 0
        elif tag in ("td", "th") and self._tables:
            self._flush()
            self._tables[-1].end_cell()
        elif tag == "table" and self._tables:
            table = self._tables.pop().table
            if self._tables:
                self._tables[-1].lines.extend(cell for row in table.rows for cell in row if cell)
            else:
                self.blocks.append(table)

    def handle_data(self, data: str) -> None:
        if self._link or (self._note and data.strip() == "↑"):
            return
        self._runs.append((normal_text(data), self._strong > 0))
        if not self._note:
            self.letters += len(_SPACES.sub("", data))

    def _flush(self, *, paragraph: bool = False) -> None:
        """End the paragraph that is being read, if there is one."""
        runs, self._runs = self._runs, []
        if not runs and not paragraph:
            return
        if self._tables:
            self._tables[-1].lines.extend(line for line, _, _ in _lines(runs) if not is_blank(line))
            return
        self._number += 1
        for text, emphasis, lead in _lines(runs):
            if is_blank(text):
                self._gap = True
                continue
            piece = Piece(text, self._number, self._gap, emphasis, lead, self._heading)
            piece.kind = "back" if self._note else None
            self.blocks.append(piece)
            self._gap = False


def _lines(runs: list[tuple[str, bool]]) -> Iterator[tuple[str, bool, int]]:
    """The lines of a paragraph: text, whether all of it is bold or italic, and how much of its beginning is."""
    line: list[tuple[str, bool]] = []
    for text, strong in [*runs, ("\n", False)]:
        first, *rest = text.split("\n")
        line.append((first, strong))
        for part in rest:
            yield _line(line)
            line = [(part, strong)]


def _line(runs: list[tuple[str, bool]]) -> tuple[str, bool, int]:
    whole = "".join(text for text, _ in runs)
    lead, found = 0, False
    for text, strong in runs:
        if not strong and not is_blank(text):
            break
        lead += len(text)
        found = found or (strong and not is_blank(text))
    all_of_it = lead == len(whole)
    return whole, found and all_of_it, lead if found and not all_of_it else 0
