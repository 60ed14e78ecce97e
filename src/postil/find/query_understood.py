"""How a name in a query was understood; the value stands in ``postil.text``, so that reports can tell it, too."""

from __future__ import annotations

from postil.text.understood import Understood

__all__ = ["Understood"]
