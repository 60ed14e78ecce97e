"""Agreement and ratings in packages: numbers only, and none that few cases stand behind where these are kept back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from test_egress import manifest_of, rows_of, text_of, words_in

from postil.agreement.comparison import Options, compare
from postil.agreement.units import Wanted
from postil.exports.egress import LEVELS, egress_package
from postil.exports.egress_agreement import agreement_tables, rating_table
from postil.model.cell import Rating
from postil.model.change import AddCase, AddCode, AddCoder, AddTranscript, Apply, GiveVoice, Rate, Review
from postil.model.codebook import Code
from postil.model.coding import Coding
from postil.model.decision import CONSENSUS
from studies import Desk, small_transcript

if TYPE_CHECKING:
    from postil.model.study import Study
    from postil.reports.tables import Table

CASES = 6


def team_desk() -> Desk:
    """Six cases, read by two coders: a code in all, one in five, one in two, one in none; one that is rated."""
    desk = Desk()
    desk.act(*(AddCode(Code(f"k{n}", name, number=f"K{n}")) for n, name in enumerate(("All", "Five", "Two", "None"))))
    desk.act(AddCoder("zzqana"), AddCoder("zzqben"))
    for n in range(CASES):
        text = small_transcript(f"P{n}", ["Why?", f"Because of number {n}.", "And?", f"Then {n} more."])
        desk.act(AddTranscript(text), AddCase(f"p{n}", f"P{n}"), GiveVoice(text.id, "", f"p{n}"))
        for who in ("zzqana", "zzqben"):
            desk.act(*(Review(text.id, at, who) for at in (2, 4)), coder=who)
            given = ["k0", *(["k1"] if n < 5 else []), *(["k2"] if n < 2 and who == "zzqana" else [])]
            desk.act(*(Apply(Coding(text.id, 2, None, None, code, who)) for code in given), coder=who)
    for n, value in enumerate(("+1", "+1", "-2")):
        desk.act(Rate(f"p{n}", "k0", "zzqana", Rating(value, "zzqreason")), coder="zzqana")
    desk.act(Rate("p0", "k0", "zzqben", Rating("+1")), Rate("p1", "k0", "zzqben", Rating("0")), coder="zzqben")
    desk.act(Rate("p2", "k0", "zzqben", Rating("0")), Rate("p2", "k0", CONSENSUS, Rating("-1")), coder="zzqben")
    return desk


def rows(table: Table) -> dict[object, dict[str, object]]:
    """The rows by the number of the code, or by what their first cell says."""
    return {row[0]: dict(zip(table.names, row, strict=True)) for row in table.rows}


def by_code(study: Study, below: int) -> dict[object, dict[str, object]]:
    return rows(agreement_tables(study, below)[1])


def test_figures_are_those_of_the_report() -> None:
    study = team_desk().study
    overall, _ = agreement_tables(study, 0)
    told = compare(study, Wanted(), Options(resamples=0)).together
    alpha = told.overall.figures["krippendorff_alpha_set"].value
    assert rows(overall)["Krippendorff's alpha over sets"] == {
        "figure": "Krippendorff's alpha over sets", "value": f"{alpha:.3f}", "units": 12, "coders": 2,
    }  # fmt: skip
    found = by_code(study, 0)
    for one in told.codes:
        row = found[f"K{one.code[1:]}"]
        for name, result in one.figures.items():
            assert row[name] == (f"{result.value:.3f}" if isinstance(result.value, float) else "undefined")
    assert (found["K2"]["paragraphs"], found["K2"]["cases"], found["K2"]["cohen_kappa"]) == ("2", "2", "0.000")
    assert {row["cases_read"] for row in found.values()} == {"6"}


def test_figures_of_codes_in_few_cases_are_kept_back() -> None:
    found = by_code(team_desk().study, 5)
    assert {key: (row["cases"], row["paragraphs"], row["prevalence"]) for key, row in found.items()} == {
        "K0": ("6", "6", "0.500"),
        "K1": ("5", "5", "0.417"),
        "K2": ("<5", "*", "*"),
        "K3": ("<5", "*", "*"),
    }


def test_a_code_alone_that_is_kept_back_takes_no_other_with_it() -> None:
    """The figures over several codes leave it out."""
    desk = team_desk()
    study = desk.study
    texts = list(study.transcripts.values())
    desk.act(*(Apply(Coding(text.id, 4, None, None, "k3", "zzqben")) for text in texts), coder="zzqben")
    found = by_code(desk.study, 5)
    assert {key: row["cases"] for key, row in found.items()} == {"K0": "6", "K1": "5", "K2": "<5", "K3": "6"}
    assert [key for key, row in found.items() if row["percent_agreement"] == "*"] == ["K2"]


def test_all_is_kept_back_where_few_cases_were_read_twice() -> None:
    overall, codes = agreement_tables(team_desk().study, 7)
    assert {row[1] for row in overall.rows} == {"*"}
    assert {cell for row in codes.rows for cell in row[6:]} == {"*"}
    assert {row[5] for row in codes.rows} == {"<7"}


def test_ratings_are_counted_by_case() -> None:
    study = team_desk().study
    codes = list(study.codebook)
    table = rating_table(study, codes, 0)
    assert table is not None
    counts = {(row[0], row[2]): row[3] for row in table.rows if row[3] != "0"}
    assert counts == {
        ("K0", "+1"): "1", ("K0", "(raters differ)"): "1", ("K0", "-1"): "1", ("K0", "(not rated)"): "3",
        ("K1", "(not rated)"): "6", ("K2", "(not rated)"): "6", ("K3", "(not rated)"): "6",
    }  # fmt: skip
    hidden = rating_table(study, codes, 2)
    assert hidden is not None
    assert {row[2]: row[3] for row in hidden.rows if row[0] == "K0" and row[3] != "<2"} == {"(not rated)": "3"}


@pytest.mark.parametrize("level", LEVELS)
def test_nobody_is_named(level: str) -> None:
    files = egress_package(team_desk().study, "", level)
    assert "zzq" not in text_of(files)
    assert not words_in(text_of(files)) & {"because", "why"}, "nor is anything that was said there"
    assert {file.name for file in files} >= {"agreement.csv", "agreement_by_code.csv", "ratings.csv"}
    assert "intervals of the figures of agreement" in manifest_of(files)["left_out"]


def test_without_a_second_coder_there_is_no_agreement_and_that_is_said() -> None:
    desk = Desk()
    desk.act(AddTranscript(small_transcript()), AddCoder("ana"))
    files = egress_package(desk.study, "", "counts")
    assert not [file.name for file in files if "agreement" in file.name or "ratings" in file.name]
    assert (
        "agreement.csv, agreement_by_code.csv: fewer than two coders reviewed the same paragraphs"
        in manifest_of(files)["left_out"]
    )


def test_the_team_is_counted_however_small_it_is() -> None:
    """How many coders there are, and what each has done, is told alike in all files."""
    files = egress_package(team_desk().study, "", "counts", below=5)
    overview = {row["what"]: row["count"] for row in rows_of(files, "overview.csv")}
    assert (overview["coders"], overview["of these, with a consensus"]) == ("2", "0")
    assert [(row["coder"], row["reviewed"]) for row in rows_of(files, "coders.csv")] == [
        ("coder 1", "12"),
        ("coder 2", "12"),
    ]
    assert {row["coders"] for row in rows_of(files, "agreement.csv")} == {"2"}


def test_small_counts_that_are_told_are_told_of() -> None:
    files = egress_package(team_desk().study, "", "counts")
    told = manifest_of(files)["counts_below"]
    assert told["least"] == 5
    assert told["files"]["codes.csv"] == 1, "the code in two cases; one in none tells of nobody"
    assert told["files"]["codes_by_case.csv"] == 2 * len(rows_of(files, "codes_by_case.csv"))
    assert "codes.csv 1" in text_of(files)
    assert manifest_of(egress_package(team_desk().study, "", "counts", below=5))["counts_below"]["files"] == {}
