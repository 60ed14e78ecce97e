"""Planning who codes what, for ``assign``. Invariant: everything is checked before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from postil.cli.lookup import Finder, excerpt, some
from postil.errors import NotFoundError, PostilError
from postil.model.assignment import Assignment, assignments, set_assignment, with_double
from postil.model.case_acts import join_list
from postil.model.change import AddCoder
from postil.model.codebook_version import codebook_version
from postil.model.coder_name import bare_name
from postil.model.decision import is_consensus
from postil.model.eligible import current_transcripts, eligible_paragraphs
from postil.model.sharing_out import Item, share_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from postil.model.change import Action
    from postil.model.study import Study
    from postil.model.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asks for."""

    coders: tuple[str, ...]
    transcripts: tuple[str, ...] = ()
    """As they were named; empty for all."""
    double: Fraction = Fraction(0)
    seed: int = 0
    by: str = ""
    sheet: Path | None = None
    """Where ``by`` is a column; None where it is an attribute of the study's cases."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Who is to code what."""

    wish: Wish
    coders: tuple[str, ...]
    """In the order of names."""
    chosen: tuple[Transcript, ...]
    """What is shared out, in the order of the study."""
    double: frozenset[str]
    """Ids of those of them that two or more of the coders have."""
    elsewhere: tuple[Transcript, ...]
    """Left out, because they were assigned to others before."""
    values: Mapping[str, str]
    """By transcript id, the value of the attribute; empty where none was asked for."""
    assignments: Mapping[str, Assignment]
    """Of all coders of the study, as they are to be."""
    codebook: str
    """Version of the codebook."""
    actions: tuple[Action, ...]
    """What has to be recorded; nothing if all was assigned so before."""

    def transcripts_of(self, coder: str, study: Study) -> list[Transcript]:
        """What the coder's pack holds: what was assigned now or before, without texts that were corrected since."""
        mine = set(self.assignments[coder].transcripts)
        return [transcript for transcript in current_transcripts(study) if transcript.id in mine]


def plan_of(study: Study, wish: Wish) -> Plan:
    """Who is to code what.

    Raises:
        NotFoundError: a transcript that is not there, or none to assign.
        PostilError: a coder twice, no coder, one coder with double coding, or a sheet that does not fit.
    """
    _check_coders(study, wish)
    earlier = assignments(study)
    chosen, elsewhere = _chosen(study, wish, earlier)
    values = _values(study, wish, chosen) if wish.by else {}
    items = [Item(text.id, paragraphs_to_read(text), values.get(text.id, "")) for text in chosen]
    before = {coder: _held(study, coder, chosen, earlier) for coder in wish.coders}
    shares = share_out(items, wish.coders, double=wish.double, seed=wish.seed, before=before, spread=bool(wish.by))
    version = codebook_version(study.codebook)
    new = {
        coder: Assignment(coder, mine, (), version, wish.seed, wish.by) for coder, mine in shares.coders.items() if mine
    }
    known = with_double({**earlier, **new})
    known = {coder: _unless_same(earlier.get(coder), assignment) for coder, assignment in known.items()}
    coders = tuple(coder for coder in shares.coders if coder in known)
    if missing := [coder for coder in shares.coders if coder not in known]:
        raise NotFoundError(
            f"nothing is left for {some(missing)}", "name fewer coders or more transcripts, or raise --double"
        )
    actions: list[Action] = [AddCoder(coder) for coder in coders if coder not in study.coders]
    actions += [set_assignment(assignment) for coder, assignment in known.items() if assignment != earlier.get(coder)]
    return Plan(
        wish, coders, tuple(chosen), frozenset(shares.double), tuple(elsewhere), values, known, version, tuple(actions)
    )


def _unless_same(earlier: Assignment | None, assignment: Assignment) -> Assignment:
    """The earlier assignment, where the new one gives nothing else: its seed is the one that counted."""
    if earlier and (assignment.transcripts, assignment.codebook) == (earlier.transcripts, earlier.codebook):
        return earlier._replace(double=assignment.double)
    return assignment


def paragraphs_to_read(transcript: Transcript) -> int:
    """How many paragraphs of participants there are to read; of anybody, where no participant is known; never 0."""
    return len(eligible_paragraphs(transcript)) or len(eligible_paragraphs(transcript, everybody=True)) or 1


def _check_coders(study: Study, wish: Wish) -> None:
    if not wish.coders:
        raise PostilError("nobody is there to code", "say --coder NAME for each coder")
    seen: dict[str, str] = {}
    for coder in wish.coders:
        if (twin := seen.get(bare_name(coder))) is not None:
            is_same = twin == coder
            message = (
                f"the coder '{coder}' is there twice" if is_same else f"'{twin}' and '{coder}' look like one coder"
            )
            raise PostilError(message, "say --coder once for each person")
        seen[bare_name(coder)] = coder
        if is_consensus(coder):
            raise PostilError(f"'{excerpt(coder)}' is the name of the consensus layer", "choose another name")
        if coder not in study.coders:
            twins = [known for known in study.coders if bare_name(known) == bare_name(coder)]
            if twins:
                raise NotFoundError(
                    f"there is no coder '{excerpt(coder)}', but there is {some(twins)}",
                    f"say --coder '{twins[0]}', or choose a name that cannot be mistaken for it",
                )
    if wish.double and len(wish.coders) == 1:
        raise PostilError("one coder cannot code a transcript twice", "name a second --coder, or leave --double out")


def _chosen(study: Study, wish: Wish, earlier: Mapping[str, Assignment]) -> tuple[list[Transcript], list[Transcript]]:
    """The transcripts to share out, and those that stay with others; in the order of the study."""
    current = current_transcripts(study)
    if not current:
        raise NotFoundError("the study has no transcripts", "add some with `postil add`")
    if wish.transcripts:
        finder = Finder(study)
        named = {finder.transcript(name).id for name in wish.transcripts}
        if old := named & study.superseded:
            names = some([study.transcripts[key].name for key in old])
            raise NotFoundError(f"{names} was corrected, and the id names the old text", "name the corrected one")
        return [text for text in current if text.id in named], []
    mine = {key for coder in wish.coders if coder in earlier for key in earlier[coder].transcripts}
    others = {key for assignment in earlier.values() for key in assignment.transcripts} - mine
    chosen = [text for text in current if text.id not in others]
    if not chosen:
        raise NotFoundError(
            f"all transcripts were assigned to others before: {some([c for c in earlier if c not in wish.coders])}",
            "name those to give out once more with --transcript",
        )
    return chosen, [text for text in current if text.id in others]


def _held(study: Study, coder: str, chosen: Iterable[Transcript], earlier: Mapping[str, Assignment]) -> frozenset[str]:
    """Ids of the transcripts that are the coder's already: assigned, or chosen now and begun by this coder."""
    assigned = earlier[coder].transcripts if coder in earlier else ()
    begun = (
        text.id
        for text in chosen
        if study.reviewed(text.id, coder)
        or any(coding.coder == coder for here in study.codings_in(text.id).values() for coding in here)
    )
    return frozenset((*assigned, *begun))


def _values(study: Study, wish: Wish, chosen: Sequence[Transcript]) -> dict[str, str]:
    """By transcript id, the value of the attribute in the sheet, or of the transcript's case.

    Raises:
        PostilError: the sheet lacks a transcript or gives it two values; or a transcript is no case's.
    """
    if wish.sheet is None:
        return _values_of_cases(study, wish.by, chosen)
    from postil.importers.case_sheet import read_case_sheet  # noqa: PLC0415 - loaded when it is needed

    finder = Finder(study)
    found: dict[str, str] = {}
    for row in read_case_sheet(wish.sheet, wish.by):
        try:
            transcript = finder.transcript(row.name)
        except NotFoundError:
            continue  # a sheet may list interviews that are not in the study yet
        if found.setdefault(transcript.id, row.value) != row.value:
            raise PostilError(f"{wish.sheet}, row {row.row}: {row.name} has another {wish.by} above", "mend the sheet")
    missing = [text.name for text in chosen if text.id not in found]
    if missing:
        raise PostilError(f"{wish.sheet} has no row for {some(missing)}", "add one for each transcript to be assigned")
    return found


def _values_of_cases(study: Study, by: str, chosen: Sequence[Transcript]) -> dict[str, str]:
    """By transcript id, the value of an attribute of its case; of all of its cases, where several speak in it."""
    from postil.cli.cases import attribute_of  # noqa: PLC0415 - loaded when it is needed
    from postil.model.voices import owners  # noqa: PLC0415 - as above

    name, every = attribute_of(study, by), study.cases.all
    found: dict[str, dict[str, None]] = {}
    for voice, case in owners(study).items():
        found.setdefault(voice.transcript, {})[every[case].values.get(name, "")] = None
    missing = [text.name for text in chosen if text.id not in found]
    if missing:
        raise NotFoundError(f"{some(missing)} is no case's", "say whose it is with `postil cases`, or leave --by out")
    return {text.id: join_list(sorted(filter(None, found[text.id]))) for text in chosen}
