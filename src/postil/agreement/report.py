"""What a comparison of coders says, as values. Invariant: a figure is a value or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postil.agreement.overall import CodeAgreement, Overall
    from postil.agreement.ratings import Distance


@dataclass(frozen=True, slots=True)
class Group:
    """Agreement among some coders."""

    coders: tuple[str, ...]
    overall: Overall
    codes: tuple[CodeAgreement, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """What a reader needs to know about the figures."""

    title: str
    coders: tuple[str, ...]
    unit: str
    eligible_set: str
    units: int
    """Units that at least two of the coders rated: N."""
    eligible: int
    """Units in the transcripts compared, rated or not."""
    corpus: int
    """Units in the whole study."""
    transcripts: int
    """Transcripts with a unit that at least two of the coders rated."""
    transcripts_in_study: int
    codes: int
    codes_chosen: bool
    children: bool
    codebook_version: str
    unmarked: Mapping[str, int]
    """Eligible paragraphs that a coder coded and did not mark as reviewed, by coder."""
    elsewhere: Mapping[str, int]
    """Codings on speech that is not eligible, by coder."""
    headings: tuple[str, ...]
    """Ids of headings that were chosen without the codes under them; nobody can give them."""
    distance: Distance
    formulas: Mapping[str, str]
    resamples: int
    seed: int
    program: str
    date: str
    """ISO date, as the caller gave it."""
    notes: tuple[str, ...] = ()
    """What else is worth a look before the figures are trusted, a sentence each."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole report."""

    head: Head
    together: Group
    """All coders; with two of them, the only pair."""
    pairs: tuple[Group, ...]
    transcripts: tuple[tuple[str, Group], ...]
    """On request, by id of the transcript."""
