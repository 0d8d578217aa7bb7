"""How well a logit's probabilities tell who has the outcome, and whether they are right as probabilities."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import stats

from ..errors import ModelError
from ..progress import Progress
from .design import Design, scale
from .families import FAMILY, Outcome
from .fit import ModelFit, fit_model
from .newton import maximise
from .specification import CLASSICAL, LOGIT

FOLDS = 10


def auc(outcome: np.ndarray, score: np.ndarray, confidence: float = 0.95) -> tuple[float, float, float]:
    """Area under the ROC curve with the interval of DeLong, DeLong and Clarke-Pearson (1988).

    The chance that a row with the outcome has a higher score than one without; ties count half.
    """
    yes = outcome == 1
    ones, noes = int(yes.sum()), int((~yes).sum())
    overall = stats.rankdata(score)
    above = (overall[yes] - stats.rankdata(score[yes])) / noes
    below = 1.0 - (overall[~yes] - stats.rankdata(score[~yes])) / ones
    area = float(above.mean())
    error = np.sqrt(above.var(ddof=1) / ones + below.var(ddof=1) / noes)
    reach = stats.norm.ppf(0.5 + confidence / 2) * error
    return area, float(max(area - reach, 0.0)), float(min(area + reach, 1.0))


def brier(outcome: np.ndarray, probability: np.ndarray) -> tuple[float, float]:
    """Mean squared error of the probabilities, and what the base rate alone would have."""
    rate = outcome.mean()
    return float(np.mean((outcome - probability) ** 2)), float(rate * (1 - rate))


def tjur(outcome: np.ndarray, probability: np.ndarray) -> float:
    """Mean probability of the rows with the outcome less that of the others (Tjur 2009)."""
    return float(probability[outcome == 1].mean() - probability[outcome == 0].mean())


def sensitivity_specificity(outcome: np.ndarray, probability: np.ndarray, at: float) -> tuple[float, float]:
    """Shares told right of those with and of those without the outcome, if ``probability >= at`` says yes."""
    told = probability >= at
    return float(told[outcome == 1].mean()), float((~told[outcome == 0]).mean())


def hosmer_lemeshow(outcome: np.ndarray, probability: np.ndarray, groups: int = 10) -> tuple[float, int, float, float]:
    """Statistic, degrees of freedom, p, and the largest gap between a tenth's observed and expected share.

    Rows are cut at the quantiles of their probability; equal probabilities stay together (Hosmer and Lemeshow 1980).
    """
    edges = np.unique(np.quantile(probability, np.linspace(0, 1, groups + 1)))
    place = np.clip(np.searchsorted(edges, probability, side="left") - 1, 0, len(edges) - 2)
    rows, seen, expected = (
        np.bincount(place, values, minlength=len(edges) - 1) for values in (np.ones(len(place)), outcome, probability)
    )
    rows, seen, expected = rows[rows > 0], seen[rows > 0], expected[rows > 0]
    statistic = float(((seen - expected) ** 2 / (expected * (1 - expected / rows))).sum())
    df = max(len(rows) - 2, 1)
    return statistic, df, float(stats.chi2.sf(statistic, df)), float(np.abs(seen / rows - expected / rows).max())


def out_of_fold(fit: ModelFit, design: Design, groups: np.ndarray | None, seed: int, progress: Progress) -> np.ndarray:
    """Each row's linear predictor from a fit to the other folds, shape ``(n,)``.

    In the rows that a logit was fitted to its calibration is perfect whatever it is worth; only rows that it has not
    seen tell. Rows of one group stay in one fold, since they are alike.

    Raises
    ------
    ModelError
        If the model cannot be fitted without some fold.
    """
    rng = np.random.default_rng(seed)
    labels = np.arange(fit.nobs) if groups is None else groups
    count = int(labels.max()) + 1
    fold = (rng.permutation(count) % min(FOLDS, count))[labels]
    scaled = scale(design.matrix)
    start = np.linalg.solve(scaled.back, fit.params)
    eta = np.empty(fit.nobs)
    for place in range(int(fold.max()) + 1):
        progress.check()
        out = fold == place
        weights = None if fit.weights is None else fit.weights[~out]
        try:
            best = maximise(FAMILY[LOGIT], Outcome.of(design.outcome[~out]), scaled.matrix[~out], start, weights)
        except np.linalg.LinAlgError:
            raise ModelError("The model cannot be fitted without some of its groups.") from None
        eta[out] = scaled.matrix[out] @ best.params
    return eta


def calibration(outcome: np.ndarray, eta: np.ndarray) -> tuple[tuple[float, float], tuple[float, float]]:
    """Calibration in the large and calibration slope of a linear predictor, each with its standard error.

    The intercept of a logit with the predictor as offset (0 if right), and the slope of a logit on it (1 if right;
    below 1 the probabilities are too extreme); Cox (1958), Steyerberg (2019), *Clinical Prediction Models*, 15.
    """
    line = Design(("const", "eta"), np.column_stack([np.ones(len(eta)), eta]), outcome)
    slope = fit_model(line, LOGIT, covariance=CLASSICAL)
    shift = maximise(FAMILY[LOGIT], Outcome.of(outcome), np.ones((len(eta), 1)), np.zeros(1), offset=eta)
    return (float(shift.params[0]), float(shift.information[0, 0] ** -0.5)), (
        float(slope.params[1]),
        float(slope.errors[1]),
    )


def link_test(fit: ModelFit, design: Design, clusters: np.ndarray | None) -> tuple[float, float]:
    """Coefficient and p of the squared linear predictor beside the predictor itself (Pregibon 1980; Stata's linktest).

    If the terms enter as they should, the square adds nothing.
    """
    eta = fit.eta if design.offset is None else fit.eta - design.offset
    eta = (eta - eta.mean()) / eta.std()
    columns = np.column_stack([np.ones(len(eta)), eta, eta**2])
    squared = replace(design, terms=("const", "eta", "eta2"), matrix=columns, parts=())
    again = fit_model(
        squared,
        fit.family.name,
        covariance=fit.kind,
        clusters=clusters,
        weights=fit.weights,
        correction=fit.correction,
    )
    return float(again.params[2]), again.estimate({"eta2": 1.0}, 0.95).p_value
