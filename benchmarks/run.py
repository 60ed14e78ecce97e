"""What things cost, as ratios within one run: `make bench`.

Absolute times differ between machines and moments, so each figure stands beside what it is compared with, measured
in turn in the same run; medians of the pairs are printed. Bytes and frames are exact.
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
sys.path[:0] = [str(HERE.parent / "tests"), str(HERE)]
# Both sides run with compiled modules, as an installation has them; the first pair, which is left out, compiles ours.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
_COMPILED = tempfile.TemporaryDirectory(prefix="postil-benchmark-")
os.environ["PYTHONPYCACHEPREFIX"] = _COMPILED.name

from postil.model.change import Apply  # noqa: E402
from postil.model.coding import Coding  # noqa: E402
from postil.storage import open_study  # noqa: E402
from studies_at_scale import scaled_study  # noqa: E402 - found through the path above
from terminals import Terminal, coding  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

_CLICK = "import click\n@click.command()\n@click.version_option('1')\ndef main(): pass\nmain(['--version'])"
_TEXTUAL = (
    "from textual.app import App\nfrom textual.widgets import Static\n"
    "class Bare(App):\n    def compose(self): yield Static('§ bare')\nBare().run(mouse=False)"
)


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def compared(what: str, ours: float, other: str, theirs: float, *, ratio: float, goal: float) -> None:
    """Print one comparison: milliseconds of both, and their ratio beside the goal."""
    say(f"{what:<30} {ours * 1000:8.2f} ms   {other:<16} {theirs * 1000:8.2f} ms   ratio {ratio:.2f} (goal {goal})")


def paired(ours: Callable[[], float], theirs: Callable[[], float], runs: int) -> tuple[float, float, float]:
    """Medians of seconds of both, and of the ratios of the pairs; the first pair is a warm-up."""
    pairs = [(ours(), theirs()) for _ in range(runs + 1)][1:]
    medians = [statistics.median(side) for side in zip(*pairs, strict=True)]
    return medians[0], medians[1], statistics.median(a / b for a, b in pairs)


def process(argv: list[str]) -> float:
    """Seconds that a process takes from start to end."""
    began = time.perf_counter()
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def first_paint(argv: list[str]) -> float:
    """Seconds from the start of a program to the first text on its screen."""
    began = time.perf_counter()
    terminal = Terminal(argv, begin=0.0, until="§")
    seconds = time.perf_counter() - began
    terminal.kill()
    return seconds


def start_of_the_command_line() -> None:
    """``postil --version`` against a bare click program."""
    postil = str(Path(sys.executable).with_name("postil"))
    ours, theirs, ratio = paired(
        lambda: process([postil, "--version"]), lambda: process([sys.executable, "-c", _CLICK]), 15
    )
    compared("postil --version", ours, "bare click", theirs, ratio=ratio, goal=1.3)


def opening(study: Path, name: str, goal: float) -> None:
    """First paint of the coding screen against a bare Textual program."""
    ours, theirs, ratio = paired(
        lambda: first_paint(coding(study, "--coder", "ana")), lambda: first_paint([sys.executable, "-c", _TEXTUAL]), 7
    )
    compared(f"first paint, {name}", ours, "bare Textual", theirs, ratio=ratio, goal=goal)


def recording(few: Path, many: Path) -> None:
    """One durable coding in a small study and in a large one."""

    def times(path: Path) -> list[float]:
        with open_study(path, write=True, coder="ana") as file:
            transcript = next(iter(file.study.transcripts.values()))
            texts = {p.n: p.text for p in transcript.paragraphs}
            found = []
            for n in list(texts)[:200]:
                began = time.perf_counter()
                file.record([Apply(Coding(transcript.id, n, 0, 2, "I.A", "ana"))], coder="ana")
                found.append(time.perf_counter() - began)
            return found

    small, large = statistics.median(times(few)), statistics.median(times(many))
    compared("record one code at 100,000", large, "at 100 codings", small, ratio=large / small, goal=1.5)


def on_the_wire(study: Path, name: str) -> None:
    """Bytes and frames of keys at 120x40."""
    with Terminal(coding(study, "--coder", "ana")) as terminal:
        terminal.settle(3.0, first=3.0)
        terminal.press("G", "g", "g")
        kinds = {
            "move": "jkjkjk",
            "apply": "12.3",
            "picker letter": "lea",
            "scroll": ["pagedown", "pagedown", "pageup"],
        }
        costs = {}
        for kind, keys in kinds.items():
            if kind == "picker letter":
                terminal.press("c")
            answers = [terminal.press(key) for key in keys]
            if kind == "picker letter":
                terminal.press("ctrl+g")
            costs[kind] = (max(len(a.data) for a in answers), max(a.frames for a in answers))
        idle = len(terminal.settle(0.5, first=4.0).data)
    listed = ", ".join(f"{kind} {size} B {frames} frame" for kind, (size, frames) in costs.items())
    say(f"at most a key, {name:<11} {listed}; idle {idle} B")


def main() -> None:
    """Print everything."""
    start_of_the_command_line()
    with tempfile.TemporaryDirectory() as folder:
        studies = {
            (paragraphs, codings): scaled_study(
                Path(folder) / f"{codings}.json", paragraphs=paragraphs, codings=codings, transcripts=transcripts
            )
            for paragraphs, codings, transcripts in (
                (200, 100, 1),
                (2_900, 5_000, 18),
                (20_000, 100_000, 1),
                (2_900, 100_001, 18),
            )
        }
        opening(studies[2_900, 5_000], "5,000", 1.3)
        opening(studies[2_900, 100_001], "100,000", 2.0)
        opening(studies[20_000, 100_000], "one of 20,000 §", 2.0)
        recording(studies[200, 100], studies[2_900, 100_001])
        on_the_wire(studies[200, 100], "200 §")
        on_the_wire(studies[20_000, 100_000], "20,000 §")
    import agreement_scale  # noqa: PLC0415 - a file beside this one
    import matrix_scale  # noqa: PLC0415 - as above
    import merging_scale  # noqa: PLC0415 - as above
    import query_scale  # noqa: PLC0415 - as above
    import reports_scale  # noqa: PLC0415 - as above
    import strokes  # noqa: PLC0415 - as above
    import tables_scale  # noqa: PLC0415 - as above

    strokes.main()
    merging_scale.main()
    agreement_scale.main()
    matrix_scale.main()
    reports_scale.main()
    query_scale.main()
    tables_scale.main()


if __name__ == "__main__":
    main()
