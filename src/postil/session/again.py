"""Codings to look at again, because their code was worded anew after they were made.

Invariant: whether one coding waits is asked of the study each time, so no mark on the screen is older than the study.
How many wait is counted when the codebook changes or codings came in from elsewhere; an act of this coder only looks at
the codings that it is about, so that no key waits for a walk over all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.change import Apply, Confirm, Remove
from postil.model.codebook import WORDING
from postil.model.rewording import reworded, to_look_at_again, waits
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from postil.model.change import Action
    from postil.model.codebook import Codebook
    from postil.model.coding import Coding
    from postil.model.study import Study
    from postil.session.session import Session


class LookingAgain:
    """The codings of one coder that are to be looked at again."""

    def __init__(self, coder: str | None) -> None:
        """``coder``: whose codings; None where nobody codes, and nothing waits."""
        self._coder = coder or ""
        self._book: Codebook | None = None
        self._since: Mapping[str, str] = {}
        """Codes that were worded anew, each with the stamp of that."""
        self._one: Mapping[str, str] = {}
        """Which codes stood for which."""
        self._waiting: set[Coding] | None = None
        """The codings that wait; None if they are to be counted anew."""
        self._uses = -1
        """How many codings the study had when they were counted."""

    def _look(self, study: Study) -> None:
        """Take notice of a codebook that is another now; those that wait are the same unless wordings or merges are."""
        if self._book is study.codebook:
            return
        self._book = study.codebook
        since, one = reworded(study) if self._coder else {}, study.same.stands_for
        if since != self._since or one != self._one:
            self._since, self._one, self._waiting = since, one, None

    def forget(self) -> None:
        """Count anew: another screen was at work."""
        self._waiting = None

    def waits(self, study: Study, coding: Coding) -> bool:
        """Whether a coding is to be looked at again."""
        self._look(study)
        since = self._since.get(coding.code)
        return bool(since) and coding.coder == self._coder and waits(study, coding, since or "")

    def waiting(self, study: Study) -> set[Coding]:
        """All codings that are to be looked at again."""
        self._look(study)
        if not self._since:
            return set()
        uses = sum(study.uses.values())
        if self._waiting is None or uses != self._uses:
            self._waiting, self._uses = set(to_look_at_again(study, self._coder)), uses
        return self._waiting

    def note(self, study: Study, actions: Iterable[Action]) -> None:
        """Take notice of what was just recorded."""
        self._look(study)
        if self._waiting is None or not self._since:
            return
        for action in actions:
            if isinstance(action, Apply | Remove | Confirm):
                coding = study.shown(action.coding)
                if self.waits(study, coding):
                    self._waiting.add(coding)
                else:
                    self._waiting.discard(coding)
        self._uses = sum(study.uses.values())


def looked_at(session: Session) -> Coding | None:
    """The coding at the cursor that is looked at again: the one that was gone to, else the first one here."""
    here = [coding for coding in session.codings_here if session.again.waits(session.study, coding)]
    on_span = [coding for coding in here if session.span is not None and (coding.start, coding.end) == session.span]
    if session.looking in here and (not on_span or session.looking in on_span):
        return session.looking
    return next(iter(on_span or here), None)


# ---- how the code was worded ----


class Wording(NamedTuple):
    """What a field of a code said when a coding was made, and what it says now."""

    field: str
    old: str
    new: str


def wordings(study: Study, coding: Coding) -> tuple[Wording, ...]:
    """The wording of a coding's code, then and now, field by field; fields without any text left out.

    Then is when the coding was made, or was last said to hold.
    """
    when = max(study.coding_stamp(coding), study.confirmed(coding))
    code = study.codebook.get(coding.code)
    if code is None:
        return ()
    found = (Wording(field, _said(study, code.id, field, when), getattr(code, field)) for field in WORDING)
    return tuple(wording for wording in found if wording.old.strip() or wording.new.strip())


def _said(study: Study, code: str, field: str, when: str) -> str:
    """What a field said at that time: its latest version until then, where one that says nothing gives way."""
    before = (version for version in study.versions(("code", code, field)) if version.stamp <= when)
    known = [version for version in before if version.value or version.replaces]
    return str(max(known, key=lambda version: version.stamp).value) if known else ""
