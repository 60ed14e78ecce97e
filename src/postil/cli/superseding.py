"""Putting a corrected transcript in the place of the one that was coded, for ``add --supersede``.

Invariant: it is one act of one coder, told before or after in the same words; with a dry run nothing is written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from postil.cli.coders import check_known, choose_coder
from postil.cli.lookup import Finder
from postil.cli.output import columns, talk, write, write_json
from postil.cli.studies import opened
from postil.cli.transcripts import read_all, tell
from postil.errors import TranscriptError
from postil.model.act import changes_of
from postil.model.assignment import pack_coder
from postil.model.change import AddCoder, Strike
from postil.model.clock import Clock
from postil.model.codebook import matching_name
from postil.model.coding import MemoKey
from postil.model.names import name_of_code
from postil.model.study import Study
from postil.model.transcript import Paragraph
from postil.settings.config import read_config
from postil.text.clean import visible
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from postil.cli.output import Json
    from postil.cli.transcripts import HowToRead
    from postil.importers import Reading
    from postil.merge.align import Alignment, Link
    from postil.merge.carry import Carried, Moved
    from postil.merge.speakers import Speakers
    from postil.model.change import Action
    from postil.model.coding import Coding, Passage
    from postil.model.transcript import Transcript
    from postil.storage import StudyFile

_NAMED = 5
"""So many paragraphs are named in a line."""


@dataclass(frozen=True, slots=True)
class _Plan:
    study: Study
    old: Transcript
    new: Transcript
    alignment: Alignment
    carried: Carried
    speakers: Speakers
    followers: list[Action]
    """What lets summaries, marked passages and strikes follow."""

    @property
    def actions(self) -> list[Action]:
        """The act."""
        return [*self.carried.actions, *self.speakers.voices, *self.followers]

    @property
    def struck(self) -> list[Passage]:
        """What is to be struck out of the corrected transcript, in reading order."""
        found = [act.passage for act in self.followers if isinstance(act, Strike) and act.struck]
        here = [passage for passage in found if passage.transcript == self.new.id]
        return sorted(here, key=lambda passage: passage.reading_order)

    @property
    def strikes_left(self) -> int:
        """How many passages are struck out of old paragraphs that are gone."""
        by_old = self.alignment.by_old
        here = [passage for passage in self.study.cells.struck() if passage.transcript == self.old.id]
        return sum(not by_old[passage.paragraph].new for passage in here if passage.paragraph in by_old)


def supersede(
    path: Path, file: Path, how: HowToRead, *, given: str, coder: str | None, force: bool, dry_run: bool, as_json: bool
) -> None:
    """Import a corrected transcript and carry over what was coded on the old one; or only tell what that would do.

    Args:
        path: the study's file.
        file: that of the corrected transcript.
        how: how to read it.
        given: id or name of the old transcript, or how one of them begins.
        coder: who does it, if it was said.
        force: carry however little the two have in common.
        dry_run: tell, and write nothing.
        as_json: print JSON.

    Raises:
        TranscriptError: the file cannot be read, is no correction of the old one, or says the same as it.
        NotFoundError: there is no such transcript or coder.
        StudyFileError: the study cannot be opened or written.
    """
    (reading,) = read_all([file], how)
    with opened(path, write=not dry_run) as study_file:
        old, new = _pair(study_file.study, given, reading, file, how)
        plan = _plan(study_file, old, new, force=force)
        tell([replace(reading, transcript=plan.new)])
        if not dry_run:
            _record(study_file, plan, coder)
        if as_json:
            write_json(_as_json(plan, done=not dry_run))
        elif dry_run:
            for line in _lines(plan):
                write(line)
    if not dry_run:
        _talk(path, plan)


def _pair(study: Study, given: str, reading: Reading, file: Path, how: HowToRead) -> tuple[Transcript, Transcript]:
    """The old transcript, and the corrected one with its name and its speakers' roles."""
    from postil.importers.labels import label_key  # noqa: PLC0415 - loaded when it is needed

    old = Finder(study).transcript(given)
    there = study.transcripts.get(reading.transcript.id)
    if there is not None and there.supersedes in study.transcripts and old.id in {there.id, there.supersedes}:
        return study.transcripts[there.supersedes], there
    if there is not None:
        same = "it reads exactly as" if there.id == old.id else "its text is in the study already, as"
        raise TranscriptError(
            f"{file}: {same} {there.name} (read from {there.source}, {there.id[:8]})",
            "there is nothing to carry; check the names of the files",
        )
    later = next((t for t in study.transcripts.values() if t.supersedes == old.id), None)
    if later is not None:
        raise TranscriptError(
            f"{old.name} ({old.id[:8]}) was corrected already, by {later.source}",
            f"correct that one: --supersede {later.id[:8]}",
        )
    roles = {p.speaker: p.role for p in old.paragraphs if p.speaker}
    said = {label_key(label) for label, _ in how.roles}
    paragraphs = tuple(
        Paragraph(p.n, p.text, p.speaker, roles.get(p.speaker, p.role), p.kind, p.start)
        if label_key(p.speaker) not in said
        else p
        for p in reading.transcript.paragraphs
    )
    name = old.name if how.name is None else how.name
    _check_name(study, name, old)
    return old, replace(reading.transcript, name=name, supersedes=old.id, paragraphs=paragraphs)


def _check_name(study: Study, name: str, old: Transcript) -> None:
    earlier: set[str] = set()
    above: Transcript | None = old
    while above is not None and above.id not in earlier:
        earlier.add(above.id)
        above = study.transcripts.get(above.supersedes)
    for other in study.transcripts.values():
        if other.id not in earlier and matching_name(other.name) == matching_name(name):
            raise TranscriptError(
                f"there is another transcript {other.name} already, read from {other.source}", "choose another --name"
            )


def _plan(study_file: StudyFile, old: Transcript, new: Transcript, *, force: bool) -> _Plan:
    from postil.merge.align import align  # noqa: PLC0415 - loaded when it is needed
    from postil.merge.carry import carried  # noqa: PLC0415 - loaded when it is needed
    from postil.merge.speakers import speakers_followed  # noqa: PLC0415 - as above

    study = study_file.study
    alignment = align(old, new)
    moved, speakers = carried(study, alignment, old, new, force=force), speakers_followed(study, alignment, old, new)
    followers = _followers(study_file, [*moved.actions, *speakers.voices])
    return _Plan(study, old, new, alignment, moved, speakers, followers)


def _record(study_file: StudyFile, plan: _Plan, given: str | None) -> None:
    coders = study_file.study.coders
    coder = choose_coder(given, coders, study_file.path, read_config().coder, pack=pack_coder(study_file.study))
    check_known(coder, coders, study_file.path, may_be_new=False)
    if coder not in coders:
        study_file.record([AddCoder(coder)], coder="")  # nobody's act, so that undo does not take it back
    study_file.record(plan.actions, coder=coder)


def _followers(study_file: StudyFile, actions: Sequence[Action]) -> list[Action]:
    """What lets summaries, marked passages and strikes follow, once these actions are done; in the same act."""
    charted = study_file.study.cells
    if not any(charted) and not charted.quotable() and not charted.struck():
        return []
    from postil.merge.references import following  # noqa: PLC0415 - loaded when it is needed

    clock = Clock()
    clock.see(max(change.stamp for change in study_file.log))
    after = Study(study_file.log)
    after.fold(changes_of(after, actions, coder="", clock=clock))
    return following(after)


# ---- for people ----


def _summary(plan: _Plan) -> Iterator[str]:
    kinds = [f"{number:,} {kind}" for kind, number in plan.alignment.counts().items() if number]
    counts = plan.carried.counts
    yield f"paragraphs: {', '.join(kinds)}"
    yield (
        f"codings: {counts.codings:,} carried, {counts.doubtful:,} of them marked as doubtful; "
        f"{counts.codings_left:,} left with the old transcript"
    )
    yield f"memos: {counts.memos:,} carried; {counts.memos_left:,} left"
    yield (
        f"reviewed marks: {counts.reviewed:,} carried; "
        f"{counts.reviewed_left:,} left, as the text has changed too much or is gone"
    )
    yield from _struck(plan)
    yield from _speakers(plan)


def _struck(plan: _Plan) -> Iterator[str]:
    """What is struck out now, in one line; nothing where nothing was."""
    if not plan.struck and not plan.strikes_left:
        return
    whole = list(dict.fromkeys(passage.paragraph for passage in plan.struck if passage.start is None))
    words = len(plan.struck) - len(whole)
    parts = [f"{counted(words, 'passage')} word for word"] if words else []
    if whole:
        named = ", ".join(f"§{n}" for n in whole[:_NAMED]) + (" …" if len(whole) > _NAMED else "")
        why = "where words were changed, split or joined, or all were struck out"
        parts.append(f"{counted(len(whole), 'whole paragraph')} ({named}), {why}")
    if plan.strikes_left:
        parts.append(f"{plan.strikes_left:,} left, as the paragraph is gone")
    yield f"struck out: {'; '.join(parts)}; the old words stay out of other texts"


def _speakers(plan: _Plan) -> Iterator[str]:
    """Who is a case and has another label now; and whose words go to another case, for somebody to look at."""
    cases = plan.study.cases.all
    for old, new, case in plan.speakers.followed:
        yield visible(f"speakers: {old} is {new} now, and still the case {cases[case].name}")
    for old, new, case, now, paragraphs in plan.speakers.astray:
        label = f"have the label {new}" if new else "have no label"
        goes = f"go to the case {cases[now].name}" if now else "are no case's"
        yield visible(
            f"speakers: {counted(paragraphs, 'paragraph')} of {old} (case {cases[case].name}) {label} now and {goes}; "
            "say whose they are with `postil cases set`"
        )


def _lines(plan: _Plan) -> Iterator[str]:
    """The whole plan: counts, then what is doubtful or left, paragraph by paragraph."""
    old, new = plan.old, plan.new
    yield visible(f"{new.name} ({new.source}) would supersede {old.name} ({old.source})")
    yield from _summary(plan)
    doubtful: dict[int, list[Moved]] = {}
    for moved in plan.carried.doubtful:
        doubtful.setdefault(moved.old.paragraph, []).append(moved)
    left: dict[int, list[Coding | MemoKey]] = {}
    for coding in plan.carried.left:
        left.setdefault(coding.paragraph, []).append(coding)
    for memo in plan.carried.memos_left:
        left.setdefault(memo.paragraph, []).append(memo)
    for n in sorted({*doubtful, *left}):
        yield from _paragraph(plan, plan.alignment.by_old[n], n, doubtful.get(n, []), left.get(n, []))


def _paragraph(plan: _Plan, link: Link, n: int, doubtful: list[Moved], left: list[Coding | MemoKey]) -> Iterator[str]:
    yield ""
    yield f"§{n} → {', '.join(f'§{part}' for part in link.new) or 'gone'} ({link.kind})"
    rows = [("  old", f"§{n}", _text(plan.old, n))]
    rows += [("  new", f"§{part}", _text(plan.new, part)) for part in link.new]
    yield from columns(rows)
    for moved in doubtful:
        span = "" if moved.new.start is None else f" on “{_quote(plan.new, moved.new)}”"
        was = "" if moved.old.start is None else f" “{_quote(plan.old, moved.old)}”"
        code = f"{name_of_code(plan.study, moved.old.code)} ({moved.old.coder}){was}"
        yield visible(f"  doubtful: {code} → §{moved.new.paragraph}{span}: {moved.doubt}")
    for key in left:
        what = name_of_code(plan.study, key.code) if key.code else "memo"
        span = "" if key.start is None else f" “{_quote(plan.old, key)}”"
        memo = "memo at " if isinstance(key, MemoKey) and key.code else ""
        yield visible(f"  left: {memo}{what} ({key.coder}){span}")


def _talk(path: Path, plan: _Plan) -> None:
    old, new, counts = plan.old, plan.new, plan.carried.counts
    talk(f"{path}: {new.name} ({new.source}) supersedes {old.name} ({old.source})")
    for line in _summary(plan):
        talk(f"{path}: {line}")
    if counts.doubtful:
        talk(f"{path}: to see the doubtful ones: postil code {path}, then f, doubtful, Enter")
    for coding in plan.carried.left:
        where = f"§{coding.paragraph} {name_of_code(plan.study, coding.code)} ({coding.coder})"
        talk(f"{path}: left with {old.name} as it was ({old.id[:8]}): {where}")


def _text(transcript: Transcript, n: int) -> str:
    paragraph = transcript.paragraph(n)
    return paragraph.text if paragraph else ""


def _quote(transcript: Transcript, key: Coding | MemoKey) -> str:
    return _text(transcript, key.paragraph)[key.start : key.end]


# ---- for programs ----


def _as_json(plan: _Plan, *, done: bool) -> Json:
    return {
        "done": done,
        "old": _about(plan.old),
        "new": _about(plan.new),
        "surviving": round(plan.alignment.surviving, 4),
        "paragraphs": dict(plan.alignment.counts()),
        "links": [
            {"kind": link.kind, "old": list(link.old), "new": list(link.new), "share": round(link.share, 4)}
            for link in plan.alignment.links
        ],
        "counts": plan.carried.counts._asdict(),
        "doubtful": [
            {
                "code": moved.old.code,
                "coder": moved.old.coder,
                "old": _place(plan.old, moved.old),
                "new": _place(plan.new, moved.new),
                "why": moved.doubt,
            }
            for moved in plan.carried.doubtful
        ],
        "left": [
            {"code": coding.code, "coder": coding.coder, "old": _place(plan.old, coding)}
            for coding in plan.carried.left
        ],
        "memos_left": [
            {"code": key.code or None, "coder": key.coder, "old": _place(plan.old, key)}
            for key in plan.carried.memos_left
        ],
        "reviewed_left": [{"coder": coder, "paragraph": n} for coder, n in plan.carried.reviewed_left],
        "struck": {
            "passages": [{"paragraph": p.paragraph, "start": p.start, "end": p.end} for p in plan.struck],
            "left": plan.strikes_left,
        },
        "speakers": [one._asdict() for one in plan.speakers.followed],
        "speakers_left": [one._asdict() | {"now": one.now or None} for one in plan.speakers.astray],
    }


def _about(transcript: Transcript) -> Json:
    return {
        "name": transcript.name,
        "source": transcript.source,
        "id": transcript.id,
        "paragraphs": len(transcript.paragraphs),
    }


def _place(transcript: Transcript, key: Coding | MemoKey) -> Json:
    return {"paragraph": key.paragraph, "start": key.start, "end": key.end, "text": _quote(transcript, key)}
