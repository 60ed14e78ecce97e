"""``postil review``: from disagreements to a consensus."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.agreement.comparable import check_comparable
from postil.agreement.units import Wanted
from postil.cli.coders import check_not_misspelled, choose_coder
from postil.cli.edge import close_memory_later
from postil.cli.lookup import Finder
from postil.cli.order_lines import each_line
from postil.cli.output import answer, talk, write_json
from postil.cli.parameters import (
    CodeName,
    CoderName,
    FileName,
    coder_option,
    everybody_option,
    json_option,
    study_argument,
)
from postil.cli.review_document import document
from postil.cli.review_orders import Decider, decision_of_line
from postil.cli.root import Command
from postil.cli.studies import opened, telling
from postil.errors import RatingsError
from postil.model.assignment import pack_coder
from postil.session.review_list import to_review
from postil.settings.config import read_config
from postil.text.counted import counted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from postil.model.study import Study
    from postil.session.review_list import ToReview
    from postil.settings.config import Config
    from postil.storage import StudyFile


@click.command(
    "review",
    cls=Command,
    examples=[
        ("postil review merged.json --coder lead", "Step through what the coders disagree on, and decide."),
        ("postil review merged.json --coder lead --between ana --between ben", "Only what these two disagree on."),
        ("postil review merged.json --coder lead --transcript P07 --codes B2", "One interview, one code."),
        ("postil review merged.json --json", "The disagreements and decisions, for another program to read."),
        ("postil review merged.json --coder lead --from decisions.jsonl", "Decide by lines of JSON, without a screen."),
        ("postil review merged.json --coder lead --take-agreed", "What all agree on becomes the consensus as well."),
    ],
)
@study_argument("A study in which two or more coders have coded the same paragraphs, such as a merged one.")
@coder_option("Who decides.")
@click.option("--new-coder", is_flag=True, help="Who decides is new, though the name is much like another's.")
@click.option(
    "--between", "coders", type=CoderName(), multiple=True, metavar="NAME",
    help="Compare this coder; repeat it. Without it, everybody but the consensus.",
)  # fmt: skip
@click.option("--transcript", "transcripts", multiple=True, metavar="NAME", help="Only this transcript; repeat it.")
@click.option(
    "--codes", type=CodeName(), multiple=True, metavar="CODE",
    help="Only paragraphs on which this code is disputed; repeat it. All codes there are decided.",
)  # fmt: skip
@everybody_option
@click.option("--read-only", is_flag=True, help="Only look; nothing can be decided.")
@click.option("--mouse", is_flag=True, help="Let the mouse be used; the terminal can then not select text with it.")
@click.option("--from", "source", type=FileName(), metavar="FILE", help="Read decisions as JSON lines; - reads stdin.")
@click.option(
    "--take-agreed", is_flag=True, help="Take paragraphs on which all agree over into the consensus, and end."
)
@json_option
def command(
    study: Path,
    *,
    coder: str | None,
    new_coder: bool,
    coders: tuple[str, ...],
    transcripts: tuple[str, ...],
    codes: tuple[str, ...],
    everybody: bool,
    read_only: bool,
    mouse: bool,
    source: Path | None,
    take_agreed: bool,
    as_json: bool,
) -> int:
    """Step through disagreements, and decide each with one key.

    A disagreement is a participant's paragraph that two or more coders reviewed and gave different codes, whatever the
    words these stand on. Versions of one text that are in conflict after a merge are stepped through with them, and
    alone where no paragraph can be compared.
    Decisions make the consensus, a coder of its own; what the coders gave is never changed.

    With --from, each line is one decision: {"transcript": name or id, "paragraph": 12, "keep": a coder, "both" or
    "neither" (only what all gave), or "codes": [id, number, path or name], "reason": "text"}; without a reason, one
    that waits there goes with it. It is answered by "ACK STAMP" or "ERR LINE MESSAGE"; a wrong line changes nothing,
    the next ones are done, and the exit status is 1.

    With --take-agreed, all paragraphs on which the coders agree get their codes as the consensus, in one act that is
    answered by "ACK STAMP"; left out are those that were decided. It is silent where they all are there already.

    With --json: {"study", "coders", "disagreements", "decided", "conflicts", "agreed": paragraphs, "alpha": {"before",
    "after", "reason": where one is null}, "items": [{"kind": "disagreement", "transcript", "transcript_id",
    "paragraph", "speaker", "text", "agreed": [id], "given": [{"coder", "codes": [{"id", "spans": [{"start", "end",
    "quote"}]}]}], "codes": [{"id", "number", "path", "definition", "include", "exclude"}], "memos": [{"coder", "code",
    "text"}], "reason_waiting": text or null, "decision": {"choice", "kept", "codes", "reason", "seen", "by", "stamp",
    "time"} or null, "decisions_in_conflict": [...]} or {"kind": "conflict", "id", "about", "versions": [{"by", "time",
    "stamp", "value"}], "transcript", "transcript_id", "paragraph"}]}; `postil merge --resolve` takes that id.
    """
    if as_json and source is not None:
        raise click.UsageError("say --json or --from, not both")
    if read_only and (source is not None or take_agreed):
        raise click.UsageError("--from and --take-agreed decide, and --read-only forbids it")
    if take_agreed and (as_json or source is not None):
        raise click.UsageError("say --take-agreed by itself, without --json and --from")
    config = read_config()

    def asked(study_file: StudyFile) -> ToReview:
        _check_no_pack(study_file)
        return to_review(study_file.study, _wanted(study_file.study, coders, transcripts, codes, everybody=everybody))

    def who(study_file: StudyFile) -> str:
        return _who(study_file, coder, config, may_be_new=new_coder)

    if as_json:
        with opened(study, write=False) as study_file:
            write_json(document(study_file.study, asked(study_file)))
        return 0
    if source is not None or take_agreed:
        with opened(study, write=True) as study_file:
            review = asked(study_file)
            check_comparable(review.compared)  # conflicts alone are not what is decided here
            decider = Decider(study_file, who(study_file), review.coders)
            if source is None:
                return _take_agreed(decider, review, study)
            return each_line(lambda line: decider.decide(decision_of_line(line)), source)

    from postil.storage import open_study  # noqa: PLC0415 - loaded when it is needed
    from postil.tui import check_terminal  # noqa: PLC0415 - loaded when it is needed

    check_terminal("`postil review --json` and --from")
    with telling(open_study(study, write=not read_only)) as study_file:
        review = asked(study_file)
        if not review.items:
            talk(f"{study}: {_agree(review)}")
            return 0
        return _draw(study_file, review, who(study_file) if coder or not read_only else None, config, mouse=mouse)


def _wanted(
    study: Study, coders: Sequence[str], transcripts: Sequence[str], codes: Sequence[str], *, everybody: bool
) -> Wanted:
    finder = Finder(study)
    return Wanted(
        coders=tuple(dict.fromkeys(coders)),
        transcripts=tuple(finder.transcript(name).id for name in transcripts),
        codes=tuple(finder.code(text).id for text in codes),
        everybody=everybody,
    )


def _who(study_file: StudyFile, given: str | None, config: Config, *, may_be_new: bool) -> str:
    """Who decides."""
    path = study_file.path
    coders = study_file.study.coders
    chosen = choose_coder(given, coders, path, config.coder, asks="who decides?")
    check_not_misspelled(chosen, coders, path, may_be_new=may_be_new)
    return chosen


def _check_no_pack(study_file: StudyFile) -> None:
    pack = pack_coder(study_file.study)
    if pack:
        raise RatingsError(
            f"{study_file.path} is the pack of {pack}, in which nobody else codes",
            "bring the packs together first: postil merge STUDY PACK... -o MERGED",
        )


def _take_agreed(decider: Decider, review: ToReview, study: Path) -> int:
    """Take over what all agree on, and say how much that was."""
    stamp, changed = decider.take_agreed(review.agreed)
    if stamp:
        answer(f"ACK {stamp}")
        talk(f"{study}: {counted(changed, 'agreed paragraph')} taken over into the consensus")
    else:
        talk(f"{study}: the agreed paragraphs are in the consensus already")
    return 0


def _agree(review: ToReview) -> str:
    """That there is nothing to decide."""
    who, many = ", ".join(review.coders), counted(len(review.agreed), "paragraph")
    return f"no disagreements: {who} agree on {many} that two or more of them reviewed"


def _draw(study_file: StudyFile, review: ToReview, coder: str | None, config: Config, *, mouse: bool) -> int:
    from postil.session.own_keys import own_keymap  # noqa: PLC0415 - loaded when it is needed
    from postil.session.review_commands import REVIEW_COMMANDS  # noqa: PLC0415 - loaded when it is needed
    from postil.tui import run_review  # noqa: PLC0415 - loaded when it is needed

    close_memory_later()
    keymap = own_keymap(REVIEW_COMMANDS)
    return run_review(study_file, review, coder=coder, keymap=keymap, theme=config.theme, mouse=mouse or config.mouse)
