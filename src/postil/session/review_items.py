"""What waits for a team's decision: disagreements on codes, and versions of one text that are in conflict.

Invariant: the items of a review are found once, in reading order, and stay where they are, decided or not, so that
nothing moves under the cursor; what each of them is now is asked of the study.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from postil.model.coding import MemoKey, Place
from postil.model.decision import Decision
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from postil.model.change import FieldKey
    from postil.model.study import Study
    from postil.model.versions import Version

Given: TypeAlias = "dict[str, frozenset[str]]"
"""The ids of the codes that each coder gave a paragraph, for the coders who reviewed it."""


class Disagreement(NamedTuple):
    """A paragraph on whose codes two or more coders who reviewed it differ, or did when it was decided."""

    place: Place


class Clash(NamedTuple):
    """A value that people gave different versions of, each without having seen the other's."""

    key: FieldKey
    versions: tuple[Version, ...]
    """As they were when the review began, the one that was shown then first."""

    @property
    def place(self) -> Place | None:
        """The paragraph that the value stands at, if it stands at one."""
        return self.key[1].place if isinstance(self.key[1], MemoKey) else None


Item: TypeAlias = "Disagreement | Clash"


def given_at(study: Study, place: Place, coders: Sequence[str]) -> Given:
    """What each of these coders gave a paragraph; who has not reviewed it is not there."""
    readers = [coder for coder in coders if place.paragraph in study.reviewed(place.transcript, coder)]
    codings = study.codings_in(place.transcript).get(place.paragraph, {})
    return {coder: frozenset(c.code for c in codings if c.coder == coder) for coder in readers}


def agreed_of(given: Given) -> frozenset[str]:
    """The codes that every coder gave."""
    return frozenset.intersection(*given.values()) if given else frozenset()


def every_of(given: Given) -> frozenset[str]:
    """The codes that any coder gave."""
    return frozenset().union(*given.values())


def decision_at(study: Study, place: Place) -> Decision | None:
    """What was decided about a paragraph; None if nothing was, or if two people decided differently."""
    made = study.decision(place)
    return None if made is None or study.is_in_conflict(("decision", *place)) else made[0]


def decisions_made(study: Study, place: Place) -> list[Version]:
    """The decisions about a paragraph that were not taken back: several where people decided differently."""
    heads = study.heads(("decision", *place))
    return [head for head in heads if isinstance(head.value, Decision) and head.value.choice]


def is_settled(study: Study, item: Item) -> bool:
    """Whether an item does not wait for anybody any more."""
    if isinstance(item, Disagreement):
        return decision_at(study, item.place) is not None
    return not study.is_in_conflict(item.key)


def clashes(study: Study, *, transcripts: Collection[str], codes: Collection[str]) -> Iterator[Clash]:
    """The study's conflicts of values, but those of decisions, which stand at their disagreements.

    Args:
        study: the study.
        transcripts: ids; if any are given, only conflicts at paragraphs of these.
        codes: ids; if any are given, only conflicts about these codes.
    """
    for key, versions in study.conflicts().items():
        item = Clash(key, versions)
        if key[0] == "decision" or (codes and _code_of(key) not in codes):
            continue
        if not transcripts or (item.place is not None and item.place.transcript in transcripts):
            yield item


def _code_of(key: FieldKey) -> str:
    """Id of the code that a field is about; empty if it is about none."""
    match key:
        case ("code", str(code), _) | ("summary" | "comment" | "rating", _, str(code), *_):
            return code
        case ("memo", MemoKey(code=code)):
            return code
    return ""


def in_reading_order(study: Study, items: Sequence[Item]) -> list[Item]:
    """Items of the study and its codebook first, then as they are met in reading."""
    transcripts = {transcript: at for at, transcript in enumerate(study.transcripts)}
    book = {code.id: at for at, code in enumerate(study.codebook, 1)}

    def order(item: Item) -> tuple[int, int, int, str]:
        if item.place is None:
            assert isinstance(item, Clash)
            return (-1, book.get(_code_of(item.key), 0), 0, str(item.key))
        at = transcripts.get(item.place.transcript, len(transcripts))
        return (at, item.place.paragraph, int(isinstance(item, Clash)), str(item))

    return sorted(items, key=order)
