"""What coders gave to the units of agreement, as tables of 0 and 1 for this and other programs of agreement.

Invariant: the units and what was given are those of ``postil.agreement``; a unit that a coder has not reviewed is
empty for this coder, never 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.agreement.comparable import check_comparable
from postil.agreement.units import Wanted, compared
from postil.errors import RatingsError
from postil.exports.tidy_columns import free_name
from postil.reports.tables import Table, number, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.agreement.units import Compared
    from postil.model.study import Study
    from postil.reports.tables import Cell, Column, Row

UNITS = (
    text("transcript", "Name of the transcript."),
    text("transcript_id", "Its id."),
    number("paragraph", "Number of the paragraph: the unit, one of participants' speech."),
    text("code", "Id of the code."),
    text("path", "Names from the top of the codebook down, joined by '/'."),
)


def units_table(study: Study, coders: Sequence[str] = ()) -> Table:
    """One row a unit and code, one column a coder.

    Args:
        study: the study.
        coders: who are compared; nobody is everybody with a reviewed mark.
    """
    found = compared(study, Wanted(coders=tuple(coders)))
    paths = {code: study.codebook.path(code) for code in found.codes}
    rows: list[Row] = []
    for unit, place in enumerate(found.places):
        name = study.transcripts[place.transcript].name
        rows += (
            (name, place.transcript, place.paragraph, code, paths[code], *_given(found, unit, code))
            for code in found.codes
        )
    return Table("units", "What coders gave to each unit", (*UNITS, *_coders(found)), tuple(rows))


def recal_table(study: Study, code: str, coders: Sequence[str] = ()) -> Table:
    """One column a coder and nothing else, one row a unit that all of them reviewed: as ReCal reads it.

    Raises:
        RatingsError: no unit was reviewed by two coders.
    """
    found = compared(study, Wanted(coders=tuple(coders), codes=(code,)))
    _check(found)
    rows = tuple(row for unit in range(len(found.places)) if None not in (row := tuple(_given(found, unit, code))))
    return Table("recal", f"{study.codebook.path(code)}: units that all coders reviewed", _coders(found), rows)


def _check(found: Compared) -> None:
    """Pass where there are units that two coders rated; else say what to do about it in this one study."""
    try:
        check_comparable(found)
    except RatingsError as error:
        hint = error.hint
        if not found.eligible:
            hint = "correct the speakers' roles: only participants' speech is rated here"
        elif sum(map(bool, found.ratings.rated)) == 1 and not found.wanted.coders:
            hint = "merge another coder's file with this one (`postil merge`), and export what that makes"
        raise RatingsError(error.message, hint) from None


def _coders(found: Compared) -> tuple[Column, ...]:
    taken = {column.name for column in UNITS}
    return tuple(
        number(
            free_name(coder, taken, f"coder_{coder}"),
            "1 where this coder gave the code, 0 where not; empty where the coder has not reviewed the unit.",
        )
        for coder in found.coders
    )


def _given(found: Compared, unit: int, code: str) -> list[Cell]:
    ratings = found.ratings
    return [
        (given.get(code, 0) >> unit) & 1 if (rated >> unit) & 1 else None
        for rated, given in zip(ratings.rated, ratings.given, strict=True)
    ]
