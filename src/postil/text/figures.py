"""Figures as people read them. Invariant: a figure that does not exist is ``n/a``, never a number."""

from __future__ import annotations

NONE = "n/a"
"""What stands for a figure that does not exist; its reason must be told nearby."""


def coefficient(value: float | None) -> str:
    """A share or a coefficient with two decimals, as journals print it: .61, -.03, 1.00, n/a."""
    if value is None:
        return NONE
    text = f"{value:.2f}"
    if text in {"-0.00", "0.00"}:
        return ".00"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def percent(part: int, whole: int) -> str:
    """'62 %': a share as a whole number; 'n/a' of nothing, and never '0 %' or '100 %' where it is not."""
    if not whole:
        return NONE
    rounded = round(100 * part / whole)
    if part and not rounded:
        return "<1 %"
    return ">99 %" if part != whole and rounded == 100 else f"{rounded} %"
