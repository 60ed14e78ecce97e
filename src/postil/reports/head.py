"""What a report counted, and what its figures are out of.

Invariant: what was asked for, and what of it was read, does not depend on what was found there: a query that names a
code changes what is counted, never what it is out of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from postil.reports.reading import Read
    from postil.text.understood import Understood


class Head(NamedTuple):
    """What was counted, for the heading of a report."""

    study: str
    """Title of the study."""
    query: str
    """The query that chose what is counted; empty for everything."""
    children: bool
    """Whether a code has the codings of the codes under it, too."""
    coders: tuple[str, ...]
    """Whose codings are counted."""
    left_out: int
    """Codings of others, in what was found: mostly those of the consensus layer."""
    codings: int
    coded: int
    """Paragraphs with a coding that is counted."""
    paragraphs: int
    """Paragraphs that were asked for: those that a query might find by who and where, or all."""
    transcripts: int
    """Transcripts that these belong to."""
    cases: int
    """Cases that these belong to."""
    coded_transcripts: int = 0
    """Those of the transcripts with a coding that is counted."""
    coded_cases: int = 0
    """Those of the cases with a coding that is counted on their words."""
    readers: tuple[str, ...] = ()
    """Whose marks and codings say what was read, if it was said whose; empty for everybody's."""
    transcripts_not_read: tuple[str, ...] = ()
    """Names of those of the transcripts of which nothing was read (``postil.reports.reading``)."""
    transcripts_in_part: tuple[Read, ...] = ()
    """Those of which something is still to be read."""
    cases_not_read: tuple[str, ...] = ()
    """Names of those of the cases of which nothing was read."""
    cases_in_part: tuple[Read, ...] = ()
    """Those of which something is still to be read."""
    found: int = 0
    """Paragraphs that the query finds, of those asked for; all without a query."""
    on_interviewers: int = 0
    """Codings on words of interviewers."""
    on_others: int = 0
    """Codings on words of neither participants nor interviewers."""
    understood: tuple[Understood, ...] = ()
    """What names in the query were taken for that were not typed in full."""

    @property
    def transcripts_read(self) -> int:
        """How many of the transcripts were read, wholly or in part."""
        return self.transcripts - len(self.transcripts_not_read)

    @property
    def cases_read(self) -> int:
        """How many of the cases were read, wholly or in part."""
        return self.cases - len(self.cases_not_read)
