"""Slots worked out of whole seconds and of each different stamp of a Parquet file, beside those of a CSV file's texts.

Parquet files that tell the number of their rows go the one way, small CSV files the other, by the microsecond.
"""

from __future__ import annotations

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pandas as pd
import pytest

from coprod_equity_plugin.core.errors import InputError
from coprod_equity_plugin.core.sources.meters import open_reads
from coprod_equity_plugin.core.sources.meters_grid import read_grid

MIDNIGHT = datetime(2018, 10, 8)
EDGES = (-1_000_001, -1_000_000, -999_999, -500_000, -1, 0, 1, 999_999, 1_000_000)


def reads(rng, interval: int, first: int, days: int) -> list[tuple]:
    """Stamps in microseconds around the edges of intervals, with energies and flags of every kind."""
    step, rows = interval * 1_000_000, []
    for slot in range(first * 86400 // interval, (first + days) * 86400 // interval):
        for meter in range(6):
            late = int(rng.choice(EDGES)) if rng.random() < 0.5 else int(rng.integers(step)) * (meter % 2)
            energy = rng.choice(
                [0.0, 0.01, 0.010000001, 0.4, np.nan, np.inf, 2e-9], p=[0.2, 0.1, 0.1, 0.45, 0.05, 0.05, 0.05]
            )
            flag = rng.choice(["A", "E", "N", "e ", "?", None], p=[0.7, 0.1, 0.05, 0.05, 0.05, 0.05])
            rows.append((f"M{meter}", slot * step + late, float(energy), flag))
    return rows


def write(folder, rows: list[tuple], kind: str) -> None:
    """The same rows as Parquet and as CSV."""
    names = ["METER_ID", "READ_TIME", "KWH", "QUALITY"]
    table = pd.DataFrame(rows, columns=names).astype({"READ_TIME": "timedelta64[us]"})
    table["READ_TIME"] += np.datetime64(MIDNIGHT)
    if kind == "TIMESTAMPTZ":
        table["READ_TIME"] = table["READ_TIME"].dt.tz_localize("UTC")
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.register("frame", table)
        # A frame has NaN for NULL.
        replaced = f"coalesce(KWH, 'nan') AS KWH, READ_TIME::{kind} AS READ_TIME"
        connection.execute(f"CREATE TABLE reads AS SELECT * REPLACE ({replaced}) FROM frame")
        for form in ("parquet", "csv"):
            connection.execute(f"COPY reads TO '{folder / 'reads'}.{form}'")


@pytest.mark.parametrize(("first", "days"), [(-2, 9), (1, 3)], ids=["beyond the grid", "within"])
@pytest.mark.parametrize("label", ["start", "end"])
@pytest.mark.parametrize(
    ("zone", "interval", "kind"),
    [
        ("America/New_York", 1800, "TIMESTAMP"),
        ("America/New_York", 1800, "TIMESTAMP_NS"),  # as pandas writes them
        ("UTC", 300, "TIMESTAMP"),
        ("Asia/Kolkata", 3600, "TIMESTAMPTZ"),  # half an hour off the hours of UTC
        ("Asia/Kolkata", 3600, "TIMESTAMP"),
        ("Australia/Sydney", 1800, "TIMESTAMP"),  # the clock has changed on the seventh
    ],
)
def test_stamps_fall_into_the_slots_of_their_microseconds(tmp_path, zone, interval, kind, label, first, days):
    seed = [interval, len(kind), first + 9, *zone.encode(), *label.encode()]
    rows = reads(np.random.default_rng(seed), interval, first, days)
    write(tmp_path, rows, kind)
    start = int(MIDNIGHT.replace(tzinfo=ZoneInfo(zone)).astimezone(timezone.utc).timestamp())
    grids = []
    for form in ("parquet", "csv"):
        source = open_reads(tmp_path / f"reads.{form}", time_zone=zone, label=label, interval_minutes=interval / 60)
        assert source.local == (kind != "TIMESTAMPTZ")
        grids.append(read_grid(source, start, start + 5 * 86400, levels=(1e-9,)))
    one, other = grids
    assert list(one.meters) == list(other.meters)
    assert one.rows == other.rows == len(rows)
    assert one.left_out == other.left_out
    assert ("before the baseline" in one.left_out) == (first < 0)
    width = one.slots // 8
    for name in ("on", "zero", "estimated"):
        mine, yours = getattr(one, name), getattr(other, name)
        assert mine.any()
        np.testing.assert_array_equal(mine, yours[:, :width])
        assert not yours[:, width:].any()
    np.testing.assert_array_equal(one.at_threshold(1e-9).on, other.at_threshold(1e-9).on[:, :width])


def test_a_file_whose_summaries_tell_too_early_a_last_stamp_is_an_error_or_read_whole(tmp_path):
    """Newer versions of DuckDB take the summary's word for the last stamp, older ones look at the rows."""
    path = tmp_path / "reads.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT 'M' || m AS METER_ID, TIMESTAMP '2018-10-03' + INTERVAL 30 MINUTE * s AS READ_TIME, "
            f"0.3 AS KWH FROM range(3) a(m), range(480) b(s)) TO '{path}'"
        )
    content = path.read_bytes()
    footer = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    last, told = (np.datetime64(t, "us").astype("<i8").tobytes() for t in ("2018-10-12T23:30", "2018-10-05T00:00"))
    assert content.count(last, footer) == 2
    path.write_bytes(content[:footer] + content[footer:].replace(last, told))
    start = int(np.datetime64("2018-10-02", "s").astype(np.int64))
    try:
        grid = read_grid(open_reads(path, time_zone="UTC"), start, start + 20 * 86400)
        found = f"{np.unpackbits(grid.on).sum()} of {grid.rows}"
    except InputError as error:
        found = str(error)
    assert found == "1440 of 1440" or "reads.parquet: the reads cannot be read to their end" in found
