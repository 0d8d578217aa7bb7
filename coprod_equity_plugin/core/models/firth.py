"""Firth's penalised likelihood for the logit: finite estimates where some columns separate the outcome.

The penalty is half the log determinant of the information (Jeffreys' prior). Firth (1993), *Bias reduction of maximum
likelihood estimates*, Biometrika 80; Heinze and Schemper (2002), *A solution to the problem of separation in logistic
regression*, Statistics in Medicine 21, whose profile intervals and penalised likelihood-ratio tests these are.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy import special, stats
from scipy.linalg import lapack
from scipy.optimize import brentq

from ..errors import NonConvergenceError
from ..progress import Progress

_ITERATIONS, _CLOSE, _LONGEST = 200, 1e-9, 5.0  # steps are in columns of standard deviation one
_WIDEST = 60.0  # standard errors in which an interval's end is looked for


@dataclass(frozen=True)
class Penalised:
    """The penalised likelihood of a logit, at its maximum and along any coefficient.

    Attributes
    ----------
    matrix
        Shape ``(n, k)``: ones, then the columns over their standard deviations (not centred, so that each coefficient
        is one of the model's own times ``spread``).
    outcome, offset
        Shape ``(n,)``; the offset may be 0.
    spread
        Shape ``(k,)``: coefficients in the columns' own units are ``params / spread``.
    params, value
        At the maximum: coefficients, shape ``(k,)``, and the penalised log likelihood, in the columns of ``matrix``.
    information
        The Fisher information there, shape ``(k, k)``.
    scores
        Each row's part of the modified score there, shape ``(n, k)``; they add to zero.
    """

    matrix: np.ndarray
    outcome: np.ndarray
    offset: np.ndarray | float
    spread: np.ndarray
    params: np.ndarray
    value: float
    information: np.ndarray
    scores: np.ndarray
    iterations: int
    ends: dict = field(default_factory=dict, compare=False, repr=False)

    @property
    def log_likelihood(self) -> float:
        """The log likelihood without its penalty."""
        return _log_likelihood(self.matrix @ self.params + self.offset, self.outcome)

    @property
    def penalised_log_likelihood(self) -> float:
        """The log likelihood with its penalty, in the columns' own units."""
        return self.value + float(np.log(self.spread).sum())

    def interval(self, place: int, confidence: float, progress: Progress | None = None) -> tuple[float, float]:
        """A coefficient's profile penalised likelihood interval, in the column's own units."""
        known = self.ends.get((place, confidence))
        if known is None:
            drop = stats.chi2.ppf(confidence, 1)
            known = tuple(self._end(place, side, drop, progress or Progress()) for side in (-1.0, 1.0))
            self.ends[place, confidence] = known
        return known

    def p_value(self, place: int, progress: Progress | None = None) -> float:
        """The penalised likelihood-ratio test that a coefficient is zero."""
        known = self.ends.get(place)
        if known is None:
            known = float(stats.chi2.sf(max(self._fall(place, 0.0, self.params, progress or Progress())[0], 0.0), 1))
            self.ends[place] = known
        return known

    def whole_test(self, progress: Progress | None = None) -> tuple[float, float]:
        """The penalised likelihood-ratio test that all slopes are zero: statistic and p."""
        held = np.append(self.params[0], np.zeros(len(self.params) - 1))
        free = np.arange(len(held)) == 0
        _, reached, *_ = _climb(self.matrix, self.outcome, self.offset, held, free, progress or Progress())
        statistic = max(2.0 * (self.value - reached), 0.0)
        return statistic, float(stats.chi2.sf(statistic, len(held) - 1))

    def _fall(self, place: int, value: float, start: np.ndarray, progress: Progress) -> tuple[float, np.ndarray]:
        """Twice what the penalised log likelihood loses with a coefficient held at a value, and the others there."""
        held = start.copy()
        held[place] = value
        free = np.arange(len(held)) != place
        params, reached, *_ = _climb(self.matrix, self.outcome, self.offset, held, free, progress)
        return 2.0 * (self.value - reached), params

    def _end(self, place: int, side: float, drop: float, progress: Progress) -> float:
        here = float(self.params[place])
        error = float(np.sqrt(np.linalg.inv(self.information)[place, place]))
        start, reach = self.params, 1.0
        while True:
            fall, start = self._fall(place, here + side * reach * error, start, progress)
            if fall >= drop:
                break
            reach *= 1.6
            if reach > _WIDEST:
                return side * np.inf  # the profile stays within the drop: the data set no bound on this side

        def beyond(value: float) -> float:
            return self._fall(place, value, start, progress)[0] - drop

        found = brentq(beyond, here, here + side * reach * error, xtol=1e-9 * max(error, 1e-300), rtol=1e-12)
        return float(found / self.spread[place])


def fit_penalised(
    matrix: np.ndarray, outcome: np.ndarray, offset: np.ndarray | float = 0.0, progress: Progress | None = None
) -> Penalised:
    """Maximise a logit's penalised likelihood.

    Parameters
    ----------
    matrix
        Shape ``(n, k)`` with ones first, in the columns' own units; of full rank.
    outcome
        Zeros and ones, shape ``(n,)``.

    Raises
    ------
    NonConvergenceError
        If the modified score does not vanish.
    """
    progress = progress or Progress()
    spread = np.append(1.0, matrix[:, 1:].std(axis=0))
    scaled = matrix / spread
    every = np.ones(len(spread), dtype=bool)
    params, value, information, scores, turns = _climb(scaled, outcome, offset, np.zeros(len(spread)), every, progress)
    return Penalised(scaled, outcome, offset, spread, params, value, information, scores, turns)


def _log_likelihood(eta: np.ndarray, outcome: np.ndarray) -> float:
    return float((outcome * eta - np.logaddexp(0.0, eta)).sum())


def _pieces(matrix: np.ndarray, outcome: np.ndarray, eta: np.ndarray):
    """The penalised log likelihood, the information and each row's modified score."""
    chance = special.expit(eta)
    weight = chance * special.expit(-eta)
    information = matrix.T @ (matrix * weight[:, None])
    factor, failed = lapack.dpotrf(information, lower=1)
    if failed:
        return -np.inf, information, None
    value = _log_likelihood(eta, outcome) + float(np.log(np.diag(factor)).sum())
    inverse, _ = lapack.dpotri(factor, lower=1)
    inverse = np.tril(inverse) + np.tril(inverse, -1).T
    leverage = weight * np.einsum("ij,ij->i", matrix @ inverse, matrix)
    return value, information, (outcome - chance + leverage * (0.5 - chance))[:, None] * matrix


def _climb(matrix, outcome, offset, start, free, progress):
    """Scoring steps on the free coefficients, halved until they climb."""
    params = np.array(start, dtype=float)
    value, information, scores = _pieces(matrix, outcome, matrix @ params + offset)
    for turn in range(1, _ITERATIONS + 1):
        progress.check()
        if scores is None:
            break
        gradient = scores.sum(axis=0)[free]
        _, step, failed = lapack.dposv(information[np.ix_(free, free)], gradient)
        if failed:
            break
        if np.abs(step).max() < _CLOSE:
            return params, value, information, scores, turn
        step *= min(1.0, _LONGEST / max(np.abs(step).max(), 1e-300))
        while True:
            tried = params.copy()
            tried[free] += step
            reached, there, parts = _pieces(matrix, outcome, matrix @ tried + offset)
            if reached >= value - 1e-11 * (1 + abs(value)):
                break
            step = step / 2
            if np.abs(step).max() < 1e-12:
                return params, value, information, scores, turn
        params, value, information, scores = tried, reached, there, parts
    raise NonConvergenceError(
        "The penalised likelihood's maximum was not reached, so there are no estimates. Look for columns with a few "
        "extreme values and for very few rows."
    )
