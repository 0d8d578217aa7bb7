"""One model of a planner's own: any outcome and predictors of any table, with the study's care."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .. import columns
from ..errors import InputError, Problem
from ..progress import Progress
from .contrasts import ContrastResult
from .covariance import number_clusters
from .design import Design, spare_products
from .equity import coefficient_table
from .fit import ModelFit, fit_model
from .method_words import few_clusters_note, method_notes
from .predictors import Predictor, build_own_design, choose_levels, close_interactions, read_predictor, to_numbers
from .residuals import quantile_residuals
from .results import ModelSet
from .specification import (
    CLASSICAL,
    CLUSTER,
    COVARIANCES,
    CR2,
    FAMILIES,
    LOGIT,
    NEGATIVE_BINOMIAL,
    POISSON,
    REFUSE,
    ROBUST,
    ModelSpec,
)
from .statistics import fit_statistics

MODEL_ID = "model"
_FAMILY_NAMES = {LOGIT: "Logit", NEGATIVE_BINOMIAL: "Negative binomial model", POISSON: "Poisson model"}
_CASES_PER_TERM = 10  # as for the study's models


@dataclass(frozen=True)
class RegressionOptions:
    """A model by the names of a table's columns.

    Attributes
    ----------
    outcome, predictors
        Columns of the table.
    interactions
        Products of two or more of its columns; columns and lower products that they contain are added.
    family, covariance
        As in :mod:`.specification`.
    cluster_column, weight_column, exposure_column
        Empty if there is none. Weights are sampling weights, the inverse of a row's chance to be there. An exposure
        enters a count model as ``ln(exposure)`` with a coefficient of one.
    categorical
        Columns of numbers that are categories; text always is, unless all of it is numbers.
    references
        Reference level by column; without one the first in order.
    correction, separation
        As in :class:`~.equity.ModelOptions`.
    """

    outcome: str
    predictors: tuple[str, ...]
    interactions: tuple[tuple[str, ...], ...] = ()
    family: str = LOGIT
    covariance: str = ROBUST
    cluster_column: str = ""
    weight_column: str = ""
    exposure_column: str = ""
    categorical: tuple[str, ...] = ()
    references: tuple[tuple[str, str], ...] = ()
    confidence: float = 0.95
    correction: str = CR2
    separation: str = REFUSE

    @property
    def all_predictors(self) -> tuple[str, ...]:
        """The predictors and the columns of the products, without repetition."""
        return tuple(dict.fromkeys([*self.predictors, *(name for group in self.interactions for name in group)]))

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is read."""
        extra = (self.cluster_column if self.covariance == CLUSTER else "", self.weight_column, self.exposure_column)
        return tuple(dict.fromkeys([self.outcome, *self.all_predictors, *(name for name in extra if name)]))


@dataclass(frozen=True)
class Regression(ModelSet):
    """A fitted model; attributes as in :class:`~.equity.EquityModels`, and

    Attributes
    ----------
    predictors
        The predictors with their levels.
    aliased
        Products left out because the rows say nothing about them; they stand in the table without a number.
    row_values
        Table ``columns.REGRESSION_ROWS``, one row per row used.
    """

    options: RegressionOptions
    specs: tuple[ModelSpec, ...]
    fits: dict[str, ModelFit]
    designs: dict[str, Design]
    coefficients: pd.DataFrame
    fit: pd.DataFrame
    answers: tuple[ContrastResult, ...]
    predictors: tuple[Predictor, ...]
    aliased: tuple[str, ...]
    rows: np.ndarray
    left_out: pd.DataFrame
    row_values: pd.DataFrame
    notes: tuple[str, ...]
    cluster_labels: np.ndarray | None = None

    heading = "Regression model"
    caption = "What goes with the outcome"
    footnote = "These are associations among the rows used, the model's other terms being equal, not effects."
    rows_name = "Rows"

    @property
    def nobs(self) -> int:
        """Rows used."""
        return int(self.rows.sum())

    def owners(self, model: str) -> list[str]:
        """The predictor that each column of the design comes from."""
        owner = {term: predictor.name for predictor in self.predictors for term, _ in predictor.columns()}
        return [owner.get(term, term) for term in self.designs[model].terms]


def fit_regression(table: pd.DataFrame, options: RegressionOptions, progress: Progress | None = None) -> Regression:
    """Fit a model of any columns of a table.

    Parameters
    ----------
    table
        One row per observation. Rows without a value in any column that is read are left out and counted.
    options
        The model.
    progress
        Told 0-100, of rows left out and of what changes the reading; asked for cancel.

    Raises
    ------
    InputError
        Listing every problem of the columns.
    ModelError
        Where the model's numbers would mean nothing.
    """
    progress = progress or Progress()
    _check_options(table, options)
    predictors, outcome, extras = _read(table, options)
    mask, left_out = _complete(table, options, predictors, outcome, extras)
    for line in left_out.itertuples(index=False):
        progress.info(f"Left out, {line.reason}: {line.households:,} rows.")
    references = dict(options.references)
    predictors = tuple(choose_levels(predictor, mask, references.get(predictor.name)) for predictor in predictors)
    progress.check()

    exposure, weights = (None if values is None else values[mask] for values in extras)
    interactions = close_interactions(options.interactions)
    design, labels = build_own_design(
        predictors, interactions, outcome[mask], None if exposure is None else np.log(exposure)
    )
    design, aliased = spare_products(design)
    labelled = table[options.cluster_column].to_numpy()[mask] if options.covariance == CLUSTER else None
    fit = fit_model(
        design,
        options.family,
        covariance=options.covariance,
        clusters=None if labelled is None else number_clusters(labelled),
        weights=weights,
        correction=options.correction,
        separation=options.separation,
        progress=progress.part(10, 90),
    )
    fit.profile(options.confidence, progress)
    spec = ModelSpec(
        MODEL_ID,
        _FAMILY_NAMES[options.family],
        options.outcome,
        options.family,
        (*design.slopes, *aliased),
        labels=tuple(labels.items()),
    )
    notes = _notes(options, predictors, interactions, aliased, fit)
    for note in notes:
        progress.warning(note)
    statistics = fit_statistics(fit, options.confidence)
    progress.set(100)
    return Regression(
        options=options,
        specs=(spec,),
        fits={MODEL_ID: fit},
        designs={MODEL_ID: design},
        coefficients=_with_aliased(coefficient_table(MODEL_ID, fit, options.confidence), aliased, len(fit.terms)),
        fit=pd.DataFrame([(MODEL_ID, *item) for item in statistics.items()], columns=list(columns.FIT.names)),
        answers=(),
        predictors=predictors,
        aliased=aliased,
        rows=mask,
        left_out=left_out,
        row_values=pd.DataFrame(
            {
                columns.FITTED: fit.fitted,
                columns.RESIDUAL: fit.outcome - fit.fitted,
                columns.QUANTILE_RESIDUAL: quantile_residuals(fit),
            }
        ),
        notes=notes,
        cluster_labels=labelled,
    )


def _check_options(table: pd.DataFrame, options: RegressionOptions) -> None:
    problems = [
        Problem("the table has no such column", f"Choose from {', '.join(map(str, table.columns))}", column=name)
        for name in options.columns
        if name not in table.columns
    ]
    if not options.all_predictors:
        problems.append(Problem("there is no predictor", "Choose one or more fields", column="PREDICTORS"))
    for name in options.all_predictors:
        if name in (options.outcome, options.weight_column, options.exposure_column):
            problems.append(
                Problem("a predictor is also outcome, weight or exposure", "Take it out of the predictors", column=name)
            )
    if options.family not in FAMILIES:
        problems.append(Problem(f"there is no family '{options.family}'", f"Choose one of {', '.join(FAMILIES)}"))
    if options.covariance not in COVARIANCES:
        problems.append(
            Problem(f"there is no covariance '{options.covariance}'", f"Choose one of {', '.join(COVARIANCES)}")
        )
    if options.covariance == CLUSTER and not options.cluster_column:
        problems.append(Problem("clustered standard errors need a field", "Choose one", column="CLUSTER_FIELD"))
    if options.weight_column and options.covariance == CLASSICAL:
        problems.append(
            Problem("classical standard errors are wrong for weighted rows", f"Choose {ROBUST} or {CLUSTER}")
        )
    if options.exposure_column and options.family == LOGIT:
        problems.append(
            Problem("a logit has no exposure", "Leave it out, or use a count model", column="EXPOSURE_FIELD")
        )
    for name, _ in options.references:
        if name not in options.all_predictors:
            problems.append(Problem("a reference level is given for what is no predictor", "Take it out", column=name))
    if problems:
        raise InputError(problems)


def _read(table: pd.DataFrame, options: RegressionOptions):
    """Predictors, the outcome, and exposure and weight (``None`` if there is none), all rows of the table."""
    problems: list[Problem] = []

    def number(name: str, least: float) -> np.ndarray | None:
        if not name:
            return None
        values = table[name].to_numpy()
        numbers = None if values.dtype.kind in "Mm" else to_numbers(values)
        if numbers is None:
            problems.append(
                Problem("there is text or a date where the model needs a number", "Make it a number field", column=name)
            )
            return np.full(len(table), np.nan)
        with np.errstate(invalid="ignore"):
            wrong = (numbers < least) | (np.isinf(numbers))
            if name == options.exposure_column:
                wrong |= numbers == 0
        if wrong.any():
            places = tuple(int(place) + 1 for place in np.flatnonzero(wrong))
            what = (
                "an exposure must be above zero" if name == options.exposure_column else "a weight cannot be below zero"
            )
            what = "a value is infinite" if name == options.outcome else what
            problems.append(Problem(what, "Correct or remove these rows", column=name, rows=places))
        return numbers

    outcome = number(options.outcome, -np.inf)
    exposure, weights = number(options.exposure_column, 0.0), number(options.weight_column, 0.0)
    predictors = []
    chosen = {*options.categorical, *(name for name, _ in options.references)}
    for name in options.all_predictors:
        try:
            predictors.append(read_predictor(table, name, name in chosen))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return predictors, outcome, (exposure, weights)


def _complete(table, options, predictors, outcome, extras) -> tuple[np.ndarray, pd.DataFrame]:
    exposure, weights = extras
    missing = [(options.outcome, ~np.isfinite(outcome))]
    missing += [(predictor.name, ~np.isfinite(predictor.numbers)) for predictor in predictors]
    missing += [
        (name, ~np.isfinite(values))
        for name, values in ((options.exposure_column, exposure), (options.weight_column, weights))
        if values is not None
    ]
    if options.covariance == CLUSTER:
        labels = table[options.cluster_column]
        blank = labels.isna().to_numpy() | (labels.astype(str).str.strip() == "").to_numpy()
        missing.append((options.cluster_column, blank))
    lines = [(f"no {name}", name, int(rows.sum())) for name, rows in missing if rows.any()]
    mask = ~np.logical_or.reduce([rows for _, rows in missing])
    if weights is not None and (weights == 0).any():
        lines.append((f"{options.weight_column} is zero", options.weight_column, int((weights == 0).sum())))
        mask &= weights != 0
    if not mask.any():
        worst = ", ".join(f"{line[0]} in {line[2]:,} rows" for line in lines) or "the table is empty"
        raise InputError(Problem("no row has every value that the model needs", worst))
    return mask, pd.DataFrame(lines, columns=[columns.REASON, "column", columns.HOUSEHOLDS])


def _with_aliased(frame: pd.DataFrame, aliased: Sequence[str], after: int) -> pd.DataFrame:
    """The table with a row without numbers for each term left out, after the ``after`` rows of the others."""
    if not aliased:
        return frame
    numbers = dict.fromkeys(columns.COEFFICIENTS.names, np.nan)
    empty = [{**numbers, columns.MODEL: MODEL_ID, columns.TERM: term} for term in aliased]
    rows = frame.to_dict("records")
    return pd.DataFrame([*rows[:after], *empty, *rows[after:]], columns=list(columns.COEFFICIENTS.names))


def _notes(options: RegressionOptions, predictors, interactions, aliased, fit: ModelFit) -> tuple[str, ...]:
    notes = []
    for predictor in predictors:
        if predictor.levels:
            notes.append(f"{predictor.name}: compared with {predictor.levels[0]}, the reference.")
    added = [name for name in options.all_predictors if name not in options.predictors]
    lower = [":".join(group) for group in interactions if group not in options.interactions]
    if added or lower:
        notes.append(f"Added, since an interaction contains them: {', '.join([*added, *lower])}.")
    if aliased:
        notes.append(
            f"Left out, since the rows used say nothing about {'them' if len(aliased) > 1 else 'it'} (categories that "
            f"never meet, or products fixed by other terms): {', '.join(aliased)}."
        )
    cases, what = fit.nobs, "rows"
    if options.family == LOGIT:
        cases, what = int(min(fit.outcome.sum(), fit.nobs - fit.outcome.sum())), "rows of the rarer outcome"
    if cases < _CASES_PER_TERM * fit.size:
        notes.append(
            f"{cases:,} {what} for {fit.size} coefficients. Below {_CASES_PER_TERM} for each, estimates are unstable."
        )
    notes += few_clusters_note(fit.clusters, options.correction)
    return (*method_notes({_FAMILY_NAMES[options.family]: fit}), *notes)
