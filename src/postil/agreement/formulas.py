"""The statistics by name, each as a function of counted patterns.

Invariant: what ``postil.agreement.statistic`` computes from rows and ``Ratings`` from a study is the same function
here, and where it has no value the reason is made here.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Literal, cast

from postil.agreement import krippendorff, nominal, sets
from postil.agreement.patterns import paired_units, pairs_of, profiles_of
from postil.agreement.result import Result
from postil.text.counted import counted
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence
    from fractions import Fraction

    from postil.agreement.patterns import Patterns
    from postil.agreement.sets import SetDistance

Level = Literal["nominal", "ordinal", "interval", "ratio"]
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval", "ratio")
SAMPLED = "expected disagreement from pairs of sets drawn at random, as there are too many different large sets"


class Options(NamedTuple):
    """How a statistic is to be computed."""

    categories: tuple[Hashable, ...] = (0, 1)
    """The labels that could be given, in order; sets: unused."""
    positive: Hashable = 1
    """The label that agreement on one label is about."""
    code: bool = True
    """Whether the labels tell if one code was given (1) or not (0)."""
    level: Level = "nominal"
    numbers: Mapping[Hashable, float | Fraction] | None = None
    """What labels stand for on an interval or ratio scale."""
    distance: SetDistance = "masi"
    both_empty: Literal["one", "skip"] = "one"
    codes: int = 0
    """For sets: how many codes there are, the lowest bits."""
    noun: str = "paragraph"
    """What a unit is."""
    progress: Callable[[int, int], None] | None = None
    """Is told how much of how much is done, where that takes long."""

    @property
    def done(self) -> str:
        """What a coder did with a unit that counts: paragraphs and transcripts are marked, rows are there or not."""
        return "rated" if self.noun == "unit" else "reviewed"


def compute(name: str, patterns: Patterns, options: Options, coders: Sequence[str]) -> Result:
    """A statistic, or the reason why there is none.

    Args:
        name: one of ``NAMES``.
        patterns: the ratings; sets of codes as bits of integers for the statistics in ``OF_SETS``.
        options: how it is to be computed.
        coders: names, one for each place of the patterns.
    """
    if name in OF_TWO and len(coders) > 2:
        return Result(None, f"it is for two coders, and here are {len(coders)}")
    if not paired_units(patterns):
        return Result(None, f"no {options.noun} was {options.done} by two coders")
    value, note = value_of(name, patterns, options)
    if value is None:
        return Result(None, note or why(name, patterns, options, coders))
    return Result(value, note or _one_sided(name, patterns, options, coders))


def value_of(name: str, patterns: Patterns, options: Options) -> tuple[float | None, str]:
    """A statistic of ratings of which at least one unit has two, and what there is to say about it."""
    found = FORMULAS[name](patterns, options)
    return found if isinstance(found, tuple) else (found, "")


def why(name: str, patterns: Patterns, options: Options, coders: Sequence[str]) -> str:
    """Why a statistic of these ratings does not exist."""
    units = paired_units(patterns)
    profiles = profiles_of(patterns)
    both = len(coders) == 2
    number = f"only {options.noun}" if units == 1 else counted(units, options.noun)
    where = f"the {number} " + ("both " if both else "that at least two ") + options.done
    used = set(krippendorff.paired_labels(profiles))
    if name in {"gwet_ac1", "brennan_prediger"} and len(options.categories) < 2:
        return f"one label was given in {where}, and no other is declared as a category"
    if name == "light_kappa" and len(used) > 1:
        pair = next(
            (first, second)
            for first, second in combinations(range(len(coders)), 2)
            if nominal.cohen_kappa(pairs_of(patterns, first, second)) is None
        )
        first, second = (coders[at] for at in pair)
        return f"the kappa of {first} and {second} is undefined, so there is no mean of all pairs"
    if name in OF_CODES and options.codes:
        return f"every code is constant in {where}: there is no variation, so no evidence of reliability"
    if name in OF_SETS:
        if used <= {0}:
            return f"{'neither coder' if both else 'no coder'} gave any of the codes compared in {where}"
        return f"every coder gave the same codes in {where}: there is no variation, so no evidence of reliability"
    if options.code:
        if 1 not in used:
            return f"{'neither coder' if both else 'no coder'} used this code in {where}"
        return f"{'both coders' if both else 'all coders'} used this code in all of {where}"
    if name in {"positive_agreement", "negative_agreement"}:
        label = f"the label {options.positive}"
        return f"nobody gave {label if name == 'positive_agreement' else 'any label but ' + label} in {where}"
    return f"only one label was given in {where}: there is no variation, so no evidence of reliability"


def _one_sided(name: str, patterns: Patterns, options: Options, coders: Sequence[str]) -> str:
    """That one of two coders did not use the code in these units, where that decides a coefficient."""
    if not options.code or len(coders) != 2 or name not in OF_CHANCE:
        return ""
    counts = nominal.counts_of(pairs_of(patterns))
    if counts.both or (counts.first_only and counts.second_only):
        return ""
    where = f"this {options.noun}" if counts.units == 1 else f"these {counted(counts.units, options.noun)}"
    return f"{coders[0 if counts.second_only else 1]} did not use this code in {where}"


# ---- the statistics ----


def _alpha(patterns: Patterns, options: Options) -> float | None:
    profiles = profiles_of(patterns)
    if options.level == "nominal":
        return krippendorff.nominal_alpha(profiles)
    if options.level == "ordinal":
        return krippendorff.ordinal_alpha(profiles, options.categories)
    measure = krippendorff.interval_alpha if options.level == "interval" else krippendorff.ratio_alpha
    return measure(profiles, options.numbers or {})


def _set_alpha(patterns: Patterns, options: Options) -> tuple[float | None, str]:
    value, sampled = sets.set_alpha(profiles_of(patterns), options.distance, options.progress)
    return value, SAMPLED if sampled else ""


def _overlap(measure: Literal["jaccard", "dice"]) -> Callable[[Patterns, Options], float | None]:
    return lambda patterns, options: sets.mean_overlap(pairs_of(patterns), measure, options.both_empty)


def code_tables(patterns: Patterns, codes: int) -> list[nominal.Counts]:
    """For two coders' sets, the four counts of each code."""
    pairs = [(cast("int", one), cast("int", other), n) for (one, other), n in pairs_of(patterns).items()]
    units = sum(n for _, _, n in pairs)
    tables = []
    for code in range(codes):
        bit = 1 << code
        both = sum(n for one, other, n in pairs if one & other & bit)
        first = sum(n for one, _, n in pairs if one & bit)
        second = sum(n for _, other, n in pairs if other & bit)
        tables.append(nominal.Counts(both, first - both, second - both, units - first - second + both))
    return tables


def mean_kappa(tables: Sequence[nominal.Counts]) -> tuple[float | None, str]:
    """The mean of the kappas of codes that have one, and of how many codes that is."""
    kappas = [kappa for counts in tables if (kappa := nominal.cohen_kappa(counts.pairs)) is not None]
    known = f"mean of {len(kappas)} of {counted(len(tables), 'code')}"
    return (sum(kappas) / len(kappas), known) if kappas else (None, "")


def _one_table(formula: Callable[[nominal.Counts], float | None]) -> Callable[[Patterns, Options], float | None]:
    return lambda patterns, options: formula(nominal.counts_of(pairs_of(patterns), options.positive))


FORMULAS: Mapping[str, Callable[[Patterns, Options], float | tuple[float | None, str] | None]] = {
    "percent_agreement": lambda p, _: nominal.percent_agreement(profiles_of(p)),
    "cohen_kappa": lambda p, _: nominal.cohen_kappa(pairs_of(p)),
    "cohen_kappa_se": lambda p, _: nominal.cohen_kappa_se(pairs_of(p)),
    "scott_pi": lambda p, _: nominal.scott_pi(pairs_of(p)),
    "fleiss_kappa": lambda p, _: nominal.fleiss_kappa(profiles_of(p)),
    "conger_kappa": lambda p, _: nominal.conger_kappa(p, profiles_of(p)),
    "light_kappa": lambda p, _: nominal.light_kappa(p),
    "gwet_ac1": lambda p, o: nominal.gwet_ac1(profiles_of(p), len(o.categories)),
    "brennan_prediger": lambda p, o: nominal.brennan_prediger(profiles_of(p), len(o.categories)),
    "pabak": lambda p, o: nominal.brennan_prediger(profiles_of(p), max(2, len(o.categories))),
    "positive_agreement": lambda p, o: nominal.specific_agreement(profiles_of(p), o.positive),
    "negative_agreement": lambda p, o: nominal.specific_agreement(profiles_of(p), o.positive, other=True),
    "prevalence": lambda p, o: nominal.prevalence(profiles_of(p), o.positive),
    "prevalence_index": _one_table(nominal.prevalence_index),
    "bias_index": _one_table(nominal.bias_index),
    "krippendorff_alpha": _alpha,
    "krippendorff_alpha_set": _set_alpha,
    "mean_jaccard": _overlap("jaccard"),
    "mean_dice": _overlap("dice"),
    "f1_micro": lambda p, _: sets.micro_f1(p),
    "pooled_kappa": lambda p, o: nominal.pooled_kappa(code_tables(p, o.codes)),
    "mean_kappa": lambda p, o: mean_kappa(code_tables(p, o.codes)),
}
"""Every statistic of labels or sets of codes."""
OF_CHANCE = frozenset({"cohen_kappa", "scott_pi", "fleiss_kappa", "conger_kappa", "light_kappa", "krippendorff_alpha"})
"""Those that are 0 or near it where only one coder used a code."""
OF_CODES = frozenset({"pooled_kappa", "mean_kappa"})
"""Those over all codes, from the table of each."""
OF_SETS = OF_CODES | {"krippendorff_alpha_set", "mean_jaccard", "mean_dice", "f1_micro"}
"""Those that take sets of codes."""
OF_TWO = OF_CODES | {
    "cohen_kappa",
    "cohen_kappa_se",
    "scott_pi",
    "prevalence_index",
    "bias_index",
    "mean_jaccard",
    "mean_dice",
}
"""Those for exactly two coders."""
