"""What all tests share: where the real files are, and a fence around the developer's own settings."""

from __future__ import annotations

import gc
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, settings

from cli_program import Program, small_study
from studies_at_scale import scaled_study

# A busy machine is no failure: examples may take their time, and a failure is told without a second search for reasons.
settings.register_profile(
    "postil",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.target, Phase.shrink],
)
settings.load_profile("postil")

if TYPE_CHECKING:
    from collections.abc import Iterator

MANY_FILES = 100
"""From so many open files on, the collector is run after a test."""
SAMPLE = Path(__file__).resolve().parents[1] / "sample_data" / "crisis_care.postil.json"
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real transcripts, layouts and vectors that lies beside the project; the test skips without it."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared/data with the real files is not here")
    return SHARED


@pytest.fixture(autouse=True)
def no_own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the developer's own configuration, colours and editor out of every test."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "EDITOR", "VISUAL", "POSTIL_CODER", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def collector_at_work() -> Iterator[None]:
    """Let the garbage collector work after a command has run in this process, which ends with its process elsewhere."""
    yield
    gc.unfreeze()
    gc.enable()
    if sum(1 for _ in Path("/dev/fd").iterdir()) > MANY_FILES:
        gc.collect()  # files of studies that a test left open close when these are collected


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A fresh copy of the sample study, readable by its owner alone as a study should be."""
    copy = Path(shutil.copy(SAMPLE, tmp_path / "study.json"))
    copy.chmod(0o600)
    return copy


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with 200 paragraphs and 300 codings."""
    return scaled_study(tmp_path_factory.mktemp("small") / "study.json", paragraphs=200, codings=300)


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with one transcript of 20,000 paragraphs and 100,000 codings."""
    return scaled_study(tmp_path_factory.mktemp("large") / "study.json", paragraphs=20_000, codings=100_000)


@pytest.fixture
def postil(capsys: pytest.CaptureFixture[str]) -> Program:
    """The command line, to be called with arguments."""
    return Program(capsys)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A small study with one coder, ana."""
    return small_study(tmp_path / "study.json")


@pytest.fixture
def transcript(tmp_path: Path) -> Path:
    """A transcript that is in no study."""
    path = tmp_path / "P07.txt"
    path.write_text("INT: How did it begin?\n\nP07: With a list.\n\nINT: And then?\n\nP07: Then nothing for a year.\n")
    return path
