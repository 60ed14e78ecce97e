"""A case for each transcript that is nobody's.

Invariant: no voice changes hands here; doing it twice does nothing the second time.
"""

from __future__ import annotations

from itertools import chain, count
from typing import TYPE_CHECKING

from postil.model.case_acts import cases_named, new_case, plain_name
from postil.model.change import GiveVoice
from postil.model.codebook import is_nameless, matching_name
from postil.model.eligible import current_transcripts
from postil.model.voices import Voice, owners, participants_of
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Container

    from postil.model.case import Case
    from postil.model.change import Action
    from postil.model.study import Study
    from postil.model.transcript import Transcript


class AutoCase(NamedTuple):
    """A case that gets a voice."""

    case: str
    """Id of the case."""
    name: str
    voice: Voice
    is_new: bool
    """Whether the case is made; otherwise it was there, without a voice."""


def auto_cases(study: Study) -> tuple[list[AutoCase], list[Action]]:
    """The cases of transcripts that are nobody's, and the actions that bring them about.

    A transcript with several participants gives a case for each of them who is nobody's, named by the speaker's label;
    any other gives one named like the transcript. A case that is there without a voice, and is called so or as the
    transcript's name begins, is taken before one is made.
    """
    owned = owners(study)
    taken = set(owned.values())
    used: set[str] = set()
    found: list[AutoCase] = []
    actions: list[Action] = []
    for transcript in current_transcripts(study):
        for voice in _nobodys(transcript, owned):
            known = _waiting(study, transcript, voice, taken)
            if known is None:
                name = _free_name(study, transcript, voice, used)
                case, made = new_case(study, name, besides=taken)
                actions += made
                auto = AutoCase(case, name, voice, is_new=True)
            else:
                auto = AutoCase(known.id, known.name, voice, is_new=False)
            actions.append(GiveVoice(*voice, auto.case))
            found.append(auto)
            taken.add(auto.case)
            used.add(matching_name(auto.name))
    return found, actions


def _nobodys(transcript: Transcript, owned: Container[Voice]) -> list[Voice]:
    """The voices of a transcript that are to get a case."""
    if Voice(transcript.id) in owned:
        return []
    each = [Voice(transcript.id, label) for label in participants_of(transcript)]
    if len(each) > 1:
        return [voice for voice in each if voice not in owned]
    return [] if any(voice in owned for voice in each) else [Voice(transcript.id)]


def _free_name(study: Study, transcript: Transcript, voice: Voice, used: Container[str]) -> str:
    """A name that no case has: the speaker's, else the transcript's with the speaker's, else that with a number."""
    whole = plain_name(f"{transcript.name} {voice.speaker}")
    names = [plain_name(voice.speaker), whole, "case"]
    wanted = [name for name in names if not is_nameless(name)]
    numbered = (f"{wanted[-1] if len(wanted) == 1 else wanted[-2]} ({n})" for n in count(2))
    every = chain(wanted[:-1] or wanted, numbered)
    return next(name for name in every if matching_name(name) not in used and not cases_named(study, name))


def _waiting(study: Study, transcript: Transcript, voice: Voice, taken: Container[str]) -> Case | None:
    """The only case without a voice that is called like the voice, or as a transcript's name begins, by whole words."""
    name = matching_name(voice.speaker or transcript.name)
    free = [(case, matching_name(case.name)) for case in study.cases.all.values() if case.id not in taken]
    same = [case for case, known in free if known and known == name]
    beginning = [
        case
        for case, known in free
        if known and not voice.speaker and name.startswith(known) and not name[len(known) : len(known) + 1].isalnum()
    ]
    found = same or beginning
    return found[0] if len(found) == 1 else None
