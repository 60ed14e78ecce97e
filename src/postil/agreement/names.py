"""``postil.agreement.statistic``: every statistic by its name, from rows of coder, unit and label.

Invariant: data for which a statistic does not exist give None and the reason; only a name, a parameter or a row that
makes no sense is an error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from postil.agreement import formulas, labels, sets, unitizing
from postil.agreement.formulas import FORMULAS, OF_SETS, Options, compute
from postil.agreement.result import Result
from postil.errors import RatingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from postil.agreement.labels import Table
    from postil.agreement.patterns import Patterns

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
_CHOICES = {
    "level": formulas.LEVELS,
    "distance": sets.SET_DISTANCES,
    "both_empty": ("one", "skip"),
    "method": ("percentile",),
    "resample": ("units",),
}


def statistic(name: str, rows: Iterable[Sequence[object]], **params: Any) -> Result:
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
    if name == "bootstrap_ci":
        return _bootstrap(rows, params)
    if name in _UNITIZING:
        _check(name, params, frozenset({"length", "coders"}))
        length, coders = params.get("length"), params.get("coders")
        return _UNITIZING[name](unitizing.continua_of(rows, length, coders))
    patterns, options, table = _prepared(name, rows, params)
    return compute(name, patterns, options, table.coders)


def _bootstrap(rows: Iterable[Sequence[object]], params: Mapping[str, Any]) -> Result:
    from postil.agreement import intervals

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
        if key in {"codes", "categories", "coders"} and (isinstance(value, str) or not hasattr(value, "__iter__")):
            raise RatingsError(f"{key} of {name} is not a list", f"give a list of {key}")


def _sets(table: Table, params: Mapping[str, Any]) -> tuple[Patterns, Options]:
    """Sets of codes as the bits of integers."""
    table = table.as_sets()
    if "code" in params:
        codes = [params["code"]]
    else:
        codes = list(dict.fromkeys(params.get("codes", table.codes)))
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
    categories = _categories(params, given, level)
    options = Options(
        categories=tuple(categories),
        positive=_positive(name, params, given),
        code=False,
        level=level,
        numbers=_numbers(given, level),
        noun="unit",
    )
    return patterns, options


def _has(label: Hashable, code: Hashable) -> bool:
    return code in label if isinstance(label, frozenset) else label == code


def _cut(codes: Iterable[Hashable]) -> Callable[[Hashable], Hashable]:
    wanted = frozenset(codes)
    return lambda label: cast("frozenset[Hashable]", label) & wanted


def _categories(params: Mapping[str, Any], given: list[Hashable], level: str) -> list[Hashable]:
    """The labels that could be given, in order.

    Raises:
        RatingsError: a label was given that is none of them, or an order is needed and not known.
    """
    if "categories" in params:
        categories = list(dict.fromkeys(labels.label_of(one) for one in params["categories"]))
        for label in given:
            if label not in categories:
                raise RatingsError(f"the label {labels.shown(label)} is not among the categories", "declare it too")
        return cast("list[Hashable]", categories)
    if level != "ordinal":
        return given
    try:
        number = labels.numbers_of(given)
    except RatingsError as error:
        raise RatingsError(error.message, "declare the categories in their order") from None
    return sorted(given, key=number.__getitem__)


def _numbers(given: list[Hashable], level: str) -> dict[Hashable, float] | None:
    if level not in {"interval", "ratio"}:
        return None
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
        return cast("Hashable", labels.label_of(params["positive"]))
    if name in _ABOUT_ONE and not set(given) <= {0, 1}:
        raise RatingsError(f"{name} is about one label, and which is not said", "name it: positive, or code for sets")
    return 1
