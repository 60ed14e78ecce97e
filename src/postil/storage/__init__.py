"""The study file: the only room that reads and writes studies on disk.

Its names are loaded when they are asked for: the first paint needs neither the checks nor the strict reading.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from postil.storage.checks import Problem, check_file
    from postil.storage.open_file import StudyFile
    from postil.storage.study_file import create_study, open_study
    from postil.storage.writing import write_study

__all__ = ["Problem", "StudyFile", "check_file", "create_study", "open_study", "write_study"]

_HOMES = {
    "Problem": "checks",
    "StudyFile": "open_file",
    "check_file": "checks",
    "create_study": "study_file",
    "open_study": "study_file",
    "write_study": "writing",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
