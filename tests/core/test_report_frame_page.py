"""The pages of robustness and survival models: what stands in them, and how it reads."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.models.robustness import RobustnessOptions, vary_models
from coprod_equity_plugin.core.models.survival import fit_survival
from coprod_equity_plugin.core.report.frame_page import frame_rows, model_name, robustness_page, survival_page
from coprod_equity_plugin.core.report.model_tables import write_text
from tests.report_page import Page

CITY = Path(__file__).parent.parent / "golden" / "models" / "city.csv"


@pytest.fixture(scope="module")
def study() -> pd.DataFrame:
    return pd.read_csv(CITY, dtype={"block_group": str})


@pytest.fixture(scope="module")
def survival(study):
    return fit_survival(study)


@pytest.fixture(scope="module")
def robustness(study):
    return vary_models(study, RobustnessOptions(sizes=(300,), draws=3, leave_out=False))


def rows_of(html: str, caption: str) -> list[list[str]]:
    """The cells of a table's body, by its caption."""
    table = next(part for part in html.split("<table>") if f"<caption>{caption}</caption>" in part)
    body = table.split("<tbody>")[1].split("</tbody>")[0]
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in body.split("<tr>")[1:]]


def test_survival_page_has_every_number_once(survival):
    html = survival_page(survival)
    Page(html)  # every element is closed
    table = survival.coefficients[survival.coefficients[c.MODEL] == "cox_3"]
    rows = rows_of(html, "Cox, Model 3")
    assert len(rows) == len(table)
    term = table[table[c.TERM] == "minority_share:participation"].iloc[0]
    row = next(row for row in rows if row[0] == "Minority share × Asked for help")
    assert row[1:3] == [f"{term[c.ESTIMATE]:.3f}", f"{term[c.STD_ERROR]:.3f}"]
    assert row[-1] == "&lt; 0.001"
    groups = rows_of(html, "Time to restoration")
    assert groups[0][:3] == ["all households", "Households", f"{survival.nobs:,}"]
    half = survival.groups[(survival.groups[c.GROUPING] == "all") & (survival.groups[c.STATISTIC] == "t50")].iloc[0]
    assert groups[1][1:3] == ["Hours until 50 % had power back", f"{half[c.VALUE]:.1f}"]
    for sentence in (*survival.contrasts[c.SENTENCE], *survival.notes):
        assert sentence.replace("'", "&#39;") in html


def test_robustness_page_has_a_table_for_every_variant_and_setting(robustness):
    html = robustness_page(robustness)
    Page(html)
    settings = robustness.summary.drop_duplicates([c.VARIANT, c.SETTING])
    assert html.count("<table>") == len(settings)
    assert html.count("<h2>") == settings[c.VARIANT].nunique() + 1
    for sentence in robustness.sentences:
        assert f"<li>{sentence.replace(chr(39), '&#39;')}</li>" in html
    several = rows_of(html, "In random samples (300 households that did not ask)")
    single = rows_of(html, "With all households (all households used)")
    assert len(several[0]) == len(single[0]) + 4
    assert several[0][-1].endswith(" %")
    assert f"{robustness.fitted:,} fits in all, {robustness.failed:,} of which failed." in html


def test_reasons_of_failed_fits_have_a_column(robustness):
    broken = robustness.summary.copy()
    broken.loc[0, c.FAILED_BECAUSE] = "1 x <b>separation</b>"
    html = robustness_page(replace(robustness, summary=broken))
    rows = rows_of(html, "With all households (all households used)")
    assert rows[0][-1] == "1 x &lt;b&gt;separation&lt;/b&gt;"


def test_numbers_as_they_are_read():
    frame = pd.DataFrame(
        {
            c.MODEL: ["model_2", "cox_time_3"],
            c.TERM: ["house_age", None],
            c.P_VALUE: [0.0001, np.nan],
            c.FITS: [1000, 3],
        }
    )
    rows = frame_rows(frame, [c.MODEL, c.TERM, c.P_VALUE, c.FITS])
    assert rows[0] == [("Model 2", True), ("Age of house", True), ("< 0.001", False), ("1,000", False)]
    assert rows[1] == [("Cox, asking in time, Model 3", True), ("", True), ("", False), ("3", False)]
    assert model_name("lognormal_5") == "Log-normal, Model 5"


def test_a_page_appears_whole_or_not_at_all(tmp_path):
    path = tmp_path / "page.html"
    write_text("<p>é</p>", str(path))
    assert path.read_text(encoding="utf-8") == "<p>é</p>"
    with pytest.raises(UnicodeEncodeError):
        write_text("\ud800", str(path))
    assert path.read_text(encoding="utf-8") == "<p>é</p>"
    assert list(tmp_path.iterdir()) == [path]
