"""What a checker is warned of: names that stand in the cells of a package, and attributes that subtract.

Invariant: every name of a coder, a speaker, a transcript or a file that stands in a cell in a row, or in the title of
the study, is listed, with the file, the column and the rows; identifiers such as P04, names of one or two letters and
what speakers are called by their role are no names. That a name of a person stands nowhere is not told: who is called
by it in a text alone is not known.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from postil.exports.egress_counts import nested_attributes
from postil.model.decision import CONSENSUS
from postil.model.transcript import ROLES
from postil.reports.case_names import is_identifier, telling_names
from postil.text.clean import visible
from postil.text.counted import counted
from postil.text.verbatim import with_endings
from postil.text.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from postil.exports.egress_words import Words
    from postil.model.study import Study
    from postil.reports.tables import Table

_FEW_LETTERS = 2
_OWN = frozenset({"role", "status", "state", "rating", "figure", "what", "coder"})
"""Columns whose words are the program's own."""
_TITLE = "study.title"


class Names:
    """The names of a study's coders, speakers, transcripts and files, as they are looked for."""

    def __init__(self, study: Study) -> None:
        self._by_first: dict[str, list[list[str]]] = defaultdict(list)
        coders = {coder for coder in study.coders if coder != CONSENSUS}
        for name in sorted(telling_names(study) | coders):
            if _is_name(name):
                for variant in with_endings(name):
                    keys = variant.split(" ")
                    self._by_first[keys[0]].append(keys)
        for known in self._by_first.values():
            known.sort(key=len, reverse=True)

    def within(self, text: str) -> Iterator[str]:
        """The names that stand in a text, as it writes them; of names that begin at one word the longest."""
        words = words_of(text)
        for at, word in enumerate(words):
            for keys in self._by_first.get(word.key, ()):
                if [one.key for one in words[at : at + len(keys)]] == keys:
                    yield text[word.start : words[at + len(keys) - 1].end]
                    break


def _is_name(name: str) -> bool:
    words = words_of(name)
    if not words or is_identifier(name) or is_identifier(PurePath(name).stem):
        return False
    return name.strip().casefold() not in ROLES and (len(words) > 1 or len(words[0].key) > _FEW_LETTERS)


def names_in(names: Names, tables: Sequence[Table], title: str, manifest: str) -> list[dict[str, Any]]:
    """The names that stand in the cells of tables and in the title: file, column, the words, and the rows from 1.

    Args:
        names: what is looked for.
        tables: as they are let out.
        title: of the study, as it is let out.
        manifest: the file that has the title.
    """
    found: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for table in tables:
        for at, row in enumerate(table.rows, 1):
            for column, cell in zip(table.columns, row, strict=True):
                if isinstance(cell, str) and column.name not in _OWN:
                    for said in dict.fromkeys(names.within(cell)):
                        found[f"{table.name}.csv", column.name, said].append(at)
    for said in dict.fromkeys(names.within(title)):
        found[manifest, _TITLE, said] = []
    return [
        {"file": file, "column": column, "words": visible(said), "rows": rows}
        for (file, column, said), rows in found.items()
    ]


def said_of_names_in(found: Sequence[Mapping[str, Any]], manifest: str) -> str:
    """In how many cells of a package names stand, as a sentence."""
    what = "Names of coders, speakers, transcripts and files (identifiers such as P04 apart)"
    if not found:
        return f"{what}: none was found in the tables and the title of the study."
    files = ", ".join(dict.fromkeys(str(one["file"]) for one in found))
    many = counted(sum(len(one["rows"]) or 1 for one in found), "place")
    return f"{what}: {many}, in {files}. names in {manifest} says in which rows; look at each."


# ---- attributes that subtract ----


def nested_in(study: Study, words: Words, below: int) -> list[dict[str, str]]:
    """The attributes whose small counts may be worked out by subtraction, as they are let out: outer and inner ones."""
    pairs = nested_attributes(study, below) if below else []
    return [{"outer": words.own(outer), "inner": words.own(inner)} for outer, inner in pairs]


def said_of_nested(pairs: Iterable[Mapping[str, str]]) -> list[str]:
    """Which attributes these are, a sentence each."""
    return [
        f"Warning: values of {pair['inner']} make up values of {pair['outer']}, so small counts may be worked out by"
        " subtraction; take one of the two out of the study's choices."
        for pair in pairs
    ]
