"""Studies that two or more coders coded apart, for tests of reviewing."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desks import Coder, DeskRecorder, keys_of
from postil.agreement.units import Wanted as Wanted  # noqa: PLC0414 - tests take it from here
from postil.model.change import AddCoder, Apply, Change, EditCode, Review, SetMemo
from postil.model.coding import Coding, MemoKey, Place
from postil.model.decision import CONSENSUS
from postil.session.review import ReviewSession
from postil.session.review_list import to_review
from postil.storage import open_study
from studies import TRANSCRIPTS, Desk, small_desk

if TYPE_CHECKING:
    from pathlib import Path

    from postil.model.change import Action
    from postil.model.study import Study
    from postil.session.surroundings import Effect

P04, P05 = (transcript.id for transcript in TRANSCRIPTS)


def coded_apart() -> Desk:
    """Ana and ben agree on P05 §2 and differ on P04 §2 and §4; both also asked P04 §1 and §3, which do not count.

    On P04 §2 both gave F1, ana F4 on a span and ben B2; on §4 ana gave nothing, ben F1.2.
    """
    desk = small_desk()
    for coder in ("ana", "ben"):
        marks = [Review(P04, n, coder) for n in (1, 2, 3, 4)] + [Review(P05, 2, coder)]
        desk.act(AddCoder(coder), coder="")
        desk.act(Apply(Coding(P04, 2, None, None, "F1", coder)), *marks, coder=coder)
        desk.act(Apply(Coding(P05, 2, None, None, "B2", coder)), coder=coder)
    desk.act(Apply(Coding(P04, 2, 68, 99, "F4", "ana")), coder="ana")
    desk.act(Apply(Coding(P04, 2, None, None, "B2", "ben")), coder="ben")
    desk.act(Apply(Coding(P04, 4, None, None, "F1.2", "ben")), coder="ben")
    desk.act(SetMemo(MemoKey.at_paragraph(P04, 2, "ben"), "is this the board of the trust?"), coder="ben")
    return desk


def in_conflict(desk: Desk) -> Desk:
    """The same desk after ana and ben have each defined B2 without having seen the other's words."""
    for coder, text in (("ana", "Finding staff."), ("ben", "Finding and keeping staff.")):
        stamp = desk.clock.tick()
        change = Change(stamp, coder, stamp, EditCode("B2", "definition", text), ())
        desk.study.fold([change])
        desk.log.add([change])
    return desk


def originals(study: Study) -> object:
    """All that the coders recorded: what a review must not touch."""
    return (
        {(coding, stamp) for coding, stamp in study.codings() if coding.coder != CONSENSUS},
        {mark for mark in study.reviewed_marks() if mark[2] != CONSENSUS},
    )


def layer(study: Study, place: Place) -> set[tuple[str, int | None, int | None]]:
    """What the consensus has at a paragraph: codes with their spans."""
    return {(c.code, c.start, c.end) for c in study.codings_at(place, CONSENSUS)}


@dataclass
class Reviewer(Coder):
    """Somebody at a review."""

    session: ReviewSession

    def press(self, keys: str) -> list[Effect]:
        """Press keys, written as for ``keys_of``."""
        effects: list[Effect] = []
        for key in keys_of(keys):
            effects = self.session.press(key)
        return effects


def review(
    desk: Desk | None = None, *, coder: str | None = "lead", read_only: bool = False, **wanted: object
) -> Reviewer:
    """Begin a review at a desk, by default at ``coded_apart``."""
    recorder = DeskRecorder(desk or coded_apart(), read_only=read_only)
    found = to_review(recorder.study, Wanted(**wanted))  # type: ignore[arg-type]
    return Reviewer(recorder, ReviewSession(recorder, found, coder=coder))


def second_coder(path: Path, name: str = "ben", *, seed: int = 7) -> None:
    """Let a second coder code what ana has reviewed in a study file, much as she did."""
    chance = random.Random(seed)
    with open_study(path, write=True) as file:
        study = file.study
        codes = [code.id for code in study.codebook if code.status == "active"]
        actions: list[Action] = []
        for transcript in study.transcripts.values():
            for n in sorted(study.reviewed(transcript.id, "ana")):
                actions.append(Review(transcript.id, n, name))
                for coding in study.codings_at(Place(transcript.id, n), "ana"):
                    fate = chance.random()
                    if fate < 0.7:
                        actions.append(Apply(coding._replace(coder=name)))
                    elif fate < 0.9:
                        actions.append(Apply(coding._replace(coder=name, code=chance.choice(codes))))
                if chance.random() < 0.03:
                    actions.append(Apply(Coding(transcript.id, n, None, None, chance.choice(codes), name)))
        file.record([AddCoder(name)], coder="")
        file.record(actions, coder=name)
