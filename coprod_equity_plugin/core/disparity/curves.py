"""How power came back over time: the share still without it, its quantiles and its restricted mean, with intervals.

Homes of one place lose and get back power together, so intervals come from sums per cluster (of which a home alone may
be one), not from homes taken one by one.
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


def cluster_codes(clusters: np.ndarray) -> tuple[np.ndarray, int]:
    """Each value's cluster as a number from 0 on, and how many there are."""
    clusters = np.asarray(clusters)
    if clusters.dtype.kind not in "iu":
        clusters = clusters.astype(str)
    names, codes = np.unique(clusters, return_inverse=True)
    return codes.reshape(-1), len(names)


def critical_t(groups: int) -> float:
    """Two-sided 95 % point of t with one degree of freedom less than there are clusters."""
    return float(stats.t.ppf(0.975, groups - 1)) if groups > 1 else float("nan")


@dataclass(frozen=True)
class _Influence:
    """Kaplan-Meier's estimate, and what each cluster adds to its error: shapes ``(t,)`` and ``(clusters, t)``."""

    share: np.ndarray
    clusters: np.ndarray
    place: np.ndarray
    ended: np.ndarray

    @property
    def groups(self) -> int:
        return len(self.clusters)

    def error(self, contributions: np.ndarray) -> np.ndarray:
        """The standard error of a sum of contributions, clusters first."""
        return np.sqrt(self.groups / max(self.groups - 1, 1) * np.sum(contributions**2, axis=0))


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
    found = _influence(hours, censored, clusters, weights, step, progress or Progress())
    share, place, size = found.share, found.place, len(found.share)
    low, high = _log_log_band(share, found.error(found.clusters), critical_t(found.groups))
    restored = np.bincount(place[~found.ended], minlength=size)
    counted = np.bincount(place, minlength=size)
    return Curve(
        np.arange(size) * step,
        share,
        low,
        high,
        np.cumsum(counted[::-1])[::-1],
        restored,
        len(place),
    )


def _influence(hours, censored, clusters, weights, step, progress: Progress) -> _Influence:
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
    return _Influence(share, np.cumsum(influence, axis=1) * -share, place, ended)


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
class RestrictedMean:
    """Mean hours without power within the first ``limit`` hours, with its 95 % interval."""

    limit: float
    hours: float
    low: float
    high: float


def restricted_mean(
    hours: np.ndarray, censored: np.ndarray, clusters: np.ndarray, limit: float, step: float = 1.0
) -> RestrictedMean:
    """The area under the Kaplan-Meier curve up to ``limit``, with a cluster-robust interval.

    Its error is the infinitesimal jackknife of the area, as that of :func:`restoration_curve` is of the curve. Missing
    where the reads end before the limit with homes still out: the curve is not known up to there. Parameters as in
    :func:`restoration_curve`; ``limit`` is a multiple of ``step``.
    """
    nothing = float("nan")
    if not len(np.asarray(hours)):
        return RestrictedMean(limit, nothing, nothing, nothing)
    found = _influence(hours, censored, clusters, None, step, Progress())
    steps = round(limit / step)
    if len(found.share) <= steps and found.share[-1] > 0:
        return RestrictedMean(limit, nothing, nothing, nothing)
    mean = float(found.share[:steps].sum() * step)
    if found.groups < 2:
        return RestrictedMean(limit, mean, nothing, nothing)
    reach = critical_t(found.groups) * float(found.error(found.clusters[:, :steps].sum(axis=1) * step))
    return RestrictedMean(limit, mean, max(mean - reach, 0.0), mean + reach)
