"""Covariances of the coefficients: from the information alone, or with the scores between two of its inverses."""

from __future__ import annotations

import numpy as np

from ..errors import ModelError
from .specification import CLASSICAL, CLUSTER, COVARIANCES

FEW_CLUSTERS = 40


def covariance_matrix(
    information: np.ndarray, scores: np.ndarray, kind: str, clusters: np.ndarray | None = None
) -> np.ndarray:
    """The covariance of a maximum likelihood estimate.

    * ``classical``: the inverse of the observed information.
    * ``robust``: the sandwich with every row on its own, times ``n / (n - 1)``, as Stata's ``vce(robust)`` for
      maximum likelihood (R's and statsmodels' HC1 has ``n / (n - k)`` instead).
    * ``cluster``: the sandwich with the scores summed within clusters, times ``G / (G - 1)`` for ``G`` clusters, as
      Stata's ``vce(cluster)`` (StataCorp, *[U] 20.22*; R's ``vcovCL`` and statsmodels add ``(n - 1) / (n - k)``).

    Parameters
    ----------
    information
        Minus the Hessian of the log likelihood, shape ``(k, k)``.
    scores
        Each row's gradient, weighted as the likelihood is, shape ``(n, k)``.
    kind
        One of :data:`~.specification.COVARIANCES`.
    clusters
        Each row's cluster as a number from 0 to G - 1, shape ``(n,)``; for ``cluster`` only.

    Returns
    -------
    numpy.ndarray
        Shape ``(k, k)``.
    """
    if kind not in COVARIANCES:
        raise ModelError(f"There is no covariance '{kind}'. Choose one of {', '.join(COVARIANCES)}.")
    bread = np.linalg.inv(information)
    bread = (bread + bread.T) / 2
    if kind == CLASSICAL:
        return bread
    if kind == CLUSTER:
        scores = sum_by_cluster(scores, clusters)
    units = len(scores)
    half = scores @ bread
    return half.T @ half * (units / (units - 1.0))


def sum_by_cluster(scores: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """Sums of the rows of each cluster, shape ``(G, k)``."""
    groups = int(clusters.max()) + 1
    return np.stack([np.bincount(clusters, column, minlength=groups) for column in scores.T], axis=1)


def number_clusters(labels: np.ndarray) -> np.ndarray:
    """Clusters as numbers from 0, in the order of their labels so that the order of the rows does not matter."""
    _, numbers = np.unique(np.asarray(labels).astype(str), return_inverse=True)
    return numbers.reshape(-1)


def check_clusters(clusters: np.ndarray, size: int) -> None:
    """Refuse clusters from which no covariance of ``size`` coefficients can be had.

    Summed over all clusters the scores are zero, so ``G`` clusters give a covariance of rank ``G - 1`` at most: with
    fewer than ``size`` some combination of coefficients would seem to be known exactly.
    """
    groups = int(clusters.max()) + 1
    if groups < 2:
        raise ModelError(
            "All rows lie in one cluster, so standard errors by cluster cannot be had. Choose robust standard errors, "
            "or another cluster field."
        )
    if groups <= size:
        raise ModelError(
            f"There are {groups} clusters for {size} coefficients, and standard errors by cluster need more clusters "
            "than coefficients. Choose robust standard errors, or a field with smaller clusters."
        )
