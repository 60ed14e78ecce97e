"""Write the pages of docs/ that come from the program's own tables, or check that they are current.

Run ``python docs/generate.py`` to write them, ``python docs/generate.py --check`` to be told which are out of date.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from data_page import data_page

from postil.cli.reference import reference
from postil.cli.reporting_whole import all_reports
from postil.model.study import Study
from postil.reports.counting import Counting
from postil.session.cases_commands import CASES_COMMANDS
from postil.session.codebook_commands import CODEBOOK_COMMANDS
from postil.session.commands import COMMANDS, Keymap, groups_of
from postil.session.matrix_commands import CELL_COMMANDS, MATRIX_COMMANDS
from postil.session.reports_commands import REPORTS_COMMANDS
from postil.session.retrieval_commands import RETRIEVAL_COMMANDS
from postil.session.review_commands import REVIEW_COMMANDS
from postil.session.writing import KEYS as WRITING_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postil.session.commands import Command

DOCS = Path(__file__).resolve().parent

_KEYS_INTRO = """# Keys

Every key of the coding screen, and below those of the other screens. This page is made from the program's own tables
(`make docs`); `?` shows the same list in the program, and `:` runs any command by name and says its key.

Keys are plain letters, digits and a few others, so that they pass through tmux, screen, mosh and PuTTY. Esc is never
needed: Ctrl+G and Backspace close what Esc closes.

To give a command other keys, name its id in `keymap.toml` in your settings folder (on Linux `~/.config/postil`), for
example `"review.next" = ["space", "S"]`. Keys that are no single character are written as in the column
*in keymap.toml*.
"""


_REVIEW_INTRO = """# Keys of the review

`postil review` steps through disagreements. Keys that are not listed here do nothing there. The letters that keep a
coder's codes stand beside the coders on the screen; c, e, g, j and k are left out because they are commands.
"""


_CODEBOOK_INTRO = """# Keys of the codebook

`o` in the coding screen opens the codebook. Among a code's codings, where `S` and `E` lead: j and k move, Space marks,
a marks all, Enter sends the marked ones to another code or takes the one at the cursor as an example, q leaves. Among
the versions, where `v` leads: j and k go to another one, Space and PgUp scroll, q leaves.
"""


_MATRIX_INTRO = """# Keys of the matrix

`X` in the coding screen opens the framework matrix at the case that is read; `postil matrix` opens it by itself. The
same keys walk in the pages that read down and across. In the list of columns Tab takes a theme or a code, Enter shows
them.
"""


_CELL_INTRO = """# Keys of a cell

Enter in the matrix opens a cell: its passages on the left, its summary on the right, or one above the other. The keys
of the tables below are those of the passages; while the summary is written, keys are text but for these:

{keys}

What is typed is saved when you pause for two seconds, when you leave, and before anything else is done in the cell. All
that was typed between opening a cell and leaving it is undone by one `u`, until the program is left.
"""


_CASES_INTRO = """# Keys of the cases

`C` in the coding screen and in the matrix opens the cases and their attributes as a table. Choices, transcripts and
attributes are picked by typing; a value is typed, and Enter saves it.
"""


_RETRIEVAL_INTRO = """# Keys of the passages

`Q` in the coding screen asks for passages by a query ([query.md](query.md)) and shows them in context; in the codebook
and in the matrix it shows those of the code under the cursor. While the query is typed, Enter finds, ↑ and ↓ bring back
what was asked before, and Tab shows the bank of quotes; what is typed takes the place of the query that stands there
selected, → goes on in it. Enter opens the passage in the coding screen, where `q` comes back and `Q` asks anew.
"""


_REPORTS_SCREEN_INTRO = """# Keys of the reports

`R` in the coding screen opens the list of reports ([reports.md](reports.md)); Enter opens one, and Enter on a figure in
it shows the passages that the figure counts, where `q` comes back to the figure. While a limit is typed, Enter counts
only what the query finds, and ↑ and ↓ bring back earlier queries.
"""


_REPORTS_INTRO = """# The tables of the reports

What is in `postil report NAME STUDY --json`, and, of the first table of each report, in `--csv FILE`.
[reports.md](reports.md) says how it is counted. This page is made from the program's own tables (`make docs`).

A document is `{"report": name, "study": title, "counted": COUNTED, TABLE: [row], ..., "notes": [text]}`, each row an
object with the columns below; what does not exist is null, and empty in CSV. COUNTED says what was counted, and what
it is out of:

| field | what it says |
|---|---|
| `study`, `query` | title of the study; the query of `--where`, empty for everything |
| `children` | whether codes have the codings of those under them, too (`--children`) |
| `coders`, `left_out` | whose codings are counted; how many others, such as those of the consensus layer, are not |
| `codings` | codings that are counted |
| `paragraphs` | paragraphs that were asked for: those that the query might find by who and where, or all |
| `found`, `coded` | those of them that the query finds; those with a coding that is counted |
| `transcripts`, `coded_transcripts` | transcripts that the paragraphs asked for belong to; those with a coding |
| `cases`, `coded_cases` | cases that these belong to; those with a coding |
| `readers` | whose marks and codings say what was read, if `--coder` named any; else everybody's |
| `transcripts_read`, `cases_read` | how many of `transcripts` and `cases` were read, wholly or in part |
| `transcripts_not_read`, `cases_not_read` | names of those of which nothing was |
| `transcripts_in_part`, `cases_in_part` | `[{"name", "read", "eligible"}]`: those of which more is to be read |
| `on_interviewers`, `on_others` | codings on words of interviewers, and of neither participants nor interviewers |
| `understood` | what names in the query were taken for, as in `postil quotes --json` |

`progress` has some figures of the whole beside its tables: `eligible_set` (text), `assigned` (whether the study has
assignments), `eligible`, `reviewed`, `double_coded`, `double_coded_share` (0 to 1, or null), `consensus`: paragraphs.
`postil report all --json` is `{"study": title, "reports": {name: document}}`.

Tables and columns may be added in later versions; none changes its name or its meaning.
"""


def reports_page() -> str:
    """docs/report-tables.md."""
    lines = [_REPORTS_INTRO]
    for report in all_reports(Counting(Study()), resamples=0, memos=True):
        lines += [f"## {report.name}: {report.title[:1].lower()}{report.title[1:]}", ""]
        for table in report.tables:
            lines += [f"`{table.name}`" + ("" if len(report.tables) == 1 else f": {table.title}"), ""]
            lines += ["| column | kind | what it says |", "|---|---|---|"]
            lines += [f"| `{column.name}` | {column.kind} | {column.says} |" for column in table.columns]
            lines.append("")
    return "\n".join(lines)


def keys_page() -> str:
    """docs/keys.md."""
    return "\n".join(
        [
            _KEYS_INTRO,
            *_tables(COMMANDS),
            _REVIEW_INTRO,
            *_tables(REVIEW_COMMANDS),
            _CODEBOOK_INTRO,
            *_tables(CODEBOOK_COMMANDS),
            _CASES_INTRO,
            *_tables(CASES_COMMANDS),
            _RETRIEVAL_INTRO,
            *_tables(RETRIEVAL_COMMANDS),
            _REPORTS_SCREEN_INTRO,
            *_tables(REPORTS_COMMANDS),
            _MATRIX_INTRO,
            *_tables(MATRIX_COMMANDS),
            _CELL_INTRO.format(keys="\n".join(f"- {keys}: {what}" for keys, what in WRITING_KEYS)),
            *_tables(CELL_COMMANDS),
        ]
    )


def _tables(commands: Sequence[Command]) -> Iterator[str]:
    """The commands of one screen, a table a group."""
    keymap = Keymap(commands=commands)
    for group in groups_of(commands):
        yield from (f"## {group}", "", "| key | what it does | id | in keymap.toml |", "|---|---|---|---|")
        for command in commands:
            if command.group == group:
                keys = keymap.labels(command.id).replace("|", "\\|")
                names = ", ".join(f'"{key}"' for key in command.keys)
                shown = keys if "`" in keys else f"`{keys}`" if keys else "by name, `:`"
                yield f"| {shown} | {command.help} | {command.id} | {names.replace('|', chr(92) + '|')} |"
        yield ""


def main() -> int:
    """Write or check the pages; returns the exit status."""
    pages = {"keys.md": keys_page(), "cli.md": reference(), "report-tables.md": reports_page(), "data.md": data_page()}
    stale = [name for name, page in pages.items() if _current(DOCS / name) != page]
    if "--check" in sys.argv:
        for name in stale:
            sys.stderr.write(f"docs/{name} is out of date; run `make docs`\n")
        return 1 if stale else 0
    for name in stale:
        (DOCS / name).write_text(pages[name], encoding="utf-8")
    return 0


def _current(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
