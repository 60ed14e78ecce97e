from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from postil.model.clock import Clock, is_stamp, stamp_time


@given(st.lists(st.integers(0, 4_000_000_000_000), min_size=2, max_size=30))
def test_stamps_rise_whatever_the_wall_clock_does(times: list[int]) -> None:
    clock = Clock(now=iter(times).__next__)
    stamps = [clock.tick() for _ in times]
    assert stamps == sorted(set(stamps))
    assert all(map(is_stamp, stamps))


@given(st.integers(0, 4_000_000_000_000), st.integers(0, 4_000_000_000_000))
def test_a_stamp_is_greater_than_any_that_was_seen(here: int, there: int) -> None:
    seen = Clock(now=lambda: there).tick()
    clock = Clock(now=lambda: here)
    clock.see(seen)
    assert clock.tick() > seen


def test_more_stamps_than_a_millisecond_can_count() -> None:
    clock = Clock(now=lambda: 1_700_000_000_000)
    stamps = [clock.tick() for _ in range(70_000)]
    assert stamps == sorted(set(stamps))


def test_a_stamp_tells_its_time() -> None:
    stamp = Clock(writer="a1b2c3d4e5f60718", now=lambda: 1_795_573_420_123).tick()
    assert stamp == "2026-11-25T02:23:40.123Z.0000.a1b2c3d4e5f60718"
    assert stamp_time(stamp) == "2026-11-25 02:23:40"
    assert not is_stamp("2026-11-25")
    assert not is_stamp(None)
