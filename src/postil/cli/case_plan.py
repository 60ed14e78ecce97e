"""What a table of cases would change in a study. Invariant: all of it is checked before anything is recorded.

Cases are told apart by their names. A column that the table does not have changes nothing; an empty cell empties.
Cases that the table does not have stay. What a table says that was written from the study and not touched is what the
study says, so it changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from postil.cli.lookup import Finder, excerpt, nearest, some
from postil.errors import CaseError, NotFoundError
from postil.exports.cases import kind_said, said_voices, transcript_labels
from postil.model.case_acts import (
    NOTE_COLUMN,
    SPEAKER_COLUMN,
    TRANSCRIPT_COLUMN,
    distinct_choices,
    fit_attribute,
    new_case,
    next_position,
    noted,
    split_list,
    valued,
)
from postil.model.change import SetAttribute
from postil.model.codebook import matching_name
from postil.model.eligible import current_transcripts
from postil.model.redaction import LEFT_OUT
from postil.model.voices import Voice, give_voices, owners, speakers_of, told_once
from postil.text.clean import visible, visible_lines
from postil.text.struck import Struck
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postil.importers.case_table import CaseRow, CaseTable
    from postil.model.case import Attribute, Case
    from postil.model.change import Action
    from postil.model.study import Study
    from postil.model.transcript import Transcript

_UNKNOWN_SHOWN = 5


class Difference(NamedTuple):
    """A value that the table changes."""

    case: str
    """Name of the case."""
    field: str
    """An attribute, or a column of the table's own."""
    study: str
    file: str


class NewAttribute(NamedTuple):
    """An attribute that the table brings in."""

    name: str
    attribute: Attribute
    inferred: bool
    """Whether the kind follows from the values, because nobody has said it."""


@dataclass(slots=True)
class Plan:
    """What a table would change."""

    attributes: list[NewAttribute] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    """Names of new cases."""
    changed: list[Difference] = field(default_factory=list)
    """Of cases that were there."""
    unchanged: int = 0
    """How many cases of the table are as they were."""
    actions: list[Action] = field(default_factory=list)


def plan_of(study: Study, table: CaseTable, *, kinds: Mapping[str, str] | None = None, no_new: bool = False) -> Plan:
    """What a table of cases would change.

    Args:
        study: where.
        table: the table.
        kinds: kinds of attributes that the command line says, by heading.
        no_new: whether a case that is not there is an error.

    Raises:
        CaseError: anything in the table that cannot be done, with the row and the column.
    """
    return _Planner(study, table).plan(kinds or {}, no_new=no_new)


class _Planner:
    """Works a plan out, a part after the other."""

    def __init__(self, study: Study, table: CaseTable) -> None:
        self._study = study
        self._table = table
        self._finder = Finder(study)
        self._struck = Struck(study)
        self._labels = transcript_labels(study)
        self._owned = owners(study)
        self._names: dict[str, str] = {}
        self._attributes: dict[str, tuple[str, Attribute]] = {}
        self._wanted: dict[str, tuple[CaseRow, tuple[Voice, ...]]] = {}
        self._plan = Plan()

    def plan(self, kinds: Mapping[str, str], *, no_new: bool) -> Plan:
        """All of it."""
        self._find_attributes(kinds)
        cases = self._find_cases(no_new=no_new)
        told = self._find_transcripts()
        new: list[str] = []
        for row, case in zip(self._table.rows, cases, strict=True):
            if case is None:
                with_id, made = new_case(self._study, row.name, besides=new)
                self._plan.actions += made
                self._plan.added.append(row.name)
                new.append(with_id)
            else:
                with_id = case.id
            self._names[with_id] = row.name
            before = len(self._plan.changed)
            self._take_values(with_id, row, case)
            self._take_note(with_id, row, case)
            if row.voices is not None:
                self._take_voices(with_id, row, case, told)
            self._plan.unchanged += case is not None and len(self._plan.changed) == before
        self._hand_over()
        return self._plan

    # ---- attributes ----

    def _find_attributes(self, kinds: Mapping[str, str]) -> None:
        said = {matching_name(name): kind for name, kind in kinds.items()}
        unknown = [name for name in kinds if matching_name(name) not in map(matching_name, self._table.columns)]
        if unknown:
            raise CaseError(
                f"{self._table.source}: there is no column '{excerpt(unknown[0])}'",
                f"say --type with one of {some(self._table.columns) or 'none'}",
            )
        known = {matching_name(visible(name)): name for name in self._study.cases.attributes}
        position = next_position(self._study)
        for column in self._table.columns:
            name = known.get(matching_name(column))
            if name is not None:
                self._attributes[column] = (name, self._study.cases.attributes[name])
                self._check_kind(column, said.get(matching_name(column), ""))
                continue
            self._attributes[column] = self._new_attribute(column, said.get(matching_name(column), ""), position)
            position += 1

    def _check_kind(self, column: str, said: str) -> None:
        """A kind that is said of an attribute must be the one it has."""
        attribute, row = self._attributes[column][1], self._table.kinds.get(column)
        kind = said or (row.kind if row else "")
        known = {matching_name(visible(choice)) for choice in attribute.choices}
        other = [choice for choice in (row.choices if row and not said else ()) if matching_name(choice) not in known]
        if (kind and kind != attribute.kind) or other:
            here = other[0] if other else kind
            raise CaseError(
                f"{self._table.source}: {column} is {kind_said(attribute)} in the study, and {here} here",
                "change it first, with `postil cases attribute`",
            )

    def _new_attribute(self, column: str, said: str, position: int) -> tuple[str, Attribute]:
        from postil.importers.case_table import kind_of  # noqa: PLC0415 - loaded when it is needed

        row = self._table.kinds.get(column)
        inferred = not said and row is None
        kind = said or (row.kind if row else "")
        choices: Sequence[str] = row.choices if row and not said else ()
        if inferred:
            found = kind_of(self._table, column)
            kind, choices = found.kind, found.choices
        elif kind == "choice" and not choices:
            choices = distinct_choices(each.values[column] for each in self._table.rows)
        name, attribute = fit_attribute(self._study, column, kind, choices)
        attribute = attribute._replace(position=position)
        self._plan.actions.append(SetAttribute(name, attribute))
        self._plan.attributes.append(NewAttribute(name, attribute, inferred))
        return name, attribute

    # ---- cases ----

    def _find_cases(self, *, no_new: bool) -> list[Case | None]:
        by_name: dict[str, list[Case]] = {}
        for case in self._study.cases.all.values():
            for name in {matching_name(case.name), matching_name(visible(case.name))}:
                by_name.setdefault(name, []).append(case)
        found: list[Case | None] = []
        for row in self._table.rows:
            here = by_name.get(matching_name(row.name), [])
            if len(here) > 1:
                raise CaseError(
                    f"{self._table.place(row.row)}: two cases are called {row.name}", "give one of them another name"
                )
            found.append(here[0] if here else None)
        new = [row for row, case in zip(self._table.rows, found, strict=True) if case is None]
        if no_new and new:
            names = [case.name for case in self._study.cases.all.values()]
            listed = self._listed([(row.row, row.name, names) for row in new])
            raise CaseError(
                f"{self._table.source}: not in the study: {listed}", "mend the names, or leave --no-new out"
            )
        return found

    def _listed(self, unknown: Sequence[tuple[int, str, list[str]]]) -> str:
        """What is unknown, with its row and the nearest name that is known."""
        shown = [
            f"row {row} '{excerpt(name)}'" + (f" (nearest: {nearest(name, names)[0]})" if names else "")
            for row, name, names in unknown[:_UNKNOWN_SHOWN]
        ]
        more = len(unknown) - len(shown)
        return ", ".join(shown) + (f" and {more} more" if more else "")

    def _take_values(self, case_id: str, row: CaseRow, case: Case | None) -> None:
        for column, text in row.values.items():
            name, attribute = self._attributes[column]
            old = case.values.get(name, "") if case else ""
            if attribute.kind == "text":
                text = self._put_back(old, text, self._table.place(row.row, column))  # noqa: PLW2901 - the same text
            if visible(old) == visible(text):
                continue
            try:
                action = valued(attribute, case_id, name, text)
            except CaseError as error:
                raise CaseError(f"{self._table.place(row.row, column)}: {error.message}", error.hint) from None
            if action.value != old:
                self._plan.actions.append(action)
                self._differs(case, name, old, action.value)

    def _take_note(self, case_id: str, row: CaseRow, case: Case | None) -> None:
        old = case.note if case else ""
        note = None if row.note is None else self._put_back(old, row.note, self._table.place(row.row, NOTE_COLUMN))
        if note is None or note in {old, visible_lines(old)}:
            return
        action = noted(case_id, note)
        self._plan.actions.append(action)
        self._differs(case, NOTE_COLUMN, old, action.value)

    def _put_back(self, old: str, text: str, place: str) -> str:
        """A text of the table, with what was struck out where ``[...]`` stands for it in the study's own text."""
        whole, left = self._struck.back(old, text)
        if old and left and self._study.cells.was_struck:
            raise CaseError(f"{place}: {LEFT_OUT} stands for words that would be lost", "write words there instead")
        return whole

    def _differs(self, case: Case | None, name: str, old: str, new: str) -> None:
        if case is not None and old != new:
            self._plan.changed.append(Difference(case.name, name, old, new))

    # ---- voices ----

    def _find_transcripts(self) -> dict[str, Transcript]:
        """The transcripts that the table names; unknown ones are all told at once."""
        current = {transcript.id: transcript for transcript in current_transcripts(self._study)}
        later = {transcript.supersedes: transcript for transcript in self._study.transcripts.values()}
        found: dict[str, Transcript] = {}
        unknown: list[tuple[int, str, list[str]]] = []
        for row in self._table.rows:
            for name in filter(None, split_list(row.voices or "")):
                try:
                    transcript = self._finder.transcript(name)
                except NotFoundError as error:
                    if "may be any of" in error.message:
                        place = self._table.place(row.row, TRANSCRIPT_COLUMN)
                        raise CaseError(f"{place}: {error.message}", error.hint) from None
                    unknown.append((row.row, name, [text.name for text in current.values()]))
                    continue
                while transcript.id not in current:
                    transcript = later[transcript.id]
                found[name] = transcript
        if unknown:
            what = "not in the study" if len(unknown) == 1 else f"{len(unknown)} transcripts are not in the study"
            raise CaseError(
                f"{self._table.source}, column {TRANSCRIPT_COLUMN}: {what}: {self._listed(unknown)}",
                "mend the names, or add the transcripts first",
            )
        return found

    def _take_voices(self, case_id: str, row: CaseRow, case: Case | None, told: Mapping[str, Transcript]) -> None:
        now = tuple(voice for voice, owner in self._owned.items() if owner == case_id)
        transcripts = [told[name] for name in split_list(row.voices or "") if name]
        if row.speakers is None:  # no column for them: those that are known stay
            wanted = [
                voice
                for text in transcripts
                for voice in ([v for v in now if v.transcript == text.id] or [Voice(text.id)])
            ]
        else:
            wanted = self._with_speakers(row, transcripts)
        asked = told_once(wanted, self._owned, case_id)
        self._wanted[case_id] = (row, asked)
        if set(asked) != set(now):
            old, new = (self._said(voices) for voices in (now, asked))
            self._differs(case, TRANSCRIPT_COLUMN, old, new)

    def _said(self, voices: Sequence[Voice]) -> str:
        texts, speakers = said_voices(voices, self._labels)
        return f"{texts} ({speakers})" if speakers else texts

    def _with_speakers(self, row: CaseRow, transcripts: list[Transcript]) -> list[Voice]:
        place = self._table.place(row.row, SPEAKER_COLUMN)
        labels = split_list(row.speakers or "")
        if not any(labels):
            return [Voice(text.id) for text in transcripts]
        if not transcripts:
            raise CaseError(f"{place}: says who speaks, but not in which transcript", "name the transcript, too")
        if len(transcripts) == 1:
            transcripts = transcripts * len(labels)
        elif len(labels) == 1:
            labels = labels * len(transcripts)
        if len(labels) != len(transcripts):
            raise CaseError(
                f"{place}: names {len(labels)} speakers for {len(transcripts)} transcripts",
                "name one for all, or as many, with ; between them",
            )
        return [Voice(text.id, _speaker(text, label, place)) for text, label in zip(transcripts, labels, strict=True)]

    def _hand_over(self) -> None:
        """The actions that give voices, once it is certain that no two cases claim one."""
        claimed: dict[Voice, str] = {voice: owner for voice, owner in self._owned.items() if owner not in self._wanted}
        for case_id, (row, voices) in self._wanted.items():
            for voice in voices:
                other = claimed.setdefault(voice, case_id)
                if other != case_id:
                    self._refuse_twice(row, voice, other)
        actions = [
            action
            for case_id, (_, voices) in self._wanted.items()
            for action in give_voices(self._study, case_id, voices, self._owned)
        ]
        given = {action.key: action for action in actions if action.value}
        taken = dict.fromkeys(action for action in actions if not action.value and action.key not in given)
        self._plan.actions += [*taken, *given.values()]

    def _refuse_twice(self, row: CaseRow, voice: Voice, other: str) -> None:
        text = self._study.transcripts[voice.transcript]
        what = f"{voice.speaker} in {text.name}" if voice.speaker else text.name
        if other in self._wanted:
            whose = f"{self._names[other]} in row {self._wanted[other][0].row}"
        else:
            whose = f"{self._study.cases.all[other].name} in the study"
        hint = "give it to one case"
        if not voice.speaker and len(speakers_of(text)) > 1:
            hint += f", or say which speaker of it is which: {some(speakers_of(text))}"
        raise CaseError(f"{self._table.place(row.row, TRANSCRIPT_COLUMN)}: {what} is that of {whose} already", hint)


def _speaker(transcript: Transcript, label: str, place: str) -> str:
    """A speaker of a transcript, by the label; empty for none.

    Raises:
        CaseError: there is none.
    """
    if not label:
        return ""
    known = speakers_of(transcript)
    for fits in (label.__eq__, lambda speaker: matching_name(visible(speaker)) == matching_name(label)):
        found = [speaker for speaker in known if fits(speaker)]
        if len(found) == 1:
            return found[0]
    raise CaseError(
        f"{place}: nobody is called '{excerpt(label)}' in {transcript.name}",
        f"its speakers are {some(nearest(label, known)) or 'not named'}",
    )
