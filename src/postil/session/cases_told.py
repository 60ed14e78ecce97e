"""What an act on cases has brought about, in words. Invariant: an action has words if and only if it is about cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.change import AddCase, DropCase, EditCase, GiveVoice, SetAttribute, SetValue
from postil.model.names import name_of_case

if TYPE_CHECKING:
    from postil.model.change import Action
    from postil.model.study import Study


def told_of_case(study: Study, action: Action) -> str:
    """What an action on cases has brought about, in a few words; empty for another action."""
    match action:
        case AddCase(_, name):
            return f"case {name} is back"
        case DropCase(_, name):
            return f"case {name} is gone"
        case EditCase(case, field):
            return f"{field} of {name_of_case(study, case)}"
        case SetValue(case, name, value):
            return f"{name} of {name_of_case(study, case)}: {value or '(no value)'}"
        case SetAttribute(name, attribute):
            return f"attribute {name}" if attribute.kind else f"no attribute {name}"
        case GiveVoice(transcript, speaker, case):
            text = study.transcripts.get(transcript)
            what = " in ".join(filter(None, (speaker, text.name if text else transcript)))
            return f"{what} is {name_of_case(study, case)}’s" if case else f"{what} is nobody’s"
    return ""
