"""What the census's margins of error do to a comparison of areas by a census value.

A block group's income or minority share is an estimate from a sample of its residents. Here every area's value is drawn
anew within its margin, many times, and each time the areas are put into quarters and the quarters' hours compared: how
often an area stays where it is, and how far the difference between the quarters moves. The standard error is the
published margin of error (90 %) over 1.645 (U.S. Census Bureau, Understanding and Using American Community Survey
Data, chapter 8); errors of areas are taken as normal and independent.

Made of the published table alone, so that nothing withheld is in it. The households' own hours are held as they are:
the interval is of the census's error, not of chance in the hours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .. import columns as c
from ..errors import InputError, Problem
from ..progress import Progress
from .areas import DisparityResult

Z_90 = 1.645
CLASSES = 4
UNRELIABLE_CV, LEAST_KEPT = 0.4, 0.5


@dataclass(frozen=True)
class CensusDoubt:
    """Areas and classes, fit to be published.

    Attributes
    ----------
    table
        ``columns.CENSUS_DOUBT``, a row per area in the disparity's order.
    gaps
        ``columns.CENSUS_GAPS``, a row per class, the lowest first.
    log
        Sentences for the log.
    """

    table: pd.DataFrame
    gaps: pd.DataFrame
    log: tuple[str, ...]


def census_doubt(
    disparity: DisparityResult,
    values: np.ndarray,
    margins: np.ndarray,
    *,
    share: bool = False,
    draws: int = 2000,
    seed: int = 1,
    progress: Progress | None = None,
) -> CensusDoubt:
    """Draw the census values of the areas within their margins, and see what becomes of classes and gaps.

    Parameters
    ----------
    disparity
        What :func:`.areas.disparity_by_area` gave.
    values, margins : numpy.ndarray of float, shape (areas,)
        Census value of each area of ``disparity.table`` and its margin of error (90 %), NaN where there is none; an
        area needs both.
    share
        The value is a share, which no draw puts below 0 or above 1; else none goes below 0.
    draws, seed
        How often, and with which random numbers; the same seed gives the same result.
    progress
        Told 0-100; asked for cancel.

    Raises
    ------
    InputError
        If fewer areas than two per class are shown and have a value.
    """
    progress = progress or Progress()
    mean = disparity.table[c.MEAN_HOURS].to_numpy(dtype=float)
    homes = disparity.table[c.HOUSEHOLDS].to_numpy(dtype=float)
    values, margins = np.asarray(values, dtype=float), np.asarray(margins, dtype=float)
    has = np.isfinite(values) & np.isfinite(margins) & (margins >= 0)
    used = has & np.isfinite(mean) & (homes > 0)
    if used.sum() < 2 * CLASSES:
        what = f"only {int(used.sum())} areas are shown and have a census value with its margin of error"
        raise InputError(Problem(what, f"At least {2 * CLASSES} are needed; check the field and the ids", "census"))
    value, error = values[used], margins[used] / Z_90
    hours, weight = mean[used], homes[used]
    classes = _classes(value)
    kept = np.zeros(len(value))
    gaps = np.empty((draws, CLASSES))
    random = np.random.default_rng(seed)
    for draw in range(draws):
        if draw % 100 == 0:
            progress.check()
            progress.set(100 * draw / draws)
        drawn = np.clip(value + error * random.standard_normal(len(value)), 0.0, 1.0 if share else None)
        again = _classes(drawn)
        kept += again == classes
        gaps[draw] = _gaps(again, hours, weight)
    progress.set(100)
    table = pd.DataFrame({c.AREA_ID: disparity.table[c.AREA_ID], c.CENSUS_VALUE: np.where(has, values, np.nan)})
    with np.errstate(divide="ignore", invalid="ignore"):
        table[c.CENSUS_CV] = np.where(has & (values > 0), margins / Z_90 / values, np.nan)
    for name, found in ((c.CENSUS_CLASS, classes + 1.0), (c.CENSUS_CLASS_KEPT, kept / draws)):
        column = np.full(len(table), np.nan)
        column[used] = found
        table[name] = column
    cv, stays = table[c.CENSUS_CV].to_numpy(), table[c.CENSUS_CLASS_KEPT].to_numpy()
    table[c.CENSUS_UNRELIABLE] = np.where(has, ((cv > UNRELIABLE_CV) | (stays < LEAST_KEPT)).astype(float), np.nan)
    table[c.MEAN_HOURS] = mean
    table[c.SUPPRESSION] = disparity.table[c.SUPPRESSION]
    low, high = np.quantile(gaps, (0.025, 0.975), axis=0)
    point = _gaps(classes, hours, weight)
    rows = []
    for place in range(CLASSES):
        mine = classes == place
        # The lowest class is compared with itself: no gap, no interval.
        ends = (np.nan,) * 3 if place == 0 else (point[place], low[place], high[place])
        total = weight[mine].sum()
        rows.append((place + 1.0, float(mine.sum()), total, (weight[mine] * hours[mine]).sum() / total, *ends))
    flagged = int(np.nansum(table[c.CENSUS_UNRELIABLE]))
    log = (
        f"Census value drawn {draws:,} times within its margins (seed {seed}). Areas used: {int(used.sum()):,}; "
        f"unreliable (coefficient of variation above {UNRELIABLE_CV:g}, or the class kept in under {LEAST_KEPT:.0%} of "
        f"the draws): {flagged:,}.",
    )
    return CensusDoubt(table[list(c.CENSUS_DOUBT.names)], pd.DataFrame(rows, columns=list(c.CENSUS_GAPS.names)), log)


def _classes(value: np.ndarray) -> np.ndarray:
    """Quarter of the areas by rank, 0 the lowest, shape ``(areas,)``; of equal values the first in the table first."""
    rank = np.empty(len(value), dtype=np.int64)
    rank[np.argsort(value, kind="stable")] = np.arange(len(value))
    return rank * CLASSES // len(value)


def _gaps(classes: np.ndarray, hours: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Mean hours of each class's homes less those of the lowest class's, shape ``(classes,)``."""
    total = np.bincount(classes, weights=weight, minlength=CLASSES)
    mean = np.bincount(classes, weights=weight * hours, minlength=CLASSES) / total
    return mean - mean[0]
