"""The steps that tell a home, each taking what those before it left: requests' homes, and the parcels of meters.

Parcel or meter id, exact address, likeliest address, the parcel around the point, the nearest parcel, the parcel that
the point stands before. What no step can place keeps a reason.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .. import columns
from ..progress import Progress
from ..sources.ids import same_ids
from .address_match import BUSINESS, FOUND, SEVERAL, AddressBook
from .addresses import AddressKeys
from .frontage import stands_before
from .locating import distance_to_parcel, locate
from .places import Places

NO_PLACE = "it has neither an address nor a position"
NO_ADDRESS_MATCH = "its address is not among the parcels and it has no position"
NOT_RESIDENTIAL = "not a residential parcel"
SEVERAL_ADDRESSES = "its address fits several parcels"
SEVERAL_PARCELS = "its point lies in several parcels"
AMBIGUOUS = "ambiguous: two parcels are about as near"
TOO_FAR = "no residential parcel within the tolerance"

# What a match by each step is worth at best; a doubt on the way lowers it.
SCORES = {
    columns.MATCH_ID: 1.0,
    columns.MATCH_ADDRESS: 1.0,
    columns.MATCH_FUZZY: 1.0,
    columns.MATCH_WITHIN: 0.9,
    columns.MATCH_NEAREST: 0.8,
    columns.MATCH_FRONTAGE: 0.7,
}

METHOD_NAMES = {
    columns.MATCH_ID: "parcel or meter id",
    columns.MATCH_ADDRESS: "exact address",
    columns.MATCH_FUZZY: "likeliest address",
    columns.MATCH_WITHIN: "the parcel around the point",
    columns.MATCH_NEAREST: "the nearest parcel",
    columns.MATCH_FRONTAGE: "the parcel that the point stands before",
}


@dataclass(frozen=True)
class MatchOptions:
    """How requests are matched and meters placed.

    Attributes
    ----------
    event_start
        Local wall-clock time; requests need it, meters do not.
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

    event_start: np.datetime64 | None = None
    window_hours: float = 48.0
    tolerance: float = 25.0
    clear_ratio: float = 1.5
    fuzzy_ratio: float = 0.9
    fuzzy_reach: float = 250.0


class Cascade:
    """The state of every request or meter while the steps go by; all arrays of shape ``(n,)``.

    Parameters
    ----------
    place_id
        The meter's or parcel's id that each names, ``None`` where it names none.
    address
        Its normalised address.
    x, y
        Its position in the places' system, NaN where there is none.

    Attributes
    ----------
    parcel, meter
        The home that it is told to, positions in :class:`Places`, -1 if none.
    method, score, reason
        How and how surely it is told, or why it is not.
    near
        Metres to the nearest parcel in reach, where the step by position was taken.
    stands_on, step
        The parcel that it leads to, be it a home's or not, and the step that found it.
    """

    def __init__(
        self, place_id, address: AddressKeys, x, y, places: Places, options: MatchOptions, progress: Progress
    ) -> None:
        n = len(x)
        self._places, self._options, self._x, self._y, self._progress = places, options, x, y, progress
        self._place_id = place_id
        self.key, self.unit = address.key, address.unit
        self.has_point = np.isfinite(x) & np.isfinite(y)
        self.parcel, self.meter = np.full(n, -1), np.full(n, -1)
        self.method = np.full(n, None, dtype=object)
        self.reason = np.full(n, None, dtype=object)
        self.score = np.full(n, np.nan)
        self.near = np.full(n, np.nan)
        self.stands_on, self.step = np.full(n, -1), np.full(n, None, dtype=object)
        self._several = np.zeros(n, dtype=bool)

    def _open(self) -> np.ndarray:
        return (self.method == None) & (self.reason == None)  # noqa: E711  element by element

    def _take(self, rows: np.ndarray, method: str, parcel, meter, score) -> None:
        self.method[rows], self.parcel[rows], self.meter[rows] = method, parcel, meter
        self.score[rows] = SCORES[method] * score

    def _stand(self, rows: np.ndarray, method, parcel) -> None:
        self.stands_on[rows], self.step[rows] = parcel, method

    def by_id(self) -> None:
        """Requests that name a meter or a parcel."""
        places = self._places
        given = np.flatnonzero(~pd.isna(self._place_id))
        if not len(given):
            return
        known = np.concatenate([places.meter_id, places.parcel_id])
        asked = same_ids(self._place_id[given], known, "ids of meters or parcels that requests name", self._progress)
        meter = _positions(places.meter_id, asked)
        parcel = _positions(places.parcel_id, asked)
        known_meter = meter >= 0
        home = np.ones(len(given), dtype=bool)
        home[known_meter] = places.meter_residential[meter[known_meter]]
        parcel[known_meter] = places.meter_parcel[meter[known_meter]]
        by_parcel = ~known_meter & (parcel >= 0)
        home[by_parcel] = places.residential[parcel[by_parcel]]
        known = known_meter | by_parcel
        self._stand(given[known & (parcel >= 0)], columns.MATCH_ID, parcel[known & (parcel >= 0)])
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
        told = (found | (match.state == BUSINESS)) & (match.parcel >= 0)
        self._stand(rows[told], method, match.parcel[told])
        self._take(rows[found], method, match.parcel[found], match.meter[found], score[found])
        self.reason[rows[match.state == BUSINESS]] = NOT_RESIDENTIAL
        self._several[rows[match.state == SEVERAL]] = True

    def by_position(self, progress: Progress) -> None:
        """Those whose point lies in, beside or before a residential parcel."""
        places, options = self._places, self._options
        rows = np.flatnonzero(self._open() & self.has_point)
        reach = options.tolerance * options.clear_ratio
        # Shops and offices are rivals of homes: a pin in the street before a shop is no call from the house opposite.
        rivals = places.residential | places.other_use
        x, y = self._x[rows], self._y[rows]
        place = locate(x, y, places.polygons, places.owner, rivals, reach, progress)
        nearest, distance = place.nearest, place.distance
        inside, in_reach = distance == 0, distance <= options.tolerance
        shared = inside & (place.second == 0)
        sure = in_reach & ~shared & (place.second >= options.clear_ratio * distance)
        unsure = np.flatnonzero(in_reach & ~shared & ~sure)
        told = stands_before(
            x[unsure], y[unsure], nearest[unsure], distance[unsure],
            places.polygons, places.owner, rivals, options.clear_ratio, progress,
        )  # fmt: skip
        before = np.zeros(len(rows), dtype=bool)
        before[unsure[told]] = True
        sure |= before
        home = sure & places.residential[nearest]
        method = np.where(before, columns.MATCH_FRONTAGE, np.where(inside, columns.MATCH_WITHIN, columns.MATCH_NEAREST))
        # An address that fits several parcels is told by the point, if the point leads to one of them.
        several = self._several[rows]
        agrees = places.key[nearest] == self.key[rows]
        told = several & home & agrees
        self._take(rows[told], columns.MATCH_ADDRESS, nearest[told], -1, 0.95)
        self._stand(rows[told], columns.MATCH_ADDRESS, nearest[told])
        stands = sure & ~several
        self._stand(rows[stands], method[stands], nearest[stands])
        doubt = np.where((self.key[rows] == "") | (places.key[nearest] == "") | agrees, 1.0, 0.8)
        margin = 1.0 - 0.5 * np.divide(distance, options.tolerance, out=np.zeros(len(rows)), where=in_reach & ~inside)
        for name in (columns.MATCH_WITHIN, columns.MATCH_NEAREST, columns.MATCH_FRONTAGE):
            take = home & ~several & (method == name)
            self._take(rows[take], name, nearest[take], -1, doubt[take] * margin[take])
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


def _positions(known: np.ndarray, asked: np.ndarray) -> np.ndarray:
    return pd.Index(known, dtype=object).get_indexer(asked)
