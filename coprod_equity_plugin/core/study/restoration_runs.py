"""Outages and their ends in the states of many meters at once, by run lengths over flat arrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..sources.meters_bits import Runs, bit_range, first_slots


@dataclass(frozen=True)
class States:
    """States of ``n`` meters in ``slots`` slots, packed bits of shape ``(n, bytes)``; none set is a missing read."""

    on: np.ndarray
    zero: np.ndarray
    estimated: np.ndarray
    slots: int

    @classmethod
    def of(cls, on: np.ndarray, zero: np.ndarray, estimated: np.ndarray, slots: int) -> States:
        """From packed bits, shape ``(n, at least slots / 8)``; slots beyond are dropped."""
        return cls(*(first_slots(bits, slots) for bits in (on, zero, estimated)), slots)

    @cached_property
    def some(self) -> np.ndarray:
        """Where there is a read of any kind, packed bits."""
        return self.on | self.zero | self.estimated

    @cached_property
    def width(self) -> int:
        """What a meter is worth in the keys of runs."""
        return self.slots + 1

    @property
    def missing(self) -> np.ndarray:
        """Where there is no read, packed bits."""
        return first_slots(~self.some, self.slots)


@dataclass(frozen=True)
class Outages:
    """Per meter, shape ``(n,)``; slots are ``-1`` where there is none.

    Attributes
    ----------
    start, stop
        First slot of the first outage and the first slot of sustained power after it; ``stop`` is ``-1`` if power did
        not come back.
    end
        ``stop``, or for a meter that is not restored one past its last read.
    slots_out
        Slots without power of all outages of the window together.
    count
        Outages that begin in the window.
    around
        For the sake of which other meters the first outage was accepted: 0 (its own reads suffice), or the number that
        ``others_out`` gave.
    first_zero, last_zero
        Measured zeros between ``start`` and ``end``.
    last_on
        Last slot with power before the outage.
    doubtful_start, doubtful_end
        The first run of missing or estimated reads in the window that was not accepted.
    out_before
        Whether the meter was without power before the event and into it.
    """

    start: np.ndarray
    stop: np.ndarray
    end: np.ndarray
    slots_out: np.ndarray
    count: np.ndarray
    around: np.ndarray
    first_zero: np.ndarray
    last_zero: np.ndarray
    last_on: np.ndarray
    doubtful_start: np.ndarray
    doubtful_end: np.ndarray
    out_before: np.ndarray


def runs(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Row, first column and one past the last column of each run of ``True`` in a matrix, row by row.

    Parameters
    ----------
    mask : numpy.ndarray
        ``bool``, shape ``(n, t)``.
    """
    n, t = mask.shape
    edges = np.zeros((n, t + 1), dtype=bool)
    edges[:, 0] = mask[:, 0]
    np.not_equal(mask[:, 1:], mask[:, :-1], out=edges[:, 1:t])
    edges[:, t] = mask[:, -1]
    places = np.flatnonzero(edges.ravel())
    begin, finish = places[0::2], places[1::2]
    return begin // (t + 1), begin % (t + 1), finish % (t + 1)


def longest_usual_zero(zero: np.ndarray, begin: int, stop: int) -> np.ndarray:
    """Each meter's 99th percentile (nearest rank) of the lengths of its runs of zeros between two slots; 0 if none.

    ``zero`` are packed bits, shape ``(n, b)``.
    """
    result = np.zeros(len(zero), dtype=np.int64)
    row, first, last = runs(np.unpackbits(zero, axis=1, count=stop).view(bool)[:, begin:])
    if not len(row):
        return result
    length = last - first
    order = np.lexsort((length, row))
    row, length = row[order], length[order]
    meters, offset, count = np.unique(row, return_index=True, return_counts=True)
    result[meters] = length[offset + np.ceil(0.99 * count).astype(np.int64) - 1]
    return result


def find_outages(
    states: States,
    window: tuple[int, int],
    minimum: np.ndarray,
    sustained: int,
    others_out: Callable[[np.ndarray, np.ndarray], np.ndarray],
) -> Outages:
    """The outages that begin in a window of slots.

    Parameters
    ----------
    states : States
        Of ``n`` meters.
    window
        First slot in which an outage may begin, and one past the last.
    minimum : numpy.ndarray
        Slots that a run without power needs at least, shape ``(n,)``.
    sustained
        Slots in a row with power that end an outage.
    others_out
        Tells of meters (row numbers) and slots whether enough other meters are out: 0 for no.
    """
    n, t, width = len(states.on), states.slots, states.width
    open_slot, close_slot = window
    first_read, last_read = bit_range(states.some)
    on, zeros = Runs.of(states.on, width), Runs.of(states.zero, width)
    off = on.between(n, t)
    # Before its first read a meter is not without power; only a meter's first run can begin there.
    there = (first_read[off.row] >= 0) & (off.stop > first_read[off.row])
    row, finish = off.row[there], off.stop[there]
    begin = np.maximum(off.begin[there], first_read[row])
    key_begin, key_finish = row * width + begin, row * width + finish
    zero_at = zeros.next(key_begin)
    has_zero = zero_at < key_finish
    zero_slot = np.where(has_zero, zero_at - row * width, t)

    crosses = (begin < open_slot) & (finish > open_slot)
    long_before = finish - begin >= minimum[row]
    before = crosses & has_zero & (zero_slot < open_slot) & long_before
    out_before = np.zeros(n, dtype=bool)
    out_before[row[before]] = True

    # Missing or estimated reads that begin before the event and go over into it: nothing is known before it.
    starts = np.where(crosses & ~before, np.maximum(begin, open_slot), begin)
    inside = (starts >= open_slot) & (starts < close_slot) & (finish - starts >= minimum[row]) & ~before
    decided = np.minimum(starts + minimum[row] - 1, t - 1)
    around = np.zeros(len(row), dtype=np.int64)
    asked = np.flatnonzero(inside & ~has_zero & (starts <= last_read[row]))
    around[asked] = others_out(row[asked], decided[asked])
    accepted = inside & (has_zero | (around > 0))
    doubtful = np.flatnonzero(inside & ~accepted)[::-1]  # backwards, so that a meter's first one stays
    doubtful_start, doubtful_end = np.full(n, -1, dtype=np.int64), np.full(n, -1, dtype=np.int64)
    doubtful_start[row[doubtful]], doubtful_end[row[doubtful]] = starts[doubtful], finish[doubtful]

    back = on.keys[0][on.stop - on.begin >= sustained]

    result = {name: np.full(n, -1, dtype=np.int64) for name in ("start", "stop", "end", "last_on")}
    slots_out, count, by_others = np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64)
    row, starts, begin, around = row[accepted], starts[accepted], begin[accepted], around[accepted]
    while len(row):
        meter, place = np.unique(row, return_index=True)
        start = starts[place]
        after = _next(back, meter * width + start)
        returned = after < (meter + 1) * width
        stop = np.where(returned, after - meter * width, -1)
        end = np.where(returned, stop, last_read[meter] + 1)
        fresh = count[meter] == 0
        some, at = meter[fresh], place[fresh]
        result["start"][some], result["stop"][some], result["end"][some] = start[fresh], stop[fresh], end[fresh]
        result["last_on"][some], by_others[some] = begin[at] - 1, around[at]
        slots_out[meter] += end - start
        count[meter] += 1
        limit = np.full(n, t, dtype=np.int64)
        limit[meter] = np.where(returned, stop, t)
        rest = starts >= limit[row]
        row, starts, begin, around = row[rest], starts[rest], begin[rest], around[rest]

    meters = np.arange(n, dtype=np.int64) * width
    out = result["start"] >= 0
    low, high = meters + result["start"], meters + result["end"]
    first_zero = zeros.next(low)
    last_zero = zeros.previous(high)
    found = out & (first_zero < high)
    return Outages(
        slots_out=slots_out,
        count=count,
        around=by_others,
        first_zero=np.where(found, first_zero - meters, -1),
        last_zero=np.where(found, last_zero - meters, -1),
        doubtful_start=doubtful_start,
        doubtful_end=doubtful_end,
        out_before=out_before,
        **result,
    )


def _next(keys: np.ndarray, places: np.ndarray) -> np.ndarray:
    """First key at or after each place; a huge number where there is none."""
    padded = np.append(keys, np.iinfo(np.int64).max)
    return padded[np.searchsorted(keys, places, side="left")]
