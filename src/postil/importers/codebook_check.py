"""What a careful reader would ask about a codebook before a team codes by it.

Invariant: a finding is advice, in book order within its kind; nothing here makes a codebook unusable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from postil.model.codebook import Code, Codebook, matching_name
from postil.reports.overlaps import overlaps
from postil.text.counted import counted

if TYPE_CHECKING:
    from postil.model.coding import Coding

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
    "retired applied",
    "parent retired",
    "see also unknown",
    "overlap",
]
SimilarNames: TypeAlias = Callable[[str, Sequence[str]], Sequence[tuple[str, float]]]
"""Given a name and others, those of the others that are near it, with a score."""


_BETWEEN = re.compile(r"[;,\n]")
_WORDS = re.compile(r"[\w.]+")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at in a codebook."""

    kind: FindingKind
    code_id: str
    """The code that it is about; of several the first in book order."""
    message: str
    """One sentence; it quotes names, so clean it before it is shown."""


def check_codebook(
    codebook: Codebook,
    uses: Mapping[str, int] | None = None,
    similar_names: SimilarNames | None = None,
    codings: Iterable[Coding] = (),
) -> list[Finding]:
    """Findings on the codes that are offered to coders; of retired codes, clashes of numbers and that they are used.

    Args:
        codebook: the codes.
        uses: codings by code id; without it nothing is said on use.
        similar_names: how near duplicates are found; without it none are looked for.
        codings: of which codes that stand on the same words nearly always are found.
    """
    offered = [code for code in codebook if code.status != "retired"]
    found = [
        *(_near_duplicates(offered, similar_names) if similar_names else ()),
        *_same_names(codebook, offered),
        *_aliases(offered),
        *_numbers(codebook),
        *_missing_texts([code for code in offered if code.status != "heading"]),
        *_see_also(codebook, offered),
        *_under_retired(codebook, offered),
    ]
    if uses is not None:
        found += _uses(codebook, uses)
    return [*found, *_overlaps(codebook, codings)]


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


def _see_also(codebook: Codebook, codes: Iterable[Code]) -> Iterable[Finding]:
    """See-also texts, of which a part between commas or semicolons names no code, nor a code among other words."""
    names = [f" {_plain(name)} " for code in codebook for name in (code.id, code.number, code.name) if name.strip()]
    for code in codes:
        for part in filter(str.strip, _BETWEEN.split(code.see_also)):
            text = f" {_plain(part)} "
            if not codebook.find(part.strip()) and not any(name in text for name in names):
                message = f"{label(code)} says to see also '{part.strip()}', which is no code"
                yield Finding("see also unknown", code.id, message)


def _plain(text: str) -> str:
    return " ".join(word.rstrip(".") for word in _WORDS.findall(matching_name(text)))


def _under_retired(codebook: Codebook, codes: Iterable[Code]) -> Iterable[Finding]:
    for code in codes:
        retired = next((above for above in codebook.ancestors(code.id) if above.status == "retired"), None)
        if retired is not None:
            yield Finding("parent retired", code.id, f"{label(code)} stands under {label(retired)}, which is retired")


def _uses(codebook: Codebook, uses: Mapping[str, int]) -> Iterable[Finding]:
    for code in codebook:
        count = uses.get(code.id, 0)
        if code.status == "heading" and count:
            times = "once" if count == 1 else f"{count} times"
            yield Finding("heading applied", code.id, f"{label(code)} is a heading, yet it is applied {times}")
        elif code.status == "retired" and count:
            message = f"{label(code)} is retired, yet {counted(count, 'coding')} {'has' if count == 1 else 'have'} it"
            yield Finding("retired applied", code.id, message)
        elif code.status == "active" and not count:
            yield Finding("unused", code.id, f"{label(code)} is not used yet")


def _overlaps(codebook: Codebook, codings: Iterable[Coding]) -> Iterable[Finding]:
    """Pairs of codes that stand on the same words in nearly all the paragraphs that have either, whoever put them."""
    for pair in overlaps(codebook, codings):
        share = f"{pair.both / pair.either:.0%}"
        named = [label(code) for code in (codebook.get(pair.one), codebook.get(pair.other)) if code is not None]
        message = (
            f"{' and '.join(named)} stand on the same words in {pair.both} of the {pair.either} paragraphs that have"
            f" either ({share}; they have {pair.with_one} and {pair.with_other}): are they one code?"
        )
        yield Finding("overlap", pair.one, message)
