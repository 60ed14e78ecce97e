"""What each command of the retrieval screen does.

Every id of ``retrieval_commands.RETRIEVAL_COMMANDS`` has exactly one entry here or in ``verbs``; a test holds them
together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.change import Quote
from postil.session.retrieval import BANK, Querying
from postil.session.surroundings import OpenScreen
from postil.session.verbs import VERBS
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.find.quotes import By
    from postil.model.log import Step
    from postil.session.commands import Command
    from postil.session.retrieval import RetrievalSession

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
        firsts = [at for at, item in enumerate(session.items) if item.first]
        beyond = [at for at in firsts if (at - session.at) * direction > 0]
        if beyond:
            _go_to(session, beyond[0] if direction > 0 else beyond[-1])
        else:
            session.say("this is the last one" if direction > 0 else "this is the first one")

    return go


# ---- asking ----


def _edit(session: RetrievalSession) -> None:
    session.mode = Querying(session, session.query)


def _cycle(session: RetrievalSession) -> None:
    by = _ORDER[(_ORDER.index(session.by) + 1) % len(_ORDER)]
    session.group_by(by)
    session.say(f"by {by}: {counted(len(session.groups), 'group')}" if by else "as they were said")


def _bank(session: RetrievalSession) -> None:
    session.ask(BANK)
    if not session.items:
        session.say(f"no passage is marked as quotable yet; {session.keymap.label('passage.quotable')} marks one")


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
    session.effects.append(OpenScreen("coding", item.said.passage.place, code=code, above=True))


def _quotable(session: RetrievalSession) -> None:
    passage = session.passage
    if passage is None:
        session.say("there is no passage to mark")
        return
    quotable = not session.study.cells.is_quotable(passage)
    session.record(Quote(passage, quotable))
    if quotable:
        session.say(f"§{passage.paragraph} may be quoted; {session.keymap.label('query.bank')} shows all of these")
    else:
        undo = session.keymap.label("history.undo")
        session.say(f"§{passage.paragraph} is no longer marked as quotable; {undo} brings the mark back")
    session.refresh()


# ---- undo ----


def _undo(session: RetrievalSession) -> None:
    step = session.recorder.log.undo(session.study, session.coder or "")
    _take_back(session, step, session.recorder.undo, "undo", "undone")


def _redo(session: RetrievalSession) -> None:
    step = session.recorder.log.redo(session.study, session.coder or "")
    _take_back(session, step, session.recorder.redo, "redo", "redone")


def _take_back(
    session: RetrievalSession, step: Step | None, act: Callable[[str], Step | None], what: str, done: str
) -> None:
    """Undo or redo the next act, but not one that was made in another screen."""
    if step is None:
        session.say(f"nothing to {what}")
        return
    marks = [action for action in step.actions if isinstance(action, Quote)]
    if not marks or len(marks) < len(step.actions):
        session.say(f"nothing to {what} here: your last act was made in another screen, and is taken back there")
        return
    session.attempt(lambda: act(session.coder or ""))
    session.refresh()
    passage, quotable = marks[0].passage, marks[0].quotable
    session.at = next((at for at, item in enumerate(session.items) if item.said.passage == passage), session.at)
    session.say(f"{done}: §{passage.paragraph} is {'quotable' if quotable else 'not marked as quotable'}")


RETRIEVAL_VERBS: dict[str, Callable[[RetrievalSession], None]] = {
    "query.edit": _edit,
    "query.group": _cycle,
    "query.bank": _bank,
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
    "history.undo": _undo,
    "history.redo": _redo,
}
