"""What merging costs, as ratios within one run: part of `make bench`.

Two files of 5,000 codings against the start of the command line; ten files of 100,000 codings each, on a corpus of
20,000 paragraphs, against the time to parse their JSON. Whole processes, files without a seal, as a mail brings them.
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
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

from postil.model.change import AddCoder, Apply, Review  # noqa: E402
from postil.model.coding import Coding  # noqa: E402
from postil.storage import open_study  # noqa: E402
from studies_at_scale import scaled_study  # noqa: E402 - found through the path above

if TYPE_CHECKING:
    from postil.model.change import Action

POSTIL = str(Path(sys.executable).with_name("postil"))


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def coded_by(base: Path, path: Path, coder: str, codings: int, seed: int) -> Path:
    """A copy of a study in which one coder has coded, alone in its folder."""
    chance = random.Random(seed)  # noqa: S311 - the same each time
    shutil.copy(base, path)
    with open_study(path, write=True) as file:
        corpus = list(file.study.transcripts.values())
        active = [code.id for code in file.study.codebook if code.status == "active"]
        wanted: set[Coding] = set()
        while len(wanted) < codings:
            transcript = chance.choice(corpus)
            n = chance.randint(1, len(transcript.paragraphs))
            wanted.add(Coding(transcript.id, n, None, None, chance.choice(active), coder))
        reviewed = sorted({coding.place for coding in wanted})
        actions: list[Action] = [AddCoder(coder), *(Review(*place, coder) for place in reviewed)]
        file.record([*actions, *map(Apply, sorted(wanted))], coder=coder)
    path.with_name(path.name + ".journal").unlink()
    return path


def seconds_of(argv: list[str]) -> float:
    """Seconds that a process takes from start to end."""
    began = time.perf_counter()
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began


def merging(files: list[Path]) -> float:
    """Seconds of one merge, process and all; what it wrote is taken away again."""
    output = files[0].with_name("merged.json")
    took = seconds_of([POSTIL, "merge", *map(str, files), "-o", str(output)])
    for left in output.parent.glob("merged.json*"):
        left.unlink()
    return took


def two_small(folder: Path) -> None:
    """Two files of 5,000 codings."""
    base = scaled_study(folder / "base.json", paragraphs=2_900, codings=0, transcripts=18)
    files = [coded_by(base, folder / f"{coder}.json", coder, 5_000, n) for n, coder in enumerate(("ana", "ben"))]
    pairs = [(merging(files), seconds_of([POSTIL, "merge", "--help"])) for _ in range(8)][1:]
    ours, start, ratio = (
        statistics.median(pair[0] for pair in pairs),
        statistics.median(pair[1] for pair in pairs),
        statistics.median(a / b for a, b in pairs),
    )
    say(
        f"merge 2 x 5,000 codings        {ours * 1000:8.0f} ms   command line     {start * 1000:8.0f} ms   "
        f"ratio {ratio:.2f} (goal 3)"
    )


def ten_large(folder: Path) -> None:
    """Ten files of 100,000 codings."""
    base = scaled_study(folder / "large.json", paragraphs=20_000, codings=0, transcripts=66)
    files = [coded_by(base, folder / f"coder{n}.json", f"coder{n}x", 100_000, n) for n in range(10)]
    began = time.perf_counter()
    for file in files:
        json.loads(file.read_bytes())
    parsing = time.perf_counter() - began
    took = merging(files)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    say(
        f"merge 10 x 100,000 codings     {took:8.1f} s    parsing JSON     {parsing:8.1f} s    "
        f"ratio {took / parsing:.2f} (goal 6); {peak:,.0f} MiB at most"
    )


def main() -> None:
    """Print both."""
    with tempfile.TemporaryDirectory() as folder:
        two_small(Path(folder))
        ten_large(Path(folder))


if __name__ == "__main__":
    main()
