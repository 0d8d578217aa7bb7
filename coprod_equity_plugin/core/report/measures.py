"""What the report measures itself: group means and their differences, with intervals that know the places.

Homes of one block group lose and get back power together, so every interval here comes from sums per cluster, not from
homes taken one by one. Numbers only; what may be shown is decided in :mod:`.protect`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..models.survival_curves import cluster_codes, critical_t


@dataclass(frozen=True)
class Mean:
    """A weighted mean with its 95 % interval; ``households`` is the unweighted count."""

    mean: float
    low: float
    high: float
    households: int


def cluster_mean(values: np.ndarray, clusters: np.ndarray, weights: np.ndarray | None = None) -> Mean:
    """The mean with a cluster-robust interval.

    The variance is G/(G-1) times the sum of squared cluster totals of the weighted residuals, over the squared sum of
    weights (Stata's ``mean, vce(cluster)``); the interval uses t with G-1 degrees of freedom.

    Parameters
    ----------
    values
        Shape ``(n,)``; missing values are left out.
    clusters
        Cluster of each value, shape ``(n,)``.
    weights
        Sampling weights, shape ``(n,)``; equal if not given.
    """
    values = np.asarray(values, dtype=float)
    weights = np.ones(len(values)) if weights is None else np.asarray(weights, dtype=float)
    known = np.isfinite(values) & np.isfinite(weights)
    values, weights, clusters = values[known], weights[known], np.asarray(clusters)[known]
    if not len(values) or weights.sum() <= 0:
        return Mean(float("nan"), float("nan"), float("nan"), len(values))
    mean = float(np.average(values, weights=weights))
    codes, groups = cluster_codes(clusters)
    if groups < 2:
        return Mean(mean, float("nan"), float("nan"), len(values))
    totals = np.bincount(codes, weights * (values - mean), minlength=groups)
    error = float(np.sqrt(groups / (groups - 1) * np.sum(totals**2)) / weights.sum())
    reach = critical_t(groups) * error
    return Mean(mean, mean - reach, mean + reach, len(values))


def cluster_difference(
    values: np.ndarray, chosen: np.ndarray, clusters: np.ndarray, weights: np.ndarray | None = None
) -> Mean:
    """The mean of the chosen less the mean of the others, with a cluster-robust interval.

    Both means come from the same clusters, so their covariance counts. Parameters as in :func:`cluster_mean`, with
    ``chosen`` a boolean of shape ``(n,)``.
    """
    values = np.asarray(values, dtype=float)
    chosen = np.asarray(chosen, dtype=bool)
    weights = np.ones(len(values)) if weights is None else np.asarray(weights, dtype=float)
    codes, groups = cluster_codes(clusters)
    nothing = float("nan")
    if not chosen.any() or chosen.all():
        return Mean(nothing, nothing, nothing, len(values))
    pull = np.zeros(len(values))
    means = []
    for part, sign in ((chosen, 1.0), (~chosen, -1.0)):
        mean = float(np.average(values[part], weights=weights[part]))
        pull[part] = sign * weights[part] * (values[part] - mean) / weights[part].sum()
        means.append(mean)
    difference = means[0] - means[1]
    if groups < 2:
        return Mean(difference, nothing, nothing, len(values))
    totals = np.bincount(codes, pull, minlength=groups)
    reach = critical_t(groups) * float(np.sqrt(groups / (groups - 1) * np.sum(totals**2)))
    return Mean(difference, difference - reach, difference + reach, len(values))
