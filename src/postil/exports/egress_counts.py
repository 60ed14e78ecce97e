"""The counts of an egress package: how much was coded with what, in the words of how many cases.

Invariant: nothing here comes from a transcript, a memo or a comment, and nobody is named: coders are numbers, speakers
and transcripts are not there. Figures are those of ``postil.reports.counting``; where small ones are kept back, it is
by ``postil.exports.suppression``. Every count of cases says what it is out of: the cases that were read
(``postil.reports.reading``); it is empty where none was, but where small counts are kept back, and that is one.
"""

from __future__ import annotations

from itertools import combinations, permutations
from typing import TYPE_CHECKING

from postil.agreement.figures import USUAL
from postil.exports.egress_agreement import NO_AGREEMENT, agreement_tables, rating_table
from postil.exports.suppression import HIDDEN, Reader, reader_of, shown_count, shown_line
from postil.model.eligible import current_transcripts
from postil.reports.case_names import renamed_cases, said_of_names
from postil.reports.cases import case_counts
from postil.reports.codes import code_counts
from postil.reports.counting import NOBODY, Counting
from postil.reports.let_out import as_it_is
from postil.reports.progress import progress
from postil.reports.tables import Table, text
from postil.reports.tables import number as whole
from postil.reports.together import Together

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from postil.exports.egress_words import Words
    from postil.model.case import Attribute
    from postil.model.codebook import Code
    from postil.model.study import Study
    from postil.reports.tables import Cell, Column, Row

USUAL_LEAST = 5
"""What many an output checker asks for: smaller counts of people are to be told of, if not kept back."""
_OF_PEOPLE = {
    *(("cases_by_attribute", "cases"), ("codes", "cases"), ("codes_by_attribute", "cases")),
    *(("codes_together", "cases"), ("agreement_by_code", "cases"), ("ratings", "cases")),
    *(("codes_by_case", "codings"), ("codes_by_case", "paragraphs")),
    *(("cases_by_attribute", "cases_read"), ("codes_by_attribute", "cases_read")),
}
"""Counts that tell of few people: of cases, or under the name of one case."""
_OF_THE_TEAM = ("coders", "codes")
"""Counts of the overview that are told however small: they count nobody whom the study is about."""
NO_VALUE = "(no value)"
"""Stands for the value of cases that have none."""
_MADE_FOR = {
    "codes": ("codings", "paragraphs", "cases"),
    "cases_by_attribute": ("cases", "cases_read"),
    "codes_by_attribute": ("cases",),
    "codes_together": ("paragraphs", "cases"),
    "agreement": ("value",),
    "agreement_by_code": ("paragraphs", "cases", *USUAL),
    "ratings": ("cases",),
}
"""Tables -> the columns without any of whose figures nobody needs them."""
BY_CASE = "codes_by_case"
"""Name of the table whose counts are those of single cases."""
_READ = "cases_read"
"""Name of the column with what a count of cases is out of."""
_CODE = (
    text("number", "Number of the code in the codebook; empty for none."),
    text("path", "Names from the top of the codebook down, joined by '/'."),
)


def count_tables(counting: Counting, words: Words, below: int) -> list[Table]:
    """The tables of counts.

    Args:
        counting: the study; whose codings are counted.
        words: what of the codebook's texts may be let out.
        below: counts less than this are kept back; 0 keeps none back.
    """
    study = counting.study
    tables = [
        _overview(study, counting, below),
        _codebook(study, words),
        _codes(counting, below),
        _values(counting, words, below),
        _codes_by_value(counting, words, below),
        *([] if below else [_together(counting)]),
        _coders(study, below),
        *agreement_tables(study, below),
    ]
    ratings = rating_table(study, [code for code in counting.codes if code.status != "heading"], below)
    tables += [ratings] if ratings else []
    return tables if below else [*tables, _codes_by_case(counting, words)]


def small_counts(tables: Sequence[Table]) -> dict[str, int]:
    """Names of tables -> how many of their counts are below ``USUAL_LEAST``, those with any; zeros are not counted."""
    found: dict[str, int] = {}
    for table in tables:
        counted = [at for at, column in enumerate(table.columns) if (table.name, column.name) in _OF_PEOPLE]
        cells = [row[at] for row in table.rows for at in counted]
        if few := sum(1 for cell in cells if str(cell).isdecimal() and 0 < int(str(cell)) < USUAL_LEAST):
            found[table.name] = few
    return found


def nothing_is_told(table: Table) -> bool:
    """Whether none of the counts and figures that a table is made for is told; one without rows has none."""
    counts = [at for at, column in enumerate(table.columns) if column.name in _MADE_FOR.get(table.name, ())]
    cells = [row[at] for row in table.rows for at in counts]
    return table.name in _MADE_FOR and all(cell is None or str(cell).startswith(("<", HIDDEN)) for cell in cells)


def nested_attributes(study: Study, below: int) -> list[tuple[str, str]]:
    """Attributes whose numbers may be subtracted from each other: each outer one, with what it holds.

    The cases of a value of the outer one are those of one or more whole values of the inner one, and both have counts
    that are not small: these undo what is kept back in the other's.
    """
    sets: dict[str, list[set[str]]] = {}
    for name, values, of in _choices(study):
        sets[name] = [{case for case, has in of.items() if has == value} for value in values]
    found = []
    for outer, inner in permutations(sets, 2):
        for cases in sets[outer]:
            inside = [part for part in sets[inner] if part and part <= cases]
            whole = set().union(*inside) == cases != set(study.cases.all)
            if whole and len(cases) >= below and any(len(part) >= below for part in inside):
                found.append((outer, inner))
                break
    return found


def left_out(study: Study, tables: Sequence[Table], below: int) -> list[str]:
    """What the tables of counts leave out of what a reader may expect, and why."""
    said = [
        "examples in the codebook, memos, comments, notes on cases and reasons of ratings are in no package",
        "no column of names of coders, speakers, transcripts or files; the manifest's names has those in other columns",
    ]
    others = [name for name, attribute in study.cases.attributes.items() if attribute.kind != "choice"]
    if others:
        said.append(f"{len(others)} attributes that are no choices: their values are free text or nearly unique")
    if not below and (renamed := renamed_cases(as_it_is(study))):
        said.append(said_of_names(renamed))
    if below:
        said.append(f"{BY_CASE}.csv: each of its counts is that of one case")
        said.append("codes_together.csv: how often two codes go together would give back what is kept back of one")
    if not any(table.name == "ratings" for table in tables):
        said.append("ratings.csv: no case is rated")
    compared = any(table.name == "agreement" for table in tables)
    said.append("intervals of the figures of agreement" if compared else NO_AGREEMENT)
    return said


def _figure(name: str, says: str) -> Column:
    return text(name, f"{says} A whole number, or <N or * where it is kept back.")


_IF_READ = "; empty where no case was read."
_OUT_OF = _figure(_READ, "Cases that were read, wholly or in part: what cases is out of.")


def _code_cells(study: Study, code: Code) -> tuple[str, str]:
    return code.number, study.codebook.path(code.id)


def _overview(study: Study, counting: Counting, below: int) -> Table:
    done = progress(study)
    counts = {
        "transcripts": len(current_transcripts(study)),
        "transcripts read, wholly or in part": sum(one.begun for one in counting.reading.transcripts.values()),
        "cases": len(counting.cases),
        "cases read, wholly or in part": cases_read(counting),
        "cases read in part": sum(one.in_part for one in counting.reading.cases.values()),
        "coders": len(done.coders),
        "codes": sum(code.status == "active" for code in counting.codes),
        "paragraphs": counting.size,
        "paragraphs of participants' speech": done.eligible,
        "of these, reviewed by at least one coder": done.once,
        "of these, reviewed by two coders or more": done.twice,
        "of these, with a consensus": done.consensus,
    }
    columns = (text("what", "What is counted."), _figure("count", "How many there are."))
    rows = tuple((what, str(n) if _is_work(what) else shown_count(n, below)) for what, n in counts.items())
    return Table("overview", "Overview", columns, rows)


def _is_work(what: str) -> bool:
    """Whether a count of the overview is one of the team and its work."""
    return what in _OF_THE_TEAM or what.startswith("of these, ")


def cases_read(counting: Counting) -> int:
    """How many cases were read, wholly or in part."""
    return sum(one.begun for one in counting.reading.cases.values())


def _out_of(count: int | str, read: int | str) -> tuple[int | str | None, int | str]:
    """A count of cases as it is shown, and what it is out of; there is no count where nothing was read."""
    return (None if read == 0 else count), read


def _codebook(study: Study, words: Words) -> Table:
    columns = (
        *_CODE,
        text("status", "active, retired or heading."),
        text("definition", "What the code means; [...] for words of a transcript."),
        text("include", "What it is used for; as above."),
        text("exclude", "What it is not used for; as above."),
    )
    rows = tuple(
        (
            *_code_cells(study, code),
            code.status,
            *(words.own(said) for said in (code.definition, code.include, code.exclude)),
        )
        for code in as_it_is(study).codebook  # words of others are found in a whole text
    )
    return Table("codebook", "The codebook", columns, rows)


def _codes(counting: Counting, below: int) -> Table:
    columns = (
        *_CODE,
        _figure("codings", "Codings: one code put by one coder on one passage."),
        _figure("paragraphs", "Paragraphs with such a coding, each counted once."),
        _figure("cases", f"Cases on whose words there is such a coding{_IF_READ}"),
        _OUT_OF,
    )
    read = shown_count(cases_read(counting), below)
    rows = tuple(
        (
            *_code_cells(counting.study, one.code),
            shown_count(one.own.codings, below, people=one.own.cases),
            shown_count(one.own.paragraphs, below, people=one.own.cases),
            *_out_of(shown_count(one.own.cases, below), read),
        )
        for one in code_counts(counting)
        if one.code.status != "heading"
    )
    return Table("codes", "How often each code was used", columns, rows, _of_no_case(counting, below))


def _of_no_case(counting: Counting, below: int) -> tuple[str, ...]:
    """That codings on words of no case are in some counts and not in others; how many, where small counts are told."""
    codings = sum(one.codings for one in case_counts(counting) if one.case == NOBODY)
    if not codings:
        return ()
    counted = "count in codings and paragraphs, and in no number of cases"
    if below:
        return (f"Codings on words that belong to no case {counted}.",)
    return (f"Codings on words that belong to no case: {codings:,}. They {counted}, and are not in {BY_CASE}.csv.",)


# ---- by attributes ----


def _choices(study: Study) -> Iterator[tuple[str, list[str], Mapping[str, str]]]:
    """Each attribute that is a choice: its name, its values, and the value of each case."""
    for name, attribute in study.cases.attributes.items():
        if attribute.kind == "choice":
            of = {case.id: case.values.get(name, "") for case in study.cases.all.values()}
            yield name, _ordered(attribute, {*attribute.choices, *of.values()}), of


def _ordered(attribute: Attribute, values: set[str]) -> list[str]:
    return sorted(values, key=attribute.sort_key)


def _cases_of(values: Sequence[str], of: Mapping[str, str], below: int) -> list[int | str]:
    """How many cases have each value, as far as it is told; all cases together are in the overview."""
    return shown_line([sum(value == one for one in of.values()) for value in values], below)


def _read_of(
    counting: Counting, values: Sequence[str], of: Mapping[str, str], below: int
) -> tuple[list[int | str], Reader]:
    """How many cases of each value were read, as far as it is told, and what that tells of their parts."""
    counts = [sum(one.begun for case, one in counting.reading.cases.items() if of[case] == value) for value in values]
    reader = reader_of(_cases_of(values, of, below), len(of))
    shown = shown_line(counts, below, reader)
    return shown, reader_of(shown, sum(counts), reader.caps)


def _values(counting: Counting, words: Words, below: int) -> Table:
    columns = (
        text("attribute", "An attribute of the cases that is a choice."),
        text("value", f"One of its values; {NO_VALUE} for cases without one."),
        _figure("cases", "Cases with this value, read or not."),
        _figure(_READ, "Those of them that were read, wholly or in part."),
    )
    rows: list[Row] = []
    for name, values, of in _choices(counting.study):
        cases = _cases_of(values, of, below)
        read, _ = _read_of(counting, values, of, below)
        rows += (
            (words.own(name), words.own(value) or NO_VALUE, *counts)
            for value, *counts in zip(values, cases, read, strict=True)
        )
    return Table("cases_by_attribute", "How many cases have each value", columns, tuple(rows))


def _codes_by_value(counting: Counting, words: Words, below: int) -> Table:
    columns = (
        text("attribute", "An attribute of the cases that is a choice."),
        text("value", f"One of its values; {NO_VALUE} for cases without one."),
        *_CODE,
        _figure("cases", f"Cases with this value on whose words the code is{_IF_READ}"),
        _figure(_READ, "Cases with this value that were read, wholly or in part: what cases is out of."),
    )
    rows: list[Row] = []
    for name, values, of in _choices(counting.study):
        read, reader = _read_of(counting, values, of, below)
        lines = [
            (code, shown_line([_with(counting, code.id, value, of) for value in values], below, reader))
            for code in counting.codes
            if code.status != "heading"
        ]
        for at, value in enumerate(values):
            called = (words.own(name), words.own(value) or NO_VALUE)
            rows += (
                (*called, *_code_cells(counting.study, code), *_out_of(line[at], read[at])) for code, line in lines
            )
    return Table("codes_by_attribute", "In how many cases of each value each code was used", columns, tuple(rows))


def _with(counting: Counting, code: str, value: str, of: Mapping[str, str]) -> int:
    coded = counting.paragraphs(code) & counting.places
    return sum(1 for case, bits in counting.by_case.items() if case != NOBODY and of[case] == value and bits & coded)


# ---- pairs, coders, cases ----


def _together(counting: Counting) -> Table:
    columns = (
        text("number", "Number of one code; empty for none."),
        text("path", "Its names from the top of the codebook down."),
        text("other_number", "Number of the other code, which comes later in the book."),
        text("other_path", "Its names from the top of the codebook down."),
        _figure("paragraphs", "Paragraphs on which one coder put both; pairs without any are not listed."),
        _figure("cases", f"Cases to which these belong{_IF_READ}"),
        _OUT_OF,
    )
    read = cases_read(counting)
    rows: list[Row] = []
    together = Together(counting)
    used = [code for code in counting.codes if counting.is_used(code.id, children=False)]
    for one, other in combinations(used, 2):
        both = together.paragraphs(one.id, other.id) & counting.places
        cases = sum(1 for case, bits in counting.by_case.items() if case != NOBODY and bits & both)
        if both:
            cells = (*_code_cells(counting.study, one), *_code_cells(counting.study, other))
            rows.append((*cells, both.bit_count(), *_out_of(cases, read)))
    return Table("codes_together", "Codes that one coder put on one paragraph", columns, tuple(rows))


def _coders(study: Study, below: int) -> Table:
    """What each coder did; where small counts are kept back, not on how many paragraphs any code is: so do pairs."""
    columns = (
        text("coder", "A number for each coder, in the order in which they joined."),
        whole("transcripts", "Transcripts that the coder has begun."),
        whole("reviewed", "Paragraphs of participants' speech that the coder has read and is done with."),
        whole("coded", "Paragraphs of participants' speech with a coding by the coder."),
    )
    rows: list[tuple[Cell, ...]] = [
        (f"coder {n}", work.transcripts, work.reviewed, work.coded) for n, work in enumerate(progress(study).coders, 1)
    ]
    notes = ("Coders are the team, nobody whom the study is about: how much each did is told however little it is.",)
    told = len(columns) - 1 if below else len(columns)
    return Table("coders", "What the coders did", columns[:told], tuple(row[:told] for row in rows), notes)


def _codes_by_case(counting: Counting, words: Words) -> Table:
    columns = (
        text("case", "Name of the case, as the study calls it."),
        *_CODE,
        text("codings", "Codings of the code on the words of the case; pairs without any are not listed."),
        text("paragraphs", "Paragraphs with such a coding, each counted once."),
        text("read", "Paragraphs of the case that were read, of those that are there to be coded."),
        text("eligible", "Paragraphs of the case that are there to be coded."),
    )
    read = counting.reading.cases
    rows = tuple(
        (
            words.case(one.case),
            *_code_cells(counting.study, one.code),
            one.codings,
            one.paragraphs,
            read[one.case].read,
            read[one.case].eligible,
        )
        for one in case_counts(counting)
        if one.codings and one.case != NOBODY
    )
    notes = ("A case that is not here is not read, or nothing in it was coded: overview.csv has how many are read.",)
    return Table(BY_CASE, "Which code was used in which case", columns, rows, notes)
