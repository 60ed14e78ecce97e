"""The user's own editor: nothing of the text stays behind, and no setting or full disk ends the program."""

from __future__ import annotations

import errno
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from postil.errors import PostilError
from postil.tui.editor import edited
from terminals import Terminal, coding, planted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SECRET = "SECRETMEMO"


def script(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(("#!/bin/sh", *lines, "")), encoding="utf-8")
    path.chmod(0o755)
    return path


def asked(monkeypatch: pytest.MonkeyPatch, folder: Path, name: str, target: str = "") -> Sequence[str]:
    """The arguments that an editor of this name gets, or one of another name that is a link to it."""
    said = folder / "arguments"
    program = script(folder / (target or name), f'printf "%s\\n" "$@" > {said}')
    if target:
        (folder / name).symlink_to(program)
    monkeypatch.setenv("EDITOR", str(folder / name))
    edited("text", folder / "study.json")
    return said.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("name", "target", "told"),
    [
        ("vim", "", "set noundofile nobackup nowritebackup viminfo="),
        ("vi", "vim.basic", "set noundofile nobackup nowritebackup viminfo="),
        ("view", "vim.tiny", "set noundofile nobackup nowritebackup viminfo="),
        ("vi", "nvim", "set noundofile nobackup nowritebackup shada="),
        ("nvim", "", "set noundofile nobackup nowritebackup shada="),
        ("emacs", "emacs-nox", "(setq make-backup-files nil auto-save-default nil)"),
    ],
)
def test_editors_that_leave_copies_are_told_not_to(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, target: str, told: str
) -> None:
    arguments = asked(monkeypatch, tmp_path, name, target)
    assert told in arguments
    assert arguments[-1].endswith("memo.txt")


@pytest.mark.parametrize(("name", "target"), [("vi", "nvi"), ("vi", "busybox"), ("emacsclient", ""), ("nano", "")])
def test_an_editor_that_does_not_know_the_options_gets_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, target: str
) -> None:
    assert len(asked(monkeypatch, tmp_path, name, target)) == 1


@pytest.mark.skipif(not shutil.which("vim"), reason="vim is not installed")
@pytest.mark.parametrize("name", ["vim", "vi"])
def test_vim_leaves_nothing_whatever_its_own_settings(sample: Path, tmp_path: Path, name: str) -> None:
    home = tmp_path / "home"
    (home / "kept").mkdir(parents=True)
    settings = ("undofile undodir=~/kept", "backup backupdir=~/kept", "directory=~/kept", "viminfo='20,n~/kept/info")
    (home / ".vimrc").write_text("".join(f"set {setting}\n" for setting in settings), encoding="utf-8")
    env = {"EDITOR": shutil.which(name) or name, "HOME": str(home)}
    with Terminal(coding(sample, "--coder", "ana"), env=env) as terminal:
        terminal.press("M", quiet=1.0)
        for key in (f"i{SECRET}", "esc", "yy", "x", ":wq\r"):
            terminal.press(key, quiet=0.5)
        terminal.settle(1.0, first=2.0)
        assert SECRET[:-1] in terminal.text
        terminal.press("q")
        assert terminal.wait(5.0) == 0
    found = [path for path in home.rglob("*") if path.is_file() and SECRET[:6].encode() in path.read_bytes()]
    assert found == []
    assert list((home / "kept").iterdir()) == []
    assert not list(sample.parent.glob(".postil-memo-*"))


def test_the_text_lies_where_only_the_user_can_read_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    editor = script(tmp_path / "editor", f'stat -c %a . "$1" > {tmp_path}/modes', 'echo more >> "$1"')
    monkeypatch.setenv("VISUAL", str(editor))
    assert edited("text\n", tmp_path / "study.json") == "text\nmore\n"
    assert (tmp_path / "modes").read_text().split() == ["700", "600"]
    assert not list(tmp_path.glob(".postil-memo-*"))


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("", "no editor is set"),
        ("vi '", "cannot be read as a command"),
        ("no-such-editor", "is not there"),
        ("/bin/false", "ended with status 1"),
        ("{folder}/unable", "cannot be edited outside"),
        ("{folder}/remover", "cannot be edited outside"),
    ],
)
def test_what_keeps_an_editor_from_working_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, setting: str, said: str
) -> None:
    (tmp_path / "unable").write_bytes(b"\x7fELF nothing that runs")
    (tmp_path / "unable").chmod(0o755)
    script(tmp_path / "remover", 'rm "$1"')
    monkeypatch.setenv("EDITOR", setting.format(folder=tmp_path))
    with pytest.raises(PostilError, match=said) as caught:
        edited("text", tmp_path / "study.json")
    assert caught.value.hint
    assert not list(tmp_path.glob(".postil-memo-*"))


def test_a_folder_that_is_full_or_gone_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EDITOR", "/bin/true")
    with pytest.raises(PostilError, match="No such file"):
        edited("text", tmp_path / "gone" / "study.json")

    def full(*_: object, **__: object) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("tempfile.mkdtemp", full)
    with pytest.raises(PostilError, match="No space left") as caught:
        edited("text", tmp_path / "study.json")
    assert "press m" in caught.value.hint


@pytest.mark.parametrize(
    ("setting", "said"), [("vi '", "cannot be read as a command"), ("/bin/true", "No space left on device")]
)
def test_the_program_goes_on_where_no_editor_can_be_used(sample: Path, setting: str, said: str) -> None:
    full = (
        "import errno, tempfile",
        "def full(*_, **__): raise OSError(errno.ENOSPC, 'No space left on device')",
        "tempfile.mkdtemp = full",
    )
    with Terminal(planted(full, sample, "--coder", "ana"), env={"EDITOR": setting}) as terminal:
        terminal.press("M", quiet=0.4)
        assert said in terminal.text
        terminal.press("q")
        assert terminal.wait(5.0) == 0
