"""Writing an egress package.

Invariant: a folder that was new or empty holds the package's files and nothing else, or nothing at all; no name in it
comes from the study.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from postil.cli.output import talk
from postil.errors import PostilError
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from postil.exports.egress import OutFile


def put_package(files: Sequence[OutFile], folder: Path) -> None:
    """Write the files of a package; if one cannot be written, those that were are removed.

    Raises:
        PostilError: the folder is there and not empty, is no folder or a link, or cannot be written.
    """
    from postil.storage.atomic import create_file  # noqa: PLC0415 - loaded when it is needed

    new = _made(folder)
    written: list[Path] = []
    try:
        for file in files:
            create_file(folder / file.name, [file.data])
            written.append(folder / file.name)
    except BaseException as error:
        for path in written:
            with contextlib.suppress(OSError):
                path.unlink()
        if new:
            with contextlib.suppress(OSError):
                folder.rmdir()
        if isinstance(error, OSError):
            raise PostilError(f"{folder} cannot be written: {error.strerror}", "choose another folder") from None
        raise
    size = sum(len(file.data) for file in files)
    talk(f"wrote {counted(len(files), 'file')}, {size:,} bytes, into {folder}; {files[-1].name} lists them")


def _made(folder: Path) -> bool:
    """Whether the folder had to be made; it is empty and its owner's then."""
    try:
        if folder.is_symlink():
            raise PostilError(f"{folder} is a link", "name the folder itself")
        if folder.exists():
            if not folder.is_dir():
                raise PostilError(f"{folder} is not a folder", "choose another name")
            if there := sorted(path.name for path in folder.iterdir()):
                raise PostilError(
                    f"{folder} is not empty: {there[0]} is in it",
                    "name a new or an empty folder, so that all can be checked",
                )
            return False
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise PostilError(f"{folder} cannot be used: {error.strerror}", "choose another folder") from None
    return True
