"""References and evidence of summaries follow transcripts that were corrected or renamed."""

from __future__ import annotations

from charts import P04, P05, charted_desk, coding
from postil.merge.align import align
from postil.merge.carry import carried
from postil.merge.references import broken_references, repairs
from postil.model.cell import Summary
from postil.model.cells import CellKey
from postil.model.change import Apply, EditCase, EditTranscript, SetSummary
from postil.model.coding import Passage, Place
from postil.model.references import places_of
from postil.model.transcript import Paragraph, Transcript, reading_id
from postil.reports.matrix import Matrix
from studies import TRANSCRIPTS, Desk


def corrected(old: Transcript, *, first: str = "Shall we begin?", without: int = 0) -> Transcript:
    """The transcript with a paragraph more at the beginning, and perhaps without one that it had."""
    texts = [Paragraph(1, first, "INT", "interviewer")]
    texts += (paragraph for paragraph in old.paragraphs if paragraph.n != without)
    paragraphs = tuple(paragraph._replace(n=n) for n, paragraph in enumerate(texts, 1))
    return Transcript(reading_id(paragraphs), old.name, "corrected.txt", "1" * 64, paragraphs, supersedes=old.id)


def superseded(desk: Desk, **how: object) -> Transcript:
    """P04 is corrected, and the codings move as they do."""
    old = desk.study.transcripts[P04]
    new = corrected(old, **how)  # type: ignore[arg-type]
    desk.act(*carried(desk.study, align(old, new), old, new).actions)
    return new


def test_references_and_evidence_follow_the_words() -> None:
    desk = charted_desk()
    new = superseded(desk)
    assert Matrix(desk.study).cell("p04", "F1").state == "stale"
    assert [(key, one.meant) for key, one in broken_references(desk.study)] == [(CellKey("p04", "F1"), Place(P04, 2))]
    found = repairs(desk.study)
    assert [repair.cell for repair in found] == [CellKey("p04", "F1"), CellKey("p04", "F4")]
    assert found[0].new == Summary("The nurses' list led (§3).", "checked", (Passage(new.id, 3),), (Place(new.id, 3),))
    assert found[0].left == ()
    desk.act(*(repair.action for repair in found))
    matrix = Matrix(desk.study)
    assert (matrix.cell("p04", "F1").state, matrix.cell("p04", "F4").state) == ("checked", "stale")
    assert repairs(desk.study) == []
    assert broken_references(desk.study) == []


def test_spans_follow_as_their_codings_do() -> None:
    desk = charted_desk(Apply(coding("B2", 2, span=(3, 20))), Apply(coding("B2", 2)))
    seen = (Passage(P04, 2), Passage(P04, 2, 3, 20))
    desk.act(SetSummary("p04", "B2", Summary("Both.", "checked", seen)))
    assert Matrix(desk.study).cell("p04", "B2").state == "checked"
    superseded(desk)
    desk.act(*(repair.action for repair in repairs(desk.study)))
    assert Matrix(desk.study).cell("p04", "B2").state == "checked"


def test_two_corrections_in_a_row_are_followed_to_the_last() -> None:
    desk = charted_desk()
    first = superseded(desk)
    second = corrected(first, first="Is it on?")
    desk.act(*carried(desk.study, align(first, second), first, second).actions)
    assert repairs(desk.study)[0].new.text == "The nurses' list led (§4)."


def test_what_is_gone_stays_and_is_listed() -> None:
    desk = charted_desk()
    text = "They said so (§2), and so on (§4)."
    desk.act(SetSummary("p04", "B2", Summary(text, "draft", (), places_of(desk.study, "p04", text))))
    superseded(desk, without=4)
    repair = next(one for one in repairs(desk.study) if one.cell.code == "B2")
    assert repair.new.text == "They said so (§3), and so on (§4)."
    assert [(one.reference.n, one.meant) for one in repair.left] == [(4, Place(P04, 4))]


def test_names_of_transcripts_follow() -> None:
    desk = charted_desk()
    text = "P04 and P05 agree (P05 §2, §3; P04 §2), P05 most (P05 §2–3)."
    desk.act(SetSummary("p04", "B2", Summary(text, "draft", (), places_of(desk.study, "p04", text))))
    desk.act(EditTranscript(P05, "name", "Manager north"), EditCase("p05", "name", "Bea"))
    (repair,) = repairs(desk.study)
    assert repair.new.text == ("P04 and P05 agree (Manager north §2, §3; P04 §2), P05 most (Manager north §2–3).")
    assert repair.left == ()
    assert repair.new.places == tuple(Place(*place) for place in ((P05, 2), (P05, 3), (P04, 2), (P05, 2), (P05, 3)))


def test_a_case_with_the_old_name_keeps_the_reference() -> None:
    desk = charted_desk()
    text = "As they said (P05 §2)."
    desk.act(SetSummary("p04", "B2", Summary(text, "draft", (), places_of(desk.study, "p04", text))))
    desk.act(EditTranscript(P05, "name", "other"))
    assert repairs(desk.study) == []  # P05 is the name of the case, too


def test_nothing_to_repair() -> None:
    desk = charted_desk()
    text = "Nowhere (§40)."
    desk.act(SetSummary("p05", "B2", Summary(text, "draft", (), places_of(desk.study, "p05", text))))
    assert repairs(desk.study) == []
    assert [(key, one.meant) for key, one in broken_references(desk.study)] == [(CellKey("p05", "B2"), None)]
    assert TRANSCRIPTS[0].id == P04
