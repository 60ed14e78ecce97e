"""The agreement of a study's coders: what ``postil agree`` reports and what the review screen shows.

Invariant: every figure can be followed to its paragraphs (``postil.agreement.differences``). Formulas are those of
``postil.agreement.statistic``; none is written here.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from postil import __version__
from postil.agreement.comparable import check_comparable
from postil.agreement.figures import FIGURES, OF_MANY, OVERALL
from postil.agreement.groups import codes_of, figure_names, overall_of, shared
from postil.agreement.report import Comparison, Group, Head
from postil.agreement.units import compared
from postil.model.bits import members_of
from postil.model.codebook_version import codebook_version
from postil.model.eligible import current_transcripts, eligible_set

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from postil.agreement.ratings import Distance, Ratings
    from postil.agreement.result import Result
    from postil.agreement.units import Compared, Wanted
    from postil.model.study import Study

    Watch = Callable[[str], Callable[[int, int], None]]

RESAMPLES = 1_000
SEED = 1


@dataclass(frozen=True, slots=True)
class Options:
    """How the figures are made."""

    distance: Distance = "masi"
    also: tuple[str, ...] = ()
    """Names of ``figures.ON_REQUEST``."""
    by_transcript: bool = False
    resamples: int = RESAMPLES
    """Draws of the interval; 0 for none."""
    seed: int = SEED
    date: str = ""
    """ISO date for the head."""


def compare(study: Study, wanted: Wanted, options: Options, *, watch: Watch | None = None) -> Comparison:
    """The agreement of a study's coders.

    Args:
        study: the study.
        wanted: what is compared.
        options: how.
        watch: is told what long work begins, and returns what is to be told how much of how much of it is done.

    Raises:
        RatingsError: the study cannot tell: no eligible paragraph, no reviewed mark, one coder only, nothing shared.
    """
    found = compared(study, wanted)
    check_comparable(found)
    together, pairs = figures_of(found.ratings, options, watch=watch)
    transcripts: list[tuple[str, Group]] = []
    if options.by_transcript:
        for bits in found.ratings.clusters:
            part = shared(found.ratings.within(bits))
            key = found.places[members_of(bits)[0]].transcript
            transcripts.append((key, Group(part.coders, overall_of(part, options.distance), ())))
    return Comparison(_head(study, found, options), together, pairs, tuple(transcripts))


def figures_of(ratings: Ratings, options: Options, *, watch: Watch | None = None) -> tuple[Group, tuple[Group, ...]]:
    """The figures of all coders together, and those of each pair; with two coders the pair is all.

    Units that one coder alone has rated count for nothing, not even for how often a coder gives a code: so N is what
    every figure rests on, and of two coders Fleiss' kappa is Scott's pi and Conger's is Cohen's, as they should be.
    """
    watch = watch or _unwatched
    ratings = shared(ratings)

    def interval() -> Result:
        return ratings.interval(
            "krippendorff_alpha_set",
            distance=options.distance,
            draws=options.resamples,
            seed=options.seed,
            progress=watch("interval: draw"),
        )

    overall = overall_of(
        ratings, options.distance, interval=interval if options.resamples else None, progress=watch("alpha: step")
    )
    together = Group(ratings.coders, overall, codes_of(ratings, options.also))
    if len(ratings.coders) == 2:
        return together, (together,)
    pairs = []
    couples = list(combinations(ratings.coders, 2))
    also = [name for name in options.also if name not in OF_MANY]
    tell = watch("pair")
    for number, couple in enumerate(couples, 1):
        part = shared(ratings.among(couple))
        pairs.append(Group(couple, overall_of(part, options.distance), codes_of(part, also)))
        tell(number, len(couples))
    return together, tuple(pairs)


def formulas(coders: int, also: Collection[str]) -> dict[str, str]:
    """The figures of a report on so many coders, each with the name of its formula."""
    names = {*figure_names(coders, also), *figure_names(2, also)}
    return {**OVERALL, **{name: figure.words for name, figure in FIGURES.items() if name in names}}


def _unwatched(_: str) -> Callable[[int, int], None]:
    return lambda *_: None


def _head(study: Study, found: Compared, options: Options) -> Head:
    shared = found.ratings.rated_twice()
    return Head(
        title=study.title,
        coders=found.coders,
        unit=found.wanted.unit,
        eligible_set=eligible_set(everybody=found.wanted.everybody),
        units=shared.bit_count(),
        eligible=found.eligible,
        corpus=found.corpus,
        transcripts=sum(bool(cluster & shared) for cluster in found.ratings.clusters),
        transcripts_in_study=len(current_transcripts(study)),
        codes=len(found.codes),
        codes_chosen=bool(found.wanted.codes),
        children=found.wanted.children,
        codebook_version=codebook_version(study.codebook),
        unmarked=dict(found.unmarked),
        elsewhere=dict(found.elsewhere),
        headings=found.headings,
        distance=options.distance,
        formulas=formulas(len(found.coders), options.also),
        resamples=options.resamples,
        seed=options.seed,
        program=__version__,
        date=options.date,
    )
