"""Undo and redo: what was taken back is said, and shown where it stands.

Invariant: the recorder decides what is taken back; here it is only looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.change import (
    AddCode,
    AddCoder,
    Apply,
    Decide,
    Doubt,
    DropCode,
    EditCode,
    Pin,
    Remove,
    Review,
    SetMemo,
)
from postil.model.coding import Place

if TYPE_CHECKING:
    from postil.model.change import Action
    from postil.model.log import Step
    from postil.session.session import Session


def undo(session: Session) -> None:
    """Take back the coder's last act, and go to where it was."""
    step = session.attempt(lambda: session.recorder.undo(session.coder or ""))
    if step is not None and not session.study.transcripts:
        session.recorder.redo(session.coder or "")
        session.say("the only transcript is not taken out here")
        return
    _took_back(session, step, "undone", "nothing to undo")


def redo(session: Session) -> None:
    """Bring back the last undone act, and go to where it was."""
    step = session.attempt(lambda: session.recorder.redo(session.coder or ""))
    _took_back(session, step, "redone", "nothing to redo")


def _took_back(session: Session, step: Step | None, done: str, nothing: str) -> None:
    if step is None:
        session.say(nothing)
        return
    session.anchor = None
    places = [place for action in step.actions if (place := place_of(action))]
    if places and places[-1].transcript in session.study.transcripts:
        session.go(places[-1])
    coder = session.coder or ""
    if coder not in session.study.coders:
        session.recorder.record([AddCoder(coder)], coder="")
    session.slots.set_pins(session.study.pins(coder))
    session.slots.keep(code.id for code in session.study.codebook)
    names = {action.code.id: action.code.name for action in step.actions if isinstance(action, AddCode | DropCode)}
    told = [action for action in step.actions if not isinstance(action, Pin)] or step.actions
    what = ", ".join(dict.fromkeys(_described(session, action, names) for action in told))
    kept = f"; {len(step.kept)} kept, changed by others since" if step.kept else ""
    session.say(f"{done}: {what}{kept}{_in_conflict_again(session, step)}")


def _in_conflict_again(session: Session, step: Step) -> str:
    """That a text has several versions again, now that what settled them was taken back."""
    keys = {getattr(action, "key", None) for action in step.actions}
    for key, versions in session.study.conflicts().items():
        if key in keys:
            return f"; {len(versions)} versions of it wait again: see postil review"
    return ""


def _described(session: Session, action: Action, names: dict[str, str]) -> str:
    def named(code: str) -> str:
        return names.get(code) or session.code_label(code)

    match action:
        case Apply(coding):
            return f"{named(coding.code)} is back"
        case Remove(coding):
            return f"{named(coding.code)} taken off"
        case Review(reviewed=reviewed):
            return "reviewed" if reviewed else "not reviewed"
        case Doubt(doubtful=doubtful):
            return "doubtful" if doubtful else "settled"
        case SetMemo(value=text):
            return "memo" if text else "no memo"
        case Pin(_, slot, code):
            return f"slot {slot} {named(code) if code else 'empty'}"
        case DropCode(code):
            return f"code {code.name} gone"
        case AddCode(code):
            return f"code {code.name} is back"
        case EditCode(code_id, field):
            return f"{field} of {named(code_id)}"
        case Decide(value=decision):
            return "decided" if decision.choice else "not decided"
        case _:
            return "a change of the study"


def place_of(action: Action) -> Place | None:
    """The paragraph that an action is about, or None."""
    match action:
        case Apply(coding) | Remove(coding) | Doubt(coding):
            return coding.place
        case Review(transcript, paragraph):
            return Place(transcript, paragraph)
        case SetMemo(target):
            return target.place
        case Decide(transcript, paragraph):
            return Place(transcript, paragraph)
    return None
