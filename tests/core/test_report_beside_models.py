"""Coefficients of the model of asking beside areas whose requests are withheld."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.models.design import build_design
from coprod_equity_plugin.core.models.fit import fit_model
from coprod_equity_plugin.core.models.specification import CLASSICAL, LOGIT
from coprod_equity_plugin.core.report import more_tables as m
from coprod_equity_plugin.core.report.beside_models import FEWEST_WITHHELD, PLACE_TERMS, tells_of_areas
from coprod_equity_plugin.core.report.page import build_report
from scripts.attack_models import attack_models, cells_of_a_saturated_logit
from tests.report_more import OPTIONS, rows_of, tables
from tests.report_page import Page


def areas(withheld: int, empty: int = 0) -> pd.DataFrame:
    requests = np.r_[np.full(withheld + empty, np.nan), np.full(50, 20.0)]
    words = ["requests: few"] * withheld + [c.NO_HOUSEHOLDS] * empty + [""] * 50
    return pd.DataFrame({c.REQUESTS_COUNT: requests, c.SUPPRESSION: words})


@pytest.mark.parametrize(
    ("withheld", "empty", "tells"), [(0, 0, False), (0, 3, False), (1, 0, True), (FEWEST_WITHHELD - 1, 9, True),
                                     (FEWEST_WITHHELD, 0, False)],
)  # fmt: skip
def test_few_areas_withheld(withheld, empty, tells):
    assert tells_of_areas(areas(withheld, empty)) is tells


def report_with(withheld: int, asked: int | None = None):
    """The report with so many areas' requests withheld; ``asked``: all but so many homes are made not to have."""
    inputs, more = tables()
    table = inputs.areas.copy()
    table[c.HOUSEHOLDS], table[c.REQUESTS_COUNT], table[c.PARTICIPATION_RATE] = 100.0, 30.0, 0.3
    table.loc[table.index[:withheld], [c.REQUESTS_COUNT, c.PARTICIPATION_RATE]] = np.nan
    table.loc[table.index[:withheld], c.SUPPRESSION] = "requests: fewer than 11 households"
    study = inputs.study.assign(**{c.COLLEGE_SHARE: np.arange(len(inputs.study)) % 2.0})  # else few of them asked
    if asked is not None:
        who = np.flatnonzero(study[c.PARTICIPATION] > 0)[asked:]
        study.loc[study.index[who], c.PARTICIPATION] = 0.0
    kept = {name: more[name] for name in (m.STANDARD_ERRORS, m.ROBUSTNESS, m.ADJUSTED)}
    return build_report(replace(inputs, areas=table, study=study, more=kept), OPTIONS)


def told(report, name: str, column: str) -> set[str]:
    rows = rows_of(report, name)
    return {row[column].replace("effect of ", "") for row in rows if row[c.MODEL] == "model_1"}


FILES = (
    ("coefficients.csv", c.TERM), ("standard_errors.csv", c.TERM), ("robustness_all.csv", c.TERM),
    ("adjusted.csv", c.QUANTITY), ("effects.csv", c.QUANTITY),
)  # fmt: skip


def test_no_file_tells_the_coefficients_that_would_tell_of_areas():
    few, many = report_with(3), report_with(FEWEST_WITHHELD)
    for name, column in FILES:
        assert not told(few, name, column) & set(PLACE_TERMS), name
        assert told(many, name, column) & set(PLACE_TERMS), name
        assert c.MINORITY_SHARE in told(few, name, column), name
    hours = {row[c.TERM] for row in rows_of(few, "coefficients.csv") if row[c.MODEL] == "model_3"}
    assert c.MEDIAN_INCOME in hours
    page, other = Page(few.html), Page(many.html)
    assert "Coefficients of Model 1 are withheld" in page.section("models")
    assert "Coefficients of Model 1 are withheld" not in other.section("models")
    assert "Coefficients that would tell of areas, or of few homes: 5 withheld" in page.section("privacy")


def test_where_few_asked_the_model_of_asking_is_not_told():
    report = report_with(3, asked=6)
    for name, column in FILES:
        assert name not in report.files or not told(report, name, column), name
    assert "coefficients.csv" in report.files
    assert "adjusted.csv" not in report.files  # nor of Model 3, whose groups by asking are as few
    first = Page(report.html).text()
    assert first.count("Not to be answered: fewer than 11 of the homes compared asked for help.") == 2
    assert "odds of asking were" not in first


@pytest.mark.parametrize("seed", [14, 38])
def test_what_is_left_of_the_coefficients_pins_no_few_homes(seed):
    found = attack_models(seed, most=3)
    assert found
    for name, width, _ in found:
        assert width >= 1, name


def test_the_attacker_finds_homes_in_all_coefficients_to_the_last_digit():
    assert min(width for _, width, _ in attack_models(14, most=3, printed=False)) < 1


def test_a_saturated_logit_is_a_table_of_counts():
    """Why a model of one's own with a coefficient for every group is as confidential as the groups' counts."""
    cells = np.array([3, 40, 17, 90])
    outcome = np.repeat([1.0, 0.0, 1.0, 0.0], cells)
    group = np.repeat([0.0, 0.0, 1.0, 1.0], cells)
    design = build_design({"y": outcome, "group": group}, "y", ("group",))
    fit = fit_model(design, LOGIT, covariance=CLASSICAL)
    errors = np.sqrt(np.diag(fit.covariance))[:2]
    assert cells_of_a_saturated_logit(fit.params[:2], errors) == pytest.approx(cells, rel=1e-4)
