"""Speakers' labels: what may be one, and which of the candidates of a file are. Invariant: the accepted set is closed.

A label is accepted because it recurs, not because it stands before a colon: that is what keeps "What I mean is: ..."
from becoming a speaker. A label that occurs once is accepted only where labels are common in the file and it looks
like a name.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from postil.importers.reading import Piece, trim
from postil.importers.times import CLOCK, STAMP, seconds
from postil.text.blank import is_blank

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Style = Literal["colon", "tab", "spaces", "bracket", "dot", "dash", "bold", "alone"]

LONGEST_LABEL = 40
"""Characters; longer ones are sentences."""

_NEEDED_SHARE: dict[Style, float] = {
    "colon": 0.02, "tab": 0.25, "spaces": 0.25, "bracket": 0.4, "dot": 0.1, "dash": 0.4, "bold": 0.25, "alone": 0.2,
}  # fmt: skip
"""Share of a file's paragraphs that must carry labels of a style before the style is believed."""


def _set_of(names: str) -> frozenset[str]:
    """The names between the bars."""
    return frozenset(names.split("|"))


METADATA = _set_of(
    "date|place|location|venue|note|notes|nb|n.b|break|time|start|end|start time|end time|duration|length|file"
    "|filename|file name"
    "|title|subject|project|study|study id|interview|interview id|interview no|interview number|interview date"
    "|date of interview"
    "|participant id|participant no|participant number|id|identifier|transcribed by|transcriber|transcription"
    "|transcript|transcribed"
    "|transcription date|checked by|reviewed by|recorded|recorded by|recording|audio|audio file|media|language"
    "|setting|site|mode"
    "|present|attendees|participants|interviewers|interviewees|anonymised|anonymized|anonymised by|anonymized by"
    "|version|status"
    "|summary|abstract|keywords|key|legend|conventions|transcription conventions|copyright|licence|license|source"
    "|url|link|http"
    "|https|mailto|tel|email|e-mail|figure|table|page|appendix|topic|theme|section|chapter|part|question number"
    "|pseudonym|age"
    "|gender|sex|occupation|job title|role|datum|ort|dauer|titel|projekt|interviewnummer|transkription|lieu|durée"
    "|titre|fecha"
    "|lugar|duración|data|luogo|durata|plaats|duur|p.s|ps|re|cc|subject line|interview with|interviewed by"
    "|interviewee name|interviewer name"
)
"""Words before a colon that describe the interview and are no speakers."""

_NOT_SPEAKERS = _set_of(
    "so|and|but|because|well|yes|no|okay|ok|yeah|also|now|then|first|second|third|firstly|secondly|finally"
    "|for example|for instance"
    "|example|e.g|i.e|that is|i mean|you know|like|however|therefore|again|oh|um|uh|mm|mhm|hmm|right|sure|anyway"
    "|basically|plus"
    "|question|answer is|my question|the question|the answer|in other words|i said|he said|she said|they said"
    "|i think|i thought"
    "|to be honest|one more thing|another thing|the other thing|the thing is|the point is|the problem is|option|warning"
)
_NON_VERBAL = re.compile(
    r"^(?:laugh|laughs|laughing|laughter|both laugh|all laugh|chuckl\w*|pause[sd]?|long pause|short pause"
    r"|inaudible|unclear"
    r"|silence"
    r"|sigh\w*|cough\w*|cross\s?talk|overlap\w*|noise|background.*|music|applause|crying|cries|sniff\w*"
    r"|unintelligible|indistinct"
    r"|redacted|sic|phone.*|door.*|end .*|start .*|recording.*|interrupt\w*|nods?|nodding|smil\w*|break|gap|\.+|…|\?+"
    r"|blank.*|beep)\b",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{1,2}[-./ ]\w{2,9}\.?,?[-./ ]\d{2,4}|\d{4}-\d{2}-\d{2}|\b(?:19|20)\d{2}\b")
_SPEAKER_WORDS = _set_of(
    "speaker|interviewer|interviewee|participant|respondent|researcher|moderator|facilitator|voice|male|female|man"
    "|woman|all|both"
    "|several|group|student|students|teacher|patient|nurse|doctor|unknown|unidentified|person|people|audience|member"
    "|staff|carer"
    "|manager|operator|mother|father|parent|child|informant|multiple|narrator|translator|interpreter|observer|host"
    "|guest"
)
_JOINERS = _set_of("de|del|della|da|di|van|von|der|den|la|le|du|bin|al|el|ibn|of|the|and|in|y|e|und|et|no|nr|on|from")
_PART = r"[^\W_]"
_NAME = rf"(?:{_PART}|[\"'“‘״׳])[^:：\t\n\[\]{{}}<>?!;|=]{{0,{LONGEST_LABEL - 1}}}?"

_END = r"(?<!\s)"
"""Closes a label before white space: patterns that share out one run of white space take the square of its length."""

_COLON = re.compile(
    rf"(?P<label>{_NAME}){_END}\s*(?:(?P<time>[\[(]\s*{CLOCK}\s*[\])])\s*)?[:：](?!//)(?P<body>.*)", re.DOTALL
)
_TIMED = re.compile(
    rf"(?P<label>{_NAME}){_END}\s+(?P<time>[\[(]\s*{CLOCK}\s*[\])]|{CLOCK}(?=\s*[:：\-–—]))(?:\s*[:：\-–—])?\s+"
    r"(?P<body>\S.*)",
    re.DOTALL,
)
_TAB = re.compile(rf"(?P<label>{_NAME}){_END}(?:\s*[-–.:：])?\s*\t\s*(?P<body>.*)", re.DOTALL)
_SPACED = re.compile(rf"(?P<label>{_NAME})(?<![ \u00a0])[ \u00a0]{{2,}}(?P<body>\S.*)", re.DOTALL)
_BRACKET = re.compile(
    rf"(?:<v\s|[\[({{<])\s*(?P<label>{_NAME}){_END}\s*[\])}}>](?:\s*[:：])?\s*(?P<body>.*)", re.DOTALL
)
_MARKED = re.compile(rf"[#@](?P<label>{_PART}[\w.\-]{{0,30}})[:：]?\s+(?P<body>\S.*)", re.DOTALL)
_DOT = re.compile(r"(?P<label>(?:Q|A|INT|Int|IV|P|R|I)\s?\d{0,3})\s?\.\s+(?P<body>\S.*)", re.DOTALL)
_DASH = re.compile(rf"(?P<label>{_NAME})(?:{_END}\s+[-–—]\s+|\.\s*[-–—]\s*)(?P<body>\S.*)", re.DOTALL)
_LEAD_TIME = re.compile(rf"(?P<time>{STAMP})(?:\s*[-–—:,])?\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be a label at the beginning of a piece."""

    label: str
    style: Style
    body: str
    """The text after the label, trimmed; empty where the label stands alone."""
    start: float | None = None
    timed: bool = False
    """Whether a clock time belongs to the label (it may be an impossible one, with no ``start``)."""

    @property
    def key(self) -> str:
        """What makes two spellings the same label: case and spacing do not count."""
        return label_key(self.label)


@dataclass(slots=True)
class LabelSet:
    """The accepted labels of a file: for each key the styles in which it was accepted."""

    styles: dict[str, set[Style]] = field(default_factory=dict)
    main: Style = "colon"

    def find(self, piece: Piece) -> Candidate | None:
        """The accepted label at the beginning of the piece, if there is one."""
        for candidate in candidates(piece):
            accepted = self.styles.get(candidate.key)
            if accepted and (candidate.style in accepted or candidate.style in ("colon", "tab", "bold")):
                return candidate
            if accepted and candidate.style == "alone" and "colon" in accepted:
                return candidate
        return None

    def __bool__(self) -> bool:
        return bool(self.styles)


def label_key(label: str) -> str:
    """The label without regard to case and spacing."""
    return " ".join(label.split()).casefold()


def clean_label(text: str) -> str:
    """A label as the file writes it, without the marks around it."""
    return " ".join(trim(trim(text).strip("*_:：")).split())


def lead_time(text: str) -> tuple[str, str]:
    """A clock time at the beginning of the text ('' for none) and the rest."""
    found = _LEAD_TIME.match(text)
    return (found["time"], text[found.end() :]) if found else ("", text)


def candidates(piece: Piece) -> Iterable[Candidate]:
    """All that may be a label at the beginning of the piece, the likeliest first."""
    text = trim(piece.text)
    stamp, rest = lead_time(text)
    start = seconds(stamp) if stamp else piece.start
    timed = bool(stamp)
    if piece.lead and not stamp:
        label, body = clean_label(piece.text[: piece.lead]), trim(piece.text[piece.lead :])
        if ":" not in label and possible(label):
            colon = trim(piece.text[: piece.lead]).endswith((":", "：")) or body.startswith((":", "："))
            yield _with_time(label, "colon" if colon else "bold", trim(body.lstrip(":：")), start, timed=timed)
    if match := _TIMED.match(rest):
        yield from _matched(match, "colon", seconds(match["time"]), timed=True)
    patterns: tuple[tuple[re.Pattern[str], Style], ...] = (
        (_COLON, "colon"), (_TAB, "tab"), (_SPACED, "spaces"), (_BRACKET, "bracket"), (_MARKED, "bracket"),
        (_DOT, "dot"), (_DASH, "dash"),
    )  # fmt: skip
    for pattern, style in patterns:
        match = pattern.match(rest)
        if match:
            own = match.groupdict().get("time")
            yield from _matched(match, style, seconds(own) if own else start, timed=timed or bool(own))
    if len(rest) <= LONGEST_LABEL and (piece.emphasis or not rest.endswith((".", "?", "!", "…", ","))):
        label = clean_label(rest.strip("[]{}<>"))
        if possible(label):
            yield Candidate(label, "alone", "", start, timed)


def _matched(match: re.Match[str], style: Style, start: float | None, *, timed: bool) -> Iterable[Candidate]:
    label = clean_label(match["label"])
    if style in ("spaces", "dash") and label.endswith((".", ",")):
        return
    if possible(label):
        yield Candidate(label, style, trim(match["body"]), start, timed)


def _with_time(label: str, style: Style, body: str, start: float | None, *, timed: bool) -> Candidate:
    stamp, rest = lead_time(body)
    return (
        Candidate(label, style, trim(rest), seconds(stamp), timed=True)
        if stamp
        else Candidate(label, style, body, start, timed)
    )


def possible(label: str) -> bool:
    """Whether the words could be a speaker's label at all, recurring or not."""
    key = label_key(label).strip(".")
    words = key.split()
    if not words or len(words) > 5 or len(label) > LONGEST_LABEL:
        return False
    if key in METADATA or key in _NOT_SPEAKERS or words[0] in ("http", "https", "www"):
        return False
    if (
        _DATE.search(key)
        or key.endswith(("-", "–", "—"))
        or not any(c.isalpha() for c in key)
        or re.fullmatch(r"[\d\s:.,h/\-]+(?:am|pm)?", key)
    ):
        return False
    return not _NON_VERBAL.match(key) and looks_like_a_name(label)


def looks_like_a_name(label: str) -> bool:
    """Whether the words are written as a name, a code (P04) or a part in the talk (female speaker), not as prose."""
    words = re.sub(r"(?<!\s)\s*\([^()]*\)$", "", label).split() or label.split()
    lowered = {word.strip("().,").casefold().rstrip("0123456789") for word in words}
    if lowered & _SPEAKER_WORDS:
        return len(words) <= 4 or _capitalised(words)
    if len(words) == 1 or (len(words) == 2 and words[1].strip("().").isdecimal()):
        return True
    return _capitalised(words)


def _capitalised(words: Sequence[str]) -> bool:
    """Whether every word but the joiners begins with a capital, a digit or a letter of a script without capitals."""
    bare = [word.strip("\"'“”‘’().,-–#&") for word in words]
    return (
        all(not word or not word[0].islower() or word.casefold() in _JOINERS for word in bare)
        and not bare[0][:1].islower()
    )


def accept(pieces: Sequence[Piece], *, certain: bool = False, wrapped: bool = False) -> LabelSet:
    """The labels of a file: a closed set.

    Args:
        pieces: everything that may be a paragraph.
        certain: the user says that the file has labels, so one that occurs once is enough.
        wrapped: the pieces are lines of wrapped text, so that most of them open no paragraph.
    """
    found: dict[Style, Counter[str]] = defaultdict(Counter)
    shown: dict[str, str] = {}
    for piece in pieces:
        styles = set()
        for candidate in candidates(piece):
            if candidate.style not in styles:
                found[candidate.style][candidate.key] += 1
                styles.add(candidate.style)
                shown.setdefault(candidate.key, candidate.label)
    total = sum(not wrapped or piece.gap for piece in pieces)
    result = LabelSet()
    for style in _NEEDED_SHARE:
        _accept_style(result, style, found[style], shown, total, certain=certain)
    if result:
        result.main = max(
            _NEEDED_SHARE, key=lambda s: sum(n for k, n in found[s].items() if s in result.styles.get(k, ()))
        )
    return result


def _accept_style(
    result: LabelSet, style: Style, counts: Counter[str], shown: dict[str, str], total: int, *, certain: bool
) -> None:
    """Add to the result the labels of one style that recur, and the rare ones that go with them."""
    recurring = {key for key, number in counts.items() if number > 1}
    labelled = sum(counts[key] for key in recurring)
    if style in ("alone", "spaces", "dash", "bold") and len(recurring) > max(8, 0.2 * labelled):
        return
    if style == "alone" and (result or labelled < 4 or len(recurring) < 2):
        return
    if labelled < _NEEDED_SHARE[style] * total and not certain:
        recurring, labelled = set(), 0
    accepted = set(recurring)
    rare = {key for key, number in counts.items() if number == 1 and _surely_a_name(shown[key])}
    share = (labelled + len(rare)) / max(total, 1)
    common = labelled >= 0.25 * total or (labelled >= 0.15 * total and share >= 0.4)
    if certain or (labelled and common) or (style == "colon" and (share >= 0.8 or (total <= 3 and share >= 0.5))):
        accepted |= rare if style in ("colon", "tab", "bracket", "dot") else set()
    for key in accepted:
        result.styles.setdefault(key, set()).add(style)


def _surely_a_name(label: str) -> bool:
    words = label.split()
    return len(words) <= 3 and (_capitalised(words) or any(c.isdigit() for c in label))


def is_non_verbal(text: str) -> bool:
    """Whether the text is only a remark of the transcriber in brackets, or an end mark."""
    bare = trim(text)
    if is_blank(bare):
        return False
    rest, number = _IN_BRACKETS.subn("", bare)
    return bool(number and not any(c.isalnum() for c in rest)) or bool(_END_MARK.fullmatch(bare))


_IN_BRACKETS = re.compile(r"\[[^\[\]]*\]|\([^()]*\)|<[^<>]*>|\{[^{}]*\}|\*[^*\s][^*]*\*")
_END_MARK = re.compile(
    r"[\W_]*(?:end of (?:tape|recording|audio|interview|transcript|transcription|session|side [a-z0-9]+"
    r"|part [a-z0-9]+|file)"
    r"|(?:tape|recording|audio|interview|transcript) (?:ends?|ended|stops?|stopped|paused|begins?|starts?|resumes?)"
    r"|ende der aufnahme|fin de l'enregistrement|fin de la grabación"
    r"|begin(?:ning)? of (?:tape|recording|audio)[\w ]{0,12})[\W_]*",
    re.IGNORECASE,
)
