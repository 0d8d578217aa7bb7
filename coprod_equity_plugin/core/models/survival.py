"""Models 2-5 again with censoring taken seriously: Cox, Weibull and log-normal, and asking as it happened in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from .. import columns
from ..errors import InputError, ModelError, Problem, joined
from ..progress import Progress
from ..study.dataset import MINORITY_HOUSEHOLD
from .aft import AFT, fit_aft
from .contrasts import CONTRASTS, ContrastResult, ContrastSpec, evaluate, to_percent
from .covariance import number_clusters
from .cox import Spells, SurvivalFit, fit_cox
from .design import build_design
from .equity import ModelOptions
from .method_words import few_clusters_note
from .rows import UsedRows, use_rows
from .specification import CLASSICAL, CLUSTER, LOGIT, MODELS, ROBUST, ModelSpec, columns_of
from .survival_groups import survival_table
from .survival_rows import MINIMUM, Varying, known_times, spells_by_request

COX = "cox"
TIME_VARYING = "cox_time"
_PACE = ("was", "higher", "lower")


@dataclass(frozen=True)
class SurvivalOptions:
    """How the models are fitted.

    Attributes
    ----------
    models
        Standard errors, clusters and confidence.
    limit
        Hours to which restricted means count; the study's longest wait was 288.
    event_start
        Needed with requests; earlier ones are left out.
    """

    models: ModelOptions = field(default_factory=ModelOptions)
    limit: float = 288.0
    event_start: np.datetime64 | None = None


@dataclass(frozen=True)
class SurvivalModels:
    """The survival models' results.

    Attributes
    ----------
    fits
        By id: ``cox_2`` .. ``cox_5``, ``weibull_2`` .., ``lognormal_2`` .., ``cox_time_2``, ``cox_time_3``.
    coefficients, fit, contrasts, groups
        Tables ``columns.COEFFICIENTS``, ``columns.FIT``, ``columns.CONTRASTS`` and ``columns.SURVIVAL``.
    nobs, censored
        Households used, and those of them without power at the last read.
    notes
        Sentences that change how the results are read.
    errors
        Which standard errors the models have, a sentence.
    """

    fits: dict[str, SurvivalFit]
    coefficients: pd.DataFrame
    fit: pd.DataFrame
    contrasts: pd.DataFrame
    groups: pd.DataFrame
    nobs: int
    censored: int
    notes: tuple[str, ...]
    errors: str


def fit_survival(
    study: pd.DataFrame,
    options: SurvivalOptions | None = None,
    requests: pd.DataFrame | None = None,
    bounds: pd.DataFrame | None = None,
    progress: Progress | None = None,
    specs: Sequence[ModelSpec] = MODELS,
) -> SurvivalModels:
    """Fit the study's models of hours as models of time to restoration.

    Parameters
    ----------
    study
        Table ``columns.STUDY``. Used are the households of the equity models.
    options
        Standard errors, limit of the restricted mean.
    requests
        Table ``columns.REQUESTS``: makes asking a covariate that begins at the request's time, which needs
        ``outage_start`` in the study table.
    bounds
        Table ``columns.RESTORATION``: its ``hours_low`` and ``hours_high`` replace exact hours in the accelerated
        failure time models.
    progress
        Told 0-100, asked for cancel.
    specs
        Models; those with hours as outcome are fitted.

    Raises
    ------
    InputError
        Listing every missing column and impossible value.
    ModelError
        If no model can be fitted; the reasons of those that cannot are among the notes otherwise.
    """
    options, progress = options or SurvivalOptions(), progress or Progress()
    _check(study, options, requests)
    clustered = options.models.covariance == CLUSTER
    used = use_rows(study, columns_of(specs), options.models.cluster_column, options.models)
    for line in used.left_out.itertuples(index=False):
        progress.info(f"Left out, {line.reason}: {line.households:,} households.")
    clusters = number_clusters(used.clusters)
    hours = used.column(columns.RESTORATION_HOURS)
    restored = ~_censored(study)[used.mask]
    if np.ptp(hours) == 0:
        raise ModelError(
            f"All {len(hours):,} households waited {hours[0]:g} hours, so there is nothing to explain. Look at the "
            "column of hours."
        )
    times, notes = known_times(study, used, hours, restored, bounds)
    notes = [*notes, *_notes(restored, clusters, clustered, used, options.models)]

    jobs = _jobs(specs, requests is not None)
    weights = used.weights if options.models.use_weights else None
    shared = {
        "covariance": options.models.covariance,
        "clusters": clusters if clustered else None,
        "weights": weights,
    }
    varying = None
    if requests is not None:
        varying, more = spells_by_request(study, used, hours, restored, requests, options.event_start)
        notes += more
    fits: dict[str, SurvivalFit] = {}
    failures: list[tuple[str, ModelError]] = []
    for place, (kind, model, spec) in enumerate(jobs):
        part = progress.part(5 + 70 * place / len(jobs), 5 + 70 * (place + 1) / len(jobs))
        try:
            design = build_design(used.values, spec.outcome, spec.terms)
            if kind == TIME_VARYING:
                fits[model] = _fit_varying(spec, used, varying, shared, part)
            elif kind == COX:
                fits[model] = fit_cox(design, Spells(hours, restored), progress=part, **shared)
            else:
                fits[model] = fit_aft(design, times, kind, progress=part, **shared)
        except ModelError as error:
            failures.append((model, error))
        part.set(100)
    if not fits:
        raise joined(failures) from failures[0][1]
    notes += [f"Not fitted, {line}" for line in str(joined(failures)).splitlines()] if failures else []
    groups, small = survival_table(
        hours,
        restored,
        clusters,
        used.column(columns.MINORITY_SHARE) >= MINORITY_HOUSEHOLD,
        used.column(columns.PARTICIPATION) == 1,
        options.limit,
        progress.part(75, 98),
        weights,
    )
    notes += small
    notes.append(
        "A household could only ask while it waited, so those that asked had waited some time already. Curves and "
        "models that count asking from the start do not know that; the models with the request's time do."
    )
    answers = _answers(fits, options.models.confidence)
    notes += _proportional_notes(fits)
    for note in notes:
        progress.warning(note)
    progress.set(100)
    return SurvivalModels(
        fits=fits,
        coefficients=pd.concat(
            [_coefficients(model, fit, options.models.confidence) for model, fit in fits.items()], ignore_index=True
        ),
        fit=_fit_table(fits, restored),
        contrasts=pd.DataFrame(
            [(a.spec.model, a.spec.id, a.estimate, a.percent, a.low, a.high, a.p_value, a.sentence) for a in answers],
            columns=list(columns.CONTRASTS.names),
        ),
        groups=groups,
        nobs=len(hours),
        censored=int((~restored).sum()),
        notes=tuple(notes),
        errors=_errors(options.models, int(clusters.max()) + 1),
    )


def _errors(options: ModelOptions, groups: int) -> str:
    if options.covariance == CLASSICAL:
        return "Classical standard errors, from the observed information."
    if options.covariance == ROBUST:
        return "Robust standard errors, from each household's score, with the factor n / (n − 1)."
    return (
        f"Standard errors clustered by {options.cluster_column} ({groups:,} clusters), from sums of scores (Lin and "
        f"Wei), with the factor G / (G − 1) and the t distribution with {groups - 1:,} degrees of freedom. R's coxph "
        "and survreg have the same without the factor and with the normal distribution. The bias-reduced errors (CR2) "
        "of the equity models are not established for survival models."
    )


def _jobs(specs: Sequence[ModelSpec], with_requests: bool) -> list[tuple[str, str, ModelSpec]]:
    """Kind, id and model of every fit."""
    waits = [spec for spec in specs if spec.family != LOGIT]
    jobs = [(kind, spec.id.replace("model", kind), spec) for kind in (COX, *AFT) for spec in waits]
    if with_requests:
        jobs += [
            (TIME_VARYING, spec.id.replace("model", TIME_VARYING), spec)
            for spec in waits
            if columns.PARTICIPATION in spec.columns
        ]
    return jobs


def _fit_varying(spec: ModelSpec, used: UsedRows, varying: Varying, shared: dict, progress) -> SurvivalFit:
    rows = varying.household
    values = {name: used.column(name)[rows] for name in spec.columns}
    values[columns.PARTICIPATION] = varying.asked
    clusters = shared["clusters"]
    covariance = shared["covariance"]
    if covariance == "robust":  # a household's two spells belong together
        covariance, clusters = CLUSTER, np.arange(len(used.column(columns.RESTORATION_HOURS)))
    return fit_cox(
        build_design(values, spec.outcome, spec.terms),
        varying.spells,
        covariance=covariance,
        clusters=None if clusters is None else clusters[rows],
        weights=None if shared["weights"] is None else shared["weights"][rows],
        progress=progress,
    )


def _censored(study: pd.DataFrame) -> np.ndarray:
    if columns.CENSORED in study.columns:
        return study[columns.CENSORED].to_numpy(dtype=float, na_value=0.0) == 1
    return study[columns.STATUS].to_numpy(dtype=object) == columns.STATUS_CENSORED


def _notes(restored, clusters, clustered: bool, used: UsedRows, options: ModelOptions) -> list[str]:
    notes = []
    waiting = int((~restored).sum())
    if waiting:
        few = f"Fewer than {MINIMUM}" if waiting < MINIMUM else f"{waiting:,}"
        notes.append(
            f"{few} of {len(restored):,} households had no power yet when the reads end. They count as having waited "
            "at least that long."
        )
    groups = int(clusters.max()) + 1
    notes += few_clusters_note(groups if clustered else 0)
    if options.use_weights:
        notes.append(
            "Households count by their sampling weights. Likelihoods, the proportionality test and the plain log-rank "
            "test are not defined for weighted rows and are left out."
        )
    elif used.weights_differ:
        notes.append("The sampling weights differ between households and are not used in these survival models.")
    return notes


def _proportional_notes(fits: dict[str, SurvivalFit]) -> list[str]:
    notes = []
    for model, fit in fits.items():
        p_value = fit.proportional.get("GLOBAL", (0.0, 1.0))[1]
        if p_value < 0.05:
            p_text = "below 0.001" if p_value < 0.001 else f"{p_value:.3f}"
            notes.append(
                f"{model}: ratios of pace change with the hours (proportionality test, p {p_text}), so its "
                "coefficients are averages over time. The log-normal models and the restricted means do not rest on "
                "constant ratios."
            )
    return notes


def _coefficients(model: str, fit: SurvivalFit, confidence: float) -> pd.DataFrame:
    """A fit as rows of ``columns.COEFFICIENTS``; the scale of an accelerated failure time model comes last."""
    critical = fit.critical(confidence)
    reach, statistic = critical * fit.errors, fit.params / fit.errors
    percent = np.where(np.array(fit.terms) == columns.TERM_CONST, np.nan, to_percent(fit.params))
    with np.errstate(over="ignore"):
        ratios = np.exp([fit.params, fit.params - reach, fit.params + reach])
    parts = (fit.params, fit.errors, statistic, fit.p_value(statistic), fit.params - reach, fit.params + reach)
    rows = [(model, term, *values) for term, *values in zip(fit.terms, *parts, *ratios, percent)]
    if fit.ln_scale is not None:
        scale, reach = np.exp(fit.ln_scale), critical * fit.ln_scale_error
        ends = (np.exp(fit.ln_scale - reach), np.exp(fit.ln_scale + reach))
        empty = [np.nan] * 4
        rows.append((model, columns.TERM_SCALE, scale, scale * fit.ln_scale_error, np.nan, np.nan, *ends, *empty))
    return pd.DataFrame(rows, columns=list(columns.COEFFICIENTS.names))


def _fit_table(fits: dict[str, SurvivalFit], restored: np.ndarray) -> pd.DataFrame:
    rows = []
    for model, fit in fits.items():
        size = len(fit.params) + (fit.ln_scale is not None)
        found = {"n": len(restored), "parameters": size, "log_likelihood": fit.llf}
        if not fit.weighted:
            found |= {
                "log_likelihood_null": fit.llnull,
                "lr_statistic": 2 * (fit.llf - fit.llnull),
                "aic": 2 * size - 2 * fit.llf,
            }
        if fit.clusters:
            found["clusters"] = fit.clusters
        if not 0 < len(restored) - fit.events < MINIMUM:  # or the few still without power could be counted
            found["events"] = fit.events
        for term, (statistic, p_value) in fit.proportional.items():
            name = "global" if term == "GLOBAL" else term
            found |= {f"proportionality_{name}": statistic, f"p_proportionality_{name}": p_value}
        rows += [(model, name, float(value)) for name, value in found.items()]
    return pd.DataFrame(rows, columns=list(columns.FIT.names))


def survival_contrasts(model: str) -> tuple[ContrastSpec, ...]:
    """The study's questions for a survival model; for Cox in words of pace, since a positive coefficient is sooner."""
    kind, number = model.rsplit("_", 1)
    found = []
    for spec in CONTRASTS:
        if spec.model != f"model_{number}":
            continue
        spec = replace(spec, model=model)
        if kind not in AFT:
            spec = replace(spec, subject=_pace(spec.subject), reference=_pace(spec.reference), words=_PACE)
        found.append(spec)
    return tuple(found)


def _pace(text: str) -> str:
    for waits, pace in (
        ("the ratio of minority households' waits to", "the ratio of minority households' pace of restoration to"),
        ("minority households' waits", "minority households' pace of restoration"),
        ("waits ", "the pace of restoration "),
        ("those ", "that "),
    ):
        if text.startswith(waits):
            return pace + text[len(waits) :]
    return text


def _answers(fits: dict[str, SurvivalFit], confidence: float) -> list[ContrastResult]:
    return [evaluate(fit, spec, confidence) for model, fit in fits.items() for spec in survival_contrasts(model)]


def _check(study: pd.DataFrame, options: SurvivalOptions, requests) -> None:
    problems = []
    if options.limit <= 0:
        problems.append(Problem("the limit is not above zero", "Give 288 hours, say", column="LIMIT"))
    if options.models.use_weights and options.models.covariance == CLASSICAL:
        problems.append(
            Problem("classical standard errors are wrong for weighted rows", f"Choose {ROBUST} or {CLUSTER}")
        )
    if not {columns.CENSORED, columns.STATUS} & set(study.columns):
        problems.append(
            Problem("nothing says who had no power yet", "Use the table of 'studydataset'", column=columns.CENSORED)
        )
    if requests is not None and options.event_start is None:
        problems.append(Problem("there is no event start", "Give it with the requests", column="EVENT_START"))
    if requests is not None and columns.OUTAGE_START not in study.columns:
        problems.append(
            Problem("requests need the time of the outage", "Use a new study table", column=columns.OUTAGE_START)
        )
    if problems:
        raise InputError(problems)
