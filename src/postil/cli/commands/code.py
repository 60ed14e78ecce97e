"""``postil code``: the coding screen.

What only some ways to call it need is imported there, because the screen's first paint waits for all the rest.
"""

from __future__ import annotations

import gc
import os
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from postil.cli.coders import VARIABLE, check_known, check_not_misspelled, choose_coder, refuse_consensus
from postil.cli.edge import close_memory_later
from postil.cli.output import talk
from postil.cli.parameters import CodebookName, FileName, argument, coder_option
from postil.cli.root import Command
from postil.cli.studies import telling
from postil.errors import NotFoundError, PostilError, StudyFileError
from postil.model.assignment import pack_coder
from postil.settings.config import read_config

if TYPE_CHECKING:
    from pathlib import Path

    from postil.settings.config import Config
    from postil.storage import StudyFile

STUDY_ENDING = ".postil.json"


@click.command(
    "code",
    cls=Command,
    examples=[
        ("postil code study.json --coder ana", "Go on coding, where ana stopped."),
        ("postil code interview.docx", "Code one interview: makes or opens interview.postil.json beside it."),
        ("postil code study.json --read-only", "Look, while somebody else is coding."),
    ],
)
@argument(
    "study", says="A study, or one transcript to make a study of.", metavar="STUDY.json|TRANSCRIPT", type=FileName()
)
@coder_option("Who codes; needed where the study has several coders.")
@click.option("--new-coder", is_flag=True, help="The coder is new, though the name is much like another's.")
@click.option("--read-only", is_flag=True, help="Open the study for reading; nothing can be changed.")
@click.option("--mouse", is_flag=True, help="Let the mouse be used; the terminal can then not select text with it.")
@click.option("--codebook", type=CodebookName(), metavar="FILE_OR_NAME", help="Codebook of a study that is made now.")
def command(
    study: Path,
    coder: str | None,
    *,
    new_coder: bool,
    read_only: bool,
    mouse: bool,
    codebook: Path | None,
) -> int:
    """Code transcripts at the keyboard, in the coding screen.

    Every decision is saved at once. Who codes is said by --coder, else by POSTIL_CODER, else by the settings; else it
    is the study's only coder, and in a study without coders whoever is logged in. A pack of "postil assign" is its
    coder's, whatever POSTIL_CODER and the settings say: where they name somebody else, it does not open. Somebody new
    becomes a coder of the study with the first act, not by looking; the screen says so.
    """
    from postil.tui import check_terminal  # noqa: PLC0415 - loaded when it is needed

    check_terminal()
    gc.disable()  # until the first paint, after which the screen turns it on
    config = read_config()
    likely = coder or os.environ.get(VARIABLE) or config.coder
    with telling(_study_file(study, codebook, likely, read_only=read_only)) as study_file:
        if not study_file.study.transcripts:
            path = study_file.path
            raise StudyFileError(f"{path} has no transcripts", f"add some: postil add {path} TRANSCRIPT...")
        chosen = _coder(study_file, coder, config, may_be_new=new_coder)
        return draw(study_file, chosen, config, mouse=mouse)


def draw(study_file: StudyFile, coder: str | None, config: Config, *, mouse: bool) -> int:
    """Draw the coding screen as the user has set it up, and return its exit status."""
    from postil.session.own_keys import own_keymap  # noqa: PLC0415 - loaded when it is needed
    from postil.tui import run_coding  # noqa: PLC0415 - loaded when it is needed

    close_memory_later()
    return run_coding(
        study_file,
        coder=coder,
        keymap=own_keymap(),
        theme=config.theme,
        mouse=mouse or config.mouse,
        auto_advance=config.auto_advance,
    )


def _coder(study_file: StudyFile, given: str | None, config: Config, *, may_be_new: bool) -> str | None:
    """Who codes; None where somebody only looks and it does not matter who."""
    path, coders, pack = study_file.path, study_file.study.coders, pack_coder(study_file.study)
    try:
        chosen = choose_coder(given, coders, path, config.coder, pack=pack, reads=study_file.read_only)
    except NotFoundError:
        if not study_file.read_only:
            raise
        return None
    if pack:
        check_known(chosen, coders, path, may_be_new=may_be_new, pack=pack)
    else:
        check_not_misspelled(chosen, coders, path, may_be_new=may_be_new)
    return chosen


def _study_file(given: Path, codebook: Path | None, coder: str, *, read_only: bool) -> StudyFile:
    from postil.storage import open_study  # noqa: PLC0415 - loaded when it is needed

    path = given if _is_study(given) else given.with_name(given.stem + STUDY_ENDING)
    if path == given or path.exists():
        if codebook is not None:
            raise StudyFileError(f"{path} is there already", f"import with `postil codebook import {path} {codebook}`")
        study_file = open_study(path, write=not read_only, coder=coder, lazy=True)
        if path != given:
            _compare(given, study_file)
        return study_file
    if read_only:
        raise StudyFileError(f"{path} does not exist, and --read-only makes nothing", "leave --read-only out")

    refuse_consensus(coder, str(path))  # before anything is made
    from postil.cli.making import make_study  # noqa: PLC0415 - loaded when it is needed
    from postil.cli.transcripts import HowToRead  # noqa: PLC0415 - loaded when it is needed

    study_file = make_study(path, (given,), HowToRead(), codebook=codebook, title=None, coder=None)
    talk(f"made {path}")
    return study_file


def _is_study(path: Path) -> bool:
    return path.suffix.lower() == ".json" or path.is_dir()


def _compare(given: Path, study_file: StudyFile) -> None:
    """Say so where the transcript beside the study is not the one that was imported."""
    import hashlib  # noqa: PLC0415 - loaded when it is needed

    from postil.importers.containers import read_file  # noqa: PLC0415 - loaded when it is needed

    with suppress(PostilError):
        sha256 = hashlib.sha256(read_file(given)).hexdigest()
        if all(transcript.sha256 != sha256 for transcript in study_file.study.transcripts.values()):
            talk(f"{given} is not what {study_file.path} was made from; the study's own text is shown")
