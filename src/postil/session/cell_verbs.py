"""What each command of a cell does, and what the matrix shares with it.

Every id of ``matrix_commands.CELL_COMMANDS`` has exactly one entry here; a test holds the two together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from postil.errors import CaseError, PostilError
from postil.model.cell import RATINGS, Rating
from postil.model.change import Quote, Rate, SetStudy
from postil.model.decision import CONSENSUS
from postil.session import cell_acts
from postil.session.cell import CellSession
from postil.session.commands import key_label
from postil.session.modes import LEAVE, Asking, Helping, Picking, Prompting
from postil.session.not_saved import in_brief
from postil.session.notice import Notice
from postil.session.pickers import CommandSource, PlainSource
from postil.session.rows import Row
from postil.session.surroundings import OpenScreen, Quit, Redraw
from postil.session.textline import TextLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.session.commands import Command
    from postil.session.matrix_base import ChartingSession
    from postil.session.session import Session

    Verb: TypeAlias = Callable[[CellSession], None]

_NO_RATING = "none"
"""Key of the row that takes a rating away."""


def run(session: CellSession, command: Command, key: str) -> None:
    """Run a command; ``key`` is the key that asked for it, empty if it was picked by name."""
    if command.writes and session.read_only:
        session.say(f"reading only: cannot {command.verb}", alarm=True)
    elif command.id == "summary.keep":
        _keep(session, key)
    else:
        CELL_VERBS[command.id](session)


# ---- what the matrix shares ----


def toggle_ratings(session: ChartingSession) -> None:
    """Turn ratings of cells on or off for the study."""
    on = not cell_acts.has_ratings(session.study)
    session.chart(SetStudy(cell_acts.RATINGS_FIELD, "on" if on else "off"))
    session.say("ratings are on: R in a cell rates it" if on else "ratings are off; those that were given are kept")


def ask_target(session: ChartingSession) -> None:
    """Ask how many words a summary should have."""

    def save(_: Session, text: str) -> None:
        if not cell_acts.is_target(text.strip()):
            session.say(f"“{text}” is no number of words; type one such as {cell_acts.TARGET_WORDS}")
            return
        session.chart(SetStudy(cell_acts.TARGET_FIELD, text.strip()))
        session.say(f"a summary should have about {text.strip()} words")

    session.mode = Prompting(
        "words that a summary should have", save, TextLine(str(cell_acts.target_words(session.study)))
    )


def show_help(session: Session) -> None:
    """Show all keys."""
    session.mode = Helping()


def show_palette(session: Session) -> None:
    """Pick a command by name."""
    session.mode = Picking(session, CommandSource())


def redraw(session: Session) -> None:
    """Draw the screen again."""
    session.effects.append(Redraw())


# ---- passages ----


def _step(by: int) -> Verb:
    def step(session: CellSession) -> None:
        last = max(len(session.items) - 1, 0)
        if not 0 <= session.passage_at + by <= last:
            session.say("this is the last passage" if by > 0 else "this is the first passage")
        session.passage_at = min(max(session.passage_at + by, 0), last)

    return step


def _scroll(direction: int) -> Verb:
    def scroll(session: CellSession) -> None:
        at = session.view.page(session.passage_at, direction)
        session.passage_at = min(max(at, 0), max(len(session.items) - 1, 0))

    return scroll


def _to_passage(at: int) -> Verb:
    def go(session: CellSession) -> None:
        session.passage_at = min(at, max(len(session.items) - 1, 0))

    return go


def _context(session: CellSession) -> None:
    session.context = not session.context


def _open_passage(session: CellSession) -> None:
    item = session.item
    if item is None:
        session.say("there is no passage here; code one in the coding screen")
    elif item.passage.transcript not in session.study.transcripts:
        session.say("the transcript of that passage is there no more")
    else:
        session.finish()
        session.effects.append(OpenScreen("coding", item.passage.place, *session.key))


def _quotable(session: CellSession) -> None:
    item = session.item
    if item is None:
        session.say("there is no passage to mark")
        return
    session.finish()
    quotable = not session.study.cells.is_quotable(item.passage)
    session.chart(Quote(item.passage, quotable))
    session.say(f"§{item.passage.paragraph} {'may be quoted' if quotable else 'is no longer marked as quotable'}")


# ---- the summary ----


def _save(session: CellSession) -> None:
    saved = session.save()
    session.runs.end()
    if session.cell.state == "stale":  # the text is what it was, and somebody says so
        session.hold()
    else:
        session.say("saved" if saved else "saved already")


def _holds(session: CellSession) -> None:
    session.finish()
    try:
        session.hold()
    except CaseError as error:
        session.say(str(error))


def _check(session: CellSession) -> None:
    session.finish()
    session.check(session.key)


def _follow(session: CellSession) -> None:
    links = session.links
    at = cell_acts.reference_at(session.area.text, session.area.cursor)
    if at is None or at >= len(links):
        session.say("there is no reference in the summary, such as (§12)")
    elif (place := links[at].place) is None:
        session.say(f"{links[at].reference.said} leads nowhere: there is no such paragraph")
    else:
        session.finish()
        session.effects.append(OpenScreen("coding", place, *session.key))


def _keep(session: CellSession, key: str) -> None:
    keys = session.keymap.keys["summary.keep"]
    at = keys.index(key) if key in keys else -1
    if not session.versions:
        session.say("there is one summary here, which is shown")
    elif session.is_typed:
        session.say("you have begun a new summary; undo it first to keep one of the two")
    elif 0 <= at < len(session.versions):
        session.keep(session.versions[at])
    else:
        session.say(f"press {key_label(keys[0])} to {key_label(keys[len(session.versions) - 1])} to keep a version")


def _join(session: CellSession) -> None:
    if not session.versions:
        session.say("there is one summary here, which is shown")
        return
    texts = dict.fromkeys(str(getattr(version.value, "text", "")) for version in session.versions)
    session.area.text = "\n\n".join(text for text in texts if text)
    session.area.cursor = len(session.area.text)
    session.write()
    session.say("all versions are in the summary: make one of them")


def _comment(session: CellSession) -> None:
    old = session.comments.get(session.key, session.cell.comment)

    def save(_: Session, text: str) -> None:
        session.comment(text)

    def left(_: Session, text: str) -> None:
        if text.strip() == old:
            return
        try:
            session.comment(text)
        except PostilError as error:
            session.say(str(error), alarm=True)

    session.mode = Prompting(
        "comment, in your own words", save, TextLine(old), left=left, lasting=True, many_lines=True
    )


# ---- ratings ----


class RatingSource(PlainSource):
    """Ratings to choose from."""

    hint = "Enter takes it and asks for a reason"

    def __init__(self, rater: str) -> None:
        self.title = "agreed rating" if rater == CONSENSUS else "rating"
        self._rater = rater

    def start(self, session: Session) -> int:
        """At the rating that was given."""
        values = [row.key for row in self.rows(session, "")]
        given = _cell_session(session).cell.ratings.get(self._rater, Rating()).value
        return values.index(given) if given in values else 0

    def rows(self, session: Session, query: str) -> list[Row]:  # noqa: ARG002 - the protocol's signature, also below
        """The ratings that begin with what is typed, and none."""
        rows = [*(Row(value, value) for value in RATINGS), Row(_NO_RATING, "no rating")]
        return [row for row in rows if row.text.lstrip("+").startswith(query.strip().lstrip("+"))]

    def take(self, session: Session, row: Row | None, query: str, *, more: bool = False) -> None:  # noqa: ARG002
        """Ask for the reason."""
        if row is not None:
            _ask_reason(_cell_session(session), self._rater, "" if row.key == _NO_RATING else row.key)


def _ask_reason(session: CellSession, rater: str, value: str) -> None:
    former = session.cell.ratings.get(rater, Rating())

    def save(_: Session, text: str) -> None:
        session.finish()
        session.chart(Rate(*session.key, rater, Rating(value, text.strip() if value else "")))
        session.say(f"{'agreed' if rater == CONSENSUS else rater}: {value or 'no rating'}")

    if value:
        title, hint = f"reason for {value}", "Enter saves the rating, with a reason or without"
        session.mode = Prompting(title, save, TextLine(former.reason), hint, left=save, lasting=True)
    else:
        save(session, "")


def _rate(*, agreed: bool) -> Verb:
    def rate(session: CellSession) -> None:
        if not cell_acts.has_ratings(session.study):
            session.mode = Notice("ratings are off in this study; : and “turn ratings” turns them on")
        else:
            session.mode = Picking(session, RatingSource(CONSENSUS if agreed else session.coder or ""))

    return rate


def _cell_session(session: Session) -> CellSession:
    assert isinstance(session, CellSession)
    return session


# ---- other cells, leaving ----


def _neighbour(down: int, right: int) -> Verb:
    def go(session: CellSession) -> None:
        session.finish()
        table = session.table
        table.go_to(*session.key)
        if table.move(down, right) and table.key is not None:
            session.open(table.key)
        else:
            what = "case" if down else "code"
            session.say(f"this is the {'last' if down + right > 0 else 'first'} {what}")

    return go


def _work(direction: int) -> Verb:
    def seek(session: CellSession) -> None:
        session.finish()
        session.table.go_to(*session.key)
        if session.table.seek_work(direction) and session.table.key is not None:
            session.open(session.table.key)
        else:
            session.say("no other cell here needs work")

    return seek


def _undo(session: CellSession) -> None:
    session.finish()
    session.undo()


def _redo(session: CellSession) -> None:
    session.finish()
    session.redo()


def quit_cell(session: CellSession) -> None:
    """Leave; what was typed is recorded or, where it cannot be, put by or let go of."""

    def leave(_: Session) -> None:
        session.let_go()
        session.effects.append(Quit())

    def put_by(_: Session) -> None:
        session.put_by()
        session.effects.append(Quit())

    try:
        session.keep_typed()
    except PostilError as error:
        question = f"q leaves without what was typed, any other key stays: {in_brief(error)}"
        answers: dict[str, Callable[[Session], None]] = dict.fromkeys(("q", "ctrl+q"), leave)
        if session.is_typed and not session.comments:
            question = f"Ctrl+G leaves, the text waits; {question}"
            answers |= dict.fromkeys(LEAVE, put_by)
        session.mode = Asking(question, answers)
    else:
        session.effects.append(Quit())


CELL_VERBS: dict[str, Verb] = {
    "passage.next": _step(+1),
    "passage.previous": _step(-1),
    "passage.page_down": _scroll(+1),
    "passage.page_up": _scroll(-1),
    "passage.first": _to_passage(0),
    "passage.last": _to_passage(1_000_000),
    "passage.context": _context,
    "passage.open": _open_passage,
    "passage.quotable": _quotable,
    "passage.refer": lambda session: session.refer(),
    "summary.write": lambda session: session.write(),
    "summary.save": _save,
    "summary.check": _check,
    "summary.holds": _holds,
    "summary.follow": _follow,
    "summary.keep": lambda session: _keep(session, ""),
    "summary.join": _join,
    "cell.comment": _comment,
    "cell.rate": _rate(agreed=False),
    "cell.agree": _rate(agreed=True),
    "cell.next_case": _neighbour(1, 0),
    "cell.previous_case": _neighbour(-1, 0),
    "cell.previous_code": _neighbour(0, -1),
    "cell.next_code": _neighbour(0, 1),
    "cell.next_work": _work(+1),
    "cell.previous_work": _work(-1),
    "history.undo": _undo,
    "history.redo": _redo,
    "ratings.toggle": toggle_ratings,
    "summary.target": ask_target,
    "palette.open": show_palette,
    "help.open": show_help,
    "screen.redraw": redraw,
    "program.quit": quit_cell,
}
