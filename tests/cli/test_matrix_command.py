"""``postil matrix``: print, export, chart, rate, check, repair."""

from __future__ import annotations

import html
import io
import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import openpyxl
import pytest

from charts import HOSTILE, P04, P05, RATED, STALE, charted_desk, charted_study
from cli_program import process, small_study, snapshot
from postil.cli.matrix import Part, chosen_view
from postil.merge.align import align
from postil.merge.carry import carried
from postil.model.cell import Summary
from postil.model.change import AddCase, AddTranscript, EditCase, SetSummary
from postil.reports.matrix import Matrix
from postil.storage import open_study
from studies import TRANSCRIPTS, small_transcript

if TYPE_CHECKING:
    from cli_program import Program
    from postil.reports.matrix import MatrixCell

NEAR = ("F1 Bottom-up development", "F1.2 Built on local need", "F4 Leadership and management buy-in")


@pytest.fixture
def charted(tmp_path: Path) -> Path:
    return charted_study(tmp_path / "study.json")


def cell(path: Path, case: str = "p04", code: str = "F1") -> MatrixCell:
    with open_study(path, write=False) as study_file:
        return Matrix(study_file.study).cell(case, code)


# ---- show ----


def test_without_a_terminal_the_matrix_is_printed(postil: Program, charted: Path) -> None:
    out = postil.done("matrix", charted).out
    assert out == postil.done("matrix", "show", charted, "--print").out
    assert out.splitlines()[:5] == [
        "F1 Bottom-up development · 2 cases × 2 codes",
        "  – no data: 2 · ○ coded, no summary: 1 · ● checked: 1",
        "",
        "case  F1 Bottom-up development             F1.2 Built on local need",
        "P04   ● The nurses' list led (§2).         ○ 1 passage",
    ]
    assert "F4 Leadership and management buy-in · 2 cases × 1 code" in out


def test_parts_of_the_matrix(postil: Program, charted: Path) -> None:
    out = postil.done("matrix", charted, "--theme", "F4", "--cases", "role=Nurse", "--sort", "-beds").out
    assert out.splitlines()[3:5] == [
        "case  beds  role   F4 Leadership and management buy-in",
        "P04   4     nurse  ⟳ - No chief⏎- A list",
    ]
    assert "P05" not in out
    assert "B2 Workforce" in postil.done("matrix", charted, "--codes", "B2", "--codes", "F1").out


def test_read_down_and_read_across(postil: Program, charted: Path) -> None:
    assert postil.done("matrix", charted, "--code", "F1").out.splitlines()[-3:] == [
        "    them took it to the board.” (P04 §2)",
        "",
        "– no data: P05",
    ]
    assert "nurse · 1 case" in postil.done("matrix", charted, "--code", "F1", "--by", "role").out
    assert postil.done("matrix", charted, "--case", "P05").out.startswith("P05 · manager\n")


def test_json_for_other_programs(postil: Program, charted: Path) -> None:
    document = json.loads(postil.done("matrix", charted, "--json", "--cases", "role=nurse").out)
    assert [case["name"] for case in document["cases"]] == ["P04"]
    assert {one["code"]: one["state"] for one in document["cells"]} == {"F1": "checked", "F1.2": "coded", "F4": "stale"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--theme", "XX"), ("there is no code 'XX'", "near it are")),
        (("--cases", "years=3"), ("there is no attribute 'years'", "beds")),
        (("--cases", "beds=many"), ("beds: “many” is not a number",)),
        (("--cases", "beds=9"), ("no case has beds=9",)),
        (("--sort", "years"), ("there is no attribute 'years'",)),
        (("--case", "P99"), ("there is no case 'P99'", "P04")),
        (("--code", "F1", "--by", "years"), ("there is no attribute 'years'",)),
    ],
)
def test_what_is_not_there_is_told(
    postil: Program, charted: Path, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    assert postil("matrix", charted, *arguments).refuses(*words, "study.json")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--code", "F1", "--case", "P04"),
        ("--by", "role"),
        ("--code", "F1", "--json"),
        ("--cases", "role"),
        ("--theme", "F1", "--codes", "F1"),
    ],
)
def test_wrong_use(postil: Program, charted: Path, arguments: tuple[str, ...]) -> None:
    assert postil("matrix", charted, *arguments).status == 2


def test_a_study_without_cases_says_how_to_make_them(postil: Program, tmp_path: Path) -> None:
    study = small_study(tmp_path / "s.json")
    for command in (("matrix",), ("matrix", "export")):
        target = ("-", "--format", "md") if len(command) == 2 else ()
        assert postil(*command, study, *target).refuses("has no cases", "postil cases auto")


def test_a_command_that_is_misspelt_is_no_study(postil: Program, charted: Path) -> None:
    outcome = postil("matrix", "exprt", charted, "x.csv")
    assert outcome.status == 2
    assert "Did you mean 'export'?" in outcome.err
    assert postil("matrix", charted.parent / "none.json").refuses("none.json does not exist")


def test_a_study_named_like_a_command_can_be_opened(postil: Program, charted: Path) -> None:
    other = charted.rename(charted.parent / "exporter")
    assert postil.done("matrix", other).out


def test_nothing_of_a_study_reaches_the_terminal_as_it_is(postil: Program, tmp_path: Path) -> None:
    study = charted_study(
        tmp_path / "s.json", SetSummary("p04", "F1", Summary(HOSTILE)), EditCase("p04", "name", HOSTILE)
    )
    for arguments in ((), ("--code", "F1"), ("--case", "="), ("--json",)):
        postil.done("matrix", study, *arguments)  # the program of the tests looks for control characters


# ---- export ----


@pytest.mark.parametrize("ending", ["xlsx", "docx", "csv", "md", "html", "json"])
def test_every_format_by_its_ending(postil: Program, charted: Path, ending: str) -> None:
    target = charted.parent / f"matrix.{ending}"
    outcome = postil.done("matrix", "export", charted, target)
    assert outcome.err == f"wrote {target}\n"
    first = target.read_bytes()
    assert postil("matrix", "export", charted, target).refuses("exists already", "--force")
    postil.done("matrix", "export", charted, target, "--force")
    assert target.read_bytes() == first
    if ending == "xlsx":
        assert openpyxl.load_workbook(io.BytesIO(first)).worksheets[0]["D2"].value == "The nurses' list led (§2)."
    elif ending == "docx":
        assert docx.Document(io.BytesIO(first)).tables[0].cell(1, 1).text.startswith("The nurses' list led (§2).")
    else:
        assert "The nurses' list led (§2)." in html.unescape(first.decode())


def test_csv_on_stdout_and_as_a_grid(postil: Program, charted: Path) -> None:
    assert postil.done("matrix", "export", charted, "-", "--format", "csv").out.count("\n") == 1 + 8 + 1
    grid = charted.parent / "grid.csv"
    postil.done("matrix", "export", charted, grid, "--wide", "--bom", "--sort", "-role")
    assert grid.read_bytes().startswith(b"\xef\xbb\xbfcase,role,beds,F1 Bottom-up")
    assert [line.split(b",")[0] for line in grid.read_bytes().split(b"\r\n")[1:3]] == [b"P05", b"P04"]


@pytest.mark.parametrize(
    "arguments", [("m.docx", "--wide"), ("m.csv", "--wide", "--quotes"), ("m.txt",), ("-",), ("m.md", "--bom")]
)
def test_wrong_use_of_export(postil: Program, charted: Path, arguments: tuple[str, ...]) -> None:
    assert postil("matrix", "export", charted, *arguments).status == 2


def test_exports_write_nothing_over_a_study_and_leave_it_alone(postil: Program, charted: Path) -> None:
    before = snapshot(charted.parent)
    assert postil("matrix", "export", charted, charted, "--format", "json", "--force").refuses("is the study itself")
    postil.done("matrix", "export", charted, "-", "--format", "html")
    assert snapshot(charted.parent) == before


# ---- set ----


def test_a_cell_is_charted(postil: Program, charted: Path, tmp_path: Path) -> None:
    (tmp_path / "s.txt").write_text("They said so (§2).\r\nTwice.\n")
    outcome = postil.done("matrix", "set", charted, "P04", "B2", "--coder", "ana", "--summary-from", tmp_path / "s.txt")
    assert outcome.out.startswith("ACK 20")
    now = cell(charted, "p04", "B2")
    assert (now.summary.text, now.state, now.summary.places[0]) == ("They said so (§2).\nTwice.", "draft", (P04, 2))
    again = postil.done("matrix", "set", charted, "P04", "B2", "--coder", "ana", "--summary-from", tmp_path / "s.txt")
    assert again.out == f"ACK {now.version.stamp if now.version else ''}\n"


def test_checking_a_stale_summary_leaves_it_stale_and_writing_it_again_makes_it_fresh(
    postil: Program, charted: Path, tmp_path: Path
) -> None:
    before = cell(charted, code="F4").summary
    for status in ("draft", "checked"):
        postil.done("matrix", "set", charted, "P04", "F4", "--status", status, "--coder", "ana")
        now = cell(charted, code="F4")
        assert (now.state, now.summary) == ("stale", before._replace(status=status))
    rewrite(postil, charted, tmp_path)
    now = cell(charted, code="F4")
    assert (now.state, now.summary.text, len(now.summary.seen)) == ("checked", "- No chief\n- A list", 2)


def rewrite(postil: Program, charted: Path, tmp_path: Path) -> None:
    """Give the stale summary the same text again."""
    (tmp_path / "again.txt").write_text("- No chief\n- A list")
    why = ("--summary-from", tmp_path / "again.txt", "--status", "checked")
    postil.done("matrix", "set", charted, "P04", "F4", *why, "--coder", "ana")


def test_a_status_settles_no_conflict(postil: Program, charted: Path, tmp_path: Path) -> None:
    paths = [charted, Path(shutil.copy(charted, tmp_path / "ben.json"))]
    for path, coder in zip(paths, ("ana", "ben"), strict=True):
        with open_study(path, write=True) as file:
            file.record([SetSummary("p04", "B2", Summary(f"{coder}'s"))], coder=coder)
    team = tmp_path / "team.json"
    postil("merge", *paths, "-o", team)
    before = snapshot(tmp_path)
    assert cell(team, code="B2").state == "conflict"
    outcome = postil("matrix", "set", team, "P04", "B2", "--status", "checked", "--coder", "ana")
    assert outcome.refuses("there are two summaries", "keep one of them, or write a new one")
    assert cell(team, code="B2").state == "conflict"
    assert snapshot(tmp_path) == before


def test_who_wrote_and_who_checked_are_told(postil: Program, charted: Path) -> None:
    postil.done("matrix", "set", charted, "P04", "F1", "--status", "draft", "--coder", "lead", "--new-coder")
    postil.done("matrix", "set", charted, "P04", "F1", "--status", "checked", "--coder", "lead")
    cells = json.loads(postil.done("matrix", "show", charted, "--json").out)["cells"]
    (told,) = (one for one in cells if (one["case"], one["code"]) == ("p04", "F1"))
    assert (told["by"], told["checked_by"]) == ("ana", "lead")
    page = postil.done("matrix", "export", charted, "-", "--format", "html").out
    assert re.search(r"ana, \S+ \S+ UTC; checked by lead, \S+ \S+ UTC", page)
    table = postil.done("matrix", "export", charted, "-", "--format", "csv").out
    assert re.search(r",ana,[^,]+,lead\r?$", table, re.MULTILINE)


def test_lines_of_json(charted: Path) -> None:
    lines = [
        {"case": "p04", "code": "F1", "summary": "New.", "status": "checked", "comment": "Hm."},
        {"case": "P05", "code": "B2", "comment": "Only a thought."},
        {"case": "P99", "code": "B2", "summary": "x"},
        {"case": "P04", "code": "XX", "summary": "x"},
        {"case": "P04", "code": "F1"},
        {"case": "P04", "code": "F1", "summary": "x", "status": "done"},
        {"case": "P05", "code": "F1.2", "status": "checked"},
        {"case": "P04", "code": "F1", "sumary": "x"},
        {"case": "P04", "code": "F4", "summary": ""},
    ]
    text = "\n".join(json.dumps(line) for line in lines) + "\n\nnot json\n"
    outcome = process("matrix", "set", charted, "--coder", "ana", "--from", "-", stdin=text)
    answers = outcome.out.splitlines()
    assert [answer.split()[0] for answer in answers] == ["ACK", "ACK", *["ERR"] * 6, "ACK", "ERR"]
    assert [answer.split(maxsplit=2)[2] for answer in answers if answer.startswith("ERR")] == [
        "there is no case 'P99'; the study has P04, P05",
        f"there is no code 'XX'; near it are {', '.join(NEAR)}",
        "there is nothing to do; give a summary, a status or a comment",
        "'done' is no status; choose draft or checked",
        "a cell without a summary has no status; give the summary as well",
        "unknown field 'sumary'; did you mean 'summary'?",
        "the line is not JSON: Expecting value",
    ]
    assert outcome.status == 1
    assert (cell(charted).summary.text, cell(charted).comment, cell(charted).state) == ("New.", "Hm.", "checked")
    assert (cell(charted, "p05", "B2").comment, cell(charted, code="F4").version) == ("Only a thought.", None)


def test_who_charts_has_to_be_known(postil: Program, charted: Path) -> None:
    before = snapshot(charted.parent)
    assert postil("matrix", "set", charted, "P04", "F1", "--status", "draft", "--coder", "anna").refuses("anna", "ana")
    assert snapshot(charted.parent) == before
    postil.done("matrix", "set", charted, "P04", "F1", "--status", "draft", "--coder", "lead", "--new-coder")
    assert cell(charted).version is not None
    with open_study(charted, write=False) as study_file:
        assert study_file.study.coders == ("ana", "lead")


@pytest.mark.parametrize(
    "arguments",
    [
        ("P04",),
        ("P04", "F1", "--from", "x"),
        ("P04", "F1", "--summary-from", "-", "--comment-from", "-"),
        ("P04", "F1", "--status", "done"),
    ],
)
def test_wrong_use_of_set(postil: Program, charted: Path, arguments: tuple[str, ...]) -> None:
    assert postil("matrix", "set", charted, *arguments, "--coder", "ana").status == 2


def test_texts_that_cannot_be_read(postil: Program, charted: Path, tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b"caf\xe9")
    (tmp_path / "long").write_bytes(b"x" * ((1 << 20) + 1))
    for name, word in (("latin", "not UTF-8"), ("long", "longer than"), ("none", "cannot be read")):
        outcome = postil("matrix", "set", charted, "P04", "F1", "--coder", "ana", "--summary-from", tmp_path / name)
        assert outcome.refuses(word, name)


# ---- rate ----


@pytest.mark.parametrize(("typed", "kept"), [("-2", "-2"), ("−1", "-1"), ("2", "+2"), ("+1", "+1"), ("N/A", "n/a")])
def test_a_cell_is_rated(postil: Program, charted: Path, typed: str, kept: str) -> None:
    outcome = postil.done("matrix", "rate", charted, "P04", "F1", typed, "--coder", "ana")
    assert outcome.out.startswith("ACK ")
    assert {rater: rating.value for rater, rating in cell(charted).ratings.items()} == {"ana": kept}


def test_consensus_stands_beside_raters_and_ratings_can_be_taken_away(
    postil: Program, charted: Path, tmp_path: Path
) -> None:
    (tmp_path / "why.txt").write_text("They doubt it.\n")
    why = ("--reason-from", tmp_path / "why.txt")
    postil.done("matrix", "rate", charted, "P04", "F1", "mixed", "--coder", "ana", *why)
    postil.done("matrix", "rate", charted, "P04", "F1", "0", "--coder", "ana", "--consensus")
    assert cell(charted).ratings == {"ana": ("mixed", "They doubt it."), "consensus": ("0", "")}
    postil.done("matrix", "rate", charted, "P04", "F1", "none", "--coder", "ana")
    assert list(cell(charted).ratings) == ["consensus"]
    assert postil("matrix", "rate", charted, "P04", "F1", "3", "--coder", "ana").status == 2
    assert postil("matrix", "rate", charted, "P04", "F1", "1", "--codr", "ana").status == 2


# ---- check and repair ----


def test_check_lists_what_is_to_be_looked_at(postil: Program, charted: Path, tmp_path: Path) -> None:
    outcome = postil("matrix", "check", charted)
    assert outcome.status == 1
    assert outcome.out == "P04 · F4 Leadership and management buy-in: stale: 1 passage coded since\n"
    assert outcome.err == f"{charted}: 1 stale summary, 0 conflicts, 0 broken references\n"
    document = json.loads(postil("matrix", "check", charted, "--json").out)
    assert document["stale"] == [{"case": "p04", "code": "F4", "coded_since": 1, "coded_no_more": 0}]
    rewrite(postil, charted, tmp_path)
    assert postil.done("matrix", "check", charted).out == ""


def test_a_study_without_cases_has_nothing_to_check(postil: Program, tmp_path: Path) -> None:
    postil.done("matrix", "check", small_study(tmp_path / "s.json"))


def test_references_follow_a_corrected_transcript_that_a_merge_brought(postil: Program, charted: Path) -> None:
    old = TRANSCRIPTS[0]
    new = small_transcript("P04", ["Shall we begin?", *(p.text for p in old.paragraphs), "Thank you."])
    new = replace(new, supersedes=old.id)
    with open_study(charted, write=True) as file:  # as a version of the program did that let nothing follow
        file.record(carried(file.study, align(old, new), old, new).actions, coder="ana")
    outcome = postil("matrix", "check", charted)
    assert "P04 · F1 Bottom-up development: the reference §2 meant P04 §2 of the transcript before" in outcome.out
    dry = postil.done("matrix", "repair", charted, "--dry-run")
    assert dry.out.splitlines()[:3] == [
        "P04 · F1 Bottom-up development",
        "  before: The nurses' list led (§2).",
        "  now: The nurses' list led (§3).",
    ]
    assert cell(charted).summary.text.endswith("(§2).")
    outcome = postil.done("matrix", "repair", charted, "--coder", "ana")
    assert outcome.err == f"{charted}: 2 summaries repaired, 0 references left broken\n"
    assert (cell(charted).summary.text, cell(charted).state) == ("The nurses' list led (§3).", "checked")
    assert "reference" not in postil("matrix", "check", charted).out
    assert postil.done("matrix", "repair", charted).out == ""


def test_what_cannot_follow_is_listed(postil: Program, tmp_path: Path) -> None:
    study = charted_study(tmp_path / "s.json", SetSummary("p05", "B2", Summary("Nowhere (§40).")))
    for command in ("check", "repair"):
        outcome = postil("matrix", command, study, *(("--coder", "ana") if command == "repair" else ()))
        assert outcome.status == 1
        assert "P05 · B2 Workforce challenges: the reference §40 leads nowhere" in outcome.out


def test_parts_name_cases_and_codes() -> None:
    study = charted_desk(AddCase("x", "P04 b"), AddTranscript(small_transcript("P06")), STALE, *RATED).study
    assert [case.id for case in chosen_view(study, Part(), "P04").cases] == ["p04"]
    assert [code.id for code in chosen_view(study, Part(codes=("F1", "F1", "B2"))).codes] == ["F1", "B2"]
    assert P05 in study.transcripts


_LIST = """
import sys
sys.argv[1:] = {arguments!r}
from postil.cli import main
main()
print("ROOMS", *sorted(sys.modules), file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (("{study}",), ()),
        (("{study}", "--json"), ()),
        (("check", "{study}"), ()),
        (("export", "{study}", "-", "--format", "html"), ()),
        (("export", "{study}", "{study}.xlsx"), ("openpyxl",)),
        (("export", "{study}", "{study}.docx"), ("docx",)),
        (("set", "{study}", "P04", "F4", "--status", "checked", "--coder", "ana"), ()),
    ],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(
    charted: Path, arguments: tuple[str, ...], heavy: tuple[str, ...]
) -> None:
    code = _LIST.format(arguments=["matrix", *(part.format(study=charted) for part in arguments)])
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL
    )
    rooms = set(done.stderr.splitlines()[-1].split())
    assert "ROOMS" in rooms
    assert {"textual", "tinydb", "mammoth", "openpyxl", "docx"} & rooms == set(heavy)
    assert not {room for room in rooms if room.startswith(("postil.tui", "postil.session"))}
