"""Packed bits against the same bits unpacked, counted and walked one by one."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from coprod_equity_plugin.core.sources.meters_bits import (
    Runs,
    bit_range,
    count_between,
    count_bits,
    first_slots,
    stretches,
)

matrices = st.tuples(st.integers(0, 5), st.integers(1, 20)).flatmap(
    lambda shape: arrays(np.uint8, shape, elements=st.sampled_from([0, 1, 128, 129, 85, 170, 254, 255]))
)


def unpacked(packed: np.ndarray) -> np.ndarray:
    return np.unpackbits(packed, axis=1).astype(bool)


@given(matrices)
def test_counts_and_ends(packed):
    bits = unpacked(packed)
    np.testing.assert_array_equal(count_bits(packed), bits.sum(axis=1))
    first, last = bit_range(packed)
    for row, line in enumerate(bits):
        places = np.flatnonzero(line)
        assert (first[row], last[row]) == ((places[0], places[-1]) if len(places) else (-1, -1))


@pytest.mark.parametrize("rows", [2047, 2048, 2049, 5000])
def test_counts_of_many_rows(rows):
    packed = np.random.default_rng(rows).integers(0, 256, (rows, 13), dtype=np.uint8)
    np.testing.assert_array_equal(count_bits(packed), unpacked(packed).sum(axis=1))


@given(matrices, st.data())
def test_counts_between_two_slots(packed, data):
    begin = data.draw(st.integers(0, 8 * packed.shape[1]))
    stop = data.draw(st.integers(begin, 8 * packed.shape[1]))
    np.testing.assert_array_equal(count_between(packed, begin, stop), unpacked(packed)[:, begin:stop].sum(axis=1))
    cut = first_slots(packed, stop)
    np.testing.assert_array_equal(unpacked(cut)[:, :stop], unpacked(packed)[:, :stop])
    assert not unpacked(cut)[:, stop:].any()


@given(matrices)
def test_runs(packed):
    found = Runs.of(packed, 8 * packed.shape[1] + 1)
    expected = []
    for row, line in enumerate(unpacked(packed)):
        slot = 0
        for value, group in itertools.groupby(line):
            length = len(list(group))
            if value:
                expected.append((row, slot, slot + length))
            slot += length
    assert list(zip(found.row.tolist(), found.begin.tolist(), found.stop.tolist())) == expected


@given(matrices, st.data())
def test_runs_between_runs(packed, data):
    n, slots = len(packed), data.draw(st.integers(0, 8 * packed.shape[1]))
    cut = first_slots(packed, slots)
    width = slots + 1
    found, expected = Runs.of(cut, width).between(n, slots), Runs.of(first_slots(~cut, slots), width)
    for name in ("row", "begin", "stop"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))
    assert found.width == width


@given(matrices, st.data())
def test_stretches(packed, data):
    n, slots = len(packed), 8 * packed.shape[1]
    ends = st.lists(st.integers(-1, slots), min_size=n, max_size=n)
    begin, stop = np.array(data.draw(ends), dtype=np.int64), np.array(data.draw(ends), dtype=np.int64)
    stop[begin < 0] = -1
    found = unpacked(stretches(begin, stop, packed.shape[1]))
    slot = np.arange(slots)
    np.testing.assert_array_equal(found, (slot >= begin[:, None]) & (slot < stop[:, None]))
