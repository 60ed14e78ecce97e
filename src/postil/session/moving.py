"""Moving: where the cursor goes in a transcript and between them.

Invariant: nothing here records anything; whoever only reads can do all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from postil.model.coding import Place
from postil.session.filters import found_at

if TYPE_CHECKING:
    from postil.model.transcript import Paragraph, Transcript
    from postil.session.session import Session

Wanted = Literal["open", "found", "same"]
"""What is sought: a paragraph not reviewed (or a hit of the filter), with the text, or by the same speaker."""


def step(session: Session, direction: int) -> None:
    """Go a paragraph on, or a part of it where it is taller than the screen."""
    if session.anchor is None and session.view.scroll(direction):
        return
    if not 1 <= session.n + direction <= len(session.transcript.paragraphs):
        end, other = ("last", "next") if direction > 0 else ("first", "previous")
        key = session.keymap.label(f"transcript.{other}")
        session.say(f"{end} paragraph; {key} opens the {other} transcript")
    session.go_to(session.n + direction)


def seek(session: Session, direction: int, wanted: Wanted) -> bool:
    """Go to the next paragraph that is wanted, around the end if need be; False and no move if there is no other."""
    paragraphs, here = session.transcript.paragraphs, session.n - 1
    order = [paragraphs[(here + direction * i) % len(paragraphs)] for i in range(1, len(paragraphs))]
    if wanted == "same":
        order = [p for p in order if (p.n - session.n) * direction > 0]
    for paragraph in order:
        if is_wanted(session, paragraph, wanted):
            if (paragraph.n - session.n) * direction < 0:
                session.say("on from the beginning" if direction > 0 else "on from the end")
            session.go_to(paragraph.n)
            return True
    return False


def is_wanted(session: Session, paragraph: Paragraph, wanted: Wanted) -> bool:
    """Whether a paragraph of the open transcript is one that is sought."""
    if wanted == "same":
        return bool(paragraph.speaker) and paragraph.speaker == session.paragraph.speaker
    if wanted == "found":
        return found_at(paragraph.text, session.find) is not None
    if session.filter is not None:
        return session.hit(paragraph)
    return paragraph.spoken and not session.is_reviewed(paragraph.n)


def seek_not_reviewed(session: Session) -> bool:
    """Go to the next paragraph that is not reviewed, whatever the filter."""
    kept, session.filter = session.filter, None
    try:
        return seek(session, +1, "open")
    finally:
        session.filter = kept


def back(session: Session) -> None:
    """Go to where the cursor was before the last jump, and be able to return."""
    if session.before is None or session.before.transcript not in session.study.transcripts:
        session.say("there is no earlier place to go back to")
    else:
        session.jump(session.before)


def offered_transcripts(session: Session) -> list[Transcript]:
    """Transcripts to go to: all but those that a corrected one stands for, and the open one."""
    superseded = session.study.superseded
    known = session.study.transcripts.values()
    return [t for t in known if t.id not in superseded or t.id == session.transcript.id]


def neighbour(session: Session, direction: int) -> None:
    """Open the next or previous transcript, where the coder left it."""
    ids = [transcript.id for transcript in offered_transcripts(session)]
    at = ids.index(session.transcript.id) + direction
    if 0 <= at < len(ids):
        open_transcript(session, ids[at])
    else:
        session.say(f"this is the {'last' if direction > 0 else 'first'} transcript")


def open_transcript(session: Session, transcript_id: str) -> None:
    """Open a transcript where this session left it, else at its first paragraph that is not reviewed."""
    transcript = session.study.transcripts[transcript_id]
    marks = session.study.reviewed(transcript_id, session.coder or "")
    first = next((p.n for p in transcript.paragraphs if p.spoken and p.n not in marks), 1)
    session.anchor = None
    if transcript_id != session.transcript.id:
        session.jump(Place(transcript_id, session.left_at.get(transcript_id, first)))
