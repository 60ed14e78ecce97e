"""How far coders agree, and how cases were rated, as tables of an egress package: figures and counts, nobody named.

Invariant: figures are those of ``postil.agreement``, over all coders who reviewed. Figures of a code that too few cases
stand behind are kept back, with those of a second one where it were the only one, since the figures over all codes
could give it back. What coders did is no count of people whom the study is about, and is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.agreement.comparable import check_comparable
from postil.agreement.figures import FIGURES, OVERALL, USUAL, number
from postil.agreement.groups import codes_of, overall_of, shared
from postil.agreement.units import compared
from postil.errors import RatingsError
from postil.exports.suppression import HIDDEN, shown_count, shown_line
from postil.model.bits import members_of
from postil.model.cell import RATINGS
from postil.model.decision import CONSENSUS
from postil.reports.tables import Table, text
from postil.reports.tables import number as number_column

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postil.agreement.result import Result
    from postil.agreement.units import Compared
    from postil.model.cell import Rating
    from postil.model.codebook import Code
    from postil.model.study import Study
    from postil.reports.tables import Row

NO_AGREEMENT = "agreement: fewer than two coders reviewed the same paragraphs"
UNDEFINED = "undefined"
"""Stands for a figure that does not exist, such as kappa where nobody gave the code."""
_UNRATED, _UNLIKE = "(not rated)", "(raters differ)"
_CODE = (
    text("number", "Number of the code in the codebook; empty for none."),
    text("path", "Names from the top of the codebook down, joined by '/'."),
)


def agreement_tables(study: Study, below: int) -> list[Table]:
    """The tables of agreement over all codes and by code; none where coders cannot be compared.

    Args:
        study: the study.
        below: what rests on fewer cases is kept back; 0 keeps nothing back.
    """
    found = compared(study)
    try:
        check_comparable(found)
    except RatingsError:
        return []
    return [_overall(study, found, below), _by_code(study, found, below)]


def _said(result: Result, *, hidden: bool) -> str:
    if hidden:
        return HIDDEN
    value = number(result)
    return UNDEFINED if value is None else f"{value:.3f}"


def _cases(study: Study, found: Compared, units: int) -> int:
    """How many cases some units belong to."""
    return len({study.cases.at(found.places[at]) for at in members_of(units)} - {""})


def _overall(study: Study, found: Compared, below: int) -> Table:
    columns = (
        text("figure", "Name of the formula; docs/agreement.md has each."),
        text("value", f"The figure, to three decimals; {UNDEFINED} where it does not exist, {HIDDEN} if kept back."),
        number_column("units", "Paragraphs of participants' speech that two coders or more reviewed."),
        number_column("coders", "Coders who are compared."),
    )
    ratings = shared(found.ratings)
    overall = overall_of(ratings, "masi")
    hidden = _cases(study, found, ratings.rated_twice()) < below
    rows: list[Row] = [
        (OVERALL[name], _said(result, hidden=hidden), overall.units, len(ratings.coders))
        for name, result in overall.figures.items()
    ]
    return Table("agreement", "How far coders agree, over all codes", columns, tuple(rows))


def _by_code(study: Study, found: Compared, below: int) -> Table:
    ratings = shared(found.ratings)
    codes = [one for one in codes_of(ratings, ()) if one.code in study.codebook]
    names = [name for name in USUAL if any(name in one.figures for one in codes)]
    columns = (
        *_CODE,
        number_column("units", "Paragraphs of participants' speech that two coders or more reviewed."),
        text("paragraphs", "Those of them to which any coder gave the code; a whole number, or <N or * if kept back."),
        text("cases", "Cases to which these belong; a whole number, or <N or * if kept back."),
        *(
            text(name, f"{FIGURES[name].words}, to three decimals; {UNDEFINED} where it does not exist, or {HIDDEN}.")
            for name in names
        ),
    )
    given = {one.code: _given(ratings.given, one.code) & ratings.rated_twice() for one in codes}
    cases = {code: _cases(study, found, units) for code, units in given.items()}
    hidden = _hidden(cases, below)
    rows: list[Row] = []
    for one in codes:
        kept, count = one.code in hidden, cases[one.code]
        counts = (shown_count(given[one.code].bit_count(), below, people=count), shown_count(count, below))
        rows.append(
            (
                *_code_cells(study, one.code),
                one.units,
                *(HIDDEN if kept and isinstance(count, int) else str(count) for count in counts),
                *(_said(one.figures[name], hidden=kept) if name in one.figures else None for name in names),
            )
        )
    return Table("agreement_by_code", "How far coders agree, by code", columns, tuple(rows))


def _code_cells(study: Study, code_id: str) -> tuple[str, str]:
    code = study.codebook.get(code_id)
    return (code.number if code else "", study.codebook.path(code_id))


def _hidden(cases: Mapping[str, int], below: int) -> set[str]:
    """The codes whose figures are kept back: those in too few cases, and never one alone."""
    hidden = {code for code, count in cases.items() if count < below}
    if len(hidden) == 1:
        others = sorted((count, at, code) for at, (code, count) in enumerate(cases.items()) if code not in hidden)
        hidden.update(code for _, _, code in others[:1])
    return hidden


def _given(given: Sequence[Mapping[str, int]], code: str) -> int:
    units = 0
    for one in given:
        units |= one.get(code, 0)
    return units


# ---- ratings ----


def rating_table(study: Study, codes: Sequence[Code], below: int) -> Table | None:
    """How many cases have each rating, by code; None where nothing is rated.

    The rating of a case is the consensus; without one, what all raters gave.

    Args:
        study: the study.
        codes: the rows, in book order.
        below: counts less than this are kept back; 0 keeps none back.
    """
    said: dict[str, dict[str, str]] = {code.id: {} for code in codes}
    for key in study.cells:
        ratings = {rater: rating for rater, (rating, _) in study.cells.at(key).ratings.items() if rating.value}
        if ratings and key.code in said and key.case in study.cases.all:
            said[key.code][key.case] = _rating(ratings)
    if not any(said.values()):
        return None
    values = [*RATINGS, _UNLIKE, _UNRATED]
    columns = (
        *_CODE,
        text("rating", f"What cases are rated; {_UNLIKE} where raters gave several and there is no consensus."),
        text("cases", "Cases that are rated so. A whole number, or <N or * where it is kept back."),
    )
    rows: list[Row] = []
    for code in codes:
        given = list(said[code.id].values())
        counts = [given.count(value) for value in values[:-1]]
        line = shown_line([*counts, len(study.cases.all) - len(given)], below)
        rows += (
            (code.number, study.codebook.path(code.id), value, str(count))
            for value, count in zip(values, line, strict=True)
        )
    return Table("ratings", "How many cases have each rating, by code", columns, tuple(rows))


def _rating(ratings: Mapping[str, Rating]) -> str:
    if CONSENSUS in ratings:
        return ratings[CONSENSUS].value
    values = {rating.value for rating in ratings.values()}
    return values.pop() if len(values) == 1 else _UNLIKE
