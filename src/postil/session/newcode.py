"""Making a code while coding: in place, and never a near double without asking.

Invariant: the codes that are made and the coding are one act, so one undo takes back all of it.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from postil.model.change import AddCode
from postil.model.codebook import PATH_SEPARATOR, Code, matching_name
from postil.session.modes import Asking

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from postil.session.session import Session

    Done: TypeAlias = Callable[[Session, str, tuple[AddCode, ...]], None]
    """Is told the id of the code that the name came to, and the codes that are to be made for it, none if it is there.
    """


@dataclass
class _Wish:
    """A path of names on its way to becoming a code."""

    names: list[str]
    """Names from the top down that are still to be found or made."""
    done: Done
    """What follows when all of it is found or ready to be made."""
    parent: str = ""
    """Id of the code that the next name stands under."""
    made: tuple[AddCode, ...] = ()
    is_first: bool = True
    """Whether nothing of the path is found or made yet."""
    sure: bool = False
    """Whether the next name is meant as new though one is like it."""


def propose(session: Session, name: str, *, goes_on: Callable[[Session], None] | None = None) -> None:
    """Make and apply a code of this name; ask first where one like it exists. ``/`` parts parent from child."""

    def apply(asked: Session, code: str, made: tuple[AddCode, ...]) -> None:
        asked.apply([code], new=made, goes_on=goes_on is not None)
        if made and asked.code(code):
            asked.panel_code = code
            asked.say(f"new code {asked.message}")
        if goes_on is not None:
            goes_on(asked)

    wish_for(session, name, apply)


def wish_for(session: Session, name: str, done: Done, *, parent: str = "") -> None:
    """Find the code of a name or path below ``parent``, or get it ready to be made; ask first where one like it exists.

    A path begins below ``parent`` or, where no code there has its first name, at the code at the top that has it.
    Nothing is recorded here: ``done`` records the codes that are to be made, together with what it is all for.
    """
    pieces = unicodedata.normalize("NFC", name).split(PATH_SEPARATOR)
    names = [part for piece in pieces if (part := " ".join(piece.split()))]
    if names:
        _go_through(session, _Wish(names, done, parent))
    else:
        session.say("a code needs a name")


def _go_through(session: Session, wish: _Wish) -> None:
    """Find or make each code of the path, as far as there is nothing to ask."""
    while wish.names:
        name = wish.names[0]
        known = _known(session, wish, name)
        if known is None and not wish.sure and (like := name_like(session, name)) is not None:
            _ask(session, wish, name, like)
            return
        wish.sure = False
        if known is None:
            code = Code(f"c{secrets.token_hex(5)}", name, parent=wish.parent, origin="inductive")
            wish.made = (*wish.made, AddCode(code))
            known = code
        wish.parent, wish.is_first = known.id, False
        wish.names.pop(0)
    wish.done(session, wish.parent, wish.made)


def _known(session: Session, wish: _Wish, name: str) -> Code | None:
    """The code that a name of the path means: a child of the one before it.

    The first one may stand elsewhere: at the top, and anywhere if the path is to begin at no code.
    """
    book = session.study.codebook
    if any(action.code.id == wish.parent for action in wish.made):
        return None
    here = [code for code in book.children(wish.parent) if matching_name(code.name) == matching_name(name)]
    if not here and wish.is_first and len(wish.names) > 1:
        found = [code for code in book.find(name) if code.status != "retired"]
        here = [code for code in found if not (wish.parent and code.parent)]
    return here[0] if here else None


def name_like(session: Session, name: str, *, without: str = "") -> Code | None:
    """The code whose name is nearest to a name, if it may be the same; not the one with the id ``without``."""
    from postil.find import similar_names  # noqa: PLC0415 - imports rapidfuzz, needed only when a code is made

    codes = [code for code in session.study.codebook if code.status != "heading" and code.id != without]
    near = similar_names(name, [code.name for code in codes])
    found = [code for code in codes if near and code.name == near[0][0]]
    return min(found, key=lambda code: code.status != "active", default=None)


def _ask(session: Session, wish: _Wish, name: str, like: Code) -> None:
    def take(asked: Session) -> None:
        _go_through(asked, replace(wish, parent=like.id, is_first=False, names=wish.names[1:]))

    def make(asked: Session) -> None:  # a wish of its own each time: if it cannot be saved, the question stands again
        _go_through(asked, replace(wish, sure=True, names=list(wish.names)))

    answers: dict[str, Callable[[Session], None]] = {"+": make}
    taking = ""
    if like.status == "active":
        answers["enter"] = take
        taking = "Enter takes that one, "
    session.mode = Asking(
        f"“{name}” is like {session.code_label(like.id)}{' (retired)' if not taking else ''}: "
        f"{taking}+ makes a new code, Backspace neither",
        answers,
    )
