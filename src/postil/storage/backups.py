"""Backups: earlier states of a study, in a folder beside it.

Invariant: a backup is made before the file that it keeps is replaced, and thinning out happens only after a new one is
there; the latest ten are never thinned out.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from postil.storage.atomic import PRIVATE, sync_folder

if TYPE_CHECKING:
    from pathlib import Path

LATEST = 10
DAYS = 14
WEEKS = 8
_NAME = re.compile(r"(\d{8}T\d{6})Z(-\d+)?\.json", re.ASCII)


def backups_of(folder: Path) -> list[Path]:
    """The backups in a folder, latest first; empty where there is no folder."""
    try:
        found = [path for path in folder.iterdir() if _NAME.fullmatch(path.name)]
    except OSError:
        return []
    return sorted(found, key=_order, reverse=True)


def _order(path: Path) -> tuple[datetime, int]:
    match = _NAME.fullmatch(path.name)
    assert match is not None
    return _time(path), int((match[2] or "-0")[1:])


def _time(path: Path) -> datetime:
    try:
        return datetime.strptime(path.name[:15], "%Y%m%dT%H%M%S").replace(tzinfo=timezone.utc)
    except ValueError:  # digits that are no date
        return datetime.min.replace(tzinfo=timezone.utc)


def back_up(file: Path, folder: Path, now: datetime | None = None) -> Path:
    """Keep the file as it is, as a hard link where the file system has them, and thin out.

    Args:
        file: the study's file.
        folder: where its backups are; made if need be.
        now: the time for its name, in UTC.

    Raises:
        OSError: it could not be kept.
    """
    now = now or datetime.now(timezone.utc)
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink():
        raise NotADirectoryError(f"{folder} is a link")
    folder.chmod(0o700)
    number = 0
    while True:
        name = f"{now:%Y%m%dT%H%M%S}Z{f'-{number}' if number else ''}.json"
        try:
            _keep(file, folder / name)
            break
        except FileExistsError:
            number += 1
    sync_folder(folder)
    thin_out(folder, now)
    return folder / name


def _keep(file: Path, target: Path) -> None:
    try:
        os.link(file, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:  # no hard links here
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, PRIVATE)
        with os.fdopen(handle, "wb") as out, file.open("rb") as source:
            shutil.copyfileobj(source, out)
            out.flush()
            os.fsync(out.fileno())


def thin_out(folder: Path, now: datetime) -> None:
    """Keep the latest ten, the latest of each day for 14 days and of each week for 8 weeks; remove the others."""
    backups = backups_of(folder)
    kept = set(backups[:LATEST])
    days: set[object] = set()
    weeks: set[object] = set()
    for path in backups:
        time = _time(path)
        age = now - time
        day, week = time.date(), time.isocalendar()[:2]
        if age <= timedelta(days=DAYS) and day not in days:
            kept.add(path)
        if age <= timedelta(weeks=WEEKS) and week not in weeks:
            kept.add(path)
        days.add(day)
        weeks.add(week)
    for path in backups:
        if path not in kept:
            with contextlib.suppress(OSError):
                path.unlink()
