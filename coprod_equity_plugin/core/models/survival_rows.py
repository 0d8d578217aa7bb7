"""What is known of each household's wait: bounds of its hours, and its spells before and after its request."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .. import columns
from ..errors import InputError, Problem
from .aft import Times
from .cox import Spells
from .request_times import moments, request_times
from .rows import MINIMUM, UsedRows


@dataclass(frozen=True)
class Varying:
    """Households' spells before and after their request: which household, until when, how it ended, asked or not."""

    household: np.ndarray
    spells: Spells
    asked: np.ndarray


def spells_by_request(study, used: UsedRows, hours, restored, requests, start) -> tuple[Varying, list[str]]:
    """Households' spells from their requests' times, and how many asked while they waited and after."""
    times = request_times(study, requests, start)
    lost = moments(study, columns.OUTAGE_START)[used.mask]
    first = times.first[used.mask]
    wait = (first - lost) / np.timedelta64(3600, "s")
    wait[np.isnat(first) | np.isnat(lost)] = np.inf
    late = int((np.isfinite(wait) & (wait >= hours)).sum())
    few = f"fewer than {MINIMUM}" if 0 < late < MINIMUM else f"{late:,}"
    return split_spells(hours, restored, wait), [
        f"{int((wait < hours).sum()):,} households asked while they were without power; {few} asked when power was "
        "back and count as not having asked in the models with the request's time."
    ]


def split_spells(hours: np.ndarray, restored: np.ndarray, wait: np.ndarray) -> Varying:
    """Cut each household's time without power at its request.

    Parameters
    ----------
    hours, restored
        How long it was without power and whether that ended, shape ``(n,)``.
    wait
        Hours from power lost to the request, shape ``(n,)``: at most 0 if it asked before, ``inf`` if never.
    """
    everyone = np.arange(len(hours))
    split = np.flatnonzero((wait > 0) & (wait < hours))
    stop, ended = hours.astype(float).copy(), restored.copy()
    stop[split], ended[split] = wait[split], False
    household = np.concatenate([everyone, split])
    start = np.concatenate([np.full(len(hours), -1.0), wait[split]])  # so that zero hours have a risk set
    return Varying(
        household,
        Spells(np.concatenate([stop, hours[split]]), np.concatenate([ended, restored[split]]), start),
        np.concatenate([(wait <= 0).astype(float), np.ones(len(split))]),
    )


def known_times(study, used: UsedRows, hours, restored, bounds) -> tuple[Times, list[str]]:
    """Hours as bounds: those of the table of restoration times where it is given, else whole hours as exact."""
    times = Times.of(hours, restored)
    if bounds is None:
        return times, []
    needed = (columns.METER_ID, columns.HOURS_LOW, columns.HOURS_HIGH)
    missing = [name for name in needed if name not in bounds.columns]
    if missing or columns.METER_ID not in study.columns:
        raise InputError(
            [
                Problem("there is no such column", "Use the table that 'restorationtimes' makes", "bounds", name)
                for name in missing or (columns.METER_ID,)
            ]
        )
    table = bounds.drop_duplicates(columns.METER_ID).set_index(columns.METER_ID)
    table = table.reindex(study.loc[used.mask, columns.METER_ID])
    low, high = (table[name].to_numpy(dtype=float, na_value=np.nan) for name in needed[1:])
    known = restored & np.isfinite(low) & np.isfinite(high) & (low >= 0) & (high > 0) & (low <= high)
    return Times(np.where(known, low, times.low), np.where(known, high, times.high)), [
        f"{int(known.sum()):,} households' hours are known within the reads' bounds; the Weibull and log-normal models "
        "use the bounds."
    ]
