"""Which rows, and which groups of rows, a result hangs on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import ModelError
from ..progress import Progress
from .design import Design, scale
from .families import Outcome
from .fit import ModelFit
from .newton import information_matrix, maximise, row_scores
from .residuals import variance
from .specification import LOGIT

_EXTREMES = 3  # groups at either end whose omission is computed exactly


@dataclass(frozen=True)
class Influence:
    """Of each row, shape ``(n,)``: leverage, Cook's distance, and the change of one coefficient in standard errors."""

    leverage: np.ndarray
    cooks_distance: np.ndarray
    dfbetas: np.ndarray


def row_influence(fit: ModelFit, design: Design, term: str) -> Influence:
    """Leverage and Cook's distance of the weighted least squares at the maximum, and one-step changes of a term.

    Pregibon (1981), *Logistic regression diagnostics*; Davison and Snell (1991) for other families. ``dfbetas`` is
    what the coefficient loses without the row, over its classical standard error.
    """
    scaled = scale(design.matrix)
    weights = np.ones(fit.nobs) if fit.weights is None else fit.weights
    spread = variance(fit)
    slope = spread if fit.family.name == LOGIT else fit.fitted  # of the mean in the linear predictor
    working = weights * slope**2 / spread
    root = np.linalg.qr(scaled.matrix * np.sqrt(working)[:, None])[0]
    leverage = (root**2).sum(axis=1)
    pearson = (fit.outcome - fit.fitted) ** 2 / spread * weights
    size = len(fit.terms)
    cook = pearson * leverage / (size * (1 - np.minimum(leverage, 1 - 1e-12)) ** 2)

    scores, information = _pieces(fit, scaled.matrix)
    inverse = np.linalg.inv(information)
    place = fit.terms.index(term)
    lift = scaled.back[place] @ inverse[:size]  # from scores to the coefficient in its own units
    error = np.sqrt(scaled.back[place] @ inverse[:size, :size] @ scaled.back[place])
    return Influence(leverage, cook, scores @ lift / error)


def _pieces(fit: ModelFit, matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    derivatives = fit.family.derivatives(Outcome.of(fit.outcome), fit.eta, fit.ln_alpha or 0.0)
    return row_scores(derivatives, matrix, fit.weights), information_matrix(derivatives, matrix, fit.weights)


@dataclass(frozen=True)
class GroupRange:
    """A coefficient without each group in turn: lowest and highest, and how many groups were left out in turn.

    Without ``impossible`` of them the model cannot be fitted.
    """

    low: float
    high: float
    groups: int
    impossible: int


def leave_one_group_out(
    fit: ModelFit, design: Design, term: str, groups: np.ndarray, progress: Progress | None = None
) -> GroupRange:
    """The range of a coefficient when the groups are left out one at a time.

    One Newton step from the estimate says for every group where it would go, which is close enough to know the
    extremes; the model is then fitted anew without each of those.

    Parameters
    ----------
    fit, design
        The model.
    term
        The coefficient.
    groups
        Each row's group as a number from 0, shape ``(n,)``.
    """
    progress = progress or Progress()
    scaled = scale(design.matrix)
    size, place = len(fit.terms), fit.terms.index(term)
    start = np.linalg.solve(scaled.back, fit.params)
    if fit.ln_alpha is not None:
        start = np.append(start, fit.ln_alpha)
    derivatives = fit.family.derivatives(Outcome.of(fit.outcome), fit.eta, fit.ln_alpha or 0.0)
    scores = row_scores(derivatives, scaled.matrix, fit.weights)
    whole = information_matrix(derivatives, scaled.matrix, fit.weights)
    order = np.argsort(groups, kind="stable")
    edges = np.flatnonzero(np.diff(groups[order], prepend=-1, append=groups.max() + 1))
    reached, steps = [], []
    impossible = 0
    for first, last in zip(edges[:-1], edges[1:]):
        progress.check()
        rows = order[first:last]
        part = type(derivatives)(*(None if values is None else values[rows] for values in vars(derivatives).values()))
        weights = None if fit.weights is None else fit.weights[rows]
        left = whole - information_matrix(part, scaled.matrix[rows], weights)
        if np.linalg.cond(left) > 1e12:
            impossible += 1
            continue
        step = start - np.linalg.solve(left, scores[rows].sum(axis=0))
        steps.append((rows, step))
        reached.append(float(scaled.back[place] @ step[:size]))
    if not reached:
        raise ModelError("The model cannot be fitted without any of the groups.")
    ranked = np.argsort(reached)
    exact = []
    for chosen in {*ranked[:_EXTREMES], *ranked[-_EXTREMES:]}:
        progress.check()
        rows, step = steps[chosen]
        kept = np.ones(fit.nobs, dtype=bool)
        kept[rows] = False
        weights = None if fit.weights is None else fit.weights[kept]
        offset = 0.0 if design.offset is None else design.offset[kept]
        try:
            best = maximise(
                fit.family, Outcome.of(fit.outcome[kept]), scaled.matrix[kept], step, weights, progress, offset
            )
        except (ModelError, np.linalg.LinAlgError):
            impossible += 1
            continue
        exact.append(float(scaled.back[place] @ best.params[:size]))
    if not exact:
        raise ModelError("The model cannot be fitted without the groups that it hangs on.")
    return GroupRange(min(exact), max(exact), len(edges) - 1, impossible)
