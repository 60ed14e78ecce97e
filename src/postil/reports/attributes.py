"""How codes are spread over the values of the cases' attributes.

"Cases with it" are those on whose words a code was put at least once; "of" them there are the cases that have the
value, were asked for by who and where, and were read: so a query that names a code does not make a share look greater
than it is, and a case that nobody has looked at, or asked for, is not taken for one that does not say so. Invariant:
the codings of a code over the values of one attribute, cases without a value among them, come to its codings on words
that belong to a case.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from postil.reports.behind import NOTHING, Behind
from postil.reports.columns import CODE, CODINGS, PARAGRAPHS, code_cells, code_line, shown_codes
from postil.reports.counting import NOBODY
from postil.reports.ranges import FEW, Range, ranges_of
from postil.reports.report import Heat, Report, case_notes, head_notes, share, word_notes
from postil.reports.tables import Table, number, text
from postil.text.counted import counted
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postil.model.codebook import Code
    from postil.reports.counting import Counting

COLUMNS = (
    text("attribute", "Name of the attribute."),
    text("value", "Its value, or what stands for several (docs/reports.md); empty for cases that have none."),
    *CODE,
    CODINGS,
    PARAGRAPHS,
    number("cases_with", "Cases of this value with the code; empty where no case of it was asked for."),
    number("cases_read", "Cases of this value that were asked for and read, wholly or in part."),
    number("cases_there", "Cases of this value that have any words in the study, asked for and read or not."),
    number("share", "cases_with of cases_read, 0 to 1; empty where no such case was asked for and read."),
    number("present", "1 where there is such a coding, 0 where there is none; empty where share is."),
    text("least", "The least of the values; empty for cases that have none."),
    text("greatest", "The greatest of the values."),
    number("asked", "Paragraphs of these cases that a query asks for by who and where; 0 where it asks for none."),
    number("cases_asked", "Cases of this value with such paragraphs, read or not."),
)


class Value(NamedTuple):
    """The cases that have one value of an attribute, or a value in one range."""

    attribute: str
    value: str
    """As it is shown; ``NOBODY`` where they have none."""
    cases: tuple[str, ...]
    """Ids of those that have any words in the study."""
    words: int
    """Their paragraphs, of those that were asked for."""
    asked: tuple[str, ...] = ()
    """Ids of those of the cases with such paragraphs."""
    read: tuple[str, ...] = ()
    """Ids of those of the cases asked for that were read, wholly or in part."""
    least: str = ""
    greatest: str = ""


class ValueCount(NamedTuple):
    """One code in the words of the cases of one value."""

    of: Value
    code: Code
    codings: int
    paragraphs: int
    cases_with: int


def values_of(counting: Counting, attributes: Sequence[str] = (), *, each: bool = False) -> tuple[Value, ...]:
    """The values of the attributes named, or of all that are shown unasked, in the order in which they are shown.

    Args:
        counting: what is counted.
        attributes: names; none for all but those of ``left_out``.
        each: whether every number and date stands for itself, not in a range.
    """
    known = counting.study.cases.attributes
    wanted = attributes or [name for name in known if name not in left_out(counting)]
    return tuple(value for name in known if name in wanted for value in _values(counting, name, each=each))


def left_out(counting: Counting) -> tuple[str, ...]:
    """Attributes that are shown only when named: texts, more than a few, most of which a single case has."""
    found = []
    for name, attribute in counting.study.cases.attributes.items():
        often = Counter(value for case in counting.cases if (value := case.values.get(name, NOBODY)))
        alone = sum(number == 1 for number in often.values())
        if attribute.kind == "text" and len(often) > FEW and 2 * alone > len(often):
            found.append(name)
    return tuple(found)


def _values(counting: Counting, attribute: str, *, each: bool) -> Iterator[Value]:
    kind = counting.study.cases.attributes[attribute]
    given = {case.id: case.values.get(attribute, NOBODY) for case in counting.cases}
    values = [value for value in given.values() if value]
    ranges = {value: Range(value, value, value) for value in values} if each else ranges_of(kind, values)
    found: dict[Range, list[str]] = {}
    for case, value in given.items():
        found.setdefault(ranges.get(value, Range(value, value, value)), []).append(case)
    for group, cases in sorted(found.items(), key=lambda pair: kind.sort_key(pair[0].least)):
        words = 0
        for one in cases:
            words |= counting.by_case[one]
        there = tuple(one for one in cases if counting.words[one])
        asked = tuple(one for one in there if counting.by_case[one])
        read = tuple(one for one in asked if counting.reading.cases[one].begun)
        if there or group.label:
            yield Value(attribute, group.label, there, words, asked, read, group.least, group.greatest)


def value_counts(counting: Counting, attributes: Sequence[str] = (), *, each: bool = False) -> tuple[ValueCount, ...]:
    """Every value of the attributes with every code; the arguments are those of ``values_of``."""
    return tuple(
        ValueCount(
            value,
            code,
            counting.count(code.id, value.words),
            (here := counting.paragraphs(code.id) & value.words).bit_count(),
            sum(1 for case in value.cases if counting.words[case] & here),
        )
        for value in values_of(counting, attributes, each=each)
        for code in counting.codes
    )


def attributes_report(counting: Counting, attributes: Sequence[str] = (), *, each: bool = False) -> Report:
    """The report of codes by attributes; the arguments are those of ``values_of``."""
    counts = value_counts(counting, attributes, each=each)
    notes = _notes(counting, counts, () if attributes else left_out(counting))
    rows = tuple(
        (
            one.of.attribute,
            one.of.value,
            *code_cells(counting, one.code),
            *((one.codings, one.paragraphs, one.cases_with) if one.of.asked or not one.of.cases else (None,) * 3),
            len(one.of.read),
            len(one.of.cases),
            share(one.cases_with, len(one.of.read)),
            int(one.codings > 0) if one.of.read else None,
            one.of.least,
            one.of.greatest,
            one.of.words.bit_count(),
            len(one.of.asked),
        )
        for one in counts
    )
    title = "Codes by attributes of the cases"
    return Report(
        "attributes",
        title,
        counting.head(),
        (Table("attributes", title, COLUMNS, rows, notes),),
        tuple(_heats(counting, counts)),
        (*head_notes(counting.head()), *notes),
    )


def _heats(counting: Counting, counts: Sequence[ValueCount]) -> Iterator[Heat]:
    """A field for each attribute: cases with the code, by code and value; where none was read there is no figure."""
    found = {(one.of.attribute, one.of.value, one.code.id): one.cases_with for one in counts}
    by_attribute: dict[str, dict[Value, None]] = {}
    for one in counts:
        by_attribute.setdefault(one.of.attribute, {})[one.of] = None
    for attribute, values in by_attribute.items():
        yield Heat(
            attribute,
            "cases with the code, out of the cases read, which stand in brackets"
            if counting.whole
            else "cases with the code, out of the cases asked for and read, which stand in brackets",
            "code",
            tuple(f"{one.value or 'no value'} ({_of(one)})" for one in values),
            tuple(
                code_line(
                    counting,
                    code,
                    *(found[attribute, one.value, code.id] if one.read else None for one in values),
                )
                for code in shown_codes(counting)
            ),
            behind=tuple(map(_behind, values)),
        )
    if not by_attribute:
        yield Heat("Codes by attributes", "cases", "code", (), (), _why_none(counting))


def _behind(one: Value) -> Behind:
    """Behind the figures of a value; a range of values is no value that could be asked for."""
    if not one.cases:
        return NOTHING
    value = (one.attribute, one.value) if one.value == one.least == one.greatest else ("", "")
    return Behind("cases", cases=one.cases, value=value)


def _of(value: Value) -> str:
    """How many cases of a value were read, of those asked for: '3', '3 of 5', 'none of 2', or 'not asked for'."""
    read, asked = len(value.read), len(value.asked)
    if value.cases and not asked:
        return "not asked for"
    return str(asked) if read == asked else f"{read or 'none'} of {asked}"


def _why_none(counting: Counting) -> str:
    if not counting.cases:
        return "There are no cases: `postil cases auto` makes them."
    if counting.study.cases.attributes:
        return "Every attribute is a text that nearly each case has for itself: --attribute NAME shows one."
    return "The cases have no attributes: `postil cases attribute` makes one."


def _notes(counting: Counting, counts: Sequence[ValueCount], left: Sequence[str]) -> tuple[str, ...]:
    notes = [*case_notes(counting.head()), *word_notes(counting.head())]
    if counts and not counting.whole:
        notes.append("a case that is asked for and read counts with its value, also where nothing of it is found")
    if left:
        notes.append(f"texts that nearly each case has for itself are left out (--attribute NAME): {', '.join(left)}")
    if grouped := list(dict.fromkeys(one.of.attribute for one in counts if one.of.value != one.of.least)):
        notes.append(f"values in groups (--every-value shows each): {', '.join(grouped)}")
    outside = counting.codings_on(counting.by_case[NOBODY])
    if outside:
        notes.append(f"{counted(outside, 'coding')} on words that belong to no case: not counted here")
    if silent := sum(1 for case in counting.cases if not counting.words[case.id]):
        notes.append(f"{counted(silent, 'case')} without any words: not counted here")
    if any(not one.of.read for one in counts):
        asked = "" if counting.whole else "asked for and "
        notes.append(f"no figure where no case of the value was {asked}read")
    return tuple(notes)
