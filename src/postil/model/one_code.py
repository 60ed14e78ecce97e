"""Acts on codes that are one: an analyst sees one code and acts on one, and all that stand behind it follow.

Invariant: what an act does to a code it does to every code that is one with it, so that codes that are one stay one,
whoever renames, moves or drops them, and nothing that was removed comes back when they part after all.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from postil.model.change import (
    AddCode,
    Apply,
    Confirm,
    Decide,
    Doubt,
    DropCode,
    EditCode,
    Pin,
    Rate,
    Remove,
    SetComment,
    SetMemo,
    SetSummary,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from postil.model.change import Action
    from postil.model.study import Study


def shown_by(study: Study) -> Callable[[Action], Action]:
    """A function that turns an action into the same on the codes that the study shows."""
    same = study.same

    def shown(action: Action) -> Action:
        match action:
            case Apply(coding) | Remove(coding) | Doubt(coding) | Confirm(coding):
                return action._replace(coding=study.shown(coding))
            case SetMemo(target):
                return action._replace(target=study.shown(target))
            case EditCode(code, "merged_into"):
                return action  # it is about that very code, or there would be no taking it back
            case EditCode(code, "parent", str(parent)):
                return action._replace(code=same.shown(code), value=same.shown(parent))
            case EditCode(code) | SetSummary(_, code) | SetComment(_, code) | Rate(_, code):
                return action._replace(code=same.shown(code))
            case Pin(_, _, code):
                return action._replace(value=same.shown(code))
            case AddCode(code) if code.parent in same.stands_for:
                return AddCode(replace(code, parent=same.shown(code.parent)))
            case Decide(_, _, decision):
                return action._replace(value=decision.with_codes(same.shown))
        return action

    return shown if same else _as_it_is


def _as_it_is(action: Action) -> Action:
    return action


def parts_of(study: Study, action: Action) -> Iterable[Action]:
    """The actions to record for one: itself, or one for each of the codes that are one with its code."""
    same = study.same
    match action:
        case Remove(coding) | Doubt(coding) | Confirm(coding) if same.several(coding.code):
            return [action._replace(coding=coding._replace(code=code)) for code in same.members(coding.code)]
        case EditCode(code) if same.several(code):
            return [action._replace(code=member) for member in same.twins(code)]
        case DropCode(code) if same.several(code.id):
            return [DropCode(study.own_code(member)) for member in study.standing(code.id)]
    return (action,)
