"""Observed against expected hours by area, the expected ones from a model that knows nothing of race.

The model has the study's controls only (age of the house, income, density). A ratio above 1 says that the area waited
longer than like homes elsewhere; where race and place go together, what it says is not free of either.

Intervals of the ratio: linearised, homes on their own (hours vary far more than Poisson counts, whose exact interval
would be much too narrow). The ratios of small areas vary by chance, so each is also drawn towards the city's middle:
empirical Bayes on the logarithm, between-area variance by Paule & Mandel (1982), intervals after Morris (1983).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.stats import norm

from .. import columns as c
from ..models.design import build_design
from ..models.equity import ModelOptions
from ..models.fit import fit_model
from ..models.rows import use_rows
from ..models.specification import CLASSICAL, NEGATIVE_BINOMIAL
from ..progress import Progress
from ..sources.ids import id_text
from .areas import DisparityResult
from .households import DisparityOptions
from .intervals import moments_by
from .reliability import ratio
from .suppression import WITHHELD_BEFORE, suppress_totals

CONTROLS = (c.HOUSE_AGE, c.MEDIAN_INCOME, c.LOG_DENSITY)


@dataclass(frozen=True)
class Shrunk:
    """Values drawn towards their middle.

    Attributes
    ----------
    value, error
        Shape ``(n,)``; NaN where the input is.
    middle, spread
        The middle, and the standard deviation between the true values.
    """

    value: np.ndarray
    error: np.ndarray
    middle: float
    spread: float


def shrink(values: np.ndarray, variances: np.ndarray) -> Shrunk:
    """Draw uncertain values towards their middle, the uncertain ones most (empirical Bayes, normal).

    Parameters
    ----------
    values, variances
        Estimates and their sampling variances, shape ``(n,)``; missing ones stay missing.
    """
    known = np.isfinite(values) & np.isfinite(variances) & (variances > 0)
    y, v = values[known], variances[known]
    value, error = np.full(len(values), np.nan), np.full(len(values), np.nan)
    n = len(y)
    if n < 4:  # too few to tell how much areas differ: nothing is drawn anywhere
        value[known], error[known] = y, np.sqrt(v)
        return Shrunk(value, error, float(y.mean()) if n else np.nan, np.nan)

    def excess(between: float) -> float:
        w = 1 / (v + between)
        return float(w @ (y - w @ y / w.sum()) ** 2) - (n - 1)

    between = 0.0
    if excess(0.0) > 0:
        between = float(brentq(excess, 0.0, 10 * y.var() * n + 1))
    w = 1 / (v + between)
    middle = float(w @ y / w.sum())
    pull = v * w
    value[known] = middle + (1 - pull) * (y - middle)
    # Morris: the middle and the spread are themselves estimates.
    doubt = 2 / (n - 3) * pull**2 * (v.mean() + between) * w * (y - middle) ** 2
    error[known] = np.sqrt((1 - pull) * v + pull**2 / w.sum() + doubt)
    return Shrunk(value, error, middle, float(np.sqrt(between)))


def observed_and_expected(
    study: pd.DataFrame,
    disparity: DisparityResult,
    options: DisparityOptions,
    controls: Sequence[str] = CONTROLS,
    progress: Progress | None = None,
) -> DisparityResult:
    """Table ``columns.ADJUSTED`` in place of the disparity's, its areas and what it withholds the same.

    Areas that are withheld decide neither the middle nor the spread that others are drawn to.

    Parameters
    ----------
    study
        The household study table with the controls.
    disparity
        What :func:`.areas.disparity_by_area` gave for it.
    options
        The same.
    controls
        Predictors of the expected hours; none may be race, nor asking for help.
    progress
        Told 0-100, of left-out households too.
    """
    progress = progress or Progress()
    outcome = c.RESTORATION_HOURS
    named = np.array([name is not None for name in id_text(study[options.area_column].to_numpy())], dtype=bool)
    study = study[named]
    used = use_rows(study, (outcome, *controls), "", ModelOptions(covariance=CLASSICAL))
    fit = fit_model(build_design(used.values, outcome, controls), NEGATIVE_BINOMIAL, progress=progress.part(0, 80))
    names = id_text(study[options.area_column].to_numpy())[used.mask].astype(str)
    ids = disparity.table[c.AREA_ID].to_numpy()
    place = np.searchsorted(ids.astype(str), names)
    place = np.minimum(place, len(ids) - 1)
    met = ids[place].astype(str) == names
    place, hours, expected = place[met], fit.outcome[met], fit.fitted[met]
    size = len(ids)
    area = moments_by(hours, place, size)
    alike = (area.count > 0) & (area.squares <= 1e-18 * area.count * np.nan_to_num(area.mean) ** 2)
    before = np.where(disparity.table[c.HOUSEHOLDS].isna(), WITHHELD_BEFORE, 0)
    shown = ~suppress_totals(area.count, alike, options.minimum, before).withheld & (area.count > 0)

    three = np.full((size, 3), np.nan)
    order = np.argsort(place, kind="stable")
    starts = np.searchsorted(place[order], np.arange(size + 1))
    for row in np.flatnonzero(shown):
        mine = order[starts[row] : starts[row + 1]]
        three[row] = ratio(hours[mine], expected[mine], np.arange(len(mine)))
    drawn = _shrunk_ratios(hours, expected, place, three[:, 0])
    reach = norm.ppf(0.975) * drawn.error
    median = disparity.table[c.MEDIAN_HOURS].to_numpy() - disparity.city[c.MEDIAN_HOURS]
    table = pd.DataFrame(
        {
            c.AREA_ID: ids,
            c.MEDIAN_DIFFERENCE: median,
            c.EXPECTED_RATIO: three[:, 0],
            c.EXPECTED_RATIO + c.LOW: three[:, 1],
            c.EXPECTED_RATIO + c.HIGH: three[:, 2],
            c.SHRUNK_RATIO: np.exp(drawn.value),
            c.SHRUNK_RATIO + c.LOW: np.exp(drawn.value - reach),
            c.SHRUNK_RATIO + c.HIGH: np.exp(drawn.value + reach),
        }
    )
    reasons = disparity.table[c.SUPPRESSION].to_numpy(dtype=object)
    whole = disparity.table[c.HOUSEHOLDS].to_numpy()
    few = f"ratios: fewer than {options.minimum} households with all values of the model, or needed to protect some"
    table[c.SUPPRESSION] = [
        None if show else (few if count > 0 else reason) for show, count, reason in zip(shown, whole, reasons)
    ]
    progress.info(
        f"Expected hours are of a negative binomial model of {', '.join(controls)} on {fit.nobs:,} households. Between "
        f"areas the true ratios differ by a standard deviation of about {drawn.spread:.0%}."
    )
    progress.set(100)
    return replace(disparity, table=table[list(c.ADJUSTED.names)])


def _shrunk_ratios(hours: np.ndarray, expected: np.ndarray, place: np.ndarray, ratios: np.ndarray) -> Shrunk:
    """Ratios on the log scale; what homes of an area vary about its ratio is taken to be the same everywhere."""
    usable = np.isfinite(ratios) & (ratios > 0)
    mine = usable[place]
    level = ratios[place[mine]] * expected[mine]
    freedom = mine.sum() - usable.sum()
    relative = float(np.sum((hours[mine] / level - 1) ** 2) / freedom) if freedom > 0 else np.nan
    size = len(ratios)
    total = np.bincount(place, weights=expected, minlength=size)
    squares = np.bincount(place, weights=expected**2, minlength=size)
    variance = relative * np.divide(squares, total**2, out=np.full(size, np.nan), where=total > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return shrink(np.where(usable, np.log(ratios), np.nan), variance)
