"""A coder whom the study does not know yet. Invariant: to open a screen makes nobody a coder; the first act does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.change import AddCoder

if TYPE_CHECKING:
    from postil.session.session import Session

_NEAR = 0.7
"""So alike are names of which one may be the other mistyped: leed and lead are 0.75."""


def is_new(session: Session) -> bool:
    """Whether whoever sits at a session can record something and has not joined the study yet."""
    return not session.read_only and session.coder not in session.study.coders


def joining(session: Session) -> list[AddCoder]:
    """What has to be recorded with an act of a session so that its coder joins the study; nothing for one who has."""
    return [AddCoder(session.coder or "")] if is_new(session) else []


def told_of_newcomer(session: Session) -> str:
    """That the name is new in a study that has other coders, and which of theirs is near it; empty otherwise."""
    from difflib import SequenceMatcher  # noqa: PLC0415 - coders are rarely new

    from postil.model.coder_name import bare_name  # noqa: PLC0415 - as above
    from postil.model.decision import is_consensus  # noqa: PLC0415 - as above
    from postil.model.eligible import people  # noqa: PLC0415 - as above

    coder, others = session.coder or "", [name for name in people(session.study) if not is_consensus(name)]
    if not is_new(session) or not others or coder in others:
        return ""
    alike = {name: SequenceMatcher(None, bare_name(coder), bare_name(name)).ratio() for name in others}
    nearest = max(others, key=alike.__getitem__)
    near = f"; there is {nearest}" if alike[nearest] >= _NEAR else ""
    return f"{coder} is a new name here{near}; your first act makes it a coder"
