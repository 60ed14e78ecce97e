"""The statistics of one code that a report can print. Invariant: the order here is the order of the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from postil.agreement.result import Result


class Figure(NamedTuple):
    """A statistic of one code that the report can print."""

    name: str
    """As ``postil.agreement.statistic`` knows it."""
    words: str
    """The formula's name."""
    short: str
    """The head of its column."""
    coders: int = 0
    """For exactly so many coders; 0 for any number."""


FIGURES = {
    figure.name: figure
    for figure in (
        Figure("percent_agreement", "percent agreement", "agree"),
        Figure("cohen_kappa", "Cohen's kappa", "kappa", 2),
        Figure("krippendorff_alpha", "Krippendorff's alpha, binary", "alpha"),
        Figure("positive_agreement", "positive agreement 2a/(2a+b+c)", "pos."),
        Figure("prevalence", "prevalence (2a+b+c)/2N", "prev."),
        Figure("gwet_ac1", "Gwet's AC1", "AC1"),
        Figure("pabak", "PABAK 2po-1", "PABAK", 2),
        Figure("scott_pi", "Scott's pi", "pi", 2),
        Figure("fleiss_kappa", "Fleiss' kappa", "Fleiss"),
        Figure("conger_kappa", "Conger's kappa", "Conger"),
        Figure("light_kappa", "Light's kappa", "Light"),
    )
}
"""All of them for one code, in the order of the columns."""
USUAL = ("percent_agreement", "cohen_kappa", "krippendorff_alpha", "positive_agreement", "prevalence")
"""What is always printed."""
ON_REQUEST = {
    "ac1": "gwet_ac1",
    "pabak": "pabak",
    "pi": "scott_pi",
    "fleiss": "fleiss_kappa",
    "conger": "conger_kappa",
    "light": "light_kappa",
}
"""What is printed when asked for by these short names."""
OF_MANY = frozenset({"fleiss", "conger", "light"})
"""Those of them that say nothing new of a pair: pi and Cohen's kappa are the same there."""

OVERALL = {
    "krippendorff_alpha_set": "Krippendorff's alpha over sets",
    "pooled_kappa": "pooled kappa (De Vries et al. 2008)",
    "f1_micro": "micro-F1",
    "exact_match": "exact match of sets",
}
"""The figures over all codes, and the formula's name."""


def number(result: Result) -> float | None:
    """The value of a statistic that is one number; None where it is undefined."""
    return result.value if isinstance(result.value, (int, float)) else None


def ends(result: Result | None) -> tuple[float, float] | tuple[None, None]:
    """The two ends of an interval; None and None where there is none."""
    return result.value if result is not None and isinstance(result.value, tuple) else (None, None)
