"""Postil: code interview transcripts by the Framework Method, at the keyboard, in a terminal.

For programs: ``postil.open("study.json")`` reads a study (``postil.api``), ``postil.merge`` makes one of several
(``postil.merge.studies``), ``postil.agreement`` holds the statistics, and ``postil.PostilError`` is what goes wrong.
All of it is loaded when it is asked for; ``__init__.pyi`` has the types.
"""

__version__ = "0.1.0"

_HOMES = {"open": ("postil.api", "open_study"), "PostilError": ("postil.errors", "PostilError")}


def __getattr__(name: str) -> object:
    from importlib import import_module  # noqa: PLC0415 - `postil --version` needs it not

    if name in {"agreement", "merge"}:
        return import_module(f"postil.{name}")  # both are rooms; that of merging can be called
    if name not in _HOMES:
        raise AttributeError(f"module 'postil' has no attribute {name!r}")
    module, known_as = _HOMES[name]
    return getattr(import_module(module), known_as)
