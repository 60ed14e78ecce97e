"""Our named tuples are those of the standard library."""

from __future__ import annotations

import copy
import inspect
import pickle
import typing
from typing import Any

import pytest

from postil import tuples

BODY = '''
from __future__ import annotations

class Base(NamedTuple):
    """A thing."""

    first: int
    second: tuple[str, ...] = ()
    """More about it."""
    third: Missing | None = None

    KIND = "no field"

    @property
    def both(self):
        """The first two."""
        return self.first, self.second

    @classmethod
    def of(cls, first):
        return cls(first)

    @staticmethod
    def name():
        return "name"

    def __str__(self):
        return f"<{self.first}>"

    def __bool__(self):
        return bool(self.first)
'''


def made(named_tuple: object, body: str = BODY) -> Any:  # noqa: ANN401 - a class made of text
    there: dict[str, Any] = {"NamedTuple": named_tuple, "__name__": __name__}
    exec(body, there)
    return there["Base"]


def test_they_are_as_the_standard_ones_in_what_this_program_asks() -> None:
    ours, theirs = made(tuples.NamedTuple), made(typing.NamedTuple)
    for name in ("__name__", "__qualname__", "__module__", "__doc__", "__bases__", "_fields", "_field_defaults", "KIND",
                 "__match_args__", "__slots__"):  # fmt: skip
        assert getattr(ours, name) == getattr(theirs, name), name
    assert ours.__annotations__ == {"first": "int", "second": "tuple[str, ...]", "third": "Missing | None"}
    assert list(ours.__annotations__) == list(theirs.__annotations__)
    annotations = {"__annotate_func__", "__annotations_cache__"}  # from Python 3.14 on
    assert set(vars(theirs)) - {"__orig_bases__"} - annotations == set(vars(ours)) - annotations
    assert (
        str(inspect.signature(ours)) == "(first: 'int', second: 'tuple[str, ...]' = (), third: 'Missing | None' = None)"
    )
    one, other = ours(1, ("a",)), theirs(1, ("a",))
    for value in (one, ours.of(3), ours(0)):
        standard = theirs(*value)
        assert (value, repr(value), str(value), bool(value), value.both, hash(value)) == (
            *(standard, repr(standard), str(standard), bool(standard), standard.both, hash(standard)),
        )
    assert one._replace(first=2)._asdict() == other._replace(first=2)._asdict()
    assert ours._make([1, 2, 3]) == (1, 2, 3)
    assert ours.name() == "name"
    assert ours(1) < ours(2)
    assert not hasattr(one, "__dict__")
    with pytest.raises(AttributeError):
        one.first = 2
    with pytest.raises(TypeError):
        ours()


class Kept(tuples.NamedTuple):
    """One that can be found by its name."""

    number: int
    text: str = ""


class Around:
    """One in which another stands."""

    class Inside(tuples.NamedTuple):
        """One that can be found by both names."""

        number: int


def test_they_can_be_pickled_copied_and_matched() -> None:
    one = Kept(1, "a")
    assert pickle.loads(pickle.dumps(one)) == one
    assert pickle.loads(pickle.dumps(Around.Inside(1))) == Around.Inside(1)
    assert type(copy.deepcopy(one)) is Kept
    match one:
        case Kept(number, text=text):
            assert (number, text) == (1, "a")


@pytest.mark.parametrize(
    "body",
    [
        "class Base(NamedTuple):\n    first: int = 1\n    second: int\n",
        "class Base(NamedTuple):\n    first: int\n    def _replace(self): ...\n",
        "class Base(NamedTuple):\n    first: int\n    def __new__(cls): ...\n",
        "class Base(NamedTuple):\n    first: int\n    __slots__ = ()\n",
        "class Base(NamedTuple):\n    _first: int\n",
        "class Base(NamedTuple, list):\n    first: int\n",
    ],
)
def test_what_the_standard_ones_refuse_is_refused(body: str) -> None:
    refused: list[type[Exception]] = []
    for named_tuple in (tuples.NamedTuple, typing.NamedTuple):
        with pytest.raises((TypeError, AttributeError, ValueError)) as error:
            made(named_tuple, f"from __future__ import annotations\n{body}")
        refused.append(error.type)
    assert refused[0] is refused[1]


def test_a_body_without_fields_is_refused() -> None:
    """Nobody means one; and so, from Python 3.14 on, does a body look whose module does not ask for texts."""
    with pytest.raises(TypeError, match="from __future__ import annotations"):
        made(tuples.NamedTuple, "class Base(NamedTuple):\n    first = 1\n")
