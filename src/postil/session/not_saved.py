"""What is said when something could not be recorded, in the one line that there is for it.

Invariant: what to do comes first, since the end of a line may be cut.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from postil.errors import StudyFileError

if TYPE_CHECKING:
    from postil.errors import PostilError


def in_brief(error: PostilError) -> str:
    """What went wrong; of a file that could not be written the remedy first, and its name without its folders."""
    if isinstance(error, StudyFileError) and isinstance(error.__cause__, OSError) and error.hint:
        return f"{error.hint} ({error.message.rpartition(os.sep)[2]})"
    return str(error)
