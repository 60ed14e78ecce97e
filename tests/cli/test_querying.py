"""Queries on the command line: words that the shell parted, errors alike everywhere, and how names were understood."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from postil.cli.querying import joined
from postil.find.query.finding import parse

if TYPE_CHECKING:
    from pathlib import Path

    from cli_program import Program


@pytest.mark.parametrize(
    ("words", "query"),
    [
        (["leadership"], "leadership"),
        ([" leadership AND NOT B3 "], "leadership AND NOT B3"),
        (["service_type:crisis house"], "service_type:crisis house"),
        (["leadership", "AND", "NOT", "B3"], "leadership AND NOT B3"),
        (["leadership", "service_type:crisis house"], 'leadership service_type:"crisis house"'),
        (["Senior sponsorship", "OR", "F1"], '"Senior sponsorship" OR F1'),
        (["text:over my dead body", "F4"], 'text:"over my dead body" F4'),
        (["F4", "role=house manager, nurse"], 'F4 role="house manager, nurse"'),
        (["F4 OR F1", "NOT", "B3"], "(F4 OR F1) NOT B3"),
        (['"Senior sponsorship"', "NOT", "B3"], '"Senior sponsorship" NOT B3'),
        (["near(F4,", "B3)", ""], "near(F4, B3)"),
        ([], ""),
    ],
)
def test_words_are_one_query(words: list[str], query: str) -> None:
    assert joined(words) == query
    if query:
        parse(query)


def test_a_query_without_quotes_works_and_is_shown_where_quotes_were_put_in(postil: Program, sample: Path) -> None:
    together = postil.done("quotes", sample, "leadership AND NOT B3")
    parted = postil.done("quotes", sample, "leadership", "AND", "NOT", "B3")
    assert (together.out, together.err) == (parted.out, parted.err)
    eaten = postil.done("quotes", sample, "leadership", "service_type:crisis house")
    assert f'{sample}: the query is read as leadership service_type:"crisis house"' in eaten.err
    assert "2 passages" in eaten.err


def test_one_line_says_what_to_do_with_what_the_shell_made_of_a_query(postil: Program, sample: Path) -> None:
    eaten = postil("quotes", sample, "service_type:crisis house")
    assert eaten.refuses("“crisis” may be any of 2 values", 'service_type:"crisis house"', "in single quotes")
    minus = postil("quotes", sample, "F4", "-B3")
    assert minus.status == 2
    assert "put the whole query in single quotes: 'F4 -B3'" in minus.err
    assert "-B3" not in postil("quotes", sample, "F4", "--jsn").err


def test_how_names_were_understood_is_told_beside_the_answer(postil: Program, sample: Path, tmp_path: Path) -> None:
    lead = "leadership → Facilitators/Leadership and management buy-in (F4)"
    holding = "role is an attribute of the cases here; 10 other values hold it, too: role:*manager*"
    done = postil.done("quotes", sample, "leadership role:manager")
    assert lead not in done.out
    assert done.err.splitlines()[:2] == [
        f"{sample}: {lead}",
        f"{sample}: manager → “manager”; {holding}",
    ]
    document = json.loads(postil.done("quotes", sample, "leadership role:*manager*", "--json").out)
    assert document["understood"][0] == {
        "start": 0, "end": 10, "typed": "leadership", "what": "code",
        "meant": ["Facilitators/Leadership and management buy-in (F4)"], "besides": "",
    }  # fmt: skip
    assert len(document["understood"][1]["meant"]) == 11
    assert json.loads(postil.done("quotes", sample, "leadership", "--json", "--anonymous").out)["understood"] is None
    assert json.loads(postil.done("quotes", sample, "F4", "--json").out)["understood"] == []
    assert lead in postil.done("report", "codes", sample, "--where", "leadership").err
    assert lead in postil.done("export", sample, tmp_path / "codings.csv", "--where", "leadership").err


@pytest.mark.parametrize("wrong", ["leadrship", "(F4", "regoin:north", "role:*zebra*", "text:/(a+b/", "NOT"])
def test_errors_are_alike_wherever_a_query_is_asked(postil: Program, sample: Path, tmp_path: Path, wrong: str) -> None:
    said = postil("quotes", sample, wrong)
    assert said.status == 1
    assert said.out == ""
    query, carets, message = said.err.splitlines()
    assert query == wrong
    assert carets.strip(" ^") == ""
    assert "^" in carets
    assert message.startswith("postil: ")
    assert "; " in message
    assert postil("report", "codes", sample, "--where", wrong).err == said.err
    assert postil("export", sample, tmp_path / "codings.csv", "--where", wrong).err == said.err


def test_nothing_found_is_an_answer(postil: Program, sample: Path) -> None:
    done = postil.done("quotes", sample, "text:zebra")
    said = f"{sample}: nothing is found by text:zebra"
    assert (done.out, done.err) == ("", f"{said}\n")
    assert said in postil.done("report", "codes", sample, "--where", "text:zebra").err
    assert said in postil.done("export", sample, "-", "--format", "csv", "--where", "text:zebra").err


@pytest.mark.parametrize("empty", ["", "  "])
def test_an_empty_query_is_wrong_use_everywhere(postil: Program, sample: Path, empty: str) -> None:
    assert postil("quotes", sample, empty).status == 2
    assert postil("report", "codes", sample, "--where", empty).status == 2
    assert postil("export", sample, "-", "--format", "csv", "--where", empty).status == 2


def test_all_that_a_name_with_wildcards_was_taken_for_is_told(postil: Program, sample: Path) -> None:
    query = "role:*manager* leadership"
    (understood, _) = json.loads(postil.done("quotes", sample, query, "--json").out)["understood"]
    err = postil.done("quotes", sample, query).err
    assert len(understood["meant"]) > 5
    assert all(f"“{value}”" in err for value in understood["meant"])
    assert " more" not in err
    many = postil.done("quotes", sample, "?* case:P07").err
    assert " codes: " in many
    assert " more" in many
