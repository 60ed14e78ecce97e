"""What each command of the review does.

Every id of ``review_commands.REVIEW_COMMANDS`` has exactly one entry here; a test holds the two together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.change import Apply, Decide, Doubt, Remove, SetMemo
from postil.model.coding import Place
from postil.model.decision import CONSENSUS
from postil.session import review_acts
from postil.session.editing import ask_value
from postil.session.modes import Asking, Prompting
from postil.session.notice import Notice
from postil.session.review_items import Disagreement, clashes, decision_at, in_reading_order
from postil.session.rewriting import MANY_LINES, is_rewritten, rewritten, text_of
from postil.session.textline import TextLine
from postil.session.undoing import first_act, only_the_reason, place_of, take_back
from postil.session.verbs import VERBS
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from postil.model.change import Action
    from postil.model.log import Step
    from postil.session.commands import Command
    from postil.session.review import ReviewSession
    from postil.session.session import Session
    from postil.session.undoing import Way


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


def _on_text(session: ReviewSession) -> str:
    """That the item is no disagreement on codes, and what decides it."""
    keep, edit, key = session.keymap.label("decide.keep"), session.keymap.label("decide.rewrite"), session.clash.key
    if is_rewritten(key):
        return f"these are versions of a text: {keep} and so on keeps one, {edit} writes another"
    return f"these are versions of what is no text: {keep} and so on keeps one"


def _all(choice: str) -> Callable[[ReviewSession], None]:
    def decide(session: ReviewSession) -> None:
        if isinstance(session.item, Disagreement):
            session.decide(choice)
        else:
            session.say(_on_text(session))

    return decide


def _other(session: ReviewSession) -> None:
    if isinstance(session.item, Disagreement):
        session.pick_codes()
    else:
        session.mode = Notice(_on_text(session))


def _reason(session: ReviewSession) -> None:
    n = session.n
    if not isinstance(session.item, Disagreement):
        session.mode = Notice("texts in conflict carry no reason")
    elif session.decision is not None:
        _ask_reason(session, session.place, f"reason of the decision on §{n}", "decide.reason")
    else:
        _ask_reason(session, session.place, f"reason, for the decision you make next on §{n}", "decide.reason")


def _reason_last(session: ReviewSession) -> None:
    place = session.last_decided
    if place is None or decision_at(session.study, place) is None:
        session.mode = Notice("no decision on codes was made just now that a reason could be given to")
        return
    elsewhere = "" if place.transcript == session.transcript.id else session.study.transcripts[place.transcript].name
    where = f"{elsewhere} §{place.paragraph}".strip()
    _ask_reason(session, place, f"reason of the decision just made, on {where}", "decide.reason_last")


def _ask_reason(session: ReviewSession, place: Place, title: str, command: str) -> None:
    decision, key = decision_at(session.study, place), review_acts.reason_key(place)
    old = session.reason_typed(place) or (decision.reason if decision is not None else "")

    def save(_: Session, text: str) -> None:
        session.set_reason(text.strip(), place)

    def left(_: Session, text: str) -> None:
        if text.strip() and text != old:
            session.drafts[key] = text.strip()
            session.say(f"the reason is not saved; {session.keymap.label(command)} brings it back")

    session.mode = Prompting(title, save, TextLine(old), left=left, lasting=bool(old))


def _rewrite(session: ReviewSession) -> None:
    item = session.item
    if isinstance(item, Disagreement):
        other = session.keymap.label("decide.other")
        session.mode = Notice(f"there is no text in conflict here; {other} decides on other codes")
        return
    if not is_rewritten(item.key):
        session.mode = Notice(f"this is no text: {session.keymap.label('decide.keep')} and so on keeps one of them")
        return

    code = session.code(str(item.key[1])) if item.key[0] == "code" else None
    if code is not None:
        ask_value(session, code, str(item.key[2]), then=lambda _: session.went_on())
        return

    def save(_: Session, text: str) -> None:
        session.settle(rewritten(session.study, item.key, text.strip()))

    shown = TextLine(text_of(session.study.value(item.key)))
    session.mode = Prompting("new text", save, shown, lasting=True, many_lines=item.key[0] in MANY_LINES)


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


_HERE = " in this review"


def _take_back(way: Way) -> Callable[[ReviewSession], None]:
    def act(session: ReviewSession) -> None:
        def is_here(step: Step) -> bool:
            return _is_of_review(session, step.group)

        def follow(step: Step) -> str:
            _list_conflicts(session, step.actions)
            session.refresh()
            at = _item_of(session, step.actions)
            if at is not None:
                session.go_to_item(at)
            return _what_is_now(session, step.actions, at)

        take_back(session, way, is_here=is_here, follow=follow, nothing=_HERE, elsewhere=_HERE)

    return act


def _what_is_now(session: ReviewSession, actions: Sequence[Action], at: int | None) -> str:
    """What an undo or redo has brought about, at the item with that index if it has one."""
    decided = next((action for action in actions if isinstance(action, Decide)), None)
    reason = next((action for action in actions if isinstance(action, SetMemo)), None)
    if decided is None and reason is not None and at is not None and isinstance(session.items[at], Disagreement):
        return f"§{reason.target.paragraph} {'a reason waits' if reason.value else 'no reason waits'}"
    if decided is not None:
        now, n = decision_at(session.study, Place(decided.transcript, decided.paragraph)), decided.paragraph
        if now is not None and only_the_reason(session.study, decided):
            return f"reason of §{n}; the decision stands: {session.said(now)}"
        return f"§{n} {session.said(now) if now is not None else 'not decided'}"
    if at is not None and not isinstance(session.items[at], Disagreement):
        return f"{session.clash_title} {'waits again' if session.is_open(at) else 'is decided'}"
    places = {place for action in actions if (place := place_of(action))}
    return counted(len(places), "agreed paragraph") if len(places) > 1 else ""


def _is_of_review(session: ReviewSession, group: str) -> bool:
    """Whether an act was made in a review, or takes one back that was."""
    changes = first_act(session.recorder.log, group)
    return bool(changes and changes[0].group in session.recorded) or any(
        isinstance(change.action, Decide) or len(change.replaces) > 1 or _layer_of(change.action) == CONSENSUS
        for change in changes
    )


def _layer_of(action: Action) -> str:
    """The coder whose coding, mark or memo an action is about; empty for none."""
    match action:
        case Apply(about) | Remove(about) | Doubt(about) | SetMemo(about):
            return about.coder
    return str(getattr(action, "coder", ""))


def _list_conflicts(session: ReviewSession, actions: Sequence[Action]) -> None:
    """Take conflicts into the list that were settled before it was made, and were brought back by actions."""
    here = session.item
    known = {None, *(item.key for item in session.items if not isinstance(item, Disagreement))}
    keys = {getattr(action, "key", None) for action in actions} - known
    back = [clash for clash in clashes(session.study, transcripts=(), codes=()) if clash.key in keys]
    if back:
        session.items = in_reading_order(session.study, [*session.items, *back])
        session.at = session.items.index(here)


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
    "decide.reason_last": _reason_last,
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
    "history.undo": _take_back("undo"),
    "history.redo": _take_back("redo"),
}
