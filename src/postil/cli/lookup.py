"""Finding what a person names: transcripts, paragraphs, codes and coders of a study.

Invariant: nothing is guessed. A text names one thing, or the error lists what it may have meant. Answers are kept, so
that a thousand lines about one transcript cost one search; the codebook must not change meanwhile.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.errors import NotFoundError
from postil.model.codebook import Codebook, matching_name
from postil.model.names import full_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postil.model.codebook import Code
    from postil.model.study import Study
    from postil.model.transcript import Transcript

PLACE = r"(?s)(.+?)(?<!\s)\s*[§#:]\s*([0-9]{1,9})"
"""Text before the number of a paragraph, and the number; compiled where it is used."""
_SHOWN = 5
_LONGEST = 80


def excerpt(text: str) -> str:
    """A text from the command line, as long as a message can bear."""
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def nearest(wanted: str, names: Iterable[str]) -> list[str]:
    """The names, those that look like ``wanted`` first."""
    import difflib  # noqa: PLC0415 - for a message

    folded = wanted.casefold()[:_LONGEST]
    distinct = list(dict.fromkeys(names))
    return sorted(distinct, key=lambda name: -difflib.SequenceMatcher(None, folded, name.casefold()[:_LONGEST]).ratio())


def some(names: Sequence[str]) -> str:
    """A few names for a hint."""
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


class Finder:
    """Looks things up in one study."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._transcripts: dict[str, Transcript] = {}
        self._codes: dict[str, Code] = {}

    def transcript(self, text: str) -> Transcript:
        """The transcript of this id, name or source file, or the only one whose name or id begins so.

        Of a transcript and its corrected versions the latest is meant; an earlier one is named by its id.

        Raises:
            NotFoundError: there is none, or more than one.
        """
        if text not in self._transcripts:
            self._transcripts[text] = self._find_transcript(text)
        return self._transcripts[text]

    def _find_transcript(self, text: str) -> Transcript:
        known = self._study.transcripts
        if text in known:
            return known[text]
        wanted = matching_name(text)
        steps = (
            [t for t in known.values() if matching_name(t.name) == wanted],
            [t for t in known.values() if matching_name(t.source) == wanted],
            [t for t in known.values() if matching_name(t.name).startswith(wanted) or t.id.startswith(wanted)],
        )
        for there in steps if wanted else ():
            found = [t for t in there if t.id not in self._study.superseded] or there
            if len(found) == 1:
                return found[0]
            if found:
                names = some([f"{t.name} ({t.id[:8]})" for t in found])
                raise NotFoundError(
                    f"'{excerpt(text)}' may be any of {len(found)} transcripts", f"say which by name or id: {names}"
                )
        if not known:
            raise NotFoundError("the study has no transcripts", "add some with `postil add`")
        names = some(nearest(text, [t.name for t in known.values()]))
        raise NotFoundError(f"there is no transcript '{excerpt(text)}'", f"the study has {names}")

    def place(self, text: str) -> tuple[Transcript, int]:
        """A transcript and a paragraph number from ``P04§12``, ``P04#12`` or ``P04:12``.

        Raises:
            NotFoundError: the text is no such place, or the study has no such transcript or paragraph.
        """
        match = re.fullmatch(PLACE, text.strip())
        if match is None:
            raise NotFoundError(f"'{excerpt(text)}' is not a paragraph", "write it as TRANSCRIPT§12 or TRANSCRIPT:12")
        transcript = self.transcript(match[1])
        self.check_paragraph(transcript, int(match[2]))
        return transcript, int(match[2])

    @staticmethod
    def check_paragraph(transcript: Transcript, n: int) -> None:
        """Pass where the transcript has such a paragraph.

        Raises:
            NotFoundError: it has not.
        """
        if transcript.paragraph(n) is None:
            raise NotFoundError(
                f"{transcript.name} has no paragraph §{n}", f"its paragraphs are §1 to §{len(transcript.paragraphs)}"
            )

    def code(self, text: str) -> Code:
        """The code of this id, number, path, name or alias.

        Raises:
            NotFoundError: there is none, and the hint names near ones; or more than one, and it lists their paths.
        """
        if text not in self._codes:
            self._codes[text] = self._find_code(text)
        return self._codes[text]

    def _find_code(self, text: str) -> Code:
        book = self._study.codebook
        found = book.find(text)
        if len(found) == 1:
            return found[0]
        if found:
            paths = some([f"{book.path(code.id)} ({code.id})" for code in found])
            raise NotFoundError(f"'{excerpt(text)}' may be any of {len(found)} codes", f"say which: {paths}")
        if not len(book):
            raise NotFoundError(f"there is no code '{excerpt(text)}'", "the codebook is empty; import one first")
        from postil.find import rank  # noqa: PLC0415 - loaded when it is needed

        names = list(map(full_name, book))
        near = rank(text[:_LONGEST], names)[:_SHOWN] or nearest(text, names)[:3]
        raise NotFoundError(f"there is no code '{excerpt(text)}'", f"near it are {', '.join(near)}")

    def merged_code(self, text: str) -> tuple[Code, Code] | None:
        """The merged code that a text names, as it was, and the code that stands for it; None if it names another."""
        study = self._study
        merged = dict(study.same.merged())
        known = study.same.twins(text)[0] if text not in merged and text in study.same.stands_for else text
        if known not in merged and not study.codebook.find(text):
            found = Codebook([study.own_code(code) for code in merged]).find(text)
            known = found[0].id if len(found) == 1 else ""
        into = study.codebook.get(merged.get(known, ""))
        return (study.own_code(known), into) if into is not None else None

    def coder(self, name: str) -> str:
        """The coder of this name.

        Raises:
            NotFoundError: the study has no such coder.
        """
        if name in self._study.coders:
            return name
        names = some(nearest(name, self._study.coders))
        hint = f"its coders are {names}" if names else "nobody has coded in it yet"
        raise NotFoundError(f"the study has no coder '{excerpt(name)}'", hint)
