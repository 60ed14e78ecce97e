"""Making a code while coding: in place, and never a near double without asking."""

from __future__ import annotations

import secrets
import unicodedata
from typing import TYPE_CHECKING

from postil.model.change import AddCode
from postil.model.codebook import PATH_SEPARATOR, Code, matching_name

if TYPE_CHECKING:
    from postil.model.change import Action
    from postil.session.session import Session


def propose(session: Session, name: str, *, more: bool) -> None:
    """Make and apply a code of this name; ask first where one like it exists. ``/`` parts parent from child."""
    from postil.find import similar_names  # noqa: PLC0415 - only when a code is made
    from postil.session.modes import Asking  # noqa: PLC0415 - modes ask what this module proposes

    parts = [
        part for piece in name.split(PATH_SEPARATOR) if (part := " ".join(unicodedata.normalize("NFC", piece).split()))
    ]
    if not parts:
        session.say("a code needs a name")
        return
    book = session.study.codebook
    near = similar_names(parts[-1], [code.name for code in book if code.status != "heading"])
    if not near:
        make(session, parts, more=more)
        return
    like = next(code for code in book if code.name == near[0][0])
    session.mode = Asking(
        f"“{parts[-1]}” is like {session.code_label(like.id)}: Enter takes that one, + makes a new code, Backspace neither",
        {
            "enter": lambda asked: asked.apply(like.id, advance=not more),
            "+": lambda asked: make(asked, parts, more=more),
        },
    )


def make(session: Session, parts: list[str], *, more: bool = False) -> None:
    """Make the codes of a path that are not there and apply the last one, in one act."""
    book = session.study.codebook
    actions: list[Action] = []
    parent = ""
    for part in parts:
        known = [code for code in book.children(parent) if matching_name(code.name) == matching_name(part)]
        if not known and not parent and len(parts) > 1:
            known = [code for code in book.find(part) if code.status != "retired"][:1]
        if known:
            parent = known[0].id
        else:
            code = Code(f"c{secrets.token_hex(5)}", part, parent=parent)
            actions.append(AddCode(code))
            parent = code.id
    session.apply(parent, extra=tuple(actions), advance=not more)
    if actions:
        session.say(f"new code {session.code_label(parent)}")
