from __future__ import annotations

import csv
import html.parser
import io
from pathlib import Path

import pandas as pd
import pytest

from coprod_equity_plugin.core.models.equity import ModelOptions, fit_equity_models
from coprod_equity_plugin.core.report.model_tables import (
    format_number,
    format_p,
    format_ratio,
    regression_table,
    stars,
    to_csv,
    to_html,
    to_latex,
    to_page,
    write_page,
)

CITY = Path(__file__).parent.parent / "golden" / "models" / "city.csv"


@pytest.fixture(scope="module")
def result():
    return fit_equity_models(pd.read_csv(CITY, dtype={"block_group": str}))


class Cells(html.parser.HTMLParser):
    """The rows of all tables as lists of texts, and the tags that were left open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows, self.open = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag in ("br", "meta"):
            if self.open and self.open[-1] in ("td", "th"):
                self.rows[-1][-1] += " "
            return
        self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] in ("td", "th"):
            self.rows[-1][-1] += data


@pytest.mark.parametrize(
    ("p_value", "mark"),
    [(0.0099, "***"), (0.01, "**"), (0.049, "**"), (0.05, "*"), (0.0999, "*"), (0.1, ""), (float("nan"), "")],
)
def test_stars_are_the_studys(p_value, mark):
    assert stars(p_value) == mark


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (0.842, 0.192, "0.842"),
        (0.0054, 0.0004, "0.00540"),  # the study prints .005 (.0004)
        (-0.0012, 0.00054, "-0.00120"),
        (0.1071, 0.0091, "0.107"),
        (-0.0000123, 0.00002, "-0.000012"),
        (-0.0001, 0.2, "0.000"),
        (17.878, 1.673, "17.878"),
        (3075.3147, None, "3,075.315"),
        (58012345.0, None, "5.8e+07"),
        (float("nan"), None, ""),
    ],
)
def test_numbers_show_two_digits_of_their_error(value, error, text):
    assert format_number(value, error) == text


def test_huge_ratios_have_three_digits_and_units_are_told(result):
    assert format_ratio(85761.266, 1.57) == "85,800"
    assert format_ratio(123.4, 0.2) == "123"
    assert format_ratio(17.7331, 0.57) == "17.733"
    assert format_ratio(float("inf"), 1.0) == ""
    note = regression_table(result).notes[2]
    assert "shares from 0 to 1, age of house in years, median household income in thousand dollars" in note
    assert "population density in ln(people per square mile)." in note


def test_p_values_are_never_printed_as_zero():
    assert [format_p(p) for p in (1e-9, 0.00099, 0.001, 0.0514, float("nan"))] == [
        "< 0.001",
        "< 0.001",
        "0.001",
        "0.051",
        "",
    ]


def test_layout_is_that_of_table_4(result):
    table = regression_table(result)
    assert table.outcomes == (("Asked for help", 1), ("Hours to restoration", 4))
    assert [name for name, _ in table.models] == [f"Model {number}" for number in range(1, 6)]
    assert [ratio for _, ratio in table.models] == ["odds ratio"] + 4 * ["incidence rate ratio"]
    assert [label for label, _ in table.terms] == [
        "Minority share",
        "Asked for help",
        "Minority share × Asked for help",
        "Community requests",
        "Minority share × Community requests",
        "Age of house",
        "Median household income",
        "Population density, log",
        "Bachelor's degree or higher",
        "Share aged 60 or older",
        "Share aged 18 to 24",
        "Renters",
        "Constant",
    ]
    terms = dict(table.terms)
    assert [bool(cell.estimate) for cell in terms["Asked for help"]] == [False, True, True, False, False]
    assert all(cell.estimate for cell in terms["Constant"])


def test_every_number_is_the_results(result):
    """All cells of the CSV, read back, against the table of coefficients."""
    lines = list(csv.reader(io.StringIO(to_csv(result))))
    labels = {"Minority share": "minority_share", "Constant": "const", "Age of house": "house_age"}
    rows = result.coefficients.set_index(["model", "term"])
    for line in lines[1:]:
        if line[0] not in labels:
            continue
        for place in range(5):
            estimate, error, ratio, interval = line[1 + 4 * place : 5 + 4 * place]
            row = rows.loc[(f"model_{place + 1}", labels[line[0]])]
            assert float(estimate.rstrip("*")) == pytest.approx(row["estimate"], abs=5.1e-4)
            assert len(estimate) - len(estimate.rstrip("*")) == sum(
                row["p_value"] < bound for bound in (0.1, 0.05, 0.01)
            )
            assert float(error) == pytest.approx(row["std_error"], abs=5.1e-4)
            if line[0] == "Constant":  # its exponential compares nothing
                assert (ratio, interval) == ("", "")
                continue
            assert float(ratio.replace(",", "")) == pytest.approx(row["exp_estimate"], abs=5.1e-4)
            low, high = (float(text.replace(",", "")) for text in interval.split(" to "))
            assert (low, high) == pytest.approx((row["exp_low"], row["exp_high"]), abs=5.1e-4)
    head = lines[0]
    assert head[1:5] == [
        "Model 1: coefficient",
        "Model 1: standard error",
        "Model 1: odds ratio",
        "Model 1: 95 % interval",
    ]
    measures = {line[0]: line for line in lines if len(line) == 21}
    assert measures["Households"][1::4] == 5 * ["1,473"]
    assert float(measures["Pseudo R², Nagelkerke"][5]) == pytest.approx(
        result.statistic("model_2", "nagelkerke"), abs=5e-4
    )
    assert measures["Likelihood ratio to the model without the interaction"][1::4][:2] == ["", ""]


def test_html_is_whole_and_has_every_sentence(result):
    page = Cells(to_page(result))
    assert page.open == []
    assert page.rows[0] == ["", "Asked for help", "Hours to restoration"]
    assert page.rows[2][:3] == ["Term", "Coefficient (standard error)", "Odds ratio (95 % interval)"]
    assert {len(row) for row in page.rows[3:16]} == {11}
    text = to_html(result).replace("&#39;", "'")
    for sentence in result.contrasts["sentence"]:
        assert sentence in text
    assert "60 clusters" in text
    assert "status is vacant, fewer than 11" in text
    assert "status is vacant, 8" in to_html(result, 5)


def test_html_escapes_what_comes_from_the_data():
    city = pd.read_csv(CITY, dtype={"block_group": str})
    city.loc[0, "status"] = "<script>alert(1)</script>"
    hostile = city.rename(columns={"block_group": "<b>area</b>"})
    text = to_page(fit_equity_models(hostile, ModelOptions(cluster_column="<b>area</b>")))
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "<b>area" not in text


def test_latex_rows_have_as_many_cells_as_columns(result):
    text = to_latex(result)
    body = [line for line in text.splitlines() if line.endswith(r"\\")]
    for line in body:
        cells = 0
        for cell in line.removesuffix(r"\\").replace(r"\&", "").split("&"):
            cells += int(cell.split("{")[1].split("}")[0]) if "multicolumn" in cell else 1
        assert cells == 11, line
    assert r"Minority share $\times$ Asked for help" in text
    assert "²" not in text
    assert r"95 \% interval" not in text.split(r"\midrule")[0]


def test_the_covariance_is_named(result):
    city = pd.read_csv(CITY, dtype={"block_group": str})
    notes = {
        kind: regression_table(fit_equity_models(city, ModelOptions(covariance=kind))).notes[0]
        for kind in ("classical", "robust")
    }
    assert notes["classical"].startswith("In parentheses: classical standard errors")
    assert "n / (n − 1)" in notes["robust"]
    assert "(60 clusters), bias-reduced (CR2), each coefficient's interval" in regression_table(result).notes[0]
    standard = regression_table(fit_equity_models(city, ModelOptions(correction="standard"))).notes[0]
    assert "the factor G / (G − 1) and the t distribution with 59 degrees of freedom." in standard


def test_a_page_appears_whole_or_not_at_all(result, tmp_path):
    path = tmp_path / "models.html"
    write_page(result, str(path))
    assert path.read_text(encoding="utf-8") == to_page(result)
    assert [entry.name for entry in tmp_path.iterdir()] == ["models.html"]
    with pytest.raises(FileNotFoundError):
        write_page(result, str(tmp_path / "nowhere" / "models.html"))
