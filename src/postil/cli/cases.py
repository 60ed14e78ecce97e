"""Cases as commands name and show them. Invariant: a text names one case, or the error says what it may have meant."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from postil.cli.coders import check_known, refuse_consensus
from postil.cli.lookup import excerpt, nearest, some
from postil.cli.output import talk, write
from postil.cli.parameters import coder_option
from postil.errors import CaseError, NotFoundError
from postil.exports.cases import kind_said, transcript_labels
from postil.model.case_acts import cases_named
from postil.model.codebook import matching_name
from postil.model.eligible import current_transcripts
from postil.model.references import led_astray
from postil.model.voices import Voice, owners, participants_of
from postil.text.clean import visible
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from postil.cli.case_plan import Plan
    from postil.cli.output import Json
    from postil.model.case import Case
    from postil.model.cells import CellKey
    from postil.model.study import Study
    from postil.storage import StudyFile

by_option = coder_option("Whose act this is, so that this coder can undo it; nobody's if not given.")


def find_case(study: Study, text: str) -> Case:
    """The case of this name, or the only one whose name begins so.

    Raises:
        NotFoundError: there is none, or more than one.
    """
    every = study.cases.all
    wanted = matching_name(text)
    steps = (
        cases_named(study, text),
        [case for case in every.values() if matching_name(visible(case.name)) == wanted],
        [case for case in every.values() if wanted and matching_name(case.name).startswith(wanted)],
    )
    for found in steps:
        if len(found) == 1:
            return found[0]
        if found:
            names = some([case.name for case in found])
            raise NotFoundError(f"'{excerpt(text)}' may be any of {len(found)} cases", f"say which: {names}")
    if not every:
        raise NotFoundError("the study has no cases", "make them with `postil cases auto` or `postil cases import`")
    names = some(nearest(text, [case.name for case in every.values()]))
    raise NotFoundError(f"there is no case '{excerpt(text)}'", f"the study has {names}")


def attribute_of(study: Study, text: str) -> str:
    """The attribute of this name.

    Raises:
        NotFoundError: there is none.
    """
    for name in study.cases.attributes:
        if matching_name(text) in {matching_name(name), matching_name(visible(name))}:
            return name
    names = some(nearest(text, study.cases.attributes))
    raise NotFoundError(
        f"there is no attribute '{excerpt(text)}'",
        f"the cases have {names}" if names else "make it with `postil cases attribute`",
    )


@contextmanager
def about_cases(path: Path) -> Iterator[None]:
    """Put the study's name before errors about its cases."""
    try:
        yield
    except CaseError as error:
        raise CaseError(f"{path}: {error.message}", error.hint) from error


def check_coder(study_file: StudyFile, coder: str | None) -> str:
    """Whose act a command records: a coder of the study, or nobody's.

    Raises:
        NotFoundError: the study has no such coder, or it is the consensus.
    """
    if coder is not None:
        refuse_consensus(coder, str(study_file.path))
        check_known(coder, study_file.study.coders, study_file.path, may_be_new=False)
    return coder or ""


# ---- showing ----


def rows_of(study: Study) -> Iterator[tuple[str, ...]]:
    """The table of cases: a heading, then a row for each."""
    labels, voices = transcript_labels(study), _voices(study)
    attributes = study.cases.attributes
    yield ("case", "transcripts", *attributes)
    for case in study.cases.all.values():
        yield (case.name, _shown(voices.get(case.id, []), labels), *(case.values.get(name, "") for name in attributes))


def _voices(study: Study) -> dict[str, list[Voice]]:
    voices: dict[str, list[Voice]] = {}
    for voice, owner in owners(study).items():
        voices.setdefault(owner, []).append(voice)
    return voices


def _shown(voices: Sequence[Voice], labels: dict[str, str]) -> str:
    texts: dict[str, list[str]] = {}
    for voice in voices:
        texts.setdefault(labels[voice.transcript], []).append(voice.speaker)
    return "; ".join(f"{text} ({', '.join(who)})" if any(who) else text for text, who in texts.items())


def cases_document(study: Study) -> Json:
    """The cases for another program."""
    voices = _voices(study)
    return {
        "cases": [
            {
                "id": case.id,
                "name": case.name,
                "note": case.note,
                "voices": [
                    {
                        "transcript": study.transcripts[voice.transcript].name,
                        "transcript_id": voice.transcript,
                        "speaker": voice.speaker or None,
                    }
                    for voice in voices.get(case.id, ())
                ],
                "values": {name: case.values.get(name, "") for name in study.cases.attributes},
            }
            for case in study.cases.all.values()
        ],
        "attributes": [
            {"name": name, "kind": attribute.kind, "choices": list(attribute.choices)}
            for name, attribute in study.cases.attributes.items()
        ],
        "without_case": [{"name": name, "id": key} for key, name in without_case(study).items()],
    }


def without_case(study: Study) -> dict[str, str]:
    """The transcripts in which a participant is no case, by id; those without participants, if they are nobody's."""
    owned = owners(study)
    return {
        text.id: text.name
        for text in current_transcripts(study)
        if Voice(text.id) not in owned
        and not ((who := participants_of(text)) and all(Voice(text.id, speaker) in owned for speaker in who))
    }


def tell_attributes(study: Study) -> None:
    """One line on stderr for each attribute: what it is."""
    for name, attribute in study.cases.attributes.items():
        talk(f"{name}: {kind_said(attribute)}")


def tell_led_astray(study: Study, before: Mapping[CellKey, int], name: str, path: Path) -> None:
    """One line on stderr if summaries refer to a transcript or a case by a name that does not lead there any more.

    Args:
        study: the study, after something in it was renamed.
        before: ``postil.model.references.broken_in`` it as it was.
        name: the name that is gone.
        path: the study's file.
    """
    if many := led_astray(study, before):
        talk(
            f"{path}: {counted(many, 'summary refers', 'summaries refer')} to {name}; "
            "`postil matrix repair` gives them the new name"
        )


# ---- what a plan changes ----


def plan_document(plan: Plan, *, done: bool) -> Json:
    """A plan for another program."""
    return {
        "done": done,
        "attributes": [
            {
                "name": new.name,
                "kind": new.attribute.kind,
                "choices": list(new.attribute.choices),
                "inferred": new.inferred,
            }
            for new in plan.attributes
        ],
        "added": plan.added,
        "changed": [difference._asdict() for difference in plan.changed],
        "unchanged": plan.unchanged,
    }


def write_plan(plan: Plan) -> None:
    """A plan as lines: new attributes, new cases, changed values."""
    for new in plan.attributes:
        how = ", inferred from its values" if new.inferred else ""
        write(visible(f"attribute {new.name}: {kind_said(new.attribute)}{how}"))
    for name in plan.added:
        write(visible(f"+ {name}"))
    for case, field, old, text in plan.changed:
        write(visible(f"{case}: {field}: {excerpt(old) or '(empty)'} → {excerpt(text) or '(empty)'}"))


def tell_plan(plan: Plan, study: Path, *, done: bool) -> None:
    """What a plan comes to, in one line on stderr."""
    changed = len({difference.case for difference in plan.changed})
    counts = [
        f"{counted(len(plan.added), 'case')} added",
        f"{counted(len(plan.changed), 'value')} changed in {counted(changed, 'case')}"
        if changed
        else "nothing changed",
        f"{counted(plan.unchanged, 'case')} unchanged",
    ]
    if plan.attributes:
        counts.insert(0, f"{counted(len(plan.attributes), 'attribute')} added")
    talk(f"{study}: {'' if done else 'would be: '}{', '.join(counts)}")


def tell_renamed(plan: Plan, columns: Sequence[str], known: Sequence[str], sheet: Path) -> None:
    """One line on stderr for each new attribute that may be one which the table does not have, under another name."""
    import difflib  # noqa: PLC0415 - for a message

    there = {matching_name(column) for column in columns}
    missing = [name for name in known if matching_name(visible(name)) not in there]
    for new in plan.attributes:
        if near := difflib.get_close_matches(new.name, missing, n=1):
            talk(f"{sheet}: {new.name} is a new attribute, and there is no column {near[0]}; are they the same?")
