"""What each command of the codebook screen does.

Every id of ``codebook_commands.CODEBOOK_COMMANDS`` has exactly one entry here or in ``verbs``; a test holds them
together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.errors import PostilError
from postil.model.book_acts import drop_code, named_version, part_codes
from postil.model.change import AddCode, EditCode
from postil.model.codebook import COLOR_SLOTS
from postil.session import deciding, editing, newcode
from postil.session.codebook import FIELDS
from postil.session.codebook_modes import CodingList, VersionList
from postil.session.codebook_pickers import GoTo, MergeInto, NewParent, move
from postil.session.modes import Asking, Picking, Prompting
from postil.session.notice import Notice
from postil.session.session import Session
from postil.session.surroundings import OpenScreen
from postil.session.undoing import take_back, told
from postil.session.verbs import VERBS

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.model.codebook import Code
    from postil.model.log import Step
    from postil.session.codebook import CodebookSession
    from postil.session.commands import Command
    from postil.session.undoing import Way


def run(session: CodebookSession, command: Command, key: str, *, waited: bool) -> None:
    """Run a command; ``key`` asked for it, or is what it waited for, or is empty."""
    if command.writes and session.read_only:
        session.say(f"reading only: cannot {command.verb}", alarm=True)
    elif command.id == "code.pin":
        _pin(session, key if waited else "")
    elif command.id in BOOK_VERBS:
        BOOK_VERBS[command.id](session)
    elif command.id in CODE_VERBS:
        _on_code(session, CODE_VERBS[command.id])
    else:
        VERBS[command.id](session)


def _on_code(session: CodebookSession, act: Callable[[CodebookSession, Code], None]) -> None:
    """Do something with the code under the cursor, if it stands for itself."""
    code = session.here
    if code is None:
        new = session.keymap.label("book.new")
        session.mode = Notice(f"the codebook is empty; {new} makes a code")
    elif session.is_merged:
        part = session.keymap.label("book.merge")
        session.mode = Notice(f"{code.name} is merged into {session.code_label(code.id)}; {part} parts the two")
    else:
        act(session, code)


# ---- looking ----


def _step(direction: int) -> Callable[[CodebookSession], None]:
    def step(session: CodebookSession) -> None:
        if session.in_fields:
            session.field = min(max(session.field + direction, 0), len(FIELDS) - 1)
        else:
            session.go_to_row(session.index_at + direction)

    return step


def _page(direction: int) -> Callable[[CodebookSession], None]:
    return lambda session: session.go_to_row(session.view.page(session.index_at, direction))


def _to_end(*, last: bool) -> Callable[[CodebookSession], None]:
    return lambda session: session.go_to_row(len(session.rows) - 1 if last else 0)


def _find(session: CodebookSession) -> None:
    session.mode = Picking(session, GoTo(session))


def _toggle(session: CodebookSession) -> None:
    row = session.row
    if row is not None and row.branch:
        session.fold(session.folded ^ {row.code.id})
    else:
        session.say("nothing stands under this code")


def _fold(session: CodebookSession) -> None:
    row = session.row
    if row is None:
        return
    if row.branch == "open":
        session.fold(session.folded | {row.code.id})
        return
    above = session.study.codebook.get(row.code.id) if row.state == "merged" else _parent(session, row.code)
    if above is not None:
        session.go_to_code(above.id)


def _parent(session: CodebookSession, code: Code) -> Code | None:
    return session.study.codebook.get(code.parent) if code.parent else None


def _unfold(session: CodebookSession) -> None:
    row = session.row
    if row is not None and row.branch == "folded":
        session.fold(session.folded - {row.code.id})
    elif row is not None and row.branch == "open":
        session.go_to_row(session.index_at + 1)


def _fold_all(session: CodebookSession) -> None:
    if session.folded:
        session.fold(set())
        return
    book = session.study.codebook
    shown = book.get(session.at)
    if shown is not None:
        session.at = next((above.id for above in reversed(book.ancestors(shown.id))), shown.id)
    session.fold({row.code.id for row in session.rows if row.branch})


def _fields(session: CodebookSession) -> None:
    session.in_fields = not session.in_fields and session.row is not None


def _apply(session: CodebookSession) -> None:
    if session.in_fields:
        if session.read_only:
            session.say("reading only: cannot edit a field", alarm=True)
        else:
            _on_code(session, lambda asked, code: editing.ask_value(asked, code, FIELDS[asked.field]))
        return
    below, shown = session.below, session.study.codebook.get(session.at)
    if shown is None:
        session.say("there is no code here")
    elif type(below) is not Session:
        session.say("codes are applied in the coding screen")
    elif session.read_only:
        session.say("reading only: cannot apply a code", alarm=True)
    elif reason := deciding.why_not(session, shown.id):
        session.say(reason)
    else:

        def apply() -> None:
            try:
                deciding.apply(below, [shown.id], picked=True)
            except PostilError as error:
                below.say(str(error), alarm=True)

        session.leave(apply)


def _pin(session: CodebookSession, key: str) -> None:
    slot = int(key) if len(key) == 1 and key.isascii() and key.isdecimal() else None
    if slot is None:
        session.say(f"press {session.keymap.label('code.pin')} and the digit of a slot")
    else:
        _on_code(session, lambda asked, code: deciding.pin(asked, slot, code.id))


# ---- making and changing codes ----


def _new(*, child: bool) -> Callable[[CodebookSession], None]:
    def ask(session: CodebookSession) -> None:
        here = session.study.codebook.get(session.at)
        above = here if child else _parent(session, here) if here is not None else None
        parent = above.id if above is not None else ""

        def made(_: Session, code: str, new: tuple[AddCode, ...]) -> None:
            if new:
                session.record(*new)
            session.go_to_code(code)
            edit, label = session.keymap.label("codebook.edit"), session.code_label(code)
            session.say(f"new code {label}; {edit} writes its fields" if new else f"{label} is there already")

        def name(_: Session, text: str) -> None:
            newcode.wish_for(session, text, made, parent=parent)

        where = f"under {session.code_label(parent)}" if parent else "at the top"
        session.mode = Prompting(f"new code {where}", name, hint="Enter makes it")

    return ask


def _edit(session: CodebookSession, code: Code) -> None:
    session.mode = Picking(session, editing.FieldSource(session, code))


def _ask(field: str) -> Callable[[CodebookSession, Code], None]:
    return lambda session, code: editing.ask_value(session, code, field)


def _color(session: CodebookSession, code: Code) -> None:
    def give(color: int) -> Callable[[Session], None]:
        def act(_: Session) -> None:
            session.record(EditCode(code.id, "color", color))
            session.say(f"colour of {session.code_label(code.id)}: {color or 'none'}")

        return act

    session.mode = Asking(
        f"colour of {session.code_label(code.id)} (now {code.color or 'none'}): 1 to {COLOR_SLOTS}, 0 for none",
        {str(color): give(color) for color in range(COLOR_SLOTS + 1)},
    )


def _move(session: CodebookSession, code: Code) -> None:
    session.mode = Picking(session, NewParent(session, code))


def _outdent(session: CodebookSession, code: Code) -> None:
    above = _parent(session, code)
    if above is None:
        session.say("it stands at the top already")
    else:
        move(session, code, above.parent)


def _indent(session: CodebookSession, code: Code) -> None:
    siblings = [other.id for other in session.study.codebook.children(code.parent)]
    before = siblings.index(code.id) - 1 if code.id in siblings else -1
    if before < 0:
        session.say("no code before it at this level that it could stand under")
    else:
        move(session, code, siblings[before])


def _retire(session: CodebookSession, code: Code) -> None:
    if code.status == "heading":
        session.say("a heading groups codes and is not offered anyway; delete it or change its status")
        return
    status = "active" if code.status == "retired" else "retired"
    session.record(EditCode(code.id, "status", status))
    label = session.code_label(code.id)
    kept = f"{label} is retired: it keeps its codings and is not offered"
    session.say(kept if status == "retired" else f"{label} is active again")


def _merge(session: CodebookSession) -> None:
    code = session.here
    if code is None or not session.is_merged:
        _on_code(session, _merge_into)
        return

    def part(_: Session) -> None:
        session.record(*part_codes(session.study, code.id))
        session.go_to_code(code.id)
        session.say(f"{code.name} stands for itself again")

    session.mode = Asking(
        f"part {code.name} from {session.code_label(code.id)} again? y, or any other key", {"y": part}
    )


def _merge_into(session: CodebookSession, code: Code) -> None:
    if code.status == "heading":
        session.mode = Notice(f"{code.name} is a heading and has no codings; move the codes under it instead")
    else:
        session.mode = Picking(session, MergeInto(session, code))


def _delete(session: CodebookSession, code: Code) -> None:
    session.record(*drop_code(session.study, code.id))
    session.say(f"{code.name} is deleted; {session.keymap.label('history.undo')} brings it back")


# ---- codings ----


def _split(session: CodebookSession, code: Code) -> None:
    if session.study.uses.get(code.id):
        session.mode = CodingList(session, code, "split")
    else:
        session.mode = Notice(f"{session.code_label(code.id)} has no codings to send to another code")


def _example(session: CodebookSession, code: Code) -> None:
    if session.study.uses.get(code.id):
        session.mode = CodingList(session, code, "example")
    else:
        session.mode = Notice(f"{session.code_label(code.id)} has no codings to take an example from")


# ---- versions ----


def _version(session: CodebookSession) -> None:
    def name(_: Session, text: str) -> None:
        wanted = " ".join(text.split())
        named_version(session.study, wanted)  # refused before a note is asked for

        def note(_: Session, typed: str) -> None:
            session.record(named_version(session.study, wanted, typed.strip()))
            session.say(
                f"the codebook as it is now is {wanted}; {session.keymap.label('book.versions')} lists versions"
            )

        def left(_: Session, __: str) -> None:
            again = session.keymap.label("book.version")
            session.say(f"{wanted} was not named: {again} asks again, and Enter without a note names it")

        hint = "Enter names it, with a note or without"
        session.mode = Prompting(
            f"note on {wanted}, or nothing", note, hint=hint, left=left, lasting=True, many_lines=True
        )

    session.mode = Prompting("name of this version of the codebook", name, hint="Enter goes on to a note")


def _versions(session: CodebookSession) -> None:
    if session.study.book_versions:
        session.mode = VersionList(session)
    else:
        session.say(
            f"no version has a name yet; {session.keymap.label('book.version')} names the codebook as it is now"
        )


# ---- undo ----


_ON_TEXT = " in the codebook: the last act was on the text, and is taken back in the coding screen"


def _take_back(way: Way) -> Callable[[CodebookSession], None]:
    def act(session: CodebookSession) -> None:
        def is_here(step: Step) -> bool:
            return session.is_of_codebook(step.group)

        def follow(step: Step) -> str:
            session.taken_back()
            session.slots.set_pins(session.study.pins(session.coder or ""))
            codes = [action.code.id for action in step.actions if isinstance(action, AddCode)]
            codes += [action.code for action in step.actions if isinstance(action, EditCode)]
            there = next((known.id for code in codes if (known := session.study.codebook.get(code))), "")
            if there:
                session.go_to_code(there)
            return told(session, step.actions)

        take_back(session, way, is_here=is_here, follow=follow, elsewhere=_ON_TEXT)

    return act


BOOK_VERBS: dict[str, Callable[[CodebookSession], None]] = {
    "book.next": _step(+1),
    "book.previous": _step(-1),
    "book.page_down": _page(+1),
    "book.page_up": _page(-1),
    "book.first": _to_end(last=False),
    "book.last": _to_end(last=True),
    "book.find": _find,
    "book.toggle": _toggle,
    "book.fold": _fold,
    "book.unfold": _unfold,
    "book.fold_all": _fold_all,
    "book.fields": _fields,
    "book.apply": _apply,
    "book.new": _new(child=False),
    "book.new_child": _new(child=True),
    "book.merge": _merge,
    "book.version": _version,
    "book.versions": _versions,
    "query.open": lambda session: session.effects.append(OpenScreen("retrieval", code=session.at)),
    "book.leave": lambda session: session.leave(),
    "program.quit": lambda session: session.leave(),
    "history.undo": _take_back("undo"),
    "history.redo": _take_back("redo"),
}
CODE_VERBS: dict[str, Callable[[CodebookSession, Code], None]] = {
    "codebook.edit": _edit,
    "book.rename": _ask("name"),
    "book.number": _ask("number"),
    "book.color": _color,
    "book.move": _move,
    "book.outdent": _outdent,
    "book.indent": _indent,
    "book.retire": _retire,
    "book.delete": _delete,
    "book.split": _split,
    "book.example": _example,
}
