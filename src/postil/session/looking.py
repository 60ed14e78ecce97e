"""Looking again: from one coding whose code was worded anew to the next, and saying that it holds.

Invariant: what is looked at is shown first, with its words selected and its code explained; only then can it be
confirmed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.change import Confirm
from postil.session.again import looked_at

if TYPE_CHECKING:
    from postil.model.coding import Coding
    from postil.session.session import Session


def go_to_next(session: Session) -> None:
    """Go to the next coding to look at again, also in another transcript, around the end if need be."""
    if not _go_on(session):
        session.say("nothing to look at again")


def _go_on(session: Session) -> bool:
    waiting = session.again.waiting(session.study)
    if not waiting:
        session.looking = None
        return False
    at = {transcript: index for index, transcript in enumerate(session.study.transcripts)}

    def order(coding: Coding) -> tuple[int, int, int, int, str]:
        _, n, start, end, code, _ = coding.reading_order
        return (at.get(coding.transcript, len(at)), n, start, end, code)

    ordered = sorted(waiting, key=order)
    before_this_paragraph = (at[session.transcript.id], session.n, -2, 0, "")
    stand = order(session.looking) if session.looking is not None else before_this_paragraph
    after = [coding for coding in ordered if order(coding) > stand]
    _show(session, (after or ordered)[0])
    keys = [session.keymap.label(name) for name in ("wording.confirm", "code.remove", "wording.next")]
    left = "{} to look at again: {} it holds · {} takes it off · {} next".format(len(ordered), *keys)
    session.say(left if after else f"on from the beginning · {left}")
    return True


def _show(session: Session, coding: Coding) -> None:
    """Go to a coding, with its words selected and its code explained."""
    session.anchor = None
    if coding.place != session.place:
        session.jump(coding.place)
    session.span = None if coding.start is None or coding.end is None else (coding.start, coding.end)
    session.looking = coding
    session.panel_code = coding.code


def confirm(session: Session) -> None:
    """Say that the coding at the cursor holds under the new wording, and go to the next one."""
    coding = looked_at(session)
    if coding is None:
        waiting = len(session.again.waiting(session.study))
        key = session.keymap.label("wording.next")
        elsewhere = f"; {key} goes to the next of {waiting}" if waiting else ""
        session.say(f"nothing here to look at again{elsewhere}")
        return
    if session.looking != coding:
        _show(session, coding)
        key = session.keymap.label("wording.confirm")
        session.say(f"{session.code_label(coding.code)} was worded anew; {key} says that it holds")
        return
    session.record(Confirm(coding))
    said = f"{session.code_label(coding.code)} holds"
    if _go_on(session):
        session.say(f"{said} · {session.message}")
    else:
        session.say(f"{said} · nothing more to look at again")
