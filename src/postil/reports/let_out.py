"""Values of a study as they are written for others: the same, without what was struck out.

Invariant: ``postil.text.struck.Struck`` alone says what is left of a text. Ids of codes and transcripts, names of
coders, numbers of codes, dates and the program's own words are never touched, so that rows are found again by them.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from postil.model.codebook import Code, Codebook, matching_name
from postil.text.struck import Struck

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from postil.model.case import Case
    from postil.model.study import Study
    from postil.reports.counting import Head
    from postil.reports.progress import Progress
    from postil.reports.reading import Read
    from postil.reports.report import Line, Part, Report, Shown
    from postil.reports.tables import Cell, Column, Table

_AS_THEY_ARE = frozenset(
    {
        *("transcript_id", "code", "number", "other_number", "parent", "coder", "coders", "group", "undoes"),
        *("stamp", "change", "kind", "role", "state", "status", "choice", "kept", "decided_by", "origin"),
    }
)
"""Columns that hold ids, names of coders or words of the program."""
_CASES = frozenset({"case_id", "case"})
"""Columns that name a case."""
_BY_CODERS = frozenset({"units", "recal"})
"""Tables whose columns are called as coders are."""

_SINCE = "since "


def numbered_cases(study: Study) -> dict[str, str]:
    """Ids of cases -> ``case N``, N the place from 1; no case is called by this as another is."""
    taken = {matching_name(case.name) for case in study.cases.all.values()}
    return {
        case: f"case #{n}" if f"case {n}" in taken else f"case {n}" for n, case in enumerate(study.cases.all.keys(), 1)
    }


def let_case_names(study: Study, struck: Struck) -> dict[str, str]:
    """Ids of cases -> what they are called: ``case N``, N the place, where the name repeats what was struck out."""
    other = numbered_cases(study) if struck else {}
    return {case.id: other[case.id] if struck.repeats(case.name) else case.name for case in study.cases.all.values()}


def let_case_ids(study: Study, struck: Struck) -> dict[str, str]:
    """Ids of cases -> what is written for them: ids come from names, so some of them repeat what was struck out."""
    other = numbered_cases(study) if struck else {}
    return {case: other[case] if struck.repeats(case) else case for case in study.cases.all}


def case_key(study: Study, struck: Struck, case: str) -> str:
    """What finds a case again: its id, or when it was brought in if the id repeats what was struck out."""
    return _key(study, case) if struck.repeats(case) else case


def case_of_key(study: Study, key: str) -> str:
    """The id of the case that ``case_key`` was asked about; the key itself if there is no such case."""
    if key in study.cases.all or not key.startswith(_SINCE):
        return key
    return next((case for case in study.cases.all if _key(study, case) == key), key)


def _key(study: Study, case: str) -> str:
    """Not the id in other signs, which could be guessed; but for a case that is charted and was never brought in."""
    since = (
        study.added("case", case) or hashlib.blake2b(case.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    )
    return f"{_SINCE}{since}"


def let_cases(study: Study, struck: Struck, cases: Iterable[Case]) -> tuple[Case, ...]:
    """Cases with their names, notes and values."""
    names = let_case_names(study, struck) if struck else {}
    return tuple(
        replace(
            case,
            name=names.get(case.id, case.name),
            note=struck.without(case.note),
            values={name: struck.without(value) for name, value in case.values.items()},
        )
        if struck
        else case
        for case in cases
    )


def let_code(struck: Struck, code: Code) -> Code:
    """A code with its texts."""
    return with_texts(code, code, lambda text, _: struck.without(text)) if struck else code


def with_texts(code: Code, other: Code, text: Callable[[str, str], str]) -> Code:
    """A code whose texts are made of its own and those of another, field by field; aliases are made of its own."""
    return replace(
        code,
        name=text(code.name, other.name),
        definition=text(code.definition, other.definition),
        include=text(code.include, other.include),
        exclude=text(code.exclude, other.exclude),
        example=text(code.example, other.example),
        see_also=text(code.see_also, other.see_also),
        aliases=tuple(text(alias, "") for alias in code.aliases),
    )


def let_book(struck: Struck, book: Codebook) -> Codebook:
    """A codebook; its codes stand where they stood."""
    return Codebook(let_code(struck, code) for code in book) if struck else book


def let_table(study: Study, table: Table) -> Table:
    """A table."""
    struck = Struck(study)
    return _table(struck, table, _said_cases(study, struck)) if struck else table


def let_report(study: Study, report: Report) -> Report:
    """A report: its tables, and what a person reads."""
    struck = Struck(study)
    if not struck:
        return report
    return report._replace(
        title=struck.without(report.title),
        head=_head(struck, report.head),
        tables=tuple(_table(struck, table, _said_cases(study, struck)) for table in report.tables),
        parts=tuple(_part(struck, part) for part in report.parts),
        notes=tuple(map(struck.without, report.notes)),
    )


def _head(struck: Struck, head: Head) -> Head:
    def read(ones: Iterable[Read]) -> tuple[Read, ...]:
        return tuple(one._replace(name=struck.without(one.name)) for one in ones)

    return head._replace(
        study=struck.without(head.study),
        query=struck.without(head.query),
        transcripts_not_read=tuple(map(struck.without, head.transcripts_not_read)),
        transcripts_in_part=read(head.transcripts_in_part),
        cases_not_read=tuple(map(struck.without, head.cases_not_read)),
        cases_in_part=read(head.cases_in_part),
    )


def let_progress(study: Study, found: Progress) -> Progress:
    """What is done of a study, with the names of its transcripts."""
    struck = Struck(study)
    transcripts = tuple(one._replace(name=struck.without(one.name)) for one in found.transcripts)
    return found._replace(title=struck.without(found.title), transcripts=transcripts) if struck else found


def _said_cases(study: Study, struck: Struck) -> dict[str, str]:
    """Names of cases that only one case has, and ids -> what is written for them."""
    names, cases = let_case_names(study, struck), study.cases.all
    every = [case.name for case in cases.values()]
    said = {case.name: names[case.id] for case in cases.values() if every.count(case.name) == 1}
    return {**said, **let_case_ids(study, struck)}


def _table(struck: Struck, table: Table, cases: Mapping[str, str]) -> Table:
    if table.name in _BY_CODERS:
        ours = [column.name not in {"transcript", "path"} for column in table.columns]
    else:
        ours = [column.kind != "text" or column.name in _AS_THEY_ARE for column in table.columns]
    of_case = [column.name in _CASES for column in table.columns]
    rows = (
        tuple(
            cell
            if own
            else cases.get(cell, "") or struck.without(cell)
            if named and isinstance(cell, str)
            else _cell(struck, cell)
            for cell, own, named in zip(row, ours, of_case, strict=True)
        )
        for row in table.rows
    )
    columns = table.columns if table.name in _BY_CODERS else tuple(_columns(struck, table.columns))
    return replace(
        table,
        title=struck.without(table.title),
        columns=columns,
        rows=tuple(rows),
        notes=tuple(map(struck.without, table.notes)),
    )


def _columns(struck: Struck, columns: Iterable[Column]) -> Iterable[Column]:
    """The columns; two whose names are the same by now are told apart by a number."""
    taken: set[str] = set()
    for column in columns:
        name, n = struck.without(column.name), 1
        while name in taken:
            n += 1
            name = f"{struck.without(column.name)} ({n})"
        taken.add(name)
        yield replace(column, name=name, says=struck.without(column.says))


def _cell(struck: Struck, cell: Cell) -> Cell:
    return struck.without(cell) if isinstance(cell, str) else cell


def _part(struck: Struck, part: Part) -> Part:
    from postil.reports.report import Facts, Grid, Heat  # noqa: PLC0415 - needed only where words were struck out

    match part:
        case Facts():
            facts = tuple((struck.without(about), struck.without(text)) for about, text in part.facts)
            return part._replace(title=struck.without(part.title), facts=facts)
        case Grid():
            headings = tuple(
                heading._replace(text=struck.without(heading.text), stacked=tuple(map(struck.without, heading.stacked)))
                for heading in part.headings
            )
            return part._replace(title=struck.without(part.title), headings=headings, lines=_lines(struck, part.lines))
        case Heat():
            return part._replace(
                title=struck.without(part.title),
                says=struck.without(part.says),
                corner=struck.without(part.corner),
                columns=tuple(map(struck.without, part.columns)),
                rows=_lines(struck, part.rows),
            )


def _lines(struck: Struck, lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(line._replace(cells=tuple(_shown(struck, cell) for cell in line.cells)) for line in lines)


def _shown(struck: Struck, cell: Shown) -> Shown:
    return struck.without(cell) if isinstance(cell, str) else cell
