"""What a session needs from outside, and what it asks of the terminal.

Invariant: this is all of it. A session knows no file, no screen and no clock but through these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from postil.model.change import Action, Change
    from postil.model.coding import MemoKey, Place
    from postil.model.log import Log, Step
    from postil.model.study import Study


class Recorder(Protocol):
    """Where decisions go: a study file, or in tests a desk without one."""

    @property
    def study(self) -> Study:
        """The study as it now is."""

    @property
    def read_only(self) -> bool:
        """Whether nothing can be recorded."""

    @property
    def log(self) -> Log:
        """All changes of the study."""

    def record(self, actions: Iterable[Action], *, coder: str, undoes: str = "") -> tuple[Change, ...]:
        """Record one act; durable when it returns. Raises PostilError and changes nothing if it cannot."""

    def undo(self, coder: str) -> Step | None:
        """Take back the coder's last act."""

    def redo(self, coder: str) -> Step | None:
        """Bring back the coder's last undone act."""


class View(Protocol):
    """What the session needs to know of the screen."""

    def page(self, place: int, direction: int) -> int:
        """The paragraph to go to for a screen up (-1) or down (+1) from paragraph number ``place``."""

    def scroll(self, direction: int) -> bool:
        """Scroll inside a paragraph that is taller than the screen; whether there was more of it to see."""

    def visible(self) -> Sequence[int]:
        """Numbers of the paragraphs that are on the screen."""


class NoView:
    """A view for sessions without a screen: ten paragraphs are a page."""

    def page(self, place: int, direction: int) -> int:
        """Ten paragraphs on."""
        return place + 10 * direction

    def scroll(self, direction: int) -> bool:  # noqa: ARG002 - the protocol's signature
        """Nothing is taller than no screen."""
        return False

    def visible(self) -> Sequence[int]:
        """Everything that could be labelled."""
        return range(1, 10_000)


class Quit(NamedTuple):
    """Leave the program."""

    kind: str = "quit"


class Redraw(NamedTuple):
    """Paint every cell again."""

    kind: str = "redraw"


class EditText(NamedTuple):
    """Let the user edit a text in their own editor, then hand it to ``Session.set_memo``."""

    target: MemoKey
    text: str


class Afterwards(NamedTuple):
    """Do something that takes long once what the status line says is on the screen."""

    act: Callable[[], None]
    kind: str = "afterwards"


class OpenScreen(NamedTuple):
    """Go to another screen of the same study; leaving it (``Quit``) comes back to this one."""

    name: Literal["coding", "codebook", "cases", "matrix", "cell", "retrieval", "reports"]
    place: Place | None = None
    """Where to begin, for the coding screen: if that is below this one, it is gone back to."""
    case: str = ""
    """Id of the case to begin at."""
    code: str = ""
    """Id of the code to begin at; for the coding screen, the one that its panel explains."""
    above: bool = False
    """Whether leaving the coding screen comes back to this one, also if there is one below."""
    span: tuple[int, int] | None = None
    """For the coding screen, the words of the paragraph that are selected, in code points; None for none."""
    query: str = ""
    """What the retrieval screen is asked; empty for what was asked last, or for ``code`` if one is given."""
    kind: str = "open"


Effect = Quit | Redraw | EditText | Afterwards | OpenScreen
