"""The vectors of published, computed and degenerate examples."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from postil.agreement import statistic
from postil.agreement.names import NAMES

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def vectors(shared: Path) -> list[dict[str, Any]]:
    path = shared / "agreement_vectors.json"
    if not path.is_file():
        pytest.skip("agreement_vectors.json is not in ../shared/data")
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def off(vector: dict[str, Any]) -> str:
    """What is wrong with the answer to a vector; empty if nothing is."""
    value, reason = statistic(vector["statistic"], vector["data"], **vector["params"])
    expected, tolerance = vector["expected"], vector["tolerance"]
    if expected is None or value is None:
        right = expected is value and bool(reason)
    elif isinstance(expected, list):
        assert isinstance(value, tuple)
        right = all(abs(one - other) <= tolerance for one, other in zip(expected, value, strict=True))
    else:
        exact = vector.get("exact")
        right = abs(value - expected) <= tolerance and (exact is None or value == pytest.approx(exact, abs=1e-9))
    return "" if right else f"{vector['name']}: {expected} expected, but {value} {reason}"


@pytest.mark.parametrize("name", [name for name in NAMES if name != "prevalence"])
def test_every_vector_of_a_statistic_comes_out_within_its_tolerance(vectors: list[dict[str, Any]], name: str) -> None:
    mine = [vector for vector in vectors if vector["statistic"] == name]
    assert mine
    assert [wrong for vector in mine if (wrong := off(vector))] == []


def test_no_vector_is_of_a_statistic_that_is_not_known(vectors: list[dict[str, Any]]) -> None:
    assert len(vectors) >= 313
    assert set(Counter(vector["statistic"] for vector in vectors)) <= set(NAMES)
