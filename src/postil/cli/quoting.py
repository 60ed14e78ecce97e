"""Quotes as text, rows and JSON, for ``postil quotes``.

Invariant: what an analyst struck out is in none of them, wherever it stands, and what is asked for anonymously names no
transcript, no speaker and no coder: only the case, and no case by the name of a file or a speaker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.cli.output import hung
from postil.find.quotes import voice
from postil.model.coding import Passage, Place
from postil.reports.case_names import let_case_names, let_names
from postil.text.clean import visible
from postil.text.struck import Struck
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postil.cli.output import Json
    from postil.find.query.unread import Unread, Words
    from postil.find.quotes import Group, Said
    from postil.model.coding import Coding
    from postil.model.study import Study
    from postil.model.transcript import Paragraph, Transcript
    from postil.text.understood import Understood

CSV_COLUMNS = (
    "group", "case", "transcript", "transcript_id", "paragraph", "start", "end", "speaker", "role", "codes", "coders",
    "quotable", "text",
)  # fmt: skip
CONTEXT_COLUMNS = ("text_before", "text_after", "before", "after")
"""The columns that follow where context is asked for: the rest of the paragraph, and the paragraphs around."""
_INDENT = "    "


class Quoting:
    """How the quotes of a study are told."""

    def __init__(self, study: Study, *, anonymous: bool, context: int) -> None:
        """Tell quotes.

        Args:
            study: where they stand.
            anonymous: name cases only.
            context: how many paragraphs before and after are told, too; from 1 on, the rest of the paragraph as well.
        """
        self._study = study
        self._anonymous = anonymous
        self._context = context
        self._struck = Struck(study)
        self._cases = let_names(study, self._struck) if anonymous else let_case_names(study, self._struck)

    # ---- as text ----

    def lines(self, groups: Sequence[Group], by: str | None, cells: int) -> Iterator[str]:
        """The quotes as lines of text."""
        for at, group in enumerate(groups):
            if by is not None:
                yield from [""] if at else []
                yield from hung("", self._group(group, by), cells)
            for number, said in enumerate(group.said):
                if number or by is not None:
                    yield ""
                yield from self._quote(said, cells)

    def _group(self, group: Group, by: str) -> str:
        name = self._group_name(group, by)
        return f"== {name or f'no {by}'} ({len(group.said)}) =="

    def _group_name(self, group: Group, by: str) -> str:
        if by in {"transcript", "case"} and self._anonymous and group.said:
            return self._case(group.said[0].passage.place)
        return self._struck.without(group.name)

    def _quote(self, said: Said, cells: int) -> Iterator[str]:
        told = self._told(said)
        where = " · ".join(
            filter(None, [told.where, told.transcript, told.speaker, told.voice, "quotable" if told.quotable else ""])
        )
        yield from hung("", where, cells)
        for code, coders in told.codes.items():
            yield from hung("  ", " · ".join(filter(None, [code, ", ".join(coders)])), cells)
        for text in told.before:
            yield from hung(_INDENT, text, cells)
        lead = f"{_INDENT[:-2]}> " if self._context else _INDENT
        yield from hung(lead, f"{told.text_before}“{told.text}”{told.text_after}", cells)
        for text in told.after:
            yield from hung(_INDENT, text, cells)

    # ---- as data ----

    def documents(self, groups: Sequence[Group], by: str | None) -> list[Json]:
        """The quotes for JSON."""
        return [self._document(group, by, said) for group in groups for said in group.said]

    def _document(self, group: Group, by: str | None, said: Said) -> Json:
        told, passage = self._told(said), said.passage
        whose = self._anonymous
        return {
            **({"group": self._group_name(group, by) or None} if by else {}),
            "case": self._case(passage.place) or None,
            "transcript": None if whose else passage.transcript,
            "transcript_name": None if whose else told.transcript,
            "paragraph": passage.paragraph,
            "start": passage.start,
            "end": passage.end,
            "speaker": None if whose else told.speaker,
            "role": told.role,
            "text": told.text,
            "text_before": told.text_before if self._context else None,
            "text_after": told.text_after if self._context else None,
            "codings": [self._coding(coding) for coding in said.codings],
            "quotable": told.quotable,
            "before": told.before,
            "after": told.after,
        }

    def unread(self, unread: Unread | None) -> Json | None:
        """For JSON, what is not read of what is asked for; None where that does not matter."""
        if unread is None:
            return None
        return {
            "asked": len(unread.asked),
            "not_read": len(unread.not_read),
            "not_read_names": list(filter(None, map(self.whose, unread.not_read))),
            "in_part": len(unread.in_part),
            "in_part_names": list(filter(None, map(self.whose, unread.in_part))),
        }

    def _coding(self, coding: Coding) -> Json:
        code = self._study.codebook.get(coding.code)
        return {
            "code": coding.code,
            "number": code.number if code else "",
            "path": self._struck.without(self._study.codebook.path(coding.code)) if code else coding.code,
            "coder": None if self._anonymous else coding.coder,
            "doubtful": self._study.is_doubtful(coding),
        }

    def rows(self, groups: Sequence[Group], by: str | None) -> Iterator[tuple[object, ...]]:
        """The quotes for CSV, cleaned."""
        for group in groups:
            for said in group.said:
                told, passage = self._told(said), said.passage
                coders = dict.fromkeys(coder for coders in told.codes.values() for coder in coders)
                cells: tuple[object, ...] = (
                    self._group_name(group, by) if by else "",
                    self._case(passage.place),
                    told.transcript,
                    "" if self._anonymous else passage.transcript,
                    passage.paragraph,
                    passage.start,
                    passage.end,
                    told.speaker,
                    told.role,
                    "; ".join(told.codes),
                    "; ".join(coders),
                    told.quotable,
                    told.text,
                )
                around: tuple[str, ...] = ()
                if self._context:
                    cells += (told.text_before, told.text_after)
                    around = tuple("\n".join(map(visible, texts)) for texts in (told.before, told.after))
                yield (*(visible(cell) if isinstance(cell, str) else cell for cell in cells), *around)

    def columns(self) -> tuple[str, ...]:
        """The columns of the rows."""
        return (*CSV_COLUMNS, *(CONTEXT_COLUMNS if self._context else ()))

    # ---- what is told ----

    def _told(self, said: Said) -> _Told:
        passage = said.passage
        transcript = self._study.transcripts[passage.transcript]
        paragraph = transcript.paragraphs[passage.paragraph - 1]
        codes: dict[str, list[str]] = {}
        for coding in said.codings:
            coders = codes.setdefault(self._code(coding), [])
            if not self._anonymous and coding.coder not in coders:
                coders.append(coding.coder)
        around = range(1, self._context + 1)
        case = self._case(passage.place)
        text_before, text, text_after = self._words_within(passage, paragraph.text)
        return _Told(
            where=f"{case or '(no case)'} §{passage.paragraph}" if self._anonymous or case else f"§{passage.paragraph}",
            transcript="" if self._anonymous else self._struck.without(transcript.name),
            speaker="" if self._anonymous else self._struck.without(paragraph.speaker),
            role=paragraph.role,
            voice=voice(transcript, paragraph),
            quotable=self._study.cells.is_quotable(passage),
            codes=codes,
            text=text,
            text_before=text_before,
            text_after=text_after,
            before=self._beside(transcript, [passage.paragraph - step for step in reversed(around)]),
            after=self._beside(transcript, [passage.paragraph + step for step in around]),
        )

    def _code(self, coding: Coding) -> str:
        code = self._study.codebook.get(coding.code)
        path = self._struck.without(self._study.codebook.path(coding.code)) if code else ""
        return f"{code.number} {path}".strip() if code else coding.code

    def _words_within(self, passage: Passage, text: str) -> tuple[str, str, str]:
        """The words of a passage between the rest of its paragraph, which is empty where no context is told.

        What is struck out is looked for in the paragraph as a whole: where a part ends, a name may go on.
        """
        start, end = passage.start, passage.end
        if not self._context or start is None or end is None:
            return "", self._words(passage), ""
        before, words, after = (
            self._struck.words(passage._replace(start=first, end=last))
            for first, last in ((0, start), (start, end), (end, len(text)))
        )
        return before, words, after

    def _words(self, passage: Passage) -> str:
        return self._struck.words(passage)

    def whose(self, words: Words) -> str:
        """Whose words these are; empty where no case is to be named."""
        if words.case:
            return self._cases.get(words.case, "")
        return "" if self._anonymous else self._struck.without(self._study.transcripts[words.transcript].name)

    def _case(self, place: Place) -> str:
        return self._cases.get(self._study.cases.at(place), "")

    def _beside(self, transcript: Transcript, numbers: Sequence[int]) -> list[str]:
        """Paragraphs around, each with its number and who says it."""
        there = [paragraph for n in numbers if (paragraph := transcript.paragraph(n)) is not None]
        return [
            f"§{paragraph.n} {self._who(paragraph)}{self._words(Passage(transcript.id, paragraph.n))}"
            for paragraph in there
        ]

    def _who(self, paragraph: Paragraph) -> str:
        who = paragraph.role if self._anonymous else self._struck.without(paragraph.speaker)
        return f"{who}: " if who and paragraph.spoken else ""


def understood_document(understood: Sequence[Understood], struck: Struck) -> list[Json]:
    """For JSON, what the names in a query were taken for."""
    return [
        {**each._asdict(), "meant": list(map(struck.without, each.meant)), "besides": struck.without(each.besides)}
        for each in understood
    ]


class _Told(NamedTuple):
    """What is told of one passage."""

    where: str
    transcript: str
    """Name; empty where it is not to be told."""
    speaker: str
    role: str
    voice: str
    """Who speaks, in a word; empty for a participant."""
    quotable: bool
    codes: dict[str, list[str]]
    """Number and path -> who put it there."""
    text: str
    text_before: str
    """The paragraph before the passage; empty where no context is asked for."""
    text_after: str
    before: list[str]
    after: list[str]
