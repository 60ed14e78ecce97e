"""Deciding: what a coder records on the selection.

Invariant: the session changes after the recorder has said yes, so that a decision that could not be saved leaves
everything as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.errors import PostilError
from postil.model.change import AddCode, Apply, Doubt, Pin, Remove, Review, SetMemo
from postil.model.coding import Coding
from postil.model.transcript import normal_text
from postil.session.moving import seek_not_reviewed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postil.model.coding import MemoKey
    from postil.session.session import Session


def why_not(session: Session, code_id: str) -> str:
    """Why a code cannot be applied; empty if it can."""
    code = session.code(code_id)
    if code is None:
        return "there is no code here"
    if code.status == "heading":
        return f"{session.code_label(code_id)} groups codes and is not applied itself"
    return "" if code.status == "active" else f"{session.code_label(code_id)} is {code.status}"


def apply(
    session: Session,
    codes: Sequence[str],
    *,
    new: Sequence[AddCode] = (),
    picked: bool = False,
    goes_on: bool = False,
) -> None:
    """Put codes on the selection; with auto-advance mark it as reviewed and go on.

    Args:
        session: the session.
        codes: ids of the codes; ones that cannot be applied are left out.
        new: codes that are made in the same act.
        picked: whether it was picked from a list, so that the quicker key is worth a word.
        goes_on: whether more codes are about to come, so that auto-advance waits.
    """
    made = {action.code.id for action in new}
    reasons = {code: "" if code in made else why_not(session, code) for code in codes}
    wanted = [code for code in reasons if not reasons[code]]
    if not wanted:
        session.say(next(iter(reasons.values()), "there is no code here"))
        return
    targets = [target for code in wanted for target in _targets(session, code)]
    moves_on = session.auto_advance and not goes_on and session.span is None
    marks = [Review(session.transcript.id, n, session.coder or "") for n in session.selection] if moves_on else []
    pins = _pins(session, dict.fromkeys(target.code for target in targets if not session.study.has(target)))
    changed = session.record(*new, *map(Apply, targets), *marks, *pins)
    session.slots.set_pins(session.study.pins(session.coder or ""))
    session.applied(wanted, targets[-1])
    names = ", ".join(map(session.code_label, wanted))
    there = any(isinstance(change.action, Apply) for change in changed)
    session.say(_said(session, wanted[-1], names, picked=picked) if there else f"{names} is here already")
    if moves_on:
        session.anchor = None
        _go_on(session)


def _targets(session: Session, code: str) -> list[Coding]:
    start, end = session.span if session.span and session.anchor is None else (None, None)
    return [Coding(session.transcript.id, n, start, end, code, session.coder or "") for n in session.selection]


def _pins(session: Session, codes: Iterable[str]) -> list[Pin]:
    """Pins for codes that have no slot of their own yet, as far as there is room."""
    pins: list[Pin] = []
    taken: set[int] = set()
    slots = session.slots
    for code in codes:
        if slots.is_pinned(code):
            continue
        slot = slots.slot(code)
        if slot is None:
            slot = next((free for free in slots.free() if free not in taken), None)
        if slot is not None:
            taken.add(slot)
            pins.append(Pin(session.coder or "", slot, code))
    return pins


def _said(session: Session, code: str, names: str, *, picked: bool) -> str:
    if not picked:
        return names
    slot = session.slots.slot(code)
    quicker = f" · {slot} next time" if slot is not None else ""
    return f"{names}{quicker} · {session.keymap.label('code.again')} same again"


def apply_slot(session: Session, slot: int) -> None:
    """Apply the code in a slot."""
    code = session.slots.code(slot)
    if code is None or code not in session.study.codebook:
        pick, pin = session.keymap.label("code.pick"), session.keymap.label("code.pin")
        session.say(f"slot {slot} is empty; {pick} picks a code, {pin} {slot} pins the last one")
    else:
        apply(session, [code])


def codings_meant(session: Session) -> list[Coding]:
    """The coder's codings that a command is about: those on the selected span if there are any, else all here."""
    codings = session.codings_here
    if session.span is not None and session.anchor is None:
        return [coding for coding in codings if (coding.start, coding.end) == session.span] or codings
    return codings


def remove(session: Session, coding: Coding) -> None:
    """Take one coding away."""
    session.record(Remove(coding))
    undo = session.keymap.label("history.undo")
    session.say(f"{session.code_label(coding.code)} removed; {undo} brings it back")


def pin(session: Session, slot: int, code: str) -> None:
    """Pin a code to a slot, out of any other that it had."""
    if not code:
        session.say("there is no last code to pin yet")
        return
    reason = why_not(session, code)
    if reason:
        session.say(reason)
        return
    coder = session.coder or ""
    others = [Pin(coder, other, "") for other in session.slots.pinned_at(code) if other != slot]
    session.record(*others, Pin(coder, slot, code))
    session.slots.set_pins(session.study.pins(coder))
    session.say(f"{slot} = {session.code_label(code)}")


def review(session: Session, *, on: bool) -> None:
    """Mark the selection as reviewed or not."""
    session.record(*(Review(session.transcript.id, n, session.coder or "", on) for n in session.selection))


def review_and_go_on(session: Session) -> None:
    """Mark the selection as reviewed and go to the next paragraph not reviewed."""
    review(session, on=True)
    last = session.selection[-1]
    session.anchor = None
    session.go_to(last)
    _go_on(session)


def _go_on(session: Session) -> None:
    said = session.message
    if not seek_not_reviewed(session):
        session.span = None
        opens = session.keymap.label("transcript.next")
        session.say(f"all of {session.transcript.name} is reviewed; {opens} opens the next transcript")
    elif said:
        session.say(" · ".join(dict.fromkeys((said, session.message))))


def doubt(session: Session) -> None:
    """Mark the codings here as doubtful, or as settled if they all are."""
    codings = codings_meant(session)
    if not codings:
        session.say("no code here to mark as doubtful")
        return
    on = not all(map(session.study.is_doubtful, codings))
    session.record(*(Doubt(coding, on) for coding in codings))
    session.say("marked as doubtful; the filter finds it" if on else "settled")


def set_memo(session: Session, target: MemoKey, text: str) -> None:
    """Set a memo's text; a text of white space takes it away.

    Raises:
        PostilError: it could not be recorded; the text is kept and stands in the memo's line when it is opened again.
    """
    text = normal_text(text).strip("\n")
    if not text.strip():
        text = ""
    try:
        changed = session.record(SetMemo(target, text))
    except PostilError:
        session.drafts[target] = text
        raise
    session.drafts.pop(target, None)
    session.say("" if not changed else "memo saved" if text else "memo removed")
