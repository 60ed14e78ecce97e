"""A study as it is written for others: the same, without what was struck out.

Invariant: what comes from the study's data is masked here, before a word of the program is put beside it, so that
headings, keys and sentences are the same whatever was struck out. Ids, places, stamps, names of coders, numbers of
codes, attributes that are numbers or dates, and transcripts' paragraphs are those of the study: what was found in it
holds in this one. Paragraphs are told through ``postil.text.struck.Struck.words``, speakers through ``said`` and ids of
cases through ``said_case``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from postil.model.book_version import BookVersion
from postil.model.cases import Cases
from postil.model.cell import Rating, Summary
from postil.model.cells import Cells
from postil.model.codebook import Codebook
from postil.model.codebook_version import codebook_version
from postil.model.decision import Decision
from postil.model.study import Study

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from postil.model.case import Attribute, Case
    from postil.model.cells import CellKey, Written
    from postil.model.change import FieldKey, FieldValue
    from postil.model.codebook import Code
    from postil.model.coding import MemoKey, Place
    from postil.model.transcript import Transcript
    from postil.model.versions import Version
    from postil.text.struck import Struck
    from postil.text.understood import Understood

_TEXTS = frozenset({"memo", "comment", "summary", "rating", "case", "value", "decision", "version"})
"""Kinds of fields whose values are texts, or have some; of those of the study only the title is one."""
_ASKED = (
    r"(\b(?:(?i:(?:code|only|coder|case|transcript|speaker|role|text|memo):|case\.|(?:near|same|where)\()|"
    r"(?:AND|OR|NOT)\b))"
)
"""What is of the language of queries, such as ``case:``; a name before a colon may be that of an attribute."""


def let_out(study: Study) -> Study:
    """A study as it is written for others; the study itself where nothing was struck out of it."""
    if isinstance(study, LetStudy) or not study.cells.struck():
        return study
    from postil.text.struck import Struck  # noqa: PLC0415 - most studies do without

    struck = Struck(study)
    return LetStudy(study, struck) if struck else study


def as_it_is(study: Study) -> Study:
    """The study that ``let_out`` was asked about: for what is worked out of texts and does not tell them."""
    return study.whole if isinstance(study, LetStudy) else study


def said(study: Study, text: str) -> str:
    """A text, such as the label of a speaker, as a study that may be let out says it."""
    return study.struck.without(text) if isinstance(study, LetStudy) else text


def said_query(study: Study, query: str) -> str:
    """A query, as a study that may be let out says it; what is asked for (``case:``) stays."""
    if not isinstance(study, LetStudy):
        return query
    return "".join(one if at % 2 else study.struck.without(one) for at, one in enumerate(re.split(_ASKED, query)))


def said_understood(study: Study, ones: Iterable[Understood]) -> tuple[Understood, ...]:
    """What names in a query were taken for, as a study that may be let out says it."""
    if not isinstance(study, LetStudy):
        return tuple(ones)
    let = study.struck.without
    return tuple(
        one._replace(typed=let(one.typed), meant=tuple(map(let, one.meant)), besides=let(one.besides)) for one in ones
    )


def said_case(study: Study, case: str) -> str:
    """The id of a case, as a study that may be let out says it."""
    return study.case_ids.get(case, case) if isinstance(study, LetStudy) else case


def said_attribute(study: Study, name: str) -> str:
    """What a study that may be let out calls one of its attributes."""
    return study.attribute_names[name] if isinstance(study, LetStudy) else name


class LetStudy(Study):
    """A study without what was struck out, as it was when this was made; changes are not folded into it."""

    def __init__(self, whole: Study, struck: Struck) -> None:  # it has the parts of the other, and folds nothing
        self.__dict__.update(whole.__dict__)
        self.whole = whole
        """With what was struck out."""
        self.struck = struck
        self.attribute_names = _apart(whole.cases.attributes, struck.without)
        """Attribute -> what it is called here."""
        self.cases = _LetCases(whole, struck, self.attribute_names, lambda: self.transcripts)
        self.cells = _LetCells(whole.cells, struck)

    @cached_property
    def case_ids(self) -> dict[str, str]:
        """Ids of cases -> what is written for them."""
        from postil.reports.case_names import let_case_ids  # noqa: PLC0415 - as above

        return let_case_ids(self.whole, self.struck)

    @cached_property
    def _book(self) -> Codebook:
        return let_book(self.struck, self.whole.codebook)

    @property
    def codebook(self) -> Codebook:
        """The codes, with their texts as they are let out; they stand where they stood."""
        return self._book

    @cached_property
    def _texts(self) -> Mapping[str, Transcript]:
        return {key: self._let_transcript(text) for key, text in self.whole.transcripts.items()}

    @property
    def transcripts(self) -> Mapping[str, Transcript]:
        """Transcripts by id, with their names and sources as they are let out, and their own paragraphs."""
        return self._texts

    def dropped_transcripts(self) -> list[Transcript]:
        """Those that were taken out again."""
        return list(map(self._let_transcript, self.whole.dropped_transcripts()))

    def _let_transcript(self, text: Transcript) -> Transcript:
        return replace(text, name=self.struck.without(text.name), source=self.struck.without(text.source))

    def own_code(self, code_id: str) -> Code:
        """A code that was ever brought in, by itself."""
        return let_code(self.struck, self.whole.own_code(code_id))

    def heads(self, key: FieldKey) -> tuple[Version, ...]:
        """The versions of a field that no other version replaces; what is made of fields comes through here."""
        heads = self.whole.heads(key)
        has_text = key[0] in _TEXTS or key == ("study", "title")
        return tuple(_let_version(self.struck, head) for head in heads) if has_text else heads

    def memos(self) -> Iterator[tuple[MemoKey, Version]]:
        """All memos that have a text."""
        return ((key, _let_version(self.struck, version)) for key, version in self.whole.memos())

    def memos_at(self, place: Place, coder: str | None = None) -> list[tuple[MemoKey, str]]:
        """Memos at a paragraph and its codings."""
        return [(key, self.struck.without(text)) for key, text in self.whole.memos_at(place, coder)]

    @property
    def book_versions(self) -> Mapping[str, tuple[BookVersion, Version]]:
        """Named versions of the codebook."""
        names = _apart(self.whole.book_versions, self.struck.without)
        found: dict[str, tuple[BookVersion, Version]] = {}
        for name, (_, head) in self.whole.book_versions.items():
            let = _let_version(self.struck, head)
            assert isinstance(let.value, BookVersion)
            found[names[name]] = (let.value, let)
        return found


class _LetCases(Cases):
    """The cases of a study, with names, notes, attributes and values as they are let out."""

    def __init__(
        self, whole: Study, struck: Struck, names: Mapping[str, str], texts: Callable[[], Mapping[str, Transcript]]
    ) -> None:
        self.__dict__.update(whole.cases.__dict__)
        self._whole, self._study, self._struck, self._names, self._let_texts = whole.cases, whole, struck, names, texts

    @cached_property
    def _kinds(self) -> Mapping[str, Attribute]:
        """The attributes as they are."""
        return self._whole.attributes

    @cached_property
    def _choices(self) -> Mapping[str, Mapping[str, str]]:
        """Attribute that is a choice -> its values -> what they are called here."""
        cases = self._whole.all.values()
        return {
            name: _apart((*attribute.choices, *(case.values.get(name, "") for case in cases)), self._struck.without)
            for name, attribute in self._kinds.items()
            if attribute.kind == "choice"
        }

    @cached_property
    def _cases(self) -> Mapping[str, Case]:
        from postil.reports.case_names import let_case_names  # noqa: PLC0415 - as above

        names = let_case_names(self._study, self._struck)
        return {
            case.id: replace(
                case,
                name=names[case.id],
                note=self._struck.without(case.note),
                values={
                    self._names[name]: self._value_of(name, value)
                    for name, value in case.values.items()
                    if name in self._names
                },
            )
            for case in self._whole.all.values()
        }

    def _value_of(self, name: str, value: str) -> str:
        kind = self._kinds[name].kind
        if kind == "choice":
            return self._choices[name][value]
        return self._struck.without(value) if kind == "text" else value

    @property
    def all(self) -> Mapping[str, Case]:
        """The cases by id."""
        return self._cases

    @property
    def attributes(self) -> Mapping[str, Attribute]:
        """The attributes by name."""
        return {
            self._names[name]: attribute._replace(choices=tuple(self._value_of(name, one) for one in attribute.choices))
            for name, attribute in self._kinds.items()
        }

    def transcripts_of(self, case: str) -> list[Transcript]:
        """The transcripts that a case owns or speaks in."""
        texts = self._let_texts()
        return [texts[text.id] for text in self._whole.transcripts_of(case)]


class _LetCells(Cells):
    """What was charted in a study, as it is let out."""

    def __init__(self, whole: Cells, struck: Struck) -> None:  # as above
        self.__dict__.update(whole.__dict__)
        self._whole, self._let_by = whole, struck
        self._said: dict[CellKey, Written] = {}

    def at(self, cell: CellKey) -> Written:
        """What was written in a cell."""
        known = self._said.get(cell)
        if known is None:
            known = self._said[cell] = self._let(self._whole.at(cell))
        return known

    def _let(self, written: Written) -> Written:
        ratings = {rater: _let_version(self._let_by, version) for rater, (_, version) in written.ratings.items()}
        return written._replace(
            version=_let_version(self._let_by, written.version) if written.version else None,
            comment=self._let_by.without(written.comment),
            ratings={rater: (head.value, head) for rater, head in ratings.items() if isinstance(head.value, Rating)},
        )


class _LetBook(Codebook):
    """A codebook with its texts as they are let out."""

    def __init__(self, struck: Struck, whole: Codebook) -> None:
        super().__init__(let_code(struck, code) for code in whole)
        self._whole, self._let_by = whole, struck

    def get(self, code_id: str) -> Code | None:
        """The code with this id, or that stands for it; or None."""
        known = self._whole.get(code_id)
        return super().get(known.id) if known else None

    def path(self, code_id: str) -> str:
        """Names from the top down; a name may be parted over two of them."""
        return self._let_by.without(super().path(code_id))


# ---- values ----


def _let_version(struck: Struck, version: Version) -> Version:
    return version._replace(value=_let_value(struck, version.value))


def _let_value(struck: Struck, value: FieldValue) -> FieldValue:
    match value:
        case str():
            return struck.without(value)
        case Summary():
            return value._replace(text=struck.without(value.text))
        case Rating() | Decision():
            return value._replace(reason=struck.without(value.reason))
        case BookVersion():
            codes = tuple(let_code(struck, code) for code in value.codes)
            return value._replace(codes=codes, note=struck.without(value.note))
    return value


def _apart(names: Iterable[str], let: Callable[[str], str]) -> dict[str, str]:
    """What each name is called; those that would be called as another is are told apart by a number."""
    names = list(dict.fromkeys(names))
    found = {name: name for name in names if let(name) == name}
    taken = set(found)
    for name in names:
        if name not in found:
            free, n = let(name), 1
            while free in taken:
                n += 1
                free = f"{let(name)} ({n})"
            taken.add(free)
            found[name] = free
    return found


def let_cases(study: Study, struck: Struck, cases: Iterable[Case]) -> tuple[Case, ...]:
    """Cases with their names, notes and values."""
    if not struck:
        return tuple(cases)
    from postil.reports.case_names import let_case_names  # noqa: PLC0415 - as above

    names = let_case_names(study, struck)
    return tuple(
        replace(
            case,
            name=names.get(case.id, case.name),
            note=struck.without(case.note),
            values={name: struck.without(value) for name, value in case.values.items()},
        )
        for case in cases
    )


def let_code(struck: Struck, code: Code) -> Code:
    """A code with its texts."""
    return with_texts(code, code, lambda text, _: struck.without(text)) if struck else code


def with_texts(code: Code, other: Code, text: Callable[[str, str], str]) -> Code:
    """A code whose texts are made of its own and those of another, field by field; aliases are made of its own."""
    return replace(
        code,
        name=text(code.name, other.name),
        definition=text(code.definition, other.definition),
        include=text(code.include, other.include),
        exclude=text(code.exclude, other.exclude),
        example=text(code.example, other.example),
        see_also=text(code.see_also, other.see_also),
        aliases=tuple(text(alias, "") for alias in code.aliases),
    )


def let_book(struck: Struck, book: Codebook) -> Codebook:
    """A codebook; its codes stand where they stood."""
    return _LetBook(struck, book) if struck else book


def let_book_version(study: Study, codes: Iterable[Code]) -> str:
    """The version of some codes of a study, as they are let out.

    A version is a hash: that of the codes with all their words would tell, of a list of names, which was struck out.
    """
    let = let_out(study)
    return codebook_version(
        Codebook(let_code(let.struck, code) if isinstance(let, LetStudy) else code for code in codes)
    )
