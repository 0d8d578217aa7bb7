"""Residuals that are normal if the model is right, whatever its family; zeros; and spread beyond the family's."""

from __future__ import annotations

import numpy as np
from scipy import special, stats

from .families import FAMILY
from .fit import ModelFit
from .specification import LOGIT, POISSON

SEED = 20181010  # the residuals' random parts are the same in every run


def distribution(fit: ModelFit, counts: np.ndarray) -> np.ndarray:
    """``P(Y <= count)`` of each row's fitted distribution; counts below zero give 0. Shape ``(n,)``."""
    counts = np.asarray(counts, dtype=float)
    if fit.family.name == LOGIT:
        return np.where(counts < 0, 0.0, np.where(counts < 1, 1.0 - fit.fitted, 1.0))
    if fit.family.name == POISSON:
        return np.where(counts < 0, 0.0, special.pdtr(np.maximum(counts, 0), fit.fitted))
    theta = 1.0 / fit.alpha
    chance = 1.0 / (1.0 + fit.alpha * fit.fitted)
    # scipy's nbdtr wants whole numbers of successes; the incomplete beta function is the same without that.
    return np.where(counts < 0, 0.0, special.betainc(theta, np.maximum(counts, 0) + 1.0, chance))


def variance(fit: ModelFit) -> np.ndarray:
    """Each row's fitted variance, shape ``(n,)``."""
    mu = fit.fitted
    if fit.family.name == LOGIT:
        return mu * (1.0 - mu)
    return mu if fit.alpha is None else mu + fit.alpha * mu**2


def quantile_residuals(fit: ModelFit, seed: int = SEED) -> np.ndarray:
    """Randomized quantile residuals: standard normal if the model is right (Dunn and Smyth 1996).

    Each row's place in its fitted distribution, drawn evenly within the step of a discrete outcome.
    """
    below, upto = distribution(fit, fit.outcome - 1), distribution(fit, fit.outcome)
    place = below + np.random.default_rng(seed).random(len(below)) * (upto - below)
    return stats.norm.ppf(np.clip(place, 1e-15, 1 - 1e-15))


def pearson_dispersion(fit: ModelFit) -> float:
    """Pearson's chi-squared over its degrees of freedom, by the fitted variance: 1 if that is right."""
    squares = (fit.outcome - fit.fitted) ** 2 / variance(fit)
    return float(squares.sum() / (fit.nobs - fit.size))


def cameron_trivedi(outcome: np.ndarray, poisson_mean: np.ndarray) -> tuple[float, float, float]:
    """The spread beyond Poisson: slope, t and two-sided p of ``((y - mu)**2 - y) / mu`` on ``mu`` without constant.

    Cameron and Trivedi (1990), *Regression-based tests for overdispersion in the Poisson model*: the slope estimates
    alpha of the variance ``mu + alpha mu**2``.
    """
    y = ((outcome - poisson_mean) ** 2 - outcome) / poisson_mean
    x = poisson_mean
    slope = float(x @ y / (x @ x))
    rest = y - slope * x
    error = float(np.sqrt(rest @ rest / (len(y) - 1) / (x @ x)))
    return slope, slope / error, float(2 * stats.t.sf(abs(slope / error), len(y) - 1))


def zeros(fit: ModelFit) -> tuple[int, float, float]:
    """Rows at zero, the number that the model expects, and the standard score of the difference."""
    chance = distribution(fit, np.zeros(fit.nobs))
    observed, expected = int((fit.outcome == 0).sum()), float(chance.sum())
    spread = float(np.sqrt((chance * (1 - chance)).sum()))
    return observed, expected, (observed - expected) / spread if spread else 0.0


def is_count(fit: ModelFit) -> bool:
    """Whether the family is one of counts."""
    return fit.family is not FAMILY[LOGIT]
