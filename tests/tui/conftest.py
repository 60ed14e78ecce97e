from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from studies_at_scale import scaled_study

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "crisis_care.postil.json"


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A fresh copy of the sample study."""
    return Path(shutil.copy(SAMPLE, tmp_path / "study.json"))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with 200 paragraphs and 300 codings."""
    return scaled_study(tmp_path_factory.mktemp("small") / "study.json", paragraphs=200, codings=300)


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with one transcript of 20,000 paragraphs and 100,000 codings."""
    return scaled_study(tmp_path_factory.mktemp("large") / "study.json", paragraphs=20_000, codings=100_000)
