"""Spatial dependence between block groups that touch: Moran's I of residuals, and Lagrange multiplier tests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from scipy.sparse import csr_matrix, diags

from .. import columns
from ..progress import Progress
from . import residuals
from .contrasts import format_p
from .residuals import is_count
from .results import ModelSet
from .spatial import PERMUTATIONS

FEWEST = 11  # households of a block group that takes part: what the tests say may be published
_SPARE = 10  # block groups beyond coefficients; of fewer the tests' distribution is not to be trusted

MORAN, LAG, ERROR, ROBUST_LAG, ROBUST_ERROR, SARMA = (
    "morans_i",
    "lm_lag",
    "lm_error",
    "robust_lm_lag",
    "robust_lm_error",
    "sarma",
)
_SAYS = {
    MORAN: (
        "Moran's I of the block groups' mean residuals",
        "what the model leaves unexplained is alike in block groups that touch: even clustered standard errors may be "
        "too small, so use larger clusters, or standard errors that allow for distance (Conley)",
    ),
    LAG: (
        "LM test of spatial lag",
        "a block group's outcome goes with its neighbours' outcomes: waits may spill over, as along a circuit",
    ),
    ERROR: (
        "LM test of spatial error",
        "block groups that touch share something that the model does not know: add it, or use a block-group effect or "
        "standard errors that allow for distance (Conley)",
    ),
    ROBUST_LAG: ("LM test of spatial lag, robust to error", "the lag remains when a spatial error is allowed for"),
    ROBUST_ERROR: ("LM test of spatial error, robust to lag", "the error remains when a spatial lag is allowed for"),
    SARMA: ("LM test of lag and error together", "one of the two is there"),
}


@dataclass(frozen=True)
class Contiguity:
    """Which block groups touch: ids, and ones where two do, shape ``(G, G)``, symmetric with an empty diagonal."""

    ids: np.ndarray
    touching: csr_matrix


@dataclass(frozen=True)
class SpatialTest:
    """A test of one model; ``df`` is 0 for Moran's I, whose p is by permutation."""

    model: str
    test: str
    value: float
    df: int
    p_value: float
    groups: int
    sentence: str


def lagrange_tests(y: np.ndarray, x: np.ndarray, weights: csr_matrix) -> dict[str, tuple[float, int, float]]:
    """Lagrange multiplier tests of spatial dependence in a least squares regression.

    Parameters
    ----------
    y, x
        Outcome, shape ``(n,)``, and columns with a constant among them, shape ``(n, k)``.
    weights
        Rows add to one, shape ``(n, n)``.

    Returns
    -------
    dict
        By test: statistic, degrees of freedom, p.

    Notes
    -----
    Anselin (1988), *Lagrange multiplier test diagnostics for spatial dependence and spatial heterogeneity*; Anselin,
    Bera, Florax and Yoon (1996), *Simple diagnostic tests for spatial dependence*, for the robust forms.
    """
    root = np.linalg.qr(x)[0]
    fitted = root @ (root.T @ y)
    rest = y - fitted
    variance = float(rest @ rest) / len(y)
    trace = float((weights.multiply(weights)).sum() + (weights.multiply(weights.T)).sum())
    moved = weights @ fitted
    moved = moved - root @ (root.T @ moved)
    information = float(moved @ moved) / variance + trace
    error = float(rest @ (weights @ rest)) / variance
    lag = float(rest @ (weights @ y)) / variance
    found = {
        LAG: (lag**2 / information, 1),
        ERROR: (error**2 / trace, 1),
        ROBUST_LAG: ((lag - error) ** 2 / (information - trace), 1),
        ROBUST_ERROR: ((error - trace / information * lag) ** 2 / (trace * (1 - trace / information)), 1),
    }
    found[SARMA] = (found[ROBUST_LAG][0] + found[ERROR][0], 2)
    return {name: (value, df, float(stats.chi2.sf(value, df))) for name, (value, df) in found.items()}


def moran(values: np.ndarray, weights: csr_matrix, seed: int, permutations: int = PERMUTATIONS) -> tuple[float, float]:
    """Moran's I under weights whose rows add to one, and its two-sided p by permutation."""
    z = values - values.mean()
    total, middle = float(z @ z), -1.0 / (len(z) - 1)
    seen = float(z @ (weights @ z)) / total
    rng = np.random.default_rng(seed)
    dealt = np.stack([rng.permutation(z) for _ in range(permutations)], axis=1)
    drawn = np.einsum("ij,ij->j", dealt, weights @ dealt) / total
    beyond = int((np.abs(drawn - middle) >= abs(seen - middle) - 1e-12).sum())
    return seen, (beyond + 1) / (permutations + 1)


def spatial_tests(
    models: ModelSet, contiguity: Contiguity, progress: Progress | None = None
) -> tuple[list[SpatialTest], tuple[str, ...]]:
    """Every model's tests between block groups that touch, and notes on those that take no part.

    The Lagrange multiplier tests are of the least squares regression of a block group's outcome (the logarithm of its
    mean hours, or the share that asked) on the means of the model's terms, block groups counting alike.

    Parameters
    ----------
    models
        Fitted with labels of clusters, which are the ids of ``contiguity``.
    contiguity
        Of the block groups' polygons.
    """
    progress = progress or Progress()
    labels = models.cluster_labels
    if labels is None:
        return [], ("Spatial tests need the households' block groups, and the table has none.",)
    names, group = np.unique(np.asarray(labels).astype(str), return_inverse=True)
    rows = np.bincount(group)
    place = {str(name): number for number, name in enumerate(contiguity.ids)}
    known = np.array([name in place for name in names])
    used = known & (rows >= FEWEST)
    notes = []
    if not known.all():
        notes.append(f"{int((~known).sum()):,} of {len(names):,} block groups have no polygon and take no part.")
    if (known & ~used).any():
        small = int((known & ~used).sum())
        notes.append(f"{small:,} block groups with fewer than {FEWEST} households take no part in spatial tests.")
    inside = np.array([place[name] for name in names[used]], dtype=int)
    touching = contiguity.touching[inside][:, inside]
    beside = np.asarray(touching.sum(axis=1)).reshape(-1)
    alone = beside == 0
    if alone.any():
        notes.append(f"{int(alone.sum()):,} block groups touch no other that takes part and are left out.")
    chosen = np.flatnonzero(used)[~alone]
    touching = touching[~alone][:, ~alone]
    weights = diags(1.0 / beside[~alone]) @ touching
    found: list[SpatialTest] = []
    for step, spec in enumerate(models.specs):
        progress.check()
        fit, design = models.fits[spec.id], models.designs[spec.id]
        if len(chosen) < len(fit.terms) + _SPARE:
            notes.append(f"{spec.title}: {len(chosen):,} block groups are too few for spatial tests.")
            continue

        def mean(values: np.ndarray) -> np.ndarray:
            return np.bincount(group, values)[chosen] / rows[chosen]

        tests = {MORAN: moran(mean(residuals.quantile_residuals(fit)), weights, residuals.SEED)}
        x = np.column_stack([mean(column) for column in design.matrix.T])
        y = mean(fit.outcome if design.offset is None else fit.outcome * np.exp(-design.offset))
        if is_count(fit) and (y <= 0).any():
            notes.append(f"{spec.title}: a block group's mean is zero, so its logarithm cannot be tested.")
        elif np.linalg.matrix_rank(x / np.sqrt((x**2).sum(axis=0))) < x.shape[1]:
            notes.append(
                f"{spec.title}: the block groups' means of its terms repeat each other, so they are not tested."
            )
        else:
            tests |= lagrange_tests(np.log(y) if is_count(fit) else y, x, weights)
        for name, (value, *df, p_value) in tests.items():
            found.append(_said(spec.id, name, value, df[0] if df else 0, p_value, len(chosen)))
        progress.set(100 * (step + 1) / len(models.specs))
    return found, tuple(dict.fromkeys(notes))


def _said(model: str, name: str, value: float, df: int, p_value: float, groups: int) -> SpatialTest:
    title, concern = _SAYS[name]
    shown = f"{title}: {value:.3f}, p {format_p(p_value)}, {groups:,} block groups"
    said = f"So {concern}" if p_value < 0.05 else "No dependence between block groups that touch can be told"
    return SpatialTest(model, name, value, df, p_value, groups, f"{shown}. {said}.")


def spatial_table(found: list[SpatialTest]) -> pd.DataFrame:
    """Tests as rows of ``columns.SPATIAL_TESTS``."""
    rows = [(t.model, t.test, t.value, t.df, t.p_value, t.groups, t.sentence) for t in found]
    return pd.DataFrame(rows, columns=list(columns.SPATIAL_TESTS.names))
