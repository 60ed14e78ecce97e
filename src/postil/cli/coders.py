"""Who codes. Invariant: a coder whom the study does not know is never taken in by a slip of the keyboard.

And nobody codes as the consensus: what stands there was decided.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from postil.cli.lookup import excerpt, nearest, some
from postil.errors import NotFoundError, SettingsError
from postil.model.decision import is_consensus
from postil.text.coder_name import clean_coder, coder_fault

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

VARIABLE = "POSTIL_CODER"


def choose_coder(
    given: str | None,
    coders: Sequence[str],
    path: Path,
    setting: str,
    *,
    asks: str = "who codes?",
    pack: str = "",
    reads: bool = False,
) -> str:
    """The coder: as given, else from the environment, the settings, the study's only one, else the login name.

    The login name is taken for a study without coders only. In a pack it is the coder whom the pack was made for, and
    an environment or settings that name another are a sign that somebody has taken a colleague's pack.

    Args:
        given: the value of ``--coder``, checked already.
        coders: the study's coders.
        path: the study's file, for messages.
        setting: the coder that the settings name, or nothing.
        asks: the question that is put where nobody is named.
        pack: the coder that the study is the pack of, or nothing.
        reads: whether nothing is recorded, so that the consensus can be looked at as a coder.

    Raises:
        NotFoundError: nobody is named, and the study leaves the choice open; or it is somebody else's pack; or it is
            the consensus that is named.
        SettingsError: the environment or the settings name somebody who cannot be a coder.
    """
    if given:
        if not reads:
            refuse_consensus(given, str(path))
        return given
    for name, source in ((os.environ.get(VARIABLE, ""), f"environment, {VARIABLE}"), (setting, "settings, coder")):
        if name:
            if fault := coder_fault(clean_coder(name)):
                raise SettingsError(f"{source}: the name of the coder {fault}", "give another, or say --coder NAME")
            if pack:
                _check_own_pack(clean_coder(name), pack, path, source)
                return pack
            if not reads:
                refuse_consensus(clean_coder(name), source)
            return clean_coder(name)
    people = _people(coders)
    if len(people) == 1:
        return people[0]
    if not people:
        login = login_name()
        if login:
            return login
        raise NotFoundError(f"{path}: {asks}", "say --coder NAME")
    raise NotFoundError(f"{path}: {asks} It has {len(people)} coders", f"say --coder with one of {some(people)}")


def refuse_consensus(coder: str, where: str) -> None:
    """Pass for a name under which somebody can work.

    Raises:
        NotFoundError: it is that of the consensus layer, or would be mistaken for it.
    """
    if is_consensus(coder):
        raise NotFoundError(
            f"{where}: '{excerpt(coder)}' is the name of the consensus layer, which holds what was decided, and no "
            "coder's",
            "give your own name with --coder, and decide in `postil review`",
        )


def _people(coders: Sequence[str]) -> list[str]:
    return [name for name in coders if not is_consensus(name)]


def _check_own_pack(name: str, pack: str, path: Path, source: str) -> None:
    if name.casefold() != pack.casefold():
        raise NotFoundError(
            f"{path} is the pack of {pack}, and the {source}, says that {excerpt(name)} codes",
            f"take your own pack; if it is {pack} who codes, say --coder '{pack}'",
        )


def login_name() -> str:
    """The name that the person is logged in by, if it can be a coder's."""
    import getpass  # noqa: PLC0415 - loaded when it is needed

    try:
        name = clean_coder(getpass.getuser())
    except (KeyError, OSError, ImportError):
        return ""
    return "" if coder_fault(name) or is_consensus(name) else name


def check_known(coder: str, coders: Sequence[str], path: Path, *, may_be_new: bool, pack: str = "") -> None:
    """Pass for a coder of the study, for anybody in a study without coders, and with ``--new-coder``.

    Raises:
        NotFoundError: the coder is another; the hint names those there are, the nearest first. Or the study is the
            ``pack`` of another.
    """
    people = _people(coders)
    if coder in coders or not people or may_be_new:
        return
    if pack:
        raise NotFoundError(
            f"{path} is the pack of {pack}, and has no coder '{excerpt(coder)}'",
            f"take your own pack; if it is {pack} who codes, say --coder '{pack}'; if somebody new, --new-coder",
        )
    raise NotFoundError(
        f"{path}: there is no coder '{excerpt(coder)}'",
        f"its coders are {some(nearest(coder, people))}; if this is somebody new, say --new-coder",
    )


def check_not_misspelled(coder: str, coders: Sequence[str], path: Path, *, may_be_new: bool) -> None:
    """Pass for a coder of the study and for a name that none of them could be a misspelling of.

    Raises:
        NotFoundError: the name looks like that of another coder.
    """
    if coder in coders or may_be_new:
        return
    from postil.find import similar_names  # noqa: PLC0415 - loaded when it is needed

    people = _people(coders)
    near = [name for name in people if name.casefold() == coder.casefold()]
    near += [name for name, _ in similar_names(coder, people) if name not in near]
    if near:
        raise NotFoundError(
            f"{path}: there is no coder '{excerpt(coder)}', but there is {some(near)}",
            f"say --coder '{near[0]}', or --new-coder if this is somebody else",
        )
