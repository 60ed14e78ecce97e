"""The file of an open study: what is known of it, and how the next version takes its place.

Invariant: no version is replaced that was not read, and only this session's own latest one goes without a link to it
among the backups.
"""

from __future__ import annotations

import contextlib
import stat
from typing import TYPE_CHECKING

from postil.errors import StudyFileError
from postil.model.study import Study
from postil.storage.atomic import replace_file
from postil.storage.opening import refuse_hand_edits
from postil.storage.paths import identity, sha256_of

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    from postil.storage.opening import Opened
    from postil.storage.paths import StudyPaths
    from postil.storage.reading import Contents


class ChangedError(Exception):
    """The file is no longer the one that was looked at; look again."""


class FileOnDisk:
    """The study's file as it was last read or written here."""

    def __init__(self, paths: StudyPaths, study_id: str, opened: Opened, tell: Callable[[str], None]) -> None:
        """Begin with the file as it was opened; ``tell`` takes sentences for the user."""
        self._paths = paths
        self._study_id = study_id
        self._tell = tell
        self.sha256 = opened.sha256
        self.information = opened.information
        self.sealed = opened.sealed
        """Whether the file is known to be what this program would write."""
        self._there = True
        self._kept = False
        """Whether the version that is known is this session's own, or is among the backups."""
        self._tried = ""
        """SHA-256 of the version that was written last, also if that was not confirmed."""

    @property
    def is_known(self) -> bool:
        """Whether what is there now is the version that is known."""
        try:
            return identity(self._paths.real.stat()) == identity(self.information)
        except OSError:
            return False

    @property
    def is_there(self) -> bool:
        """Whether anything is there."""
        return self._paths.real.exists()

    def look(self) -> Contents | None:
        """Read the file if it is no longer the one that is known; what a version from outside says, else None.

        Raises:
            StudyFileError: what is there now is not this study, or cannot be joined with it.
        """
        try:
            return self._seen()
        except StudyFileError as error:
            raise StudyFileError(
                f"{error.message}. This happened while the study was open; it is not overwritten",
                "move the file that is there now away, then save again",
            ) from error

    def look_last(self) -> Contents | None:
        """As ``look``, when there is nothing to be written: what stands in the way is only told."""
        if self.is_known:
            return None
        if not self.is_there:
            self._tell(f"{self._paths.given} was gone when the study was closed; see {self._paths.backups}")
            return None
        try:
            return self.look()
        except StudyFileError as error:
            self._tell(error.message)
            return None

    def _seen(self) -> Contents | None:
        from postil.storage.reading import differences_of, read_contents  # noqa: PLC0415 - not for the first paint

        there, self._there = self._there, self.is_there
        if not self._there:
            if there:
                self._tell(f"{self._paths.given} was gone while it was open; it is written again")
            return None
        if self.is_known:
            return None
        data, information = self._paths.read()
        sha256 = sha256_of((data,))
        if sha256 in {self.sha256, self._tried}:
            self._kept |= sha256 == self._tried
            self.sealed |= sha256 == self._tried
            self.sha256, self.information = sha256, information
            return None
        name = str(self._paths.given)
        outside = read_contents(data, name)
        if outside.study_id != self._study_id:
            raise StudyFileError(f"{name} now holds another study", "move it away")
        refuse_hand_edits(outside, differences_of(outside, Study(outside.changes)), name)
        self.sha256, self.information, self.sealed, self._kept = sha256, information, False, False
        return outside

    def replace(self, pieces: Sequence[bytes], sha256: str) -> None:
        """Put a new version in the place of the one that was looked at.

        Raises:
            ChangedError: another one has come there meanwhile; it is untouched.
            OSError: it could not be written; what is there is untouched.
        """
        self._tried = sha256
        information = replace_file(self._paths.real, pieces, like=self._rights(), before=self._make_sure)
        from postil.storage.merge_record import carry_record_on  # noqa: PLC0415 - not needed for the first paint

        carry_record_on(self._paths.real, self.sha256, sha256)
        self.sha256, self.information = sha256, information
        self.sealed = self._kept = self._there = True

    def _rights(self) -> os.stat_result:
        """The file as it is now, if it is there: its owner may have given it other rights since it was read."""
        with contextlib.suppress(OSError):
            found = self._paths.real.lstat()
            if stat.S_ISREG(found.st_mode):
                return found
        return self.information

    def _make_sure(self) -> None:
        """Keep what is about to be replaced, if need be, and see that it is what was looked at."""
        if self._there and not self._kept:
            self._back_up()
        if self.is_there if not self._there else not self.is_known:
            raise ChangedError
        self._kept |= self._there

    def _back_up(self) -> None:
        from postil.storage.backups import back_up  # noqa: PLC0415 - not needed for the first paint

        try:
            back_up(self._paths.real, self._paths.backups)
        except OSError as error:
            self._tell(f"no backup of {self._paths.given} could be made: {error.strerror}")
