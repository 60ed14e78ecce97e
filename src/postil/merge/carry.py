"""What becomes of the work on a transcript when a corrected one takes its place.

Invariant: nothing is lost and nothing is there twice. Every coding, memo and reviewed mark of every coder either moves
to the corrected transcript or stays with the old one and is listed; a coding that moves to a place that is not sure is
marked as doubtful. Moving is taking away here and putting there, so that undoing the act brings everything back, and so
that what is still on a superseded transcript is what has yet to be seen to.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from postil.errors import TranscriptError
from postil.merge.places import Places
from postil.model.change import AddTranscript, Apply, Bookmark, Doubt, Remove, Review, SetMemo
from postil.model.coding import Coding, MemoKey, Place
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postil.merge.align import Alignment
    from postil.merge.places import Target
    from postil.model.change import Action
    from postil.model.study import Study
    from postil.model.transcript import Transcript

LEAST = 0.5
"""Share of the old paragraphs that have to survive for the new reading to be taken for a correction of the old one."""


class Moved(NamedTuple):
    """A coding, and what it became."""

    old: Coding
    new: Coding
    doubt: str
    """Why somebody has to look, as a clause; empty where nobody has to."""


class Counts(NamedTuple):
    """How much moves and how much stays."""

    codings: int
    """Codings that move, the doubtful ones among them."""
    doubtful: int
    """Codings among them that are marked as doubtful because of the move."""
    codings_left: int
    memos: int
    memos_left: int
    reviewed: int
    """Reviewed marks that move."""
    reviewed_left: int


@dataclass(frozen=True, slots=True)
class Carried:
    """What moves when a corrected transcript takes the place of the old one, and what to tell about it."""

    counts: Counts
    moved: tuple[Moved, ...] = field(repr=False)
    """Every coding that moves, in reading order of the old transcript."""
    memos: tuple[tuple[MemoKey, MemoKey], ...] = field(repr=False)
    """Old and new key of every memo that moves."""
    marks: tuple[tuple[str, int, int], ...] = field(repr=False)
    """Coder, old and new paragraph of every reviewed mark that moves."""
    doubtful: tuple[Moved, ...]
    """Those of them that the move makes doubtful."""
    left: tuple[Coding, ...]
    """Codings that stay with the old transcript, in reading order."""
    memos_left: tuple[MemoKey, ...]
    """Memos that stay, in reading order."""
    reviewed_left: tuple[tuple[str, int], ...]
    """Coder and paragraph number of the reviewed marks that stay."""
    carrier: _Carrier = field(repr=False, compare=False)

    @property
    def actions(self) -> tuple[Action, ...]:
        """The one act that does it, in the order in which to record it; for the study as it was."""
        return self.carrier.actions_for(self)


def carried(
    study: Study,
    alignment: Alignment,
    old: Transcript,
    new: Transcript,
    *,
    force: bool = False,
    by_words_only: bool = False,
) -> Carried:
    """What becomes of the work on ``old`` when ``new`` supersedes it. The study is not touched.

    The new transcript may be in the study already, with work of its own: what is there stays, and what has been put on
    the old one since is carried.

    Args:
        study: the study that the old transcript is in.
        alignment: that of the two readings.
        old: the transcript that was coded.
        new: the corrected one.
        force: carry however little the two have in common.
        by_words_only: leave what stood on words of which none are there any more, and do not mark it at their place.

    Raises:
        TranscriptError: less than half of the old paragraphs are still there.
    """
    if alignment.surviving < LEAST and not force:
        raise TranscriptError(
            f"{new.source}: this looks like another transcript: {alignment.surviving:.0%} of the paragraphs of "
            f"{old.name} are in it",
            "check the files; if it is a correction all the same, say --force",
        )
    if new.supersedes != old.id:
        new = replace(new, supersedes=old.id)
    return _Carrier(study, Places(alignment, old, new, by_words_only)).carried()


class _Carrier:
    def __init__(self, study: Study, places: Places) -> None:
        self._study = study
        self._places = places
        self._old = places.old
        self._new = places.new

    def carried(self) -> Carried:
        codings = sorted(
            (coding for here in self._study.codings_in(self._old.id).values() for coding in here),
            key=lambda coding: coding.reading_order,
        )
        targets = {coding: self._target(coding) for coding in codings}
        moved = [Moved(c, self._at(c, target), target.doubt) for c, target in targets.items() if target is not None]
        doubtful = tuple(one for one in moved if one.doubt)
        memo_moves, memos_left = self._memo_moves(self._memos())
        marks, marks_left = self._marks()
        left = tuple(coding for coding, target in targets.items() if target is None)
        return Carried(
            counts=Counts(
                codings=len(moved),
                doubtful=len(doubtful),
                codings_left=len(left),
                memos=len(memo_moves),
                memos_left=len(memos_left),
                reviewed=len(marks),
                reviewed_left=len(marks_left),
            ),
            moved=tuple(moved),
            memos=tuple(memo_moves.items()),
            marks=tuple(marks),
            doubtful=doubtful,
            left=left,
            memos_left=tuple(memos_left),
            reviewed_left=tuple(marks_left),
            carrier=self,
        )

    def actions_for(self, carried: Carried) -> tuple[Action, ...]:
        """Taking away here and putting there."""
        taken: list[Action] = [
            *(Remove(one.old) for one in carried.moved),
            *(SetMemo(key, "") for key, _ in carried.memos),
            *(Review(self._old.id, n, coder, reviewed=False) for coder, n, _ in carried.marks),
        ]
        put: list[Action] = [
            *self._applied(carried.moved),
            *(SetMemo(key, text) for key, text in self._memo_texts(self._memos(), dict(carried.memos)).items()),
            *(Review(self._new.id, n, coder) for coder, _, n in carried.marks),
        ]
        return (AddTranscript(self._new), *taken, *put, *self._bookmarks())

    # ---- codings ----

    def _target(self, key: Coding | MemoKey) -> Target | None:
        if key.start is None or key.end is None:
            return self._places.whole(key.paragraph)
        return self._places.span(key.paragraph, key.start, key.end)

    def _at(self, coding: Coding, target: Target) -> Coding:
        return Coding(self._new.id, target.paragraph, target.start, target.end, coding.code, coding.coder)

    def _applied(self, moved: Iterable[Moved]) -> list[Action]:
        """Each coding once; two that become one are doubtful if either is."""
        doubtful: dict[Coding, bool] = {}
        for one in moved:
            doubt = bool(one.doubt) or self._study.is_doubtful(one.old)
            doubtful[one.new] = doubtful.get(one.new, False) or doubt
        actions: list[Action] = []
        for coding, doubt in doubtful.items():
            actions.append(Apply(coding))
            if doubt and not self._study.has(coding):
                actions.append(Doubt(coding))
        return actions

    # ---- memos ----

    def _memos(self) -> dict[MemoKey, str]:
        """The memos on the old transcript; where two edits conflict, the text of both, the later one first."""
        keys = [key for key, _ in self._study.memos() if key.transcript == self._old.id]
        texts: dict[MemoKey, str] = {}
        for key in sorted(keys, key=lambda key: key.reading_order):
            heads = (str(head.value) for head in self._study.heads(("memo", key)))
            texts[key] = "\n\n".join(dict.fromkeys(text for text in heads if text))
        return texts

    def _memo_moves(self, memos: Iterable[MemoKey]) -> tuple[dict[MemoKey, MemoKey], list[MemoKey]]:
        """Old and new key of each memo that moves, and the keys of those that stay."""
        moves: dict[MemoKey, MemoKey] = {}
        left: list[MemoKey] = []
        for key in memos:
            target = self._target(key)
            if target is None or (key.code and key.code not in self._study.codebook):
                left.append(key)
            else:
                moves[key] = MemoKey(self._new.id, target.paragraph, target.start, target.end, key.code, key.coder)
        return moves, left

    def _memo_texts(self, memos: dict[MemoKey, str], moves: dict[MemoKey, MemoKey]) -> dict[MemoKey, str]:
        """The text of each memo on the new transcript; several that come together stand one after the other."""
        texts: dict[MemoKey, list[str]] = {}
        for old, new in moves.items():
            there = self._study.memo(new)
            together = texts.setdefault(new, [there] if there else [])
            if memos[old] not in together:
                together.append(memos[old])
        return {key: "\n\n".join(together) for key, together in texts.items()}

    # ---- reviewed marks and places of reading ----

    def _marks(self) -> tuple[list[tuple[str, int, int]], list[tuple[str, int]]]:
        """Coder, old and new paragraph of each mark that moves; coder and paragraph of each that stays."""
        here = sorted(
            (coder, n) for transcript, n, coder, _ in self._study.reviewed_marks() if transcript == self._old.id
        )
        moves: list[tuple[str, int, int]] = []
        left: list[tuple[str, int]] = []
        for coder, n in here:
            target = self._places.whole(n)
            if target is not None and not target.doubt:
                moves.append((coder, n, target.paragraph))
            else:
                left.append((coder, n))
        return moves, left

    def _bookmarks(self) -> list[Action]:
        """Let each coder who was reading the old transcript go on in the new one."""
        actions: list[Action] = []
        for coder in self._study.coders:
            latest = self._study.latest_decision(coder)
            place = self._study.bookmark(coder)
            if latest is not None and (place is None or latest[0] > self._study.bookmark_stamp(coder)):
                place = latest[1]
            if place is not None and place.transcript == self._old.id:
                actions.append(Bookmark(coder, (self._new.id, self._nearest(place))))
        return actions

    def _nearest(self, place: Place) -> int:
        for n in range(place.paragraph, 0, -1):
            target = self._places.whole(n)
            if target is not None:
                return target.paragraph
        return 1
