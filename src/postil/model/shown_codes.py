"""Which codes a study shows, without circles of parents.

Invariant: every code that something needs is shown, and what is shown is the same whoever looks. Two people who move
codes apart can make a circle of parents; it is cut at the newest of its links.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from postil.model.codebook import Code


def shown_codes(codes: Iterable[Code], *, needed: Callable[[str], bool], moved: Callable[[str], str]) -> Iterable[Code]:
    """The codes to show, in their order.

    Args:
        codes: all codes that were ever brought in, as they now are.
        needed: whether a code is in the study, or codings or memos are at it. The codes above a needed one are shown
            as well.
        moved: the stamp of the change that put a code where it is.
    """
    known = {code.id: code for code in without_circles(codes, moved=moved)}
    shown: set[str] = set()
    for code_id in known:
        above = code_id if needed(code_id) else ""
        while above in known and above not in shown:
            shown.add(above)
            above = known[above].parent
    return [code for code_id, code in known.items() if code_id in shown]


def without_circles(known: Iterable[Code], *, moved: Callable[[str], str]) -> Iterable[Code]:
    """The codes, circles of parents cut at the newest link; ``moved`` as above."""
    codes = {code.id: code for code in known}
    for code_id in codes:
        path = [code_id]
        while (parent := codes[path[-1]].parent) in codes:
            if parent in path:
                cut = max(path[path.index(parent) :], key=lambda code: (moved(code), code))
                codes[cut] = replace(codes[cut], parent="")
                break
            path.append(parent)
    return codes.values()
