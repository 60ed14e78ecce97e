"""What a merge says of the codebook and of texts that files tell of otherwise, to people and to programs.

Invariant: both are told the same; what waits for a person is told with the command that settles it.
"""

from __future__ import annotations

import shlex
from itertools import islice
from typing import TYPE_CHECKING

from postil.cli.book_diff import change_lines, changes_document
from postil.model.names import name_of_code, own_name_of_code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from postil.cli.output import Json
    from postil.merge.book import MergedBook
    from postil.merge.circles import Circle, Link
    from postil.merge.plan import Plan
    from postil.merge.same_texts import OtherName, OtherRoles, Spoken
    from postil.model.study import Study
    from postil.model.transcript import Transcript

MOST = 12
"""So many changes of the codebook are told to people."""


def book_lines(book: MergedBook) -> Iterator[str]:
    """What becomes of the codebook of the first file, with who did it."""
    told = change_lines(
        book.changes,
        book.old,
        book.new,
        by=lambda code, what: book.by.get((code, what), ""),
        back=book.back,
        words=False,
    )
    yield from (f"codebook: {line}" for line in islice(told, MOST))
    if more := sum(1 for _ in told):
        yield f"codebook: and {more:,} more (--json)"


def circle_lines(study: Study, circles: Sequence[Circle]) -> Iterator[str]:
    """The circles that were cut, and how to say what was meant."""
    for circle in circles:
        name = name_of_code(study, circle.code)
        if circle.merged:
            made = ", ".join(_linked(own_name_of_code, study, "into", link) for link in circle.links)
            part = f"`postil codebook part STUDY {shlex.quote(circle.links[-1].code)}`"
            yield f"circle: codes were merged into each other, {made}: {name} stands for all; {part} parts them"
        else:
            made = ", ".join(_linked(name_of_code, study, "under", link) for link in circle.links)
            move = f"`postil codebook move STUDY {shlex.quote(circle.code)} --under CODE`"
            yield (
                f"circle: {name} stands at the top, since codes were moved under each other, {made}; {move} or --top "
                "says where it is to stand"
            )


def _linked(name: Callable[[Study, str], str], study: Study, how: str, link: Link) -> str:
    return f"{name(study, link.code)} {how} {name(study, link.to)} ({link.coder or 'set-up'})"


def text_lines(plan: Plan) -> Iterator[str]:
    """The texts that files tell of otherwise, and what stands."""
    for roles in plan.other_roles:
        said = "; ".join(_spoken(spoken) for spoken in roles.speakers)
        yield f"roles: {roles.transcript.name}: {said}{_settled_by(roles)}"
    for known in plan.other_names:
        names = _by_file(known.files, "called ")
        way = f"; `postil rename STUDY {known.transcript.id[:8]} NAME` gives it another" if known.waits else ""
        yield f"names: one text is {names}; the name that was given last stands: {known.transcript.name}{way}"
    for text in plan.corrected:
        made = " and ".join(f"{_source(one)}{f' ({coder})' if coder else ''}" for one, coder in text.made)
        yield f"corrected: {text.old.name} ({_source(text.old)}) was corrected by {made}; {_source(text.now)} stands"


def _spoken(spoken: Spoken) -> str:
    who = spoken.speaker or "paragraphs without a speaker"
    return (
        f"{who} {'is' if spoken.speaker else 'are'} {_by_file(spoken.files)}; what was said last stands: {spoken.now}"
    )


def _by_file(files: Sequence[tuple[str, str]], before: str = "") -> str:
    """What each file says; files that say the same together."""
    said: dict[str, list[str]] = {}
    for file, what in files:
        said.setdefault(what, []).append(file)
    return ", ".join(f"{before}{what} in {' and '.join(names)}" for what, names in said.items())


def _settled_by(roles: OtherRoles) -> str:
    said = [f"--role {shlex.quote(f'{one.speaker}={one.role}')}" for one in roles.speakers if one.role]
    if not said:
        return ""
    return f"; if that is wrong: `postil add STUDY {shlex.quote(roles.transcript.source)} {' '.join(said)}`"


def _source(text: Transcript) -> str:
    return f"{text.source} {text.id[:8]}"


# ---- for programs ----


def book_json(book: MergedBook) -> Json:
    """What becomes of the codebook, as ``codebook diff --json`` tells it, with who did it."""
    document = changes_document(book.changes)
    alone = {"added": "added", "gone": "gone", "merged": "merged_into"}
    for part, records in document.items():
        for record in records:
            record["by"] = book.by.get((record["code"], alone.get(part) or record["field"])) or None
    for record in document["added"]:
        record["back"] = record["code"] in book.back
    return document


def circles_json(circles: Sequence[Circle]) -> list[Json]:
    """The circles that were cut."""
    return [
        {
            "kind": "merged" if one.merged else "moved",
            "code": one.code,
            "links": [{"code": link.code, "to": link.to, "by": link.coder or None} for link in one.links],
            "waits": one.waits,
        }
        for one in circles
    ]


def roles_json(roles: OtherRoles) -> Json:
    """A text whose speakers have other roles in one file than in another."""
    speakers = [{"speaker": one.speaker, "now": one.now, "files": dict(one.files)} for one in roles.speakers]
    return {**_text(roles.transcript), "speakers": speakers, "waits": roles.waits}


def name_json(known: OtherName) -> Json:
    """A text that has another name in one file than in another."""
    return {**_text(known.transcript), "files": dict(known.files), "waits": known.waits}


def corrected_json(plan: Plan) -> list[Json]:
    """The texts that were corrected several times."""
    return [
        {
            "transcript": text.old.id,
            "corrections": [{"id": one.id, "source": one.source, "by": coder or None} for one, coder in text.made],
            "stands": text.now.id,
        }
        for text in plan.corrected
    ]


def _text(text: Transcript) -> Json:
    return {"transcript": text.id, "name": text.name}
