"""Undo and redo: what was taken back is said, and shown where it stands.

Invariant: the recorder decides what is taken back; here it is only looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.change import (
    AddCode,
    AddCoder,
    Apply,
    Confirm,
    Decide,
    Doubt,
    DropCode,
    EditCode,
    NameVersion,
    Pin,
    Rate,
    Remove,
    Review,
    SetComment,
    SetMemo,
    SetSummary,
)
from postil.model.coding import Place
from postil.session.cases_told import told_of_case
from postil.session.editing import field_label

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    _took_back(session, step, "undone", "undo")


def redo(session: Session) -> None:
    """Bring back the last undone act, and go to where it was."""
    step = session.attempt(lambda: session.recorder.redo(session.coder or ""))
    _took_back(session, step, "redone", "redo")


def _ends(session: Session, way: str) -> str:
    """Why nothing can be undone or redone any more, and what to do instead where a merge has carried the work."""
    log, coder = session.recorder.log, session.coder or ""
    carried = log.undo_ends_at(session.study, coder) if way == "undo" else log.redo_ends_at(session.study, coder)
    place = place_of(carried[-1].action) if carried else None
    if place is None:
        return f"nothing to {way}"
    command, does = "code.remove", "removes"
    if isinstance(carried[-1].action, SetMemo):
        command, does = "memo.edit", "changes"
    known = session.study.transcripts.get(place.transcript)
    where = f"{known.name} §{place.paragraph}" if known else f"§{place.paragraph}"
    key = session.keymap.label(command)
    return f"{way} ends: a merge has carried that work; {key} {does} it where it is now (it was on {where})"


def _took_back(session: Session, step: Step | None, done: str, way: str) -> None:
    if step is None:
        session.say(_ends(session, way))
        return
    session.anchor = None
    session.again.note(session.study, step.actions)
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
    what = ", ".join(dict.fromkeys(described(session, action, names) for action in told))
    kept = f"; {len(step.kept)} kept, changed by others since" if step.kept else ""
    session.say(f"{done}: {what}{kept}{_in_conflict_again(session, step)}")


def _in_conflict_again(session: Session, step: Step) -> str:
    """That a text has several versions again, now that what settled them was taken back."""
    keys = {getattr(action, "key", None) for action in step.actions}
    for key, versions in session.study.conflicts().items():
        if key in keys:
            return f"; {len(versions)} versions of it wait again: see postil review"
    return ""


def described(session: Session, action: Action, names: Mapping[str, str]) -> str:
    """An action in a few words, as one that was undone or redone.

    Args:
        session: the session.
        action: the action.
        names: names of codes, by id, that the codebook may not have.
    """

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
        case Confirm(coding, confirmed):
            return f"{named(coding.code)} {'holds' if confirmed else 'to be looked at again'}"
        case SetMemo(value=text):
            return "memo" if text else "no memo"
        case Pin(_, slot, code):
            return f"slot {slot} {named(code) if code else 'empty'}"
        case Decide(value=decision):
            return "decided" if decision.choice else "not decided"
    return _of_the_book(session, action, names)


def _of_the_book(session: Session, action: Action, names: Mapping[str, str]) -> str:
    match action:
        case DropCode(code):
            return f"code {code.name} gone"
        case AddCode(code):
            return f"code {code.name} is back"
        case EditCode(code_id, "merged_into", into):
            name = session.study.own_code(code_id).name
            return f"{name} merged into {session.code_label(str(into))}" if into else f"{name} parted"
        case EditCode(code_id, field):
            return f"{field_label(field)} of {names.get(code_id) or session.code_label(code_id)}"
        case NameVersion(name, version):
            return f"version {name}" if version.codes else f"no version {name}"
        case SetSummary(case) | SetComment(case) | Rate(case):
            known = session.study.cases.all.get(case)
            return f"what was charted of {known.name if known else case}"
    return told_of_case(session.study, action) or "a change of the study"


def place_of(action: Action) -> Place | None:
    """The paragraph that an action is about, or None."""
    match action:
        case Apply(coding) | Remove(coding) | Doubt(coding) | Confirm(coding):
            return coding.place
        case Review(transcript, paragraph):
            return Place(transcript, paragraph)
        case SetMemo(target):
            return target.place
        case Decide(transcript, paragraph):
            return Place(transcript, paragraph)
    return None
