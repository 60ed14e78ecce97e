from __future__ import annotations

import json
import os
import shutil
import stat
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from studies_on_disk import HEBREW, SPAN, WHOLE, coded_study, crash, edited, first, new_study, stock_codings

from postil.errors import NotFoundError, StudyFileError
from postil.model.change import (
    AddCode,
    AddCoder,
    AddTranscript,
    Apply,
    Bookmark,
    Doubt,
    DropTranscript,
    EditCode,
    Remove,
    Review,
    SetMemo,
    SetStudy,
)
from postil.model.codebook import Code
from postil.model.coding import MemoKey
from postil.model.study import Study
from postil.model.transcript import Paragraph, Transcript, reading_id
from postil.storage import canonical, sealed
from postil.storage.canonical import NotCanonicalError, outline
from postil.storage.checks import check_file
from postil.storage.journal import line_of
from postil.storage.study_file import create_study, open_study
from studies import CODES, TRANSCRIPTS, small_transcript, stamped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.storage.image import Snapshot


def test_stock_tinydb_reads_exactly_the_codings(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    found = [
        (c["transcript"], c["paragraph"], c["start"], c["end"], c["code"], c["coder"]) for c in stock_codings(path)
    ]
    assert found == [tuple(WHOLE), tuple(SPAN)]
    assert HEBREW in path.read_text(encoding="utf-8")


def test_stock_tinydb_reads_codings_of_a_coder_with_a_name_in_any_script(tmp_path: Path) -> None:
    coding = WHOLE._replace(code="漢字-👩‍⚕️", coder="דנה")
    with new_study(tmp_path / "s.json") as file:
        file.record([AddCode(Code("漢字-👩‍⚕️", "עזר")), Apply(coding)], coder="דנה")
    (record,) = stock_codings(tmp_path / "s.json")
    assert (record["code"], record["coder"]) == ("漢字-👩‍⚕️", "דנה")


def test_what_was_recorded_is_there_after_a_crash_and_after_a_close(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    file = new_study(path)
    file.record([Apply(WHOLE)], coder="ana")
    file.record([Apply(SPAN)], coder="ana")
    file.record([Doubt(SPAN)], coder="ana")
    state = stamped(file.study)
    assert stock_codings(path) == []
    crash(file)
    with open_study(path, write=True) as again:
        assert stamped(again.study) == state
        assert any("3 decisions" in notice and "recovered" in notice for notice in again.notices)
        assert again.unsaved == 3
    with open_study(path, write=False) as third:
        assert stamped(third.study) == state
        assert third.notices == ()
    assert [c["code"] for c in stock_codings(path)] == ["F1", "F4"]
    assert [c.get("doubtful") for c in stock_codings(path)] == [None, True]


def test_recovery_may_be_killed_and_repeated(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    file = new_study(path)
    file.record([Apply(WHOLE)], coder="ana")
    state = stamped(file.study)
    crash(file)
    for _ in range(3):
        file = open_study(path, write=True)
        assert stamped(file.study) == state
        crash(file)


def test_an_act_that_changes_nothing_writes_nothing(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    with open_study(path, write=True) as file:
        before = {name.name: name.read_bytes() for name in tmp_path.iterdir() if name.is_file()}
        assert file.record([Apply(WHOLE)], coder="ana") == ()
        assert file.unsaved == 0
        assert {name.name: name.read_bytes() for name in tmp_path.iterdir() if name.is_file()} == before


def test_an_act_that_does_not_fit_records_nothing(tmp_path: Path) -> None:
    with new_study(tmp_path / "s.json") as file:
        state = stamped(file.study)
        with pytest.raises(NotFoundError):
            file.record([Apply(WHOLE), Apply(WHOLE._replace(code="nosuch"))], coder="ana")
        assert stamped(file.study) == state
        assert file.unsaved == 0


def test_undo_and_redo_work_over_a_restart(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    with open_study(path, write=True) as file:
        assert file.undo("ana") is not None
        assert file.undo("ana") is not None
        assert [coding for coding, _ in file.study.codings()] == [WHOLE]
    with open_study(path, write=True) as file:
        assert file.redo("ana") is not None
        assert {coding for coding, _ in file.study.codings()} == {WHOLE, SPAN}
        assert file.undo("ben") is None


def test_reading_only_changes_nothing_and_takes_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    file = new_study(path)
    file.record([Apply(WHOLE)], coder="ana")
    before = sorted((name.name, name.stat().st_mtime_ns) for name in tmp_path.iterdir())
    with open_study(path, write=False) as reader:
        assert reader.read_only
        assert reader.study.has(WHOLE)
        with pytest.raises(StudyFileError, match="reading only"):
            reader.record([Apply(SPAN)], coder="ben")
    assert sorted((name.name, name.stat().st_mtime_ns) for name in tmp_path.iterdir()) == before
    file.close()


def test_a_second_writer_is_told_who_has_it_and_the_lock_is_free_after_a_crash(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    file = open_study(path, write=True)
    for _ in range(2):
        with pytest.raises(StudyFileError, match=f"in use.*process {os.getpid()}, since") as caught:
            open_study(path, write=True)
        assert "--read-only" in caught.value.hint
    crash(file)
    open_study(path, write=True).close()


def test_the_lock_file_of_a_dead_process_is_no_lock(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    (tmp_path / "s.json.lock").write_text("pid 99999999 on elsewhere since 2020\n")
    with open_study(path, write=True) as file:
        assert file.notices == ()


def test_creating_never_overwrites_and_leaves_nothing_when_it_fails(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text("keep")
    with pytest.raises(StudyFileError, match="exists already"):
        new_study(path)
    assert path.read_text() == "keep"
    with pytest.raises(NotFoundError):
        create_study(tmp_path / "t.json", title="T", actions=[Apply(WHOLE)])
    with pytest.raises(StudyFileError, match="does not exist"):
        new_study(tmp_path / "nowhere" / "s.json")
    (tmp_path / "link.json").symlink_to(tmp_path / "target.json")
    with pytest.raises(StudyFileError, match="exists already"):
        new_study(tmp_path / "link.json")
    assert sorted(name.name for name in tmp_path.iterdir()) == ["link.json", "s.json"]


def test_a_mistyped_path_makes_no_file(tmp_path: Path) -> None:
    for write in (True, False):
        with pytest.raises(StudyFileError, match="does not exist"):
            open_study(tmp_path / "tpyo.json", write=write)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("write", [True, False])
def test_folders_pipes_and_devices_are_refused_without_hanging(tmp_path: Path, *, write: bool) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    for path in (tmp_path, tmp_path / "pipe.json", "/dev/null"):
        with pytest.raises(StudyFileError, match=r"folder|not a plain file"):
            open_study(path, write=write)
    with pytest.raises(StudyFileError, match="cannot be used as a path"):
        open_study(tmp_path / "a\0b", write=write)


def test_modes_are_private_under_umask_0_and_kept_where_the_file_had_others(tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        path = coded_study(tmp_path / "s.json")
        modes = {name.name: stat.S_IMODE(name.stat().st_mode) for name in tmp_path.iterdir()}
        assert modes == {"s.json": 0o600, "s.json.journal": 0o600, "s.json.lock": 0o600, "s.json.backups": 0o700}
        assert {stat.S_IMODE(name.stat().st_mode) for name in (tmp_path / "s.json.backups").iterdir()} == {0o600}
        path.chmod(0o664)
        with open_study(path, write=True) as file:
            assert any("read by everybody" in notice for notice in file.notices)
            file.record([Remove(SPAN)], coder="ana")
        assert stat.S_IMODE(path.stat().st_mode) == 0o664
        assert stat.S_IMODE((tmp_path / "s.json.journal").stat().st_mode) == 0o660
    finally:
        os.umask(umask)


def test_a_link_stays_a_link_and_shares_lock_and_journal_with_its_target(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    path = coded_study(tmp_path / "real" / "s.json")
    link = tmp_path / "link.json"
    link.symlink_to(path)
    with open_study(link, write=True) as file:
        file.record([Remove(SPAN)], coder="ana")
        with pytest.raises(StudyFileError, match="in use"):
            open_study(path, write=True)
    assert link.is_symlink()
    assert [name.name for name in tmp_path.iterdir() if name.name.startswith("link")] == ["link.json"]
    assert len(stock_codings(path)) == 1


def test_planted_links_at_the_names_beside_a_study_are_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("keep")
    path = coded_study(tmp_path / "s.json")
    journal = tmp_path / "s.json.journal"
    journal.unlink()
    journal.symlink_to(victim)
    with pytest.raises(StudyFileError, match="journal"):
        open_study(path, write=True)
    journal.unlink()
    (tmp_path / "s.json.lock").unlink()
    (tmp_path / "s.json.lock").symlink_to(victim)
    with pytest.raises(StudyFileError, match="lock"):
        open_study(path, write=True)
    assert victim.read_text() == "keep"


def test_half_characters_are_replaced_and_do_not_block_saving(tmp_path: Path) -> None:
    memo = MemoKey.at_coding(WHOLE)
    with new_study(tmp_path / "s.json") as file:
        file.record([Apply(WHOLE)], coder="ana")
        file.record([SetMemo(memo, "a\ud800b")], coder="ana")
        assert file.study.memo(memo) == "a\ufffdb"
    edited(tmp_path / "s.json", lambda whole: first(whole["memos"]).update(text="a\ud800b"))
    with open_study(tmp_path / "s.json", write=True) as file:
        assert any("half a character" in notice for notice in file.notices)
        assert file.study.memo(memo) == "a\ufffdb"
        file.record([SetMemo(memo, "a")], coder="ana")
    with open_study(tmp_path / "s.json", write=False) as file:
        assert file.notices == ()


def test_a_byte_order_mark_is_accepted_and_not_written(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    with open_study(path, write=True) as file:
        file.record([Remove(SPAN)], coder="ana")
    assert path.read_bytes().startswith(b"{\n")


def test_what_this_version_does_not_know_survives_the_next_save(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    strange = [1, {"y": "é"}, 10**30, None]

    def edit(whole: dict[str, dict[str, dict[str, object]]]) -> None:
        for table in ("study", "coders", "transcripts", "codes", "codings", "reviewed", "memos", "changes"):
            first(whole[table])["x_future"] = strange
        whole["forecasts"] = {"7": {"b": 1, "a": strange}, "11": {}}
        whole["sites"] = {"5": {"id": "site-1"}}
        stamp = "2020-01-01T00:00:00.000Z.0000.0123456789abcdef"
        whole["changes"]["900001"] = {"stamp": stamp, "coder": "ana", "kind": "foretell", "what": strange}

    edited(path, edit)
    with open_study(path, write=True) as file:
        assert file.notices == (f"{path} was changed outside this program since it was last saved here",)
        file.record([SetMemo(MemoKey.at_coding(WHOLE), "new")], coder="ana")
        file.checkpoint()
        file.record([Doubt(WHOLE)], coder="ana")
    for _ in range(2):
        whole = json.loads(path.read_bytes())
        for table in ("study", "coders", "transcripts", "codes", "codings", "memos", "changes"):
            assert [r["x_future"] for r in whole[table].values() if "x_future" in r] == [strange], table
        assert whole["forecasts"] == {"7": {"a": strange, "b": 1}, "11": {}}
        assert whole["sites"] == {"5": {"id": "site-1"}}
        assert [r["what"] for r in whole["changes"].values() if r["kind"] == "foretell"] == [strange]
        with open_study(path, write=True) as file:
            file.record([SetMemo(MemoKey.at_coding(WHOLE), "newer")], coder="ana")


def test_what_a_newer_version_added_inside_records_survives_too(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    strange = [{"z": 10**30}, "é"]
    stamp = "2020-01-01T00:00:00.000Z.000{}.0123456789abcdef"
    edit = {"coder": "ana", "kind": "edit-code", "code": "F1", "field": "weight", "value": 3, "stamp": stamp.format(1)}
    later = {**edit, "stamp": stamp.format(2)}

    def add(whole: dict[str, dict[str, dict[str, Any]]]) -> None:
        first(whole["transcripts"])["paragraphs"][1]["mood"] = strange
        next(r for r in whole["changes"].values() if r["kind"] == "add-code")["values"]["weight"] = strange
        whole["changes"]["900001"] = edit

    edited(path, add)
    for number in range(3):
        with open_study(path, write=True) as file:
            file.record([SetMemo(MemoKey.at_coding(WHOLE), f"memo {number}")], coder="ana")
            if number == 1:
                journal = tmp_path / "s.json.journal"
                crash(file)
                journal.write_bytes(journal.read_bytes() + line_of({"changes": [later]}))
        whole = json.loads(path.read_bytes())
        assert [p.get("mood") for p in first(whole["transcripts"])["paragraphs"]] == [None, strange, None, None]
        changes = list(whole["changes"].values())
        assert [r["values"]["weight"] for r in changes if "weight" in r.get("values", {})] == [strange]
        assert [r for r in changes if r["kind"] == "edit-code"] == [edit, later][: 2 if number == 2 else 1]


def test_a_file_put_there_between_the_last_save_and_the_end_leaves_the_acts_in_the_journal(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    file = new_study(path)
    earlier = path.read_bytes()
    file.record([Apply(WHOLE)], coder="ana")
    file.checkpoint()
    path.unlink()
    path.write_bytes(earlier)
    path.chmod(0o600)
    file.close()
    with open_study(path, write=True) as again:
        assert again.study.has(WHOLE)


@pytest.mark.parametrize("newer", ["postil/2", 999, "postil/10"])
def test_a_newer_format_is_refused_untouched(tmp_path: Path, newer: object) -> None:
    path = coded_study(tmp_path / "s.json")
    edited(path, lambda whole: first(whole["study"]).update(format=newer))
    before = {name.name: name.read_bytes() for name in tmp_path.iterdir() if name.suffix != ".lock" and name.is_file()}
    for write in (True, False):
        with pytest.raises(StudyFileError, match=f"{newer}.*newer than the postil/1"):
            open_study(path, write=write)
    assert before == {
        name.name: name.read_bytes() for name in tmp_path.iterdir() if name.suffix != ".lock" and name.is_file()
    }


def test_a_record_that_only_a_table_has_blocks_writing_and_not_reading(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    edited(path, lambda whole: whole["codings"].update({"7": {**first(whole["codings"]), "id": "mine"}}))
    with pytest.raises(StudyFileError, match="codings mine is not in the log") as caught:
        open_study(path, write=True)
    assert "postil check" in caught.value.hint
    with open_study(path, write=False) as file:
        assert any("postil check" in notice for notice in file.notices)


def test_where_a_table_and_the_log_differ_the_log_counts(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    edited(path, lambda whole: first(whole["codes"]).update(name="renamed by hand"))
    with open_study(path, write=True) as file:
        assert any("differs from the log in name" in notice for notice in file.notices)
        assert file.study.codebook.path("F1") == "Bottom-up development"
        file.record([Remove(SPAN)], coder="ana")
    assert "renamed by hand" not in path.read_text(encoding="utf-8")


def test_a_text_changed_by_hand_blocks_writing(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    edited(path, lambda whole: first(whole["transcripts"])["paragraphs"][1].update(text="Shifted."))
    with pytest.raises(StudyFileError, match="text of transcript P04 was changed"):
        open_study(path, write=True)


def test_a_dropped_transcript_keeps_its_text_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    with new_study(path) as file:
        file.record([DropTranscript(TRANSCRIPTS[1])], coder="ana")
    records = json.loads(path.read_bytes())["transcripts"].values()
    assert [(r["name"], r.get("dropped")) for r in records] == [("P04", None), ("P05", True)]
    with open_study(path, write=True) as file:
        assert list(file.study.transcripts) == [TRANSCRIPTS[0].id]
        file.undo("ana")
        assert file.study.transcripts[TRANSCRIPTS[1].id] == TRANSCRIPTS[1]


def test_a_transcript_added_since_the_checkpoint_is_in_the_journal(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    file = new_study(path)
    third = small_transcript("P06", ("Only here, in the journal.",))
    file.record([AddTranscript(third), Apply(WHOLE._replace(transcript=third.id, paragraph=1))], coder="ana")
    crash(file)
    with open_study(path, write=True) as file:
        assert file.study.transcripts[third.id] == third
    with open_study(path, write=False) as file:
        assert file.study.transcripts[third.id] == third


def test_a_transcript_that_comes_back_with_other_roles_keeps_them_over_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    file = new_study(path)
    old = TRANSCRIPTS[1]
    new = Transcript(
        old.id, "P05b", "x.txt", "1" * 64, tuple(Paragraph(p.n, p.text, p.speaker) for p in old.paragraphs)
    )
    assert reading_id(new.paragraphs) == old.id
    file.record([DropTranscript(old)], coder="ana")
    file.record([AddTranscript(new)], coder="ana")
    crash(file)
    for _ in range(2):
        with open_study(path, write=True) as file:
            assert file.study.transcripts[old.id] == new


def test_a_transcript_that_is_given_other_roles_keeps_them_and_its_work_over_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    file = new_study(path)
    old = TRANSCRIPTS[1]
    new = replace(old, paragraphs=tuple(p._replace(role="other") for p in old.paragraphs))
    coding = WHOLE._replace(transcript=old.id, paragraph=1)
    file.record([Apply(coding)], coder="ana")
    assert file.record([AddTranscript(new)], coder="")
    assert not file.record([AddTranscript(new)], coder=""), "it is so already"
    crash(file)
    for _ in range(2):
        with open_study(path, write=True) as file:
            assert file.study.transcripts[old.id] == new
            assert file.study.has(coding)


def test_only_the_latest_bookmark_of_a_coder_stays_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    with new_study(path) as file:
        for number in (1, 2, 3):
            file.record([Bookmark("ana", (TRANSCRIPTS[0].id, number))], coder="ana")
        file.checkpoint()
        file.record([Bookmark("ana", (TRANSCRIPTS[0].id, 4)), Bookmark("ben", (TRANSCRIPTS[0].id, 1))], coder="ana")
    whole = json.loads(path.read_bytes())
    marks = [r for r in whole["changes"].values() if r["kind"] == "bookmark"]
    assert [(r.get("of", r["coder"]), r["paragraph"]) for r in marks] == [("ana", 4), ("ben", 1)]
    assert first(whole["coders"])["place"] == {"transcript": TRANSCRIPTS[0].id, "paragraph": 4}


def test_two_codes_with_one_hash_get_keys_that_do_not_depend_on_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = canonical.document_key
    monkeypatch.setattr(canonical, "document_key", lambda record_id: full(record_id) % 3)
    monkeypatch.setattr("postil.storage.lines.document_key", lambda record_id: full(record_id) % 3)
    codings = [WHOLE._replace(code=code.id, coder=coder) for code in CODES for coder in ("ana", "ben")]
    with new_study(tmp_path / "s.json") as file:
        for coding in codings:
            file.record([Apply(coding)], coder=coding.coder)
            file.checkpoint()
        file.record([Remove(codings[2])], coder="ana")
        file.checkpoint()
        saved = (tmp_path / "s.json").read_bytes()
        assert len(stock_codings(tmp_path / "s.json")) == len(codings) - 1
    edited(tmp_path / "s.json", lambda _: None)
    with open_study(tmp_path / "s.json", write=True) as file:
        file.record([Apply(codings[2])], coder="ana")
        file.checkpoint()
        file.undo("ana")
        file.checkpoint()
    tables = json.loads(saved)
    assert json.loads((tmp_path / "s.json").read_bytes())["codings"] == tables["codings"]


def test_checkpoints_in_a_thread_beside_recording_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    failures: list[BaseException] = []
    with new_study(path) as file:
        done = threading.Event()

        def save() -> None:
            try:
                while not done.is_set():
                    file.checkpoint()
            except BaseException as error:  # noqa: BLE001 - whatever it is, the test shows it
                failures.append(error)

        worker = threading.Thread(target=save)
        worker.start()
        for round_ in range(60):
            for code in CODES:
                file.record([(Remove if round_ % 2 else Apply)(SPAN._replace(code=code.id))], coder="ana")
            file.record([EditCode("F1", "definition", f"round {round_}")], coder="ana")
        file.record([Apply(WHOLE)], coder="ana")
        done.set()
        worker.join()
        state = stamped(file.study)
    assert failures == []
    with open_study(path, write=False) as file:
        assert stamped(file.study) == state
        assert file.notices == ()


def test_the_title_may_change_and_the_program_that_made_it_stays(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    edited(path, lambda whole: first(whole["study"]).update(program="0.0.1"))
    with open_study(path, write=True) as file:
        study_id = file.study_id
        file.record([SetStudy("title", "Another title")], coder="ana")
    record = first(json.loads(path.read_bytes())["study"])
    assert (record["title"], record["program"], record["format"], record["norm"], record["id"]) == (
        "Another title",
        "0.0.1",
        "postil/1",
        "NFC",
        study_id,
    )
    assert len(study_id) == 32


def test_the_outline_of_a_file_is_found_by_its_tabs_alone(tmp_path: Path) -> None:
    data = coded_study(tmp_path / "s.json").read_bytes()
    sections, marked = outline(data)
    whole = json.loads(data)
    assert list(sections) == list(whole)
    for name, (begin, end) in sections.items():
        assert json.loads(b"{" + data[begin:end] + b"}") == whole[name]
    kinds = [json.loads(line[line.index(b":") + 1 :])["kind"] for line in marked]
    assert kinds == [r["kind"] for r in whole["changes"].values() if r["kind"] not in canonical.DECISIONS]
    with pytest.raises(NotCanonicalError):
        outline(json.dumps(whole, indent="\t").encode())


def test_acts_that_go_on_while_a_checkpoint_is_made_ready_are_not_taken_for_saved(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    file = new_study(path)
    file.record([Apply(WHOLE)], coder="ana")
    render = file._image.render

    def slow_render(snapshot: Snapshot) -> Sequence[bytes]:
        file.record([Apply(SPAN)], coder="ana")
        return render(snapshot)

    file._image.render = slow_render  # type: ignore[method-assign]
    file.checkpoint()
    assert file.unsaved == 1
    assert [c["code"] for c in stock_codings(path)] == ["F1"]
    state = stamped(file.study)
    crash(file)
    with open_study(path, write=True) as again:
        assert stamped(again.study) == state
        assert again.unsaved == 1


# ---- opening in parts ----


def test_a_lazy_opening_has_the_bookmarked_transcript_first_and_the_rest_on_demand(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    there = WHOLE._replace(transcript=TRANSCRIPTS[1].id)
    with new_study(path) as file:
        file.record([Apply(WHOLE), Apply(SPAN), Review(WHOLE.transcript, 2, "ana")], coder="ana")
        file.record([Apply(there), Bookmark("ben", (there.transcript, 2))], coder="ben")
        file.record([Doubt(SPAN)], coder="ana")
        state = stamped(file.study)
    with open_study(path, write=True, coder="ben", lazy=True) as file:
        assert [coding for coding, _ in file.study.codings()] == [there]
        worker = threading.Thread(target=file.prepare_rest)
        worker.start()
        worker.join()
        assert [coding for coding, _ in file.study.codings()] == [there]
        file.complete()
        assert stamped(file.study) == state
        assert stamped(Study(file.log)) == state
    with open_study(path, write=False, coder="ana", lazy=True) as file:
        assert {coding for coding, _ in file.study.codings()} == {WHOLE, SPAN}
        assert file.study.is_doubtful(SPAN)


def test_a_coding_that_comes_back_is_as_doubtful_as_in_the_log(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    for actions in ([Doubt(SPAN)], [Remove(SPAN)], [Apply(SPAN)]):
        with open_study(path, write=True, lazy=True) as file:
            file.record(actions, coder="ana")
            assert stamped(Study(file.log)) == stamped(file.study)


def test_acts_on_a_study_that_was_opened_in_parts_are_right_before_it_is_complete(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    other = WHOLE._replace(transcript=TRANSCRIPTS[1].id)
    with open_study(path, write=True, lazy=True) as file:
        file.record([Apply(other)], coder="ana")
    with open_study(path, write=True, coder="ana", lazy=True) as file:
        assert file.record([Apply(WHOLE)], coder="ana") == ()
        assert file.record([Apply(other)], coder="ana") == ()
        file.record([Remove(other)], coder="ana")
        assert file.undo("ana") is not None
        file.record([Remove(SPAN)], coder="ana")
        state = stamped(file.study)
    with open_study(path, write=False) as file:
        assert stamped(file.study) == state
        assert stamped(Study(file.log)) == state


def test_a_version_from_outside_is_taken_into_a_study_that_was_opened_in_parts(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    (tmp_path / "ben").mkdir()
    theirs = tmp_path / "ben" / "s.json"
    shutil.copy(path, theirs)
    with open_study(theirs, write=True) as file:
        file.record([Remove(WHOLE), Apply(WHOLE._replace(coder="ben")), Doubt(SPAN)], coder="ben")
    with open_study(path, write=True, lazy=True) as file:
        file.record([Doubt(SPAN)], coder="ana")
        file.record([Doubt(SPAN, doubtful=False)], coder="ana")
        shutil.copy(theirs, path)
        file.checkpoint()
        assert {coding for coding, _ in file.study.codings()} == {SPAN, WHOLE._replace(coder="ben")}
        assert stamped(Study(file.log)) == stamped(file.study)
        state = stamped(file.study)
    with open_study(path, write=False) as file:
        assert stamped(file.study) == state


def test_a_sealed_file_that_was_edited_is_read_strictly(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    path.write_bytes(path.read_bytes().replace(b'"start":0', b'"start":1', 1))
    with open_study(path, write=False) as file:
        assert any("differs from the log" in notice for notice in file.notices)
        assert file.study.has(SPAN)


def test_a_study_of_a_single_change_opens(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    create_study(path, title="nothing yet").close()
    for write in (False, True):
        with open_study(path, write=write) as file:
            assert (file.study.title, len(file.log)) == ("nothing yet", 1)


def test_a_study_without_a_title_and_without_anything_in_it_is_made_and_opens(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    with create_study(path, title="") as file:
        assert (file.study.title, len(file.log)) == ("", 0)
    assert list(check_file(path)) == []
    with open_study(path, write=True) as file:
        assert (file.study.title, len(file.log)) == ("", 0)
        file.record([AddCoder("ana")], coder="ana")
    with open_study(path, write=False) as file:
        assert file.study.coders == ("ana",)


def test_of_a_transcript_with_very_many_codings_those_near_the_reader_come_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = coded_study(tmp_path / "study.json")
    with open_study(path, write=True) as file:
        file.record([Apply(WHOLE._replace(paragraph=n, code=c)) for n in (1, 2, 4) for c in ("F1", "B2")], coder="ana")
        file.record([Bookmark("ana", (WHOLE.transcript, 4))], coder="ana")
    with open_study(path, write=False) as file:
        everything = stamped(file.study)
    monkeypatch.setattr(sealed, "_MUCH", 0)
    monkeypatch.setattr(sealed, "_NEAR", 1)
    with open_study(path, write=True, coder="ana", lazy=True) as file:
        assert set(file.study.codings_in(WHOLE.transcript)) <= {3, 4}
        assert file.study.codings_at(WHOLE._replace(paragraph=4).place)
        assert file.record([Apply(WHOLE)], coder="ana") == ()  # it is there already, though not near
        assert stamped(file.study) == everything
    with open_study(path, write=False, coder="ana", lazy=True) as file:
        file.complete()
        assert stamped(file.study) == everything


def test_rights_that_were_taken_away_meanwhile_stay_away(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    path.chmod(0o644)
    with open_study(path, write=True) as file:
        path.chmod(0o600)
        file.record([Doubt(WHOLE)], coder="ana")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_study_that_was_made_and_closed_leaves_no_file_open(tmp_path: Path) -> None:
    before = sum(1 for _ in Path("/dev/fd").iterdir())
    for number in range(5):
        create_study(tmp_path / f"{number}.json", title="t", actions=[AddTranscript(TRANSCRIPTS[0])]).close()
    assert sum(1 for _ in Path("/dev/fd").iterdir()) == before
