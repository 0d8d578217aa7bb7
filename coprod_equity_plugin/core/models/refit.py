"""The same model again on other rows or columns: thousands of fits that start where a first one ended."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from scipy import stats
from scipy.linalg import lapack

from ..errors import CollinearityError, ModelError, NonConvergenceError, OneClusterError, SeparationError
from ..progress import Progress
from .covariance import check_clusters, covariance_matrix
from .design import Design, check_design, check_outcome, scale
from .families import Outcome
from .fit import ModelFit, fit_model
from .newton import evaluate_rows, maximise
from .small_sample import Shares, cluster_information, corrected_covariance, refuse_alone
from .specification import CLUSTER, STANDARD

# Beyond these (in standardised columns) an estimate may be running away to infinity, or the dispersion to zero: the
# model is then fitted with every check. An odds of exp(15) is one in three million.
_ETA, _ERROR, _LN_ALPHA = 15.0, 3.0, -12.0
_ALIASED = 1e-9

REASONS = {
    SeparationError: "separation: no finite coefficient",
    CollinearityError: "a column is constant or a combination of others",
    NonConvergenceError: "the likelihood's maximum was not reached",
    OneClusterError: "one cluster alone tells a coefficient",
}


@dataclass(frozen=True)
class Refit:
    """What is kept of a fit: coefficients, standard errors and each one's degrees of freedom, shape ``(k,)``."""

    terms: tuple[str, ...]
    params: np.ndarray
    errors: np.ndarray
    df: np.ndarray

    @classmethod
    def of(cls, fit: ModelFit) -> Refit:
        """What is kept of a full fit."""
        return cls(fit.terms, fit.params, fit.errors, fit.freedoms)

    def without(self, terms: Collection[str]) -> Refit:
        """The others' numbers."""
        kept = [place for place, term in enumerate(self.terms) if term not in terms]
        return Refit(tuple(self.terms[place] for place in kept), self.params[kept], self.errors[kept], self.df[kept])

    def interval(self, confidence: float) -> tuple[np.ndarray, np.ndarray]:
        """Lower and upper ends, shape ``(k,)`` each."""
        reach = stats.t.ppf(0.5 + confidence / 2, self.df) * self.errors
        return self.params - reach, self.params + reach


def refit(
    design: Design,
    first: ModelFit,
    *,
    covariance: str,
    clusters: np.ndarray | None = None,
    weights: np.ndarray | None = None,
    correction: str = STANDARD,
    progress: Progress | None = None,
) -> Refit:
    """Fit the model of ``first`` to another design, starting at its coefficients.

    The maximum is that of :func:`~.fit.fit_model` to the optimiser's tolerance. Only the costly checks are put off:
    separation is looked for, and the fit repeated in full, where the estimates look as if they were running away.

    Parameters
    ----------
    design
        With the terms of ``first``.
    first
        A fit of the same family and terms.
    covariance, clusters, weights, correction
        As :func:`~.fit.fit_model` takes them.

    Raises
    ------
    ModelError
        As :func:`~.fit.fit_model`.
    """
    progress = progress or Progress()
    if _may_be_aliased(design):
        check_design(design)
    check_outcome(design, first.family.name)
    if covariance == CLUSTER:
        check_clusters(clusters, len(design.terms))
    scaled, size, outcome = scale(design.matrix), len(design.terms), Outcome.of(design.outcome)
    start = first.params / np.diag(scaled.back)
    start[0] -= scaled.back[0, 1:] @ start[1:]
    if first.family.dispersed:
        start = np.append(start, first.ln_alpha)
    try:
        best = maximise(first.family, outcome, scaled.matrix, start, weights, progress)
    except NonConvergenceError:
        best = None
    if best is None or may_run_away(best, scaled.matrix, size):
        return Refit.of(
            fit_model(
                design,
                first.family.name,
                covariance=covariance,
                clusters=clusters,
                weights=weights,
                correction=correction,
                progress=progress,
            )
        )
    df = np.full(size, np.inf)
    if covariance != CLUSTER:
        spread = covariance_matrix(best.information, best.scores, covariance)
    else:
        here = evaluate_rows(first.family, outcome, scaled.matrix, best.params, 0.0)
        shares = Shares.of(best.information, cluster_information(here, scaled.matrix, clusters, weights))
        refuse_alone(design.terms, shares.alone(scaled.back))
        spread, small = corrected_covariance(shares, best.scores, clusters, correction)
        df = np.full(size, clusters.max()) if small is None else small.moved(scaled.back).freedom(np.eye(size))
    return Refit(
        design.terms,
        scaled.back @ best.params[:size],
        np.sqrt(np.diag(scaled.back @ spread[:size, :size] @ scaled.back.T)),
        df,
    )


def reason_of(error: ModelError) -> str:
    """Why a fit failed, in words under which failures are counted."""
    for kind, words in REASONS.items():
        if isinstance(error, kind):
            return words
    return str(error).split(". ")[0].rstrip(".")


def _may_be_aliased(design: Design) -> bool:
    if len(design.outcome) <= len(design.terms):
        return True
    lowest, highest = design.matrix[:, 1:].min(axis=0), design.matrix[:, 1:].max(axis=0)
    if (highest - lowest <= 1e-9 * np.abs(highest)).any():
        return True
    matrix = scale(design.matrix).matrix
    # The squares on its diagonal are what the columns before do not explain of each column.
    factor, failed = lapack.dpotrf(matrix.T @ matrix / len(matrix))
    return bool(failed or (np.diag(factor) ** 2).min() < _ALIASED)


def may_run_away(best, matrix: np.ndarray, size: int) -> bool:
    """Whether some estimate looks as if it had no finite value, or the dispersion as if it went to zero."""
    if len(best.params) > size and best.params[size] < _LN_ALPHA:
        return True
    if np.abs(matrix @ best.params[:size]).max() > _ETA:
        return True
    # Of an information matrix of this smallest eigenvalue or more no standard error is larger.
    _, failed = lapack.dpotrf(best.information - np.eye(len(best.params)) / _ERROR**2)
    return bool(failed)
