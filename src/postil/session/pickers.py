"""What can be picked from a list: codes, transcripts, commands, filters.

A source gives the rows for what is typed and knows what taking one means; ``modes.Picking`` does the rest.
Invariant: keys of rows are unique in a list, and taking a row never depends on how it is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from postil.model.codebook import matching_name
from postil.model.names import name_in
from postil.session import moving, newcode
from postil.session.filters import Filter, query_filter, read_as_query
from postil.session.modes import Picking
from postil.session.rows import Row, book_rows, code_row
from postil.text.counted import counted
from postil.text.plain import plain_text
from postil.text.wrap import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postil.session.session import Session

T = TypeVar("T")
NEW = "+"
"""Key and mark of the row that makes something new."""
TAKEN = "✓"
"""Mark of rows that are taken already."""
QUERY = "?"
"""Key of the row that filters by a query."""
_LABEL_CELLS = 26
"""Of what was taken, so much is said; the keys after it fit into 80 cells."""


class Source(Protocol):
    """Where the rows of a list come from."""

    title: str
    hint: str
    goes_on: bool
    """Whether Tab takes a row and goes on picking."""
    of_codes: bool
    """Whether its rows are codes, which are explained beside the list."""

    def start(self, session: Session) -> int:
        """Index of the row that the cursor begins at."""

    def rows(self, session: Session, query: str) -> list[Row]:
        """The rows for what is typed, best first."""

    def told(self, session: Session, query: str) -> Sequence[str]:
        """What there is to say of what is typed, besides the rows."""

    def show(self, session: Session, row: Row | None) -> None:
        """Is told which row the cursor is at."""

    def take(self, session: Session, row: Row | None, query: str, *, more: bool = False) -> None:
        """Do what taking the row means; ``more`` if picking goes on."""


class PlainSource:
    """What most lists have in common: they begin at a row, are done with when one is taken, and explain nothing."""

    title = ""
    hint = "Enter takes"
    goes_on = False
    of_codes = False
    begins = 0
    """Index of the row that the cursor begins at."""

    def start(self, session: Session) -> int:  # noqa: ARG002 - the protocol's signature, also below
        """At the row that matters, or at the top."""
        return self.begins

    def told(self, session: Session, query: str) -> Sequence[str]:  # noqa: ARG002 - as above
        """Nothing to say."""
        return ()

    def show(self, session: Session, row: Row | None) -> None:
        """Nothing to explain."""


class CodeSource:
    """Codes to apply; a name that nothing matches makes a new code."""

    title = "code"
    hint = "Enter apply · Tab and more"
    goes_on = True
    of_codes = True

    def start(self, session: Session) -> int:
        """At the code that the panel shows."""
        offered = [row.key for row in book_rows(session) if row.offered]
        return offered.index(session.panel_code) if session.panel_code in offered else 0

    def rows(self, session: Session, query: str) -> list[Row]:
        """The book while nothing is typed, then the codes that match, and last the new code."""
        if not query.strip():
            return [row for row in book_rows(session) if row.offered]
        found = session.index.search(query, recent=session.recent, uses=session.study.uses)
        rows = [code_row(session, code_id) for code_id in found]
        name = matching_name(query)
        if not any(matching_name(code.name) == name for code in session.study.codebook if code.status == "active"):
            rows.append(Row(NEW, f"new code “{query.strip()}”", mark=NEW))
        return rows

    def told(self, session: Session, query: str) -> Sequence[str]:  # noqa: ARG002 - the protocol's signature
        """Nothing to say."""
        return ()

    def show(self, session: Session, row: Row | None) -> None:
        """Explain the code in the panel."""
        if row is not None and row.key != NEW:
            session.panel_code = row.key

    def take(self, session: Session, row: Row | None, query: str, *, more: bool = False) -> None:
        """Apply the code, or make the new one."""
        if row is None:
            session.say("there is no code yet; type a name to make one")
        elif row.key == NEW:
            newcode.propose(session, query.strip(), goes_on=self._pick_on if more else None)
        else:
            session.apply([row.key], goes_on=more)

    def _pick_on(self, session: Session) -> None:
        session.mode = Picking(session, self)


class TranscriptSource(PlainSource):
    """Transcripts to open."""

    title = "transcript"
    hint = "Enter opens"

    def start(self, session: Session) -> int:
        """At the open one."""
        return [transcript.id for transcript in moving.offered_transcripts(session)].index(session.transcript.id)

    def rows(self, session: Session, query: str) -> list[Row]:
        """Transcripts with how far the coder is."""
        found = ranked_values(query, ((t.name, t) for t in moving.offered_transcripts(session)))
        return [Row(t.id, t.name, note="{} of {}".format(*session.progress(t))) for t in found]

    def take(self, session: Session, row: Row | None, query: str, *, more: bool = False) -> None:  # noqa: ARG002
        """Open it."""
        if row is not None:
            moving.open_transcript(session, row.key)


class CommandSource(PlainSource):
    """Commands to run, each with its key."""

    title = ":"
    hint = "Enter runs"

    def rows(self, session: Session, query: str) -> list[Row]:
        """Commands by what they do or by their id."""
        found = ranked_values(query, ((f"{c.help} · {c.id}", c) for c in session.keymap.commands))
        return [Row(command.id, command.help, note=session.keymap.labels(command.id)) for command in found]

    def take(self, session: Session, row: Row | None, query: str, *, more: bool = False) -> None:  # noqa: ARG002
        """Run it, and say its key."""
        if row is None:
            return
        command = session.keymap.named(row.key)
        session.run(command, "")
        label = session.keymap.label(command.id)
        if not session.message:
            session.say(f"{label} = {command.help}" if label else command.help)
        elif label and not session.alarm:
            session.say(f"{session.message} · {label} next time")


class FilterSource(PlainSource):
    """Conditions to filter by."""

    title = "filter"
    hint = "Enter filters, by a query too · Enter on nothing clears"

    def _conditions(self, session: Session) -> dict[str, Filter]:
        """What to filter by, but for text, by the key of its row."""
        filters = [
            Filter("open", label="not reviewed"),
            Filter("coded", label="coded"),
            Filter("uncoded", label="without a code"),
            Filter("memo", label="with a memo"),
            Filter("doubtful", label="doubtful"),
            Filter("again", label="to look at again"),
        ]
        speakers = dict.fromkeys(p.speaker for p in session.transcript.paragraphs if p.speaker)
        filters += [Filter("speaker", speaker, f"speaker {speaker}") for speaker in speakers]
        book = session.study.codebook
        filters += [Filter("code", code.id, f"code {name_in(book, code)}") for code in book]
        return {f"{condition.what} {condition.value}": condition for condition in filters}

    def rows(self, session: Session, query: str) -> list[Row]:
        """A query, conditions that match, and the typed words as text to find; "no filter" while nothing is typed.

        What holds signs of a query is one, also where it cannot be read; only a condition whose name holds just what is
        typed comes before a query that cannot.
        """
        every = self._conditions(session)
        text = query.strip()
        if not text:
            return [Row("", "no filter"), *(Row(key, condition.label) for key, condition in every.items())]
        found = ranked_values(query, ((_searched(condition), key) for key, condition in every.items()))
        numbered = [f"code {code_id}" for code_id in session.index.search(query) if text[-1:].isdecimal()]
        keys = list(dict.fromkeys([*numbered, *found]))
        read = read_as_query(session, query)
        if read is not None:
            wanted = plain_text(text)
            names = {key: plain_text(_searched(condition)) for key, condition in every.items()}
            called = [key for key, name in names.items() if name == wanted]
            holding = [key for key, name in names.items() if wanted in name]
            before = called if read.fault is None else holding
            keys = list(dict.fromkeys([*before, QUERY, *called, *holding]))
        shown = {QUERY: f"query {text}", **{key: condition.label for key, condition in every.items()}}
        return [*(Row(key, shown[key]) for key in keys), Row(NEW, f"text “{text}”")]

    def told(self, session: Session, query: str) -> Sequence[str]:
        """What the names in a query are taken for."""
        read = read_as_query(session, query)
        return list(map(str, read.understood)) if read is not None else ()

    def take(self, session: Session, row: Row | None, query: str, *, more: bool = False) -> None:  # noqa: ARG002
        """Set the filter, go to the first hit, here or after it, and say what was taken."""
        if row is None or not row.key:
            session.filter = None
            session.say("no filter")
            return
        text, taken = query.strip(), ""
        if row.key == QUERY:
            session.filter = query_filter(session, query)
            taken = " · ".join(self.told(session, query))
        elif row.key == NEW:
            session.filter = Filter("text", text, f"text “{text}”")
        else:
            session.filter = self._conditions(session)[row.key]
        hits = sum(map(session.hit, session.transcript.paragraphs))
        if hits and not session.hit(session.paragraph):
            moving.seek(session, +1, "open")
        go_on, clear = session.keymap.label("move.next_open"), session.keymap.label("filter.pick")
        taken = taken or shortened(session.filter.label, _LABEL_CELLS)
        session.say(f"{counted(hits, 'paragraph')} here · {taken} · {go_on} goes on · {clear} Enter clears")


def _searched(condition: Filter) -> str:
    """What a condition is found by: its label, but for codes without the word that all of them share."""
    return condition.label.removeprefix("code ") if condition.what == "code" else condition.label


def ranked_values(query: str, named: Iterable[tuple[str, T]]) -> list[T]:
    """Values whose names match what is typed, best first; all of them while nothing is typed."""
    values: dict[str, list[T]] = {}
    names: list[str] = []
    for name, value in named:
        values.setdefault(name, []).append(value)
        names.append(name)
    return [values[name].pop(0) for name in ranked(query, names)]


def ranked(query: str, names: list[str]) -> list[str]:
    """Names that match what is typed, best first; all of them while nothing is typed."""
    if not query.strip():
        return names
    from postil.find import rank  # noqa: PLC0415 - only when something is searched

    return rank(query, names)
