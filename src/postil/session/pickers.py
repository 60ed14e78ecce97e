"""What can be picked from a list: codes, transcripts, commands, filters.

A source gives the rows for what is typed and knows what taking one means; ``modes.Picking`` does the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from postil.session import newcode, verbs
from postil.session.commands import COMMANDS
from postil.session.filters import Filter

if TYPE_CHECKING:
    from postil.model.codebook import Code
    from postil.session.session import Session

NEW = "+"
"""Key of the row that makes a new code."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list."""

    key: str
    text: str
    lead: str = ""
    """Stands before the text, such as a code's number."""
    mark: str = ""
    """One character at the left, such as a slot's digit."""
    note: str = ""
    """Stands at the right, such as a count."""
    depth: int = 0
    """How far the text is indented."""
    offered: bool = True
    """Whether it can be taken; headings cannot."""


class Source(Protocol):
    """Where the rows of a list come from."""

    title: str
    hint: str
    goes_on: bool
    """Whether Tab takes a row and goes on picking."""

    def start(self, session: Session) -> int:
        """Index of the row that the cursor begins at."""

    def rows(self, session: Session, query: str) -> list[Row]:
        """The rows for what is typed, best first."""

    def show(self, session: Session, row: Row | None) -> None:
        """Is told which row the cursor is at."""

    def take(self, session: Session, row: Row | None, query: str, *, more: bool = False) -> None:
        """Do what taking the row means; ``more`` if picking goes on."""


def code_row(session: Session, code_id: str, *, indent: bool = False) -> Row:
    """A code as a row: slot digit, number, name, uses."""
    code = session.study.codebook.get(code_id)
    assert code is not None
    slot = session.slots.slot(code_id)
    heading = code.status == "heading"
    return Row(
        key=code_id,
        text=code.name + (" (retired)" if code.status == "retired" else ""),
        lead="" if heading else code.number,
        mark="" if slot is None else str(slot),
        note="" if heading else str(session.study.uses.get(code_id, 0)),
        depth=session.study.codebook.depth(code_id) if indent else 0,
        offered=code.status == "active",
    )


def book_rows(session: Session) -> list[Row]:
    """The whole codebook in its order, indented."""
    return [code_row(session, code.id, indent=True) for code in session.study.codebook]


class CodeSource:
    """Codes to apply; a name that nothing matches makes a new code."""

    title = "code"
    hint = "Enter apply · Tab and more"
    goes_on = True

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
        if not any(code.name.casefold() == query.strip().casefold() for code in session.study.codebook):
            rows.append(Row(NEW, f"new code “{query.strip()}”", mark=NEW))
        return rows

    def show(self, session: Session, row: Row | None) -> None:
        """Explain the code in the panel."""
        if row is not None and row.key != NEW:
            session.panel_code = row.key

    def take(self, session: Session, row: Row | None, query: str, *, more: bool = False) -> None:
        """Apply the code, or make the new one."""
        if row is None:
            session.say("there is no code yet; type a name to make one")
        elif row.key == NEW:
            newcode.propose(session, query.strip(), more=more)
        else:
            session.apply(row.key, advance=not more)


class TranscriptSource:
    """Transcripts to open."""

    title = "transcript"
    hint = "Enter opens"
    goes_on = False

    def start(self, session: Session) -> int:
        """At the open one."""
        return list(session.study.transcripts).index(session.transcript.id)

    def rows(self, session: Session, query: str) -> list[Row]:
        """Transcripts with how far the coder is."""
        by_name = {t.name: t for t in session.study.transcripts.values()}
        names = ranked(query, list(by_name))
        return [Row(by_name[name].id, name, note="{} of {}".format(*session.progress(by_name[name]))) for name in names]

    def show(self, session: Session, row: Row | None) -> None:
        """Nothing to explain."""

    def take(self, session: Session, row: Row | None, query: str, *, more: bool = False) -> None:  # noqa: ARG002
        """Open it."""
        if row is not None:
            session.open_transcript(row.key)


class CommandSource:
    """Commands to run, each with its key."""

    title = ":"
    hint = "Enter runs"
    goes_on = False

    def start(self, session: Session) -> int:  # noqa: ARG002
        """At the top."""
        return 0

    def rows(self, session: Session, query: str) -> list[Row]:
        """Commands by what they do or by their id."""
        texts = {f"{command.help} · {command.id}": command for command in COMMANDS}
        found = [texts[text] for text in ranked(query, list(texts))]
        return [Row(command.id, command.help, note=session.keymap.labels(command.id)) for command in found]

    def show(self, session: Session, row: Row | None) -> None:
        """Nothing to explain."""

    def take(self, session: Session, row: Row | None, query: str, *, more: bool = False) -> None:  # noqa: ARG002
        """Run it, and say its key."""
        if row is None:
            return
        command = next(command for command in COMMANDS if command.id == row.key)
        session.lesson.did(command.id)
        if command.id == "code.slot":
            session.say(f"press a digit: {session.keymap.labels('code.slot')}")
            return
        keys = session.keymap.keys[command.id]
        verbs.run(session, command, keys[0] if keys else "")
        if not session.message:
            session.say(f"{session.keymap.label(command.id)} = {command.help}")


class FilterSource:
    """Conditions to filter by."""

    title = "filter"
    hint = "Enter filters · Enter on nothing typed clears"
    goes_on = False

    def start(self, session: Session) -> int:  # noqa: ARG002
        """At the top."""
        return 0

    def _all(self, session: Session) -> dict[str, Filter]:
        filters = [
            Filter("open", label="not reviewed"),
            Filter("coded", label="coded"),
            Filter("uncoded", label="without a code"),
            Filter("memo", label="with a memo"),
            Filter("doubtful", label="doubtful"),
        ]
        speakers = dict.fromkeys(p.speaker for p in session.transcript.paragraphs if p.speaker)
        filters += [Filter("speaker", speaker, f"speaker {speaker}") for speaker in speakers]
        book = session.study.codebook
        filters += [Filter("code", code.id, f"code {code.number} {book.path(code.id)}") for code in book]
        return {condition.label: condition for condition in filters}

    def rows(self, session: Session, query: str) -> list[Row]:
        """Conditions that match, and the typed words as text to find; "no filter" on top while nothing is typed."""
        every = self._all(session)
        rows = [Row(label, label) for label in ranked(query, list(every))]
        if query.strip():
            return [*rows, Row(NEW, f"text “{query.strip()}”")]
        return [Row("", "no filter"), *rows]

    def show(self, session: Session, row: Row | None) -> None:
        """Nothing to explain."""

    def take(self, session: Session, row: Row | None, query: str, *, more: bool = False) -> None:  # noqa: ARG002
        """Set the filter and go to the first hit, here or after it."""
        if row is None or not row.key:
            session.filter = None
            session.say("no filter")
            return
        text = query.strip()
        session.filter = Filter("text", text, f"text “{text}”") if row.key == NEW else self._all(session)[row.key]
        hits = sum(map(session.hit, session.transcript.paragraphs))
        if hits and not session.hit(session.paragraph):
            session.seek(+1, "open")
        go_on = session.keymap.label("move.next_open")
        session.say(f"{hits} paragraphs here · {go_on} goes on · {session.keymap.label('filter.pick')} Enter clears")


class FieldSource:
    """Fields of a code to edit."""

    goes_on = False
    hint = "Enter edits"

    def __init__(self, code: Code) -> None:
        self.title = f"edit {code.number} {code.name}"
        self._code = code

    def start(self, session: Session) -> int:  # noqa: ARG002
        """At the top."""
        return 0

    def rows(self, session: Session, query: str) -> list[Row]:  # noqa: ARG002
        """Fields with what they hold."""
        return [Row(name, str(getattr(self._code, name)), lead=name) for name in ranked(query, list(verbs.EDITABLE))]

    def show(self, session: Session, row: Row | None) -> None:
        """Nothing to explain."""

    def take(self, session: Session, row: Row | None, query: str, *, more: bool = False) -> None:  # noqa: ARG002
        """Ask for the new value."""
        if row is not None:
            verbs.edit_field(session, self._code.id, row.key)


def ranked(query: str, names: list[str]) -> list[str]:
    """Names that match what is typed, best first; all of them while nothing is typed."""
    if not query.strip():
        return names
    from postil.find import rank  # noqa: PLC0415 - only when something is searched

    return rank(query, names)
