"""What is said when something could not be written: what to do comes first."""

from __future__ import annotations

import errno

from postil.errors import StudyFileError
from postil.session.not_saved import in_brief


def test_what_to_do_comes_first_and_files_are_named_without_their_folders() -> None:
    error = StudyFileError(
        "/a long/way/to the/study.json.journal cannot be written: No space left on device; nothing was recorded",
        "there is no space left; make some, then try again",
    )
    assert in_brief(error) == str(error)  # of another origin: it may be about what the folder is
    error.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    assert in_brief(error) == (
        "there is no space left; make some, then try again "
        "(study.json.journal cannot be written: No space left on device; nothing was recorded)"
    )
    bare = StudyFileError("study.json cannot be written")
    bare.__cause__ = OSError(errno.EIO, "I/O")
    assert in_brief(bare) == "study.json cannot be written"
