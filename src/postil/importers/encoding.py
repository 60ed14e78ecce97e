"""From bytes to text. Invariant: text that leaves here is decoded strictly and holds no lone surrogate.

The ladder: byte order mark; the pattern of NUL bytes that UTF-16 leaves in Latin text; strict UTF-8; and only then a
guess, which is always reported and can be replaced by ``--encoding``.

Only two encodings are ever guessed, Mac Roman (where lines end with CR alone) and Windows-1252 (which holds Latin-1),
because for any other eight-bit encoding the same bytes make equally good sense in several. A guess is taken when the
text it gives could have been written by somebody:

1. *Enough to judge by*: at least 200 bytes. Twenty bytes of anything look like something.
2. *Every byte means a character*: Windows-1252 leaves five bytes empty; Big5, Shift-JIS and UTF-16 soon hit one.
3. *Latin words*: at most a quarter of the letters are beyond ASCII, and hardly any word of two letters or more consists
   of them alone. Hebrew, Greek, Cyrillic and Arabic bytes make words of such letters only.
4. *Signs stand where signs stand*: a quotation mark may open, close or be an apostrophe; a superscript, a fraction or
   a currency sign inside a word, and a capital between small letters, are letters of another encoding (Polish, DOS,
   Mac).
5. *One language's alphabet*: some one Western language (with é in loan words) has nearly all of the
   letters. Czech, Turkish, Hungarian, Romanian and Baltic texts read as Windows-1252 use letters that no one language
   has together.

What fails is refused, naming the first byte and line that are not UTF-8: a wrong guess would be stored for ever.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from postil.errors import TranscriptError

if TYPE_CHECKING:
    from collections.abc import Callable

_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32-le", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32-be", "UTF-32"),
    (b"\xef\xbb\xbf", "utf-8", "UTF-8"),
    (b"\xff\xfe", "utf-16-le", "UTF-16"),
    (b"\xfe\xff", "utf-16-be", "UTF-16"),
)
_ENOUGH_BYTES = 200
_ALPHABETS = (
    "äöüß",  # German
    "àâæçèéêëîïôœùûüÿ",  # French
    "áéíñóúüçïàèòºª",  # Spanish, Catalan
    "áâãàçéêíóôõúüºª",  # Portuguese
    "àèéìíîòóùú",  # Italian
    "áäëéèêïíöóüûúà",  # Dutch
    "æøåéòóôüäö",  # Danish, Norwegian
    "åäöéàü",  # Swedish, Finnish
    "áðéíóúýþæö",  # Icelandic, Faroese
    "õäöüšž",  # Estonian
    "áéíóúàèìòùâêîôûŵŷïë",  # Irish, Gaelic, Welsh
)
_LOAN = "é"
"""The one accent that every Western language borrows (Café); more of them would let Turkish in as Icelandic."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SIGN_IN_WORD = re.compile(r"[^\W\d_][¹²³¼½¾¿¡¢£¤¥¦§¨©«¬®¯°±´µ¶¸»×÷†‡ˆ‰‹›€ƒ„‚…•™˜ªº][^\W\d_]")
_CAPITAL_IN_WORD = re.compile(r"(?<=[^\W\d_A-Z])[À-ÖØ-ÞŒŠŽŸ](?=[a-zß-öø-ÿ])")
_ODD_IN_SIGNS = re.compile(r"[^\W\d_](?:…|„|«|»)[^\W\d_]")
_HIGH = "\u0080-\u00bf\u0152-\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122"
_TWICE = re.compile(f"[\u00c2-\u00df][{_HIGH}]|[\u00e0-\u00ef][{_HIGH}]{{2}}|[\u00f0-\u00f4][{_HIGH}]{{3}}")
_NOT_FOR_FILES = frozenset({"idna", "punycode", "undefined", "mbcs", "oem", "unicode_escape", "raw_unicode_escape"})
_SUGGESTION = "say which encoding it is in, e.g. --encoding windows-1252 (or latin-1), windows-1255, big5, mac-roman"


def decode(data: bytes, source: str, encoding: str | None) -> tuple[str, list[str]]:
    """The text of a file and what was decided about its encoding.

    Raises:
        TranscriptError: the encoding's name is unknown, the bytes are not in it, or no encoding can be told from them.
    """
    if encoding is not None:
        return _given(data, source, encoding)
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _strictly(data, source, codec, name, len(mark)), [f"Encoding: {name}, by its byte order mark."]
    codec = _sixteen_bit(data)
    if codec:
        text = _strictly(data, source, codec, "UTF-16")
        return text, ["Encoding: UTF-16 without a byte order mark, guessed from its NUL bytes."]
    try:
        return data.decode("utf-8"), ["Encoding: UTF-8." if not data.isascii() else "Encoding: ASCII (so UTF-8)."]
    except UnicodeDecodeError as error:
        return _guessed(data, source, error)


def _given(data: bytes, source: str, encoding: str) -> tuple[str, list[str]]:
    try:
        name = _codec(encoding)
        text = data.decode(name)
    except UnicodeDecodeError as error:
        raise TranscriptError(
            f"{source}: line {_line_at(data, error.start)}, byte {error.start}: not {encoding}",
            "give another --encoding, or leave it out to have it found",
        ) from None
    except (LookupError, ValueError, TypeError, AssertionError):
        raise TranscriptError(
            f"{source}: there is no text encoding called {encoding!r}",
            "use a name such as utf-8, utf-16, windows-1252, latin-1, windows-1255, big5 or mac-roman",
        ) from None
    _no_surrogates(text, source, encoding)
    return text.removeprefix("\ufeff"), [f"Encoding: {name}, as given."]


def _codec(encoding: str) -> str:
    name = codecs.lookup(encoding).name
    if name.replace("-", "_") in _NOT_FOR_FILES:
        raise LookupError(name)
    return name


def _strictly(data: bytes, source: str, codec: str, name: str, begin: int = 0) -> str:
    try:
        text = data[begin:].decode(codec)
    except UnicodeDecodeError as error:
        place = begin + error.start
        raise TranscriptError(
            f"{source}: line {_line_at(data, place)}, byte {place}: begins as {name} but is not {name} here",
            "save it again as UTF-8, or give its --encoding",
        ) from None
    _no_surrogates(text, source, name)
    return text


def _no_surrogates(text: str, source: str, name: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise TranscriptError(
            f"{source}: line {line}: {name} gives half a character (a lone surrogate) here", "give another --encoding"
        ) from None


def _line_at(data: bytes, position: int) -> int:
    """Line of a byte, counting LF, or CR where there is no LF."""
    return data.count(b"\n" if b"\n" in data else b"\r", 0, position) + 1


def _sixteen_bit(data: bytes) -> str:
    """The UTF-16 codec whose Latin text leaves NULs where this data has them; empty for none."""
    head = data[:65536]
    if len(data) % 2 or len(head) < 4:
        return ""
    half = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd >= 0.3 * half and even <= 0.05 * half:
        return "utf-16-le"
    if even >= 0.3 * half and odd <= 0.05 * half:
        return "utf-16-be"
    return ""


def _guessed(data: bytes, source: str, error: UnicodeDecodeError) -> tuple[str, list[str]]:
    carriage_returns_only = b"\r" in data and b"\n" not in data
    codec, name = ("mac-roman", "Mac Roman") if carriage_returns_only else ("cp1252", "Windows-1252")
    why = implausible(data, codec)
    if why:
        raise TranscriptError(
            f"{source}: line {_line_at(data, error.start)}, byte {error.start} (0x{data[error.start]:02X}): "
            f"the text is not UTF-8, and its encoding cannot be told: {why}",
            _SUGGESTION,
        )
    text = data.decode(codec)
    reason = "its lines end with CR alone and " if carriage_returns_only else ""
    first = text[: len(data[: error.start].decode(codec))].count("\n") + 1
    sentence = (
        f"Encoding: guessed to be {name}, because {reason}it is not UTF-8 (first at line {first}); "
        "look at the accents and quotation marks, and give --encoding if they are wrong."
    )
    return text, [sentence]


def implausible(data: bytes, codec: str) -> str:
    """Why the bytes could hardly be text in this eight-bit encoding; empty where they could (rules 1 to 5 above)."""
    if len(data) < _ENOUGH_BYTES:
        return "there is too little text to judge by"
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        return f"byte 0x{data[error.start]:02X} at {error.start} means nothing in {codec}"
    checks: tuple[Callable[[str], str], ...] = (_controls, _damaged, _latin_words, _signs, _one_alphabet)
    return next((why for why in (check(text) for check in checks) if why), "")


def _controls(text: str) -> str:
    return "it holds control characters" if re.search(r"[\x00\x80-\x9f]", text) else ""


def _damaged(text: str) -> str:
    return "most of it is UTF-8, damaged here" if double_encoded(text) > 1 else ""


def _latin_words(text: str) -> str:
    letters = [c for c in text if c.isalpha()]
    beyond = sum(not c.isascii() for c in letters)
    if not letters or beyond > 0.25 * len(letters):
        return "most letters would be accented, which is another script's doing"
    accented = [word for word in _WORD.findall(text) if not word.isascii() and len(word) > 1]
    alone = sum(not any(c.isascii() and c.isalpha() for c in word) for word in accented)
    if alone > max(1, 0.1 * len(accented)):
        return "whole words would be accented letters"
    return ""


def _signs(text: str) -> str:
    beyond = sum(not c.isascii() for c in text)
    odd = len(_SIGN_IN_WORD.findall(text)) + len(_CAPITAL_IN_WORD.findall(text))
    odd -= len(_ODD_IN_SIGNS.findall(text))
    return "signs or capitals would stand inside words" if odd > 0.02 * beyond else ""


def _one_alphabet(text: str) -> str:
    letters = [c for c in text.lower() if c.isalpha() and not c.isascii()]
    if not letters:
        return ""
    best = max(sum(c in alphabet or c == _LOAN for c in letters) for alphabet in _ALPHABETS)
    if best < 0.95 * len(letters) and len(letters) - best > 1:
        return "no one language has these accented letters together"
    return ""


def double_encoded(text: str) -> int:
    """Number of places that look like UTF-8 once decoded as Windows-1252, as 'Ã©' for 'é'."""
    found = 0
    for match in _TWICE.finditer(text):
        try:
            match.group().encode("cp1252").decode("utf-8")
        except UnicodeError:
            continue
        found += 1
    return found
