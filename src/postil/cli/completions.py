"""What the shell may offer from a study. Invariant: completing never fails and never writes."""

from __future__ import annotations

import os
import shlex
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click

    from postil.model.study import Study


def _study(context: click.Context) -> Study | None:
    """The study of the command line that is being typed."""
    given = context.params.get("study") or _typed_study()
    if not given:
        return None
    from postil.storage import open_study  # noqa: PLC0415 - loaded when it is needed

    with suppress(Exception), open_study(Path(given), write=False) as study_file:
        return study_file.study
    return None


def _typed_study() -> str:
    """The first word that names a study; click hands on no argument while an option still lacks its value."""
    with suppress(ValueError):
        words = shlex.split(os.environ.get("COMP_WORDS", ""))
        return next((word for word in words if word.endswith(".json")), "")
    return ""


def coders(context: click.Context) -> list[str]:
    """Names of the study's coders."""
    study = _study(context)
    return list(study.coders) if study else []


def codes(context: click.Context) -> list[str]:
    """Numbers and names of the codes that can be applied."""
    study = _study(context)
    offered = [code for code in study.codebook if code.status != "retired"] if study else []
    return list(dict.fromkeys(text for code in offered for text in (code.number, code.name) if text))
