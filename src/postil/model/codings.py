"""Codings: which are there, and since when.

Every coding is kept as it was made, with the code that its coder used. What is shown is derived: where two codes are
one (``postil.model.same_codes``) their codings are one, too, and are there while any of them is. Invariant: whether a
coding is there depends on the set of changes about it; what it is shown as, on which codes are one.
"""

from __future__ import annotations

from collections import Counter
from operator import attrgetter
from typing import TYPE_CHECKING

from postil.model.same_codes import SameCodes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postil.model.coding import Coding

_CODER = attrgetter("coder")


class Codings:
    """The codings of a study."""

    def __init__(self) -> None:
        self._live: dict[str, dict[int, dict[Coding, str]]] = {}
        self._removed: dict[Coding, str] = {}
        self._doubts: dict[Coding, tuple[str, bool]] = {}
        self._uses: Counter[str] = Counter()
        self._same = SameCodes()
        self._shown: dict[str, dict[int, dict[Coding, str]]] = {}
        """What is shown of the transcripts that were asked for, while some codes are one."""
        self._shown_uses: Counter[str] | None = None
        """How many codings use each code that is one of several; counted when asked for."""

    # ---- folding ----

    def apply(self, coding: Coding, stamp: str) -> bool:
        """Take in that a coding was made; whether it is the first use of its code."""
        if self._removed.get(coding, "") > stamp:
            return False
        before = self._same and self._before(coding)
        here = self._live.setdefault(coding.transcript, {}).setdefault(coding.paragraph, {})
        new = coding not in here
        if new:
            self._uses[coding.code] += 1
            here[coding] = stamp
        elif here[coding] < stamp:
            here[coding] = stamp
        self._removed.pop(coding, None)
        if self._same:
            self._after(coding, bool(before))
        return new and self._uses[coding.code] == 1

    def remove(self, coding: Coding, stamp: str) -> bool:
        """Take in that a coding was removed; whether its code is not used any more."""
        here = self._live.get(coding.transcript, {}).get(coding.paragraph, {})
        live = here.get(coding)
        if live is not None and live > stamp:
            return False
        before = self._same and self._before(coding)
        last = False
        if live is not None:
            del here[coding]
            self._uses[coding.code] -= 1
            last = not self._uses[coding.code]
            if last:
                del self._uses[coding.code]
        if self._removed.get(coding, "") < stamp:
            self._removed[coding] = stamp
        if self._same:
            self._after(coding, bool(before))
        return last

    def doubt(self, coding: Coding, stamp: str, *, doubtful: bool) -> None:
        """Take in that a coding was marked as one to come back to, or the mark taken away."""
        if self._doubts.get(coding, ("", False))[0] < stamp:
            self._doubts[coding] = (stamp, doubtful)

    def adopt(self, transcript: str, codings: dict[int, dict[Coding, str]], uses: Mapping[str, int]) -> bool:
        """Take over the codings of a transcript; whether codes are used that were not used before."""
        for here in self._live.get(transcript, {}).values():
            self._uses.subtract(coding.code for coding in here)
        self._live[transcript] = codings
        new = any(not self._uses.get(code) for code in uses)
        self._uses.update(uses)
        self._shown.pop(transcript, None)
        self._shown_uses = None
        return new

    # ---- codes that are one ----

    def unite(self, same: SameCodes) -> None:
        """Show codings as fits these codes that are one."""
        if same.stands_for != self._same.stands_for:
            self._shown.clear()
            self._shown_uses = None
        self._same = same

    def shown(self, coding: Coding) -> Coding:
        """The coding that is shown for one."""
        code = self._same.stands_for.get(coding.code)
        return coding if code is None else coding._replace(code=code)

    def _stamp(self, coding: Coding) -> str:
        """Stamp of the latest change that made a coding or one that is one with it; empty if none of them is there."""
        here = self._live.get(coding.transcript, {}).get(coding.paragraph, {})
        return max(here.get(coding._replace(code=code), "") for code in self._same.members(coding.code))

    def _before(self, coding: Coding) -> bool:
        return self._same.several(coding.code) and bool(self._stamp(coding))

    def _after(self, coding: Coding, before: bool) -> None:
        known = self._shown.get(coding.transcript)
        if known is not None:
            here = self._live.get(coding.transcript, {}).get(coding.paragraph, {})
            known[coding.paragraph] = self._shown_here(here)
        if self._shown_uses is not None and self._same.several(coding.code):
            self._shown_uses[self._same.shown(coding.code)] += bool(self._stamp(coding)) - before

    def _shown_here(self, here: dict[Coding, str]) -> dict[Coding, str]:
        several = self._same.several
        if not any(several(coding.code) for coding in here):
            return here
        shown: dict[Coding, str] = {}
        for coding, stamp in here.items():
            if not several(coding.code):
                shown[coding] = stamp
            elif latest := self._stamp(coding):
                shown[self.shown(coding)] = latest
        return shown

    # ---- reading ----

    def within(self, transcript: str) -> Mapping[int, Mapping[Coding, str]]:
        """Codings of a transcript by paragraph number, each with the stamp of the change that made it."""
        live = self._live.get(transcript, {})
        if not self._same:
            return live
        known = self._shown.get(transcript)
        if known is None:
            known = self._shown[transcript] = {n: self._shown_here(here) for n, here in live.items()}
        return known

    def at(self, transcript: str, paragraph: int) -> Mapping[Coding, str]:
        """Codings of a paragraph, each with its stamp."""
        return self.within(transcript).get(paragraph, {})

    def all(self) -> Iterator[tuple[Coding, str]]:
        """All codings with their stamps, in no order."""
        for transcript in self._live:
            for here in self.within(transcript).values():
                yield from here.items()

    def coders(self) -> set[str]:
        """Everybody with a coding."""
        found: set[str] = set()
        for transcript in self._live.values():
            for here in transcript.values():
                found.update(map(_CODER, here))
        return found

    def stamp(self, coding: Coding) -> str:
        """Stamp of the change that made a coding; empty if it is not there."""
        if self._same and self._same.several(coding.code):
            return self._stamp(coding)
        return self._live.get(coding.transcript, {}).get(coding.paragraph, {}).get(coding, "")

    def is_doubtful(self, coding: Coding) -> bool:
        """Whether a coding is there and marked as one to come back to."""
        if not self._doubts:
            return False
        if self._same and self._same.several(coding.code):
            members = (coding._replace(code=code) for code in self._same.members(coding.code))
            doubt = max(self._doubts.get(member, ("", False)) for member in members)[1]
        else:
            doubt = self._doubts.get(coding, ("", False))[1]
        return doubt and bool(self.stamp(coding))

    def doubtful(self) -> set[Coding]:
        """The codings that are there and marked as ones to come back to."""
        return set(filter(self.is_doubtful, map(self.shown, self._doubts)))

    def is_used(self, code: str) -> bool:
        """Whether any coding has this very code."""
        return self._uses.get(code, 0) > 0

    @property
    def uses(self) -> Mapping[str, int]:
        """How many codings use each code that is shown."""
        if not self._same:
            return self._uses
        if self._shown_uses is None:
            self._shown_uses = self._counted()
        uses = Counter({code: n for code, n in self._uses.items() if not self._same.several(code)})
        uses.update({code: n for code, n in self._shown_uses.items() if n > 0})
        return uses

    def _counted(self) -> Counter[str]:
        several = self._same.several
        return Counter(
            shown.code
            for paragraphs in self._live.values()
            for here in paragraphs.values()
            for shown in {self.shown(coding) for coding in here if several(coding.code)}
        )

    def has_any(self, transcript: str) -> bool:
        """Whether anything is coded in a transcript."""
        return any(self.within(transcript).values())
