"""Writing an egress package.

Invariant: a folder that was new or empty holds the whole package and nothing else, or nothing at all, also if the
program is killed: it is made under another name beside and takes its place at the end. No name in it comes from the
study.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from postil.cli.interruptions import delayed
from postil.cli.output import talk
from postil.errors import PostilError
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.exports.egress_telling import OutFile

_TOLD_OF = frozenset({"codes", "cases_by_attribute", "codes_by_attribute", "codes_together", "quotations"})
"""What is left out of these, or that they are, is told: others are left out of most packages."""
_LONGEST_STEM = 80  # the temporary folder's name must fit where the folder's own name fits


def put_package(files: Sequence[OutFile], folder: Path) -> None:
    """Write the files of a package; if one cannot be written, none is there.

    Raises:
        PostilError: the folder is there and not empty, is no folder or a link, may be written by others, is called as
            what belongs to a study, or cannot be written.
        SystemExit: a signal has come; no package is there, unless it was written whole.
    """
    from postil.storage.atomic import create_file, sync_folder  # noqa: PLC0415 - loaded when it is needed
    from postil.storage.paths import companion  # noqa: PLC0415 - as above

    if what := companion(Path(os.path.realpath(folder))):
        raise PostilError(f"{folder} would be {what}", "choose another name")
    _check(folder)
    temporary = folder.with_name(f".{folder.name[:_LONGEST_STEM]}.{os.urandom(4).hex()}.tmp")
    with delayed() as interruptions:
        try:
            temporary.mkdir(mode=0o700)
        except OSError as error:
            raise PostilError(f"{folder} cannot be used: {error.strerror}", "choose another folder") from None
        try:
            for file in files:
                interruptions.leave_if_asked()
                create_file(temporary / file.name, [file.data])
            interruptions.leave_if_asked()
            temporary.rename(folder)  # in the place of an empty folder, too, and of nothing else
        except BaseException as error:
            shutil.rmtree(temporary, ignore_errors=True)
            if isinstance(error, OSError):
                raise PostilError(f"{folder} cannot be written: {error.strerror}", "choose another folder") from None
            raise
        sync_folder(folder.parent)
    size = sum(len(file.data) for file in files)
    talk(f"wrote {counted(len(files), 'file')}, {size:,} bytes, into {folder}; {files[-1].name} lists them")


def tell_of_package(files: Sequence[OutFile]) -> None:
    """Say what whoever lets a package out must know: small counts, what is not read, whose words are in it."""
    manifest = json.loads(files[-1].data)
    small, suppress = manifest["counts_below"], manifest["options"]["suppress"]
    if small["files"] and not suppress:
        many, by_name = sum(small["files"].values()), small["files"].get("codes_by_case.csv", 0)
        named = f", {by_name:,} of them under the names of cases (codes_by_case.csv)" if by_name else ""
        how = f"--egress counts --suppress {small['least']} keeps them back"
        talk(f"warning: {counted(many, 'count')} below {small['least']} of cases or in one case{named}; {how}")
    talk(manifest["reading"])
    if manifest["names"]:
        places = counted(sum(len(one["rows"]) or 1 for one in manifest["names"]), "place")
        who = "a coder, a speaker, a transcript or a file"
        talk(f"warning: in {places} stands the name of {who}; names in {files[-1].name} says where")
    for pair in manifest["nested"]:
        talk(
            f"warning: values of {pair['inner']} make up values of {pair['outer']}, so small counts may be worked out"
            " by subtraction; take one of the two out of the study's choices"
        )
    for table in manifest["files"]:
        if table["name"] == "summaries.csv":
            for note in table["notes"]:
                talk(f"{table['name']}: {note}")
    for held in manifest["verbatim"]:
        talk(f"{held['file']}: {counted(held['pieces'], 'piece')} of transcripts, {counted(held['words'], 'word')}")
    for said in manifest["left_out"]:
        if said.partition(".csv")[0] in _TOLD_OF and "--only" not in said:
            talk(f"not in the package: {said}")


def _check(folder: Path) -> None:
    """The folder is not there, or is empty, its owner's to write alone, and not where the user stands.

    Nor can others put another one in its place, but those in whose group the parent is: teams work in such folders.
    """
    try:
        if folder.is_symlink():
            raise PostilError(f"{folder} is a link", "name the folder itself")
        parent = folder.absolute().parent
        if parent.exists() and parent.stat().st_mode & (stat.S_IWOTH | stat.S_ISVTX) == stat.S_IWOTH:
            raise PostilError(
                f"{parent} may be written by everybody, so that others could put something else in the folder's place",
                f"choose another place, or take that right away (chmod o-w {parent})",
            )
        if not folder.exists():
            return
        if not folder.is_dir():
            raise PostilError(f"{folder} is not a folder", "choose another name")
        if there := sorted(path.name for path in folder.iterdir()):
            raise PostilError(
                f"{folder} is not empty: {there[0]} is in it",
                "name a new or an empty folder, so that all can be checked",
            )
        if folder.samefile("."):
            raise PostilError(f"{folder} is the folder you are in", "name another, which is put in its place whole")
        if folder.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise PostilError(f"{folder} may be written by others", "name a new folder, or take that right away")
    except OSError as error:
        raise PostilError(f"{folder} cannot be used: {error.strerror}", "choose another folder") from None
