"""Block group indicators from census tables: the study's area covariates with their margins of error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .. import columns
from ..errors import InputError, Problem
from ..progress import Progress
from ..sources import census_codes as acs
from ..sources.census import CensusTables
from ..sources.census_values import to_geoid

GEOID = "GEOID"
ALAND = "ALAND"

SQUARE_METRES_PER_SQUARE_MILE = 2_589_988.11
Z_90 = columns.Z_90
UNRELIABLE_CV = columns.UNRELIABLE_CV
LEAST_MATCH = 0.9
_MATCH_REMEDY = (
    "Census tables up to 2019 use the block groups of 2010 (TIGER 2010 to 2019), later ones those of 2020: take the "
    "block groups of the tables' year, and tables of the same county for block groups (not tracts)"
)


@dataclass(frozen=True)
class IndicatorsResult:
    """Indicators in the order of the block groups, and what is missing in them.

    Attributes
    ----------
    table : pandas.DataFrame
        Columns of ``columns.BLOCK_GROUPS``, one row per row of the block groups, in their order.
    matched_share
        Table -> share of the block groups, in the counties that it covers, that it has a row for.
    without_rows
        Block groups that no table has a row for.
    rows_without_area
        Rows of the tables whose block group is not in the layer; not used.
    without_income
        Block groups without a median income.
    topcoded
        Block groups whose median income is a bound.
    unreliable_income
        Block groups whose median income has a coefficient of variation above 0.4.
    population_from
        The column that the population was taken from.
    """

    table: pd.DataFrame
    matched_share: dict[str, float] = field(default_factory=dict)
    without_rows: int = 0
    rows_without_area: int = 0
    without_income: int = 0
    topcoded: int = 0
    unreliable_income: int = 0
    population_from: str = acs.POPULATION


def indicators(
    census: CensusTables,
    block_groups: pd.DataFrame,
    progress: Progress | None = None,
    renters: str = "households",
) -> IndicatorsResult:
    """Income, density, education, renters and minority residents of block groups.

    Parameters
    ----------
    census
        As :func:`~coprod_equity_plugin.core.sources.census.read_census_tables` gives them.
    block_groups
        ``GEOID`` (any form that ``to_geoid`` reads) and ``ALAND`` (land in square metres).
    progress
        Told 0-100 and what is missing.
    renters
        How they are counted, a key of ``census.RENTERS_BY``.

    Returns
    -------
    IndicatorsResult

    Raises
    ------
    InputError
        If ids are unreadable or repeated, or a table lacks more than a tenth of the block groups: then the layer and
        the table are of different vintages.

    Notes
    -----
    Measures as in Xu and Tang (2021, Public Administration Review, table 2), which words renters as people; here they
    are households (B25003) if not asked otherwise.
    """
    progress = progress or Progress()
    geoid, problems = _geoids(block_groups[GEOID])
    land, unreadable = _land(block_groups[ALAND])
    problems += unreadable
    row = _rows_of(census, geoid)
    matched_share, mismatches = _match(census, geoid, row, land, progress)
    if problems or mismatches:
        raise InputError(problems + mismatches)
    progress.set(40)
    progress.check()

    def estimate(code: str) -> np.ndarray:
        return _take(census.estimate(code), row)

    def margin(code: str) -> np.ndarray:
        return _take(census.margin(code), row)

    def share(parts: Sequence[str], whole: str) -> tuple[np.ndarray, np.ndarray]:
        of, of_margin = sum_with_margin([estimate(code) for code in parts], [margin(code) for code in parts])
        return proportion_with_margin(of, of_margin, estimate(whole), margin(whole))

    population_from = next((c for c in (acs.POPULATION, *acs.POPULATION_ALSO) if c in census.estimates), acs.POPULATION)
    population = estimate(population_from)
    density = population_density(population, land)
    income, income_margin = estimate(acs.INCOME) / 1000, margin(acs.INCOME) / 1000
    open_ended = np.array(census.open_ended.get(acs.INCOME, np.zeros(len(census.geoid), bool)), float)
    topcoded = np.where(np.isnan(income), np.nan, _take(open_ended, row))
    cv = coefficient_of_variation(income, income_margin)
    education, education_margin = share(acs.BACHELOR_OR_HIGHER, acs.ADULTS)
    everybody, renting = acs.RENTERS_BY[renters]
    rented, rented_margin = share((renting,), everybody)
    table_name = everybody.partition("_")[0]
    progress.info(f"Renters are counted as {renters} ({table_name}).")
    homes, homes_margin = estimate(acs.OCCUPIED), margin(acs.OCCUPIED)
    white, white_margin = share((acs.WHITE_NOT_HISPANIC,), acs.PEOPLE_BY_ORIGIN)
    table = pd.DataFrame(
        {
            columns.BLOCK_GROUP: geoid,
            columns.POPULATION: population,
            columns.POPULATION_MOE: margin(population_from),
            columns.MEDIAN_INCOME: income,
            columns.MEDIAN_INCOME_MOE: income_margin,
            columns.MEDIAN_INCOME_CV: cv,
            columns.INCOME_TOPCODED: topcoded,
            columns.DENSITY: density,
            columns.LOG_DENSITY: np.log(density, out=np.full(len(density), np.nan), where=density > 0),
            columns.EDUCATION_SHARE: education,
            columns.EDUCATION_SHARE_MOE: education_margin,
            columns.RENTER_SHARE: rented,
            columns.RENTER_SHARE_MOE: rented_margin,
            columns.AREA_MINORITY_SHARE: 1 - white,
            columns.AREA_MINORITY_SHARE_MOE: white_margin,  # of a complement: the same
            columns.POPULATION_CV: coefficient_of_variation(population, margin(population_from)),
            columns.EDUCATION_SHARE_CV: coefficient_of_variation(education, education_margin),
            columns.RENTER_SHARE_CV: coefficient_of_variation(rented, rented_margin),
            columns.AREA_MINORITY_SHARE_CV: coefficient_of_variation(1 - white, white_margin),
            columns.AREA_HOUSEHOLDS: homes,
            columns.AREA_HOUSEHOLDS_MOE: homes_margin,
            columns.AREA_HOUSEHOLDS_CV: coefficient_of_variation(homes, homes_margin),
        },
        columns=list(columns.BLOCK_GROUPS.names),
    )
    result = IndicatorsResult(
        table=table,
        matched_share=matched_share,
        without_rows=int((row < 0).sum()),
        rows_without_area=len(census.geoid) - int((row >= 0).sum()),
        without_income=int(np.isnan(income).sum()),
        topcoded=int(np.nansum(topcoded)),
        unreliable_income=int((np.nan_to_num(cv) > UNRELIABLE_CV).sum()),
        population_from=population_from,
    )
    _tell(result, progress)
    progress.set(100)
    return result


# --- formulas --------------------------------------------------------------------------------------------------------
def population_density(population: np.ndarray, land: np.ndarray) -> np.ndarray:
    """People per square mile; NaN where there is no land.

    Parameters
    ----------
    population, land
        People and square metres, shape ``(n,)``.
    """
    population, land = np.asarray(population, float), np.asarray(land, float)
    square_miles = land / SQUARE_METRES_PER_SQUARE_MILE
    return np.divide(population, square_miles, out=np.full(len(land), np.nan), where=square_miles > 0)


def coefficient_of_variation(estimate: np.ndarray, margin: np.ndarray) -> np.ndarray:
    """Standard error over estimate, ``(margin / 1.645) / estimate``; NaN where either is missing or the estimate is 0.

    Source: U.S. Census Bureau (2020), Understanding and Using American Community Survey Data: What All Data Users Need
    to Know, chapter 7.
    """
    estimate, margin = np.asarray(estimate, float), np.asarray(margin, float)
    return np.divide(margin / Z_90, estimate, out=np.full(len(estimate), np.nan), where=estimate > 0)


def sum_with_margin(estimates: Sequence[np.ndarray], margins: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """A sum of estimates and its margin of error, the root of the summed squares.

    Of several zero estimates only the largest margin enters: their margins are all the same upper bound, and would
    swell the sum.

    Parameters
    ----------
    estimates, margins
        One array of shape ``(n,)`` each per term.

    Notes
    -----
    Source: U.S. Census Bureau (2020), Understanding and Using American Community Survey Data: What All Data Users Need
    to Know, chapter 8, "Calculating Measures of Error for Derived Estimates".
    """
    values, squares = np.stack(estimates), np.stack(margins) ** 2
    zero = values == 0
    of_zeros = np.where(zero, squares, 0.0).max(axis=0)
    return values.sum(axis=0), np.sqrt(np.where(zero, 0.0, squares).sum(axis=0) + of_zeros)


def proportion_with_margin(
    part: np.ndarray, part_margin: np.ndarray, whole: np.ndarray, whole_margin: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """A proportion ``P = X / Y`` and its margin of error.

    ``sqrt(MOE_X^2 - P^2 MOE_Y^2) / Y``; with a plus where the radicand is negative (the formula for ratios), and
    ``MOE_X / Y`` where P is 1.

    Parameters
    ----------
    part, part_margin, whole, whole_margin
        Estimates and 90 % margins, shape ``(n,)``.

    Returns
    -------
    proportion, margin : numpy.ndarray
        0-1; NaN where the whole is 0 or missing.

    Notes
    -----
    Source: U.S. Census Bureau (2020), Understanding and Using American Community Survey Data: What All Data Users Need
    to Know, chapter 8; for P = 1, its "Accuracy of the Data", section on proportions and percents.
    """
    whole = np.asarray(whole, float)
    nothing = np.full(len(whole), np.nan)
    proportion = np.divide(part, whole, out=nothing.copy(), where=whole > 0)
    of_part, of_whole = np.square(part_margin), np.square(proportion * whole_margin)
    radicand = of_part - of_whole
    radicand = np.where(radicand < 0, of_part + of_whole, radicand)
    radicand = np.where(proportion == 1, of_part, radicand)
    return proportion, np.divide(np.sqrt(radicand), whole, out=nothing.copy(), where=whole > 0)


# --- ids -------------------------------------------------------------------------------------------------------------
def _geoids(values: pd.Series) -> tuple[np.ndarray, list[Problem]]:
    geoid = np.array([to_geoid(value) or "" for value in values], object)
    problems = []
    unreadable = np.flatnonzero(geoid == "") + 1
    if len(unreadable):
        problems.append(
            Problem(
                f"{len(unreadable):,} of {len(geoid):,} values are no block group ids",
                "Use block groups with 12-digit GEOIDs (state 2, county 3, tract 6, block group 1 digits)",
                "block groups",
                GEOID,
                tuple(unreadable.tolist()),
            )
        )
    repeated = np.flatnonzero(pd.Series(geoid).duplicated().to_numpy() & (geoid != "")) + 1
    if len(repeated):
        problems.append(
            Problem(
                f"{len(repeated):,} block groups are there more than once",
                "Dissolve the layer by its ids first",
                "block groups",
                GEOID,
                tuple(repeated.tolist()),
            )
        )
    if not len(geoid):
        problems.append(Problem("the layer is empty", "Choose the block groups of the census tables", "block groups"))
    return geoid, problems


def _land(values: pd.Series) -> tuple[np.ndarray, list[Problem]]:
    """Square metres, also from a text field."""
    land = np.full(len(values), np.nan)
    wrong = []
    for place, value in enumerate(values):
        try:
            land[place] = np.nan if value is None else float(value)
        except ValueError:
            wrong.append(place + 1)
    if not wrong:
        return land, []
    remedy = "Give the land area in square metres, or take the field away to have it measured"
    return land, [Problem(f"{len(wrong):,} values are no numbers", remedy, "block groups", ALAND, tuple(wrong))]


def _rows_of(census: CensusTables, geoid: np.ndarray) -> np.ndarray:
    """Row of each block group in the census arrays, -1 where it has none."""
    position = {value: place for place, value in enumerate(census.geoid)}
    return np.array([position.get(value, -1) for value in geoid], int)


def _take(values: np.ndarray, row: np.ndarray) -> np.ndarray:
    return np.append(values, np.nan)[row]  # -1 is the last: missing


def _match(
    census: CensusTables, geoid: np.ndarray, row: np.ndarray, land: np.ndarray, progress: Progress
) -> tuple[dict[str, float], list[Problem]]:
    """Share of the layer's block groups in each table; a problem below nine in ten, told below all.

    Block groups in counties that a table does not cover are not counted against it: layers often are of a whole state.
    Neither is one of water alone, which the Census need not tabulate.
    """
    county = np.array([value[:5] for value in geoid], str)
    census_county = np.array([value[:5] for value in census.geoid], str)
    shares: dict[str, float] = {}
    tables: dict[tuple[int, int], list[str]] = {}  # (block groups with a row, all) -> tables: often the same for all
    for table, present in sorted(census.rows.items()):
        has = np.append(present, False)[row]
        counted = np.isin(county, census_county[present]) & (has | ~(land == 0))
        matched, total = int(has.sum()), int(counted.sum())
        shares[table] = matched / total if total else 0.0
        tables.setdefault((matched, total), []).append(table)
    problems = []
    for (matched, total), names in tables.items():
        what = f"table{'s' * (len(names) > 1)} {', '.join(names)}"
        files = ", ".join(dict.fromkeys(file for table in names for file in census.files[table]))
        if not total:
            text = f"none of the layer's {len(geoid):,} block groups is in a county that {what} cover"
            problems.append(Problem(text, _MATCH_REMEDY, files))
            continue
        missing = total - matched
        text = (
            f"{100 * matched / total:.1f} % of the layer's {total:,} block groups are in {what}, "
            f"{100 * missing / total:.1f} % ({missing:,}) are not"
        )
        if matched < LEAST_MATCH * total:
            problems.append(Problem(f"only {text}: layer and tables are of different vintages", _MATCH_REMEDY, files))
        elif missing:
            progress.warning(f"Only {text}; those stay empty.")
    return shares, problems


def _tell(result: IndicatorsResult, progress: Progress) -> None:
    count = len(result.table)
    if result.without_rows:
        progress.warning(f"{result.without_rows:,} of {count:,} block groups have no row in any table.")
    if result.rows_without_area:
        progress.info(f"{result.rows_without_area:,} rows of the tables are of block groups outside the layer.")
    if result.population_from != acs.POPULATION:
        progress.info(f"Population is taken from {result.population_from}, the same total, as B01003 is not there.")
    progress.info(
        f"{count:,} block groups; median income missing in {result.without_income:,}, a bound in {result.topcoded:,}, "
        f"unreliable (coefficient of variation above {UNRELIABLE_CV}) in {result.unreliable_income:,}."
    )
