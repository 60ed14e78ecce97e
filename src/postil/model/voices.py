"""Which words are whose: the transcripts and speakers of cases, as they hold now, and how they change hands.

A voice is a transcript, or one of its speakers. Only transcripts that no corrected one stands for have voices here;
what was said of an earlier text holds for the corrected one until it is said otherwise. Invariant: after
``give_voices`` a case has just the voices that were wanted, and asking for those that it has changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.change import GiveVoice
from postil.model.eligible import current_transcripts
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from postil.model.study import Study
    from postil.model.transcript import Transcript


class Voice(NamedTuple):
    """A transcript, or a speaker in it."""

    transcript: str
    """Id of the transcript."""
    speaker: str = ""
    """The speaker's label; empty for everybody in it who is no case of their own."""


def speakers_of(transcript: Transcript) -> list[str]:
    """The labels in a transcript, in the order in which they come."""
    return list(dict.fromkeys(paragraph.speaker for paragraph in transcript.paragraphs if paragraph.speaker))


def participants_of(transcript: Transcript) -> list[str]:
    """The labels of participants, in the order in which they come."""
    spoken = (p.speaker for p in transcript.paragraphs if p.speaker and p.role == "participant")
    return list(dict.fromkeys(spoken))


def owners(study: Study) -> dict[Voice, str]:
    """The id of the case of each voice that has one; in the order of the study, a transcript before its speakers.

    A speaker is listed only where the case is another than that of the whole transcript.
    """
    found: dict[Voice, str] = {}
    for transcript in current_transcripts(study):
        whole = study.cases.owner(transcript.id, "")
        if whole:
            found[Voice(transcript.id)] = whole
        for speaker in speakers_of(transcript):
            owner = study.cases.owner(transcript.id, speaker)
            if owner and owner != whole:
                found[Voice(transcript.id, speaker)] = owner
    return found


def told_once(voices: Iterable[Voice], owned: Mapping[Voice, str], case: str) -> tuple[Voice, ...]:
    """Voices that a case is to have, none twice, and without speakers whom it has with a whole transcript.

    Args:
        voices: what it is to have.
        owned: as ``owners`` tells; a speaker who is another case has to be said.
        case: id of the case.
    """
    every = dict.fromkeys(voices)
    return tuple(
        voice
        for voice in every
        if not voice.speaker or Voice(voice.transcript) not in every or owned.get(voice, case) != case
    )


def give_voices(
    study: Study, case: str, wanted: Iterable[Voice], owned: Mapping[Voice, str] | None = None
) -> list[GiveVoice]:
    """The actions after which a case has just these voices; none if it has them.

    Voices that another case has are taken from it: whoever calls has made sure that this is meant.

    Args:
        study: where.
        case: id of the case.
        wanted: what it is to have.
        owned: as ``owners`` tells, where that is known already.
    """
    owned = owners(study) if owned is None else owned
    asked = told_once(wanted, owned, case)
    now = [voice for voice, owner in owned.items() if owner == case]
    if set(asked) == set(now):
        return []
    taken = dict.fromkeys(
        GiveVoice(*said, "")
        for voice in now
        if voice not in asked
        for said in _said(study, voice)
        if study.value(("voice", *said)) == case
    )
    kept = {
        voice
        for voice in asked
        if voice in now and not any(GiveVoice(*said, "") in taken for said in _said(study, voice))
    }
    return [*taken, *(GiveVoice(*voice, case) for voice in asked if voice not in kept)]


def _said(study: Study, voice: Voice) -> Iterator[Voice]:
    """Where it may be said whose a voice is: at the transcript, and at those that it stands for."""
    known: Mapping[str, Transcript] = study.transcripts
    transcript, seen = voice.transcript, set[str]()
    while transcript in known and transcript not in seen:
        seen.add(transcript)
        yield Voice(transcript, voice.speaker)
        transcript = known[transcript].supersedes
