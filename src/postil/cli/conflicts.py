"""Saying that what was written shows one of several values, which nobody has settled yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.cli.output import talk

if TYPE_CHECKING:
    from pathlib import Path

    from postil.model.study import Study


def tell_of_conflicts(study: Study, path: Path) -> None:
    """Say, where there are values in conflict, how many, which one shows and how they are listed.

    Args:
        study: what was written, or a part of it.
        path: its file.
    """
    from postil.reports.conflicts import said_of_conflicts  # noqa: PLC0415 - loaded when it is needed

    if said := said_of_conflicts(study, str(path)):
        talk(said)
