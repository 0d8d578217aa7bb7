"""Hours and asking for help by group of households: differences and ratios to a reference group and to the city.

Any number of groups, of any column. Intervals are linearised, homes of one area belonging together: one feeder's repair
serves them all. "Clear" holds for all groups together (Benjamini & Hochberg).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy import stats

from .. import columns as c
from ..errors import InputError, Problem
from ..models.survival_curves import cluster_codes, critical_t
from ..progress import Progress
from .areas import DisparityResult
from .grouping import (
    GROUPINGS,
    UNKNOWN_GROUP,
    VALUES,
    Groups,
    cut_groups,
    label_texts,
    named_groups,
    place_of_reference,
)
from .households import DisparityOptions, Households, read_households
from .intervals import benjamini_hochberg, medians_by, moments_by
from .served import THRESHOLD
from .suppression import is_small

ALL = "all"
_NUMBERS = tuple(name for name in c.GROUP_GAPS.names if name not in (c.GROUP, c.REFERENCE, c.SUPPRESSION))
_ASKING = (c.PARTICIPATION_RATE, *(c.PARTICIPATION_GAP + end for end in ("", c.LOW, c.HIGH)))


@dataclass(frozen=True)
class GroupOptions:
    """How the households are put into groups.

    Attributes
    ----------
    comparison
        As for the disparity by area, of which the households and the threshold are.
    column
        Of the study table; with ``values`` it may hold text.
    grouping
        ``threshold``, ``quartiles`` or ``values``.
    reference
        Name of the group that the others are compared with. Empty: the lowest of a number column, the largest of a
        column's own values.
    """

    comparison: DisparityOptions = field(default_factory=DisparityOptions)
    column: str = c.MINORITY_SHARE
    grouping: str = THRESHOLD
    reference: str = ""


def apart_from_reference(values: np.ndarray, reference: str, column: str, minimum: int) -> tuple[np.ndarray, str]:
    """A column's own values as two groups for the table by area: 1 for all but the reference group, 0 for it.

    Parameters
    ----------
    values : numpy.ndarray, shape (n,)
        Of the homes that lost power.
    reference
        Its name; empty for the largest group.
    column, minimum
        Name of the column, the smallest group that may be shown.

    Returns
    -------
    numpy.ndarray, str
        Shape ``(n,)``, NaN where the value is missing or says ``unknown``; and the reference's name.
    """
    labels = label_texts(values)
    known = np.array([label not in (None, UNKNOWN_GROUP) for label in labels], dtype=bool)
    if not known.any():
        raise InputError(Problem("holds no value", "Choose another field", "study table", column))
    groups = named_groups(labels[known], minimum)
    place = place_of_reference(groups, reference, column, int(np.argmax(np.bincount(groups.codes))))
    result = np.full(len(values), np.nan)
    result[known] = groups.codes != place
    return result, groups.names[place]


def group_gaps(
    study: pd.DataFrame, disparity: DisparityResult, options: GroupOptions, progress: Progress | None = None
) -> pd.DataFrame:
    """Table ``columns.GROUP_GAPS`` of the households that the disparity by area counts: the city, then each group.

    Shown for all groups or none, since one follows from the others and the city: none where a group is too small or
    its hours are the same for all, where the city's own groups are withheld, or beside an earlier result.

    Parameters
    ----------
    study
        The household study table.
    disparity
        What :func:`.areas.disparity_by_area` said of the same table with ``options.comparison``.
    options
        The groups.
    progress
        Asked for cancel.
    """
    progress = progress or Progress()
    comparison = options.comparison
    if options.grouping not in GROUPINGS:
        known = ", ".join(GROUPINGS)
        raise InputError(Problem(f"there is no grouping '{options.grouping}'", f"Choose one of {known}"))
    homes = read_households(study, comparison)
    groups = _groups(study, homes, options)
    size = len(groups.names)
    counts = np.bincount(groups.codes, minlength=size)
    fallback = int(np.argmax(counts)) if options.grouping == VALUES else 0
    reference = place_of_reference(groups, options.reference, options.column, fallback)
    progress.check()
    table = _measured(homes, groups, reference, comparison.confidence)

    hours = moments_by(homes.hours, groups.codes, size)
    alike = (hours.squares <= 1e-18 * hours.count * hours.mean**2) & (hours.count < 3 * comparison.minimum)
    asked = np.bincount(groups.codes, weights=homes.asked, minlength=size)
    inside = np.arange(len(table)) > 0
    whole = np.isnan(disparity.city[c.MEAN_HOURS])
    gone = is_small(counts, comparison.minimum).any() or alike.any() or bool(comparison.earlier)
    gone = gone or np.isnan(disparity.city[c.GROUP_GAP])
    silent = is_small(asked, comparison.minimum).any() or is_small(counts - asked, comparison.minimum).any()
    silent = silent or np.isnan(disparity.city[c.PARTICIPATION_RATE]) or np.isnan(disparity.city[c.PARTICIPATION_GAP])
    reasons = np.full(len(table), None, dtype=object)
    why = f"some values stand for fewer than {comparison.minimum} households, or would give them away"
    for rows, names in ((inside & gone | whole, _NUMBERS), (inside & silent | whole, _ASKING)):
        table.loc[rows, list(names)] = np.nan
        reasons[rows] = why
    if np.isnan(disparity.city[c.PARTICIPATION_RATE]):
        table.loc[0, list(_ASKING)] = np.nan
        reasons[0] = why
    table[c.SUPPRESSION] = reasons
    return table[list(c.GROUP_GAPS.names)]


def _groups(study: pd.DataFrame, homes: Households, options: GroupOptions) -> Groups:
    comparison = options.comparison
    values = study[options.column].to_numpy()[homes.rows]
    if options.grouping == VALUES:
        return named_groups(label_texts(values), comparison.minimum)
    numbers = np.asarray(values, dtype=float)
    # An edge must cut off too few of no kind: neither of the modelled, whom the report counts, nor of the others.
    return cut_groups(
        numbers, homes.modelled, options.grouping, options.column, comparison.threshold, comparison.minimum
    )


def _measured(homes: Households, groups: Groups, reference: int, confidence: float) -> pd.DataFrame:
    size = len(groups.names)
    clusters, number = cluster_codes(homes.area)
    asked = homes.asked.astype(float)
    city_hours, city_asked = (_pull(values, np.ones(len(values), dtype=bool)) for values in (homes.hours, asked))
    members = [groups.codes == place for place in range(size)]
    means = [_pull(homes.hours, mask) for mask in members]
    rates = [_pull(asked, mask) for mask in members]
    t = critical_t(number) if confidence == 0.95 else float(stats.t.ppf((1 + confidence) / 2, max(number - 1, 1)))

    def three(value: float, pulls: np.ndarray) -> tuple[float, float, float]:
        reach = t * _error(pulls, clusters, number)
        return value, value - reach, value + reach

    medians = medians_by(homes.hours, groups.codes, size)
    rows = [_row(ALL, np.nan, len(homes.hours), three(*city_hours), float(np.median(homes.hours)))]
    rows[0][c.PARTICIPATION_RATE] = city_asked[0]
    p_values = np.full(size, np.nan)
    for place, name in enumerate(groups.names):
        (mean, pull), (rate, rate_pull) = means[place], rates[place]
        row = _row(name, float(place == reference), int(members[place].sum()), three(mean, pull), medians[place])
        _put(row, c.HOURS_DIFFERENCE, three(mean - city_hours[0], pull - city_hours[1]))
        row[c.HOURS_RATIO] = mean / city_hours[0] if city_hours[0] > 0 else np.nan
        row[c.PARTICIPATION_RATE] = rate
        if place != reference:
            beside, beside_pull = means[reference]
            _put(row, c.REFERENCE_GAP, three(mean - beside, pull - beside_pull))
            if mean > 0 and beside > 0:
                logs = three(np.log(mean / beside), pull / mean - beside_pull / beside)
                _put(row, c.REFERENCE_RATIO, np.exp(logs))
            _put(row, c.PARTICIPATION_GAP, three(rate - rates[reference][0], rate_pull - rates[reference][1]))
            error = _error(pull - beside_pull, clusters, number)
            p_values[place] = 2 * stats.t.sf(abs(mean - beside) / error, number - 1) if error > 0 else np.nan
        rows.append(row)
    adjusted = benjamini_hochberg(p_values)
    for row, p_value in zip(rows[1:], adjusted):
        row[c.GAP_CLEAR] = np.nan if np.isnan(p_value) else float(p_value <= 1 - confidence)
    return pd.DataFrame(rows, columns=list(c.GROUP_GAPS.names))


def _row(name: str, reference: float, households: int, mean, median: float) -> dict[str, object]:
    row: dict[str, object] = {c.GROUP: name, c.REFERENCE: reference, c.HOUSEHOLDS: float(households)}
    _put(row, c.MEAN_HOURS, mean)
    row[c.MEDIAN_HOURS] = median
    return row


def _put(row: dict[str, object], name: str, three) -> None:
    row.update(zip((name, name + c.LOW, name + c.HIGH), (float(value) for value in three)))


def _pull(values: np.ndarray, chosen: np.ndarray) -> tuple[float, np.ndarray]:
    """Mean of the chosen, and how much each home pulls at it, shape ``(n,)``."""
    mean = float(values[chosen].mean())
    return mean, np.where(chosen, values - mean, 0.0) / chosen.sum()


def _error(pulls: np.ndarray, clusters: np.ndarray, number: int) -> float:
    if number < 2:
        return float("nan")
    totals = np.bincount(clusters, pulls, minlength=number)
    return float(np.sqrt(number / (number - 1) * np.sum(totals**2)))
