"""A text in the user's own editor, without a copy left anywhere.

The text lies, readable for the user only, in a private folder beside the study and nowhere else; the folder
is gone afterwards. Editors that are known to leave copies are told not to.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

from postil.errors import PostilError

_WITHOUT_COPIES = {
    "vim": ["-n", "-i", "NONE"],
    "vi": ["-n"],
    "nvim": ["-n", "-i", "NONE"],
    "view": ["-n"],
}
_HINT = "set VISUAL or EDITOR, or press m to write the memo here"


def edited(text: str, study: Path) -> str:
    """The text as it is after the user's editor has ended.

    Raises:
        PostilError: no editor is set, or it could not be run, or it ended with an error.
    """
    command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "")
    if not command:
        raise PostilError("no editor is set", _HINT)
    program = shutil.which(command[0])
    if program is None:
        raise PostilError(f"the editor {command[0]} is not there", _HINT)
    options = _WITHOUT_COPIES.get(Path(command[0]).name, [])
    folder = Path(tempfile.mkdtemp(prefix=".postil-memo-", dir=study.resolve().parent))
    try:
        memo = folder / "memo.txt"
        memo.write_text(text, encoding="utf-8")
        memo.chmod(0o600)
        ended = subprocess.run([program, *command[1:], *options, str(memo)], check=False, cwd=folder)
        if ended.returncode:
            raise PostilError(f"the editor ended with status {ended.returncode}; the memo is as it was", _HINT)
        return memo.read_text(encoding="utf-8", errors="replace")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
