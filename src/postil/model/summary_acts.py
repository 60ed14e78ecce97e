"""What charting records of a summary: written now, checked, still holding, edited elsewhere; and whose words it is.

Invariant: whoever writes a summary, or says that it still holds, gives it the passages that are coded now and what its
references mean now; whoever only checks it leaves what it was written from as it was. Where several summaries are in
conflict none of them can be checked or said to hold: somebody keeps one of them or writes a new one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.errors import CaseError
from postil.model.cell import Summary
from postil.model.change import SetSummary
from postil.model.references import places_of, references, resolved
from postil.model.transcript import normal_text
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from postil.model.cells import CellKey
    from postil.model.coding import Passage, Place
    from postil.model.study import Study
    from postil.model.versions import Version


def cleaned(text: str) -> str:
    """A text that was typed as it is kept: without white space around it and at the ends of its lines."""
    return "\n".join(line.rstrip() for line in normal_text(text).split("\n")).strip()


# ---- acts ----


def written_now(
    study: Study, cell: CellKey, text: str, passages: Sequence[Passage], status: str = "draft"
) -> SetSummary:
    """Give a cell a summary that was written from its passages as they are now; the empty text is none.

    Args:
        study: the study as it now is.
        cell: the cell.
        text: as it was typed.
        passages: what is coded in the cell now, in reading order.
        status: one of ``SUMMARY_STATUSES``.
    """
    text = cleaned(text)
    if not text:
        return SetSummary(*cell, Summary())
    return SetSummary(*cell, Summary(text, status, tuple(passages), places_of(study, cell.case, text)))


def with_status(study: Study, cell: CellKey, status: str) -> SetSummary:
    """Mark the summary of a cell as checked or as a draft; a stale one stays stale.

    Raises:
        CaseError: the cell has no summary, or several in conflict.
    """
    return SetSummary(*cell, _only_one(study, cell)._replace(status=status))


def still_holds(study: Study, cell: CellKey, passages: Sequence[Passage]) -> SetSummary:
    """Say that the summary of a cell holds with the passages as they are now; its status stays.

    Raises:
        CaseError: the cell has no summary, or several in conflict.
    """
    summary = _only_one(study, cell)
    places = places_of(study, cell.case, summary.text)
    return SetSummary(*cell, summary._replace(seen=tuple(passages), places=places))


def edited_elsewhere(study: Study, cell: CellKey, text: str, seen: Sequence[Passage]) -> SetSummary:
    """Give a cell a text that was edited outside the study, as a draft; the empty text is none.

    A reference that stood in the text before means what it meant, corrected transcript or not.

    Args:
        study: the study as it now is.
        cell: the cell.
        text: as it was edited.
        seen: what the text counts as written from.
    """
    text = cleaned(text)
    if not text:
        return SetSummary(*cell, Summary())
    places = _places_as_before(study, cell, text)
    return SetSummary(*cell, Summary(text, "draft", tuple(seen), places))


def _only_one(study: Study, cell: CellKey) -> Summary:
    if study.cells.is_in_conflict(cell):
        raise CaseError("there are two summaries", "keep one of them, or write a new one")
    summary = study.cells.summary(cell)
    if summary is None:
        raise CaseError("there is no summary yet", "write one")
    return summary


def _places_as_before(study: Study, cell: CellKey, text: str) -> tuple[Place | None, ...]:
    meant: dict[tuple[str, int], Place | None] = {}
    before = study.cells.summary(cell) or Summary()
    old = list(references(before.text))
    if len(old) == len(before.places):
        meant = {(one.name, one.n): place for one, place in zip(old, before.places, strict=True) if place}
    return tuple(
        meant.get((reference.name, reference.n), resolved(study, cell.case, reference))
        for reference in references(text)
    )


# ---- whose it is ----


class Hands(NamedTuple):
    """Who had a hand in a summary that shows."""

    wrote: Version
    """The version that gave it its words."""
    checked: Version | None
    """The one that said that it is checked, if that was somebody else; None for a draft, too."""


def hands_of(study: Study, cell: CellKey) -> Hands | None:
    """Who wrote the summary of a cell, and who checked it; None where there is none.

    Who only checks a summary, says that it holds, keeps it in a conflict or mends its references has not written it.
    """
    shown = study.cells.summary_version(cell)
    if shown is None:
        return None
    known = {version.stamp: version for version in study.versions(("summary", *cell))}
    wrote = _first(shown, known, lambda one, other: _words(one) == _words(other))
    checked = None
    if _status(shown) == "checked":
        checked = _first(
            shown, known, lambda one, other: (_words(one), _status(one)) == (_words(other), _status(other))
        )
    return Hands(wrote, checked if checked is not None and checked.coder != wrote.coder else None)


def _first(version: Version, known: dict[str, Version], same: Callable[[Version, Version], bool]) -> Version:
    """The earliest of the versions that lead up to one and say the same."""
    while True:
        replaced = (known[stamp] for stamp in version.replaces if stamp in known and stamp < version.stamp)
        before = min((one for one in replaced if same(one, version)), key=lambda one: one.stamp, default=None)
        if before is None:
            return version
        version = before


def _status(version: Version) -> str:
    return version.value.status if isinstance(version.value, Summary) else ""


def _words(version: Version) -> str:
    """What a version says, whatever paragraphs its references name."""
    text = cleaned(version.value.text) if isinstance(version.value, Summary) else ""
    for reference in reversed(list(references(text))):
        text = f"{text[: reference.start]}{text[reference.end :]}"
        start, end = reference.name_at
        text = f"{text[:start]}{text[end:]}"
    return text
