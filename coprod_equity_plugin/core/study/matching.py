"""From service requests to households: the cascade, the window and the duplicates.

Each request takes the first step that tells its home: parcel or meter id, exact address, likeliest address, the parcel
around its point, the nearest residential parcel. Requests are linked as duplicates, never deleted; those that no step
can place keep a reason.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .. import columns
from ..errors import InputError, Problem
from ..progress import Progress
from ..sources.requests import ADDRESS, PLACE_ID, TidyRequests
from .address_match import BUSINESS, FOUND, SEVERAL, AddressBook
from .addresses import normalise_addresses
from .locating import distance_to_parcel, inner_points, locate, make_points
from .places import Places

NO_PLACE = "it has neither an address nor a position"
NO_ADDRESS_MATCH = "its address is not among the parcels and it has no position"
NOT_RESIDENTIAL = "not a residential parcel"
SEVERAL_ADDRESSES = "its address fits several parcels"
SEVERAL_PARCELS = "its point lies in several parcels"
AMBIGUOUS = "ambiguous: two parcels are about as near"
TOO_FAR = "no residential parcel within the tolerance"

# What a match by each step is worth at best; a doubt on the way lowers it.
_SCORES = {
    columns.MATCH_ID: 1.0,
    columns.MATCH_ADDRESS: 1.0,
    columns.MATCH_FUZZY: 1.0,
    columns.MATCH_WITHIN: 0.9,
    columns.MATCH_NEAREST: 0.8,
}


_METHOD_NAMES = {
    columns.MATCH_ID: "parcel or meter id",
    columns.MATCH_ADDRESS: "exact address",
    columns.MATCH_FUZZY: "likeliest address",
    columns.MATCH_WITHIN: "the parcel around the point",
    columns.MATCH_NEAREST: "the nearest residential parcel",
}


@dataclass(frozen=True)
class MatchOptions:
    """How requests are matched.

    Attributes
    ----------
    event_start
        Local wall-clock time.
    window_hours
        A request is in the window from the event's start for this long.
    tolerance
        Metres to the nearest residential parcel, at most.
    clear_ratio
        The second nearest has to be at least this many times farther.
    fuzzy_ratio
        How alike two streets have to be, 0-1.
    fuzzy_reach
        A likeliest address is refused if the request's own point lies farther from it, in metres.
    """

    event_start: np.datetime64
    window_hours: float = 48.0
    tolerance: float = 25.0
    clear_ratio: float = 1.5
    fuzzy_ratio: float = 0.9
    fuzzy_reach: float = 250.0


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
            progress.info(f"  by {_METHOD_NAMES[method]}: {count:,}")
        for reason, count in self.by_reason.items():
            progress.info(f"  not matched, {reason}: {count:,}")
        progress.info(f"{self.duplicates:,} requests repeat an earlier one of their household.")
        if self.before_event:
            progress.info(f"{self.before_event:,} requests were made before the event; they are outside the window.")
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
    cascade = _Cascade(frame, x, y, places, options)
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
    duplicate_of = _duplicates(frame, cascade, times, start)
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
    inside = inner_points(np.where(found, cascade.parcel, -1), places.polygons, places.owner)
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
        {name: int((cascade.method[found] == name).sum()) for name in _SCORES},
        dict(unmatched[columns.REASON].value_counts().items()),
        int(in_window.sum()),
        int((times < start).sum()),
        int(np.count_nonzero([value is not None for value in duplicate_of])),
        int((found & (cascade.meter < 0)).sum()) if len(places.meter_id) else 0,
    )


class _Cascade:
    """The state of every request while the steps go by; all arrays of shape ``(n,)``."""

    def __init__(self, frame: pd.DataFrame, x, y, places: Places, options: MatchOptions) -> None:
        n = len(frame)
        self._places, self._options, self._x, self._y = places, options, x, y
        self._place_id = frame[PLACE_ID].to_numpy(dtype=object)
        keys = normalise_addresses(frame[ADDRESS].to_numpy(dtype=object))
        self.key, self.unit = keys.key, keys.unit
        self.has_point = np.isfinite(x) & np.isfinite(y)
        self.parcel, self.meter = np.full(n, -1), np.full(n, -1)
        self.method = np.full(n, None, dtype=object)
        self.reason = np.full(n, None, dtype=object)
        self.score = np.full(n, np.nan)
        self.near = np.full(n, np.nan)
        self._several = np.zeros(n, dtype=bool)

    def _open(self) -> np.ndarray:
        return (self.method == None) & (self.reason == None)  # noqa: E711  element by element

    def _take(self, rows: np.ndarray, method: str, parcel, meter, score) -> None:
        self.method[rows], self.parcel[rows], self.meter[rows] = method, parcel, meter
        self.score[rows] = _SCORES[method] * score

    def by_id(self) -> None:
        """Requests that name a meter or a parcel."""
        places = self._places
        given = np.flatnonzero(~pd.isna(self._place_id))
        if not len(given):
            return
        asked = self._place_id[given]
        meter = _positions(places.meter_id, asked)
        parcel = _positions(places.parcel_id, asked)
        known_meter = meter >= 0
        home = np.ones(len(given), dtype=bool)
        home[known_meter] = places.meter_residential[meter[known_meter]]
        parcel[known_meter] = places.meter_parcel[meter[known_meter]]
        by_parcel = ~known_meter & (parcel >= 0)
        home[by_parcel] = places.residential[parcel[by_parcel]]
        known = known_meter | by_parcel
        self._take(given[known & home], columns.MATCH_ID, parcel[known & home], meter[known & home], 1.0)
        self.reason[given[known & ~home]] = NOT_RESIDENTIAL

    def by_address(self, progress: Progress) -> None:
        """Requests whose address is known, then those whose address is nearly known."""
        book = AddressBook(self._places)
        rows = np.flatnonzero(self._open() & (self.key != ""))
        match = book.find(self.key[rows], self.unit[rows])
        self._by_address(rows, match, columns.MATCH_ADDRESS, np.ones(len(rows)))
        progress.set(30)
        rows = rows[(match.state != FOUND) & (match.state != BUSINESS) & (match.state != SEVERAL)]
        if not len(rows):
            return
        keys, ratios = book.likeliest(self.key[rows], self._options.fuzzy_ratio, progress)
        rows, keys, ratios = rows[keys != ""], keys[keys != ""], ratios[keys != ""]
        match = book.find(keys, self.unit[rows])
        places = self._places
        metres = distance_to_parcel(self._x[rows], self._y[rows], match.parcel, places.polygons, places.owner)
        near = ~(metres > self._options.fuzzy_reach)
        match = type(match)(match.state[near], match.parcel[near], match.meter[near])
        self._by_address(rows[near], match, columns.MATCH_FUZZY, ratios[near])
        progress.set(100)

    def _by_address(self, rows, match, method: str, score: np.ndarray) -> None:
        found = match.state == FOUND
        self._take(rows[found], method, match.parcel[found], match.meter[found], score[found])
        self.reason[rows[match.state == BUSINESS]] = NOT_RESIDENTIAL
        self._several[rows[match.state == SEVERAL]] = True

    def by_position(self, progress: Progress) -> None:
        """Requests whose point lies in or beside a residential parcel."""
        places, options = self._places, self._options
        rows = np.flatnonzero(self._open() & self.has_point)
        reach = options.tolerance * options.clear_ratio
        # Shops and offices are rivals of homes: a pin in the street before a shop is no call from the house opposite.
        rivals = places.residential | places.other_use
        place = locate(self._x[rows], self._y[rows], places.polygons, places.owner, rivals, reach, progress)
        nearest, distance = place.nearest, place.distance
        inside, in_reach = distance == 0, distance <= options.tolerance
        shared = inside & (place.second == 0)
        sure = in_reach & ~shared & (place.second >= options.clear_ratio * distance)
        home = sure & places.residential[nearest]
        # An address that fits several parcels is told by the point, if the point leads to one of them.
        several = self._several[rows]
        agrees = places.key[nearest] == self.key[rows]
        told = several & home & agrees
        self._take(rows[told], columns.MATCH_ADDRESS, nearest[told], -1, 0.95)
        doubt = np.where((self.key[rows] == "") | (places.key[nearest] == "") | agrees, 1.0, 0.8)
        take = home & inside & ~several
        self._take(rows[take], columns.MATCH_WITHIN, nearest[take], -1, doubt[take])
        take = home & ~inside & ~several
        margin = 1.0 - 0.5 * distance[take] / options.tolerance
        self._take(rows[take], columns.MATCH_NEAREST, nearest[take], -1, doubt[take] * margin)
        self.reason[rows[several & ~told]] = SEVERAL_ADDRESSES
        for which, reason in (
            (shared, SEVERAL_PARCELS),
            (sure & ~home, NOT_RESIDENTIAL),
            (in_reach & ~sure & ~shared, AMBIGUOUS),
            (~in_reach, TOO_FAR),
        ):
            self.reason[rows[which & ~several]] = reason
        self.near[rows] = np.where(np.isfinite(distance), distance, np.nan)
        left = self._open()
        self.reason[left & self._several] = SEVERAL_ADDRESSES
        left &= ~self._several
        self.reason[left & (self.key != "")] = NO_ADDRESS_MATCH
        self.reason[left & (self.key == "")] = NO_PLACE

    def tell_meters(self) -> None:
        """Give requests of a parcel its meter: the only one, or the one of their unit."""
        places = self._places
        home = np.flatnonzero(places.meter_residential & (places.meter_parcel >= 0))
        rows = np.flatnonzero((self.parcel >= 0) & (self.meter < 0))
        if not len(home) or not len(rows):
            return
        parcel = places.meter_parcel[home]
        count = np.bincount(parcel, minlength=len(places.parcel_id))
        first = np.full(len(places.parcel_id), -1)
        first[parcel] = home
        mine = self.parcel[rows]
        unit = self.unit[rows]
        only = count[mine] == 1
        # A request for unit 9 is not told to the meter of unit 3, even if that is the only one known.
        theirs = places.meter_unit[first[mine]]
        only &= (unit == "") | (theirs == "") | (theirs == unit)
        self.meter[rows[only]] = first[mine[only]]
        several = np.flatnonzero((count[mine] > 1) & (unit != ""))
        pairs = pd.Index([f"{a}\x1f{b}" for a, b in zip(parcel, places.meter_unit[home])])
        unique = ~pairs.duplicated(keep=False)
        asked = [f"{a}\x1f{b}" for a, b in zip(mine[several], unit[several])]
        place = pairs[unique].get_indexer(asked)
        known = place >= 0
        self.meter[rows[several[known]]] = home[unique][place[known]]


def _duplicates(frame: pd.DataFrame, cascade: _Cascade, times: np.ndarray, start: np.datetime64) -> np.ndarray:
    """The first request of the same household, category and side of the event's start; ``None`` for first ones.

    A household is a meter; where no meter is told, a parcel with one home, or one unit of a parcel with several.
    """
    places = cascade._places
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


def _positions(known: np.ndarray, asked: np.ndarray) -> np.ndarray:
    return pd.Index(known, dtype=object).get_indexer(asked)


def _pick(names: np.ndarray, place: np.ndarray) -> np.ndarray:
    result = np.full(len(place), None, dtype=object)
    result[place >= 0] = names[place[place >= 0]]
    return result
