"""Agreement of coders: what is compared, coefficients, intervals. Pure numbers, the standard library only.

Its names are loaded when they are asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from postil.agreement.names import statistic
    from postil.agreement.result import Result

__all__ = ["Result", "statistic"]

_HOMES = {"Result": "result", "statistic": "names"}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
