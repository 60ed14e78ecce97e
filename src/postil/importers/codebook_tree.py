"""Which code stands under which: the hierarchy of a codebook table, however the table tells it.

A column for the parent settles it alone. Without one, paths in the names, else indentation, else ids or numbers such as
1.2.3 and I.A tell it. Columns for a domain, category or group put what is left at the top under headings. Invariant:
when ``arrange`` returns, following ``Entry.above`` ends, within ``MAX_DEPTH`` steps.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from postil.importers.codebook_table import quoted, refusal
from postil.model.codebook import Code, matching_name
from postil.text.blank import is_blank

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postil.errors import CodebookError

MAX_DEPTH = 30
MAX_SHARED_PARENTS = 50
SEPARATORS: tuple[str, ...] = (">>", ">", " :: ", "\\", "/")
"""What may stand between the names of a path; the first that a file uses is taken."""

_NUMBERED_NAME = re.compile(r"(\d+(?:\.\d+)*)[.)]?\s+(?=\S)")


@dataclass(eq=False, slots=True)
class Entry:
    """A code on its way into the codebook."""

    row: int
    """Row of the table; 0 for a heading that has none."""
    code: Code
    """Its parent is filled in at the end; its id may still be empty."""
    parent: str = ""
    """The parent as the table gives it."""
    groups: tuple[str, ...] = ()
    """Domain, category and so on, from the top down."""
    path: tuple[str, ...] = ()
    """Names from the top down, where the table has a column of paths beside that of names."""
    indent: int = 0
    """Columns of white space before the name."""
    above: Entry | None = None

    @property
    def key(self) -> str:
        """The name as it is compared."""
        return matching_name(self.code.name)

    def names(self) -> tuple[str, ...]:
        """Names from the top down."""
        found = [self.code.name]
        above = self.above
        while above is not None and len(found) <= MAX_DEPTH:
            found.append(above.code.name)
            above = above.above
        return tuple(reversed(found))


@dataclass(slots=True)
class Forest:
    """The entries of one file, the headings made for them, and what there is to report."""

    source: str
    entries: list[Entry]
    notes: list[str] = field(default_factory=list)
    headings: list[Entry] = field(default_factory=list)
    by_path: dict[tuple[str, ...], Entry] = field(default_factory=dict)

    def heading(self, names: Sequence[str]) -> Entry | None:
        """The entry at this path, made if there is none; None for the empty path."""
        if not names:
            return None
        if len(names) > MAX_DEPTH:
            raise refusal(self.source, f"a path has more than {MAX_DEPTH} levels", "check the separator in the names")
        key = tuple(map(matching_name, names))
        found = self.by_path.get(key)
        if found is None:
            found = Entry(0, Code("", names[-1], status="heading"), above=self.heading(names[:-1]))
            self.by_path[key] = found
            self.headings.append(found)
        return found


def split_path(text: str, separator: str) -> tuple[str, ...]:
    """The names of a path; one name if in a part of it nothing would be seen."""
    parts = tuple(
        " ".join(part.split()) for part in text.split(separator.strip() if separator != " :: " else separator)
    )
    return (text,) if any(map(is_blank, parts)) else parts


def arrange(source: str, entries: list[Entry], *, has_parents: bool, is_path: bool) -> tuple[list[Entry], list[str]]:
    """Set ``above`` of every entry; the entries with the headings that had no row, and notes.

    ``has_parents``: the table has a column for parents. ``is_path``: its column of names is one of paths.

    Raises:
        CodebookError: a parent does not exist or could be several codes, parents form a circle, or two codes have one
            path.
    """
    forest = Forest(source, entries)
    if has_parents:
        _register_tops(forest, [entry for entry in entries if not entry.parent])
        _link_by_parent(forest)
    elif any(entry.path for entry in entries):
        _link_by_path(forest)
    elif separator := _separator(forest, is_path=is_path):
        for entry in entries:
            entry.path = split_path(entry.code.name, separator)
            entry.code = replace(entry.code, name=entry.path[-1])
        _link_by_path(forest)
    elif any(entry.indent >= 2 for entry in entries):
        _link_by_indent(forest)
    else:
        _split_numbers(forest)
        _link_by_number(forest)
    tops = [entry for entry in entries if entry.above is None]
    if not has_parents:
        _register_tops(forest, tops)
    for entry in tops:
        entry.above = forest.heading(entry.groups)
    _check(forest)
    if forest.headings:
        made = ", ".join(quoted("/".join(heading.names())) for heading in forest.headings[:10])
        more = ", …" if len(forest.headings) > 10 else ""
        forest.notes.append(f"headings without a row of their own were made: {made}{more}")
    return _in_order(entries), forest.notes


def _in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Entries as in the table, each made heading before the first entry under it."""
    found: dict[Entry, None] = {}
    for entry in entries:
        chain = [entry]
        while (above := chain[-1].above) is not None and not above.row:
            chain.append(above)
        found.update(dict.fromkeys(reversed(chain)))
    return list(found)


def _separator(forest: Forest, *, is_path: bool) -> str:
    """The separator of paths in the names, if there are any.

    A slash also means "and/or": it counts where paths share their beginning, or the beginning is a code itself.
    """
    names = [entry.code.name for entry in forest.entries]
    for separator in SEPARATORS:
        paths = [split_path(name, separator) for name in names]
        deep = [path for path in paths if len(path) > 1]
        if not deep:
            continue
        if separator == "/" and not is_path:
            starts = [matching_name(path[0]) for path in deep]
            alone = {matching_name(path[0]) for path in paths if len(path) == 1}
            if len(set(starts)) == len(starts) and not alone.intersection(starts):
                forest.notes.append(
                    f"a slash in {len(deep)} names was kept as part of the name, such as {quoted('/'.join(deep[0]))}"
                )
                return ""
        forest.notes.append(f"{len(deep)} names were read as paths, parted by {quoted(separator.strip())}")
        return separator
    return ""


def _link_by_path(forest: Forest) -> None:
    full = [(*entry.groups, *(entry.path or (entry.code.name,))) for entry in forest.entries]
    for entry, path in zip(forest.entries, full, strict=True):
        forest.by_path.setdefault(tuple(map(matching_name, path)), entry)
    for entry, path in zip(forest.entries, full, strict=True):
        entry.above = forest.heading(path[:-1])
        entry.groups = ()


def _link_by_indent(forest: Forest) -> None:
    open_entries: list[Entry] = []
    for entry in forest.entries:
        while open_entries and open_entries[-1].indent + 2 > entry.indent:
            open_entries.pop()
        entry.above = open_entries[-1] if open_entries else None
        open_entries.append(entry)
    below = sum(entry.above is not None for entry in forest.entries)
    forest.notes.append(f"{below} codes stand under another by the indentation of their names")


def _split_numbers(forest: Forest) -> None:
    """Move numbers such as 2.3 from the beginning of the names to where numbers belong, if every name has one."""
    matches = [_NUMBERED_NAME.match(entry.code.name) for entry in forest.entries]
    if len(matches) < 2 or any(entry.code.number or entry.code.id for entry in forest.entries):
        return
    if all(matches):
        for entry, match in zip(forest.entries, matches, strict=True):
            assert match is not None
            entry.code = replace(entry.code, number=match[1], name=entry.code.name[match.end() :])
        forest.notes.append("the numbers before the names were read as the numbers of the codes")


def _link_by_number(forest: Forest) -> None:
    known: dict[str, Entry] = {}
    for entry in forest.entries:
        for text in (entry.code.id, entry.code.number):
            if text:
                known.setdefault(text.rstrip("."), entry)
    below = 0
    for entry in forest.entries:
        for text in (entry.code.id.rstrip("."), entry.code.number.rstrip(".")):
            while entry.above is None and "." in text:
                text = text.rpartition(".")[0]  # noqa: PLW2901 - the prefix takes the place of the number on the way up
                found = known.get(text)
                if found is not None and found is not entry:
                    entry.above = found
                    below += 1
    if below:
        forest.notes.append(f"{below} codes stand under another by their ids or numbers")


def _register_tops(forest: Forest, tops: Iterable[Entry]) -> None:
    """Let rows at the top be found as the headings of others."""
    for entry in tops:
        if entry.groups and entry.key == matching_name(entry.groups[-1]):
            entry.groups = entry.groups[:-1]  # a row for the group itself
            forest.by_path.setdefault((*map(matching_name, entry.groups), entry.key), entry)
        elif not entry.groups:
            forest.by_path.setdefault((entry.key,), entry)


class _Parents:
    """Finds the entry that a cell of the parent column means: by id, number, path or name."""

    def __init__(self, forest: Forest) -> None:
        self.forest = forest
        self.by_id: dict[str, list[Entry]] = {}
        self.by_number: dict[str, list[Entry]] = {}
        self.by_label: dict[str, list[Entry]] = {}
        self.by_name: dict[str, list[Entry]] = {}
        for entry in forest.entries:
            for index, text in ((self.by_id, entry.code.id), (self.by_number, entry.code.number)):
                if text:
                    index.setdefault(text, []).append(entry)
                    self.by_label.setdefault(matching_name(text), []).append(entry)
            self.by_name.setdefault(entry.key, []).append(entry)

    def exact(self, entry: Entry) -> Entry | None:
        """By id, number or name; a code is its own parent only if nothing else is meant."""
        key = matching_name(entry.parent)
        if entry.parent in self.by_id:
            return self.by_id[entry.parent][0]
        for found in (self.by_number.get(entry.parent), self.by_label.get(key), self.by_name.get(key)):
            if not found:
                continue
            others = list(dict.fromkeys(other for other in found if other is not entry)) or found
            if len(others) > 1:
                others = [other for other in others if other.groups == entry.groups] or others
            if len(others) > 1:
                rows = ", ".join(str(other.row) for other in others[:8])
                raise refusal(
                    self.forest.source,
                    f"the parent {quoted(entry.parent)} could be any of rows {rows}",
                    "give the id of the parent",
                    entry.row,
                )
            return others[0]
        return None


def _by_ending(entries: Iterable[Entry]) -> dict[tuple[str, ...], list[Entry]]:
    """Entries by the endings of their paths that have two names or more."""
    found: dict[tuple[str, ...], list[Entry]] = {}
    for entry in entries:
        names = tuple(map(matching_name, (*entry.groups, *entry.names())))
        for start in range(len(names) - 1):
            found.setdefault(names[start:], []).append(entry)
    return found


def _link_by_parent(forest: Forest) -> None:
    parents = _Parents(forest)
    left: list[Entry] = []
    for entry in forest.entries:
        if entry.parent:
            entry.above = parents.exact(entry)
            if entry.above is None:
                left.append(entry)
    for _ in range(MAX_DEPTH):
        ending = _by_ending(forest.entries) if left else {}
        for entry in left:
            paths = (tuple(map(matching_name, split_path(entry.parent, separator))) for separator in SEPARATORS)
            entry.above = next((found[0] for path in paths if len(found := ending.get(path, [])) == 1), None)
        unknown = [entry for entry in left if entry.above is None]
        if len(unknown) == len(left):
            break
        left = unknown
    _link_missing(forest, [entry for entry in left if entry.above is None])


def _link_missing(forest: Forest, left: Iterable[Entry]) -> None:
    """Make headings for parents that several rows of one domain share and no row has; refuse others."""
    sharing: dict[tuple[tuple[str, ...], str], list[Entry]] = {}
    for entry in left:
        sharing.setdefault((entry.groups, matching_name(entry.parent)), []).append(entry)
    for (groups, _), entries in sharing.items():
        near = _nearest(forest, entries[0].parent)
        like_another = difflib.get_close_matches(entries[0].parent, near, n=1, cutoff=0.85)
        if not groups or len(entries) == 1 or like_another or len(sharing) > MAX_SHARED_PARENTS:
            raise _no_parent(forest, entries[0], near)
        for entry in entries:
            entry.above = forest.heading((*groups, entry.parent))


def _nearest(forest: Forest, text: str) -> list[str]:
    known = [name for entry in forest.entries for name in (entry.code.id, entry.code.name) if 0 < len(name) <= 80]
    return difflib.get_close_matches(text, known, n=3, cutoff=0.6) if len(text) <= 80 else []


def _no_parent(forest: Forest, entry: Entry, near: Sequence[str]) -> CodebookError:
    hint = f"the nearest are {', '.join(map(quoted, near))}" if near else "add a row for it, or empty the cell"
    return refusal(forest.source, f"the parent {quoted(entry.parent)} does not exist", hint, entry.row)


def _check(forest: Forest) -> None:
    siblings: dict[tuple[int, str], Entry] = {}
    for entry in forest.entries:
        _check_circle(forest, entry)
    for entry in [*forest.headings, *forest.entries]:
        place = (id(entry.above), entry.key)
        other = siblings.setdefault(place, entry)
        if other is not entry:
            where = f"as in row {other.row}" if other.row else "as a heading"
            path = quoted("/".join(entry.names()))
            raise refusal(
                forest.source, f"the code {path} is there already, {where}", "give it another name", entry.row
            )


def _check_circle(forest: Forest, entry: Entry) -> None:
    chain = [entry]
    while (above := chain[-1].above) is not None:
        chain.append(above)
        if above is entry:
            steps = ", ".join(
                f"{quoted(one.code.name, 30)} (row {one.row}) under {quoted(other.code.name, 30)}"
                for one, other in pairwise(chain[:6])
            )
            raise refusal(forest.source, f"the parents form a circle: {steps}", "empty one of these parents", entry.row)
        if above in chain[:-1]:
            return  # the entry leads into a circle that is reported from one of its own rows
        if len(chain) > MAX_DEPTH:
            break
    if len(chain) > MAX_DEPTH:
        raise refusal(forest.source, f"it stands more than {MAX_DEPTH} levels deep", "check the parents", entry.row)
