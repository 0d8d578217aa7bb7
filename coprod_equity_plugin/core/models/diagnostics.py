"""What a referee asks of a fitted model, each as a number, a light, and a line that says what it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from .. import columns
from ..errors import EquityError, ModelError
from ..progress import Progress
from . import calibration as probability
from . import residuals
from .collinearity import condition_number, inflation
from .contrasts import format_p, to_percent
from .covariance import number_clusters
from .design import Design
from .fit import ModelFit, fit_model
from .influence import leave_one_group_out, row_influence
from .results import ModelSet
from .spatial import group_means, morans_i, nearest
from .specification import LOGIT, NEGATIVE_BINOMIAL, POISSON
from .thresholds import BY_ID, PLAIN, DiagnosticSpec

NEAREST_ROWS, NEAREST_GROUPS = 8, 6
_FEWEST = 11  # fewer rows than these are not counted out, since the table may be published
_FEW_GROUPS = 10  # fewer have no pattern in space that could be told from chance


@dataclass(frozen=True)
class Diagnostic:
    """A diagnostic of one model; ``low``, ``high`` and ``p_value`` are NaN where it has none."""

    model: str
    spec: DiagnosticSpec
    value: float
    low: float
    high: float
    p_value: float
    light: str
    sentence: str


@dataclass(frozen=True)
class Surroundings:
    """What the diagnostics know beside fit and design.

    Attributes
    ----------
    groups
        Each row's group (block group) as a number from 0, shape ``(n,)``; ``None`` if there are none.
    points
        Each row's place in a plane, shape ``(n, 2)``, NaN where it has none; ``None`` if there are none.
    term_groups
        Places of the columns of one predictor, for the variance inflation.
    """

    groups: np.ndarray | None = None
    points: np.ndarray | None = None
    term_groups: Sequence[Sequence[int]] | None = None


def diagnose_models(
    models: ModelSet,
    points: np.ndarray | None = None,
    progress: Progress | None = None,
) -> list[Diagnostic]:
    """The diagnostics of every model of a set.

    Parameters
    ----------
    models
        The study's models, or a model of one's own.
    points
        Each used row's place in a plane, shape ``(n, 2)``; without them there is no Moran's I.
    progress
        Told 0-100, asked for cancel often.
    """
    progress = progress or Progress()
    groups = None if models.cluster_labels is None else number_clusters(models.cluster_labels)
    if groups is not None and groups.max() < 1:
        groups = None
    found: list[Diagnostic] = []
    for place, spec in enumerate(models.specs):
        part = progress.part(100 * place / len(models.specs), 100 * (place + 1) / len(models.specs))
        around = Surroundings(groups, points, models.term_groups(spec.id))
        found += diagnose(spec.id, models.fits[spec.id], models.designs[spec.id], around, part)
    return found


def diagnostic_table(found: Sequence[Diagnostic]) -> pd.DataFrame:
    """Diagnostics as rows of ``columns.DIAGNOSTICS``."""
    rows = [(d.model, d.spec.id, d.value, d.low, d.high, d.p_value, d.light, d.sentence, d.spec.rule) for d in found]
    return pd.DataFrame(rows, columns=list(columns.DIAGNOSTICS.names))


def diagnose(
    model: str, fit: ModelFit, design: Design, around: Surroundings, progress: Progress | None = None
) -> list[Diagnostic]:
    """All diagnostics that apply to a model, in the order of :data:`~.thresholds.DIAGNOSTICS`."""
    progress = progress or Progress()
    book = _Book(model, fit)
    book.add("separation", 0 if fit.penalised is None else 1, shown="" if fit.penalised is None else "at least one")
    cases = min(fit.outcome.sum(), fit.nobs - fit.outcome.sum()) if fit.family.name == LOGIT else fit.nobs
    book.add("cases_per_coefficient", cases / fit.size, shown=f"{cases / fit.size:.1f}")
    if fit.clusters:
        book.add("clusters", fit.clusters)
    progress.check()
    _spread(book, fit, design, progress)
    progress.set(15)
    _columns(book, fit, design, around)
    progress.set(25)
    if fit.family.name == LOGIT:
        _probabilities(book, fit, design, around, progress)
    progress.set(35)
    _influence(book, fit, design, around, progress)
    progress.set(60)
    _space(book, fit, around, progress.part(60, 100))
    progress.set(100)
    return book.found


class _Book:
    """Collects a model's diagnostics; one that cannot be computed says why, in place of a number."""

    def __init__(self, model: str, fit: ModelFit) -> None:
        self.model, self.fit, self.found = model, fit, []

    def add(self, name, value, *, score=None, low=np.nan, high=np.nan, p_value=np.nan, shown="") -> None:
        spec = BY_ID[name]
        if self.fit.family.name not in spec.families:
            return
        light = spec.light(value if score is None else score, p_value)
        said = spec.fine if light in ("green", PLAIN) else spec.concern
        if np.isfinite(p_value) and not shown:
            shown = f"{_show(value)} (p {format_p(p_value)})"
        if np.isfinite(low) and not shown:
            shown = f"{_show(value)} (95 % interval {_show(low)} to {_show(high)})"
        sentence = f"{spec.title}: {shown or _show(value)}. {said}"
        self.found.append(
            Diagnostic(self.model, spec, float(value), float(low), float(high), float(p_value), light, sentence)
        )

    def skip(self, name: str, why: str) -> None:
        spec = BY_ID[name]
        sentence = f"{spec.title}: not computed. {why}"
        self.found.append(Diagnostic(self.model, spec, np.nan, np.nan, np.nan, np.nan, PLAIN, sentence))


def _show(value: float) -> str:
    if value == int(value) and abs(value) < 1e6:
        return f"{int(value):,}"
    return f"{value:.3f}" if abs(value) < 100 else f"{value:,.0f}"


def _spread(book: _Book, fit: ModelFit, design: Design, progress: Progress) -> None:
    if residuals.is_count(fit):
        book.add("pearson_dispersion", residuals.pearson_dispersion(fit))
        if fit.family.name == NEGATIVE_BINOMIAL:
            kind = "robust" if fit.weighted else "classical"
            mean = fit_model(design, POISSON, covariance=kind, weights=fit.weights, progress=progress).fitted
        else:
            mean = fit.fitted
        slope, _, p_value = residuals.cameron_trivedi(fit.outcome, mean)
        book.add("overdispersion", slope, score=max(slope, 0.0), p_value=p_value)
        # Counts that vary less than Poisson are no case for the negative binomial, however clear that is.
        book.add("overdispersion_p", p_value if slope > 0 else 1.0, shown=f"{format_p(p_value)}, slope {_show(slope)}")
        observed, expected, standard = residuals.zeros(fit)
        gap, few = (observed - expected) / fit.nobs, 0 < observed < _FEWEST
        book.add(
            "zeros",
            np.nan if few else gap,
            score=gap,
            p_value=np.nan if few else float(2 * stats.norm.sf(abs(standard))),
            shown=f"{f'fewer than {_FEWEST}' if few else f'{observed:,}'} observed, {expected:,.1f} expected",
        )
    test = stats.kstest(residuals.quantile_residuals(fit), "norm")
    book.add("residuals_ks", test.statistic, p_value=test.pvalue)


def _columns(book: _Book, fit: ModelFit, design: Design, around: Surroundings) -> None:
    groups = around.term_groups or [[place] for place in range(1, len(design.terms))]
    factors = inflation(design, groups)
    worst = int(np.argmax(factors))
    term = design.terms[groups[worst][0]]
    name = term if len(groups[worst]) == 1 else term.split("=")[0]
    book.add("variance_inflation", factors[worst], shown=f"{_show(factors[worst])}, of {name}")
    book.add("condition_number", condition_number(design))
    clusters = around.groups if fit.clusters else None
    try:
        _, p_value = probability.link_test(fit, design, clusters)
    except EquityError:
        book.skip("link_test", "The linear predictor and its square cannot be told apart.")
    else:
        book.add("link_test", p_value, shown=format_p(p_value))


def _probabilities(book: _Book, fit: ModelFit, design: Design, around: Surroundings, progress: Progress) -> None:
    y, p = fit.outcome, fit.fitted
    area, low, high = probability.auc(y, p)
    book.add("auc", area, low=low, high=high)
    score, base = probability.brier(y, p)
    book.add(
        "brier_skill", 1 - score / base, shown=f"{_show(1 - score / base)} (score {score:.4f}, base rate {base:.4f})"
    )
    if fit.weighted:
        why = "Rows are weighted, and this is defined for rows that count alike."
        book.skip("calibration_intercept", why)
        book.skip("calibration_slope", why)
    else:
        try:
            eta = probability.out_of_fold(fit, design, around.groups, residuals.SEED, progress)
            (shift, shift_error), (slope, slope_error) = probability.calibration(y, eta)
        except ModelError as error:
            book.skip("calibration_intercept", str(error))
            book.skip("calibration_slope", str(error))
        else:
            for name, value, error, right in (
                ("calibration_intercept", shift, shift_error, 0.0),
                ("calibration_slope", slope, slope_error, 1.0),
            ):
                reach = stats.norm.ppf(0.975) * error
                p_value = float(2 * stats.norm.sf(abs(value - right) / error))
                shown = f"{_show(value)} (95 % interval {_show(value - reach)} to {_show(value + reach)})"
                book.add(name, value, low=value - reach, high=value + reach, p_value=p_value, shown=shown)
        statistic, df, p_value, gap = probability.hosmer_lemeshow(y, p)
        shown = f"{_show(gap)} (chi-squared {statistic:.2f} on {df}, p {format_p(p_value)})"
        book.add("hosmer_lemeshow", gap, p_value=p_value, shown=shown)
    book.add("tjur", probability.tjur(y, p))
    sensitivity, specificity = probability.sensitivity_specificity(y, p, y.mean())
    book.add("sensitivity", sensitivity)
    book.add("specificity", specificity)


def _influence(book: _Book, fit: ModelFit, design: Design, around: Surroundings, progress: Progress) -> None:
    term = design.terms[1]
    rows = row_influence(fit, design, term)
    book.add("cooks_distance", rows.cooks_distance.max())
    book.add("leverage", float((rows.leverage > 3 * rows.leverage.mean()).mean()))
    book.add("dfbetas", np.abs(rows.dfbetas).max(), shown=f"{np.abs(rows.dfbetas).max():.3f}, of {term}")
    if around.groups is None:
        return
    if fit.penalised is not None:
        book.skip(
            "leave_one_group_out", "The model is fitted by penalised likelihood; without it there is no estimate."
        )
        return
    try:
        found = leave_one_group_out(fit, design, term, around.groups, progress)
    except ModelError as error:
        book.skip("leave_one_group_out", str(error))
        return
    whole, error = fit.params[1], fit.errors[1]
    change = max(abs(found.low - whole), abs(found.high - whole)) / error
    percent, low, high = (float(to_percent(value)) for value in (whole, found.low, found.high))
    without = f"; without {found.impossible} groups it cannot be fitted" if found.impossible else ""
    book.add(
        "leave_one_group_out",
        change,
        low=low,
        high=high,
        shown=f"{_show(change)}; {term} {percent:+.1f} %, from {low:+.1f} to {high:+.1f} % without one of "
        f"{found.groups:,} groups{without}",
    )


def _space(book: _Book, fit: ModelFit, around: Surroundings, progress: Progress) -> None:
    if around.points is None:
        return
    placed = np.isfinite(around.points).all(axis=1)
    points, values = around.points[placed], residuals.quantile_residuals(fit)[placed]
    if len(points) <= NEAREST_ROWS:
        book.skip("morans_i_rows", "Too few rows have a place.")
        return
    found, p_value = morans_i(values, nearest(points, NEAREST_ROWS), residuals.SEED, progress=progress)
    book.add("morans_i_rows", found, p_value=p_value)
    if around.groups is None:
        return
    _, groups = np.unique(around.groups[placed], return_inverse=True)
    if groups.max() + 1 < _FEW_GROUPS:
        book.skip("morans_i_groups", f"{groups.max() + 1} groups are too few.")
        return
    means, middles = group_means(values, points, groups)
    found, p_value = morans_i(means, nearest(middles, NEAREST_GROUPS), residuals.SEED)
    book.add("morans_i_groups", found, p_value=p_value)
