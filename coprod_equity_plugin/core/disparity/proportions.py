"""Differences of two shares, for many areas at once: an interval that holds for small counts, and an exact p-value."""

from __future__ import annotations

import numpy as np
from scipy import stats

from .intervals import Differences


def wilson(successes: np.ndarray, trials: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's score interval of a share (Wilson 1927), without continuity correction; NaN of no trials.

    Parameters
    ----------
    successes, trials : numpy.ndarray, shape (n,)
    confidence
        Coverage, such as 0.95.
    """
    x, n = (np.asarray(values, dtype=float) for values in (successes, trials))
    n = np.where(n > 0, n, np.nan)
    z = stats.norm.ppf((1 + confidence) / 2)
    middle = (2 * x + z**2) / (2 * (n + z**2))
    reach = z * np.sqrt(z**2 + 4 * x * (1 - x / n)) / (2 * (n + z**2))
    return middle - reach, middle + reach


def share_difference(x1: np.ndarray, n1: np.ndarray, x2: np.ndarray, n2: np.ndarray, confidence: float) -> Differences:
    """The first share less the second, with Newcombe's interval and a two-sided mid-p of Fisher's exact test.

    The interval joins the two shares' Wilson intervals (Newcombe 1998, Statistics in Medicine 17, 873-890, method 10):
    unlike the textbook's it never leaves -1 to 1, has a width where nobody or everybody asked, and covers close to what
    it says from about ten households on. Of the exact test the mid-p is taken, since the exact p itself is too large
    for small counts (Lancaster 1961; Lydersen, Fagerland & Laake 2009, Statistics in Medicine 28, 1159-1175); two-sided
    as twice the smaller tail. Households count as independent.

    Parameters
    ----------
    x1, n1, x2, n2 : numpy.ndarray of int, shape (n,)
        Successes and trials on either side.
    confidence
        Coverage of the interval, such as 0.95.

    Returns
    -------
    Differences
        NaN where a side has no trials.
    """
    x1, n1, x2, n2 = (np.asarray(values, dtype=np.int64) for values in (x1, n1, x2, n2))
    both = (n1 > 0) & (n2 > 0)
    here, there = (np.where(both, x / np.where(n > 0, n, 1), np.nan) for x, n in ((x1, n1), (x2, n2)))
    low1, high1 = wilson(x1, n1, confidence)
    low2, high2 = wilson(x2, n2, confidence)
    estimate = here - there
    low = estimate - np.hypot(here - low1, high2 - there)
    high = estimate + np.hypot(high1 - here, there - low2)
    below = stats.hypergeom.cdf(x1 - 1, n1 + n2, x1 + x2, n1)
    same = stats.hypergeom.pmf(x1, n1 + n2, x1 + x2, n1)
    smaller = np.minimum(below + same / 2, stats.hypergeom.sf(x1, n1 + n2, x1 + x2, n1) + same / 2)
    return Differences(estimate, low, high, np.where(both, np.minimum(2 * smaller, 1.0), np.nan))


def per_100(counts: np.ndarray, households: np.ndarray) -> np.ndarray:
    """Counts per 100 households, both of shape ``(n,)``; NaN where there are none, or either is not known."""
    households = np.asarray(households, dtype=float)
    return 100.0 * np.asarray(counts, dtype=float) / np.where(households > 0, households, np.nan)
