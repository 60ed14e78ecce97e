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
| `.docx` | a table on landscape pages; one of more than eight columns is a list, row after row, without empty cells |
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
- A cell of a spreadsheet holds 32,767 characters, and a sheet 1,048,576 rows and 16,384 columns; a table with more is
  refused as `.xlsx`, with the place. A Word document of more than 10,000 rows is refused, too. Of 100,000 codings, CSV
  takes one second to write, `.xlsx` five; readers of `.html` and `.md` do not like so many.
- What was struck out (`postil redact`) is `[...]` in every text.
- The attributes of the cases are columns at the end of `codings`, `paragraphs`, `cells` and `cases`, under the
  names that they have in the study; one that is called like another column is called `case_NAME`. Numbers are
  numbers, dates are dates.
- `codings`, `memos` and `decisions` also have what is still on a transcript that was corrected, where `superseded` is
  true. Reports leave that out, so their totals are others; `postil export` says on stderr how many such rows there are.
- `--where QUERY` leaves only what a query finds: codings that are meant, paragraphs that are found, cases and cells
  that these belong to, memos and decisions on these paragraphs; codes keep all rows and count only what was found.
- Where two people changed one value, such as a definition, and nobody has settled which holds, tables have the later;
  `postil export` says on stderr how many there are, and `postil merge --resolve STUDY` lists them.

{how}
"""

_HOW_TO_READ = '''Parquet says what kind each column is. Of CSV a reader has to guess, and guesses wrongly where a
code has the number `1.10`, which is no 1.1, or a coder the name `NA`; so say a little. A test runs these on every table
of the sample study, but for the two of R, which were **not run**:

```python
pandas.read_parquet("codings.parquet")
pandas.read_json("codings.jsonl", lines=True, dtype=False)
pandas.read_csv(
    "codings.csv",
    dtype={"number": str},
    true_values=["yes"],
    false_values=["no"],
    keep_default_na=False,
    na_values=[""],
)

duckdb.sql("""select * from read_csv('codings.csv', delim = ',', quote = '"', types = {'number': 'VARCHAR'})""")
duckdb.sql("select * from 'codings.parquet'")  # or 'codings.jsonl'
```

```r
arrow::read_parquet("codings.parquet")
readr::read_csv("codings.csv", na = "", col_types = readr::cols(number = "c"))
```

In pandas, dates come from CSV and JSON Lines as text (`parse_dates=["time"]` reads them), and yes and no stay text
where some are missing. Leave `types` out for a table that has no column `number`.'''

_ABOUT = {
    "codings": "One row a coding: one code put by one coder on one passage; also those that a corrected"
    " transcript left behind on the old one (`superseded`).",
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
