"""What writing tables costs: part of `make bench`.

The table of 100,000 codings is made and written in each format that machines read, beside what the standard library
takes to write the same rows as JSON. Measured in turn in the same run; medians of the pairs.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "tests")]

from postil.exports.tables import table_bytes  # noqa: E402 - found through the path above
from postil.exports.tidy import Tidy  # noqa: E402
from postil.storage import open_study  # noqa: E402
from studies_at_scale import scaled_study  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

GOALS = {"the table itself": 2.0, "csv": 3.0, "jsonl": 4.0, "parquet": 4.0, "md": 4.0, "html": 4.0, "xlsx": 8.0}
"""Format -> at most so many times what `json.dumps` of the rows takes."""
ROUNDS = 3


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def seconds(work: Callable[[], object]) -> float:
    """Seconds that a piece of work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main(codings: int = 100_000) -> None:
    """Print a line for each format."""
    with tempfile.TemporaryDirectory() as folder:
        path = scaled_study(Path(folder) / "study.json", paragraphs=20_000, codings=codings, transcripts=20)
        with open_study(path, write=False) as file:
            study = file.study
        table = Tidy(study).table("codings")

        def dumped() -> float:
            return seconds(lambda: "\n".join(json.dumps(row, ensure_ascii=False) for row in table.rows))

        for name, goal in GOALS.items():
            pairs = []
            for _ in range(ROUNDS):
                if name == "the table itself":
                    ours = seconds(lambda: Tidy(study).table("codings"))
                else:
                    ours = seconds(lambda ending=name: table_bytes(table, ending))  # type: ignore[misc]
                pairs.append((ours, dumped()))
            ours, least = (statistics.median(side) for side in zip(*pairs, strict=True))
            ratio = statistics.median(one / other for one, other in pairs)
            say(f"{codings:,} codings, {name:<16} {ours * 1000:6.0f} ms   json.dumps {least * 1000:6.0f} ms   "
                f"ratio {ratio:.2f} (goal {goal})")  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
