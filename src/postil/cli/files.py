"""Where a command's document goes. Invariant: a file is whole or not there, and none is written over unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.output import talk, write_bytes
from postil.errors import PostilError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


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
        PostilError: the target is the study or something beside it that belongs to it, or exists, or cannot be written.
    """
    if str(target) == "-":
        write_bytes(data)
        return
    from postil.storage.atomic import create_file, replace_file  # noqa: PLC0415 - loaded when it is needed

    _refuse_study(target, study)
    try:
        real = target.resolve()
        if target.exists():
            if not target.is_file():
                raise PostilError(f"{target} is not a file", "choose another name")
            if not force:
                raise PostilError(f"{target} exists already", "choose another name, or say --force")
            replace_file(real, [data], like=real.stat())
        else:
            create_file(real, [data])
    except FileExistsError:
        raise PostilError(f"{target} exists already", "choose another name, or say --force") from None
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise PostilError(f"{target} cannot be written: {reason}", "choose another folder, or make room") from None
    talk(f"wrote {target}")


def _refuse_study(target: Path, study: Path) -> None:
    real, real_study = target.resolve(), study.resolve()
    beside = {real_study.with_name(real_study.name + ending) for ending in (".journal", ".lock")}
    try:
        same = target.exists() and target.samefile(study)
    except OSError:
        same = False
    if same or real == real_study or real in beside:
        raise PostilError(f"{target} is the study itself, which nothing may overwrite", "choose another name")
