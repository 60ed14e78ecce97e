"""Acts on cases and cells: what of them may be recorded.

Invariant: a log never holds a value that is none of its attribute, a chart of a case or code that is not there, or a
case without a name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.errors import CaseError, NotFoundError
from postil.model.case import ATTRIBUTE_KINDS, CASE_FIELDS, Attribute, case_id
from postil.model.cell import RATINGS, SUMMARY_STATUSES, Rating, Summary
from postil.model.change import (
    AddCase,
    DropCase,
    EditCase,
    GiveVoice,
    Rate,
    SetAttribute,
    SetComment,
    SetSummary,
    SetValue,
)
from postil.model.codebook import is_nameless

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from postil.model.change import Charting, FieldKey, FieldValue
    from postil.model.study import Study
    from postil.model.transcript import Transcript


class ChartingActs:
    """The cases and cells of a study as seen by the actions of one act, each after those before it."""

    def __init__(self, study: Study, values: Mapping[FieldKey, FieldValue], *, undoing: bool) -> None:
        """Look at a study.

        Args:
            study: as it was before the act.
            values: what the actions before have set, by field.
            undoing: whether the act takes another one back.
        """
        self._study = study
        self._values = values
        self._undoing = undoing
        self._cases = dict.fromkeys(study.cases.all, True)
        self._there: dict[str, bool] = {}

    def takes(self, action: AddCase | DropCase) -> bool:
        """Check that a case may be brought in or taken out; whether that changes anything.

        Raises:
            CaseError: it has no name, or it is in use.
        """
        there = self._there.get(action.case, self._study.is_there("case", action.case))
        if isinstance(action, AddCase):
            if is_nameless(action.name):
                raise CaseError("a case has no name", "give it one")
            self._cases[action.case] = True
            self._there[action.case] = True
            return not there
        if use := self._use(action.case):
            raise CaseError(f"case {action.name} has {use}", "take them away first")
        self._cases[action.case] = self._there[action.case] = False
        return there

    def _use(self, case: str) -> str:
        for key, value in self._set_of(case).items():
            if value and not (isinstance(value, Summary) and not value.text) and value != Rating():
                return {"value": "values of attributes", "voice": "transcripts"}.get(str(key[0]), "summaries")
        return ""

    def _set_of(self, case: str) -> dict[FieldKey, FieldValue]:
        """Everything that is set of a case, names and notes left out."""
        study = self._study
        found: dict[FieldKey, FieldValue] = {}
        known = study.cases.all.get(case)
        if known is not None:
            found |= {("value", case, name): value for name, value in known.values.items()}
            found |= {("voice", *voice): case for voice in known.voices}
        for cell in study.cells:
            if cell.case == case:
                found[("summary", *cell)] = study.cells.summary(cell) or ""
                found[("comment", *cell)] = study.cells.comment(cell)
                found |= {("rating", *cell, rater): value for rater, (value, _) in study.cells.ratings(cell).items()}
        for key, value in self._values.items():
            if key[0] == "voice":
                found[key] = value if value == case else ""
            elif key[0] in {"value", "summary", "comment", "rating"} and key[1] == case:
                found[key] = value
        return found

    def check(self, action: Charting, codes: Container[str], transcripts: Mapping[str, Transcript]) -> None:
        """Check that a field of the cases or of a cell may be set.

        Args:
            action: what sets it.
            codes: ids of the codes that there are.
            transcripts: those that there are, by id.

        Raises:
            NotFoundError: a case, code, transcript or speaker that is not there.
            CaseError: a name, kind, value, status or rating that is none.
        """
        if self._undoing:
            return  # what stood there before was checked when it came
        match action:
            case SetAttribute(name, attribute):
                _check_attribute(name, attribute)
            case EditCase(case, field, value):
                self._check_case(case)
                if field not in CASE_FIELDS or (field == "name" and is_nameless(value)):
                    raise CaseError(f"case {case}: there is no field {field}, or its name is empty", "give it a name")
            case SetValue(case, name, value):
                self._check_case(case)
                self._check_value(name, value)
            case GiveVoice(transcript, speaker, case):
                _check_speaker(transcript, speaker, transcripts)
                if case:
                    self._check_case(case)
            case SetSummary(case, code) | SetComment(case, code) | Rate(case, code):
                self._check_case(case)
                if code not in codes:
                    raise NotFoundError(f"there is no code {code}", "see `postil codebook show`")
                _check_cell(action)

    def _check_case(self, case: str) -> None:
        if not self._cases.get(case):
            raise NotFoundError(f"there is no case {case}", "see `postil cases show`")

    def _check_value(self, name: str, value: str) -> None:
        attribute = self._values.get(("attribute", name)) or self._study.cases.attributes.get(name)
        if not isinstance(attribute, Attribute) or not attribute.kind:
            raise NotFoundError(f"there is no attribute {name}", "see `postil cases show`")
        if attribute.value_of(value) != value:
            raise CaseError(f"{name}: “{value}” is written {attribute.value_of(value)}", "write it so")


def _check_attribute(name: str, attribute: Attribute) -> None:
    if is_nameless(name):
        raise CaseError("an attribute has no name", "give it one")
    if attribute.kind not in {"", *ATTRIBUTE_KINDS}:
        raise CaseError(f"{name}: {attribute.kind} is no kind of attribute", f"choose {', '.join(ATTRIBUTE_KINDS)}")


def _check_speaker(transcript: str, speaker: str, transcripts: Mapping[str, Transcript]) -> None:
    known = transcripts.get(transcript)
    if known is None:
        raise NotFoundError(f"there is no transcript {transcript}", "see `postil check STUDY`")
    speakers = dict.fromkeys(paragraph.speaker for paragraph in known.paragraphs if paragraph.speaker)
    if speaker and speaker not in speakers:
        raise NotFoundError(f"nobody is called {speaker} in {known.name}", f"its speakers are {', '.join(speakers)}")


def _check_cell(action: SetSummary | SetComment | Rate) -> None:
    match action:
        case SetSummary(_, _, Summary(_, status)) if status not in SUMMARY_STATUSES:
            raise CaseError(f"{status} is no status of a summary", f"choose {' or '.join(SUMMARY_STATUSES)}")
        case Rate(_, _, _, Rating(value)) if value and value not in RATINGS:
            raise CaseError(f"{value} is no rating", f"choose {', '.join(RATINGS)}")


def new_case_id(study: Study, name: str) -> str:
    """An id for a case that is to be brought in: that of its name, or with a number if another case has that one."""
    wanted, n = case_id(name), 1
    chosen = wanted
    while (known := study.cases.all.get(chosen)) is not None and case_id(known.name) != wanted:
        n += 1
        chosen = f"{wanted} {n}"
    return chosen
