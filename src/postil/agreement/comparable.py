"""Whether a study can tell how far coders agree. Invariant: where it cannot, the message says what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.errors import RatingsError
from postil.model.eligible import eligible_set

if TYPE_CHECKING:
    from postil.agreement.units import Compared


def check_comparable(found: Compared) -> None:
    """Pass where there are units that at least two coders rated.

    Raises:
        RatingsError: there is no eligible paragraph, no reviewed mark, one coder only, or nothing that two rated.
    """
    if not found.eligible:
        hint = "add transcripts" if found.wanted.everybody else "correct the speakers' roles, or say --everybody"
        raise RatingsError(f"there are no paragraphs of {eligible_set(everybody=found.wanted.everybody)}", hint)
    rated = [coder for coder, units in zip(found.coders, found.ratings.rated, strict=True) if units]
    _check_coders(found, rated)
    if not found.ratings.rated_twice():
        what = "transcript was reviewed to its end" if found.wanted.unit == "document" else "paragraph was reviewed"
        raise RatingsError(
            f"no {what} by two of {', '.join(found.coders)}", "let them code some of the same transcripts, then compare"
        )


def _check_coders(found: Compared, rated: list[str]) -> None:
    hint = "mark what was read (Space in `postil code`): only that tells 'no code' from 'not read yet'"
    without = [coder for coder in found.coders if coder not in rated]
    if not rated:
        raise RatingsError(f"nobody has reviewed {_anything(found)}", hint)
    if found.wanted.coders and without:
        raise RatingsError(f"{without[0]} has not reviewed {_anything(found)}", hint)
    if len(rated) < 2:
        hint = "name another with --coder" if found.wanted.coders else "give another coder's file beside this one"
        raise RatingsError(f"only {rated[0]} has reviewed {_anything(found)}, and agreement takes two coders", hint)


def _anything(found: Compared) -> str:
    """What the coders should have reviewed at least one of."""
    speech = eligible_set(everybody=found.wanted.everybody)
    chosen = " in the transcripts chosen" if found.wanted.transcripts else ""
    if found.wanted.unit == "document":
        return f"all {speech} of any transcript" + (" of those chosen" if chosen else "")
    return f"any paragraph of {speech}{chosen}"
