"""Accelerated failure time models, Weibull and log-normal, with right, left and interval censoring.

They are families of :mod:`.families`' kind, with ``ln(scale)`` in the dispersion's place, so that the Newton steps,
scores and sandwiches of :mod:`.fit` and :mod:`.covariance` serve them too. exp(coefficient) is a ratio of times, to be
read as the negative binomial's ratio of hours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from ..errors import ModelError, SeparationError
from ..progress import Progress
from .covariance import check_clusters, covariance_matrix
from .cox import SurvivalFit, check_weighting
from .design import Design, check_design, scale
from .families import Derivatives, Family
from .newton import maximise
from .separation import check_separation
from .specification import CLASSICAL, CLUSTER, POISSON

WEIBULL = "weibull"
LOGNORMAL = "lognormal"
SHORTEST = 0.5  # zero whole hours are less than half an hour


@dataclass(frozen=True)
class Times:
    """Hours to restoration as known: each lies in ``(low, high]``; equal bounds are an exact time.

    Attributes
    ----------
    low, high
        Shape ``(n,)``; ``high`` is infinite where power was not back at the last read, ``low`` 0 where it was back
        before the first look.
    """

    low: np.ndarray
    high: np.ndarray

    @classmethod
    def of(cls, hours: np.ndarray, restored: np.ndarray) -> Times:
        """Whole hours: exact where restored (0 is half an hour at most), a lower bound where not."""
        hours, restored = np.asarray(hours, dtype=float), np.asarray(restored, dtype=bool)
        low = np.where(restored & (hours <= 0), 0.0, hours)
        return cls(low, np.where(restored, np.maximum(hours, SHORTEST), np.inf))

    @property
    def restored(self) -> np.ndarray:
        """Whether power came back while it was looked for, shape ``(n,)``."""
        return np.isfinite(self.high)


@dataclass(frozen=True)
class _Shape:
    """A distribution of the standardised log time: logs of its density, of what lies below and above; slopes."""

    log_density: Callable
    log_below: Callable
    log_above: Callable
    slope: Callable  # of the log density
    curvature: Callable


_SHAPES = {
    WEIBULL: _Shape(
        lambda z: z - np.exp(z),
        lambda z: np.log(-np.expm1(-np.exp(z))),
        lambda z: -np.exp(z),
        lambda z: 1.0 - np.exp(z),
        lambda z: -np.exp(z),
    ),
    LOGNORMAL: _Shape(
        lambda z: -0.5 * z**2 - 0.5 * np.log(2 * np.pi),
        special.log_ndtr,
        lambda z: special.log_ndtr(-z),
        lambda z: -z,
        lambda z: -np.ones_like(z),
    ),
}


def _derivatives(shape: _Shape) -> Callable[[Times, np.ndarray, float], Derivatives]:
    def derivatives(times: Times, eta: np.ndarray, ln_scale: float) -> Derivatives:
        sigma = np.exp(ln_scale)
        exact = times.low == times.high
        value, eta_1, eta_2, scale_1, mixed, scale_2 = (np.empty(len(eta)) for _ in range(6))
        log_time = np.log(times.high[exact])
        z = (log_time - eta[exact]) / sigma
        first, second = shape.slope(z), shape.curvature(z)
        value[exact] = shape.log_density(z) - ln_scale - log_time
        eta_1[exact], eta_2[exact] = -first / sigma, second / sigma**2
        scale_1[exact] = -z * first - 1.0
        mixed[exact] = (first + z * second) / sigma
        scale_2[exact] = z * first + z**2 * second

        part = ~exact
        bounds = [_bound(times.low[part], eta[part], sigma), _bound(times.high[part], eta[part], sigma)]
        inside = _log_between(shape, *bounds)
        value[part] = inside
        a, b = _at_bound(shape, bounds[0], inside, -1.0), _at_bound(shape, bounds[1], inside, 1.0)
        aa, bb, ab = a.second - a.first**2, b.second - b.first**2, -a.first * b.first
        eta_1[part] = -(a.first + b.first) / sigma
        eta_2[part] = (aa + 2 * ab + bb) / sigma**2
        scale_1[part] = -(a.z * a.first + b.z * b.first)
        mixed[part] = (a.first + b.first + a.z * aa + (a.z + b.z) * ab + b.z * bb) / sigma
        scale_2[part] = a.z * a.first + b.z * b.first + a.z**2 * aa + 2 * a.z * b.z * ab + b.z**2 * bb
        return Derivatives(value, eta_1, eta_2, scale_1, mixed, scale_2)

    return derivatives


@dataclass(frozen=True)
class _Bound:
    z: np.ndarray
    first: np.ndarray
    second: np.ndarray


def _bound(hours: np.ndarray, eta: np.ndarray, sigma: float) -> np.ndarray:
    with np.errstate(divide="ignore"):
        return (np.log(hours) - eta) / sigma


def _log_between(shape: _Shape, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Log of the probability between two bounds, by the tail in which it is small."""
    upper = np.where(np.isinf(high), 1.0, low + high) > 0
    above, below = shape.log_above, shape.log_below
    near = np.where(upper, above(low), below(high))
    far = np.where(upper, above(high), below(low))
    return near + np.log1p(-np.exp(far - near))


def _at_bound(shape: _Shape, z: np.ndarray, inside: np.ndarray, sign: float) -> _Bound:
    """How the log of the probability between the bounds changes with one of them; nothing where it is infinite."""
    finite = np.isfinite(z)
    z = np.where(finite, z, 0.0)
    density = np.where(finite, np.exp(shape.log_density(z) - inside), 0.0)
    return _Bound(z, sign * density, sign * density * shape.slope(z))


AFT = {name: Family(name, True, _derivatives(shape), np.exp, "time ratio") for name, shape in _SHAPES.items()}


def fit_aft(
    design: Design,
    times: Times,
    distribution: str,
    *,
    covariance: str = CLASSICAL,
    clusters: np.ndarray | None = None,
    weights: np.ndarray | None = None,
    progress: Progress | None = None,
) -> SurvivalFit:
    """Fit ``ln(hours) = x b + scale e`` by maximum likelihood.

    Parameters
    ----------
    design
        Its outcome is not read.
    times
        Rows as the design's.
    distribution
        ``weibull`` or ``lognormal``.
    covariance, clusters, weights
        As :func:`~.fit.fit_model` takes them.

    Raises
    ------
    ModelError
        Without restorations, or with nothing to compare; :class:`SeparationError` if a column sets apart homes of
        which none had power back.

    Notes
    -----
    Kalbfleisch and Prentice (2002), *The Statistical Analysis of Failure Time Data*, chapter 3; log likelihoods are on
    the scale of hours, as R's ``survreg`` gives them.
    """
    progress = progress or Progress()
    if not times.restored.any():
        raise ModelError(
            f"None of the {len(times.low):,} homes had power back before the reads end, so there is no time to "
            "restoration to learn from."
        )
    if (times.low > times.high).any() or (times.low < 0).any():
        raise ModelError("A lower bound of the hours lies above the upper one, or below zero.")
    check_design(design)
    if covariance == CLUSTER:
        check_clusters(clusters, len(design.terms))
    check_weighting(weights, covariance)
    try:  # what sets apart zero counts from all others here sets apart censored times from all others
        check_separation(Design(design.terms, design.matrix, times.restored.astype(float)), POISSON, progress)
    except SeparationError as error:
        words = (
            str(error)
            .replace("rows that", "homes that")
            .replace("have a count of zero", "were still without power when the reads end")
        )
        raise SeparationError(words) from None
    family, scaled, size = AFT[distribution], scale(design.matrix), len(design.terms)
    middle = np.log(
        np.where(times.restored, (times.low + np.where(times.restored, times.high, 0)) / 2, times.low + 0.5)
    )
    start = np.append(np.linalg.lstsq(scaled.matrix, middle, rcond=None)[0], 0.0)
    start[size] = np.log(max((middle - scaled.matrix @ start[:size]).std(), 0.05))
    best = maximise(family, times, scaled.matrix, start, weights, progress)
    begin = np.array([middle.mean(), np.log(max(middle.std(), 0.05))])
    null = maximise(family, times, scaled.matrix[:, :1], begin, weights, progress)
    spread = covariance_matrix(best.information, best.scores, covariance, clusters)
    groups = int(clusters.max()) + 1 if covariance == CLUSTER else 0
    return SurvivalFit(
        terms=design.terms,
        params=scaled.back @ best.params[:size],
        covariance=scaled.back @ spread[:size, :size] @ scaled.back.T,
        ln_scale=float(best.params[size]),
        ln_scale_error=float(np.sqrt(spread[size, size])),
        llf=best.value,
        llnull=null.value,
        nobs=len(times.low),
        events=int(times.restored.sum()),
        df=groups - 1.0 if groups else np.inf,
        clusters=groups,
        proportional={},
        weighted=weights is not None,
    )
