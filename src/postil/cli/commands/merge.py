"""``postil merge``: what several coders did, together."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import click

from postil.cli.edge import NOT_DONE
from postil.cli.output import talk, write, write_json
from postil.cli.parameters import FileName, argument, coder_option, json_option
from postil.cli.root import Command
from postil.cli.studies import opened
from postil.errors import MergeError
from postil.text.clean import visible
from postil.text.counted import counted
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from postil.merge.coders import Renaming
    from postil.merge.plan import Plan


class Said(NamedTuple):
    """What was said about coders."""

    same: tuple[str, ...]
    spellings: dict[str, str]
    """Another spelling of a name -> the name."""
    renamings: list[Renaming]


@click.command(
    "merge",
    cls=Command,
    examples=[
        ("postil merge ana.json ben.json --plan", "What would happen; nothing is written."),
        ("postil merge study.json ana.json ben.json -o team.json", "Everybody's work in a new file."),
        ("postil merge a.json b.json -o team.json --rename-coder b.json:default=ben", "Tell two people apart."),
        ("postil merge a.json b.json -o team.json --same-coder Ana=ana", "One person, spelt in two ways."),
        ("postil merge --resolve team.json", "List the values that two people changed."),
        ("postil merge --resolve team.json --take 3f2a1c=ana", "Keep ana's version of one of them."),
        ("postil merge --undo team.json", "Take the last merge back."),
    ],
)
@argument("files", says="Studies or packs.", metavar="FILE.json", type=FileName(), nargs=-1, required=True)
@click.option("-o", "--output", type=FileName(), metavar="OUT.json", help="The new study; it must not be there.")
@click.option("--plan", is_flag=True, help="Tell what would happen, and write nothing.")
@click.option(
    "--same-coder",
    "same",
    multiple=True,
    metavar="NAME or OTHER=NAME",
    help="NAME is one person in all files; OTHER is NAME spelt in another way. May be repeated.",
)
@click.option(
    "--rename-coder",
    "renames",
    multiple=True,
    metavar="FILE:OLD=NEW",
    help="Call a coder otherwise in what one file brings. May be repeated.",
)
@click.option("--resolve", is_flag=True, help="List the conflicts of one study, and settle those that --take names.")
@click.option("--take", "takes", multiple=True, metavar="ID=WHO", help="Keep this version: a letter or a coder.")
@click.option("--take-shown", is_flag=True, help="Keep the version that shows in every conflict that is left.")
@coder_option("Who settles conflicts.")
@click.option("--undo", is_flag=True, help="Take the merge back that made this study; work done since stays.")
@json_option
@click.pass_context
def command(
    context: click.Context,
    files: tuple[Path, ...],
    *,
    output: Path | None,
    plan: bool,
    same: tuple[str, ...],
    renames: tuple[str, ...],
    resolve: bool,
    takes: tuple[str, ...],
    take_shown: bool,
    coder: str | None,
    undo: bool,
    as_json: bool,
) -> None:
    """Merge any number of studies or packs into a new study; nothing of anybody's work is lost.

    Transcripts with the same text are one. Where two files hold a transcript of one name with other words, the two are
    aligned, and what stands on words that both have is carried to one of them; the rest stays and is listed. Codes of
    the same name at the same place are one. Whoever merges what first, the outcome is the same; merging a file again
    brings what is new in it, and nothing that was removed comes back. No input is ever written to. What the codebook of
    the outcome has that the first file's has not is told, code by code.

    Exit status 1 if something waits for a person: questions about coders (nothing is written then), values that two
    people changed, transcripts of one name that have little in common, work whose words are gone, speakers who have
    another role than in the first file, a transcript that has another name, codes that were moved under each other or
    merged into each other.

    With --json: {"output": null if nothing was written, "files": [{"name", "sha256", "changes"}], "rows":
    [{"transcript", "transcript_id", "coder", "new", "same", "reviewed", "memos", "carried", "doubtful", "removed",
    "orphaned", "conflicting"}], "renamed": [{"file", "old", "new"}], "one_code": [{"code", "name", "ids"}],
    "near_codes": [{"one", "other", "likeness"}], "deleted_codes": [{"code", "codings"}], "charted": [{"coder", "new",
    "same"}] of summaries, "new_cases": number, "followed_codes": [{"code", "into", "codings"}], "codebook": what
    "codebook diff --json" tells, without "old" and "new", each with "by" and, of those added, "back" if they were taken
    out before, "circles": [{"kind": "moved" or "merged", "code", "links": [{"code", "to", "by"}], "waits"}],
    "other_roles": [{"transcript": id, "name", "speakers": [{"speaker", "now", "files": {file: role}}], "waits"}],
    "other_names": [{"transcript", "name", "files": {file: name}, "waits"}], "corrected": [{"transcript", "corrections":
    [{"id", "source", "by"}], "stands": id}], "readings": [{"name", "old" and "new": {"id", "source"}, "counts",
    "doubtful", "orphaned", "reviewed_orphaned"}], "questions": [{"kind": "same-name", "spelling" or "same-work",
    "names", "files", "says"}], "apart": [{"name", "transcripts", "likeness"}], "conflicts": [{"id", "about",
    "versions": [{"by", "stamp", "time", "value"}]}], "waiting": number of things that wait}. With --resolve:
    {"settled", "conflicts"}; with --undo: {"files": those whose work was taken back, "changes": how many were there,
    "left"}.
    """
    if resolve or undo:
        _check_single(files, alone=not (plan or output or same or renames or (resolve and undo)))
    if not resolve and (takes or take_shown or coder):
        raise click.UsageError("--take, --take-shown and --coder go with --resolve")
    if undo:
        _undo(files[0], as_json=as_json)
        return
    if resolve:
        from postil.cli.resolving import resolve as settle  # noqa: PLC0415 - loaded when it is needed

        pairs = [_take(text) for text in takes]
        context.exit(settle(files[0], pairs, shown=take_shown, coder=coder, as_json=as_json))
    if output is None and not plan:
        raise click.UsageError("say -o OUT.json, or --plan to see what would happen")
    context.exit(_merge(files, output, _said(files, same, renames), plan_only=plan, as_json=as_json))


# ---- merging ----


def _merge(files: Sequence[Path], output: Path | None, said: Said, *, plan_only: bool, as_json: bool) -> int:
    if len(files) < 2:
        raise click.UsageError("a merge needs two files or more")
    from postil.merge.writing import check_files, write_merged  # noqa: PLC0415 - loaded when it is needed

    check_files(files, output)
    gc.disable()  # what is made from here on is needed until the process ends
    from postil.cli.merging import as_json as document  # noqa: PLC0415 - loaded when it is needed
    from postil.cli.merging import asked, lines  # noqa: PLC0415 - as above
    from postil.merge.files import merged_files  # noqa: PLC0415 - as above
    from postil.merge.plan import plan_of  # noqa: PLC0415 - as above

    merged = merged_files(files, same=said.same, renamings=said.renamings, spellings=said.spellings)
    plan = plan_of(merged.result)
    written = None
    if not plan_only and output is not None and not plan.questions:
        if notice := write_merged(merged, output):
            talk(f"{output}: {notice}")
        written = str(output)
    if as_json:
        write_json(document(merged, plan, written))
    else:
        for line in lines(merged, plan):
            write(visible(line))  # a line feed in a name makes no line of its own
    if not plan_only and plan.questions:
        raise MergeError(f"nothing was written: {asked(plan.questions[0])}")
    if written:
        talk(f"wrote {written}")
    if plan.waiting:
        _talk_waiting(plan, written)
    return NOT_DONE if plan.waiting else 0


def _talk_waiting(plan: Plan, written: str | None) -> None:
    ways = []
    if plan.conflicts and written:
        ways.append(f"conflicts: postil merge --resolve {written}, or postil review {written}")
    talk(f"{counted(plan.waiting, 'thing')} {'wait' if plan.waiting > 1 else 'waits'} for a person" + _then(ways))


def _then(ways: list[str]) -> str:
    return f"; {'; '.join(ways)}" if ways else ""


def _check_single(files: Sequence[Path], *, alone: bool) -> None:
    if len(files) != 1:
        raise click.UsageError("--resolve and --undo take one study")
    if not alone:
        raise click.UsageError("--resolve and --undo go alone, not with the options of a merge")


# ---- what was said about coders ----


def _said(files: Sequence[Path], same: Sequence[str], renames: Sequence[str]) -> Said:
    confirmed: list[str] = []
    spellings: dict[str, str] = {}
    for text in same:
        old, sign, new = text.partition("=")
        if sign and _name(old, text) != _name(new, text):
            spellings[_name(old, text)] = _name(new, text)
        else:
            confirmed.append(_name(old, text))
    return Said(tuple(confirmed), spellings, [_renaming(files, text) for text in renames])


def _renaming(files: Sequence[Path], text: str) -> Renaming:
    from postil.merge.coders import Renaming  # noqa: PLC0415 - loaded when it is needed

    named = [file for file in files if text.startswith(f"{file}:")]
    named = named or [file for file in files if text.startswith(f"{file.name}:")]
    if len(named) > 1:
        raise click.UsageError(f"--rename-coder '{text}': {' and '.join(map(str, named))} are called so; give the path")
    for file in named:
        said = text[len(str(file) if text.startswith(f"{file}:") else file.name) + 1 :]
        old, sign, new = said.partition("=")
        if sign:
            return Renaming(str(file), _name(old, text), _name(new, text))
    raise click.UsageError(f"--rename-coder '{text}' is not FILE:OLD=NEW with one of the files")


def _name(name: str, text: str) -> str:
    from postil.text.coder_name import clean_coder, coder_fault  # noqa: PLC0415 - loaded when it is needed

    if fault := coder_fault(clean_coder(name)):
        raise click.UsageError(f"'{text}': the name of the coder {fault}")
    return clean_coder(name)


def _take(text: str) -> tuple[str, str]:
    name, sign, which = text.partition("=")
    if not (name and sign and which):
        raise click.UsageError(f"--take '{text}' is not ID=WHO, such as 3f2a1c=ana")
    return name, which


# ---- taking back ----


def _undo(path: Path, *, as_json: bool) -> None:
    from postil.merge.undoing import taken_back  # noqa: PLC0415 - loaded when it is needed
    from postil.storage.merge_record import forget_record, read_record  # noqa: PLC0415 - as above

    with opened(path, write=True) as study_file:
        changes = {change.stamp: change for change in study_file.log}
        study_file.checkpoint()
        record = read_record(path, study_file.study_id, changes.keys(), study_file.sha256)
        left = taken_back(changes, record.brought | record.places, record.until, record.renamed, record.texts)
        study_file.rewrite(left)
        forget_record(path)
    others = [name for name, _ in record.inputs[1:]]
    if as_json:
        write_json({"files": others, "changes": len(changes), "left": len(left)})
    left_over = f"{counted(len(left), 'change')} left of {len(changes):,}"
    talk(f"{path}: the merge with {', '.join(others)} is taken back; {left_over}")
