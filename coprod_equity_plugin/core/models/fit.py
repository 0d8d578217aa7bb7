"""A model with its checks, its estimates and their covariance.

statsmodels' own estimators are the tests' oracle, not the engine. Its ``Logit`` and ``NegativeBinomial`` take no
sampling weights, the latter's default optimiser (BFGS) leaves errors of about 1e-5 in the estimates, and its scores,
which a sandwich needs, are differentiated numerically. The derivatives of :mod:`.families` and the steps of
:mod:`.newton` serve all three families, with weights and without.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np
from scipy import stats

from ..errors import ModelError, NonConvergenceError, SeparationError
from ..progress import Progress
from .covariance import check_clusters, covariance_matrix
from .design import Design, check_design, check_outcome, scale
from .estimates import Estimate, Estimates
from .families import FAMILY, Family, Outcome
from .firth import Penalised, fit_penalised
from .newton import Maximum, evaluate_rows, maximise
from .separation import check_separation
from .small_sample import (
    Shares,
    SmallSample,
    check_correction,
    cluster_information,
    corrected_covariance,
    refuse_alone,
)
from .specification import (
    CLASSICAL,
    CLUSTER,
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
        clustered ones without clusters or with fewer than coefficients, NaN for what one cluster alone tells. Also of
        the corrections ``cr2`` and ``jackknife`` of the clustered ones.
    correction, small
        What clustered errors do about few clusters; what CR2's degrees of freedom come from, ``None`` without clusters.
    ln_alpha_df
        Degrees of freedom of the dispersion's interval.
    freedoms_by_cr2
        Shape ``(k,)``: CR2's degrees of freedom of each coefficient, whatever the covariance; NaN where there is none.
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
    ln_alpha_df: float = np.inf
    freedoms_by_cr2: np.ndarray | None = None
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
        return self.df if self.small is None else float(self.small.freedom(direction))

    @property
    def freedoms(self) -> np.ndarray:
        """Degrees of freedom of every coefficient, shape ``(k,)``."""
        return np.full(len(self.terms), self.df) if self.small is None else self.freedoms_by_cr2

    def alpha_interval(self, confidence: float) -> tuple[float, float]:
        """The dispersion's interval, computed on ``ln(alpha)``."""
        reach = stats.t.ppf(0.5 + confidence / 2, self.ln_alpha_df) * self.ln_alpha_error
        return float(np.exp(self.ln_alpha - reach)), float(np.exp(self.ln_alpha + reach))

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
    unread: Collection[str] = (),
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
        :func:`~.small_sample.corrected_covariance`.
    separation
        ``refuse``, or ``firth``: a logit in which columns separate the outcome is fitted by its penalised likelihood,
        any other by maximum likelihood all the same.
    unread
        Terms whose errors nobody reads: they may be told by one cluster alone, others may not under ``cluster``.

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
    check_correction(correction)
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
    shares = None
    if clusters is not None and clusters.max() + 1 > size:
        here = evaluate_rows(kind, outcome, matrix, best.params, offset)
        shares = Shares.of(best.information, cluster_information(here, matrix, clusters, weights))
    alone = np.zeros(len(best.params), dtype=bool) if shares is None else shares.alone(back)
    if covariance == CLUSTER:
        refuse_alone(design.terms, alone, unread)
    spreads, small = _covariances(best, shares, clusters, weights)
    wanted = correction if covariance == CLUSTER and correction != STANDARD else covariance
    if wanted not in spreads:  # says why
        corrected_covariance(shares, best.scores, clusters, wanted)
    spread = spreads[wanted]
    groups = int(clusters.max()) + 1 if covariance == CLUSTER else 0
    freedoms = np.full(size, np.nan)
    if small is not None:
        freedoms = np.where(alone[:size], np.nan, small.moved(back).freedom(np.eye(size)))
    df, corrected = groups - 1.0 if groups else np.inf, bool(groups) and correction == CR2
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
        df=df,
        clusters=groups,
        weighted=weights is not None,
        iterations=best.iterations,
        outcome=design.outcome,
        eta=eta,
        fitted=kind.mean(eta),
        weights=weights,
        errors_by_kind={
            name: np.where(
                alone[:size] & (name not in (CLASSICAL, ROBUST)),
                np.nan,
                np.sqrt(np.diag(back @ matrix[:size, :size] @ back.T)),
            )
            for name, matrix in spreads.items()
        },
        correction=correction if groups else STANDARD,
        small=small.moved(back) if corrected else None,
        ln_alpha_df=float(small.freedom(np.eye(len(best.params))[size])) if corrected and kind.dispersed else df,
        freedoms_by_cr2=freedoms,
        penalised=penalised,
    )


def _covariances(
    best: Maximum, shares: Shares | None, clusters: np.ndarray | None, weights: np.ndarray | None
) -> tuple[dict[str, np.ndarray], SmallSample | None]:
    """The estimates' covariance of every kind that can be had."""
    kinds = [] if weights is not None else [CLASSICAL]
    kinds.append(ROBUST)
    found = {kind: covariance_matrix(best.information, best.scores, kind) for kind in kinds}
    small = None
    if shares is not None:
        found[CLUSTER], _ = corrected_covariance(shares, best.scores, clusters, STANDARD)
        # without some cluster there may be no fit; who asks for the correction is told so
        with suppress(ModelError):
            found[CR2], small = corrected_covariance(shares, best.scores, clusters, CR2)
        with suppress(ModelError):
            found[JACKKNIFE], _ = corrected_covariance(shares, best.scores, clusters, JACKKNIFE)
    return found, small


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
