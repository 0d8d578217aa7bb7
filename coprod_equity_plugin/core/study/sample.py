"""The case-control sample of the reference study: every household that asked for help, and a random draw of others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from .. import columns as c
from ..errors import InputError, Problem
from ..progress import Progress

COVARIATES = (
    c.MINORITY_SHARE,
    c.ELDERLY_SHARE,
    c.COLLEGE_SHARE,
    c.HOUSE_AGE,
    c.MEDIAN_INCOME,
    c.LOG_DENSITY,
    c.EDUCATION_SHARE,
    c.RENTER_SHARE,
    c.COMMUNITY_REQUESTS,
)
SIGNIFICANT = 0.05


@dataclass(frozen=True)
class CaseControlSample:
    """A case-control sample with what its analysis needs.

    Attributes
    ----------
    table : pandas.DataFrame
        The sampled rows of the study table in their order, all its columns; ``sampling_weight`` is 1 for a reporter
        and the number of non-reporters over the number drawn for a control (times the weight that the row had).
    rows : numpy.ndarray of int
        Where they stand in the study table.
    balance : pandas.DataFrame
        Columns of ``columns.BALANCE``: controls drawn against all non-reporters, a row per covariate.
    reporters, controls : int
        Households in the sample.
    population : int
        Non-reporters that the controls were drawn from.
    tau, y_bar : float
        Share of reporters in the population and in the sample.
    correction : float
        What to subtract from a logit's intercept, see :func:`prior_correction`.
    seed : int
        Draws the same households again, whatever the order of the rows.
    log : tuple of str
        Who was left out and why, and what was drawn.
    control_weight : float
        Households that each control stands for.
    different : tuple of str
        Covariates whose means differ from the population's at the 5 % level.
    """

    table: pd.DataFrame
    rows: np.ndarray
    balance: pd.DataFrame
    reporters: int
    controls: int
    population: int
    tau: float
    y_bar: float
    correction: float
    seed: int
    log: tuple[str, ...]
    control_weight: float
    different: tuple[str, ...]


def prior_correction(tau: float, y_bar: float) -> float:
    """How far a logit's intercept is off in a sample chosen on the outcome: ln[((1 - tau) / tau)(y / (1 - y))].

    Subtract it from the fitted intercept; the slopes need no correction (King & Zeng 2001, equation 7).

    Parameters
    ----------
    tau
        Share of cases in the population.
    y_bar
        Share of cases in the sample.
    """
    if not (0 < tau < 1 and 0 < y_bar < 1):
        raise InputError(
            Problem(
                f"shares of cases of {tau:.4g} in the population and {y_bar:.4g} in the sample cannot be compared",
                "There have to be households that asked for help and households that did not",
            )
        )
    return float(np.log((1 - tau) / tau * y_bar / (1 - y_bar)))


@dataclass(frozen=True)
class ControlPool:
    """Whom samples are drawn from, checked and ordered once: ready for thousands of redraws.

    Attributes
    ----------
    cases, others : numpy.ndarray of int
        Rows of complete households that asked, in the table's order, and that did not, in the order of their ids (so
        that a sorted or filtered-and-rejoined table gives the same sample); shapes ``(a,)`` and ``(b,)``.
    numbers : dict
        Column -> its numbers in the study table, shape ``(n,)``.
    left, left_asked : int
        Households that lost power but lack a value, and how many of them had asked.
    """

    cases: np.ndarray
    others: np.ndarray
    numbers: dict[str, np.ndarray]
    left: int
    left_asked: int

    @property
    def tau(self) -> float:
        """Share of the population that asked."""
        return len(self.cases) / (len(self.cases) + len(self.others))

    def draw(self, controls: int, seed: int) -> tuple[np.ndarray, np.ndarray, float]:
        """All cases and some others.

        Returns
        -------
        rows : numpy.ndarray of int
            The sample's rows in the study table, in order.
        drawn : numpy.ndarray of int
            The controls among them.
        factor : float
            How many households each control stands for.
        """
        size = min(controls, len(self.others))
        drawn = np.random.default_rng(seed).choice(self.others, size, replace=False)
        return np.sort(np.concatenate([self.cases, drawn])), drawn, len(self.others) / size


def draw_case_control(
    study: pd.DataFrame,
    controls: int = 3000,
    seed: int = 1,
    covariates: Sequence[str] = COVARIATES,
    progress: Progress | None = None,
) -> CaseControlSample:
    """Take all reporters and a random draw of the other households (Xu & Tang 2021, Appendix B).

    The population is the models' own: households that lost power (restored or censored) with hours, a mark whether
    they asked for help, and every covariate.

    Parameters
    ----------
    study
        The household study table (``columns.STUDY``).
    controls
        Non-reporters to draw; all of them if there are no more.
    seed
        Of the draw.
    covariates
        Columns that have to be complete and whose balance is tested.
    progress
        Told what was left out.

    Raises
    ------
    InputError
        For missing columns, repeated households, or no reporters or non-reporters.
    """
    progress = progress or Progress()
    problems = _missing_columns(study, covariates)
    if controls < 1:
        problems.append(Problem(f"{controls} controls are no sample", "Draw at least one"))
    if problems:
        raise InputError(problems)
    pool = control_pool(study, covariates)
    progress.check()
    rows, drawn, factor = pool.draw(controls, seed)
    table = study.iloc[rows].reset_index(drop=True)
    weight = np.where(pool.numbers[c.PARTICIPATION][rows] == 1, 1.0, factor)
    if c.SAMPLING_WEIGHT in study.columns:
        earlier = _numbers(study, c.SAMPLING_WEIGHT)[rows]
        weight = weight * np.where(np.isfinite(earlier), earlier, 1.0)
    table[c.SAMPLING_WEIGHT] = weight

    cases, others, y_bar = len(pool.cases), len(pool.others), len(pool.cases) / len(rows)
    balance = _balance(pool.numbers, drawn, pool.others, covariates)
    tested = int(balance[c.P_VALUE].notna().sum())
    different = balance.loc[balance[c.P_VALUE] < SIGNIFICANT, c.TERM].tolist()
    log = [
        f"Complete households that lost power: {cases + others:,}, of them asked for help: {cases:,}.",
        f"Left out for a missing value: {pool.left:,}, of them asked for help: {pool.left_asked:,}.",
        f"Sample: all {cases:,} that asked and {len(drawn):,} of {others:,} others, each standing for {factor:.2f} "
        f"(seed {seed}).",
        f"Balance: {len(different)} of {tested} variables differ from all who did not ask at the 5 % level"
        + (f" ({', '.join(different)})" if different else "")
        + "; by chance one in twenty would.",
    ]
    for sentence in log:
        progress.info(sentence)
    if len(drawn) < controls:
        progress.warning(f"There are only {len(drawn):,} households to draw from: all are taken.")
    return CaseControlSample(
        table=table,
        rows=rows,
        balance=balance,
        reporters=cases,
        controls=len(drawn),
        population=others,
        tau=pool.tau,
        y_bar=y_bar,
        correction=prior_correction(pool.tau, y_bar),
        seed=seed,
        log=tuple(log),
        control_weight=factor,
        different=tuple(different),
    )


def control_pool(study: pd.DataFrame, covariates: Sequence[str] = COVARIATES) -> ControlPool:
    """Check the study table and find whom to draw from; arguments and errors as in :func:`draw_case_control`."""
    problems = _missing_columns(study, covariates)
    if problems:
        raise InputError(problems)
    if study[c.HOUSEHOLD_ID].duplicated().any():
        rows = np.flatnonzero(study[c.HOUSEHOLD_ID].duplicated().to_numpy()) + 1
        remedy = "Give each household one row"
        raise InputError(
            Problem("a household comes again", remedy, "study table", c.HOUSEHOLD_ID, tuple(int(row) for row in rows))
        )
    lost_power = np.isin(study[c.STATUS].to_numpy(dtype=object), (c.STATUS_RESTORED, c.STATUS_CENSORED))
    values = {name: _numbers(study, name) for name in (c.RESTORATION_HOURS, c.PARTICIPATION, *covariates)}
    complete = lost_power & np.all([np.isfinite(column) for column in values.values()], axis=0)
    asked = values[c.PARTICIPATION] == 1
    cases, others = np.flatnonzero(complete & asked), np.flatnonzero(complete & ~asked)
    if not len(cases) or not len(others):
        raise InputError(
            Problem(
                f"{len(cases):,} complete households asked for help and {len(others):,} did not",
                "A case-control sample needs both; see the sample flow of 'studydataset' for who was left out",
                "study table",
            )
        )
    others = others[np.argsort(study[c.HOUSEHOLD_ID].to_numpy()[others].astype(str), kind="stable")]
    left = lost_power & ~complete
    return ControlPool(cases, others, values, int(left.sum()), int((left & asked).sum()))


def _missing_columns(study: pd.DataFrame, covariates: Sequence[str]) -> list[Problem]:
    needed = (c.HOUSEHOLD_ID, c.STATUS, c.RESTORATION_HOURS, c.PARTICIPATION, *covariates)
    return [
        Problem("there is no such column", "Use the table that 'studydataset' makes", "study table", name)
        for name in needed
        if name not in study.columns
    ]


def _balance(values, drawn: np.ndarray, everybody: np.ndarray, covariates: Sequence[str]) -> pd.DataFrame:
    """Two-sample t-tests (Welch) of the controls drawn against all non-reporters, as the study's Appendix B reports.

    The drawn are part of all, which the test ignores: it is a little slow to find a difference.
    """
    sample = np.column_stack([values[name][drawn] for name in covariates])
    population = np.column_stack([values[name][everybody] for name in covariates])
    means, targets = sample.mean(axis=0), population.mean(axis=0)
    spread = population.std(axis=0, ddof=1) if len(everybody) > 1 else np.full(len(covariates), np.nan)
    left = sample.var(axis=0, ddof=1) / len(drawn) if len(drawn) > 1 else np.full(len(covariates), np.nan)
    right = spread**2 / len(everybody)
    error = np.sqrt(left + right)
    # A constant column has a spread of rounding errors only.
    testable = np.isfinite(error) & (spread > 1e-12 * np.abs(targets))
    statistic = np.divide(means - targets, error, out=np.full(len(covariates), np.nan), where=testable)
    below = left**2 / max(len(drawn) - 1, 1) + right**2 / max(len(everybody) - 1, 1)
    freedom = np.divide((left + right) ** 2, below, out=np.full(len(covariates), np.nan), where=testable)
    return pd.DataFrame(
        {
            c.TERM: list(covariates),
            c.DRAWN_MEAN: means,
            c.POPULATION_MEAN: targets,
            c.STD_DIFFERENCE: np.divide(means - targets, spread, out=np.full(len(covariates), np.nan), where=testable),
            c.STATISTIC: statistic,
            c.P_VALUE: 2 * stats.t.sf(np.abs(statistic), freedom),
        }
    )


def _numbers(study: pd.DataFrame, name: str) -> np.ndarray:
    try:
        return study[name].to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError):
        raise InputError(Problem("does not hold numbers", "Make it a number field", "study table", name)) from None
