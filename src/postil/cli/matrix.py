"""What the commands of the matrix share: which part of it, and who charts.

Invariant: a cell is named by its case and its code, each of which names one, or the error says what it may have meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from postil.cli.cases import attribute_of, find_case
from postil.cli.coders import check_known, choose_coder
from postil.cli.lookup import Finder
from postil.cli.parameters import CodeName
from postil.errors import CaseError
from postil.model.assignment import pack_coder
from postil.model.change import AddCoder
from postil.reports.matrix_view import view_of
from postil.settings.config import read_config
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.model.change import Action
    from postil.model.study import Study
    from postil.reports.matrix_view import MatrixView
    from postil.storage import StudyFile

F = TypeVar("F", bound="Callable[..., Any]")

_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option("--theme", type=CodeName(), metavar="CODE", help="Only this theme: a code and those under it."),
    click.option(
        "--codes", type=CodeName(), multiple=True, metavar="CODE", help="Only the column of this code; repeat it."
    ),
    click.option(
        "--cases", multiple=True, metavar="ATTRIBUTE=VALUE", help="Only cases with this value; may be repeated."
    ),
    click.option("--sort", metavar="ATTRIBUTE", help="Sort cases by an attribute or by name; -NAME is downwards."),
)


def view_options(function: F) -> F:
    """Which part of the matrix."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


class Part(NamedTuple):
    """The part of a matrix that the options of a command name, as they were typed."""

    theme: str | None = None
    codes: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    """``ATTRIBUTE=VALUE``."""
    sort: str | None = None


def chosen_view(study: Study, part: Part, case: str | None = None) -> MatrixView:
    """What a part of a matrix is; with ``case``, of this case alone.

    Raises:
        click.UsageError: the options do not go together.
        NotFoundError: a code, a case or an attribute that is not there.
        CaseError: the study has no cases or no codes, or none that were asked for.
    """
    theme, codes, cases, sort = part
    if theme and codes:
        raise click.UsageError("say --theme or --codes, not both")
    finder = Finder(study)
    if not study.cases.all:
        raise CaseError("the study has no cases", "make them with `postil cases auto` or `postil cases import`")
    only = dict(_value(study, text) for text in cases)
    view = view_of(
        study,
        theme=finder.code(theme).id if theme else "",
        codes=list({(code := finder.code(text)).id: code for text in codes}.values()),
        sort=_sort(study, sort or ""),
        only=only,
        cases=[find_case(study, case).id] if case else (),
    )
    if not view.cases:
        raise CaseError(f"no case has {' and '.join(cases) or 'this name'}", "see `postil cases show`")
    if not view.pages:
        raise CaseError("there is no code to chart", "import a codebook, or name another theme")
    return view


def _value(study: Study, text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise click.UsageError(f"--cases: '{text[:80]}' is not ATTRIBUTE=VALUE")
    return attribute_of(study, name), value


def _sort(study: Study, text: str) -> str:
    name = text.removeprefix("-")
    if name in {"", "name"}:
        return text
    return ("-" if text.startswith("-") else "") + attribute_of(study, name)


def charting_coder(study_file: StudyFile, given: str | None, *, new_coder: bool) -> tuple[str, list[Action]]:
    """Who charts, and what has to be recorded with the act if nobody of this name is there yet.

    Raises:
        NotFoundError: nobody is named, or the coder is none of the study's.
    """
    study, path = study_file.study, study_file.path
    pack = pack_coder(study)
    coder = choose_coder(given, study.coders, path, read_config().coder, asks="who charts?", pack=pack)
    check_known(coder, study.coders, path, may_be_new=new_coder, pack=pack)
    return coder, [] if coder in study.coders else [AddCoder(coder)]
