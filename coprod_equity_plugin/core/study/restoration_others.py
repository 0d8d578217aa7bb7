"""Whether the others are out too: what decides if missing or estimated reads alone are an outage.

A meter's own reads cannot tell a lost connection from lost power; those of its neighbours can. They are the nearest
ones, or those of the same feeder or area, if that is known and at least :data:`FEWEST` of them have a measured read in
the same interval; else all of the city's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import InputError, Problem
from ..progress import Progress
from ..sources.meters_bits import BITS

CITY, GROUP, NEAREST = 1, 2, 3
FEWEST = 3


@dataclass(frozen=True)
class MeterPlaces:
    """Where meters are, for those whose place is known.

    Attributes
    ----------
    meters : numpy.ndarray
        Meter ids, texts, shape ``(p,)``, each once.
    groups : numpy.ndarray or None
        Feeder or area of each, texts, shape ``(p,)``; an empty one is not known.
    points : numpy.ndarray or None
        Coordinates in metres, shape ``(p, 2)``, if there are no groups; not finite where not known.
    nearest
        How many nearest meters are asked.
    """

    meters: np.ndarray
    groups: np.ndarray | None = None
    points: np.ndarray | None = None
    nearest: int = 8

    def words(self) -> str:
        """Whose reads are asked, for the table of settings."""
        return "those of the same feeder or area" if self.groups is not None else f"the {self.nearest} nearest"

    def check(self) -> None:
        """Raise an :class:`InputError` for a meter in two places, or none at all."""
        names, counts = np.unique(np.asarray(self.meters).astype(str), return_counts=True)
        if (counts > 1).any():
            raise InputError(
                Problem(
                    f"{int((counts > 1).sum()):,} meters stand in more than one row, "
                    f"for example in rows {_rows_of(self.meters, names[counts > 1][0])}",
                    "Give one row per meter",
                    column="PLACES",
                )
            )
        if not len(names):
            raise InputError(Problem("there are no meters", "Give a layer with a row per meter", column="PLACES"))


def _rows_of(meters: np.ndarray, name: str) -> str:
    return " and ".join(map(str, np.flatnonzero(np.asarray(meters).astype(str) == name)[:2] + 1))


class OthersOut:
    """Answers whether at least a share of the others' measured reads are zero, for meters and slots.

    Parameters
    ----------
    on, zero : numpy.ndarray
        Packed bits of all meters, ``uint8``, shape ``(n, b)``.
    lived : numpy.ndarray
        Meters that are asked: those that are not vacant, shape ``(n,)``.
    share
        Share of measured reads that are zero from which the answer is yes.
    meters : numpy.ndarray
        Ids of the ``n`` meters, ascending.
    places
        Where they are, if known.
    progress
        Asked for cancel.
    """

    def __init__(self, on, zero, lived, share, meters, places: MeterPlaces | None, progress: Progress) -> None:
        self._on, self._zero, self._lived, self._share = on, zero, lived, share
        self._progress = progress
        self._in_city: dict[int, np.ndarray] = {}
        self._in_groups: dict[int, np.ndarray] = {}
        self._group = self._points = None
        if places is not None:
            known, at = _match(meters, places.meters)
            if places.groups is not None:
                _, group = np.unique(np.asarray(places.groups).astype(str), return_inverse=True)
                known &= np.asarray(places.groups)[at] != ""
                self._group = np.where(known, group[at], -1)
            else:
                self._count = places.nearest
                self._points = np.where(known[:, None], np.asarray(places.points, dtype=float)[at], np.nan)
                self._others = np.flatnonzero(lived & np.isfinite(self._points).all(axis=1))

    def __call__(self, meters: np.ndarray, slots: np.ndarray) -> np.ndarray:
        """0 for no; else :data:`CITY`, :data:`GROUP` or :data:`NEAREST`, whose reads said so; shape ``(q,)``."""
        if not len(meters):
            return np.zeros(0, dtype=np.int64)
        moments, moment = np.unique(slots, return_inverse=True)
        on, zero = np.zeros(len(meters), np.int64), np.zeros(len(meters), np.int64)
        word = GROUP if self._points is None else NEAREST
        city = np.zeros((len(moments), 2), dtype=np.int64)
        for number, slot in enumerate(moments):
            city[number] = self._count_city(int(slot))
            if self._group is not None:
                sums = self._count_groups(int(slot))
                some = moment == number
                of = self._group[meters[some]]
                on[some], zero[some] = np.where(of >= 0, sums[:, of], 0)
        if self._points is not None:
            near = self._nearest(meters)
            shift = (7 - slots % 8).astype(np.uint8)[:, None]
            for bits, result in ((self._on, on), (self._zero, zero)):
                found = (bits[near, (slots // 8)[:, None]] >> shift & 1).astype(bool)
                result[:] = np.count_nonzero(found & (near >= 0), axis=1)
        enough = on + zero >= FEWEST
        lit, dark = np.where(enough, on, city[moment, 0]), np.where(enough, zero, city[moment, 1])
        out = (lit + dark > 0) & (dark >= self._share * (lit + dark))
        return np.where(out, np.where(enough, word, CITY), 0)

    def _count_city(self, slot: int) -> np.ndarray:
        """Meters with power and without in a slot, shape ``(2,)``.

        Kept, for meters come in parts and ask for the same slots: counted anew for each part, the time would grow with
        the square of the meters. Eight slots are counted at once, since their bits stand in one byte.
        """
        place = slot // 8
        if place not in self._in_city:
            counts = [np.bincount(bits[:, place][self._lived], minlength=256) for bits in (self._on, self._zero)]
            self._in_city[place] = np.array(counts) @ BITS
        return self._in_city[place][:, slot % 8]

    def _count_groups(self, slot: int) -> np.ndarray:
        """Those of each group, shape ``(2, groups + 1)``; kept, too."""
        if slot not in self._in_groups:
            inside, length = self._lived & (self._group >= 0), int(self._group.max()) + 2
            states = (inside & self._bit(bits, slot) for bits in (self._on, self._zero))
            self._in_groups[slot] = np.array([np.bincount(self._group[bits], minlength=length) for bits in states])
        return self._in_groups[slot]

    def _nearest(self, meters: np.ndarray) -> np.ndarray:
        """The nearest others of each meter, shape ``(q, count)``; ``-1`` where there are fewer.

        Each distance is worked out: only meters in doubt are asked for, and no library of trees is needed.
        """
        near = np.full((len(meters), self._count), -1, dtype=np.int64)
        points = self._points[self._others]
        for number, meter in enumerate(meters):
            if number % 64 == 0:
                self._progress.check()
            distance = np.hypot(*(points - self._points[meter]).T)
            distance[self._others == meter] = np.nan
            some = np.flatnonzero(np.isfinite(distance))
            if len(some) > self._count:
                limit = np.partition(distance[some], self._count - 1)[self._count - 1]
                some = some[distance[some] <= limit]
            chosen = some[np.argsort(distance[some], kind="stable")[: self._count]]
            near[number, : len(chosen)] = self._others[chosen]
        return near

    @staticmethod
    def _bit(packed: np.ndarray, slot: int) -> np.ndarray:
        return (packed[:, slot // 8] >> np.uint8(7 - slot % 8) & 1).astype(bool)


def _match(meters: np.ndarray, names: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whether each meter is among some names, and at which place (0 if not)."""
    meters, names = np.asarray(meters).astype(str), np.asarray(names).astype(str)
    order = np.argsort(names, kind="stable")
    at = np.minimum(np.searchsorted(names[order], meters), len(names) - 1)
    at = order[at]
    known = names[at] == meters
    return known, np.where(known, at, 0)
