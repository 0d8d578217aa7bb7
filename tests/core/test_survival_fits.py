"""Survival fits on arrays: worked by hand, invariants, what is refused, recovery."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_equity_plugin.core.errors import CollinearityError, ModelError, SeparationError
from coprod_equity_plugin.core.models.aft import LOGNORMAL, WEIBULL, Times, fit_aft
from coprod_equity_plugin.core.models.cox import Spells, fit_cox, score_test
from coprod_equity_plugin.core.models.design import build_design
from coprod_equity_plugin.core.models.survival_curves import (
    log_rank,
    restoration_curve,
    restricted_mean,
    restricted_mean_difference,
)
from coprod_equity_plugin.core.models.survival_rows import split_spells


def design_of(**values):
    return build_design({**values, "none": next(iter(values.values()))}, "none", tuple(values))


def curve_of(hours, restored, clusters=None):
    hours, restored = np.asarray(hours, float), np.asarray(restored, bool)
    clusters = np.arange(len(hours)) if clusters is None else np.asarray(clusters)
    return restoration_curve(hours, ~restored, clusters, step=1.0)


# --- by hand ---------------------------------------------------------------------------------------------------------
def test_restricted_mean_with_ties_and_a_restoration_and_a_censoring_at_the_same_hour():
    # at 2: 4 at risk, 2 restored, 1 censored (still at risk at 2); then one home, restored at 5
    curve = curve_of([2, 2, 2, 5], [1, 1, 0, 1])
    np.testing.assert_allclose(curve.share_out, [1, 1, 0.5, 0.5, 0.5, 0])
    value, _ = restricted_mean(curve, 10)
    assert value == 2 + 0.5 * 3
    assert restricted_mean(curve, 3.5)[0] == 2 + 0.5 * 1.5
    assert restricted_mean(curve, 1)[0] == 1


def test_restricted_mean_beyond_the_reads_is_not_told():
    curve = curve_of([2, 4, 6], [1, 1, 0])
    assert np.isnan(restricted_mean(curve, 10)[0])
    assert restricted_mean(curve, 6)[0] == pytest.approx(2 + 2 * 2 / 3 + 2 / 3)
    other = curve_of([1, 2, 3], [1, 1, 1])
    assert np.isnan(restricted_mean_difference(curve, other, 10).low)


def test_difference_of_restricted_means_knows_shared_clusters():
    """Two groups in the same block groups, one always an hour later: the luck they share cancels."""
    rng = np.random.default_rng(1)
    place = np.repeat(np.arange(30), 8)
    hours = (rng.integers(20, 80, 30)[place] + 0.0).round()
    first, second = curve_of(hours + 1, np.ones(240), place), curve_of(hours, np.ones(240), place)
    found = restricted_mean_difference(first, second, 200)
    assert found.value == pytest.approx(1.0)
    assert found.high - found.low < 1e-9
    apart = curve_of(rng.permutation(hours) + 1, np.ones(240), place)
    assert restricted_mean_difference(apart, second, 200).high > 1.5


def test_log_rank_by_hand():
    # 1: 4 at risk, first of A; 2: 3 at risk (1 A), one B; 3: 2 at risk (1 A, 1 B), both
    hours, group = np.array([1, 3, 2, 3]), np.array([0, 0, 1, 1])
    expected_b = 2 / 4 + 2 / 3 + 2 * 1 / 2
    variance = (2 * 2 / 16) + (2 * 1 / 9) + 0.0  # at 3 all that are left are restored
    statistic, df, _ = log_rank(hours, np.zeros(4, int), group)
    assert statistic == pytest.approx((2 - expected_b) ** 2 / variance)
    assert df == 1
    # a censoring at the hour of a restoration is still at risk there
    late, _, _ = log_rank(hours, np.array([0, 0, 0, 1]), group)
    assert late == pytest.approx((1 - (2 / 4 + 2 / 3 + 1 / 2)) ** 2 / (2 * 2 / 16 + 2 / 9 + 1 / 4))


def test_cox_by_hand_without_and_with_ties():
    """x = 1, 0, 1 restored at 1, 2, 3: L = r/(2r+1) * 1/(r+1), highest at r = 1/sqrt(2)."""
    design = design_of(x=np.array([1.0, 0, 1]))
    fit = fit_cox(design, Spells(np.array([1.0, 2, 3]), np.ones(3, bool)))
    assert np.exp(fit.params[0]) == pytest.approx(1 / np.sqrt(2))
    assert fit.llnull == pytest.approx(-np.log(6))
    # Efron: both at hour 1 tied among x = 1, 0, 0 with one censored later:
    # L = r / ((r + 2) (r + 2 - (r + 1)/2)); the null is 1 / (3 * 2)
    tied = fit_cox(
        design_of(x=np.array([1.0, 0, 0, 1])), Spells(np.array([1.0, 1, 2, 2]), np.array([1, 1, 0, 0], bool))
    )
    r = np.exp(np.linspace(-3, 3, 600001))
    likelihood = np.log(r) - np.log(2 * r + 2) - np.log(2 * r + 2 - (r + 1) / 2)
    assert tied.llnull == pytest.approx(-np.log(4 * 3))
    assert tied.params[0] == pytest.approx(np.log(r[likelihood.argmax()]), abs=1e-4)


def test_weibull_without_terms_that_matter_is_the_exponential_by_hand():
    """Ten restorations in 200 hours of waiting; with scale 1 the rate is 10/200."""
    rng = np.random.default_rng(5)
    hours = rng.exponential(50, 4000) + 0.01
    fit = fit_aft(
        design_of(x=rng.normal(size=4000)), Times(np.minimum(hours, 60), np.where(hours > 60, np.inf, hours)), WEIBULL
    )
    waited = np.minimum(hours, 60).sum() / (hours <= 60).sum()
    assert fit.params[0] == pytest.approx(np.log(waited), abs=0.02)
    assert np.exp(fit.ln_scale) == pytest.approx(1, abs=0.05)


def test_zero_hours_are_at_most_half_an_hour():
    times = Times.of(np.array([0.0, 0, 7, 7]), np.array([True, False, True, False]))
    np.testing.assert_array_equal(times.low, [0, 0, 7, 7])
    np.testing.assert_array_equal(times.high, [0.5, np.inf, 7, np.inf])


def test_spells_are_cut_at_the_request():
    hours, restored = np.array([10.0, 10, 10, 10, 0]), np.array([True, True, False, True, True])
    found = split_spells(hours, restored, np.array([np.inf, 4.0, 6.0, -2.0, 3.0]))
    rows = list(zip(found.household, found.spells.start, found.spells.stop, found.spells.restored, found.asked))
    assert rows == [
        (0, -1, 10, True, 0), (1, -1, 4, False, 0), (2, -1, 6, False, 0), (3, -1, 10, True, 1), (4, -1, 0, True, 0),
        (1, 4, 10, True, 1), (2, 6, 10, False, 1),
    ]  # fmt: skip


# --- invariants ------------------------------------------------------------------------------------------------------
def simulated(seed: int, size: int = 400, groups: int = 40):
    rng = np.random.default_rng(seed)
    place = rng.integers(0, groups, size)
    x, z = rng.normal(size=size), (rng.random(size) < 0.3).astype(float)
    hours = np.ceil(60 * rng.weibull(1.5, size) * np.exp(0.2 * x - 0.3 * z))
    limit = rng.integers(30, 150, size)
    return {"x": x, "z": z}, np.minimum(hours, limit), hours <= limit, place


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 1000), st.sampled_from([0.1, 3.0, 24.0]))
def test_order_of_rows_unit_of_time_and_unit_of_columns(seed, unit):
    values, hours, restored, place = simulated(seed)
    order = np.random.default_rng(seed).permutation(len(hours))
    shared = {"covariance": "cluster"}
    one = fit_cox(design_of(**values), Spells(hours, restored), clusters=place, **shared)
    other = fit_cox(
        design_of(x=7 * values["x"][order], z=values["z"][order]),
        Spells(unit * hours[order], restored[order]),
        clusters=place[order],
        **shared,
    )
    np.testing.assert_allclose(other.params, one.params / [7, 1], rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(other.errors, one.errors / [7, 1], rtol=1e-6)
    assert other.proportional["GLOBAL"][0] == pytest.approx(one.proportional["GLOBAL"][0], rel=1e-6)
    for distribution in (WEIBULL, LOGNORMAL):
        first = fit_aft(design_of(**values), Times.of(hours, restored), distribution, clusters=place, **shared)
        times = Times.of(hours[order], restored[order])
        again = fit_aft(
            design_of(**{name: column[order] for name, column in values.items()}),
            Times(unit * times.low, unit * times.high),
            distribution,
            clusters=place[order],
            **shared,
        )
        np.testing.assert_allclose(again.params[1:], first.params[1:], rtol=1e-6, atol=1e-9)
        assert again.params[0] == pytest.approx(first.params[0] + np.log(unit), rel=1e-6)
        assert again.ln_scale == pytest.approx(first.ln_scale, abs=1e-8)


def test_cutting_spells_changes_nothing_where_the_covariate_does_not():
    values, hours, restored, place = simulated(3)
    whole = fit_cox(design_of(**values), Spells(hours, restored), covariance="cluster", clusters=place)
    cut = split_spells(hours, restored, hours / 3 + 0.1)
    again = fit_cox(
        design_of(**{name: column[cut.household] for name, column in values.items()}),
        cut.spells,
        covariance="cluster",
        clusters=place[cut.household],
    )
    np.testing.assert_allclose(again.params, whole.params, rtol=1e-7)
    np.testing.assert_allclose(again.errors, whole.errors, rtol=1e-7)
    assert again.llf == pytest.approx(whole.llf)


def test_intervals_of_no_width_are_exact_times():
    values, hours, restored, _ = simulated(4)
    exact = fit_aft(design_of(**values), Times.of(hours, restored), LOGNORMAL)
    # Narrower ones lose too many digits in the difference of two survival probabilities.
    narrow = Times(hours - 1e-3, np.where(restored, hours + 1e-3, np.inf))
    near = fit_aft(design_of(**values), narrow, LOGNORMAL)
    np.testing.assert_allclose(near.params, exact.params, atol=1e-4)


def test_score_test_with_one_group_column_is_the_log_rank_without_ties():
    rng = np.random.default_rng(8)
    hours, group = rng.permutation(200) + 1.0, (rng.random(200) < 0.4).astype(int)
    statistic, df, p_value = score_test(design_of(group=group.astype(float)), Spells(hours, np.ones(200, bool)))
    assert (statistic, df, p_value) == pytest.approx(log_rank(hours, np.zeros(200, int), group))


# --- what is refused -------------------------------------------------------------------------------------------------
def test_no_restoration_one_group_only_and_impossible_times():
    values, hours, restored, place = simulated(2)
    nobody = np.zeros(len(hours), bool)
    with pytest.raises(ModelError, match="None of the 400 homes had power back"):
        fit_cox(design_of(**values), Spells(hours, nobody))
    with pytest.raises(ModelError, match="None of the 400 homes had power back"):
        fit_aft(design_of(**values), Times.of(hours, nobody), WEIBULL)
    for fit in (
        lambda design: fit_cox(design, Spells(hours, restored)),
        lambda design: fit_aft(design, Times.of(hours, restored), WEIBULL),
    ):
        with pytest.raises(CollinearityError, match="same value in every row"):
            fit(design_of(x=values["x"], group=np.ones(len(hours))))
    with pytest.raises(ModelError, match="ends before it begins"):
        fit_cox(design_of(**values), Spells(hours, restored, hours + 1))
    with pytest.raises(ModelError, match="lower bound of the hours"):
        fit_aft(design_of(**values), Times(hours + 1, hours), WEIBULL)
    with pytest.raises(ModelError, match="one cluster"):
        fit_cox(design_of(**values), Spells(hours, restored), covariance="cluster", clusters=0 * place)


def test_monotone_likelihood_is_found_and_named():
    values, hours, restored, _ = simulated(2)
    rare = np.zeros(len(hours))
    rare[np.flatnonzero(restored)[:6]] = 1.0
    first = np.where(rare == 1, 0.5, hours + 1)  # all of them before anybody else
    with pytest.raises(SeparationError, match="rare"):
        fit_cox(design_of(x=values["x"], rare=rare), Spells(first, restored | (rare == 1)))
    never = restored & (rare == 0)
    late = np.where(rare == 1, hours.max() + 1, hours)
    with pytest.raises(SeparationError, match=r"rare"):
        fit_cox(design_of(x=values["x"], rare=rare), Spells(late, never))
    for distribution in (WEIBULL, LOGNORMAL):
        with pytest.raises(SeparationError, match="rare sets apart were still without power"):
            fit_aft(design_of(x=values["x"], rare=rare), Times.of(late, never), distribution)


# --- recovery --------------------------------------------------------------------------------------------------------
def test_intervals_cover_where_block_groups_share_their_luck():
    """150 cities, hours log-normal with luck by block group, a fifth censored: log-normal covers by cluster only."""
    truth, held, naive = np.array([0.1, -0.3]), np.zeros(2), np.zeros(2)
    seeds = 150
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        place = rng.integers(0, 60, 900)
        income, asked = rng.normal(size=60)[place], (rng.random(900) < 0.3).astype(float)
        luck = rng.normal(0, 0.25, 60)[place]
        hours = np.exp(4 + 0.1 * income - 0.3 * asked + luck + rng.normal(0, 0.4, 900))
        restored = hours < 80
        design = design_of(income=income, asked=asked)
        times = Times.of(np.minimum(hours, 80), restored)
        fit = fit_aft(design, times, LOGNORMAL, covariance="cluster", clusters=place)
        held += np.abs(fit.params[1:] - truth) <= fit.critical(0.95) * fit.errors[1:]
        plain = fit_aft(design, times, LOGNORMAL)
        naive += np.abs(plain.params[1:] - truth) <= plain.critical(0.95) * plain.errors[1:]
    assert np.abs(held / seeds - 0.95).max() < 3.5 * np.sqrt(0.95 * 0.05 / seeds), held / seeds
    assert naive[0] / seeds < 0.8, naive / seeds


def test_asking_in_time_gets_no_credit_for_the_hours_before_it():
    """Asking changes nothing here, but only those who wait can ask: counted from the start it seems to slow down."""
    fixed, varying = [], []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        hours = np.ceil(rng.exponential(40, 800))
        wait = rng.exponential(60, 800)
        asked = wait < hours
        restored = np.ones(800, bool)
        fixed.append(fit_cox(design_of(asked=asked.astype(float)), Spells(hours, restored)).params[0])
        cut = split_spells(hours, restored, np.where(asked, wait, np.inf))
        fit = fit_cox(design_of(asked=cut.asked), cut.spells)
        varying.append((fit.params[0], fit.errors[0]))
    varying = np.array(varying)
    assert np.mean(fixed) < -0.5
    assert abs(varying[:, 0].mean()) < 3.5 * varying[:, 0].std() / np.sqrt(60)
    assert (np.abs(varying[:, 0]) < 1.96 * varying[:, 1]).mean() > 0.85


def test_whole_weights_are_rows_repeated():
    """Estimates of rows that count several times are those of the rows written out, but for what ties make of them."""
    rng = np.random.default_rng(6)
    x, hours = rng.normal(size=80), rng.exponential(30, 80)
    restored, weights = rng.random(80) < 0.8, rng.integers(1, 4, 80)
    rows = np.repeat(np.arange(80), weights)
    design, repeated = design_of(x=x), design_of(x=x[rows])
    for distribution in (WEIBULL, LOGNORMAL):
        fit = fit_aft(
            design, Times.of(hours, restored), distribution, covariance="robust", weights=weights.astype(float)
        )
        slow = fit_aft(repeated, Times.of(hours[rows], restored[rows]), distribution)
        np.testing.assert_allclose(fit.params, slow.params, rtol=1e-7)
        assert fit.llf == pytest.approx(slow.llf)
    curve = restoration_curve(hours, ~restored, np.arange(80), weights.astype(float))
    slow = restoration_curve(hours[rows], ~restored[rows], rows)
    np.testing.assert_allclose(curve.share_out, slow.share_out, atol=1e-12)
    np.testing.assert_allclose(curve.low, slow.low, atol=1e-9)
    assert curve.households == 80


def test_equal_weights_change_neither_estimates_nor_robust_errors():
    rng = np.random.default_rng(7)
    x, hours = rng.normal(size=(2, 200)), np.ceil(rng.exponential(9, 200))
    restored, clusters = rng.random(200) < 0.8, rng.integers(0, 30, 200)
    design = design_of(a=x[0], b=x[1])
    spells, threes = Spells(hours, restored), np.full(200, 3.0)
    plain = fit_cox(design, spells, covariance="cluster", clusters=clusters)
    tripled = fit_cox(design, spells, covariance="cluster", clusters=clusters, weights=threes)
    np.testing.assert_allclose(tripled.params, plain.params, rtol=1e-7)
    np.testing.assert_allclose(tripled.errors, plain.errors, rtol=1e-6)
    assert tripled.weighted
    assert tripled.proportional == {}
    assert score_test(design, spells, clusters, threes)[0] == pytest.approx(score_test(design, spells, clusters)[0])


def test_weighted_rows_have_no_classical_errors():
    design, hours, ones = design_of(x=np.arange(30.0)), np.arange(1.0, 31), np.ones(30)
    restored = np.ones(30, bool)
    with pytest.raises(ModelError, match="wrong for weighted rows"):
        fit_cox(design, Spells(hours, restored), weights=ones)
    with pytest.raises(ModelError, match="wrong for weighted rows"):
        fit_aft(design, Times.of(hours, restored), WEIBULL, weights=ones)
    with pytest.raises(ModelError, match="wrong for weighted rows"):
        score_test(design, Spells(hours, restored), None, ones)


def test_weights_recover_the_city_from_a_sample_drawn_by_what_matters():
    """All that waited long and a fifth of the others: unweighted Cox is off, weighted it holds the city's value."""
    held, off = [], []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        x = (rng.random(3000) < 0.4).astype(float)
        hours = rng.exponential(30 * np.exp(0.5 * x))
        chosen = (hours > 40) | (rng.random(3000) < 0.2)
        weights = np.where(hours > 40, 1.0, 5.0)[chosen]
        design, spells = design_of(x=x[chosen]), Spells(hours[chosen], np.ones(chosen.sum(), bool))
        fit = fit_cox(design, spells, covariance="robust", weights=weights)
        held.append(abs(fit.params[0] + 0.5) <= 1.96 * fit.errors[0])
        off.append(fit_cox(design, spells).params[0] + 0.5)
    assert np.mean(held) > 0.85
    assert abs(np.mean(off)) > 0.05
