"""The counts of an egress package: how much was coded with what, in the words of how many cases.

Invariant: nothing here comes from a transcript, a memo or a comment, and nobody is named: coders are numbers, speakers
and transcripts are not there. Figures are those of ``postil.reports.counting``; where small ones are kept back, it is
by ``postil.exports.suppression``.
"""

from __future__ import annotations

from itertools import combinations, permutations
from typing import TYPE_CHECKING

from postil.exports.case_names import renamed_cases, said_of_names
from postil.exports.egress_agreement import NO_AGREEMENT, agreement_tables, rating_table
from postil.exports.suppression import HIDDEN, Reader, shown_count, shown_line
from postil.model.eligible import current_transcripts
from postil.reports.cases import case_counts
from postil.reports.codes import code_counts
from postil.reports.counting import NOBODY, Counting
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
}
"""Counts that tell of few people: of cases, or under the name of one case."""
_OF_THE_TEAM = ("coders", "codes")
"""Counts of the overview that are told however small: they count nobody whom the study is about."""
NO_VALUE = "(no value)"
"""Stands for the value of cases that have none."""
_CODE = (
    text("number", "Number of the code in the codebook; empty for none."),
    text("path", "Names from the top of the codebook down, joined by '/'."),
)


def count_tables(study: Study, words: Words, below: int) -> list[Table]:
    """The tables of counts.

    Args:
        study: whose codings are counted.
        words: what of the codebook's texts may be let out.
        below: counts less than this are kept back; 0 keeps none back.
    """
    counting = Counting(study)
    tables = [
        _overview(study, counting, below),
        _codebook(study, words),
        _codes(counting, below),
        _values(counting, words, below),
        _codes_by_value(counting, words, below),
        _together(counting, below),
        _coders(study),
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
        "names of coders, speakers, transcripts and files are in no package",
    ]
    others = [name for name, attribute in study.cases.attributes.items() if attribute.kind != "choice"]
    if others:
        said.append(f"{len(others)} attributes that are no choices: their values are free text or nearly unique")
    if not below and (renamed := renamed_cases(study)):
        said.append(said_of_names(renamed))
    if below:
        said.append("codes_by_case.csv: each of its counts is that of one case")
    compared = any(table.name == "agreement" for table in tables)
    said.append("intervals of the figures of agreement" if compared else NO_AGREEMENT)
    return said


def _code_cells(study: Study, code: Code) -> tuple[str, str]:
    return code.number, study.codebook.path(code.id)


def _overview(study: Study, counting: Counting, below: int) -> Table:
    done = progress(study)
    counts = {
        "transcripts": len(current_transcripts(study)),
        "cases": len(counting.cases),
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


def _figure(name: str, says: str) -> Column:
    return text(name, f"{says} A whole number, or <N or * where it is kept back.")


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
        for code in study.codebook
    )
    return Table("codebook", "The codebook", columns, rows)


def _codes(counting: Counting, below: int) -> Table:
    columns = (
        *_CODE,
        _figure("codings", "Codings: one code put by one coder on one passage."),
        _figure("paragraphs", "Paragraphs with such a coding, each counted once."),
        _figure("cases", "Cases on whose words there is such a coding."),
    )
    rows = tuple(
        (
            *_code_cells(counting.study, one.code),
            shown_count(one.own.codings, below, people=one.own.cases),
            shown_count(one.own.paragraphs, below, people=one.own.cases),
            shown_count(one.own.cases, below),
        )
        for one in code_counts(counting)
        if one.code.status != "heading"
    )
    return Table("codes", "How often each code was used", columns, rows)


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


def _values(counting: Counting, words: Words, below: int) -> Table:
    columns = (
        text("attribute", "An attribute of the cases that is a choice."),
        text("value", f"One of its values; {NO_VALUE} for cases without one."),
        _figure("cases", "Cases with this value."),
    )
    rows: list[Row] = []
    for name, values, of in _choices(counting.study):
        rows += (
            (words.own(name), words.own(value) or NO_VALUE, count)
            for value, count in zip(values, _cases_of(values, of, below), strict=True)
        )
    return Table("cases_by_attribute", "How many cases have each value", columns, tuple(rows))


def _codes_by_value(counting: Counting, words: Words, below: int) -> Table:
    columns = (
        text("attribute", "An attribute of the cases that is a choice."),
        text("value", f"One of its values; {NO_VALUE} for cases without one."),
        *_CODE,
        _figure("cases", "Cases with this value on whose words the code is."),
    )
    rows: list[Row] = []
    for name, values, of in _choices(counting.study):
        reader = _reader(_cases_of(values, of, below), len(of)) if below else Reader()
        lines = {
            code.id: shown_line([_with(counting, code.id, value, of) for value in values], below, reader)
            for code in counting.codes
            if code.status != "heading"
        }
        rows += (
            (words.own(name), words.own(value) or NO_VALUE, *_code_cells(counting.study, code), lines[code.id][at])
            for at, value in enumerate(values)
            for code in counting.codes
            if code.id in lines
        )
    return Table("codes_by_attribute", "In how many cases of each value each code was used", columns, tuple(rows))


def _reader(cases: Sequence[int | str], every: int) -> Reader:
    """What the cases of each value tell of how many of them have a code.

    Where the cases of a value are ``*``, those with a code are, too: told, they were the least that ``*`` can be.
    """
    caps = [count if isinstance(count, int) else None for count in cases]
    covered = {at for at, count in enumerate(cases) if count == HIDDEN}
    return Reader(caps, covered, every - sum(cap for cap in caps if cap is not None))


def _with(counting: Counting, code: str, value: str, of: Mapping[str, str]) -> int:
    coded = counting.paragraphs(code) & counting.places
    return sum(1 for case, bits in counting.by_case.items() if case != NOBODY and of[case] == value and bits & coded)


# ---- pairs, coders, cases ----


def _together(counting: Counting, below: int) -> Table:
    columns = (
        text("number", "Number of one code; empty for none."),
        text("path", "Its names from the top of the codebook down."),
        text("other_number", "Number of the other code, which comes later in the book."),
        text("other_path", "Its names from the top of the codebook down."),
        _figure("paragraphs", "Paragraphs on which one coder put both; pairs without any are not listed."),
        _figure("cases", "Cases to which these belong."),
    )
    rows: list[Row] = []
    together = Together(counting)
    used = [code for code in counting.codes if counting.is_used(code.id, children=False)]
    for one, other in combinations(used, 2):
        both = together.paragraphs(one.id, other.id) & counting.places
        cases = sum(1 for case, bits in counting.by_case.items() if case != NOBODY and bits & both)
        count = shown_count(both.bit_count(), below, people=cases)
        if isinstance(count, int) and count:
            cells = (*_code_cells(counting.study, one), *_code_cells(counting.study, other))
            rows.append((*cells, count, shown_count(cases, below)))
    notes = (f"Pairs in fewer than {below} cases are not listed.",) if below else ()
    return Table("codes_together", "Codes that one coder put on one paragraph", columns, tuple(rows), notes)


def _coders(study: Study) -> Table:
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
    return Table("coders", "What the coders did", columns, tuple(rows), notes)


def _codes_by_case(counting: Counting, words: Words) -> Table:
    columns = (
        text("case", "Name of the case, as the study calls it."),
        *_CODE,
        text("codings", "Codings of the code on the words of the case; pairs without any are not listed."),
        text("paragraphs", "Paragraphs with such a coding, each counted once."),
    )
    rows = tuple(
        (words.case(one.case), *_code_cells(counting.study, one.code), one.codings, one.paragraphs)
        for one in case_counts(counting)
        if one.codings and one.case != NOBODY
    )
    return Table("codes_by_case", "Which code was used in the words of which case", columns, rows)
