"""How far coders agree, and how cases were rated, as tables of an egress package: figures and counts, nobody named.

Invariant: figures are those of ``postil.agreement``, over all coders who reviewed. Figures of a code that too few cases
stand behind are kept back, and those over several codes leave it out: from them and those of the others it could be
worked out. Where small counts are kept back, so are figures over sets of codes, from which it could be worked out how
often codes go together. What coders did is no count of people whom the study is about, and is told.
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
    from collections.abc import Collection, Mapping, Sequence

    from postil.agreement.ratings import Ratings
    from postil.agreement.result import Result
    from postil.agreement.units import Compared
    from postil.model.cell import Rating
    from postil.model.codebook import Code
    from postil.model.study import Study
    from postil.reports.tables import Row

NO_AGREEMENT = "agreement.csv, agreement_by_code.csv: fewer than two coders reviewed the same paragraphs"
UNDEFINED = "undefined"
"""Stands for a figure that does not exist, such as kappa where nobody gave the code."""
_OF_SETS = frozenset({"krippendorff_alpha_set", "exact_match"})
"""Figures that depend on which codes were given together; the others follow from those of each code."""
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
    hidden = _hidden(_cases_by_code(study, found), below)
    told = [code for code in ratings.codes if code not in hidden]
    overall = overall_of(_of_codes(ratings, told), "masi")
    kept = not told or _cases(study, found, ratings.rated_twice()) < below
    rows: list[Row] = [
        (
            OVERALL[name],
            _said(result, hidden=kept or bool(below and name in _OF_SETS)),
            overall.units,
            len(ratings.coders),
        )
        for name, result in overall.figures.items()
    ]
    title = f"How far coders agree, over {'the codes whose figures are told' if below else 'all codes'}"
    return Table("agreement", title, columns, tuple(rows), _notes() if below else ())


def _notes() -> tuple[str, ...]:
    sets = " and ".join(OVERALL[name] for name in OVERALL if name in _OF_SETS)
    return (
        "Over the codes alone whose figures are told by code; so they are not those of postil agree.",
        f"{sets}: kept back; they tell how often codes go together.",
    )


def _of_codes(ratings: Ratings, codes: Collection[str]) -> Ratings:
    """The ratings with these codes only."""
    given = tuple({code: units for code, units in mine.items() if code in codes} for mine in ratings.given)
    return ratings._replace(codes=tuple(code for code in ratings.codes if code in codes), given=given)


def _by_code(study: Study, found: Compared, below: int) -> Table:
    ratings = shared(found.ratings)
    codes = [one for one in codes_of(ratings, ()) if one.code in study.codebook]
    names = [name for name in USUAL if any(name in one.figures for one in codes)]
    columns = (
        *_CODE,
        number_column("units", "Paragraphs of participants' speech that two coders or more reviewed."),
        text("paragraphs", "Those of them to which any coder gave the code; a whole number, or <N or * if kept back."),
        text("cases", "Cases to which these belong; a whole number, or <N or * if kept back."),
        text("cases_read", "Cases with a paragraph that two coders or more reviewed: what cases is out of; as above."),
        *(
            text(name, f"{FIGURES[name].words}, to three decimals; {UNDEFINED} where it does not exist, or {HIDDEN}.")
            for name in names
        ),
    )
    cases = _cases_by_code(study, found)
    hidden, read = _hidden(cases, below), str(shown_count(_cases(study, found, ratings.rated_twice()), below))
    rows: list[Row] = []
    for one in codes:
        kept, count = one.code in hidden, cases[one.code]
        paragraphs = _given(ratings, one.code).bit_count()
        counts = (shown_count(paragraphs, below, people=count), shown_count(count, below))
        rows.append(
            (
                *_code_cells(study, one.code),
                one.units,
                *map(str, counts),
                read,
                *(_said(one.figures[name], hidden=kept) if name in one.figures else None for name in names),
            )
        )
    return Table("agreement_by_code", "How far coders agree, by code", columns, tuple(rows))


def _code_cells(study: Study, code_id: str) -> tuple[str, str]:
    code = study.codebook.get(code_id)
    return (code.number if code else "", study.codebook.path(code_id))


def _cases_by_code(study: Study, found: Compared) -> dict[str, int]:
    """How many cases have the code on a paragraph that two coders reviewed, by code."""
    ratings = shared(found.ratings)
    return {code: _cases(study, found, _given(ratings, code)) for code in ratings.codes}


def _hidden(cases: Mapping[str, int], below: int) -> set[str]:
    """The codes whose figures are kept back: those in too few cases."""
    return {code for code, count in cases.items() if count < below}


def _given(ratings: Ratings, code: str) -> int:
    """The units that two coders rated and to which any coder gave the code."""
    units = 0
    for one in ratings.given:
        units |= one.get(code, 0)
    return units & ratings.rated_twice()


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
        text("cases", "Cases that are rated so, of all cases, read or not. A whole number, or <N or * if kept back."),
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
