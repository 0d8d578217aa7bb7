"""How unequal the waits of a city are, and towards whom: Gini, Theil and concentration indices.

Theil's T (Theil 1967), with the share of it that lies between groups and between areas. Concentration index
(Wagstaff, Paci & van Doorslaer 1991): above 0 where waits pile up at the upper end of the ranking variable; ties share
their mean rank. Intervals: delete-one-area jackknife with t, since homes of one area wait together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import stats

from .. import columns as c
from ..progress import Progress
from .areas import DisparityResult
from .households import UNKNOWN, DisparityOptions, numbers_of, read_households

GINI, THEIL = "gini", "theil"
THEIL_GROUPS, THEIL_AREAS = "theil_between_groups", "theil_between_areas"
CONCENTRATION = "concentration_by_"


@dataclass(frozen=True)
class Estimate:
    """A number of the whole city with its 95 % interval, and of how many households it speaks."""

    value: float
    low: float
    high: float
    households: int


def concentration(weights: np.ndarray, hours: np.ndarray) -> np.ndarray:
    """Concentration index of each row.

    Parameters
    ----------
    weights, hours
        Households and sum of their hours by value of the ranking variable, ascending, shape ``(r, values)``.

    Returns
    -------
    numpy.ndarray
        -1 to 1, shape ``(r,)``; NaN without hours.
    """
    rank = (np.cumsum(weights, axis=1) - weights / 2) / np.maximum(weights.sum(axis=1, keepdims=True), 1e-300)
    total = hours.sum(axis=1)
    return np.divide(2 * (hours * rank).sum(axis=1), total, out=np.full(len(total), np.nan), where=total > 0) - 1


def theil(weights: np.ndarray, hours: np.ndarray, logs: np.ndarray) -> np.ndarray:
    """Theil's T of each row; ``logs`` is the sum of h ln h; shapes ``(r,)``."""
    mean = hours / weights
    return logs / hours - np.log(mean)


def theil_between(weights: np.ndarray, hours: np.ndarray) -> np.ndarray:
    """The part of Theil's T that lies between parts; shapes ``(r, parts)`` to ``(r,)``."""
    share = hours / hours.sum(axis=1, keepdims=True)
    size = weights / weights.sum(axis=1, keepdims=True)
    there = (share > 0) & (size > 0)
    return np.where(there, share * np.log(np.where(there, share, 1) / np.where(there, size, 1)), 0).sum(axis=1)


def _jackknife(whole: float, without: np.ndarray, households: int) -> Estimate:
    groups = len(without)
    if groups < 2 or not np.isfinite(without).all():
        return Estimate(whole, np.nan, np.nan, households)
    error = np.sqrt((groups - 1) / groups * np.sum((without - without.mean()) ** 2))
    reach = float(stats.t.ppf(0.975, groups - 1) * error)
    return Estimate(whole, whole - reach, whole + reach, households)


def _by(codes: np.ndarray, parts: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
    """Sums by area and part; shape ``(areas, parts)``."""
    areas, size = int(codes.max()) + 1, int(parts.max()) + 1
    return np.bincount(codes * size + parts, weights=weights, minlength=areas * size).reshape(areas, size).astype(float)


def _rows(cells: np.ndarray) -> np.ndarray:
    """The city's sums, then those without each area."""
    total = cells.sum(axis=0, keepdims=True)
    return np.concatenate([total, total - cells])


def ranked(hours: np.ndarray, by: np.ndarray, areas: np.ndarray) -> Estimate:
    """Concentration of hours along a variable; households without its value do not count. Shapes ``(n,)``."""
    known = np.isfinite(by)
    if not known.any():
        return Estimate(np.nan, np.nan, np.nan, 0)
    _, ties = np.unique(by[known], return_inverse=True)
    _, codes = np.unique(areas[known], return_inverse=True)
    found = concentration(_rows(_by(codes, ties)), _rows(_by(codes, ties, hours[known])))
    return _jackknife(float(found[0]), found[1:], int(known.sum()))


def inequality(
    study: pd.DataFrame, disparity: DisparityResult, options: DisparityOptions, progress: Progress | None = None
) -> pd.DataFrame:
    """Table ``columns.INEQUALITY`` of the households that the disparity by area counts.

    Of the whole city only; missing where even the city's numbers are withheld. Parameters as
    :func:`.expected.observed_and_expected`; income is used if the study table has it.
    """
    progress = progress or Progress()
    homes = read_households(study, options)
    hours = homes.hours
    _, codes = np.unique(homes.area, return_inverse=True)
    one = np.zeros(len(hours), dtype=np.int64)
    logs = np.where(hours > 0, hours * np.log(np.where(hours > 0, hours, 1)), 0.0)
    sums = [_rows(_by(codes, one, weights))[:, 0] for weights in (np.ones(len(hours)), hours, logs)]
    found: dict[str, Estimate] = {GINI: ranked(hours, hours, codes)}
    with np.errstate(divide="ignore", invalid="ignore"):
        within = theil(*sums)
        found[THEIL] = _jackknife(float(within[0]), within[1:], len(hours))
        known = homes.group != UNKNOWN
        if known.any():
            _, own = np.unique(homes.area[known], return_inverse=True)
            between = theil_between(
                _rows(_by(own, homes.group[known])), _rows(_by(own, homes.group[known], hours[known]))
            )
            found[THEIL_GROUPS] = _jackknife(float(between[0]), between[1:], int(known.sum()))
        between = theil_between(_rows(np.diag(sums[0][0] - sums[0][1:])), _rows(np.diag(sums[1][0] - sums[1][1:])))
        found[THEIL_AREAS] = _jackknife(float(between[0]), between[1:], len(hours))
    progress.check()
    for column in dict.fromkeys((options.group_column, c.MEDIAN_INCOME)):
        if column in study.columns:
            found[CONCENTRATION + column] = ranked(hours, numbers_of(study, column)[homes.rows], codes)
    for name in (THEIL, THEIL_GROUPS, THEIL_AREAS):
        if name in found:  # none is below zero
            found[name] = replace(found[name], low=np.maximum(found[name].low, 0.0))
    table = pd.DataFrame(
        [(name, item.value, item.low, item.high, float(item.households)) for name, item in found.items()],
        columns=list(c.INEQUALITY.names),
    )
    numbers = list(c.INEQUALITY.names[1:])
    small = (table[c.HOUSEHOLDS] < options.minimum).to_numpy(copy=True)
    # Where so few are of known value that the others are a small group, their number would show it.
    apart = len(hours) - table[c.HOUSEHOLDS].to_numpy()
    small |= (apart > 0) & (apart < options.minimum)
    if np.isnan(disparity.city[c.MEAN_HOURS]):
        small[:] = True
    if np.isnan(disparity.city[c.GROUP_GAP]):
        small |= table[c.MEASURE].isin([THEIL_GROUPS, CONCENTRATION + options.group_column]).to_numpy()
    table.loc[small, numbers] = np.nan
    return table
