"""What queries find: by example, and by comparison with an evaluation that looks at each paragraph by itself."""

from __future__ import annotations

import fnmatch
import re
import unicodedata
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postil.errors import PostilError, QueryError
from postil.find.query.finding import find, select, understood
from postil.find.query.nodes import Asked, CodeNamed, Every, Flag, Near, Node, Not, Pattern, Same, Some, written
from postil.model.case import Attribute
from postil.model.change import (
    AddCase,
    AddCode,
    AddTranscript,
    Apply,
    Doubt,
    GiveVoice,
    Quote,
    Remove,
    Review,
    SetAttribute,
    SetMemo,
    SetValue,
)
from postil.model.codebook import Code, matching_name
from postil.model.coding import Coding, MemoKey, Passage, Place
from postil.model.eligible import current_transcripts
from postil.model.selection import Selection
from postil.model.transcript import Paragraph, Transcript, reading_id
from studies import CODES, TRANSCRIPTS, Desk, acts, small_desk

if TYPE_CHECKING:
    from postil.model.change import Action
    from postil.model.study import Study

P04, P05 = TRANSCRIPTS


def coding(n: int, code: str, coder: str = "ana", transcript: Transcript = P04) -> Coding:
    return Coding(transcript.id, n, None, None, code, coder)


def studied() -> Desk:
    """Two transcripts, coded by two, of two cases."""
    desk = small_desk()
    desk.act(
        AddCase("p04", "P04"),
        AddCase("p05", "P05"),
        GiveVoice(P04.id, "", "p04"),
        GiveVoice(P05.id, "P05", "p05"),
        SetAttribute("service type", Attribute("choice", ("crisis house", "crisis café"))),
        SetAttribute("years", Attribute("number")),
        SetAttribute("opened", Attribute("date")),
        SetAttribute("role", Attribute("text")),
        SetValue("p04", "service type", "crisis house"),
        SetValue("p04", "years", "12"),
        SetValue("p05", "years", "3.5"),
        SetValue("p04", "opened", "2022-03-08"),
        SetValue("p05", "role", "nurse"),
    )
    desk.act(Apply(coding(2, "F4")), Apply(coding(2, "B2")), Apply(coding(3, "F1.2")))
    desk.act(Apply(coding(2, "B2", "ben")), Apply(coding(2, "F4", "ben", P05)), coder="ben")
    desk.act(Doubt(coding(2, "B2")))
    desk.act(Review(P04.id, 1, "ana"), Review(P04.id, 2, "ana"))
    desk.act(Review(P04.id, 4, "ben"), coder="ben")
    desk.act(SetMemo(MemoKey.at_paragraph(P04.id, 4, "ana"), "Money worries"))
    desk.act(Quote(Passage(P05.id, 2, 0, 12)))
    return desk


def numbers(study: Study, query: str, coder: str | None = None) -> list[str]:
    names = {transcript.id: transcript.name for transcript in study.transcripts.values()}
    return [f"{names[place.transcript]}§{place.paragraph}" for place in find(study, query, coder=coder).places()]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("F4", "P04§2 P05§2"),
        ("leadership", "P04§2 P05§2"),
        ("Work", "P04§2"),
        ("F1", "P04§3"),
        ("=F1", ""),
        ("only:F1.2", "P04§3"),
        ('"Bottom-up development/Built on local need"', "P04§3"),
        ("F4 B2", "P04§2"),
        ("F4 NOT B2", "P05§2"),
        ("F4 OR F1.2", "P04§2 P04§3 P05§2"),
        ("coded", "P04§2 P04§3 P05§2"),
        ("coder:ben", "P04§2 P05§2"),
        ("F4 coder:ben", "P05§2"),
        ("B2 coder:ana coder:ben", "P04§2"),
        ("F4 coder:ana coder:ben", ""),
        ("NOT F4 coder:ana", "P04§3"),
        ("F4 NOT (F4 coder:ben)", "P04§2"),
        ("doubtful", "P04§2"),
        ("B2 doubtful coder:ben", ""),
        ("F4 doubtful", ""),
        ("reviewed", "P04§1 P04§2 P04§4"),
        ("reviewed coder:ben", "P04§4"),
        ("memo", "P04§4"),
        ("memo:money coder:ana", "P04§4"),
        ("memo coder:ben", ""),
        ("NOT reviewed coder:ana", "P04§3 P04§4 P05§1 P05§2 P05§3"),
        ("NOT coded coder:ana", "P04§1 P04§4 P05§1 P05§2 P05§3"),
        ("NOT memo coder:ana transcript:P04", "P04§1 P04§2 P04§3"),
        ("NOT memo:money coder:ana transcript:P04", "P04§1 P04§2 P04§3"),
        ("NOT reviewed coder:ana coder:ben", "P04§3 P05§1 P05§2 P05§3"),
        ("NOT coded consensus transcript:P05", "P05§1 P05§2 P05§3"),
        ("NOT (reviewed OR coded) coder:ana", "P04§4 P05§1 P05§2 P05§3"),
        ("text:nurses NOT reviewed coder:ben", "P04§2"),
        ("F1 NOT reviewed coder:ana", "P04§3"),
        ("coder:ben NOT (reviewed coder:ana)", "P05§2"),
        ("coder:ana NOT doubtful", "P04§3"),
        ("memo:worr*", "P04§4"),
        ("memo:worr", ""),
        ("quotable", "P05§2"),
        ("consensus", ""),
        ("near(F1.2, F4, 1)", "P04§2 P04§3"),
        ("near(F1.2, F4, 0)", ""),
        ("near(F4, memo, 1)", ""),
        ("near(F4, memo, 2)", "P04§2 P04§4"),
        ("transcript:P05", "P05§1 P05§2 P05§3"),
        ("case:P05", "P05§2"),
        ("case:*5", "P05§2"),
        ("transcript:?05", "P05§1 P05§2 P05§3"),
        ("speaker:*5", "P05§2"),
        ("speaker:*nt text:staff", "P05§1"),
        ("role:*rs*", "P05§2"),
        ("role:part* transcript:P05", "P05§2"),
        ("role:n?rse", "P05§2"),
        ('"service type":*house', "P04§1 P04§2 P04§3 P04§4"),
        ('"service_type":*house F4', "P04§2"),
        ('"service type":*HOUS? F4', "P04§2"),
        ("*buy-in*", "P04§2 P05§2"),
        ("F*", "P04§2 P04§3 P05§2"),
        ("=F?", "P04§2 P05§2"),
        ("*development/*", "P04§3"),
        ("opened:2022-0?-* F4", "P04§2"),
        ("coder:*n doubtful", ""),
        ("coder:b*", "P04§2 P05§2"),
        ("speaker:int text:staff", "P05§1"),
        ("role:participant transcript:P05", "P05§2"),
        ("case.role:nurse", "P05§2"),
        ("role:nurse", "P05§2"),
        ('"service type":"crisis house" text:nurses', "P04§2"),
        ("years>=12", "P04§1 P04§2 P04§3 P04§4"),
        ("years<12", "P05§2"),
        ("years:3..4", "P05§2"),
        ("years:..3", ""),
        ("years:3.5..3.5", "P05§2"),
        ('memo:"/discuss/" AND F4', ""),
        ("years:3.50", "P05§2"),
        ("opened>2022-03-01 F4", "P04§2"),
        ("opened:2022-3-8 F4", "P04§2"),
        ("opened:2022* F4", "P04§2"),
        ("years:* F4", "P04§2 P05§2"),
        ("text:cafe", "P04§1"),
        ('text:"THE LIAISON nurses"', "P04§2"),
        ("text:liaison*", "P04§2"),
        ("text:liais", ""),
        ("text:漢", "P04§3"),
        (r"text:/\bad\w+sed\b/", "P05§2"),
        ("text:/WE/", ""),
        ("text:/WE/i", "P05§2"),
    ],
)
def test_what_is_found(query: str, expected: str) -> None:
    assert " ".join(numbers(studied().study, query)) == expected


@pytest.mark.parametrize(
    ("query", "marked", "says"),
    [
        ("F4 AND leadreship", "leadreship", "no code .*near it: “?leadership|Leadership"),
        ("b", "b", 'may be any of 2 codes.*Bottom-up development.* or "b\\*" for all'),
        ("*zebra*", "*zebra*", r"no code “\*zebra\*”; nothing is near it; write text:\*zebra\* for words of the text$"),
        ('"two bikes"', '"two bikes"', 'no code “two bikes”; nothing is near it; write text:"two bikes" for'),
        ("F9", "F9", r"no code “F9”; near it: .*\(F1\), .*\(F4\)"),
        ("speaker:z*", "z*", r"no speaker “z\*”; there are INT, P04"),
        ("coder:*n*", "*n*", "may be any of 3 coders"),
        ("years:1*", "1*", "numbers have no wildcards"),
        ('"service type":z*', "z*", r"no case has service type “z\*”; there are .*crisis house"),
        ("role:*r*", "*r*", "who speaks .participant or interviewer or other. or an attribute.*case.role"),
        ("coder:anna", "anna", "no coder.*near it: ana"),
        ("case:P0", "P0", "may be any of 2.*P04.*P05.*P0\\*"),
        ("transcript:P4", "P4", "no transcript.*near it: P04"),
        ("speaker:IMT", "IMT", "no speaker.*near it: INT"),
        ("role:nurce", "nurce", "no case has role.*near it: nurse"),
        ("yeers>3", "yeers", "no attribute or field.*near it: years"),
        ("zzz>3", "zzz", "no attribute or field “zzz”; there are "),
        ("years>many", "many", "not a number"),
        ("opened<2022", "2022", "not a date"),
        ('"service type">3', '"service type"', "no number or date"),
        ('"service type":"crisis hose"', '"crisis hose"', "no case has service type.*near it: .crisis house"),
        ("coder<ana", "coder", "not compared by"),
        ("text:/(a{1,900}b*){9}/", "(a{1,900}b*){9}", "more than 5,000 signs"),
        ("text:/a{2, 5}/", "{2, 5}", r"no count.*\\{"),
        ("near (F4, B2)", " ", r"a space stands between near.*write near\("),
        ("region:(north OR south)", "(", "no value of “region:”.*region:A OR region:B"),
        ("text:/data/I2", "I2", "means nothing after a pattern"),
        ("text:/data/ii", "ii", "means nothing after a pattern"),
        ("text:/[ab/", "[ab", "square bracket is not closed"),
        ("text:'", "'", "x"),
        ("text:*", "*", "no word to look for"),
        ("near F4 B2", "near", r"no code “near”; write near\(A, B, 2\), without a space before"),
        ("F4 & B2", "&", "no code “&”; write AND"),
        ("F4 || B2", "||", "no code “||”; write OR".replace("|", r"\|")),
        ("F4 !B2", "!B2", "no code “!B2”; write NOT B2"),
        ("doubtfull", "doubtfull", "near it: doubtful"),
        ("quotable:yes", "quotable", "“quotable” stands alone"),
        ("F4>3", "F4", "it is a code, and is not compared"),
        ("F4 AND Built on local need", "on", 'quotes: "Built on local need"'),
        ("text:no Workforce challenge Workforce challenges", "challenge", "near it: .Workforce challenges"),
        ('"service type":crisis house', "crisis", 'quotes: "service type":"crisis house"'),
        ("service type:x", "service", 'quotes: "service type"'),
        ("coder:*", "*", "or leave coder: out"),
        ("F4,B2", ",", "write AND or OR"),
        ("role:'a b' F4", "'a b'", 'single quotes mean nothing here; write "a b"'),
        ("'F4'", "'F4'", 'write "F4"'),
        ("years:4..3", "4..3", "^nothing is from 4 to 3; write years:3..4$"),
        ("opened:2022-06-30..2022-3-1", "2022-06-30..2022-3-1", "write opened:2022-3-1..2022-06-30$"),
        ("memo:/case/ F4", "/case/", "^patterns are for text: only; ask for words: memo:word"),
        ("F4 OR memo:/ca.e/i", "/ca.e/i", "^patterns are for text: only"),
        ("near(F4 B2, 2)", "2", r"^there is no code “2”; near takes two conditions, with a comma .*near\(A, B, 2\)$"),
        ("near(F4, B2) OR NEAR((F4 OR B2) coded, 12)", "12", "near takes two conditions"),
        ("near(F4, 2)", "2", "near takes two conditions"),
        ("years:3 OR 12", "12", "^there is no code “12”; each value has its name before it: write years:12$"),
        ('F4 ("service type":"crisis house" or "crisis café")', '"crisis café"', 'write "service type":"crisis café"$'),
        ("case:P04 OR P05", "P05", "write case:P05$"),
        ("role:participant OR interviewer", "interviewer", "write role:interviewer$"),
        ("role:participant OR nurse", "nurse", "write role:nurse$"),
        ("speaker:INT OR P04", "P04", "write speaker:P04$"),
        ("case:P04 OR leadreship", "leadreship", "near it: "),
        ("text:nurses OR zebra", "zebra", "write text:zebra for words"),
    ],
)
def test_errors_mark_the_place_and_propose_the_nearest(query: str, marked: str, says: str) -> None:
    if says == "x":
        assert numbers(studied().study, query) == []
        return
    with pytest.raises(QueryError) as caught:
        find(studied().study, query)
    assert re.search(says, str(caught.value))
    assert query[caught.value.start : caught.value.end] == marked


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("F4 =F1.2", []),
        ("Workforce", ["Workforce → Workforce challenges (B2)"]),
        ("leadership", ["leadership → Leadership and management buy-in (F4)"]),
        ('NOT "built on"', ['"built on" → Bottom-up development/Built on local need (F1.2)']),
        ("near(F*, coder:b*)", ["F* → 3 codes: ", "b* → “ben”"]),
        ("role:part case:P04 case:p05", ["part → “participant”"]),
        ("role:nurse", ["nurse → “nurse”; role is an attribute of the cases here"]),
        ("speaker:in", ["in → “INT”"]),
        ("transcript:P04.txt", ["P04.txt → “P04”"]),
        ('"service type":"crisis house"', []),
        ("service-type:*house", ["service-type → “service type”", "*house → “crisis house”"]),
        ('"service type":"CRISIS CAFE"', ['"CRISIS CAFE" → “crisis café”']),
        ("case:* years:*", []),
        ("text:mon* memo:mon*", []),
    ],
)
def test_what_is_not_typed_in_full_is_told(query: str, says: list[str]) -> None:
    study = studied().study
    for told in (find(study, query).understood, understood(study, query)):
        assert len(told) == len(says)
        for line, begins in zip(map(str, told), says, strict=True):
            assert line.startswith(begins)
        assert [query[each.start : each.end] for each in told] == [each.typed for each in told]


def test_a_value_that_others_hold_too_is_told() -> None:
    desk = studied()
    desk.act(SetValue("p04", "role", "head nurse"))
    assert numbers(desk.study, "role:nurse") == ["P05§2"]
    (told,) = find(desk.study, "role:nurse").understood
    assert str(told).endswith("1 other value holds it, too: role:*nurse*")
    assert numbers(desk.study, "role:*nurse* text:nurses") == ["P04§2"]
    assert "other" not in str(find(desk.study, "role:*nurse*").understood)


def test_a_beginning_that_is_a_role_and_a_value_is_not_guessed() -> None:
    desk = studied()
    desk.act(SetValue("p04", "role", "paramedic"))
    with pytest.raises(QueryError, match=r"may be who speaks \(participant\) or an attribute"):
        find(desk.study, "role:pa")
    assert numbers(desk.study, "role:participant transcript:P05") == ["P05§2"]


def test_a_star_that_is_meant_itself_has_a_backslash() -> None:
    desk = studied()
    desk.act(SetValue("p04", "role", "nurse*"), SetValue("p05", "role", "nurses"))
    assert numbers(desk.study, r"role:nurse\* text:nurses") == ["P04§2"]
    assert numbers(desk.study, r"role:nurse\* transcript:P05") == []
    assert numbers(desk.study, "role:nurse* transcript:P05") == ["P05§2"]


def test_a_role_that_no_attribute_could_mean_is_said_not_to_be_one() -> None:
    with pytest.raises(QueryError, match="no role “nurse”; roles are participant, interviewer, other"):
        find(small_desk().study, "role:nurse")


def test_codings_are_those_of_the_codes_that_are_asked_for() -> None:
    study = studied().study
    assert select(study, "B2").codings == {coding(2, "B2"), coding(2, "B2", "ben")}
    assert select(study, "B2 coder:ben").codings == {coding(2, "B2", "ben")}
    assert select(study, "B2 doubtful").codings == {coding(2, "B2")}
    assert select(study, "F4 NOT B2").codings == {coding(2, "F4", "ben", P05)}
    assert select(study, "text:nurses").codings == {coding(2, "F4"), coding(2, "B2"), coding(2, "B2", "ben")}
    assert select(study, "text:nurses coder:ben").codings == {coding(2, "B2", "ben")}
    assert select(study, "memo").codings == frozenset()
    assert select(study, "F4", coder="ben").codings == {coding(2, "F4", "ben", P05)}


def test_a_corrected_transcript_is_found_and_the_one_before_it_is_not() -> None:
    desk = studied()
    paragraphs = (P05.paragraphs[0], P05.paragraphs[1]._replace(text="We advertised four times."))
    corrected = Transcript(reading_id(paragraphs), "P05 new", "P05.txt", "0" * 64, paragraphs, supersedes=P05.id)
    assert numbers(desk.study, "text:times") == ["P05§2"]
    desk.act(AddTranscript(corrected))
    assert numbers(desk.study, "text:times") == ["P05 new§2"]
    assert {place.transcript for place in Selection.everything(desk.study).places} == {P04.id, corrected.id}


def test_a_turn_goes_on_over_notes_and_continuations() -> None:
    paragraphs = tuple(
        Paragraph(n, text, speaker, "participant", kind)  # type: ignore[arg-type]
        for n, (text, speaker, kind) in enumerate(
            [
                ("zero", "A", "say"), ("one", "B", "say"), ("two", "", "continuation"), ("three", "", "note"),
                ("four", "B", "say"), ("five", "A", "say"), ("six", "", "say"), ("seven", "", "say"),
            ],
            1,
        )
    )  # fmt: skip
    desk = Desk()
    desk.act(AddTranscript(Transcript(reading_id(paragraphs), "T", "T.txt", "0" * 64, paragraphs)))
    assert numbers(desk.study, "same(text:one, text:four)") == ["T§2", "T§5"]
    for apart in ("zero, text:one", "four, text:five", "five, text:six", "six, text:seven"):
        assert numbers(desk.study, f"same(text:{apart})") == []


def test_a_study_without_transcripts_has_nothing_to_find() -> None:
    assert numbers(Desk().study, "text:word") == []
    assert numbers(Desk().study, "NOT near(text:a, text:b)") == []


# ---- by comparison ----

_PATTERNS = (
    *(r"\bwe\b", "^W", "e$", r"\w+ed\b", "café|漢", "a?", ".*", r"\s{2}|^$", r"\bad.*times", "[^ -~]", r"\B\w", r"\d+"),
    *("CAF", "(we|staff)? ad", r"\b[A-Z]{2}", "É", "ſ|K"),
)


def without_accents(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


_LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.builds(CodeNamed, st.sampled_from([code.id for code in CODES[:3]]), st.booleans()),
    st.builds(Flag, st.sampled_from(("coded", "doubtful", "memo", "quotable", "reviewed", "consensus"))),
    st.builds(lambda value: Asked("coder", ":", value), st.sampled_from(("ana", "ben"))),
    st.builds(lambda value: Asked("text", ":", value), st.sampled_from(("it", "no", "the", "times", "said so"))),
    st.builds(lambda value: Asked("memo", ":", value), st.sampled_from(("a*", "0"))),
    st.builds(lambda value: Asked("text", ":", value), st.sampled_from(("*o*", "s?id", "n*s", "t* b*"))),
    st.builds(lambda value: Asked("case", ":", value), st.sampled_from(("*", "p0?", "*4"))),
    st.builds(lambda value: Asked("transcript", ":", value), st.sampled_from(("*", "*5*", "P0?", "?04"))),
    st.builds(lambda value: Asked("place", ":", value), st.sampled_from(("*", "*CAFE*", "cr*s?s *"))),
    st.builds(CodeNamed, st.sampled_from(("*n*", "F?", "b*"))),
    st.builds(lambda value: Asked("role", ":", value), st.sampled_from(("participant", "interviewer"))),
    st.builds(lambda value: Asked("speaker", ":", value), st.sampled_from(("INT", "P0*", "?n?", "*0*", "*"))),
    st.builds(Pattern, st.sampled_from(_PATTERNS), st.booleans()),
)


def _above(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Every, several),
        st.builds(Some, several),
        st.builds(Not, parts),
        st.builds(Near, parts, parts, st.integers(0, 3)),
        st.builds(Same, parts, parts),
    )


_NODES = st.recursive(_LEAVES, _above, max_leaves=7)


def is_like(name: str, value: str) -> bool:
    """Whether a name is as a value with wildcards says, of the few values that are asked for here."""
    wanted = matching_name(value).replace("cafe", "café")
    return fnmatch.fnmatchcase(matching_name(name), wanted.replace("\\", ""))


def _word_pattern(value: str) -> str:
    inner = re.escape(value.strip("*")).replace(r"\*", r"\S*").replace(r"\?", r"\S")
    return ("" if value.startswith("*") else r"\b") + inner + ("" if value.endswith("*") else r"\b")


class Slow:
    """One paragraph after the other, one coding after the other."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.places = [Place(text.id, p.n) for text in current_transcripts(study) for p in text.paragraphs]

    def codes(self, node: CodeNamed) -> set[str]:
        book = self.study.codebook
        if "*" in node.name or "?" in node.name:
            codes = {
                c.id for c in book if any(is_like(n, node.name) for n in (c.name, c.number, c.id, *c.aliases) if n)
            }
        else:
            codes = {code.id for code in book.find(node.name)}
        under = {c.id for c in book if codes & {above.id for above in book.ancestors(c.id)}}
        return codes | (set() if node.alone else under)

    def is_known(self, node: Node) -> bool:
        """Whether a name with wildcards has something that it matches; a lone star may have nothing."""
        current = current_transcripts(self.study)
        match node:
            case CodeNamed():
                return bool(self.codes(node))
            case Asked("case" | "place" as what, _, value):
                cases = self.study.cases.all.values()
                names = [case.name if what == "case" else case.values.get(what, "") for case in cases]
            case Asked("transcript", _, value):
                names = [name for text in current for name in (text.name, text.source)]
            case Asked("speaker", _, value):
                names = [paragraph.speaker for text in current for paragraph in text.paragraphs]
            case _:
                return True
        return value == "*" or any(is_like(name, value) for name in names if name)

    def coded(self, place: Place, codes: set[str] | None, coder: str, *, doubtful: bool) -> bool:
        return any(
            (codes is None or c.code in codes)
            and coder in {"", c.coder}
            and (not doubtful or self.study.is_doubtful(c))
            for c in self.study.codings_at(place)
        )

    def turn(self, place: Place) -> list[Place]:
        """In the small transcripts each speaker says one paragraph at a time."""
        return [place]

    def meets(self, node: Node, place: Place, coder: str = "", *, doubtful: bool = False) -> bool:
        match node:
            case CodeNamed():
                return self.coded(place, self.codes(node), coder, doubtful=doubtful)
            case Not(part):
                return not self.meets(part, place, coder, doubtful=doubtful)
            case Some(parts):
                return any(self.meets(part, place, coder, doubtful=doubtful) for part in parts)
            case Near(first, second, within):
                around = [
                    other
                    for other in self.places
                    if other.transcript == place.transcript and abs(other.paragraph - place.paragraph) <= within
                ]
                return self._paired(first, second, place, around, coder, doubtful=doubtful)
            case Same(first, second):
                return self._paired(first, second, place, self.turn(place), coder, doubtful=doubtful)
            case Every(parts):
                return self.every(parts, place, coder, doubtful=doubtful)
            case Flag("doubtful" | "consensus") | Asked("coder"):
                return self.every((node,), place, coder, doubtful=doubtful)
            case Flag("coded"):
                return self.coded(place, None, coder, doubtful=doubtful)
        return self.marked(node, place, coder)

    def _paired(
        self, first: Node, second: Node, place: Place, around: list[Place], coder: str, *, doubtful: bool
    ) -> bool:
        return any(
            self.meets(here, place, coder, doubtful=doubtful)
            and any(self.meets(there, other, coder, doubtful=doubtful) for other in around)
            for here, there in ((first, second), (second, first))
        )

    def marked(self, node: Node, place: Place, coder: str) -> bool:
        transcript = self.study.transcripts[place.transcript]
        paragraph = transcript.paragraph(place.paragraph)
        assert paragraph is not None
        memos = [text for key, text in self.study.memos_at(place) if coder in {"", key.coder}]
        match node:
            case Flag("memo"):
                return bool(memos)
            case Flag("reviewed"):
                marks = self.study.reviewed_marks()
                return any((t, n) == tuple(place) and coder in {"", who} for t, n, who, _ in marks)
            case Flag("quotable"):
                return any(passage.place == place for passage in self.study.cells.quotable())
            case Asked("text", _, value):
                return re.search(_word_pattern(value), paragraph.text, re.IGNORECASE) is not None
            case Asked("memo", _, value):
                pattern = rf"\b{value.removesuffix('*')}" + ("" if value.endswith("*") else r"\b")
                return any(re.search(pattern, without_accents(text), re.IGNORECASE) for text in memos)
            case Asked("case" | "place" as what, _, value):
                case = self.study.cases.all.get(self.study.cases.at(place))
                told = "" if case is None else case.name if what == "case" else case.values.get("place", "")
                return bool(told) and is_like(told, value)
            case Asked("transcript", _, value):
                return any(is_like(name, value) for name in (transcript.name, transcript.source))
            case Asked("role", _, value):
                return paragraph.role == value
            case Asked("speaker", _, value):
                return is_like(paragraph.speaker, value)
            case Pattern(source, any_case):
                return re.search(source, paragraph.text, re.IGNORECASE if any_case else 0) is not None
        raise AssertionError(node)

    def every(self, parts: tuple[Node, ...], place: Place, coder: str, *, doubtful: bool) -> bool:
        coders, said_doubtful, others = _said(parts)
        doubt = doubtful or said_doubtful
        for each in coders or [coder]:
            if not all(self.meets(other, place, each, doubtful=doubt) for other in others):
                return False
            coded = self.coded(place, None, each, doubtful=doubt)
            for is_said, marks in ((bool(coders), True), (said_doubtful, False)):
                elsewhere = any(self.elsewhere(o, place, each, doubtful=doubt, marks=marks) for o in others)
                if is_said and not (coded or elsewhere):
                    return False
        return True

    def elsewhere(self, node: Node, place: Place, coder: str, *, doubtful: bool, marks: bool) -> bool:
        """Whether a place meets a condition by a mark or memo, or by what is near it."""
        match node:
            case Flag("memo" | "reviewed") | Asked("memo"):
                return marks and self.meets(node, place, coder, doubtful=doubtful)
            case Near(first, second) | Same(first, second):
                asks = asks_for(first, marks=marks) or asks_for(second, marks=marks)
                return asks and self.meets(node, place, coder, doubtful=doubtful)
            case Not():
                return asks_for(node, marks=marks) and self.meets(node, place, coder, doubtful=doubtful)
            case Some(parts):
                return any(self.elsewhere(part, place, coder, doubtful=doubtful, marks=marks) for part in parts)
            case Every(parts):
                coders, said_doubtful, _ = _said(parts)
                if marks and coders:
                    return False
                inner, doubt = (coders or [coder])[0], doubtful or said_doubtful
                return self.meets(node, place, coder, doubtful=doubtful) and any(
                    self.elsewhere(part, place, inner, doubtful=doubt, marks=marks) for part in parts
                )
        return False


def _leaves(node: Node) -> list[Node]:
    match node:
        case Not(part):
            return _leaves(part)
        case Every(parts) | Some(parts):
            return [leaf for part in parts for leaf in _leaves(part)]
        case Near(first, second) | Same(first, second):
            return [*_leaves(first), *_leaves(second)]
    return [node]


def _said(parts: tuple[Node, ...]) -> tuple[list[str], bool, list[Node]]:
    coders = [p.value if isinstance(p, Asked) else "consensus" for p in parts if _of_coder(p)]
    return coders, Flag("doubtful") in parts, [p for p in parts if not _of_coder(p) and p != Flag("doubtful")]


def _of_coder(node: Node) -> bool:
    return node == Flag("consensus") or (isinstance(node, Asked) and node.name == "coder")


def asks_for(node: Node, *, marks: bool) -> bool:
    match node:
        case CodeNamed() | Flag("coded" | "doubtful"):
            return True
        case Flag("memo" | "reviewed") | Asked("memo"):
            return marks
        case Not(part):
            return marks and tells_who(part)
        case Near(first, second) | Same(first, second):
            return asks_for(first, marks=marks) or asks_for(second, marks=marks)
        case Every(parts) | Some(parts):
            if marks and isinstance(node, Every) and any(map(_of_coder, parts)):
                return False
            return any(asks_for(part, marks=marks) for part in parts)
    return _of_coder(node) and not marks


def tells_who(node: Node) -> bool:
    """Whether somebody has done it wherever it is: marks, memos and any coding, but not one certain code."""
    match node:
        case Not(part):
            return tells_who(part)
        case Near(first, second) | Same(first, second):
            return tells_who(first) or tells_who(second)
        case Every(parts) if any(map(_of_coder, parts)):
            return False
        case Every(parts) | Some(parts):
            return any(map(tells_who, parts))
    return node in {Flag("coded"), Flag("memo"), Flag("reviewed")} or (isinstance(node, Asked) and node.name == "memo")


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(acts(), max_size=12), st.lists(_NODES, min_size=1, max_size=4))
def test_a_query_finds_what_looking_at_each_paragraph_finds(
    done: list[tuple[str, list[Action]]], nodes: list[Node]
) -> None:
    desk = small_desk()
    desk.act(Apply(coding(2, "F4")), Apply(coding(3, "F1.2")), Apply(coding(2, "B2", "ben")))
    desk.act(AddCase("p04", "P04"), GiveVoice(P04.id, "", "p04"))
    desk.act(SetAttribute("place", Attribute("text")), SetValue("p04", "place", "Crisis café, north"))
    desk.act(Review(P04.id, 1, "ben"))
    for step, node in enumerate(nodes):
        for coder, actions in done[step :: len(nodes)]:
            with suppress(PostilError):  # an act on a code that was taken out
                desk.act(*actions, coder=coder)
        slow = Slow(desk.study)
        if not all(map(slow.is_known, _leaves(node))):
            with pytest.raises(QueryError, match=r"there is no|no case has|the study has no"):
                find(desk.study, written(node))
            continue
        for asked_by in ("", "ana"):
            expected = [place for place in slow.places if slow.meets(node, place, asked_by)]
            found = find(desk.study, written(node), coder=asked_by or None)
            assert list(found.places()) == expected
            selection = found.selection()
            assert selection.places == frozenset(expected)
            assert selection.codings <= Selection.everything(desk.study).codings
            assert all(c.place in selection.places for c in selection.codings)


@given(st.lists(acts(), max_size=10))
def test_the_index_follows_every_change(done: list[tuple[str, list[Action]]]) -> None:
    desk = small_desk()
    for coder, actions in done:
        with suppress(PostilError):  # an act on a code that was taken out
            desk.act(*actions, coder=coder)
        everything = Selection.everything(desk.study)
        assert select(desk.study, "coded").codings == everything.codings
        assert select(desk.study, "coded OR -coded").places == everything.places
        for code in desk.study.codebook:
            found = select(desk.study, f'="{code.id}"').codings
            assert found == {c for c in everything.codings if c.code == code.id}


def test_a_coding_that_is_removed_is_found_no_more() -> None:
    desk = studied()
    assert numbers(desk.study, "F1.2") == ["P04§3"]
    desk.act(Remove(coding(3, "F1.2")))
    assert numbers(desk.study, "F1.2") == []
    desk.undo()
    assert numbers(desk.study, "F1.2") == ["P04§3"]


@given(st.lists(acts(), max_size=6), _NODES)
def test_names_are_looked_up_alike_with_and_without_looking(done: list[tuple[str, list[Action]]], node: Node) -> None:
    desk = studied()
    for coder, actions in done:
        with suppress(PostilError):  # an act on a code that was taken out
            desk.act(*actions, coder=coder)
    text = written(node)
    try:
        told = find(desk.study, text).understood
    except QueryError as error:
        with pytest.raises(QueryError) as caught:
            understood(desk.study, text)
        assert (str(caught.value), caught.value.start) == (str(error), error.start)  # noqa: PT017 - either may come
    else:
        assert understood(desk.study, text) == told


def test_ids_are_named_in_full_only() -> None:
    desk = studied()
    desk.act(AddCode(Code("x9k2", "Night staff")))
    assert numbers(desk.study, f"transcript:{P05.id} F4") == ["P05§2"]
    for wrong in (f"transcript:{P05.id[:6]}", f"transcript:{P05.id[:6]}*", "x9*", "case:p0x*"):
        with pytest.raises(QueryError, match="there is no"):
            find(desk.study, wrong)
    assert numbers(desk.study, "x9k2") == []


def test_words_that_are_a_name_together_are_told() -> None:
    desk = studied()
    desk.act(AddCode(Code("B7", "Local managers", number="B7")), AddCode(Code("B8", "Managers abroad", number="B8")))
    told = find(desk.study, "local managers").understood
    assert [str(each).split(" → ")[1] for each in told] == [
        'Local managers (B7); a name of several words stands in quotes: "local managers"',
        'Managers abroad (B8); a name of several words stands in quotes: "local managers"',
    ]
    assert not find(desk.study, '"local managers"').understood
    assert not find(desk.study, "local memo").understood[0].besides
