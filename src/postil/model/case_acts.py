"""Builders of acts on cases and their attributes: what a person asks for, as actions.

Invariant: no two cases that are made or named here have one name, and whatever is built can be recorded: a wish that
cannot be met is refused with its reason, before anything is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.errors import CaseError
from postil.model.case import ATTRIBUTE_KINDS, Attribute, case_id
from postil.model.change import AddCase, DropCase, EditCase, SetAttribute, SetValue
from postil.model.charting import new_case_id
from postil.model.codebook import is_nameless, matching_name
from postil.model.longest import LONGEST_CELL, cell_length
from postil.model.transcript import normal_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postil.model.case import Case
    from postil.model.change import Action
    from postil.model.study import Study

NAME_COLUMN, TRANSCRIPT_COLUMN, SPEAKER_COLUMN, NOTE_COLUMN = "case", "transcript", "speaker", "note"
OWN_COLUMNS = (NAME_COLUMN, TRANSCRIPT_COLUMN, SPEAKER_COLUMN, NOTE_COLUMN)
"""What a table of cases has beside attributes; no attribute is called so."""
_LIST_SEPARATOR, _DOUBLED = ";", ";;"
_PIECES = re.compile(r";;|;|[^;]+")


# ---- names ----


def plain_name(text: str) -> str:
    """A name as it is kept: NFC, runs of white space as one space."""
    return " ".join(normal_text(text).split())


def cases_named(study: Study, name: str) -> list[Case]:
    """The cases of this name, however it is spelt in capitals and spaces."""
    wanted = matching_name(name)
    return [case for case in study.cases.all.values() if matching_name(case.name) == wanted]


def attribute_named(names: Iterable[str], name: str) -> str | None:
    """The attribute of this name, however it is spelt in capitals and spaces; None if there is none."""
    wanted = matching_name(name)
    return next((known for known in names if matching_name(known) == wanted), None)


def _fit_name(study: Study, name: str, *, besides: str = "") -> str:
    name = plain_name(name)
    if is_nameless(name):
        raise CaseError("a case has no name", "give it one")
    check_length(name, "the name of a case")
    if others := [case for case in cases_named(study, name) if case.id != besides]:
        raise CaseError(f"there is a case {others[0].name} already", "choose another name")
    return name


def check_length(text: str, what: str) -> None:
    """Pass where a text is no longer than a cell of a spreadsheet.

    Raises:
        CaseError: it is longer.
    """
    if (length := cell_length(text)) > LONGEST_CELL:
        raise CaseError(f"{what} has {length:,} characters, and a cell holds {LONGEST_CELL:,}", "shorten it")


# ---- cases ----


def new_case(study: Study, name: str, *, besides: Iterable[str] = ()) -> tuple[str, list[Action]]:
    """The id of a case that is to be made, and the actions that make it.

    Args:
        study: where.
        name: its name.
        besides: ids that are given to other cases in the same act.

    Raises:
        CaseError: it has no name, or there is a case of that name.
    """
    name = _fit_name(study, name)
    taken = set(besides)
    chosen, n = new_case_id(study, name), 1
    while chosen in taken:
        n += 1
        chosen = f"{case_id(name)} {n}"
    actions: list[Action] = [AddCase(chosen, name)]
    # A case of that id may have been taken out before, under another name and with a note.
    if study.value(("case", chosen, "name")) not in {None, "", name}:
        actions.append(EditCase(chosen, "name", name))
    if study.value(("case", chosen, "note")):
        actions.append(EditCase(chosen, "note", ""))
    return chosen, actions


def renamed(study: Study, case: str, name: str) -> list[Action]:
    """The actions that give a case another name; none if it has that name.

    Raises:
        CaseError: it is none, or another case's.
    """
    fit = _fit_name(study, name, besides=case)
    return [] if fit == study.cases.all[case].name else [EditCase(case, "name", fit)]


def noted(case: str, text: str) -> EditCase:
    """The action that gives a case a note; an empty text takes it away.

    Raises:
        CaseError: it is too long.
    """
    text = normal_text(text).strip()
    check_length(text, "the note")
    return EditCase(case, "note", text)


def dropped(study: Study, case: str) -> DropCase:
    """The action that takes a case out; the model refuses one that is in use."""
    return DropCase(case, study.cases.all[case].name)


def valued(attribute: Attribute, case: str, name: str, text: str) -> SetValue:
    """The action that gives a case a value.

    Raises:
        CaseError: the text is no value of the attribute, or too long.
    """
    text = normal_text(text)
    check_length(text, name)
    return SetValue(case, name, attribute.value_of(text))


# ---- attributes ----


def fit_attribute(study: Study, name: str, kind: str, choices: Iterable[str] = ()) -> tuple[str, Attribute]:
    """The name and the kind of an attribute that somebody asks for; after all others, if it is a new one.

    Raises:
        CaseError: no name or one that the table of cases needs itself, no kind, choices where there are none or none
            where there must be some.
    """
    name = _fit_attribute_name(study, name)
    if kind not in ATTRIBUTE_KINDS:
        raise CaseError(f"{kind or 'nothing'} is no kind of attribute", f"choose {', '.join(ATTRIBUTE_KINDS)}")
    fitting = distinct_choices(choices)
    if kind == "choice" and not fitting:
        raise CaseError(f"{name}: there are no choices", "name them, with ; between them")
    if kind != "choice" and fitting:
        raise CaseError(f"{name} is a {kind} and has no choices", "make it a choice, or leave the choices out")
    known = study.cases.attributes
    return name, Attribute(kind, fitting, known[name].position if name in known else next_position(study))


def set_attribute(study: Study, name: str, attribute: Attribute) -> list[Action]:
    """The actions that make an attribute, or make one another kind; values that are there are spelt as in that kind.

    Raises:
        CaseError: a value is none of the new kind.
    """
    return [SetAttribute(name, attribute), *_spelt(study, name, attribute)]


def _fit_attribute_name(study: Study, name: str) -> str:
    name = plain_name(name)
    if is_nameless(name):
        raise CaseError("an attribute has no name", "give it one")
    check_length(name, "the name of an attribute")
    if matching_name(name) in OWN_COLUMNS:
        raise CaseError(f"{name} is what a table of cases calls something else", "choose another name")
    return attribute_named(study.cases.attributes, name) or name


def next_position(study: Study) -> int:
    """The position of an attribute that comes after all others."""
    return max((attribute.position for attribute in study.cases.attributes.values()), default=0) + 1


def _spelt(study: Study, name: str, attribute: Attribute) -> list[Action]:
    actions: list[Action] = []
    for case in study.cases.all.values():
        value = case.values.get(name, "")
        try:
            spelt = attribute.value_of(value)
        except CaseError as error:
            raise CaseError(f"{case.name} has another {name}: {error.message}", "change that value first") from None
        if spelt != value:
            actions.append(SetValue(case.id, name, spelt))
    return actions


def drop_attribute(study: Study, name: str) -> list[Action]:
    """The actions that take an attribute away, with the values that cases have of it."""
    valued_cases = [case.id for case in study.cases.all.values() if case.values.get(name)]
    return [*(SetValue(case, name, "") for case in valued_cases), SetAttribute(name, Attribute())]


def distinct_choices(choices: Iterable[str]) -> tuple[str, ...]:
    """Choices as they are kept: one for each name, the empty ones left out."""
    named: dict[str, str] = {}
    for choice in choices:
        if not is_nameless(choice):
            named.setdefault(matching_name(choice), plain_name(choice))
    return tuple(named.values())


# ---- several texts in one ----


def split_list(text: str) -> list[str]:
    """The texts of a list, which semicolons part; two semicolons are one in a text. An empty text is one empty text."""
    parts = [""]
    for piece in _PIECES.findall(text):
        if piece == _LIST_SEPARATOR:
            parts.append("")
        else:
            parts[-1] += _LIST_SEPARATOR if piece == _DOUBLED else piece
    return [part.strip() for part in parts]


def join_list(parts: Iterable[str]) -> str:
    """Texts as one list that ``split_list`` takes apart."""
    return "; ".join(part.replace(_LIST_SEPARATOR, _DOUBLED) for part in parts)
