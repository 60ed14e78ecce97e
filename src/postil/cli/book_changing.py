"""Changing the codebook of a study without a screen: who does it, which codes are meant, and what is said of it.

Invariant: a command is one act, recorded whole or not at all; what it did to codings, and whose they are, is said on
stderr.
"""

from __future__ import annotations

import unicodedata
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from postil.cli.coders import check_not_misspelled, choose_coder
from postil.cli.lookup import Finder, excerpt, nearest, some
from postil.cli.output import talk, write_json
from postil.cli.parameters import coder_option, json_option, new_coder_option
from postil.cli.studies import opened
from postil.errors import NotFoundError
from postil.model.assignment import pack_coder
from postil.model.change import AddCoder
from postil.model.codebook import COLOR_SLOTS, ORIGINS, STATUSES, Codebook
from postil.model.names import full_name
from postil.settings.config import read_config
from postil.text.counted import counted
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from postil.cli.output import Json
    from postil.model.change import Action
    from postil.model.codebook import Code
    from postil.model.study import Study
    from postil.storage import StudyFile

F = TypeVar("F", bound="Callable[..., Any]")

TEXT_FIELDS = ("name", "number", "definition", "include", "exclude", "example", "see_also")
"""Fields of a code whose options take a text."""


def coder_options(function: F) -> F:
    """``--coder`` and ``--new-coder`` of the commands that change a codebook."""
    return coder_option("Who changes the codebook.")(new_coder_option(function))


def changing_options(function: F) -> F:
    """The same, and ``--json``."""
    return coder_options(json_option(function))


def field_options(function: F) -> F:
    """The options that give a code its values; those that are not given change nothing."""
    for option in reversed(_FIELDS):
        function = option(function)
    return function


_FIELDS: tuple[Callable[[Any], Any], ...] = (
    click.option("--number", metavar="TEXT", help="What it is called by, such as 2.3."),
    click.option("--definition", metavar="TEXT", help="What it means."),
    click.option("--include", metavar="TEXT", help="When to use it."),
    click.option("--exclude", metavar="TEXT", help="When not to use it."),
    click.option("--example", metavar="TEXT", help="Words that it stands for."),
    click.option(
        "--alias",
        "aliases",
        multiple=True,
        metavar="NAME",
        help="Another name that finds it, beside those it has. May be repeated; '' takes those away that it has.",
    ),
    click.option("--see-also", metavar="TEXT", help="Other codes to think of, with ; between them."),
    click.option(
        "--origin",
        type=click.Choice(ORIGINS),
        metavar="'a priori'|inductive",
        help="Where it is from; '' for not said.",
    ),
    click.option("--status", type=click.Choice(STATUSES), help="Whether it is offered, and whether it is applied."),
    click.option("--color", type=click.IntRange(0, COLOR_SLOTS), help="Colour slot; 0 is no colour."),
)


class Desk:
    """A study whose codebook is being changed, and who changes it."""

    def __init__(self, study_file: StudyFile, coder: str) -> None:
        """Take an open study and the coder."""
        self.file = study_file
        self.study: Study = study_file.study
        self.coder = coder
        self._finder = Finder(self.study)

    def code(self, text: str) -> Code:
        """The code that a text names.

        Raises:
            NotFoundError: none or several, or one that was merged into another, which is not what would be changed.
        """
        if (merged := self._finder.merged_code(text)) is not None:
            former, into = map(full_name, merged)
            raise NotFoundError(
                f"{former} was merged into {into}",
                f"name that one, or part them: postil codebook part {self.file.path} '{excerpt(text)}'",
            )
        return self._finder.code(text)

    def merged_code(self, text: str) -> Code:
        """The code of this id, number, name or alias that was merged into another, as it was.

        Raises:
            NotFoundError: there is none, or more than one.
        """
        known = [self.study.own_code(code) for code, _ in self.study.same.merged()]
        found = Codebook(known).find(text)
        if len(found) == 1:
            return found[0]
        names = [f"{code.name} ({code.id})" for code in (found or known)]
        if found:
            raise NotFoundError(
                f"'{excerpt(text)}' may be any of {len(found)} merged codes", f"say which by its id: {some(names)}"
            )
        hint = f"merged are {some(nearest(text, names))}" if names else "no code of this study was"
        raise NotFoundError(f"no code '{excerpt(text)}' was merged into another", hint)

    def record(self, actions: Sequence[Action]) -> str:
        """Record one act; its stamp, or nothing if it would change nothing.

        Raises:
            PostilError: it is refused, and nothing was recorded.
        """
        if not actions:
            return ""
        new = [AddCoder(self.coder)] if self.coder not in self.study.coders else []
        changes = self.file.record([*actions, *new], coder=self.coder)
        return changes[0].group if any(not isinstance(change.action, AddCoder) for change in changes) else ""


class Told(NamedTuple):
    """What there is to say of an act."""

    stamp: str
    """Of the act; empty if nothing was changed."""
    code: Code
    """The code that it was about."""
    says: str
    codings: Mapping[str, int] | None = None
    """By coder, how many codings it gave another code; None for an act that gives none another."""


@contextmanager
def changing(path: Path, coder: str | None, *, may_be_new: bool) -> Iterator[Desk]:
    """An open study, to change its codebook.

    Raises:
        StudyFileError: it cannot be opened.
        NotFoundError: nobody is named as its coder, or somebody who is not one.
    """
    with opened(path, write=True) as study_file:
        coders = study_file.study.coders
        pack = pack_coder(study_file.study)
        who = choose_coder(coder, coders, path, read_config().coder, asks="who changes the codebook?", pack=pack)
        check_not_misspelled(who, coders, path, may_be_new=may_be_new)
        yield Desk(study_file, who)


def tell(path: Path, told: Told, *, as_json: bool) -> None:
    """Say what an act did: on stderr, and with ``as_json`` as JSON on stdout."""
    if as_json:
        document: Json = {"act": told.stamp or None, "code": told.code.id}
        if told.codings is not None:
            document["codings"] = dict(told.codings)
        write_json(document)
    if not told.stamp:
        talk(f"{path}: {full_name(told.code)}: there is nothing to change")
        return
    talk(f"{path}: {told.says}")


def tell_number(path: Path, codebook: Codebook, code: str, number: str) -> None:
    """Say on stderr which other codes have the number that a code was given, so that it names none of them alone."""
    others = codebook.numbered(number, without=code)
    if others:
        names = ", ".join(f"{full_name(other)} ({other.id})" for other in others)
        talk(f"{path}: {names} {'has' if len(others) == 1 else 'have'} the number {number}, too: give one another")


def by_coder(codings: Mapping[str, int]) -> str:
    """``5 codings of 2 coders (ana 3, ben 2)``; ``1 coding (ana)``; ``no codings``."""
    several = {coder: n for coder, n in sorted(codings.items()) if n}
    if not several:
        return "no codings"
    total = counted(sum(several.values()), "coding")
    if len(several) == 1:
        return f"{total} ({next(iter(several))})"
    return f"{total} of {len(several)} coders ({', '.join(f'{coder} {n:,}' for coder, n in several.items())})"


def coders_of(study: Study, code: str) -> dict[str, int]:
    """How many codings each coder has of a code, by its id."""
    found: dict[str, int] = {}
    for coding, _ in study.codings():
        if coding.code == code:
            found[coding.coder] = found.get(coding.coder, 0) + 1
    return dict(sorted(found.items()))


def values_of(known: Code, given: Mapping[str, object], aliases: Iterable[str]) -> dict[str, Any]:
    """The fields that the options give other values: those that were given, in the form that a code keeps them in.

    Args:
        known: the code as it is.
        given: the values of the options by field; None where one was not given.
        aliases: the values of ``--alias``.
    """
    from postil.importers.codebook_csv import one_line  # noqa: PLC0415 - loaded when it is needed

    values: dict[str, Any] = {field: value for field, value in given.items() if value is not None}
    for field in TEXT_FIELDS:
        if field in values:
            text = unicodedata.normalize("NFC", str(values[field]).replace("\r\n", "\n").replace("\r", "\n"))
            values[field] = one_line(text) if field in {"name", "number"} else text.strip()
    names = list(aliases)
    if names:
        kept = () if "" in names else known.aliases
        new = (one_line(unicodedata.normalize("NFC", name)) for name in names)
        values["aliases"] = tuple(dict.fromkeys((*kept, *(name for name in new if name))))
    return {field: value for field, value in values.items() if value != getattr(known, field)}
