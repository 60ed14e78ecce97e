"""Make the sample studies anew from the interviews, the BPOS codebook and the two coders' decisions.

Run ``python sample_data/make_study.py`` (or ``make sample``) with Postil installed. It makes

- ``crisis_care.postil.json``: the eighteen interviews, with what ana has coded (``ana.jsonl``);
- ``packs/ana.json`` and ``packs/ben.json``: that study as it was assigned to ana and ben, five interviews to both, each
  pack as it comes back from its coder (``ben.jsonl``).

It goes through the program's own rooms, with times that are laid down here in place of a clock, so that the files are
the same each time: a test compares them.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from datetime import datetime, timezone
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from postil.cli.assigning import Wish, plan_of
from postil.cli.decisions import Applier, order_of_line
from postil.cli.transcripts import HowToRead, read_all
from postil.importers.codebook_csv import read_codebook
from postil.importers.shipped import find_codebook
from postil.model.act import changes_of
from postil.model.assignment import assignments
from postil.model.change import AddCode, AddCoder, AddTranscript, Bookmark, EditCode, SetStudy
from postil.model.clock import Clock
from postil.model.codebook import Code
from postil.model.packs import pack_changes
from postil.model.study import Study
from postil.storage import write_study

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postil.model.change import Action, Change

HERE = Path(__file__).resolve().parent
TITLE = "Invented interviews on crisis care"
STUDY_ID = "1775170b8c734c532e5a07db64f132f2"
BOTH_CODE = ("P01", "P03", "P05", "P07", "P09")
SEED = 7
SECONDS_A_DECISION = 25
INVOLVEMENT = "F2.2"

BENS_CODES = (
    Code(
        "cbe0a51c7d2",
        "Service results",
        definition="What the service has changed, as told or counted.",
        include="Numbers before and after, visits, detentions; what did not happen.",
    ),
    Code(
        "cbe7f3064e9",
        "Rule in use",
        definition="What staff do in the place of a rule that is written otherwise.",
        include="Exceptions at the door, lists that nobody follows to the letter.",
        exclude="The rule itself (B1.2).",
    ),
)
ANAS_CODE = Code("ca4d10f9b36", "Results of the service", definition="Effects, good or bad, that the manager reports.")
ANAS_RESULTS = (("P01", 51), ("P03", 40))
ANAS_DEFINITION = "Users work in the service, or help to judge and change it once it is open, however new it is."
BENS_DEFINITION = (
    "Users work in the service or help to judge it once open. Where they make the place anew, that is design (F2.1)."
)
"""Both coders have mended the definition of one code: a conflict for the team to settle."""


class Desk:
    """A study without a file, worked on at times that are laid down."""

    def __init__(self, changes: Iterable[Change] = (), *, writer: str, begin: str) -> None:
        """Begin with the changes of a study, at a time in UTC; stamps are those of this writer."""
        self.changes = list(changes)
        self.study = Study(self.changes)
        moment = datetime.strptime(begin, "%Y-%m-%d %H:%M").replace(tzinfo=timezone.utc)
        self._now = int(moment.timestamp()) * 1000
        self._clock = Clock(writer=hashlib.sha256(writer.encode()).hexdigest()[:16], now=lambda: self._now)

    def record(self, actions: Iterable[Action], *, coder: str) -> tuple[Change, ...]:
        """Record one act, some seconds after the one before."""
        self._now += SECONDS_A_DECISION * 1000
        changes = changes_of(self.study, list(actions), coder=coder, clock=self._clock)
        self.study.fold(changes)
        self.changes += changes
        return changes

    def apply(self, coder: str, lines: Path) -> None:
        """Record the decisions of a file, as ``postil apply --from`` does."""
        applier = Applier(self, coder)
        for line in lines.read_bytes().splitlines():
            applier.apply(order_of_line(line))


def main(folder: Path) -> None:
    """Make all files in a folder, in the place of those that are there."""
    study = made_study()
    _write(folder / "crisis_care.postil.json", study)
    packs = folder / "packs"
    packs.mkdir(exist_ok=True)
    assigned = Desk(study.changes, writer="lead", begin="2025-03-24 10:00")
    for transcripts in (BOTH_CODE, ()):
        wish = Wish(("ana", "ben"), transcripts, Fraction(1) if transcripts else Fraction(1, 4), SEED)
        assigned.record(plan_of(assigned.study, wish).actions, coder="")
    _write(packs / "ana.json", anas_pack(assigned))
    _write(packs / "ben.json", bens_pack(assigned))


def made_study() -> Desk:
    """The study that ana has begun."""
    readings = read_all(sorted((HERE / "interviews").iterdir()), HowToRead())
    desk = Desk(writer="new", begin="2025-03-03 09:00")
    codes = [AddCode(code) for code in read_codebook(find_codebook("bpos")).codes]
    transcripts = [AddTranscript(reading.transcript) for reading in readings]
    desk.record([SetStudy("title", TITLE), *codes, *transcripts, AddCoder("ana")], coder="")
    coding = Desk(desk.changes, writer="ana", begin="2025-03-10 09:00")
    coding.apply("ana", HERE / "ana.jsonl")
    return coding


def anas_pack(assigned: Desk) -> Desk:
    """The pack of ana, who had done her part: a code for results, and a better definition."""
    pack = _pack(assigned, "ana", "2025-03-25 09:30")
    pack.record([AddCode(ANAS_CODE)], coder="ana")
    applier = Applier(pack, "ana")
    for transcript, paragraph in ANAS_RESULTS:
        line = {"transcript": transcript, "paragraph": paragraph, "codes": [ANAS_CODE.id]}
        applier.apply(order_of_line(json.dumps(line).encode()))
    pack.record([EditCode(INVOLVEMENT, "definition", ANAS_DEFINITION)], coder="ana")
    return pack


def bens_pack(assigned: Desk) -> Desk:
    """The pack of ben, who has coded four interviews and a half."""
    pack = _pack(assigned, "ben", "2025-03-25 13:00")
    pack.record([AddCode(code) for code in BENS_CODES], coder="ben")
    pack.apply("ben", HERE / "ben.jsonl")
    pack.record([EditCode(INVOLVEMENT, "definition", BENS_DEFINITION)], coder="ben")
    _, place = pack.study.latest_decision("ben")
    pack.record([Bookmark("ben", (place.transcript, place.paragraph + 1))], coder="ben")
    return pack


def _pack(assigned: Desk, coder: str, begin: str) -> Desk:
    transcripts = assignments(assigned.study)[coder].transcripts
    return Desk(pack_changes(assigned.changes, coder, transcripts), writer=f"pack of {coder}", begin=begin)


def _write(path: Path, desk: Desk) -> None:
    """Put a study in the place of the one that is there, with everything beside it."""
    for beside in path.parent.glob(path.name + "*"):
        shutil.rmtree(beside) if beside.is_dir() else beside.unlink()
    write_study(path, desk.changes, STUDY_ID)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
