from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from cli_program import Program, process, snapshot

if TYPE_CHECKING:
    from pathlib import Path


def test_export_by_ending(postil: Program, study: Path, tmp_path: Path) -> None:
    outcome = postil.done("export", study, tmp_path / "out.csv")
    assert (outcome.out, outcome.error) == ("", f"wrote {tmp_path / 'out.csv'}")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text("utf-8"), newline="")))
    assert [(row["paragraph"], row["code"], row["memo"]) for row in rows] == [
        ("2", "F4", "to discuss"),
        ("3", "F1.2", ""),
    ]
    assert (tmp_path / "out.csv").stat().st_mode & 0o077 == 0
    postil.done("export", study, tmp_path / "out.json")
    document = json.loads((tmp_path / "out.json").read_bytes())
    assert (document["study"], len(document["codings"])) == ("A small study", 2)


def test_nothing_is_written_over(postil: Program, study: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("keep")
    before = snapshot(tmp_path)
    assert postil("export", study, target).refuses("out.csv", "exists already", "--force")
    assert postil("export", study, study, "--format", "csv", "--force").refuses("study.json", "overwrite")
    assert postil("export", study, tmp_path / "study.json.journal", "--format", "csv", "--force").refuses("overwrite")
    link = tmp_path / "link.json"
    link.symlink_to(study)
    assert postil("export", study, link, "--force").refuses("link.json", "overwrite")
    link.unlink()
    assert postil("export", study, tmp_path, "--format", "csv", "--force").refuses("not a file")
    assert postil("export", study, tmp_path / "none" / "out.csv").refuses("none", "cannot be written")
    assert snapshot(tmp_path) == before
    postil.done("export", study, target, "--force")
    assert target.read_text() != "keep"


@pytest.mark.parametrize("command", [("export",), ("codebook", "export")])
def test_nothing_of_any_study_is_written_over(
    postil: Program, study: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    other = tmp_path / "other.dat"
    other.write_bytes(study.read_bytes())
    damaged = tmp_path / "damaged.json"
    damaged.write_bytes(study.read_bytes()[:-40])
    folder = tmp_path / "study.json.backups"
    folder.mkdir(exist_ok=True)
    targets = [other, damaged, folder / "20260101T000000Z.json", folder / "new.csv"]
    targets += [
        tmp_path / f"any.json{ending}"
        for ending in (".journal", ".journal.rej", ".journal.other-2", ".lock", ".lock.held")
    ]
    for target in targets:
        if target.name != "new.csv" and not target.exists():
            target.write_text("keep")
    link = tmp_path / "link.csv"
    link.symlink_to(other)
    before = snapshot(tmp_path)
    for target in [*targets, link]:
        assert postil(*command, study, target, "--format", "csv", "--force").refuses(
            target.name, "nothing may overwrite"
        )
    assert snapshot(tmp_path) == before


def test_memos_are_exported_where_they_are_asked_for(postil: Program, study: Path, tmp_path: Path) -> None:
    postil.done("export", study, tmp_path / "memos.csv", "--what", "memos")
    (row,) = csv.DictReader(io.StringIO((tmp_path / "memos.csv").read_text("utf-8"), newline=""))
    assert (row["paragraph"], row["code"], row["text"], row["coding_removed"]) == ("2", "F4", "to discuss", "no")
    told = json.loads(process("export", study, "-", "--format", "json", "--what", "memos").out)
    assert [memo["text"] for memo in told["memos"]] == ["to discuss"]


def test_an_export_that_quotes_a_study_may_be_written_over(postil: Program, study: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.write_text(json.dumps({"study": '{"format":"postil/1"}', "codings": []}))
    postil.done("export", study, target, "--force")
    assert json.loads(target.read_text())["codings"]


def test_the_format_must_be_known(postil: Program, study: Path, tmp_path: Path) -> None:
    for target in ("out.txt", "out", "-"):
        outcome = postil("export", study, tmp_path / target if target != "-" else target)
        assert (outcome.status, "--format" in outcome.err) == (2, True)
    postil.done("export", study, tmp_path / "out", "--format", "json")


def test_stdout_gets_the_table_alone(study: Path) -> None:
    outcome = process("export", study, "-", "--format", "csv")
    assert outcome.out.splitlines()[0].startswith("transcript,transcript_id,paragraph,")
    assert outcome.err == ""


def test_a_sound_study_says_so_in_one_line(postil: Program, study: Path) -> None:
    outcome = postil.done("check", study)
    assert outcome.out == (f"{study} is sound: 2 transcripts, 7 paragraphs, 4 codes, 2 codings, 1 coder, 11 changes\n")
    told = json.loads(postil.done("check", study, "--json").out)
    assert (told["counts"]["codes"], told["counts"]["headings"]) == (4, 0)
    assert (told["sound"], told["problems"], told["counts"]["codings"]) == (True, [], 2)


def test_headings_are_counted_apart(postil: Program, tmp_path: Path) -> None:
    study = tmp_path / "new.json"
    assert postil.done("new", study, "--codebook", "cfir2022").err.startswith(
        f"{study}: 0 transcripts, 67 codes, 7 headings"
    )
    assert "67 codes, 7 headings, 0 codings" in postil.done("check", study).out


def test_an_error_gives_status_1(postil: Program, study: Path) -> None:
    document = json.loads(study.read_bytes())
    next(iter(document["codings"].values()))["code"] = "nosuch"
    study.write_text(json.dumps(document))
    before = study.read_bytes()
    outcome = postil("check", study)
    assert (outcome.status, "nosuch" in outcome.out, study.name in outcome.error) == (1, True, True)
    told = json.loads(postil("check", study, "--json").out)
    assert (told["sound"], told["counts"]) == (False, None)
    assert any("nosuch" in problem["message"] for problem in told["problems"])
    assert study.read_bytes() == before


def test_a_warning_alone_gives_status_0(postil: Program, study: Path) -> None:
    study.chmod(0o644)
    outcome = postil.done("check", study)
    assert outcome.out.splitlines()[0].startswith("warning: ")
    assert "is sound" in outcome.out


def test_a_file_that_is_no_study_is_a_problem_too(postil: Program, tmp_path: Path) -> None:
    told = json.loads(postil("check", tmp_path / "none.json", "--json").out)
    assert told["sound"] is False
    assert "none.json" in told["problems"][0]["message"]
