"""The cases of a study: who owns which transcript, and what is known of each.

Invariant: what a case is depends on the set of changes only. A corrected transcript belongs to whom the one before it
belonged to, unless it was said otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.case import Attribute, Case
from postil.model.change import (
    AddCase,
    DropCase,
    GiveVoice,
    Rate,
    SetAttribute,
    SetComment,
    SetSummary,
    SetValue,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from postil.model.change import Charting, FieldKey, FieldValue
    from postil.model.coding import Place
    from postil.model.presence import Elements
    from postil.model.transcript import Transcript


class Cases:
    """What a study knows of its cases."""

    def __init__(
        self,
        elements: Elements,
        value: Callable[[FieldKey], FieldValue | None],
        transcripts: Callable[[], Mapping[str, Transcript]],
        charted: Callable[[], set[str]],
    ) -> None:
        """Look at the parts of a study.

        Args:
            elements: which cases there are.
            value: what a field shows.
            transcripts: those of the study, by id.
            charted: ids of the cases of which there are summaries, comments or ratings.
        """
        self._elements = elements
        self._value = value
        self._transcripts = transcripts
        self._charted = charted
        self._attributes: dict[str, None] = {}
        self._voices: dict[tuple[str, str], None] = {}
        self._valued: dict[str, dict[str, None]] = {}
        """Case -> attributes that it was ever given a value of."""
        self._mentioned: dict[str, None] = {}
        """Cases that were ever charted or given values, whether or not they were brought in."""
        self._all: dict[str, Case] | None = None
        self._owners: dict[tuple[str, str], str] = {}
        self._texts: dict[str, list[Transcript]] | None = None
        """The transcripts of each case, while nothing changes that they depend on."""

    # ---- folding ----

    def take(self, action: AddCase | DropCase, stamp: str) -> None:
        """Take in that a case was brought in or taken out."""
        self._elements.take(stamp, ("case", action.case), action.name, there=isinstance(action, AddCase))
        self.forget()

    def note(self, action: Charting) -> None:
        """Take in that a field of the cases or of their cells was set."""
        match action:
            case SetAttribute(name):
                self._attributes[name] = None
            case GiveVoice(transcript, speaker):
                self._voices[transcript, speaker] = None
            case SetValue(case, attribute):
                self._valued.setdefault(case, {})[attribute] = None
                self._mentioned[case] = None
            case SetSummary(case) | SetComment(case) | Rate(case):
                self._mentioned[case] = None
                if self._elements.is_there("case", case):
                    return  # it is there whatever its cells say
        self.forget()

    def forget(self) -> None:
        """Work out the cases again when they are asked for."""
        self._all = self._texts = None
        self._owners.clear()

    # ---- reading ----

    @property
    def all(self) -> Mapping[str, Case]:
        """The cases by id, in the order in which they came; also one that was taken out and is charted or owns text."""
        if self._all is None:
            owned = self._owned()
            mentioned = [key for key, _ in self._elements.of("case")]
            mentioned += sorted({*owned, *self._mentioned} - set(mentioned))
            loose = [key for key in mentioned if not self._elements.is_there("case", key)]
            unused = set(loose) - owned.keys() - self._valued_now(loose) - (self._charted() if loose else set())
            known = [key for key in dict.fromkeys(mentioned) if key not in unused]
            self._all = {key: self._case(key, owned.get(key, ())) for key in known}
        return self._all

    @property
    def attributes(self) -> Mapping[str, Attribute]:
        """The attributes by name, in the order in which they are shown."""
        found = {name: self._value(("attribute", name)) for name in self._attributes}
        there = {name: value for name, value in found.items() if isinstance(value, Attribute) and value.kind}
        return dict(sorted(there.items(), key=lambda pair: (pair[1].position, pair[0])))

    def owner(self, transcript: str, speaker: str) -> str:
        """Id of the case whose words a speaker's are; empty for nobody's."""
        known = self._owners.get((transcript, speaker))
        if known is None:
            known = self._owners[transcript, speaker] = self._owner(transcript, speaker)
        return known

    def at(self, place: Place) -> str:
        """Id of the case that a paragraph belongs to; empty for none."""
        transcript = self._transcripts().get(place.transcript)
        paragraph = transcript.paragraph(place.paragraph) if transcript else None
        return self.owner(place.transcript, paragraph.speaker) if paragraph else ""

    def transcripts_of(self, case: str) -> list[Transcript]:
        """The transcripts that a case owns or speaks in, without those that a corrected one stands for."""
        if self._texts is None:
            known = self._transcripts()
            texts: dict[str, list[Transcript]] = {}
            superseded = {text.supersedes for text in known.values() if text.supersedes}
            for key, text in known.items():
                if key not in superseded:
                    speakers = dict.fromkeys(paragraph.speaker for paragraph in text.paragraphs)
                    for owner in dict.fromkeys(self.owner(key, speaker) for speaker in speakers):
                        texts.setdefault(owner, []).append(text)
            self._texts = texts
        return self._texts.get(case, [])

    def _case(self, case: str, voices: tuple[tuple[str, str], ...]) -> Case:
        presence = self._elements.get("case", case)
        values = {name: str(self._value(("value", case, name)) or "") for name in self._valued.get(case, ())}
        return Case(
            case,
            str(self._value(("case", case, "name")) or (presence.value if presence else case)),
            str(self._value(("case", case, "note")) or ""),
            {name: value for name, value in values.items() if value},
            voices,
        )

    def _owned(self) -> dict[str, tuple[tuple[str, str], ...]]:
        found: dict[str, tuple[tuple[str, str], ...]] = {}
        for voice in sorted(self._voices):
            if case := str(self._value(("voice", *voice)) or ""):
                found[case] = (*found.get(case, ()), voice)
        return found

    def _valued_now(self, cases: Iterable[str]) -> set[str]:
        return {
            case for case in cases if any(self._value(("value", case, name)) for name in self._valued.get(case, ()))
        }

    def _owner(self, transcript: str, speaker: str) -> str:
        known, seen = self._transcripts(), set[str]()
        while transcript and transcript not in seen:
            seen.add(transcript)
            for voice in ((transcript, speaker), (transcript, "")):
                if voice in self._voices and (case := self._value(("voice", *voice))):
                    return str(case)
            text = known.get(transcript)
            transcript = text.supersedes if text else ""
        return ""
