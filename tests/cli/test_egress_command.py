"""``postil export --egress`` and ``postil redact``."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import postil as library
from cli_program import Program, process, snapshot
from conftest import SAMPLE
from postil.storage import atomic
from studies import TRANSCRIPTS

if TYPE_CHECKING:
    from pathlib import Path

TEXT = TRANSCRIPTS[0].paragraphs[1].text


def test_counts_are_the_least_and_go_where_no_level_is_named(postil: Program, sample: Path, tmp_path: Path) -> None:
    outcome = postil.done("export", sample, "--egress", "-o", tmp_path / "out")
    assert (outcome.out, outcome.err.startswith("wrote 11 files")) == ("", True)
    assert "under the names of cases (codes_by_case.csv); --egress counts --suppress 5 keeps them back" in outcome.err
    told = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert (told["level"], told["options"]["suppress"]) == ("counts", 0)
    listed = [one for held in told["verbatim"] for one in held["strings"]]
    assert {entry["column"] for entry in listed} == {"path"}, "names of codes that somebody said, too"
    assert {path.name for path in (tmp_path / "out").iterdir()} == {f["name"] for f in told["files"]} | {
        "manifest.json"
    }
    assert (tmp_path / "out").stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "out").iterdir())
    postil.done("export", sample, "--egress", "counts", "-o", tmp_path / "again")
    assert snapshot(tmp_path / "out") == snapshot(tmp_path / "again")


def test_an_empty_folder_is_taken_and_any_other_is_refused(postil: Program, study: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    postil.done("export", study, "--egress", "quotations", "-o", folder)
    before = snapshot(tmp_path)
    assert postil("export", study, "--egress", "counts", "-o", folder).refuses("out", "not empty")
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / ".keep").touch()
    assert postil("export", study, "--egress", "counts", "-o", hidden).refuses("hidden", "not empty", ".keep")
    assert postil("export", study, "--egress", "counts", "-o", study).refuses("study.json", "not a folder")
    assert postil("export", study, "--egress", "counts", "-o", tmp_path / "no" / "out").refuses("cannot be used")
    (tmp_path / "link").symlink_to(hidden)
    assert postil("export", study, "--egress", "counts", "-o", tmp_path / "link").refuses("link")
    assert snapshot(tmp_path) == before | {"hidden/.keep": b""}


def test_nothing_is_left_of_a_package_that_could_not_be_written(
    postil: Program, study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = atomic.create_file

    def failing(target: Path, pieces: list[bytes]) -> object:
        if target.name == "manifest.json":
            raise OSError(28, "No space left on device")
        return write(target, pieces)

    monkeypatch.setattr(atomic, "create_file", failing)
    assert postil("export", study, "--egress", "counts", "-o", tmp_path / "out").refuses("cannot be written", "space")
    assert not (tmp_path / "out").exists()
    assert not list(tmp_path.glob(".out.*"))


def test_a_package_that_is_killed_midway_is_not_there(tmp_path: Path) -> None:
    """Its beginning lies beside, under another name, for its owner only; the next try is not hindered."""
    script = """
import os, signal, sys
from pathlib import Path
from postil.cli.egress import put_package
from postil.exports.egress_telling import OutFile

class Killing(list):
    def __iter__(self):
        yield OutFile("one.csv", b"1")
        if sys.argv[2:]:
            os.kill(os.getpid(), signal.SIGKILL)
        yield OutFile("manifest.json", b"{}")

put_package(Killing([OutFile("one.csv", b"1"), OutFile("manifest.json", b"{}")]), Path(sys.argv[1]))
"""
    folder = tmp_path / "out"
    command = (sys.executable, "-c", script, str(folder))
    killed = subprocess.run((*command, "kill"), check=False, capture_output=True, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert not folder.exists()
    (left,) = tmp_path.iterdir()
    assert left.match(".out.????????.tmp")
    assert left.stat().st_mode & 0o777 == 0o700
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    assert sorted(path.name for path in folder.iterdir()) == ["manifest.json", "one.csv"]
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("level", ["counts", "summaries", "quotations"])
def test_two_packages_of_one_study_are_the_same_bytes_whoever_makes_them(
    sample: Path, tmp_path: Path, level: str
) -> None:
    """Sets and dictionaries have another order in each process."""
    for seed in ("1", "2"):
        done = process("export", sample, "--egress", level, "-o", tmp_path / seed, environment={"PYTHONHASHSEED": seed})
        assert done.status == 0, done
    assert snapshot(tmp_path / "1") == snapshot(tmp_path / "2")
    names = {path.name for path in (tmp_path / "1").iterdir()}
    told = json.loads((tmp_path / "1" / "manifest.json").read_bytes())
    assert names == {file["name"] for file in told["files"]} | {"manifest.json"}


@pytest.mark.parametrize("mode", [0o770, 0o702])
def test_a_folder_that_others_may_write_is_refused(postil: Program, study: Path, tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    folder.chmod(mode)
    assert postil("export", study, "--egress", "counts", "-o", folder).refuses("out", "written by others")
    assert list(folder.iterdir()) == []
    folder.chmod(0o755)
    postil.done("export", study, "--egress", "counts", "-o", folder)
    assert folder.stat().st_mode & 0o077 == 0


def test_the_folder_one_is_in_is_refused(
    postil: Program, study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert postil("export", study, "--egress", "counts", "-o", ".").refuses("the folder you are in")


def test_attributes_that_subtract_are_warned_of(postil: Program, study: Path, tmp_path: Path) -> None:
    """The region is told as 12, and its county as 9: the other county has 3."""
    table = tmp_path / "cases.csv"
    places = [("a", "n")] * 9 + [("b", "n")] * 3 + [("c", "s")] * 6
    rows = [f"C{at},{county},{region}\n" for at, (county, region) in enumerate(places)]
    table.write_text("case,county,region\n" + "".join(rows))
    postil.done("cases", "import", study, table, "--type", "county=choice", "--type", "region=choice")
    told = postil.done("export", study, "--egress", "counts", "--suppress", "5", "-o", tmp_path / "out").err
    assert "warning: values of county make up values of region" in told
    told = postil.done("export", study, "--egress", "counts", "-o", tmp_path / "all").err
    assert "make up values" not in told


def test_some_tables_of_a_package(postil: Program, sample: Path, tmp_path: Path) -> None:
    asked = ("export", sample, "--egress", "quotations", "--only", "quotations", "--only", "codes.csv")
    done = postil.done(*asked, "-o", tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        *("codes.csv", "quotations.csv", "verbatim.txt", "README.txt", "manifest.json")
    }
    assert "quotations.csv: 6 pieces of transcripts, 165 words" in done.err
    assert "10 of 18 cases are read, 1 of these in part (P02)." in done.err
    assert "summaries" not in done.err
    assert "summaries.csv: not asked for (--only)" in (tmp_path / "out" / "README.txt").read_text("utf-8")


def test_a_table_that_there_is_not(postil: Program, sample: Path, tmp_path: Path) -> None:
    def refused(*arguments: str) -> str:
        before = snapshot(tmp_path)
        outcome = postil("export", sample, "--egress", *arguments, "-o", tmp_path / "out")
        assert (outcome.status, snapshot(tmp_path)) == (2, before)
        return outcome.err

    assert "no package has a table 'quotatoins'; nearest: quotations, " in refused("counts", "--only", "quotatoins")
    assert "--only quotations goes with --egress quotations" in refused("summaries", "--only", "quotations")
    assert "--only summaries goes with --egress summaries or" in refused("counts", "--only", "summaries")
    assert "single cases" in refused("counts", "--suppress", "5", "--only", "codes_by_case")
    outcome = postil("export", sample, "--egress", "counts", "--only", "ratings", "-o", tmp_path / "out")
    assert outcome.refuses("ratings.csv", "no case is rated", "codes_by_case")


@pytest.fixture
def conflicting(tmp_path: Path) -> Path:
    """A study with a definition in two versions after a merge."""
    library.merge([SAMPLE.parent / "packs" / f"{coder}.json" for coder in ("ana", "ben")], tmp_path / "team.json")
    return tmp_path / "team.json"


SAID = "1 value is in conflict (two people changed what is one value in this study): the later is shown; "


def test_a_conflict_that_is_not_settled_is_told_of(postil: Program, conflicting: Path, tmp_path: Path) -> None:
    listed = f"{SAID}`postil merge --resolve {conflicting}` lists them\n"
    assert listed in postil.done("export", conflicting, "--egress", "counts", "-o", tmp_path / "out").err
    told = json.loads((tmp_path / "out" / "manifest.json").read_bytes())["conflicts"]
    assert (told["values"], told["says"]) == (1, f"{SAID}`postil merge --resolve STUDY.json` lists them")
    assert told["says"] in (tmp_path / "out" / "README.txt").read_text("utf-8")
    assert listed in postil.done("export", conflicting, tmp_path / "codes.csv", "--what", "codes").err
    assert listed in postil.done("export", conflicting, "-", "--format", "csv").err
    assert SAID not in postil.done("export", conflicting, tmp_path / "log.csv", "--what", "changes").err
    postil.done("cases", "auto", conflicting, "--coder", "ana")
    assert listed in postil.done("matrix", "export", conflicting, tmp_path / "matrix.html").err
    assert listed in postil.done("codebook", "export", conflicting, tmp_path / "book.html").err
    for name in (("codes",), ("all", "--resamples", "0")):
        assert listed in postil.done("report", *name, conflicting, "-o", tmp_path / f"{name[0]}.html").err


def test_where_nothing_is_in_conflict_nothing_is_said(postil: Program, sample: Path, tmp_path: Path) -> None:
    assert "conflict" not in postil.done("export", sample, "--egress", "counts", "-o", tmp_path / "out").err
    assert "conflict" not in (tmp_path / "out" / "README.txt").read_text("utf-8")
    assert "conflict" not in postil.done("export", sample, tmp_path / "out.csv").err


@pytest.mark.parametrize(
    "arguments",
    [
        ("--egress", "counts"),
        ("out.csv", "--egress", "counts", "-o", "out"),
        ("--egress", "all", "-o", "out"),
        ("--egress", "counts", "-o", "out", "--where", "F1"),
        ("--egress", "counts", "-o", "out", "--what", "memos"),
        ("--egress", "counts", "-o", "out", "--suppress", "1"),
        ("--egress", "summaries", "-o", "out", "--suppress", "5"),
        ("--egress", "quotations", "-o", "out", "--suppress", "5"),
        ("out.csv", "-o", "out"),
        ("out.csv", "--suppress", "5"),
        ("out.csv", "--only", "codes"),
        ("out.csv", "--what", "recal"),
        ("out.csv", "--code", "F1"),
        ("out.csv", "--coder", "ana"),
        (),
    ],
)
def test_wrong_use(postil: Program, study: Path, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    before = snapshot(tmp_path)
    assert postil("export", study, *arguments).status == 2
    assert snapshot(tmp_path) == before


def test_words_are_struck_out_of_all_their_places(postil: Program, study: Path, tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("liaison nurses\nthe board\n")
    for arguments in (("--words-from", words), ("--start", "0", "--end", "2")):
        assert postil.done("redact", study, "P04§2", *arguments, "--coder", "ana").out.startswith("ACK 20")
    told = postil.done("redact", study).out.splitlines()
    assert [line.split()[-2:] for line in told] == [
        ["0", "2"],
        [str(TEXT.index("liaison")), str(TEXT.index(","))],
        [str(TEXT.index("the board")), str(len(TEXT) - 1)],
    ]
    assert "liaison" not in "".join(told)
    assert "struck out P04 §2" in postil.done("log", study, "--limit", "1").out
    postil.done("check", study)
    assert postil.done("redact", study, "P04§2", "--take-back", "--coder", "ana").out.startswith("ACK")
    assert postil.done("redact", study).out == ""


def test_words_that_do_not_stand_there_are_refused(postil: Program, study: Path, tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("liaison nurses\nnever said\n")
    before = study.read_bytes()
    assert postil("redact", study, "P04§2", "--words-from", words, "--coder", "ana").refuses("line 2", "§2")
    words.write_bytes(b"\n")
    assert postil("redact", study, "P04§2", "--words-from", words, "--coder", "ana").refuses("no words")
    assert postil("redact", study, "P04§2", "--start", "0", "--end", "999", "--coder", "ana").refuses("§2")
    assert study.read_bytes() == before
    for arguments in (("--start", "1"), ("--take-back", "--start", "1", "--end", "2")):
        assert postil("redact", study, "P04§2", *arguments, "--coder", "ana").status == 2


def test_a_quotation_leaves_without_what_was_struck_out(sample: Path, tmp_path: Path) -> None:
    assert process("redact", sample, "P01§47", "--words-from", "-", "--coder", "ana", stdin="trust a place").status == 0
    assert process("export", sample, "--egress", "quotations", "-o", tmp_path / "out").status == 0
    text = (tmp_path / "out" / "quotations.csv").read_text("utf-8")
    row = next(row for row in csv.DictReader(io.StringIO(text, newline="")) if row["case"] == "P01")
    assert row["words"] == "You can't ask people to [...] when the place doesn't know if it'll be here."
    assert "trust a place" not in "".join(path.read_text("utf-8") for path in (tmp_path / "out").iterdir())
    shown = process("matrix", "export", sample, "-", "--format", "md", "--quotes").out
    assert "“You can't ask people to \\[...\\] when" in shown


def test_every_table_is_written_in_every_format(postil: Program, study: Path, tmp_path: Path) -> None:
    for what in ("codings", "paragraphs", "cells", "cases", "codes", "memos", "decisions", "changes", "units"):
        for ending in ("csv", "xlsx", "md", "html", "docx", "json", "jsonl"):
            target = tmp_path / f"{what}.{ending}"
            postil.done("export", study, target, "--what", what)
            assert target.stat().st_size or ending == "jsonl"


def test_a_query_chooses_what_is_exported(postil: Program, study: Path, tmp_path: Path) -> None:
    postil.done("export", study, tmp_path / "out.csv", "--where", "F1.2")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text("utf-8"), newline="")))
    assert [row["code"] for row in rows] == ["F1.2"]
    assert postil("export", study, tmp_path / "c.csv", "--what", "changes", "--where", "F1").refuses("the query out")
    assert postil("export", study, tmp_path / "c.csv", "--where", "(F1").status == 1
