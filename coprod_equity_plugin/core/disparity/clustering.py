"""Clusters of areas by the mean of a value of their households, such as the hours beyond what a model expects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .. import columns as c
from ..errors import InputError, Problem
from ..progress import Progress
from ..sources.ids import id_text
from .areas import NO_HOUSEHOLDS
from .clusters import CLASSES, HIGH_HIGH, ISLAND, LOW_LOW, NOT_CLEAR, WITHHELD, Moran, local_clusters, moran
from .households import DisparityOptions, beside_earlier, numbers_of, read_households
from .intervals import moments_by
from .neighbours import QUEEN, WEIGHTS, nearest, one_shape_each, queen
from .suppression import NOTHING_THERE, WITHHELD_BEFORE, Suppression, suppress_totals


@dataclass(frozen=True)
class ClusterOptions:
    """What to look at.

    Attributes
    ----------
    value_column
        Number of the households whose mean is compared.
    comparison
        Area column, privacy, results published before; the group only where the frame is the study table.
    weights, neighbours
        ``queen``, or ``nearest`` and how many.
    permutations, seed
        Of the tests.
    geographic
        The shapes' coordinates are degrees.
    """

    value_column: str = c.RESIDUAL_HOURS
    comparison: DisparityOptions = field(default_factory=DisparityOptions)
    weights: str = QUEEN
    neighbours: int = 6
    permutations: int = 9999
    seed: int = 1
    geographic: bool = False


@dataclass(frozen=True)
class ClusterResult:
    """Clusters fit to be published.

    Attributes
    ----------
    table
        ``columns.CLUSTERS``, a row per polygon in their order.
    whole
        Moran's I of the areas shown.
    counts
        Areas by class.
    log
        Sentences on what was done and withheld.
    """

    table: pd.DataFrame
    whole: Moran
    counts: Mapping[str, int]
    log: tuple[str, ...]


def find_clusters(
    households: pd.DataFrame,
    drawn: np.ndarray,
    shapes: np.ndarray,
    options: ClusterOptions,
    progress: Progress | None = None,
) -> ClusterResult:
    """Compare each area's mean with its neighbours'.

    Areas that may not be shown are left out before anything is computed: no statistic of another area depends on them.

    Parameters
    ----------
    households
        The study table, or what ``equitymodels`` expects of the households (``columns.MODEL_ROWS``).
    drawn, shapes
        Ids as text and shapely polygons of the areas, shape ``(n,)`` each; ``None`` where missing.
    options
        What to look at.
    progress
        Told 0-100; asked for cancel.
    """
    progress = progress or Progress()
    _check(households, options)
    area_ids, values = _values(households, options)
    names, joined = one_shape_each(drawn, shapes)
    every = np.unique(np.concatenate([area_ids, names.astype(str)])) if len(names) else np.unique(area_ids)
    if not np.isin(names.astype(str), area_ids).any():
        what = "there is no id in common with the households"
        raise InputError(Problem(what, "Choose the fields that hold the same ids", "the areas"))
    codes = np.searchsorted(every, area_ids)
    area = moments_by(values, codes, len(every))
    alike = (area.count > 0) & (area.squares <= 1e-18 * area.count * np.nan_to_num(area.mean) ** 2)
    before = _withheld_before(every, options.comparison)
    totals = suppress_totals(area.count, alike, options.comparison.minimum, before)
    progress.set(20)
    progress.check()

    place = np.searchsorted(every, names.astype(str))
    shown = np.flatnonzero(~totals.withheld[place] & (area.count[place] > 0))
    kept = joined[shown]
    if options.weights == QUEEN:
        weights = queen(kept, progress)
    else:
        weights = nearest(kept, options.neighbours, geographic=options.geographic)
    means = area.mean[place[shown]]
    progress.set(40)
    whole = moran(means, weights, options.permutations, options.seed, progress)
    local = local_clusters(means, weights, options.permutations, options.seed, progress=progress)
    progress.set(95)
    found = pd.DataFrame(
        {
            c.CLUSTER_VALUE: means,
            c.NEIGHBOURS_VALUE: local.neighbours_mean,
            c.LOCAL_I: local.statistic,
            c.P_VALUE: local.p_value,
            c.P_ADJUSTED: local.adjusted,
            c.CLUSTER: local.label,
            c.G_STAR: local.g_star,
            c.SPOT: local.spot,
            c.SUPPRESSION: None,
        },
        index=names[shown],
    )
    table = found.reindex(drawn)
    table.insert(0, c.AREA_ID, drawn)
    table = table.reset_index(drop=True)
    reasons = _reasons(drawn, every, totals, options.comparison.minimum)
    left_out = np.array([reason is not None for reason in reasons], dtype=bool)
    table.loc[left_out, c.SUPPRESSION] = reasons[left_out]
    table.loc[left_out, [c.CLUSTER, c.SPOT]] = WITHHELD
    table = table.astype({c.SUPPRESSION: object, c.CLUSTER: object, c.SPOT: object})
    by_area = table.drop_duplicates(c.AREA_ID)[c.CLUSTER]
    counts = {name: int((by_area == name).sum()) for name in CLASSES}
    progress.set(100)
    return ClusterResult(table[list(c.CLUSTERS.names)], whole, counts, tuple(_sentences(whole, counts, options)))


def _check(households: pd.DataFrame, options: ClusterOptions) -> None:
    problems = [
        Problem("there is no such column", "Choose the study table or the households of 'equitymodels'", column=name)
        for name in (options.comparison.area_column, options.value_column)
        if name not in households.columns
    ]
    if options.weights not in WEIGHTS:
        problems.append(Problem(f"there are no weights '{options.weights}'", f"Choose one of {', '.join(WEIGHTS)}"))
    if options.permutations < 99:
        problems.append(Problem(f"{options.permutations} permutations tell nothing", "Use 999 or more"))
    if problems:
        raise InputError(problems)


def _values(households: pd.DataFrame, options: ClusterOptions) -> tuple[np.ndarray, np.ndarray]:
    """Area and value of every household that counts."""
    comparison = options.comparison
    rows = np.arange(len(households))
    needed = (c.STATUS, c.RESTORATION_HOURS, c.PARTICIPATION, comparison.group_column)
    if all(name in households.columns for name in needed):
        # The study table: the same households as the disparity by area counts, so that it withholds the same areas.
        rows = read_households(households, comparison).rows
    names = id_text(households[comparison.area_column].to_numpy())[rows]
    values = numbers_of(households, options.value_column)[rows]
    known = np.array([name is not None for name in names], dtype=bool) & np.isfinite(values)
    if not known.any():
        what = f"no household has an area and a value of '{options.value_column}'"
        raise InputError(Problem(what, "Choose the field to look at", column=options.value_column))
    return names[known].astype(str), values[known]


def _withheld_before(ids: np.ndarray, comparison: DisparityOptions) -> np.ndarray:
    result = np.zeros(len(ids), dtype=np.int64)
    for table in beside_earlier(comparison, ids).earlier:
        gone = np.isnan(numbers_of(table, c.HOUSEHOLDS))
        names = [
            name for name, hidden in zip(id_text(table[c.AREA_ID].to_numpy()), gone) if hidden and name is not None
        ]
        result[np.isin(ids, names)] = WITHHELD_BEFORE
    return result


def _reasons(drawn: np.ndarray, every: np.ndarray, totals: Suppression, minimum: int) -> np.ndarray:
    result = np.full(len(drawn), None, dtype=object)
    for row, name in enumerate(drawn):
        if name is None:
            result[row] = "the area has no id"
            continue
        state = totals.state[np.searchsorted(every, name)]
        if state == NOTHING_THERE:
            result[row] = NO_HOUSEHOLDS
        elif state > NOTHING_THERE:
            result[row] = f"fewer than {minimum} households, too uniform, or needed to protect an area that is"
    return result


def _sentences(whole: Moran, counts: Mapping[str, int], options: ClusterOptions) -> list[str]:
    neighbours = (
        "that touch" if options.weights == QUEEN else f"that are each one's {options.neighbours} nearest by centroid"
    )
    lines = [
        f"Neighbours are areas {neighbours}. Areas left out, withheld or without households: {counts[WITHHELD]:,}; "
        f"without neighbours among those shown: {counts[ISLAND]:,}. No number of another area depends on them.",
    ]
    if np.isnan(whole.statistic):
        lines.append("Too few areas, or all alike: there is nothing to test.")
        return lines
    lines.append(
        f"Moran's I of {whole.areas:,} areas is {whole.statistic:.3f} (about {whole.expected:.3f} if neighbours were "
        f"not alike), p = {whole.p_value:.4g}, two-sided, {options.permutations:,} permutations, seed {options.seed}."
    )
    lines.append(
        f"Clear at a false discovery rate of 5 % over all areas: {counts[HIGH_HIGH]:,} high among high, "
        f"{counts[LOW_LOW]:,} low among low; not distinguishable: {counts[NOT_CLEAR]:,}."
    )
    return lines
