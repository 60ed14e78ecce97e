"""One decision as it is asked for without a screen, and as one act of a study.

Invariant: an order is either a whole, well-formed act or an error; nothing of a wrong one is recorded.
"""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from postil.cli.lookup import Finder
from postil.errors import CodebookError, NotFoundError, PostilError
from postil.model.change import AddCoder, Apply, Remove, Review, SetMemo
from postil.model.coding import Coding, MemoKey
from postil.model.names import full_name
from postil.model.transcript import normal_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeAlias

    from postil.model.change import Action
    from postil.model.codebook import Code
    from postil.storage import StudyFile

    Types: TypeAlias = Mapping[str, tuple[type | tuple[type, ...], str]]

LONGEST_LINE = 1 << 20
"""Bytes of one JSON line."""


@dataclass(frozen=True, slots=True)
class Order:
    """What one line, or one command line, asks for."""

    transcript: str
    """By id, name or source file, or how one of them begins."""
    paragraph: int
    codes: tuple[str, ...] = ()
    """By id, number, path, name or alias."""
    start: int | None = None
    end: int | None = None
    memo: str | None = None
    """Text of the memo at each of the codings, or without codes at the span or the paragraph; empty to take it away."""
    reviewed: bool | None = None
    remove: bool = False


class LineError(PostilError):
    """A line of JSON that is no order."""


_TYPES: Types = {
    "transcript": (str, "text"),
    "paragraph": (int, "a whole number"),
    "codes": (list, "a list of codes"),
    "start": (int, "a whole number"),
    "end": (int, "a whole number"),
    "memo": (str, "text"),
    "reviewed": (bool, "true or false"),
    "remove": (bool, "true or false"),
}


def order_of_line(line: bytes) -> Order:
    """The order in one line of JSON; a field that is null counts as not given.

    Raises:
        LineError: it is no JSON object, too long, or has unknown, doubled, missing or mistyped fields.
    """
    fields = fields_of_line(line, _TYPES, required=("transcript", "paragraph"))
    return Order(codes=names_of_codes(fields.pop("codes", [])), **fields)


def names_of_codes(values: list[object]) -> tuple[str, ...]:
    """The codes that a line names.

    Raises:
        LineError: one of them is no text, or is empty.
    """
    if not all(isinstance(code, str) and code.strip() for code in values):
        raise LineError("codes must be a list of text that is not empty")
    return tuple(map(str, values))


def fields_of_line(line: bytes, types: Types, *, required: Sequence[str]) -> dict[str, Any]:
    """The fields in one line of JSON that are given; one that is null counts as not given.

    Args:
        line: the line.
        types: the fields that there may be, each with its Python type and what it is called.
        required: the fields that must be there.

    Raises:
        LineError: it is no JSON object, too long, or has unknown, doubled, missing or mistyped fields.
    """
    if len(line) > LONGEST_LINE:
        raise LineError(f"the line is longer than {LONGEST_LINE:,} bytes")
    try:
        pairs = json.loads(line.decode("utf-8-sig"), object_pairs_hook=_Pairs)
    except UnicodeDecodeError:
        raise LineError("the line is not UTF-8") from None
    except RecursionError:
        raise LineError("the line is nested too deep") from None
    except ValueError as error:
        raise LineError(f"the line is not JSON: {getattr(error, 'msg', 'a number is too long')}") from None
    if not isinstance(pairs, _Pairs):
        raise LineError("the line is not a JSON object", "write {...}")
    fields = dict(pairs.pairs)
    if len(fields) != len(pairs.pairs):
        raise LineError("a field stands there twice")
    given = {name: value for name, value in fields.items() if _is_given(name, value, types)}
    for name in required:
        if name not in given:
            raise LineError(f"{name} is missing")
    return given


class _Pairs:
    """A JSON object with all its fields, doubled ones too."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        self.pairs = pairs


def _is_given(name: str, value: object, types: Types) -> bool:
    if name not in types:
        near = difflib.get_close_matches(name[:40], types, n=1)
        raise LineError(f"unknown field '{name[:40]}'", f"did you mean '{near[0]}'?" if near else "see --help")
    if value is None:
        return False
    kind, wanted = types[name]
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise LineError(f"{name} must be {wanted}")
    return True


class Applier:
    """Records orders of one coder in one study, one act each."""

    def __init__(self, study_file: StudyFile, coder: str) -> None:
        self._file = study_file
        self._coder = coder
        self._finder = Finder(study_file.study)
        self._is_new = coder not in study_file.study.coders

    def apply(self, order: Order) -> str:
        """Record an order.

        Returns:
            A stamp: that of the act, durable now; where it would change nothing, that of what is there already.

        Raises:
            NotFoundError, CodebookError: it does not fit the study; nothing was recorded.
            StudyFileError: it could not be written; nothing was recorded.
        """
        actions = self._actions(order)
        codings = [action.coding for action in actions if isinstance(action, Apply)]
        wanted = [*actions, AddCoder(self._coder)] if self._is_new else actions
        changes = self._file.record(wanted, coder=self._coder)
        if changes:
            self._is_new = False
            return changes[0].group
        return self._stamp_there(actions, codings)

    def _actions(self, order: Order) -> list[Action]:
        transcript = self._finder.transcript(order.transcript)
        self._finder.check_paragraph(transcript, order.paragraph)
        codes = [self._finder.code(text) for text in order.codes]
        _check_sense(order)
        codings = [
            Coding(transcript.id, order.paragraph, order.start, order.end, code.id, self._coder) for code in codes
        ]
        if not order.remove:
            self._check_offered(codes, codings)
        actions: list[Action] = [Remove(coding) if order.remove else Apply(coding) for coding in codings]
        if order.memo is not None:
            memo = normal_text(order.memo)
            keys = [MemoKey.at_coding(coding) for coding in codings]
            keys = keys or [MemoKey(transcript.id, order.paragraph, order.start, order.end, "", self._coder)]
            actions += [SetMemo(key, memo) for key in keys]
        if order.reviewed is not None:
            actions.append(Review(transcript.id, order.paragraph, self._coder, order.reviewed))
        return actions

    def _check_offered(self, codes: Sequence[Code], codings: Sequence[Coding]) -> None:
        """Pass where no new coding has a retired code; those that there are stay as they are."""
        there = self._file.study.codings_in(codings[0].transcript).get(codings[0].paragraph, {}) if codings else {}
        for code, coding in zip(codes, codings, strict=True):
            if code.status == "retired" and coding not in there:
                raise CodebookError(
                    f"{full_name(code)} is retired and takes no new codings",
                    f"choose another code, or offer it again: postil codebook edit {self._file.path} '{code.id}' "
                    "--status active",
                )

    def _stamp_there(self, actions: list[Action], codings: list[Coding]) -> str:
        study = self._file.study
        for coding in codings:
            return study.coding_stamp(coding)
        for action in actions:
            if isinstance(action, SetMemo) and (heads := study.heads(action.key)):
                return heads[0].stamp
            if isinstance(action, Review) and action.reviewed:
                return study.reviewed(action.transcript, action.coder)[action.paragraph]
        first = actions[0]
        assert isinstance(first, (Remove, SetMemo, Review))
        transcript = first.transcript if isinstance(first, Review) else _target(first).transcript
        return study.element_stamp("transcript", transcript)


def _target(action: Remove | SetMemo) -> Coding | MemoKey:
    return action.coding if isinstance(action, Remove) else action.target


def _check_sense(order: Order) -> None:
    if not order.codes and order.memo is None and order.reviewed is None:
        raise NotFoundError("there is nothing to do", "name a code, or give a memo or a reviewed mark")
    if (order.start is None) != (order.end is None):
        raise NotFoundError("a span needs both a start and an end", "give both, or neither for the whole paragraph")
    if order.start is not None and not order.codes and order.memo is None:
        raise NotFoundError("a span needs a code or a memo", "give one, or leave start and end out")
    if order.remove and not order.codes:
        raise NotFoundError("there is nothing to remove", "name a code")
    if order.remove and order.memo is not None:
        raise NotFoundError("a memo cannot be put at a coding that is removed", "give one of the two")
