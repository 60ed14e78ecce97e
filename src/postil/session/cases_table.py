"""The table of cases as it is looked at: which rows in which order, which columns, and where the cursor is.

Invariant: the cursor is at a row and a column that are there, and a row stays where it is until somebody sorts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.model.case_acts import NAME_COLUMN, TRANSCRIPT_COLUMN
from postil.model.codebook import matching_name
from postil.model.voices import owners

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postil.model.case import Attribute, Case
    from postil.model.study import Study
    from postil.model.voices import Voice

_FIXED = (NAME_COLUMN, TRANSCRIPT_COLUMN)
_NUMBERS = re.compile(r"(\d{1,15})")


class CasesTable:
    """Rows and columns of the cases of a study."""

    def __init__(self, study: Study, *, case: str = "") -> None:
        """Begin at a case, or at the first."""
        self.study = study
        self.order: list[str] = []
        """Ids of the cases in the order of the rows."""
        self.row = self.column = 0
        self.sort = ""
        """The column that was sorted by; empty for the order in which the cases came."""
        self.down = False
        """Whether the greatest comes first."""
        self.attributes: Mapping[str, Attribute] = {}
        self.columns: list[str] = [*_FIXED]
        """What the columns are called: the case's name, its transcripts, then the attributes."""
        self.looked = 0
        """How often the study was looked at: what was drawn before may differ since."""
        self.voices: dict[str, list[Voice]] = {}
        """By id of the case."""
        self._owners: Mapping[Voice, str] = {}
        self._cases: Mapping[str, Case] = {}
        self.refresh()
        self.go_to_case(case)

    # ---- what is there ----

    @property
    def case(self) -> Case | None:
        """The case under the cursor; None where there is none."""
        return self._cases[self.order[self.row]] if self.order else None

    @property
    def attribute(self) -> str:
        """The attribute under the cursor; empty for none."""
        return self.columns[self.column] if self.column >= len(_FIXED) else ""

    def case_at(self, row: int) -> Case:
        """The case of a row."""
        return self._cases[self.order[row]]

    def owner(self, voice: Voice) -> str:
        """Id of the case that has a voice; empty for none."""
        return self._owners.get(voice, "")

    def text(self, row: int, column: int) -> str:
        """What stands in a cell."""
        case = self.case_at(row)
        if column == 0:
            return case.name
        if column == 1:
            return voices_said(self.study, self.voices.get(case.id, ()))
        return case.values.get(self.columns[column], "")

    # ---- changing what is looked at ----

    def refresh(self) -> None:
        """Look at the study again; rows that are still there stay in their order, new ones come last."""
        at, column = self.order[self.row : self.row + 1], self.columns[self.column : self.column + 1]
        self._cases = self.study.cases.all
        self.attributes = self.study.cases.attributes
        self.columns = [*_FIXED, *self.attributes]
        self.looked += 1
        self._owners = owners(self.study)
        self.voices = {}
        for voice, owner in self._owners.items():
            self.voices.setdefault(owner, []).append(voice)
        kept = [case for case in self.order if case in self._cases]
        self.order = [*kept, *(case for case in self._cases if case not in set(kept))]
        names = self.columns
        self.row = self.order.index(at[0]) if at and at[0] in self.order else self.row
        self.column = names.index(column[0]) if column and column[0] in names else self.column
        self.go_to(self.row, self.column)
        if self.sort not in names:
            self.sort = ""

    def go_to(self, row: int, column: int) -> None:
        """Go to a cell, as near as there is."""
        self.row = min(max(row, 0), max(len(self.order) - 1, 0))
        self.column = min(max(column, 0), len(self.columns) - 1)

    def go_to_case(self, case: str, attribute: str = "") -> None:
        """Go to a case, if it is there, and to an attribute, if that is."""
        columns = self.columns
        if case in self.order:
            self.row = self.order.index(case)
        if attribute in columns:
            self.column = columns.index(attribute)

    def sort_by(self, column: int) -> None:
        """Sort by a column: the least first, then the greatest, then as they came."""
        name = self.columns[column]
        here = self.order[self.row : self.row + 1]
        if self.sort != name:
            self.sort, self.down = name, False
        elif not self.down:
            self.down = True
        else:
            self.sort = ""
        came = list(self._cases)
        self.order = came if not self.sort else self._sorted(came, name)
        self.row = self.order.index(here[0]) if here else 0

    def _sorted(self, cases: Sequence[str], name: str) -> list[str]:
        column = self.columns.index(name)
        rows = {case: row for row, case in enumerate(self.order)}
        texts = {case: self.text(rows[case], column) for case in cases}
        with_value = [case for case in cases if texts[case]]
        attribute = self.attributes.get(name) if column >= len(_FIXED) else None
        if attribute is None:
            with_value.sort(key=lambda case: _as_read(texts[case]), reverse=self.down)
        else:
            with_value.sort(key=lambda case: attribute.sort_key(texts[case]), reverse=self.down)
        return [*with_value, *(case for case in cases if not texts[case])]


def _as_read(text: str) -> list[tuple[int, int, str]]:
    """What names are sorted by: P2 comes before P10."""
    parts = _NUMBERS.split(matching_name(text))
    return [(0, int(part), "") if part.isascii() and part.isdigit() else (1, 0, part) for part in parts if part]


def voices_said(study: Study, voices: Sequence[Voice]) -> str:
    """Transcripts, each with the speakers that are meant, in one line."""
    texts: dict[str, list[str]] = {}
    for voice in voices:
        texts.setdefault(voice.transcript, []).append(voice.speaker)
    named = ((study.transcripts[key].name, [speaker for speaker in who if speaker]) for key, who in texts.items())
    return "; ".join(f"{name} ({', '.join(who)})" if who else name for name, who in named)
