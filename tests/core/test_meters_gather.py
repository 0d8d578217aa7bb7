"""The pass over the reads: fetched in batches, and only as far as there can be reads."""

from __future__ import annotations

from datetime import datetime, timezone

import duckdb
import numpy as np
import pytest

from coprod_equity_plugin.core.sources import meters_gather
from coprod_equity_plugin.core.sources.meters import open_reads
from coprod_equity_plugin.core.sources.meters_grid import NO_METER, read_grid

START = int(datetime(2018, 10, 2, tzinfo=timezone.utc).timestamp())
DAYS = 38

# Half-hourly meters and one with a read every twelve hours; one row of each day has no meter, one no energy.
READS = """
SELECT CASE WHEN m = 20 AND s % 48 = 7 THEN NULL ELSE 'M' || (m * 7) % 23 END AS METER_ID,
    TIMESTAMP '2018-10-03' + INTERVAL 30 MINUTE * s AS READ_TIME,
    CASE WHEN m = 5 AND s % 48 = 9 THEN NULL WHEN hash(m, s) % 5 = 0 THEN 0.0 ELSE 0.3 END AS KWH,
    CASE WHEN hash(m, s, 1) % 9 = 0 THEN 'E' ELSE 'A' END AS QUALITY
FROM range(22) a(m), range(480) b(s) WHERE m <> 3 OR s % 24 = 0
"""


@pytest.fixture
def files(tmp_path):
    """The same reads as Parquet, whose summaries tell the last stamp, and as CSV."""
    with duckdb.connect() as connection:
        for form in ("parquet", "csv"):
            connection.execute(f"COPY ({READS}) TO '{tmp_path / 'reads'}.{form}'")
    return tmp_path / "reads.parquet", tmp_path / "reads.csv"


def grid_of(path, zone="UTC", label="start"):
    return read_grid(open_reads(path, time_zone=zone, label=label), START, START + DAYS * 86400)


def assert_same(grid, other, slots):
    assert list(grid.meters) == list(other.meters)
    assert (grid.rows, grid.left_out) == (other.rows, other.left_out)
    np.testing.assert_array_equal(grid.stride, other.stride)
    np.testing.assert_array_equal(grid.exports, other.exports)
    for name in ("on", "zero", "estimated"):
        np.testing.assert_array_equal(getattr(grid, name)[:, : slots // 8], getattr(other, name)[:, : slots // 8])


@pytest.mark.parametrize("form", ["parquet", "csv"])
@pytest.mark.parametrize("most_bytes", [1 << 30, 5000])  # all meters at once; in a few parts
def test_batches_and_parts_give_what_one_batch_gives(files, tmp_path, monkeypatch, form, most_bytes):
    with duckdb.connect() as connection:  # more meters than a batch holds, some of them without any bit
        connection.execute(
            "COPY (SELECT METER_ID || '-' || copy AS METER_ID, READ_TIME, CASE WHEN copy % 7 > 0 THEN KWH END AS KWH, "
            f"QUALITY FROM '{files[0]}', range(300) c(copy) WHERE READ_TIME < '2018-10-05') "
            f"TO '{tmp_path / 'more'}.{form}'"
        )
    whole = grid_of(tmp_path / f"more.{form}")
    monkeypatch.setattr(meters_gather, "_VECTORS", 1)
    monkeypatch.setattr(meters_gather, "_MOST_BYTES", most_bytes)
    parts = grid_of(tmp_path / f"more.{form}")
    assert_same(parts, whole, whole.slots)
    assert list(parts.meters) == sorted(parts.meters)
    assert len(parts.meters) == 22 * 300
    assert parts.left_out[NO_METER] == 2 * 300
    bits = parts.on | parts.zero | parts.estimated
    empty = np.array([int(meter.split("-")[1]) % 7 == 0 for meter in parts.meters])
    np.testing.assert_array_equal(bits.any(axis=1), ~empty)


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Auckland"])
@pytest.mark.parametrize("label", ["start", "end"])
def test_slots_after_the_last_read_are_not_kept_and_nothing_else_is_lost(files, zone, label):
    cut, whole = grid_of(files[0], zone, label), grid_of(files[1], zone, label)
    assert whole.slots == DAYS * 48
    assert cut.slots < 15 * 48  # ten days of reads after one without, a day and a seventh
    assert_same(cut, whole, cut.slots)
    assert cut.stride[list(cut.meters).index("M21")] == 24
    for bits in (whole.on, whole.zero, whole.estimated):
        assert not bits[:, cut.slots // 8 :].any()
    np.testing.assert_array_equal(cut.edges, whole.edges[: cut.slots + 1])


def test_an_endless_stamp_cuts_nothing_off(files, tmp_path):
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (FROM '{files[0]}' UNION ALL SELECT 'M1', TIMESTAMP 'infinity', 1.0, 'A') "
            f"TO '{tmp_path / 'endless.parquet'}'"
        )
    grid = grid_of(tmp_path / "endless.parquet")
    assert grid.slots == DAYS * 48
    plain = grid_of(files[0])
    np.testing.assert_array_equal(grid.on[:, : plain.slots // 8], plain.on)
