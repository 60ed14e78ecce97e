"""What each command of the review does.

Every id of ``review_commands.REVIEW_COMMANDS`` has exactly one entry here; a test holds the two together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.change import Decide
from postil.model.decision import Decision
from postil.session import review_acts
from postil.session.editing import ask_value
from postil.session.modes import Asking, Prompting
from postil.session.review_items import Disagreement, decision_at
from postil.session.textline import TextLine
from postil.session.undoing import place_of
from postil.session.verbs import VERBS
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from postil.model.change import Action
    from postil.model.log import Step
    from postil.session.commands import Command
    from postil.session.review import ReviewSession
    from postil.session.session import Session


def run(session: ReviewSession, command: Command, key: str) -> None:
    """Run a command; ``key`` is the key that asked for it, empty if it was picked by name."""
    if command.writes and session.read_only:
        session.say(f"reading only: cannot {command.verb}", alarm=True)
    elif command.id == "decide.keep":
        _keep(session, key)
    elif command.id in REVIEW_VERBS:
        REVIEW_VERBS[command.id](session)
    else:
        VERBS[command.id](session)


def _keep(session: ReviewSession, key: str) -> None:
    keys = session.keymap.keys["decide.keep"]
    at = keys.index(key) if key in keys else -1
    item = session.item
    if isinstance(item, Disagreement):
        if not 0 <= at < len(session.coders):
            named = ", ".join(f"{letter} {name}" for letter, name in zip(keys, session.coders, strict=False))
            session.say(f"press the letter of who is kept: {named}")
        elif session.coders[at] in session.given:
            session.decide("keep", kept=session.coders[at])
        else:
            session.say(f"{session.coders[at]} has not reviewed this paragraph")
    elif 0 <= at < len(item.versions):
        session.settle(item.versions[at].value)
    else:
        session.say("press the letter of the version that is kept")


def _on_codes(session: ReviewSession) -> bool:
    """Whether the item is a disagreement on codes; says so where it is not."""
    if isinstance(session.item, Disagreement):
        return True
    keep, edit = session.keymap.label("decide.keep"), session.keymap.label("decide.rewrite")
    session.say(f"these are versions of a text: {keep} and so on keeps one, {edit} writes another")
    return False


def _all(choice: str) -> Callable[[ReviewSession], None]:
    def decide(session: ReviewSession) -> None:
        if _on_codes(session):
            session.decide(choice)

    return decide


def _other(session: ReviewSession) -> None:
    if _on_codes(session):
        session.pick_codes()


def _reason(session: ReviewSession) -> None:
    if not _on_codes(session):
        return
    decision, key = session.decision, session.reason_key
    old = session.drafts.get(key, decision.reason if decision is not None else "")

    def save(_: Session, text: str) -> None:
        session.set_reason(text.strip())

    def left(_: Session, text: str) -> None:
        if text.strip() and text != old:
            session.drafts[key] = text.strip()
            session.say("the reason waits for the decision that you make next here")

    title = (
        f"reason of the decision on §{session.n}"
        if decision
        else f"reason, for the decision you make next on §{session.n}"
    )
    session.mode = Prompting(title, save, TextLine(old), left=left, lasting=bool(old))


def _rewrite(session: ReviewSession) -> None:
    item = session.item
    if isinstance(item, Disagreement):
        session.say(f"there is no text in conflict here; {session.keymap.label('decide.other')} decides on other codes")
        return
    code = session.code(str(item.key[1])) if item.key[0] == "code" else None
    if code is not None:
        ask_value(session, code, str(item.key[2]), then=lambda _: session.went_on())
        return

    def save(_: Session, text: str) -> None:
        session.settle(text.strip())

    shown = TextLine(str(session.study.value(item.key) or ""))
    session.mode = Prompting("new text", save, shown, lasting=True, many_lines=item.key[0] == "memo")


def _agreed(session: ReviewSession) -> None:
    actions, changed = review_acts.agreed_actions(session.study, session.agreed, session.coders)
    if not actions:
        session.say("the agreed paragraphs are in the consensus already")
        return

    def take(_: Session) -> None:
        taken = session.take_agreed()
        session.say(
            f"{counted(taken, 'agreed paragraph')} taken over; {session.keymap.label('history.undo')} undoes it"
        )

    key = session.keymap.label("decide.agreed")
    many = counted(changed, "agreed paragraph")
    session.mode = Asking(
        f"{key} takes {many} over into the consensus, any other key does not",
        dict.fromkeys(session.keymap.keys["decide.agreed"], take),
    )


def _step(direction: int) -> Callable[[ReviewSession], None]:
    def step(session: ReviewSession) -> None:
        if not 0 <= session.at + direction < len(session.items):
            session.say("this is the last one" if direction > 0 else "this is the first one")
        session.go_to_item(session.at + direction)

    return step


def _seek(direction: int) -> Callable[[ReviewSession], None]:
    def seek(session: ReviewSession) -> None:
        if not session.seek_open(direction):
            session.say("no other one waits" if session.open else "all is decided")

    return seek


def _scroll(direction: int) -> Callable[[ReviewSession], None]:
    def scroll(session: ReviewSession) -> None:
        if not session.view.scroll(direction):
            session.say("all of the paragraph is on the screen" if direction > 0 else "this is its beginning")

    return scroll


def _undo(session: ReviewSession) -> None:
    step = session.recorder.log.undo(session.study, session.coder or "")
    _take_back(session, step, session.recorder.undo, "undone", "nothing to undo in this review")


def _redo(session: ReviewSession) -> None:
    step = session.recorder.log.redo(session.study, session.coder or "")
    _take_back(session, step, session.recorder.redo, "redone", "nothing to redo in this review")


def _take_back(
    session: ReviewSession, step: Step | None, act: Callable[[str], Step | None], done: str, nothing: str
) -> None:
    """Undo or redo the next act of whoever decides, but not one that was made in the coding screen."""
    if step is None or not session.is_of_review(step.group):
        session.say(nothing)
        return
    session.attempt(lambda: act(session.coder or ""))
    session.refresh()
    at = _item_of(session, step.actions)
    if at is not None:
        session.go_to_item(at)
    decided = next((action for action in step.actions if isinstance(action, Decide)), None)
    if decided is None:
        places = {place for action in step.actions if (place := place_of(action))}
        session.say(f"{done}: {counted(len(places), 'agreed paragraph')}" if len(places) > 1 else done)
        return
    now = decision_at(session.study, session.place)
    what = session.said(now) if isinstance(now, Decision) else "not decided"
    session.say(f"{done}: §{decided.paragraph} {what}")


def _item_of(session: ReviewSession, actions: Sequence[Action]) -> int | None:
    """Index of the item that actions are about; None if they are about none."""
    for action in actions:
        place, key = place_of(action), getattr(action, "key", None)
        for at, item in enumerate(session.items):
            if item.place == place if isinstance(item, Disagreement) else item.key == key:
                return at
    return None


REVIEW_VERBS: dict[str, Callable[[ReviewSession], None]] = {
    "decide.both": _all("both"),
    "decide.neither": _all("neither"),
    "decide.other": _other,
    "decide.reason": _reason,
    "decide.rewrite": _rewrite,
    "decide.agreed": _agreed,
    "item.later": _step(+1),
    "item.previous": _step(-1),
    "item.next_open": _seek(+1),
    "item.previous_open": _seek(-1),
    "item.first": lambda session: session.go_to_item(0),
    "item.last": lambda session: session.go_to_item(len(session.items) - 1),
    "item.text_down": _scroll(+1),
    "item.text_up": _scroll(-1),
    "history.undo": _undo,
    "history.redo": _redo,
}
