"""Acts on the codebook as a whole: merging, parting, splitting, moving and dropping codes, and naming a version.

Each function gives the actions of one act, to be recorded together (``postil.model.act``). Invariant: nothing that a
coder did is lost. A merge only says that one code stands for another; a split takes the codings that were chosen,
whoever made them, with their memos, doubt marks and the decisions about them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.errors import CodebookError, NotFoundError
from postil.model.book_version import BookVersion
from postil.model.change import (
    AddCode,
    Apply,
    Decide,
    Doubt,
    DropCode,
    EditCode,
    NameVersion,
    Remove,
    SetMemo,
)
from postil.model.codebook import is_nameless, matching_name
from postil.model.coding import MemoKey
from postil.model.decision import CONSENSUS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postil.model.change import Action
    from postil.model.codebook import Code
    from postil.model.coding import Coding, Place
    from postil.model.decision import Decision
    from postil.model.study import Study


# ---- merging and parting ----


def merge_codes(study: Study, code: str, into: str) -> list[Action]:
    """Merge a code into another, which stands for it from then on; codes under both that have one name are merged, too.

    Args:
        study: the study.
        code: id of the code whose codings, memos and cells become the other's.
        into: id of the other.

    Raises:
        NotFoundError: there is no such code.
        CodebookError: a code under one has the name of a code under the other, and these two cannot be merged. What
            else cannot be merged is refused when the act is recorded.
    """
    return [EditCode(source.id, "merged_into", target.id) for source, target in _pairs(study, code, into)]


def _pairs(study: Study, code: str, into: str) -> Iterator[tuple[Code, Code]]:
    source, target = known_code(study, code), known_code(study, into)
    yield source, target
    there = {matching_name(child.name): child for child in study.codebook.children(target.id) if child.id != source.id}
    for child in study.codebook.children(source.id):
        other = there.get(matching_name(child.name))
        if other is None or other.id == child.id:
            continue
        if child.status == "heading" or other.status != "active":
            raise CodebookError(
                f"{source.name} and {target.name} both have a code {child.name} under them, and these cannot be merged",
                "rename one of the two first, or make both active",
            )
        yield from _pairs(study, child.id, other.id)


def part_codes(study: Study, code: str) -> list[Action]:
    """Take back that a code was merged into another; codes under it that were merged along with it part, too.

    Args:
        study: the study.
        code: id of the code that another stands for.

    Raises:
        CodebookError: it was not merged into another.
    """
    same = study.same
    if code not in dict(same.merged()):
        name = study.own_code(code).name if study.added("code", code) else code
        raise CodebookError(f"{name} was not merged into another code", "see `postil codebook show STUDY`")
    parted = [*same.twins(code)]
    for above in parted:  # grows as the codes under it are found
        parted += [
            twin
            for below, shown in same.merged()
            if study.own_code(below).parent == above and below not in parted and _is_along(study, below, shown, above)
            for twin in same.twins(below)
        ]
    parted += [back for part in parted if (back := _merged_back(study, part))]
    return [EditCode(part, "merged_into", "") for part in parted if study.own_code(part).merged_into]


def _merged_back(study: Study, code: str) -> str:
    """The code that stands for another and was merged into it as well, by somebody who did not know: a cut circle."""
    shown = study.same.shown(code)
    return shown if study.own_code(shown).merged_into in study.same.members(code) else ""


def _is_along(study: Study, below: str, shown: str, above: str) -> bool:
    """Whether a code that was merged stands for the code of its own name under what the code above it stands for."""
    target = study.codebook.get(shown)
    return (
        target is not None
        and target.parent == study.same.shown(above)
        and matching_name(target.name) == matching_name(study.own_code(below).name)
    )


# ---- splitting ----


def recode(study: Study, codings: Iterable[Coding], to: str, new: Sequence[AddCode] = ()) -> list[Action]:
    """Give codings another code: of a code that is split, those that were chosen.

    Memos and doubt marks go along; where the coder has the other code on the same words already, the two codings become
    one, with both memos. A decision about a paragraph says what it said, in the codes that are there now.

    Args:
        study: the study.
        codings: whose code changes, whoever made them; ones that are not there or have the code already are left out.
        to: id of the other code.
        new: codes to bring in first, of which ``to`` may be one.

    Returns:
        The actions of the act; none if there is no coding to change.

    Raises:
        NotFoundError: there is no code ``to``.
        CodebookError: it is retired or a heading.
    """
    target = next((action.code for action in new if action.code.id == to), None) or known_code(study, to)
    if target.status != "active":
        kind = "a heading" if target.status == "heading" else target.status
        raise CodebookError(f"{target.name} is {kind} and takes no codings", "make it active first, or choose another")
    shown = dict.fromkeys(map(study.shown, codings))
    moved = [coding for coding in shown if coding.code != target.id and study.has(coding)]
    memos: dict[MemoKey, str] = {}
    actions: list[Action] = []
    for coding in moved:
        actions += _moved(study, coding, coding._replace(code=target.id), memos)
    if not moved:
        return []
    return [*new, *actions, *_decisions(study, moved, target.id)]


def _moved(study: Study, coding: Coding, there: Coding, memos: dict[MemoKey, str]) -> Iterator[Action]:
    """The actions that make a coding another one; ``memos``: texts of the memos that the act has set so far."""
    yield Apply(there)
    key, to = MemoKey.at_coding(coding), MemoKey.at_coding(there)
    if text := study.memo(key):
        before = memos.get(to, study.memo(to))
        memos[to] = text if before in {"", text} else f"{before}\n{text}"
        yield SetMemo(to, memos[to])
        yield SetMemo(key, "")
    if study.is_doubtful(coding):
        yield Doubt(there)
    yield Remove(coding)


def _decisions(study: Study, moved: Sequence[Coding], to: str) -> Iterator[Action]:
    for place in dict.fromkeys(coding.place for coding in moved):
        made = study.decision(place)
        if made is not None:
            decision = _told_anew(study, place, made[0], {c for c in moved if c.place == place}, to)
            if decision != made[0]:
                yield Decide(*place, decision)


def _told_anew(study: Study, place: Place, decision: Decision, moved: set[Coding], to: str) -> Decision:
    """A decision in the codes that its paragraph has when these codings are moved."""
    left = {(c.coder, c.code) for c in study.codings_at(place) if c not in moved}

    def told(coder: str, codes: tuple[str, ...]) -> tuple[str, ...]:
        gone = {c.code for c in moved if c.coder == coder and c.code in codes}
        return tuple(sorted({c for c in codes if c not in gone or (coder, c) in left} | ({to} if gone else set())))

    seen = tuple((coder, told(coder, codes)) for coder, codes in decision.seen)
    return decision._replace(codes=told(CONSENSUS, decision.codes), seen=seen)


# ---- one code ----


def move_code(study: Study, code: str, parent: str) -> list[Action]:
    """Put a code, with all under it, under another one, or at the top if ``parent`` is empty.

    Raises:
        NotFoundError: there is no such code.
        CodebookError: the code would stand under itself. A sibling of its name is refused when the act is recorded.
    """
    moved = known_code(study, code)
    if not parent:
        return [EditCode(moved.id, "parent", "")]
    above = known_code(study, parent)
    if above.id == moved.id:
        raise CodebookError(f"{moved.name} cannot stand under itself", "choose another code to put it under")
    if moved.id in {code.id for code in study.codebook.ancestors(above.id)}:
        raise CodebookError(f"{above.name} stands under {moved.name}", f"move {above.name} up first, or choose another")
    return [EditCode(moved.id, "parent", above.id)]


def drop_code(study: Study, code: str) -> list[Action]:
    """Take a code out that nothing uses.

    Raises:
        NotFoundError: there is no such code.
        CodebookError: it is charted. Codings, memos and codes under it are refused when the act is recorded.
    """
    dropped = known_code(study, code)
    if cells := sum(cell.code == dropped.id for cell in study.cells if study.cells.is_written(cell)):
        raise CodebookError(
            f"{dropped.name} has {cells} written cell{'s' if cells > 1 else ''} in the matrix",
            "empty them, or retire the code",
        )
    return [DropCode(dropped)]


def example_from(study: Study, coding: Coding) -> EditCode:
    """Take the words of a coding as an example of its code, below those it has: ``“They had kept a list.” (P04 §2)``.

    Raises:
        NotFoundError: there is no such code or paragraph.
    """
    code = known_code(study, coding.code)
    transcript = study.transcripts.get(coding.transcript)
    paragraph = transcript.paragraph(coding.paragraph) if transcript else None
    if transcript is None or paragraph is None:
        raise NotFoundError(
            f"there is no paragraph §{coding.paragraph} of {coding.transcript}", "choose another coding"
        )
    words = " ".join(paragraph.text[coding.start : coding.end].split())
    example = f"“{words}” ({transcript.name} §{coding.paragraph})"
    known = code.example.split("\n") if code.example.strip() else []
    return EditCode(code.id, "example", "\n".join(known if example in known else [*known, example]))


def known_code(study: Study, code: str) -> Code:
    """The code that is shown for the one of this id.

    Raises:
        NotFoundError: there is none.
    """
    known = study.codebook.get(code)
    if known is None:
        raise NotFoundError(f"there is no code {code}", "see `postil codebook show STUDY`")
    return known


# ---- versions ----


def named_version(study: Study, name: str, note: str = "") -> NameVersion:
    """Give the codebook as it is a name; the same codebook may be given its name again with another note.

    Raises:
        CodebookError: the name is empty or that of another version, or the codebook has no codes.
    """
    if is_nameless(name):
        raise CodebookError("a version needs a name", "give it one, such as v1")
    codes = tuple(study.codebook)
    if not codes:
        raise CodebookError("the codebook has no codes", "make or import some first")
    known = study.book_versions.get(name)
    if known is not None and known[0].codes != codes:
        raise CodebookError(f"there is a version {name} already, and the codebook is another now", "give another name")
    return NameVersion(name, BookVersion(codes, note))
