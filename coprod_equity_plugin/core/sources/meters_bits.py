"""Packed bits, one row a meter and one bit a time slot: counts, first and last, and runs, without unpacking them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..threads import in_threads

_ROWS = 2048
_BLOCK = 8192
# Of each byte, in the order of slots.
BITS = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1)
# Every second bit, every second pair, every second half of a byte, and the lowest bit of each byte of a word.
_PAIRS, _FOURS, _BYTES, _ONES = (np.uint64(0x0101010101010101 * byte) for byte in (0x55, 0x33, 0x0F, 0x01))
_FIRST = BITS.argmax(axis=1)
_LAST = 7 - BITS[:, ::-1].argmax(axis=1)


def count_bits(packed: np.ndarray) -> np.ndarray:
    """Bits set in each row, shape ``(n,)``."""
    n, width = packed.shape
    counts = np.empty(n, dtype=np.int64)
    block = np.zeros((min(n, _ROWS), -(-width // 8) * 8), dtype=np.uint8)
    for at in range(0, n, _ROWS):
        part = block[: min(_ROWS, n - at)]
        part[:, :width] = packed[at : at + len(part)]
        counts[at : at + len(part)] = _count_words(part.view(np.uint64)).sum(axis=1)
    return counts


def count_all(states: Sequence[np.ndarray]) -> int:
    """Bits set in several arrays of packed bits, shape ``(n, b)`` each."""
    blocks = [packed[at : at + _BLOCK] for packed in states for at in range(0, len(packed), _BLOCK)]
    with in_threads(count_bits, blocks) as counts:
        return sum(int(count.sum()) for count in counts)


def _count_words(words: np.ndarray) -> np.ndarray:
    """Bits set in each word of 64: sums of neighbours, of neighbouring sums, and so on (Warren 2013, section 5-1)."""
    words = words - (words >> np.uint64(1) & _PAIRS)
    words = (words & _FOURS) + (words >> np.uint64(2) & _FOURS)
    return ((words + (words >> np.uint64(4)) & _BYTES) * _ONES) >> np.uint64(56)


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


def stretches(begin: np.ndarray, stop: np.ndarray, width: int) -> np.ndarray:
    """Packed bits with those from one slot to before another set in each row, ``uint8``, shape ``(n, width)``.

    Nothing is set in a row whose first slot is not before its last.
    """
    some = begin < stop
    first, last = begin // 8, (stop - 1) // 8
    place = np.arange(width)
    inside = (place >= np.where(some, first, width)[:, None]) & (place <= last[:, None])
    bits = inside.view(np.uint8) * np.uint8(255)
    rows = np.flatnonzero(some)
    bits[rows, first[rows]] &= (255 >> begin[rows] % 8).astype(np.uint8)
    bits[rows, last[rows]] &= (255 << 7 - (stop[rows] - 1) % 8 & 255).astype(np.uint8)
    return bits


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
        bit = np.flatnonzero(np.unpackbits(flat[where]).view(bool))
        place = where[bit >> 3] * 8 + (bit & 7)
        begin, stop, whole = place[0::2], place[1::2], 8 * (b + 1)
        row = begin // whole
        return cls(row, begin - row * whole, stop - row * whole, width)

    def between(self, rows: int, slots: int) -> Runs:
        """The runs of the slots that are in none of these, of some rows and slots."""
        count = np.bincount(self.row, minlength=rows) + 1
        row = np.repeat(np.arange(rows), count)
        begin, stop = np.zeros(len(row), dtype=np.int64), np.full(len(row), slots, dtype=np.int64)
        place = np.arange(len(self.row)) + self.row  # one more for each row before
        begin[place + 1], stop[place] = self.stop, self.begin
        some = begin < stop
        return Runs(row[some], begin[some], stop[some], self.width)

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
