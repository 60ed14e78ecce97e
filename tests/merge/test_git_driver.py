"""Two branches of a repository that both changed a study, merged by git with ``postil merge-driver``."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
import sys
from itertools import count
from typing import TYPE_CHECKING

import pytest

from postil.errors import PostilError
from postil.model.change import (
    AddCode,
    AddCoder,
    AddTranscript,
    Apply,
    Bookmark,
    Change,
    Doubt,
    EditCode,
    Remove,
    Review,
    SetMemo,
    SetStudy,
)
from postil.model.clock import Clock
from postil.model.codebook import Code
from postil.model.coding import Coding, MemoKey
from postil.model.derived import is_derived
from postil.model.log import Log
from postil.model.study import Study
from postil.storage import open_study
from postil.storage.checks import check_file
from postil.storage.logs import read_log
from postil.storage.writing import study_bytes
from studies import TEXTS, TRANSCRIPTS, Desk, small_desk, small_transcript, stamped

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cli_program import Program
    from postil.model.change import Action

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not here"),
]

PAIRS = 200
ROUNDS = 4
NAME = "our study.postil.json"
STUDY_ID = "0123456789abcdef" * 2
CORRECTED = small_transcript("P04", (TEXTS[0], TEXTS[1].replace("the board", "their board"), *TEXTS[2:]))


class Repository:
    """A repository with the driver set up as the documentation says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.study = folder / NAME
        folder.mkdir()
        self.git("init", "--quiet", "--initial-branch=begin")
        (folder / ".gitattributes").write_text("*.postil.json merge=postil\n")
        driver = f"'{sys.executable}' -m postil.cli merge-driver %O %A %B %P"
        self.git("config", "merge.postil.driver", driver)
        self._base = ""

    def git(self, *arguments: str, stdin: bytes | None = None, status: int = 0) -> subprocess.CompletedProcess[bytes]:
        """Run git; it must end with this status."""
        who = {f"GIT_{role}_{what}": "somebody" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            input=stdin,
            capture_output=True,
            check=False,
            timeout=60,
            env={**os.environ, **alone, **who},
        )
        assert done.returncode == status, done
        return done

    def begin(self, data: bytes) -> None:
        """Commit a version that branches will start from."""
        self.study.write_bytes(data)
        self.git("add", ".")
        self.git("commit", "--quiet", "--allow-empty", "-m", "a version")
        self._base = self.git("rev-parse", "HEAD").stdout.decode().strip()

    def branches(self, versions: Iterable[tuple[str, bytes]]) -> None:
        """Make a branch for each version of the study, all from the last commit."""
        stream = bytearray()
        for branch, data in versions:
            stream += f"commit refs/heads/{branch}\ncommitter somebody <somebody> 1700000000 +0000\n".encode()
            stream += f'data 1\nx\nfrom {self._base}\nM 644 inline "{NAME}"\ndata {len(data)}\n'.encode() + data + b"\n"
        self.git("fast-import", "--quiet", stdin=bytes(stream))


def drawn(dice: random.Random, desk: Desk, coder: str) -> list[Action]:
    """A random act of a coder."""
    transcript = dice.choice(list(desk.study.transcripts.values()))
    paragraph = dice.choice(transcript.paragraphs)
    span: tuple[int | None, int | None] = (None, None)
    if dice.random() < 0.5:
        start = dice.randrange(len(paragraph.text))
        span = (start, dice.randint(start + 1, len(paragraph.text)))
    coding = Coding(transcript.id, paragraph.n, *span, dice.choice([code.id for code in desk.study.codebook]), coder)
    there = sorted((one for one, _ in desk.study.codings()), key=lambda one: one.reading_order)
    some = dice.choice(there or [coding])
    memo = MemoKey.at_paragraph(TRANSCRIPTS[0].id, dice.randint(1, 3), "ana")
    made = f"{coder}{dice.randint(1, 3)}"
    return dice.choice(
        [
            [Apply(coding), Review(coding.transcript, coding.paragraph, coder)],
            [Apply(coding), SetMemo(MemoKey.at_coding(coding), f"{coder} {dice.random()}")],
            [Remove(some)],
            [Doubt(some)],
            [SetMemo(memo, f"{coder} {dice.random()}")],
            [EditCode("F1", "definition", f"{coder} {dice.random()}")],
            [EditCode("F4", "name", f"{coder} {dice.randint(1, 3)}")],
            [SetStudy("title", f"{coder} {dice.random()}")],
            [AddCode(Code(made, dice.choice(["Peers", "peers ", "Pay"])))],
            [AddTranscript(CORRECTED)],
            [Bookmark(coder, (coding.transcript, coding.paragraph))],
        ]
    )


def worked_on(changes: list[Change], dice: random.Random, coder: str, writer: str) -> list[Change]:
    """The log of a branch on which a coder has worked."""
    clock = Clock(writer=writer, now=count(1_700_000_001_000 + dice.randint(-500, 500), 3).__next__)
    for change in changes:
        clock.see(change.stamp)
    desk = Desk(Study(changes), Log(changes), clock)
    with contextlib.suppress(PostilError):
        desk.act(AddCoder(coder), coder="")
    for _ in range(dice.randint(1, 8)):
        with contextlib.suppress(PostilError):  # what does not fit is refused; others test that
            desk.act(*drawn(dice, desk, coder), coder=coder)
        if dice.random() < 0.15:
            desk.undo(coder)
    return list(desk.log)


def version(changes: Iterable[Change]) -> bytes:
    return b"".join(study_bytes(changes, STUDY_ID))


def people(changes: Iterable[Change]) -> dict[str, Change]:
    """What people did, of their bookmarks only the latest."""
    return {change.stamp: change for change in Log(changes) if not is_derived(change)}


def is_union(path: Path, left: list[Change], right: list[Change]) -> int:
    """Whether a file holds exactly what was done on both sides, and is sound; how many conflicts it holds."""
    both = list({change.stamp: change for change in (*left, *right)}.values())
    log = read_log(path)
    assert people(log.changes.values()) == people(both)
    assert log.lines.keys() == log.changes.keys(), "the layout is that of this program"
    assert [problem for problem in check_file(path) if problem.severity == "error"] == []
    with open_study(path, write=False) as file:
        file.complete()
        assert stamped(file.study) == stamped(Study(log.changes.values()))
        if not any(map(is_derived, file.log)):
            assert stamped(file.study) == stamped(Study(both))
        texts = {change.action.value for change in both if isinstance(change.action, SetMemo)}
        assert {version.value for _, version in file.study.memos()} <= texts
        return len(file.study.conflicts())


def test_200_pairs_of_branches_are_merged_to_the_union_of_what_was_done_on_both(
    postil: Program, tmp_path: Path
) -> None:
    repository = Repository(tmp_path / "repository")
    dice = random.Random(20261125)
    base = list(small_desk().log)
    conflicts = carried = 0
    for number in range(ROUNDS):
        repository.begin(version(base))
        pairs = [
            tuple(worked_on(base, dice, coder, f"{number:06x}{pair:08x}{side:02x}") for side, coder in enumerate(who))
            for pair, who in enumerate(
                dice.choices([("ana", "ben"), ("ana", "ana"), ("ben", "cleo")], k=PAIRS // ROUNDS)
            )
        ]
        names = [(f"left-{number}-{pair}", f"right-{number}-{pair}") for pair in range(len(pairs))]
        repository.branches(
            (name, version(log))
            for both, logs in zip(names, pairs, strict=True)
            for name, log in zip(both, logs, strict=True)
        )
        for (left, right), logs in zip(names, pairs, strict=True):
            repository.git("checkout", "--quiet", left)
            repository.git("merge", "--quiet", "--no-edit", right)
            conflicts += is_union(repository.study, *logs)
            outcome = list(read_log(repository.study).changes.values())
            carried += any(map(is_derived, outcome))
        assert not repository.git("status", "--porcelain").stdout
        assert len(repository.git("rev-list", "--parents", "-1", "HEAD").stdout.split()) == 3
        base = outcome
    assert "is sound" in postil.done("check", repository.study).out
    assert conflicts > PAIRS // 10
    assert carried > PAIRS // 10


def test_the_other_way_round_gives_the_same_file(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repository")
    dice = random.Random(7)
    base = list(small_desk().log)
    repository.begin(version(base))
    for pair in range(5):
        logs = [worked_on(base, dice, coder, f"{pair:015x}{coder[0]}") for coder in ("ana", "ben")]
        repository.branches([(f"a{pair}", version(logs[0])), (f"b{pair}", version(logs[1]))])
        outcomes = []
        for one, other in ((f"a{pair}", f"b{pair}"), (f"b{pair}", f"a{pair}")):
            repository.git("checkout", "--quiet", "--detach", one)
            repository.git("merge", "--quiet", "--no-edit", other)
            outcomes.append(repository.study.read_bytes())
        assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize("odd", [b"{}", b"", b"<<<<<<< ours\n{}\n", None])
def test_what_cannot_be_merged_is_left_to_the_person(tmp_path: Path, odd: bytes | None) -> None:
    repository = Repository(tmp_path / "repository")
    base = list(small_desk().log)
    repository.begin(version(base))
    ours = version(worked_on(base, random.Random(1), "ana", "a" * 16))
    if odd is None:  # the two are different studies
        odd = b"".join(study_bytes(worked_on(base, random.Random(2), "ben", "b" * 16), "f" * 32))
    repository.branches([("ours", ours), ("theirs", odd)])
    repository.git("checkout", "--quiet", "ours")
    done = repository.git("merge", "--no-edit", "theirs", status=1)
    assert b"CONFLICT" in done.stdout
    assert NAME.encode() in done.stdout + done.stderr
    assert repository.study.read_bytes() == ours
