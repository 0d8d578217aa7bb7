"""Variants for values that are missing (marks) or estimated (the census tables' margins of error)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from .. import columns
from ..errors import InputError, Problem
from .rows import UsedRows, use_rows
from .specification import ModelSpec, columns_of
from .variants import ACS_ERROR, MISSING, Case

FEWEST = 11  # households with a missing value that are worth a mark of their own
_TO_ERROR = 1.645  # the tables' margins are of 90 %
_ALWAYS = (columns.PARTICIPATION, columns.RESTORATION_HOURS, columns.COMMUNITY_REQUESTS)
_MARGINS = (  # covariate, its margin, least and most that it can be
    (columns.MEDIAN_INCOME, columns.MEDIAN_INCOME_MOE, 1.0, np.inf),
    (columns.EDUCATION_SHARE, columns.EDUCATION_SHARE_MOE, 0.0, 1.0),
    (columns.RENTER_SHARE, columns.RENTER_SHARE_MOE, 0.0, 1.0),
)


def missing_marks(
    study: pd.DataFrame, used: UsedRows, specs: Sequence[ModelSpec], cluster: str, options
) -> tuple[list[Case], str]:
    """Households with missing covariates kept: the mean stands for the value, and a column marks that it does.

    Against the main result, which leaves them out. Biased where what is missing goes with the other columns (Jones
    1996, *Indicator and stratification methods for missing explanatory variables*), so it is a check, not a remedy.

    Returns
    -------
    cases, note
        One case, or none with a note that says why.
    """
    names = [name for name in columns_of(specs) if name not in _ALWAYS]
    numbers = {name: study[name].to_numpy(dtype=float, na_value=np.nan) for name in names}
    base = use_rows(study, [name for name in columns_of(specs) if name in _ALWAYS], cluster, options)
    marked = [name for name in names if (~np.isfinite(numbers[name][base.mask])).sum() >= FEWEST]
    whole = [name for name in names if name not in marked]
    base = use_rows(study, [*(name for name in columns_of(specs) if name in _ALWAYS), *whole], cluster, options)
    marked = [name for name in marked if (~np.isfinite(numbers[name][base.mask])).any()]
    if not marked:
        return [], f"No column misses {FEWEST} values or more, so marks for missing values were not tried."
    values, extra, seen = {name: base.column(name) for name in columns_of(specs) if base.holds(name)}, {}, []
    for name in marked:
        column = numbers[name][base.mask]
        empty = ~np.isfinite(column)
        values[name] = np.where(empty, column[~empty].mean() if (~empty).any() else 0.0, column)
        if not any((empty == other).all() for other in seen):
            extra[f"{name} missing"] = empty.astype(float)
            seen.append(empty)
    more = len(base.households) - len(used.households)
    setting = f"{more:,} more households, a mark for {', '.join(marked)}"
    return [Case(MISSING, setting, rows=np.arange(len(base.households)), replaced=values, extra=extra, base=base)], ""


def census_errors(
    used: UsedRows, places: np.ndarray, indicators: pd.DataFrame, draws: int, seed: int, notes: list[str]
) -> Iterator[Case]:
    """The block groups' census values drawn anew from their margins of error, once for each draw.

    Values of different tables are drawn independently, since the tables do not say how their errors go together; a
    block group without a margin keeps its value.

    Parameters
    ----------
    places
        Block group of each household used, shape ``(n,)``.
    indicators
        Table ``columns.BLOCK_GROUPS`` with its margins.
    """
    table, names = _by_block_group(indicators, places)
    if not names:
        raise InputError(
            Problem(
                "no block group of the study table is among the indicators",
                "Give what 'blockgroupindicators' made for the same block groups",
                "indicators",
                columns.BLOCK_GROUP,
            )
        )
    known = np.array([name in names for name in places])
    if not known.all():
        notes.append(f"{int((~known).sum()):,} households' block groups are not among the indicators and keep values.")
    row = np.array([names.get(name, 0) for name in places])
    for draw in range(1, draws + 1):
        rng = np.random.default_rng([seed, draw])
        replaced = {}
        for name, margin, least, most in _MARGINS:
            if margin in table and used.holds(name):
                shift = rng.normal(size=len(names)) * np.nan_to_num(table[margin]) / _TO_ERROR
                moved = np.clip(used.column(name) + np.where(known, shift[row], 0.0), least, most)
                replaced[name] = np.where(shift[row] == 0, used.column(name), moved)
        if {columns.POPULATION, columns.POPULATION_MOE} <= set(table) and used.holds(columns.LOG_DENSITY):
            people = np.maximum(np.nan_to_num(table[columns.POPULATION], nan=1.0), 1.0)
            shift = rng.normal(size=len(names)) * np.nan_to_num(table[columns.POPULATION_MOE]) / _TO_ERROR
            change = np.log(np.maximum(people + shift, 1.0) / people)
            replaced[columns.LOG_DENSITY] = used.column(columns.LOG_DENSITY) + np.where(known, change[row], 0.0)
        yield Case(ACS_ERROR, "drawn from the margins of error", draw, replaced=replaced)


def check_indicators(indicators: pd.DataFrame) -> None:
    """Refuse a table of indicators without ids or without any margin."""
    margins = [*(margin for _, margin, *_ in _MARGINS), columns.POPULATION_MOE]
    if columns.BLOCK_GROUP not in indicators.columns or not set(margins) & set(indicators.columns):
        raise InputError(
            Problem(
                "there are no margins of error by block group",
                "Use what 'blockgroupindicators' makes",
                "indicators",
                columns.MEDIAN_INCOME_MOE,
            )
        )


def _by_block_group(indicators: pd.DataFrame, places: np.ndarray) -> tuple[dict[str, np.ndarray], dict[str, int]]:
    """The indicators' columns as numbers, and the row of each block group that has households."""
    ids = indicators[columns.BLOCK_GROUP].astype(str).to_numpy()
    inside = np.flatnonzero(np.isin(ids, np.unique(places)))
    # in the order of their ids, so that the order of rows does not decide what is drawn
    inside = inside[np.argsort(ids[inside], kind="stable")]
    wanted = [*(margin for _, margin, *_ in _MARGINS), columns.POPULATION, columns.POPULATION_MOE]
    table = {
        name: indicators[name].to_numpy(dtype=float, na_value=np.nan)[inside]
        for name in wanted
        if name in indicators.columns
    }
    return table, {str(ids[place]): number for number, place in enumerate(inside)}
