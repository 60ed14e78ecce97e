"""Whether a study can tell how far coders agree. Invariant: where it cannot, the message says what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.errors import RatingsError
from postil.model.eligible import eligible_set

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from postil.agreement.units import Compared


_MARKS = "mark what was read (Space in `postil code`): only that tells 'no code' from 'not read yet'"
_ROLES = "correct the roles if they are wrong: `postil add STUDY FILE --role NAME=participant`"


def check_comparable(found: Compared) -> None:
    """Pass where there are units that at least two coders rated.

    Raises:
        RatingsError: there is no eligible paragraph, no reviewed mark, one coder only, or nothing that two rated.
    """
    if not found.eligible:
        hint = "add transcripts" if found.wanted.everybody else f"say --everybody, or {_ROLES}"
        raise RatingsError(f"there are no paragraphs of {eligible_set(everybody=found.wanted.everybody)}", hint)
    rated = [coder for coder, units in zip(found.coders, found.ratings.rated, strict=True) if units]
    _check_coders(found, rated)
    if not found.ratings.rated_twice():
        what = "transcript was reviewed to its end" if found.wanted.unit == "document" else "paragraph was reviewed"
        raise RatingsError(
            f"no {what} by two of {', '.join(found.coders)}", "let them code some of the same transcripts, then compare"
        )


def _check_coders(found: Compared, rated: list[str]) -> None:
    without = [coder for coder in found.coders if coder not in rated]
    hint = f"say --everybody to count it, or {_ROLES}"
    if not rated:
        others = _outside(found, found.outside)
        raise RatingsError(f"nobody has reviewed {_anything(found)}{others}", hint if others else _MARKS)
    if found.wanted.coders and without:
        others = _outside(found, without[:1])
        raise RatingsError(f"{without[0]} has not reviewed {_anything(found)}{others}", hint if others else _MARKS)
    if len(rated) < 2:
        others = _outside(found, found.outside)
        more = "name another coder, too" if found.wanted.coders else "give another coder's file beside this one"
        why = others or ", and agreement takes two coders"
        raise RatingsError(f"only {rated[0]} has reviewed {_anything(found)}{why}", hint if others else more)


def _outside(found: Compared, coders: Collection[str]) -> str:
    """That some of these coders have reviewed other speech, if they have."""
    marks = {coder: found.outside[coder] for coder in coders if coder in found.outside}
    if not marks:
        return ""
    speech = eligible_set(everybody=found.wanted.everybody)
    return f", and {_and(marks)} {'has' if len(marks) == 1 else 'have'} reviewed speech that is not {speech}"


def _and(marks: Mapping[str, int]) -> str:
    names = [f"{coder} ({number:,})" for coder, number in marks.items()]
    return f"{', '.join(names[:-1])} and {names[-1]}" if names[1:] else names[0]


def _anything(found: Compared) -> str:
    """What the coders should have reviewed at least one of."""
    speech = eligible_set(everybody=found.wanted.everybody)
    chosen = " in the transcripts chosen" if found.wanted.transcripts else ""
    if found.wanted.unit == "document":
        return f"all {speech} of any transcript" + (" of those chosen" if chosen else "")
    return f"any paragraph of {speech}{chosen}"
