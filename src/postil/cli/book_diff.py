"""Two states of a codebook: finding them by what was typed, and what has changed between them as text and as JSON.

Invariant: text and JSON tell the same changes, in the same order.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from postil.cli.books import find_book, is_study
from postil.cli.lookup import excerpt, nearest, some
from postil.cli.studies import opened
from postil.errors import NotFoundError
from postil.model.book_changes import book_changes, stands_for, word_changes
from postil.model.change import AddCode, DropCode, EditCode
from postil.model.codebook import Codebook
from postil.model.codebook_version import codebook_version
from postil.model.names import field_label, full_name
from postil.model.study import Study
from postil.reports.let_out import let_book_version
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

    from postil.cli.output import Json
    from postil.model.book_changes import BookChanges, FieldChange
    from postil.model.codebook import Code
    from postil.storage import StudyFile

NOW = "now"
"""What the codebook of a study as it is is called."""
_FILES = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".json"})
_MARKS = {"kept": ("", ""), "gone": ("[-", "-]"), "new": ("{+", "+}")}


class State(NamedTuple):
    """A codebook at some time."""

    name: str
    codes: tuple[Code, ...]
    version: str
    """``postil.model.codebook_version`` of it; of a study's, as it is let out."""


class Comparison(NamedTuple):
    """Two states and what has changed from one to the other."""

    old: State
    new: State
    changes: BookChanges


def compared(source: Path, old: str | None, new: str | None) -> Comparison:
    """The two states that a command line names: two versions of a study, or two codebooks.

    Args:
        source: a study whose versions are meant, or the earlier of two codebooks.
        old: the earlier version, by default the latest that has a name; or the later codebook.
        new: the later version; by default the codebook as it is now.

    Raises:
        NotFoundError: there is no such version.
        CodebookError, StudyFileError: a codebook cannot be read.
        click.UsageError: too few or too many codebooks.
    """
    if not is_study(source) or (old is not None and _is_book(old)):
        if old is None or new is not None:
            raise click.UsageError("give two codebooks, or a study and the names of one or two of its versions")
        first, second = find_book(source), find_book(Path(old))
        states = _of_file(str(source), first.codebook), _of_file(old, second.codebook)
        return _comparison(*states, {**first.stands_for, **second.stands_for})
    with opened(source, write=False) as study_file:
        study = study_file.study
        if old is None and not study.book_versions:
            raise NotFoundError(
                "no version of the codebook has a name", f"give one with `postil codebook version {source} NAME`"
            )
        earlier = version_of(study, old if old is not None else list(study.book_versions)[-1])
        later = _of_study(study, NOW, study.codebook) if new is None else version_of(study, new)
        return _comparison(earlier, later, _merged_at(study_file, later.name))


def _merged_at(study_file: StudyFile, version: str) -> Mapping[str, str]:
    """Which codes stood for which when a version was named, which may have changed since; or as it is now."""
    known = study_file.study.book_versions.get(version)
    if known is None:
        return stands_for(study_file.study)
    until = known[1].stamp
    about_codes = (AddCode, DropCode, EditCode)
    return stands_for(Study(c for c in study_file.log if c.stamp <= until and isinstance(c.action, about_codes)))


def _is_book(text: str) -> bool:
    return Path(text).suffix.lower() in _FILES


def _of_file(name: str, book: Codebook) -> State:
    return State(name, tuple(book), codebook_version(book))


def _of_study(study: Study, name: str, codes: Iterable[Code]) -> State:
    codes = tuple(codes)
    return State(name, codes, let_book_version(study, codes))


def _comparison(old: State, new: State, merged: Mapping[str, str]) -> Comparison:
    return Comparison(old, new, book_changes(old.codes, new.codes, merged))


def version_of(study: Study, name: str) -> State:
    """The version of a study's codebook that has this name; ``now`` is the codebook as it is, unless one is called so.

    Raises:
        NotFoundError: there is none.
    """
    known = study.book_versions
    if name in known:
        return _of_study(study, name, known[name][0].codes)
    if name == NOW:
        return _of_study(study, NOW, study.codebook)
    hint = f"its versions are {some(nearest(name, known))}" if known else "none has a name yet"
    raise NotFoundError(f"there is no version '{excerpt(name)}' of the codebook", hint)


# ---- as text ----


def lines_of(comparison: Comparison) -> Iterator[str]:
    """What has changed, a line for each change; a text that was reworded is shown word by word."""
    return change_lines(comparison.changes, Codebook(comparison.old.codes), Codebook(comparison.new.codes))


def _nobody(_code: str, _what: str) -> str:
    return ""


def change_lines(
    changes: BookChanges,
    old: Codebook,
    new: Codebook,
    *,
    by: Callable[[str, str], str] = _nobody,
    back: Container[str] = (),
    words: bool = True,
) -> Iterator[str]:
    """What has changed between two codebooks, a line for each change.

    Args:
        changes: the changes.
        old: the earlier codebook.
        new: the later one.
        by: tells who did it, of the id of a code and what became of it: ``added``, ``gone``, or the field that has
            another value; empty for nobody.
        back: ids of the codes that are there again.
        words: whether a text that was reworded is shown word by word; else only the field is named.
    """

    def who(code: Code, what: str) -> str:
        name = by(code.id, what)
        return f" ({name})" if name else ""

    for kind, codes, book in (("added", changes.added, new), ("gone", changes.gone, old)):
        for code in codes:
            above = book.get(code.parent) if code.parent else None
            under = f" (under {full_name(above)})" if above else ""
            yield f"{'put back' if code.id in back else kind}: {full_name(code)}{under}{who(code, kind)}"
    for merged in changes.merged:
        yield f"merged: {full_name(merged.code)} into {full_name(merged.into)}{who(merged.code, 'merged_into')}"
    for change in (*changes.retired, *changes.renamed, *changes.moved, *changes.renumbered):
        yield f"{_placed(change)}{who(change.code, change.field)}"
    for change in changes.reworded:
        what = f": {marked(change.old, change.new)}" if words else ""
        label = field_label(change.field)
        yield f"reworded: {full_name(change.code)}: {label}{what}{who(change.code, change.field)}"
    for change in changes.others:
        label = field_label(change.field)
        yield f"changed: {full_name(change.code)}: {label}: {_arrow(change)}{who(change.code, change.field)}"


def _placed(change: FieldChange) -> str:
    """What became of a code's status, name, place or number."""
    match change.field:
        case "status":
            return f"retired: {full_name(change.code)}"
        case "name":
            return f"renamed: {change.old} → {full_name(change.code)}"
        case "parent":
            return f"moved: {full_name(change.code)} from {change.old or 'the top'} to {change.new or 'the top'}"
    return f"renumbered: {change.code.name}: {_arrow(change)}"


def _arrow(change: FieldChange) -> str:
    return f"{change.old or '(empty)'} → {change.new or '(empty)'}"


def marked(old: str, new: str) -> str:
    """One text with what is gone as ``[-words-]`` and what is new as ``{+words+}``; line ends as ⏎."""
    pieces = (f"{_MARKS[piece.kind][0]}{piece.text}{_MARKS[piece.kind][1]}" for piece in word_changes(old, new))
    return "".join(pieces).replace("\n", "⏎")


def summary_of(comparison: Comparison) -> str:
    """How much has changed, in one line."""
    changes = comparison.changes
    counts = [f"{len(part)} {name}" for name, part in zip(_NAMES, changes, strict=True) if part]
    return f"{comparison.old.name} → {comparison.new.name}: {', '.join(counts) or 'no difference'}"


_NAMES = ("added", "gone", "merged", "retired", "renamed", "moved", "renumbered", "reworded", "changed otherwise")


# ---- as JSON ----


def document_of(comparison: Comparison) -> Json:
    """What has changed, for another program."""
    return {"old": _state(comparison.old), "new": _state(comparison.new), **changes_document(comparison.changes)}


def changes_document(changes: BookChanges) -> Json:
    """What has changed between two codebooks, for another program."""
    return {
        "added": [_code(code) for code in changes.added],
        "gone": [_code(code) for code in changes.gone],
        "merged": [{**_code(merged.code), "into": merged.into.id} for merged in changes.merged],
        "retired": _changes(changes.retired),
        "renamed": _changes(changes.renamed),
        "moved": _changes(changes.moved),
        "renumbered": _changes(changes.renumbered),
        "reworded": [
            {**record, "words": [[piece.kind, piece.text] for piece in word_changes(record["old"], record["new"])]}
            for record in _changes(changes.reworded)
        ],
        "changed": _changes(changes.others),
    }


def _state(state: State) -> Json:
    return {
        "name": state.name,
        "codes": len(state.codes),
        "codebook_version": state.version,
    }


def _code(code: Code) -> Json:
    return {"code": code.id, "number": code.number, "name": code.name}


def _changes(changes: Sequence[FieldChange]) -> list[Json]:
    return [{**_code(c.code), "field": c.field, "old": c.old, "new": c.new} for c in changes]
