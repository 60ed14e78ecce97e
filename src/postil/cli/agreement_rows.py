"""A comparison of coders as JSON and as rows of a table. Invariant: a figure that does not exist has its reason."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from postil.agreement.figures import ends, number
from postil.text.clean import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from postil.agreement.report import CodeAgreement, Comparison, Group, Overall
    from postil.agreement.result import Result
    from postil.cli.output import Json

CSV_COLUMNS = (
    "scope", "transcript", "coders", "code", "path", "units", "a", "b", "c", "d", "figure", "value", "reason",
    "low", "high", "few_uses",
)  # fmt: skip
_NO_COUNTS = (None, None, None, None)
DIFFERENCE_COLUMNS = ("transcript", "transcript_id", "paragraph", "code", "path", "gave", "did_not", "quote")


class Names:
    """What codes and transcripts are called."""

    def __init__(self, code: Callable[[str], str], transcript: Callable[[str], str]) -> None:
        self.code = code
        self.transcript = transcript


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
        "overall": {name: _result(result) for name, result in overall.figures.items()},
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
        "path": names.code(code.code),
        "units": code.units,
        **counts,
        "few_uses": code.few,
        "figures": {name: _result(result) for name, result in code.figures.items()},
    }


def _result(result: Result) -> Json:
    return {"value": number(result), "reason": result.reason or None}


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
        about = (visible(code.code), visible(names.code(code.code)), code.units, *(code.counts or _NO_COUNTS))
        for name, result in code.figures.items():
            yield (*first, *about, name, number(result), result.reason, None, None, code.few)
