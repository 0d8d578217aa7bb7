"""The same model again on other rows or columns: thousands of fits that start where a first one ended."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats
from scipy.linalg import lapack

from ..errors import CollinearityError, ModelError, NonConvergenceError, SeparationError
from ..progress import Progress
from .covariance import check_clusters, covariance_matrix
from .design import Design, check_design, check_outcome, scale
from .families import Outcome
from .fit import ModelFit, fit_model
from .newton import maximise
from .specification import CLUSTER

# Beyond these (in standardised columns) an estimate may be running away to infinity, or the dispersion to zero: the
# model is then fitted with every check. An odds of exp(15) is one in three million.
_ETA, _ERROR, _LN_ALPHA = 15.0, 3.0, -12.0
_ALIASED = 1e-9

REASONS = {
    SeparationError: "separation: no finite coefficient",
    CollinearityError: "a column is constant or a combination of others",
    NonConvergenceError: "the likelihood's maximum was not reached",
}


@dataclass(frozen=True)
class Refit:
    """What is kept of a fit: coefficients and standard errors, shape ``(k,)``, and their distribution's freedom."""

    terms: tuple[str, ...]
    params: np.ndarray
    errors: np.ndarray
    df: float

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
    covariance, clusters, weights
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
    scaled, size = scale(design.matrix), len(design.terms)
    start = first.params / np.diag(scaled.back)
    start[0] -= scaled.back[0, 1:] @ start[1:]
    if first.family.dispersed:
        start = np.append(start, first.ln_alpha)
    try:
        best = maximise(first.family, Outcome.of(design.outcome), scaled.matrix, start, weights, progress)
    except NonConvergenceError:
        best = None
    if best is None or may_run_away(best, scaled.matrix, size):
        found = fit_model(
            design, first.family.name, covariance=covariance, clusters=clusters, weights=weights, progress=progress
        )
        return Refit(found.terms, found.params, found.errors, found.df)
    spread = covariance_matrix(best.information, best.scores, covariance, clusters)[:size, :size]
    return Refit(
        design.terms,
        scaled.back @ best.params[:size],
        np.sqrt(np.diag(scaled.back @ spread @ scaled.back.T)),
        float(clusters.max()) if covariance == CLUSTER else np.inf,
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
