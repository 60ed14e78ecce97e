"""Studies with cases, for tests of any room: a small one, and random ones with texts that nobody would wish for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from desks import Coder, DeskRecorder, keys_of
from postil.errors import CaseError
from postil.model.case import Attribute
from postil.model.case_acts import distinct_choices, new_case, noted, valued
from postil.model.change import AddCase, AddTranscript, EditCase, GiveVoice, SetAttribute, SetValue
from postil.model.transcript import Paragraph, Transcript, reading_id
from postil.model.voices import Voice, give_voices, owners, participants_of
from postil.session.cases import CasesSession
from studies import TRANSCRIPTS, Desk, small_desk

if TYPE_CHECKING:
    from postil.model.study import Study
    from postil.session.surroundings import Effect

P04, P05 = (transcript.id for transcript in TRANSCRIPTS)


def with_two(name: str = "P11") -> Transcript:
    """A transcript with an interviewer and two participants."""
    said = [
        ("INT", "interviewer"),
        (f"{name}A", "participant"),
        (f"{name}B", "participant"),
        (f"{name}A", "participant"),
    ]
    paragraphs = tuple(
        Paragraph(n, f"{name} words {n}", speaker, role, "say", None)  # type: ignore[arg-type]
        for n, (speaker, role) in enumerate(said, 1)
    )
    return Transcript(reading_id(paragraphs), name, f"{name}.txt", "0" * 64, paragraphs)


P11 = with_two().id


def voices_of(study: Study, case: str) -> tuple[Voice, ...]:
    """The voices of one case, in the order of the study."""
    return tuple(voice for voice, owner in owners(study).items() if owner == case)


def corrected(old: Transcript) -> Transcript:
    """A corrected reading of a transcript."""
    paragraphs = tuple(p._replace(text=f"{p.text} [corrected]") for p in old.paragraphs)
    return Transcript(reading_id(paragraphs), old.name, "mended.txt", "1" * 64, paragraphs, supersedes=old.id)


def cases_desk() -> Desk:
    """P04 and P05 are cases with values; of the two participants in P11 one is a case; the case P06 has no words."""
    desk = small_desk()
    desk.act(AddTranscript(with_two()), coder="")
    desk.act(
        SetAttribute("service_type", Attribute("choice", ("crisis café", "triage", "house"), 1)),
        SetAttribute("beds", Attribute("number", (), 2)),
        SetAttribute("opened", Attribute("date", (), 3)),
        SetAttribute("remark", Attribute("text", (), 4)),
        coder="lead",
    )
    for case in ("P04", "P05", "P11A", "P06"):
        desk.act(AddCase(case.casefold(), case), coder="lead")
    desk.act(GiveVoice(P04, "", "p04"), GiveVoice(P05, "", "p05"), GiveVoice(P11, "P11A", "p11a"), coder="lead")
    desk.act(
        SetValue("p04", "service_type", "triage"),
        SetValue("p04", "beds", "12"),
        SetValue("p04", "opened", "2021-11-09"),
        SetValue("p05", "service_type", "crisis café"),
        SetValue("p05", "beds", "4"),
        SetValue("p05", "remark", "a long remark on what this service was like before the new building came"),
        coder="lead",
    )
    desk.act(EditCase("p05", "note", "Spoke for the whole team."), coder="lead")
    return desk


class CasesDesk(Coder):
    """Somebody at the cases of a study."""

    session: CasesSession

    def press(self, keys: str) -> list[Effect]:
        """Press keys, written as for ``keys_of``."""
        effects: list[Effect] = []
        for key in keys_of(keys):
            effects = self.session.press(key)
        return effects

    def values(self, case: str) -> dict[str, str]:
        """Values of a case by attribute."""
        return dict(self.study.cases.all[case].values)


def at_cases(
    desk: Desk | None = None, *, coder: str | None = "ana", read_only: bool = False, case: str = ""
) -> CasesDesk:
    """Begin a session at the cases of a desk, by default of ``cases_desk``."""
    recorder = DeskRecorder(desk or cases_desk(), read_only=read_only)
    return CasesDesk(recorder, CasesSession(recorder, coder=coder, case=case))


HOSTILE = "[laughs] [/] [@click=app.quit]x[/] \x1b]52;c;ZXZpbA==\x07 \x1b[2J \x9b31m \u202e reversed \x00 \x7f end"
ODD_TEXTS = st.one_of(
    st.sampled_from(
        (
            *("=1+1", "'=1", "-5", "+x", "@a", "a;b", ";", "a; =b", "007", "1.50", "TRUE", "_x000D_", "_x005F_", "P04"),
            *(
                HOSTILE,
                'say "no"',
                "a\tb",
                "café",
                "cafe\u0301",
                "漢字",
                "👩‍⚕️",
                "2021-11-09",
                "09/11/2021",
                "case",
                "text",
            ),
            *("1e5", "1" * 20, "'", "''", "x" * 300),
        )
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)
_NAMES = ODD_TEXTS.map(lambda text: " ".join(text.split()))


@st.composite
def desks_with_cases(draw: st.DrawFn) -> Desk:
    """Studies with cases of all kinds, made as the program makes them."""
    desk = small_desk()
    desk.act(AddTranscript(with_two()), coder="")
    odd = draw(_NAMES)
    desk.act(AddTranscript(_oddly_named(with_two("P12"), odd)), coder="")
    if draw(st.booleans()):
        desk.act(AddTranscript(corrected(TRANSCRIPTS[0])), coder="")
    kinds = (
        Attribute("text", (), 1),
        Attribute("number", (), 2),
        Attribute("date", (), 3),
        Attribute("choice", distinct_choices((*draw(st.lists(_NAMES.filter(bool), max_size=2)), "other")), 4),
    )
    for kind in kinds:
        desk.act(SetAttribute(f"{kind.kind} of it", kind), coder="")
    for name in draw(st.lists(_NAMES, max_size=4)):
        try:
            case, actions = new_case(desk.study, name)
        except CaseError:
            continue
        desk.act(*actions, coder="")
        _fill(draw, desk, case, kinds)
    return desk


def _oddly_named(transcript: Transcript, odd: str) -> Transcript:
    """The same with another name, and with labels that begin so."""
    paragraphs = tuple(p._replace(speaker=f"{odd}{p.speaker}") for p in transcript.paragraphs)
    return Transcript(reading_id(paragraphs), odd or transcript.name, "odd.txt", "2" * 64, paragraphs)


def _fill(draw: st.DrawFn, desk: Desk, case: str, kinds: tuple[Attribute, ...]) -> None:
    """Give a case values, a note and voices that nobody has."""
    samples = {
        "number": ["0", "-3", "2.50", "007", "1.0", "3"],
        "date": ["2021-11-09", "2020-2-1"],
        "choice": list(kinds[3].choices),
    }
    for kind in kinds:
        text = draw(st.sampled_from(["", *samples[kind.kind]]) if kind.kind in samples else ODD_TEXTS)
        desk.act(valued(kind, case, f"{kind.kind} of it", text), coder="")
    desk.act(noted(case, draw(st.one_of(ODD_TEXTS, st.just("two\nlines\n\n= three")))), coder="")
    voices = [
        voice
        for transcript in desk.study.transcripts.values()
        if transcript.id not in desk.study.superseded
        for voice in [Voice(transcript.id), *(Voice(transcript.id, label) for label in participants_of(transcript))]
        if not desk.study.cases.owner(*voice)
    ]
    if voices:
        desk.act(*give_voices(desk.study, case, draw(st.lists(st.sampled_from(voices), max_size=3))), coder="")
