from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from cli_program import Program, process, small_study, snapshot
from desks import keys_of
from postil.model.cell import Summary
from postil.model.change import AddCase, AddCoder, Apply, Decide, GiveVoice, Review, SetSummary
from postil.model.coding import Coding, Place
from postil.model.decision import CONSENSUS, Decision
from postil.session.own_keys import own_keymap
from postil.session.review import ReviewSession
from postil.session.review_commands import REVIEW_COMMANDS
from postil.session.review_list import to_review
from postil.session.session import Session
from postil.storage import open_study
from postil.storage.writing import write_study
from reviews import P04, P05, Wanted, coded_apart, in_conflict, layer, originals, review

if TYPE_CHECKING:
    from pathlib import Path

    from postil.model.change import Action


@pytest.fixture
def merged(tmp_path: Path) -> Path:
    """Ana and ben differ on P04 §2 and §4 and agree on P05 §2."""
    path = small_study(tmp_path / "merged.json", coders=("ana", "ben"))
    with open_study(path, write=True) as file:
        for coder in ("ana", "ben"):
            marks: list[Action] = [Review(P04, 2, coder), Review(P04, 4, coder), Review(P05, 2, coder)]
            file.record(marks, coder=coder)
        file.record([Apply(Coding(P04, 2, 0, 6, "B2", "ben"))], coder="ben")
        file.record([Apply(Coding(P04, 4, None, None, "F1", "ben"))], coder="ben")
    return path


def lines(*orders: dict[str, object]) -> str:
    return "".join(json.dumps(order) + "\n" for order in orders)


# ---- --json ----


def test_json_lists_every_disagreement_with_what_a_decision_needs(postil: Program, merged: Path) -> None:
    before = snapshot(merged.parent)
    found = json.loads(postil.done("review", merged, "--json").out)
    assert found["coders"] == ["ana", "ben"]
    assert (found["disagreements"], found["decided"], found["conflicts"], found["agreed"]) == (2, 0, 0, 1)
    assert found["alpha"]["before"] == found["alpha"]["after"] < 1
    first, second = found["items"]
    assert (first["transcript"], first["paragraph"], first["speaker"]) == ("P04", 2, "P04")
    assert first["text"].startswith("It was the liaison nurses")
    assert first["given"] == [
        {"coder": "ana", "codes": [{"id": "F4", "spans": []}]},
        {"coder": "ben", "codes": [{"id": "B2", "spans": [{"start": 0, "end": 6, "quote": "It was"}]}]},
    ]
    assert {code["id"]: code["path"] for code in first["codes"]}["B2"] == "Workforce challenges"
    assert first["memos"] == [{"coder": "ana", "code": "F4", "text": "to discuss"}]
    assert first["decision"] is None
    assert second["given"][0] == {"coder": "ana", "codes": []}
    assert snapshot(merged.parent) == before


def test_json_can_be_limited(postil: Program, merged: Path) -> None:
    def places(*options: str) -> list[int]:
        found = json.loads(postil.done("review", merged, "--json", *options).out)
        return [item["paragraph"] for item in found["items"]]

    assert places("--codes", "B2") == [2]
    assert places("--transcript", "P05") == []
    assert places("--between", "ben", "--between", "ana") == [2, 4]


def test_json_tells_of_conflicts_of_texts(postil: Program, tmp_path: Path) -> None:
    path = tmp_path / "conflict.json"
    write_study(path, in_conflict(coded_apart()).log, "0" * 32)
    found = json.loads(postil.done("review", path, "--json").out)
    assert (found["disagreements"], found["conflicts"]) == (2, 1)
    first = found["items"][0]
    assert (first["kind"], first["about"]) == ("conflict", "definition of code B2 Workforce challenges")
    assert [(version["by"], version["value"]) for version in first["versions"]] == [
        ("ben", "Finding and keeping staff."),
        ("ana", "Finding staff."),
    ]


# ---- --from ----


def test_lines_decide_and_are_answered(merged: Path) -> None:
    with open_study(merged, write=False) as file:
        before = originals(file.study)
    done = process(
        "review", merged, "--coder", "lead", "--from", "-",
        stdin=lines(
            {"transcript": "P04", "paragraph": 2, "keep": "ben", "reason": "it is about staff"},
            {"transcript": "P04", "paragraph": 4, "codes": ["Built on local need", "F4"]},
            {"transcript": "P05", "paragraph": 2, "keep": "both"},
        ),
    )  # fmt: skip
    assert done.status == 0
    assert [line.split()[0] for line in done.out.splitlines()] == ["ACK"] * 3
    with open_study(merged, write=False) as file:
        study = file.study
        assert originals(study) == before
        assert layer(study, Place(P04, 2)) == {("B2", 0, 6)}
        assert layer(study, Place(P04, 4)) == {("F1.2", None, None), ("F4", None, None)}
        decision, head = study.decisions()[Place(P04, 2)]
        assert (decision.choice, decision.kept, decision.reason) == ("keep", "ben", "it is about staff")
        assert head.coder == "lead"
        assert set(study.coders) == {"ana", "ben", "lead", CONSENSUS}


def test_the_same_decision_again_is_answered_by_its_stamp(merged: Path) -> None:
    order = lines({"transcript": "P04", "paragraph": 2, "keep": "neither"})
    first = process("review", merged, "--coder", "lead", "--from", "-", stdin=order)
    again = process("review", merged, "--coder", "lead", "--from", "-", stdin=order)
    assert first.out == again.out


def test_a_reason_that_waits_goes_with_a_line_that_gives_none(postil: Program, merged: Path) -> None:
    with open_study(merged, write=True) as file:
        session = ReviewSession(file, to_review(file.study, Wanted()), coder="lead")
        for key in keys_of("r board ‹enter› s r staff ‹enter›"):
            session.press(key)
    found = json.loads(postil.done("review", merged, "--json").out)
    assert [item["reason_waiting"] for item in found["items"]] == ["board", "staff"]
    assert [memo["coder"] for memo in found["items"][0]["memos"]] == ["ana"]
    orders = lines(
        {"transcript": "P04", "paragraph": 2, "keep": "ben"},
        {"transcript": "P04", "paragraph": 4, "keep": "ben", "reason": "my own"},
    )
    first = process("review", merged, "--coder", "lead", "--from", "-", stdin=orders)
    again = process("review", merged, "--coder", "lead", "--from", "-", stdin=orders)
    assert first.out == again.out
    found = json.loads(postil.done("review", merged, "--json").out)
    assert [item["decision"]["reason"] for item in found["items"]] == ["board", "my own"]
    assert [item["reason_waiting"] for item in found["items"]] == [None, "staff"], "nothing typed is dropped"


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ({"transcript": "P04", "paragraph": 2}, "either keep or codes"),
        ({"transcript": "P04", "paragraph": 2, "keep": "ana", "codes": ["F1"]}, "either keep or codes"),
        ({"transcript": "P04", "paragraph": 2, "keep": "eve"}, "eve has not reviewed"),
        ({"transcript": "P04", "paragraph": 1, "keep": "ana"}, "not reviewed by two"),
        ({"transcript": "P04", "paragraph": 99, "keep": "ana"}, "no paragraph §99"),
        ({"transcript": "P09", "paragraph": 2, "keep": "ana"}, "no transcript 'P09'"),
        ({"transcript": "P04", "paragraph": 2, "codes": ["nonsense"]}, "no code 'nonsense'"),
        ({"transcript": "P04", "paragraph": 2, "codes": [""]}, "not empty"),
        ({"transcript": "P04", "paragraph": 2, "kept": "ana"}, "did you mean 'keep'"),
        ({"transcript": "P04", "paragraph": 2, "keep": 3}, "keep must be"),
        ({"paragraph": 2, "keep": "ana"}, "transcript is missing"),
    ],
)
def test_a_wrong_line_changes_nothing_and_the_next_is_done(merged: Path, order: dict[str, object], said: str) -> None:
    good: dict[str, object] = {"transcript": "P04", "paragraph": 4, "keep": "ben"}
    done = process("review", merged, "--coder", "lead", "--from", "-", stdin=lines(order, good))
    answers = done.out.splitlines()
    assert done.status == 1
    assert answers[0].startswith("ERR 1 ")
    assert said in answers[0]
    assert answers[1].startswith("ACK ")
    with open_study(merged, write=False) as file:
        assert list(file.study.decisions()) == [Place(P04, 4)]


def test_a_file_of_lines(postil: Program, merged: Path, tmp_path: Path) -> None:
    orders = tmp_path / "decisions.jsonl"
    orders.write_text(lines({"transcript": "P04", "paragraph": 2, "codes": []}))
    assert postil.done("review", merged, "--coder", "lead", "--from", orders).out.startswith("ACK ")
    found = json.loads(postil.done("review", merged, "--json").out)
    assert found["decided"] == 1
    assert found["alpha"]["before"] != found["alpha"]["after"]
    assert found["items"][0]["decision"]["choice"] == "other"
    assert found["items"][0]["decision"]["codes"] == []
    assert found["items"][0]["decision"]["seen"] == {"ana": ["F4"], "ben": ["B2"]}


# ---- --take-agreed ----


def test_agreed_paragraphs_are_taken_over_without_the_screen(postil: Program, merged: Path) -> None:
    with open_study(merged, write=False) as file:
        before = originals(file.study)
    done = postil.done("review", merged, "--coder", "lead", "--take-agreed")
    assert done.out.startswith("ACK ")
    assert "1 agreed paragraph taken over" in done.err
    with open_study(merged, write=False) as file:
        assert set(file.study.reviewed(P05, CONSENSUS)) == {2}
        assert not file.study.reviewed(P04, CONSENSUS)
        assert originals(file.study) == before
        (head,) = {change.coder for change in file.log if change.group == done.out.split()[1]}
        assert head == "lead"
    again = postil.done("review", merged, "--coder", "lead", "--take-agreed")
    assert (again.out, "in the consensus already" in again.err) == ("", True)


def test_agreed_paragraphs_are_taken_over_also_where_nothing_differs(postil: Program, tmp_path: Path) -> None:
    path = small_study(tmp_path / "agree.json", coders=("ana", "ben"))
    with open_study(path, write=True) as file:
        for coder in ("ana", "ben"):
            file.record([Review(P04, 4, coder), Review(P05, 2, coder)], coder=coder)
    postil.done("review", path, "--coder", "lead", "--take-agreed", "--transcript", "P05")
    with open_study(path, write=False) as file:
        assert {text: set(file.study.reviewed(text, CONSENSUS)) for text in (P04, P05)} == {P04: set(), P05: {2}}
    postil.done("review", path, "--coder", "lead", "--take-agreed")
    with open_study(path, write=False) as file:
        assert set(file.study.reviewed(P04, CONSENSUS)) == {4}


@pytest.mark.parametrize("option", [("--json",), ("--from", "-"), ("--read-only",)])
def test_taking_over_is_done_by_itself(postil: Program, merged: Path, option: tuple[str, ...]) -> None:
    assert postil("review", merged, "--coder", "lead", "--take-agreed", *option).status == 2


# ---- what cannot be done ----


def test_a_pack_has_nobody_to_compare_with_and_it_is_said_whose_it_is(
    postil: Program, study: Path, tmp_path: Path
) -> None:
    with open_study(study, write=True) as file:
        file.record([AddCoder("ben")], coder="")
    postil.done("assign", study, "--coder", "ben", "-o", tmp_path / "packs")
    pack = tmp_path / "packs" / "ben.json"
    assert postil("review", pack, "--coder", "ana", "--json").refuses("is the pack of ben", "postil merge")
    assert postil("review", pack, "--coder", "ben", "--from", "-").refuses("is the pack of ben", "postil merge")


def test_one_coder_or_nothing_shared_or_nobody_of_that_name(postil: Program, merged: Path, study: Path) -> None:
    assert postil("review", study, "--json").refuses("reviewed")
    assert postil("review", merged, "--json", "--between", "ana").refuses("only ana", "two")
    assert postil("review", merged, "--json", "--between", "ana", "--between", "eve").refuses("eve", "ana")
    with open_study(study, write=True) as file:
        file.record([AddCoder("ben"), Review(P04, 2, "ana"), Review(P04, 4, "ben")], coder="ben")
    assert postil("review", study, "--json").refuses("ana", "ben")


def test_wrong_use(postil: Program, merged: Path) -> None:
    assert postil("review", merged, "--json", "--from", "-").status == 2
    assert postil("review", merged, "--read-only", "--from", "-").status == 2
    for name in (CONSENSUS, "Consensus"):
        assert postil("review", merged, "--coder", name, "--new-coder", "--from", "-").refuses("consensus", "--coder")
    assert postil("review", merged, "--from", "-").refuses("who decides?")
    assert postil("review", merged, "--coder", "anna", "--from", "-").refuses("anna", "ana")
    assert postil("review", merged, "--json", "--transcript", "P99").refuses("P99")
    assert postil("review", merged, "--json", "--codes", "Q7").refuses("Q7")


def test_the_screen_needs_a_terminal(postil: Program, merged: Path) -> None:
    assert postil("review", merged, "--coder", "lead").refuses("terminal", "--json")


def test_the_log_tells_decisions_and_the_consensus_apart(postil: Program, merged: Path) -> None:
    process("review", merged, "--coder", "lead", "--from", "-",
            stdin=lines({"transcript": "P04", "paragraph": 2, "keep": "ben", "reason": "staff"}))  # fmt: skip
    told = postil.done("log", merged, "--coder", "lead").out
    assert "decided on P04 §2" in told
    assert "applied by consensus B2 Workforce challenges" in told
    assert "reviewed by consensus P04 §2" in told
    found = json.loads(postil.done("log", merged, "--coder", "lead", "--json", "--text").out)["changes"]
    decided = next(change for change in found if change["change"] == "decide")
    assert (decided["subject"], decided["text"]) == ("keep ben", "staff")


def test_a_conflict_of_decisions_that_is_resolved_without_the_screen_brings_its_consensus_with_it(
    postil: Program, tmp_path: Path
) -> None:
    desk, place = coded_apart(), Place(P04, 2)
    review(desk).press("a")
    (former,) = desk.study.heads(("decision", *place))
    change = desk.log.get(former.stamp)
    assert change is not None
    other = Decision("keep", "ben", ("B2", "F1"), "", (("ana", ("F1", "F4")), ("ben", ("B2", "F1"))))
    stamp = desk.clock.tick()
    desk.log.add([change._replace(stamp=stamp, coder="ana", group=stamp, action=Decide(*place, other), replaces=())])
    path = tmp_path / "conflict.json"
    write_study(path, desk.log, "0" * 32)
    found = json.loads(postil.done("review", path, "--json").out)
    assert found["decided"] == 0
    assert [made["kept"] for made in found["items"][0]["decisions_in_conflict"]] == ["ben", "ana"]
    listed = json.loads(postil("merge", "--resolve", path, "--json").out)
    assert [conflict["about"] for conflict in listed["conflicts"]] == ["decision on P04 §2"]
    name = listed["conflicts"][0]["id"]
    assert postil("merge", "--resolve", path, "--take", f"{name}=ana", "--coder", "lead").status == 0
    with open_study(path, write=False) as file:
        assert layer(file.study, place) == {("B2", None, None), ("F1", None, None)}
        assert not file.study.conflicts()


def test_only_the_screen_loads_textual(merged: Path) -> None:
    program = (
        "import sys; sys.argv[1:] = ['review', {!r}, '--json']; from postil.cli import main; main();"
        "sys.exit(bool({{'textual', 'tinydb', 'rapidfuzz'}} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", program.format(str(merged))], capture_output=True, check=False)
    assert done.returncode == 0


def test_the_users_keys_may_name_commands_of_any_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "postil").mkdir()
    (tmp_path / "postil" / "keymap.toml").write_text(
        '"decide.both" = ["+"]\n"code.again" = ["ö"]\n"history.undo" = ["z"]\n'
    )
    here, there = own_keymap(REVIEW_COMMANDS), own_keymap()
    assert (here.label("decide.both"), here.label("history.undo")) == ("+", "z")
    assert (there.label("code.again"), there.label("history.undo")) == ("ö", "z")
    assert here.command("=") is None


@pytest.mark.parametrize("screen", ["review", "coding"])
def test_a_conflict_whose_settling_is_undone_is_listed_again(postil: Program, tmp_path: Path, screen: str) -> None:
    path = tmp_path / "conflict.json"
    write_study(path, in_conflict(coded_apart()).log, "0" * 32)
    before = json.loads(postil("merge", "--resolve", path, "--json").out)["conflicts"]
    assert len(before) == 1
    for keys, left in (("settle", 0), ("u", 1)):
        with open_study(path, write=True) as file:
            if screen == "review":
                session: Session = ReviewSession(file, to_review(file.study, Wanted()), coder="lead")
                pressed = "a" if keys == "settle" else keys
            else:
                session = Session(file, coder="lead")
                session.panel_code = "B2"
                pressed = "e definition ‹enter› ! ‹enter›" if keys == "settle" else keys
            for key in keys_of(pressed):
                session.press(key)
        listed = json.loads(postil("merge", "--resolve", path, "--json").out)["conflicts"]
        assert listed == before * left
        found = json.loads(postil.done("review", path, "--json").out)
        assert (found["conflicts"], found["disagreements"]) == (left, 2)


def test_a_consensus_of_two_decisions_in_conflict_is_pointed_out_by_check(postil: Program, tmp_path: Path) -> None:
    desk, place = coded_apart(), Place(P04, 2)
    review(desk).press("a")
    (former,) = desk.study.heads(("decision", *place))
    other = Decision("keep", "ben", ("B2", "F1"), "", (("ana", ("F1", "F4")), ("ben", ("B2", "F1"))))
    layer_too = Apply(Coding(P04, 2, None, None, "B2", CONSENSUS))
    change = desk.log.get(former.stamp)
    assert change is not None
    for action in (Decide(*place, other), layer_too):
        stamp = desk.clock.tick()
        desk.log.add([change._replace(stamp=stamp, coder="ana", group=stamp, action=action, replaces=())])
    path = tmp_path / "conflict.json"
    write_study(path, desk.log, "0" * 32)
    found = json.loads(postil.done("check", path, "--json").out)["problems"]
    assert [(p["place"], p["message"]) for p in found if "consensus" in p["message"]] == [
        ("P04 §2", "the consensus has B2, F1, F4, and decided was B2, F1")
    ]


def test_conflicts_alone_are_listed_and_nothing_is_taken_over_unread(postil: Program, tmp_path: Path) -> None:
    path = small_study(tmp_path / "merged.json", coders=("ana", "ben"))
    with open_study(path, write=True) as file:
        file.record([AddCase("p04", "P04"), GiveVoice(P04, "", "p04")], coder="ana")
    other = tmp_path / "ben.json"
    shutil.copy(path, other)
    for study, coder in ((path, "ana"), (other, "ben")):
        with open_study(study, write=True) as file:
            file.record([SetSummary("p04", "F1", Summary(f"as {coder} has it"))], coder=coder)
    merged = tmp_path / "both.json"
    postil("merge", path, other, "-o", merged)
    found = json.loads(postil.done("review", merged, "--json").out)
    assert (found["disagreements"], found["conflicts"], found["agreed"]) == (0, 1, 0)
    assert found["alpha"]["before"] is found["alpha"]["after"] is None
    assert found["alpha"]["reason"]
    assert postil("review", merged, "--coder", "lead", "--new-coder", "--take-agreed").refuses("reviewed any paragraph")
    assert postil("review", merged, "--coder", "lead", "--new-coder", "--from", "-").refuses("reviewed any paragraph")
