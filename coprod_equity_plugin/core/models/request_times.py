"""When households asked for help, from the table of matched requests: the base of other windows and of time to ask."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .. import columns
from ..errors import InputError, Problem


@dataclass(frozen=True)
class RequestTimes:
    """Requests after the event's start, told to the households and block groups of a study table.

    Attributes
    ----------
    start
        The event's start.
    first
        Each household's first request after it, shape ``(rows of the study table,)``; NaT if there is none.
    household_group
        Number of each household's block group, -1 if unknown, shape ``(rows of the study table,)``.
    times, group
        Every household's first request (repeats are left out) with the number of its block group; shape ``(r,)``.
    unplaced
        First requests after the start that belong to no parcel or meter of the study table, so to no block group.
    """

    start: np.datetime64
    first: np.ndarray
    household_group: np.ndarray
    times: np.ndarray
    group: np.ndarray
    unplaced: int

    def participation(self, days: float) -> np.ndarray:
        """1 where the household asked within the window of so many days, else 0."""
        return (self.first < self.start + self._window(days)).astype(float)  # NaT is before nothing

    def community(self, days: float) -> np.ndarray:
        """Requests in each household's block group within the window; NaN where that is unknown."""
        groups = int(self.household_group.max()) + 1
        inside = (self.times < self.start + self._window(days)) & (self.group >= 0)
        counts = np.append(np.bincount(self.group[inside], minlength=groups).astype(float), np.nan)
        return counts[self.household_group]

    @staticmethod
    def _window(days: float) -> np.timedelta64:
        return np.timedelta64(round(days * 86_400), "s")


def request_times(study: pd.DataFrame, requests: pd.DataFrame, start: np.datetime64) -> RequestTimes:
    """Find each household's first request, and the block group of every request.

    A request belongs to the block group of its meter's household, or else to that of a household on its parcel. What
    has neither (a pin in the street) cannot be placed from these two tables and is counted in ``unplaced``.

    Parameters
    ----------
    study
        Table ``columns.STUDY`` with ``meter_id``, ``parcel_id`` and ``block_group``.
    requests
        Table ``columns.REQUESTS``.
    start
        The event's start, local time; earlier requests are left out.
    """
    needed = (
        ("study table", study, (columns.METER_ID, columns.PARCEL_ID, columns.BLOCK_GROUP)),
        ("requests", requests, (columns.REQUESTED_AT, columns.METER_ID, columns.PARCEL_ID, columns.DUPLICATE_OF)),
    )
    problems = [
        Problem("there is no such column", "Use what 'studydataset' and 'servicerequests' make", source, name)
        for source, frame, names in needed
        for name in names
        if name not in frame.columns
    ]
    if problems:
        raise InputError(problems)
    start = np.datetime64(start, "s")
    times = moments(requests, columns.REQUESTED_AT, "requests")
    after = times >= start
    meters, parcels = _ids(requests[columns.METER_ID]), _ids(requests[columns.PARCEL_ID])
    repeats = _ids(requests[columns.DUPLICATE_OF]) != ""

    meter_row = pd.Series(np.arange(len(study)), _ids(study[columns.METER_ID]))
    meter_row = meter_row[~meter_row.index.duplicated() & (meter_row.index != "")]
    row = meter_row.reindex(meters).fillna(-1).to_numpy(dtype=int)
    if after.any() and not (row[after] >= 0).any():
        raise InputError(
            Problem(
                "no request after the event's start comes from a meter of the study table",
                "Check the event's start, and that both come from the same city",
                "requests",
                columns.METER_ID,
            )
        )
    first = np.full(len(study), np.datetime64("NaT"), dtype="datetime64[s]")
    told = np.flatnonzero(after & (row >= 0))
    told = told[np.argsort(times[told], kind="stable")][::-1]
    first[row[told]] = times[told]  # the earliest is written last

    names = _ids(study[columns.BLOCK_GROUP])
    _, group = np.unique(names, return_inverse=True)
    group = np.where(names == "", -1, group.reshape(-1))
    parcel_group = pd.Series(group, _ids(study[columns.PARCEL_ID]))
    parcel_group = parcel_group[~parcel_group.index.duplicated() & (parcel_group.index != "")]
    place = np.where(row >= 0, group[row], parcel_group.reindex(parcels).fillna(-1).to_numpy(dtype=int))
    counted = after & ~repeats
    return RequestTimes(start, first, group, times[counted], place[counted], int(np.count_nonzero(place[counted] < 0)))


def moments(frame: pd.DataFrame, name: str, source: str = "study table") -> np.ndarray:
    """A column of local times as ``datetime64[s]``, also where a file gave it back as text; NaT where it is missing."""
    values = frame[name].to_numpy()
    if values.dtype.kind == "O":
        values = [None if value is None or value != value else str(value).strip() for value in values]
        values = np.array(
            [value[:19].replace("/", "-").replace(" ", "T") if value else None for value in values], object
        )
    try:
        return values.astype("datetime64[s]")
    except (TypeError, ValueError):
        raise InputError(
            Problem("does not hold dates and times", "Write them as 2018-10-10T06:30:00", source, name)
        ) from None


def _ids(values: pd.Series) -> np.ndarray:
    return np.array(["" if value is None or value != value else str(value) for value in values], dtype=object)
