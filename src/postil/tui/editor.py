"""A text in the user's own editor, without a copy left anywhere.

The text lies, readable for the user only, in a private folder beside the study and nowhere else; the folder
is gone afterwards. Editors that are known to leave copies are told not to, after their own settings were read.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

from postil.errors import PostilError

_VIM = ["-n", "-i", "NONE", "-c", "set noundofile nobackup nowritebackup viminfo="]
_NEOVIM = ["-n", "-i", "NONE", "-c", "set noundofile nobackup nowritebackup shada="]
_EMACS = ["--eval", "(setq make-backup-files nil auto-save-default nil)"]
_HINT = "set VISUAL or EDITOR, or press m to write the memo here"


def edited(text: str, study: Path) -> str:
    """The text as it is after the user's editor has ended.

    Raises:
        PostilError: no editor is set, or it could not be run, or it ended with an error, or the folder of the study
            cannot hold the text for the editor.
    """
    program, *options = _command()
    folder: Path | None = None
    try:
        folder = Path(tempfile.mkdtemp(prefix=".postil-memo-", dir=study.resolve().parent))
        memo = folder / "memo.txt"
        memo.write_text(text, encoding="utf-8", errors="replace")
        memo.chmod(0o600)
        ended = subprocess.run([program, *options, *_without_copies(program), str(memo)], check=False, cwd=folder)
        if ended.returncode:
            raise PostilError(f"the editor ended with status {ended.returncode}; the memo is as it was", _HINT)
        return memo.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise PostilError(
            f"the memo cannot be edited outside: {error.strerror or error}; the memo is as it was",
            f"see that {study.resolve().parent} can be written and has room, or press m to write the memo here",
        ) from error
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def _command() -> list[str]:
    """The program that is the user's editor, and its options."""
    setting = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        command = shlex.split(setting)
    except ValueError as error:
        raise PostilError(f"the editor {setting} cannot be read as a command: {error}", _HINT) from error
    if not command:
        raise PostilError("no editor is set", _HINT)
    program = shutil.which(command[0])
    if program is None:
        raise PostilError(f"the editor {command[0]} is not there", _HINT)
    return [program, *command[1:]]


def _without_copies(program: str) -> list[str]:
    """Options that keep an editor from leaving copies; ``vi`` and ``view`` are whatever they are links to."""
    names = {Path(program).name, Path(program).resolve().name}
    if any(name.startswith("nvim") for name in names):
        return _NEOVIM
    if any(name.startswith(("vim", "gvim", "rvim")) for name in names):
        return _VIM
    if any(name == "emacs" or name.startswith(("emacs-", "emacs2", "emacs3")) for name in names):
        return _EMACS
    return []
