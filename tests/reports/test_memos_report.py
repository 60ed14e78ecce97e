"""The report of what analysts wrote: what each text is about."""

from __future__ import annotations

from postil.model.change import Apply, Remove, SetMemo, Strike
from postil.model.coding import Coding, MemoKey, Passage
from postil.reports.counting import Counting
from postil.reports.memos import memos_report
from postil.reports.report import Facts
from studies import TRANSCRIPTS, Desk, small_desk

P04, _ = TRANSCRIPTS


def noted() -> Desk:
    desk = small_desk()
    coding = Coding(P04.id, 2, 0, 3, "B2", "ana")
    desk.act(Apply(coding))
    desk.act(SetMemo(MemoKey.at_paragraph(P04.id, 2, "ana"), "on all"))
    desk.act(SetMemo(MemoKey.at_coding(coding), "on a coding"))
    desk.act(SetMemo(MemoKey(P04.id, 2, 7, 18, "", "ana"), "on words"))
    desk.act(Remove(coding))
    return desk


def test_each_says_what_it_stands_on() -> None:
    (table,) = memos_report(Counting(noted().study)).tables
    rows = [dict(zip(table.names, row, strict=True)) for row in table.rows]
    told = [(row["text"], row["kind"], row["start"], row["end"], row["coding_removed"]) for row in rows]
    assert told == [
        ("on all", "memo on a paragraph", None, None, None),
        ("on a coding", "memo on a coding", 0, 3, True),
        ("on words", "note on words", 7, 18, None),
    ]


def test_the_words_are_shown_without_what_was_struck_out() -> None:
    desk = noted()

    def head() -> str:
        facts = memos_report(Counting(desk.study)).parts[0]
        assert isinstance(facts, Facts)
        return facts.facts[2][0]

    assert "note on words “the liaison” · ana" in head()
    desk.act(Strike(Passage(P04.id, 2, 7, 10)))
    assert "note on words “[...] liaison” · ana" in head()
