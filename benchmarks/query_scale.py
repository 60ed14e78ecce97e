"""What queries cost: part of `make bench`.

Queries on 100,000 codings by three coders on 48,000 paragraphs of 300 transcripts, by processor time: each asked in the
retrieval screen until its passages are drawn, for the first time and again after a coding was made, with the slowest of
the keys that group them and go to the last; and found without a screen. `postil quotes` on 5,000 codings against saying
its version and loading the study; and bytes and frames of keys in the retrieval screen at 120x40.
"""

from __future__ import annotations

import gc
import os
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "tests")]
# With compiled modules, as an installation has them; the first run, which is left out, compiles ours.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
_COMPILED = tempfile.TemporaryDirectory(prefix="postil-benchmark-")
os.environ.setdefault("PYTHONPYCACHEPREFIX", _COMPILED.name)

import random  # noqa: E402 - after the path above

from desks import DeskRecorder  # noqa: E402 - after the path above
from postil.find.query.finding import find  # noqa: E402
from postil.find.query.index import index_of  # noqa: E402
from postil.model.change import AddCode, AddTranscript, Apply, Quote, Remove, Review, SetMemo  # noqa: E402
from postil.model.coding import Coding, MemoKey, Passage  # noqa: E402
from postil.session.retrieval import RetrievalSession  # noqa: E402
from postil.tui.paint.retrieval import RetrievalPainter  # noqa: E402
from studies import Desk  # noqa: E402
from studies_at_scale import CODEBOOK, invented_transcript, scaled_study  # noqa: E402
from terminals import Terminal, coding  # noqa: E402

if TYPE_CHECKING:
    from postil.model.change import Action

TRANSCRIPTS, PARAGRAPHS, CODINGS = 300, 160, 100_000
GOAL_MILLISECONDS = 100
GOAL_RATIO = 1.5
ROUNDS = 9
QUERIES = (
    "II.C",
    "II NOT III",
    "II.C coder:ana",
    "near(II.C, III.A, 3)",
    "same(II, III)",
    "coded NOT (II OR III) role:participant",
    "memo quotable reviewed",
    "text:staff",
    'text:fund* OR text:"the service"',
    r"text:/\bstaff\b.*\bfund/",
    r"text:/\bstaff\b.*\bmoney/i",
    r"text:/\w+ing\b/",
    r"text:/\b\d{4}\b/",
    r"text:/\b[a-z]{14,}\b/",
    "coded",
)


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def large_desk() -> Desk:
    """100,000 codings by three coders, and some memos, marks and quotable passages."""
    from postil.importers.codebook_csv import read_codebook  # noqa: PLC0415 - for this study only

    chance = random.Random(3)  # noqa: S311 - no secret
    codes = read_codebook(CODEBOOK).codes
    active = [code.id for code in codes if code.status == "active"]
    texts = [invented_transcript(f"P{n:03}", PARAGRAPHS, n) for n in range(TRANSCRIPTS)]
    desk = Desk()
    desk.act(*map(AddCode, codes), *map(AddTranscript, texts), coder="")
    for coder in ("ana", "ben", "cem"):
        wanted: dict[Coding, None] = {}
        while len(wanted) < CODINGS // 3 + 1:
            text = chance.choice(texts)
            n = chance.randint(1, PARAGRAPHS)
            wanted[Coding(text.id, n, None, None, chance.choice(active), coder)] = None
        acts: list[Action] = [*map(Apply, wanted)]
        some = list(wanted)[:3000]
        acts += [Review(c.transcript, c.paragraph, coder) for c in some]
        acts += [SetMemo(MemoKey.at_paragraph(c.transcript, c.paragraph, coder), "to discuss") for c in some[:1000]]
        acts += [Quote(Passage(c.transcript, c.paragraph)) for c in some[:500]]
        desk.act(*acts, coder=coder)
    return desk


def _milliseconds(began: float) -> float:
    return (time.process_time() - began) * 1000


def _mebibytes() -> int:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def queries(desk: Desk) -> None:
    """Milliseconds of each query: in the retrieval screen at first and later, of its keys there, and without it."""
    study = desk.study
    gc.collect()
    gc.freeze()  # as the program does when a study is open
    for what, query in (("with the index", "coded"), ("of words", "text:zebra"), ("of a pattern", "text:/zeb.a/")):
        began = time.process_time()
        find(study, query)
        took = _milliseconds(began)
        count = sum(study.uses.values())
        say(f"{count:,} codings: the first query {what} {took:.0f} ms, memory so far {_mebibytes()} MiB")
    session = RetrievalSession(DeskRecorder(desk), coder="ana", query="quotable")
    session.view = painter = RetrievalPainter(session)
    say(
        f"  {'in the screen':>16} {'at first':>9} {'a key':>8} {'found only':>17}"
        f"   query (ms, at most; goal {GOAL_MILLISECONDS} in the screen, at first and by a key)"
    )
    text = next(iter(study.transcripts))
    for query in QUERIES:
        times: list[tuple[float, float]] = []
        first = statistics.median(_asked(session, painter, query, anew=True) for _ in range(3))
        key = max(_pressed(session, painter, one) for one in "Gssss")
        for n in range(1, 8):
            one = Coding(text, n, 0, 1, "II.C", "ana")
            desk.act(Apply(one))
            began = time.process_time()
            found = find(study, query)
            after = _milliseconds(began)
            desk.act(Remove(one))
            times.append((_asked(session, painter, query), after))
        shown, after = (statistics.median(column) for column in zip(*times, strict=True))
        slowest, worst = (max(column) for column in zip(*times, strict=True))
        missed = "" if max(shown, first, key) <= GOAL_MILLISECONDS else "  MISSED"
        figures = f"{shown:9.1f} ({slowest:4.0f}) {first:9.1f} {key:8.1f} {after:10.1f} ({worst:4.0f})"
        say(f"  {figures}   {query}  [{len(found):,}]{missed}")


def _asked(session: RetrievalSession, painter: RetrievalPainter, query: str, *, anew: bool = False) -> float:
    """Milliseconds until what a query finds is drawn; ``anew`` as if its words had not been looked for before."""
    if anew:
        index_of(session.study)._worded.clear()
    began = time.process_time()
    session.ask(query)
    painter.frame(120, 40)
    return _milliseconds(began)


def _pressed(session: RetrievalSession, painter: RetrievalPainter, key: str) -> float:
    """Milliseconds until a key is answered."""
    began = time.process_time()
    session.press(key)
    painter.frame(120, 40)
    return _milliseconds(began)


def command(path: Path) -> None:
    """`postil quotes CODE` against saying the version and loading the study, by processor time."""
    from reports_scale import loading, process  # noqa: PLC0415 - it stands beside this file

    pairs = [(process("quotes", str(path), "II.C"), process("--version") + loading(path)) for _ in range(ROUNDS + 1)][
        1:
    ]
    quotes, least = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    say(f"5,000 codings: `postil quotes` {quotes * 1000:.0f} ms   version + loading {least * 1000:.0f} ms   "
        f"ratio {ratio:.2f} (goal {GOAL_RATIO})")  # fmt: skip


def on_the_wire(path: Path) -> None:
    """Bytes and frames of keys in the retrieval screen."""
    kinds: dict[str, list[str]] = {
        "type": list("II.C"),
        "ask": ["enter"],
        "move": list("jjkjk"),
        "scroll": ["G", "g", "g", "pagedown", "pageup", "J"],
        "group": ["s", "s", "s", "s"],
        "mark": ["*", "*"],
        "context": ["c", "c"],
        "open": ["enter"],
        "back": ["q"],
    }
    with Terminal(coding(path, "--coder", "ana")) as terminal:
        terminal.settle(3.0, first=3.0)
        terminal.press("Q")
        told = []
        for kind, keys in kinds.items():
            answers = [terminal.press(key) for key in keys]
            told.append(f"{kind} {max(len(a.data) for a in answers)} B {max(a.frames for a in answers)} frame")
        terminal.settle(3.0, first=3.0)
        idle = len(terminal.settle(0.5, first=4.0).data)
    say(f"at most a key in the retrieval screen: {', '.join(told)}; idle {idle} B")


def main() -> None:
    """Print everything."""
    queries(large_desk())
    with tempfile.TemporaryDirectory() as folder:
        study = scaled_study(Path(folder) / "study.json", paragraphs=2_880, codings=5_000, transcripts=18)
        command(study)
        on_the_wire(study)


if __name__ == "__main__":
    main()
