"""The report's section on whether the models can be trusted: lights, expected against observed, shapes."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.models.thresholds import BY_ID
from coprod_equity_plugin.core.report import more_tables as m
from coprod_equity_plugin.core.report.page import build_report
from coprod_equity_plugin.core.report.shape_figures import joined_classes
from tests.report_more import OPTIONS, built, rows_of, tables
from tests.report_page import Page


@pytest.fixture(scope="module")
def inputs():
    return tables()[0]


@pytest.fixture(scope="module")
def report():
    return built()


@pytest.fixture(scope="module")
def page(report) -> Page:
    return Page(report.html)


def test_lights_are_counted_and_shown_with_words(inputs, report, page):
    checks = inputs.more[m.DIAGNOSTICS]
    lights = checks[c.LIGHT].value_counts()
    total = int(lights.drop("none", errors="ignore").sum())
    text = page.section("diagnostics")
    assert f"{total} checks of 5 models" in text
    assert f"{lights['green']} are fine" in text
    cells = [(attrs["class"], text) for _, attrs, text in page.all("td") if attrs.get("class", "").startswith("light")]
    assert len(cells) == total
    words = {"light green": "● fine", "light yellow": "▲ look", "light red": "■ act"}
    for look, cell in cells:
        assert cell.startswith(words[look])
    assert len(rows_of(report, "diagnostics.csv")) == len(checks)


def test_what_is_not_green_says_what_to_do(inputs):
    checks = inputs.more[m.DIAGNOSTICS].copy()
    place = checks.index[(checks[c.DIAGNOSTIC] == "variance_inflation") & (checks[c.MODEL] == "model_3")][0]
    spec = BY_ID["variance_inflation"]
    checks.loc[place, [c.VALUE, c.LIGHT, c.SENTENCE]] = [
        12.5, "red", f"{spec.title}: 12.500, of income. {spec.concern}"
    ]  # fmt: skip
    text = Page(build_report(replace(inputs, more={m.DIAGNOSTICS: checks}), OPTIONS).html).section("diagnostics")
    assert "What it means, and what to do" in text
    assert f"{spec.title}: Model 3 ■ act (12.500, of income). {spec.concern}" in text
    act = int((checks[c.LIGHT] == "red").sum())
    assert f"{act} call{'s' if act == 1 else ''} for action" in text


def test_calibration_is_of_the_homes_themselves(inputs, report):
    rows = inputs.more[m.EXPECTED]
    lines = [row for row in rows_of(report, "calibration.csv") if row["outcome"] == "hours"]
    assert sum(int(row["households"]) for row in lines) == len(rows)
    weights = [int(row["households"]) for row in lines]
    observed = np.average([float(row["observed"]) for row in lines], weights=weights)
    assert observed == pytest.approx(rows[c.RESTORATION_HOURS].mean(), abs=1e-3)
    expected = np.average([float(row["expected"]) for row in lines], weights=weights)
    assert expected == pytest.approx(rows[c.FITTED_HOURS].mean(), abs=1e-3)


def test_expected_hours_of_other_homes_are_not_compared(inputs):
    more = {m.EXPECTED: inputs.more[m.EXPECTED].iloc[:-1]}
    report = build_report(replace(inputs, more=more), OPTIONS)
    assert "not of the homes of this report" in Page(report.html).section("diagnostics")
    assert "calibration.csv" not in report.files


def test_rootogram_is_of_the_homes_and_its_classes_are_large_enough(inputs, report):
    for k in (11, 60):
        made = report if k == 11 else build_report(inputs, replace(OPTIONS, minimum_households=k))
        lines = rows_of(made, "rootogram.csv")
        assert {row["model"] for row in lines} == {"model_3"}
        assert len(lines) > 2
        assert min(int(row["observed"]) for row in lines) >= k
        assert sum(int(row["observed"]) for row in lines) == len(inputs.study)
        assert sum(float(row["expected"]) for row in lines) == pytest.approx(len(inputs.study), abs=0.05 * len(lines))
    hours = inputs.study[c.RESTORATION_HOURS].round()
    low, _, high = rows_of(report, "rootogram.csv")[1]["hours"].partition(" to ")
    assert int(rows_of(report, "rootogram.csv")[1]["observed"]) == hours.between(int(low), int(high or low)).sum()


def test_a_rootogram_of_other_homes_is_not_drawn(inputs):
    table = inputs.more[m.ROOTOGRAM]
    more = {m.ROOTOGRAM: table[table[c.COUNT_LOW] > table[c.COUNT_LOW].min()]}
    report = build_report(replace(inputs, more=more), OPTIONS)
    assert "not of the homes of this report" in Page(report.html).section("diagnostics")
    assert "rootogram.csv" not in report.files


def test_classes_are_joined_by_hand():
    low, high = np.array([0.0, 1, 5, 9]), np.array([0.0, 4, 8, np.nan])
    found = joined_classes(low, high, np.array([3, 20, 30, 4]), np.array([2.5, 22.0, 29.0, 3.5]), 11)
    assert found.low.tolist() == [0, 5]
    assert found.high[0] == 4
    assert np.isnan(found.high[1])
    assert found.observed.tolist() == [23, 34]
    assert found.expected.tolist() == [24.5, 32.5]
    assert joined_classes(low, high, np.array([3, 2, 30, 4]), np.ones(4), 20) is None


def test_residual_quantiles_keep_off_the_ends(inputs, report):
    lines = rows_of(report, "residual_quantiles.csv")
    table = inputs.more[m.RESIDUAL_QUANTILES]
    assert {row["model"] for row in lines} == {"model_1", "model_3"}
    assert len(lines) == table[c.MODEL].isin(["model_1", "model_3"]).sum()
    wide = rows_of(build_report(inputs, replace(OPTIONS, minimum_households=60)), "residual_quantiles.csv")
    assert 60 / len(inputs.study) - 0.005 <= min(float(row[c.PROBABILITY]) for row in wide)
    inside = sum(float(r[c.BAND_LOW]) <= float(r[c.RESIDUAL_QUANTILE]) <= float(r[c.BAND_HIGH]) for r in lines)
    told = int(re.search(r"(\d+) of \d+ quantiles of the residuals lie", report.html)[1])
    assert abs(inside - told) <= 6  # the file has two decimals


def test_zeros_are_not_counted_where_they_are_few(inputs):
    checks = inputs.more[m.DIAGNOSTICS].copy()
    place = checks.index[(checks[c.DIAGNOSTIC] == "zeros") & (checks[c.MODEL] == "model_3")][0]
    spec = BY_ID["zeros"]
    checks.loc[place, [c.VALUE, c.SENTENCE]] = [0.0123, f"{spec.title}: 17 observed, 0.3 expected. {spec.concern}"]
    more = {m.DIAGNOSTICS: checks}
    shown = build_report(replace(inputs, more=more), OPTIONS).files["diagnostics.csv"].decode()
    assert "17 observed" in shown
    hidden = build_report(replace(inputs, more=more), replace(OPTIONS, minimum_households=20))
    assert "17 observed" not in hidden.html + hidden.files["diagnostics.csv"].decode()
    assert "fewer than 20 observed" in hidden.files["diagnostics.csv"].decode()
    assert "0.0123" not in hidden.files["diagnostics.csv"].decode()


@pytest.mark.parametrize("seed", range(8))
def test_groups_of_homes_by_expectation_are_large_enough_of_both_kinds(seed):
    random = np.random.default_rng(seed)
    chance = random.beta(0.5, 12, 900)
    asked = (random.random(900) < chance).astype(float)
    groups = m.tenths(chance, asked, 11)
    assert sorted(np.concatenate(groups).tolist()) == list(range(900)) if groups else asked.sum() < 11
    for part in groups:
        yes = int(asked[part].sum())
        assert len(part) >= 11
        assert yes == 0 or yes >= 11
        assert len(part) == yes or len(part) - yes >= 11
    edges = [(chance[part].min(), chance[part].max()) for part in groups]
    assert all(before[1] <= after[0] for before, after in zip(edges, edges[1:]))


def test_no_groups_where_few_asked():
    assert m.tenths(np.arange(50.0), np.r_[np.ones(4), np.zeros(46)], 11) == []
    assert [len(part) for part in m.tenths(np.zeros(40), None, 11)] == [40]
