"""An open study: what is recorded in it, and when it is saved.

``record`` makes an act durable in the journal and then shows it in the study; ``checkpoint`` writes the file that
everybody can read. Invariant: what ``record`` returned is never lost, and no file is replaced that was not read.

It stands in one module, though a long one, since one lock guards all of it.
"""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Any

from postil.errors import StudyFileError
from postil.model.act import changes_of
from postil.model.change import AddTranscript
from postil.model.clock import Clock
from postil.model.log import Log
from postil.storage.acts import encoded, remedy, taken_in
from postil.storage.file_on_disk import ChangedError, FileOnDisk
from postil.storage.image import Image
from postil.storage.journal import JournalWriter, read_journal
from postil.storage.lines import KeyCollisionError
from postil.storage.paths import StudyPaths, sha256_of
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path
    from types import TracebackType

    from postil.model.change import Action, Change
    from postil.model.log import Step
    from postil.model.study import Study
    from postil.storage.lock import StudyLock
    from postil.storage.opening import Opened
    from postil.storage.reading import Contents

_TRIES = 5
"""How often a save begins again because the file changed meanwhile."""


class StudyFile:
    """An open study. Use it as a context manager, or call ``close``."""

    def __init__(self, paths: StudyPaths, opened: Opened, lock: StudyLock | None, clock: Clock | None = None) -> None:
        self._paths = paths
        self._lock = lock
        self._image = opened.image
        self._texts = opened.texts
        self._notices = [*opened.notices, *filter(None, (lock.notice if lock else "",))]
        self._told = 0
        self._disk = FileOnDisk(paths, self.study_id, opened, self._notices.append)
        self._clock = clock or Clock()
        if opened.last_stamp:
            self._clock.see(opened.last_stamp)
        self._acts = opened.unsaved
        self._saved_acts = 0
        self._stale = False
        """Whether the image may lack something, because a save did not come to its end."""
        self._one = opened.study.same.stands_for
        """Which codes are one in the image."""
        self._failed = False
        """Whether any save did not come to its end, so that the journal is better kept."""
        self._behind = False
        """Whether the study may lack an act that is in the journal."""
        self._outside: Contents | None = None
        self._guard = threading.RLock()
        """Held where the study, the log, the journal or what the image has noted changes; for moments only."""
        self._saving = threading.Lock()
        """Held by a checkpoint from beginning to end."""
        self._owner = threading.get_ident()
        self._closed = False
        self._rest = opened.rest
        self._from_views = opened.from_views
        self.study: Study = opened.study
        """The study as it now is."""
        self.log: Log = opened.log
        """All changes of the study."""
        self.study.remember(lambda: self.log)
        self._journal = JournalWriter(paths.journal, opened.information, self._notices.append)
        if lock is not None:
            self._take_journal(opened)

    def _take_journal(self, opened: Opened) -> None:
        journal = opened.journal
        if journal is None:
            return
        try:
            if journal.study and (journal.acts or journal.builds_on(opened.sha256)):
                self._disk.sealed |= journal.sealed and journal.base == opened.sha256
                self._journal.resume(journal)
            elif journal.torn:
                self._journal.put_aside(journal.torn)
                self._start_journal()
        except OSError as error:
            raise StudyFileError(f"{self._paths.journal} cannot be written: {error.strerror}", remedy(error)) from error

    # ---- what it is ----

    @property
    def path(self) -> Path:
        """The path under which it was opened."""
        return self._paths.given

    @property
    def study_id(self) -> str:
        """Id of the study: 32 hexadecimal digits, minted when it was made."""
        return str(self._image.header["id"])

    @property
    def sha256(self) -> str:
        """SHA-256 of the file as it was last read or saved."""
        return self._disk.sha256

    @property
    def read_only(self) -> bool:
        """Whether it was opened for reading only."""
        return self._lock is None

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences for the user about what was met in opening and saving, oldest first."""
        return tuple(self._notices)

    def news(self) -> tuple[str, ...]:
        """The notices that were not handed out by this method before; empty for none."""
        with self._guard:
            told, self._told = self._told, len(self._notices)
            return tuple(self._notices[told : self._told])

    @property
    def unsaved(self) -> int:
        """Acts that are safe in the journal and not yet in the file."""
        return self._acts - self._saved_acts

    def __enter__(self) -> StudyFile:  # noqa: PYI034 - Python 3.10 has no Self
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ---- opening in parts ----

    def prepare_rest(self) -> None:
        """Read what a lazy opening left out, without handing it to the study; may run in a thread of its own."""
        from postil.storage import strict  # noqa: F401, PLC0415 - so that the first act does not wait for it

        if (rest := self._rest) is not None:
            rest.prepare()

    def complete(self) -> None:
        """Give the study what a lazy opening left out; short after ``prepare_rest``.

        Before it, the study has the codings and reviewed marks of the first transcript only, the numbers of uses are
        those of that transcript, and dropped codes that only others use are missing.
        """
        self.prepare_rest()
        with self._guard:
            if self._rest is not None:
                self._rest.complete()
                self._rest = None

    # ---- recording ----

    def record(self, actions: Iterable[Action], *, coder: str, undoes: str = "") -> tuple[Change, ...]:
        """Record one act: all of it is durable when this returns, or nothing of it is recorded.

        Args:
            actions: what is done; what would change nothing is left out.
            coder: who does it.
            undoes: the group that the act takes back, for an undo or redo.

        Returns:
            The changes that were recorded; empty if there was nothing to change, and nothing was written.

        Raises:
            StudyFileError: it could not be written, or the study was opened for reading.
            NotFoundError, CodebookError: the act does not fit the study.
        """
        with self._guard:
            self._must_write()
            self.take_in()
            wanted = list(actions)
            if self._rest is not None and not all(map(self._rest.suffices_for, wanted)):
                self.complete()
            changes = changes_of(self.study, wanted, coder=coder, clock=self._clock, undoes=undoes)
            if not changes:
                return ()
            changes, payload = encoded(changes, self._texts, str(self.path))
            self._append(payload)
            self._behind = True
            self._adopt(changes)
            self._acts += 1
            self._behind = False
            return changes

    def _must_write(self) -> None:
        if self._closed or self.read_only:
            why = "is closed" if self._closed else "was opened for reading only"
            raise StudyFileError(f"{self.path} {why}; nothing was recorded", "open it for writing")
        if self._journal.broken:
            raise StudyFileError(
                f"{self._paths.journal}: the disk failed ({self._journal.broken}); nothing more is written to it",
                self._to_a_sound_disk,
            )
        if self._behind:
            raise StudyFileError(
                f"{self.path}: the last decision is in its journal and could not be shown", "leave and open it again"
            )

    @property
    def _to_a_sound_disk(self) -> str:
        real = self._paths.real.name
        return f"copy {real} and {self._paths.journal.name} together to a sound disk and open the study there"

    def _start_journal(self) -> None:
        self._journal.start(self.study_id, self._disk.sha256, sealed=self._disk.sealed)

    def _append(self, payload: dict[str, Any]) -> None:
        try:
            if not self._journal.is_open:
                self._start_journal()
            self._journal.append_act(payload)
        except OSError as error:
            raise StudyFileError(
                f"{self._paths.journal} cannot be written: {error.strerror}; nothing was recorded", remedy(error)
            ) from error

    def _adopt(self, changes: Sequence[Change]) -> None:
        one = self.study.same.stands_for
        self.study.fold(changes)
        self.log.add(changes)
        if self._from_views and self.study.same.stands_for != one:  # codings in the file have the codes of before
            self.study.start_over(self.log)
            self._from_views = False
        self._image.note(changes)
        for change in changes:
            if isinstance(change.action, AddTranscript):
                self._texts[change.action.transcript.id] = change.action.transcript

    def undo(self, coder: str) -> Step | None:
        """Take back the coder's latest act that is not taken back.

        Returns:
            What was taken back; None if there is nothing.

        Raises:
            StudyFileError: as for ``record``.
        """
        return self._step(Log.undo, coder)

    def redo(self, coder: str) -> Step | None:
        """Bring back the coder's latest act that was taken back, if no other has followed.

        Returns:
            What was brought back; None if there is nothing.

        Raises:
            StudyFileError: as for ``record``.
        """
        return self._step(Log.redo, coder)

    def _step(self, find: Callable[[Log, Study, str], Step | None], coder: str) -> Step | None:
        with self._guard:
            self.take_in()
            self.complete()
            step = find(self.log, self.study, coder)
            if step is not None:
                self.record(step.actions, coder=coder, undoes=step.group)
            return step

    def rewrite(self, changes: Iterable[Change]) -> None:
        """Put another log in the place of this one, and save: for taking back a merge. The file as it was is backed up.

        Raises:
            StudyFileError: it could not be written; the file is as it was.
        """
        self.complete()
        self.checkpoint()
        before = list(self.log)
        self._start_over(list(changes), acts=1)
        try:
            self.checkpoint()
        except BaseException:
            self._start_over(before, acts=-1)  # or closing would save it after all
            raise

    def _start_over(self, log: list[Change], *, acts: int) -> None:
        with self._guard:
            self._must_write()
            kept = self._image.all_kept()
            self.study.start_over(log)
            self.log, self._from_views = Log(log), False
            self._image = Image.of(self.study, self.log, self._image.header, kept)
            self._stale = False
            self._acts += acts

    # ---- saving ----

    def checkpoint(self) -> None:
        """Write the file, so that it holds all acts so far. Does nothing if it does.

        May run in a thread of its own while acts are recorded in another; these then wait for moments at most. If the
        file was changed outside meanwhile, the thread that opened the study must take that in first: a checkpoint
        elsewhere puts it off until then.

        Raises:
            StudyFileError: it could not be written; the acts are safe in the journal.
        """
        with self._saving:
            with self._guard:
                self._must_write()
                if not self.unsaved:
                    return
            if self._rest is not None and not self._is_owner:
                return
            try:
                self.complete()
                self._save()
            except BaseException as error:
                self._failed = True
                safe = f"all decisions are safe in {self._paths.journal}"
                if isinstance(error, OSError):
                    why = f"{self.path} cannot be written: {error.strerror}; {safe}"
                    raise StudyFileError(why, remedy(error)) from error
                if isinstance(error, StudyFileError):
                    raise StudyFileError(f"{error.message}; {safe}", error.hint) from error
                raise

    @property
    def _is_owner(self) -> bool:
        return threading.get_ident() == self._owner

    def _save(self) -> None:
        for _ in range(_TRIES):
            outside = self._disk.look()
            with self._guard:
                self._outside = outside or self._outside
            if self._outside is not None:
                if not self._is_owner:
                    return
                self.take_in()
            with contextlib.suppress(ChangedError, KeyCollisionError):
                self._write()
                return
        raise StudyFileError(f"{self.path} keeps changing while it is saved", "save again in a moment")

    def _write(self) -> None:
        with self._guard:
            if self._stale or self._one != self.study.same.stands_for:
                if self._from_views:
                    self.study.start_over(self.log)
                    self._from_views = False
                self._one = self.study.same.stands_for
                self._image = Image.of(self.study, self.log, self._image.header, self._image.all_kept())
            self._stale = True
            snapshot = self._image.snapshot(self.study)
            acts, journaled = self._acts, self._journal.acts
        pieces = self._image.render(snapshot)
        sha256 = sha256_of(pieces)
        with self._guard:
            if not self._journal.is_open:
                self._start_journal()
            self._journal.announce(sha256, journaled)
        self._disk.replace(pieces, sha256)
        with self._guard:
            self._saved_acts, self._stale = acts, False

    def take_in(self) -> bool:
        """Take in what a checkpoint found changed outside, in the thread that opened the study; whether there was."""
        with self._guard:
            outside, self._outside = self._outside, None
            if outside is None:
                return False
            self.complete()
            self._behind = True
            if self._from_views:
                self.study.start_over(self.log)
                self._from_views = False
            new = [change for change in outside.changes if self.log.get(change.stamp) is None]
            self._texts = outside.texts | self._texts
            self._adopt(new)
            if outside.changes:
                self._clock.see(max(change.stamp for change in outside.changes))
            kept = self._image.all_kept()
            kept.take(outside.kept)
            self._image = Image.of(self.study, self.log, self._image.header, kept)
            self._acts += 1
            self._behind = False
            self._notices.append(taken_in(len(new), self.study, str(self.path)))
            return True

    def close(self) -> None:
        """Save what is unsaved and let the study go. Does nothing the second time.

        Raises:
            StudyFileError: it could not be saved; the acts are safe in the journal, and the lock is free.
        """
        if self._closed:
            return
        try:
            if not self.read_only:
                self._finish()
        finally:
            self._closed = True
            self._journal.close()
            if self._lock is not None:
                self._lock.release()

    def _finish(self) -> None:
        only = f"{counted(self.unsaved or 1, 'decision')} {'are' if self.unsaved > 1 else 'is'} only in "
        only += self._paths.journal.name
        if self._behind:
            self._notices.append(f"{self.path}: {only}; open the study again to take that in")
        elif not self._journal.broken:
            if not self.unsaved:
                self._outside = self._disk.look_last()
                self.take_in()
            self.checkpoint()
            self._seal()
        elif self.unsaved:
            raise StudyFileError(
                f"{self.path} was not saved, because the disk failed ({self._journal.broken}); {only}",
                self._to_a_sound_disk,
            )

    def _seal(self) -> None:
        """Leave a journal that holds nothing but the name of the file that it belongs to."""
        if self._failed or self.unsaved or not self._disk.sealed:
            return
        if not self._disk.is_known:
            return  # somebody has put another file there: what the journal holds may be all that is left
        with contextlib.suppress(OSError, StudyFileError):  # the journal as it is serves as well, only less neatly
            journal = read_journal(self._paths.journal)
            if journal is None or journal.acts or journal.checkpoints or not journal.seals(self._disk.sha256):
                self._journal.start(self.study_id, self._disk.sha256, sealed=True)
