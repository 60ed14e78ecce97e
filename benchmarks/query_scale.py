"""What queries cost: part of `make bench`.

Queries on 100,000 codings by three coders on 48,000 paragraphs of 300 transcripts, each the first time that it is asked
after a coding was made, and again; `postil quotes` on 5,000 codings against starting and reading the study;
and bytes and frames of keys in the retrieval screen at 120x40.
"""

from __future__ import annotations

import os
import statistics
import subprocess
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

from postil.find.query import find  # noqa: E402
from postil.find.quotes import grouped, passages  # noqa: E402
from postil.model.change import AddCode, AddTranscript, Apply, Quote, Remove, Review, SetMemo  # noqa: E402
from postil.model.coding import Coding, MemoKey, Passage  # noqa: E402
from studies import Desk  # noqa: E402
from studies_at_scale import CODEBOOK, invented_transcript, scaled_study  # noqa: E402
from terminals import Terminal, coding  # noqa: E402

if TYPE_CHECKING:
    from postil.model.change import Action

TRANSCRIPTS, PARAGRAPHS, CODINGS = 300, 160, 100_000
GOAL_MILLISECONDS = 100
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
    return (time.perf_counter() - began) * 1000


def queries(desk: Desk) -> None:
    """Milliseconds of each query: as the first one, after a coding, once more, and with its passages laid out."""
    study = desk.study
    began = time.perf_counter()
    find(study, "coded")
    count = sum(study.uses.values())
    say(f"{count:,} codings: the first query, with the index, takes {_milliseconds(began):.0f} ms")
    say(f"  {'after a coding':>16} {'again':>8} {'passages':>10} {'by code':>8}   query (ms; goal {GOAL_MILLISECONDS})")
    text = next(iter(study.transcripts))
    for query in QUERIES:
        times: list[tuple[float, float, float, float]] = []
        for n in range(1, 6):
            one = Coding(text, n, 0, 1, "II.C", "ana")
            desk.act(Apply(one))
            began = time.perf_counter()
            found = find(study, query)
            after = _milliseconds(began)
            began = time.perf_counter()
            find(study, query)
            again = _milliseconds(began)
            began = time.perf_counter()
            said = passages(study, found)
            laid = _milliseconds(began)
            began = time.perf_counter()
            grouped(study, said, "code")
            times.append((after, again, laid, _milliseconds(began)))
            desk.act(Remove(one))
        after, again, laid, by_code = (statistics.median(column) for column in zip(*times, strict=True))
        worst = max(row[0] for row in times)
        say(f"  {after:9.1f} ({worst:4.0f}) {again:8.1f} {laid:10.1f} {by_code:8.1f}   {query}  [{len(found):,}]")


def command(path: Path) -> None:
    """Seconds of `postil quotes CODE` against a process that starts as it does and reads the study."""

    def run(*arguments: str) -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        return time.perf_counter() - began

    def median(*arguments: str) -> float:
        run(*arguments)
        return statistics.median(run(*arguments) for _ in range(7))

    reading = (
        "import postil.cli.root, pathlib; from postil.cli.studies import opened\n"
        f"with opened(pathlib.Path({str(path)!r}), write=False) as file: list(file.study.codings())"
    )
    version, read = median("-m", "postil.cli", "--version"), median("-c", reading)
    quotes = median("-m", "postil.cli", "quotes", str(path), "II.C")
    say(f"5,000 codings: --version {version:.2f} s, starting and reading {read:.2f} s, `postil quotes` {quotes:.2f} s,")
    say(f"  {quotes / read:.2f} times as long as starting and reading (goal 1.5)")


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
