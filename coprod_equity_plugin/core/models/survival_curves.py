"""Kaplan-Meier curves, their quantiles and restricted means, and log-rank tests, for households in clusters.

Homes of one block group lose and get back power together, so intervals come from sums per cluster, not from homes taken
one by one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from ..progress import Progress


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
    influence
        What each cluster adds to the deviation of ``share_out``, shape ``(G, t)``; its squared sum over clusters, times
        G/(G-1), is the variance.
    """

    hours: np.ndarray
    share_out: np.ndarray
    low: np.ndarray
    high: np.ndarray
    at_risk: np.ndarray
    restored: np.ndarray
    households: int
    influence: np.ndarray


@dataclass(frozen=True)
class Quantile:
    """Hours until a share of homes was restored, with its 95 % interval; ``inf`` where the reads end before."""

    share: float
    hours: float
    low: float
    high: float


def cluster_codes(clusters: np.ndarray) -> tuple[np.ndarray, int]:
    """Clusters as numbers from 0, in the order of their names, and how many there are."""
    clusters = np.asarray(clusters)
    if clusters.dtype.kind not in "iu":
        clusters = clusters.astype(str)
    names, codes = np.unique(clusters, return_inverse=True)
    return codes.reshape(-1), len(names)


def critical_t(groups: int) -> float:
    """Two-sided 95 % point of t with one degree of freedom less than there are clusters."""
    return float(stats.t.ppf(0.975, groups - 1)) if groups > 1 else float("nan")


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
    codes, groups = cluster_codes(clusters)
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
    low, high = _log_log_band(share, error, critical_t(groups))
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
        influence,
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


@dataclass(frozen=True)
class Measure:
    """A number with its 95 % interval and, for a difference or a test, its p."""

    value: float
    low: float = float("nan")
    high: float = float("nan")
    p_value: float = float("nan")


def restricted_mean(curve: Curve, limit: float) -> tuple[float, np.ndarray]:
    """Mean hours without power, counted to ``limit`` hours at most: the area under the curve.

    Returns
    -------
    value : float
        NaN where the reads end before the limit with homes still out, since nobody knows the curve from there on.
    influence : numpy.ndarray
        Each cluster's share in the value's deviation, shape ``(G,)``.

    Notes
    -----
    Royston and Parmar (2013), *Restricted mean survival time*, BMC Medical Research Methodology 13:152. The variance
    integrates the curve's influences, so homes of one cluster may be alike.
    """
    ends = np.append(curve.hours[1:], np.inf)
    widths = np.clip(np.minimum(ends, limit) - curve.hours, 0.0, None)
    if curve.hours[-1] < limit and curve.share_out[-1] > 0:
        return float("nan"), np.full(len(curve.influence), np.nan)
    return float(curve.share_out @ widths), curve.influence @ widths


def from_influence(value: float, influence: np.ndarray, *, test: bool = False) -> Measure:
    """A measure from its clusters' influences: t interval with G-1 degrees of freedom, p against zero if asked."""
    groups = len(influence)
    if groups < 2 or not np.isfinite(value):
        return Measure(value)
    error = float(np.sqrt(groups / (groups - 1) * np.sum(influence**2)))
    reach = critical_t(groups) * error
    p_value = 2 * stats.t.sf(abs(value) / error, groups - 1) if test and error > 0 else float("nan")
    return Measure(value, value - reach, value + reach, float(p_value))


def restricted_mean_difference(first: Curve, second: Curve, limit: float) -> Measure:
    """The first group's restricted mean less the second's.

    Both curves must number the same clusters alike: a block group's homes of either group share its luck, so the
    clusters' influences are subtracted before they are squared.
    """
    (value, pull), (other, other_pull) = restricted_mean(first, limit), restricted_mean(second, limit)
    return from_influence(value - other, pull - other_pull, test=True)


def log_rank(
    hours: np.ndarray, censored: np.ndarray, group: np.ndarray, strata: np.ndarray | None = None
) -> tuple[float, int, float]:
    """The log-rank test of equal curves; within strata if given (Mantel 1966; Peto and Peto 1972).

    Parameters
    ----------
    hours, censored
        As in :func:`restoration_curve`.
    group
        Group of each home as a number from 0, shape ``(n,)``.
    strata
        Only homes of one stratum are compared with each other, shape ``(n,)``.

    Returns
    -------
    statistic, df, p
        Chi-squared. Homes count as independent; :func:`~.cox.score_test` knows clusters.
    """
    strata = (
        np.zeros(len(hours), dtype=int) if strata is None else np.unique(strata, return_inverse=True)[1].reshape(-1)
    )
    times, place = np.unique(hours, return_inverse=True)
    size, groups = len(times), int(group.max()) + 1
    excess, variance = np.zeros(groups), np.zeros((groups, groups))
    for stratum in range(int(strata.max()) + 1):
        flat = np.where(strata == stratum, group * size + place.reshape(-1), -1)
        events = _table(flat[(flat >= 0) & (censored == 0)], groups, size)
        at_risk = np.cumsum(_table(flat[flat >= 0], groups, size)[:, ::-1], axis=1)[:, ::-1]
        d, y = events.sum(axis=0), at_risk.sum(axis=0)
        some = d > 0
        events, at_risk, d, y = events[:, some], at_risk[:, some], d[some], y[some]
        share = at_risk / y
        excess += (events - share * d).sum(axis=1)
        spread = d * np.divide(y - d, y - 1, out=np.zeros(len(y)), where=y > 1)
        variance += np.diag((share * spread).sum(axis=1)) - (share * spread) @ share.T
    df = groups - 1
    statistic = float(excess[1:] @ np.linalg.pinv(variance[1:, 1:]) @ excess[1:])
    return statistic, df, float(stats.chi2.sf(statistic, df))


def _table(flat: np.ndarray, groups: int, size: int) -> np.ndarray:
    return np.bincount(flat, minlength=groups * size).reshape(groups, size).astype(float)
