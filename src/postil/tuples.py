"""``NamedTuple`` for a program that starts anew with each command.

``typing.NamedTuple`` compiles the annotation of every field, which nothing here asks for and which takes more than half
of the time that a named tuple needs to be made; a report makes ninety of them. For type checkers this is the standard
one; at run time the same tuples are made by ``collections.namedtuple`` alone. Annotations stay texts, and a tuple has
fields and no other base.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["NamedTuple"]

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from collections import namedtuple

    _MADE = frozenset({"__new__", "__init__", "__slots__", "__getnewargs__", "_fields", "_field_defaults", "_make",
                       "_replace", "_asdict"})  # fmt: skip
    _TAKEN = frozenset({"__module__", "__qualname__"})

    class _MadeFromBody(type):
        """Makes a named tuple of the annotated names of a class body."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, object]) -> type:
            if not bases:
                return super().__new__(cls, name, bases, body)
            if len(bases) > 1:
                message = f"{name}: a named tuple has no other bases"
                raise TypeError(message)
            fields = body.get("__annotations__")
            if fields is None:
                message = (
                    f"{name}: a named tuple has fields, and its module begins with: from __future__ import annotations"
                )
                raise TypeError(message)
            defaults = [body[field] for field in fields if field in body]
            if any(field in body for field in list(fields)[: len(fields) - len(defaults)]):
                message = f"{name}: a field without a default follows one with a default"
                raise TypeError(message)
            made = namedtuple(name, fields, defaults=defaults, module=body["__module__"])  # noqa: PYI024 - that is its use
            made.__annotations__ = made.__new__.__annotations__ = fields
            made.__qualname__ = body["__qualname__"]
            for attribute, value in body.items():
                if attribute in _MADE:
                    message = f"{name}: {attribute} belongs to the named tuple"
                    raise AttributeError(message)
                if attribute not in fields and attribute not in _TAKEN:
                    setattr(made, attribute, value)
            return made

    class NamedTuple(metaclass=_MadeFromBody):
        """The base of a class whose annotated names are the fields of a tuple."""
