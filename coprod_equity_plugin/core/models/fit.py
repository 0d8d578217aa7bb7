"""A model with its checks, its estimates and their covariance.

statsmodels' own estimators are the tests' oracle, not the engine. Its ``Logit`` and ``NegativeBinomial`` take no
sampling weights, the latter's default optimiser (BFGS) leaves errors of about 1e-5 in the estimates, and its scores,
which a sandwich needs, are differentiated numerically. The derivatives of :mod:`.families` and the steps of
:mod:`.newton` serve all three families, with weights and without.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np

from ..errors import ModelError, NonConvergenceError, SeparationError
from ..progress import Progress
from .covariance import SmallSample, check_clusters, covariance_matrix, small_sample_covariance
from .design import Design, check_design, check_outcome, scale
from .estimates import Estimate, Estimates
from .families import FAMILY, Family, Outcome
from .firth import Penalised, fit_penalised
from .newton import Maximum, evaluate_rows, maximise
from .separation import check_separation
from .specification import (
    CLASSICAL,
    CLUSTER,
    CORRECTIONS,
    CR2,
    FIRTH,
    JACKKNIFE,
    LOGIT,
    POISSON,
    REFUSE,
    ROBUST,
    STANDARD,
)


@dataclass(frozen=True)
class ModelFit(Estimates):
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
        clustered ones without clusters or with fewer than coefficients. Also of the corrections ``cr2`` and
        ``jackknife`` of the clustered ones.
    correction, small
        What clustered errors do about few clusters; what CR2's degrees of freedom come from, ``None`` under others.
    penalised
        The penalised likelihood, where separation made Firth's the method; ``llf`` is then without the penalty.
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
    correction: str = STANDARD
    small: SmallSample | None = None
    penalised: Penalised | None = None

    @property
    def size(self) -> int:
        """Number of estimated parameters, the dispersion among them."""
        return len(self.params) + (self.ln_alpha is not None)

    @property
    def alpha(self) -> float | None:
        """The dispersion: the variance is ``mu + alpha mu**2``."""
        return None if self.ln_alpha is None else float(np.exp(self.ln_alpha))

    def freedom(self, direction: np.ndarray) -> float:
        """Degrees of freedom of a sum of coefficients: Satterthwaite's under CR2, else ``df``."""
        return self.df if self.small is None else self.small.freedom(direction)

    @property
    def profiled(self) -> bool:
        """Whether single coefficients have profile intervals and likelihood-ratio tests (Firth's, classical)."""
        return self.penalised is not None and self.kind == CLASSICAL

    def profile(self, confidence: float, progress: Progress) -> None:
        """Find the profile intervals and tests, so that they are there when tables ask for them; hears a cancel."""
        if self.profiled:
            for place in range(len(self.terms)):
                self.penalised.interval(place, confidence, progress)
                self.penalised.p_value(place, progress)

    def estimate(self, weights: Mapping[str, float], confidence: float) -> Estimate:
        """A weighted sum of coefficients with its interval and p; of a single one by the profile where there is one."""
        found = super().estimate(weights, confidence)
        if not self.profiled or list(weights.values()) != [1.0]:
            return found
        place = self.terms.index(next(iter(weights)))
        low, high = self.penalised.interval(place, confidence)
        return Estimate(found.value, found.error, low, high, self.penalised.p_value(place))


def fit_model(
    design: Design,
    family: str,
    *,
    covariance: str = CLASSICAL,
    clusters: np.ndarray | None = None,
    weights: np.ndarray | None = None,
    correction: str = STANDARD,
    separation: str = REFUSE,
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
        distribution with ``G - 1`` degrees of freedom (Satterthwaite's under ``cr2``).
    clusters
        Each row's cluster as a number from 0 to G - 1, shape ``(n,)``; needed for ``cluster``, and where given, its
        standard errors stand beside the others.
    weights
        Sampling weights, shape ``(n,)``: the pseudo likelihood weighs each row by them.
    correction
        One of :data:`~.specification.CORRECTIONS`, for ``cluster`` only; see
        :func:`~.covariance.small_sample_covariance`.
    separation
        ``refuse``, or ``firth``: a logit in which columns separate the outcome is fitted by its penalised likelihood,
        any other by maximum likelihood all the same.

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
    if correction not in CORRECTIONS:
        raise ModelError(f"There is no correction '{correction}'. Choose one of {', '.join(CORRECTIONS)}.")
    if weights is not None and covariance == CLASSICAL:
        raise ModelError(
            "Classical standard errors are wrong for weighted rows. Choose robust or cluster standard errors."
        )
    progress.check()
    penalised, offset = None, 0.0 if design.offset is None else design.offset
    try:
        check_separation(design, family, progress)
    except SeparationError:
        if separation != FIRTH or family != LOGIT or weights is not None:
            raise
        penalised = fit_penalised(design.matrix, design.outcome, offset, progress)
    progress.check()

    outcome = Outcome.of(design.outcome)
    scaled = scale(design.matrix)
    null, _ = _fit(kind, outcome, scaled.matrix[:, :1], weights, progress, offset)
    if penalised is None:
        matrix, back = scaled.matrix, scaled.back
        best, poisson = _fit(kind, outcome, matrix, weights, progress, offset)
    else:
        matrix, back, poisson = penalised.matrix, np.diag(1.0 / penalised.spread), None
        best = Maximum(
            penalised.params,
            penalised.log_likelihood,
            penalised.information,
            penalised.scores,
            penalised.iterations,
        )

    size = len(design.terms)
    eta = matrix @ best.params[:size] + offset
    spreads, small = _covariances(kind, outcome, matrix, offset, best, clusters, weights)
    wanted = correction if covariance == CLUSTER and correction != STANDARD else covariance
    if wanted not in spreads:  # says why
        parts = _cluster_information(kind, outcome, matrix, offset, best, clusters, weights)
        small_sample_covariance(best.information, best.scores, clusters, parts, wanted)
    spread = spreads[wanted]
    groups = int(clusters.max()) + 1 if covariance == CLUSTER else 0
    return ModelFit(
        family=kind,
        terms=design.terms,
        params=back @ best.params[:size],
        covariance=back @ spread[:size, :size] @ back.T,
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
        errors_by_kind={
            name: np.sqrt(np.diag(back @ matrix[:size, :size] @ back.T)) for name, matrix in spreads.items()
        },
        correction=correction if groups else STANDARD,
        small=small.moved(back) if groups and correction == CR2 else None,
        penalised=penalised,
    )


def _covariances(
    family, outcome, matrix, offset, best: Maximum, clusters: np.ndarray | None, weights: np.ndarray | None
) -> tuple[dict[str, np.ndarray], SmallSample | None]:
    """The estimates' covariance of every kind that can be had."""
    kinds = [] if weights is not None else [CLASSICAL]
    kinds.append(ROBUST)
    clustered = clusters is not None and clusters.max() + 1 > matrix.shape[1]
    if clustered:
        kinds.append(CLUSTER)
    found = {kind: covariance_matrix(best.information, best.scores, kind, clusters) for kind in kinds}
    small = None
    if clustered:
        parts = _cluster_information(family, outcome, matrix, offset, best, clusters, weights)
        found[CR2], small = small_sample_covariance(best.information, best.scores, clusters, parts, CR2)
        with suppress(ModelError):  # some cluster alone tells a coefficient; who asks for the jackknife is told so
            found[JACKKNIFE], _ = small_sample_covariance(best.information, best.scores, clusters, parts, JACKKNIFE)
    return found, small


def _cluster_information(family, outcome, matrix, offset, best, clusters, weights) -> np.ndarray:
    """Each cluster's part of the information, shape ``(G, p, p)``."""
    here = evaluate_rows(family, outcome, matrix, best.params, offset)
    weights = np.ones(len(matrix)) if weights is None else weights
    groups, size = int(clusters.max()) + 1, len(best.params)
    parts = np.empty((groups, size, size))

    def put(i: int, j: int, values: np.ndarray) -> None:
        parts[:, i, j] = parts[:, j, i] = np.bincount(clusters, values, minlength=groups)

    for i, column in enumerate(matrix.T):
        lifted = -here.eta_eta * weights * column
        for j in range(i, matrix.shape[1]):
            put(i, j, lifted * matrix[:, j])
        if here.alpha is not None:
            put(i, size - 1, -here.eta_alpha * weights * column)
    if here.alpha is not None:
        put(size - 1, size - 1, -here.alpha_alpha * weights)
    return parts


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
