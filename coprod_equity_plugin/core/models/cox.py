"""Cox's proportional hazards with Efron's ties, start-stop spells and clusters, on arrays.

The hazard here is the rate at which power comes back: a ratio above 1 means sooner.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats
from scipy.linalg import lapack

from ..errors import ModelError, NonConvergenceError, SeparationError
from ..progress import Progress
from .covariance import check_clusters, covariance_matrix
from .design import Design, check_design, name_terms, scale
from .estimates import Estimates
from .specification import CLASSICAL, CLUSTER

_ITERATIONS, _DECREMENT, _STEP = 60, 1e-12, 1e-4
_FLAT = 1e-8  # curvature for each restoration, in standardised columns
_FAR = 5.0  # in standardised columns: exp(5) times the pace for a standard deviation


@dataclass(frozen=True)
class Spells:
    """Who is without power when, and how it ends.

    Attributes
    ----------
    stop
        Hours at which the spell ends, shape ``(n,)``.
    restored
        True where power came back at ``stop``, shape ``(n,)``.
    start
        Hours at which the spell begins, shape ``(n,)``; a home is at risk at the times in ``(start, stop]``. ``None``
        if all begin before the first restoration.
    """

    stop: np.ndarray
    restored: np.ndarray
    start: np.ndarray | None = None


@dataclass(frozen=True)
class SurvivalFit(Estimates):
    """A fitted survival model; the part that tables and contrasts read.

    Attributes
    ----------
    terms, params, covariance
        Shapes ``(k,)``, ``(k,)``, ``(k, k)``, in the columns' own units.
    ln_scale, ln_scale_error
        Of an accelerated failure time model; ``None`` for Cox.
    llf, llnull
        Log likelihoods (partial ones for Cox) with the terms and without.
    nobs, events
        Spells and restorations.
    df, clusters
        Degrees of freedom of t (infinite: normal); number of clusters, 0 if none.
    proportional
        For Cox, each term's chi-squared and p of the test that its effect does not change with time, and ``GLOBAL``;
        empty for weighted rows.
    weighted
        Whether rows were weighted; likelihoods are then pseudo likelihoods, which serve no test.
    """

    terms: tuple[str, ...]
    params: np.ndarray
    covariance: np.ndarray
    ln_scale: float | None
    ln_scale_error: float | None
    llf: float
    llnull: float
    nobs: int
    events: int
    df: float
    clusters: int
    proportional: dict[str, tuple[float, float]]
    weighted: bool = False


class _RiskSets:
    """What does not change between iterations: the order of times and who is tied with whom."""

    def __init__(self, spells: Spells, weights: np.ndarray | None = None) -> None:
        restored = np.asarray(spells.restored, dtype=bool)
        self.times, counts = np.unique(spells.stop[restored], return_counts=True)
        size = len(self.times)
        # a spell is in the risk sets first..last of the event times
        self.last = np.searchsorted(self.times, spells.stop, side="right")  # number of event times <= stop
        self.first = (
            np.zeros(len(restored), dtype=int)
            if spells.start is None
            else np.searchsorted(self.times, spells.start, side="right")
        )
        self.restored, self.size, self.counts = restored, size, counts
        self.event_place = self.last[restored] - 1
        # one row per restoration: its time, and how much of the tied are taken out before it (Efron)
        self.of = np.repeat(np.arange(size), counts)
        self.part = np.concatenate([np.arange(count) / count for count in counts])
        self.weights = np.ones(len(restored)) if weights is None else weights
        # each of the tied counts as the mean of their weights, as R's coxph has it
        self.share = (np.bincount(self.event_place, self.weights[restored], minlength=size) / counts)[self.of]

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Sums over each risk set, shape ``(times,)``."""
        # From the last time back, so that the few who wait longest are not the small difference of large sums.
        later = np.bincount(self.last, values, minlength=self.size + 1)
        not_yet = np.bincount(self.first, values, minlength=self.size + 1)
        return np.cumsum((later - not_yet)[::-1])[::-1][1:]

    def tied(self, values: np.ndarray) -> np.ndarray:
        """Sums over those restored at each time, shape ``(times,)``."""
        return np.bincount(self.event_place, values[self.restored], minlength=self.size)


@dataclass(frozen=True)
class _State:
    value: float
    gradient: np.ndarray
    means: np.ndarray  # (events, k): the risk set's mean as each restoration sees it
    denominators: np.ndarray  # (events,)
    information: np.ndarray
    second: list  # S2 and D2 by pair of columns, for the information at one time


def fit_cox(
    design: Design,
    spells: Spells,
    *,
    covariance: str = CLASSICAL,
    clusters: np.ndarray | None = None,
    weights: np.ndarray | None = None,
    progress: Progress | None = None,
) -> SurvivalFit:
    """Fit Cox's model by Newton's method, with Efron's treatment of ties.

    Parameters
    ----------
    design
        Its intercept ``const`` has no meaning here and is left out; its outcome is not read.
    spells
        Rows as the design's.
    covariance, clusters
        As :func:`~.fit.fit_model` takes them. The sandwich rests on score residuals (Lin and Wei 1989), with the
        factor ``G / (G - 1)`` that the other models carry and R's ``coxph`` does not.
    weights
        Sampling weights, shape ``(n,)`` (Binder 1992, *Fitting Cox's proportional hazards models from survey data*).

    Raises
    ------
    ModelError
        Without restorations, or with nothing to compare.
    SeparationError
        If the likelihood rises without end: some column sorts who gets power back first without exception.

    Notes
    -----
    Efron (1977), *The efficiency of Cox's likelihood function for censored data*; Therneau and Grambsch (2000),
    *Modeling Survival Data*, chapters 3, 6 and 7.
    """
    progress = progress or Progress()
    check_events(spells)
    check_design(design)
    if covariance == CLUSTER:
        check_clusters(clusters, len(design.slopes))
    check_weighting(weights, covariance)
    risk = _RiskSets(spells, weights)
    scaled = scale(design.matrix)
    matrix, spread = scaled.matrix[:, 1:], np.diag(scaled.back)[1:]
    params = np.zeros(matrix.shape[1])
    state = null = _evaluate(risk, matrix, params)
    for _ in range(_ITERATIONS):
        progress.check()
        _, step, failed = lapack.dposv(state.information, state.gradient)
        if failed or _is_flat(state.information, spells):
            raise _runs_away(design, state.information)
        if state.gradient @ step < _DECREMENT:
            if np.abs(step).max() < _STEP:
                break
            raise _runs_away(design, state.information)
        size = 1.0
        while size > 1e-10:
            with np.errstate(all="ignore"):  # a wild step may overflow; it is then halved
                tried = _evaluate(risk, matrix, params + size * step)
            if tried.value >= state.value - 1e-12 * (1 + abs(state.value)):
                break
            size /= 2
        else:
            if np.abs(params).max() > _FAR:
                raise _runs_away(design, state.information)
            raise NonConvergenceError("The partial likelihood's maximum was not reached, so there are no estimates.")
        params, state = params + size * step, tried
    else:
        raise _runs_away(design, state.information)
    progress.check()
    scores = _score_residuals(risk, matrix, params, state)
    units = covariance_matrix(state.information, scores, covariance, clusters)
    groups = int(clusters.max()) + 1 if covariance == CLUSTER else 0
    return SurvivalFit(
        terms=design.slopes,
        params=params * spread,
        covariance=units * np.outer(spread, spread),
        ln_scale=None,
        ln_scale_error=None,
        llf=state.value,
        llnull=null.value,
        nobs=len(matrix),
        events=int(risk.restored.sum()),
        df=groups - 1.0 if groups else np.inf,
        clusters=groups,
        proportional=_proportionality(design.slopes, risk, matrix, state) if weights is None else {},
        weighted=weights is not None,
    )


def score_test(
    design: Design, spells: Spells, clusters: np.ndarray | None = None, weights: np.ndarray | None = None
) -> tuple[float, int, float]:
    """The test that no term matters: Cox's score test, with clusters its robust version.

    With columns for groups it is the log-rank test (but for ties); with clusters it is what the log-rank test becomes
    when homes of a cluster may be alike (Lin and Wei 1989; R's ``rscore``, here with the factor ``G / (G - 1)``).
    Sampling weights need clusters.

    Returns
    -------
    statistic, df, p
    """
    check_events(spells)
    check_design(design)
    risk, matrix = _RiskSets(spells, weights), scale(design.matrix).matrix[:, 1:]
    zero = np.zeros(matrix.shape[1])
    state = _evaluate(risk, matrix, zero)
    middle = state.information
    check_weighting(weights, CLASSICAL if clusters is None else CLUSTER)
    if clusters is not None:
        check_clusters(clusters, matrix.shape[1])
        scores = _score_residuals(risk, matrix, zero, state)
        middle = covariance_matrix(np.eye(len(zero)), scores, CLUSTER, clusters)
    statistic = float(state.gradient @ np.linalg.solve(middle, state.gradient))
    return statistic, len(zero), float(stats.chi2.sf(statistic, len(zero)))


def check_events(spells: Spells) -> None:
    """Refuse spells of which none ended with power back, and times that cannot be."""
    if not np.asarray(spells.restored, dtype=bool).any():
        raise ModelError(
            f"None of the {len(spells.stop):,} homes had power back before the reads end, so there is no time to "
            "restoration to learn from."
        )
    if spells.start is not None and (spells.start >= spells.stop).any():
        raise ModelError("A spell ends before it begins.")


def check_weighting(weights: np.ndarray | None, covariance: str) -> None:
    """Refuse classical standard errors of weighted rows."""
    if weights is not None and covariance == CLASSICAL:
        raise ModelError(
            "Classical standard errors are wrong for weighted rows. Choose robust or cluster standard errors."
        )


def _evaluate(risk: _RiskSets, matrix: np.ndarray, params: np.ndarray) -> _State:
    eta = matrix @ params
    shift = eta.max()  # keeps exp() finite; the likelihood does not know it
    weight = risk.weights * np.exp(eta - shift)
    k = matrix.shape[1]
    S0, D0 = risk.sums(weight), risk.tied(weight)
    weighted = matrix * weight[:, None]
    S1 = np.stack([risk.sums(column) for column in weighted.T], axis=1)
    D1 = np.stack([risk.tied(column) for column in weighted.T], axis=1)
    denominators = S0[risk.of] - risk.part * D0[risk.of]
    means = (S1[risk.of] - risk.part[:, None] * D1[risk.of]) / denominators[:, None]
    own = risk.weights[risk.restored]
    value = own @ eta[risk.restored] - risk.share @ (np.log(denominators) + shift)
    gradient = own @ matrix[risk.restored] - risk.share @ means
    second, information = [], np.empty((k, k))
    inverse = _per_time(risk, risk.share / denominators)
    inverse_part = _per_time(risk, risk.share * risk.part / denominators)
    for i in range(k):
        for j in range(i, k):
            product = weighted[:, i] * matrix[:, j]
            S2, D2 = risk.sums(product), risk.tied(product)
            at_time = S2 * inverse - D2 * inverse_part
            second.append((i, j, at_time))
            information[i, j] = information[j, i] = at_time.sum() - (risk.share * means[:, i]) @ means[:, j]
    return _State(float(value), gradient, means, denominators, information, second)


def _per_time(risk: _RiskSets, values: np.ndarray) -> np.ndarray:
    return np.bincount(risk.of, values, minlength=risk.size)


def _score_residuals(risk: _RiskSets, matrix: np.ndarray, params: np.ndarray, state: _State) -> np.ndarray:
    """Each spell's part in the gradient, shape ``(n, k)``: what it adds when restored, less what is expected of it."""
    eta = matrix @ params
    weight = np.exp(eta - eta.max())
    inverse = risk.share / state.denominators
    A0, B0 = _per_time(risk, inverse), _per_time(risk, risk.part * inverse)
    total0 = np.append(0.0, np.cumsum(A0))
    residuals = matrix * -(weight * (total0[risk.last] - total0[risk.first]))[:, None]
    here = risk.event_place
    for column in range(matrix.shape[1]):
        means = state.means[:, column]
        A1, B1 = _per_time(risk, means * inverse), _per_time(risk, risk.part * means * inverse)
        total1 = np.append(0.0, np.cumsum(A1))
        residuals[:, column] += weight * (total1[risk.last] - total1[risk.first])
        x, w = matrix[risk.restored, column], weight[risk.restored]
        average = _per_time(risk, means) / risk.counts
        residuals[risk.restored, column] += x - average[here] + w * (x * B0[here] - B1[here])
    return residuals * risk.weights[:, None]


def _proportionality(terms, risk: _RiskSets, matrix: np.ndarray, state: _State) -> dict[str, tuple[float, float]]:
    """The test of Grambsch and Therneau (1994): does a coefficient go with time?

    The score test of ``coefficient + theta g(t)`` for ``theta = 0``, with ``g`` one less the Kaplan-Meier curve, as
    R's ``cox.zph(transform = "km")`` since version 3 of survival: the exact version of the correlation of scaled
    Schoenfeld residuals with time. Homes count as independent in it.

    Returns
    -------
    dict
        Chi-squared and p by term (that term alone changes with time) and for ``GLOBAL``.
    """
    k = matrix.shape[1]
    g = _one_less_survival(risk)
    g = g - (g * risk.counts).sum() / risk.counts.sum()
    x = np.stack([risk.tied(column) for column in matrix.T], axis=1)
    means = np.stack([_per_time(risk, column) for column in state.means.T], axis=1)
    score = g @ (x - means)
    cross, square = np.empty((k, k)), np.empty((k, k))
    weighted = state.means * g[risk.of][:, None]
    for i, j, at_time in state.second:
        cross[i, j] = cross[j, i] = at_time @ g - weighted[:, i] @ state.means[:, j]
        square[i, j] = square[j, i] = at_time @ g**2 - weighted[:, i] @ weighted[:, j]
    inner = square - cross @ np.linalg.solve(state.information, cross)
    own = np.diag(inner)
    with np.errstate(divide="ignore", invalid="ignore"):
        alone = np.where(own > 0, score**2 / own, np.nan)
    found = {term: _chi2(statistic, 1) for term, statistic in zip(terms, alone)}
    found["GLOBAL"] = _chi2(score @ np.linalg.pinv(inner) @ score, k)
    return found


def _one_less_survival(risk: _RiskSets) -> np.ndarray:
    """One less the Kaplan-Meier share just before each event time, as ``cox.zph`` takes it."""
    at_risk = risk.sums(np.ones(len(risk.last)))
    return 1.0 - np.append(1.0, np.cumprod(1.0 - risk.counts / at_risk)[:-1])


def _chi2(statistic: float, df: int) -> tuple[float, float]:
    return float(statistic), float(stats.chi2.sf(statistic, df))


def _is_flat(information: np.ndarray, spells: Spells) -> bool:
    """Whether in some direction the likelihood is as good as flat: what is left of its curvature is rounding."""
    least = _FLAT * np.count_nonzero(spells.restored)
    return bool(lapack.dpotrf(information - least * np.eye(len(information)))[1])


def _runs_away(design: Design, information: np.ndarray) -> SeparationError:
    direction = np.abs(np.linalg.eigh(information)[1][:, 0])
    terms = [term for term, part in zip(design.slopes, direction) if part > 0.1 * direction.max()]
    return SeparationError(
        f"The likelihood rises without end as {name_terms(terms)} counts more: at every restoration it tells without "
        "exception who of those still out comes first, so the coefficient has no finite value. Leave the column out, "
        "join rare categories, or use more rows."
    )
