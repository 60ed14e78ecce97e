"""What each command does: the bridge from the table of commands to the session.

Every id of ``commands.COMMANDS`` has exactly one entry here; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from postil.errors import CodebookError
from postil.model.change import EditCode
from postil.model.codebook import Code
from postil.model.coding import MemoKey
from postil.session import session as machine

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.session.commands import Command
    from postil.session.session import Session

EDITABLE = tuple(f.name for f in fields(Code) if f.name not in {"id", "parent", "color", "aliases"})


WAITING = frozenset({"code.pin", "move.goto"})
"""Commands that wait for a digit after their key."""


def run(session: Session, command: Command, key: str) -> None:
    """Run a command; ``key`` is the key that asked for it."""
    if command.writes and session.read_only:
        session.say(f"reading only: {command.help} is not possible", alarm=True)
        return
    if command.id == "code.slot":
        session.apply_slot(int(key))
        return
    _VERBS[command.id](session)


def run_with(session: Session, command: Command, key: str) -> None:
    """Run a command that waited for one more key, such as ``g`` and a digit or ``p`` and a digit."""
    if command.id == "move.goto" and key.isdecimal():
        _ask_number(session, key)
    elif command.id == "code.pin" and key.isdecimal():
        if session.read_only:
            session.say("reading only: nothing can be pinned", alarm=True)
        else:
            session.pin_last(int(key))
    else:
        session.say(f"{session.keymap.label(command.id)} waits for a digit")


def _seek(direction: int, wanted: str, otherwise: str) -> Callable[[Session], None]:
    def go(session: Session) -> None:
        if not session.seek(direction, wanted):
            session.say(otherwise.format(next=session.keymap.label("transcript.next")))

    return go


def _next_open(direction: int) -> Callable[[Session], None]:
    def go(session: Session) -> None:
        if not session.seek(direction, "open"):
            more = f"; {session.keymap.label('transcript.next')} opens the next transcript"
            session.say(("no other hit here" if session.filter else "nothing else to review here") + more)

    return go


def _find(direction: int) -> Callable[[Session], None]:
    def go(session: Session) -> None:
        if not session.find:
            session.say(f"{session.keymap.label('find.text')} finds text first")
        elif not session.seek(direction, "found"):
            session.say(f"no other “{session.find}” in this transcript")

    return go


def _page(direction: int) -> Callable[[Session], None]:
    return lambda session: session.go_to(session.view.page(session.n, direction))


def _ask_number(session: Session, start: str) -> None:
    from postil.session.modes import Prompting, TextLine  # noqa: PLC0415 - modes act through verbs

    def go(asked: Session, text: str) -> None:
        if text.strip().isdecimal():
            asked.jump(asked.place._replace(paragraph=int(text)))
        else:
            asked.say(f"“{text}” is no paragraph number")

    session.mode = Prompting("go to §", go, TextLine(start), hint="Enter goes")


def _find_text(session: Session) -> None:
    from postil.session.modes import Prompting  # noqa: PLC0415

    def found(asked: Session, text: str) -> None:
        asked.find = text
        if text and not asked._sought(asked.paragraph, "found") and not asked.seek(+1, "found"):
            asked.say(f"“{text}” is not in this transcript")

    def typed(asked: Session, text: str) -> None:
        asked.find = text

    session.mode = Prompting("find", found, hint="Enter finds · n N go on", typed=typed)


def _pick(name: str) -> Callable[[Session], None]:
    def pick(session: Session) -> None:
        from postil.session import modes, pickers  # noqa: PLC0415

        session.mode = modes.Picking(session, getattr(pickers, name)())

    return pick


pick_code = _pick("CodeSource")


def apply_code(session: Session, code_id: str) -> None:
    """Apply the code that the panel shows, unless it only groups others."""
    code = session.code(code_id)
    if code is None or code.status != "active":
        session.say("this one groups codes and is not applied itself" if code else "there is no code here")
    else:
        session.apply(code_id)


def _again(session: Session) -> None:
    if not session.last_code:
        session.say(f"there is no last code yet; {session.keymap.label('code.pick')} picks one")
    else:
        session.apply(session.last_code)


def _again_set(session: Session) -> None:
    if not session.last_codes:
        session.say(f"there are no last codes yet; {session.keymap.label('code.pick')} picks one")
    else:
        session.apply(*session.last_codes)


def _remove(session: Session) -> None:
    from postil.session.modes import Removing  # noqa: PLC0415

    codings = session.codings_here
    if session.span is not None and session.anchor is None:
        inside = [coding for coding in codings if (coding.start, coding.end) == session.span]
        codings = inside or codings
    if not codings:
        session.say("no code of yours here to remove")
    elif len(codings) == 1:
        session.remove(codings[0])
    else:
        session.mode = Removing(codings)


def _toggle_advance(session: Session) -> None:
    session.auto_advance = not session.auto_advance
    session.say(
        "auto-advance is on: a code also marks as reviewed and moves on"
        if session.auto_advance
        else "auto-advance is off"
    )


def _hint(*, by_words: bool) -> Callable[[Session], None]:
    def hint(session: Session) -> None:
        from postil.session.modes import Hinting  # noqa: PLC0415

        session.anchor = None
        mode = Hinting(session.paragraph.text, by_words=by_words)
        if mode.labels:
            session.mode = mode
        else:
            session.say("there are no words here to select")

    return hint


def _range(session: Session) -> None:
    from postil.session.modes import Ranging  # noqa: PLC0415

    session.mode = Ranging(session)


def _select_none(session: Session) -> None:
    if session.span or session.anchor is not None:
        session.span = session.anchor = None
    elif session.filter is not None:
        session.filter = None
        session.say("no filter")
    elif session.find:
        session.find = ""


def memo_targets(session: Session) -> list[tuple[MemoKey, str]]:
    """Where a memo can stand here, with a title: the paragraph first, then its codings; the selected span's first."""
    coder = session.coder or ""
    targets = [(MemoKey.at_paragraph(session.transcript.id, session.n, coder), f"memo §{session.n}")]
    codings = session.study.codings_at(session.place, session.coder)
    on_span = [c for c in codings if session.span is not None and (c.start, c.end) == session.span]
    named = [(MemoKey.at_coding(c), f"memo on {session.code_label(c.code)}") for c in (*on_span, *codings)]
    return list(dict(named[: len(on_span)] + targets + named[len(on_span) :]).items())


def _memo(session: Session, which: int = 0) -> None:
    from postil.session.modes import Prompting, TextLine  # noqa: PLC0415

    targets = memo_targets(session)
    target, title = targets[which % len(targets)]
    old = session.study.memo(target)

    def save(asked: Session, text: str) -> None:
        asked.set_memo(target, text)

    def to_next(asked: Session, text: str) -> None:
        if text != old:
            asked.set_memo(target, text)
        _memo(asked, which + 1)

    hint = "Enter saves" + (" · Tab to the next coding here" if len(targets) > 1 else "")
    session.mode = Prompting(
        title, save, TextLine(old), hint=hint, tab=to_next if len(targets) > 1 else None, lasting=bool(old)
    )


def _memo_in_editor(session: Session) -> None:
    target, _ = memo_targets(session)[0]
    session.effects.append(machine.EditText(target, session.study.memo(target)))


def edit_code(session: Session) -> None:
    """Pick a field of the code that the panel shows, and change it."""
    from postil.session import modes, pickers  # noqa: PLC0415

    code = session.code(session.panel_code)
    if session.read_only:
        session.say("reading only: codes cannot be edited", alarm=True)
    elif code is None:
        session.say(f"no code is shown; {session.keymap.label('codebook.open')} walks through the codebook")
    else:
        session.mode = modes.Picking(session, pickers.FieldSource(code))


def edit_field(session: Session, code_id: str, field: str) -> None:
    """Ask for the new value of a code's field."""
    from postil.session.modes import Prompting, TextLine  # noqa: PLC0415

    code = session.code(code_id)
    assert code is not None

    def save(asked: Session, text: str) -> None:
        value = text.strip()
        if field == "name" and not value:
            raise CodebookError("a code needs a name")
        if field == "status" and value not in {"active", "retired", "heading"}:
            raise CodebookError(f"there is no status {value}", "write active, retired or heading")
        changed = asked.record(EditCode(code_id, field, value))
        asked.say(f"{field} of {asked.code_label(code_id)} changed" if changed else "nothing changed")

    session.mode = Prompting(
        f"{field} of {session.code_label(code_id)}", save, TextLine(str(getattr(code, field))), lasting=True
    )


def _browse(session: Session) -> None:
    from postil.session.modes import Browsing  # noqa: PLC0415

    book = session.study.codebook
    if not len(book):
        session.say(f"the codebook is empty; {session.keymap.label('code.pick')} and a name make a code")
        return
    if session.panel_code not in book:
        session.panel_code = next(iter(book)).id
    session.mode = Browsing()


def _help(session: Session) -> None:
    from postil.session.modes import Helping  # noqa: PLC0415

    session.mode = Helping()


_VERBS: dict[str, Callable[[Session], None]] = {
    "move.next": lambda session: session.step(+1),
    "move.previous": lambda session: session.step(-1),
    "review.next": lambda session: session.review_and_go_on(),
    "review.toggle": lambda session: session.review(on=not session.is_reviewed(session.n)),
    "move.next_open": _next_open(+1),
    "move.previous_open": _next_open(-1),
    "move.next_same_speaker": _seek(+1, "same", "this speaker says no more here"),
    "move.previous_same_speaker": _seek(-1, "same", "this speaker says nothing before"),
    "move.page_down": _page(+1),
    "move.page_up": _page(-1),
    "move.first": lambda session: session.jump(session.place._replace(paragraph=1)),
    "move.last": lambda session: session.jump(session.place._replace(paragraph=len(session.transcript.paragraphs))),
    "move.goto": lambda session: _ask_number(session, ""),
    "transcript.previous": lambda session: session.neighbour(-1),
    "transcript.next": lambda session: session.neighbour(+1),
    "transcript.pick": _pick("TranscriptSource"),
    "transcript.back": lambda session: session.back(),
    "code.pick": pick_code,
    "code.again": _again,
    "code.again_set": _again_set,
    "code.pin": lambda session: session.say("press p and the digit of a slot"),
    "code.remove": _remove,
    "code.doubt": lambda session: session.doubt(),
    "advance.toggle": _toggle_advance,
    "codebook.open": _browse,
    "codebook.edit": edit_code,
    "select.sentence": _hint(by_words=False),
    "select.words": _hint(by_words=True),
    "select.range": _range,
    "select.none": _select_none,
    "memo.edit": _memo,
    "memo.editor": _memo_in_editor,
    "history.undo": lambda session: session.undo(),
    "history.redo": lambda session: session.redo(),
    "find.text": _find_text,
    "find.next": _find(+1),
    "find.previous": _find(-1),
    "filter.pick": _pick("FilterSource"),
    "palette.open": _pick("CommandSource"),
    "help.open": _help,
    "screen.redraw": lambda session: session.effects.append(machine.Redraw()),
    "program.quit": lambda session: session.effects.append(machine.Quit()),
}
