"""Undo and redo: what was taken back is said, and shown where it stands.

Invariant: the recorder decides what is taken back; here it is only looked at. The coding screen takes everything back;
each of the others only what belongs to it, so that nothing changes that cannot be seen there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

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
    Quote,
    Rate,
    Remove,
    Review,
    SetComment,
    SetMemo,
    SetSummary,
)
from postil.model.coding import Place
from postil.model.decision import Decision
from postil.model.names import field_label, name_of_case
from postil.session.cases_told import told_of_case

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from postil.model.change import Action, Change
    from postil.model.log import Log, Step
    from postil.model.study import Study
    from postil.session.session import Session

Way: TypeAlias = Literal["undo", "redo"]
_DONE: dict[Way, str] = {"undo": "undone", "redo": "redone"}
_ELSEWHERE = " here: your last act was made in another screen, and is taken back there"


# ---- on the screens that have acts of their own ----


def take_back(
    session: Session,
    way: Way,
    *,
    is_here: Callable[[Step], bool],
    follow: Callable[[Step], str],
    nothing: str = "",
    elsewhere: str = _ELSEWHERE,
) -> None:
    """Undo or redo the next act of whoever sits at a screen, but not one that belongs to another screen.

    Args:
        session: the session of the screen.
        way: undo or redo.
        is_here: whether an act belongs to the screen.
        follow: goes where that was which was taken back or brought back, and says what it is; empty for nothing.
        nothing: what follows "nothing to undo" where there is nothing.
        elsewhere: what follows it where the next act belongs to another screen.

    Raises:
        PostilError: it could not be recorded.
    """
    log, recorder, coder = session.recorder.log, session.recorder, session.coder or ""
    find, act = (log.undo, recorder.undo) if way == "undo" else (log.redo, recorder.redo)
    step = find(session.study, coder)
    if step is not None and not is_here(step):
        session.say(f"nothing to {way}{elsewhere}")
        return
    taken = session.attempt(lambda: act(coder)) if step is not None else None
    if taken is None:
        session.say(f"nothing to {way}{nothing}")
        return
    what = follow(taken)
    session.say(f"{_DONE[way]}{what and ': '}{what}{_kept(taken)}")


def first_act(log: Log, group: str) -> list[Change]:
    """The changes of the act that a group is about in the end: itself, or what it takes back or brings back."""
    changes = log.group(group)
    while changes and changes[0].undoes:
        changes = log.group(changes[0].undoes)
    return changes


# ---- on the coding screen ----


def undo(session: Session) -> None:
    """Take back the coder's last act, and go to where it was."""
    step = session.attempt(lambda: session.recorder.undo(session.coder or ""))
    if step is not None and not session.study.transcripts:
        session.recorder.redo(session.coder or "")
        session.say("the only transcript is not taken out here")
        return
    _took_back(session, step, "undo")


def redo(session: Session) -> None:
    """Bring back the last undone act, and go to where it was."""
    step = session.attempt(lambda: session.recorder.redo(session.coder or ""))
    _took_back(session, step, "redo")


def _ends(session: Session, way: Way) -> str:
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


def _took_back(session: Session, step: Step | None, way: Way) -> None:
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
    what = told(session, [action for action in step.actions if not isinstance(action, Pin)] or step.actions)
    session.say(f"{_DONE[way]}: {what}{_kept(step)}{_in_conflict_again(session, step)}")


def _kept(step: Step) -> str:
    """That a part of an act was not taken back."""
    return f"; {len(step.kept)} kept, changed by others since" if step.kept else ""


def _in_conflict_again(session: Session, step: Step) -> str:
    """That a text has several versions again, now that what settled them was taken back."""
    keys = {getattr(action, "key", None) for action in step.actions}
    for key, versions in session.study.conflicts().items():
        if key in keys:
            return f"; {len(versions)} versions of it wait again: see postil review"
    return ""


# ---- in words ----


def told(session: Session, actions: Sequence[Action], *, most: int | None = None) -> str:
    """Actions in words, as ones that were undone or redone, each said once; with ``most`` no more than so many."""
    names = {action.code.id: action.code.name for action in actions if isinstance(action, AddCode | DropCode)}
    said = list(dict.fromkeys(_described(session, action, names) for action in actions))
    return ", ".join(said if most is None or len(said) <= most else [*said[:most], "…"])


def _described(session: Session, action: Action, names: Mapping[str, str]) -> str:
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
        case Decide() if only_the_reason(session.study, action):
            return f"reason of the decision on §{action.paragraph}"
        case Decide(value=decision):
            return "decided" if decision.choice else "not decided"
        case Quote(passage, quotable):
            return f"§{passage.paragraph} is {'quotable' if quotable else 'not marked as quotable'}"
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
            return f"what was charted of {name_of_case(session.study, case)}"
    return told_of_case(session.study, action) or "a change of the study"


def only_the_reason(study: Study, action: Decide) -> bool:
    """Whether what was just recorded of a decision gave it another reason, and nothing else of it changed."""
    known = {version.stamp: version.value for version in study.versions(action.key)}
    latest = max(study.versions(action.key), key=lambda version: version.stamp)
    before = [known.get(stamp) for stamp in latest.replaces]
    return (
        len(before) == 1
        and isinstance(before[0], Decision)
        and before[0].reason != action.value.reason
        and before[0]._replace(reason=action.value.reason) == action.value
        and not study.is_in_conflict(action.key)
    )


def place_of(action: Action) -> Place | None:
    """The paragraph that an action is about, or None."""
    match action:
        case Apply(coding) | Remove(coding) | Doubt(coding) | Confirm(coding):
            return coding.place
        case Quote(passage):
            return passage.place
        case Review(transcript, paragraph):
            return Place(transcript, paragraph)
        case SetMemo(target):
            return target.place
        case Decide(transcript, paragraph):
            return Place(transcript, paragraph)
    return None
