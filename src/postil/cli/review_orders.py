"""Decisions on disagreements without a screen: one JSON line is one decision.

Invariant: a decision recorded here is the same act that the screen records, so that one can follow the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from postil.cli.decisions import LineError, fields_of_line, names_of_codes
from postil.cli.lookup import Finder
from postil.errors import NotFoundError
from postil.model.change import AddCoder
from postil.model.coding import Place
from postil.model.decision import CONSENSUS
from postil.model.transcript import normal_text
from postil.session.review_acts import (
    actions_of,
    agreed_actions,
    decided,
    reason_key,
    reason_taken_up,
    with_former_reason,
)
from postil.session.review_items import decision_at, given_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.cli.decisions import Types
    from postil.model.change import Action
    from postil.model.decision import Decision
    from postil.session.review_items import Given
    from postil.storage import StudyFile

_TYPES: Types = {
    "transcript": (str, "text"),
    "paragraph": (int, "a whole number"),
    "keep": (str, "a coder, 'both', 'all' or 'neither'"),
    "codes": (list, "a list of codes"),
    "reason": (str, "text"),
}
_CHOICES = {"both": "both", "all": "both", "neither": "neither"}


@dataclass(frozen=True, slots=True)
class DecisionOrder:
    """What one line asks for."""

    transcript: str
    """By id, name or source file, or how one of them begins."""
    paragraph: int
    keep: str | None = None
    """A coder, or ``both``, ``all`` or ``neither``."""
    codes: tuple[str, ...] | None = None
    """By id, number, path, name or alias; may be none."""
    reason: str = ""


def decision_of_line(line: bytes) -> DecisionOrder:
    """The decision in one line of JSON.

    Raises:
        LineError: the line is no such thing; it needs either ``keep`` or ``codes``.
    """
    fields = fields_of_line(line, _TYPES, required=("transcript", "paragraph"))
    if ("keep" in fields) == ("codes" in fields):
        raise LineError("a decision needs either keep or codes", 'write "keep": a coder, "both" or "neither"')
    if "codes" in fields:
        fields["codes"] = names_of_codes(fields["codes"])
    return DecisionOrder(**fields)


class Decider:
    """Records decisions of one person in one study, one act each."""

    def __init__(self, study_file: StudyFile, coder: str, coders: Sequence[str]) -> None:
        """``coders`` are those who are compared."""
        self._file = study_file
        self._coder = coder
        self._coders = coders
        self._finder = Finder(study_file.study)

    def decide(self, order: DecisionOrder) -> str:
        """Record a decision.

        Returns:
            Its stamp; where the study has this very decision already, the stamp of that.

        Raises:
            NotFoundError, CodebookError: it does not fit the study; nothing was recorded.
            StudyFileError: it could not be written; nothing was recorded.
        """
        study = self._file.study
        transcript = self._finder.transcript(order.transcript)
        self._finder.check_paragraph(transcript, order.paragraph)
        place = Place(transcript.id, order.paragraph)
        given = given_at(study, place, self._coders)
        if len(given) < 2:
            raise NotFoundError(
                f"{transcript.name} §{order.paragraph} was not reviewed by two of {', '.join(self._coders)}",
                "there is nothing to decide",
            )
        waits = study.memo(reason_key(place))
        decision = self._decision(order, given, waits)
        decision = with_former_reason(decision, decision_at(study, place))
        actions = actions_of(study, place, decision)
        if decision.reason == waits:
            actions += reason_taken_up(study, place)
        return self._recorded(actions) or study.heads(("decision", *place))[0].stamp

    def take_agreed(self, places: Sequence[Place]) -> tuple[str, int]:
        """Take agreed paragraphs over into the consensus layer, as one act.

        Returns:
            The act's stamp, empty where all of them were there already, and how many paragraphs it changed.

        Raises:
            StudyFileError: it could not be written; nothing was recorded.
        """
        actions, changed = agreed_actions(self._file.study, places, self._coders)
        return (self._recorded(actions) if actions else ""), changed

    def _recorded(self, actions: Sequence[Action]) -> str:
        """Record one act, and return its stamp; empty if it changes nothing."""
        coders = self._file.study.coders
        if CONSENSUS not in coders:
            self._file.record([AddCoder(CONSENSUS)], coder="")
        newcomer = [] if self._coder in coders else [AddCoder(self._coder)]
        changes = self._file.record([*actions, *newcomer], coder=self._coder)
        return changes[0].group if changes else ""

    def _decision(self, order: DecisionOrder, given: Given, waits: str) -> Decision:
        """The decision that a line asks for; without a reason of its own it has the one that waits."""
        reason = normal_text(order.reason).strip() or waits
        if order.codes is not None:
            codes = [self._finder.code(text).id for text in order.codes]
            return decided(given, "other", codes=dict.fromkeys(codes), reason=reason)
        keep = order.keep or ""
        if keep in _CHOICES:
            return decided(given, _CHOICES[keep], reason=reason)
        if keep not in given:
            raise NotFoundError(
                f"{keep[:40]} has not reviewed §{order.paragraph} of {order.transcript[:40]}",
                f"keep one of {', '.join(given)}, both or neither",
            )
        return decided(given, "keep", kept=keep, reason=reason)
