"""A comparison of coders as lines of text. Invariant: no "n/a" without its reason in the same table's notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.agreement.figures import FIGURES, ends, number
from postil.agreement.overall import FEW
from postil.cli.output import columns, hung
from postil.text.clean import visible
from postil.text.counted import counted
from postil.text.figures import coefficient, percent
from postil.text.wrap import shortened, width

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from postil.agreement.differences import Difference
    from postil.agreement.overall import CodeAgreement, Overall
    from postil.agreement.report import Comparison, Group, Head
    from postil.cli.agreement_rows import Names

_LEAST_LABEL = 14
_LABEL = 15
"""Cells of the words before the facts of the head."""
_LONGEST_CODER = 22
"""Cells of a coder's name over a column, so that two of them and the codes fit on a line of 80."""
_LONGEST = 300
"""Code points of a paragraph that are quoted."""
_RELIABLE, _TENTATIVE = 0.8, 0.667
"""Krippendorff's bounds, for values before rounding."""


class Page:
    """Draws comparisons, so many cells wide, with these names for codes and transcripts."""

    def __init__(self, cells: int, names: Names) -> None:
        self._cells = cells
        self._names = names

    def lines(self, comparison: Comparison) -> Iterator[str]:
        """The whole report."""
        yield from self._head(comparison.head)
        yield ""
        yield from self._overall(comparison.together.overall, comparison.head)
        yield ""
        yield from self.group(comparison.together, comparison.head)
        if len(comparison.pairs) > 1:
            yield ""
            yield from self._over_all_codes("pair", ((names_of(pair.coders), pair) for pair in comparison.pairs))
            yield ""
            yield from self._kappas(comparison.pairs)
            unused = frozenset(code.code for code in comparison.together.codes if not _is_used(code))
            for pair in comparison.pairs:
                yield ""
                yield from self.group(pair, comparison.head, told=unused)
        if comparison.transcripts:
            yield ""
            named = ((self._names.transcript(key), group) for key, group in comparison.transcripts)
            yield from self._over_all_codes("transcript", named)

    # ---- head ----

    def _head(self, head: Head) -> Iterator[str]:
        unit = head.unit
        yield from self._hung("", f"Agreement of {names_of(head.coders)}" + (f" on {head.title}" if head.title else ""))
        facts = [(f"{unit}s", shared_units(head.units, len(head.coders), "reviewed" if head.eligible_set else "rated"))]
        if head.eligible_set:
            share = percent(head.units, head.corpus)
            what = f"paragraphs of {head.eligible_set}"
            facts[0] = (
                facts[0][0],
                f"{facts[0][1]}, {share} of the {head.corpus:,} " + (what if unit == "paragraph" else f"with {what}"),
            )
            if unit == "paragraph":
                facts.append(("transcripts", f"{head.transcripts:,} of {head.transcripts_in_study:,}"))
            codes = counted(head.codes, "chosen code" if head.codes_chosen else "code")
            parents = "; a code counts where one under it was given" if head.children else ""
            facts.append(("codes", f"{codes}, codebook version {head.codebook_version}{parents}"))
        else:
            facts.append(("labels", f"{head.codes:,}"))
        facts += [
            ("left out", f"{counted(number, 'paragraph')} that {coder} coded and did not mark as reviewed")
            for coder, number in head.unmarked.items()
            if number
        ]
        facts += [
            (
                "left out",
                f"{counted(number, 'coding')} by {coder} on speech that is not compared (--everybody counts it)",
            )
            for coder, number in head.elsewhere.items()
        ]
        if head.headings:
            names = ", ".join(map(self._names.label, head.headings))
            facts.append(("headings", f"{names}: nobody can give a heading; --below takes the codes under it"))
        facts += [("note", visible(note)) for note in head.notes]
        facts += how_made(head.formulas.values(), head.date, head.program)
        yield from facts_of(facts, self._cells)

    def _hung(self, first: str, text: str) -> Iterator[str]:
        return hung(first, text, self._cells)

    # ---- headline ----

    def _overall(self, overall: Overall, head: Head) -> Iterator[str]:
        rows = [
            (words, coefficient(number(overall.figures[name])), overall.figures[name].reason)
            for name, words in _overall_words(head).items()
        ]
        rows[0] = (*rows[0][:2], _alpha_words(overall, head))
        rows.append(("codes without alpha", f"{overall.undefined:,}", f"of {overall.codes:,}"))
        names = max(width(name) for name, _, _ in rows)
        for name, value, note in rows:
            yield from self._hung(f"{name.ljust(names)}  {value:>5}  ", note)

    # ---- codes ----

    def group(self, group: Group, head: Head, *, told: Collection[str] = ()) -> Iterator[str]:
        """The table of codes of some coders, with its notes; of codes told of before, only how many there are."""
        shown = [code for code in group.codes if _is_used(code)]
        yield f"By code: {names_of(group.coders)}, N = {group.overall.units:,}"
        if shown:
            yield from self._table(shown)
        yield from self._notes(group, shown, head, told)
        if told:
            yield from self._hung("n/a: ", f"{counted(len(told), 'code')} that no coder used, named above")

    def _table(self, shown: list[CodeAgreement]) -> Iterator[str]:
        names = list(shown[0].figures)
        counts = shown[0].counts is not None
        head = ["code", *(["a", "b", "c", "d"] if counts else []), *(FIGURES[name].short for name in names), ""]
        numbers = [
            [
                *(f"{count:,}" for count in code.counts or ()),
                *(coefficient(number(result)) for result in code.figures.values()),
                "*" if code.few else "",
            ]
            for code in shown
        ]
        room = max(_LEAST_LABEL, self._cells - _beside([head[1:], *numbers]))
        rows = [
            [shortened(visible(self._names.label(code.code)), room), *row]
            for code, row in zip(shown, numbers, strict=True)
        ]
        yield from columns([head, *rows], numbers=range(1, len(head) - 1))

    def _notes(self, group: Group, shown: list[CodeAgreement], head: Head, told: Collection[str]) -> Iterator[str]:
        if any(code.counts for code in shown):
            first, second = (visible(name) for name in group.coders)
            yield from self._hung("  ", f"a: both gave it, b: only {first}, c: only {second}, d: neither.")
        if any(code.few for code in shown):
            yield from self._hung(
                "* ", f"few uses, in fewer than {FEW} {head.unit}s: one more or less moves a coefficient by tenths."
            )
        here = [code for code in group.codes if code.code not in told]
        for missing, first in ((False, "  "), (True, "n/a: ")):
            for reason, codes in _reasons(here, missing=missing).items():
                yield from self._hung(first, f"{reason}: {', '.join(map(self._names.label, codes))}")

    # ---- differences ----

    def difference(self, found: Difference) -> Iterator[str]:
        """A unit: where, what it says, what all gave, and who gave what."""
        place = found.place
        where = visible(self._names.transcript(place.transcript))
        text = self._names.text(place)
        yield f"{where} §{place.paragraph}" if place.paragraph else where
        if text is not None:
            yield from self._hung("    ", _excerpt(text))
        if found.agreed:
            yield from self._hung("  all: ", ", ".join(visible(self._names.label(code)) for code in found.agreed))
        by_givers: dict[tuple[str, ...], list[str]] = {}
        for code, gave in found.disputed:
            by_givers.setdefault(gave, []).append(visible(self._names.label(code)))
        for gave in sorted(by_givers, key=lambda coders: [found.raters.index(coder) for coder in coders]):
            yield from self._hung(f"  only {names_of(gave)}: ", ", ".join(by_givers[gave]))

    # ---- pairs and transcripts ----

    def _over_all_codes(self, what: str, groups: Iterable[tuple[str, Group]]) -> Iterator[str]:
        """A line a group, with its figures over all codes."""
        yield f"By {what}, over all codes"
        head = ["N", "alpha", "pooled kappa", "micro-F1", "exact match"]
        rows: list[list[str]] = []
        names: list[str] = []
        notes: dict[str, list[str]] = {}
        for name, group in groups:
            overall = group.overall
            results = overall.figures.values()
            names.append(visible(name))
            rows.append([f"{overall.units:,}", *(coefficient(number(result)) for result in results)])
            for reason in dict.fromkeys(result.reason for result in results if result.value is None):
                notes.setdefault(reason, []).append(names[-1])
        room = max(_LEAST_LABEL, self._cells - _beside([head, *rows]))
        named = [[shortened(name, room), *row] for name, row in zip(names, rows, strict=True)]
        yield from columns([[what, *head], *named], numbers=range(1, 6))
        for reason, without in notes.items():
            yield from self._hung("n/a: ", f"{reason}: {', '.join(without)}")

    def _kappas(self, pairs: Sequence[Group]) -> Iterator[str]:
        """Cohen's kappa of each pair by code, in as many tables beside each other as it takes."""
        heads = [" and ".join(shortened(visible(coder), _LONGEST_CODER) for coder in pair.coders) for pair in pairs]
        kappas = [[number(code.figures["cohen_kappa"]) for code in pair.codes] for pair in pairs]
        rows = [row for row in range(len(pairs[0].codes)) if any(column[row] is not None for column in kappas)]
        room = max(_LEAST_LABEL, self._cells // 3)
        labels = [shortened(visible(self._names.label(pairs[0].codes[row].code)), room) for row in rows]
        at = 0
        while rows and at < len(pairs):
            fit, used = 0, room
            while at + fit < len(pairs) and (not fit or used + width(heads[at + fit]) + 2 <= self._cells):
                used += width(heads[at + fit]) + 2
                fit += 1
            yield "Cohen's kappa by pair; why some are n/a stands under the table of the pair"
            table = [["code", *heads[at : at + fit]]]
            for label, row in zip(labels, rows, strict=True):
                table.append([label, *(coefficient(column[row]) for column in kappas[at : at + fit])])
            yield from columns(table, numbers=range(1, fit + 1))
            at += fit


def _beside(rows: Sequence[Sequence[str]]) -> int:
    """Cells that columns take beside the first one of a table, with what stands between them."""
    return sum(max(map(width, column)) + 2 for column in zip(*rows, strict=True))


def shared_units(units: int, coders: int, done: str) -> str:
    """What N is: '7 that both reviewed'."""
    return f"{units:,} that {'both' if coders == 2 else 'at least two of them'} {done}"


def how_made(formulas: Iterable[str], date: str, program: str) -> list[tuple[str, str]]:
    """The last facts of a head: the formulas, the date and Postil's version."""
    return [("formulas", "; ".join(formulas)), ("made", f"{date}, Postil {program}")]


def facts_of(facts: Iterable[tuple[str, str]], cells: int) -> Iterator[str]:
    """The facts of a head as lines."""
    for name, text in facts:
        yield from hung(name.ljust(_LABEL), text, cells)


def _excerpt(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def names_of(coders: Iterable[str]) -> str:
    """'ana, ben and cy'."""
    names = [visible(coder) for coder in coders]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _overall_words(head: Head) -> dict[str, str]:
    distance = "MASI" if head.distance == "masi" else "Jaccard"
    return {
        "krippendorff_alpha_set": f"set-valued alpha ({distance})",
        "pooled_kappa": "pooled kappa",
        "f1_micro": "micro-F1",
        "exact_match": "exact match",
    }


def _alpha_words(overall: Overall, head: Head) -> str:
    """What stands beside the headline: its interval, and Krippendorff's words for it."""
    result = overall.figures["krippendorff_alpha_set"]
    value = number(result)
    if value is None:
        return result.reason
    parts = [_interval_words(overall, head), f"Krippendorff: {krippendorff(value)}", result.reason]
    return "; ".join(filter(None, parts))


def krippendorff(value: float) -> str:
    """Krippendorff's words for an alpha; they are conventions, not a pass mark."""
    if value >= _RELIABLE:
        return "reliable"
    return "for tentative conclusions only" if value >= _TENTATIVE else "below what conclusions may rest on"


def _interval_words(overall: Overall, head: Head) -> str:
    low, high = ends(overall.interval)
    if overall.interval is None or low is None or high is None:
        return overall.interval.reason if overall.interval else ""
    drawn = f"{head.resamples:,} draws of {overall.drawn_by}, seed {head.seed}"
    words = f"95 % interval {coefficient(low)} to {coefficient(high)} ({drawn})"
    return f"{words}; {overall.interval.reason}" if overall.interval.reason else words


def _is_used(code: CodeAgreement) -> bool:
    """Whether somebody gave the code where two coders rated; others are named under the table, with the reason."""
    return any(code.figures[name].value is not None for name in ("krippendorff_alpha", "positive_agreement"))


def _reasons(codes: Iterable[CodeAgreement], *, missing: bool) -> dict[str, list[str]]:
    """Why figures are missing, or what is to be known about those that are there, with the codes it is true of."""
    found: dict[str, list[str]] = {}
    for code in codes:
        told = (one.reason for one in code.figures.values() if one.reason and (one.value is None) == missing)
        for reason in dict.fromkeys(told):
            found.setdefault(reason, []).append(code.code)
    return found
