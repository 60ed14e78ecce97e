"""What of the words that a query asks about nobody has read: what is coded there, nobody can know.

A paragraph is read where somebody has reviewed or coded it; the consensus layer reads nothing. Read is told of cases,
and of transcripts where words belong to no case; a part counts where some of what is there to be coded is not read, as
in ``postil.reports.reading``. Invariant: what is told depends on whose words a query asks for and on what was read,
never on what it found; and it is told of queries that ask for codings, since words are found whoever has read them.
"""

from __future__ import annotations

from collections import defaultdict
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from postil.find.query.index import index_of
from postil.find.query.nodes import Asked, CodeNamed, Every, Flag, Near, Not, Same, Some
from postil.model.coding import Place
from postil.model.decision import CONSENSUS
from postil.model.eligible import eligible_paragraphs
from postil.text.counted import counted
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from postil.find.query.finding import Found
    from postil.find.query.index import StudyIndex
    from postil.find.query.nodes import Node
    from postil.model.study import Study

_SHOWN = 5
_READ: WeakKeyDictionary[Study, dict[tuple[str, frozenset[str]], tuple[int, int]]] = WeakKeyDictionary()
"""(transcript, whose reading counts) -> when something there last changed, and the paragraphs that were read."""


class Words(NamedTuple):
    """Whose words are read or not: those of a case, or those of a transcript that belong to none."""

    case: str
    """Id; empty for words that belong to no case."""
    transcript: str
    """Id; empty for the words of a case."""


class Unread(NamedTuple):
    """What of the words that a query asks about is not read."""

    asked: tuple[Words, ...]
    """All whose words are asked for."""
    not_read: tuple[Words, ...]
    """Those of whom nothing is read."""
    in_part: tuple[Words, ...]
    """Those of whom something is still to be read."""
    everything: bool
    """Whether the query asks about all words that there are."""
    readers: tuple[str, ...]
    """By whom, where the query says so; empty for anybody."""

    def line(self, name: Callable[[Words], str]) -> str:
        """``of the 3 cases asked for, 1 is not read yet (P16), 1 in part (P02)``; empty where all is read.

        Args:
            name: what somebody is called; empty where they are not to be named.
        """
        if not self.not_read and not self.in_part:
            return ""
        by = f" by {' and '.join(self.readers)}" if self.readers else ""
        asked_for = "" if self.everything else " asked for"
        kinds = {each.case != "" for each in self.asked}
        noun = "case" if kinds == {True} else "transcript" if kinds == {False} else "case or transcript"
        if len(self.asked) == 1:
            how = f"not read yet{by}" if self.not_read else f"read in part only{by}"
            return f"the {noun}{asked_for} is {how}{_named(self.asked, name)}"
        many = counted(len(self.asked), noun).replace("case or transcripts", "cases and transcripts")
        told = [f"of the {many}{asked_for}"]
        if self.not_read:
            told.append(f"{_are(self.not_read)} not read yet{by}{_named(self.not_read, name)}")
        if self.in_part:
            part = f"{len(self.in_part):,} in part" if self.not_read else f"{_are(self.in_part)} read in part only{by}"
            told.append(f"{part}{_named(self.in_part, name)}")
        return ", ".join(told)


def _are(words: tuple[Words, ...]) -> str:
    return f"{len(words):,} {'is' if len(words) == 1 else 'are'}"


def _named(words: tuple[Words, ...], name: Callable[[Words], str]) -> str:
    names = list(filter(None, map(name, words)))
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f" ({', '.join(names[:_SHOWN])}{more})" if names else ""


def unread(study: Study, found: Found) -> Unread | None:
    """What is not read of the words that a query asks about; None for a query that asks for no codings."""
    if not asks_for_codings(found.node):
        return None
    index = index_of(study)
    readers = tuple(sorted({meant.whose.coder for meant in found.meant} - {CONSENSUS}))
    if "" in readers:
        readers = ()
    read = _read(study, index, readers)
    asked, not_read, in_part = [], [], []
    for whose, words, to_code in _all_words(study, index):
        if found.asked is not None and not words & found.asked:
            continue
        asked.append(whose)
        if not words & read:
            not_read.append(whose)
        elif to_code & ~read:
            in_part.append(whose)
    return Unread(tuple(asked), tuple(not_read), tuple(in_part), found.asked is None, readers)


def _read(study: Study, index: StudyIndex, readers: tuple[str, ...]) -> int:
    """The paragraphs that were read."""
    everybody = frozenset(readers or _people(study, index))
    known = _READ.setdefault(study, {})

    def read() -> int:
        found = 0
        for offset, reading in zip(index.offsets, index.readings, strict=False):
            transcript = reading.transcript.id
            touched, own = known.get((transcript, everybody), (-1, 0))
            if touched != study.worked_on_at(transcript):
                own = _read_in(study, index, transcript, everybody) & ((1 << reading.size) - 1)
                known[transcript, everybody] = study.worked_on_at(transcript), own
            found |= own << offset
        return found

    return index.known(("read", everybody), read)


def _read_in(study: Study, index: StudyIndex, transcript: str, everybody: frozenset[str]) -> int:
    """The paragraphs of a transcript that were read, in its own bits."""
    own = reduce(or_, (bits for (_, coder), bits in index.codings_in(transcript).items() if coder in everybody), 0)
    for reader in everybody:
        for n in study.reviewed(transcript, reader):
            own |= 1 << (n - 1)
    return own


def _people(study: Study, index: StudyIndex) -> set[str]:
    """Everybody who may have read something."""
    marked = study.coders_with_marks()
    return {*study.coders, *index.coders(), *marked} - {CONSENSUS}


def _all_words(study: Study, index: StudyIndex) -> Iterator[tuple[Words, int, int]]:
    """All whose words there are, each with all paragraphs and with those that are there to be coded."""
    eligible = index.worded(
        "eligible",
        lambda: index.bits(
            Place(reading.transcript.id, n)
            for reading in index.readings
            for n in eligible_paragraphs(reading.transcript)
        ),
    )
    words: dict[Words, int] = defaultdict(int)
    of_cases: set[str] = set()
    """Transcripts in which somebody's words belong to a case."""
    for offset, reading in zip(index.offsets, index.readings, strict=False):
        transcript = reading.transcript.id
        for speaker, own in reading.speakers.items():
            case = study.cases.owner(transcript, speaker)
            words[Words(case, "" if case else transcript)] |= own << offset
            if case:
                of_cases.add(transcript)
    for case in study.cases.all:
        if mine := words.get(Words(case, "")):
            yield Words(case, ""), mine, mine & eligible or mine
    for whose, mine in words.items():
        if not whose.case and (mine & eligible or whose.transcript not in of_cases):
            yield whose, mine, mine & eligible or mine


def asks_for_codings(node: Node) -> bool:
    """Whether a query asks for codes, or whose or which codings, anywhere."""
    match node:
        case CodeNamed() | Flag("coded" | "doubtful" | "consensus"):
            return True
        case Asked(name):
            return name.lower() == "coder"
        case Not(part):
            return asks_for_codings(part)
        case Every(parts) | Some(parts):
            return any(map(asks_for_codings, parts))
        case Near(first, second) | Same(first, second):
            return asks_for_codings(first) or asks_for_codings(second)
    return False
