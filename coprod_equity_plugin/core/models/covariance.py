"""Covariances of the coefficients: from the information alone, or with the scores between two of its inverses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import ModelError
from .specification import CLASSICAL, CLUSTER, CORRECTIONS, COVARIANCES, CR2, JACKKNIFE

FEW_CLUSTERS = 40
_WHOLE = 1e-9  # a cluster that holds all but this of what is known of some coefficient holds all of it


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


@dataclass(frozen=True)
class SmallSample:
    """What the degrees of freedom of CR2 are computed from (Satterthwaite).

    Attributes
    ----------
    root
        Shape ``(p, k)``: the inverse of the information's lower Cholesky factor, for sums in ``k`` units.
    shares, adjusted
        Shape ``(G, p, p)``: each cluster's share of the information in the root's units, and ``(I - share) ** -1/2``.
    """

    root: np.ndarray
    shares: np.ndarray
    adjusted: np.ndarray

    def moved(self, back: np.ndarray) -> SmallSample:
        """The same for parameters that are ``back @`` the first of these."""
        return SmallSample(self.root[:, : len(back)] @ back.T, self.shares, self.adjusted)

    def freedom(self, direction: np.ndarray) -> float:
        """Degrees of freedom of a sum of parameters, ``direction`` of shape ``(k,)``.

        Bell and McCaffrey (2002), *Bias reduction in standard errors for linear regression with multi-stage samples*;
        Pustejovsky and Tipton (2018): twice the square of the variance estimate's expectation over its variance, if
        rows were independent with the model's own variance.
        """
        across = self.adjusted @ (self.root @ direction)  # (G, p)
        seen = np.einsum("gij,gj->gi", self.shares, across)
        own = np.einsum("gi,gi->g", across, seen)
        cross = seen.T @ seen
        expected = own.sum() - np.trace(cross)
        spread = (own**2).sum() - 2 * (own * (seen**2).sum(axis=1)).sum() + (cross**2).sum()
        return float(expected**2 / spread)


def small_sample_covariance(
    information: np.ndarray, scores: np.ndarray, clusters: np.ndarray, parts: np.ndarray, correction: str
) -> tuple[np.ndarray, SmallSample | None]:
    """The clustered covariance corrected for few, or unequal, clusters.

    * ``cr2``: bias-reduced linearisation (Bell and McCaffrey 2002; McCaffrey and Bell 2006 for logits), unbiased if
      rows were independent; as R's ``clubSandwich``.
    * ``jackknife``: each cluster left out in turn, to one Newton step, times ``(G - 1) / G`` (CR3; MacKinnon, Nielsen
      and Webb 2023, *Fast and reliable jackknife and bootstrap methods for cluster-robust inference*).

    Parameters
    ----------
    information, scores, clusters
        As :func:`covariance_matrix` takes them.
    parts
        Each cluster's part of the information, shape ``(G, p, p)``; they add to it.

    Notes
    -----
    With ``information = L L'`` and a cluster's share ``C = inv(L) part inv(L)'``, the adjustment of its residuals by
    ``(I - H) ** -1/2`` becomes one of its summed score by ``(I - C) ** -1/2``: matrices of the size of the model, not
    of the cluster.
    """
    if correction not in CORRECTIONS:
        raise ModelError(f"There is no correction '{correction}'. Choose one of {', '.join(CORRECTIONS)}.")
    root = np.linalg.inv(np.linalg.cholesky(information))
    shares = root @ parts @ root.T
    values, vectors = np.linalg.eigh((shares + shares.transpose(0, 2, 1)) / 2)
    left = 1.0 - values
    whole = left < _WHOLE
    if correction == JACKKNIFE and whole.any():
        raise ModelError(
            f"Without one of its clusters the model cannot be fitted ({int(whole.any(axis=1).sum()):,} of "
            f"{len(parts):,} are such), so there is no jackknife. Choose another correction."
        )
    power = -0.5 if correction == CR2 else -1.0
    stretched = np.where(whole, 0.0, np.where(whole, 1.0, left) ** power)
    adjusted = (vectors * stretched[:, None, :]) @ vectors.transpose(0, 2, 1)
    summed = sum_by_cluster(scores, clusters)
    units = np.einsum("gij,gj->gi", adjusted, summed @ root.T) @ root
    groups = len(parts)
    if correction == JACKKNIFE:
        return units.T @ units * ((groups - 1.0) / groups), None
    return units.T @ units, SmallSample(root, shares, adjusted)


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
