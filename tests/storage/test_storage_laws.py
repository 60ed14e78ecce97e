from __future__ import annotations

import contextlib
import json
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from studies_on_disk import crash, new_study, stock_codings

from postil.errors import PostilError
from postil.model.change import Change
from postil.model.study import Study
from postil.storage.image import Image
from postil.storage.reading import read_contents
from postil.storage.schema import change_of, change_record
from postil.storage.study_file import open_study
from studies import acts, stamped

MOVES = st.sampled_from(["go on", "go on", "go on", "checkpoint", "close", "lazy", "crash", "undo", "redo"])
STEPS = st.lists(st.tuples(acts(), MOVES), max_size=20)


def afresh(path: Path) -> bytes:
    """The bytes that encoding the whole file afresh gives."""
    contents = read_contents(path.read_bytes(), "study")
    study = Study(contents.changes)
    image = Image.of(study, contents.changes, contents.header, contents.kept)
    return b"".join(image.render(image.snapshot(study)))


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_acts_checkpoints_closings_and_crashes_in_any_order_give_the_same_state(
    steps: list[tuple[tuple[str, list[object]], str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "s.json"
        file = new_study(path)
        for (coder, actions), move in steps:
            try:
                file.record(actions, coder=coder)  # type: ignore[arg-type]
            except PostilError:
                continue  # the act did not fit the study as it had become; nothing was recorded
            if move == "checkpoint":
                file.checkpoint()
                assert path.read_bytes() == afresh(path)
            elif move in {"undo", "redo"}:
                file.undo(coder) if move == "undo" else file.redo(coder)
            elif move in {"close", "crash", "lazy"}:
                file.complete()
                state = stamped(file.study)
                crash(file) if move == "crash" else file.close()
                file = open_study(path, write=True, coder=coder, lazy=move == "lazy")
                if move == "lazy":
                    continue
                assert stamped(file.study) == state
                assert stamped(Study(file.log)) == state
        file.complete()
        state = stamped(file.study)
        assert stamped(Study(file.log)) == state
        file.close()
        assert path.read_bytes() == afresh(path)
        with open_study(path, write=False) as last:
            assert stamped(last.study) == state
            assert last.notices == ()
            assert {(c["paragraph"], c["start"], c["end"], c["code"], c["stamp"]) for c in stock_codings(path)} == {
                (c.paragraph, c.start, c.end, c.code, stamp) for c, stamp in last.study.codings()
            }


@settings(max_examples=40, deadline=None)
@given(st.lists(acts(), max_size=15), st.randoms())
def test_the_file_does_not_depend_on_the_order_in_which_its_changes_came(
    steps: list[tuple[str, list[object]]], shuffle: object
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "s.json"
        with new_study(path) as file:
            for coder, actions in steps:
                with contextlib.suppress(PostilError):  # an act that no longer fits
                    file.record(actions, coder=coder)  # type: ignore[arg-type]
        contents = read_contents(path.read_bytes(), "study")
        changes = list(contents.changes)
        shuffle.shuffle(changes)  # type: ignore[attr-defined]
        study = Study(changes)
        image = Image.of(study, changes, contents.header, contents.kept)
        assert b"".join(image.render(image.snapshot(study))) == path.read_bytes()


@given(st.lists(acts(), min_size=1, max_size=5))
def test_a_change_comes_back_from_its_record_as_it_was(steps: list[tuple[str, list[object]]]) -> None:
    stamp = "2026-11-25T02:23:40.123Z.0001.a1b2c3d4e5f60718"
    for coder, actions in steps:
        for action in actions:
            for change in (
                Change(stamp, coder, stamp, action),  # type: ignore[arg-type]
                Change(stamp, "cleo", "g", action, ("2026-11-24", "2026-11-25T01"), "u"),  # type: ignore[arg-type]
            ):
                record = json.loads(json.dumps(change_record(change)))
                assert change_of(record, {}) == change
