"""What each command of the cases screen does.

Every id of ``cases_commands.CASES_COMMANDS`` has exactly one entry here or in ``verbs``; a test holds them together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.case_acts import dropped, new_case, noted, renamed, valued
from postil.model.change import AddCase, EditCase, SetAttribute, SetValue
from postil.model.references import broken_in, led_astray
from postil.session.cases import EditingCell
from postil.session.cases_pickers import AttributeChangeSource, ChoiceSource, VoiceSource
from postil.session.filters import found_at
from postil.session.modes import Picking, Prompting
from postil.session.notice import Notice
from postil.session.textline import TextLine
from postil.session.undoing import take_back, told
from postil.session.verbs import VERBS
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from postil.model.case import Case
    from postil.model.change import Action
    from postil.model.log import Step
    from postil.session.cases import CasesSession
    from postil.session.commands import Command
    from postil.session.session import Session
    from postil.session.undoing import Way


def run(session: CasesSession, command: Command) -> None:
    """Run a command."""
    if command.writes and session.read_only:
        session.say(f"reading only: cannot {command.verb}", alarm=True)
    elif command.id in CASES_VERBS:
        CASES_VERBS[command.id](session)
    elif command.id in CASE_VERBS:
        _on_case(session, CASE_VERBS[command.id])
    else:
        VERBS[command.id](session)


def _on_case(session: CasesSession, act: Callable[[CasesSession, Case], None]) -> None:
    """Do something with the case under the cursor."""
    case = session.case
    if case is None:
        session.mode = Notice(f"there is no case yet; {session.keymap.label('cases.new')} makes one")
    else:
        act(session, case)


# ---- moving ----


def _step(rows: int, columns: int) -> Callable[[CasesSession], None]:
    return lambda session: session.table.go_to(session.table.row + rows, session.table.column + columns)


def _page(direction: int) -> Callable[[CasesSession], None]:
    def page(session: CasesSession) -> None:
        session.table.go_to(session.view.page(session.table.row, direction), session.table.column)

    return page


def _to_row(*, last: bool) -> Callable[[CasesSession], None]:
    return lambda session: session.table.go_to(len(session.table.order) if last else 0, session.table.column)


def _to_column(*, last: bool) -> Callable[[CasesSession], None]:
    return lambda session: session.table.go_to(session.table.row, len(session.table.columns) if last else 0)


def _find(session: CasesSession) -> None:
    before, start = session.find, (session.table.row, session.table.column)

    def typed(_: Session, text: str) -> None:
        session.find = text
        session.table.go_to(*start)
        if text and not _found_in(session, start[0]):
            _seek(session, +1)

    def found(_: Session, text: str) -> None:
        typed(session, text)
        if text and not _found_in(session, session.table.row):
            session.say(f"“{text}” is not in the cases")

    def left(_: Session, text: str) -> None:  # noqa: ARG001 - what was typed is not wanted
        session.find = before
        session.table.go_to(*start)

    label = session.keymap.label
    hint = f"Enter finds · {label('cases.find_next')} {label('cases.find_previous')} go on"
    session.mode = Prompting("find", found, hint=hint, typed=typed, left=left)


def _found_in(session: CasesSession, row: int) -> bool:
    """Whether what is looked for is in a row; the cursor is then at the column where it is."""
    table = session.table
    if not table.order:
        return False
    for column in range(len(table.columns)):
        if found_at(table.text(row, column), session.find) is not None:
            table.go_to(row, column)
            return True
    return found_at(table.case_at(row).note, session.find) is not None


def _seek(session: CasesSession, direction: int) -> bool:
    """Go to the next case with what is looked for, around the end if need be; whether there is another."""
    table = session.table
    count = len(table.order)
    for step in range(1, count):
        row = (table.row + direction * step) % count
        if _found_in(session, row):
            table.go_to(row, table.column)
            return True
    return False


def _find_on(direction: int) -> Callable[[CasesSession], None]:
    def find_on(session: CasesSession) -> None:
        if not session.find:
            session.say(f"{session.keymap.label('cases.find')} finds text first")
        elif not _seek(session, direction):
            here = _found_in(session, session.table.row)
            session.say(f"“{session.find}” is {'nowhere else' if here else 'not'} in the cases")

    return find_on


def _sort(session: CasesSession) -> None:
    table = session.table
    table.sort_by(table.column)
    order = "the greatest first" if table.down else "the least first"
    session.say(f"sorted by {table.sort}, {order}" if table.sort else "as the cases came in")


# ---- changing ----


def _edit(session: CasesSession, case: Case) -> None:
    table = session.table
    name = table.attribute
    if not name:
        (_rename if table.column == 0 else _voices)(session, case)
        return
    attribute = table.attributes[name]
    if attribute.kind == "choice":
        session.mode = Picking(session, ChoiceSource(session, case, name))
        return

    def save(_: Session, text: str) -> None:
        session.record(valued(attribute, case.id, name, text))

    kinds = {"number": "digits, with a point before decimals", "date": "YYYY-MM-DD, such as 2021-11-09"}
    session.mode = EditingCell(
        f"{name} of {case.name}",
        save,
        TextLine(case.values.get(name, "")),
        hint=" · ".join(filter(None, ("Enter saves", kinds.get(attribute.kind), "Ctrl+G leaves it as it was"))),
        lasting=True,
    )


def _new(session: CasesSession) -> None:
    def make(_: Session, text: str) -> None:
        case, actions = new_case(session.study, text)
        session.record(*actions)
        session.table.go_to_case(case)
        voices = session.keymap.label("cases.voices")
        session.say(f"case {session.study.cases.all[case].name} made; {voices} says whose words are its")

    session.mode = Prompting("name of the new case", make, hint="Enter makes it")


def _rename(session: CasesSession, case: Case) -> None:
    def save(_: Session, text: str) -> None:
        before = broken_in(session.study)
        session.record(*renamed(session.study, case.id, text))
        if many := led_astray(session.study, before):
            name, refer = session.study.cases.all[case.id].name, counted(many, "summary refers", "summaries refer")
            session.say(
                f"{case.name} is {name}; {refer} to {case.name}: `postil matrix repair` gives them the new name"
            )

    session.mode = EditingCell(f"name of {case.name}", save, TextLine(case.name), lasting=True)
    session.table.go_to(session.table.row, 0)


def _voices(session: CasesSession, case: Case) -> None:
    session.mode = Picking(session, VoiceSource(session, case))


def _attribute(session: CasesSession) -> None:
    session.mode = Picking(session, AttributeChangeSource(session))


def _drop(session: CasesSession, case: Case) -> None:
    session.record(dropped(session.study, case.id))
    session.notes.pop(case.id, None)
    session.say(f"case {case.name} is gone; {session.keymap.label('history.undo')} brings it back")


def _note(session: CasesSession, case: Case) -> None:
    text = session.notes.get(case.id, case.note)

    def save(_: Session, typed: str) -> None:
        session.record(noted(case.id, typed))
        session.notes.pop(case.id, None)
        session.say("note saved" if typed.strip() else "no note")

    def left(_: Session, typed: str) -> None:
        session.notes.pop(case.id, None)
        if typed != case.note and typed.strip():
            session.notes[case.id] = typed
            session.say(f"note not saved; {session.keymap.label('cases.note')} brings it back")

    session.mode = Prompting(
        f"note on {case.name}", save, TextLine(text), left=left, lasting=bool(text), many_lines=True
    )


# ---- undo ----


def _take_back(way: Way) -> Callable[[CasesSession], None]:
    def act(session: CasesSession) -> None:
        def is_here(step: Step) -> bool:
            return session.is_of_cases([*step.actions, *(change.action for change in step.kept)])

        def follow(step: Step) -> str:
            session.table.refresh()
            _go_where(session, step.actions)
            return told(session, step.actions, most=3) or "nothing that is still there"

        take_back(session, way, is_here=is_here, follow=follow)

    return act


def _go_where(session: CasesSession, actions: Sequence[Action]) -> None:
    for action in actions:
        match action:
            case SetValue(case, name):
                session.table.go_to_case(case, name)
                return
            case AddCase(case) | EditCase(case):
                session.table.go_to_case(case)
                return
            case SetAttribute(name):
                session.table.go_to_case("", name)
                return


CASES_VERBS: dict[str, Callable[[CasesSession], None]] = {
    "cases.down": _step(+1, 0),
    "cases.up": _step(-1, 0),
    "cases.left": _step(0, -1),
    "cases.right": _step(0, +1),
    "cases.page_down": _page(+1),
    "cases.page_up": _page(-1),
    "cases.first": _to_row(last=False),
    "cases.last": _to_row(last=True),
    "cases.first_column": _to_column(last=False),
    "cases.last_column": _to_column(last=True),
    "cases.find": _find,
    "cases.find_next": _find_on(+1),
    "cases.find_previous": _find_on(-1),
    "cases.sort": _sort,
    "cases.new": _new,
    "cases.attribute": _attribute,
    "history.undo": _take_back("undo"),
    "history.redo": _take_back("redo"),
}
CASE_VERBS: dict[str, Callable[[CasesSession, Case], None]] = {
    "cases.edit": _edit,
    "cases.rename": _rename,
    "cases.voices": _voices,
    "cases.note": _note,
    "cases.drop": _drop,
}
"""Those that are about the case under the cursor."""
