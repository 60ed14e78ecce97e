"""What agreement costs at scale: 100,000 paragraphs, 100 codes, 3 coders, 380,000 codings.

``python benchmarks/agreement_scale.py [PARAGRAPHS]`` prints seconds and memory for each part, beside the goal where
there is one: 3 s for all kappas and alphas, 60 s for the set-valued alpha with its interval. The rest is information.
Times depend on the machine; the goals are for 100,000 paragraphs on one core of an ordinary one.
"""

from __future__ import annotations

import resource
import sys
import time
from random import Random
from typing import TYPE_CHECKING

from postil.agreement.ratings import Ratings
from postil.model.bits import bits_of

if TYPE_CHECKING:
    from collections.abc import Callable

PARAGRAPHS = 100_000
CODES = 100
CODERS = ("ana", "ben", "cy")
IN_TRANSCRIPT = 500
"""Paragraphs of one transcript."""
AGREED = 0.7
"""The chance that a coder gives a code that belongs to a paragraph; so many others come from chance."""
MEAN = 1.27
"""Codes that belong to a paragraph, in the mean."""


def invented(paragraphs: int) -> Ratings:
    """Ratings of coders who mostly agree, with frequent and rare codes."""
    random = Random(1)  # noqa: S311 - the same ratings each time
    codes = tuple(f"code{number}" for number in range(CODES))
    frequent = [1 / (number + 3) for number in range(CODES)]
    given: list[dict[str, list[int]]] = [{code: [] for code in codes} for _ in CODERS]
    for unit in range(paragraphs):
        belonging = random.choices(codes, frequent, k=min(8, int(random.expovariate(1 / (MEAN + 0.45)))))
        for mine in given:
            here = {code for code in belonging if random.random() < AGREED}
            here.update(random.choices(codes, frequent, k=int(random.random() < 0.42)))
            for code in here:
                mine[code].append(unit)
    everything = (1 << paragraphs) - 1
    return Ratings(
        coders=CODERS,
        codes=codes,
        units=paragraphs,
        rated=(everything,) * len(CODERS),
        given=tuple({code: bits_of(units, paragraphs) for code, units in mine.items()} for mine in given),
        clusters=tuple(
            bits_of(range(first, min(first + IN_TRANSCRIPT, paragraphs)), paragraphs)
            for first in range(0, paragraphs, IN_TRANSCRIPT)
        ),
    )


def timed(what: str, work: Callable[[], object], goal: float | None = None) -> None:
    """Print the seconds that something takes, the goal if there is one, and the result."""
    began = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    beside = f"(goal {goal:g} s)" if goal else ""
    sys.stdout.write(f"{what:<52} {seconds:7.2f} s  {beside:<11}  peak {peak:4.0f} MB  {result}\n")
    sys.stdout.flush()


def main(paragraphs: int = PARAGRAPHS) -> None:
    """Measure everything."""
    ratings = invented(paragraphs)
    codings = sum(bits.bit_count() for mine in ratings.given for bits in mine.values())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{paragraphs:,} paragraphs, {CODES} codes, {codings:,} codings; invented in {peak:.0f} MB\n")
    pairs = [ratings.among(pair) for pair in (CODERS[:2], CODERS[1:], CODERS[::2])]

    def figures(parts: list[Ratings], *names: str) -> str:
        known = [part.of_code(name, code).value is not None for part in parts for name in names for code in part.codes]
        return f"{sum(known)} of {len(known)} defined"

    def kappas_and_alphas() -> str:
        return f"{figures(pairs, 'cohen_kappa')}, {figures([ratings], 'krippendorff_alpha')}"

    def set_alpha_with_interval() -> tuple[object, object]:
        return ratings.set_alpha(), ratings.interval("krippendorff_alpha_set")

    timed("300 kappas of pairs and 100 alphas", kappas_and_alphas, 3)
    timed("sets of three coders", lambda: f"{len({s for row in ratings.sets for s in row}):,} different")
    timed("set alpha with 1,000 draws of transcripts", set_alpha_with_interval, 60)
    others = ("percent_agreement", "positive_agreement", "fleiss_kappa", "conger_kappa", "light_kappa", "gwet_ac1")
    timed("600 other figures of three coders", lambda: figures([ratings], *others))
    timed("pooled and mean kappa of a pair", lambda: (pairs[0].pooled_kappa(), pairs[0].mean_kappa()))
    timed("micro-F1, exact match", lambda: (ratings.f1_micro(), ratings.exact_match()))
    timed("set alpha, 1,000 draws of paragraphs", lambda: ratings.interval("krippendorff_alpha_set", by="unit"))
    timed(
        "alpha of 100 codes, 1,000 draws of paragraphs each",
        lambda: len([ratings.interval("krippendorff_alpha", code, by="unit") for code in ratings.codes]),
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PARAGRAPHS)
