"""The ladder from bytes to text: what is read, what is guessed, what is refused."""

# ruff: noqa: E501 - samples of transcripts and of languages are one line each

from __future__ import annotations

import pytest
from transcript_files import read, said, told

from postil.errors import TranscriptError
from postil.importers.encoding import decode

WESTERN = {
    "German": "INT: Könnten Sie erzählen, wie das Café entstanden ist? P: Es kam von den Freiwilligen, für Ärzte, schöne große Küche. "
    * 3,
    "French": "INT : Où est né le café ? P : Il a été créé par les bénévoles, à vrai dire, un cœur « énorme », naïf, août, forêt, ça. "
    * 3,
    "Spanish": "INT: ¿Cómo surgió el café? P: Había un grupo los jueves, señora, y decían: ¡adónde! Mañana vendrá el pingüino. "
    * 3,
    "Danish": "INT: Hvordan opstod cafeen? P: Så blev ansøgningen skrevet omkring køkkenbordet, når børnene går hjem på ære. "
    * 3,
    "Icelandic": "INT: Hvernig varð kaffihúsið til? P: Það kom frá sjálfboðaliðunum, þeir sögðu alltaf að ýmsir væru hér á ferð. "
    * 3,
    "English": "INT: I’m glad you’re here – “really”… P: They’d been running a drop-in and it isn’t easy, £40 a week, that’s it. "
    * 3,
    "one accent": "INT: How did the café come about? P: It came from the volunteers, really. They had been running a drop-in for years. "
    * 2,
}
OTHERS = {
    (
        "Polish",
        "cp1250",
    ): "Czy może mi Pani opowiedzieć, jak powstała kawiarnia? Więc wniosek został napisany przy kuchennym stole. " * 3,
    (
        "Czech",
        "cp1250",
    ): "Můžete mi říct, jak kavárna vznikla? Takže žádost byla napsána u kuchyňského stolu, ne v kanceláři. " * 3,
    (
        "Turkish",
        "cp1254",
    ): "Kafenin nasıl ortaya çıktığını anlatır mısınız? Başvuru ofiste değil, mutfak masasının etrafında yazıldı. " * 3,
    (
        "Hungarian",
        "cp1250",
    ): "Hogyan jött létre a kávézó? Erős betűtípus, fűtés, és folyton azt mondták, hogy nincs hová menni. " * 3,
    (
        "Romanian",
        "cp1250",
    ): "Puteţi să-mi spuneţi cum a apărut cafeneaua? Aşa că cererea a fost scrisă în jurul mesei din bucătărie. " * 3,
    (
        "Greek",
        "cp1253",
    ): "Μπορείτε να μου πείτε πώς ξεκίνησε το καφέ; Ευχαριστώ πολύ για τον χρόνο σας, είναι όμορφα εδώ. " * 3,
    (
        "Russian",
        "cp1251",
    ): "Расскажите, пожалуйста, как появилось кафе? Это пришло от волонтёров, правда, людям некуда идти. " * 3,
    (
        "Japanese",
        "shift-jis",
    ): "カフェがどのようにして始まったのか教えてください。お時間をいただきありがとうございます。" * 5,
    ("Korean", "euc-kr"): "카페가 어떻게 시작되었는지 말씀해 주시겠어요? 시간 내주셔서 감사합니다. " * 8,
    ("DOS German", "cp850"): WESTERN["German"],
    ("Mac English", "mac-roman"): WESTERN["English"],
}


@pytest.mark.parametrize("language", WESTERN)
def test_western_text_is_guessed_and_the_guess_reported(language: str) -> None:
    text, said_of_it = decode(WESTERN[language].encode("cp1252"), "a.txt", None)
    assert text == WESTERN[language]
    assert "guessed to be Windows-1252" in said_of_it[0]


@pytest.mark.parametrize(("language", "encoding"), OTHERS)
def test_other_encodings_are_refused_and_read_when_named(language: str, encoding: str) -> None:
    data = OTHERS[language, encoding].encode(encoding)
    with pytest.raises(TranscriptError, match=r"line 1, byte \d+ \(0x[0-9A-F]{2}\)"):
        decode(data, "a.txt", None)
    assert decode(data, "a.txt", encoding)[0] == OTHERS[language, encoding]


def test_mac_roman_needs_lines_that_end_with_cr_alone() -> None:
    data = ("INT: Könnten Sie erzählen?\rP04: Es kam von den Freiwilligen, für Ärzte.\r" * 5).encode("mac-roman")
    text, said_of_it = decode(data, "a.txt", None)
    assert "Könnten" in text
    assert "Mac Roman" in said_of_it[0]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_encodings(encoding: str) -> None:
    assert said(read("Interviewer: hello there\nP04: grüß Gott\n".encode(encoding))) == [
        ("Interviewer", "hello there"),
        ("P04", "grüß Gott"),
    ]


def test_damaged_utf8_is_not_taken_for_windows() -> None:
    data = ("P: über größere Ärzte, natürlich für die Küche. " * 8).encode() + b"\xe4"
    with pytest.raises(TranscriptError, match="UTF-8, damaged"):
        decode(data, "a.txt", None)


@pytest.mark.parametrize(
    "name", ["nope", "rot13", "hex", "idna", "unicode_escape", "a\0b", "", "base64", "undefined", "\ud800"]
)
def test_unknown_names_are_refused(name: str) -> None:
    with pytest.raises(TranscriptError, match="no text encoding called"):
        decode(b"I: hi", "a.txt", name)


def test_given_encoding_names_byte_and_line_where_it_fails() -> None:
    with pytest.raises(TranscriptError, match=r"line 2, byte 9: not utf-8"):
        decode(b"I: a\nP: b\xe9", "a.txt", "utf-8")


def test_c1_controls_are_reported_as_a_sign_of_a_wrong_encoding() -> None:
    assert "wrong encoding" in told(read("P: I\u0092m here\n".encode()))
