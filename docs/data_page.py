"""docs/data.md: the tables of ``postil export``, each column as the program's own tables document it."""

from __future__ import annotations

from postil.exports.tidy import TABLES, Tidy
from postil.model.study import Study

_DATA_INTRO = """# The tables of a study

What `postil export STUDY FILE --what TABLE` writes, what [`postil.open`](python.md) gives, and what each column means.
This page is made from the program's own tables (`make docs`). The format follows from the ending of FILE.

| ending | what it is |
|---|---|
| `.csv` | RFC 4180, UTF-8, rows end with CR LF (LF on stdout); `--bom` begins it as Excel on Windows needs |
| `.xlsx` | a workbook of one sheet; what a column means is a note at its heading |
| `.md`, `.html` | a table to read; HTML stands alone, with no script and nothing that is loaded |
| `.docx` | a table on landscape pages; one of more than eight columns is a list, row after row, empty cells left out |
| `.json` | `{{"study": title, "TABLE": [{{...}}]}}`, a line a row |
| `.jsonl` | an object a line |
| `.parquet` | for DuckDB, Spark and Dask; needs `pip install "postil[parquet]"`; see [scale.md](scale.md) |

- Every format has the same columns in the same order, and rows in the order of the study: two exports of one study
  are the same bytes (Parquet: with the same version of pyarrow). Columns may be added in later versions, before
  those of the attributes; none changes its name or its meaning.
- **text** is text, **number** a number, **truth** yes or no (`true` or `false` in JSON and Parquet), **date** a day
  `2023-02-09` or a time `2026-11-30 12:06:40`, which is UTC. What does not exist is empty in CSV and null in JSON
  and Parquet, where an empty text is a text.
- Offsets are code points of the paragraph's text, from 0, the end not among them: `text[start:end]` in Python.
- Control and bidirectional characters are written as visible marks (`␛`, `�`), one for one, so that offsets hold.
- In CSV and XLSX, a cell that a spreadsheet would take for a formula has an apostrophe before it. Where the exact
  text is needed, take JSON Lines or Parquet, which have none.
- A cell of a spreadsheet holds 32,767 characters; a table with a longer one is refused as `.xlsx`, with the place.
- The attributes of the cases are columns at the end of `codings`, `paragraphs`, `cells` and `cases`, under the
  names that they have in the study; one that is called like another column is called `case_NAME`. Numbers are
  numbers, dates are dates.
- `--where QUERY` leaves only what a query finds: codings that are meant, paragraphs that are found, cases and cells
  that these belong to, memos and decisions on these paragraphs; codes keep all rows and count only what was found.

{how}
"""

_HOW_TO_READ = """```python
pandas.read_csv("codings.csv")                      # pandas
readr::read_csv("codings.csv")                      # R
duckdb.sql("select * from 'codings.csv'")           # DuckDB, also .jsonl and .parquet
```"""

_ABOUT = {
    "codings": "One row a coding: one code put by one coder on one passage; also those that a corrected"
    " transcript left behind on the old one.",
    "paragraphs": "One row a paragraph and coder, of the transcripts that no corrected one stands for.",
    "cells": "One row a case and code of the matrix, where something is coded or written.",
    "cases": "One row a case.",
    "codes": "One row a code, in book order. What is counted is counted as `postil report codes` does.",
    "memos": "One row a memo, also at codings that are no longer there.",
    "decisions": "One row a decision on a paragraph where coders differed.",
    "changes": "One row a change: the log, in the order of its stamps.",
    "units": "One row a unit of agreement and code, and a column of 0 and 1 for each coder under the coder's name;"
    " empty where the coder has not reviewed the unit. Units are paragraphs of participants' speech.",
    "recal": "For ReCal and the like: a column of 0 and 1 for each coder and nothing else, for one code (`--code`),"
    " with the units that all these coders reviewed. ReCal wants no heading: delete the first line.",
}


def data_page() -> str:
    """docs/data.md."""
    lines = [_DATA_INTRO.format(how=_HOW_TO_READ)]
    for name in TABLES:
        lines += [f"## {name}", "", _ABOUT[name], ""]
        if name != "recal":
            lines += ["| column | kind | what it means |", "|---|---|---|"]
            columns = Tidy(Study()).table(name).columns
            lines += [
                f"| `{column.name}` | {column.kind} | {column.says.replace('|', chr(92) + '|')} |" for column in columns
            ]
            lines.append("")
    return "\n".join(lines)
