"""Numbers behind figures: rootogram, residual quantiles, calibration by tenths."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from coprod_equity_plugin.core import columns
from coprod_equity_plugin.core.models.design import Design
from coprod_equity_plugin.core.models.equity import fit_equity_models
from coprod_equity_plugin.core.models.fit import fit_model
from coprod_equity_plugin.core.models.residuals import quantile_residuals
from coprod_equity_plugin.core.models.shapes import (
    FEWEST,
    calibration_tenths,
    residual_quantiles,
    rootogram,
    shape_tables,
    wilson,
)

CITY = Path(__file__).parent.parent / "golden" / "models" / "city.csv"


@pytest.fixture(scope="module")
def models():
    return fit_equity_models(pd.read_csv(CITY, dtype={"block_group": str}))


def test_expected_counts_are_sums_of_the_distribution(models):
    fit = models.fits["model_3"]
    table = rootogram(fit)
    theta = 1 / fit.alpha
    for row in table.itertuples():
        high = row.count_high if np.isfinite(row.count_high) else 100_000
        inside = (fit.outcome >= row.count_low) & (fit.outcome <= high)
        assert row.observed == inside.sum() >= FEWEST
        chance = theta / (theta + fit.fitted)
        expected = stats.nbinom.cdf(high, theta, chance) - stats.nbinom.cdf(row.count_low - 1, theta, chance)
        assert row.expected == pytest.approx(expected.sum(), rel=1e-7)
    assert table["observed"].sum() == fit.nobs
    assert table["expected"].sum() == pytest.approx(fit.nobs)
    assert (table["count_low"].to_numpy()[1:] == table["count_high"].to_numpy()[:-1] + 1).all()
    assert table["count_low"].iloc[0] == 0
    assert len(table) > 15


def test_zeros_have_a_bin_of_their_own_where_there_are_enough():
    rng = np.random.default_rng(1)
    x = rng.normal(size=600)
    design = Design(
        ("const", "x"), np.column_stack([np.ones(600), x]), rng.poisson(np.exp(0.5 + 0.2 * x)).astype(float)
    )
    table = rootogram(fit_model(design, "poisson"))
    assert table.loc[0, ["count_low", "count_high"]].to_list() == [0, 0]
    assert table.loc[0, "observed"] == (design.outcome == 0).sum()


def test_residuals_of_a_right_model_lie_in_their_band():
    rng = np.random.default_rng(4)
    x = rng.normal(size=4000)
    y = rng.negative_binomial(4, 1 / (1 + np.exp(3 + 0.3 * x) / 4)).astype(float)
    design = Design(("const", "x"), np.column_stack([np.ones(4000), x]), y)
    table = residual_quantiles(fit_model(design, "negativebinomial"))
    assert len(table) == 99
    inside = table["residual"].between(table["band_low"], table["band_high"])
    assert inside.mean() > 0.9
    wrong = residual_quantiles(fit_model(design, "poisson"))
    assert wrong["residual"].between(wrong["band_low"], wrong["band_high"]).mean() < 0.3


def test_residual_quantiles_are_those_of_the_residuals_and_none_is_near_an_end(models):
    fit = models.fits["model_1"]
    table = residual_quantiles(fit)
    residuals = quantile_residuals(fit)
    for row in table.itertuples():
        below = (residuals < row.residual).sum()
        assert below == np.ceil(row.probability * fit.nobs) - 1
        assert min(below + 1, fit.nobs - below) >= FEWEST
    few = residual_quantiles(fit_model(Design(("const",), np.ones((50, 1)), np.arange(50) % 3.0), "poisson"))
    assert few["probability"].between(0.22, 0.78).all()


def test_calibration_by_hand(models):
    fit = models.fits["model_1"]
    table = calibration_tenths(fit)
    assert table["n"].sum() == fit.nobs
    order = np.argsort(fit.fitted, kind="stable")
    ends = np.cumsum(table["n"])
    for start, end, row in zip(np.append(0, ends), ends, table.itertuples()):
        rows = order[start:end]
        assert row.predicted == pytest.approx(fit.fitted[rows].mean())
        assert row.share == pytest.approx(fit.outcome[rows].mean())
        asked = fit.outcome[rows].sum()
        assert min(asked, row.n - asked) >= FEWEST
        assert row.conf_low < row.share < row.conf_high
    assert (table["n"] * table["share"]).sum() == pytest.approx(fit.outcome.sum())


def test_wilsons_interval_as_printed():
    """Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263 by Wilson's method, .2553 to .3662."""
    low, high = wilson(np.array([81 / 263]), np.array([263]))
    assert (low[0], high[0]) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_tenths_with_few_cases_are_joined_and_a_rare_outcome_has_none():
    rng = np.random.default_rng(2)
    x = rng.normal(size=3000)
    y = (rng.random(3000) < 1 / (1 + np.exp(4 - 1.5 * x))).astype(float)
    design = Design(("const", "x"), np.column_stack([np.ones(3000), x]), y)
    table = calibration_tenths(fit_model(design, "logit"))
    assert 1 < len(table) < 10
    assert (table["n"] * table["share"] >= FEWEST - 1e-9).all()
    rare = Design(design.terms, design.matrix, np.where(np.cumsum(y) <= 10, y, 0.0))
    assert calibration_tenths(fit_model(rare, "logit")).empty


def test_all_models_stand_in_the_tables(models):
    counts, quantiles, tenths = shape_tables(models)
    for table, declared in (
        (counts, columns.ROOTOGRAM),
        (quantiles, columns.RESIDUAL_QUANTILES),
        (tenths, columns.CALIBRATION),
    ):
        assert tuple(table.columns) == declared.names
    assert set(counts["model"]) == set(models.fits) - {"model_1"}
    assert set(quantiles["model"]) == set(models.fits)
    assert set(tenths["model"]) == {"model_1"}
