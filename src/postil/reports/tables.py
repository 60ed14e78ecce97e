"""Tables: the one shape in which reports and tidy data are handed on, to be printed, drawn or exported.

Invariant: every row has one cell a column, of the kind that the column says or None; so whoever writes a table needs to
know the kinds only, never what the table is about. Texts are those of the study, unchanged: whoever writes or draws
them passes them through ``postil.text.clean`` and, in a spreadsheet, through ``postil.text.formula``. A cell that is
None is a figure or fact that does not exist; a note says why.
"""

from __future__ import annotations

from typing import Literal

from postil.tuples import NamedTuple

Kind = Literal["text", "number", "truth", "date"]
"""What the cells of a column are: ``str``; ``int`` or ``float``; ``bool``; ``str`` in ISO 8601, a day or a time UTC."""
Cell = str | int | float | bool | None
Row = tuple[Cell, ...]


class Column(NamedTuple):
    """One column of a table."""

    name: str
    """What it is called in every format: lower case, words joined by ``_``; a name from the study is as it is there."""
    kind: Kind
    says: str
    """What its cells mean, in one line, with their unit: the documentation of the column."""


class Table(NamedTuple):
    """Rows under named columns."""

    name: str
    """What the table is called in file names and JSON: lower case, words joined by ``_``."""
    title: str
    """Its heading for a person."""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    """In an order that depends on the study only, so that two exports of one study are the same bytes."""
    notes: tuple[str, ...] = ()
    """What a reader must know beside it, such as why a figure does not exist."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in their order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> tuple[Cell, ...]:
        """The cells of one column, from the first row to the last.

        Raises:
            KeyError: there is no such column.
        """
        for place, column in enumerate(self.columns):
            if column.name == name:
                return tuple(row[place] for row in self.rows)
        raise KeyError(name)


def text(name: str, says: str) -> Column:
    """A column of texts."""
    return Column(name, "text", says)


def number(name: str, says: str) -> Column:
    """A column of numbers, whole or not."""
    return Column(name, "number", says)


def truth(name: str, says: str) -> Column:
    """A column of yes and no."""
    return Column(name, "truth", says)


def date(name: str, says: str) -> Column:
    """A column of days or times."""
    return Column(name, "date", says)
