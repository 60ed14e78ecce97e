from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from cli_program import Program, process, snapshot
from postil.model.change import Apply
from postil.model.coding import Coding
from postil.storage import open_study

if TYPE_CHECKING:
    from pathlib import Path


def test_a_study_from_a_codebook_and_transcripts(postil: Program, transcript: Path, tmp_path: Path) -> None:
    path = tmp_path / "new.json"
    outcome = postil.done("new", path, transcript, "--codebook", "bpos", "--title", "Crisis care", "--coder", "ana")
    assert not outcome.out
    with open_study(path, write=False) as study_file:
        study = study_file.study
        assert (study.title, study.coders, [t.name for t in study.transcripts.values()]) == (
            "Crisis care",
            ("ana",),
            ["P07"],
        )
        assert "F1.2" in study.codebook
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_title_is_the_name_of_the_file(postil: Program, tmp_path: Path) -> None:
    postil.done("new", tmp_path / "crisis_care.postil.json")
    with open_study(tmp_path / "crisis_care.postil.json", write=False) as study_file:
        assert study_file.study.title == "crisis care"


def test_nothing_is_made_where_something_is_or_something_is_wrong(
    postil: Program, study: Path, transcript: Path
) -> None:
    folder = study.parent
    bad = folder / "scan.txt"
    bad.write_bytes(b"\x7fELF" + bytes(range(256)) * 9)
    before = snapshot(folder)
    assert postil("new", study, transcript).refuses("study.json", "exists already")
    assert postil("new", folder / "n.json", transcript, bad).refuses("scan.txt")
    assert postil("new", folder / "n.json", transcript, folder / "none.txt").refuses("none.txt", "no such file")
    assert postil("new", folder / "n.json", transcript, "--codebook", "cfir2202").refuses("cfir2202", "cfir2022")
    assert postil("new", folder / "n.json", transcript, "--role", "ANN=interviewer").refuses("ANN", "P07.txt", "INT")
    assert postil("new", folder / "none" / "n.json", transcript).refuses("none")
    assert snapshot(folder) == before
    assert not (folder / "n.json.lock").exists()


def test_transcripts_are_added_once(postil: Program, study: Path, transcript: Path) -> None:
    outcome = postil.done("add", study, transcript)
    assert "P07: 4 paragraphs from P07.txt" in outcome.err
    before = study.read_bytes()
    outcome = postil.done("add", study, transcript, transcript)
    assert outcome.err.count("already in the study") == 2
    assert study.read_bytes() == before


def test_all_files_are_added_or_none(postil: Program, study: Path, transcript: Path) -> None:
    bad = study.parent / "old.doc"
    bad.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    before = snapshot(study.parent)
    assert postil("add", study, transcript, bad).refuses("old.doc", ".docx")
    assert snapshot(study.parent) == before


def test_another_text_of_the_same_name_is_refused(postil: Program, study: Path, transcript: Path) -> None:
    postil.done("add", study, transcript)
    transcript.write_text(transcript.read_text() + "\nINT: Thank you.\n")
    before = study.read_bytes()
    assert postil("add", study, transcript).refuses("study.json", "P07", "--name")
    assert study.read_bytes() == before
    postil.done("add", study, transcript, "--name", "P07b")
    assert postil("add", study, transcript, transcript, "--name", "x").status == 2


def test_a_dry_run_shows_the_reading_and_changes_nothing(postil: Program, study: Path, transcript: Path) -> None:
    before = snapshot(study.parent)
    shown = postil.done("add", study, transcript, "--dry-run", "--json")
    assert snapshot(study.parent) == before
    (only,) = json.loads(shown.out)["transcripts"]
    assert (only["name"], only["source"], only["status"]) == ("P07", "P07.txt", "new")
    assert only["speakers"] == {"INT": 2, "P07": 2}
    assert only["paragraphs"][1] == {
        "n": 2,
        "speaker": "P07",
        "role": "participant",
        "kind": "say",
        "start": None,
        "text": "With a list.",
    }
    assert all(isinstance(sentence, str) for sentence in only["report"])
    text = postil.done("add", study.parent / "no such study.json", transcript, "--dry-run").out
    assert "§2  P07  participant  say  With a list." in text


def test_json_of_what_was_added(postil: Program, study: Path, transcript: Path) -> None:
    for status in ("new", "already"):
        (only,) = json.loads(postil.done("add", study, transcript, "--json").out)["transcripts"]
        assert only["status"] == status


def test_roles_go_to_the_files_that_have_the_speaker(postil: Program, study: Path, transcript: Path) -> None:
    other = study.parent / "P08.txt"
    other.write_text("ANN: Well.\n\nBOB: Yes?\n\nANN: No.\n\nBOB: Fine.\n")
    shown = postil.done("add", study, transcript, other, "--role", "ann=other", "--dry-run", "--json")
    roles = {p["speaker"]: p["role"] for t in json.loads(shown.out)["transcripts"] for p in t["paragraphs"]}
    assert roles["ANN"] == "other"
    assert roles["INT"] == "interviewer"


def roles_in(path: Path) -> dict[str, str]:
    """The role of each speaker of the transcripts of a study."""
    with open_study(path, write=False) as study_file:
        texts = study_file.study.transcripts.values()
        return {p.speaker: p.role for text in texts for p in text.paragraphs}


def test_roles_of_a_text_that_is_there_are_corrected(postil: Program, study: Path, transcript: Path) -> None:
    postil.done("add", study, transcript, "--role", "P07=other")
    with open_study(study, write=True) as study_file:
        (key,) = [key for key, text in study_file.study.transcripts.items() if text.name == "P07"]
        study_file.record([Apply(Coding(key, 2, None, None, "F1", "ana"))], coder="ana")
        groups = {change.group for change in study_file.log}
    before = study.read_bytes()
    said = "P07.txt: in the study already, as P07; roles changed: P07 other → participant"
    planned = postil.done("add", study, transcript, "--role", "p07=participant", "--dry-run", "--json")
    assert said.replace("changed", "would change") in planned.err
    (only,) = json.loads(planned.out)["transcripts"]
    assert (only["status"], [p["role"] for p in only["paragraphs"]]) == ("roles", ["interviewer", "participant"] * 2)
    assert study.read_bytes() == before
    outcome = postil.done("add", study, transcript, "--role", "p07=participant")
    assert said in outcome.err
    assert outcome.error == f"{study}: 0 transcripts added, roles changed in 1"
    assert {"INT": "interviewer", "P07": "participant"}.items() <= roles_in(study).items()
    with open_study(study, write=False) as study_file:
        assert len({change.group for change in study_file.log} - groups) == 1, "one act"
        assert len(list(study_file.study.codings_in(key))) == 1, "the work on it stays"
    assert "is sound" in postil.done("check", study).out
    before = study.read_bytes()
    again = postil.done("add", study, transcript, "--role", "P07=participant")
    assert "P07.txt: already in the study, as P07" in again.err
    assert again.error == f"{study}: 0 transcripts added"
    assert study.read_bytes() == before


def test_a_role_is_corrected_for_whom_it_was_said_only(postil: Program, study: Path, transcript: Path) -> None:
    postil.done("add", study, transcript, "--role", "P07=other", "--role", "INT=participant", "--name", "P7")
    outcome = postil.done("add", study, transcript, "--role", "P07=participant")
    assert "as P7; roles changed: P07 other → participant" in outcome.err
    assert {"INT": "participant", "P07": "participant"}.items() <= roles_in(study).items()
    postil.done("add", study, transcript)
    assert {"INT": "participant", "P07": "participant"}.items() <= roles_in(study).items()


@pytest.mark.parametrize("role", ["ANN", "ANN=boss", "=other"])
def test_a_role_that_is_none_is_wrong_use(postil: Program, study: Path, transcript: Path, role: str) -> None:
    assert postil("add", study, transcript, "--role", role).status == 2


def test_layouts_and_encodings(postil: Program, study: Path, transcript: Path) -> None:
    latin = study.parent / "latin.txt"
    latin.write_bytes("INT: Gespräch über Ärzte?\n\nP: Naïve café.\n".encode("latin-1"))
    postil.done("add", study, latin, "--encoding", "latin-1")
    with open_study(study, write=False) as study_file:
        texts = [p.text for t in study_file.study.transcripts.values() for p in t.paragraphs]
    assert "Naïve café." in texts
    assert postil("add", study, transcript, "--encoding", "klingon").refuses("P07.txt", "klingon")
    wrong = postil("add", study, transcript, "--layout", "poem")
    assert (wrong.status, "labels" in wrong.err) == (2, True)
    postil.done("add", study, transcript, "--layout", "lines")


def _open_umask() -> None:
    os.umask(0)


def test_the_process_makes_private_files_whatever_the_umask(transcript: Path, tmp_path: Path) -> None:
    process("new", tmp_path / "n.json", transcript, before=_open_umask)
    modes = {path.name: path.stat().st_mode & 0o077 for path in tmp_path.iterdir() if path.name.startswith("n.json")}
    assert set(modes.values()) == {0}
    assert "n.json" in modes


def test_a_name_that_is_no_text_is_blamed_on_the_name(postil: Program, study: Path, tmp_path: Path) -> None:
    source = tmp_path / "new.txt"
    source.write_text("INT: Hello?\n\nP9: Hello.\n")
    assert postil("add", study, source, "--name", "\udcff").refuses("--name", "UTF-8")
