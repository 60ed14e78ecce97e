"""The items of the methods appendix, each with its value or with the reason why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.clock import stamp_time
from postil.reports.report import names, share
from postil.reports.saturation import steps
from postil.text.counted import counted
from postil.text.figures import coefficient, percent
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postil.reports.counting import Counting
    from postil.reports.progress import Progress


_PARTED_OTHERWISE = ("  ", "\t", "\n", "\v", "\f", "\r", "\x1c", "\x1d", "\x1e", "\x1f")
"""What parts words in ASCII, but for single blanks."""


class Item(NamedTuple):
    """One figure or fact."""

    item: str
    """What it is, for programs."""
    label: str
    value: str
    """As it is to be read; empty where there is none."""
    figure: int | float | None
    """The exact number, where it is one number."""
    reason: str
    """Why there is none, or what a reader has to know of it."""
    guidelines: str


class AgreedFigure(NamedTuple):
    """One figure of agreement."""

    name: str
    """As ``postil.agreement`` knows it."""
    formula: str
    """In words."""
    value: float | None
    reason: str
    """Why there is none, or what a reader has to know of it."""


class Agreed(NamedTuple):
    """The headline of the coders' agreement, as ``postil agree`` has it."""

    coders: tuple[str, ...]
    unit: str
    units: int
    """Units that at least two of them reviewed."""
    transcripts: int
    figures: tuple[AgreedFigure, ...]
    """Over all codes; the interval is that of the first."""
    low: float | None
    high: float | None
    why_no_interval: str
    drawn_by: str
    """What the interval draws, as a plural."""
    resamples: int
    seed: int


def items(counting: Counting, done: Progress, agreed: Agreed | str, dates: Sequence[tuple[str, str]]) -> list[Item]:
    """All items but those on the program.

    Args:
        counting: the study, or the part of it that was asked for.
        done: how far the coding has come.
        agreed: the agreement, or why there is none.
        dates: for each coder the stamps of the first and the latest coding.
    """
    return [
        *_sample(counting),
        *_coding(counting, done, dates),
        *_double(counting, done),
        *_agreement(agreed),
        *_book(counting),
        *_results(counting),
    ]


def _sample(counting: Counting) -> Iterator[Item]:
    head = counting.head()
    yield Item(
        "title", "Study", counting.study.title, None, "" if counting.study.title else "it has no title", "SRQR 1"
    )
    yield _number("transcripts", "Transcripts", head.transcripts, "COREQ 12, SRQR 12")
    of, label = "wholly or in part, by at least one coder", "Transcripts reviewed or coded"
    yield _part("transcripts_read", label, head.transcripts_read, head.transcripts, "SRQR 14", of=of)
    cases = len(counting.cases)
    why = "no cases were made (`postil cases auto`)"
    yield _number("cases", "Cases", head.cases, "COREQ 12, SRQR 12", _cases_reason(cases, head.cases) if cases else why)
    yield _part("cases_read", "Cases reviewed or coded", head.cases_read, head.cases, "SRQR 14", of=of)
    yield Item("attributes", "What is known of the cases", *_attributes(counting), "COREQ 16, SRQR 12")
    yield _number("paragraphs", "Paragraphs", head.paragraphs, "SRQR 12")
    yield _number("words", "Words", _words(counting), "SRQR 12", "parted by white space; everybody's")
    yield Item(
        "duration", "Length of the interviews", "", None,
        "a study holds no lengths of recordings, only times at which paragraphs begin, if at all", "COREQ 21",
    )  # fmt: skip
    yield Item("returned", "Transcripts returned to participants", "", None, "a study does not record it", "COREQ 23")


def _words(counting: Counting) -> int:
    """Words in the paragraphs that were asked for."""
    return sum(
        words_of(
            " ".join(
                paragraph.text
                for paragraph in text.paragraphs
                if counting.whole or is_asked(counting, text.id, paragraph.n)
            )
        )
        for text in counting.transcripts
        if counting.by_transcript[text.id]
    )


def words_of(text: str) -> int:
    """How many words there are, parted by white space: counted by the blanks, where these alone part them."""
    if text.isascii() and text == text.strip() and not any(parted in text for parted in _PARTED_OTHERWISE):
        return text.count(" ") + bool(text)
    return len(text.split())


def is_asked(counting: Counting, transcript: str, paragraph: int) -> bool:
    """Whether a paragraph is in the part of the study that was asked for, or in a transcript that nothing replaced."""
    here = counting.by_transcript.get(transcript, 0)
    return bool(here) and bool(here >> counting.place(transcript, paragraph) & 1)


def is_found(counting: Counting, transcript: str, paragraph: int) -> bool:
    """Whether a paragraph is one on which codings are counted."""
    return is_asked(counting, transcript, paragraph) and bool(
        counting.places >> counting.place(transcript, paragraph) & 1
    )


def _cases_reason(all_cases: int, there: int) -> str:
    return "" if all_cases == there else f"{counted(all_cases - there, 'more case')} without words that were asked for"


def _attributes(counting: Counting) -> tuple[str, int | None, str]:
    """Value, figure and reason of what is known of the cases."""
    found = list(counting.study.cases.attributes)
    if not found:
        return "", None, "cases have no attributes (`postil cases attribute`)"
    return f"{len(found)}: {', '.join(found)}", len(found), ""


def _coding(counting: Counting, done: Progress, dates: Sequence[tuple[str, str]]) -> Iterator[Item]:
    yield Item("unit", "Unit of coding", "paragraph, or words inside one", None, "", "SRQR 12, 14")
    eligible = "paragraphs of participants' speech; the share that is double-coded and agreement rest on them"
    yield _number("eligible", "Eligible paragraphs", done.eligible, "SRQR 12", eligible)
    coders = tuple(work.coder for work in done.coders if work.codings or work.reviewed)
    yield Item(
        "coders", "Coders", f"{len(coders)}: {names(coders)}" if coders else "0", len(coders),
        "the consensus layer is not counted", "COREQ 24, SRQR 14",
    )  # fmt: skip
    yield _number("codings", "Codings", len(counting.codings), "SRQR 14")
    coded, whole = counting.coded.bit_count(), counting.head().paragraphs
    of = "of all paragraphs" if counting.whole else "of the paragraphs asked for"
    yield _part("coded", "Coded paragraphs", coded, whole, "SRQR 14", of=of)
    yield _part(
        "reviewed", "Reviewed by at least one coder", done.once, done.eligible, "SRQR 14", of="of those eligible"
    )
    doubtful = _doubtful(counting)
    yield _number("doubtful", "Codings marked as doubtful", doubtful, "SRQR 15")
    if dates:
        first, last = min(first for first, _ in dates), max(last for _, last in dates)
        said = f"{stamp_time(first)[:10]} to {stamp_time(last)[:10]}"
        yield Item("dates", "Dates of coding", said, None, "of codings that are still there, UTC", "SRQR 14")
    else:
        yield Item("dates", "Dates of coding", "", None, "nothing was coded", "SRQR 14")


def _doubtful(counting: Counting) -> int:
    doubtful = counting.study.doubtful()
    return sum(coding in doubtful for coding, _ in counting.codings) if doubtful else 0


def _double(counting: Counting, done: Progress) -> Iterator[Item]:
    of = "of those eligible; reviewed by two coders or more"
    yield _part("double_coded", "Double-coded", done.twice, done.eligible, "COREQ 24, SRQR 15", of=of)
    given = sum(bool(work.transcripts_assigned) for work in done.coders)
    if given:
        said = f"{counted(given, 'coder')} by `postil assign`, in packs without the work of others"
        yield Item("handed_out", "Handed out", said, given, "", "SRQR 15")
    else:
        why = "no assignment is recorded, so whether coders saw each other's codings is not known"
        yield Item("handed_out", "Handed out", "", None, why, "SRQR 15")
    decisions = sum(is_found(counting, *place) for place in counting.study.decisions())
    why = "" if decisions else "no disagreement was decided with `postil review`"
    yield _number("decisions", "Disagreements decided by the team", decisions, "COREQ 24, SRQR 15", why)
    yield _part("consensus", "With a consensus", done.consensus, done.eligible, "SRQR 15", of="of those eligible")


def _agreement(agreed: Agreed | str) -> Iterator[Item]:
    guidelines = "COREQ 24, SRQR 15"
    if isinstance(agreed, str):
        yield Item("agreement", "Agreement of coders", "", None, agreed, guidelines)
        return
    units, transcripts = counted(agreed.units, agreed.unit), counted(agreed.transcripts, "transcript")
    where = f"{names(agreed.coders)}, on {units} in {transcripts}"
    for at, figure in enumerate(agreed.figures):
        notes = [where, figure.reason] if not at else [figure.reason]
        reason = "; ".join(note for note in notes if note)
        value = "" if figure.value is None else coefficient(figure.value)
        yield Item(figure.name, f"Agreement: {figure.formula}", value, figure.value, reason, guidelines)
    label = f"95 % interval of {agreed.figures[0].formula}"
    if agreed.low is None or agreed.high is None:
        yield Item(
            "interval", label, "", None, agreed.why_no_interval or "it was not asked for (--interval)", guidelines
        )
    else:
        drawn = f"{agreed.resamples:,} draws of {agreed.drawn_by}, seed {agreed.seed}"
        reason = "; ".join(part for part in (drawn, agreed.why_no_interval) if part)
        ends = f"{coefficient(agreed.low)} to {coefficient(agreed.high)}"
        yield Item("interval", label, ends, None, reason, guidelines)


def _book(counting: Counting) -> Iterator[Item]:
    codes = [code for code in counting.codes if code.status != "heading"]
    yield _number("codes", "Codes", len(codes), "COREQ 25", _levels(counting, len(counting.codes) - len(codes)))
    used = sum(counting.is_used(code.id, children=False) for code in codes)
    yield _part("codes_used", "Codes used", used, len(codes), "COREQ 25", of="of the codes")
    origins = {origin: sum(code.origin == origin for code in codes) for origin in ("a priori", "inductive", "")}
    said = f"{origins['a priori']} a priori, {origins['inductive']} from the data, {origins['']} not said"
    if origins["a priori"] or origins["inductive"]:
        yield Item("origin", "Where codes come from", said, None, "", "COREQ 26, SRQR 14")
    else:
        why = "no code says where it comes from (field origin of the codebook)"
        yield Item("origin", "Where codes come from", "", None, why, "COREQ 26, SRQR 14")
    versions = counting.study.book_versions
    why = "" if versions else "none was named (`postil codebook version`)"
    yield _number("codebook_versions", "Named versions of the codebook", len(versions), "COREQ 25", why)


def _levels(counting: Counting, headings: int) -> str:
    """How the codebook is built, and that headings are no codes."""
    depth = counting.study.codebook.depth
    levels = counted(max((depth(code.id) + 1 for code in counting.codes), default=0), "level")
    top = sum(code.status != "heading" for code in counting.study.codebook.children(""))
    said = [f"{top:,} of them at the top"] if top or not headings else []
    said += [f"besides {counted(headings, 'heading')}, which are no codes"] if headings else []
    return f"{', '.join(said)}; {levels}{' with the headings' if headings else ''}"


def _results(counting: Counting) -> Iterator[Item]:
    everything = steps(counting)
    found = [step for step in everything if step.new]
    label = "Last transcript with a new code"
    if found:
        last = everything.index(found[-1]) + 1
        reason = "in the order of coding; a sign of saturation at most"
        if unread := len(counting.head().transcripts_not_read):
            reason += f"; {counted(unread, 'transcript')} not read yet may have others"
        yield Item("saturation", label, f"{last} of {len(everything)} read", last, reason, "COREQ 22")
    else:
        yield Item("saturation", label, "", None, "nothing was coded", "COREQ 22")
    memos = sum(
        is_found(counting, key.transcript, key.paragraph)
        for key, _ in counting.study.memos()
        if not counting.named or key.coder in counting.coders
    )
    yield _number("memos", "Memos", memos, "SRQR 15", "on paragraphs, words and codings")
    cells = sum(1 for cell in counting.study.cells if counting.study.cells.summary(cell))
    why = _of_whole(counting) if cells else "nothing was charted"
    yield _number("summaries", "Summaries in the matrix", cells, "SRQR 14", why)
    quotable = sum(passage.transcript in counting.by_transcript for passage in counting.study.cells.quotable())
    why = _of_whole(counting) if quotable else "no passage was marked as one that may be quoted"
    yield _number("quotable", "Passages that may be quoted", quotable, "COREQ 29, SRQR 17", why)
    yield Item("checking", "Participants checked the findings", "", None, "a study does not record it", "COREQ 28")


def _of_whole(counting: Counting) -> str:
    return "" if counting.whole else "of the whole study"


def _number(item: str, label: str, figure: int, guidelines: str, reason: str = "") -> Item:
    return Item(item, label, f"{figure:,}", figure, reason, guidelines)


def _part(item: str, label: str, part: int, whole: int, guidelines: str, *, of: str) -> Item:
    """A part of a whole, with its share."""
    if not whole:
        return Item(item, label, "", None, f"there are none {of}", guidelines)
    said = f"{part:,} of {whole:,}, {percent(part, whole)}"
    return Item(item, label, said, share(part, whole), of, guidelines)
