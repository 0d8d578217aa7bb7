"""Splines against R's Hmisc, E-values against their authors' printed ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from coprod_equity_plugin.core import columns
from coprod_equity_plugin.core.errors import Cancelled
from coprod_equity_plugin.core.models.equity import ModelOptions, fit_equity_models
from coprod_equity_plugin.core.models.forms import (
    KNOTS,
    e_value,
    e_value_table,
    e_values,
    form_table,
    form_tests,
    restricted_cubic_spline,
)
from coprod_equity_plugin.core.models.specification import LOGIT
from coprod_equity_plugin.core.progress import Progress

FOLDER = Path(__file__).parent.parent / "golden" / "models" / "r"


@pytest.fixture(scope="module")
def study() -> pd.DataFrame:
    return pd.read_csv(FOLDER.parent / "city.csv", dtype={"block_group": str})


@pytest.fixture(scope="module")
def golden() -> pd.Series:
    return pd.read_csv(FOLDER / "forms.csv").set_index(["name", "term"])["value"].sort_index()


def test_the_splines_columns_and_their_tests_are_rs(study, golden):
    models = fit_equity_models(study, ModelOptions("classical"))
    age = models.designs["model_1"].matrix[:, 2]
    spline = restricted_cubic_spline(np.array([10.0, 25.0, 40.0, 80.0]), np.quantile(age, KNOTS))
    for row in range(4):
        for column in range(2):
            assert spline[row, column] == pytest.approx(golden["spline", f"{row + 1} {column + 1}"], rel=1e-12)
    table = form_table(form_tests(models)).set_index(["model", "term"])
    for term in ("house_age", "median_income_k"):
        row = table.loc["model_1", term]
        assert row["lr"] == pytest.approx(golden["lr", term], rel=1e-7)
        assert row["wald"] == pytest.approx(golden["wald", term], rel=1e-6)
        assert row["key_estimate_bent"] == pytest.approx(golden["key", term], rel=1e-7)
        assert row["key_estimate"] == models.fits["model_1"].params[1]


def test_a_spline_is_linear_beyond_its_outer_knots():
    knots = np.array([1.0, 2.0, 4.0, 7.0])
    beyond = restricted_cubic_spline(np.array([8.0, 9.0, 10.0, -1.0, 0.0]), knots)
    np.testing.assert_allclose(np.diff(beyond[:3], 2, axis=0), 0, atol=1e-12)
    np.testing.assert_array_equal(beyond[3:], 0)


def test_each_number_of_each_model_is_bent_and_all_together(study):
    table = form_table(form_tests(fit_equity_models(study)))
    assert tuple(table.columns) == columns.FUNCTIONAL_FORM.names
    bent = table.groupby("model")["term"].agg(set).to_dict()
    controls = {"house_age", "median_income_k", "log_density"}
    assert bent["model_2"] == bent["model_3"] == bent["model_5"] == {*controls, "all"}
    assert bent["model_4"] == {*controls, "community_requests", "all"}
    assert bent["model_1"] == {*controls, "education_share", "renter_share", "all"}
    assert (table.loc[table["term"] == "all", "df"] > 2).all()


def test_a_bent_line_is_found_and_a_straight_one_mostly_not(study):
    straight = form_table(form_tests(fit_equity_models(study))).set_index(["model", "term"])
    assert straight.loc[("model_2", "house_age"), "p_value"] > 0.01
    hours = study["restoration_hours"] * np.exp(0.001 * (study["house_age"].fillna(36) - 36) ** 2)
    bent = form_table(form_tests(fit_equity_models(study.assign(restoration_hours=hours.round()))))
    row = bent.set_index(["model", "term"]).loc["model_2", "house_age"]
    assert row["p_value"] < 1e-6
    assert "the line bends" in row["sentence"]


def test_cancel_of_form_tests(study):
    class Stop(Progress):
        def is_cancelled(self) -> bool:
            return True

    models = fit_equity_models(study)
    with pytest.raises(Cancelled):
        form_tests(models, Stop())


def test_e_values_as_their_authors_print_them():
    """VanderWeele and Ding (2017): 3.9 (1.8 to 8.7) has 7.2 and 3.0; 0.80 (0.71 to 0.91) has 1.81 and 1.43."""
    np.testing.assert_allclose(e_value(np.array([3.9, 1.8])), [7.26, 3.0], atol=0.005)
    np.testing.assert_allclose(e_value(np.array([0.80, 0.91])), [1.81, 1.43], atol=0.005)
    assert e_value(1.0) == 1.0


def test_common_outcomes_take_the_root_of_the_odds_and_intervals_with_one_have_one(study):
    models = fit_equity_models(study)
    assert models.fits["model_1"].family.name == LOGIT
    assert models.fits["model_1"].outcome.mean() > 0.15
    table = e_value_table(e_values(models.answers, models.fits)).set_index(["model", "contrast"])
    odds = 1 + models.answer("model_1", "minority").percent / 100
    assert table.loc[("model_1", "minority"), "ratio"] == pytest.approx(np.sqrt(odds))
    row = table.loc[("model_3", "minority_among_others")]
    answer = models.answer("model_3", "minority_among_others")
    assert row["e_value"] == pytest.approx(e_value(1 + answer.percent / 100))
    assert row["e_value_limit"] == pytest.approx(e_value(1 + answer.low / 100))
    assert 1 < row["e_value_limit"] < row["e_value"]
    assert table.loc[("model_2", "minority"), "e_value_limit"] == 1
    assert "includes no difference" in table.loc[("model_2", "minority"), "sentence"]
    below = models.answer("model_2", "participation")
    assert table.loc[("model_2", "participation"), "e_value_limit"] == pytest.approx(e_value(1 + below.high / 100))
    assert not any("request" in contrast or contrast == "interaction" for _, contrast in table.index)
