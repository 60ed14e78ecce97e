from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from studies_on_disk import SPAN, WHOLE, coded_study

from postil.model.change import Apply, Remove
from postil.storage.backups import back_up, backups_of, thin_out
from postil.storage.study_file import open_study

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 25, 12, 0, 0, tzinfo=timezone.utc)


def test_the_first_save_of_a_session_keeps_the_file_as_it_was(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    for backup in backups_of(tmp_path / "s.json.backups"):
        backup.unlink()
    before = path.read_bytes()
    with open_study(path, write=True) as file:
        for action in (Remove(SPAN), Apply(SPAN), Remove(WHOLE)):
            file.record([action], coder="ana")
            file.checkpoint()
    assert [backup.read_bytes() for backup in backups_of(tmp_path / "s.json.backups")] == [before]


def test_a_session_that_changes_nothing_makes_no_backup(tmp_path: Path) -> None:
    path = coded_study(tmp_path / "s.json")
    before = backups_of(tmp_path / "s.json.backups")
    open_study(path, write=True).close()
    assert backups_of(tmp_path / "s.json.backups") == before


def test_two_backups_of_one_second_are_both_kept(tmp_path: Path) -> None:
    file = tmp_path / "s.json"
    for text in ("one", "two", "three"):
        file.unlink(missing_ok=True)
        file.write_text(text)
        back_up(file, tmp_path / "b", NOW)
    assert [path.read_text() for path in backups_of(tmp_path / "b")] == ["three", "two", "one"]


def test_the_latest_ten_one_a_day_and_one_a_week_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "b"
    folder.mkdir()
    times = [NOW - timedelta(minutes=10 * n) for n in range(30)]
    times += [NOW - timedelta(days=n, hours=h) for n in range(1, 100) for h in (0, 3)]
    for time in times:
        (folder / f"{time:%Y%m%dT%H%M%S}Z.json").write_text("x")
    (folder / "mine.json").write_text("not a backup")
    thin_out(folder, NOW)
    kept = [path.name for path in backups_of(folder)]
    assert kept[:10] == [f"{time:%Y%m%dT%H%M%S}Z.json" for time in times[:10]]
    days = [f"{NOW - timedelta(days=n):%Y%m%dT%H%M%S}Z.json" for n in range(1, 15)]
    assert [name for name in days if name in kept] == days
    oldest = datetime.strptime(kept[-1][:8], "%Y%m%d").replace(tzinfo=timezone.utc)
    assert timedelta(weeks=7) <= NOW - oldest <= timedelta(weeks=8)
    assert len(kept) <= 10 + 15 + 8
    assert (folder / "mine.json").exists()


def test_thinning_out_twice_changes_nothing_more(tmp_path: Path) -> None:
    folder = tmp_path / "b"
    folder.mkdir()
    for n in range(200):
        (folder / f"{NOW - timedelta(hours=7 * n):%Y%m%dT%H%M%S}Z.json").write_text("x")
    thin_out(folder, NOW)
    once = backups_of(folder)
    thin_out(folder, NOW)
    assert backups_of(folder) == once
