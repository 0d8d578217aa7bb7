"""States of all meters while they are read in any order: a byte for each meter and slot, a bit of it for each state."""

from __future__ import annotations

import threading

import numpy as np

from ..threads import in_threads

MOST_STATES = 8
_BLOCK = 4096


class MeterStates:
    """A table of slots by meters, which grows with the meters; slots without any read take no memory.

    A slot's bytes of all meters stand together, so that rows in the order of time touch what is near.
    """

    def __init__(self, slots: int, meters: int) -> None:
        self._slots = slots
        self._table = _empty(slots, meters)
        self._first, self._stop = slots, 0
        self._lock = threading.Lock()

    def put(self, meter: np.ndarray, slot: np.ndarray, bit: np.ndarray) -> None:
        """Add rows' bits to those of their meters and slots, shape ``(n,)`` each; thread-safe."""
        if not len(meter):
            return
        meters, first, stop = int(meter.max()) + 1, int(slot.min()), int(slot.max()) + 1
        with self._lock:
            self._make_room(meters)
            self._first, self._stop = min(self._first, first), max(self._stop, stop)
            table, place = self._table.reshape(-1), slot * np.int64(self._table.shape[1])
            place += meter
            together = table.take(place)
            together |= bit
            table[place] = together
            if (place[1:] > place[:-1]).all():
                return
            lost = np.flatnonzero(table.take(place) != together)
            if len(lost):  # several reads of one slot among these rows, of which the last one stands
                np.bitwise_or.at(table, place[lost], bit[lost])

    def packed(self, order: np.ndarray, states: int, width: int) -> list[np.ndarray]:
        """For each state packed bits of the meters in an order, ``uint8``, shape ``(n, width)``."""
        first, stop = self._first // 8 * 8, -(-self._stop // 8) * 8
        found = [np.zeros((len(order), width), dtype=np.uint8) for _ in range(states)]

        def pack(at: int) -> None:
            block = np.ascontiguousarray(self._table[first:stop, order[at : at + _BLOCK]].T)
            for state, packed in enumerate(found):
                packed[at : at + _BLOCK, first // 8 : stop // 8] = np.packbits(block & np.uint8(1 << state), axis=1)

        with in_threads(pack, range(0, len(order), _BLOCK)) as done:
            list(done)
        return found

    def _make_room(self, meters: int) -> None:
        if meters <= self._table.shape[1]:
            return
        old, self._table = self._table, _empty(self._slots, 2 * meters)
        self._table[self._first : self._stop, : old.shape[1]] = old[self._first : self._stop]


def _empty(slots: int, meters: int) -> np.ndarray:
    # An odd number of cache lines: else the slots of one meter would all fall into the same few lines of the cache.
    return np.zeros((slots, (meters // 64 | 1) * 64 + 64 * (meters % 128 >= 64)), dtype=np.uint8)
