"""Reliability indices of one storm, by area and by group: SAIDI, SAIFI, CAIDI, CELID, times to restoration.

Definitions after IEEE Std 1366: with N customers served,
SAIDI = customer minutes of interruption / N, SAIFI = customer interruptions / N, CAIDI = SAIDI / SAIFI, and
CELID-h = customers with an interruption of h hours or more / N. They speak of one storm, not of a year, and of
interruptions that half-hourly reads can see.

Intervals: sums over sums, linearised (Taylor), with t. By area each home is on its own; for the city and for groups
homes of one area belong together, since one feeder's repair serves them all. CELID's is Wilson's with the effective
number of homes (Korn & Graubard 1998). Times come from Kaplan-Meier curves (:mod:`.curves`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from .. import columns as c
from ..models.survival_curves import cluster_codes, critical_t, quantile, restoration_curve
from ..progress import Progress
from .areas import NO_HOUSEHOLDS
from .curves import restricted_mean
from .grouping import cut_groups
from .households import beside_earlier, suppress_areas, with_emptied
from .intervals import moments_by
from .served import ReliabilityOptions, Served, read_served
from .suppression import NOTHING_THERE, PRIMARY, Suppression, is_small, suppress_additions, suppress_parts

ALL = "all"
STAGES = ((c.T50, 0.5), (c.T80, 0.8), (c.T95, 0.95))
_NAMES = tuple(name for name in c.RELIABILITY.names if name not in (c.AREA_ID, c.SUPPRESSION))


def _three(*names: str) -> tuple[str, ...]:
    return tuple(name + end for name in names for end in ("", c.LOW, c.HIGH))


# What has to go when a count may not be known: homes that kept their power; with more than one interruption (their
# minutes too, since the disparity table's hours are of one outage); with long ones; out for longer than the restricted
# mean counts (its distance to the mean would tell their hours).
_SERVED = (c.CUSTOMERS_SERVED, *_three(c.SAIDI, c.SAIFI, c.CELID))
_REPEATED = _three(c.SAIDI, c.SAIFI, c.CAIDI)
_LONG = _three(c.CELID)
_BEYOND = _three(c.RESTRICTED_MEAN)


@dataclass(frozen=True)
class ReliabilityResult:
    """Indices fit to be published.

    Attributes
    ----------
    table
        ``columns.RELIABILITY``, a row per area in the order of their ids.
    groups
        ``columns.RELIABILITY_GROUPS``: the whole city (``all``), then the groups.
    city
        The first row of ``groups`` by column name.
    counts
        ``areas``, ``shown``, ``suppressed``, ``partly`` (areas shown with something withheld).
    repeats
        Whether further outages of a home count, beside the storm's; see :func:`.served.read_served`.
    log
        Sentences for the privacy log.
    """

    table: pd.DataFrame
    groups: pd.DataFrame
    city: Mapping[str, float]
    counts: Mapping[str, int]
    repeats: bool
    log: tuple[str, ...]


def reliability_indices(
    study: pd.DataFrame,
    options: ReliabilityOptions,
    restoration: pd.DataFrame | None = None,
    progress: Progress | None = None,
) -> ReliabilityResult:
    """Measure how the storm hit the customers served, by area and by group.

    Suppression follows the disparity by area's, with the same households and rule, so that both tables together tell
    no more than either: what is withheld there is withheld here.

    Parameters
    ----------
    study, restoration
        As :func:`.served.read_served`.
    options
        What to measure.
    progress
        Told 0-100; asked for cancel.
    """
    progress = progress or Progress()
    served = read_served(study, options, restoration)
    options = replace(options, comparison=beside_earlier(options.comparison, served.homes.ids))
    size, minimum = len(served.homes.ids), options.comparison.minimum
    progress.set(10)
    area = moments_by(served.homes.hours, served.homes.area, size)
    bare_totals = suppress_areas(served.homes, area, options.comparison)
    families = _families(served, options, served.area, size)
    additions = suppress_additions(families.kept, bare_totals, minimum)
    parts = {
        names: suppress_parts(np.column_stack([count, area.count - count]), bare_totals, minimum, telling)
        for names, count, telling in (
            (_REPEATED, families.repeated, (True, False)),
            (_LONG, families.long, (True, True)),
        )
    }
    parts[_BEYOND] = _suppress_beyond(families.beyond, bare_totals, minimum)
    totals = with_emptied(bare_totals, served.homes)

    rows = []
    order = np.argsort(served.area, kind="stable")
    starts = np.searchsorted(served.area[order], np.arange(size + 1))
    for place in range(size):
        progress.check()
        progress.set(10 + 70 * place / size)
        rows.append(_indices(served, order[starts[place] : starts[place + 1]], options, alone=True))
    table = pd.DataFrame(rows, columns=list(_NAMES))
    table.insert(0, c.AREA_ID, served.homes.ids)
    for names, family in ((_SERVED, additions), *parts.items()):
        table.loc[family.withheld, list(names)] = np.nan
    table.loc[totals.withheld, list(_NAMES)] = np.nan
    table[c.SUPPRESSION] = _reasons(totals, additions, parts, minimum, area.count + families.kept)
    groups = _groups(served, options, bare_totals, additions, parts, progress.part(80, 100))
    shown = ~totals.withheld & (area.count + families.kept > 0)
    counts = {
        "areas": size,
        "shown": int(shown.sum()),
        "suppressed": int(totals.withheld.sum()),
        "partly": int((shown & np.array([bool(text) for text in table[c.SUPPRESSION]])).sum()),
    }
    progress.set(100)
    city = {name: float(groups[name].iloc[0]) for name in _NAMES}
    return ReliabilityResult(table, groups, city, counts, served.repeats, (*served.log, *_sentences(counts, options)))


def _suppress_beyond(beyond: np.ndarray, totals: Suppression, minimum: int) -> Suppression:
    """Areas whose restricted mean may not be shown, since its distance to the mean is of a few homes' hours.

    The city's goes, rather than further areas', where it would tell what the withheld ones add up to.
    """
    small = is_small(beyond, minimum)
    hidden = totals.withheld | small
    left_over = int(beyond[hidden].sum())
    total_withheld = bool(is_small(left_over, minimum)) or (left_over > 0 and hidden.sum() == 1)
    return Suppression(np.where(small, PRIMARY, totals.state), total_withheld)


@dataclass(frozen=True)
class _Families:
    """Homes of each area or group by what must not be told of few, integers of one shape."""

    kept: np.ndarray
    repeated: np.ndarray
    long: np.ndarray
    beyond: np.ndarray


def _families(served: Served, options: ReliabilityOptions, codes: np.ndarray, size: int) -> _Families:
    def count(chosen: np.ndarray) -> np.ndarray:
        return np.bincount(codes[chosen], minlength=size)

    return _Families(
        kept=count(~served.out),
        repeated=count(served.out & (served.interruptions > 1)),
        long=count(served.out & (served.hours >= options.long_hours)),
        beyond=count(served.out & (served.hours > options.limit)),
    )


def _indices(served: Served, rows: np.ndarray, options: ReliabilityOptions, *, alone: bool) -> dict[str, float]:
    """All indices of some homes; ``alone``: each home is on its own, else homes of one area belong together."""
    out = rows[served.out[rows]]
    values = dict.fromkeys(_NAMES, np.nan)
    values |= {
        c.CUSTOMERS_SERVED: float(len(rows)),
        c.CUSTOMERS_INTERRUPTED: float(len(out)),
        c.CELID_HOURS: float(options.long_hours),
        c.RESTRICTED_LIMIT: float(options.limit),
    }
    if not len(rows):
        return values
    clusters = np.arange(len(rows)) if alone else cluster_codes(served.area[rows])[0]
    one = np.ones(len(rows))
    minutes, interruptions = served.minutes[rows], served.interruptions[rows]
    _put(values, c.SAIDI, ratio(minutes, one, clusters))
    _put(values, c.SAIFI, ratio(interruptions, one, clusters))
    _put(values, c.CAIDI, ratio(minutes, interruptions, clusters))
    long = served.out[rows] & (served.hours[rows] >= options.long_hours)
    _put(values, c.CELID, share(long, clusters))
    if not len(out):
        return values
    belongs = np.arange(len(out)) if alone else served.area[out]
    curve = restoration_curve(served.hours[out], served.censored[out], belongs, step=1.0)
    for name, stage in STAGES:
        if (1 - stage) * len(out) >= options.comparison.minimum - 1e-9:
            found = quantile(curve, stage)
            ends = np.array([found.hours, found.low, found.high])
            _put(values, name, np.where(np.isfinite(ends), ends, np.nan))
    mean = restricted_mean(served.hours[out], served.censored[out], belongs, options.limit)
    _put(values, c.RESTRICTED_MEAN, (mean.hours, mean.low, mean.high))
    return values


def _put(values: dict[str, float], name: str, three) -> None:
    values.update(zip((name, name + c.LOW, name + c.HIGH), (float(value) for value in three)))


def ratio(above: np.ndarray, below: np.ndarray, clusters: np.ndarray) -> tuple[float, float, float]:
    """A sum over a sum with its 95 % interval, linearised, from sums per cluster; no end below zero.

    Parameters
    ----------
    above, below : numpy.ndarray, shape (n,)
        Not negative.
    clusters : numpy.ndarray of int, shape (n,)
        From 0 on.
    """
    nothing = float("nan")
    whole = below.sum()
    if whole <= 0:
        return nothing, nothing, nothing
    value = float(above.sum() / whole)
    error, groups = _error(above - value * below, whole, clusters)
    reach = critical_t(groups) * error
    return value, max(value - reach, 0.0) if np.isfinite(reach) else nothing, value + reach


def share(chosen: np.ndarray, clusters: np.ndarray) -> tuple[float, float, float]:
    """A share with Wilson's 95 % interval for the effective number of homes; parameters as :func:`ratio`."""
    p = float(np.mean(chosen))
    error, groups = _error(chosen - p, len(chosen), clusters)
    if groups < 2:
        return p, float("nan"), float("nan")
    # Where all are alike, nothing tells how much the homes of a cluster repeat each other: wholly, then.
    effective = p * (1 - p) / error**2 if error > 0 else float(groups)
    t = critical_t(groups)
    centre = (p + t**2 / (2 * effective)) / (1 + t**2 / effective)
    reach = t / (1 + t**2 / effective) * np.sqrt(p * (1 - p) / effective + t**2 / (4 * effective**2))
    # exact at the ends, where rounding would leave a trace
    return p, float(centre - reach) if p > 0 else 0.0, float(centre + reach) if p < 1 else 1.0


def _error(pulls: np.ndarray, whole: float, clusters: np.ndarray) -> tuple[float, int]:
    totals = np.bincount(clusters, pulls)
    groups = len(totals)
    if groups < 2:
        return float("nan"), groups
    return float(np.sqrt(groups / (groups - 1) * np.sum(totals**2)) / whole), groups


def _groups(served, options, totals, additions, parts, progress: Progress) -> pd.DataFrame:
    """The city's row and the groups', protected."""
    minimum = options.comparison.minimum
    comparison = options.comparison
    cut = cut_groups(served.value, served.out, options.grouping, comparison.group_column, comparison.threshold, minimum)
    codes, names = cut.codes, cut.names
    everyone = np.arange(len(served.area))
    rows = [_indices(served, everyone, options, alone=False)]
    for place in range(len(names)):
        progress.check()
        progress.set(100 * place / len(names))
        rows.append(_indices(served, everyone[codes == place], options, alone=False))
    table = pd.DataFrame(rows, columns=list(_NAMES))
    table.insert(0, c.GROUP, [ALL, *names])

    size = len(names)
    found = _families(served, options, codes, size)
    hours = moments_by(served.hours[served.out], codes[served.out], size)
    alike = (hours.squares <= 1e-18) & (hours.count > 0) & (hours.count < 3 * minimum)
    few = is_small(hours.count, minimum) | alike
    # A group's cell follows from the others and the city's, so a family of columns is shown for all groups or none.
    inside = np.arange(len(table)) > 0
    # The groups' counts of a city whose groups were partly withheld before would tell what two runs differ by.
    beside = few.any() | bool(options.comparison.earlier)
    gone: dict[tuple[str, ...], np.ndarray] = {_NAMES: inside & beside | totals.total_withheld}
    gone[_SERVED] = inside & is_small(found.kept, minimum).any() | additions.total_withheld
    for columns, count in ((_REPEATED, found.repeated), (_LONG, found.long), (_BEYOND, found.beyond)):
        small = is_small(count, minimum) | is_small(hours.count - count, minimum)
        gone[columns] = inside & small.any() | parts[columns].total_withheld
    reasons = np.full(len(table), None, dtype=object)
    for columns, rows_gone in gone.items():
        table.loc[rows_gone, list(columns)] = np.nan
        reasons[rows_gone] = f"some values stand for fewer than {minimum} households, or would give them away"
    table[c.SUPPRESSION] = reasons
    return table


def _reasons(totals: Suppression, additions: Suppression, parts, minimum: int, served: np.ndarray) -> np.ndarray:
    told = ("repeated outages", "long outages", "outages beyond the limit")
    words = [(additions, "homes that kept their power"), *zip(parts.values(), told)]
    result = np.full(len(served), None, dtype=object)
    for row in range(len(result)):
        if totals.withheld[row]:
            result[row] = f"fewer than {minimum} households, too uniform, or needed to protect an area that is"
        elif served[row] == 0:
            result[row] = NO_HOUSEHOLDS
        else:
            found = [text for family, text in words if family.withheld[row] and totals.state[row] != NOTHING_THERE]
            if additions.withheld[row] and not found:
                found = [words[0][1]]
            if found:
                result[row] = f"{', '.join(found)}: fewer than {minimum} households, or needed to protect some"
    return result


def _sentences(counts: Mapping[str, int], options: ReliabilityOptions) -> list[str]:
    minimum = options.comparison.minimum
    return [
        f"Areas: {counts['areas']:,}; shown: {counts['shown']:,}, of them with something withheld: "
        f"{counts['partly']:,}; withheld: {counts['suppressed']:,}.",
        "Areas are withheld that the disparity by area withholds for the same settings (area, group, threshold, "
        "privacy rule). With other settings for the same city, the two tables could be subtracted from each other.",
        f"Times until 50, 80 and 95 % had power stand only where at least {minimum} homes waited longer.",
        "Half-hourly reads cannot see an interruption under half an hour and place each end of one within half an "
        "hour: momentary interruptions are not counted, and an hour's outage may have been half an hour or one and a "
        "half.",
    ]
