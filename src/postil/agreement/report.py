"""What a comparison of coders says, as values. Invariant: a figure is a value or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postil.agreement.ratings import Counts, Distance
    from postil.agreement.result import Result

FEW = 10
"""Below so many units where one of two coders gave a code, its coefficients swing by tenths on one unit."""


@dataclass(frozen=True, slots=True)
class Overall:
    """Agreement over all codes."""

    units: int
    """Units that at least two of the coders rated."""
    figures: Mapping[str, Result]
    """By the names of ``OVERALL``."""
    interval: Result | None
    """Of the set-valued alpha, at 95 %; None where it was not asked for."""
    drawn_by: str
    """What the interval draws: paragraphs or transcripts, as a plural."""
    codes: int
    undefined: int
    """Codes whose alpha does not exist."""


@dataclass(frozen=True, slots=True)
class CodeAgreement:
    """Agreement on one code."""

    code: str
    """Id, or label of a bare table."""
    units: int
    """Units that at least two of the coders rated."""
    counts: Counts | None
    """For two coders: units where both, only the first, only the second, and neither gave the code."""
    few: bool
    """Whether it was given in fewer than ``FEW`` units, but in some."""
    figures: Mapping[str, Result]
    """By name, in the order of ``FIGURES``."""


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


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole report."""

    head: Head
    together: Group
    """All coders; with two of them, the only pair."""
    pairs: tuple[Group, ...]
    transcripts: tuple[tuple[str, Group], ...]
    """On request, by id of the transcript."""
