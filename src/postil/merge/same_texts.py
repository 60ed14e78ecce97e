"""Texts that several files have and tell of otherwise: other roles of speakers, another name, another correction.

What stands in the outcome follows from the changes, and is the same whichever file comes first. Invariant: every such
difference between the files is told, with what stands; it waits for a person where the first file had something else,
or had not the text, so that nobody has seen yet that the others differ.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from postil.model.change import AddTranscript, DropTranscript
from postil.model.derived import is_derived
from postil.storage.merge_record import FormerText
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from postil.merge.union import Merged
    from postil.model.change import Change
    from postil.model.study import Study
    from postil.model.transcript import Paragraph, Transcript


class Spoken(NamedTuple):
    """A speaker who has another role, or whose paragraphs have other kinds, in one file than in another."""

    speaker: str
    """The label; empty for paragraphs without one."""
    now: str
    """What stands."""
    files: tuple[tuple[str, str], ...]
    """File -> what it says, for each that has the text."""
    role: str
    """The role to say for what does not stand and waits; empty where nothing waits, or nothing can be said of it."""


class OtherRoles(NamedTuple):
    """A text whose speakers have other roles in one file than in another."""

    transcript: Transcript
    """As it is in the outcome."""
    speakers: tuple[Spoken, ...]

    @property
    def waits(self) -> bool:
        """Whether somebody has to look at it."""
        return any(spoken.role for spoken in self.speakers)


class OtherName(NamedTuple):
    """A text that has another name in one file than in another."""

    transcript: Transcript
    """As it is in the outcome."""
    files: tuple[tuple[str, str], ...]
    """File -> its name there."""
    waits: bool
    """Whether somebody has to look at it; not where it was renamed, which was meant."""


class Corrected(NamedTuple):
    """A text that was corrected several times, by people who did not know of each other's correction."""

    old: Transcript
    made: tuple[tuple[Transcript, str], ...]
    """The corrections, each with who made it; empty for nobody."""
    now: Transcript
    """What stands for all of them."""


def other_roles(result: Merged) -> Iterator[OtherRoles]:
    """The texts whose speakers have other roles, or paragraphs other kinds, in one file than in another."""
    for text in result.study.transcripts.values():
        known = _known(result, text)
        if all(other.paragraphs == text.paragraphs for _, other in known):
            continue
        first = result.sides[0].study.transcripts.get(text.id)
        if speakers := tuple(_speakers(text, known, first)):
            yield OtherRoles(text, speakers)


def _known(result: Merged, text: Transcript) -> list[tuple[str, Transcript]]:
    """The text as each file has it that has it."""
    sides = [(side.name, side.study.transcripts.get(text.id)) for side in result.sides]
    return [(name, known) for name, known in sides if known is not None]


def _speakers(text: Transcript, known: Sequence[tuple[str, Transcript]], first: Transcript | None) -> Iterator[Spoken]:
    for speaker in dict.fromkeys(paragraph.speaker for paragraph in text.paragraphs):
        now = _of(text, speaker)
        said = [(name, _of(other, speaker)) for name, other in known]
        if all(_roles(other) == _roles(now) for _, other in said):
            continue
        kinds = any([p.kind for p in other] != [p.kind for p in now] for _, other in said)
        other = next(other for _, other in said if _roles(other) != _roles(now))
        before = _of(first, speaker) if first is not None else other
        waits = bool(speaker) and _roles(before) != _roles(now)
        yield Spoken(
            speaker,
            _words(now, kinds=kinds),
            tuple((name, _words(other, kinds=kinds)) for name, other in said),
            before[0].role if waits else "",
        )


def _of(text: Transcript, speaker: str) -> list[Paragraph]:
    return [paragraph for paragraph in text.paragraphs if paragraph.speaker == speaker]


def _roles(paragraphs: Sequence[Paragraph]) -> list[tuple[str, str]]:
    return [(paragraph.role, paragraph.kind) for paragraph in paragraphs]


def _words(paragraphs: Sequence[Paragraph], *, kinds: bool) -> str:
    roles = "/".join(dict.fromkeys(paragraph.role for paragraph in paragraphs))
    if not kinds:
        return roles
    return f"{roles} ({', '.join(f'{n:,} {kind}' for kind, n in Counter(p.kind for p in paragraphs).items())})"


def former_texts(first: Study, outcome: Study) -> Iterator[FormerText]:
    """The transcripts of the first file that have other roles in the outcome, or other kinds or times of paragraphs."""
    for text in (*first.transcripts.values(), *first.dropped_transcripts()):
        now = outcome.transcripts.get(text.id)
        if now is not None and now.paragraphs != text.paragraphs:
            yield FormerText(text.id, tuple((p.role, p.kind, p.start) for p in text.paragraphs))


def with_former_roles(
    changes: Mapping[str, Change], texts: Iterable[FormerText], until: str = ""
) -> Mapping[str, Change]:
    """Changes by stamp, with the roles, kinds and times that these transcripts had before a merge.

    Args:
        changes: by stamp.
        texts: the transcripts; one that was brought in once more since the merge is left as it is.
        until: the latest stamp of the merge.
    """
    former = {text.transcript: text.paragraphs for text in texts}
    if not former:
        return changes
    found = dict(changes)
    said = {stamp: change.action for stamp, change in changes.items()}
    about = {key: one for key, one in said.items() if isinstance(one, AddTranscript | DropTranscript)}
    later = {one.transcript.id for stamp, one in about.items() if stamp > until and isinstance(one, AddTranscript)}
    for stamp, action in about.items():
        text = action.transcript
        if text.id not in later and len(former.get(text.id, ())) == len(text.paragraphs):
            pairs = zip(text.paragraphs, former[text.id], strict=True)
            again = (p._replace(role=role, kind=kind, start=start) for p, (role, kind, start) in pairs)
            whole = replace(text, paragraphs=tuple(again))
            found[stamp] = changes[stamp]._replace(action=action._replace(transcript=whole))
    return found


def other_names(result: Merged) -> Iterator[OtherName]:
    """The texts that have another name in one file than in another; those whose names are in conflict left out."""
    for text in result.study.transcripts.values():
        names = tuple((file, known.name) for file, known in _known(result, text))
        if len({name for _, name in names}) > 1 and not result.study.is_in_conflict(("transcript", text.id, "name")):
            first = result.sides[0].study.transcripts.get(text.id)
            renamed = result.study.value(("transcript", text.id, "name"))
            yield OtherName(text, names, waits=not renamed and (first is None or first.name != text.name))


def corrected_twice(result: Merged) -> Iterator[Corrected]:
    """The texts of which there are several corrections that the first file does not have all."""
    texts, first = result.study.transcripts, result.sides[0].study.transcripts
    if not result.study.superseded:
        return
    made: dict[str, dict[str, str]] = {}
    for change in result.changes:
        if isinstance(change.action, AddTranscript) and not is_derived(change):
            text = change.action.transcript
            if text.supersedes in texts and text.id in texts:
                made.setdefault(text.supersedes, {}).setdefault(text.id, change.coder)
    for old, corrections in made.items():
        if len(corrections) > 1 and not corrections.keys() <= first.keys():
            several = tuple((texts[key], coder) for key, coder in corrections.items())
            yield Corrected(texts[old], several, _stands_for(result.study, several[0][0]))


def _stands_for(study: Study, text: Transcript) -> Transcript:
    above = {other.supersedes: other for other in study.transcripts.values() if other.supersedes}
    seen: set[str] = set()
    while text.id in above and text.id not in seen:
        seen.add(text.id)
        text = above[text.id]
    return text
