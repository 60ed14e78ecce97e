"""Comparing the coders of a bare table for ``postil agree --table``. Invariant: a cell is taken as it is written."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from postil import __version__
from postil.agreement import statistic
from postil.agreement.comparison import figures_of, formulas
from postil.agreement.figures import ends, number
from postil.agreement.ratings import Ratings
from postil.agreement.report import Comparison, Head
from postil.cli import agreement_rows
from postil.cli.agreement_rows import Names
from postil.cli.agreement_study import options_of, tell, write_table
from postil.cli.agreement_text import facts_of, how_made, krippendorff, names_of, shared_units
from postil.cli.lookup import excerpt, nearest, some
from postil.cli.output import hung, line_width, talk, watching, write, write_json
from postil.errors import NotFoundError, RatingsError
from postil.importers.ratings_csv import labels_alike, read_ratings
from postil.model.bits import bits_of
from postil.text.clean import visible
from postil.text.figures import coefficient
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from postil.agreement.comparison import Options
    from postil.agreement.result import Result
    from postil.cli.commands.agree import Asked
    from postil.importers.ratings_csv import RatingRow

    Cell = str | float | None

_OF_LEVEL = {
    "krippendorff_alpha": "Krippendorff's alpha",
    "percent_agreement": "percent agreement",
    "cohen_kappa": "Cohen's kappa",
    "gwet_ac1": "Gwet's AC1",
    "brennan_prediger": "Brennan-Prediger S (PABAK)",
    "scott_pi": "Scott's pi",
    "fleiss_kappa": "Fleiss' kappa",
    "conger_kappa": "Conger's kappa",
    "light_kappa": "Light's kappa",
}
_ALSO = {
    "ac1": "gwet_ac1", "pabak": "brennan_prediger", "pi": "scott_pi", "fleiss": "fleiss_kappa",
    "conger": "conger_kappa", "light": "light_kappa",
}  # fmt: skip


def agree_on_table(asked: Asked) -> None:
    """Print or write how far the coders of a table agree.

    Raises:
        PostilError: the table cannot be read, has no coder of that name, or cannot tell.
    """
    assert asked.table is not None
    rows = read_ratings(asked.table)
    coders = _coders(rows, asked)
    rows = [row for row in rows if row.coder in coders]
    if len(coders) < 2:
        whom = f"only {coders[0]} is" if coders else "nobody is"
        raise RatingsError(f"{asked.table}: {whom} in the table, and agreement takes two coders", "add another's rows")
    readers: dict[str, set[str]] = {}
    for row in rows:
        readers.setdefault(row.unit, set()).add(row.coder)
    if all(len(who) < 2 for who in readers.values()):
        raise RatingsError(f"{asked.table}: no unit was rated by two coders", "give units the same name for each coder")
    notes = _notes(rows, asked)
    if asked.csv_file is not None:
        for note in notes:
            talk(f"{asked.table}: {note}")
    if asked.level:
        _tell_level(rows, coders, notes, asked)
    else:
        _tell_sets(rows, coders, notes, asked)


def _notes(rows: Sequence[RatingRow], asked: Asked) -> tuple[str, ...]:
    """What the labels look like that may not be meant; of numbers on a scale nothing, since 1 is 1 however written."""
    if asked.level and asked.level != "nominal" and not asked.order:
        return ()
    groups = [" and ".join(f"'{excerpt(label)}'" for label in labels) for labels in labels_alike(rows)]
    if not groups:
        return ()
    return (f"labels that differ only in case, width or spaces are counted as different ones: {some(groups)}",)


def _coders(rows: Sequence[RatingRow], asked: Asked) -> list[str]:
    there = list(dict.fromkeys(row.coder for row in rows))
    for name in asked.coders:
        if name not in there:
            hint = f"its coders are {some(nearest(name, there))}" if there else "it has no rows"
            raise NotFoundError(f"{asked.table}: there is no coder '{excerpt(name)}'", hint)
    return list(asked.coders) or there


# ---- sets of labels ----


def _tell_sets(rows: Sequence[RatingRow], coders: Sequence[str], notes: tuple[str, ...], asked: Asked) -> None:
    ratings = ratings_of(rows, coders)
    options = options_of(asked)
    with watching() as watch:
        together, pairs = figures_of(ratings, options, watch=watch)
    comparison = Comparison(_head(ratings, options, notes, asked), together, pairs, ())
    tell(comparison, Names(str, str, str), asked)


def ratings_of(rows: Sequence[RatingRow], coders: Sequence[str]) -> Ratings:
    """The rows as ratings by sets of labels; labels and units in the order of their first rows."""
    units = {unit: place for place, unit in enumerate(dict.fromkeys(row.unit for row in rows))}
    labels = tuple(dict.fromkeys(row.label for row in rows if row.label))
    rated: dict[str, list[int]] = {coder: [] for coder in coders}
    given: dict[str, dict[str, list[int]]] = {coder: {} for coder in coders}
    for row in rows:
        rated[row.coder].append(units[row.unit])
        if row.label:
            given[row.coder].setdefault(row.label, []).append(units[row.unit])
    size = len(units)
    return Ratings(
        coders=tuple(coders),
        codes=labels,
        units=size,
        rated=tuple(bits_of(rated[coder], size) for coder in coders),
        given=tuple({label: bits_of(places, size) for label, places in given[coder].items()} for coder in coders),
        noun="unit",
    )


def _head(ratings: Ratings, options: Options, notes: tuple[str, ...], asked: Asked) -> Head:
    return Head(
        title=str(asked.table),
        coders=ratings.coders,
        unit="unit",
        eligible_set="",
        units=ratings.rated_twice().bit_count(),
        eligible=ratings.units,
        corpus=ratings.units,
        transcripts=0,
        transcripts_in_study=0,
        codes=len(ratings.codes),
        codes_chosen=False,
        children=False,
        codebook_version="",
        unmarked={},
        elsewhere={},
        headings=(),
        distance=options.distance,
        formulas=formulas(len(ratings.coders), options.also),
        resamples=options.resamples,
        seed=options.seed,
        program=__version__,
        date=options.date,
        notes=notes,
    )


# ---- one label a unit ----


def _tell_level(rows: Sequence[RatingRow], coders: Sequence[str], notes: tuple[str, ...], asked: Asked) -> None:
    cells, categories = _on_scale(rows, asked)
    table: list[list[object]] = [[coder, unit, cell] for (coder, unit), cell in cells.items()]
    level: dict[str, object] = {"level": asked.level}
    if categories:
        level["categories"] = categories
    found = {"krippendorff_alpha": statistic("krippendorff_alpha", table, coders=coders, **level)}
    for name in _names(len(coders), asked):
        found[name] = statistic(name, table, coders=coders)
    interval = None
    if asked.resamples:
        draws: dict[str, object] = {"of": "krippendorff_alpha", "draws": asked.resamples, "seed": asked.seed}
        with watching() as watch:
            draws["progress"] = watch("interval: draw")
            interval = statistic("bootstrap_ci", table, coders=coders, **draws, **level)
    _print_level(_OnLevel(found, interval, coders, _rated_twice(cells), notes, options_of(asked).date), asked)


class _OnLevel(NamedTuple):
    """What is told of ratings on a scale."""

    figures: dict[str, Result]
    interval: Result | None
    coders: Sequence[str]
    units: int
    """Units with a label of at least two coders: N."""
    notes: tuple[str, ...]
    date: str

    def formulas(self, asked: Asked) -> dict[str, str]:
        """The figures, each with the name of its formula."""
        alpha = f"Krippendorff's alpha, {asked.level}"
        return {name: alpha if name == "krippendorff_alpha" else _OF_LEVEL[name] for name in self.figures}


def _rated_twice(cells: Mapping[tuple[str, str], Cell]) -> int:
    labels = Counter(unit for (_, unit), cell in cells.items() if cell is not None)
    return sum(number >= 2 for number in labels.values())


def _names(coders: int, asked: Asked) -> list[str]:
    """The figures beside alpha; kappas take labels that exclude each other without an order."""
    names = ["percent_agreement"]
    if asked.level == "nominal":
        names += ["cohen_kappa"] if coders == 2 else []
        names += [_ALSO[name] for name in asked.also if name != "pi" or coders == 2]
    return [name for name in _OF_LEVEL if name in names]


def _on_scale(rows: Sequence[RatingRow], asked: Asked) -> tuple[dict[tuple[str, str], Cell], list[Cell]]:
    """The label of each coder and unit, as the level takes it, and the order of labels if there is one.

    Raises:
        RatingsError: a unit has two labels of one coder, or a label does not fit the level.
    """
    order: list[Cell] = [part.strip() for part in asked.order.split(",")] if asked.order else []
    cells: dict[tuple[str, str], Cell] = {}
    for row in rows:
        cell: Cell = row.label or None
        if cell is not None and order and cell not in order:
            raise RatingsError(
                f"{asked.table}, row {row.row}: '{excerpt(row.label)}' is not in --order", "name it there"
            )
        if cell is not None and asked.level != "nominal" and not order:
            cell = _number(row, asked)
        key = (row.coder, row.unit)
        if cells.setdefault(key, cell) != cell:
            raise RatingsError(
                f"{asked.table}, row {row.row}: {row.coder} has given unit {row.unit} another label before",
                "leave --level out to compare sets of labels",
            )
    return cells, order


def _number(row: RatingRow, asked: Asked) -> float:
    try:
        value = float(row.label)
    except ValueError:
        value = float("nan")
    if not abs(value) < float("inf") or (asked.level == "ratio" and value < 0):
        hint = "name the labels from low to high with --order" if asked.level == "ordinal" else "choose another --level"
        raise RatingsError(
            f"{asked.table}, row {row.row}: '{excerpt(row.label)}' is no number on the {asked.level} scale", hint
        )
    return value


def _print_level(found: _OnLevel, asked: Asked) -> None:
    low, high = ends(found.interval)
    note = found.interval.reason if found.interval else ""
    if asked.as_json:
        write_json(
            {
                "table": str(asked.table),
                "coders": list(found.coders),
                "units": found.units,
                "level": asked.level,
                "formulas": found.formulas(asked),
                "figures": {name: agreement_rows.result(one) for name, one in found.figures.items()},
                "interval": {"low": low, "high": high, "confidence": 0.95, "drawn": "units", "note": note or None},
                "resamples": asked.resamples,
                "seed": asked.seed,
                "program": __version__,
                "date": found.date,
                "notes": list(found.notes),
            }
        )
    elif asked.csv_file is not None:
        write_table(agreement_rows.CSV_COLUMNS, _csv_rows(found, (low, high)), asked)
    else:
        for line in _lines(found, asked):
            write(line)


def _csv_rows(found: _OnLevel, interval: tuple[float | None, float | None]) -> Iterator[tuple[object, ...]]:
    for name, one in found.figures.items():
        around = interval if name == "krippendorff_alpha" else (None, None)
        first = ("all", "", visible("; ".join(found.coders)), "", "", found.units, None, None, None, None)
        yield (*first, name, number(one), one.reason, *around, None)


def _lines(found: _OnLevel, asked: Asked) -> Iterator[str]:
    cells = line_width()
    yield from hung("", f"Agreement of {names_of(found.coders)} on {asked.table}, {asked.level} scale", cells)
    made = how_made(found.formulas(asked).values(), found.date, __version__)
    notes = [("note", visible(note)) for note in found.notes]
    yield from facts_of([("units", shared_units(found.units, len(found.coders), "rated")), *notes, *made], cells)
    yield ""
    interval = found.interval
    names = max(map(len, (_OF_LEVEL[name] for name in found.figures)))
    for name, one in found.figures.items():
        value = number(one)
        said = [one.reason]
        if name == "krippendorff_alpha" and value is not None:
            low, high = ends(interval)
            if interval is not None:
                drawn = f"({asked.resamples:,} draws of units, seed {asked.seed})"
                between = f"95 % interval {coefficient(low)} to {coefficient(high)} {drawn}" if low is not None else ""
                said += [between, interval.reason]
            said.append(f"Krippendorff: {krippendorff(value)}")
        first = f"{_OF_LEVEL[name].ljust(names)}  {coefficient(value):>5}  "
        yield from hung(first, "; ".join(filter(None, said)), cells)
