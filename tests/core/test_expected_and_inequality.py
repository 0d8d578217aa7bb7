"""Ratios to what a model without race expects, drawn to the middle; inequality: against definitions and truth."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.disparity.areas import DisparityOptions, disparity_by_area
from coprod_equity_plugin.core.disparity.expected import observed_and_expected, shrink
from coprod_equity_plugin.core.disparity.inequality import inequality, ranked


def city(seed=1, areas=60, low=12, high=80, spread=0.25):
    rng = np.random.default_rng(seed)
    sizes = rng.integers(low, high, areas)
    place = np.repeat(np.arange(areas), sizes)
    income, density = rng.normal(60, 15, areas), rng.normal(7.5, 0.5, areas)
    truth = rng.normal(0, spread, areas)
    age = rng.integers(3, 90, len(place)).astype(float)
    expected = np.exp(4 + 0.004 * (age - 40) - 0.004 * (income[place] - 60) - 0.05 * (density[place] - 7.5))
    hours = rng.poisson(expected * np.exp(truth[place]) * rng.gamma(4, 0.25, len(place)))
    study = pd.DataFrame(
        {
            c.HOUSEHOLD_ID: np.arange(len(place)).astype(str),
            c.BLOCK_GROUP: np.char.mod("%03d", place).astype(object),
            c.STATUS: c.STATUS_RESTORED,
            c.RESTORATION_HOURS: hours.astype(float),
            c.CENSORED: 0.0,
            c.PARTICIPATION: (rng.random(len(place)) < 0.3).astype(float),
            c.MINORITY_SHARE: (rng.random(len(place)) < 0.4).astype(float),
            c.HOUSE_AGE: age,
            c.MEDIAN_INCOME: income[place],
            c.LOG_DENSITY: density[place],
        }
    )
    return study, truth, place


def test_ratio_is_observed_over_what_statsmodels_expects():
    study, _, place = city()
    options = DisparityOptions()
    table = observed_and_expected(study, disparity_by_area(study, options), options).table
    design = sm.add_constant(study[[c.HOUSE_AGE, c.MEDIAN_INCOME, c.LOG_DENSITY]].to_numpy())
    fit = sm.NegativeBinomial(study[c.RESTORATION_HOURS].to_numpy(), design).fit(disp=0, maxiter=500, method="newton")
    expected = np.exp(design @ fit.params[:-1])
    hours = study[c.RESTORATION_HOURS].to_numpy()
    for row in range(0, len(table), 7):
        mine = place == row
        assert table[c.EXPECTED_RATIO][row] == pytest.approx(hours[mine].sum() / expected[mine].sum(), rel=1e-4)
    city_median = np.median(hours)
    assert table[c.MEDIAN_DIFFERENCE][3] == np.median(hours[place == 3]) - city_median
    assert table[c.SUPPRESSION].isna().all()


def test_shrinking_by_hand():
    """Equal variances of 1 and values of variance 5: a fifth of each distance to the middle goes."""
    values = np.array([-3.0, -1, 0, 1, 3])
    found = shrink(values, np.ones(5))
    assert found.middle == pytest.approx(0)
    assert found.spread**2 == pytest.approx(4, rel=1e-6)  # sum of squares 20 over 4, less 1
    np.testing.assert_allclose(found.value, values * 0.8, rtol=1e-6, atol=1e-9)
    alike = shrink(np.array([0.1, -0.1, 0.05, 0.0, -0.05]), np.ones(5))
    assert alike.spread == 0
    np.testing.assert_allclose(alike.value, 0, atol=1e-12)
    missing = shrink(np.append(values, np.nan), np.ones(6))
    assert np.isnan(missing.value[5])
    np.testing.assert_allclose(missing.value[:5], found.value, atol=1e-12)


def test_shrunk_ratios_are_nearer_the_truth_and_their_intervals_hold():
    """40 cities: 2,400 areas whose true factor is known."""
    wrong, raw, hits, raw_hits, count = 0.0, 0.0, 0, 0, 0
    for seed in range(40):
        study, truth, _ = city(seed, areas=60, low=12, high=40, spread=0.12)
        options = DisparityOptions()
        table = observed_and_expected(study, disparity_by_area(study, options), options).table
        # the model's own level takes the middle of the true factors
        true = np.exp(truth - truth.mean())
        level = table[c.SHRUNK_RATIO].mean() / true.mean()
        wrong += np.sum((table[c.SHRUNK_RATIO] / level - true) ** 2)
        raw += np.sum((table[c.EXPECTED_RATIO] / level - true) ** 2)
        inside = (table[c.SHRUNK_RATIO + c.LOW] <= true * level) & (true * level <= table[c.SHRUNK_RATIO + c.HIGH])
        hits += inside.sum()
        low, high = (table[c.EXPECTED_RATIO + end] for end in (c.LOW, c.HIGH))
        raw_hits += ((low <= true * level) & (true * level <= high)).sum()
        count += len(table)
    assert wrong < 0.75 * raw
    assert 0.92 < hits / count < 0.98
    assert 0.90 < raw_hits / count < 0.97


def test_withheld_areas_stay_withheld_and_decide_nothing():
    study, _, place = city(3)
    few = np.flatnonzero(place == 5)[6:]
    study = study.drop(index=few)
    options = DisparityOptions()
    disparity = disparity_by_area(study, options)
    table = observed_and_expected(study, disparity, options).table
    hidden = disparity.table[c.HOUSEHOLDS].isna()
    assert hidden.sum() == 2
    numbers = [name for name in c.ADJUSTED.names if name not in (c.AREA_ID, c.SUPPRESSION)]
    assert table.loc[hidden, numbers].isna().all(axis=None)
    assert table.loc[hidden, c.SUPPRESSION].str.startswith("fewer than 11").all()


def test_inequality_by_definition():
    study, _, place = city(2, areas=12)
    study[c.MINORITY_SHARE] = np.random.default_rng(3).choice([0, 0.25, 0.5, 1], len(study))
    options = DisparityOptions()
    table = inequality(study, disparity_by_area(study, options), options).set_index(c.MEASURE)[c.ESTIMATE]
    h = study[c.RESTORATION_HOURS].to_numpy()
    mean, n = h.mean(), len(h)
    assert table["gini"] == pytest.approx(np.abs(h[:, None] - h[None, :]).sum() / (2 * n * n * mean))
    r = np.where(h > 0, h, 1) / mean
    whole = np.mean(h / mean * np.log(r))
    assert table["theil"] == pytest.approx(whole)

    def between(parts):
        total = 0.0
        for part in np.unique(parts):
            mine = h[parts == part]
            total += len(mine) / n * (mine.mean() / mean) * np.log(mine.mean() / mean)
        return total

    groups = study[c.MINORITY_SHARE].to_numpy() >= 0.5
    assert table["theil_between_groups"] == pytest.approx(between(groups), rel=1e-9)
    assert table["theil_between_areas"] == pytest.approx(between(place), rel=1e-9)
    for name in (c.MINORITY_SHARE, c.MEDIAN_INCOME):
        rank = (study[name].rank(method="average").to_numpy() - 0.5) / n
        expected = 2 * np.mean((h - mean) * (rank - 0.5)) / mean
        assert table["concentration_by_" + name] == pytest.approx(expected)


def test_concentration_by_hand():
    """Waits 1, 1, 2 along incomes 1, 2, 3: ranks 1/6, 1/2, 5/6 give 2 (1/6 + 1/2 + 10/6) / 4 - 1 = 1/6."""
    found = ranked(np.array([1.0, 1, 2]), np.array([1.0, 2, 3]), np.arange(3))
    assert found.value == pytest.approx(1 / 6)
    assert ranked(np.array([5.0, 5, 5]), np.array([1.0, 1, 1]), np.arange(3)).value == pytest.approx(0)


def test_jackknife_intervals_hold():
    """500 cities of 50 areas with income and luck of their own: the concentration in a huge city is in 95 % of them."""
    rng = np.random.default_rng(6)

    def draw(areas):
        income = np.repeat(rng.normal(0, 1, areas), 20)
        luck = np.repeat(rng.normal(0, 0.3, areas), 20)
        return rng.gamma(4, 15, 20 * areas) * np.exp(luck - 0.1 * income), income, np.repeat(np.arange(areas), 20)

    hours, income, _ = draw(100_000)
    truth = ranked(hours, income, np.zeros(len(hours), int)).value
    hits = 0
    for _ in range(500):
        found = ranked(*draw(50))
        hits += found.low <= truth <= found.high
    assert 0.92 < hits / 500 < 0.98


def test_a_city_whose_numbers_are_withheld_has_no_inequality():
    study, _, _ = city(4, areas=3, low=2, high=4)
    options = DisparityOptions()
    table = inequality(study, disparity_by_area(study, options), options)
    assert table.drop(columns=c.MEASURE).isna().all(axis=None)
