"""A review as JSON. Invariant: its names are public; they are added to and never renamed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.agreement.settled import alpha_of
from postil.merge.records import conflict_record
from postil.model.clock import stamp_time
from postil.model.decision import Decision
from postil.session.review_acts import reason_key
from postil.session.review_items import Disagreement, agreed_of, decision_at, decisions_made, given_at, is_settled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.cli.output import Json
    from postil.model.coding import Coding, Place
    from postil.model.study import Study
    from postil.model.versions import Version
    from postil.session.review_items import Clash
    from postil.session.review_list import ToReview


def document(study: Study, review: ToReview) -> Json:
    """All of a review: counts, agreement before and after, items."""
    settled = [is_settled(study, item) for item in review.items]
    disagreements = [isinstance(item, Disagreement) for item in review.items]
    return {
        "study": study.title,
        "coders": list(review.coders),
        "disagreements": sum(disagreements),
        "decided": sum(done for done, real in zip(settled, disagreements, strict=True) if real),
        "conflicts": len(disagreements) - sum(disagreements),
        "agreed": len(review.agreed),
        "alpha": _alpha(study, review),
        "items": [
            disagreement(study, item.place, review.coders) if isinstance(item, Disagreement) else conflict(study, item)
            for item in review.items
        ],
    }


def _alpha(study: Study, review: ToReview) -> Json:
    """Agreement as the coders had it, and with the decisions."""
    made = {item.place: decision_at(study, item.place) for item in review.items if isinstance(item, Disagreement)}
    decided = {place: decision.codes for place, decision in made.items() if decision is not None}
    alpha = alpha_of(review.compared, decided, review.wanted.codes)
    return {
        "before": alpha.before.value,
        "after": alpha.after.value,
        "reason": alpha.before.reason or alpha.after.reason or None,
    }


def disagreement(study: Study, place: Place, coders: Sequence[str]) -> Json:
    """One disagreement: the paragraph, who gave what, what the codes mean, memos, the decision."""
    transcript = study.transcripts[place.transcript]
    paragraph = transcript.paragraphs[place.paragraph - 1]
    given = given_at(study, place, coders)
    agreed = agreed_of(given)
    codings = study.codings_at(place)
    made = decisions_made(study, place)
    differ = len({head.value for head in made}) > 1
    return {
        "kind": "disagreement",
        "transcript": transcript.name,
        "transcript_id": transcript.id,
        "paragraph": place.paragraph,
        "speaker": paragraph.speaker,
        "text": paragraph.text,
        "agreed": sorted(agreed),
        "given": [
            {"coder": coder, "codes": [_given(codings, coder, code, paragraph.text) for code in sorted(codes)]}
            for coder, codes in given.items()
        ],
        "codes": [_code(study, code) for code in sorted(frozenset().union(*given.values()))],
        "memos": [
            {"coder": key.coder, "code": key.code or None, "text": text}
            for key, text in study.memos_at(place)
            if key != reason_key(place)
        ],
        "reason_waiting": study.memo(reason_key(place)) or None,
        "decision": _decision(made[0]) if made and not differ else None,
        "decisions_in_conflict": [_decision(head) for head in made] if differ else [],
    }


def _given(codings: Sequence[Coding], coder: str, code: str, text: str) -> Json:
    spans = [
        {"start": c.start, "end": c.end, "quote": text[c.start : c.end]}
        for c in codings
        if c.coder == coder and c.code == code and c.start is not None
    ]
    return {"id": code, "spans": spans}


def _code(study: Study, code_id: str) -> Json:
    code = study.codebook.get(code_id)
    if code is None:
        return {"id": code_id, "number": None, "path": None, "definition": None, "include": None, "exclude": None}
    return {
        "id": code_id,
        "number": code.number,
        "path": study.codebook.path(code.id),
        "definition": code.definition,
        "include": code.include,
        "exclude": code.exclude,
    }


def _decision(head: Version) -> Json:
    value = head.value
    assert isinstance(value, Decision)
    return {
        "choice": value.choice,
        "kept": value.kept or None,
        "codes": list(value.codes),
        "reason": value.reason,
        "seen": {coder: list(codes) for coder, codes in value.seen},
        "by": head.coder,
        "stamp": head.stamp,
        "time": stamp_time(head.stamp),
    }


def conflict(study: Study, item: Clash) -> Json:
    """One value with versions in conflict, and where it stands."""
    place = item.place
    transcript = study.transcripts.get(place.transcript) if place else None
    return {
        "kind": "conflict",
        **conflict_record(study, item.key, item.versions),
        "transcript": transcript.name if transcript else None,
        "transcript_id": place.transcript if place else None,
        "paragraph": place.paragraph if place else None,
    }
