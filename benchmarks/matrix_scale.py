"""What the framework matrix costs: part of `make bench`.

Opening it on 200 cases and 150 codes against opening the study itself, all cells counted, half of them charted; and
bytes and frames of keys on 18 cases and 67 codes at 120x40.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "tests")]
# With compiled modules, as an installation has them; the first run, which is left out, compiles ours.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
_COMPILED = tempfile.TemporaryDirectory(prefix="postil-benchmark-")
os.environ.setdefault("PYTHONPYCACHEPREFIX", _COMPILED.name)

from matrices import at_matrix, chart_file  # noqa: E402 - found through the path above
from postil.model.change import AddCode  # noqa: E402
from postil.model.codebook import Code  # noqa: E402
from postil.model.coding import Coding  # noqa: E402
from postil.session.matrix_table import Table  # noqa: E402
from postil.storage import open_study  # noqa: E402
from studies_at_scale import scaled_study  # noqa: E402
from terminals import Terminal  # noqa: E402

CASES, CODES = 200, 150
GOAL_SECONDS = 1.0


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def large_study(path: Path) -> Path:
    """A study of 200 cases and 150 codes, half of its 30,000 cells charted, 6,000 of them with passages."""
    from postil.model.change import Apply  # noqa: PLC0415 - for this study only

    scaled_study(path, paragraphs=6_000, codings=3_000, transcripts=CASES)
    with open_study(path, write=True) as file:
        there = [code.id for code in file.study.codebook if code.status == "active"]
        more = [f"x{n}" for n in range(CODES - len(there))]
        file.record([AddCode(Code(code, f"Further code {code}", parent=there[0])) for code in more], coder="")
        codes = [*there, *more]
        texts = list(file.study.transcripts.values())
        codings = [
            Coding(
                texts[n % CASES].id, n % len(texts[n % CASES].paragraphs) + 1, None, None, codes[n * 7 % CODES], "ben"
            )
            for n in range(6_000)
        ]
        file.record([Apply(coding) for coding in dict.fromkeys(codings)], coder="ben")
    return chart_file(path, cases=CASES, share=0.5)


def opening(path: Path) -> None:
    """Seconds to read the study, seconds more until its matrix can be drawn, and until every cell is counted."""
    times: list[tuple[float, float, float]] = []
    for _ in range(4):
        began = time.perf_counter()
        with open_study(path, write=False) as file:
            file.complete()
            read = time.perf_counter()
            table = Table(file.study)
            opened = time.perf_counter()
            table.choose("")
            times.append((read - began, opened - read, time.perf_counter() - read))
            size, counts = f"{len(table.rows)} x {len(table.columns)}", dict(table.counts)
    study, matrix, whole = (statistics.median(column) for column in zip(*times[1:], strict=True))
    there = sum(counts.values()) - counts["no data"]
    say(f"matrix of {size}, {there:,} cells with something in them: study {study:.2f} s,")
    say(f"  its matrix {matrix:.2f} s more, all codes counted {whole:.2f} s more (goal {GOAL_SECONDS})")


def on_the_wire(path: Path) -> None:
    """Bytes and frames of keys in the matrix and in a cell."""
    kinds: dict[str, list[str]] = {
        "move": list("jkjk"),
        "scroll": ["$", "0", "G", "pagedown", "pageup", "home"],
        "next work": ["n", "n", "N"],
        "read down": ["c", "j", "pagedown", "c"],
        "open a cell": ["enter"],
        "type": ["tab", *"words", "space", *"here"],
    }
    with Terminal(at_matrix(path), until="charted") as terminal:
        terminal.settle(2.0, first=3.0)
        terminal.press("t", *"all", "enter")
        told = []
        for kind, keys in kinds.items():
            answers = [terminal.press(key) for key in keys]
            told.append(f"{kind} {max(len(a.data) for a in answers)} B {max(a.frames for a in answers)} frame")
        terminal.settle(3.0, first=3.0)
        idle = len(terminal.settle(0.5, first=4.0).data)
    say(f"at most a key, matrix of 18 x 67: {', '.join(told)}; idle {idle} B")


def main() -> None:
    """Print everything."""
    with tempfile.TemporaryDirectory() as folder:
        opening(large_study(Path(folder) / "large.json"))
        small = scaled_study(Path(folder) / "small.json", paragraphs=1_800, codings=1_500, transcripts=18)
        on_the_wire(chart_file(small))


if __name__ == "__main__":
    main()
