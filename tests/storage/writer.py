"""A writer to be killed: records acts on a study for ever and prints a line for each when it is durable.

Called as ``writer.py STUDY SEED``. Prints ``READY``, then ``ACK <stamp>`` for every change that must never be lost.
"""

from __future__ import annotations

import random
import sys
import threading
from typing import TYPE_CHECKING

from postil.model.change import Apply, Bookmark, Doubt, Remove, Review, SetMemo
from postil.model.coding import Coding, MemoKey
from postil.storage.study_file import open_study

if TYPE_CHECKING:
    from postil.model.change import Action
    from postil.storage.study_file import StudyFile


def some_act(file: StudyFile, dice: random.Random) -> list[Action]:
    """A random act on the study."""
    transcript = dice.choice(list(file.study.transcripts.values()))
    paragraph = dice.choice(transcript.paragraphs)
    code = dice.choice([code.id for code in file.study.codebook])
    coding = Coding(transcript.id, paragraph.n, None, None, code, "ana")
    return dice.choice(
        [
            [Apply(coding), Review(transcript.id, paragraph.n, "ana"), Bookmark("ana", paragraph_of(coding))],
            [Apply(coding)],
            [Remove(coding)],
            [Doubt(coding, dice.random() < 0.5)],
            [SetMemo(MemoKey.at_coding(coding), f"memo {dice.random()} — 漢字")],
        ]
    )


def paragraph_of(coding: Coding) -> tuple[str, int]:
    """Where a coding stands, as a bookmark names it."""
    return coding.transcript, coding.paragraph


def session(path: str, dice: random.Random) -> None:
    """Open the study, record forty acts or so, checkpoint now and then beside it, close."""
    with open_study(path, write=True) as file:
        print("READY", flush=True)
        savers: list[threading.Thread] = []
        for number in range(dice.randint(20, 60)):
            changes = file.record(some_act(file, dice), coder="ana")
            for change in changes:
                if not isinstance(change.action, Bookmark):
                    print("ACK", change.stamp, flush=True)
            if number % 5 == 4:
                savers.append(threading.Thread(target=file.checkpoint))
                savers[-1].start()
            if dice.random() < 0.1:
                file.undo("ana")
        for saver in savers:
            saver.join()


if __name__ == "__main__":
    chance = random.Random(sys.argv[2])
    while True:
        session(sys.argv[1], chance)
