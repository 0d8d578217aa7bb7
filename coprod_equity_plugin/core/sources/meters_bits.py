"""Packed bits, one row a meter and one bit a time slot: counts, first and last, and runs, without unpacking them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_ROWS = 8192
_BITS = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1)
_COUNT = _BITS.sum(axis=1).astype(np.uint8)
_FIRST = _BITS.argmax(axis=1)
_LAST = 7 - _BITS[:, ::-1].argmax(axis=1)


def count_bits(packed: np.ndarray) -> np.ndarray:
    """Bits set in each row, shape ``(n,)``."""
    counts = np.empty(len(packed), dtype=np.int64)
    for at in range(0, len(packed), _ROWS):  # what is looked up is as large as the bits
        _COUNT[packed[at : at + _ROWS]].sum(axis=1, dtype=np.int64, out=counts[at : at + _ROWS])
    return counts


def count_between(packed: np.ndarray, begin: int, stop: int) -> np.ndarray:
    """Bits set in each row from one slot to before another, shape ``(n,)``."""
    place = np.arange(begin // 8 * 8, -(-stop // 8) * 8)
    mask = np.packbits((place >= begin) & (place < stop))
    return count_bits(packed[:, begin // 8 : -(-stop // 8)] & mask)


def bit_range(packed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First and last bit set in each row, shape ``(n,)``; ``-1`` for a row without any."""
    some = packed != 0
    rows = np.arange(len(packed))
    first, last = some.argmax(axis=1), some.shape[1] - 1 - some[:, ::-1].argmax(axis=1)
    none = ~some[rows, first]
    begin = 8 * first + _FIRST[packed[rows, first]]
    stop = 8 * last + _LAST[packed[rows, last]]
    return np.where(none, -1, begin), np.where(none, -1, stop)


def first_slots(packed: np.ndarray, slots: int) -> np.ndarray:
    """The bytes that hold the first slots, with the bits after them cleared (a copy)."""
    cut = packed[:, : -(-slots // 8)].copy()
    if slots % 8:
        cut[:, -1] &= 256 - (256 >> slots % 8)
    return cut


@dataclass(frozen=True)
class Runs:
    """Runs of set bits, row by row in the order of time.

    Attributes
    ----------
    row, begin, stop : numpy.ndarray
        Row, first slot and one past the last slot of each run, shape ``(r,)``.
    width : int
        What a row is worth in the keys ``row * width + slot`` that :meth:`next` and :meth:`previous` take and give.
    """

    row: np.ndarray
    begin: np.ndarray
    stop: np.ndarray
    width: int

    @classmethod
    def of(cls, packed: np.ndarray, width: int) -> Runs:
        """The runs in packed bits of shape ``(n, b)``; only bytes in which a run begins or ends are unpacked."""
        n, b = packed.shape
        edges = np.zeros((n, b + 1), dtype=np.uint8)
        edges[:, :b] = packed ^ (packed >> 1)
        edges[:, 1:] ^= packed << 7
        flat = edges.ravel()
        where = np.flatnonzero(flat != 0)
        byte, bit = np.nonzero(_BITS[flat[where]])
        place = where[byte] * 8 + bit
        row, slot = np.divmod(place, 8 * (b + 1))
        return cls(row[0::2], slot[0::2], slot[1::2], width)

    @property
    def keys(self) -> tuple[np.ndarray, np.ndarray]:
        """Keys of each run's first slot and of the one past its last."""
        return self.row * self.width + self.begin, self.row * self.width + self.stop

    def next(self, keys: np.ndarray) -> np.ndarray:
        """First set slot at or after each key, as a key; a huge number where there is none."""
        begin, stop = self.keys
        place = np.searchsorted(stop, keys, side="right")
        return np.maximum(np.append(begin, np.iinfo(np.int64).max)[place], keys)

    def previous(self, keys: np.ndarray) -> np.ndarray:
        """Last set slot before each key, as a key; ``-1`` where there is none."""
        begin, stop = self.keys
        place = np.searchsorted(begin, keys, side="left")
        return np.where(place > 0, np.minimum(np.append(-1, stop - 1)[place], keys - 1), -1)
