"""What each command of the retrieval screen does.

Every id of ``retrieval_commands.RETRIEVAL_COMMANDS`` has exactly one entry here or in ``verbs``; a test holds them
together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.change import Quote, SetMemo
from postil.model.coding import MemoKey, Passage
from postil.session.memos import write_at
from postil.session.quoting import mark
from postil.session.surroundings import OpenScreen
from postil.session.undoing import take_back, told
from postil.session.verbs import VERBS
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.find.quotes import By
    from postil.model.change import Action
    from postil.model.log import Step
    from postil.session.commands import Command
    from postil.session.retrieval import RetrievalSession
    from postil.session.undoing import Way

_ORDER: tuple[By | None, ...] = (None, "code", "case", "transcript")


def run(session: RetrievalSession, command: Command) -> None:
    """Run a command."""
    if command.writes and session.read_only:
        session.say(f"reading only: cannot {command.verb}", alarm=True)
    elif command.id in RETRIEVAL_VERBS:
        RETRIEVAL_VERBS[command.id](session)
    else:
        VERBS[command.id](session)


# ---- moving ----


def _go_to(session: RetrievalSession, at: int) -> None:
    session.at = min(max(at, 0), max(len(session.items) - 1, 0))


def _step(by: int) -> Callable[[RetrievalSession], None]:
    return lambda session: _go_to(session, session.at + by)


def _page(direction: int) -> Callable[[RetrievalSession], None]:
    return lambda session: _go_to(session, session.view.page(session.at, direction))


def _group(direction: int) -> Callable[[RetrievalSession], None]:
    def go(session: RetrievalSession) -> None:
        if session.by is None:
            session.say(f"there are no groups; {session.keymap.label('query.group')} makes some")
            return
        beyond = [at for at in session.items.firsts if (at - session.at) * direction > 0]
        if beyond:
            _go_to(session, beyond[0] if direction > 0 else beyond[-1])
        else:
            session.say("this is the last one" if direction > 0 else "this is the first one")

    return go


# ---- asking ----


def _cycle(session: RetrievalSession) -> None:
    by = _ORDER[(_ORDER.index(session.by) + 1) % len(_ORDER)]
    session.group_by(by)
    session.say(f"by {by}: {counted(len(session.groups), 'group')}" if by else "as they were said")


# ---- passages ----


def _context(session: RetrievalSession) -> None:
    session.context = not session.context


def _open(session: RetrievalSession) -> None:
    item = session.item
    if item is None:
        session.say("there is no passage to open")
        return
    code = item.said.codings[0].code if item.said.codings else ""
    if session.by == "code":
        code = session.groups[item.group].id or code
    passage = item.said.passage
    span = None if passage.start is None or passage.end is None else (passage.start, passage.end)
    session.effects.append(OpenScreen("coding", passage.place, code=code, above=True, span=span))


def _quotable(session: RetrievalSession) -> None:
    passage = session.passage
    if passage is None:
        session.say("there is no passage to mark")
        return
    mark(session, [passage], session.keymap.label("query.bank"))
    session.refresh()


def _note(session: RetrievalSession) -> None:
    passage = session.passage
    if passage is None:
        session.say("there is no passage to write a note on")
        return
    write_at(session, MemoKey(*passage, "", session.coder or ""), f"note on §{passage.paragraph}")


# ---- undo ----


def _take_back(way: Way) -> Callable[[RetrievalSession], None]:
    def act(session: RetrievalSession) -> None:
        def follow(step: Step) -> str:
            session.refresh()
            passages = [passage for action in step.actions if (passage := _passage_of(action))]
            shown = [at for passage in passages for at in session.items.places_of(passage)]
            session.at = min(shown, default=session.at)
            return told(session, step.actions)

        take_back(session, way, is_here=lambda step: all(map(_passage_of, step.actions)), follow=follow)

    return act


def _passage_of(action: Action) -> Passage | None:
    """The passage of an act that can be made here: a mark, or a note; None for any other."""
    match action:
        case Quote(passage):
            return passage
        case SetMemo(MemoKey(code="") as target):
            return Passage(*target[:4])
    return None


RETRIEVAL_VERBS: dict[str, Callable[[RetrievalSession], None]] = {
    "query.edit": lambda session: session.edit(),
    "query.group": _cycle,
    "query.bank": lambda session: session.show_bank(),
    "query.next_group": _group(+1),
    "query.previous_group": _group(-1),
    "passage.next": _step(+1),
    "passage.previous": _step(-1),
    "passage.page_down": _page(+1),
    "passage.page_up": _page(-1),
    "passage.first": lambda session: _go_to(session, 0),
    "passage.last": lambda session: _go_to(session, len(session.items)),
    "passage.context": _context,
    "passage.open": _open,
    "passage.quotable": _quotable,
    "memo.edit": _note,
    "history.undo": _take_back("undo"),
    "history.redo": _take_back("redo"),
}
