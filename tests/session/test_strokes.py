"""The counts that the design promises: keys for each act, and strokes for a decision over whole interviews."""

from __future__ import annotations

import importlib.util
import string
import sys
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desks import Coder, keys_of, sit
from postil.importers.codebook_csv import read_codebook
from postil.model.change import AddCode, AddTranscript
from postil.model.codebook import Code
from postil.session.modes import Hinting
from studies import TRANSCRIPTS, Desk, small_transcript

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]


def benchmark() -> ModuleType:
    path = ROOT / "benchmarks" / "strokes.py"
    spec = importlib.util.spec_from_file_location("strokes_benchmark", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def codes_of(*books: str) -> list[Code]:
    return [code for book in books for code in read_codebook(ROOT / "codebooks" / f"{book}.csv").codes]


def sit_with(codes: list[Code]) -> Coder:
    desk = Desk()
    desk.act(*map(AddCode, codes), *map(AddTranscript, TRANSCRIPTS), coder="")
    return sit(desk)


@pytest.mark.parametrize(
    ("books", "share"), [(("bpos",), 0.95), (("cfir2022",), 0.7), (("bpos", "cfir2022"), 0.7)], ids=str
)
def test_most_codes_of_a_hundred_take_four_strokes_by_what_comes_to_mind(books: tuple[str, ...], share: float) -> None:
    strokes = benchmark()
    codes = codes_of(*books)
    offered = [code for code in codes if code.status == "active"]
    taken: list[int] = []
    for code in offered:
        coder = sit_with(codes)
        keys = strokes.Typist(coder.session).applying(code.id)
        for key in keys:
            coder.session.press(key)
        assert coder.codes == {1: [code.id]}
        taken.append(len(keys))
    assert sum(count <= 4 for count in taken) >= share * len(taken)
    assert sorted(taken)[len(taken) // 2] <= 4
    assert sum(taken) / len(taken) <= 4.5


@pytest.mark.parametrize("book", ["bpos", "cfir2022"])
def test_four_strokes_suffice_for_any_code_of_a_shipped_book(book: str) -> None:
    codes = codes_of(book)
    index = sit_with(codes).session.index
    characters = string.ascii_lowercase + string.digits
    pairs = ["".join(pair) for count in (1, 2) for pair in product(characters, repeat=count)]
    on_top = {found[0] for query in pairs if (found := index.search(query, limit=1))}
    assert on_top == {code.id for code in codes if code.status == "active"}


def small() -> Coder:
    """A session in which B2 has the slot 1 and is the last code, and nothing is coded."""
    coder = sit()
    coder.press("cwork‹enter›x")
    return coder


@pytest.mark.parametrize(
    ("at", "keys", "strokes", "coded"),
    [
        ("", "1", 1, {1: ["B2"]}),
        ("j", ".", 1, {2: ["B2"]}),
        ("", "cf4‹enter›", 4, {1: ["F4"]}),
        ("j", "vd1", 3, {2: ["B2 66-99"]}),
        ("j", "vAd1", 4, {2: ["B2 0-99"]}),
        ("", "Vf1", 3, {1: ["B2"], 2: ["B2"], 3: ["B2"], 4: ["B2"]}),
    ],
)
def test_strokes_of_a_code(at: str, keys: str, strokes: int, coded: dict[int, list[str]]) -> None:
    coder = small()
    coder.press(at)
    coder.press(keys)
    assert coder.codes == coded
    assert len(keys_of(keys)) == strokes


def test_words_take_five_strokes_and_the_code_where_there_are_many() -> None:
    text = " ".join(f"word{i}" for i in range(120))
    desk = Desk()
    desk.act(AddCode(Code("F1", "Ideas")), AddTranscript(small_transcript("P1", (text,))), coder="")
    coder = sit(desk)
    coder.press("cidea‹enter›xw")
    assert isinstance(coder.session.mode, Hinting)
    labels = list(coder.session.mode.labels)
    coder.press(f"{labels[40]}{labels[52]}1")
    assert len(keys_of(f"w{labels[40]}{labels[52]}")) == 5
    start, end = text.index("word40"), text.index("word52") + len("word52")
    assert coder.codes == {1: [f"F1 {start}-{end}"]}


def test_other_acts() -> None:
    coder = small()
    acts: tuple[tuple[str, int, Callable[[], bool]], ...] = (
        ("mabc‹enter›", 2 + 3, lambda: len(list(coder.study.memos())) == 1),
        ("fb2‹enter›", 4, lambda: coder.session.filter is not None and coder.session.filter.value == "B2"),
        ("f‹enter›", 2, lambda: coder.session.filter is None),
        ("t05‹enter›", 4, lambda: coder.session.transcript is TRANSCRIPTS[1]),
        ("`", 1, lambda: coder.session.transcript is TRANSCRIPTS[0]),
        ("]", 1, lambda: coder.session.transcript is TRANSCRIPTS[1]),
        ("u", 1, lambda: not list(coder.study.memos())),
        ("/nurse‹enter›", 7, lambda: coder.session.n == 2),
        ("cwork‹tab›bott‹tab›lead‹enter›", 16, lambda: len(coder.codes[2]) == 3),
        ("j,", 2, lambda: len(coder.codes[3]) == 3),
        ("x2", 2, lambda: len(coder.codes[3]) == 2),
    )
    for keys, strokes, done in acts:
        assert len(keys_of(keys)) == strokes, keys
        coder.press(keys)
        assert done(), keys


def test_a_filter_by_any_code_takes_about_four_strokes() -> None:
    strokes = benchmark()
    codes = codes_of("bpos")
    coder = sit_with(codes)
    for code in codes:
        if code.status != "active":
            continue
        for query in strokes.queries_for(coder.session, code.id):
            coder.press("f" + query.replace(" ", "‹space›"))
            row = coder.session.mode.row  # type: ignore[attr-defined]
            coder.press("‹escape›")
            if row.key == f"code {code.id}":
                break
        assert len(query) <= 3, (code, query)


def test_three_interviews_take_fewer_strokes_for_a_decision_than_promised(tmp_path: Path) -> None:
    strokes: Any = benchmark()
    source, plan = strokes.SAMPLE / "crisis_care.postil.json", strokes.SAMPLE / "ana.jsonl"
    lines = plan.read_text(encoding="utf-8").splitlines()
    counted = strokes.recoded(source, lines, strokes.INTERVIEWS, tmp_path)
    assert counted.codings >= 80
    assert counted.reviewed >= 140
    assert counted.for_a_decision <= strokes.GOAL
    assert sum(counted.by_kind.values()) == counted.strokes
