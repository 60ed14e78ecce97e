"""Files of several coders, and what a merge makes of them, for tests of merging."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from postil.model.change import AddCode, AddCoder, AddTranscript, Apply
from postil.model.coding import Coding
from postil.storage import create_study, open_study
from studies import CODES, TRANSCRIPTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from cli_program import Program
    from postil.model.change import Action, Change
    from postil.model.codebook import Code
    from postil.model.study import Study
    from postil.model.transcript import Transcript

P04, P05 = TRANSCRIPTS


def coding(
    paragraph: int,
    code: str,
    coder: str,
    *,
    on: Transcript = P04,
    span: tuple[int | None, int | None] = (None, None),
) -> Coding:
    """A coding on the small transcripts."""
    return Coding(on.id, paragraph, *span, code, coder)


def coded(
    paragraph: int,
    code: str,
    coder: str,
    *,
    on: Transcript = P04,
    span: tuple[int | None, int | None] = (None, None),
) -> Apply:
    """The action that puts it there."""
    return Apply(coding(paragraph, code, coder, on=on, span=span))


def begun(
    path: Path,
    *,
    transcripts: Iterable[Transcript] = TRANSCRIPTS,
    codes: Iterable[Code] = CODES,
    title: str = "A small study",
) -> Path:
    """A study that nobody has coded."""
    path.parent.mkdir(exist_ok=True)
    with create_study(path, title=title, actions=[*map(AddCode, codes), *map(AddTranscript, transcripts)]):
        pass
    return path


def handed_out(study: Path, name: str) -> Path:
    """A copy of a study's file alone, as it is sent to a coder."""
    shutil.copy(study, study.with_name(name))
    return study.with_name(name)


def work(path: Path, coder: str, *acts: Action | list[Action]) -> Path:
    """Let a coder work on a study; each list is one act."""
    with open_study(path, write=True) as file:
        if coder not in file.study.coders:
            file.record([AddCoder(coder)], coder="")
        for act in acts:
            assert file.record(act if isinstance(act, list) else [act], coder=coder), act
    return path


def state(path: Path) -> Study:
    """What a file says."""
    with open_study(path, write=False) as file:
        file.complete()
        return file.study


def log_of(path: Path) -> list[Change]:
    """The changes of a file."""
    with open_study(path, write=False) as file:
        return list(file.log)


def codings_of(path: Path) -> set[Coding]:
    """The codings that a file shows."""
    return {one for one, _ in state(path).codings()}


def told(postil: Program, *arguments: str | Path, status: int = 0) -> dict[str, Any]:
    """What ``merge --json`` says."""
    outcome = postil("merge", *arguments, "--json")
    assert outcome.status == status, outcome
    document: dict[str, Any] = json.loads(outcome.out)
    return document


def row_of(document: dict[str, Any], coder: str, transcript: str = "P04") -> dict[str, Any]:
    """The numbers of a coder in a transcript, those that are 0 left out."""
    (row,) = [row for row in document["rows"] if (row["coder"], row["transcript"]) == (coder, transcript)]
    return {name: number for name, number in row.items() if isinstance(number, int) and number}


def is_sound(postil: Program, path: Path) -> bool:
    """Whether ``postil check`` has nothing to say against a file."""
    return "is sound" in postil.done("check", path).out


def edited(path: Path, edit: Callable[[dict[str, Any]], object], *, as_it_was: bool = True) -> Path:
    """Change a file by hand, in the layout that it had or in another; its journal does not know that file."""
    whole = json.loads(path.read_bytes())
    edit(whole)
    path.with_name(path.name + ".journal").unlink(missing_ok=True)
    if not as_it_was:
        path.write_text(json.dumps(whole, indent=2))
        return path
    lines = ["{"]
    for at, (name, table) in enumerate(whole.items()):
        lines[-1] += "," if at else ""
        lines.append(f'\t"{name}":{{' + ("" if table else "}"))
        rows = map(_compact, table.values())
        for key, row, record in zip(table, rows, table.values(), strict=True):
            plain = name != "changes" or record.get("kind") in ("apply", "remove", "review")
            lines.append(("" if plain else "\t") + f'"{key}":{row},')
        if table:
            lines[-1] = lines[-1][:-1]
            lines.append("\t}")
    path.write_text("\n".join([*lines, "}"]) + "\n", encoding="utf-8")
    return path


def _compact(row: object) -> str:
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    half = any("\ud800" <= character <= "\udfff" for character in text)
    return json.dumps(row, separators=(",", ":"), sort_keys=True) if half else text
