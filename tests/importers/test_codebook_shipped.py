from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from postil.errors import CodebookError
from postil.exports.codebook_csv import as_written
from postil.importers import shipped
from postil.importers.codebook_check import check_codebook
from postil.importers.codebook_csv import read_codebook
from postil.importers.shipped import find_codebook, shipped_codebooks
from postil.model.act import changes_of
from postil.model.change import AddCode
from postil.model.clock import Clock
from postil.model.codebook import Codebook
from postil.model.study import Study


def book(name: str) -> Codebook:
    return Codebook(read_codebook(find_codebook(name)).codes)


def test_two_books_are_shipped() -> None:
    assert list(shipped_codebooks()) == ["bpos", "cfir2022"]


@pytest.mark.parametrize(("name", "headings", "codes"), [("bpos", 3, 28), ("cfir2022", 7, 67)])
def test_counts_of_the_shipped_books(name: str, headings: int, codes: int) -> None:
    statuses = [code.status for code in book(name)]
    assert (statuses.count("heading"), statuses.count("active"), len(statuses)) == (headings, codes, headings + codes)


def test_cfir_has_its_constructs_and_subconstructs() -> None:
    cfir = book("cfir2022")
    parents = [cfir.get(code.parent) for code in cfir if code.status == "active"]
    constructs = sum(parent is not None and parent.status == "heading" for parent in parents)
    assert (constructs, len(parents) - constructs) == (48, 19)
    assert [code.id for code in cfir.children("")] == ["I", "II", "III", "IV", "V"]


def test_the_seven_themes_of_the_paper_are_marked_and_no_other_code_is() -> None:
    rows = find_codebook("bpos").read_text(encoding="utf-8").splitlines()[1:]
    marked = {row.split(",")[0] for row in rows if row.rsplit(",", 2)[1] == "abstract"}
    assert marked == {"facilitators", "barriers", "F1", "F2", "F3", "F4", "B1", "B2", "B3"}


@pytest.mark.parametrize("name", ["bpos", "cfir2022"])
def test_the_shipped_books_hold_nothing_a_team_would_trip_over(name: str) -> None:
    kinds = {finding.kind for finding in check_codebook(book(name))}
    assert kinds <= {"same name"}
    for code in book(name):
        assert as_written(code) == code
        assert len(code.aliases) <= 3
        assert not code.example or code.example.startswith("Invented: ")
        assert code.number in {"", code.id}


@pytest.mark.parametrize("name", ["bpos", "cfir2022"])
def test_a_study_takes_a_shipped_book_as_it_is(name: str) -> None:
    study = Study(changes_of(Study(), map(AddCode, book(name)), coder="ana", clock=Clock()))
    assert tuple(study.codebook) == tuple(book(name))


def test_names_of_cfir_that_repeat_are_found_by_path() -> None:
    cfir = book("cfir2022")
    assert len(cfir.find("Innovation Deliverers")) == 3
    assert [code.id for code in cfir.find("Implementation Process/Engaging/Innovation Deliverers")] == ["V.F.1"]


@pytest.mark.parametrize("name", ["bpos", "BPOS", "bpos.csv"])
def test_a_shipped_book_is_found_by_name(name: str) -> None:
    assert find_codebook(name) == shipped_codebooks()["bpos"]


def test_a_file_that_exists_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bpos").write_text("name\ntrust\n", encoding="utf-8")
    assert find_codebook("bpos") == Path("bpos")


def test_a_folder_does_not_hide_a_shipped_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bpos").mkdir()
    assert find_codebook("bpos") == shipped_codebooks()["bpos"]


@pytest.mark.parametrize(("name", "first"), [("cfir", "cfir2022"), ("bops", "bpos"), ("a/b\0c", ""), ("x" * 5000, "")])
def test_an_unknown_name_lists_the_shipped_ones_nearest_first(name: str, first: str) -> None:
    with pytest.raises(CodebookError) as caught:
        find_codebook(name)
    assert f"the shipped codebooks are {first}" in caught.value.hint
    assert {"bpos", "cfir2022"} <= set(caught.value.hint.replace(",", "").split())


def test_an_installed_package_has_them_in_its_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "postil"
    (package / "data" / "codebooks").mkdir(parents=True)
    (package / "data" / "codebooks" / "own.csv").touch()
    monkeypatch.setattr(shipped, "_PACKAGE", package)
    assert list(shipped_codebooks()) == ["own"]
    monkeypatch.setattr(shipped, "_PACKAGE", tmp_path / "elsewhere" / "postil")
    assert shipped_codebooks() == {}
    with pytest.raises(CodebookError, match=r"give a codebook as a \.csv file"):
        find_codebook("own")


def test_finding_and_reading_loads_nothing_heavy() -> None:
    program = (
        "import sys; import postil.importers.shipped, postil.importers.codebook_csv, postil.exports.codebook_csv;"
        "heavy = {'textual', 'tinydb', 'rapidfuzz', 'mammoth', 'webvtt', 'click'} & set(sys.modules);"
        "sys.exit(', '.join(heavy) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
