"""Who asks and who answers: proposed from labels, the front page and question marks. Invariant: never taken as sure."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from postil.errors import TranscriptError
from postil.importers.labels import label_key
from postil.model.transcript import ROLES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from postil.importers.reading import Row
    from postil.model.transcript import Role

_NUMBER = r"[\s_.\-#]*(?:\d{1,3}[a-z]?|one|two|three|four|five|six|[a-z]|i{1,3}|iv)?"
_INTERVIEWER = re.compile(
    r"(?:interviewers?|int|intv|intr|ivr|iv|i|q|qu|question|researchers?|res|moderators?|mod|facilitators?|fac"
    r"|investigator|interrogator"
    r"|host|chair|interviewerin|interviewende|moderatorin|forscher(?:in)?|befrager(?:in)?|intervieweur|intervieweuse"
    r"|enquêteur"
    r"|enquêtrice|chercheur|chercheuse|animateur|animatrice|entrevistador|entrevistadora|investigador|investigadora"
    r"|moderador"
    r"|moderadora|intervistatore|intervistatrice|ricercatore|onderzoeker|intervjuare|intervjuer|haastattelija"
    r"|pesquisador(?:a)?"
    rf"|entretien|面试官|采访者|採訪者|聞き手|מראיין|מראיינת){_NUMBER}(?:\s*\(.*\))?",
    re.IGNORECASE,
)
_PARTICIPANT = re.compile(
    r"(?:interviewees?|participants?|part|respondents?|resp|informants?|subject|patient|client|service user|answer|a"
    r"|p|pt|ppt|b"
    r"|befragter?|befragte|interviewte[rn]?|teilnehmer(?:in)?|interviewé|interviewée|enquêté|enquêtée|répondant"
    r"|répondante"
    rf"|participante?|entrevistado|entrevistada|encuestado|intervistato|intervistata|受访者|受訪者|話し手|מרואיין|מרואיינת){_NUMBER}(?:\s*\(.*\))?",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"(?:all|both|everyone|everybody|several|multiple|many|various|unknown|unidentified|unclear|inaudible|automation"
    r"|recording"
    r"|operator|system|computer|translator|interpreter|observer|note[ -]?taker|audience|crowd|group|chorus|announcer"
    r"|voice[ -]?over)"
    r"\b.{0,30}",
    re.IGNORECASE,
)
_NAMED_IN_FRONT = re.compile(
    r"\b(?:interviewers?|moderators?|researchers?|interviewed by|host)\b\W{0,3}(?:is|was|are|:)?\s+(.{2,80})",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")


def named_role(label: str) -> Role | None:
    """The role that the label itself tells, or None."""
    key = label_key(label)
    for pattern, role in ((_INTERVIEWER, "interviewer"), (_PARTICIPANT, "participant"), (_OTHER, "other")):
        if pattern.fullmatch(key):
            return role  # type: ignore[return-value]  # the tuple above holds roles only
    return None


def propose(rows: Sequence[Row]) -> tuple[dict[str, Role], str]:
    """A role for each label of the rows, and how it was found.

    By name where the label says it (Interviewer, INT, Q, Participant, P04); otherwise the front page's interviewer;
    otherwise the one person who asks at least six in ten of the questions and does so in at least a third of their
    own paragraphs.
    """
    labels = list(dict.fromkeys(row.speaker for row in rows if row.speaker))
    known = {label: role for label in labels if (role := named_role(label))}
    how = "by their labels" if known else "because nothing tells who asks the questions"
    if labels and "interviewer" not in known.values():
        ambiguous = [label for label in labels if re.fullmatch(r"r\W?\d*", label_key(label))]
        answering = [label for label in labels if known.get(label) == "participant"]
        asking = _in_front(rows, labels)
        if asking:
            how = "by the interviewer named in the front matter"
        elif ambiguous and answering and len(ambiguous) < len(labels):
            asking = ambiguous
        else:
            asking = _asks_most(rows, [label for label in labels if label not in known])
            how = "by who asks most of the questions" if asking else how
        known |= dict.fromkeys(asking, "interviewer")
    return {label: known.get(label, "participant") for label in labels}, how


def _in_front(rows: Sequence[Row], labels: Sequence[str]) -> list[str]:
    front = " ".join(
        match[1] for row in rows if row.kind == "front" for match in [_NAMED_IN_FRONT.search(row.text)] if match
    )
    words = _WORD.findall(front)
    if not words:
        return []
    folded = {word.casefold() for word in words}
    initials = "".join(word[0] for word in words if word[:1].isupper())
    found = [
        label for label in labels if all(w.casefold() in folded for w in _WORD.findall(label)) and _WORD.search(label)
    ]
    if not found:
        found = [label for label in labels if label.isupper() and 2 <= len(label) <= 4 and initials.startswith(label)]
    return found if len(found) < len(labels) else []


def _asks_most(rows: Sequence[Row], labels: Sequence[str]) -> list[str]:
    asked: Counter[str] = Counter()
    spoken: Counter[str] = Counter()
    for row in rows:
        if row.speaker and row.kind == "say":
            spoken[row.speaker] += 1
            asked[row.speaker] += any(mark in row.text for mark in "?？؟")
    total = sum(asked.values())
    if len(spoken) < 2 or not total:
        return []
    label, most = asked.most_common(1)[0]
    if label in labels and most >= 2 and most >= 0.6 * total and most >= spoken[label] / 3:
        return [label]
    return []


def chosen(roles: Mapping[str, Role], labels: Collection[str], source: str) -> dict[str, Role]:
    """The user's own roles, by the label as the file writes it.

    Raises:
        TranscriptError: a label does not occur in the file, or a role is none of participant, interviewer, other.
    """
    by_key: dict[str, list[str]] = {}
    for label in labels:
        by_key.setdefault(label_key(label), []).append(label)
    result: dict[str, Role] = {}
    for label, role in roles.items():
        if role not in ROLES:
            raise TranscriptError(f"{source}: {role!r} is no role", f"use one of {', '.join(ROLES)}")
        if label in labels:
            result[label] = role
        elif label_key(label) in by_key:
            result |= dict.fromkeys(by_key[label_key(label)], role)
        else:
            there = ", ".join(list(labels)[:12]) if labels else "none: nobody is named in this file"
            raise TranscriptError(f"{source}: no speaker is labelled {label!r}", f"the labels there are: {there}")
    return result
