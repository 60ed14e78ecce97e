"""``postil redact``: striking out what may never be quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.lookup import Finder
from postil.cli.matrix import charting_coder
from postil.cli.order_lines import stream
from postil.cli.output import answer, columns, talk, write
from postil.cli.parameters import FileName, argument, coder_option, new_coder_option, study_argument
from postil.cli.root import Command
from postil.cli.studies import opened
from postil.errors import NotFoundError
from postil.model.change import Strike
from postil.model.coding import Passage, Place
from postil.model.redaction import LEFT_OUT
from postil.model.transcript import normal_text
from postil.reports.elsewhere import WAYS, elsewhere, parts_alone
from postil.text.counted import counted
from postil.text.struck import Struck, is_one_word
from postil.text.verbatim import occurrences

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from postil.model.study import Study

_LONGEST = 1 << 20
_NAMED = 5
"""So many places are named in a line."""


@click.command(
    "redact",
    cls=Command,
    examples=[
        ("postil redact study.json P04§12 --start 10 --end 25 --coder ana", "Strike out the characters 10 to 24."),
        ("postil redact study.json P04§12 --words-from - --coder ana", "Strike out words that are typed on stdin."),
        ("postil redact study.json P04§12 --coder ana", "Strike out the whole paragraph."),
        ("postil redact study.json P04§12 --take-back --coder ana", "Nothing is struck out of the paragraph."),
        ("postil redact study.json", "What is struck out, and where."),
    ],
)
@study_argument()
@argument(
    "paragraph", says="The paragraph; without it, list what is struck out.", metavar="TRANSCRIPT§N", required=False
)
@click.option("--start", type=click.IntRange(min=0), metavar="N", help="The first character of it, counted from 0.")
@click.option("--end", type=click.IntRange(min=1), metavar="N", help="The character after the last of it.")
@click.option(
    "--words-from", type=FileName(), metavar="FILE", help="The words, a piece a line, from a file; - reads stdin."
)
@click.option("--take-back", is_flag=True, help="Take back what is struck out of the paragraph.")
@coder_option("Who strikes out.")
@new_coder_option
def command(
    study: Path,
    paragraph: str | None,
    *,
    start: int | None,
    end: int | None,
    words_from: Path | None,
    take_back: bool,
    coder: str | None,
    new_coder: bool,
) -> None:
    """Strike out what may never be quoted: [...] stands for it in all that is written for others.

    That is in quotes, tables, reports, the matrix, the codebook and packages, wherever the same words stand: in other
    paragraphs, summaries, comments, memos, texts of codes and names, too. No option writes them; only
    `postil cases export` keeps names and choices, by which its rows are found again. The study
    itself stays as it is, and so do its screens, searching in it, and `postil log`; docs/security.md says what is not
    found. Where else the words stand, and what can be done about it, is told on stderr, without the words.

    Words are read from a file or stdin, since arguments are kept in the history of a shell; all places of the paragraph
    where they stand are struck out. Without a paragraph: a line for each passage, PLACE START END, without its words;
    a transcript that was corrected is named by its id there, and what is struck out of it is taken back by that.

    Answered by "ACK STAMP" on stdout.
    """
    if (start is None) != (end is None) or (start is not None and words_from is not None):
        raise click.UsageError("say --start and --end together, or --words-from, or neither")
    if take_back and (start is not None or words_from is not None):
        raise click.UsageError("--take-back takes back all that is struck out of the paragraph")
    if paragraph is None:
        _list(study)
        return
    words = _pieces(words_from) if words_from is not None else []
    with opened(study, write=True) as study_file:
        here = study_file.study
        by, besides = charting_coder(study_file, coder, new_coder=new_coder)
        transcript, n = Finder(here).place(paragraph)
        place = Place(transcript.id, n)
        if take_back:
            acts = [Strike(passage, struck=False) for passage in here.cells.struck() if passage.place == place]
        elif words:
            acts = [Strike(Passage(*place, *span)) for span in _found(here, place, words)]
        else:
            acts = [Strike(Passage(*place, start, end))]
        changes = study_file.record([*acts, *besides], coder=by) if acts else ()
        struck = [act.passage for act in acts]
        told = list(_still(here, transcript.name, place) if take_back else _told(here, transcript.name, struck))
        stamp = max(here.cells.struck().values(), default="")
        answer(f"ACK {changes[0].group if changes else stamp}".rstrip())
    for at, line in enumerate(told):
        talk(line if at else f"{study}: {line}")


def _list(source: Path) -> None:
    with opened(source, write=False) as study_file:
        here = study_file.study
        rows = [
            (_name(here, p), *("" if at is None else f"{at}" for at in p[2:]))
            for p in here.cells.struck()
            if p.transcript in here.transcripts
        ]
        told = list(_besides(here, list(here.cells.struck()))) if rows else []
    for line in columns(rows, numbers={1, 2}):
        write(line)
    for at, line in enumerate(told):
        talk(line if at else f"{source}: {line}")


def _name(study: Study, passage: Passage) -> str:
    """How a paragraph is named so that it is found by that; the id for a transcript that was corrected."""
    text = study.transcripts[passage.transcript]
    return f"{text.id[:8] if text.id in study.superseded else text.name}§{passage.paragraph}"


def _still(study: Study, transcript: str, place: Place) -> Iterator[str]:
    """That words of a paragraph are left out all the same, since they are struck out elsewhere."""
    struck, paragraph = Struck(study), study.transcripts[place.transcript].paragraph(place.paragraph)
    if paragraph is None or not struck.repeats(paragraph.text):
        return
    names = [
        _name(study, passage)
        for passage in study.cells.struck()
        if passage.transcript in study.transcripts and Struck(study, [passage]).repeats(paragraph.text)
    ]
    where = ", ".join(map(struck.without, names[:_NAMED])) + (" …" if len(names) > _NAMED else "")
    yield (
        f"words of {struck.without(transcript)} §{place.paragraph} stay {LEFT_OUT}, as they are struck out"
        f" {f'in {where}' if where else 'in a transcript that was taken out'}, too"
    )


def _told(study: Study, transcript: str, passages: list[Passage]) -> Iterator[str]:
    """How much was struck out of a paragraph, and where else the same words stand."""
    name = Struck(study).without(transcript)
    yield f"{counted(len(passages), 'passage')} of {name} §{passages[0].paragraph} struck out"
    yield from _besides(study, passages)


def _besides(study: Study, passages: list[Passage]) -> Iterator[str]:
    kinds: dict[str, list[str]] = {}
    for kind, place in elsewhere(study, passages):
        kinds.setdefault(kind, []).append(place)
    short = [passage for passage in passages if _is_short(study, passage)]
    if short:
        yield (
            "of a whole paragraph of one word nothing is looked for in other texts; where it is a name,"
            " strike it out with --words-from"
        )
    if kinds:
        yield from _said_elsewhere(kinds)
    elif len(short) < len(passages):
        yield "the same words stand nowhere else; nicknames, misspellings and other endings are not looked for"
    if parts := parts_alone(study, passages):
        counts = ", ".join(counted(number, kind, WAYS[kind].several) for kind, number in parts.items())
        yield (
            f"parts of what is struck out (single words with a capital) stand alone in {counts}, and are written there;"
            " where they tell who it is, postil redact STUDY TRANSCRIPT§N --words-from - strikes each out"
        )


def _said_elsewhere(kinds: dict[str, list[str]]) -> Iterator[str]:
    counts = (counted(len(places), kind, WAYS[kind].several) for kind, places in kinds.items())
    yield f"the same words also stand in {', '.join(counts)}; [...] stands there, too, when it is written for others"
    for kind, places in kinds.items():
        more = f" and {len(places) - _NAMED} more" if len(places) > _NAMED else ""
        yield f"  {kind}: {', '.join(places[:_NAMED])}{more}; {WAYS[kind].does}"


def _is_short(study: Study, passage: Passage) -> bool:
    """Whether it is a whole paragraph of one word, which is not looked for elsewhere."""
    transcript = study.transcripts.get(passage.transcript)
    paragraph = transcript.paragraph(passage.paragraph) if transcript else None
    return paragraph is not None and is_one_word(passage, paragraph.text)


def _found(study: Study, place: Place, pieces: list[str]) -> Iterator[tuple[int, int]]:
    paragraph = study.transcripts[place.transcript].paragraph(place.paragraph)
    assert paragraph is not None
    for number, piece in enumerate(pieces, 1):
        spans = occurrences(piece, paragraph.text)
        if not spans:
            raise NotFoundError(
                f"the words of line {number} do not stand in §{place.paragraph}", "give them as the paragraph has them"
            )
        yield from spans


def _pieces(source: Path) -> list[str]:
    file, close = stream(source)
    try:
        data = file.read(_LONGEST)
    finally:
        close()
    try:
        lines = normal_text(data.decode("utf-8-sig")).split("\n")
    except UnicodeDecodeError:
        raise NotFoundError(f"{source} is not UTF-8", "save it as UTF-8") from None
    found = [line.strip() for line in lines if line.strip()]
    if not found:
        raise NotFoundError(f"{source} has no words", "write the words that are to be struck out, a piece a line")
    return found
