"""What a command loads: nothing heavy before it is needed."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from coding_teams import team_study

if TYPE_CHECKING:
    from pathlib import Path

    from coding_teams import Coding

HEAVY = ("textual", "rich", "orjson", "tinydb", "rapidfuzz", "mammoth", "webvtt", "platformdirs", "filelock", "click")
_LIST = """
import sys
sys.argv[1:] = {arguments!r}
from postil.cli import main
status = main()
print("LOADED", status, *sorted({{name.partition(".")[0] for name in sys.modules}} & set({heavy!r})), file=sys.stderr)
print("ROOMS", *sorted(name for name in sys.modules if name.startswith("postil")), file=sys.stderr)
"""


def loaded(*arguments: str) -> tuple[set[str], set[str]]:
    code = _LIST.format(arguments=list(arguments), heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL
    )
    lines = dict(line.split(" ", 1) for line in done.stderr.splitlines() if line.startswith(("LOADED", "ROOMS")))
    status, *names = lines["LOADED"].split()
    assert status == "0", done.stderr
    return set(names), set(lines["ROOMS"].split())


def test_the_version_loads_nothing() -> None:
    names, rooms = loaded("--version")
    assert names == set()
    assert rooms == {"postil", "postil.cli"}


def test_help_loads_no_command() -> None:
    names, rooms = loaded("--help")
    assert names == {"click"}
    assert not {room for room in rooms if room.startswith("postil.cli.commands")}


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "{study}", "{folder}/out.csv"),
        ("export", "{study}", "-", "--format", "json"),
        ("check", "{study}"),
        ("apply", "{study}", "--coder", "ana", "P04:1", "B2"),
        ("add", "{study}", "{transcript}"),
        ("new", "{folder}/n.json", "{transcript}", "--codebook", "bpos"),
        ("codebook", "show", "{study}"),
        ("log", "{study}", "--json"),
        ("report", "progress", "{study}"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_no_command_but_the_screens_loads_textual(study: Path, transcript: Path, arguments: tuple[str, ...]) -> None:
    filled = [part.format(study=study, folder=study.parent, transcript=transcript) for part in arguments]
    names, rooms = loaded(*filled)
    assert not {"textual", "tinydb"} & names
    assert "rapidfuzz" not in names
    assert not {room for room in rooms if room.startswith(("postil.tui", "postil.session"))}
    if arguments[0] not in {"add", "new"}:
        assert not {"mammoth", "webvtt"} & names


def test_agreement_loads_no_textual(tmp_path: Path) -> None:
    given: Coding = {"ana": {"P1": ["", "A", "B"]}, "ben": {"P1": ["", "A", ""]}}
    for options in ((), ("--differences",)):
        names, rooms = loaded("agree", str(team_study(tmp_path / f"{len(options)}.json", given)), *options)
        assert not {"textual", "tinydb", "rapidfuzz"} & names
        assert not {room for room in rooms if room.startswith(("postil.tui", "postil.session", "postil.merge"))}


_BEFORE_THE_FIRST_PAINT = """
import sys
import postil.cli.commands.code, postil.cli.commands.demo, postil.tui.app
from postil.session.session import Session
from postil.storage import open_study
from postil.tui.paint.frame import Painter
from postil.tui.paint.viewport import Viewport
study_file = open_study(sys.argv[1], write=True, coder="ana", lazy=True)
viewport = Viewport()
frame = Painter(Session(study_file, coder="ana", view=viewport), viewport).frame(120, 40)
assert len(frame) == 40
print("ROOMS", *sorted(name for name in sys.modules if name.startswith(("postil", "filelock", "tomllib"))))
"""


def test_the_first_paint_loads_only_what_it_needs(study: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _BEFORE_THE_FIRST_PAINT, str(study)], capture_output=True, text=True, check=True
    )
    rooms = set(done.stdout.split())
    assert {"postil.tui.paint.frame", "postil.session.modes", "postil.storage.sealed"} <= rooms
    storage = {f"postil.storage.{name}" for name in ("backups", "checks", "migrations", "reading", "strict")}
    session = {f"postil.session.{name}" for name in ("deciding", "editing", "memos", "pickers", "undoing", "verbs")}
    others = {"postil.cli.making", "postil.cli.transcripts", "postil.find", "postil.importers", "postil.text.segments"}
    assert not (storage | session | others | {"filelock", "tomllib"}) & rooms


def _fastest(*command: str) -> float:
    times = []
    for _ in range(9):
        begin = time.perf_counter()
        subprocess.run([sys.executable, *command], capture_output=True, check=True)
        times.append(time.perf_counter() - begin)
    return statistics.median(sorted(times)[:5])


def test_the_version_is_as_quick_as_a_bare_program(tmp_path: Path) -> None:
    bare = tmp_path / "bare.py"
    bare.write_text("import click\n@click.command()\n@click.version_option('1')\ndef main(): ...\nmain()\n")
    ours = tmp_path / "ours.py"
    ours.write_text("import sys\nfrom postil.cli import main\nsys.exit(main())\n")
    assert _fastest(str(ours), "--version") <= 1.3 * _fastest(str(bare), "--version")
