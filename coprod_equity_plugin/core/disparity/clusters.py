"""Whether areas are alike their neighbours: Moran's I, local Moran (LISA) and Getis-Ord G* of a value by area.

Moran (1950); Anselin (1995) with conditional permutation; Getis & Ord (1992), in the standardised form of Ord & Getis
(1995), which takes negative values. Numbers are those of the Python library esda, with two differences that make the
claims weaker: permutation p-values are two-sided (esda folds and does not double), and a local cluster is named only
after control of the false discovery rate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, diags, identity
from scipy.stats import norm

from ..progress import Progress
from .intervals import benjamini_hochberg

HIGH_HIGH, LOW_LOW = "high among high", "low among low"
HIGH_LOW, LOW_HIGH = "high among low", "low among high"
NOT_CLEAR, ISLAND, WITHHELD = "not distinguishable", "no neighbours", "withheld"
CLASSES = (HIGH_HIGH, LOW_LOW, HIGH_LOW, LOW_HIGH, NOT_CLEAR, ISLAND, WITHHELD)
HOT, COLD = "hot spot", "cold spot"
_BLOCK = 4_000_000  # numbers in memory at once


@dataclass(frozen=True)
class Moran:
    """Moran's I of all areas together: 0 (about) if neighbours are not alike, 1 if much.

    Attributes
    ----------
    statistic, expected
        I, and what it is on average if values fall on areas at random.
    p_value
        Two-sided, by permutation.
    areas
        Areas with neighbours, which is all that counts.
    """

    statistic: float
    expected: float
    p_value: float
    areas: int


@dataclass(frozen=True)
class LocalClusters:
    """Each area and its neighbours, arrays of shape ``(n,)``; NaN for islands.

    Attributes
    ----------
    statistic
        Local Moran's I.
    neighbours_mean
        Mean of the neighbours.
    p_value, adjusted
        Two-sided by conditional permutation, and the same adjusted for the number of areas (Benjamini-Hochberg).
        G* given the area's own value is decided by the neighbours' sum alone, so the two share their p.
    g_star
        Standardised Getis-Ord G*.
    label, spot
        One of :data:`CLASSES`; ``HOT``, ``COLD`` or ``NOT_CLEAR``.
    """

    statistic: np.ndarray
    neighbours_mean: np.ndarray
    p_value: np.ndarray
    adjusted: np.ndarray
    g_star: np.ndarray
    label: np.ndarray
    spot: np.ndarray


def _two_sided(drawn_above: np.ndarray, drawn_below: np.ndarray, permutations: int) -> np.ndarray:
    """Twice the smaller share of permutations at least as extreme, the data counted among them."""
    return np.minimum(2 * (np.minimum(drawn_above, drawn_below) + 1) / (permutations + 1), 1.0)


def _rows_to_one(weights: csr_matrix) -> csr_matrix:
    totals = np.asarray(weights.sum(axis=1)).ravel()
    return diags(np.divide(1.0, totals, out=np.zeros_like(totals), where=totals > 0)) @ weights


def _without_islands(weights: csr_matrix) -> np.ndarray:
    """Areas with neighbours; who has none is nobody's neighbour either, unless by distance."""
    return np.flatnonzero(np.asarray(weights.sum(axis=1)).ravel() > 0)


def moran(
    values: np.ndarray, weights: csr_matrix, permutations: int = 999, seed: int = 1, progress: Progress | None = None
) -> Moran:
    """Moran's I with row-standardised weights.

    Parameters
    ----------
    values
        Shape ``(n,)``, none missing.
    weights
        Ones for neighbours, shape ``(n, n)``.
    permutations, seed
        Of the test.
    progress
        Asked for cancel.
    """
    progress = progress or Progress()
    kept = _without_islands(weights)
    n = len(kept)
    z = np.asarray(values, dtype=float)[kept]
    z = z - z.mean() if n else z
    squares = float(z @ z)
    if n < 3 or squares <= 0:
        return Moran(np.nan, np.nan, np.nan, n)
    w = csr_matrix(_rows_to_one(weights[kept][:, kept]))
    statistic = float(z @ (w @ z)) / squares
    rng = np.random.default_rng(seed)
    drawn = np.empty(permutations)
    for number in range(permutations):
        if number % 256 == 0:
            progress.check()
        mixed = rng.permutation(z)
        drawn[number] = mixed @ (w @ mixed) / squares
    p = _two_sided(np.sum(drawn >= statistic - 1e-12), np.sum(drawn <= statistic + 1e-12), permutations)
    return Moran(statistic, -1.0 / (n - 1), float(p), n)


def local_clusters(
    values: np.ndarray,
    weights: csr_matrix,
    permutations: int = 9999,
    seed: int = 1,
    level: float = 0.05,
    progress: Progress | None = None,
) -> LocalClusters:
    """Local Moran and G*, with clusters named where they are clear at a false discovery rate of ``level``.

    Parameters as :func:`moran`. With few permutations the smallest p is too large to be clear among many areas: one
    area of 200 needs p below 0.05 / 200, that is 9,999 permutations.
    """
    progress = progress or Progress()
    size = len(values)
    kept = _without_islands(weights)
    n = len(kept)
    nothing = np.full(size, np.nan)
    label = np.full(size, ISLAND, dtype=object)
    spot = np.full(size, ISLAND, dtype=object)
    result = LocalClusters(*(nothing.copy() for _ in range(5)), label, spot)
    x = np.asarray(values, dtype=float)[kept]
    if n < 3 or np.ptp(x) <= 0:
        label[kept], spot[kept] = NOT_CLEAR, NOT_CLEAR
        return result
    ones = csr_matrix(weights[kept][:, kept])
    z = x - x.mean()
    lag = _rows_to_one(ones) @ z
    p = _conditional(z, ones, lag, permutations, seed, progress)
    adjusted = benjamini_hochberg(p)
    clear = adjusted <= level
    result.statistic[kept] = (n - 1) * z * lag / (z @ z)
    result.neighbours_mean[kept] = lag + x.mean()
    result.p_value[kept], result.adjusted[kept] = p, adjusted
    result.g_star[kept] = g = g_star(x, ones)
    names = np.where(z > 0, np.where(lag > 0, HIGH_HIGH, HIGH_LOW), np.where(lag > 0, LOW_HIGH, LOW_LOW))
    label[kept] = np.where(clear, names, NOT_CLEAR)
    # Clear by permutation, and itself beyond the normal's 95 %: a low area among high ones is no hot spot.
    far = np.abs(np.nan_to_num(g)) > norm.ppf(0.975)
    spot[kept] = np.where(clear & far, np.where(g > 0, HOT, COLD), NOT_CLEAR)
    return result


def _conditional(z, ones: csr_matrix, lag, permutations: int, seed: int, progress: Progress) -> np.ndarray:
    """P of each area's neighbours' mean, if the other areas' values were dealt to its neighbours at random."""
    n = len(z)
    counts = np.diff(ones.indptr)
    most = int(counts.max())
    rng = np.random.default_rng(seed)
    above, below = np.zeros(n), np.zeros(n)
    block = max(1, _BLOCK // n)
    for start in range(0, permutations, block):
        progress.check()
        # The same deals serve all areas, as positions among the n - 1 others.
        deals = np.argsort(rng.random((min(block, permutations - start), n - 1)), axis=1)[:, :most]
        for place in range(n):
            if place % 64 == 0:
                progress.check()
            others = np.delete(z, place)
            drawn = others[deals[:, : counts[place]]].sum(axis=1)
            mine = lag[place] * counts[place]
            above[place] += np.sum(drawn >= mine - 1e-9)
            below[place] += np.sum(drawn <= mine + 1e-9)
    return _two_sided(above, below, permutations)


def g_star(values: np.ndarray, ones: csr_matrix) -> np.ndarray:
    """Getis-Ord G*, standardised (Ord & Getis 1995, equation 14), an area being its own neighbour; shape ``(n,)``."""
    n = len(values)
    own = csr_matrix(ones + identity(n))
    total, squares = (np.asarray(matrix.sum(axis=1)).ravel() for matrix in (own, own.multiply(own)))
    error = values.std() * np.sqrt((n * squares - total**2) / (n - 1))
    above = own @ values - values.mean() * total
    # Who has all others as neighbours has no others to be compared with.
    return np.divide(above, error, out=np.full(n, np.nan), where=error > 0)
