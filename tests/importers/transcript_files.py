"""Small makers of transcripts for the tests of the importers."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any, TypedDict

from postil.importers import reading_from_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from typing_extensions import Unpack

    from postil.importers import Reading
    from postil.model.transcript import Paragraph

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


class Options(TypedDict, total=False):
    """What may be given beside a file."""

    name: str
    encoding: str
    layout: str
    roles: Mapping[str, Any]


def read(text: str | bytes, source: str = "talk.txt", **options: Unpack[Options]) -> Reading:
    """The reading of a text."""
    return reading_from_bytes(text if isinstance(text, bytes) else text.encode(), source, **options)


def spoken(reading: Reading) -> list[Paragraph]:
    """The paragraphs of speech."""
    return [paragraph for paragraph in reading.transcript.paragraphs if paragraph.spoken]


def said(reading: Reading) -> list[tuple[str, str]]:
    """Speaker and text of each paragraph of speech."""
    return [(paragraph.speaker, paragraph.text) for paragraph in spoken(reading)]


def told(reading: Reading) -> str:
    """The report as one text."""
    return "\n".join(reading.report)


def document(body: str, **parts: str) -> bytes:
    """A .docx with this body, in WordprocessingML with the prefix w."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return buffer.getvalue()


def paragraph(*runs: str) -> str:
    """A Word paragraph; a run that begins with * is bold, \\n is a soft break."""
    xml = ""
    for run in runs:
        bold = "<w:rPr><w:b/></w:rPr>" if run.startswith("*") else ""
        lines = run.lstrip("*").split("\n")
        inside = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
        xml += f"<w:r>{bold}{inside}</w:r>"
    return f"<w:p>{xml}</w:p>"


def expected(shared: Path, interview: str) -> list[dict[str, Any]]:
    """The turns that a layout file should give."""
    turns: list[dict[str, Any]] = json.loads((shared / "layouts" / "expected" / f"BPOS-{interview}.json").read_text())[
        "turns"
    ]
    return turns
