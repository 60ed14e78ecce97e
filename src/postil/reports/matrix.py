"""The framework matrix: cases by codes, what is coded under each cell and how its summary stands to it.

Evidence of a cell are the passages, whoever coded them, that belong to the case and have the code; of a transcript that
was corrected, those of the corrected one. Invariant: the state of a cell follows from the study alone: a summary is
stale when the passages that are coded now are not those that it was written from, whatever the clocks say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from postil.model.case import Attribute
from postil.model.cell import Summary
from postil.model.cells import CellKey
from postil.model.summary_acts import hands_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from postil.model.case import Case
    from postil.model.cell import Rating
    from postil.model.codebook import Code
    from postil.model.coding import Passage
    from postil.model.study import Study
    from postil.model.summary_acts import Hands
    from postil.model.versions import Version

State = Literal["no data", "coded", "draft", "checked", "stale", "conflict"]
STATES: tuple[State, ...] = ("no data", "coded", "draft", "checked", "stale", "conflict")
MARKS: Mapping[State, str] = {
    "no data": "–",
    "coded": "○",
    "draft": "◐",
    "checked": "●",
    "stale": "⟳",
    "conflict": "‼",
}
"""How each state is drawn, one cell of the terminal wide; never told by colour alone."""
MEANINGS: Mapping[State, str] = {
    "no data": "no data",
    "coded": "coded, no summary",
    "draft": "draft",
    "checked": "checked",
    "stale": "stale: coded since",
    "conflict": "two summaries",
}


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One cell of the matrix, as it now is."""

    key: CellKey
    passages: tuple[Passage, ...]
    """What is coded, in reading order."""
    summary: Summary
    """Without text if there is none."""
    version: Version | None
    """The version of the summary that shows; None if there is none."""
    comment: str
    ratings: Mapping[str, Rating]
    """By rater."""
    state: State
    hands: Hands | None = None
    """Who wrote the summary, and who checked it; None if there is none."""

    @property
    def new(self) -> tuple[Passage, ...]:
        """Passages that were coded since the summary was written; none where there is no summary."""
        seen = set(self.summary.seen)
        return tuple(passage for passage in self.passages if passage not in seen) if self.summary.text else ()

    @property
    def gone(self) -> tuple[Passage, ...]:
        """Passages that the summary was written from and that are coded no more."""
        there = set(self.passages)
        return tuple(passage for passage in self.summary.seen if passage not in there) if self.summary.text else ()

    @property
    def words(self) -> int:
        """How many words the summary has."""
        return len(self.summary.text.split())


def evidence(study: Study) -> dict[CellKey, tuple[Passage, ...]]:
    """What is coded under each cell, in reading order; cells with nothing left out. Walks over all codings once."""
    found: dict[CellKey, dict[Passage, None]] = {}
    superseded = study.superseded
    for transcript_id, transcript in study.transcripts.items():
        if transcript_id in superseded:
            continue
        for n, here in study.codings_in(transcript_id).items():
            paragraph = transcript.paragraph(n)
            case = study.cases.owner(transcript_id, paragraph.speaker) if paragraph and here else ""
            if case:
                for coding in here:
                    found.setdefault(CellKey(case, coding.code), {})[coding.passage] = None
    return {key: tuple(sorted(passages, key=lambda p: p.reading_order)) for key, passages in found.items()}


class Matrix:
    """The matrix of a study as it was when this was made; cells are worked out when they are asked for."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._evidence = evidence(study)
        self._cells: dict[CellKey, MatrixCell] = {}

    def refresh(self, keys: Iterable[CellKey] | None = None) -> None:
        """Look at the study again; with ``keys``, only at what was written in these cells."""
        if keys is None:
            self._evidence = evidence(self._study)
            self._cells.clear()
        else:
            for key in keys:
                self._cells.pop(key, None)

    def cell(self, case: str, code: str) -> MatrixCell:
        """The cell of a case and a code, by their ids."""
        key = CellKey(case, code)
        known = self._cells.get(key)
        if known is None:
            known = self._cells[key] = self._made(key)
        return known

    def state(self, key: CellKey) -> State:
        """The state of a cell; quicker than the whole cell."""
        known = self._cells.get(key)
        if known is not None:
            return known.state
        written, passages = self._study.cells.at(key), self._evidence.get(key, ())
        return state_of(written.summary or Summary(), passages, in_conflict=written.in_conflict)

    def there(self) -> Iterator[CellKey]:
        """The cells that have passages or that anything was ever written in, each once, in no order."""
        return iter({*self._evidence, *self._study.cells})

    def count(self, cases: Sequence[Case], codes: Sequence[Code]) -> Mapping[State, int]:
        """How many cells of these rows and columns are in each state."""
        counts = dict.fromkeys(STATES, 0)
        rows, columns = {case.id for case in cases}, {code.id for code in codes}
        for key in self.there():
            if key.case in rows and key.code in columns:
                counts[self.state(key)] += 1
        counts["no data"] = len(rows) * len(columns) - sum(counts.values()) + counts["no data"]
        return counts

    def _made(self, key: CellKey) -> MatrixCell:
        written, passages = self._study.cells.at(key), self._evidence.get(key, ())
        return MatrixCell(
            key,
            passages,
            written.summary or Summary(),
            written.version,
            written.comment,
            {rater: rating for rater, (rating, _) in written.ratings.items()},
            self.state(key),
            hands_of(self._study, key),
        )


def state_of(summary: Summary, passages: Sequence[Passage], *, in_conflict: bool = False) -> State:
    """The state of a cell with this summary and these passages coded, in reading order."""
    if in_conflict:
        return "conflict"
    if not summary.text:
        return "coded" if passages else "no data"
    if tuple(summary.seen) != tuple(passages):
        return "stale"
    return "checked" if summary.status == "checked" else "draft"


# ---- rows and columns ----


def themes(study: Study) -> list[Code]:
    """The codes at the top of the codebook that have codes to chart: each is a sheet of its own."""
    return [code for code in study.codebook.children("") if theme_codes(study, code.id)]


def theme_codes(study: Study, theme: str = "") -> list[Code]:
    """The columns of a theme: the code itself and those under it, in book order; with "", all codes.

    Headings are no columns, since nothing is coded with them; a retired code is one while it has codings or summaries.
    """
    book = study.codebook
    return [
        code
        for code in book
        if (not theme or code.id == theme or theme in {above.id for above in book.ancestors(code.id)})
        and (code.status == "active" or (code.status == "retired" and _is_in_use(study, code.id)))
    ]


def _is_in_use(study: Study, code: str) -> bool:
    return bool(study.uses.get(code)) or any(key.code == code and study.cells.is_written(key) for key in study.cells)


def rows(study: Study, *, sort: str = "", down: bool = False, only: Mapping[str, str] | None = None) -> list[Case]:
    """The cases, in order.

    Args:
        study: whose cases.
        sort: the attribute to sort by, or ``name``; "" leaves them in the order in which they came.
        down: from the greatest to the least; cases without a value stay last.
        only: attribute -> value that a case must have.
    """
    found = [
        case
        for case in study.cases.all.values()
        if all(case.values.get(name, "") == value for name, value in (only or {}).items())
    ]
    if not sort:
        return found
    attribute = study.cases.attributes.get(sort, Attribute("text"))
    values = {case.id: case.name if sort == "name" else case.values.get(sort, "") for case in found}
    there = sorted((c for c in found if values[c.id]), key=lambda c: attribute.sort_key(values[c.id]), reverse=down)
    return there + [case for case in found if not values[case.id]]
