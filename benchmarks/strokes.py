"""How many keys coding takes: an interview coded again by a coder who knows the keys.

The coding that comes with the sample interviews is the plan. For each paragraph the cheapest keys that the coding
screen offers are pressed on a real session over a real study file, and counted; at the end the codings, reviewed marks
and memos must be exactly the planned ones. Text of memos is not counted, its two keys are. A decision is a coding or a
reviewed mark.

Run it with ``python benchmarks/strokes.py``; ``--json`` prints the figures for other programs.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from dataclasses import asdict, dataclass, field
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from postil.model.change import AddCode, AddTranscript
from postil.model.coding import Coding, MemoKey, Place
from postil.session.modes import Hinting
from postil.session.session import Session
from postil.storage.study_file import create_study, open_study
from postil.text.segments import sentences, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postil.model.change import Action
    from postil.model.study import Study

SAMPLE = Path(__file__).resolve().parents[1] / "sample_data"
INTERVIEWS = ("P01", "P03", "P05")
CODER = "ana"
GOAL = 2.2
"""Strokes for a decision that the design promises at most."""


@dataclass
class Intended:
    """What is to be decided at one paragraph."""

    whole: list[str] = field(default_factory=list)
    """Ids of the codes on all of it."""
    parts: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    """Ids of the codes on parts of it, by span in code points."""
    memo: str = ""
    reviewed: bool = False


@dataclass
class Counted:
    """What the coding of some interviews took."""

    strokes: int
    codings: int
    reviewed: int
    memos: int
    by_kind: dict[str, int]
    """Strokes by what they were for."""

    @property
    def for_a_decision(self) -> float:
        """Strokes for one decision."""
        return self.strokes / (self.codings + self.reviewed)


def intended(lines: Iterable[str], study: Study) -> dict[Place, Intended]:
    """The plan that lines of ``postil apply --from`` say, by place."""
    ids = {transcript.name: transcript.id for transcript in study.transcripts.values()}
    plan: dict[Place, Intended] = {}
    for line in lines:
        said = json.loads(line)
        here = plan.setdefault(Place(ids[said["transcript"]], said["paragraph"]), Intended())
        if said.get("start") is None:
            here.whole += said.get("codes", [])
        else:
            here.parts.setdefault((said["start"], said["end"]), []).extend(said["codes"])
        here.memo = said.get("memo", here.memo)
        here.reviewed = said.get("reviewed", here.reviewed)
    return plan


class Typist:
    """Presses the cheapest keys that a practised coder would, and counts them."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.counts: Counter[str] = Counter()

    def press(self, keys: Iterable[str], kind: str) -> None:
        """Press keys and count them under a kind."""
        for key in keys:
            self.session.press(key)
            self.counts[kind] += 1

    # ---- one paragraph ----

    def decide(self, place: Place, here: Intended) -> None:
        """Go to a paragraph and decide there what is intended; with auto-advance this goes on to the next one."""
        self.go(place)
        if here.memo:
            self.press(["m"], "memo")
            self.session.paste(here.memo)
            self.press(["enter"], "memo")
        for span, codes in here.parts.items():
            self.press(self.selecting(span), "select a part")
            for code in codes:
                self.press(self.applying(code), "code a part")
        if here.parts and here.whole:
            self.press(["backspace"], "select a part")
        if here.whole and here.reviewed:
            self.code_whole(here.whole)
        elif here.reviewed:
            self.press(["space"], "reviewed, no code" if not here.parts else "reviewed")

    def go(self, place: Place) -> None:
        """Go to a place by the fewest keys."""
        session = self.session
        order = list(session.study.transcripts)
        while session.transcript.id != place.transcript:
            ahead = order.index(place.transcript) > order.index(session.transcript.id)
            self.press(["]" if ahead else "["], "move")
        away = place.paragraph - session.n
        if not away:
            return
        by_number = ["g", *str(place.paragraph), "enter"]
        by_step = ["j" if away > 0 else "k"] * abs(away)
        self.press(by_number if len(by_number) < len(by_step) else by_step, "move")

    def code_whole(self, codes: Sequence[str]) -> None:
        """Put codes on the whole paragraph, which auto-advance then marks and leaves."""
        session = self.session
        start = session.place
        if len(codes) > 1 and set(session.last_codes) == set(codes):
            self.press([","], "code a paragraph")
            return
        for at, code in enumerate(codes):
            if at:
                self.go(start)
            self.press(self.applying(code), "code a paragraph")

    # ---- keys ----

    def applying(self, code: str) -> list[str]:
        """The keys that apply a code to what is selected."""
        session = self.session
        if session.last_code == code:
            return ["."]
        slot = session.slots.slot(code)
        if slot is not None:
            return [str(slot)]
        return ["c", *self.query(code), "enter"]

    def query(self, code: str) -> str:
        """The shortest query that brings a code to the top, of those that come to mind."""
        session = self.session
        for query in queries_for(session, code):
            if session.index.search(query, recent=session.recent, uses=session.study.uses, limit=1) == [code]:
                return query
        raise AssertionError(code)

    def selecting(self, span: tuple[int, int]) -> list[str]:
        """The keys that select a part of the paragraph: sentences by v, words by w."""
        text = self.session.paragraph.text
        for key, segments in (("v", sentences(text)), ("w", words(text))):
            starts, ends = (
                {start: at for at, (start, _) in enumerate(segments)},
                {end: at for at, (_, end) in enumerate(segments)},
            )
            if span[0] not in starts or span[1] not in ends:
                continue
            labels = list(Hinting(text, by_words=key == "w").labels)
            first, last = labels[starts[span[0]]], labels[ends[span[1]]]
            if key == "w":
                return [key, *first, *last]
            return [key, *first] if first == last else [key, *first.upper(), *last]
        raise AssertionError(text[slice(*span)])


def queries_for(session: Session, code_id: str) -> list[str]:
    """What one might type for a code, shortest first: beginnings of its number and words, and of two words in order."""
    code = session.code(code_id)
    assert code is not None
    parts = code.name.casefold().replace("-", " ").split()
    names = [code.number.casefold().replace(".", ""), "".join(part[0] for part in parts), code.name.casefold(), *parts]
    found = {name[:length] for name in names for length in range(1, len(name) + 1)}
    found |= {one[:m] + other[:n] for one, other in combinations(parts, 2) for m, n in ((1, 1), (1, 2), (2, 1))}
    return sorted((query for query in found if query.strip() == query), key=lambda query: (len(query), query))


def recoded(source: Path, plan_lines: Sequence[str], interviews: Sequence[str], folder: Path) -> Counted:
    """Code interviews of a study again from nothing, in a fresh study in ``folder``, and count.

    Raises:
        AssertionError: the codings, marks or memos that came out are not the intended ones.
    """
    with open_study(source, write=False) as sample:
        book, transcripts = sample.study.codebook, list(sample.study.transcripts.values())
    chosen = [transcript for transcript in transcripts if transcript.name.startswith(tuple(interviews))]
    actions: list[Action] = [*map(AddCode, book), *map(AddTranscript, chosen)]
    with create_study(folder / "again.json", title="Again", actions=actions) as study_file:
        names = {transcript.name for transcript in chosen}
        wanted = [line for line in plan_lines if json.loads(line)["transcript"] in names]
        plan = intended(wanted, study_file.study)
        session = Session(study_file, coder=CODER, auto_advance=True)
        typist = Typist(session)
        for place, here in plan.items():
            typist.decide(place, here)
        codings, marks, memos = expected(plan)
        study = study_file.study
        assert {coding for coding, _ in study.codings()} == codings
        assert {mark[:3] for mark in study.reviewed_marks()} == marks
        assert {(key, version.value) for key, version in study.memos()} == memos
    return Counted(sum(typist.counts.values()), len(codings), len(marks), len(memos), dict(typist.counts.most_common()))


def expected(
    plan: dict[Place, Intended],
) -> tuple[set[Coding], set[tuple[str, int, str]], set[tuple[MemoKey, str]]]:
    """The codings, reviewed marks and memos that a plan comes to."""
    codings: set[Coding] = set()
    for place, here in plan.items():
        codings |= {Coding(*place, None, None, code, CODER) for code in here.whole}
        codings |= {Coding(*place, *span, code, CODER) for span, codes in here.parts.items() for code in codes}
    marks = {(*place, CODER) for place, here in plan.items() if here.reviewed}
    memos = {(MemoKey.at_paragraph(*place, CODER), here.memo) for place, here in plan.items() if here.memo}
    return codings, marks, memos


def main() -> int:
    """Print the figures; 0 if the goal is met."""
    lines = (SAMPLE / "ana.jsonl").read_text(encoding="utf-8").splitlines()
    with tempfile.TemporaryDirectory() as folder:
        counted = recoded(SAMPLE / "crisis_care.postil.json", lines, INTERVIEWS, Path(folder))
    if "--json" in sys.argv[1:]:
        told = [json.dumps({**asdict(counted), "for_a_decision": round(counted.for_a_decision, 3)})]
    else:
        told = [
            f"{', '.join(INTERVIEWS)}: {counted.codings} codings, {counted.reviewed} reviewed, {counted.memos} memos",
            *(f"  {strokes:5}  {kind}" for kind, strokes in counted.by_kind.items()),
            f"  {counted.strokes:5}  in all: {counted.for_a_decision:.2f} strokes for a decision (goal {GOAL})",
        ]
    sys.stdout.write("\n".join(told) + "\n")
    return 0 if counted.for_a_decision <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
