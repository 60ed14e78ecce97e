"""What reports cost: part of `make bench`.

Each report of a study of 5,000 codings is printed by a process of its own, and stands beside what it cannot do without:
a process that says its version, and loading the study. Goal: no more than 1.5 times both together, for each report as
it is printed without options. Measured in turn in the same run by processor time, which other work on the machine
changes less than the clock; medians of the pairs.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "tests")]
# With compiled modules, as an installation has them; the first round, which is left out, compiles ours.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
_COMPILED = tempfile.TemporaryDirectory(prefix="postil-benchmark-")
os.environ["PYTHONPYCACHEPREFIX"] = _COMPILED.name

from postil.model.case import case_id  # noqa: E402 - found through the path above
from postil.model.change import AddCase, AddCoder, Apply, GiveVoice, Review  # noqa: E402
from postil.storage import open_study  # noqa: E402
from studies_at_scale import scaled_study  # noqa: E402

REPORTS = ("progress", "codes", "cases", "attributes", "together", "speakers", "saturation", "overlaps", "memos", "use",
           "methods")  # fmt: skip
GOAL = 1.5
ROUNDS = 9
_LOADING = (
    "import sys, time\nbegan = time.process_time()\nfrom postil.storage import open_study\n"
    "with open_study(sys.argv[1], write=False) as file:\n    len(file.study.codebook)\n"
    "print(time.process_time() - began)"
)


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def study_of(path: Path, codings: int) -> Path:
    """A study of 18 interviews, each a case, the last fifth of its codings by a second coder."""
    scaled_study(path, paragraphs=2_880, codings=codings * 4 // 5, transcripts=18)
    with open_study(path, write=True) as file:
        for transcript in file.study.transcripts.values():
            case = case_id(transcript.name)
            file.record([AddCase(case, transcript.name), GiveVoice(transcript.id, "", case)], coder="")
        mine = sorted(coding for coding, _ in file.study.codings())[: codings // 5]
        codes = sorted({coding.code for coding in mine})
        theirs = [  # a third of them with another code
            coding._replace(coder="ben", code=codes[at % len(codes)] if at % 3 == 0 else coding.code)
            for at, coding in enumerate(mine)
        ]
        marks = [Review(place.transcript, place.paragraph, "ben") for place in {coding.place for coding in theirs}]
        file.record([AddCoder("ben"), *map(Apply, theirs), *marks], coder="ben")
    return path


def process(*arguments: str) -> float:
    """Processor seconds of a whole process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "postil.cli", *arguments], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def loading(path: Path) -> float:
    """Processor seconds that loading takes inside a process, its modules included."""
    done = subprocess.run([sys.executable, "-c", _LOADING, str(path)], check=True, capture_output=True, text=True)
    return float(done.stdout)


def main(codings: int = 5_000) -> None:
    """Print a line for each report."""
    with tempfile.TemporaryDirectory() as folder:
        path = study_of(Path(folder) / "study.json", codings)
        lines: dict[str, list[str]] = {name: ["report", name, str(path)] for name in REPORTS}
        lines["codes --where"] = ["report", "codes", str(path), "--where", "role:participant"]
        more = {
            "methods --interval": ["report", "methods", str(path), "--interval"],
            "all, as text": ["report", "all", str(path)],
            "all, as a page": ["report", "all", str(path), "-o", str(path.with_name("all.html")), "--force"],
        }
        for name, line in (lines | more).items():
            pairs = [(process(*line), process("--version") + loading(path)) for _ in range(ROUNDS + 1)][1:]
            ours, least = (statistics.median(side) for side in zip(*pairs, strict=True))
            ratio = statistics.median(one / other for one, other in pairs)
            goal = f"goal {GOAL}{'' if ratio <= GOAL else ', MISSED'}" if name in lines else "on request, no goal"
            say(f"report {name:<22} {ours * 1000:6.0f} ms   version + loading {least * 1000:6.0f} ms   "
                f"ratio {ratio:.2f} ({goal})")  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
