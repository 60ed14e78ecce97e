"""Ratings of a whole study as sets of units, and the statistics on them.

Invariant: a coder has given a code only to units the coder rated (what is given elsewhere is left out of account), and
a unit rated without any code is one rating, the empty set. All formulas are those of ``postil.agreement.formulas``;
here is only counted for them, with an integer as bit set for each coder and code: at 100,000 paragraphs and 100 codes
that takes seconds.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from postil.agreement import formulas
from postil.agreement.formulas import Options
from postil.agreement.nominal import Counts, pooled_kappa
from postil.agreement.result import Result
from postil.agreement.sets import SetDistance as Distance
from postil.model.bits import members_of
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    Progress = Callable[[int, int], None]

__all__ = ["Counts", "Distance", "Ratings", "Result"]

ENOUGH_CLUSTERS = 10
"""From so many transcripts on the interval draws whole transcripts."""


class _Given(NamedTuple):
    """What coders gave to units."""

    coders: tuple[str, ...]
    codes: tuple[str, ...]
    units: int
    """How many there are; they are numbered from 0."""
    rated: tuple[int, ...]
    """For each coder, the bit set of the units the coder rated."""
    given: tuple[Mapping[str, int], ...]
    """For each coder, code -> bit set of the units where the coder gave it; a code left out was not given."""
    clusters: tuple[int, ...] = ()
    """For each transcript the bit set of its units; empty where units belong to none."""
    noun: str = "paragraph"
    """What a unit is called in reasons."""


class Ratings(_Given):
    """Ratings with their statistics, over all coders; ``among`` chooses two, or some."""

    # ---- parts ----

    def among(self, coders: Sequence[str]) -> Ratings:
        """The ratings of these coders only, in this order."""
        places = [self.coders.index(coder) for coder in coders]
        rated = tuple(self.rated[place] for place in places)
        given = tuple(self.given[place] for place in places)
        return self._replace(coders=tuple(coders), rated=rated, given=given)

    def within(self, units: int) -> Ratings:
        """The ratings of the units of a bit set only; their numbers stay the same."""
        return self._replace(rated=tuple(rated & units for rated in self.rated))

    # ---- what is counted ----

    def rated_twice(self) -> int:
        """Bit set of the units that at least two coders rated."""
        return self._rated_twice

    @cached_property
    def _rated_twice(self) -> int:
        once = twice = 0
        for rated in self.rated:
            twice |= once & rated
            once |= rated
        return twice

    def disputed(self, code: str) -> int:
        """Bit set of the units where one who rated it gave the code, and another who rated it did not."""
        gave, withheld = self._gave_and_withheld(code)
        return gave & withheld

    def agreed(self, code: str) -> int:
        """Bit set of the units that two or more rated, and all who rated it gave the code."""
        gave, withheld = self._gave_and_withheld(code)
        return gave & ~withheld & self._rated_twice

    def varies(self, code: str) -> bool:
        """Whether units that at least two rated were both given the code and not: else its alpha does not exist."""
        gave, withheld = self._gave_and_withheld(code)
        return bool(gave & self._rated_twice) and bool(withheld & self._rated_twice)

    def _gave_and_withheld(self, code: str) -> tuple[int, int]:
        """Bit sets of the units where at least one who rated it gave the code, and where at least one did not."""
        gave = withheld = 0
        for rated, given in zip(self.rated, self.given, strict=True):
            here = given.get(code, 0) & rated
            gave |= here
            withheld |= rated ^ here
        return gave, withheld

    def counts(self, code: str, first: str, second: str) -> Counts:
        """How two coders used a code, over the units both rated."""
        one, other = self.coders.index(first), self.coders.index(second)
        common = self.rated[one] & self.rated[other]
        mine, theirs = self.given[one].get(code, 0) & common, self.given[other].get(code, 0) & common
        both, ones, others = (mine & theirs).bit_count(), mine.bit_count(), theirs.bit_count()
        return Counts(both, ones - both, others - both, common.bit_count() - ones - others + both)

    def patterns(self, code: str) -> dict[tuple[Hashable, ...], int]:
        """For each combination of 1 (gave the code), 0 (did not) and None (not rated): the number of units."""
        return {labels: bits.bit_count() for labels, bits in self.units_by_pattern(code).items()}

    def units_by_pattern(self, code: str) -> dict[tuple[Hashable, ...], int]:
        """For each such combination, the bit set of its units."""
        parts: list[tuple[tuple[Hashable, ...], int]] = []
        for raters, units in self._units_by_raters.items():
            mine: list[tuple[tuple[Hashable, ...], int]] = [((), units)]
            for place, given in enumerate(self.given):
                if place in raters:
                    mine = _split(mine, given.get(code, 0), 1, 0)
                else:
                    mine = [((*labels, None), bits) for labels, bits in mine]
            parts += mine
        return dict(parts)

    @cached_property
    def _units_by_raters(self) -> dict[frozenset[int], int]:
        """The units that exactly these coders rated, given by their places, for all who share units."""
        anywhere = 0
        for rated in self.rated:
            anywhere |= rated
        parts: list[tuple[tuple[Hashable, ...], int]] = [((), anywhere)] if anywhere else []
        for rated in self.rated:
            parts = _split(parts, rated, 1, 0)
        return {frozenset(at for at, here in enumerate(labels) if here == 1): bits for labels, bits in parts}

    @cached_property
    def sets(self) -> list[tuple[int | None, ...]]:
        """For each unit that two or more coders rated: the set of codes of each coder, bit n for code n, or None."""
        shared = self._rated_twice
        # Counted from the first of them, so that a transcript is as fast at the end of a study as at its beginning.
        first = max(0, (shared & -shared).bit_length() - 1)
        units = members_of(shared >> first) if shared else []
        columns = []
        for rated, given in zip(self.rated, self.given, strict=True):
            column = [0] * (shared >> first).bit_length()
            for number, code in enumerate(self.codes):
                bit = 1 << number
                for unit in members_of((given.get(code, 0) & rated & shared) >> first):
                    column[unit] |= bit
            missing = set(members_of((shared & ~rated) >> first))
            columns.append([None if unit in missing else column[unit] for unit in units])
        return list(zip(*columns, strict=True))

    @cached_property
    def set_patterns(self) -> dict[tuple[Hashable, ...], int]:
        """For each combination of sets, one a coder: the number of units that two or more coders rated so."""
        return dict(Counter(self.sets))

    # ---- one code ----

    def of_code(self, name: str, code: str) -> Result:
        """A statistic of one code, over all coders.

        Args:
            name: percent_agreement, krippendorff_alpha, positive_agreement, negative_agreement, prevalence,
                fleiss_kappa, conger_kappa, light_kappa, gwet_ac1, pabak, brennan_prediger; for two coders also
                cohen_kappa, cohen_kappa_se, scott_pi, prevalence_index, bias_index.
            code: one of the codes.
        """
        return formulas.compute(name, self.patterns(code), Options(noun=self.noun), self.coders)

    # ---- all codes ----

    def set_alpha(self, distance: Distance = "masi", *, progress: Progress | None = None) -> Result:
        """Krippendorff's alpha over the sets of codes."""
        return self._of_sets("krippendorff_alpha_set", distance=distance, progress=progress)

    def exact_match(self) -> Result:
        """The share of units where the sets of codes are the same; of pairs of coders, where there are more of them.

        Where no coder gave any code there is none: that would be a match of nothing with nothing.
        """
        found = self._of_sets("percent_agreement", code=False)
        nothing = found.value is not None and not any(mask for row in self.set_patterns for mask in row)
        return self._of_sets("f1_micro") if nothing else found

    def f1_micro(self) -> Result:
        """2 Σ|A∩B| / Σ(|A| + |B|), over all pairs of coders."""
        return self._of_sets("f1_micro")

    def pooled_kappa(self) -> Result:
        """Kappa from mean observed and mean expected agreement over the codes; for two coders."""
        return self._over_codes("pooled_kappa", lambda tables: (pooled_kappa(tables), ""))

    def mean_kappa(self) -> Result:
        """The mean of the kappas of the codes that have one; the reason says how many they are; for two coders."""
        return self._over_codes("mean_kappa", formulas.mean_kappa)

    def _of_sets(
        self, name: str, *, distance: Distance = "masi", code: bool = True, progress: Progress | None = None
    ) -> Result:
        options = Options(code=code, distance=distance, codes=len(self.codes), noun=self.noun, progress=progress)
        return formulas.compute(name, self.set_patterns, options, self.coders)

    def _over_codes(self, name: str, formula: Callable[[Sequence[Counts]], tuple[float | None, str]]) -> Result:
        """The same as by ``_of_sets``, from the tables that bit sets count faster."""
        if len(self.coders) == 2 and self._rated_twice:
            value, note = formula([self.counts(code, *self.coders) for code in self.codes])
            if value is not None:
                return Result(value, note)
        return self._of_sets(name)

    # ---- intervals ----

    def drawn_by(self) -> Literal["cluster", "unit"]:
        """What the bootstrap draws: whole transcripts where at least ten have units two coders rated, else units."""
        enough = sum(bool(cluster & self._rated_twice) for cluster in self.clusters) >= ENOUGH_CLUSTERS
        return "cluster" if enough else "unit"

    def interval(
        self,
        name: str,
        code: str | None = None,
        *,
        distance: Distance = "masi",
        confidence: float = 0.95,
        draws: int = 1_000,
        seed: int = 1,
        by: Literal["cluster", "unit"] | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """Percentile bootstrap interval of a statistic.

        Args:
            name: ``krippendorff_alpha_set``, ``f1_micro``, ``pooled_kappa`` or ``mean_kappa`` without a code, or a
                statistic of one code.
            code: one of the codes.
            distance: of two sets of codes.
            confidence: between 0 and 1.
            draws: how many resamples.
            seed: of the draws; the same seed gives the same interval.
            by: what is drawn; by default what ``drawn_by`` says.
            progress: is told how many of how many draws are done.

        Returns:
            The two ends; or None and why, such as "no disagreement in N paragraphs". The reason counts draws that
            were left out because the statistic was undefined, and says "unreliable" above 5 %; it warns where
            paragraphs were drawn that are from the same transcripts.
        """
        from postil.agreement import intervals  # noqa: PLC0415 - loaded when it is needed

        how = intervals.Bootstrap(confidence, draws, seed, progress)
        by = by or self.drawn_by()
        if code is None:
            found = intervals.sets_interval(self, name, by, how, distance=distance)
        else:
            found = intervals.code_interval(self, name, code, by, how)
        if by == "cluster" or found.value is None or not self._clustered:
            return found
        narrow = f"{self.noun}s of one transcript are not independent, so the interval is too narrow"
        return Result(found.value, f"{found.reason}; {narrow}" if found.reason else narrow)

    @property
    def _clustered(self) -> bool:
        """Whether two units that count are from one transcript."""
        return any((cluster & self._rated_twice).bit_count() > 1 for cluster in self.clusters)


def _split(
    parts: list[tuple[tuple[Hashable, ...], int]], bits: int, inside: Hashable, outside: Hashable
) -> list[tuple[tuple[Hashable, ...], int]]:
    """Each part split by a bit set, with a label for what is in it and one for what is not."""
    found = []
    for labels, units in parts:
        common = units & bits
        if common:
            found.append(((*labels, inside), common))
        if rest := units ^ common:
            found.append(((*labels, outside), rest))
    return found
