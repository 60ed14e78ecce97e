"""What a merge comes to, told to people and to programs.

Invariant: before and after a merge the same is told in the same words, and everything that waits for a person is named
with the way to settle it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from postil.cli.lookup import some
from postil.cli.merge_notes import (
    book_json,
    book_lines,
    circle_lines,
    circles_json,
    corrected_json,
    name_json,
    roles_json,
    text_lines,
)
from postil.cli.output import columns
from postil.merge.records import COUNTS, conflict_id, conflict_record, row_record
from postil.model.names import name_of_code, own_name_of_code
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postil.cli.output import Json
    from postil.merge.carry import Carried
    from postil.merge.coders import Question
    from postil.merge.files import MergedFiles
    from postil.merge.plan import Plan, Row
    from postil.merge.readings import CarriedReading
    from postil.model.coding import Coding, MemoKey
    from postil.model.study import Study

_ALWAYS, _MORE = COUNTS[:2], COUNTS[2:]
_MEANT = {
    "carried": "codings from another text of the interview",
    "doubtful": "those of them to be looked at",
    "removed": "codings that somebody took away",
    "orphaned": "codings, memos and marks that stay on the former text",
    "conflicting": "memos in two versions",
}
"""What columns say that are shown only where there is something in them."""


def lines(merged: MergedFiles, plan: Plan) -> Iterator[str]:
    """The whole plan, as lines of text."""
    study = merged.result.study
    names = [file.name for file in merged.files]
    yield f"{counted(len(names), 'file')}: {', '.join(names)}"
    if len(names) > 1:
        yield f"new, reviewed, memos: what {names[0]} does not have; same: codings that it has"
    if meant := [f"{name}: {says}" for name, says in _MEANT.items() if any(getattr(row, name) for row in plan.rows)]:
        yield "; ".join(meant)
    yield from _table(study, plan.rows)
    if told := list(_charting(plan)):
        yield f"charted: {'; '.join(told)}"
    yield from book_lines(plan.book)
    for renaming in plan.renamings:
        yield f"coder {renaming.old} of {renaming.file} is {renaming.new}"
    for one in plan.one_code:
        yield f"one code: {one.name} ({', '.join(one.ids)}), since name and place are the same"
    for near in plan.near_codes:
        yield f"near names, left as two codes: {name_of_code(study, near.one)} and {name_of_code(study, near.other)}"
    for gone in plan.deleted_codes:
        yield f"deleted and used: {name_of_code(study, gone.code)} stays, for {counted(gone.codings, 'coding')} with it"
    for followed in plan.followed_codes:
        yield (
            f"merged: {own_name_of_code(study, followed.code)} counts as {name_of_code(study, followed.into)}, and so "
            f"{'does' if followed.codings == 1 else 'do'} {counted(followed.codings, 'coding')} of files that did not "
            "know of it"
        )
    for reading in plan.readings:
        yield from _reading(study, reading)
    yield from text_lines(plan)
    yield from circle_lines(study, plan.circles)
    yield from _waiting(study, plan)


def _table(study: Study, rows: tuple[Row, ...]) -> Iterator[str]:
    if not rows:
        yield "no codings, marks or memos"
        return
    shown = [*_ALWAYS, *(name for name in _MORE if any(getattr(row, name) for row in rows))]
    cells, texts = [["transcript", "coder", *shown]], _texts(study, rows)
    for row in rows:
        numbers = (getattr(row, name) for name in shown)
        cells.append([texts[row.transcript], row.coder, *(f"{n:,}" if n else "·" for n in numbers)])
    totals = [sum(getattr(row, name) for row in rows) for name in shown]
    cells.append(["in all", "", *(f"{total:,}" for total in totals)])
    yield from columns(cells, numbers=range(2, len(shown) + 2))


def _texts(study: Study, rows: tuple[Row, ...]) -> dict[str, str]:
    """What the transcripts of the rows are called, by id: no two the same, and the former text of one as such."""
    said: dict[str, str] = {}
    for row in rows:
        known = study.transcripts.get(row.transcript)
        former = " (former text)" if row.transcript in study.superseded else ""
        said[row.transcript] = f"{known.name}{former}" if known else row.transcript[:8]
    often = Counter(said.values())
    return {key: name if often[name] == 1 else f"{name} ({key[:8]})" for key, name in said.items()}


def _charting(plan: Plan) -> Iterator[str]:
    for one in plan.charted:
        parts = [f"{one.new:,} new" if one.new else "", f"{one.same:,} same" if one.same else ""]
        yield f"{one.coder or 'set-up'} {counted(one.new + one.same, 'cell')} ({', '.join(filter(None, parts))})"
    if plan.new_cases:
        yield counted(plan.new_cases, "new case")


def _reading(study: Study, reading: CarriedReading) -> Iterator[str]:
    old, new, result = reading.old, reading.new, reading.carried
    counts = result.counts
    yield (
        f"{old.name}: what stood on {old.source} ({old.id[:8]}) is carried to {new.source} ({new.id[:8]}) where the "
        f"words are the same: {counted(counts.codings, 'coding')} ({counts.doubtful} doubtful), "
        f"{counted(counts.memos, 'memo')}, {counted(counts.reviewed, 'reviewed mark')}"
    )
    for moved in (one for one in result.doubtful if study.is_doubtful(one.new)):
        where = f"§{moved.old.paragraph} → §{moved.new.paragraph}"
        yield f"  doubtful: {where} {name_of_code(study, moved.new.code)} ({moved.new.coder}): {moved.doubt}"
    for key in _orphaned(result):
        what = name_of_code(study, key.code) if key.code else "memo"
        where = f"§{key.paragraph} {what} ({key.coder})"
        yield f"  orphaned: {where} stays on {old.source}: its words are not in {new.source}"
    for coder, n in result.reviewed_left:
        yield f"  orphaned: §{n} reviewed by {coder}: its text is not in {new.source}, or has changed too much"


def _orphaned(result: Carried) -> tuple[Coding | MemoKey, ...]:
    return (*result.left, *result.memos_left)


def _waiting(study: Study, plan: Plan) -> Iterator[str]:
    for question in plan.questions:
        yield f"asked: {asked(question)}"
    for one, other, share in plan.unlike:
        yield (
            f"apart: {one.source} and {other.source} are both called {one.name}, and {share:.0%} of what was said is "
            "the same, interviewers left out: two transcripts, both kept; "
            f"`postil rename STUDY {one.id[:8]} NAME` tells them apart"
        )
    for key, versions in plan.conflicts.items():
        from postil.reports.conflicts import about, who_wrote  # noqa: PLC0415 - as above

        who = ", ".join(dict.fromkeys(who_wrote(key, version) or "set-up" for version in versions))
        yield f"conflict {conflict_id(key)}: {about(study, key)}: {len(versions)} versions ({who})"


def asked(question: Question) -> str:
    """A question about coders, with its answers."""
    files = " and ".join(question.files)
    if question.kind == "same-name":
        (name,) = question.names
        return (
            f"are {name} in {files} one person? If so: --same-coder {name}. "
            f"If not: --rename-coder {question.files[-1]}:{name}=OTHER"
        )
    if question.kind == "same-work":
        old, new = question.names
        return (
            f"what {old} did in {question.files[0]} is in {question.files[1]} by {new}, so renamed in earlier merges. "
            f"Are they one person? If so: --rename-coder {question.files[0]}:{old}={new} --same-coder {new}. "
            f"If not: --same-coder {old}"
        )
    first, *rest = sorted(question.names, key=lambda name: (not name.islower(), name))
    return (
        f"are {some(question.names)} one person? If so: --same-coder {rest[0]}={first}. "
        f"If not: --rename-coder FILE:{rest[0]}=OTHER"
    )


# ---- for programs ----


def as_json(merged: MergedFiles, plan: Plan, output: str | None) -> Json:
    """The plan as JSON; ``output`` is the file that was written, or None."""
    study = merged.result.study
    return {
        "output": output,
        "files": [{"name": file.name, "sha256": file.sha256, "changes": len(file.changes)} for file in merged.files],
        "rows": [row_record(study, row) for row in plan.rows],
        "renamed": [renaming._asdict() for renaming in plan.renamings],
        "one_code": [{"code": one.code, "name": one.name, "ids": list(one.ids)} for one in plan.one_code],
        "near_codes": [near._asdict() for near in plan.near_codes],
        "deleted_codes": [gone._asdict() for gone in plan.deleted_codes],
        "charted": [one._asdict() for one in plan.charted],
        "new_cases": plan.new_cases,
        "followed_codes": [followed._asdict() for followed in plan.followed_codes],
        "codebook": book_json(plan.book),
        "circles": circles_json(plan.circles),
        "other_roles": [roles_json(roles) for roles in plan.other_roles],
        "other_names": [name_json(known) for known in plan.other_names],
        "corrected": corrected_json(plan),
        "readings": [_reading_json(reading) for reading in plan.readings],
        "questions": [
            {"kind": q.kind, "names": list(q.names), "files": list(q.files), "says": asked(q)} for q in plan.questions
        ],
        "apart": [
            {"name": one.name, "transcripts": [one.id, other.id], "likeness": round(share, 4)}
            for one, other, share in plan.unlike
        ],
        "conflicts": list(_conflicts_json(study, plan)),
        "waiting": plan.waiting,
    }


def _conflicts_json(study: Study, plan: Plan) -> Iterator[Json]:
    for key, versions in plan.conflicts.items():
        yield conflict_record(study, key, versions)


def _reading_json(reading: CarriedReading) -> Json:
    result = reading.carried
    return {
        "name": reading.new.name,
        "old": {"id": reading.old.id, "source": reading.old.source},
        "new": {"id": reading.new.id, "source": reading.new.source},
        "counts": result.counts._asdict(),
        "doubtful": [{"old": _key(m.old), "new": _key(m.new), "why": m.doubt} for m in result.doubtful],
        "orphaned": [_key(key) for key in _orphaned(result)],
        "reviewed_orphaned": [{"coder": coder, "paragraph": n} for coder, n in result.reviewed_left],
    }


def _key(key: Coding | MemoKey) -> Json:
    return {
        "paragraph": key.paragraph,
        "start": key.start,
        "end": key.end,
        "code": key.code or None,
        "coder": key.coder,
    }
