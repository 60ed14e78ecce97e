"""The codes of a study as they now are: as they were brought in, with the edits of their fields laid over.

Invariant: the codes have no circle of parents. Two people who move codes apart can make one; it is cut at the newest of
its links, which is the same link whoever looks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from postil.model.codebook import CODE_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from postil.model.codebook import Code
    from postil.model.versions import Fields

_EDITABLE = tuple(name for name in CODE_FIELDS if name != "id")


def edited_codes(present: Mapping[str, Code], fields: Fields, stamp: Callable[[str, str], str]) -> Iterable[Code]:
    """The codes that are present, in their order, edited and without circles.

    Args:
        present: by id, the codes with the values that they were brought in with.
        fields: where edits are.
        stamp: the stamp of the latest change that brought in an element, by its kind and id.
    """
    codes: dict[str, Code] = {}
    for code_id, initial in present.items():
        values = {name: fields.value(("code", code_id, name)) for name in _EDITABLE}
        edits = {name: value for name, value in values.items() if value is not None}
        codes[code_id] = replace(initial, **edits) if edits else initial  # type: ignore[arg-type]

    def moved(code_id: str) -> tuple[str, str]:
        heads = fields.heads(("code", code_id, "parent"))
        return (heads[0].stamp if heads else stamp("code", code_id), code_id)

    _cut_circles(codes, moved)
    return codes.values()


def _cut_circles(codes: dict[str, Code], moved: Callable[[str], tuple[str, str]]) -> None:
    for code_id in codes:
        path = [code_id]
        while (parent := codes[path[-1]].parent) in codes:
            if parent in path:
                cut = max(path[path.index(parent) :], key=moved)
                codes[cut] = replace(codes[cut], parent="")
                break
            path.append(parent)
