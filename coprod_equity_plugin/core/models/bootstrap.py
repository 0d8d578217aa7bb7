"""Contrasts' intervals by the bootstrap of whole clusters: block groups are drawn with replacement, models fitted anew.

It asks neither for the delta method nor for a covariance, so where both agree neither is what a result hangs on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .. import columns
from ..errors import InputError, ModelError, Problem
from ..progress import Progress
from .contrasts import CONTRASTS, to_percent, write_sentence
from .covariance import number_clusters
from .design import scale
from .equity import EquityModels
from .families import Outcome
from .margins import difference_settings, difference_words, margins_of_study, prior_correction, set_columns
from .newton import maximise
from .refit import may_run_away
from .specification import LOGIT

FEWEST = 200  # draws; of fewer the ends of a 95 % interval are the second or third of them
_FAILED = 0.05  # share of draws that may fail before no interval is shown

PERCENT = "percent"


@dataclass(frozen=True)
class BootstrapInterval:
    """A contrast's interval from draws, beside that of the table.

    ``estimate``, ``std_error``, ``low``, ``high`` and the other method's ``delta_low`` and ``delta_high`` are in
    ``unit``: percent, hours or probability. Without an interval (too many draws failed) they are NaN.
    """

    model: str
    contrast: str
    unit: str
    estimate: float
    std_error: float
    low: float
    high: float
    delta_low: float
    delta_high: float
    draws: int
    failures: int
    sentence: str


@dataclass(frozen=True)
class _Question:
    """Something to compute of every draw's coefficients: from a model, by a function of its parameters."""

    model: str
    contrast: str
    unit: str
    compute: object
    estimate: float
    low: float
    high: float
    words: object


def bootstrap_contrasts(
    models: EquityModels, draws: int, seed: int = 1, progress: Progress | None = None
) -> list[BootstrapInterval]:
    """Percentile intervals of the contrasts, in percent and on the outcome's scale, from draws of whole clusters.

    Parameters
    ----------
    models
        The study's models; what they were clustered by is drawn. Models fitted by penalised likelihood have none.
    draws
        At least :data:`FEWEST`.
    seed
        The same seed draws the same clusters.
    progress
        Told 0-100, asked for cancel at every step of every fit.

    Raises
    ------
    InputError
        Without clusters, or with too few draws.

    Notes
    -----
    Field and Welsh (2007), *Bootstrapping clustered data*; percentile intervals as in Davison and Hinkley (1997),
    chapter 5. Differences in hours and probabilities are averaged over the households of the table, as by the delta
    method, so only the coefficients vary.
    """
    progress = progress or Progress()
    labels = models.cluster_labels
    if draws < FEWEST:
        raise InputError(
            Problem(f"{draws:,} draws are too few for an interval", f"Give {FEWEST} or more", column="BOOTSTRAP_DRAWS")
        )
    if labels is None or len(np.unique(clusters := number_clusters(labels))) < 2:
        raise InputError(
            Problem("a bootstrap of whole clusters needs clusters", "Give a cluster field", column="CLUSTER_FIELD")
        )
    fitted = [spec for spec in models.specs if models.fits[spec.id].penalised is None]
    questions = _questions(models, [spec.id for spec in fitted])
    groups = int(clusters.max()) + 1
    drawers = {spec.id: _Refitter(models, spec.id) for spec in fitted}
    rng = np.random.default_rng(seed)
    found = {question: np.full(draws, np.nan) for question in questions}
    failures = dict.fromkeys(drawers, 0)
    for draw in range(draws):
        counts = np.bincount(rng.integers(0, groups, groups), minlength=groups)[clusters]
        for model, drawer in drawers.items():
            progress.check()
            params = drawer.fit(counts, progress)
            if params is None:
                failures[model] += 1
                continue
            for question in questions:
                if question.model == model:
                    found[question][draw] = question.compute(params)
        progress.set(100 * (draw + 1) / draws)
    confidence = models.options.confidence
    return [_interval(question, found[question], failures[question.model], confidence) for question in questions]


class _Refitter:
    """A model again on rows that count several times or not at all, from where it was fitted."""

    def __init__(self, models: EquityModels, model: str) -> None:
        fit, design = models.fits[model], models.designs[model]
        self.fit_before, self.size = fit, len(fit.terms)
        scaled = scale(design.matrix)
        self.matrix, self.back = scaled.matrix, scaled.back
        start = np.linalg.solve(scaled.back, fit.params)
        self.start = start if fit.ln_alpha is None else np.append(start, fit.ln_alpha)
        self.offset = np.zeros(fit.nobs) if design.offset is None else design.offset

    def fit(self, counts: np.ndarray, progress: Progress) -> np.ndarray | None:
        """Coefficients in the columns' own units, shape ``(k,)``; ``None`` where there are no finite ones."""
        rows = np.flatnonzero(counts)
        fit = self.fit_before
        weights = counts[rows].astype(float)
        if fit.weights is not None:
            weights = weights * fit.weights[rows]
        matrix, outcome = self.matrix[rows], fit.outcome[rows]
        if fit.family.name == LOGIT and outcome.min() == outcome.max():
            return None
        try:
            best = maximise(fit.family, Outcome.of(outcome), matrix, self.start, weights, progress, self.offset[rows])
        except (ModelError, np.linalg.LinAlgError):
            return None
        if may_run_away(best, matrix, self.size):
            return None
        return self.back @ best.params[: self.size]


def _questions(models: EquityModels, fitted: Sequence[str]) -> list[_Question]:
    questions = []
    for answer in models.answers:
        spec = answer.spec
        if spec.model not in fitted:
            continue
        direction = models.fits[spec.model].direction(dict.fromkeys(spec.terms, 1.0))

        def percent(params: np.ndarray, direction=direction) -> float:
            return float(to_percent(direction @ params))

        questions.append(
            _Question(spec.model, spec.id, PERCENT, percent, answer.percent, answer.low, answer.high, (spec, "%", 1.0))
        )
    known = {(margin.model, margin.quantity): margin for margin in margins_of_study(models)}
    weights = models.population_weights
    for model in fitted:
        fit, design = models.fits[model], models.designs[model]
        chance = fit.family.name == LOGIT
        shift = -prior_correction(fit.outcome, weights)[0] if chance and not fit.weighted else 0.0
        offset = shift if design.offset is None else design.offset + shift
        share = np.full(fit.nobs, 1 / fit.nobs) if weights is None else weights / weights.sum()
        cells: dict[tuple, np.ndarray] = {}
        for name, parts in difference_settings(model, design):
            margin = known[model, name]
            factors = [(factor, tuple(sorted(setting.items()))) for factor, setting in parts]
            for _, key in factors:
                cells.setdefault(key, set_columns(design, dict(key)))

            def difference(params: np.ndarray, factors=factors, cells=cells, fit=fit, offset=offset, share=share):
                return float(
                    sum(factor * (share @ fit.family.mean(cells[key] @ params + offset)) for factor, key in factors)
                )

            words = (
                difference_words(model, name),
                "percentage points" if chance else "hours",
                100.0 if chance else 1.0,
            )
            questions.append(
                _Question(model, name, margin.unit, difference, margin.estimate, margin.low, margin.high, words)
            )
    order = {(spec.model, spec.id): place for place, spec in enumerate(CONTRASTS)}
    return sorted(questions, key=lambda question: (order[question.model, question.contrast], question.unit != PERCENT))


def _interval(question: _Question, values: np.ndarray, failures: int, confidence: float) -> BootstrapInterval:
    draws = len(values)
    kept = values[np.isfinite(values)]
    spec, unit, scale_by = question.words
    if failures > _FAILED * draws:
        low = high = error = np.nan
        sentence = (
            f"{spec.group}{spec.subject}: no bootstrap interval, since {failures:,} of {draws:,} draws of block groups "
            "have no finite estimates."
        )
    else:
        low, high = (float(end) for end in np.quantile(kept, [(1 - confidence) / 2, (1 + confidence) / 2]))
        error = float(kept.std(ddof=1))
        sentence = write_sentence(spec, scale_by * question.estimate, scale_by * low, scale_by * high, confidence, unit)
        without = f", {failures:,} of which failed" if failures else ""
        sentence = f"{sentence[:-1]}; interval from {draws:,} draws of whole block groups{without}."
    return BootstrapInterval(
        question.model,
        question.contrast,
        question.unit,
        question.estimate,
        error,
        low,
        high,
        question.low,
        question.high,
        draws,
        failures,
        sentence[0].upper() + sentence[1:],
    )


def bootstrap_table(found: Sequence[BootstrapInterval]) -> pd.DataFrame:
    """Intervals as rows of ``columns.BOOTSTRAP``."""
    rows = [
        (b.model, b.contrast, b.unit, b.estimate, b.std_error, b.low, b.high, b.delta_low, b.delta_high, b.draws,
         b.failures, b.sentence)
        for b in found
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(columns.BOOTSTRAP.names))
