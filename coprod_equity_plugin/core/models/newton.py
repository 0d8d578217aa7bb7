"""A log likelihood's maximum by Newton's method, for every family alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import lapack

from ..errors import NonConvergenceError
from ..progress import Progress
from .families import Derivatives, Family, Outcome

_ITERATIONS = 100
# Half of it bounds what the log likelihood can still gain; an estimate is then within 1e-6 of its standard error, and
# the Newton step that is taken from there squares that.
_DECREMENT = 1e-12
# In standardised columns. Where an estimate runs away to infinity the log likelihood stops growing, the steps do not.
_STEP = 1e-4
_MAX_ETA = 700.0  # exp() of more is infinite


@dataclass(frozen=True)
class Maximum:
    """Where a log likelihood is highest.

    Attributes
    ----------
    params
        Shape ``(k,)``, or ``(k + 1,)`` with ``ln(alpha)`` last.
    value
        The log likelihood there, weighted if weights were given.
    information
        Minus the Hessian there.
    scores
        Each row's gradient there, weighted, shape ``(n, k)`` or ``(n, k + 1)``.
    iterations
        Newton steps taken.
    """

    params: np.ndarray
    value: float
    information: np.ndarray
    scores: np.ndarray
    iterations: int


def maximise(
    family: Family,
    outcome: Outcome,
    matrix: np.ndarray,
    start: np.ndarray,
    weights: np.ndarray | None = None,
    progress: Progress | None = None,
    offset: np.ndarray | float = 0.0,
) -> Maximum:
    """Newton's method with step halving; where the log likelihood is not concave, the steps are damped.

    ``offset``, ``ln(exposure)`` of each row, is added to the linear predictor.

    Raises
    ------
    NonConvergenceError
        If the gradient does not vanish.
    """
    progress = progress or Progress()
    params = np.array(start, dtype=float)
    here = evaluate_rows(family, outcome, matrix, params, offset)
    value = _total(here, weights)
    for iteration in range(1, _ITERATIONS + 1):
        progress.check()
        scores = row_scores(here, matrix, weights)
        gradient = scores.sum(axis=0)
        information = information_matrix(here, matrix, weights)
        step = _ascent(information, gradient)
        decrement = float(gradient @ step)
        if decrement < _DECREMENT and np.abs(step).max() < _STEP and _is_positive(information):
            final = params + step
            here = evaluate_rows(family, outcome, matrix, final, offset)
            return Maximum(
                final,
                _total(here, weights),
                information_matrix(here, matrix, weights),
                row_scores(here, matrix, weights),
                iteration,
            )
        size, rounding = 1.0, 1e-12 * (1.0 + abs(value))
        while size > 1e-10:
            tried = evaluate_rows(family, outcome, matrix, params + size * step, offset)
            reached = _total(tried, weights)
            if reached >= value - rounding:
                break
            size /= 2
        else:
            break
        params, here, value = params + size * step, tried, reached
    raise NonConvergenceError(
        "The likelihood's maximum was not reached, so there are no estimates. Look for columns with a few extreme "
        "values, for columns that nearly repeat each other, and for very few rows."
    )


def evaluate_rows(family: Family, outcome: Outcome, matrix: np.ndarray, params: np.ndarray, offset) -> Derivatives:
    """Each row's log likelihood with its derivatives at some parameters."""
    size = matrix.shape[1]
    eta = np.clip(matrix @ params[:size] + offset, -_MAX_ETA, _MAX_ETA)
    # A wild step may overflow; its log likelihood is then not finite and the step is halved.
    with np.errstate(all="ignore"):
        return family.derivatives(outcome, eta, params[size] if family.dispersed else 0.0)


def _total(derivatives: Derivatives, weights: np.ndarray | None) -> float:
    value = derivatives.value.sum() if weights is None else derivatives.value @ weights
    return float(value) if np.isfinite(value) else -np.inf


def row_scores(derivatives: Derivatives, matrix: np.ndarray, weights: np.ndarray | None) -> np.ndarray:
    """Each row's gradient, weighted, shape ``(n, k)`` or with ``ln(alpha)`` last ``(n, k + 1)``."""
    scores = derivatives.eta[:, None] * matrix
    if derivatives.alpha is not None:
        scores = np.column_stack([scores, derivatives.alpha])
    return scores if weights is None else scores * weights[:, None]


def information_matrix(derivatives: Derivatives, matrix: np.ndarray, weights: np.ndarray | None) -> np.ndarray:
    """Minus the Hessian of the rows' log likelihood, weighted."""
    weights = np.ones(len(matrix)) if weights is None else weights
    block = matrix.T @ (matrix * (-derivatives.eta_eta * weights)[:, None])
    if derivatives.alpha is None:
        return block
    edge = -(derivatives.eta_alpha * weights) @ matrix
    corner = -(derivatives.alpha_alpha @ weights)
    return np.block([[block, edge[:, None]], [edge[None, :], np.array([[corner]])]])


def _ascent(information: np.ndarray, gradient: np.ndarray) -> np.ndarray:
    """The Newton step, damped until it climbs."""
    if not np.isfinite(information).all():
        return np.zeros_like(gradient)
    damping = 0.0
    size = np.maximum(np.abs(np.diag(information)), 1e-8)
    for _ in range(60):
        damped = information + np.diag(damping * size)
        # LAPACK's LU, which numpy's solve uses, starts threads even for a matrix of ten rows; its Cholesky does not.
        _, step, failed = lapack.dposv(damped, gradient)
        if not failed:
            return step
        damping = max(2 * damping, 1e-4)
    return np.zeros_like(gradient)


def _is_positive(matrix: np.ndarray) -> bool:
    try:
        np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        return False
    return True
