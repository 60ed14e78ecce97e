"""Where a command's document goes. Invariant: a file is whole or not there, and none is written over unasked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from postil.cli.interruptions import delayed
from postil.cli.output import talk, write_bytes
from postil.errors import PostilError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


_FORMAT = rb'"format"\s*:\s*"postil/\d'
"""Said by a study in its first lines, however damaged; in JSON of other kinds its quotes would have backslashes."""


def format_of(target: Path, given: str | None, formats: Sequence[str]) -> str:
    """The format of a document: as given, else by the ending of its file.

    Raises:
        click.UsageError: it can be told from neither.
    """
    if given:
        return given
    ending = target.suffix.lower().lstrip(".")
    if ending in formats:
        return ending
    endings = " or ".join(f".{name}" for name in formats)
    if str(target) == "-":
        raise click.UsageError(f"say --format: {' or '.join(formats)}")
    raise click.UsageError(f"'{target}' does not tell the format; end it in {endings}, or say --format")


def put(data: bytes, target: Path, study: Path, *, force: bool) -> None:
    """Write a document to its file, or to stdout for ``-``.

    Raises:
        PostilError: the target is a study or something beside one that belongs to it, or exists, or cannot be written.
    """
    if str(target) == "-":
        write_bytes(data)
        return
    from postil.storage.atomic import create_file, replace_file  # noqa: PLC0415 - loaded when it is needed

    _refuse_ours(target, study)
    try:
        real = target.resolve()
        if target.exists():
            if not target.is_file():
                raise PostilError(f"{target} is not a file", "choose another name")
            if not force:
                raise PostilError(f"{target} exists already", "choose another name, or say --force")
            with delayed():
                replace_file(real, [data], like=real.stat())
        else:
            with delayed():
                create_file(real, [data])
    except FileExistsError:
        raise PostilError(f"{target} exists already", "choose another name, or say --force") from None
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise PostilError(f"{target} cannot be written: {reason}", "choose another folder, or make room") from None
    talk(f"wrote {target}")


def _refuse_ours(target: Path, study: Path) -> None:
    real = target.resolve()
    try:
        same = real == study.resolve() or (target.exists() and target.samefile(study))
        what = "the study itself" if same else _what_of_ours(real)
    except OSError:
        what = ""
    if what:
        raise PostilError(f"{target} is {what}, which nothing may overwrite", "choose another name")


def _what_of_ours(real: Path) -> str:
    """What of a study a path is, by its name or by what is in it; empty for nothing."""
    from postil.storage.paths import companion  # noqa: PLC0415 - loaded when it is needed

    if what := companion(real):
        return what
    if real.is_file() and re.search(_FORMAT, real.read_bytes()):
        return "a study"
    return ""
