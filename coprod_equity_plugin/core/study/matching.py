"""From service requests to households: the cascade, the window and the duplicates.

Requests are linked as duplicates, never deleted; those that cannot be placed go to a table of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .. import columns
from ..errors import InputError, Problem
from ..progress import Progress
from ..sources.requests import ADDRESS, PLACE_ID, TidyRequests
from .addresses import normalise_addresses
from .cascade import METHOD_NAMES, SCORES, Cascade, MatchOptions
from .locating import distance_to_parcel, inner_points, make_points
from .places import Places


@dataclass(frozen=True)
class MatchResult:
    """Requests with their homes.

    Attributes
    ----------
    matched
        The columns of :data:`columns.REQUESTS`, shape ``(n, 10)``, in the order of the requests.
    matched_points
        A point inside the home's parcel (the request's own where the parcel has no polygon), objects, shape ``(n,)``.
    unmatched
        The columns of :data:`columns.UNMATCHED`, shape ``(u, 6)``.
    unmatched_points
        The requests' own points, ``None`` where there is none, objects, shape ``(u,)``.
    by_method, by_reason
        How many requests each step matched, and each reason left unmatched.
    in_window
        Requests in the window, matched or not.
    before_event
        Requests made before the event's start (kept, outside the window).
    duplicates
        Matched requests that repeat an earlier one of their household.
    without_meter
        Matched to a parcel whose meters they cannot be told to.
    """

    matched: pd.DataFrame
    matched_points: np.ndarray
    unmatched: pd.DataFrame
    unmatched_points: np.ndarray
    by_method: dict[str, int] = field(default_factory=dict)
    by_reason: dict[str, int] = field(default_factory=dict)
    in_window: int = 0
    before_event: int = 0
    duplicates: int = 0
    without_meter: int = 0

    def report(self, progress: Progress) -> None:
        """Say how the requests were matched, and why some were not."""
        progress.info(f"{len(self.matched):,} of {len(self.matched) + len(self.unmatched):,} requests are matched.")
        for method, count in self.by_method.items():
            progress.info(f"  by {METHOD_NAMES[method]}: {count:,}")
        for reason, count in self.by_reason.items():
            progress.info(f"  not matched, {reason}: {count:,}")
        progress.info(f"{self.duplicates:,} requests repeat an earlier one of their household.")
        if self.before_event:
            progress.info(f"{self.before_event:,} requests were made before the event; they are outside the window.")
        if not self.in_window:
            progress.warning(
                "No request lies within the window: nobody counts as having asked for help. Check the start of the "
                "event and the window."
            )
        if self.without_meter:
            progress.warning(
                f"{self.without_meter:,} matched requests cannot be told to one meter: their parcel has none, or has "
                "several and they name no unit."
            )


def match_requests(
    requests: TidyRequests,
    x: np.ndarray,
    y: np.ndarray,
    places: Places,
    options: MatchOptions,
    progress: Progress | None = None,
) -> MatchResult:
    """Match requests to homes and link those that a household repeats.

    Parameters
    ----------
    requests
        As :func:`~coprod_equity_plugin.core.sources.requests.tidy_requests` gives them.
    x, y
        Their positions in the places' metric system, NaN where there is none, shape ``(n,)``.
    places
        As :func:`~coprod_equity_plugin.core.study.places.assemble_places` gives them.
    options
        Event, window and tolerances.
    """
    progress = progress or Progress()
    frame = requests.frame
    _require_near(x, y, places)
    address = normalise_addresses(frame[ADDRESS].to_numpy(dtype=object), progress=progress)
    cascade = Cascade(frame[PLACE_ID].to_numpy(dtype=object), address, x, y, places, options, progress)
    cascade.by_id()
    progress.set(5)
    cascade.by_address(progress.part(5, 40))
    cascade.by_position(progress.part(40, 90))
    cascade.tell_meters()
    progress.check()

    times = frame[columns.REQUESTED_AT].to_numpy().astype("datetime64[s]")
    start = options.event_start.astype("datetime64[s]")
    end = start + np.timedelta64(round(options.window_hours * 3600), "s")
    in_window = ((times >= start) & (times < end)).astype(int)
    duplicate_of = _duplicates(frame, cascade, places, times, start)
    found = cascade.parcel >= 0
    found |= cascade.meter >= 0
    distance = distance_to_parcel(x, y, cascade.parcel, places.polygons, places.owner)
    # An address that lies far from the request's own pin is less sure than one beside it.
    doubtful = found & (distance > options.fuzzy_reach)
    score = np.round(np.where(doubtful, 0.8 * cascade.score, cascade.score), 3)
    distance = np.where(found, distance, cascade.near)
    table = pd.DataFrame(
        {
            columns.REQUEST_ID: frame[columns.REQUEST_ID].to_numpy(dtype=object),
            columns.REQUESTED_AT: times,
            columns.CATEGORY: frame[columns.CATEGORY].to_numpy(dtype=object),
            columns.IN_WINDOW: in_window,
            columns.PARCEL_ID: _pick(places.parcel_id, cascade.parcel),
            columns.METER_ID: _pick(places.meter_id, cascade.meter),
            columns.DUPLICATE_OF: duplicate_of,
            columns.MATCH_METHOD: cascade.method,
            columns.MATCH_DISTANCE: distance,
            columns.MATCH_SCORE: score,
            columns.REASON: cascade.reason,
        }
    )
    points = make_points(x, y)
    inside = inner_points(np.where(found, cascade.parcel, -1), places.polygons, places.owner, progress)
    placed = np.array([shape is not None for shape in inside], dtype=bool)
    points_matched = points.copy()
    points_matched[placed] = inside[placed]
    matched = table.loc[found, list(columns.REQUESTS.names)].reset_index(drop=True)
    unmatched = table.loc[~found, list(columns.UNMATCHED.names)].reset_index(drop=True)
    progress.set(100)
    return MatchResult(
        matched,
        points_matched[found],
        unmatched,
        points[~found],
        {name: int((cascade.method[found] == name).sum()) for name in SCORES},
        dict(unmatched[columns.REASON].value_counts().items()),
        int(in_window.sum()),
        int((times < start).sum()),
        int(np.count_nonzero([value is not None for value in duplicate_of])),
        int((found & (cascade.meter < 0)).sum()) if len(places.meter_id) else 0,
    )


def _duplicates(
    frame: pd.DataFrame, cascade: Cascade, places: Places, times: np.ndarray, start: np.datetime64
) -> np.ndarray:
    """The first request of the same household, category and side of the event's start; ``None`` for first ones.

    A household is a meter; where no meter is told, a parcel with one home, or one unit of a parcel with several.
    """
    n = len(frame)
    meters = np.bincount(
        places.meter_parcel[places.meter_residential & (places.meter_parcel >= 0)], minlength=len(places.parcel_id)
    )
    single = (meters <= 1) & ~(places.homes > 1)
    meter, parcel, unit = cascade.meter, cascade.parcel, cascade.unit
    alone = (meter < 0) & (parcel >= 0)
    alone[alone] = single[parcel[alone]]
    known = np.flatnonzero((meter >= 0) | alone | ((parcel >= 0) & (unit != "")))
    result = np.full(n, None, dtype=object)
    if not len(known):
        return result
    told, alone = meter[known] >= 0, alone[known]
    codes = pd.MultiIndex.from_arrays(
        [
            np.where(told, meter[known], -1),
            np.where(told, -1, parcel[known]),
            np.where(told | alone, "", unit[known]),
        ]
    ).factorize()[0]
    kinds = pd.factorize(frame[columns.CATEGORY].to_numpy(dtype=object)[known])[0]
    after = (times[known] >= start).astype(int)
    order = np.lexsort((known, times[known], after, kinds, codes))
    group = np.stack([codes, kinds, after])[:, order]
    head = np.r_[True, (group[:, 1:] != group[:, :-1]).any(axis=0)]
    original = order[np.flatnonzero(head)[np.cumsum(head) - 1]]
    ids = frame[columns.REQUEST_ID].to_numpy(dtype=object)
    result[known[order[~head]]] = ids[known[original[~head]]]
    return result


def _require_near(x: np.ndarray, y: np.ndarray, places: Places) -> None:
    """An error if every point lies far from every parcel: a wrong coordinate system, or swapped coordinates."""
    has = np.isfinite(x) & np.isfinite(y)
    usable = np.flatnonzero(places.owner >= 0)
    if not has.any() or not len(usable):
        return
    bounds = np.array([polygon.bounds for polygon in places.polygons[usable]])
    west, south = bounds[:, 0].min() - 5_000, bounds[:, 1].min() - 5_000
    east, north = bounds[:, 2].max() + 5_000, bounds[:, 3].max() + 5_000
    if not ((x[has] > west) & (x[has] < east) & (y[has] > south) & (y[has] < north)).any():
        raise InputError(
            Problem(
                "not one request lies within 5 km of the parcels",
                "Check that longitude and latitude are not swapped, that both layers have their right coordinate "
                "system, and that they are of the same city",
                column="REQUESTS",
            )
        )


def _pick(names: np.ndarray, place: np.ndarray) -> np.ndarray:
    result = np.full(len(place), None, dtype=object)
    result[place >= 0] = names[place[place >= 0]]
    return result
