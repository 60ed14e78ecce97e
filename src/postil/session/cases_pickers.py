"""What is picked from a list in the cases screen: a choice, the transcripts of a case, an attribute and its kind.

Invariant: what is taken is recorded at once, as one act, and what another case has changes hands only when asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.case import ATTRIBUTE_KINDS, Attribute
from postil.model.case_acts import (
    attribute_named,
    distinct_choices,
    drop_attribute,
    fit_attribute,
    join_list,
    plain_name,
    set_attribute,
    split_list,
    valued,
)
from postil.model.codebook import matching_name
from postil.model.eligible import current_transcripts
from postil.model.voices import Voice, give_voices, participants_of
from postil.session.modes import Asking, Picking, Prompting
from postil.session.pickers import NEW, TAKEN, PlainSource, ranked_values
from postil.session.rows import Row
from postil.session.textline import TextLine
from postil.text.counted import counted

if TYPE_CHECKING:
    from postil.model.case import Case
    from postil.session.cases import CasesSession
    from postil.session.session import Session

_NOTHING, _CHOICES, _DROP = "-", "choices", "drop"


class _OfCases(PlainSource):
    """A list in the cases screen."""

    def __init__(self, cases: CasesSession) -> None:
        self._cases = cases


class ChoiceSource(_OfCases):
    """The choices of an attribute; a text that none of them is makes another."""

    def __init__(self, cases: CasesSession, case: Case, name: str) -> None:
        super().__init__(cases)
        self.title = f"{name} of {case.name}"
        self._case, self._name = case, name
        value = case.values.get(name, "")
        choices = self._attribute.choices
        self.begins = choices.index(value) if value in choices else 0

    @property
    def _attribute(self) -> Attribute:
        return self._cases.table.attributes[self._name]

    def rows(self, session: Session, query: str) -> list[Row]:  # noqa: ARG002
        """The choices that match, then that there is none, then a new one."""
        value, choices = self._case.values.get(self._name, ""), self._attribute.choices
        found = ranked_values(query, ((choice, choice) for choice in choices))
        rows = [Row(f"={choice}", choice, mark=TAKEN if choice == value else "") for choice in found]
        if not query.strip():
            return [*rows, *([Row(_NOTHING, "(no value)")] if value else [])]
        if matching_name(query) not in map(matching_name, choices):
            rows.append(Row(NEW, f"new choice “{plain_name(query)}”", mark=NEW))
        return rows

    def take(self, session: Session, row: Row | None, query: str, *, more: bool = False) -> None:  # noqa: ARG002
        """Give the case the value."""
        if row is None:
            return
        attribute, name = self._attribute, self._name
        text = "" if row.key == _NOTHING else row.key[1:] if row.key != NEW else plain_name(query)
        if row.key == NEW:
            attribute = attribute._replace(choices=(*attribute.choices, text))
            new = [*set_attribute(session.study, name, attribute), valued(attribute, self._case.id, name, text)]
            session.record(*new)
        else:
            session.record(valued(attribute, self._case.id, name, text))
        session.say(f"{self._case.name}: {name}: {text or '(no value)'}")


class VoiceSource(_OfCases):
    """Transcripts and their speakers; those of the case have a tick, and taking one of these gives it back."""

    hint = "Enter takes or gives back · Tab and more"
    goes_on = True

    def __init__(self, cases: CasesSession, case: Case) -> None:
        super().__init__(cases)
        self.title = f"words of {case.name}"
        self._case = case
        mine = cases.table.voices.get(case.id, [])
        every = list(self._voices())
        self.begins = every.index(mine[0]) if mine and mine[0] in every else 0

    def _voices(self) -> dict[Voice, str]:
        """What can be taken, and what each is called."""
        found: dict[Voice, str] = {}
        for text in current_transcripts(self._cases.study):
            found[Voice(text.id)] = text.name
            who = participants_of(text)
            owned = [voice for voice in map(lambda s: Voice(text.id, s), who) if self._cases.table.owner(voice)]  # noqa: C417
            if len(who) > 1 or owned:
                found |= {Voice(text.id, speaker): f"{speaker} in {text.name}" for speaker in who}
        return found

    def rows(self, session: Session, query: str) -> list[Row]:  # noqa: ARG002
        """Transcripts and speakers that match, each with whose it is."""
        named = self._voices()
        found = ranked_values(query, ((label, voice) for voice, label in named.items()))
        return [self._row(voice, named[voice]) for voice in found]

    def _row(self, voice: Voice, label: str) -> Row:
        table = self._cases.table
        owner = table.owner(voice)
        known = self._cases.study.cases.all.get(owner)
        mark, note = (TAKEN, "") if owner == self._case.id else ("", f"{known.name}’s" if known else "")
        return Row("\n".join(voice), label, mark=mark, note=note, depth=int(bool(voice.speaker)))

    def take(self, session: Session, row: Row | None, query: str, *, more: bool = False) -> None:  # noqa: ARG002
        """Take the voice or give it back; one that another case has is asked about."""
        if row is None:
            return
        transcript, _, speaker = row.key.partition("\n")
        voice = Voice(transcript, speaker)
        self.begins = list(self._voices()).index(voice)
        other = session.study.cases.all.get(self._cases.table.owner(voice))
        if other is None or other.id == self._case.id:
            self._toggle(voice, row.text)
            return

        def taken(asked: Session) -> None:
            self._toggle(voice, row.text)
            if more:
                asked.mode = Picking(asked, self)

        session.mode = Asking(
            f"{row.text} is {other.name}’s; y gives it to {self._case.name}, any other key does not", {"y": taken}
        )

    def _toggle(self, voice: Voice, label: str) -> None:
        cases, case = self._cases, self._case
        mine = cases.table.voices.get(case.id, [])
        wanted = [kept for kept in mine if kept != voice] if voice in mine else [*mine, voice]
        if voice not in mine and not voice.speaker:  # with the whole transcript come its speakers
            wanted = [kept for kept in wanted if kept.transcript != voice.transcript or kept == voice]
        cases.record(*give_voices(cases.study, case.id, wanted))
        cases.say(f"{label} is {case.name}’s" if voice not in mine else f"{label} is {case.name}’s no more")


class AttributeChangeSource(_OfCases):
    """Attributes to change; a name that none of them has makes another."""

    title = "attribute"
    hint = "Enter · a new name makes one"

    def __init__(self, cases: CasesSession) -> None:
        super().__init__(cases)
        names = list(cases.table.attributes)
        self.begins = names.index(cases.table.attribute) if cases.table.attribute else 0

    def rows(self, session: Session, query: str) -> list[Row]:  # noqa: ARG002
        """Attributes that match, and a new one."""
        known = self._cases.table.attributes
        found = ranked_values(query, ((name, name) for name in known))
        rows = [Row(f"={name}", name, note=_said(known[name])) for name in found]
        if query.strip() and attribute_named(known, query) is None:
            rows.append(Row(NEW, f"new attribute “{plain_name(query)}”", mark=NEW))
        return rows

    def take(self, session: Session, row: Row | None, query: str, *, more: bool = False) -> None:  # noqa: ARG002
        """Ask what it is to be."""
        if row is None:
            session.say("there is no attribute yet; type a name to make one")
            return
        name = plain_name(query) if row.key == NEW else row.key[1:]
        fit_attribute(session.study, name, "text")  # a name that cannot be is said now
        session.mode = Picking(session, KindSource(self._cases, name))


class KindSource(_OfCases):
    """What an attribute is to be."""

    def __init__(self, cases: CasesSession, name: str) -> None:
        super().__init__(cases)
        self.title = f"{name} is a"
        self._name = name
        self._old = cases.table.attributes.get(name)
        self.begins = ATTRIBUTE_KINDS.index(self._old.kind) if self._old else 0

    def rows(self, session: Session, query: str) -> list[Row]:  # noqa: ARG002
        """The kinds, and for an attribute that is there its choices and that it goes."""
        notes = {"text": "any words", "number": "digits", "date": "YYYY-MM-DD", "choice": "one of a list"}
        old = self._old
        rows = [Row(kind, kind, mark=TAKEN if old and kind == old.kind else "", note=notes[kind]) for kind in notes]
        if old is not None and old.kind == "choice":
            rows.append(Row(_CHOICES, "edit the choices", note=join_list(old.choices)))
        if old is not None:
            rows.append(Row(_DROP, "take the attribute away"))
        return ranked_values(query, ((row.text, row) for row in rows))

    def take(self, session: Session, row: Row | None, query: str, *, more: bool = False) -> None:  # noqa: ARG002
        """Make it so."""
        if row is None:
            return
        if row.key == _DROP:
            self._drop()
        elif row.key in {_CHOICES, "choice"}:
            self._ask_choices()
        else:
            self._make(row.key)

    def _ask_choices(self) -> None:
        session, old = self._cases, self._old
        values = (case.values.get(self._name, "") for case in session.study.cases.all.values())
        choices = old.choices if old and old.kind == "choice" else distinct_choices(values)

        def done(_: Session, text: str) -> None:
            self._make("choice", split_list(text))

        session.mode = Prompting(
            f"choices of {self._name}",
            done,
            TextLine(join_list(choices)),
            hint="Enter saves · ; between the choices, in the order in which they sort",
            lasting=True,
        )

    def _make(self, kind: str, choices: list[str] | None = None) -> None:
        session = self._cases
        name, attribute = fit_attribute(session.study, self._name, kind, choices or ())
        session.record(*set_attribute(session.study, name, attribute))
        session.table.go_to_case("", name)
        session.say(f"{name}: {_said(attribute)}")

    def _drop(self) -> None:
        session, name = self._cases, self._name
        used = sum(bool(case.values.get(name)) for case in session.study.cases.all.values())

        def dropped(_: Session) -> None:
            session.record(*drop_attribute(session.study, name))
            session.say(f"{name} is gone; {session.keymap.label('history.undo')} brings it back")

        if used:
            session.mode = Asking(
                f"{counted(used, 'value')} of {name} would go with it: y takes all away, any other key does not",
                {"y": dropped},
            )
        else:
            dropped(session)


def _said(attribute: Attribute) -> str:
    return f"{attribute.kind}: {join_list(attribute.choices)}" if attribute.choices else attribute.kind
