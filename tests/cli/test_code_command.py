"""``code`` and ``demo`` up to the screen: which study, which coder, which settings."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from cli_program import Program, small_study, snapshot
from postil.cli.commands import demo
from postil.session.commands import BY_ID
from postil.storage import StudyFile, open_study


class Screen:
    """Stands for the coding screen and remembers how it was called."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []

    def run(self, study_file: StudyFile, **how: object) -> int:
        """Remember the call; the exit status is that of a good end."""
        self.calls.append({"path": study_file.path, "read_only": study_file.read_only, **how})
        return 0

    @property
    def last(self) -> dict[str, Any]:
        """The latest call."""
        return self.calls[-1]


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    """The screen, in place of a real one."""
    found = Screen()
    monkeypatch.setattr("postil.tui.check_terminal", lambda: None)
    monkeypatch.setattr("postil.tui.run_coding", found.run)
    monkeypatch.setenv("LOGNAME", "miriam")
    return found


def test_a_study_is_opened_for_its_coder(postil: Program, study: Path, screen: Screen) -> None:
    postil.done("code", study, "--coder", "ana", "--mouse")
    assert (screen.last["path"], screen.last["coder"], screen.last["mouse"]) == (study, "ana", True)
    assert screen.last["read_only"] is False
    postil.done("code", study, "--read-only")
    assert (screen.last["coder"], screen.last["read_only"], screen.last["mouse"]) == ("ana", True, False)


def test_a_slip_in_the_name_is_refused(postil: Program, study: Path, screen: Screen) -> None:
    before = snapshot(study.parent)
    for name in ("Ana", "ANA", "ána"):
        outcome = postil("code", study, "--coder", name)
        assert outcome.refuses("study.json", f"no coder '{name}'", "there is ana", "--new-coder")
    assert snapshot(study.parent) == before
    postil.done("code", study, "--coder", "Ana", "--new-coder")
    postil.done("code", study, "--coder", "benedict")
    assert screen.last["coder"] == "benedict"


def test_who_codes_must_be_said_where_it_is_open(postil: Program, tmp_path: Path, screen: Screen) -> None:
    path = small_study(tmp_path / "two.json", coders=("ana", "ben"))
    assert postil("code", path).refuses("two.json", "who codes", "--coder")
    postil.done("code", path, "--read-only")
    assert screen.last["coder"] is None


@pytest.mark.parametrize("name", ["", " ", "a\nb", "\u200b", "x" * 200])
def test_a_coder_must_have_a_name(postil: Program, study: Path, screen: Screen, name: str) -> None:
    outcome = postil("code", study, "--coder", name)
    assert (outcome.status, "coder" in outcome.err, screen.calls) == (2, True, [])


def test_a_transcript_becomes_a_study_beside_it(postil: Program, transcript: Path, screen: Screen) -> None:
    path = transcript.with_name("P07.postil.json")
    outcome = postil.done("code", transcript, "--codebook", "bpos")
    assert f"made {path}" in outcome.err
    assert (screen.last["path"], screen.last["coder"]) == (path, "miriam")
    made = path.read_bytes()
    assert postil.done("code", transcript, "--coder", "ana").err == ""
    assert (screen.last["path"], screen.last["coder"], path.read_bytes()) == (path, "ana", made)
    assert postil("code", transcript, "--codebook", "bpos").refuses("P07.postil.json", "codebook import")
    transcript.write_text(transcript.read_text() + "INT: More?\n")
    assert "is not what" in postil.done("code", transcript).err
    transcript.unlink()
    postil.done("code", transcript)
    with open_study(path, write=False) as study_file:
        assert "F1.2" in study_file.study.codebook


def test_what_cannot_be_coded(postil: Program, transcript: Path, tmp_path: Path, screen: Screen) -> None:
    before = snapshot(tmp_path)
    assert postil("code", tmp_path / "none.docx").refuses("none.docx", "no such file")
    assert postil("code", tmp_path / "none.json").refuses("none.json", "not exist")
    assert postil("code", tmp_path).refuses("folder")
    assert postil("code", transcript, "--read-only").refuses("P07.postil.json", "does not exist")
    assert snapshot(tmp_path) == before
    postil.done("new", tmp_path / "empty.json", "--codebook", "bpos")
    assert postil("code", tmp_path / "empty.json").refuses("empty.json", "no transcripts", "postil add")
    assert not screen.calls


def test_the_settings_reach_the_screen(postil: Program, study: Path, screen: Screen) -> None:
    folder = Path(os.environ["XDG_CONFIG_HOME"]) / "postil"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('theme = "dark"\nauto_advance = true\nmouse = true\n')
    some_id = next(iter(BY_ID))
    own = BY_ID[some_id].keys[-1]
    (folder / "keymap.toml").write_text(f'"{some_id}" = ["{own}"]\n')
    postil.done("code", study)
    assert screen.last["keymap"].keys[some_id] == (own,)
    assert (screen.last["theme"], screen.last["auto_advance"], screen.last["mouse"]) == ("dark", True, True)
    (folder / "keymap.toml").write_text('"no.such.command" = ["z"]\n')
    assert postil("code", study).refuses("keymap.toml", "no.such.command")


def test_the_demo_is_a_private_copy(
    postil: Program, study: Path, screen: Screen, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(demo, "sample_study", lambda: study)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = study.read_bytes()
    outcome = postil.done("demo")
    copy = screen.last["path"]
    assert (screen.last["coder"], copy.read_bytes(), str(copy) in outcome.err) == ("ana", before, True)
    assert (copy.stat().st_mode & 0o777, copy.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    postil.done("demo", "--folder", tmp_path / "own")
    assert screen.last["path"] == tmp_path / "own" / demo.STUDY_NAME
    assert postil("demo", "--folder", tmp_path / "own").refuses("own", "exists already")
    assert study.read_bytes() == before


def test_an_installation_without_a_sample_says_so(
    postil: Program, screen: Screen, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(demo, "sample_study", lambda: tmp_path / "none")
    assert postil("demo").refuses("no sample study")
    assert not screen.calls


def test_a_colleagues_pack_is_called_by_its_name(postil: Program, study: Path, screen: Screen, tmp_path: Path) -> None:
    postil.done("assign", study, "--coder", "ben", "-o", tmp_path / "packs")
    pack = tmp_path / "packs" / "ben.json"
    said = ("ben.json is the pack of ben", "take your own pack", "--coder 'ben'", "--new-coder")
    assert postil("code", pack, "--coder", "ana").refuses(*said)
    assert postil("apply", pack, "P05:2", "B2", "--coder", "ana").refuses(*said)
    assert not screen.calls
    postil.done("code", pack, "--coder", "ana", "--new-coder")
    postil.done("code", pack, "--coder", "ben")
    assert screen.last["coder"] == "ben"
