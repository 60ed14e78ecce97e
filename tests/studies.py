"""Small studies and random acts on them, for tests of any room."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import strategies as st

from postil.model.act import changes_of
from postil.model.book_version import BookVersion
from postil.model.case import Attribute
from postil.model.cell import SUMMARY_STATUSES, Rating, Summary
from postil.model.change import (
    AddCase,
    AddCode,
    AddCoder,
    AddTranscript,
    Apply,
    Confirm,
    Decide,
    Doubt,
    DropCase,
    DropCode,
    EditCase,
    EditCode,
    EditTranscript,
    GiveVoice,
    NameVersion,
    Pin,
    Quote,
    Rate,
    Remove,
    Review,
    SetAttribute,
    SetComment,
    SetMemo,
    SetStudy,
    SetSummary,
    SetValue,
    Strike,
)
from postil.model.clock import Clock
from postil.model.codebook import Code
from postil.model.coding import Coding, MemoKey
from postil.model.decision import Decision
from postil.model.log import Log
from postil.model.study import Study
from postil.model.transcript import Paragraph, Transcript, reading_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from hypothesis.strategies import SearchStrategy

    from postil.model.change import Action, Change

TEXTS = (
    "And who first pushed for the café?",
    "It was the liaison nurses, really. [laughs] They had kept a list. One of them took it to the board.",
    "האם זה עזר? 漢字 and 👩‍⚕️ said so.",
    "No.",
)


def small_transcript(name: str = "P04", texts: Iterable[str] = TEXTS) -> Transcript:
    """A transcript whose odd paragraphs ask and even ones answer."""
    paragraphs = tuple(
        Paragraph(n, text, *(("INT", "interviewer") if n % 2 else (name, "participant")), "say", float(n * 10))
        for n, text in enumerate(texts, 1)
    )
    return Transcript(reading_id(paragraphs), name, f"{name}.txt", "0" * 64, paragraphs)


CODES = (
    Code("F1", "Bottom-up development", number="F1", definition="Grew out of local ideas."),
    Code("F1.2", "Built on local need", parent="F1", number="F1.2"),
    Code("F4", "Leadership and management buy-in", number="F4", aliases=("leadership",)),
    Code("B2", "Workforce challenges", number="B2"),
)
TRANSCRIPTS = (
    small_transcript("P04"),
    small_transcript("P05", ("Staff?", "We advertised three times.", "[phone rings]")),
)


@dataclass
class Desk:
    """A study, its log and a clock: what a coder works on, without a file."""

    study: Study = field(default_factory=Study)
    log: Log = field(default_factory=Log)
    clock: Clock = field(
        default_factory=lambda: Clock(writer="0123456789abcdef", now=count(1_700_000_000_000, 7).__next__)
    )

    def act(self, *actions: Action, coder: str = "ana", undoes: str = "") -> tuple[Change, ...]:
        """Record one act."""
        changes = changes_of(self.study, actions, coder=coder, clock=self.clock, undoes=undoes)
        self.study.fold(changes)
        self.log.add(changes)
        return changes

    def undo(self, coder: str = "ana") -> bool:
        """Take back the coder's last act; whether there was one."""
        step = self.log.undo(self.study, coder)
        if step is None:
            return False
        self.act(*step.actions, coder=coder, undoes=step.group)
        return bool(step.actions)

    def redo(self, coder: str = "ana") -> bool:
        """Bring back the coder's last undone act; whether there was one."""
        step = self.log.redo(self.study, coder)
        if step is None:
            return False
        self.act(*step.actions, coder=coder, undoes=step.group)
        return True


def small_desk() -> Desk:
    """Two transcripts and four codes, nothing coded."""
    desk = Desk()
    desk.act(SetStudy("title", "A small study"), coder="")
    desk.act(*(AddCode(code) for code in CODES), coder="")
    desk.act(*(AddTranscript(transcript) for transcript in TRANSCRIPTS), coder="")
    return desk


def content(study: Study) -> object:
    """What a study says, without stamps: equal for studies that a user could not tell apart."""
    return (
        study.title,
        sorted(study.coders),
        set(study.transcripts),
        {code.id: code for code in study.codebook},
        {coding for coding, _ in study.codings()},
        {coding for coding, _ in study.codings() if study.is_doubtful(coding)},
        {mark[:3] for mark in study.reviewed_marks()},
        {key: version.value for key, version in study.memos()},
        {coder: study.pins(coder) for coder in ("ana", "ben")},
        dict(study.uses),
        {place: decision for place, (decision, _) in study.decisions().items()},
        {key: tuple(head.value for head in heads) for key, heads in study.conflicts().items()},
        charted(study),
    )


def charted(study: Study) -> object:
    """What a study says of its cases and cells, without stamps."""
    cells = [cell for cell in study.cells if study.cells.is_written(cell)]
    return (
        {key: (case.name, case.note, dict(case.values), set(case.voices)) for key, case in study.cases.all.items()},
        dict(study.cases.attributes),
        {cell: (study.cells.summary(cell), study.cells.comment(cell)) for cell in cells},
        {cell: {rater: rating for rater, (rating, _) in study.cells.ratings(cell).items()} for cell in cells},
        set(study.cells.quotable()),
        set(study.cells.struck()),
        {name: version for name, (version, _) in study.book_versions.items()},
        {key: text.name for key, text in study.transcripts.items()},
    )


def stamped(study: Study) -> object:
    """What a study says, with the stamps of everything: equal for equal folds."""
    return (
        content(study),
        set(study.codings()),
        set(study.reviewed_marks()),
        set(study.memos()),
        [code.id for code in study.codebook],
        list(study.transcripts),
        study.coders,
        study.conflicts(),
        list(study.cases.all),
        list(study.cases.attributes),
        {cell: tuple(study.cells.at(cell)) for cell in study.cells},
        study.cells.quotable(),
        {coding: study.confirmed(coding) for coding, _ in study.codings()},
        list(study.book_versions),
    )


CODERS = st.sampled_from(("ana", "ben"))
CODE_IDS = st.sampled_from([code.id for code in CODES])


@st.composite
def codings(draw: st.DrawFn, coder: str) -> Coding:
    """A coding that fits one of the small transcripts."""
    transcript = draw(st.sampled_from(TRANSCRIPTS))
    paragraph = draw(st.sampled_from(transcript.paragraphs))
    span: tuple[int | None, int | None] = (None, None)
    if draw(st.booleans()):
        start = draw(st.integers(0, len(paragraph.text) - 1))
        span = (start, draw(st.integers(start + 1, len(paragraph.text))))
    return Coding(transcript.id, paragraph.n, *span, draw(CODE_IDS), coder)


CASES = (AddCase("p04", "P04"), AddCase("café", "Café"))
ROLE = SetAttribute("role", Attribute("choice", ("manager", "nurse")))
_WORDS = ("", "wanted it", "nobody asked (§1)")


class _At(NamedTuple):
    """What an act on cases and the like is made from."""

    coder: str
    coding: Coding
    case: AddCase
    words: str
    n: int
    """0 to 2."""


def _charted(*, by: Callable[[_At], Action]) -> Callable[[_At], list[Action]]:
    """An act that brings the case in and then does something with it."""
    return lambda at: [at.case, by(at)]


_CHARTING: tuple[Callable[[_At], list[Action]], ...] = (
    lambda at: [at.case],
    lambda at: [DropCase(at.case.case, at.case.name)],
    _charted(by=lambda at: EditCase(at.case.case, "name", at.words or "Renamed")),
    lambda _: [ROLE],
    lambda at: [at.case, ROLE, SetValue(at.case.case, "role", ("", "manager", "nurse")[at.n])],
    _charted(by=lambda at: GiveVoice(at.coding.transcript, "", at.case.case)),
    lambda at: [GiveVoice(at.coding.transcript, "", "")],
    _charted(by=lambda at: GiveVoice(at.coding.transcript, "INT", at.case.case if at.n else "")),
    lambda at: [AddCode(Code(f"child{at.n}", "Child", parent=("F4", "B2", "F1")[at.n]))],
    lambda at: [EditCode("F4", "parent", ("", "B2", "F1")[at.n])],
    _charted(
        by=lambda at: SetSummary(
            at.case.case, at.coding.code, Summary(at.words, SUMMARY_STATUSES[at.n % 2], (at.coding.passage,)[: at.n])
        )
    ),
    _charted(by=lambda at: SetComment(at.case.case, at.coding.code, at.words)),
    _charted(by=lambda at: Rate(at.case.case, at.coding.code, at.coder, Rating(("", "-1", "mixed")[at.n], at.words))),
    lambda at: [Quote(at.coding.passage, quotable=at.n > 0)],
    lambda at: [Strike(at.coding.passage, struck=at.n > 0)],
    lambda at: [Confirm(at.coding, confirmed=at.n > 0)],
    lambda at: [NameVersion("v1", BookVersion(CODES[: at.n], at.words))],
    lambda at: [EditTranscript(at.coding.transcript, "name", at.words or "P99")],
    lambda at: [EditCode("F4", "merged_into", ("", "B2", "F1")[at.n])],
    lambda at: [EditCode("B2", "merged_into", ("", "F4", "F1.2")[at.n])],
)
"""Acts on cases, cells, the codebook as a whole or passages."""


@st.composite
def acts(draw: st.DrawFn) -> tuple[str, list[Action]]:
    """One act of one coder: who, and what. It may turn out to change nothing."""
    coder = draw(CODERS)
    coding = draw(codings(coder))
    memo = draw(
        st.sampled_from([MemoKey.at_coding(coding), MemoKey.at_paragraph(coding.transcript, coding.paragraph, coder)])
    )
    actions: SearchStrategy[list[Action]] = st.one_of(
        st.just([Apply(coding)]),
        st.just([Apply(coding), Review(coding.transcript, coding.paragraph, coder)]),
        st.just([Remove(coding)]),
        st.builds(lambda on: [Review(coding.transcript, coding.paragraph, coder, on)], st.booleans()),
        st.builds(lambda on: [Doubt(coding, on)], st.booleans()),
        st.builds(
            lambda choice: [Decide(coding.transcript, coding.paragraph, Decision(choice, "", (coding.code,)))],
            st.sampled_from(("", "both", "neither", "other")),
        ),
        st.builds(lambda text: [SetMemo(memo, text)], st.text(max_size=8)),
        st.builds(lambda slot: [Pin(coder, slot, coding.code)], st.integers(0, 9)),
        st.builds(lambda text: [EditCode(coding.code, "definition", text)], st.text(max_size=8)),
        st.builds(lambda text: [SetStudy("title", text)], st.text(max_size=8)),
        st.just([AddCoder(coder)]),
        st.builds(
            lambda n: [AddCode(Code(f"new{n}", f"New code {n}")), Apply(coding._replace(code=f"new{n}"))],
            st.integers(1, 3),
        ),
        st.just([DropCode(CODES[3])]),
        st.builds(
            lambda act, case, words, n: act(_At(coder, coding, case, words, n)),
            st.sampled_from(_CHARTING),
            st.sampled_from(CASES),
            st.sampled_from(_WORDS),
            st.integers(0, 2),
        ),
    )
    return coder, draw(actions)
