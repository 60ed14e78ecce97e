"""Reading studies from Python: ``postil.open("study.json")``.

Read-only: nothing here writes a study or a file beside it (``postil.merge.studies`` makes a study of several). Tables
are those of ``postil export``, column for column; docs/data.md says what each column means, docs/python.md how they are
used. Names in this module and the columns of the tables stay as they are from one version to the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, overload

from postil.errors import NotFoundError, PostilError
from postil.exports.tables import TABLE_FORMATS, table_bytes
from postil.exports.tidy import TABLES, Tidy
from postil.model.decision import CONSENSUS
from postil.reports.let_out import let_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from postil.find.quotes import Said
    from postil.model.selection import Selection
    from postil.model.study import Study
    from postil.reports.tables import Cell, Column, Table
    from postil.storage import StudyFile
    from postil.text.struck import Struck


class NoColumnError(NotFoundError, KeyError):
    """A column that was named is not in the table; also a ``KeyError``, as dictionaries raise it."""


class Record(dict[str, "Cell"]):
    """A row: a dictionary by the names of the columns that cannot be changed; ``dict(row)`` is one that can."""

    __slots__ = ()

    def _stays(self, *_: object, **__: object) -> NoReturn:
        message = "a row stays as it is: change a copy of it, dict(row)"
        raise TypeError(message)

    __setitem__ = __delitem__ = __ior__ = _stays
    clear = pop = popitem = setdefault = update = _stays

    def __reduce__(self) -> tuple[type[Record], tuple[dict[str, Cell]]]:
        """Make copies whole, for they take nothing in afterwards."""
        return type(self), (dict(self),)

    def __missing__(self, name: str) -> NoReturn:
        """Tell which columns there are."""
        _refuse("column", name, self, NoColumnError)


def _refuse(
    what: str, name: str, names: Iterable[str], error: type[NotFoundError] = NotFoundError, listed: str = ""
) -> NoReturn:
    """Raise an error about a name that is not there, with the one that it looks like."""
    from difflib import get_close_matches  # noqa: PLC0415 - for a message

    known = [str(one) for one in names]
    folded = {one.casefold(): one for one in reversed(known)}
    near = [folded[one] for one in get_close_matches(str(name).casefold(), folded, 1, 0.5)]
    listed = listed or f"the {what}s are {', '.join(known) or 'none'}"
    raise error(f"there is no {what} {name}", f"did you mean {near[0]}? {listed}" if near else listed)


class Rows(Sequence[Record]):
    """The rows of a table as dictionaries: a list that cannot be changed."""

    def __init__(self, table: Table, *, study: str = "", json: Callable[[], bytes] | None = None) -> None:
        """Show a table.

        Args:
            table: what is shown.
            study: title of the study, for JSON.
            json: makes the document that JSON is, where it is not laid out as the other tables are.
        """
        self._table, self._study, self._json = table, study, json

    @property
    def name(self) -> str:
        """What the table is called."""
        return self._table.name

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns: each has a ``name``, a ``kind`` (text, number, truth or date) and ``says`` what it means."""
        return self._table.columns

    @overload
    def __getitem__(self, at: int) -> Record: ...
    @overload
    def __getitem__(self, at: slice) -> list[Record]: ...
    def __getitem__(self, at: int | slice) -> Record | list[Record]:
        """A row by its place, or several."""
        if isinstance(at, slice):
            return [self._record(row) for row in self._table.rows[at]]
        return self._record(self._table.rows[at])

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._table.rows)

    def __repr__(self) -> str:
        """How many rows and columns of what, without anything that is in them."""
        return f"<{self.name}: {len(self)} rows, {len(self.columns)} columns>"

    def _record(self, row: tuple[Cell, ...]) -> Record:
        return Record(zip(self._table.names, row, strict=True))

    def column(self, name: str) -> list[Cell]:
        """The cells of one column.

        Raises:
            NoColumnError: there is no such column; it is a KeyError, too.
        """
        if name not in self._table.names:
            _refuse("column", name, self._table.names, NoColumnError)
        return list(self._table.column(name))

    def to_pandas(self) -> Any:  # noqa: ANN401 - pandas is no part of the program
        """A pandas DataFrame; dates are dates, times are UTC, and whole numbers stay whole where some are missing.

        Raises:
            PostilError: pandas is not installed.
        """
        try:
            pandas = import_module("pandas")
        except ImportError:
            raise PostilError("pandas is not installed", "install it with `pip install pandas`") from None
        frame = pandas.DataFrame.from_records(list(self._table.rows), columns=list(self._table.names))
        for at, column in enumerate(self._table.columns):
            if column.kind == "date":
                frame.isetitem(at, pandas.to_datetime(frame.iloc[:, at], errors="coerce", utc=column.name == "time"))
            elif column.kind == "truth":
                frame.isetitem(at, frame.iloc[:, at].astype("boolean"))
            elif column.kind == "number" and not any(isinstance(row[at], float) for row in self._table.rows):
                frame.isetitem(at, frame.iloc[:, at].astype("Int64"))
        return frame

    def to_bytes(self, format_name: str) -> bytes:
        """The table as the file that ``postil export`` writes.

        Args:
            format_name: csv, xlsx, md, html, docx, json, jsonl or parquet.

        Raises:
            PostilError: there is no such format, or it cannot hold the table.
        """
        if format_name not in TABLE_FORMATS:
            _refuse("format", format_name, TABLE_FORMATS)
        if format_name == "json" and self._json is not None:
            return self._json()
        return table_bytes(self._table, format_name, study=self._study)


class OpenStudy:
    """A study that was read from its file; what happens to the file afterwards makes no difference to it."""

    def __init__(self, path: Path, file: StudyFile) -> None:
        self.path = path
        """The file that was read."""
        self.notices: tuple[str, ...] = tuple(file.notices)
        """What was odd about the file, one sentence each."""
        self._study: Study = file.study
        self._log = file.log

    @property
    def title(self) -> str:
        """The study's title, ``[...]`` for what was struck out; empty if it has none."""
        return let_out(self._study).title

    @property
    def coders(self) -> tuple[str, ...]:
        """Names of the coders, in the order in which they joined."""
        return self._study.coders

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables."""
        return TABLES

    def table(self, name: str, *, where: str = "", code: str = "", coders: Sequence[str] = ()) -> Rows:
        """A table.

        Args:
            name: one of ``tables``.
            where: a query; only what it finds has rows.
            code: for ``recal``: the code, by id, number, path or name.
            coders: for ``units`` and ``recal``: who are compared; nobody is everybody with a reviewed mark.

        Raises:
            NotFoundError: there is no such table, code or coder.
            QueryError: the query cannot be read, or names what the study does not have.
            PostilError: the table is one of the whole study, and a query was given.
        """
        if name not in TABLES:
            _refuse("table", name, TABLES)
        known = (*self._study.coders, CONSENSUS)
        for coder in coders:
            if coder not in known:
                _refuse("coder", coder, known)
        selection = None
        if where:
            from postil.find.query.finding import select  # noqa: PLC0415 - loaded when it is needed

            selection = select(self._study, where)
        about = self._code(code) if name == "recal" else ""
        made = Tidy(self._study, self._log, selection).table(name, code=about, coders=coders)
        return Rows(made, study=self.title, json=self._decisions(selection) if name == "decisions" else None)

    def _decisions(self, selection: Selection | None) -> Callable[[], bytes]:
        from postil.exports.decisions import decisions_json  # noqa: PLC0415 - loaded when it is needed

        return lambda: decisions_json(self._study, selection.places if selection else None)

    def _code(self, text: str) -> str:
        book = self._study.codebook
        if not text:
            raise PostilError("the table recal is about one code", "say which, as in code='F1'; see the table codes")
        found = book.find(text)
        if not found:
            _refuse(
                "code", text, [name for code in book for name in (code.id, code.name)], listed="see the table codes"
            )
        if len(found) > 1:
            raise NotFoundError(f"'{text}' is {len(found)} codes", "name one by its id: see the table codes")
        return found[0].id

    @property
    def codebook(self) -> Rows:
        """The codes with their definitions and how often each was used: the table ``codes``."""
        return self.table("codes")

    def matrix(self, *, where: str = "") -> Rows:
        """The cells of the framework matrix in which something is coded or written: the table ``cells``."""
        return self.table("cells", where=where)

    def quotes(self, query: str) -> list[Record]:
        """The passages that a query finds, in the order of the study; ``[...]`` stands for what was struck out.

        Each has ``case``, ``transcript``, ``paragraph``, ``speaker``, ``role``, ``start`` and ``end`` (None for a whole
        paragraph), ``paths`` (of its codes, parted by '; '), ``quotable`` and ``words``.

        Raises:
            QueryError: the query cannot be read, or names what the study does not have.
        """
        from postil.find.query.finding import find  # noqa: PLC0415 - loaded when it is needed
        from postil.find.quotes import passages  # noqa: PLC0415 - as above
        from postil.reports.case_names import let_case_names  # noqa: PLC0415 - as above
        from postil.text.struck import Struck  # noqa: PLC0415 - as above

        struck = Struck(self._study)
        names = let_case_names(self._study, struck)
        said = passages(self._study, find(self._study, query))
        return [record for one in said for record in self._quote(one, struck, names)]

    def _quote(self, said: Said, struck: Struck, names: Mapping[str, str]) -> Iterator[Record]:
        study, passage = self._study, said.passage
        transcript = study.transcripts[passage.transcript]
        paragraph = transcript.paragraph(passage.paragraph)
        case = study.cases.all.get(study.cases.at(passage.place))
        if paragraph is not None:
            paths = dict.fromkeys(study.codebook.path(coding.code) for coding in said.codings)
            yield Record(
                {
                    "case": names[case.id] if case else None,
                    "transcript": struck.without(transcript.name),
                    "paragraph": passage.paragraph,
                    "speaker": struck.without(paragraph.speaker),
                    "role": paragraph.role,
                    "start": passage.start,
                    "end": passage.end,
                    "paths": struck.without("; ".join(paths)),
                    "quotable": study.cells.is_quotable(passage),
                    "words": struck.words(passage),
                }
            )

    def __repr__(self) -> str:
        """The file, and nothing that is in it."""
        return f"<postil study {self.path.name}>"


def open_study(path: str | Path) -> OpenStudy:
    """Read a study.

    Args:
        path: its file.

    Raises:
        StudyFileError: it cannot be read, or is no study.
    """
    from postil.storage import open_study as opened  # noqa: PLC0415 - loaded when it is needed

    with opened(Path(path), write=False) as file:
        return OpenStudy(Path(path), file)
