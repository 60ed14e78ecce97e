"""Clock times of a recording, as transcripts write them. Invariant: a time is seconds from its beginning."""

from __future__ import annotations

import re

CLOCK = r"\d{1,3}:\d{2}(?::\d{2}(?::\d{2})?)?(?:[.,]\d{1,3})?"
"""Pattern of m:ss, h:mm:ss or h:mm:ss:frames, with or without a fraction."""

_RANGE = rf"{CLOCK}(?:-\d(?!\d))?(?:\s*(?:-+>?|[–—]|to)\s*{CLOCK})?"
STAMP = rf"(?:[\[(<{{#]\s*{_RANGE}\s*[\])>}}#]|{_RANGE}(?![\d:]))"
"""Pattern of a clock time or a range of two, bare or in brackets of any kind."""

_CLOCK = re.compile(CLOCK)


def seconds(text: str) -> float | None:
    """Seconds of the first clock time in the text; None where there is none, or minutes or seconds are 60 or more.

    'm:ss' may have more than 59 minutes, as recorders write them; a fourth field (video frames) is left out.
    """
    found = _CLOCK.search(text)
    if not found:
        return None
    fields = found.group().replace(",", ".").split(":")
    if len(fields) == 4:
        fields = fields[:3]
    numbers = [float(field) for field in fields]
    if numbers[-1] >= 60 or (len(numbers) == 3 and numbers[1] >= 60):
        return None
    total: float = sum(number * 60**power for power, number in enumerate(reversed(numbers)))
    return round(total, 3)
