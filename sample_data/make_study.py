"""Make the sample studies anew from the interviews, the BPOS codebook, the case sheet and the two coders' decisions.

Run ``python sample_data/make_study.py`` (or ``make sample``) with Postil installed. It makes

- ``crisis_care.postil.json``: the eighteen interviews as cases (``cases.csv``), with what ana has coded (``ana.jsonl``)
  and charted (``summaries.jsonl``); a version of the codebook, and a definition worded otherwise since;
- ``packs/ana.json`` and ``packs/ben.json``: that study as it was assigned to ana and ben, five interviews to both, each
  pack as it comes back from its coder (``ben.jsonl``).

It goes through the program's own rooms, with times that are laid down here in place of a clock, so that the files are
the same each time: a test compares them.
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import sys
from datetime import datetime, timezone
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from postil.cli.assigning import Wish, plan_of
from postil.cli.decisions import Applier, order_of_line
from postil.cli.transcripts import HowToRead, read_all
from postil.importers.codebook_csv import read_codebook
from postil.importers.shipped import find_codebook
from postil.model.act import changes_of
from postil.model.assignment import assignments
from postil.model.book_acts import named_version
from postil.model.case import Attribute, case_id
from postil.model.cell import Summary
from postil.model.cells import CellKey
from postil.model.change import (
    AddCase,
    AddCode,
    AddCoder,
    AddTranscript,
    Bookmark,
    Confirm,
    EditCode,
    GiveVoice,
    Quote,
    SetAttribute,
    SetComment,
    SetStudy,
    SetSummary,
    SetValue,
)
from postil.model.clock import Clock
from postil.model.codebook import Code
from postil.model.packs import pack_changes
from postil.model.references import places_of
from postil.model.rewording import to_look_at_again
from postil.model.study import Study
from postil.reports.matrix import evidence
from postil.storage import write_study

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from postil.model.change import Action, Change

HERE = Path(__file__).resolve().parent
TITLE = "Invented interviews on crisis care"
STUDY_ID = "1775170b8c734c532e5a07db64f132f2"
BOTH_CODE = ("P01", "P03", "P05", "P07", "P09")
SEED = 7
SECONDS_A_DECISION = 25
SECONDS_A_SUMMARY = 420
HALF_READ = "P02"
"""The interview that ana is in the middle of, and takes up last."""
LATE = (("P01", 34, "F3.1"), ("P13", 19, "B2.1"))
"""Transcript, paragraph and code of what ana finds when she has charted the cell: its summary is stale."""
INVOLVEMENT = "F2.2"
MANAGEMENT = "F4.2"
MANAGEMENT_DEFINITION = (
    "Project, team and service managers below the board who kept it going, or whose coming and going held it up."
)
STILL_HOLDS = "P07"
"""The interview whose coding ana has looked at again after the definition of that code was worded otherwise."""
FIRST_VERSION = "v1"
FIRST_VERSION_NOTE = "Agreed on after three pilot interviews."
ATTRIBUTES = {
    "role": Attribute("text", (), 1),
    "service_type": Attribute(
        "choice",
        (
            "crisis café",
            "sanctuary or haven",
            "crisis house",
            "place of safety",
            "triage",
            "transport",
            "assessment centre",
            "day unit",
            "clinic",
        ),
        2,
    ),
    "region": Attribute("choice", ("north", "midlands", "east", "south"), 3),
    "interview_date": Attribute("date", (), 4),
    "years_running": Attribute("number", (), 5),
}
"""The columns of ``cases.csv`` beside the case and its transcript."""

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

    def __init__(
        self, changes: Iterable[Change] = (), *, writer: str, begin: str, seconds: int = SECONDS_A_DECISION
    ) -> None:
        """Begin with the changes of a study, at a time in UTC; stamps are those of this writer, an act so far apart."""
        self.changes = list(changes)
        self.study = Study(self.changes)
        self._seconds = seconds
        moment = datetime.strptime(begin, "%Y-%m-%d %H:%M").replace(tzinfo=timezone.utc)
        self._now = int(moment.timestamp()) * 1000
        self._clock = Clock(writer=hashlib.sha256(writer.encode()).hexdigest()[:16], now=lambda: self._now)

    def record(self, actions: Iterable[Action], *, coder: str) -> tuple[Change, ...]:
        """Record one act, some seconds after the one before."""
        self._now += self._seconds * 1000
        changes = changes_of(self.study, list(actions), coder=coder, clock=self._clock)
        self.study.fold(changes)
        self.changes += changes
        return changes

    def apply(self, coder: str, lines: Iterable[Mapping[str, object]]) -> None:
        """Record decisions, as ``postil apply --from`` does."""
        applier = Applier(self, coder)
        for line in lines:
            applier.apply(order_of_line(json.dumps(line).encode()))


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
    """The study as ana has it: coded, charted in part, and coded a little further."""
    readings = read_all(sorted((HERE / "interviews").iterdir()), HowToRead())
    new = Desk(writer="new", begin="2025-03-03 09:00")
    codes = [AddCode(code) for code in read_codebook(find_codebook("bpos")).codes]
    transcripts = [AddTranscript(reading.transcript) for reading in readings]
    new.record([SetStudy("title", TITLE), *codes, *transcripts, AddCoder("ana")], coder="")
    desk = _sitting(new, "2025-03-07 15:00")
    desk.record(actions_of_cases(desk.study, HERE / "cases.csv"), coder="ana")
    desk.record([named_version(desk.study, FIRST_VERSION, FIRST_VERSION_NOTE)], coder="ana")
    lines = _lines(HERE / "ana.jsonl")
    desk = _sitting(desk, "2025-03-10 09:00")
    desk.apply("ana", (_without_late(line) for line in lines if not _is_half_read(line)))
    desk = _sitting(desk, "2025-03-14 09:30")
    reword(desk)
    desk = _sitting(desk, "2025-03-17 09:00", seconds=SECONDS_A_SUMMARY)
    chart(desk, HERE / "summaries.jsonl")
    desk = _sitting(desk, "2025-03-20 14:00")
    desk.apply("ana", ({"transcript": text, "paragraph": n, "codes": [code]} for text, n, code in LATE))
    desk.apply("ana", filter(_is_half_read, lines))
    return desk


def actions_of_cases(study: Study, sheet: Path) -> list[Action]:
    """What brings the cases of a sheet in, each with its transcript and its values."""
    actions: list[Action] = [SetAttribute(name, attribute) for name, attribute in ATTRIBUTES.items()]
    ids = {transcript.name: transcript.id for transcript in study.transcripts.values()}
    with sheet.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            case = case_id(row["case"])
            actions += [AddCase(case, row["case"]), GiveVoice(ids[row["transcript"]], "", case)]
            actions += [SetValue(case, name, kind.value_of(row[name])) for name, kind in ATTRIBUTES.items()]
    return actions


def reword(desk: Desk) -> None:
    """Word a definition otherwise, and look at one of the codings that were made before."""
    desk.record([EditCode(MANAGEMENT, "definition", MANAGEMENT_DEFINITION)], coder="ana")
    for coding in sorted(to_look_at_again(desk.study, "ana")):
        if desk.study.transcripts[coding.transcript].name.startswith(STILL_HOLDS):
            desk.record([Confirm(coding)], coder="ana")


def chart(desk: Desk, lines: Path) -> None:
    """Write the summaries of a file, one act each, with the comment and the marks for quoting that belong to it.

    A line has ``case``, ``code``, ``status``, ``text``, and where there are any ``comment`` and ``quotable``: the
    paragraphs whose passages of this cell may be quoted.
    """
    passages = evidence(desk.study)
    for line in _lines(lines):
        case, code = case_id(line["case"]), line["code"]
        seen = passages[CellKey(case, code)]
        summary = Summary(line["text"], line["status"], seen, places_of(desk.study, case, line["text"]))
        actions: list[Action] = [SetSummary(case, code, summary)]
        if line.get("comment"):
            actions.append(SetComment(case, code, line["comment"]))
        actions += [Quote(passage) for passage in seen if passage.paragraph in line.get("quotable", ())]
        desk.record(actions, coder="ana")


def anas_pack(assigned: Desk) -> Desk:
    """The pack of ana, who had done her part: a code for results, and a better definition."""
    pack = _pack(assigned, "ana", "2025-03-25 09:30")
    pack.record([AddCode(ANAS_CODE)], coder="ana")
    pack.apply("ana", ({"transcript": text, "paragraph": n, "codes": [ANAS_CODE.id]} for text, n in ANAS_RESULTS))
    pack.record([EditCode(INVOLVEMENT, "definition", ANAS_DEFINITION)], coder="ana")
    return pack


def bens_pack(assigned: Desk) -> Desk:
    """The pack of ben, who has coded four interviews and a half."""
    pack = _pack(assigned, "ben", "2025-03-25 13:00")
    pack.record([AddCode(code) for code in BENS_CODES], coder="ben")
    pack.apply("ben", _lines(HERE / "ben.jsonl"))
    pack.record([EditCode(INVOLVEMENT, "definition", BENS_DEFINITION)], coder="ben")
    _, place = pack.study.latest_decision("ben")
    pack.record([Bookmark("ben", (place.transcript, place.paragraph + 1))], coder="ben")
    return pack


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def _is_half_read(line: Mapping[str, Any]) -> bool:
    return str(line["transcript"]).startswith(HALF_READ)


def _without_late(line: Mapping[str, Any]) -> dict[str, Any]:
    """A line of ana's without the codes that she gives later."""
    late = {code for text, n, code in LATE if line["transcript"].startswith(text) and line["paragraph"] == n}
    return {**line, "codes": [code for code in line.get("codes", ()) if code not in late]}


def _sitting(desk: Desk, begin: str, *, seconds: int = SECONDS_A_DECISION) -> Desk:
    """Ana goes on with a study."""
    return Desk(desk.changes, writer="ana", begin=begin, seconds=seconds)


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
