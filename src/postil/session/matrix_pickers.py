"""What can be picked in the matrix: columns, attributes, an order, a filter.

Invariant: what is ticked is shown when Enter is pressed; leaving the list changes nothing.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from postil.reports.matrix import theme_codes, themes
from postil.session.pickers import TAKEN, PlainSource, ranked_values
from postil.session.rows import Row
from postil.text.counted import counted

if TYPE_CHECKING:
    from postil.session.matrix import MatrixSession
    from postil.session.session import Session

_DONE, _ALL, _NONE = "=", "*", "-"
"""Keys of rows that are no code, attribute or value."""
_THEME = "theme "


class _OfMatrix(PlainSource):
    """A list in the matrix."""

    def __init__(self, matrix: MatrixSession) -> None:
        self._matrix = matrix


class ColumnSource(_OfMatrix):
    """Themes, and codes to put together."""

    title = "columns"
    hint = "Enter shows · Tab and more"
    goes_on = True

    def __init__(self, matrix: MatrixSession) -> None:
        super().__init__(matrix)
        self._picked: dict[str, None] = {}

    def rows(self, session: Session, query: str) -> list[Row]:
        """What was taken, all codes, the themes, the codes."""
        study = self._matrix.study
        known = theme_codes(study)
        offered = [Row(_ALL, "all codes", note=counted(len(known), "code"))]
        for theme in themes(study):
            here = theme_codes(study, theme.id)
            if len(here) > 1:
                offered.append(
                    Row(_THEME + theme.id, f"theme {session.code_label(theme.id)}", note=counted(len(here), "code"))
                )
        offered += [
            Row(code.id, session.code_label(code.id), mark=TAKEN if code.id in self._picked else "") for code in known
        ]
        if query.strip():
            return ranked_values(query, ((row.text, row) for row in offered))
        if self._picked:
            names = ", ".join(map(session.code_label, self._picked))
            return [Row(_DONE, f"show: {names}", mark=_DONE), *offered]
        return offered

    def take(self, session: Session, row: Row | None, query: str, *, more: bool = False) -> None:  # noqa: ARG002
        """Show a theme or the codes that were taken; with ``more``, take or drop."""
        if row is None:
            session.say("no theme or code is called so")
            return
        study, table = self._matrix.study, self._matrix.table
        codes = [code.id for code in theme_codes(study, row.key.removeprefix(_THEME))]
        if more:
            self._toggle(codes if row.key.startswith(_THEME) else [row.key])
        elif row.key == _DONE or self._picked:
            if row.key != _DONE:
                self._toggle(codes if row.key.startswith(_THEME) else [row.key], drop=False)
            table.choose("", list(self._picked))
        elif row.key == _ALL:
            table.choose("")
        elif row.key.startswith(_THEME):
            table.choose(row.key.removeprefix(_THEME))
        else:
            table.choose("", [row.key])

    def _toggle(self, codes: list[str], *, drop: bool = True) -> None:
        for code in codes:
            if code in {_ALL, _DONE}:
                continue
            if code in self._picked and drop:
                del self._picked[code]
            else:
                self._picked[code] = None


class AttributeColumnSource(_OfMatrix):
    """Attributes to show beside the cases."""

    title = "attributes"
    hint = "Tab takes or drops one · Enter shows"
    goes_on = True

    def __init__(self, matrix: MatrixSession) -> None:
        super().__init__(matrix)
        self._picked = dict.fromkeys(matrix.table.attributes)

    def rows(self, session: Session, query: str) -> list[Row]:
        """The attributes, those that are shown with a tick."""
        shown = ", ".join(self._picked) or "none"
        known = session.study.cases.attributes
        offered = [
            Row(f" {name}", name, mark=TAKEN if name in self._picked else "", note=known[name].kind) for name in known
        ]
        if query.strip():
            return ranked_values(query, ((row.text, row) for row in offered))
        return [Row(_DONE, f"show: {shown}", mark=_DONE), *offered]

    def take(self, session: Session, row: Row | None, query: str, *, more: bool = False) -> None:  # noqa: ARG002
        """Show what was taken; with ``more``, take or drop one."""
        if row is None:
            session.say("no attribute is called so")
            return
        if row.key != _DONE:
            name = row.key[1:]
            if name in self._picked and more:
                del self._picked[name]
            else:
                self._picked[name] = None
        if not more:
            self._matrix.table.attributes = tuple(self._picked)


class SortSource(_OfMatrix):
    """Columns to sort by."""

    title = "sort by"
    hint = "Enter sorts; the same again turns the order round"

    def rows(self, session: Session, query: str) -> list[Row]:
        """The order in which the cases came, their names, their attributes."""
        table = self._matrix.table
        arrow = "↓" if table.down else "↑"
        names = [("", "as they came"), ("name", "name of the case")]
        names += [(name, name) for name in session.study.cases.attributes if name != "name"]
        offered = [Row(f" {key}", text, mark=arrow if key == table.sort and key else "") for key, text in names]
        return ranked_values(query, ((row.text, row) for row in offered))

    def take(self, session: Session, row: Row | None, query: str, *, more: bool = False) -> None:  # noqa: ARG002
        """Sort."""
        if row is None:
            session.say("there is no such column")
            return
        table, key = self._matrix.table, row.key[1:]
        table.down = not table.down if key and key == table.sort else False
        table.sort = key
        table.arrange()
        order = "from the last to the first" if table.down else "from the first to the last"
        session.say(f"sorted by {row.text}, {order}" if key else "in the order in which the cases came")


class CaseFilterSource(_OfMatrix):
    """Values of attributes that cases must have."""

    title = "only cases with"
    hint = "Enter filters"

    def rows(self, session: Session, query: str) -> list[Row]:
        """All cases, then each value of each attribute with how many cases have it."""
        offered = [Row(_NONE, "all cases", note=str(len(session.study.cases.all)))]
        offered += [
            Row(str(at), f"{name}: {value or '(none)'}", note=str(count))
            for at, (name, value, count) in enumerate(self._values(session))
        ]
        return ranked_values(query, ((row.text, row) for row in offered))

    @staticmethod
    def _values(session: Session) -> list[tuple[str, str, int]]:
        cases = session.study.cases
        found: list[tuple[str, str, int]] = []
        for name, attribute in cases.attributes.items():
            values = Counter(case.values.get(name, "") for case in cases.all.values())
            found += ((name, value, values[value]) for value in sorted(values, key=attribute.sort_key))
        return found

    def take(self, session: Session, row: Row | None, query: str, *, more: bool = False) -> None:  # noqa: ARG002
        """Filter."""
        if row is None:
            session.say("no case has such a value")
            return
        table = self._matrix.table
        table.only = {}
        if row.key != _NONE:
            name, value, _ = self._values(session)[int(row.key)]
            table.only = {name: value}
        table.arrange()
        session.say(f"{counted(len(table.rows), 'case')}: {row.text}")


class SideSource(_OfMatrix):
    """Attributes by whose values cases stand side by side."""

    title = "side by side by"
    hint = "Enter takes it"

    def rows(self, session: Session, query: str) -> list[Row]:
        """None, and the attributes."""
        offered = [Row(_NONE, "one below the other")]
        offered += [Row(f" {name}", name) for name in session.study.cases.attributes]
        return ranked_values(query, ((row.text, row) for row in offered))

    def take(self, session: Session, row: Row | None, query: str, *, more: bool = False) -> None:  # noqa: ARG002
        """Read down, side by side."""
        if row is None:
            session.say("no attribute is called so")
            return
        self._matrix.layout = "down"
        self._matrix.by = "" if row.key == _NONE else row.key[1:]
