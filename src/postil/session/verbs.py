"""What each command does: the bridge from the table of commands to the session.

Every id of ``commands.COMMANDS`` has exactly one entry here; a test holds the two together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from postil.errors import PostilError
from postil.session import deciding, editing, looking, memos, moving, pickers, quoting, undoing
from postil.session.filters import found_at
from postil.session.modes import Asking, Choosing, Helping, Hinting, Picking, Prompting, Ranging
from postil.session.slots import ORDER
from postil.session.surroundings import OpenScreen, Quit, Redraw
from postil.session.textline import TextLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.model.coding import Coding
    from postil.session.commands import Command
    from postil.session.moving import Wanted
    from postil.session.pickers import Source
    from postil.session.session import Session

    Verb: TypeAlias = Callable[[Session], None]


def run(session: Session, command: Command, key: str) -> None:
    """Run a command; ``key`` is the key that asked for it, empty if it was picked by name."""
    if command.writes and session.read_only:
        session.say(f"reading only: cannot {command.verb}", alarm=True)
    elif command.id == "code.slot":
        slot = slot_of(session, key)
        if slot is None:
            session.say(f"press a digit: {session.keymap.labels('code.slot')}")
        else:
            deciding.apply_slot(session, slot)
    else:
        VERBS[command.id](session)


def run_with(session: Session, command: Command, key: str) -> None:
    """Run a command that waited for one more key, such as ``g`` and a digit or ``p`` and a digit."""
    slot = slot_of(session, key)
    if command.writes and session.read_only:
        session.say(f"reading only: cannot {command.verb}", alarm=True)
    elif command.id == "move.goto" and key.isdecimal():
        _ask_number(session, key)
    elif command.id == "code.pin" and slot is not None:
        deciding.pin(session, slot, session.last_code or session.panel_code)
    else:
        session.say(f"{session.keymap.label(command.id)} waits for a digit")


def slot_of(session: Session, key: str) -> int | None:
    """The slot that a key means: keys of ``code.slot`` stand for 1 to 9 and 0 in their order."""
    keys = session.keymap.keys["code.slot"]
    if key in keys:
        return ORDER[keys.index(key)]
    return int(key) if len(key) == 1 and key.isdecimal() else None


def _seek(direction: int, wanted: Wanted, otherwise: str) -> Verb:
    def go(session: Session) -> None:
        if not moving.seek(session, direction, wanted):
            session.say(otherwise)

    return go


def _next_open(direction: int) -> Verb:
    def go(session: Session) -> None:
        if not moving.seek(session, direction, "open"):
            what = "no other hit here" if session.filter else "nothing else to review here"
            session.say(f"{what}; {session.keymap.label('transcript.next')} opens the next transcript")

    return go


def _find(direction: int) -> Verb:
    def go(session: Session) -> None:
        if not session.find:
            session.say(f"{session.keymap.label('find.text')} finds text first")
        elif not moving.seek(session, direction, "found"):
            here = found_at(session.paragraph.text, session.find) is not None
            session.say(f"“{session.find}” is {'nowhere else' if here else 'not'} in this transcript")

    return go


def _page(direction: int) -> Verb:
    return lambda session: session.go_to(session.view.page(session.n, direction))


def _to_end(*, last: bool) -> Verb:
    def go(session: Session) -> None:
        session.jump(session.place._replace(paragraph=len(session.transcript.paragraphs) if last else 1))

    return go


def _ask_number(session: Session, start: str) -> None:
    def go(asked: Session, text: str) -> None:
        number = text.strip().removeprefix("§").strip()
        last = len(asked.transcript.paragraphs)
        if not number.isdecimal() or not 1 <= int(number[:9]) <= last:
            asked.say(f"there is no paragraph “{text}” here; they are 1 to {last}")
        else:
            asked.jump(asked.place._replace(paragraph=int(number)))

    session.mode = Prompting("go to §", go, TextLine(start), hint="Enter goes")


def _find_text(session: Session) -> None:
    before = session.find

    def found(asked: Session, text: str) -> None:
        asked.find = text
        if text and not moving.is_wanted(asked, asked.paragraph, "found") and not moving.seek(asked, +1, "found"):
            asked.say(f"“{text}” is not in this transcript")

    def typed(asked: Session, text: str) -> None:
        asked.find = text

    def left(asked: Session, text: str) -> None:  # noqa: ARG001 - what was typed is not wanted
        asked.find = before

    session.mode = Prompting("find", found, hint="Enter finds · n N go on", typed=typed, left=left)


def _pick(source: Callable[[], Source]) -> Verb:
    def pick(session: Session) -> None:
        session.mode = Picking(session, source())

    return pick


def _again(session: Session) -> None:
    if session.last_code:
        deciding.apply(session, [session.last_code])
    else:
        session.say(f"there is no last code yet; {session.keymap.label('code.pick')} picks one")


def _again_set(session: Session) -> None:
    if session.last_codes:
        deciding.apply(session, session.last_codes)
    else:
        session.say(f"there are no last codes yet; {session.keymap.label('code.pick')} picks one")


def _on_coding(act: Callable[[Session, Coding], None], none: str, *, asks: str, left: str) -> Verb:
    """Do something with the coding that is meant; where there are several, ask with which."""

    def on_coding(session: Session) -> None:
        codings = deciding.codings_meant(session)
        if not codings:
            session.say(none)
        elif len(codings) == 1:
            act(session, codings[0])
        else:
            session.mode = Choosing(codings, session.slots.slot, act, asks, left)

    return on_coding


def _toggle_advance(session: Session) -> None:
    session.auto_advance = not session.auto_advance
    session.say(
        "auto-advance is on: a code also marks as reviewed and moves on"
        if session.auto_advance
        else "auto-advance is off"
    )


def _hint(*, by_words: bool) -> Verb:
    def hint(session: Session) -> None:
        mode = Hinting(session.paragraph.text, by_words=by_words)
        if mode.labels:
            session.anchor = session.span = None
            session.mode = mode
        else:
            session.say("there are no words here to select")

    return hint


def _range(session: Session) -> None:
    session.mode = Ranging(session)


def _select_none(session: Session) -> None:
    if session.span is not None:
        session.span = None
    elif session.filter is not None:
        session.filter = None
        session.say("no filter")
    elif session.find:
        session.find = ""


def _open_codebook(session: Session) -> None:
    session.effects.append(OpenScreen("codebook", code=session.panel_code))


def _cases(session: Session) -> None:
    session.effects.append(OpenScreen("cases", case=session.study.cases.at(session.place)))


def _matrix(session: Session) -> None:
    case = session.study.cases.at(session.place)
    session.effects.append(OpenScreen("matrix", case=case, code=session.panel_code or session.last_code))


def _help(session: Session) -> None:
    session.mode = Helping()


def _quit(session: Session) -> None:
    def leave(asked: Session) -> None:
        asked.effects.append(Quit())

    try:
        session.keep_typed()
    except PostilError as error:
        question = f"q leaves without the memo that was typed, any other key stays: {error}"
        session.mode = Asking(question, dict.fromkeys(("q", "ctrl+q"), leave))
    else:
        leave(session)


VERBS: dict[str, Callable[[Session], None]] = {
    "move.next": lambda session: moving.step(session, +1),
    "move.previous": lambda session: moving.step(session, -1),
    "review.next": deciding.review_and_go_on,
    "review.toggle": lambda session: deciding.review(session, on=not session.is_reviewed(session.n)),
    "move.next_open": _next_open(+1),
    "move.previous_open": _next_open(-1),
    "move.next_same_speaker": _seek(+1, "same", "this speaker says no more here"),
    "move.previous_same_speaker": _seek(-1, "same", "this speaker says nothing before"),
    "move.page_down": _page(+1),
    "move.page_up": _page(-1),
    "move.first": _to_end(last=False),
    "move.last": _to_end(last=True),
    "move.goto": lambda session: _ask_number(session, ""),
    "transcript.previous": lambda session: moving.neighbour(session, -1),
    "transcript.next": lambda session: moving.neighbour(session, +1),
    "transcript.pick": _pick(pickers.TranscriptSource),
    "transcript.back": moving.back,
    "code.pick": _pick(pickers.CodeSource),
    "code.slot": lambda session: session.say(f"press a digit: {session.keymap.labels('code.slot')}"),
    "code.again": _again,
    "code.again_set": _again_set,
    "code.pin": lambda session: session.say(f"press {session.keymap.label('code.pin')} and the digit of a slot"),
    "code.remove": _on_coding(
        deciding.remove,
        "no code of yours here to remove",
        asks="digit or letter of the code to remove",
        left="nothing was removed",
    ),
    "code.doubt": deciding.doubt,
    "advance.toggle": _toggle_advance,
    "codebook.open": _open_codebook,
    "codebook.edit": editing.edit_code,
    "codebook.example": _on_coding(
        editing.take_example,
        "no code of yours here to take an example for",
        asks="digit or letter of the code that this is an example of",
        left="no example was taken",
    ),
    "wording.next": looking.go_to_next,
    "wording.confirm": looking.confirm,
    "select.sentence": _hint(by_words=False),
    "select.words": _hint(by_words=True),
    "select.range": _range,
    "select.none": _select_none,
    "memo.edit": memos.write_memo,
    "memo.editor": memos.write_in_editor,
    "passage.quotable": quoting.mark_here,
    "history.undo": undoing.undo,
    "history.redo": undoing.redo,
    "find.text": _find_text,
    "find.next": _find(+1),
    "find.previous": _find(-1),
    "filter.pick": _pick(pickers.FilterSource),
    "query.open": lambda session: session.effects.append(OpenScreen("retrieval")),
    "cases.open": _cases,
    "matrix.open": _matrix,
    "reports.open": lambda session: session.effects.append(OpenScreen("reports")),
    "palette.open": _pick(pickers.CommandSource),
    "help.open": _help,
    "screen.redraw": lambda session: session.effects.append(Redraw()),
    "program.quit": _quit,
}
