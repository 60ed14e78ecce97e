"""How a name in a query was understood, where it was not typed as what it means is called.

Invariant: whoever sees what a query found can see which guesses it rests on; a name that is typed in full has nothing
to be said about.
"""

from __future__ import annotations

from postil.text.counted import counted
from postil.tuples import NamedTuple

_SHOWN = 5


class Understood(NamedTuple):
    """What a name in a query was taken for."""

    start: int
    """Offset in the query, in code points."""
    end: int
    typed: str
    """As it stands in the query."""
    what: str
    """'code', 'coder', 'case', 'transcript', 'speaker', 'role' (of a speaker), 'attribute' (its name) or 'value' (of
    an attribute)."""
    meant: tuple[str, ...]
    """What it was taken for, by name; in the order of the study."""
    besides: str = ""
    """What could have been meant as well, and how to ask for it; empty where nothing could."""

    def __str__(self) -> str:
        """``lead → Facilitators/Leadership (F4)``: as one line, with the first few names."""
        return self.line(_SHOWN)

    def line(self, most: int) -> str:
        """As one line, with so many names at most, and how many there are besides."""
        names = self.meant if self.what == "code" else [f"“{name}”" for name in self.meant]
        shown = ("; " if self.what == "code" else ", ").join(names[:most])
        more = f" and {len(names) - most} more" if len(names) > most else ""
        several = f"{counted(len(names), self.what)}: " if len(names) > 1 else ""
        line = f"{self.typed} → {several}{shown}{more}"
        return f"{line}; {self.besides}" if self.besides else line
