"""The homes whose reliability is measured: all that the utility serves, with what each lost in the storm."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from .. import columns as c
from ..errors import InputError, Problem
from ..sources.ids import id_text
from .households import DisparityOptions, Households, numbers_of, read_households, teller
from .suppression import is_small

THRESHOLD, QUARTILES = "threshold", "quartiles"
GROUPINGS = (THRESHOLD, QUARTILES)


@dataclass(frozen=True)
class ReliabilityOptions:
    """What to measure.

    Attributes
    ----------
    comparison
        Areas, group, privacy: as for the disparity by area, so that both tables count the same homes.
    long_hours
        CELID counts the customers who waited this long or longer.
    limit
        Hours up to which the restricted mean counts.
    grouping
        ``threshold``: from the group's threshold on, and below. ``quartiles``: of the group's column.
    """

    comparison: DisparityOptions = field(default_factory=DisparityOptions)
    long_hours: float = 72.0
    limit: float = 288.0
    grouping: str = THRESHOLD


@dataclass(frozen=True)
class Served:
    """Customers served, n of them.

    Attributes
    ----------
    homes
        Those among them that lost power, as the disparity by area counts them.
    area
        Place of the area in ``homes.ids``, shape ``(n,)``.
    out
        Lost power, boolean, shape ``(n,)``.
    hours, minutes, interruptions
        Of the storm's outage to its end; of all outages; their number. Zero without outage. Shape ``(n,)``.
    censored
        No power yet when the reads end, boolean, shape ``(n,)``.
    value
        Of the group's column, NaN if unknown, shape ``(n,)``.
    repeats
        Whether further outages of a home count, beside the storm's.
    log
        Who is counted and who is not, fit to be published.
    """

    homes: Households
    area: np.ndarray
    out: np.ndarray
    hours: np.ndarray
    minutes: np.ndarray
    interruptions: np.ndarray
    censored: np.ndarray
    value: np.ndarray
    repeats: bool
    log: tuple[str, ...]


def read_served(study: pd.DataFrame, options: ReliabilityOptions, restoration: pd.DataFrame | None = None) -> Served:
    """Take the customers served from the study table.

    Served are the homes that lost power, exactly those of the disparity by area, and the homes of which the reads say
    that they did not. Vacant homes, and those whose reads cannot tell, are neither.

    Parameters
    ----------
    study
        Table ``columns.STUDY``.
    options
        What to measure.
    restoration
        Table ``columns.RESTORATION``: adds the homes' further outages. Without it, or where so few homes of the city
        have any that all indices would have to be withheld, each interrupted home counts once, with its whole hours to
        restoration.

    Raises
    ------
    InputError
        For missing columns, wrong values, no household left, or no meter in common.
    """
    _check(options, restoration)
    comparison = options.comparison
    unbroken, area_ids = _kept_power(study, comparison)
    everywhere = dict.fromkeys([*comparison.areas, *area_ids[unbroken]])
    homes = read_households(study, replace(comparison, areas=tuple(everywhere)))
    value = numbers_of(study, comparison.group_column)
    tell = teller(comparison.minimum)
    log = list(homes.log)
    # Of unknown group, as many as the interrupted ones: where those were left out, these would bias the indices.
    unknown = unbroken & np.isnan(value)
    lost_power = np.isin(study[c.STATUS].to_numpy(dtype=object), (c.STATUS_RESTORED, c.STATUS_CENSORED))
    lost_power[homes.rows] = False
    without = set(area_ids[lost_power & np.isnan(value)])
    left_out = unknown & np.array([name in without for name in area_ids], dtype=bool)
    if (unknown & ~left_out).sum() < comparison.minimum:
        left_out = unknown  # a few would be told from the groups' table
    unbroken &= ~left_out
    if left_out.any():
        log.append(f"Left out likewise, households that kept their power, of unknown group: {tell(left_out.sum())}.")
    still = np.flatnonzero(unbroken)
    hours, minutes, interruptions = _losses(study, homes, restoration, log, tell)
    repeats = restoration is not None and not is_small((interruptions > 1).sum(), comparison.minimum)
    if restoration is not None and not repeats:
        minutes, interruptions = 60.0 * hours, np.ones(len(hours))
        log.append(
            f"Fewer than {comparison.minimum} households lost power more than once. Each is counted with the storm's "
            "outage alone: with the others, SAIDI, SAIFI and CAIDI would show those few and could not stand."
        )
    log.append(f"Customers served that kept their power: {tell(len(still))}.")
    status = study[c.STATUS].to_numpy(dtype=object)
    for kind, words in (
        (c.STATUS_VACANT, "vacant"),
        (c.STATUS_UNCERTAIN, "whose reads cannot tell an outage from a silent meter"),
        (c.STATUS_NO_READS, "without reads"),
    ):
        count = int((status == kind).sum())
        if count:
            log.append(f"Not counted as served, households {words}: {tell(count)}.")
    none = np.zeros(len(still))
    place = np.searchsorted(homes.ids.astype(str), area_ids[still].astype(str))
    return Served(
        homes=homes,
        area=np.concatenate([homes.area, place]),
        out=np.arange(len(homes.hours) + len(still)) < len(homes.hours),
        hours=np.concatenate([hours, none]),
        minutes=np.concatenate([minutes, none]),
        interruptions=np.concatenate([interruptions, none]),
        censored=np.concatenate([status[homes.rows] == c.STATUS_CENSORED, none > 0]),
        value=np.concatenate([value[homes.rows], value[still]]),
        repeats=repeats,
        log=tuple(log),
    )


def _check(options: ReliabilityOptions, restoration: pd.DataFrame | None) -> None:
    problems = []
    if options.grouping not in GROUPINGS:
        problems.append(Problem(f"there is no grouping '{options.grouping}'", f"Choose one of {', '.join(GROUPINGS)}"))
    for value, name in ((options.long_hours, "CELID_HOURS"), (options.limit, "RESTRICTED_HOURS")):
        if not value > 0 or value != round(value):
            problems.append(Problem(f"{value:g} is not a whole number of hours above 0", column=name))
    needed = (c.METER_ID, c.OUTAGE_HOURS, c.INTERRUPTIONS)
    for name in needed if restoration is not None else ():
        if name not in restoration.columns:
            remedy = "Use the table that 'restorationtimes' makes"
            problems.append(Problem("there is no such column", remedy, c.RESTORATION.title, name))
    if problems:
        raise InputError(problems)


def _kept_power(study: pd.DataFrame, comparison: DisparityOptions) -> tuple[np.ndarray, np.ndarray]:
    """Which homes have an area and did not lose power; everybody's area. Missing columns are told by others."""
    if c.STATUS not in study.columns or comparison.area_column not in study.columns:
        return np.zeros(len(study), dtype=bool), np.full(len(study), None, dtype=object)
    area_ids = id_text(study[comparison.area_column].to_numpy())
    has_area = np.array([name is not None for name in area_ids], dtype=bool)
    return has_area & (study[c.STATUS].to_numpy(dtype=object) == c.STATUS_NO_OUTAGE), area_ids


def _losses(study, homes: Households, restoration, log: list[str], tell):
    """Hours of the storm's outage, minutes of all outages and their number, of the interrupted homes."""
    hours = homes.hours
    if restoration is None:
        return hours, 60.0 * hours, np.ones(len(hours))
    if c.METER_ID not in study.columns:
        raise InputError(Problem("there is no such column", "Use the study table", c.STUDY.title, c.METER_ID))
    meters = pd.Index(id_text(restoration[c.METER_ID].to_numpy()))
    if meters.has_duplicates:
        rows = tuple(int(row) + 1 for row in np.flatnonzero(meters.duplicated()))
        what = "the same meter stands in more than one row"
        raise InputError(Problem(what, "Give one row per meter", c.RESTORATION.title, c.METER_ID, rows))
    place = meters.get_indexer(pd.Index(id_text(study[c.METER_ID].to_numpy()[homes.rows])))
    spent, number = (numbers_of(restoration, name)[place] for name in (c.OUTAGE_HOURS, c.INTERRUPTIONS))
    known = (place >= 0) & np.isfinite(spent) & np.isfinite(number) & (number >= 1)
    if not known.any():
        what = "no meter that lost power in common with the study table"
        raise InputError(Problem(what, "Use the table that the study was made from", c.RESTORATION.title, c.METER_ID))
    if not known.all():
        log.append(f"Counted with one outage, households without row in the restoration table: {tell((~known).sum())}.")
    return hours, np.where(known, 60.0 * spent, 60.0 * hours), np.where(known, number, 1.0)


def safe_edges(value: np.ndarray, out: np.ndarray, edges, threshold: float, minimum: int) -> list[float]:
    """Edges of classes, less those that would cut off fewer households than the minimum.

    What lies between an edge and the threshold follows by subtraction, since the groups by threshold are published
    too: so every class that the edges and the threshold make together must be empty or large enough, among the
    interrupted and among the others.
    """
    kept = sorted({float(edge) for edge in edges})
    while kept:
        cuts = sorted({*kept, threshold})
        small = np.zeros(len(cuts) + 1, dtype=bool)
        for part in (value[out], value[~out]):
            count = np.bincount(np.digitize(part[np.isfinite(part)], cuts), minlength=len(cuts) + 1)
            small |= (count > 0) & (count < minimum)
        beside = {cuts[place] for atom in np.flatnonzero(small) for place in (atom - 1, atom) if 0 <= place < len(cuts)}
        drop = [edge for edge in kept if edge in beside and edge != threshold]
        if not drop:
            return kept
        kept.remove(drop[0])
    return kept
