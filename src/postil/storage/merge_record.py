"""The record of a merge, beside the file that it made: what it takes to take the merge back.

The record begins with the SHA-256 of the file that it belongs to, and every save of that file by this program carries
it on. Invariant: a record that does not belong to its file is never used, such as one that an earlier merge left under
the same name. A merge writes it before the file appears, so that there is no moment at which it cannot be taken back.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from postil.errors import MergeError
from postil.model.transcript import KINDS, ROLES
from postil.storage.atomic import replace_file
from postil.storage.paths import StudyPaths, identity
from postil.text.counted import counted
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Collection, Mapping, Sequence

    from postil.model.transcript import Kind, Role

_FORMAT = "postil-merge/1"


class Former(NamedTuple):
    """A change of the first file whose coder was renamed, as it was before: what the renamed change does not say."""

    now: str
    """Its stamp in the outcome of the merge."""
    stamp: str
    coder: str
    undoes: str
    names: tuple[str, ...]
    """The coders whose work it is or speaks of, in the order in which the renamed change has them."""


class FormerText(NamedTuple):
    """A transcript of the first file that has other roles, or other kinds or times of paragraphs, in the outcome."""

    transcript: str
    """Its id."""
    paragraphs: tuple[tuple[Role, Kind, float | None], ...]
    """Role, kind and start time of each paragraph in the first file."""


class MergeRecord(NamedTuple):
    """A merge that was made."""

    study_id: str
    inputs: tuple[tuple[str, str], ...]
    """Name and SHA-256 of each file, the first first."""
    brought: frozenset[str]
    """Stamps of the changes that the first file did not have, places of reading left out."""
    places: frozenset[str]
    """Stamps of the coders' places of reading that it did not have; a log keeps the latest of each coder only."""
    own: tuple[str, ...]
    """Stamps of a few changes that only the first file had, by which its work is recognised."""
    until: str
    """The latest stamp of the merge; what was done since has later ones."""
    renamed: tuple[Former, ...] = ()
    """What the merge renamed in the first file."""
    texts: tuple[FormerText, ...] = ()
    """Transcripts of the first file that have other roles since."""


def record_path(study: str | os.PathLike[str]) -> str:
    """Where the record of the merge that made a study is."""
    return f"{StudyPaths.of(study).real}.merge"


def write_record(study: str | os.PathLike[str], merge: MergeRecord, sha256: str) -> Callable[[], None]:
    """Put the record of a merge beside the file that it is about to make, which will have this SHA-256.

    It is durable when this returns. Without it the merge cannot be taken back, and no more; a record whose file did
    not come belongs to no file and gives way to the next one.

    Returns:
        What puts back what was there before, for when the file cannot be made.

    Raises:
        OSError: it could not be written; what was there is there.
    """
    target = Path(record_path(study))
    former = target.read_bytes() if target.is_file() and not target.is_symlink() else None
    record = {
        "format": _FORMAT,
        "study": merge.study_id,
        "inputs": merge.inputs,
        "brought": sorted(merge.brought),
        "places": sorted(merge.places),
        "own": merge.own,
        "until": merge.until,
        "renamed": merge.renamed,
        "texts": merge.texts,
    }
    written = identity(replace_file(target, [f"{sha256}\n".encode(), _encoded(record)]))

    def put_back() -> None:
        with contextlib.suppress(OSError):
            if identity(target.lstat()) != written:
                return  # another merge to the same name has put its own there
            if former is None:
                target.unlink()
            else:
                replace_file(target, [former])

    return put_back


def _encoded(record: Mapping[str, object]) -> bytes:
    """A record as JSON, each value on a line of its own."""
    rows = (f"{json.dumps(name)}: {_rows_of(value)}" for name, value in record.items())
    return "{{\n{}\n}}".format(",\n".join(rows)).encode()


def _rows_of(value: object) -> str:
    if isinstance(value, list) and value:  # of stamps, of which there may be very many
        return "[\n{}\n]".format(json.dumps(value, separators=(",\n", ": "))[1:-1])
    return json.dumps(value, indent=0)


def carry_record_on(study: Path, before: str, after: str) -> None:
    """Let the record beside a file follow when the file was saved; nothing happens if it is another file's.

    Args:
        study: the file, links followed.
        before: SHA-256 of the file that was replaced.
        after: that of the file which took its place.
    """
    with contextlib.suppress(OSError), open(f"{study}.merge", "r+b") as stream:  # noqa: PTH123 - no path of its own
        if stream.read(len(before)) == before.encode():
            stream.seek(0)
            stream.write(after.encode())


def read_record(study: str | os.PathLike[str], study_id: str, stamps: Collection[str], sha256: str) -> MergeRecord:
    """The record of the merge that made a study.

    Args:
        study: the file that the merge made.
        study_id: id of the study in it.
        stamps: those of its changes.
        sha256: of the file as it is.

    Raises:
        MergeError: there is none, it cannot be read, or it is another study's or another file's.
    """
    path = record_path(study)
    try:
        with open(path, "rb") as stream:  # noqa: PTH123 - as text, since it is named in messages
            owner, _, rest = stream.read().partition(b"\n")
        record = json.loads(rest)
        found = MergeRecord(
            str(record["study"]) if record["format"] == _FORMAT else "",
            tuple((str(name), str(sha256)) for name, sha256 in record["inputs"]),
            frozenset(map(str, record["brought"])),
            frozenset(map(str, record["places"])),
            tuple(map(str, record["own"])),
            str(record["until"]),
            tuple(map(_former, record.get("renamed", ()))),
            tuple(map(_former_text, record.get("texts", ()))),
        )
    except FileNotFoundError:
        raise MergeError(
            f"{study}: there is no record of a merge beside it ({path})",
            "the files that were merged are as they were: merge those of them again that you want",
        ) from None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise MergeError(f"{path} cannot be read as the record of a merge", "merge the files again") from None
    if found.study_id != study_id:
        raise MergeError(f"{path} is the record of another study's merge", "merge the files again")
    if owner != sha256.encode():
        raise MergeError(
            f"{path} is the record of an earlier file of this name, or {study} was changed outside this program",
            "the files that were merged are as they were: merge those of them again that you want",
        )
    if lacking := sum(stamp not in stamps for stamp in (*found.brought, *found.own)):
        raise MergeError(
            f"{path} is not the record of this file: {study} does not have {counted(lacking, 'change')} of that merge",
            "merge the files again",
        )
    return found


def _former(row: Sequence[object]) -> Former:
    now, stamp, coder, undoes, names = row
    if not isinstance(names, list):
        raise TypeError(names)
    return Former(str(now), str(stamp), str(coder), str(undoes), tuple(map(str, names)))


def _former_text(row: Sequence[object]) -> FormerText:
    transcript, paragraphs = row
    if not isinstance(paragraphs, list):
        raise TypeError(paragraphs)
    said: list[tuple[Role, Kind, float | None]] = [
        (ROLES[ROLES.index(role)], KINDS[KINDS.index(kind)], None if start is None else float(start))
        for role, kind, start in paragraphs
    ]
    return FormerText(str(transcript), tuple(said))


def forget_record(study: str | os.PathLike[str]) -> None:
    """Take the record away, when the merge was taken back."""
    import os  # noqa: PLC0415 - one function needs it

    with contextlib.suppress(OSError):
        os.unlink(record_path(study))  # noqa: PTH108 - as above
