"""The study file: the only room that reads and writes studies on disk."""

from postil.storage.checks import Problem, check_file
from postil.storage.open_file import StudyFile
from postil.storage.study_file import create_study, open_study

__all__ = ["Problem", "StudyFile", "check_file", "create_study", "open_study"]
