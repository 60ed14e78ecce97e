from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.errors import RatingsError
from postil.importers import ratings_csv
from postil.importers.ratings_csv import RatingRow, read_ratings

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "ratings.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_rows_in_any_order_of_columns_with_others_beside_them(tmp_path: Path, separator: str, end: str) -> None:
    lines = ["Unit|note|label|CODER", "1|x|a|ana", "", "1|x||ben", '2|x|"b ""c"""|ana']
    path = written(tmp_path, "\ufeff" + end.join(lines).replace("|", separator))
    assert read_ratings(path) == [
        RatingRow(2, "ana", "1", "a"),
        RatingRow(4, "ben", "1", ""),
        RatingRow(5, "ana", "2", 'b "c"'),
    ]


def test_empty_cells_after_the_last_column_do_no_harm(tmp_path: Path) -> None:
    path = written(tmp_path, "coder,unit,label\nana,1,a,,\nana,2,,\n,,\n")
    assert read_ratings(path) == [RatingRow(2, "ana", "1", "a"), RatingRow(3, "ana", "2", "")]


def test_a_row_that_stands_twice_is_no_contradiction(tmp_path: Path) -> None:
    assert len(read_ratings(written(tmp_path, "coder,unit,label\nana,1,\nana,1,\nben,1,a\nben,1,a\n"))) == 4


def test_the_guard_of_a_formula_is_taken_off(tmp_path: Path) -> None:
    assert read_ratings(written(tmp_path, "coder,unit,label\nana,1,'=x\n"))[0].label == "=x"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("", "empty"),
        ("coder,unit\nana,1\n", "no column label"),
        ("coder,unit,label,label\nana,1,a,b\n", "row 1: columns C and D are both called label"),
        ("\n Unit ,coder,label,unit\n1,ana,a,2\n", "row 2: columns A and D are both called unit"),
        ("a,b,c\n1,2,3\n", "no column coder and no column unit and no column label"),
        ("coder,unit,label\n,1,a\n", "row 2: the coder is missing"),
        ("coder,unit,label\nana,1,a\nana,,a\n", "row 3: the unit is missing"),
        ("coder,unit,label\nana,1,a\nana,2\n", "row 3: it has 2 cells instead of 3"),
        ("coder,unit,label\nana,1,a\n\nana,2,b,c\n", "row 4: it has 4 cells instead of 3"),
        ("coder,unit,label\nana,1,a\nana,1,\n", "row 3: ana has given unit 1 no label here, and one in row 2"),
        ("coder,unit,label\nana,1,\nben,1,\nana,1,a\n", "row 4: ana has given unit 1 a label here, and none in row 2"),
        ("coder,unit,label\nana,1,a\nAna,2,a\n", "row 3: the coder 'Ana' is 'ana' in row 2"),
        ("coder,unit,label\nJosé B,1,a\nJoseB,2,a\n", "row 3: the coder 'JoseB' is 'José B' in row 2"),
        ('coder,unit,label\nana,1,"a\n', "not a table"),
        ("coder,unit,label\nana,1,é\n".encode("latin-1"), "line 2: not UTF-8"),
        ("coder,unit,label\nana,1,a\0\n", "not a table"),
        (b"PK\x03\x04 ...", "not a table"),
    ],
)
def test_what_is_no_table_of_ratings_is_refused_with_its_place(tmp_path: Path, data: str | bytes, says: str) -> None:
    with pytest.raises(RatingsError, match=says) as raised:
        read_ratings(written(tmp_path, data))
    assert str(raised.value).startswith(str(tmp_path / "ratings.csv"))
    assert raised.value.hint


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RatingsError, match=r"none\.csv: No such file"):
        read_ratings(tmp_path / "none.csv")
    with pytest.raises(RatingsError, match="directory"):
        read_ratings(tmp_path)
    path = written(tmp_path, "coder,unit,label\nana,1,a\n")
    monkeypatch.setattr(ratings_csv, "MAX_BYTES", 10)
    with pytest.raises(RatingsError, match="larger than"):
        read_ratings(path)
