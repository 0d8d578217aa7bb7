"""Clustered standard errors corrected for few, or unequal, clusters: bias-reduced (CR2) and by the jackknife (CR3).

Everything rests on each cluster's share of the information: matrices of the size of the model, ``(G, p, p)``, never of
the size of a cluster.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from ..columns import TERM_ALPHA
from ..errors import ModelError, OneClusterError
from .covariance import sum_by_cluster
from .families import Derivatives
from .specification import CORRECTIONS, CR2, JACKKNIFE, STANDARD

# Satterthwaite's approximation cannot be trusted below this many degrees of freedom (Tipton 2015).
FEW_FREEDOM = 4.0
_WHOLE = 1e-9  # a cluster that holds all but this of what is known of some coefficient holds all of it
_LOADS = 1e-6  # of a direction's largest part: less is rounding


@dataclass(frozen=True)
class Shares:
    """Each cluster's share of the information: ``information = L L'``, a share is ``inv(L) part inv(L)'``.

    Attributes
    ----------
    root
        ``inv(L)``, shape ``(p, p)``.
    shares
        Shape ``(G, p, p)``; they add to the identity.
    left, vectors
        Eigenvalues, shape ``(G, p)``, and eigenvectors, shape ``(G, p, p)``, of the identity less each share: what the
        other clusters know of each direction.
    """

    root: np.ndarray
    shares: np.ndarray
    left: np.ndarray
    vectors: np.ndarray

    @classmethod
    def of(cls, information: np.ndarray, parts: np.ndarray) -> Shares:
        """Of an information, shape ``(p, p)``, and its clusters' parts, which add to it."""
        root = np.linalg.inv(np.linalg.cholesky(information))
        shares = root @ parts @ root.T
        values, vectors = np.linalg.eigh((shares + shares.transpose(0, 2, 1)) / 2)
        return cls(root, shares, 1.0 - values, vectors)

    @property
    def whole(self) -> np.ndarray:
        """Directions that one cluster alone tells, shape ``(G, p)``."""
        return np.abs(self.left) < _WHOLE

    @property
    def without_maximum(self) -> np.ndarray:
        """Clusters without which the likelihood falls off in no longer every direction, shape ``(G,)``.

        Only a dispersed family's observed information can be less than none, among very few rows.
        """
        return (self.left <= -_WHOLE).any(axis=1)

    def alone(self, back: np.ndarray) -> np.ndarray:
        """Which parameters some cluster alone tells, shape ``(p,)``: without it they could not be estimated.

        ``back``, shape ``(k, k)``, takes the first ``k`` of them to the columns' own units: slopes are multiples of
        the information's own, the constant is a sum.
        """
        clusters, places = np.nonzero(self.whole)
        directions = self.vectors[clusters, :, places] @ self.root  # rows: inv(L)' v
        size = len(back)
        found = np.abs(directions)  # slopes in units of their columns' spread, so that all can be compared
        found[:, 0] = np.abs(directions[:, :size] @ back[0])
        return (found > _LOADS * found.max(axis=1, keepdims=True)).any(axis=0)

    def powers(self, power: float) -> np.ndarray:
        """``(I - share) ** power``, by Moore and Penrose where a cluster alone tells a direction; ``(G, p, p)``."""
        whole = self.whole
        stretched = np.where(whole, 0.0, np.where(whole, 1.0, self.left) ** power)
        return (self.vectors * stretched[:, None, :]) @ self.vectors.transpose(0, 2, 1)


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

    def freedom(self, directions: np.ndarray) -> np.ndarray:
        """Degrees of freedom of sums of parameters, ``directions`` of shape ``(..., k)``.

        Bell and McCaffrey (2002), *Bias reduction in standard errors for linear regression with multi-stage samples*;
        Pustejovsky and Tipton (2018): twice the square of the variance estimate's expectation over its variance, if
        rows were independent with the model's own variance.
        """
        across = np.einsum("gij,...j->...gi", self.adjusted, directions @ self.root.T)
        seen = np.einsum("gij,...gj->...gi", self.shares, across)
        own = (across * seen).sum(axis=-1)  # (..., G)
        cross = np.einsum("...gi,...gj->...ij", seen, seen)
        expected = own.sum(axis=-1) - np.trace(cross, axis1=-2, axis2=-1)
        spread = (own**2).sum(axis=-1) - 2 * (own * (seen**2).sum(axis=-1)).sum(axis=-1) + (cross**2).sum(axis=(-2, -1))
        return expected**2 / spread


def corrected_covariance(
    shares: Shares, scores: np.ndarray, clusters: np.ndarray, correction: str
) -> tuple[np.ndarray, SmallSample | None]:
    """The clustered covariance, shape ``(p, p)``, and under CR2 what its degrees of freedom are computed from.

    * ``standard``: that of :func:`~.covariance.covariance_matrix`.
    * ``cr2``: bias-reduced linearisation (Bell and McCaffrey 2002; McCaffrey and Bell 2006 for logits), unbiased if
      rows were independent; as R's ``clubSandwich``. What a cluster alone tells is left out of its adjustment, also as
      there (Moore and Penrose's inverse): of those parameters, :meth:`Shares.alone`, the result says nothing.
    * ``jackknife``: each cluster left out in turn, to one Newton step, times ``(G - 1) / G`` (CR3; MacKinnon, Nielsen
      and Webb 2023, *Fast and reliable jackknife and bootstrap methods for cluster-robust inference*).

    Parameters
    ----------
    shares
        Of the information at the estimate.
    scores, clusters
        As :func:`~.covariance.covariance_matrix` takes them.
    correction
        One of :data:`~.specification.CORRECTIONS`.

    Notes
    -----
    With a cluster's share ``C`` the adjustment of its residuals by ``(I - H) ** -1/2`` becomes one of its summed score
    by ``(I - C) ** -1/2``: ``H`` and ``C`` have the same eigenvalues but for those of zero.
    """
    check_correction(correction)
    groups = len(shares.shares)
    missing = shares.without_maximum
    if correction == JACKKNIFE:
        missing = missing | shares.whole.any(axis=1)
    if correction != STANDARD and missing.any():
        raise ModelError(
            f"Without one of its clusters the model cannot be fitted ({int(missing.sum()):,} of {groups:,} are such), "
            f"so clustered standard errors cannot be corrected by {correction}. Choose another correction, or robust "
            "standard errors."
        )
    units, small = sum_by_cluster(scores, clusters) @ shares.root.T, None
    if correction != STANDARD:
        adjusted = shares.powers(-0.5 if correction == CR2 else -1.0)
        units = np.einsum("gij,gj->gi", adjusted, units)
        small = SmallSample(shares.root, shares.shares, adjusted) if correction == CR2 else None
    units = units @ shares.root
    factor = {STANDARD: groups / (groups - 1.0), CR2: 1.0, JACKKNIFE: (groups - 1.0) / groups}[correction]
    return units.T @ units * factor, small


def cluster_information(
    here: Derivatives, matrix: np.ndarray, clusters: np.ndarray, weights: np.ndarray | None = None
) -> np.ndarray:
    """Each cluster's part of the observed information, shape ``(G, p, p)``; ``p`` has the dispersion last, if any."""
    groups = int(clusters.max()) + 1
    size = matrix.shape[1] + (here.alpha is not None)
    parts = np.empty((groups, size, size))

    def put(i: int, j: int, values: np.ndarray) -> None:
        parts[:, i, j] = parts[:, j, i] = np.bincount(clusters, values, minlength=groups)

    def weighted(values: np.ndarray) -> np.ndarray:
        return -values if weights is None else -values * weights

    curvature = weighted(here.eta_eta)
    cross = None if here.alpha is None else weighted(here.eta_alpha)
    for i, column in enumerate(matrix.T):
        lifted = curvature * column
        for j in range(i, matrix.shape[1]):
            put(i, j, lifted * matrix[:, j])
        if cross is not None:
            put(i, size - 1, cross * column)
    if here.alpha is not None:
        put(size - 1, size - 1, weighted(here.alpha_alpha))
    return parts


def check_correction(correction: str) -> None:
    """Refuse a correction that there is not."""
    if correction not in CORRECTIONS:
        raise ModelError(f"There is no correction '{correction}'. Choose one of {', '.join(CORRECTIONS)}.")


def refuse_alone(terms: Sequence[str], alone: np.ndarray, unread: Collection[str] = ()) -> None:
    """Say that clustered standard errors of some terms would mean nothing.

    Without the one cluster that tells a coefficient it could not be estimated, and at the estimate the cluster's own
    part in its score is zero: a sandwich then prints an error that is far too small (R's and Stata's do).

    Parameters
    ----------
    terms, alone
        Names of the coefficients, and :meth:`Shares.alone`, which may have the dispersion last.
    unread
        Terms whose errors nobody reads.

    Raises
    ------
    OneClusterError
        Naming the terms.
    """
    found = [term for term, told in zip((*terms, TERM_ALPHA), alone) if told and term not in unread]
    if found:
        it, owes, column = ("it", "it owes", "the column") if len(found) == 1 else ("them", "they owe", "these columns")
        raise OneClusterError(
            f"Standard errors by cluster cannot be had for {', '.join(found)}: the rows of one cluster alone tell "
            f"{it}, so what {owes} to that one place cannot be told from chance. Leave {column} out, join rare "
            "categories, or choose robust standard errors."
        )
