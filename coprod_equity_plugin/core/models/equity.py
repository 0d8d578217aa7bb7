"""Models 1-5 on the study table: one call from table to fits, coefficients, measures of fit and contrasts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .. import columns
from ..errors import InputError, ModelError, Problem, joined
from ..progress import Progress
from .contrasts import ContrastResult, evaluate_all, to_percent
from .covariance import number_clusters
from .design import Design, build_design
from .fit import ModelFit, fit_model
from .method_words import few_clusters_note, method_notes
from .results import ModelSet
from .rows import UsedRows, use_rows
from .specification import (
    CLASSICAL,
    CLUSTER,
    CORRECTIONS,
    COVARIANCES,
    CR2,
    LOGIT,
    MODELS,
    REFUSE,
    ROBUST,
    SEPARATIONS,
    ModelSpec,
    columns_of,
)
from .statistics import fit_statistics

# Fewer cases (of the rarer outcome, or rows) per coefficient than this make estimates unstable (Peduzzi et al. 1996).
_CASES_PER_TERM = 10


@dataclass(frozen=True)
class ModelOptions:
    """How the models are fitted.

    Attributes
    ----------
    covariance
        ``cluster`` (the default: half of the predictors are values of block groups), ``robust`` or ``classical`` (as
        the study).
    cluster_column
        Column of the study table that says which rows belong together.
    confidence
        Of every interval.
    use_weights
        Weigh each household by its sampling weight; needs robust or clustered standard errors.
    correction
        What clustered standard errors do about few clusters: ``cr2`` (the default, bias-reduced), ``standard``
        (``G / (G - 1)``) or ``jackknife``.
    separation
        ``refuse`` a logit in which columns tell the outcome without error, or fit it by ``firth``'s penalised
        likelihood.
    """

    covariance: str = CLUSTER
    cluster_column: str = columns.BLOCK_GROUP
    confidence: float = 0.95
    use_weights: bool = False
    correction: str = CR2
    separation: str = REFUSE


@dataclass(frozen=True)
class EquityModels(ModelSet):
    """The five models' results.

    Attributes
    ----------
    specs
        The models, in order.
    fits
        By the model's id.
    coefficients, fit, contrasts
        Tables ``columns.COEFFICIENTS``, ``columns.FIT`` and ``columns.CONTRASTS``.
    answers
        The contrasts with their standard errors, in the order of their table.
    rows
        Shape ``(n,)`` over the study table's rows: those that all models use.
    left_out
        Columns ``reason``, ``column``, ``households``: why the others were not used.
    predictions
        One row per household used: ``household_id`` and, per model, ``<model>_fitted`` and ``<model>_residual``
        (observed less fitted; hours, or probability).
    notes
        Sentences that change how the results are read.
    designs
        By the model's id: its columns and its outcome, for what is computed after the fit.
    cluster_labels
        Shape ``(n,)``: each row's block group, ``None`` if the table has none.
    population_weights
        Shape ``(n,)``: how many households of the city each row stands for, whether or not the fit used them;
        ``None`` if the table does not say.
    """

    options: ModelOptions
    specs: tuple[ModelSpec, ...]
    fits: dict[str, ModelFit]
    coefficients: pd.DataFrame
    fit: pd.DataFrame
    contrasts: pd.DataFrame
    answers: tuple[ContrastResult, ...]
    rows: np.ndarray
    left_out: pd.DataFrame
    predictions: pd.DataFrame
    notes: tuple[str, ...] = field(default=())
    designs: dict[str, Design] = field(default_factory=dict)
    cluster_labels: np.ndarray | None = None
    population_weights: np.ndarray | None = None

    heading = "Equity models"
    caption = "What goes with asking for help, and with longer or shorter waits"
    footnote = (
        "A minority household is one whose minority share is 1, compared with one whose share is 0. These are "
        "associations among the households studied: they do not say what would happen if a household had asked."
    )
    rows_name = "Households"

    @property
    def nobs(self) -> int:
        """Households used, the same in every model."""
        return int(self.rows.sum())

    def answer(self, model: str, contrast: str) -> ContrastResult:
        """A contrast by its model and name."""
        for answer in self.answers:
            if (answer.spec.model, answer.spec.id) == (model, contrast):
                return answer
        raise KeyError((model, contrast))


def fit_equity_models(
    study: pd.DataFrame,
    options: ModelOptions | None = None,
    progress: Progress | None = None,
    specs: Sequence[ModelSpec] = MODELS,
) -> EquityModels:
    """Fit the study's five models (its Tables 2 and 4) to a study table.

    Parameters
    ----------
    study
        Table ``columns.STUDY``. Used are the households that lost power and have every value that any of the models
        needs, so that all models speak of the same households (the study's 3,515).
    options
        Covariance, clusters, confidence, weights.
    progress
        Told 0-100, warned of what changes the reading, asked for cancel.
    specs
        The models; those of the study if not given.

    Raises
    ------
    InputError
        Listing every missing column and impossible value.
    ModelError
        With a sentence for each model that cannot be fitted.
    """
    options = options or ModelOptions()
    progress = progress or Progress()
    _check_options(options)
    used = use_rows(study, columns_of(specs), options.cluster_column if options.covariance == CLUSTER else "", options)
    for line in used.left_out.itertuples(index=False):
        progress.info(f"Left out, {line.reason}: {line.households:,} households.")
    cluster_column = options.cluster_column
    labels = study[cluster_column].to_numpy()[used.mask] if cluster_column in study.columns else None
    clusters = None if labels is None or pd.isna(labels).any() else number_clusters(labels)
    weights = used.weights if options.use_weights else None

    fits: dict[str, ModelFit] = {}
    designs: dict[str, Design] = {}
    failures: list[tuple[str, ModelError]] = []
    for place, spec in enumerate(specs):
        part = progress.part(100 * place / len(specs), 100 * (place + 1) / len(specs))
        designs[spec.id] = build_design(used.values, spec.outcome, spec.terms)
        try:
            fits[spec.id] = fit_model(
                designs[spec.id],
                spec.family,
                covariance=options.covariance,
                clusters=clusters,
                weights=weights,
                correction=options.correction,
                separation=options.separation,
                progress=part,
            )
            fits[spec.id].profile(options.confidence, part)
        except ModelError as error:
            failures.append((spec.title, error))
        part.set(100)
    if failures:
        raise joined(failures) from failures[0][1]

    notes = [*used.notes, *_notes(specs, fits, used, options)]
    for note in notes:
        progress.warning(note)
    answers = tuple(evaluate_all(fits, options.confidence))
    return EquityModels(
        options=options,
        specs=tuple(specs),
        fits=fits,
        coefficients=pd.concat(
            [coefficient_table(spec.id, fits[spec.id], options.confidence) for spec in specs], ignore_index=True
        ),
        fit=_fit_table(specs, fits, options.confidence),
        contrasts=_contrast_table(answers),
        answers=answers,
        rows=used.mask,
        left_out=used.left_out,
        predictions=_predictions(used, fits),
        notes=tuple(notes),
        designs=designs,
        cluster_labels=labels,
        population_weights=used.weights if used.weights is not None and (used.weights > 0).all() else None,
    )


def coefficient_table(model: str, fit: ModelFit, confidence: float) -> pd.DataFrame:
    """A fit as rows of ``columns.COEFFICIENTS``: constant, slopes, and alpha where there is one.

    Alpha has no test here, since zero is the edge of what it can be: ``p_alpha`` in the table of fit tests it.
    """
    found = [fit.estimate({term: 1.0}, confidence) for term in fit.terms]
    low, high = (np.array([getattr(one, end) for one in found]) for end in ("low", "high"))
    with np.errstate(over="ignore"):  # an interval may be so wide that its end is infinite as a ratio
        ratios = np.exp(fit.params), np.exp(low), np.exp(high)
    percent = to_percent(fit.params)
    percent[0] = np.nan  # a constant changes nothing
    frame = pd.DataFrame(
        {
            columns.MODEL: model,
            columns.TERM: list(fit.terms),
            columns.ESTIMATE: fit.params,
            columns.STD_ERROR: fit.errors,
            columns.STATISTIC: fit.params / fit.errors,
            columns.P_VALUE: [one.p_value for one in found],
            columns.CONF_LOW: low,
            columns.CONF_HIGH: high,
            columns.EXP_ESTIMATE: ratios[0],
            columns.EXP_LOW: ratios[1],
            columns.EXP_HIGH: ratios[2],
            columns.PERCENT_CHANGE: percent,
        }
    )
    if fit.ln_alpha is None:
        return frame
    low, high = fit.alpha_interval(confidence)
    last = dict.fromkeys(columns.COEFFICIENTS.names, np.nan)
    last |= {
        columns.MODEL: model,
        columns.TERM: columns.TERM_ALPHA,
        columns.ESTIMATE: fit.alpha,
        columns.STD_ERROR: fit.alpha * fit.ln_alpha_error,
        columns.CONF_LOW: low,
        columns.CONF_HIGH: high,
    }
    return pd.DataFrame({name: [*frame[name], last[name]] for name in columns.COEFFICIENTS.names})


def model_rows(study: pd.DataFrame, models: EquityModels) -> pd.DataFrame:
    """The households used, with what Models 1 and 3 expect of them: table ``columns.MODEL_ROWS``."""
    frame = study.loc[models.rows].reset_index(drop=True)
    predictions = models.predictions
    computed = {
        columns.FITTED_HOURS: predictions["model_3_fitted"],
        columns.RESIDUAL_HOURS: predictions["model_3_residual"],
        columns.PARTICIPATION_PROBABILITY: predictions["model_1_fitted"],
    }
    return pd.DataFrame(
        {
            name: (computed[name] if name in computed else frame.get(name, pd.Series([None] * len(frame)))).to_numpy()
            for name in columns.MODEL_ROWS.names
        }
    )


def _check_options(options: ModelOptions) -> None:
    problems = []
    if options.covariance not in COVARIANCES:
        problems.append(
            Problem(f"there is no covariance '{options.covariance}'", f"Choose one of {', '.join(COVARIANCES)}")
        )
    for name, value, choices in (
        ("correction", options.correction, CORRECTIONS),
        ("treatment of separation", options.separation, SEPARATIONS),
    ):
        if value not in choices:
            problems.append(Problem(f"there is no {name} '{value}'", f"Choose one of {', '.join(choices)}"))
    if not 0 < options.confidence < 1:
        problems.append(Problem(f"a confidence of {options.confidence} is not between 0 and 1", "Give 0.95, say"))
    if options.use_weights and options.covariance == CLASSICAL:
        problems.append(
            Problem("classical standard errors are wrong for weighted rows", f"Choose {ROBUST} or {CLUSTER}")
        )
    if problems:
        raise InputError(problems)


def _notes(specs, fits, used: UsedRows, options: ModelOptions) -> list[str]:
    notes = method_notes({spec.title: fits[spec.id] for spec in specs})
    notes += few_clusters_note(max(fit.clusters for fit in fits.values()), options.correction)
    for spec in specs:
        fit = fits[spec.id]
        cases, what = fit.nobs, "households"
        if spec.family == LOGIT:
            cases, what = int(min(fit.outcome.sum(), fit.nobs - fit.outcome.sum())), "households of the rarer outcome"
        if cases < _CASES_PER_TERM * fit.size:
            notes.append(
                f"{spec.title}: {cases:,} {what} "
                f"for {fit.size} coefficients. Below {_CASES_PER_TERM} for each, estimates are unstable."
            )
    if used.weights_differ and not options.use_weights:
        notes.append(
            "The sampling weights differ between households and were not used, as in the study: Model 1's constant "
            "and probabilities then describe the sample, not the city, and its slopes and the other models' hold for "
            "the city only if the models are right."
        )
    return notes


def _fit_table(specs, fits, confidence) -> pd.DataFrame:
    rows = [
        (spec.id, name, value)
        for spec in specs
        for name, value in fit_statistics(fits[spec.id], confidence, fits.get(spec.extends)).items()
    ]
    return pd.DataFrame(rows, columns=list(columns.FIT.names))


def _contrast_table(answers: Sequence[ContrastResult]) -> pd.DataFrame:
    rows = [(a.spec.model, a.spec.id, a.estimate, a.percent, a.low, a.high, a.p_value, a.sentence) for a in answers]
    return pd.DataFrame(rows, columns=list(columns.CONTRASTS.names))


def _predictions(used: UsedRows, fits: dict[str, ModelFit]) -> pd.DataFrame:
    frame = {columns.HOUSEHOLD_ID: used.households}
    for model, fit in fits.items():
        frame[f"{model}_fitted"] = fit.fitted
        frame[f"{model}_residual"] = fit.outcome - fit.fitted
    return pd.DataFrame(frame)
