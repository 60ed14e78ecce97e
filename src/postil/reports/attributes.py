"""How codes are spread over the values of the cases' attributes.

"Cases with it" are those on whose words a code was put at least once; "of" them there are the cases that have the value
and any words in the study, asked for or not, so that a query never makes a share look greater than it is. Invariant:
the codings of a code over the values of one attribute, cases without a value among them, come to its codings on words
that belong to a case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from postil.reports.columns import CODE, CODINGS, PARAGRAPHS, PRESENT, code_cells, code_line, shown_codes
from postil.reports.counting import NOBODY
from postil.reports.report import Heat, Report, head_notes, share
from postil.reports.tables import Table, number, text
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postil.model.codebook import Code
    from postil.reports.counting import Counting

COLUMNS = (
    text("attribute", "Name of the attribute."),
    text("value", "Its value; empty for cases that have none."),
    *CODE,
    CODINGS,
    PARAGRAPHS,
    number("cases_with", "Cases of this value on whose words the code was put."),
    number("cases_there", "Cases of this value that have any words in the study."),
    number("share", "cases_with of cases_there, 0 to 1; empty where there are no such cases."),
    PRESENT,
)


class Value(NamedTuple):
    """The cases that have one value of an attribute."""

    attribute: str
    value: str
    """``NOBODY`` where they have none."""
    cases: tuple[str, ...]
    """Ids of those that have any words in the study."""
    words: int
    """Their paragraphs, of those that were asked for."""


class ValueCount(NamedTuple):
    """One code in the words of the cases of one value."""

    of: Value
    code: Code
    codings: int
    paragraphs: int
    cases_with: int


def values_of(counting: Counting, attributes: Sequence[str] = ()) -> tuple[Value, ...]:
    """The values of all attributes, or of those named, in the order in which they are shown."""
    return tuple(
        value
        for name, attribute in counting.study.cases.attributes.items()
        if not attributes or name in attributes
        for value in sorted(_values(counting, name), key=lambda one, kind=attribute: kind.sort_key(one.value))  # type: ignore[misc]  # the key is bound in the loop
    )


def _values(counting: Counting, attribute: str) -> Iterator[Value]:
    found: dict[str, list[str]] = {}
    for case in counting.cases:
        found.setdefault(case.values.get(attribute, NOBODY), []).append(case.id)
    for value, cases in found.items():
        words = 0
        for one in cases:
            words |= counting.by_case[one]
        there = tuple(one for one in cases if counting.words[one])
        if there or value:
            yield Value(attribute, value, there, words)


def value_counts(counting: Counting, attributes: Sequence[str] = ()) -> tuple[ValueCount, ...]:
    """Every value of the attributes with every code."""
    return tuple(
        ValueCount(
            value,
            code,
            counting.count(code.id, value.words),
            (here := counting.paragraphs(code.id) & value.words).bit_count(),
            sum(1 for case in value.cases if counting.words[case] & here),
        )
        for value in values_of(counting, attributes)
        for code in counting.codes
    )


def attributes_report(counting: Counting, attributes: Sequence[str] = ()) -> Report:
    """The report of codes by attributes; of all attributes, or of those named."""
    counts = value_counts(counting, attributes)
    rows = tuple(
        (
            one.of.attribute,
            one.of.value,
            *code_cells(counting, one.code),
            one.codings,
            one.paragraphs,
            one.cases_with,
            len(one.of.cases),
            share(one.cases_with, len(one.of.cases)),
            int(one.codings > 0),
        )
        for one in counts
    )
    title = "Codes by attributes of the cases"
    return Report(
        "attributes",
        title,
        counting.head(),
        (Table("attributes", title, COLUMNS, rows, _notes(counting, counts)),),
        tuple(_heats(counting, counts)),
        (*head_notes(counting.head()), *_notes(counting, counts)),
    )


def _heats(counting: Counting, counts: Sequence[ValueCount]) -> Iterator[Heat]:
    """A field for each attribute: cases with the code, by code and value."""
    found = {(one.of.attribute, one.of.value, one.code.id): one.cases_with for one in counts}
    by_attribute: dict[str, dict[Value, None]] = {}
    for one in counts:
        by_attribute.setdefault(one.of.attribute, {})[one.of] = None
    for attribute, values in by_attribute.items():
        yield Heat(
            attribute,
            "cases on whose words the code was put, of those in brackets",
            "code",
            tuple(f"{one.value or 'no value'} ({len(one.cases)})" for one in values),
            tuple(
                code_line(counting, code, *(found[attribute, one.value, code.id] for one in values))
                for code in shown_codes(counting)
            ),
        )
    if not by_attribute:
        yield Heat("Codes by attributes", "cases", "code", (), (), _why_none(counting))


def _why_none(counting: Counting) -> str:
    if not counting.cases:
        return "There are no cases: `postil cases auto` makes them."
    return "The cases have no attributes: `postil cases attribute` makes one."


def _notes(counting: Counting, counts: Sequence[ValueCount]) -> tuple[str, ...]:
    notes = ["cases count as there if they have any words in the study, also outside a query"]
    outside = counting.codings_on(counting.by_case[NOBODY])
    if outside:
        notes.append(f"{counted(outside, 'coding')} on words that belong to no case: not counted here")
    if silent := sum(1 for case in counting.cases if not counting.words[case.id]):
        notes.append(f"{counted(silent, 'case')} without any words: not counted here")
    if any(not one.of.cases for one in counts):
        notes.append("no share where no case of the value has any words")
    return tuple(notes)
