"""Make the sample study anew: the eighteen interviews, the BPOS codebook, and the codings of coder ana.

Run ``python sample_data/make_study.py`` (or ``make sample``) with Postil installed. It uses the program's own commands.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
STUDY = HERE / "crisis_care.postil.json"


def main() -> None:
    """Remove the old study and make it again."""
    for beside in STUDY.parent.glob(STUDY.name + "*"):
        shutil.rmtree(beside) if beside.is_dir() else beside.unlink()
    interviews = sorted(map(str, (HERE / "interviews").iterdir()))
    title = "Invented interviews on crisis care"
    _postil("new", str(STUDY), *interviews, "--codebook", "bpos", "--title", title, "--coder", "ana")
    _postil("apply", str(STUDY), "--coder", "ana", "--from", str(HERE / "ana.jsonl"))
    for beside in STUDY.parent.glob(STUDY.name + ".*"):
        shutil.rmtree(beside) if beside.is_dir() else beside.unlink()


def _postil(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "postil.cli", *words], check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
