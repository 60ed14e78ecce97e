"""What of the matrix is printed or exported: which cases, which codes on which pages, and how each is called.

Invariant: within one view no two cases and no two codes are called the same, so that a row and a column can be found
again by what stands over them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from postil.errors import CaseError, NotFoundError
from postil.model.clock import stamp_time
from postil.model.names import full_name, name_in
from postil.model.references import references, resolved
from postil.reports.case_names import let_case_ids
from postil.reports.let_out import let_cases, let_code
from postil.reports.matrix import MEANINGS, Matrix, rows, theme_codes, themes
from postil.text.clean import visible
from postil.text.counted import counted
from postil.text.struck import Struck

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from postil.model.case import Case
    from postil.model.codebook import Code
    from postil.model.study import Study
    from postil.reports.matrix import MatrixCell

CASE_HEADING = "case"
"""What stands over the column of the cases."""
_RESERVED = ("case", "code", "rater", "rating", "reason")
"""Headings that no code and no attribute has."""


@dataclass(frozen=True, slots=True)
class Page:
    """Columns that are shown together: a theme, or codes that somebody chose."""

    title: str
    codes: tuple[Code, ...]
    theme: str = ""
    """Id of the code at the top; empty for chosen codes."""


@dataclass(frozen=True)
class MatrixView:
    """Rows and pages of a matrix, as they are let out: ``[...]`` stands for what was struck out, wherever it stands."""

    study: Study
    cases: tuple[Case, ...]
    pages: tuple[Page, ...]
    matrix: Matrix = field(repr=False)

    @property
    def codes(self) -> tuple[Code, ...]:
        """The columns of all pages."""
        return tuple(code for page in self.pages for code in page.codes)

    @cached_property
    def struck(self) -> Struck:
        """What was struck out."""
        return Struck(self.study)

    @cached_property
    def case_ids(self) -> dict[str, str]:
        """Id of a case -> what is written for it."""
        return let_case_ids(self.study, self.struck)

    @property
    def title(self) -> str:
        """Title of the study; empty if it has none."""
        return self.struck.without(self.study.title)

    def name(self, code: Code) -> str:
        """What a code is called, on one line."""
        book = self.study.codebook
        if code.id not in book.told_apart:
            return heading(full_name(code))
        return heading(self.struck.without(name_in(book, book.get(code.id) or code)))

    def path(self, code: Code) -> str:
        """Names of a code from the top of the codebook down."""
        return self.struck.without(self.study.codebook.path(code.id))

    @cached_property
    def attributes(self) -> dict[str, str]:
        """Attribute -> heading, in the order in which they are shown."""
        return _distinct({name: visible(self.struck.without(name)) for name in self.study.cases.attributes}, _RESERVED)

    @cached_property
    def headings(self) -> dict[str, str]:
        """Id of a code -> heading of its column."""
        return _distinct({code.id: self.name(code) for code in self.codes}, (*_RESERVED, *self.attributes.values()))

    @cached_property
    def labels(self) -> dict[str, str]:
        """Id of a case -> what its row is called."""
        return _distinct({case.id: " ".join(visible(case.name).split()) for case in self.cases}, ())

    @cached_property
    def rated(self) -> bool:
        """Whether any of the cells has a rating."""
        return any(self.cell(case, code).ratings for case in self.cases for code in self.codes)

    def cell(self, case: Case, code: Code) -> MatrixCell:
        """The cell of a case and a code."""
        cell = self.matrix.cell(case.id, code.id)
        return _let_cell(self.struck, cell) if self.struck else cell

    def cells(self, page: Page) -> Iterator[tuple[Case, Code, MatrixCell]]:
        """The cells of a page, row by row."""
        for case in self.cases:
            for code in page.codes:
                yield case, code, self.cell(case, code)


def view_of(
    study: Study,
    *,
    theme: str = "",
    codes: Sequence[Code] = (),
    sort: str = "",
    only: Mapping[str, str] | None = None,
    cases: Sequence[str] = (),
) -> MatrixView:
    """A view of a study's matrix.

    Args:
        study: the study, as it now is.
        theme: id of a code whose page is wanted; "" is a page for each theme.
        codes: these columns on one page instead.
        sort: attribute to sort by, or ``name``; with ``-`` before it from the greatest to the least.
        only: attribute -> value that a case must have.
        cases: ids of the cases that are wanted; none is all.

    Raises:
        NotFoundError: there is no such attribute.
        CaseError: a value is none of its attribute.
    """
    down = sort.startswith("-")
    key = sort.removeprefix("-")
    if key != "name":
        _check_attribute(study, key)
    wanted = {name: _value(study, name, value) for name, value in (only or {}).items()}
    found = rows(study, sort=key, down=down, only=wanted)
    shown = tuple(case for case in found if not cases or case.id in cases)
    pages = (Page("Chosen codes", tuple(codes)),) if codes else _pages(study, theme)
    struck = Struck(study)
    let = tuple(_let_page(struck, page) for page in pages)
    return MatrixView(study, let_cases(study, struck, shown), let, Matrix(study))


def _let_page(struck: Struck, page: Page) -> Page:
    """A page, with the title of a theme and the texts of its codes as they are let out."""
    title = struck.without(page.title) if page.theme else page.title
    return replace(page, title=title, codes=tuple(let_code(struck, code) for code in page.codes))


def _let_cell(struck: Struck, cell: MatrixCell) -> MatrixCell:
    """A cell without what was struck out of a transcript and is repeated in it."""
    return replace(
        cell,
        summary=cell.summary._replace(text=struck.without(cell.summary.text)),
        comment=struck.without(cell.comment),
        ratings={
            rater: rating._replace(reason=struck.without(rating.reason)) for rater, rating in cell.ratings.items()
        },
    )


def _pages(study: Study, theme: str) -> tuple[Page, ...]:
    tops = [code for code in study.codebook if code.id == theme] if theme else themes(study)
    pages = (Page(heading(name_in(study.codebook, code)), tuple(theme_codes(study, code.id)), code.id) for code in tops)
    return tuple(page for page in pages if page.codes)


def _check_attribute(study: Study, name: str) -> None:
    if name and name not in study.cases.attributes:
        known = ", ".join(study.cases.attributes) or "none; give the cases some with `postil cases import`"
        raise NotFoundError(f"there is no attribute {name}", f"the attributes are {known}")


def _value(study: Study, name: str, value: str) -> str:
    _check_attribute(study, name)
    try:
        return study.cases.attributes[name].value_of(value)
    except CaseError as error:
        raise CaseError(f"{name}: {error.message}", error.hint) from None


def heading(name: str) -> str:
    """A name on one line."""
    return " ".join(visible(name).split())


def _distinct(names: Mapping[str, str], taken: Iterable[str]) -> dict[str, str]:
    """The names by id, those made longer by a number that would stand there twice, whatever their capitals."""
    used = {name.casefold() for name in taken}
    found: dict[str, str] = {}
    for key, name in names.items():
        free, n = name, 1
        while free.casefold() in used or not free:
            n += 1
            free = f"{name} ({n})".strip()
        used.add(free.casefold())
        found[key] = free
    return found


# ---- what is said of a cell ----


def state_text(cell: MatrixCell) -> str:
    """The state of a cell as words: ``checked``, ``stale: 1 passage coded since, 2 no longer coded``."""
    if cell.state != "stale":
        return MEANINGS[cell.state]
    changes = [
        f"{counted(len(cell.new), 'passage')} coded since" if cell.new else "",
        f"{counted(len(cell.gone), 'passage')} no longer coded" if cell.gone else "",
    ]
    return "stale: " + (", ".join(change for change in changes if change) or "its passages stand in another order")


def written_by(cell: MatrixCell) -> str:
    """Who wrote the summary, and when, and who else has checked it; empty if there is none."""
    if cell.hands is None:
        return ""
    wrote, checked = (
        f"{visible(version.coder) or 'nobody'}, {stamp_time(version.stamp)} UTC" if version else ""
        for version in cell.hands
    )
    return f"{wrote}; checked by {checked}" if checked else wrote


def passages_text(study: Study, cell: MatrixCell, struck: Struck | None = None) -> str:
    """Where the passages of a cell stand: ``§12, §14``, with names if the case has several transcripts."""
    own = [text.id for text in study.cases.transcripts_of(cell.key.case)]
    found: dict[str, dict[str, None]] = {}
    for passage in cell.passages:
        found.setdefault(passage.transcript, {})[f"§{passage.paragraph}"] = None
    if found and list(found) == own:
        return ", ".join(found[own[0]])
    names = {key: _let_name(study, key, struck) for key in study.transcripts}
    return "; ".join(f"{names.get(key, key[:8])} {', '.join(marks)}" for key, marks in found.items())


def _let_name(study: Study, transcript: str, struck: Struck | None) -> str:
    name = study.transcripts[transcript].name
    return visible(struck.without(name) if struck else name)


def references_text(study: Study, cell: MatrixCell, struck: Struck | None = None) -> str:
    """What the references of a summary mean now: ``P04 §12; P04 §14``; those that mean nothing say so."""
    said: dict[str, None] = {}
    for reference in references(cell.summary.text):
        place = resolved(study, cell.key.case, reference)
        if place is None:
            said[f"{visible(reference.name)} §{reference.n} (leads nowhere)".strip()] = None
        else:
            said[f"{_let_name(study, place.transcript, struck)} §{place.paragraph}"] = None
    return "; ".join(said)


def ratings_text(cell: MatrixCell) -> str:
    """The ratings of a cell: ``ana +1; ben 0: not sure``."""
    return "; ".join(
        f"{visible(rater)} {rating.value}" + (f": {visible(rating.reason)}" if rating.reason else "")
        for rater, rating in cell.ratings.items()
    )


def quotes(view: MatrixView, cell: MatrixCell) -> list[tuple[str, str]]:
    """The passages of a cell that may be quoted: words, without what was struck out, and place: ``P04 §12``."""
    found: list[tuple[str, str]] = []
    for passage in cell.passages:
        if passage.transcript in view.study.transcripts and view.study.cells.is_quotable(passage):
            words = view.struck.words(passage)
            if words:
                found.append((words, f"{_let_name(view.study, passage.transcript, view.struck)} §{passage.paragraph}"))
    return found
