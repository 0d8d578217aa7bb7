"""Maximum likelihood by Newton's method, for every family alike.

statsmodels' own estimators are the tests' oracle, not the engine. Its ``Logit`` and ``NegativeBinomial`` take no
sampling weights, the latter's default optimiser (BFGS) leaves errors of about 1e-5 in the estimates, and its scores,
which a sandwich needs, are differentiated numerically. The derivatives of :mod:`.families` serve all three families,
with weights and without.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy import stats
from scipy.linalg import lapack

from ..errors import ModelError, NonConvergenceError
from ..progress import Progress
from .covariance import check_clusters, covariance_matrix
from .design import Design, check_design, check_outcome, scale
from .families import FAMILY, Derivatives, Family, Outcome
from .separation import check_separation
from .specification import CLASSICAL, CLUSTER, POISSON, ROBUST

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


@dataclass(frozen=True)
class ModelFit:
    """A fitted model. ``k`` counts the intercept and the slopes, ``n`` the rows.

    Attributes
    ----------
    terms
        Names of the coefficients, ``const`` first.
    params, covariance
        Shapes ``(k,)`` and ``(k, k)``, in the columns' own units.
    ln_alpha, ln_alpha_error
        The dispersion's logarithm and its standard error; ``None`` in families without.
    llf, llnull, llpoisson
        Log likelihoods: of the model, of its intercept alone (with its own dispersion), of the same terms in a Poisson
        model (``None`` but for the negative binomial). Weighted fits have pseudo likelihoods here, which serve no test.
    kind, df, clusters
        Which covariance; degrees of freedom of its t distribution (infinite: normal); number of clusters, 0 if none.
    outcome, eta, fitted
        Shape ``(n,)``: the data, the linear predictor (``ln(exposure)`` in it), the expected outcome.
    weights
        Shape ``(n,)``, ``None`` where rows are not weighted.
    errors_by_kind
        Standard errors of every kind that can be had, each of shape ``(k,)``: no classical ones of weighted rows, no
        clustered ones without clusters or with fewer than coefficients.
    """

    family: Family
    terms: tuple[str, ...]
    params: np.ndarray
    covariance: np.ndarray
    ln_alpha: float | None
    ln_alpha_error: float | None
    llf: float
    llnull: float
    llpoisson: float | None
    nobs: int
    kind: str
    df: float
    clusters: int
    weighted: bool
    iterations: int
    outcome: np.ndarray
    eta: np.ndarray
    fitted: np.ndarray
    weights: np.ndarray | None = None
    errors_by_kind: dict[str, np.ndarray] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Number of estimated parameters, the dispersion among them."""
        return len(self.params) + (self.ln_alpha is not None)

    @property
    def alpha(self) -> float | None:
        """The dispersion: the variance is ``mu + alpha mu**2``."""
        return None if self.ln_alpha is None else float(np.exp(self.ln_alpha))

    @property
    def errors(self) -> np.ndarray:
        """Standard errors, shape ``(k,)``."""
        return np.sqrt(np.diag(self.covariance))

    def combine(self, weights: Mapping[str, float]) -> tuple[float, float]:
        """A weighted sum of coefficients and its standard error, ``sqrt(c' V c)``."""
        c = np.zeros(len(self.terms))
        for term, weight in weights.items():
            c[self.terms.index(term)] = weight
        return float(c @ self.params), float(np.sqrt(c @ self.covariance @ c))

    def critical(self, confidence: float) -> float:
        """How many standard errors an interval reaches to each side."""
        return float(stats.t.ppf(0.5 + confidence / 2, self.df))

    def p_value(self, statistic):
        """Two-sided p of an estimate over its standard error."""
        return 2 * stats.t.sf(np.abs(statistic), self.df)


def fit_model(
    design: Design,
    family: str,
    *,
    covariance: str = CLASSICAL,
    clusters: np.ndarray | None = None,
    weights: np.ndarray | None = None,
    progress: Progress | None = None,
) -> ModelFit:
    """Check a model, fit it, and give its coefficients with their covariance.

    Parameters
    ----------
    design
        From :func:`~.design.build_design`.
    family
        One of :data:`~.specification.FAMILIES`.
    covariance
        One of :data:`~.specification.COVARIANCES`; intervals use the normal distribution, or for ``cluster`` the t
        distribution with ``G - 1`` degrees of freedom.
    clusters
        Each row's cluster as a number from 0 to G - 1, shape ``(n,)``; needed for ``cluster``, and where given, its
        standard errors stand beside the others.
    weights
        Sampling weights, shape ``(n,)``: the pseudo likelihood weighs each row by them.

    Raises
    ------
    CollinearityError, SeparationError, NonConvergenceError, ModelError
        Where the numbers would mean nothing.
    """
    progress = progress or Progress()
    kind = FAMILY[family]
    check_design(design)
    check_outcome(design, family)
    if covariance == CLUSTER:
        check_clusters(clusters, len(design.terms))
    if weights is not None and covariance == CLASSICAL:
        raise ModelError(
            "Classical standard errors are wrong for weighted rows. Choose robust or cluster standard errors."
        )
    progress.check()
    check_separation(design, family, progress)
    progress.check()

    outcome = Outcome.of(design.outcome)
    scaled = scale(design.matrix)
    offset = 0.0 if design.offset is None else design.offset
    best, poisson = _fit(kind, outcome, scaled.matrix, weights, progress, offset)
    null, _ = _fit(kind, outcome, scaled.matrix[:, :1], weights, progress, offset)

    size = len(design.terms)
    spread = covariance_matrix(best.information, best.scores, covariance, clusters)
    eta = scaled.matrix @ best.params[:size] + offset
    groups = int(clusters.max()) + 1 if covariance == CLUSTER else 0
    return ModelFit(
        family=kind,
        terms=design.terms,
        params=scaled.back @ best.params[:size],
        covariance=scaled.back @ spread[:size, :size] @ scaled.back.T,
        ln_alpha=float(best.params[size]) if kind.dispersed else None,
        ln_alpha_error=float(np.sqrt(spread[size, size])) if kind.dispersed else None,
        llf=best.value,
        llnull=null.value,
        llpoisson=None if poisson is None else poisson.value,
        nobs=len(design.outcome),
        kind=covariance,
        df=groups - 1.0 if groups else np.inf,
        clusters=groups,
        weighted=weights is not None,
        iterations=best.iterations,
        outcome=design.outcome,
        eta=eta,
        fitted=kind.mean(eta),
        weights=weights,
        errors_by_kind=_errors(best, scaled.back, clusters, weights is not None),
    )


def _errors(best: Maximum, back: np.ndarray, clusters: np.ndarray | None, weighted: bool) -> dict[str, np.ndarray]:
    size = len(back)
    kinds = [] if weighted else [CLASSICAL]
    kinds.append(ROBUST)
    if clusters is not None and clusters.max() + 1 > size:
        kinds.append(CLUSTER)
    found = {}
    for kind in kinds:
        covariance = covariance_matrix(best.information, best.scores, kind, clusters)[:size, :size]
        found[kind] = np.sqrt(np.diag(back @ covariance @ back.T))
    return found


def _fit(family, outcome, matrix, weights, progress, offset) -> tuple[Maximum, Maximum | None]:
    """The family's maximum; for a dispersed one also that of the Poisson model it starts from."""
    start = np.zeros(matrix.shape[1])
    if not family.dispersed:
        if family.name == POISSON:
            exposure = np.broadcast_to(np.exp(offset), outcome.values.shape)
            start[0] = np.log(np.average(outcome.values, weights=weights) / np.average(exposure, weights=weights))
        return maximise(family, outcome, matrix, start, weights, progress, offset), None
    poisson, _ = _fit(FAMILY[POISSON], outcome, matrix, weights, progress, offset)
    mu = np.exp(matrix @ poisson.params + offset)
    excess = (outcome.values - mu) ** 2 - outcome.values
    # Half of this sum is the slope of the log likelihood in alpha at alpha = 0.
    if np.average(excess, weights=weights) <= 0:
        # Among very few rows there may still be a maximum farther off, with other slopes.
        for alpha in (1.0, 0.1):
            try:
                start = np.append(poisson.params, np.log(alpha))
                far = maximise(family, outcome, matrix, start, weights, progress, offset)
            except NonConvergenceError:
                continue
            if far.value > poisson.value + 1e-6:
                return far, poisson
        raise ModelError(
            "The counts vary no more than a Poisson model expects, so the negative binomial's dispersion has no value "
            "above zero. Check the hours (are they shares or averages?), or use a Poisson model."
        )
    alpha = np.average(excess, weights=weights) / np.average(mu**2, weights=weights)
    start = np.append(poisson.params, np.log(alpha))
    return maximise(family, outcome, matrix, start, weights, progress, offset), poisson


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
    here = _evaluate(family, outcome, matrix, params, offset)
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
            here = _evaluate(family, outcome, matrix, final, offset)
            return Maximum(
                final,
                _total(here, weights),
                information_matrix(here, matrix, weights),
                row_scores(here, matrix, weights),
                iteration,
            )
        size, rounding = 1.0, 1e-12 * (1.0 + abs(value))
        while size > 1e-10:
            tried = _evaluate(family, outcome, matrix, params + size * step, offset)
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


def _evaluate(family: Family, outcome: Outcome, matrix: np.ndarray, params: np.ndarray, offset) -> Derivatives:
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
