"""What is proposed for a name that is not known: what is near it, and nothing else."""

from __future__ import annotations

import pytest

from postil.find.query.near import nearest

NAMES = (
    "Leadership and management buy-in",
    "Capital money and its conditions",
    "Complexities of crisis care",
    "NHS and voluntary sector partnership",
    "Advice and lessons for others",
    "Resourcing issues",
    "F1",
    "P04",
)


@pytest.mark.parametrize(
    ("wanted", "near"),
    [
        ("leadrship", NAMES[:1]),
        ("Leedership and mangement", NAMES[:1]),
        ("management of change", NAMES[:1]),
        ("lmb", NAMES[:1]),
        ("moeny", NAMES[1:2]),
        ("complexity", NAMES[2:3]),
        ("resoursing isues", NAMES[5:6]),
        ("F9", ("F1",)),
        ("P4", ("P04",)),
        *(
            (nonsense, ())
            for nonsense in ("xyzzy", "zebra", "banana", "fees", "nurses", "qwerty", "zzz", "z", "", "? *")
        ),
    ],
)
def test_only_what_is_near_is_proposed(wanted: str, near: tuple[str, ...]) -> None:
    assert tuple(nearest(wanted, NAMES)) == near
