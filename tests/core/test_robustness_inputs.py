"""Variants for missing and for estimated values."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.errors import InputError
from coprod_equity_plugin.core.models.covariance import number_clusters
from coprod_equity_plugin.core.models.design import build_design
from coprod_equity_plugin.core.models.equity import ModelOptions
from coprod_equity_plugin.core.models.fit import fit_model
from coprod_equity_plugin.core.models.robustness import RobustnessOptions, vary_models
from coprod_equity_plugin.core.models.rows import use_rows
from coprod_equity_plugin.core.models.specification import MODELS, columns_of
from coprod_equity_plugin.core.models.uncertain_inputs import census_errors
from coprod_equity_plugin.core.models.variants import ACS_ERROR, MISSING, POPULATION

CITY = Path(__file__).parent.parent / "golden" / "models" / "city.csv"
QUIET = {"sizes": (), "draws": 0, "leave_out": False}


@pytest.fixture(scope="module")
def study() -> pd.DataFrame:
    frame = pd.read_csv(CITY, dtype={"block_group": str})
    rng = np.random.default_rng(8)
    frame.loc[rng.choice(len(frame), 90, replace=False), "minority_share"] = np.nan
    frame.loc[frame["block_group"] == frame["block_group"].iloc[50], ["median_income_k", "renter_share"]] = np.nan
    return frame


@pytest.fixture(scope="module")
def indicators(study) -> pd.DataFrame:
    table = study.drop_duplicates("block_group")[["block_group", "median_income_k", "education_share", "renter_share"]]
    return table.assign(
        median_income_k_moe=12.0,
        education_share_moe=0.08,
        renter_share_moe=np.where(np.arange(len(table)) < 5, np.nan, 0.1),
        population=1200,
        population_moe=300.0,
    )


def test_marked_households_are_a_fit_with_means_and_marks(study):
    result = vary_models(study, RobustnessOptions(missing_marks=True, **QUIET))
    frame = result.fits[result.fits[c.VARIANT] == MISSING]
    assert set(frame[c.MODEL]) == {spec.id for spec in MODELS}
    base = study[study["status"].isin(["restored", "censored"])].dropna(subset=["house_age"])
    spec = MODELS[2]
    values = {name: base[name].fillna(base[name].mean()).to_numpy() for name in spec.columns}
    values["mark a"] = base["minority_share"].isna().to_numpy(dtype=float)
    values["mark b"] = base["median_income_k"].isna().to_numpy(dtype=float)
    slow = fit_model(
        build_design(values, spec.outcome, (*spec.terms, "mark a", "mark b")),
        spec.family,
        covariance="cluster",
        correction="cr2",
        unread=("mark a", "mark b"),  # the second is one block group alone
        clusters=number_clusters(base["block_group"].to_numpy()),
    )
    ours = frame[frame[c.MODEL] == spec.id].set_index(c.TERM)
    assert len(base) == ours[c.HOUSEHOLDS_USED].iloc[0]
    assert list(ours.index) == ["const", *spec.terms]
    np.testing.assert_allclose(ours[c.ESTIMATE], slow.params[:7], rtol=1e-6)
    reach = stats.t.ppf(0.975, slow.freedoms[:7]) * slow.errors[:7]
    np.testing.assert_allclose(ours[c.CONF_HIGH], slow.params[:7] + reach, rtol=1e-6)
    # renter_share is missing where income is: one mark serves both
    assert "minority_share, median_income_k, renter_share" in ours[c.SETTING].iloc[0]
    assert result.failed == 0
    sentence = next(s for s in result.summary[c.SENTENCE] if s.startswith("With households whose covariates"))
    assert "more households" in sentence


def test_nothing_missing_is_said():
    whole = pd.read_csv(CITY, dtype={"block_group": str})
    result = vary_models(whole, RobustnessOptions(missing_marks=True, **QUIET))
    assert MISSING not in set(result.fits[c.VARIANT])
    assert any("marks for missing values were not tried" in note for note in result.notes)


def cases(study, indicators, draws, seed=1):
    used = use_rows(study, columns_of(MODELS), "block_group", ModelOptions())
    places = study["block_group"].astype(str).to_numpy()[used.mask]
    return used, places, list(census_errors(used, places, indicators, draws, seed, []))


def test_census_values_are_drawn_by_block_group_with_the_tables_errors(study, indicators):
    used, places, found = cases(study, indicators, 400)
    _, group = np.unique(places, return_inverse=True)
    shifts = np.array([case.replaced["median_income_k"] - used.column("median_income_k") for case in found])
    for number in (0, 17):
        inside = shifts[:, group == number]
        np.testing.assert_allclose(inside, inside[:, :1] * np.ones(inside.shape[1]), atol=1e-9)
    alone = shifts[:, [np.flatnonzero(group == number)[0] for number in range(group.max() + 1)]]
    assert alone.mean() == pytest.approx(0, abs=4 * 12 / 1.645 / np.sqrt(alone.size))
    assert alone.std() == pytest.approx(12 / 1.645, rel=0.03)
    assert abs(np.corrcoef(alone[:, 0], alone[:, 1])[0, 1]) < 0.2
    density = np.array([case.replaced["log_density"] - used.column("log_density") for case in found])
    assert np.exp(density).std() == pytest.approx(300 / 1.645 / 1200, rel=0.05)
    shares = np.array([case.replaced["renter_share"] for case in found])
    assert shares.min() >= 0
    without = np.isin(places, indicators["block_group"][:5])
    assert without.any()
    np.testing.assert_array_equal(shares[0][without], used.column("renter_share")[without])


def test_draws_do_not_depend_on_the_order_of_rows(study, indicators):
    _, _, one = cases(study, indicators, 1)
    _, _, two = cases(study, indicators.sample(frac=1, random_state=2), 1)
    np.testing.assert_array_equal(one[0].replaced["education_share"], two[0].replaced["education_share"])


def test_margins_widen_the_range_and_are_summarised_over_the_draws(study, indicators):
    options = RobustnessOptions(census_draws=12, **QUIET)
    result = vary_models(study, options, indicators=indicators)
    summary = result.summary[result.summary[c.VARIANT] == ACS_ERROR].set_index([c.MODEL, c.TERM])
    main = result.fits[result.fits[c.VARIANT] == POPULATION].set_index([c.MODEL, c.TERM])
    assert (summary[c.FITS] == 12).all()
    row = summary.loc[("model_2", "median_income_k")]
    assert row["low"] < row["high"]
    # errors in a covariate draw its coefficient towards zero
    assert abs(row["median"]) < abs(main.loc[("model_2", "median_income_k"), c.ESTIMATE])
    key = summary.loc[("model_3", "minority_share"), "sentence"]
    assert key.startswith("With the census tables' values drawn from their margins of error")


def test_wrong_indicators_are_named(study, indicators):
    with pytest.raises(InputError, match="no margins of error"):
        vary_models(study, RobustnessOptions(**QUIET), indicators=indicators[["block_group", "median_income_k"]])
    elsewhere = indicators.assign(block_group="999")
    with pytest.raises(InputError, match="no block group of the study table"):
        vary_models(study, RobustnessOptions(**QUIET), indicators=elsewhere)
    with pytest.raises(InputError, match="need draws"):
        vary_models(study, RobustnessOptions(census_draws=0, **QUIET))
    result = vary_models(study, RobustnessOptions(census_draws=1, **QUIET), indicators=indicators.iloc[1:])
    assert any("are not among the indicators" in note for note in result.notes)
