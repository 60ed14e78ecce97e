"""``postil.agreement.statistic``: every statistic by its name, from rows of coder, unit and label.

Invariant: data for which a statistic does not exist give None and the reason; only a name, a parameter or a row that
makes no sense is an error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from postil.agreement import formulas, intervals, labels, sets, unitizing
from postil.agreement.formulas import FORMULAS, OF_SETS, Options, compute
from postil.errors import RatingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
    from fractions import Fraction

    from postil.agreement.labels import Table
    from postil.agreement.patterns import Patterns
    from postil.agreement.result import Result

_UNITIZING = {"u_alpha": unitizing.u_alpha, "bu_alpha": unitizing.bu_alpha}
NAMES = (*FORMULAS, *_UNITIZING, "bootstrap_ci")
"""The names of all statistics."""
_DRAWS = 2_000
_ABOUT_ONE = frozenset({"positive_agreement", "negative_agreement", "prevalence", "prevalence_index", "bias_index"})
"""Those about one label."""
_EVERYWHERE = frozenset({"coders", "categories", "code", "codes", "positive"})
_ONLY_FOR: Mapping[str, frozenset[str]] = {
    "krippendorff_alpha": frozenset({"level"}),
    "krippendorff_alpha_set": frozenset({"distance"}),
    "mean_jaccard": frozenset({"both_empty"}),
    "mean_dice": frozenset({"both_empty"}),
}
_OF_BOOTSTRAP = frozenset({"of", "conf", "method", "resample", "draws", "seed", "progress"})
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "level": formulas.LEVELS,
    "distance": sets.SET_DISTANCES,
    "both_empty": ("one", "skip"),
    "method": ("percentile",),
    "resample": ("units",),
}
_LISTS = frozenset({"codes", "categories", "coders"})
_NUMBERS: Mapping[str, tuple[type, ...]] = {
    "conf": (int, float),
    "length": (int, float),
    "draws": (int,),
    "seed": (int,),
}


def statistic(name: str, rows: Iterable[Sequence[object]], **params: object) -> Result:
    """A statistic of rows ``[coder, unit, label]``.

    A label is a text or a number; a list is a set of codes, empty for a unit rated with nothing; None is missing.
    For ``u_alpha`` and ``bu_alpha`` a unit is ``[start, end]`` on a continuum, half-open.

    Args:
        name: one of ``postil.agreement.names.NAMES``.
        rows: one for each coder and unit, in any order.
        **params:
            coders: whom to compare, and in which order; else everybody, in the order of their first rows.
            code: compare only whether this code was given (labels 1 and 0).
            codes: the codes to compare (statistics of sets); else all that were given.
            categories: the labels that could be given, in order; else those that were given.
            positive: the label that agreement on one label is about; 1 if not given.
            level: nominal (if not given), ordinal, interval or ratio (krippendorff_alpha).
            distance: masi (if not given) or jaccard (krippendorff_alpha_set).
            both_empty: whether a unit without codes counts as one (if not given) or is skipped (mean_jaccard,
                mean_dice).
            length: of the continuum (u_alpha, bu_alpha).
            of, conf, draws, seed: the statistic whose interval is wanted, with its own parameters; the confidence,
                .95 if not given; how many draws, 2,000; the seed, 1 (bootstrap_ci).

    Raises:
        RatingsError: there is no such statistic or parameter, or a row cannot be read.
    """
    params = {key: value for key, value in params.items() if value is not None}
    if name == "bootstrap_ci":
        return _bootstrap(rows, params)
    if name in _UNITIZING:
        _check(name, params, frozenset({"length", "coders"}))
        return _UNITIZING[name](unitizing.continua_of(rows, **cast("dict[str, Any]", params)))
    patterns, options, table = _prepared(name, rows, params)
    return compute(name, patterns, options, table.coders)


def _bootstrap(rows: Iterable[Sequence[object]], params: Mapping[str, Any]) -> Result:
    name = params.get("of", "")
    if name not in FORMULAS:
        raise RatingsError(f"there is no interval of '{name}'", f"of is one of: {', '.join(FORMULAS)}")
    mine = {key: value for key, value in params.items() if key in _OF_BOOTSTRAP}
    _check("bootstrap_ci", mine, _OF_BOOTSTRAP)
    patterns, options, table = _prepared(name, rows, {k: v for k, v in params.items() if k not in mine})
    how = intervals.Bootstrap(
        mine.get("conf", 0.95), mine.get("draws", _DRAWS), mine.get("seed", 1), mine.get("progress")
    )
    return intervals.interval(name, patterns, options, table.coders, how)


def _prepared(
    name: str, rows: Iterable[Sequence[object]], params: Mapping[str, Any]
) -> tuple[Patterns, Options, Table]:
    """The patterns and options that a statistic takes."""
    if name not in FORMULAS:
        raise RatingsError(f"there is no statistic '{name}'", f"there are: {', '.join(NAMES)}")
    _check(name, params, _EVERYWHERE | _ONLY_FOR.get(name, frozenset()))
    table = labels.table_of(rows, params.get("coders"))
    if name in OF_SETS:
        return (*_sets(table, params), table)
    return (*_labels(name, table, params), table)


def _check(name: str, params: Mapping[str, Any], known: frozenset[str]) -> None:
    for key, value in params.items():
        if key not in known:
            raise RatingsError(f"{name} has no parameter '{key}'", f"it has: {', '.join(sorted(known))}")
        if key in _CHOICES and value not in _CHOICES[key]:
            raise RatingsError(f"{key} of {name} cannot be '{value}'", f"choose from: {', '.join(_CHOICES[key])}")
        if key in _LISTS and not isinstance(value, (list, tuple, set, frozenset)):
            raise RatingsError(f"{key} of {name} is not a list", f"give a list of {key}")
        if key in _NUMBERS and not (isinstance(value, _NUMBERS[key]) and not isinstance(value, bool)):
            raise RatingsError(f"{key} of {name} cannot be '{value}'", "give a number")
        try:
            for one in value if key in _LISTS else (value,):
                labels.label_of(one) if key in {"categories", "positive"} else hash(one)
        except TypeError:
            raise RatingsError(f"{key} of {name} cannot be '{value}'", "give a text or a number") from None


def _sets(table: Table, params: Mapping[str, Any]) -> tuple[Patterns, Options]:
    """Sets of codes as the bits of integers."""
    table = table.as_sets()
    codes = [params["code"]] if "code" in params else list(dict.fromkeys(params.get("codes", table.codes)))
    bits = {code: 1 << number for number, code in enumerate(codes)}

    def mask(label: Hashable) -> int:
        return sum(bits.get(code, 0) for code in cast("frozenset[Hashable]", label))

    options = Options(
        distance=params.get("distance", "masi"),
        both_empty=params.get("both_empty", "one"),
        codes=len(codes),
        noun="unit",
    )
    return table.patterns(mask), options


def _labels(name: str, table: Table, params: Mapping[str, Any]) -> tuple[Patterns, Options]:
    """Labels as they are; whether a code was given, as 1 and 0; sets cut down to the codes that are asked for."""
    level = params.get("level", "nominal")
    if "code" in params:
        code = params["code"]
        options = Options(level=level, numbers={0: 0, 1: 1}, noun="unit")
        return table.patterns(lambda label: int(_has(label, code))), options
    patterns = table.patterns(_cut(params["codes"]) if "codes" in params and table.of_sets else None)
    given = list(dict.fromkeys(label for rating in patterns for label in rating if label is not None))
    if name == "pabak" and "positive" in params:
        positive = params["positive"]
        return table.patterns(lambda label: int(label == positive)), Options(code=False, noun="unit")
    categories = _categories(params, given)
    positive = _positive(name, params, given)
    numbers: dict[Hashable, float | Fraction] | None = None
    if level in {"interval", "ratio"} or (level == "ordinal" and "categories" not in params):
        number = _numbers(given, level)
        patterns = table.patterns(number.__getitem__)
        ordered = sorted(set(number.values()))
        categories, numbers = list(ordered), {value: value for value in ordered}
    options = Options(tuple(categories), positive, code=False, level=level, numbers=numbers, noun="unit")
    return patterns, options


def _has(label: Hashable, code: Hashable) -> bool:
    return code in label if isinstance(label, frozenset) else label == code


def _cut(codes: Iterable[Hashable]) -> Callable[[Hashable], Hashable]:
    wanted = frozenset(codes)
    return lambda label: cast("frozenset[Hashable]", label) & wanted


def _categories(params: Mapping[str, Any], given: list[Hashable]) -> list[Hashable]:
    """The labels that could be given, in order if one is declared.

    Raises:
        RatingsError: a label was given that is none of them.
    """
    if "categories" not in params:
        return given
    categories = list(dict.fromkeys(labels.label_of(one) for one in params["categories"]))
    for label in given:
        if label not in categories:
            raise RatingsError(f"the label {labels.shown(label)} is not among the categories", "declare it too")
    return categories


def _numbers(given: list[Hashable], level: str) -> dict[Hashable, Fraction]:
    """What labels stand for.

    Raises:
        RatingsError: one of them is not a number, or below 0 on a ratio scale.
    """
    numbers = labels.numbers_of(given)
    if level == "ratio":
        for label, number in numbers.items():
            if number < 0:
                raise RatingsError(f"the label {label} is below 0", "choose the interval level")
    return numbers


def _positive(name: str, params: Mapping[str, Any], given: list[Hashable]) -> Hashable:
    """The label that agreement on one label is about.

    Raises:
        RatingsError: it is not named, and labels are not 0 and 1.
    """
    if "positive" in params:
        return labels.label_of(params["positive"])
    if name in _ABOUT_ONE and not set(given) <= {0, 1}:
        raise RatingsError(f"{name} is about one label, and which is not said", "name it: positive, or code for sets")
    return 1
