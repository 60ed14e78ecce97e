"""A comparison of coders as JSON and as rows of a table. Invariant: a figure that does not exist has its reason."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from postil.agreement.figures import ends, number
from postil.text.clean import visible, visible_lines
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from postil.agreement.differences import Difference
    from postil.agreement.overall import CodeAgreement, Overall
    from postil.agreement.report import Comparison, Group
    from postil.agreement.result import Result
    from postil.cli.output import Json
    from postil.model.coding import Place

CSV_COLUMNS = (
    "scope", "transcript", "coders", "code", "path", "units", "a", "b", "c", "d", "figure", "value", "reason",
    "low", "high", "few_uses",
)  # fmt: skip
_NO_COUNTS = (None, None, None, None)
DIFFERENCE_COLUMNS = ("transcript", "transcript_id", "paragraph", "code", "path", "gave", "did_not", "quote")


class Names(NamedTuple):
    """What codes and transcripts are called, and what paragraphs say, as it is let out."""

    label: Callable[[str], str]
    """Id of a code -> its number and name."""
    path: Callable[[str], str]
    """Id of a code -> the names from the top of the codebook down."""
    transcript: Callable[[str], str]
    """Id of a transcript -> its name."""
    text: Callable[[Place], str | None] = lambda _: None
    """A paragraph -> its text; None for a whole transcript, and where there are no texts."""


def document(comparison: Comparison, names: Names) -> Json:
    """The report as JSON."""
    return {
        "head": asdict(comparison.head),
        "together": _group(comparison.together, names),
        "pairs": [_group(pair, names) for pair in comparison.pairs],
        "transcripts": [
            {"transcript": key, "name": names.transcript(key), **_group(group, names)}
            for key, group in comparison.transcripts
        ],
    }


def _group(group: Group, names: Names) -> Json:
    overall = group.overall
    return {
        "coders": list(group.coders),
        "units": overall.units,
        "overall": {name: result(one) for name, one in overall.figures.items()},
        "interval": None if overall.interval is None else _interval(overall),
        "codes_undefined": overall.undefined,
        "codes": [_code(code, names) for code in group.codes],
    }


def _interval(overall: Overall) -> Json:
    low, high = ends(overall.interval)
    note = overall.interval.reason if overall.interval else ""
    return {"low": low, "high": high, "confidence": 0.95, "drawn": overall.drawn_by, "note": note or None}


def _code(code: CodeAgreement, names: Names) -> Json:
    counts = dict(zip("abcd", code.counts, strict=True)) if code.counts else dict.fromkeys("abcd")
    return {
        "code": code.code,
        "path": names.path(code.code),
        "units": code.units,
        **counts,
        "few_uses": code.few,
        "figures": {name: result(one) for name, one in code.figures.items()},
    }


def result(found: Result) -> Json:
    """A figure as JSON."""
    return {"value": number(found), "reason": found.reason or None}


def rows(comparison: Comparison, names: Names) -> Iterator[tuple[object, ...]]:
    """The report as rows under ``CSV_COLUMNS``: one figure each."""
    yield from _rows("all", "", comparison.together, names)
    if len(comparison.pairs) > 1:
        for pair in comparison.pairs:
            yield from _rows("pair", "", pair, names)
    for key, group in comparison.transcripts:
        yield from _rows("transcript", visible(names.transcript(key)), group, names)


def _rows(scope: str, transcript: str, group: Group, names: Names) -> Iterator[tuple[object, ...]]:
    first = (scope, transcript, visible("; ".join(group.coders)))
    overall = group.overall
    for name, result in overall.figures.items():
        interval = ends(overall.interval if name == "krippendorff_alpha_set" else None)
        yield (*first, "", "", overall.units, *_NO_COUNTS, name, number(result), result.reason, *interval, None)
    number_of = ("codes_undefined", overall.undefined, f"of {overall.codes}", None, None, None)
    yield (*first, "", "", overall.units, *_NO_COUNTS, *number_of)
    for code in group.codes:
        about = (visible(code.code), visible(names.path(code.code)), code.units, *(code.counts or _NO_COUNTS))
        for name, result in code.figures.items():
            yield (*first, *about, name, number(result), result.reason, None, None, code.few)


def difference(found: Difference, names: Names) -> Json:
    """A difference, or an agreement, as JSON."""
    return {
        "transcript": found.place.transcript,
        "name": names.transcript(found.place.transcript),
        "paragraph": found.place.paragraph or None,
        "text": names.text(found.place),
        "coders": list(found.raters),
        "agreed": list(found.agreed),
        "disputed": [
            {
                "code": code,
                "path": names.path(code),
                "gave": list(gave),
                "did_not": [coder for coder in found.raters if coder not in gave],
            }
            for code, gave in found.disputed
        ],
    }


def difference_rows(found: Difference, names: Names, what: str) -> Iterator[tuple[object, ...]]:
    """A difference or an agreement, as ``what`` says, as rows under ``DIFFERENCE_COLUMNS``: one for each code."""
    agreed = ((code, found.raters) for code in found.agreed)
    for code, gave in agreed if what == "agreement" else found.disputed:
        yield (
            visible(names.transcript(found.place.transcript)),
            found.place.transcript,
            found.place.paragraph or None,
            visible(code),
            visible(names.path(code)),
            visible("; ".join(gave)),
            visible("; ".join(coder for coder in found.raters if coder not in gave)),
            visible_lines(names.text(found.place) or ""),
        )
