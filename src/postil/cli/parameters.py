"""Kinds of arguments and the options that several commands share.

Invariant: wrong use is found here, before any file is opened; what only a file can tell is left to the commands.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import click

from postil.cli.root import Argument
from postil.text.clean import visible
from postil.text.coder_name import clean_coder, coder_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from click.shell_completion import CompletionItem

    _Type: TypeAlias = click.ParamType[Any]
else:
    _Type = click.ParamType  # before click 8.4 it takes no parameter

F = TypeVar("F", bound="Callable[..., Any] | click.Command")


class FileName(_Type):
    """The name of a file, which need not exist."""

    name = "file"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; an empty name is wrong use."""
        if not str(value).strip():
            self.fail("a file name is missing: it is empty", param, ctx)
        return Path(str(value))

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Let the shell complete file names."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 - only for the shell's completion

        del ctx, param
        return [CompletionItem(incomplete, type="file")]


class CoderName(_Type):
    """The name of a coder: NFC, trimmed, visible, one line."""

    name = "coder"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name as it is kept; a blank or unprintable one is wrong use."""
        name = clean_coder(str(value))
        if fault := coder_fault(name):
            self.fail(f"the name of the coder {fault}", param, ctx)
        return name

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Coders of the study that is on the command line."""
        del param
        from postil.cli.completions import coders  # noqa: PLC0415 - loaded when it is needed

        return _items(coders(ctx), incomplete)


class CodeName(_Type):
    """A code by id, number, path, name or alias."""

    name = "code"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text; which code it is, only the study can tell."""
        if not str(value).strip():
            self.fail("the code is empty", param, ctx)
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Names and numbers of the codes of the study that is on the command line."""
        del param
        from postil.cli.completions import codes  # noqa: PLC0415 - loaded when it is needed

        return _items(codes(ctx), incomplete)


class CodebookName(FileName):
    """A codebook file, or the name of a shipped codebook."""

    name = "codebook"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Shipped codebooks; where none fits, file names."""
        from postil.importers.shipped import shipped_codebooks  # noqa: PLC0415 - loaded when it is needed

        return _items(shipped_codebooks(), incomplete) or super().shell_complete(ctx, param, incomplete)


class LayoutName(_Type):
    """One of the layouts that a transcript may have."""

    name = "layout"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name of a layout; any other is wrong use."""
        from postil.importers.layouts import LAYOUTS  # noqa: PLC0415 - loaded when it is needed

        if value not in LAYOUTS:
            self.fail(f"there is no layout '{value}'; it is one of {', '.join(LAYOUTS)}", param, ctx)
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Names of the layouts."""
        del ctx, param
        from postil.importers.layouts import LAYOUTS  # noqa: PLC0415 - loaded when it is needed

        return _items(LAYOUTS, incomplete)


class PackageTable(_Type):
    """A table that an egress package can have."""

    name = "table"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Its name, which may be typed with ``.csv``; any other is wrong use."""
        from postil.cli.lookup import excerpt, nearest, some  # noqa: PLC0415 - loaded when it is needed
        from postil.exports.egress import TABLES  # noqa: PLC0415 - as above

        name = str(value).strip().removesuffix(".csv")
        if name not in TABLES:
            near = some(nearest(name, TABLES))
            self.fail(f"no package has a table '{excerpt(visible(name))}'; nearest: {near}", param, ctx)
        return name

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Names of the tables."""
        del ctx, param
        from postil.exports.egress import TABLES  # noqa: PLC0415 - loaded when it is needed

        return _items(TABLES, incomplete)


class RoleOfSpeaker(_Type):
    """``NAME=interviewer``: who a speaker is."""

    name = "speaker=role"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Label and role; the label may hold '=' itself."""
        from postil.model.transcript import ROLES  # noqa: PLC0415 - loaded when it is needed

        if isinstance(value, tuple):
            return value
        label, sign, role = str(value).rpartition("=")
        if not sign or not label.strip() or role not in ROLES:
            self.fail(f"'{value}' is not NAME=ROLE with a role of {', '.join(ROLES)}", param, ctx)
        return label.strip(), role


def _items(names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem  # noqa: PLC0415 - only for the shell's completion

    wanted = incomplete.casefold()
    return [CompletionItem(name) for name in names if name.casefold().startswith(wanted) and visible(name) == name]


def study_argument(says: str = "The study's file.") -> Callable[[F], F]:
    """The first argument of most commands."""
    return argument("study", says=says, metavar="STUDY.json", type=FileName())


def argument(name: str, *, says: str, **rest: Any) -> Callable[[F], F]:  # noqa: ANN401 - click's own
    """An argument with a sentence for the help."""
    return click.argument(name, cls=Argument, says=says, **rest)


def coder_option(says: str) -> Callable[[F], F]:
    """``--coder``."""
    return click.option("--coder", type=CoderName(), metavar="NAME", help=says)


def new_coder_option(function: F) -> F:
    """``--new-coder``."""
    says = "Take the coder in, who is not one of the study's yet."
    return click.option("--new-coder", is_flag=True, help=says)(function)


def json_option(function: F) -> F:
    """``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")(function)


def csv_option(says: str) -> Callable[[F], F]:
    """``--csv``."""
    return click.option("--csv", "csv_file", type=FileName(), metavar="FILE", help=says)


def everybody_option(function: F) -> F:
    """``--everybody``."""
    says = "Count the speech of interviewers and others too, not only that of participants."
    return click.option("--everybody", is_flag=True, help=says)(function)


def force_option(function: F) -> F:
    """``--force``."""
    return click.option("--force", is_flag=True, help="Write over a file that is there.")(function)


def reading_options(function: F) -> F:
    """How a transcript is to be read, where the program would read it otherwise."""
    for option in reversed(_READING):
        function = option(function)
    return function


_READING: tuple[Callable[[Any], Any], ...] = (
    click.option("--encoding", metavar="NAME", help="Encoding of text files, such as latin-1; found if not given."),
    click.option("--layout", type=LayoutName(), metavar="NAME", help="How speakers are marked; found if not given."),
    click.option(
        "--role",
        "roles",
        type=RoleOfSpeaker(),
        multiple=True,
        metavar="SPEAKER=ROLE",
        help="Role of a speaker: participant, interviewer or other. May be repeated.",
    ),
)
