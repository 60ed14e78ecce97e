from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from studies_on_disk import WHOLE, coded_study, crash, edited, first, new_study

from postil.errors import StudyFileError
from postil.model.change import AddCode, AddCoder, Apply, Decide, Review
from postil.model.codebook import Code
from postil.model.coding import Coding
from postil.model.decision import CONSENSUS, Decision
from postil.storage.atomic import temporary_pattern
from postil.storage.checks import check_file
from postil.storage.study_file import open_study

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def found(path: Path) -> list[tuple[str, str]]:
    return [(problem.severity, f"{problem.place}: {problem.message}") for problem in check_file(path)]


def test_a_sound_study_has_no_problems_and_is_not_touched(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    (tmp_path / "s.json.lock").unlink()
    before = sorted((name.name, name.stat().st_mtime_ns) for name in tmp_path.iterdir())
    assert check_file(path) == []
    assert sorted((name.name, name.stat().st_mtime_ns) for name in tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (lambda w: first(w["codings"]).update(start=9, end=3), "start 9 is not before its end 3"),
        (lambda w: first(w["codings"]).update(start=-1, end=3), "start -1"),
        (lambda w: first(w["codings"]).update(start=0, end=10**9), "goes beyond the text, which has 99 characters"),
        (lambda w: first(w["codings"]).update(start=0.5), "not a pair of whole numbers"),
        (lambda w: first(w["codings"]).update(code="nosuch"), "missing code: nosuch"),
        (lambda w: first(w["codings"]).update(paragraph=99), "§99 of transcript"),
        (lambda w: first(w["codings"]).update(coder="ben"), "differs from the log in coder"),
        (lambda w: w["codings"].update({"7": dict(first(w["codings"]))}), "two records with the same id"),
        (lambda w: w["codings"].update({"7": {"id": "x"}}), "codings x: is not in the log"),
        (lambda w: w["codings"].popitem(), "is in the log only"),
        (lambda w: first(w["reviewed"]).update(transcript="t0"), "transcript t0, which is not there"),
        (lambda w: first(w["memos"]).update(text="other"), "differs from the log in text"),
        (lambda w: first(w["transcripts"])["paragraphs"][0].update(text="X"), "text of P04 differs"),
        (lambda w: first(w["codes"]).update(name="\u200b\u200d"), "blank"),
        (lambda w: first(w["codes"]).update(parent="F1.2"), "circle"),
        (lambda w: first(w["codes"]).update(parent="zz"), "parent zz is not in the codebook"),
        (lambda w: first(w["changes"]).update(stamp="then"), "not a stamp"),
        (lambda w: first(w["changes"]).pop("value"), "value is not there"),
    ],
)
def test_each_fault_is_found_and_said(tmp_path: Path, edit: Callable[[dict[str, Any]], object], says: str) -> None:
    path = coded_study(tmp_path / "s.json")
    edited(path, edit)
    assert any(severity == "error" and says in text for severity, text in found(path)), found(path)


def test_unknown_fields_are_no_fault(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    edited(path, lambda whole: first(whole["codings"]).update(x_future=[1, {"y": "é"}]))
    assert check_file(path) == []


def test_what_lies_beside_a_study_is_checked_too(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    left = tmp_path / ".s.json.0123abcd.tmp"
    left.write_text("x")
    assert list(tmp_path.glob(temporary_pattern(path))) == [left]
    next((tmp_path / "s.json.backups").iterdir()).write_text("{")
    path.chmod(0o644)
    texts = [text for _, text in found(path)]
    assert any("temporary file" in text for text in texts)
    assert any(".backups" in text and "cut off" in text for text in texts)
    assert any("everybody" in text for text in texts)
    path.chmod(0o640)
    assert any("its group can read it" in text for _, text in found(path))


def test_waiting_decisions_and_a_torn_journal_are_said(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    file = new_study(path)
    file.record([Apply(WHOLE)], coder="ana")
    crash(file)
    journal = tmp_path / "s.json.journal"
    journal.write_bytes(journal.read_bytes() + b"12")
    assert [severity for severity, _ in found(path)] == ["warning", "warning"]
    assert any("1 decision is not yet in the file" in text for _, text in found(path))
    journal.write_bytes(b"x\n" + journal.read_bytes())
    assert any(severity == "error" and "line 1" in text for severity, text in found(path))


def test_a_stamp_ahead_of_the_clock_is_said(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    with new_study(path) as file:
        file._clock.see("2999-01-01T00:00:00.000Z.0000.0123456789abcdef")
        file.record([AddCode(Code("n1", "Peer support"))], coder="ana")
    assert any("dated after now" in text and "2999" in text for _, text in found(path))
    with open_study(path, write=True) as file:
        file.record([Apply(WHOLE)], coder="ana")
        assert file.study.has(WHOLE)


def test_half_a_character_is_a_warning_or_an_error_by_its_table(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    edited(path, lambda whole: first(whole["memos"]).update(text="a\ud800b"))
    assert any("surrogate" in text for _, text in found(path))


def test_a_file_that_is_no_study_is_one_problem(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text('{"_default": {"1": {"type": "apple"}}}')
    path.chmod(0o600)
    (problem,) = check_file(path)
    assert "not a project" in problem.message
    with pytest.raises(StudyFileError, match="does not exist"):
        check_file(tmp_path / "no.json")


def test_a_consensus_that_differs_from_its_decision_is_a_warning(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    decision = Decision("other", "", ("F1",), "", (("ana", ("F1",)), ("ben", ("B2",))))
    layer = [Apply(Coding(WHOLE.transcript, 2, None, None, code, CONSENSUS)) for code in ("F1", "B2")]
    with open_study(path, write=True) as file:
        file.record([AddCoder(CONSENSUS)], coder="")
        file.record(
            [Decide(WHOLE.transcript, 2, decision), layer[0], Review(WHOLE.transcript, 2, CONSENSUS)], coder="l"
        )
    assert found(path) == []
    with open_study(path, write=True) as file:
        file.record([layer[1]], coder="l")
    assert found(path) == [("warning", "P04 §2: the consensus has B2, F1, and decided was F1")]
