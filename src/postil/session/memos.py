"""Memos: where one can stand at the cursor, and the line in which it is written.

Invariant: a text that was typed is never lost; what is left unsaved stands there when the memo is opened again, and
becomes the memo, or a part of it, when the program is left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.errors import PostilError
from postil.model.change import SetMemo
from postil.model.coding import MemoKey
from postil.model.transcript import normal_text
from postil.session import deciding
from postil.session.modes import Prompting, Reading
from postil.session.surroundings import EditText
from postil.session.textline import TextLine
from postil.text.clean import visible
from postil.text.wrap import shortened

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.model.coding import Coding
    from postil.session.session import Session

_TITLE_CELLS = 24
"""How wide the words of a note are in the title of its line."""


def memo_targets(session: Session) -> list[tuple[MemoKey, str]]:
    """Where a memo can stand here, with a title: what the selected words have first, then the paragraph, then the rest.

    The rest are its codings and the notes on words that are there: memos at no code, as the retrieval screen writes
    them on a passage. On selected words a note can be written, too.
    """
    coder = session.coder or ""
    paragraph = MemoKey.at_paragraph(session.transcript.id, session.n, coder)
    codings = session.study.codings_at(session.place, session.coder)
    on_span = [c for c in codings if session.span is not None and (c.start, c.end) == session.span]
    here = [] if session.span is None else [paragraph._replace(start=session.span[0], end=session.span[1])]
    notes = [key for key, _ in session.study.memos_at(session.place, session.coder) if not key.code]

    def named(these: list[Coding]) -> list[tuple[MemoKey, str]]:
        return [(MemoKey.at_coding(c), f"memo on {session.code_label(c.code)}") for c in these]

    def noted(these: list[MemoKey]) -> list[tuple[MemoKey, str]]:
        return [(key, f"note on “{_words(session, key)}”") for key in these]

    return [
        *named(on_span),
        *noted(here),
        (paragraph, f"memo §{session.n}"),
        *named([c for c in codings if c not in on_span]),
        *noted([key for key in notes if key.start is not None and key not in here]),
    ]


def _words(session: Session, key: MemoKey) -> str:
    """The words of the paragraph under the cursor that a note stands on, as a title has them."""
    return shortened(visible(session.paragraph.text[key.start : key.end]), _TITLE_CELLS)


def write_memo(session: Session, which: int = 0) -> None:
    """Open the line for the memo at one of the targets; Tab saves and goes to the next one."""
    targets = memo_targets(session)
    target, title = targets[which % len(targets)]
    several = len(targets) > 1
    write_at(session, target, title, then=(lambda asked: write_memo(asked, which + 1)) if several else None)


def write_at(session: Session, target: MemoKey, title: str, then: Callable[[Session], None] | None = None) -> None:
    """Open the line for a memo.

    Args:
        session: whose memo it is.
        target: where it stands.
        title: what the line is called.
        then: what Tab does when it has saved the memo; None where Tab does nothing.
    """
    old = session.study.memo(target)
    text = session.drafts.get(target, old)

    def save(asked: Session, typed: str) -> None:
        deciding.set_memo(asked, target, typed)

    def save_and_go_on(asked: Session, typed: str) -> None:
        if typed != old:
            deciding.set_memo(asked, target, typed)
        if then is not None:
            then(asked)

    def left(asked: Session, typed: str) -> None:
        asked.drafts.pop(target, None)
        if typed != old and typed.strip():
            asked.drafts[target] = typed
            asked.say(f"memo not saved; {asked.keymap.label('memo.edit')} brings it back")

    session.mode = Prompting(
        title,
        save,
        TextLine(text),
        hint="Enter saves" + (" · Tab to the next memo here" if then is not None else ""),
        tab=save_and_go_on if then is not None else None,
        left=left,
        lasting=bool(text),
        many_lines=True,
    )


def write_in_editor(session: Session) -> None:
    """Ask for the user's own editor for the memo at the first target."""
    target, _ = memo_targets(session)[0]
    session.effects.append(EditText(target, session.drafts.get(target, session.study.memo(target))))


def keep_typed(session: Session) -> None:
    """Record what was typed and not saved, also in the line that is open; each becomes its memo or follows on it.

    Raises:
        PostilError: one of them could not be recorded and is still a draft; the others are recorded.
    """
    mode = session.mode
    if isinstance(mode, Prompting):
        session.mode = Reading()
        if mode.left is not None:
            mode.left(session, mode.line.text)
    failed: PostilError | None = None
    for target, draft in list(session.drafts.items()):
        text = _with_draft(session.study.memo(target), normal_text(draft).strip("\n"))
        try:
            session.record(SetMemo(target, text))
        except PostilError as error:
            failed = error
            continue
        del session.drafts[target]
        session.kept += (target,)
        session.say(f"{session.drafts_are} kept")
    if failed is not None:
        raise failed


def what_was_kept(session: Session) -> str:
    """What ``keep_typed`` has recorded, and where it is, as a sentence; empty for nothing."""
    if not session.kept:
        return ""
    one, what = len(session.kept) == 1, session.drafts_are
    many = f"a {what} was" if one else f"{len(session.kept)} {what}s were"
    then = f"{'stands' if one else 'stand'} in the study now"
    if what == "reason":
        then = f"{'waits' if one else 'wait'} in the study now for the next decision there"
    places = dict.fromkeys(key.place for key in session.kept)
    where = ", ".join(f"{session.study.transcripts[place.transcript].name} §{place.paragraph}" for place in places)
    return f"{many} typed and not saved, and {then}: {where}"


def _with_draft(memo: str, draft: str) -> str:
    """A memo with a draft after it; neither says again what the other says."""
    if draft.strip() in memo:
        return memo
    return draft if draft.startswith(memo) else f"{memo}\n\n{draft}"
