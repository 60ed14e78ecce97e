"""Where else words stand that were struck out of a paragraph: what an analyst has to look at, kind by kind.

Invariant: a text is found by just what takes words out of what is written (``postil.text.struck``); no words of a text
are in what comes from here, only where they stand, and places are named without what was struck out.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from postil.model.coding import Place
from postil.model.names import full_name, name_of_cell
from postil.model.redaction import without
from postil.text.struck import Struck
from postil.text.verbatim import RUN
from postil.text.words import words_of
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from postil.model.coding import Passage
    from postil.model.study import Study


class Elsewhere(NamedTuple):
    """A text that repeats what was struck out."""

    kind: str
    """What it is: one of ``WAYS``."""
    place: str
    """Where it is."""


class Way(NamedTuple):
    """What a kind of text is called where there are several, and what can be done about one."""

    several: str
    does: str


WAYS = {
    "other paragraph": Way("other paragraphs", "postil redact STUDY TRANSCRIPT§N strikes out what is around them"),
    "other part of the paragraph": Way(
        "other parts of paragraphs", "postil redact STUDY TRANSCRIPT§N --words-from - strikes them out there, too"
    ),
    "summary": Way("summaries", "postil matrix set STUDY CASE CODE --summary-from - says it otherwise"),
    "comment on a cell": Way(
        "comments on cells", "postil matrix set STUDY CASE CODE --comment-from - says it otherwise"
    ),
    "reason of a rating": Way(
        "reasons of ratings", "postil matrix rate STUDY CASE CODE VALUE --reason-from - says it otherwise"
    ),
    "memo": Way("memos", "postil code STUDY, m says it otherwise"),
    "reason of a decision": Way("reasons of decisions", "postil review STUDY decides again"),
    "text of a code": Way("texts of codes", "postil codebook edit STUDY CODE says it otherwise"),
    "version of the codebook": Way(
        "versions of the codebook", "a version stays as it was; [...] stands there when it is exported"
    ),
    "case name": Way(
        "case names", "'case N' in all that is written; postil cases set STUDY CASE case=NAME gives an id"
    ),
    "note on a case": Way("notes on cases", "postil cases set STUDY CASE note=TEXT says it otherwise"),
    "value of a case": Way("values of cases", "postil cases set STUDY CASE ATTRIBUTE=VALUE gives another"),
    "attribute": Way("attributes", "postil cases attribute STUDY NAME --choices says what its values are"),
    "transcript name": Way("transcript names", "postil rename STUDY TRANSCRIPT NAME gives an id"),
    "name of a file": Way("names of files", "it stays in the study; tables have [...]"),
    "speaker": Way("speakers", "postil add STUDY FILE --supersede TRANSCRIPT takes other labels in"),
    "title of the study": Way("titles of the study", "it stays in the study; what is written has [...]"),
}
"""Kinds of texts, in the order in which they are told."""


def elsewhere(study: Study, passages: Iterable[Passage]) -> list[Elsewhere]:
    """Where the words of passages that were struck out stand besides, kind by kind, each place once."""
    passages = list(passages)
    only, every = Struck(study, passages), Struck(study)
    own = {passage.place for passage in passages}
    found = dict.fromkeys(
        Elsewhere(kind, every.without(place)) for kind, place, text in _texts(study, own, every) if only.repeats(text)
    )
    order = list(WAYS)
    return sorted(found, key=lambda one: order.index(one.kind))


def parts_alone(study: Study, passages: Iterable[Passage]) -> dict[str, int]:
    """In how many texts a part of a struck name stands alone, kind by kind: ``Mary`` of ``Mary Smith``.

    Parts are single words with a capital of what is shorter than ``postil.text.verbatim.RUN`` words; not those that are
    mostly written without one in the study.
    """
    passages = list(passages)
    every = Struck(study)
    parts = {
        part: 0
        for piece in Struck(study, passages).pieces
        if 1 < len(words_of(piece)) < RUN
        for part, is_capital in _stems(piece)
        if is_capital
    }
    if not parts:
        return {}
    found: dict[Elsewhere, set[str]] = {}
    for kind, place, text in _texts(study, {passage.place for passage in passages}, every):
        for stem, is_capital in _stems(every.without(text)):
            if stem in parts:
                parts[stem] += 1 if is_capital else -1
                found.setdefault(Elsewhere(kind, place), set()).add(stem)
    names = {stem for stem, capitals in parts.items() if capitals > 0}
    counts = Counter(one.kind for one, stems in found.items() if stems & names)
    return {kind: counts[kind] for kind in WAYS if kind in counts}


def _stems(text: str) -> Iterator[tuple[str, bool]]:
    """The words of a text without ``'s``, and whether each has a capital; not those of one letter."""
    for word in words_of(text):
        stem = word.key.removesuffix("'s")
        if len(stem) > 1:
            yield stem, text[word.start].isupper()


def _texts(study: Study, own: AbstractSet[Place], every: Struck) -> Iterator[tuple[str, str, str]]:
    """Kind, place and text of everything that can hold words; of the paragraphs themselves what was left in them."""
    yield "title of the study", study.title, study.title
    yield from _in_transcripts(study, own, every)
    yield from _in_cells(study)
    for key, version in study.memos():
        transcript = study.transcripts.get(key.transcript)
        yield "memo", f"{transcript.name if transcript else key.transcript} §{key.paragraph}", str(version.value)
    for place, (decision, _) in study.decisions().items():
        known = study.transcripts.get(place.transcript)
        yield "reason of a decision", f"{known.name if known else ''} §{place.paragraph}", decision.reason
    for code in study.codebook:
        said = (code.name, code.definition, code.include, code.exclude, code.example, code.see_also, *code.aliases)
        yield from (("text of a code", full_name(code), text) for text in said)
    for name, (book, _) in study.book_versions.items():
        yield "version of the codebook", name, book.note
        for code in book.codes:
            said = (code.name, code.definition, code.include, code.exclude, code.example, code.see_also, *code.aliases)
            yield from (("version of the codebook", name, text) for text in said)
    yield from _in_cases(study)


def _in_transcripts(study: Study, own: AbstractSet[Place], every: Struck) -> Iterator[tuple[str, str, str]]:
    superseded = study.superseded
    for transcript in study.transcripts.values():
        yield "transcript name", transcript.name, transcript.name
        yield "name of a file", transcript.name, transcript.source
        for paragraph in transcript.paragraphs:
            yield "speaker", transcript.name, paragraph.speaker
            place = Place(transcript.id, paragraph.n)
            kind = "other part of the paragraph" if place in own else "other paragraph"
            if transcript.id not in superseded:
                yield kind, f"{transcript.name}§{paragraph.n}", without(paragraph.text, every.own(place))


def _in_cells(study: Study) -> Iterator[tuple[str, str, str]]:
    for key in study.cells:
        written, place = study.cells.at(key), name_of_cell(study, key)
        yield "summary", place, written.summary.text if written.summary else ""
        yield "comment on a cell", place, written.comment
        yield from (("reason of a rating", place, rating.reason) for rating, _ in written.ratings.values())


def _in_cases(study: Study) -> Iterator[tuple[str, str, str]]:
    for name, attribute in study.cases.attributes.items():
        yield "attribute", name, " / ".join((name, *attribute.choices))
    for n, case in enumerate(study.cases.all.values(), 1):
        yield "case name", f"case {n}", case.name
        yield "note on a case", case.name, case.note
        yield from (("value of a case", case.name, value) for value in case.values.values())
