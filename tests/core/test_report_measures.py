"""The report's own measures against hand-worked numbers, statsmodels and Greenwood's formula."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from coprod_equity_plugin.core.models.statistics import holm
from coprod_equity_plugin.core.models.survival_curves import quantile, restoration_curve
from coprod_equity_plugin.core.report.measures import cluster_difference, cluster_mean


def test_cluster_mean_by_hand():
    found = cluster_mean(np.array([1.0, 2.0, 3.0, 4.0]), np.array(["a", "a", "b", "b"]))
    # residual sums -2 and 2; variance 2/1 * (4 + 4) / 4^2 = 1; t with one degree of freedom
    assert found.mean == pytest.approx(2.5)
    assert found.high - found.mean == pytest.approx(12.7062047, rel=1e-7)
    assert found.households == 4


def test_cluster_mean_weighs_and_leaves_out_the_missing():
    found = cluster_mean(np.array([1.0, 3.0, np.nan]), np.array(["a", "b", "b"]), np.array([1.0, 3.0, 5.0]))
    assert found.mean == pytest.approx(2.5)
    assert found.households == 2


def test_difference_of_means_as_clustered_regression():
    random = np.random.default_rng(3)
    clusters = random.integers(0, 25, 600)
    chosen = random.random(600) < 0.3
    values = random.normal(0, 2, 25)[clusters] + 1.5 * chosen + random.normal(size=600)
    weights = random.uniform(0.5, 2.0, 600)
    found = cluster_difference(values, chosen, clusters, weights)
    model = sm.WLS(values, sm.add_constant(chosen.astype(float)), weights=weights).fit(
        cov_type="cluster", cov_kwds={"groups": clusters, "use_correction": False}
    )
    reach = stats.t.ppf(0.975, 24) * model.bse[1] * np.sqrt(25 / 24)
    assert found.mean == pytest.approx(model.params[1], rel=1e-9)
    assert found.high - found.mean == pytest.approx(reach, rel=1e-9)


def censored_sample(size: int = 400):
    random = np.random.default_rng(11)
    hours = np.round(random.exponential(60, size))
    limit = np.round(random.uniform(30, 200, size))
    return np.minimum(hours, limit), (hours > limit).astype(float)


def test_curve_is_kaplan_meier_and_its_variance_greenwoods_where_each_home_is_its_own_cluster():
    hours, censored = censored_sample()
    curve = restoration_curve(hours, censored, np.arange(len(hours)), step=1.0)
    oracle = sm.SurvfuncRight(hours, 1 - censored)
    at = oracle.surv_times.astype(int)
    assert curve.share_out[at] == pytest.approx(oracle.surv_prob, abs=1e-12)
    assert curve.at_risk[at] == pytest.approx(oracle.n_risk)
    inside = (oracle.surv_prob > 0) & (oracle.surv_prob < 1)
    share = oracle.surv_prob[inside]
    reach = stats.t.ppf(0.975, len(hours) - 1) * oracle.surv_prob_se[inside] * np.sqrt(len(hours) / (len(hours) - 1))
    low = share ** np.exp(reach / (share * np.abs(np.log(share))))
    assert curve.low[at][inside] == pytest.approx(low, rel=1e-9)


def test_whole_weights_are_repeated_homes():
    hours, censored = censored_sample(150)
    weights = np.tile([1.0, 2.0, 3.0], 50)
    times = weights.astype(int)
    weighted = restoration_curve(hours, censored, np.arange(150), weights, 1.0)
    repeated = restoration_curve(np.repeat(hours, times), np.repeat(censored, times), np.repeat(np.arange(150), times),
                                 step=1.0)  # fmt: skip
    assert weighted.share_out == pytest.approx(repeated.share_out, abs=1e-12)
    assert weighted.low == pytest.approx(repeated.low, abs=1e-12)


def test_clusters_that_move_together_widen_the_band():
    hours = np.repeat(np.arange(10, 60, 5.0), 40)
    alone = restoration_curve(hours, np.zeros(400), np.arange(400), step=1.0)
    together = restoration_curve(hours, np.zeros(400), np.repeat(np.arange(10), 40), step=1.0)
    assert together.share_out == pytest.approx(alone.share_out)
    at = 30
    assert together.high[at] - together.low[at] > 4 * (alone.high[at] - alone.low[at])


def test_half_hours_count_at_the_end_of_their_step():
    curve = restoration_curve(np.array([0.5, 0.5, 1.2, 2.0]), np.zeros(4), np.arange(4), step=0.5)
    assert curve.share_out.tolist() == [1.0, 0.5, 0.5, 0.25, 0.0]
    assert curve.at_risk.tolist() == [4, 4, 2, 2, 1]


def test_quantiles():
    curve = restoration_curve(np.arange(1.0, 101.0), np.zeros(100), np.arange(100), step=1.0)
    middle = quantile(curve, 0.5)
    assert middle.hours == 50
    assert middle.low < 50 < middle.high
    late = restoration_curve(np.full(20, 9.0), np.ones(20), np.arange(20), step=1.0)
    assert quantile(late, 0.5).hours == np.inf


def test_holm_by_hand():
    assert holm(np.array([0.01, 0.04, 0.03])) == pytest.approx([0.03, 0.06, 0.06])
    assert holm(np.array([0.5, np.nan, 0.9]))[[0, 2]] == pytest.approx([1.0, 1.0])
