"""What is picked from a list in the codebook screen: a code to go to, to put one under, to merge into, to send to.

Invariant: what cannot be done is not offered, or is said before anything is recorded.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from postil.model.act import changes_of
from postil.model.book_acts import known_code, merge_codes, move_code, recode
from postil.model.clock import Clock
from postil.model.codebook import matching_name
from postil.model.names import full_name, name_in
from postil.reports.merged_cells import CHECKED_BY, merged_cells
from postil.session import newcode
from postil.session.modes import LEAVE, Asking, Picking
from postil.session.pickers import NEW, PlainSource
from postil.session.rows import Row, book_rows, code_row
from postil.text.counted import counted
from postil.text.wrap import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.model.change import Action, AddCode
    from postil.model.codebook import Code
    from postil.model.coding import Coding
    from postil.session.codebook import CodebookSession
    from postil.session.modes import Mode
    from postil.session.session import Session

_TOP = "the top of the codebook"
_BRIEF_CELLS = 16


class BookCodes(PlainSource, ABC):
    """Codes of the book, found by what is typed; what taking one means is for those that follow."""

    of_codes = True

    def __init__(self, session: CodebookSession, title: str, hint: str) -> None:
        self.title = title
        self.hint = hint
        self._book = session

    def is_offered(self, code: Code) -> bool:  # noqa: ARG002 - for those that follow, also below
        """Whether a code can be taken."""
        return True

    def rows(self, session: Session, query: str) -> list[Row]:
        """The book while nothing is typed, then the codes that match."""
        known = {code.id for code in session.study.codebook if self.is_offered(code)}
        if not query.strip():
            return [row._replace(offered=True) for row in book_rows(session) if row.key in known]
        found = _also_named(session, query, session.index.search(query, uses=session.study.uses))
        return [code_row(session, code_id)._replace(offered=True) for code_id in found if code_id in known]

    def show(self, session: Session, row: Row | None) -> None:
        """Explain the code."""
        session.panel_code = row.key if row is not None and row.key in session.study.codebook else ""

    @abstractmethod
    def take(self, session: Session, row: Row | None, query: str, *, more: bool = False) -> None:
        """Do what taking it means."""


def _also_named(session: Session, query: str, found: Sequence[str]) -> list[str]:
    """What was found, and the codes that are not offered for coding but have what is typed in their names.

    The latter stand behind the codes that have it, too, and before those that are only like it.
    """
    typed = matching_name(query)
    named = {code.id for code in session.study.codebook if typed in matching_name(full_name(code))}
    in_order = [code.id for code in session.study.codebook if code.id in named]
    return list(dict.fromkeys([*(code for code in found if code in named), *in_order, *found]))


class GoTo(BookCodes):
    """A code to go to."""

    def __init__(self, session: CodebookSession) -> None:
        super().__init__(session, "go to", "Enter goes")

    def take(self, session: Session, row: Row | None, query: str, *, more: bool = False) -> None:  # noqa: ARG002
        """Go to it."""
        if row is None:
            session.say(f"no code is like “{query.strip()}”")
        else:
            self._book.go_to_code(row.key)


class NewParent(BookCodes):
    """A code to put this one under."""

    def __init__(self, session: CodebookSession, code: Code) -> None:
        super().__init__(session, f"put {code.name} under", "Enter moves it there")
        self._code = code
        below = {other.id for other in session.study.codebook if code in session.study.codebook.ancestors(other.id)}
        self._without = {code.id, *below}

    def is_offered(self, code: Code) -> bool:
        """All but itself and what stands under it."""
        return code.id not in self._without

    def rows(self, session: Session, query: str) -> list[Row]:
        """Codes, and before them the top."""
        found = super().rows(session, query)
        typed = matching_name(query)
        top = [Row("", _TOP)] if typed in _TOP else []
        return [*top, *found] if typed in {"", "top"} else [*found, *top]

    def take(self, session: Session, row: Row | None, query: str, *, more: bool = False) -> None:  # noqa: ARG002
        """Move it."""
        if row is None:
            session.say(f"no code is like “{query.strip()}”")
        else:
            move(self._book, self._code, row.key)


def move(session: CodebookSession, code: Code, parent: str) -> None:
    """Move a code under another, or to the top."""
    changed = session.record(*move_code(session.study, code.id, parent))
    session.go_to_code(code.id)
    where = f"under {session.code_label(parent)}" if parent else f"at {_TOP}"
    session.say(f"{session.code_label(code.id)} stands {where}" if changed else "it stands there already")


class MergeInto(BookCodes):
    """A code to merge this one into."""

    def __init__(self, session: CodebookSession, code: Code) -> None:
        super().__init__(session, f"merge {code.name} into", "Enter asks once")
        self._code = code

    def is_offered(self, code: Code) -> bool:
        """Active codes but itself."""
        return code.id != self._code.id and code.status == "active"

    def take(self, session: Session, row: Row | None, query: str, *, more: bool = False) -> None:  # noqa: ARG002
        """Ask whether to, with what it is about."""
        book, code = self._book, self._code
        if row is None:
            session.say(f"no active code is like “{query.strip()}”")
            return
        into, target = row.key, known_code(book.study, row.key)
        actions = merge_codes(book.study, code.id, into)
        checked(book, actions)
        cells = merged_cells(book.study, actions)
        apart = book.study.codebook.told_apart
        name, named = apart.get(code.id, code.name), book.code_label(into)
        brief, into_brief = briefly(book, code), briefly(book, target)

        def merge(_: Session) -> None:
            book.record(*merge_codes(book.study, code.id, into))
            book.go_to_code(into)
            undo = book.keymap.label("history.undo")
            said = f"{name} is merged into {named}"
            if cells:  # what waits must be read, also where there is little room
                said = f"{brief} is merged into {into_brief}: {cells.in_full}; {CHECKED_BY}"
            book.say(f"{said}; {undo} parts them")

        uses, coders = book.study.uses, len(book.coders.get(code.id, ()))
        what = f"{counted(uses.get(code.id, 0), 'coding')}, {counted(coders, 'coder')}"
        under = len(book.study.codebook.children(code.id))
        along = f" with the {counted(under, 'code')} under it" if under else ""
        asked = f": {cells.in_brief}? y" if cells else "? y, or any other key"
        session.mode = Asking(
            f"merge {brief} ({what}){along} into {into_brief} ({uses.get(into, 0)}){asked}",
            {"y": merge},
        )


def briefly(session: Session, code: Code) -> str:
    """A code in a question, of which the end must be read, too: its number, or as much of its name as there is room."""
    return code.number or shortened(name_in(session.study.codebook, code), _BRIEF_CELLS)


def checked(session: Session, actions: Sequence[Action]) -> None:
    """Make sure that an act can be recorded, before anybody is asked about it.

    Raises:
        PostilError: it cannot.
    """
    changes_of(session.study, actions, coder=session.coder or "", clock=Clock())


class SendTo(BookCodes):
    """A code, there or new, to send codings to."""

    def __init__(self, session: CodebookSession, code: Code, codings: Sequence[Coding]) -> None:
        super().__init__(session, f"send {counted(len(codings), 'coding')} to", "Enter sends · a new name makes a code")
        self._code = code
        self._codings = codings

    def is_offered(self, code: Code) -> bool:
        """Active codes but the one that is split."""
        return code.id != self._code.id and code.status == "active"

    def rows(self, session: Session, query: str) -> list[Row]:
        """Codes, and last a new one of the name that is typed."""
        found = super().rows(session, query)
        name = matching_name(query)
        known = any(matching_name(code.name) == name for code in session.study.codebook if code.status == "active")
        return found if not name or known else [*found, Row(NEW, f"new code “{query.strip()}”", mark=NEW)]

    def take(self, session: Session, row: Row | None, query: str, *, more: bool = False) -> None:  # noqa: ARG002
        """Send them."""
        if row is None:
            session.say("type the name of a code")
        elif row.key != NEW:
            self._send(session, row.key, ())
        else:
            newcode.wish_for(session, query.strip(), self._send, parent=self._code.parent)

    def _send(self, session: Session, to: str, new: tuple[AddCode, ...]) -> None:
        book = self._book
        book.record(*recode(book.study, self._codings, to, new))
        book.go_to_code(to)
        many, undo = counted(len(self._codings), "coding"), book.keymap.label("history.undo")
        session.say(
            f"{many} of {book.code_label(self._code.id)} sent to {book.code_label(to)}; {undo} brings them back"
        )


class PickingFrom(Picking):
    """A list over another mode, to which leaving it returns."""

    def __init__(self, session: CodebookSession, source: BookCodes, back: Mode) -> None:
        super().__init__(session, source)
        self.back = back

    def press(self, session: Session, key: str) -> None:
        """As in any list; what is marked in the mode below is still marked when this one is left."""
        leaves = key in LEAVE or (key == "backspace" and not self.line.text)
        super().press(session, key)
        if leaves:
            session.mode = self.back
