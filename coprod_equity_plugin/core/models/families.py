"""Logit, Poisson and negative binomial log likelihoods with their derivatives, each as plain arrays.

A family says how an observation's log likelihood depends on its linear predictor ``eta`` and, for the negative
binomial, on ``ln(alpha)``. Everything else (Newton steps, scores, information, sandwiches, weights) follows from these
derivatives and is written once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from .specification import LOGIT, NEGATIVE_BINOMIAL, POISSON

# Counts above this (hours have a few hundred) would cost a table of that length, and lose digits in its sums.
_SUMMED = 10_000


@dataclass(frozen=True)
class Outcome:
    """An outcome with what does not change between iterations.

    Attributes
    ----------
    values
        Shape ``(n,)``.
    levels, level
        The distinct values and each row's place among them: gamma functions of a count are computed once per distinct
        count (hours have a few hundred), not once per household.
    """

    values: np.ndarray
    levels: np.ndarray
    level: np.ndarray

    @classmethod
    def of(cls, values: np.ndarray) -> Outcome:
        """Prepare an outcome."""
        values = np.asarray(values, dtype=float)
        levels, level = np.unique(values, return_inverse=True)
        return cls(values, levels, level.reshape(values.shape))


@dataclass(frozen=True)
class Derivatives:
    """An observation's log likelihood and its derivatives; every array has shape ``(n,)``.

    ``alpha`` parts are with respect to ``ln(alpha)`` and ``None`` in families without dispersion.
    """

    value: np.ndarray
    eta: np.ndarray
    eta_eta: np.ndarray
    alpha: np.ndarray | None = None
    eta_alpha: np.ndarray | None = None
    alpha_alpha: np.ndarray | None = None


@dataclass(frozen=True)
class Family:
    """A distribution with its link.

    Attributes
    ----------
    derivatives
        ``(outcome, eta, ln_alpha)`` to :class:`Derivatives`; families without dispersion ignore ``ln_alpha``.
    mean
        ``eta`` to the expected outcome.
    ratio
        What exp(coefficient) is called.
    """

    name: str
    dispersed: bool
    derivatives: Callable[[Outcome, np.ndarray, float], Derivatives]
    mean: Callable[[np.ndarray], np.ndarray]
    ratio: str


def _logit(outcome: Outcome, eta: np.ndarray, ln_alpha: float = 0.0) -> Derivatives:
    probability = special.expit(eta)
    return Derivatives(
        value=outcome.values * eta - np.logaddexp(0.0, eta),
        eta=outcome.values - probability,
        eta_eta=-probability * special.expit(-eta),
    )


def _poisson(outcome: Outcome, eta: np.ndarray, ln_alpha: float = 0.0) -> Derivatives:
    mu = np.exp(eta)
    return Derivatives(
        value=outcome.values * eta - mu - special.gammaln(outcome.levels + 1)[outcome.level],
        eta=outcome.values - mu,
        eta_eta=-mu,
    )


def _negative_binomial(outcome: Outcome, eta: np.ndarray, ln_alpha: float) -> Derivatives:
    """NB2, variance ``mu + alpha mu**2`` (Cameron and Trivedi 2013, Regression Analysis of Count Data, 3.3.1)."""
    y, level = outcome.values, outcome.level
    alpha, theta = np.exp(ln_alpha), np.exp(-ln_alpha)
    mu = np.exp(eta)
    spread = 1.0 + alpha * mu
    log_spread = np.log1p(alpha * mu)
    residual = y - mu
    gammas, digammas, trigammas = _gamma_parts(outcome.levels, alpha)
    inner = digammas[level] - log_spread - alpha * residual / spread
    inner_slope = trigammas[level] - alpha * mu / spread - alpha * residual / spread**2
    return Derivatives(
        value=gammas[level] + y * eta - (theta + y) * log_spread,
        eta=residual / spread,
        eta_eta=-mu * (1.0 + alpha * y) / spread**2,
        alpha=-theta * inner,
        eta_alpha=-residual * alpha * mu / spread**2,
        alpha_alpha=theta * (inner - inner_slope),
    )


def _gamma_parts(levels: np.ndarray, alpha: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What the gamma functions of ``theta = 1 / alpha`` contribute, per distinct count.

    ``ln G(y + theta) - ln G(theta) + y ln(alpha) - ln y!`` and the differences of digamma, and of minus trigamma times
    theta. As sums over ``j < y`` they stay exact where alpha is close to zero; the gamma functions' differences are
    all rounding there, and alpha would not be found.
    """
    if levels[-1] > _SUMMED:
        theta = 1.0 / alpha
        gammas = special.gammaln(levels + theta) - special.gammaln(theta) + levels * np.log(alpha)
        digammas = special.digamma(levels + theta) - special.digamma(theta)
        trigammas = -theta * (special.polygamma(1, levels + theta) - special.polygamma(1, theta))
    else:
        growth = alpha * np.arange(levels[-1])
        place = levels.astype(int)
        gammas = np.append(0.0, np.cumsum(np.log1p(growth)))[place]
        digammas = np.append(0.0, np.cumsum(alpha / (1.0 + growth)))[place]
        trigammas = np.append(0.0, np.cumsum(alpha / (1.0 + growth) ** 2))[place]
    return gammas - special.gammaln(levels + 1), digammas, trigammas


FAMILY = {
    LOGIT: Family(LOGIT, False, _logit, special.expit, "odds ratio"),
    POISSON: Family(POISSON, False, _poisson, np.exp, "incidence rate ratio"),
    NEGATIVE_BINOMIAL: Family(NEGATIVE_BINOMIAL, True, _negative_binomial, np.exp, "incidence rate ratio"),
}
