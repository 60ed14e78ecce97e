"""Formats of the study file and how an older one becomes the present one.

A migration is a function of the tables of one format that returns the tables of the next; it runs in memory, so
reading an old file never changes it. Each released format has a file in the tests that stays as it was written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from postil.errors import StudyFileError
from postil.storage.schema import FORMAT_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.storage.strict import Table

Migration: TypeAlias = "Callable[[dict[str, Table]], dict[str, Table]]"

MIGRATIONS: dict[int, Migration] = {}
"""Version of a format -> what makes the next version of it."""

_FORMAT = re.compile(r"postil/([1-9][0-9]{0,5})", re.ASCII)


def format_version(tables: dict[str, Table], name: str) -> int:
    """The version of the format that the tables say they have.

    Raises:
        StudyFileError: they name no format, or one that this program does not know.
    """
    records = list(tables["study"].values())
    if len(records) != 1:
        raise StudyFileError(
            f"{name} is not a project file of Postil: its table `study` has {len(records)} documents, not 1",
            "restore it from its backups",
        )
    said = records[0].get("format")
    match = _FORMAT.fullmatch(said) if isinstance(said, str) else None
    version = int(match[1]) if match else said
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise StudyFileError(f"{name} is not a project file of Postil: it names no format", "name a study file")
    if version > FORMAT_VERSION:
        raise StudyFileError(
            f"{name} has format {said}, which is newer than the postil/{FORMAT_VERSION} of this program",
            "open it with a newer postil; nothing was changed",
        )
    return version


def migrated(tables: dict[str, Table], name: str) -> dict[str, Table]:
    """The tables in the present format.

    Raises:
        StudyFileError: they name no format, or one that this program does not know.
    """
    for version in range(format_version(tables, name), FORMAT_VERSION):
        tables = MIGRATIONS[version](tables)
    return tables
