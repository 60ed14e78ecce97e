"""``assign``: packs of a study, and what happens to them."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cli_program import Program, process, snapshot
from postil.cli.packs import pack_names
from postil.model.assignment import assignments
from postil.model.book_acts import example_from, named_version
from postil.model.change import AddCode, AddCoder, Apply, Decide, EditCode, EditTranscript, Pin, Review, SetMemo
from postil.model.codebook import Code
from postil.model.coding import Coding, MemoKey
from postil.model.decision import Decision
from postil.storage import atomic, open_study, writing
from studies import TRANSCRIPTS, stamped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from postil.model.study import Study

P04, P05 = TRANSCRIPTS


def plan_of(postil: Program, *arguments: str | Path) -> dict[str, Any]:
    plan = json.loads(postil.done("assign", *arguments, "--json").out)
    assert isinstance(plan, dict)
    return plan


def readers(plan: Mapping[str, Any]) -> dict[str, list[str]]:
    return {text["name"][:3]: text["coders"] for text in plan["transcripts"]}


def state(path: Path) -> Study:
    with open_study(path, write=False) as study_file:
        study_file.complete()
        return study_file.study


def test_packs_of_the_sample(postil: Program, sample: Path, tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    plan = plan_of(postil, sample, "--coder", "ana", "--coder", "ben", "--double", "20%", "--seed", "7", "-o", packs)
    assert sorted(path.name for path in packs.iterdir()) == ["ana.json", "ben.json"]
    assert packs.stat().st_mode & 0o777 == 0o700
    with open_study(sample, write=False) as study_file:
        whole, known = study_file.study, {change.stamp: change for change in study_file.log}
        study_id = study_file.study_id
    assert plan["double"] == 4
    assert [len(there) for there in readers(plan).values()].count(2) == 4
    assert set(readers(plan)["P01"]) >= {"ana"}, "who has begun a transcript keeps it"
    for coder in ("ana", "ben"):
        path = packs / f"{coder}.json"
        assert path.stat().st_mode & 0o777 == 0o600
        assert "is sound" in postil.done("check", path).out
        with open_study(path, write=False) as study_file:
            pack = study_file.study
            assert study_file.study_id == study_id
            assert all(known[change.stamp] == change for change in study_file.log)
        mine = [text["id"] for text in plan["transcripts"] if coder in text["coders"]]
        assert (pack.title, pack.coders) == (whole.title, (coder,))
        assert set(pack.transcripts) == set(mine)
        assert {code.id for code in pack.codebook} == {code.id for code in whole.codebook}
        assert {coding.coder for coding, _ in pack.codings()} <= {coder}
        assert set(pack.codings()) == {
            (coding, stamp) for coding, stamp in whole.codings() if coding.coder == coder and coding.transcript in mine
        }
        assert assignments(pack) == {coder: assignments(whole)[coder]}
        assert assignments(whole)[coder].seed == 7
        assert assignments(whole)[coder].codebook == plan["codebook"]


def test_a_pack_shows_nothing_of_others(postil: Program, study: Path, tmp_path: Path) -> None:
    with open_study(study, write=True) as study_file:
        ben = Coding(P04.id, 2, None, None, "F4", "ben")
        study_file.record([AddCoder("ben"), Apply(ben), SetMemo(MemoKey.at_coding(ben), "secret of ben")], coder="ben")
        study_file.record([Review(P04.id, 2, "ben"), Pin("ben", 1, "F4")], coder="ben")
        study_file.record([Decide(P04.id, 2, Decision("both", "", ("F4",), "secret reason"))], coder="ben")
        study_file.record([Review(P04.id, 2, "ana"), Review(P05.id, 2, "ana")], coder="ana")
    arguments = ("--coder", "ana", "--coder", "cleo", "--transcript", "P04", "--double", "all")
    postil.done("assign", study, *arguments, "-o", tmp_path / "p")
    for name in ("ana", "cleo"):
        data = (tmp_path / "p" / f"{name}.json").read_bytes()
        assert b"secret" not in data
        assert b'"ben"' not in data
        assert b"advertised" not in data, "the text of a transcript that was not assigned"
    ana = state(tmp_path / "p" / "ana.json")
    assert ana.memo(MemoKey(P04.id, 2, None, None, "F4", "ana")) == "to discuss"
    assert {mark[:3] for mark in ana.reviewed_marks()} == {(P04.id, 2, "ana")}
    assert not list(state(tmp_path / "p" / "cleo.json").codings())


def test_a_pack_holds_no_example_that_quotes_what_others_coded(postil: Program, study: Path, tmp_path: Path) -> None:
    with open_study(study, write=True) as study_file:
        ana = Coding(P04.id, 2, None, None, "F1", "ana")
        study_file.record([Apply(ana)], coder="ana")
        study_file.record([EditCode("F1", "example", "grown from below")], coder="ana")
        study_file.record([example_from(study_file.study, ana)], coder="ana")
        study_file.record([named_version(study_file.study, "v1")], coder="ana")
        study_file.record([AddCode(Code("X", "X", example="“list” (P04 §2)"))], coder="ana")
        study_file.record([EditTranscript(P05.id, "name", "P05 anon")], coder="ana")
    arguments = ("--coder", "cleo", "--transcript", "P05")
    told = (
        "the pack of cleo: left out, since it quotes what others coded: the example of F1 Bottom-up development",
        "the pack of cleo: the example of X quotes what others coded, and goes along",
        "the pack of cleo: renamed: P05 anon; the former name travels in the pack",
    )
    before = snapshot(tmp_path)
    dry = postil.done("assign", study, *arguments, "--dry-run")
    assert snapshot(tmp_path) == before
    done = postil.done("assign", study, *arguments, "-o", tmp_path / "p")
    again = postil.done("assign", study, *arguments, "-o", tmp_path / "p")
    assert all(line in done.err and line in again.err for line in told), done.err
    assert told[0] in dry.err
    assert "They had kept" not in (tmp_path / "p" / "cleo.json").read_text()
    pack = state(tmp_path / "p" / "cleo.json")
    assert [code.example for code in pack.codebook if code.id == "F1"] == ["grown from below"]
    assert not pack.book_versions
    postil.done("merge", study, tmp_path / "p" / "cleo.json", "-o", tmp_path / "team.json")
    assert stamped(state(tmp_path / "team.json")) == stamped(state(study))
    ana_again = postil.done("assign", study, "--coder", "ana", "--transcript", "P04", "-o", tmp_path / "q")
    assert "example of F1" not in ana_again.err
    assert "They had kept" in str([code.example for code in state(tmp_path / "q" / "ana.json").codebook])


def test_a_pack_opens_with_no_more_words(
    postil: Program, study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str | None] = []
    monkeypatch.setattr("postil.tui.check_terminal", lambda: None)

    def screen(_: object, *, coder: str | None, **_how: object) -> int:
        calls.append(coder)
        return 0

    monkeypatch.setattr("postil.tui.run_coding", screen)
    monkeypatch.setenv("LOGNAME", "miriam")
    postil.done("assign", study, "--coder", "Ben B", "--transcript", "P05", "-o", tmp_path / "p")
    pack = tmp_path / "p" / "ben-b.json"
    postil.done("code", pack)
    assert postil.done("apply", pack, "P05:2", "B2").out.startswith("ACK ")
    monkeypatch.setenv("POSTIL_CODER", "BEN b")
    postil.done("code", pack)
    assert calls == ["Ben B", "Ben B"]
    assert {coding.coder for coding, _ in state(pack).codings()} == {"Ben B"}
    monkeypatch.setenv("POSTIL_CODER", "ana")
    before = pack.read_bytes()
    for words in (("code", pack), ("apply", pack, "P05:2", "F4")):
        assert postil(*words).refuses("ben-b.json", "pack of Ben B", "POSTIL_CODER", "ana", "--coder 'Ben B'")
    monkeypatch.delenv("POSTIL_CODER")
    config = Path(os.environ["XDG_CONFIG_HOME"]) / "postil" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('coder = "ana"\n')
    assert postil("code", pack).refuses("pack of Ben B", "settings")
    assert postil("code", pack, "--coder", "cleo").refuses("no coder 'cleo'", "--new-coder")
    assert pack.read_bytes() == before
    postil.done("code", pack, "--coder", "Ben B")
    assert calls == ["Ben B"] * 3


def test_the_same_seed_gives_the_same(postil: Program, sample: Path) -> None:
    def plan(*coders: str, seed: int = 7) -> dict[str, Any]:
        given = [word for coder in coders for word in ("--coder", coder)]
        return plan_of(postil, sample, *given, "--double", "30%", "--seed", str(seed), "--dry-run")

    first = plan("cleo", "ben", "dan")
    assert plan("dan", "cleo", "ben") == first
    assert plan("cleo", "ben", "dan", seed=8)["transcripts"] != first["transcripts"]
    assert first["double"] == 6
    paragraphs = [coder["paragraphs"] for coder in first["coders"]]
    assert max(paragraphs) - min(paragraphs) <= max(text["paragraphs"] for text in first["transcripts"])


def test_a_seed_is_told_where_none_is_given(postil: Program, sample: Path) -> None:
    outcome = postil.done("assign", sample, "--coder", "ben", "--coder", "cleo", "--double", "0.25", "--dry-run")
    seed = outcome.err.split("--seed ")[1].split()[0]
    again = postil.done(
        "assign", sample, "--coder", "ben", "--coder", "cleo", "--double", "25%", "--seed", seed, "--dry-run"
    )
    assert again.out == outcome.out
    assert "--seed" not in again.err
    assert "5 of them (28 %)" in again.out


def test_what_was_assigned_stays_and_packs_can_be_made_again(postil: Program, sample: Path, tmp_path: Path) -> None:
    both = ("--coder", "ana", "--coder", "ben")
    pilot = plan_of(
        postil, sample, *both, "--transcript", "P01", "--transcript", "P03", "--double", "all", "-o", tmp_path / "1"
    )
    assert readers(pilot) == {"P01": ["ana", "ben"], "P03": ["ana", "ben"]}
    rest = plan_of(postil, sample, *both, "--double", "10%", "-o", tmp_path / "2")
    assert rest["double"] == 2
    assert (readers(rest)["P01"], readers(rest)["P03"]) == (["ana", "ben"], ["ana", "ben"])
    before = sample.read_bytes()
    plan_of(postil, sample, *both, "--double", "10%", "-o", tmp_path / "3")
    assert sample.read_bytes() == before, "the study knows it all already"
    assert snapshot(tmp_path / "3") == snapshot(tmp_path / "2")
    nobody = postil("assign", sample, "--coder", "cleo", "-o", tmp_path / "4")
    assert nobody.refuses("assigned to others", "ana", "--transcript")
    again = plan_of(postil, sample, "--coder", "cleo", "--transcript", "P03", "-o", tmp_path / "4")
    assert readers(again) == {"P03": ["ana", "ben", "cleo"]}
    assert assignments(state(sample))["cleo"].double == assignments(state(sample))["cleo"].transcripts
    more = postil.done("assign", sample, "--coder", "cleo", "--dry-run").out
    assert "Left out" in more
    assert "P01_crisis_cafe" in more


def test_spread_over_a_column(postil: Program, sample: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "cases.csv"
    names = [transcript.name for transcript in state(sample).transcripts.values()]
    rows = [f"{name[:3]};{'house' if n % 3 == 0 else 'café'}" for n, name in enumerate(names)]
    sheet.write_text("\n".join(["Case;Service type", *rows, "P99;house", ""]), encoding="utf-8-sig")
    words = ("--coder", "ben", "--coder", "cleo", "--double", "33%", "--sheet", sheet, "--by", "service TYPE")
    plan = plan_of(postil, sample, *words, "--dry-run", "--seed", "3")
    value = {text["id"]: text["value"] for text in plan["transcripts"]}
    assert plan["by"] == "service TYPE"
    double = [text["value"] for text in plan["transcripts"] if len(text["coders"]) == 2]
    assert (double.count("house"), double.count("café")) == (2, 4)
    for coder in plan["coders"]:
        kinds = [value[key] for key in coder["transcripts"] if key not in coder["double"]]
        assert abs(kinds.count("house") - 2) <= 1
    text = postil.done("assign", sample, *words, "--dry-run", "--seed", "3").out
    assert "service TYPE" in text

    def refused(content: str, *says: str) -> None:
        sheet.write_text(content)
        before = snapshot(tmp_path)
        assert postil("assign", sample, *words, "-o", tmp_path / "p").refuses("cases.csv", *says)
        assert snapshot(tmp_path) == before
        assert not (tmp_path / "p").exists()

    refused("", "no column names")
    refused("name,service type\nP01,x\n", "no column names", "name, service type")
    refused("case,kind\nP01,x\n", "no column 'service TYPE'", "case, kind")
    refused("case,service type\nP01,x\n", "no row for P02")
    refused("case,service type,Service  Type\nP01,x,y\n", "row 1", "columns B and C are both called service type")
    refused("case,case,service type\nP01,P02,y\n", "row 1", "columns A and B are both called case")
    refused("case,service type\nP01,x\nP01,y", "row 3", "another")
    refused("case,service type\n,x", "row 2", "names no case")
    refused('case,service type\n"P01,x\n', "not a table")
    sheet.write_bytes(b"case,service type\nP01,caf\xe9\n")
    assert postil("assign", sample, *words, "-o", tmp_path / "p").refuses("line 2", "UTF-8")
    assert postil("assign", sample, *words[:6], "--by", "x", "-o", tmp_path / "p").refuses("no attribute 'x'")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--coder", "ana", "--coder", "ana"), ("ana", "twice")),
        (("--coder", "ben", "--coder", "Ben"), ("ben", "look like one")),
        (("--coder", "ben b", "--coder", "BenB"), ("look like one",)),
        (
            (
                "--coder",
                "Ana",
            ),
            ("no coder 'Ana'", "there is ana"),
        ),
        (
            (
                "--coder",
                "consensus",
            ),
            ("consensus layer",),
        ),
        ((), ("--coder",)),
        (("--coder", "ana", "--double", "20%"), ("one coder", "--double")),
        (("--coder", "ana", "--coder", "ben", "--double", "120%"), ("120%", "more than all")),
        (("--coder", "ana", "--coder", "ben", "--double", "20"), ("20", "more than all", "20%")),
        (("--coder", "ana", "--coder", "ben", "--double", "-5%"), ("-5%", "no share")),
        (("--coder", "ana", "--coder", "ben", "--double", "nan"), ("nan", "no share")),
        (("--coder", "ana", "--coder", "ben", "--double", "a\x1b[2Jb"), ("no share",)),
        (("--coder", "ana", "--transcript", "P77"), ("no transcript 'P77'", "P04")),
        (("--coder", "ana", "--transcript", "P0"), ("may be any of 2",)),
        (("--coder", "a", "--coder", "b", "--coder", "c"), ("nothing is left for",)),
    ],
)
def test_refusals_write_nothing(
    postil: Program, study: Path, tmp_path: Path, arguments: tuple[str, ...], says: tuple[str, ...]
) -> None:
    before = snapshot(tmp_path)
    assert postil("assign", study, *arguments, "-o", tmp_path / "p").refuses(*says)
    assert snapshot(tmp_path) == before
    assert not (tmp_path / "p").exists()


def test_nothing_is_written_over(postil: Program, study: Path, tmp_path: Path) -> None:
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "ben.json").symlink_to("nowhere")
    before = snapshot(tmp_path)
    words = ("--coder", "ana", "--coder", "ben")
    assert postil("assign", study, *words, "-o", folder).refuses("ben.json", "exists already")
    assert postil("assign", study, *words, "-o", study).refuses("study.json", "not a folder")
    assert postil("assign", study, *words, "-o", tmp_path / "no" / "p").refuses("cannot be made")
    assert snapshot(tmp_path) == before
    assert postil("assign", study, *words).status == 2
    with open_study(study, write=True):
        outcome = process("assign", study, *words, "-o", tmp_path / "q")
        assert outcome.refuses("study.json", "in use")
        assert not (tmp_path / "q").exists()
        assert process("assign", study, *words, "--dry-run").status == 0


def test_all_packs_are_written_or_none(
    postil: Program, study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(study)
    made: list[Path] = []

    def full(target: Path, pieces: Iterable[bytes], *, before: Callable[[], None] | None) -> os.stat_result:
        if made:
            raise OSError(errno.ENOSPC, "No space left on device")
        made.append(target)
        return atomic.create_file(target, pieces, before=before)

    monkeypatch.setattr(writing, "create_file", full)
    words = ("--coder", "ana", "--coder", "ben")
    assert postil("assign", study, *words, "-o", tmp_path / "p").refuses("ben.json", "No space left", "make some")
    assert len(made) == 1
    assert not (tmp_path / "p").exists()
    after = state(study)
    assert (assignments(after), after.coders) == ({}, before.coders)
    monkeypatch.undo()
    postil.done("assign", study, *words, "-o", tmp_path / "p")
    assert set(assignments(state(study))) == {"ana", "ben"}


def test_what_was_cut_off_between_two_packs_goes_on(
    postil: Program, study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("--coder", "ana", "--coder", "ben", "--double", "all", "--seed", "7", "-o", tmp_path / "p")
    whole = tmp_path / "whole"
    made: list[Path] = []

    def killed(target: Path, pieces: Iterable[bytes], *, before: Callable[[], None] | None) -> os.stat_result:
        if made:
            os._exit(9)
        made.append(target)
        return atomic.create_file(target, pieces, before=before)

    child = os.fork()
    if not child:
        monkeypatch.setattr(writing, "create_file", killed)
        postil("assign", study, *words)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert [path.name for path in (tmp_path / "p").iterdir()] == ["ana.json"]
    before = (tmp_path / "p" / "ana.json").stat()
    outcome = postil.done("assign", study, *words)
    assert f"there already, as it would be written: {tmp_path / 'p' / 'ana.json'}" in outcome.err
    assert f"wrote {tmp_path / 'p' / 'ben.json'}" in outcome.err
    after = (tmp_path / "p" / "ana.json").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    postil.done("assign", study, *words[:-1], whole)
    assert snapshot(tmp_path / "p") == snapshot(whole)
    everything = snapshot(tmp_path)
    postil.done("assign", study, *words)
    assert snapshot(tmp_path) == everything


def test_a_pack_that_holds_anything_else_is_left_and_refused(postil: Program, study: Path, tmp_path: Path) -> None:
    words = ("--coder", "ana", "--coder", "ben", "--double", "all", "--seed", "7", "-o", tmp_path / "p")
    postil.done("assign", study, *words)
    ana, ben = (tmp_path / "p" / f"{name}.json" for name in ("ana", "ben"))
    sent = ben.read_bytes()
    ben.unlink()

    def refused(*says: str) -> None:
        before = snapshot(tmp_path)
        assert postil("assign", study, *words).refuses("exists already", *says)
        assert snapshot(tmp_path) == before

    ben.write_bytes(ana.read_bytes())
    refused("ben.json")
    ben.write_bytes(sent[:-40])
    refused("ben.json")
    ben.unlink()
    ben.mkdir()
    refused("ben.json")
    ben.rmdir()
    (tmp_path / "elsewhere.json").write_bytes(sent)
    ben.symlink_to(tmp_path / "elsewhere.json")
    refused("ben.json")
    ben.unlink()
    with open_study(ana, write=True) as file:
        file.record([Apply(Coding(P04.id, 3, None, None, "F1", "ana"))], coder="ana")
    refused("ana.json")


def test_a_pack_of_before_is_refused_where_more_is_assigned_now(postil: Program, sample: Path, tmp_path: Path) -> None:
    folder = tmp_path / "p"
    postil.done("assign", sample, "--coder", "ben", "--transcript", "P02", "-o", folder)
    words = ("--coder", "ben", "--transcript", "P02", "--transcript", "P03", "-o", folder)
    assert postil("assign", sample, *words).refuses("ben.json", "exists already")


def test_names_of_packs(postil: Program, study: Path, tmp_path: Path) -> None:
    words = ("--coder", "B.", "--coder", "b_c", "--coder", "B/C", "--coder", "../x", "--coder", "Zoë Ø")
    refused = postil("assign", study, *words, "-o", tmp_path / "p")
    assert refused.refuses("look like one")
    names = {"a.b": "a-b.json", "a/b c": "a-b-c.json", "a b-c": "", "../Zoë": "zoë.json"}
    names["a b-c"] = "a-b-c-2.json"
    assert pack_names(names) == names
    assert pack_names(["...", "x" * 80, "con"]) == {
        "...": "coder.json",
        "x" * 80: "x" * 50 + ".json",
        "con": "con.json",
    }


def test_the_pack_of_a_study_whose_transcript_was_corrected(
    postil: Program, study: Path, transcript: Path, tmp_path: Path
) -> None:
    postil.done("add", study, transcript)
    postil.done("assign", study, "--coder", "ana", "--transcript", "P07", "-o", tmp_path / "1")
    transcript.write_text(transcript.read_text().replace("With a list.", "With a long list."))
    postil.done("add", study, transcript, "--supersede", "P07", "--coder", "ana")
    plan = plan_of(postil, study, "--coder", "ana", "--coder", "ben", "-o", tmp_path / "2")
    assert readers(plan)["P07"] == ["ana"]
    pack = state(tmp_path / "2" / "ana.json")
    assert [text.paragraphs[1].text for text in pack.transcripts.values() if text.name == "P07"] == [
        "With a long list."
    ]
    (old,) = state(study).superseded
    assert postil("assign", study, "--coder", "ana", "--transcript", old, "-o", tmp_path / "3").refuses("was corrected")


def test_transcripts_that_others_have_already_count_as_double_coded(postil: Program, sample: Path) -> None:
    both = ("--coder", "ben", "--coder", "cleo", "--transcript", "P04", "--double", "all", "--seed", "1")
    postil.done("assign", sample, *both, "-o", sample.with_name("1"))
    plan = plan_of(
        postil, sample, "--coder", "dora", "--transcript", "P04", "--transcript", "P06", "-o", sample.with_name("2")
    )
    assert plan["double"] == 1
