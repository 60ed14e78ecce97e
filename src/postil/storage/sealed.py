"""The fast way into a study: a file that this program wrote is read in parts.

The journal names the SHA-256 of such a file, so its tables are the fold of its log and its layout is known: the texts,
the codebook and the transcript that is read first are parsed at once, the codings of the others later, and the full
log only when somebody asks for it.

Invariant: once everything is taken over, the study is the same as the fold of the whole log.
"""

from __future__ import annotations

import contextlib
import gc
import json
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

import orjson

from postil.model.change import Apply, Bookmark, Change, Doubt, Remove, Review
from postil.model.coding import Coding
from postil.model.transcript import Paragraph, Transcript
from postil.storage.canonical import DECISIONS, NotCanonicalError, outline
from postil.storage.fields import FIELDS, unknown_fields
from postil.storage.image import SHAPES, Image, Kept
from postil.storage.lines import Lines, blocks_of, parsed
from postil.storage.schema import change_of
from postil.storage.values import RecordError
from postil.storage.views import CHARTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from postil.model.change import Action
    from postil.model.study import Study
    from postil.storage.schema import Record
    from postil.storage.texts import Text, Texts

_SMALL = ("study", "coders", "transcripts", "codes", "decisions", *CHARTED)
_PARAGRAPH = itemgetter(*Paragraph._fields)
_CODING = itemgetter("transcript", "paragraph", "start", "end", "code", "coder")


@dataclass(slots=True)
class Folded:
    """The codings and marks of one transcript, as the study keeps them."""

    codings: dict[int, dict[Coding, str]] = field(default_factory=dict)
    uses: Counter[str] = field(default_factory=Counter)
    reviewed: dict[str, dict[int, str]] = field(default_factory=dict)

    def add_codings(self, records: Iterable[Record]) -> None:
        """Take in records of the table ``codings``."""
        intern = sys.intern
        for record in records:
            transcript, paragraph, start, end, code, coder = _CODING(record)
            code = intern(code)
            coding = Coding(intern(transcript), paragraph, start, end, code, intern(coder))
            here = self.codings.get(paragraph)
            if here is None:
                here = self.codings[paragraph] = {}
            here[coding] = record["stamp"]
            self.uses[code] += 1

    def add_marks(self, records: Iterable[Record]) -> None:
        """Take in records of the table ``reviewed``."""
        for record in records:
            self.reviewed.setdefault(record["coder"], {})[record["paragraph"]] = record["stamp"]


class SealedFile:
    """The bytes of a canonical file and what was read from them."""

    def __init__(self, data: bytes, texts: Texts | None = None) -> None:
        """Parse everything but codings, marks and decisions.

        Args:
            data: the bytes of the file.
            texts: what reads its transcripts, where nothing is trusted; its changes are left to the caller then.

        Raises:
            NotCanonicalError: the bytes are not laid out as this program writes them; or, where they are trusted, they
                hold changes of kinds that it does not know.
        """
        self.data = data
        self.size = len(data)
        self.sections, marked = outline(data)
        try:
            tables = {name: self.small(name) for name in _SMALL if texts is None or name != "transcripts"}
            self.header: Record = {name: tables["study"][0][name] for name in FIELDS["study"]}
            self.kept = Kept(tables=self._other_tables())
            self._keep_fields(tables)
            self.read_texts: dict[str, Text] = {}
            if texts is None:
                self.texts = {record["id"]: _transcript(record) for record in tables["transcripts"]}
                self.changes = list(self._changes(marked))
                if len(self.changes) != len(marked):
                    raise NotCanonicalError  # kinds of change that this version does not know
            else:
                self.read_texts = texts.read(self._section("transcripts"), self.kept)
                self.texts = {key: text.transcript for key, text in self.read_texts.items()}
                self.changes = []
            begin, end = self.sections["changes"]
            last = data[max(data.rfind(b"\n", begin, end) + 1, begin) : end]
            self.last_stamp: str = next(iter(parsed(last)))["stamp"] if last else ""
        except (KeyError, IndexError, TypeError, ValueError, RecordError) as error:
            raise NotCanonicalError from error
        self.lines = {name: Lines(shape, data, *self.sections[name]) for name, shape in SHAPES.items()}

    def _section(self, name: str) -> bytes:
        begin, end = self.sections[name]
        return self.data[begin:end]

    def small(self, name: str) -> list[Record]:
        """The records of a table that is read whole."""
        return list(parsed(self._section(name)))

    def _other_tables(self) -> dict[str, dict[str, Record]]:
        known = {*_SMALL, *SHAPES}
        return {name: json.loads(b"{%b}" % self._section(name)) for name in self.sections if name not in known}

    def _keep_fields(self, tables: dict[str, list[Record]]) -> None:
        for name, records in tables.items():
            known = FIELDS[name]
            if not any(unknown_fields(record, known) for record in records):
                continue
            for record in json.loads(b"{%b}" % self._section(name)).values():
                more = unknown_fields(record, known)
                if more:
                    self.kept.fields.setdefault(name, {})[record["id"]] = more

    def _changes(self, marked: list[bytes]) -> Iterator[Change]:
        for text in marked:
            change = change_of(orjson.loads(text[text.index(b":") + 1 :]), self.texts)
            if change is not None:
                yield change

    @property
    def study_id(self) -> str:
        """The study's id."""
        return str(self.header["id"])

    def forget_bytes(self) -> None:
        """Let go of the file's bytes, when codings and marks have been read."""
        self.data = b""

    def log(self) -> list[Change]:
        """All changes of the file, as it was when it was read; unknown kinds left out."""
        with without_collector(self.size):
            found = (_trusted_change(record, self.texts) for record in self.lines["changes"].records())
            return [change for change in found if change is not None]

    def image(self) -> Image:
        """The image that goes on from this file."""
        marks = ((change.action.coder, change.stamp) for change in self.changes if isinstance(change.action, Bookmark))
        return Image(self.header, self.kept, self.lines, dict(marks))

    # ---- codings and marks ----

    def first_transcript(self, study: Study, coder: str) -> str:
        """Id of the transcript that the coder read last, else of the first; empty where there is none."""
        place = study.bookmark(coder)
        if place is not None and place.transcript in study.transcripts:
            return place.transcript
        return next(iter(study.transcripts), "")

    def folded(self, transcript: str, around: int) -> tuple[Folded, bool]:
        """The codings and marks of one transcript, and whether these are all.

        Of a transcript with very many codings, only those near paragraph ``around`` are read.
        """
        folded = Folded()
        begin, end = self._first_line("codings", transcript, 0), self._first_line("codings", transcript, _LAST)
        whole = end - begin <= _MUCH
        if not whole:
            begin = self._first_line("codings", transcript, around - _NEAR)
            end = self._first_line("codings", transcript, around + _NEAR)
        folded.add_codings(self._records_at(begin, end))
        marks = self._first_line("reviewed", transcript, 0), self._first_line("reviewed", transcript, _LAST)
        folded.add_marks(self._records_at(*marks))
        return folded, whole

    def all_folded(self, *, without: frozenset[str]) -> dict[str, Folded]:
        """The codings and marks of all other transcripts, by transcript; other threads may go on meanwhile."""
        found: dict[str, Folded] = {}
        for name in ("codings", "reviewed"):
            for block in blocks_of(self.data, *self.sections[name], _READ):
                _distribute(name, block, found, without)
                time.sleep(0)
        return found

    def _records_at(self, begin: int, end: int) -> Iterable[Record]:
        return parsed(self.data[begin:end].rstrip(b",\n"))

    def _first_line(self, name: str, transcript: str, paragraph: float) -> int:
        """Where the first line at or after a place begins; lines are sorted by transcript, then by paragraph."""
        low, high = self.sections[name]
        while low < high:
            middle = (low + high) // 2
            begin = max(self.data.rfind(b"\n", low, middle) + 1, low)
            end = self.data.find(b"\n", middle, high)
            end = high if end < 0 else end
            there = next(iter(parsed(self.data[begin:end].removesuffix(b","))))
            if (there["transcript"], there["paragraph"]) < (transcript, paragraph):
                low = min(end + 1, high)
            else:
                high = begin
        return low


_MANY = 4 << 20
"""Bytes of a file from which on a full round of the garbage collector is longer than a frame on the screen."""
_LAST = float("inf")
_MUCH = 2 << 20
"""Bytes of one transcript's codings that are read before the first paint, however many paragraphs it has."""
_NEAR = 250
"""Paragraphs before and after the one that is read first whose codings are there at once all the same."""
_READ = 1 << 15
"""Bytes that are parsed in one go while other threads wait."""


def _distribute(name: str, block: bytes, found: dict[str, Folded], without: frozenset[str]) -> None:
    run: list[Record] = []
    current = ""
    for record in [*parsed(block), {"transcript": ""}]:
        transcript = record["transcript"]
        if transcript != current:
            if run and current not in without:
                folded = found.setdefault(current, Folded())
                folded.add_codings(run) if name == "codings" else folded.add_marks(run)
            run, current = [], transcript
        run.append(record)


def _transcript(record: Record) -> Transcript:
    paragraphs = tuple(map(Paragraph._make, map(_PARAGRAPH, record["paragraphs"])))
    return Transcript(
        record["id"], record["name"], record["source"], record["sha256"], paragraphs, record["supersedes"]
    )


def _trusted_change(record: Record, texts: dict[str, Transcript]) -> Change | None:
    """``change_of`` without its questions, for the kinds of which there are many."""
    kind = record["kind"]
    if kind not in DECISIONS:
        return change_of(record, texts)
    stamp: str = record["stamp"]
    coder, get = sys.intern(record["coder"]), record.get
    action: Action
    if kind == "review":
        action = Review(sys.intern(record["transcript"]), record["paragraph"], get("of", coder), record["reviewed"])
    else:
        place = sys.intern(record["transcript"]), record["paragraph"], get("start"), get("end")
        coding = Coding(*place, sys.intern(record["code"]), get("of", coder))
        action = Apply(coding) if kind == "apply" else Remove(coding)
    return Change(stamp, coder, record.get("group", stamp), action, tuple(get("replaces", ())), get("undoes", ""))


class Rest:
    """What a study that was opened in parts does not have yet."""

    def __init__(self, file: SealedFile, study: Study, coder: str) -> None:
        """Hand the transcript that the coder reads first to the study; the others follow with ``complete``."""
        first = file.first_transcript(study, coder)
        self._file: SealedFile | None = file
        self._study = study
        self._preparing = threading.Lock()
        self._prepared: dict[str, Folded] = {}
        self._whole = frozenset[str]()
        """Transcripts of which the study has everything."""
        if first:
            place = study.bookmark(coder)
            folded, whole = file.folded(first, place.paragraph if place and place.transcript == first else 1)
            self._whole = frozenset({first} if whole else ())
            self._adopt({first: folded})

    def has(self, transcript: str) -> bool:
        """Whether the study has the codings and marks of this transcript."""
        return self._file is None or transcript in self._whole

    def suffices_for(self, action: Action) -> bool:
        """Whether the study already has all that recording an action may depend on."""
        match action:
            case Apply(coding) | Remove(coding) | Doubt(coding):
                return self.has(coding.transcript) and coding.code in self._study.codebook
            case Review(transcript):
                return self.has(transcript)
            case Bookmark():
                return True
        return self.has_all

    @property
    def has_all(self) -> bool:
        """Whether the study has everything."""
        return self._file is None

    def prepare(self) -> None:
        """Parse what is left, beside other threads; the study is not touched."""
        with self._preparing:
            if self._file is not None and not self._prepared:
                with without_collector(self._file.size):
                    self._prepared = self._file.all_folded(without=self._whole)

    def complete(self) -> None:
        """Hand the rest to the study."""
        self.prepare()
        if self._file is not None:
            self._adopt(self._prepared)
            self._file.forget_bytes()
            self._file, self._prepared = None, {}

    def _adopt(self, by_transcript: dict[str, Folded]) -> None:
        for transcript, folded in by_transcript.items():
            self._study.adopt(
                transcript,
                codings=folded.codings,
                uses=folded.uses,
                reviewed=folded.reviewed,
            )


@contextlib.contextmanager
def without_collector(size: int) -> Iterator[None]:
    """Keep the garbage collector out while objects that will stay are made from so many bytes.

    Where these are enough to make a round of the collector felt on a key, they are taken out of its later rounds, too.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if size >= _MANY:
            gc.freeze()
        if was_on:
            gc.enable()
