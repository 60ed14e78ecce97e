"""Tidy tables of a study: one row a thing, one column a fact, for pandas, R, DuckDB and the like.

Invariant: what a column means does not depend on the study; the attributes of the cases are columns of their own at the
end, under the names that they have in the study. Rows come in an order that follows from the study alone. With a
selection, only what was asked for has a row.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from postil.errors import PostilError
from postil.exports.codings import coding_rows
from postil.exports.decisions import decision_rows, flat_decision
from postil.exports.memos import MEMO_COLUMNS, memo_rows
from postil.exports.tidy_columns import (
    CASE,
    CASES,
    CELLS,
    CHANGES,
    CODES,
    CODINGS,
    DECISIONS,
    MEMOS,
    PARAGRAPHS,
    SUPERSEDED,
    Attributes,
)
from postil.exports.tidy_units import recal_table, units_table
from postil.model.clock import stamp_time
from postil.model.coding import MemoKey, Place
from postil.model.eligible import current_transcripts, people
from postil.reports.codes import code_counts
from postil.reports.columns import tally_cells
from postil.reports.counting import Counting
from postil.reports.let_out import let_out, said, said_case
from postil.reports.matrix import Matrix, theme_codes
from postil.reports.matrix_view import passages_text, ratings_text
from postil.reports.tables import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from postil.model.change import Change
    from postil.model.coding import Coding
    from postil.model.selection import Selection
    from postil.model.study import Study
    from postil.model.transcript import Paragraph, Transcript
    from postil.reports.tables import Row

_MEMO = attrgetter(*MEMO_COLUMNS)
_LIST = "; "
"""What parts the members of a list in a cell."""


class Tidy:
    """The tables of a study, or of the part of it that was asked for, as they are let out."""

    def __init__(self, study: Study, log: Iterable[Change] = (), selection: Selection | None = None) -> None:
        """Look at a study.

        Args:
            study: the study.
            log: its changes, which only the table ``changes`` needs.
            selection: what of it was asked for; None for everything.
        """
        self._study = let_out(study)
        self._log = log
        self._selection = selection
        self._attributes = Attributes(self._study)
        self._superseded = study.superseded

    def table(self, name: str, *, code: str = "", coders: Sequence[str] = ()) -> Table:
        """A table by its name, one of ``TABLES``.

        Args:
            name: which.
            code: id of the code that ``recal`` is about.
            coders: whom ``units`` and ``recal`` compare; nobody is everybody with a reviewed mark.

        Raises:
            PostilError: a selection was made, and the table is none of parts of transcripts.
            RatingsError: there is nothing that coders can be compared by.
        """
        if name in {"units", "recal"}:
            self._refuse_selection(name)
            return units_table(self._study, coders) if name == "units" else recal_table(self._study, code, coders)
        return _MAKERS[name](self)

    def _refuse_selection(self, name: str) -> None:
        if self._selection is not None:
            raise PostilError(f"{name} is a table of the whole study", "leave the query out")

    # ---- what was asked for ----

    def _has_coding(self, coding: Coding) -> bool:
        return self._selection is None or coding in self._selection.codings

    def _has_place(self, place: Place) -> bool:
        return self._selection is None or place in self._selection.places

    def _case_cells(self, case: str) -> Row:
        known = self._study.cases.all.get(case)
        return (said_case(self._study, known.id), known.name) if known else (None, None)

    def _current(self) -> Iterator[tuple[Transcript, Paragraph]]:
        for transcript in current_transcripts(self._study):
            for paragraph in transcript.paragraphs:
                if self._has_place(Place(transcript.id, paragraph.n)):
                    yield transcript, paragraph

    # ---- one function a table ----

    def codings(self) -> Table:
        """One row a coding."""
        rows: list[Row] = []
        place: Place | None = None
        about: Row = ()
        for coding, row in coding_rows(self._study):
            if self._has_coding(coding):
                if coding.place != place:  # codings of one paragraph follow each other
                    place = coding.place
                    about = self._about(place)
                rows.append((*row, *about))
        return Table("codings", "Codings", (*CODINGS, *CASE, SUPERSEDED, *self._attributes.columns), tuple(rows))

    def _about(self, place: Place) -> Row:
        """What is known of a paragraph's source and case, and whether it was corrected since."""
        case = self._study.cases.at(place)
        source = self._study.transcripts[place.transcript].source
        superseded = place.transcript in self._superseded
        return (source, *self._case_cells(case), superseded, *self._attributes.cells(case))

    def paragraphs(self) -> Table:
        """One row a paragraph and coder."""
        study, coders = self._study, people(self._study) or [""]
        order = {code.id: at for at, code in enumerate(study.codebook)}
        reviewed = {(t, who): study.reviewed(t, who) for t in study.transcripts for who in coders}
        rows: list[Row] = []
        for transcript, paragraph in self._current():
            place = Place(transcript.id, paragraph.n)
            here = study.codings_at(place)
            case = study.cases.at(place)
            about = (
                *(
                    transcript.name,
                    transcript.id,
                    paragraph.n,
                    said(study, paragraph.speaker),
                    paragraph.role,
                    paragraph.kind,
                ),
                *(paragraph.start, len(paragraph.text.split())),
            )
            for coder in coders:
                mine = [coding for coding in here if coding.coder == coder and self._has_coding(coding)]
                codes = sorted({coding.code for coding in mine}, key=lambda code: (order.get(code, len(order)), code))
                done: Row = (
                    *(coder or None, paragraph.n in reviewed[transcript.id, coder], len(mine), len(codes)),
                    *(_LIST.join(codes), _LIST.join(map(self._path, codes))),
                    sum(study.is_doubtful(coding) for coding in mine),
                    study.memo(MemoKey.at_paragraph(transcript.id, paragraph.n, coder)) if coder else "",
                )
                rows.append((*about, *done, transcript.source, *self._case_cells(case), *self._attributes.cells(case)))
        return Table("paragraphs", "Paragraphs by coder", (*PARAGRAPHS, *CASE, *self._attributes.columns), tuple(rows))

    def _path(self, code: str) -> str:
        return self._study.codebook.path(code) if code in self._study.codebook else code

    def cells(self) -> Table:
        """One row a case and code, where something is coded or written."""
        study, matrix = self._study, Matrix(self._study)
        wanted = None if self._selection is None else self._cells_asked_for(self._selection)
        rows: list[Row] = []
        for case in study.cases.all.values():
            for code in theme_codes(study):
                cell = matrix.cell(case.id, code.id)
                written = bool(cell.summary.text or cell.comment or cell.ratings)
                if not (cell.passages or written) or (wanted is not None and cell.key not in wanted):
                    continue
                version = cell.version
                about: Row = (
                    *(
                        said_case(study, case.id),
                        case.name,
                        code.id,
                        code.number,
                        study.codebook.path(code.id),
                        cell.state,
                    ),
                    *(len(cell.passages), passages_text(study, cell), cell.summary.text, cell.words),
                    *(cell.summary.status if cell.summary.text else None, len(cell.new), len(cell.gone)),
                    *(cell.comment, ratings_text(cell)),
                    *((version.coder, version.stamp, stamp_time(version.stamp)) if version else (None, None, None)),
                )
                rows.append((*about, *self._attributes.cells(case.id)))
        return Table("cells", "Cells of the matrix", (*CELLS, *self._attributes.columns), tuple(rows))

    def _cells_asked_for(self, selection: Selection) -> set[tuple[str, str]]:
        return {(self._study.cases.at(coding.place), coding.code) for coding in selection.codings}

    def cases(self) -> Table:
        """One row a case."""
        study = self._study
        counts: dict[str, list[int]] = {}
        for transcript, paragraph in self._current():
            place = Place(transcript.id, paragraph.n)
            found = counts.setdefault(study.cases.at(place), [0, 0, 0])
            found[0] += 1
            found[1] += len(paragraph.text.split())
            found[2] += sum(map(self._has_coding, study.codings_at(place)))
        rows = tuple(
            (
                *(said_case(study, case.id), case.name, case.note),
                _LIST.join(text.name for text in study.cases.transcripts_of(case.id)),
                *counts.get(case.id, (0, 0, 0)),
                *self._attributes.cells(case.id),
            )
            for case in study.cases.all.values()
            if self._selection is None or case.id in counts
        )
        return Table("cases", "Cases", (*CASES, *self._attributes.columns), rows)

    def codes(self) -> Table:
        """One row a code."""
        book = self._study.codebook
        rows = tuple(
            (
                *(one.code.id, one.code.number, one.code.name, book.path(one.code.id), one.code.parent),
                *(book.depth(one.code.id), one.code.status, one.code.definition, one.code.include, one.code.exclude),
                *(one.code.example, _LIST.join(one.code.aliases), one.code.see_also, one.code.origin),
                *tally_cells(one.own),
            )
            for one in code_counts(Counting(self._study, self._selection))
        )
        return Table("codes", "Codes", CODES, rows)

    def memos(self) -> Table:
        """One row a memo."""
        rows = tuple(
            (*_MEMO(row), *self._case_cells(self._study.cases.at(place)), row.transcript_id in self._superseded)
            for row in memo_rows(self._study)
            if self._has_place(place := Place(row.transcript_id, row.paragraph))
        )
        return Table("memos", "Memos", (*MEMOS, *CASE[1:], SUPERSEDED), rows)

    def decisions(self) -> Table:
        """One row a decision on a disagreement."""
        rows = tuple(
            flat_decision(row)
            for row in decision_rows(self._study)
            if self._has_place(Place(row.transcript_id, row.paragraph))
        )
        return Table("decisions", "Decisions", DECISIONS, rows)

    def changes(self) -> Table:
        """One row a change: the log."""
        from postil.exports.tidy_changes import change_cells  # noqa: PLC0415 - needs the file's records

        self._refuse_selection("changes")
        rows = tuple(change_cells(self._study, change) for change in sorted(self._log))
        return Table("changes", "Changes", CHANGES, rows)


_MAKERS: dict[str, Callable[[Tidy], Table]] = {
    "codings": Tidy.codings,
    "paragraphs": Tidy.paragraphs,
    "cells": Tidy.cells,
    "cases": Tidy.cases,
    "codes": Tidy.codes,
    "memos": Tidy.memos,
    "decisions": Tidy.decisions,
    "changes": Tidy.changes,
}
TABLES = (*_MAKERS, "units", "recal")
"""The names of the tables."""
