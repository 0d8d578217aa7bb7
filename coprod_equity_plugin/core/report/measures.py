"""What the report measures itself: group means, restoration curves and quantiles, with intervals that know the places.

Homes of one block group lose and get back power together, so every interval here comes from sums per cluster, not from
homes taken one by one. Numbers only; what may be shown is decided in :mod:`.protect`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from ..progress import Progress


@dataclass(frozen=True)
class Mean:
    """A weighted mean with its 95 % interval; ``households`` is the unweighted count."""

    mean: float
    low: float
    high: float
    households: int


@dataclass(frozen=True)
class Curve:
    """The share of homes still without power over time (Kaplan-Meier).

    Attributes
    ----------
    hours
        The times, shape ``(t,)``, in equal steps from 0.
    share_out, low, high
        Share not restored just after each time, and its pointwise 95 % band, shape ``(t,)``, 0-1.
    at_risk
        Homes not restored and still observed just before each time, shape ``(t,)``, unweighted.
    restored
        Homes restored at each time, shape ``(t,)``, unweighted.
    households
        Homes in all.
    """

    hours: np.ndarray
    share_out: np.ndarray
    low: np.ndarray
    high: np.ndarray
    at_risk: np.ndarray
    restored: np.ndarray
    households: int


@dataclass(frozen=True)
class Quantile:
    """Hours until a share of homes was restored, with its 95 % interval; ``inf`` where the reads end before."""

    share: float
    hours: float
    low: float
    high: float


def _codes(clusters: np.ndarray) -> tuple[np.ndarray, int]:
    names, codes = np.unique(np.asarray(clusters).astype(str), return_inverse=True)
    return codes.reshape(-1), len(names)


def _critical(groups: int) -> float:
    """Two-sided 95 % point of t with one degree of freedom less than there are clusters."""
    return float(stats.t.ppf(0.975, groups - 1)) if groups > 1 else float("nan")


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
    codes, groups = _codes(clusters)
    if groups < 2:
        return Mean(mean, float("nan"), float("nan"), len(values))
    totals = np.bincount(codes, weights * (values - mean), minlength=groups)
    error = float(np.sqrt(groups / (groups - 1) * np.sum(totals**2)) / weights.sum())
    reach = _critical(groups) * error
    return Mean(mean, mean - reach, mean + reach, len(values))


def restoration_curve(
    hours: np.ndarray,
    censored: np.ndarray,
    clusters: np.ndarray,
    weights: np.ndarray | None = None,
    step: float = 0.5,
    progress: Progress | None = None,
) -> Curve:
    """The Kaplan-Meier curve with a cluster-robust band.

    The variance is the infinitesimal jackknife over clusters (R's ``survfit(..., cluster=)``) times G/(G-1), the band
    is taken on the scale of log(-log share), so that it stays within 0 and 1.

    Parameters
    ----------
    hours
        Hours to restoration, or to the last read if censored, shape ``(n,)``.
    censored
        1 or true where power was not back at the last read, shape ``(n,)``.
    clusters
        Cluster of each home, shape ``(n,)``.
    weights
        Sampling weights, shape ``(n,)``; equal if not given.
    step
        Resolution in hours: a restoration counts at the end of its step.
    progress
        Asked for cancel.
    """
    progress = progress or Progress()
    hours = np.maximum(np.asarray(hours, dtype=float), 0.0)
    ended = np.asarray(censored, dtype=float) > 0
    weights = np.ones(len(hours)) if weights is None else np.asarray(weights, dtype=float)
    codes, groups = _codes(clusters)
    # the small allowance keeps 12.0000001 hours, an artefact of division, in the step that ends at 12
    place = np.ceil(hours / step - 1e-6).astype(np.int64)
    size = int(place.max()) + 1 if len(place) else 1

    def by_cluster(chosen: np.ndarray) -> np.ndarray:
        flat = np.bincount(codes[chosen] * size + place[chosen], weights[chosen], minlength=groups * size)
        return flat.reshape(groups, size).astype(float)  # bincount of nothing gives integers

    events = by_cluster(~ended)
    progress.check()
    at_risk = np.cumsum((events + by_cluster(ended))[:, ::-1], axis=1)[:, ::-1]
    progress.check()
    d, y = events.sum(axis=0), at_risk.sum(axis=0)
    hazard = np.divide(d, y, out=np.zeros(size), where=y > 0)
    share = np.cumprod(1.0 - hazard)
    share[share < 1e-12] = 0.0
    left = y - d
    influence = np.divide(events - at_risk * hazard, left, out=np.zeros_like(events), where=left > 1e-9)
    influence = np.cumsum(influence, axis=1) * -share
    error = np.sqrt(groups / max(groups - 1, 1) * np.sum(influence**2, axis=0))
    low, high = _log_log_band(share, error, _critical(groups))
    restored = np.bincount(place[~ended], minlength=size)
    counted = np.bincount(place, minlength=size)
    return Curve(
        np.arange(size) * step,
        share,
        low,
        high,
        np.cumsum(counted[::-1])[::-1],
        restored,
        len(hours),
    )


def _log_log_band(share: np.ndarray, error: np.ndarray, critical: float) -> tuple[np.ndarray, np.ndarray]:
    low, high = share.copy(), share.copy()
    inside = (share > 0) & (share < 1)
    s = share[inside]
    reach = critical * error[inside] / (s * np.abs(np.log(s)))
    low[inside] = s ** np.exp(reach)
    high[inside] = s ** np.exp(-reach)
    return low, high


def quantile(curve: Curve, share: float) -> Quantile:
    """Hours until ``share`` of the homes had power again; the interval inverts the band (Brookmeyer-Crowley)."""
    target = 1.0 - share + 1e-12

    def first(values: np.ndarray) -> float:
        reached = values <= target
        return float(curve.hours[np.argmax(reached)]) if reached.any() else float("inf")

    return Quantile(share, first(curve.share_out), first(curve.low), first(curve.high))


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
    codes, groups = _codes(clusters)
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
    reach = _critical(groups) * float(np.sqrt(groups / (groups - 1) * np.sum(totals**2)))
    return Mean(difference, difference - reach, difference + reach, len(values))
