"""What every fitted model's table and contrasts are read from: an estimate, its error, its interval and its p."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import stats


@dataclass(frozen=True)
class Estimate:
    """A sum of coefficients on their own scale; ``p_value`` is two-sided, of no difference from zero."""

    value: float
    error: float
    low: float
    high: float
    p_value: float


class Estimates:
    """Coefficients ``params`` of ``terms`` with their ``covariance`` and the ``df`` of their t distribution.

    The base of :class:`~.fit.ModelFit` and :class:`~.cox.SurvivalFit`, which say what the attributes are.
    """

    terms: tuple[str, ...]
    params: np.ndarray
    covariance: np.ndarray
    df: float

    @property
    def errors(self) -> np.ndarray:
        """Standard errors, shape ``(k,)``."""
        return np.sqrt(np.diag(self.covariance))

    def direction(self, weights: Mapping[str, float]) -> np.ndarray:
        """A weighted sum of coefficients as a vector over all of them, shape ``(k,)``."""
        c = np.zeros(len(self.terms))
        for term, weight in weights.items():
            c[self.terms.index(term)] = weight
        return c

    def combine(self, weights: Mapping[str, float]) -> tuple[float, float]:
        """A weighted sum of coefficients and its standard error, ``sqrt(c' V c)``."""
        c = self.direction(weights)
        return float(c @ self.params), float(np.sqrt(c @ self.covariance @ c))

    def freedom(self, direction: np.ndarray) -> float:
        """Degrees of freedom of a sum of coefficients; the same for all but under CR2."""
        return self.df

    def critical(self, confidence: float, direction: np.ndarray | None = None) -> float:
        """How many standard errors an interval reaches to each side."""
        return float(stats.t.ppf(0.5 + confidence / 2, self.df if direction is None else self.freedom(direction)))

    def p_value(self, statistic, direction: np.ndarray | None = None):
        """Two-sided p of an estimate over its standard error."""
        return 2 * stats.t.sf(np.abs(statistic), self.df if direction is None else self.freedom(direction))

    def estimate(self, weights: Mapping[str, float], confidence: float) -> Estimate:
        """A weighted sum of coefficients with its interval and p."""
        value, error = self.combine(weights)
        c = self.direction(weights)
        reach = self.critical(confidence, c) * error
        return Estimate(value, error, value - reach, value + reach, float(self.p_value(value / error, c)))
