"""Who says what was coded: by role, by speaker of each transcript, and codes by role.

Invariant: every paragraph has one speaker and one role, so codings and paragraphs of all roles, and of all speakers,
come to those counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.transcript import ROLES
from postil.reports.behind import Behind
from postil.reports.columns import CODE, CODINGS, PARAGRAPHS, PRESENT, code_cells, code_line, shown_codes
from postil.reports.let_out import said, said_case
from postil.reports.report import Bar, Grid, Heading, Heat, Line, Report, head_notes, share, transcript_notes
from postil.reports.tables import Table, number, text
from postil.text.figures import percent
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postil.reports.counting import Counting

_FIGURES = (
    number("paragraphs", "Paragraphs that they say, of those that were asked for by who and where."),
    number("coded", "Those of them with a coding."),
    number("share", "coded of paragraphs, 0 to 1."),
    number("codings", "Codings on them."),
    number("codes", "Different codes on them."),
    number("read", "Those of the paragraphs that were read: reviewed or coded."),
    number("share_of_read", "coded of read, 0 to 1; empty where nothing was read."),
)
ROLE_COLUMNS = (
    text("role", "participant, interviewer or other."),
    number("speakers", "Speakers with this role, counted in each transcript."),
    *_FIGURES,
)
COLUMNS = (
    text("transcript", "Name of the transcript."),
    text("transcript_id", "Id of the transcript."),
    text("speaker", "The speaker's label in it; empty where nobody is named."),
    text("role", "participant, interviewer or other."),
    text("case", "Id of the case whose words these are; empty for none."),
    text("case_name", "Name of that case; empty for none."),
    *_FIGURES,
)
CODE_COLUMNS = (*CODE, text("role", "participant, interviewer or other."), CODINGS, PARAGRAPHS, PRESENT)
_HEADINGS = (
    Heading("paragraphs", stacked=("para-", "graphs"), behind=Behind("paragraphs", stands="said")),
    Heading("read", behind=Behind("paragraphs", stands="read")),
    Heading("coded", behind=Behind("paragraphs")),
    Heading("coded of read", stacked=("of", "read"), behind=Behind()),
    Heading("codings", behind=Behind("codings")),
    Heading("codes", behind=Behind("codes")),
)


class Spoken(NamedTuple):
    """What somebody says, and how much of it was coded."""

    transcript: str
    """Name; empty for a role."""
    transcript_id: str
    speaker: str
    role: str
    case: str
    words: int
    """The set of their paragraphs."""
    speakers: int
    """How many they are."""


def speakers(counting: Counting) -> tuple[Spoken, ...]:
    """The speakers of each transcript who say anything that was asked for, in the order in which they first speak."""
    study = counting.study
    return tuple(
        Spoken(
            *(transcript.name, transcript.id, said(study, speaker), role),
            *(study.cases.owner(transcript.id, speaker), words, 1),
        )
        for transcript, speaker, role, words in counting.speakers()
    )


def by_role(everybody: tuple[Spoken, ...]) -> tuple[Spoken, ...]:
    """The same people by role; roles that nobody has are left out."""
    return tuple(_role(role, [one for one in everybody if one.role == role]) for role in ROLES if _has(everybody, role))


def _has(everybody: tuple[Spoken, ...], role: str) -> bool:
    return any(one.role == role for one in everybody)


def _role(role: str, people: list[Spoken]) -> Spoken:
    words = 0
    for one in people:
        words |= one.words
    return Spoken("", "", "", role, "", words, len(people))


def speakers_report(counting: Counting) -> Report:
    """The report by speaker and role."""
    everybody = speakers(counting)
    roles = by_role(everybody)
    cases = {case.id: case.name for case in counting.cases}
    role_rows = tuple((one.role, one.speakers, *_figures(counting, one)) for one in roles)
    rows = tuple(
        (
            *(
                one.transcript,
                one.transcript_id,
                one.speaker,
                one.role,
                said_case(counting.study, one.case),
                cases.get(one.case, ""),
            ),
            *_figures(counting, one),
        )
        for one in everybody
    )
    code_rows = tuple(
        (*code_cells(counting, code), role.role, codings, paragraphs, int(codings > 0))
        for code in counting.codes
        for role in roles
        for codings, paragraphs in [_of_code(counting, code.id, role)]
    )
    return Report(
        "speakers",
        "Who says what was coded",
        counting.head(),
        (
            Table("speakers", "Codings by speaker", COLUMNS, rows),
            Table("roles", "Codings by role", ROLE_COLUMNS, role_rows),
            Table("codes_by_role", "Codes by role", CODE_COLUMNS, code_rows),
        ),
        tuple(_parts(counting, everybody, roles)),
        (
            *head_notes(counting.head()),
            *transcript_notes(counting.head()),
            "read are paragraphs that were reviewed or coded; a speaker is counted in each transcript",
        ),
    )


def _of_code(counting: Counting, code: str, of: Spoken) -> tuple[int, int]:
    return counting.count(code, of.words), (counting.paragraphs(code) & of.words).bit_count()


class _Figures(NamedTuple):
    """How much of somebody's words was coded: the cells of ``_FIGURES``."""

    paragraphs: int
    coded: int
    share: float | None
    codings: int
    codes: int
    read: int
    share_of_read: float | None


def _figures(counting: Counting, of: Spoken) -> _Figures:
    paragraphs, coded = of.words.bit_count(), (counting.coded & of.words).bit_count()
    read = (counting.reading.places & of.words).bit_count()
    codings = counting.codings_on(of.words)
    codes = sum(bool(counting.paragraphs(code.id, children=False) & of.words) for code in counting.codes)
    return _Figures(paragraphs, coded, share(coded, paragraphs), codings, codes, read, share(coded, read))


def _parts(counting: Counting, everybody: tuple[Spoken, ...], roles: tuple[Spoken, ...]) -> Iterator[Grid | Heat]:
    yield Grid(
        "By role",
        (Heading("role", number=False), Heading("speakers"), *_HEADINGS),
        tuple(Line((one.role, one.speakers, *_shown(counting, one)), behind=Behind(role=one.role)) for one in roles),
        Bar(6, "codings"),
        "Nobody says anything that was asked for.",
    )
    yield Grid(
        "By speaker",
        (*(Heading(name, number=False) for name in ("transcript", "speaker", "role")), *_HEADINGS),
        tuple(
            Line((one.transcript, one.speaker or "not named", one.role, *_shown(counting, one)), behind=_behind(one))
            for one in everybody
        ),
        None,
        "Nobody says anything that was asked for.",
    )
    yield Heat(
        "Codes by role",
        "codings",
        "code",
        tuple(one.role for one in roles),
        tuple(
            code_line(counting, code, *(_of_code(counting, code.id, one)[0] for one in roles))
            for code in shown_codes(counting)
        ),
        "No code was used.",
        tuple(Behind("codings", role=one.role) for one in roles),
    )


def _behind(one: Spoken) -> Behind:
    return Behind(transcripts=(one.transcript_id,), speaker=one.speaker, role=one.role)


def _shown(counting: Counting, of: Spoken) -> tuple[int, int, int, str, int, int]:
    of_them = _figures(counting, of)
    shown = percent(of_them.coded, of_them.read)
    return of_them.paragraphs, of_them.read, of_them.coded, shown, of_them.codings, of_them.codes
