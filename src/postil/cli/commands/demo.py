"""``postil demo``: the coding screen on a copy of the sample study."""

from __future__ import annotations

import gc
import tempfile
from pathlib import Path

import click

from postil.cli.commands.code import draw
from postil.cli.output import talk
from postil.cli.parameters import FileName
from postil.cli.root import Command
from postil.cli.studies import telling
from postil.errors import StudyFileError
from postil.settings.config import read_config

STUDY_NAME = "crisis_care.postil.json"
CODER = "ana"


@click.command(
    "demo",
    cls=Command,
    examples=[
        ("postil demo", "Look around; nothing that you do in it matters."),
        ("postil demo --folder demo", "Keep the copy in a folder of your own."),
    ],
)
@click.option(
    "--folder", type=FileName(), metavar="FOLDER", help="A new folder for the copy; by default a temporary one."
)
def command(folder: Path | None) -> int:
    """Try the coding screen on a copy of the sample study, as its coder ana.

    The copy is fresh each time, in a folder that only you can read; where it is, is told when you leave. The interviews
    in it are invented.
    """
    from postil.storage import open_study  # noqa: PLC0415 - loaded when it is needed
    from postil.tui import check_terminal  # noqa: PLC0415 - loaded when it is needed

    check_terminal()
    gc.disable()  # until the first paint, after which the screen turns it on
    config = read_config()
    copy = copy_sample(folder)
    try:
        with telling(open_study(copy, write=True, coder=CODER, lazy=True)) as study_file:
            return draw(study_file, CODER, config, mouse=False)
    finally:
        talk(f"the copy is {copy}; delete its folder when you are done with it")


def copy_sample(folder: Path | None) -> Path:
    """A private copy of the sample study, in a new folder.

    Raises:
        StudyFileError: the installation has no sample study, or the folder is there already.
    """
    sample = sample_study()
    if not sample.is_file():
        raise StudyFileError("this installation has no sample study", "make one with `postil new`")
    if folder is None:
        folder = Path(tempfile.mkdtemp(prefix="postil-demo-"))
    else:
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            raise StudyFileError(f"{folder} exists already", "give a folder that is not there yet") from None
    copy = folder / STUDY_NAME
    copy.write_bytes(sample.read_bytes())
    copy.chmod(0o600)
    return copy


def sample_study() -> Path:
    """``data/sample_data`` of the installed package; in a source checkout ``sample_data`` at its root."""
    package = Path(__file__).resolve().parents[2]
    installed = package / "data" / "sample_data"
    if not installed.is_dir() and package.parent.name == "src":
        installed = package.parents[1] / "sample_data"
    return installed / STUDY_NAME
