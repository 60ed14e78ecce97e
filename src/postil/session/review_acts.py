"""What a decision about a disagreement records.

Invariant: only the consensus layer is written, that is codings, marks and memos of ``CONSENSUS``; what the coders gave
is read. After a decision the layer has exactly the decision's codes at the paragraph. A memo of the layer at a
paragraph is a reason that waits for its decision: it is saved like any memo, and the next decision there takes it up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.change import Apply, Decide, Remove, Review, SetMemo, setting
from postil.model.coding import Coding, MemoKey, Place
from postil.model.decision import CONSENSUS, Decision
from postil.session.review_items import agreed_of, every_of, given_at

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from postil.model.change import Action, FieldKey, FieldValue
    from postil.model.study import Study
    from postil.session.review_items import Given


def decided(given: Given, choice: str, *, kept: str = "", codes: Iterable[str] = (), reason: str = "") -> Decision:
    """A decision on what the coders gave.

    Args:
        given: what each coder gave.
        choice: one of ``postil.model.decision.CHOICES``.
        kept: the coder whose codes are kept, for ``keep``.
        codes: the codes, for ``other``.
        reason: why.
    """
    match choice:
        case "keep":
            codes = given[kept]
        case "both":
            codes = every_of(given)
        case "neither":
            codes = agreed_of(given)
    seen = tuple((coder, tuple(sorted(given[coder]))) for coder in sorted(given))
    return Decision(choice, kept if choice == "keep" else "", tuple(sorted(codes)), reason, seen)


def with_former_reason(decision: Decision, before: Decision | None) -> Decision:
    """A decision without a reason, with that of the same decision that was made before there."""
    if before is None or decision.reason or before[:3] != decision[:3]:
        return decision
    return decision._replace(reason=before.reason)


def reason_key(place: Place) -> MemoKey:
    """Where a reason waits for the decision on a paragraph."""
    return MemoKey.at_paragraph(*place, CONSENSUS)


def reason_taken_up(study: Study, place: Place) -> list[Action]:
    """The actions by which a reason waits no more; none where none waits."""
    key = reason_key(place)
    return [SetMemo(key, "")] if study.memo(key) else []


def actions_of(study: Study, place: Place, decision: Decision) -> list[Action]:
    """The actions of a decision: itself, and the consensus layer made equal to it at the paragraph."""
    coders = [decision.kept] if decision.kept else [coder for coder, _ in decision.seen]
    return [Decide(*place, decision), *layer_actions(study, place, decision.codes, coders)]


def settling(study: Study, key: FieldKey, value: FieldValue) -> list[Action]:
    """The actions that give a field one of the versions that are in conflict, with what follows from it.

    A decision brings its consensus with it; one that was taken back takes it away.
    """
    if not isinstance(value, Decision):
        return [setting(key, value)]
    place = Place(str(key[1]), int(str(key[2])))
    if value.choice:
        return actions_of(study, place, value)
    gone = [Remove(coding) for coding in study.codings_at(place, CONSENSUS)]
    return [Decide(*place, value), *gone, Review(*place, CONSENSUS, reviewed=False)]


def layer_actions(study: Study, place: Place, codes: Collection[str], coders: Sequence[str]) -> list[Action]:
    """The actions that give the consensus layer these codes at a paragraph, on the words that the coders chose.

    A code stands on the words of the coder or coders who gave it; on the whole paragraph where two of them gave it to
    different words, or nobody gave it.
    """
    wanted = [coding for code in codes for coding in _placed(study, place, code, coders)]
    there = study.codings_at(place, CONSENSUS)
    return [
        *(Remove(coding) for coding in there if coding not in wanted),
        *(Apply(coding) for coding in wanted if coding not in there),
        Review(*place, CONSENSUS),
    ]


def _placed(study: Study, place: Place, code: str, coders: Sequence[str]) -> list[Coding]:
    here = [coding for coding in study.codings_at(place) if coding.code == code and coding.coder in coders]
    chosen = {frozenset((c.start, c.end) for c in here if c.coder == coder) for coder in {c.coder for c in here}}
    spans = sorted(next(iter(chosen)), key=str) if len(chosen) == 1 else [(None, None)]
    return [Coding(*place, start, end, code, CONSENSUS) for start, end in spans]


def agreed_actions(study: Study, places: Iterable[Place], coders: Sequence[str]) -> tuple[list[Action], int]:
    """The actions that take agreed paragraphs over into the consensus layer, and how many paragraphs they change.

    Left as they are: paragraphs that a decision was made about, and those with a code that is a heading by now.
    """
    headings = {code.id for code in study.codebook if code.status == "heading"}
    taken: list[Action] = []
    changed = 0
    settled = study.decisions()
    for place in places:
        given = given_at(study, place, coders)
        codes = agreed_of(given)
        if place in settled or codes & headings:
            continue
        actions = layer_actions(study, place, sorted(codes), list(given))
        if len(actions) > 1 or place.paragraph not in study.reviewed(place.transcript, CONSENSUS):
            taken += actions
            changed += 1
    return taken, changed
