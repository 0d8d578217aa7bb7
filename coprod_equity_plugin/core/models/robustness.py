"""How much the main results depend on choices: the models again, for every variant, and what that adds up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .. import columns
from ..errors import InputError, ModelError, Problem
from ..progress import Progress
from . import variants
from .covariance import number_clusters
from .design import build_design
from .equity import EquityModels, ModelOptions, fit_equity_models
from .fit import fit_model
from .refit import Refit, reason_of, refit
from .request_times import request_times
from .robustness_words import KEY_TERMS, write_sentence
from .rows import MINIMUM, UsedRows, use_rows
from .specification import CLUSTER, LOGIT, MODELS, ModelSpec, columns_of
from .uncertain_inputs import census_errors, check_indicators, missing_marks
from .variants import Case

TERM_CORRECTED = "const_corrected"


@dataclass(frozen=True)
class RobustnessOptions:
    """What is varied.

    Attributes
    ----------
    models
        Standard errors and clusters of the main result and of every variant; weights are a variant of their own.
    sizes, draws, seed
        Households that did not ask in a random sample; samples of each size; what makes them the same again.
    weighted
        Also fit every sample weighted back to the city.
    event_start, window_days, base_days
        For the windows and the landmark; the study's own window.
    leave_out
        Fit again without each block group.
    missing_marks
        Fit again with the households whose covariates are missing, marked.
    census_draws
        How often the census tables' values are drawn from their margins of error, where these are given.
    """

    models: ModelOptions = field(default_factory=ModelOptions)
    sizes: tuple[int, ...] = (600, 1000, 2000, 3000, 5000)
    draws: int = 100
    seed: int = 1
    weighted: bool = False
    event_start: np.datetime64 | None = None
    window_days: tuple[float, ...] = (1, 2, 3, 4, 5)
    base_days: float = 2
    leave_out: bool = True
    missing_marks: bool = False
    census_draws: int = 100


@dataclass(frozen=True)
class Robustness:
    """The variants' results.

    Attributes
    ----------
    main
        The models as the table is.
    fits, summary
        Tables ``columns.ROBUSTNESS`` (confidential) and ``columns.ROBUSTNESS_SUMMARY``.
    fitted, failed
        How many fits there were, and how many of them gave no numbers.
    sentences
        The summary's sentences on the study's questions.
    notes
        What could not be done, and why.
    """

    main: EquityModels
    fits: pd.DataFrame
    summary: pd.DataFrame
    fitted: int
    failed: int
    sentences: tuple[str, ...]
    notes: tuple[str, ...]


def vary_models(
    study: pd.DataFrame,
    options: RobustnessOptions | None = None,
    requests: pd.DataFrame | None = None,
    progress: Progress | None = None,
    specs: Sequence[ModelSpec] = MODELS,
    indicators: pd.DataFrame | None = None,
) -> Robustness:
    """Fit the models to the study table, then again under every variant.

    Parameters
    ----------
    study
        Table ``columns.STUDY``, best of all households rather than a sample.
    options
        What is varied.
    requests
        Table ``columns.REQUESTS``, for the request windows.
    progress
        Told 0-100, asked for cancel at every step of every fit.
    specs
        The models.
    indicators
        Table ``columns.BLOCK_GROUPS``, for the margins of error of its values.

    Raises
    ------
    InputError, ModelError
        If the main models cannot be fitted. A variant that fails is counted, with its reason, and ends nothing.
    """
    options, progress = options or RobustnessOptions(), progress or Progress()
    _check(options, requests is not None)
    if indicators is not None:
        check_indicators(indicators)
    main = fit_equity_models(study, options.models, progress.part(0, 10), specs)
    clustered = options.models.covariance == CLUSTER
    column = options.models.cluster_column
    used = use_rows(study, columns_of(specs), column if clustered else "", options.models)
    clusters = number_clusters(study.loc[used.mask, column].fillna("")) if column in study.columns else None
    notes: list[str] = []
    cases = _Cases(study, used, clusters, options, requests, notes, indicators)
    if options.missing_marks:
        marked, why = missing_marks(study, used, specs, column if clustered else "", options.models)
        cases.marked = tuple(marked)
        notes += [why] if why else []
    total = max(cases.count, 1)

    answers = _Answers()
    answers.add_main(main, used)
    for place, case in enumerate(cases):
        part = progress.part(10 + 85 * min(place / total, 1), 100)
        for spec in specs:
            if case.concerns(spec):
                _fit_case(case, spec, main, used, clusters if clustered else None, options, answers, part)
        progress.set(10 + 85 * min((place + 1) / total, 1))
    fits = answers.table()
    progress.check()
    summary = _summarise(fits, options.models.confidence)
    for note in notes:
        progress.warning(note)
    key = [
        sentence
        for model, term, sentence in zip(summary[columns.MODEL], summary[columns.TERM], summary[columns.SENTENCE])
        if (model, term) in KEY_TERMS
    ]
    progress.set(100)
    return Robustness(main, fits, summary, answers.fitted, answers.failed, tuple(key), tuple(notes))


class _Cases:
    """The variants that the inputs allow, in order; ``count`` says how many there will be."""

    marked: tuple[Case, ...] = ()

    def __init__(
        self, study, used: UsedRows, clusters, options: RobustnessOptions, requests, notes: list[str], indicators
    ) -> None:
        self.study, self.used, self.clusters, self.options = study, used, clusters, options
        self.indicators, self.notes = indicators, notes
        others = int((used.column(columns.PARTICIPATION) == 0).sum())
        self.sizes = [size for size in options.sizes if size <= others]
        if len(self.sizes) < len(options.sizes):
            larger = ", ".join(f"{size:,}" for size in options.sizes if size > others)
            notes.append(f"There are {others:,} households that did not ask, so samples of {larger} were not drawn.")
        self.times = None
        if requests is not None:
            self.times = request_times(study, requests, options.event_start)
            if self.times.unplaced:
                few = f"fewer than {MINIMUM}" if self.times.unplaced < MINIMUM else f"{self.times.unplaced:,}"
                notes.append(
                    f"Requests that belong to no home of the study table: {few}. They are in no block group's count "
                    "when the window is varied."
                )
        else:
            notes.append("Other request windows need the matched requests and were not tried.")
        if options.event_start is None:
            notes.append("Homes still dark at the window's end need the event's start and were not looked at.")

    @property
    def count(self) -> int:
        draws = self.options.draws * len(self.sizes) * (2 if self.options.weighted else 1)
        places = len(np.unique(self.clusters)) if self.options.leave_out and self.clusters is not None else 0
        draws += len(self.marked) + (self.options.census_draws if self.indicators is not None else 0)
        return draws + places + (3 * len(self.options.window_days) if self.options.event_start is not None else 0) + 4

    def __iter__(self) -> Iterator[Case]:
        options = self.options
        yield from variants.other_measures(self.used, self.study)
        yield from self.marked
        if self.indicators is not None:
            groups = self.study[columns.BLOCK_GROUP].astype(str).to_numpy()[self.used.mask]
            yield from census_errors(self.used, groups, self.indicators, options.census_draws, options.seed, self.notes)
        if options.event_start is not None:
            yield from variants.other_windows(
                self.used, self.study, self.times, options.event_start, options.base_days, options.window_days
            )
        yield from variants.redraws(self.used, self.sizes, options.draws, options.seed, options.weighted)
        if options.leave_out and self.clusters is not None:
            yield from variants.leave_out(self.used, self.clusters)


def _fit_case(case: Case, spec, main, used: UsedRows, clusters, options: RobustnessOptions, answers, progress) -> None:
    progress.check()
    if case.base is not None:
        used = case.base
        clusters = None if clusters is None else number_clusters(used.clusters)
    rows = slice(None) if case.rows is None else case.rows
    values = {
        name: np.asarray(case.replaced[name] if name in case.replaced else used.column(name), dtype=float)[rows]
        for name in spec.columns
    }
    asked = np.asarray(case.replaced.get(columns.PARTICIPATION, used.column(columns.PARTICIPATION)))[rows]
    size = (len(asked), int(asked.sum()))
    groups = None if clusters is None else np.unique(clusters[rows], return_inverse=True)[1].reshape(-1)
    covariance, confidence = options.models.covariance, options.models.confidence
    if case.weights is not None and covariance == "classical":
        covariance = "robust"
    extra = case.extra_of(spec)
    shared = {
        "covariance": covariance,
        "clusters": groups,
        "weights": case.weights,
        "correction": options.models.correction,
        "progress": progress,
    }
    try:
        design = build_design({**values, **extra}, spec.outcome, (*spec.terms, *extra))
        if extra:
            found = Refit.of(fit_model(design, spec.family, unread=extra, **shared)).without(extra)
        else:
            found = refit(design, main.fits[spec.id], **shared)
    except ModelError as error:
        answers.add_failure(case, spec.id, size, reason_of(error))
        return
    answers.add(case, spec, found, size, confidence)


class _Answers:
    """Rows of the table of fits, gathered as columns."""

    def __init__(self) -> None:
        self.rows: list[tuple] = []
        self.fitted = self.failed = 0

    def add_main(self, main: EquityModels, used: UsedRows) -> None:
        asked = int(used.column(columns.PARTICIPATION).sum())
        case = Case(variants.POPULATION, "all households used")
        for spec in main.specs:
            fit = main.fits[spec.id]
            self.add(case, spec, Refit.of(fit), (fit.nobs, asked), main.options.confidence)

    def add(self, case: Case, spec: ModelSpec, found: Refit, size, confidence: float) -> None:
        self.fitted += 1
        low, high = found.interval(confidence)
        entries = list(zip(found.terms, found.params, low, high))
        if case.correction is not None and spec.family == LOGIT and spec.outcome == columns.PARTICIPATION:
            entries.append((TERM_CORRECTED, *(end - case.correction for end in (found.params[0], low[0], high[0]))))
        for entry in entries:
            self.rows.append((case.variant, case.setting, case.draw, spec.id, *entry, *size, None))

    def add_failure(self, case: Case, model: str, size, reason: str) -> None:
        self.fitted += 1
        self.failed += 1
        empty = (None, np.nan, np.nan, np.nan)
        self.rows.append((case.variant, case.setting, case.draw, model, *empty, *size, reason))

    def table(self) -> pd.DataFrame:
        frame = pd.DataFrame(self.rows, columns=list(columns.ROBUSTNESS.names))
        frame[columns.DRAW] = frame[columns.DRAW].astype(float)
        return frame


def _summarise(fits: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """One row per variant, setting, model and term: how the fits lie, and how many find what the main result finds."""
    verdict = np.where(fits[columns.CONF_LOW] > 0, 1, np.where(fits[columns.CONF_HIGH] < 0, -1, 0))
    failed = fits[columns.TERM].isna()
    main = fits[fits[columns.VARIANT] == variants.POPULATION]
    keys = list(zip(main[columns.MODEL], main[columns.TERM]))
    of_main = dict(zip(keys, zip(main[columns.ESTIMATE], verdict[main.index])))
    for (model, term), value in list(of_main.items()):
        if term == columns.TERM_CONST:
            of_main.setdefault((model, TERM_CORRECTED), value)
    reasons: dict[tuple, Counter] = {}
    where = [columns.VARIANT, columns.SETTING, columns.MODEL]
    for variant, setting, model, reason in fits.loc[failed, [*where, columns.FAILED_BECAUSE]].itertuples(index=False):
        reasons.setdefault((variant, setting, model), Counter())[reason] += 1

    rows, seen = [], set()
    groups = fits[~failed].groupby([*where, columns.TERM], sort=False).indices
    estimates, lows, highs = (
        fits.loc[~failed, name].to_numpy() for name in (columns.ESTIMATE, columns.CONF_LOW, columns.CONF_HIGH)
    )
    verdict = verdict[~failed.to_numpy()]
    for (variant, setting, model, term), places in groups.items():
        seen.add((variant, setting, model))
        failures = reasons.get((variant, setting, model), Counter())
        values = estimates[places]
        middle = float(np.median(values))
        if len(values) + sum(failures.values()) > 1:
            low, high = np.quantile(values, [(1 - confidence) / 2, (1 + confidence) / 2])
        else:
            low, high = lows[places][0], highs[places][0]
        reference, finding = of_main[(model, term)]
        rows.append(
            {
                columns.VARIANT: variant,
                columns.SETTING: setting,
                columns.MODEL: model,
                columns.TERM: term,
                columns.MAIN_ESTIMATE: reference,
                columns.FITS: len(values),
                columns.FAILURES: sum(failures.values()),
                columns.MEDIAN: middle,
                columns.DRAWS_LOW: float(low),
                columns.DRAWS_HIGH: float(high),
                columns.SAME_SIGN: float(np.mean(np.sign(values) == np.sign(reference))),
                columns.SAME_FINDING: float(np.mean(verdict[places] == finding)),
                columns.FAILED_BECAUSE: _reasons(failures),
                "finding": finding,
            }
        )
    for (variant, setting, model), failures in reasons.items():
        if (variant, setting, model) not in seen:
            rows.append(
                {
                    columns.VARIANT: variant,
                    columns.SETTING: setting,
                    columns.MODEL: model,
                    columns.TERM: None,
                    columns.FITS: 0,
                    columns.FAILURES: sum(failures.values()),
                    columns.FAILED_BECAUSE: _reasons(failures),
                }
            )
    for row in rows:
        row[columns.SENTENCE] = write_sentence(row, confidence)
    return pd.DataFrame(rows, columns=list(columns.ROBUSTNESS_SUMMARY.names))


def _reasons(failures: Counter) -> str | None:
    return "; ".join(f"{count:,} x {reason}" for reason, count in sorted(failures.items())) or None


def _check(options: RobustnessOptions, with_requests: bool) -> None:
    problems = []
    if with_requests and options.event_start is None:
        problems.append(Problem("there is no event start", "Give it with the requests", column="EVENT_START"))
    if any(size < 1 for size in options.sizes):
        problems.append(Problem("a sample needs at least one household", "Give sizes above zero", column="SIZES"))
    if options.draws < 0:
        problems.append(Problem("the number of draws is below zero", "Give 0 for no draws", column="DRAWS"))
    if options.census_draws < 1:
        problems.append(Problem("margins of error need draws", "Give one or more", column="CENSUS_DRAWS"))
    if options.seed < 0:
        problems.append(Problem("the seed is below zero", "Give 0 or more", column="SEED"))
    if options.base_days <= 0 or any(days <= 0 for days in options.window_days):
        problems.append(Problem("a window needs some length", "Give days above zero", column="WINDOW_DAYS"))
    if options.models.use_weights:
        problems.append(Problem("weights are a variant here", "Leave them out of the main result"))
    if problems:
        raise InputError(problems)
