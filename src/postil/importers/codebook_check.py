"""What a careful reader would ask about a codebook before a team codes by it.

Invariant: a finding is advice, in book order within its kind; nothing here makes a codebook unusable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from postil.model.codebook import Code, Codebook, matching_name

FindingKind: TypeAlias = Literal[
    "similar name",
    "same name",
    "alias is a name",
    "repeated alias",
    "repeated number",
    "no definition",
    "no include",
    "no exclude",
    "unused",
    "heading applied",
]
SimilarNames: TypeAlias = Callable[[str, Sequence[str]], Sequence[tuple[str, float]]]
"""Given a name and others, those of the others that are near it, with a score."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at in a codebook."""

    kind: FindingKind
    code_id: str
    """The code that it is about; of several the first in book order."""
    message: str
    """One sentence; it quotes names, so clean it before it is shown."""


def check_codebook(
    codebook: Codebook, uses: Mapping[str, int] | None = None, similar_names: SimilarNames | None = None
) -> list[Finding]:
    """Findings on the codes that are offered to coders; of retired codes only clashes of numbers count.

    Args:
        codebook: the codes.
        uses: codings by code id; without it nothing is said on use.
        similar_names: how near duplicates are found; without it none are looked for.
    """
    offered = [code for code in codebook if code.status != "retired"]
    found = [
        *(_near_duplicates(offered, similar_names) if similar_names else ()),
        *_same_names(codebook, offered),
        *_aliases(offered),
        *_numbers(codebook),
        *_missing_texts([code for code in offered if code.status != "heading"]),
    ]
    if uses is not None:
        found += _uses(offered, uses)
    return found


def label(code: Code) -> str:
    """A code as findings call it: its number, or else its id, and its name."""
    return f"{code.number or code.id} {code.name}"


def _groups(codes: Iterable[Code], keys: Callable[[Code], Iterable[str]]) -> dict[str, list[Code]]:
    groups: dict[str, list[Code]] = {}
    for code in codes:
        for key in dict.fromkeys(keys(code)):
            groups.setdefault(key, []).append(code)
    return groups


def _near_duplicates(codes: Sequence[Code], similar_names: SimilarNames) -> Iterable[Finding]:
    by_name = {matching_name(code.name): code for code in reversed(codes)}
    names = [code.name for code in codes if by_name[matching_name(code.name)] is code]
    for index, name in enumerate(names):
        code = by_name[matching_name(name)]
        for other_name, _ in similar_names(name, names[index + 1 :]):
            other = by_name.get(matching_name(other_name))
            if other is not None and other is not code:
                message = f"{label(code)} and {label(other)} have much the same name: are they one code?"
                yield Finding("similar name", code.id, message)


def _same_names(codebook: Codebook, codes: Sequence[Code]) -> Iterable[Finding]:
    for same in _groups(codes, lambda code: (matching_name(code.name),)).values():
        if len(same) > 1:
            paths = ", ".join(codebook.path(code.id) for code in same)
            yield Finding("same name", same[0].id, f"{len(same)} codes share a name; call them by id or path: {paths}")


def _aliases(codes: Sequence[Code]) -> Iterable[Finding]:
    named = _groups(codes, lambda code: (matching_name(code.name),))
    for alias, owners in _groups(codes, lambda code: map(matching_name, code.aliases)).items():
        if len(owners) > 1:
            message = f"{len(owners)} codes have the alias '{alias}': {', '.join(map(label, owners))}"
            yield Finding("repeated alias", owners[0].id, message)
        for code in owners:
            for other in named.get(alias, ()):
                if other is not code:
                    message = f"the alias '{alias}' of {label(code)} is the name of {label(other)}"
                    yield Finding("alias is a name", code.id, message)


def _numbers(codebook: Codebook) -> Iterable[Finding]:
    for number, codes in _groups(codebook, lambda code: (matching_name(code.number),) if code.number else ()).items():
        if len(codes) > 1:
            names = ", ".join(code.name for code in codes)
            yield Finding("repeated number", codes[0].id, f"{len(codes)} codes have the number {number}: {names}")


def _missing_texts(codes: Sequence[Code]) -> Iterable[Finding]:
    for code in codes:
        if not code.definition.strip():
            yield Finding("no definition", code.id, f"{label(code)} has no definition")
    for code in codes:
        if not code.include.strip():
            yield Finding("no include", code.id, f"{label(code)} does not say when to use it")
    for code in codes:
        if not code.exclude.strip():
            yield Finding("no exclude", code.id, f"{label(code)} does not say when not to use it")


def _uses(codes: Sequence[Code], uses: Mapping[str, int]) -> Iterable[Finding]:
    for code in codes:
        count = uses.get(code.id, 0)
        if code.status == "heading" and count:
            times = "once" if count == 1 else f"{count} times"
            yield Finding("heading applied", code.id, f"{label(code)} is a heading, yet it is applied {times}")
        elif code.status != "heading" and not count:
            yield Finding("unused", code.id, f"{label(code)} is not used yet")
