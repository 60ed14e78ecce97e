"""The decision log of a study as a table: what was decided about each disagreement, by whom and why.

Invariant: every decision that stands is there, in the order of reading; where two people decided differently, both
are. What was struck out is ``[...]``.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from postil.exports.table import json_table
from postil.model.clock import stamp_time
from postil.model.coding import Passage, Place
from postil.model.decision import Decision
from postil.text.clean import visible, visible_lines
from postil.text.struck import Struck

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postil.model.study import Study


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision, ready to be written: texts hold no character that acts on a terminal."""

    transcript: str
    """Name of the transcript."""
    transcript_id: str
    """Tells a transcript from the corrected one of the same name that supersedes it."""
    paragraph: int
    speaker: str
    text: str
    """The paragraph's; line feeds in it are kept."""
    choice: str
    """``keep``, ``both`` (all), ``neither`` (only what all gave) or ``other`` codes."""
    kept: str
    """For ``keep``, the coder whose codes were kept."""
    codes: tuple[str, ...] | str
    """Ids of the codes that the paragraph has by consensus; in CSV joined by '; '."""
    paths: tuple[str, ...] | str
    """The same as names from the top of the codebook down, joined by '/'."""
    reason: str
    given: Mapping[str, tuple[str, ...]] | str
    """What each coder had given, as paths; in CSV 'ana: A/B; C | ben: -'."""
    decided_by: str
    stamp: str
    time: str
    """Wall time of the stamp, to the second, UTC."""
    in_conflict: bool
    """Whether somebody else decided differently, and nobody has settled that."""
    superseded: bool
    """Whether a corrected transcript has taken the place of this one."""


DECISION_COLUMNS: tuple[str, ...] = tuple(field.name for field in fields(DecisionRow))
_NOTHING = "-"
"""Stands in CSV for a coder who gave no code."""


def decision_rows(study: Study) -> Iterator[DecisionRow]:
    """All decisions that stand: transcripts as they were added, then by paragraph, the latest first."""
    order = {transcript: at for at, transcript in enumerate(study.transcripts)}
    book, struck, superseded = study.codebook, Struck(study), study.superseded

    def path(code: str) -> str:
        known = book.get(code)
        return visible(struck.without(book.path(known.id))) if known else visible(code)

    for place in sorted(study.decisions(), key=lambda place: (order.get(place.transcript, len(order)), *place)):
        transcript = study.transcripts.get(place.transcript)
        at = transcript.paragraph(place.paragraph) if transcript else None
        made = [head for head in study.heads(("decision", *place)) if isinstance(head.value, Decision)]
        for head in made:
            value = head.value
            assert isinstance(value, Decision)
            yield DecisionRow(
                transcript=visible(struck.without(transcript.name)) if transcript else "",
                transcript_id=visible(place.transcript),
                paragraph=place.paragraph,
                speaker=visible(struck.without(at.speaker)) if at else "",
                text=visible_lines(struck.words(Passage(*place))),
                choice=value.choice,
                kept=visible(value.kept),
                codes=tuple(map(visible, value.codes)),
                paths=tuple(map(path, value.codes)),
                reason=visible_lines(struck.without(value.reason)),
                given={visible(coder): tuple(map(path, codes)) for coder, codes in value.seen},
                decided_by=visible(head.coder),
                stamp=head.stamp,
                time=stamp_time(head.stamp),
                in_conflict=len({head.value for head in made}) > 1,
                superseded=place.transcript in superseded,
            )


def decisions_json(study: Study, places: frozenset[Place] | None = None) -> bytes:
    """The decisions as JSON: ``{"study": title, "decisions": [{...}]}``; with places, those at these paragraphs."""
    rows = (
        _values(row)
        for row in decision_rows(study)
        if places is None or Place(row.transcript_id, row.paragraph) in places
    )
    return json_table(Struck(study).without(study.title), "decisions", DECISION_COLUMNS, rows)


def flat_decision(row: DecisionRow) -> tuple[Any, ...]:
    """The values of a row in the order of ``DECISION_COLUMNS``, its lists as texts."""
    assert not isinstance(row.given, str)
    given = (f"{coder}: {'; '.join(codes) or _NOTHING}" for coder, codes in row.given.items())
    return _values(replace(row, codes="; ".join(row.codes), paths="; ".join(row.paths), given=" | ".join(given)))


def _values(row: DecisionRow) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in DECISION_COLUMNS)
