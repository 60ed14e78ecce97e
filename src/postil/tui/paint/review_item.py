"""Drawing what a decision rests on: who gave what, on which words, what the codes mean, memos, and the decision.

Pure: a review session and a measure in, rows out. Where the rows do not suffice, explanations shrink before anything
that was given is left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from postil.model.clock import stamp_time
from postil.model.decision import Decision
from postil.session.commands import key_label
from postil.session.review_acts import reason_key
from postil.session.review_items import Disagreement, agreed_of, decisions_made
from postil.text.clean import visible, visible_lines
from postil.text.wrap import padded, shortened, width, wrap
from postil.tui.paint.cells import fitted, run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.model.change import FieldValue
    from postil.model.codebook import Code
    from postil.model.coding import Coding
    from postil.session.review import ReviewSession
    from postil.session.review_items import Clash, Given
    from postil.tui.paint.cells import Row

_KEY_CELLS = 4
_LONGEST_WHO = 12
_LONGEST_CODE = 38
_LIMITS = (12, 4, 3, 2, 1)
"""Lines that one definition or one version may take, from roomy to tight."""
_BRIEF = 3
"""With so few lines, what a code includes and excludes is left out."""
_MEMO_LINES = 2


@dataclass
class _Line:
    """One thing that was given: by whom, what, and what is to be known about it."""

    key: str = ""
    who: str = ""
    what: str = ""
    style: str = "row"
    about: list[tuple[str, str]] = field(default_factory=list)
    """Texts beside it, each with its style."""
    asides: list[tuple[str, str]] = field(default_factory=list)
    """Those of them that can be left out."""


def evidence(session: ReviewSession, cells: int, indent: int, *, rows: int, at_most: int) -> list[Row]:
    """What a decision on the item under the cursor rests on, each row exactly ``cells`` wide.

    Args:
        session: the session.
        cells: the width.
        indent: cells before it.
        rows: the rows that explanations may fill.
        at_most: the rows that it may take if it does not fit into those in its briefest form.
    """
    drawn: list[Row] = []
    for limit in _LIMITS:
        drawn = _evidence(session, cells, indent, limit)
        if len(drawn) <= rows:
            return drawn
    if len(drawn) <= at_most:
        return drawn
    hidden = len(drawn) - at_most + 1
    return [*drawn[: at_most - 1], _under([run(f"… {hidden} more rows", "alarm")], cells, indent)]


def _evidence(session: ReviewSession, cells: int, indent: int, limit: int) -> list[Row]:
    if not isinstance(session.item, Disagreement):
        return _versions(session, session.clash, cells, indent, limit)
    lines = _given(session)
    who = min(max(width(visible(line.who)) for line in lines), _LONGEST_WHO, cells // 6)
    room = cells - indent - _KEY_CELLS - who - 1
    what = min(max(width(line.what) for line in lines), _LONGEST_CODE, room * 45 // 100)
    drawn = [
        _under(row, cells, indent) for line in lines for row in _drawn(line, room - what, limit, who=who, what=what)
    ]
    drawn += _memos(session, cells, indent)
    return drawn + _state(session, cells, indent, limit)


def _under(row: Row, cells: int, indent: int) -> Row:
    return fitted([run(" ▌", "bar"), run(" " * (indent - 2)), *row], cells)


def _drawn(line: _Line, room: int, limit: int, *, who: int, what: int) -> list[Row]:
    """A line as rows: its key, who gave it, what, and in the ``room`` that is left what is to be known about it."""
    room = max(room - 2, 4)
    told = [part for part in line.about if limit > _BRIEF or part not in line.asides]
    about = [part for text, style in told for part in _cut(text, style, room, limit)]
    named = [run(f"{line.key:<{_KEY_CELLS}}", "slot"), run(padded(visible(line.who), who) + " ", "speaker")]
    cuts = wrap(line.what, max(what, 4))
    first = [*named, run(padded(line.what[slice(*cuts[0])], what) + "  ", line.style)]
    rows = [[*first, *(about[:1] or [])]]
    gap = " " * (_KEY_CELLS + who + 1)
    for at in range(1, max(len(cuts), len(about))):
        name = padded(line.what[slice(*cuts[at])] if at < len(cuts) else "", what) + "  "
        rows.append([run(gap), run(name, line.style), *about[at : at + 1]])
    return rows


def _cut(text: str, style: str, room: int, limit: int) -> list[tuple[str, str]]:
    """Text as lines, at most ``limit`` of them, the last one ending in … where there is more."""
    lines = [text[start:end] for start, end in wrap(text, room)]
    if len(lines) > limit:
        lines = [*lines[: limit - 1], shortened(lines[limit - 1] + " " * room + "…", room).rstrip("… ") + " …"]
        lines[-1] = shortened(lines[-1], room)
    return [run(line, style) for line in lines]


# ---- who gave what ----


def _given(session: ReviewSession) -> list[_Line]:
    """What all gave, then what each of them gave beside that."""
    given, keys = session.given, session.keymap.keys["decide.keep"]
    agreed = agreed_of(given)
    everybody = "both" if len(given) == 2 else "all"
    explained: set[str] = set()
    lines = [_code_line(session, code, list(given), explained) for code in _in_book_order(session, agreed)]
    if lines:
        lines[0].who = everybody
    for at, coder in enumerate(session.coders):
        key = key_label(keys[at]) if at < len(keys) else ""
        if coder not in given:
            lines.append(_Line("", coder, "has not reviewed this", "quiet"))
            continue
        own = _in_book_order(session, given[coder] - agreed)
        mine = [_code_line(session, code, [coder], explained) for code in own]
        mine = mine or [_Line(what="nothing else" if agreed else "no code", style="quiet")]
        mine[0].key, mine[0].who = key, coder
        lines += mine
    return lines


def _in_book_order(session: ReviewSession, codes: frozenset[str]) -> list[str]:
    known = [code.id for code in session.study.codebook if code.id in codes]
    return [*known, *sorted(codes.difference(known))]


def _code_line(session: ReviewSession, code_id: str, coders: Sequence[str], explained: set[str]) -> _Line:
    code = session.code(code_id)
    line = _Line(what=visible(session.code_label(code_id)), style=f"code{code.color}" if code and code.color else "row")
    line.about = _words(session, code_id, coders)
    if code is not None and code_id not in explained:
        explained.add(code_id)
        meaning = _meaning(code)
        line.about += meaning
        line.asides = meaning[1:]
    return line


def _words(session: ReviewSession, code: str, coders: Sequence[str]) -> list[tuple[str, str]]:
    """The words that a code stands on; by whom, where coders chose different ones."""
    text = session.paragraph.text
    codings = [c for c in session.study.codings_at(session.place) if c.code == code and c.coder in coders]
    chosen = {coder: [c for c in codings if c.coder == coder] for coder in coders}
    spans = {coder: tuple((c.start, c.end) for c in these) for coder, these in chosen.items()}
    doubtful = dict.fromkeys(c.coder for c in codings if session.study.is_doubtful(c))
    doubts = [(visible(f"? {coder} has marked this as doubtful"), "quiet") for coder in doubtful]
    if len(set(spans.values())) == 1:
        return [(_quote(text, c), "quiet") for c in chosen[coders[0]] if c.start is not None] + doubts
    return [(f"{visible(c.coder)}: {_quote(text, c)}", "quiet") for c in codings] + doubts


def _quote(text: str, coding: Coding) -> str:
    return f"“{visible(text[coding.start : coding.end])}”" if coding.start is not None else "all of it"


def _meaning(code: Code) -> list[tuple[str, str]]:
    """What a code means: its definition, then what it includes and excludes."""
    signed = (("", code.definition, "row"), ("+ ", code.include, "quiet"), ("− ", code.exclude, "quiet"))
    return [(f"{sign}{visible(part)}", style) for sign, part, style in signed if part]


def _memos(session: ReviewSession, cells: int, indent: int) -> list[Row]:
    """What coders wrote here; what one of them wrote at several codings alike, once."""
    on: dict[tuple[str, str], list[str]] = {}
    waits = reason_key(session.place)
    for key, memo in session.study.memos_at(session.place):
        if key == waits:
            continue
        on.setdefault((key.coder, memo), []).extend([session.code_label(key.code)] if key.code else [])
    drawn: list[Row] = []
    for (coder, memo), codes in on.items():
        text = visible(f"✎ {coder}{' on ' if codes else ''}{', '.join(codes)}: {memo}")
        drawn += [_under([line], cells, indent) for line in _cut(text, "memo", cells - indent, _MEMO_LINES)]
    return drawn


def _state(session: ReviewSession, cells: int, indent: int, limit: int) -> list[Row]:
    """Whether and how it was decided, and why; and the reason that waits for a decision."""
    made = decisions_made(session.study, session.place)
    lines: list[tuple[str, str]] = []
    if len({head.value for head in made}) > 1:
        from postil.reports.conflicts import givers  # noqa: PLC0415 - conflicts are few

        who = givers(("decision", *session.place), made, nobody="somebody")
        told = "; ".join(f"{name}: {_said(session, head.value)}" for name, head in zip(who, made, strict=True))
        lines.append((f"‼ decided in two ways: {told}. Any decision here settles it.", "alarm"))
    elif made:
        head = made[0]
        value = head.value
        assert isinstance(value, Decision)
        by = f"decided by {head.coder or 'somebody'}, {stamp_time(head.stamp)[:10]}"
        lines.append((f"● {by}: {session.said(value)}", "bold"))
        if value.reason:
            lines.append((f"because: {value.reason}", "row"))
        if changed := _changed_since(value, session.given):
            lines.append((f"‼ {', '.join(changed)} changed codes here after that", "alarm"))
    else:
        lines.append(("○ not decided", "quiet"))
    if session.waiting_reason:
        lines.append((f"reason, for the decision you make next here: {session.waiting_reason}", "memo"))
    rows: list[Row] = [[]]
    rows += [[part] for text, style in lines for part in _cut(visible(text), style, cells - indent, max(limit, 2))]
    return [_under(row, cells, indent) for row in rows]


def _said(session: ReviewSession, value: object) -> str:
    if not isinstance(value, Decision):
        return ""
    return session.said(value) + (f" (because: {value.reason})" if value.reason else "")


def _changed_since(decision: Decision, given: Given) -> list[str]:
    seen = {coder: frozenset(codes) for coder, codes in decision.seen}
    return [coder for coder, codes in given.items() if coder in seen and seen[coder] != codes]


# ---- versions of a text ----


def _versions(session: ReviewSession, clash: Clash, cells: int, indent: int, limit: int) -> list[Row]:
    keys = session.keymap.keys["decide.keep"]
    heads = session.study.heads(clash.key)
    rows: list[Row] = [[run(f"{len(clash.versions)} versions of the {session.clash_title}", "bold")], []]
    for at, version in enumerate(clash.versions):
        key = key_label(keys[at]) if at < len(keys) else ""
        now = heads and heads[0].value == version.value
        told = f"{version.coder or 'the beginning'} · {stamp_time(version.stamp)}{' · shown now' if now else ''}"
        rows.append([run(f"{key:<{_KEY_CELLS}}", "slot"), run(told, "speaker")])
        text = visible_lines(_text(session, clash, version.value))
        cut = _cut(text or "(empty)", "text" if text else "quiet", cells - indent - _KEY_CELLS, limit)
        rows += [[run(" " * _KEY_CELLS), line] for line in cut]
    waits = session.is_open(session.at)
    value = _text(session, clash, session.study.value(clash.key))
    state = "○ not decided" if waits else f"● decided: {visible(value) or '(empty)'}"
    rows += [[], [run(shortened(state, cells - indent), "quiet" if waits else "bold")]]
    return [_under(row, cells, indent) for row in rows]


def _text(session: ReviewSession, clash: Clash, value: FieldValue | None) -> str:
    """A version as people read it."""
    if value is None:
        return ""
    from postil.reports.conflicts import value_text  # noqa: PLC0415 - conflicts are few

    return value_text(session.study, clash.key, value)
