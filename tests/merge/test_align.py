from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

import pytest
from corrections import INTERVIEW, at_sentences, retyped, transcript_of
from hypothesis import given, settings
from hypothesis import strategies as st

from postil.importers import read_transcript
from postil.merge.align import KINDS, Alignment, align
from postil.merge.words import words

if TYPE_CHECKING:
    from pathlib import Path

    from postil.model.transcript import Transcript

OLD = list(INTERVIEW)


def kinds(old: list[str], new: list[str]) -> list[tuple[str, tuple[int, ...], tuple[int, ...]]]:
    """The links that are not ``same``."""
    alignment = align(transcript_of(old), transcript_of(new))
    return [(link.kind, link.old, link.new) for link in alignment.links if link.kind != "same"]


def test_the_same_text_is_the_same() -> None:
    alignment = align(transcript_of(OLD), transcript_of(OLD))
    assert [(link.kind, link.old, link.new, link.share) for link in alignment.links] == [
        ("same", (n,), (n,), 1.0) for n in range(1, 11)
    ]
    assert alignment.surviving == 1


def test_punctuation_case_times_and_speakers_are_no_edits() -> None:
    new = [f"[00:0{n % 10}:12] {text.upper().replace(',', ' –')}" for n, text in enumerate(OLD)]
    old, relabelled = transcript_of(OLD), transcript_of(new, speakers=("Interviewer", "Dr Okoro"))
    assert align(old, relabelled).counts()["same"] == 10


def test_one_of_each_kind() -> None:
    edited = "It was the liaison nurses, actually. They had kept a list of everyone who was turned away in the night."
    assert kinds(OLD, [OLD[0], edited, *OLD[2:]]) == [("edited", (2,), (2,))]
    split = [*OLD[:1], "It was the liaison nurses, really.", OLD[1][35:], *OLD[2:]]
    assert kinds(OLD, split) == [("split", (2,), (2, 3))]
    assert kinds(split, OLD) == [("merged", (2, 3), (2,))]
    assert kinds(OLD, [*OLD[:4], "[unintelligible]", *OLD[5:]]) == [("replaced", (5,), (5,))]
    assert kinds(OLD, [*OLD[:4], *OLD[5:]]) == [("gone", (5,), ())]
    assert kinds(OLD, [*OLD[:4], "Let me close that window first.", *OLD[4:]]) == [("new", (), (5,))]
    regrouped = [*OLD[:7], f"{OLD[7]} Who answered the phones", f"in that first year? {OLD[9]}"]
    assert kinds(OLD, regrouped) == [("regrouped", (8, 9, 10), (8, 9))]


def test_only_one_for_one_between_settled_neighbours_is_replaced() -> None:
    first, last = "Nobody slept.", "Never again."
    assert kinds([*OLD[:4], first, *OLD[5:]], [*OLD[:4], last, "Mhm.", *OLD[5:]]) == [
        ("new", (), (5,)),
        ("new", (), (6,)),
        ("gone", (5,), ()),
    ]
    assert kinds([*OLD[:4], first, "Mhm.", *OLD[5:]], [*OLD[:4], last, *OLD[5:]])[0] == ("new", (), (5,))
    assert kinds([first, *OLD], [last, *OLD]) == [("replaced", (1,), (1,))]
    assert kinds([*OLD, first], [*OLD, last]) == [("replaced", (11,), (11,))]
    assert ("replaced", (11,), (11,)) not in kinds([*OLD, first], [*OLD, last, "Mhm."])
    assert kinds([first], [last]) == [("new", (), (1,)), ("gone", (1,), ())]


def test_a_few_words_link_no_short_paragraph_to_a_long_one() -> None:
    long = f"{OLD[3]} They sat with the board all day."
    assert kinds([*OLD[:4], "The board did.", *OLD[5:]], [*OLD[:3], long, *OLD[5:]]) == [
        ("edited", (4,), (4,)),
        ("gone", (5,), ()),
    ]


def test_one_word_alone_links_nothing() -> None:
    old, new = [f"a{n} x{n}" for n in range(20)], [f"a{n} y{n}" for n in range(20)]
    assert align(transcript_of(old), transcript_of(new)).surviving == 0


def test_the_share_is_that_of_the_longer_side() -> None:
    old = transcript_of(["one two three four five six seven eight", *OLD])
    new = transcript_of(["one two three four five six seven eight nine ten", *OLD])
    assert align(old, new).by_old[1].share == align(new, old).by_old[1].share == pytest.approx(0.8)


def test_between_two_runs_words_that_stand_alone_count_too() -> None:
    old = transcript_of(["one two three four five six seven", *OLD])
    new = transcript_of(["one two 3 four 5 six seven", *OLD])
    assert align(old, new).by_old[1].share == pytest.approx(5 / 7)


def test_short_paragraphs_follow_their_neighbours() -> None:
    new = [text if text == "Yeah." else f"Hm. {text} Mhm." for text in OLD]
    follower = align(transcript_of(OLD), transcript_of(new)).by_old[3]
    assert (follower.kind, follower.new) == ("same", (3,))
    without = [*OLD[:2], *OLD[3:]]
    assert kinds(OLD, without) == [("gone", (3,), ())]
    assert align(transcript_of(OLD), transcript_of(without)).by_old[7].new == (6,)


def test_paragraphs_that_changed_places_are_found_again() -> None:
    new = [*OLD[:3], OLD[7], OLD[4], OLD[5], OLD[6], OLD[3], *OLD[8:]]
    alignment = align(transcript_of(OLD), transcript_of(new))
    assert (alignment.by_old[4].new, alignment.by_old[8].new) == ((8,), (4,))
    assert alignment.by_old[4].kind == "same"


def check(alignment: Alignment, old: Transcript, new: Transcript) -> None:
    assert sorted(n for link in alignment.links for n in link.old) == [p.n for p in old.paragraphs]
    assert sorted(n for link in alignment.links for n in link.new) == [p.n for p in new.paragraphs]
    for link in alignment.links:
        assert 0 <= link.share <= 1
        assert bool(link.old) == (link.kind != "new")
        assert bool(link.new) == (link.kind != "gone")
    used: set[tuple[str, int, int]] = set()
    for piece in alignment.pieces:
        assert piece.new in alignment.by_old[piece.old].new
        ours = words(old.paragraphs[piece.old - 1].text)[piece.old_word : piece.old_word + piece.length]
        theirs = words(new.paragraphs[piece.new - 1].text)[piece.new_word : piece.new_word + piece.length]
        assert [word.folded for word in ours] == [word.folded for word in theirs]
        assert len(ours) == piece.length
        places = {("old", piece.old, piece.old_word + i) for i in range(piece.length)}
        places |= {("new", piece.new, piece.new_word + i) for i in range(piece.length)}
        assert not places & used
        used |= places


WORDS = ("the", "nurses", "said", "yes", "no", "and", "他", "[laughs]", "00:12", "…")
texts = st.lists(
    st.one_of(
        st.sampled_from(INTERVIEW),
        st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join),
        st.text(max_size=12),
    ),
    max_size=14,
)


@given(texts)
def test_law_a_reading_is_the_same_as_itself(paragraphs: list[str]) -> None:
    transcript = transcript_of(paragraphs)
    alignment = align(transcript, transcript)
    check(alignment, transcript, transcript)
    assert [(link.kind, link.old, link.new) for link in alignment.links] == [
        ("same", (p.n,), (p.n,)) for p in transcript.paragraphs
    ]


@given(texts, texts)
def test_law_every_paragraph_is_in_one_link(old: list[str], new: list[str]) -> None:
    before, after = transcript_of(old), transcript_of(new)
    check(align(before, after), before, after)


@given(st.permutations(OLD))
def test_law_in_any_other_order_no_long_paragraph_is_put_on_another(new: list[str]) -> None:
    alignment = align(transcript_of(OLD), transcript_of(new))
    for link in alignment.links:
        if link.kind == "same":
            assert OLD[link.old[0] - 1] == new[link.new[0] - 1]
    assert all(alignment.by_old[n].kind == "same" for n in range(1, 11) if OLD[n - 1] != "Yeah.")


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.sets(st.integers(0, 9), max_size=3))
def test_law_slips_and_cuts_put_nothing_on_a_wrong_paragraph(seed: int, cut: set[int]) -> None:
    new = retyped([text for i, text in enumerate(OLD) if i not in cut], 0.1, seed)
    truth = [i + 1 for i in range(10) if i not in cut]
    alignment = align(transcript_of(OLD), transcript_of(new))
    for link in alignment.links:
        if link.kind in {"same", "edited"} and OLD[link.old[0] - 1] != "Yeah.":
            assert link.old[0] == truth[link.new[0] - 1]


# ---- real interviews ----


@pytest.fixture(scope="module")
def kelly(shared: Path) -> list[str]:
    return [p.text for p in read_transcript(shared / "transcripts" / "sheffield_kelly.docx").transcript.paragraphs]


@pytest.mark.parametrize(("share", "least"), [(0.02, 0.99), (0.1, 0.97), (0.2, 0.93)])
def test_real_slips(kelly: list[str], share: float, least: float) -> None:
    alignment = align(transcript_of(kelly), transcript_of(retyped(kelly, share)))
    assert alignment.surviving >= least
    assert all(link.old == link.new for link in alignment.links if link.old and link.new)


def test_real_paragraphs_split_at_sentences(kelly: list[str]) -> None:
    parts, numbers = at_sentences(kelly)
    alignment = align(transcript_of(kelly), transcript_of(parts))
    assert alignment.surviving > 0.99
    first, right = 1, 0
    for n, number in numbers.items():
        right += set(alignment.by_old[n].new) <= set(range(first, first + number))
        first += number
    assert right == len(kelly)


def test_real_interviews_are_other_transcripts(shared: Path, kelly: list[str]) -> None:
    for name in ("sheffield_lisa.docx", "mlss_interview12.txt", "otter_qcubed.md", "whisper_keitai.srt"):
        other = read_transcript(shared / "transcripts" / name).transcript
        assert align(transcript_of(kelly), other).surviving < 0.04, name


# ---- time ----


def seconds(old: list[str], new: list[str]) -> float:
    before, after = transcript_of(old), transcript_of(new)
    begin = time.process_time()
    align(before, after)
    return time.process_time() - begin


def test_a_corrected_interview_takes_no_time() -> None:
    old = [f"{text} Take {n}: that was number {n * 7} of the list that I have." for n, text in enumerate(OLD * 30)]
    assert min(seconds(old, retyped(old, 0.1, seed)) for seed in range(3)) < 0.3


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["a", *["Yeah."] * 5000, "b"], ["c", *["Yeah."] * 4900, "d"]),
        (["a", *[OLD[1]] * 5000, "b"], ["c", *[OLD[1]] * 4900, "d"]),
        ([f"a{n % 70} x{n}" for n in range(9000)], [f"a{n % 70} y{n}" for n in range(9000)]),
        ([f"p{n % 300} q{n % 300} x{n}" for n in range(8000)], [f"p{n % 300} q{n % 300} y{n}" for n in range(8000)]),
    ],
    ids=["short", "long", "every second word", "two words of three"],
)
def test_the_worst_texts_take_seconds(old: list[str], new: list[str]) -> None:
    assert seconds(old, new) < 10


def test_a_long_transcript_with_a_slip_in_every_paragraph_is_compared_all_the_same() -> None:
    chance = random.Random(3)
    old = [" ".join(f"the w{chance.randrange(20_000)}" for _ in range(chance.randrange(3, 20))) for _ in range(2000)]
    new = [f"{text} uh the" if chance.random() < 0.5 else f"uh the {text}" for text in old]
    alignment = align(transcript_of(old), transcript_of(new))
    assert alignment.surviving > 0.9
    assert all(link.old == link.new for link in alignment.links if link.kind == "edited")


def test_words_that_are_everywhere_do_not_use_up_the_work() -> None:
    chance = random.Random(3)
    once = [" ".join(f"the w{chance.randrange(20_000)} of" for _ in range(chance.randrange(3, 20))) for _ in range(100)]
    old = [text for text in once for _ in "12"]
    new = [f"{text} uh the" for text in old]
    assert align(transcript_of(old), transcript_of(new)).surviving > 0.9


def test_the_counts_name_all_kinds() -> None:
    assert tuple(align(transcript_of([]), transcript_of(["x"])).counts()) == KINDS
