"""The inference's fast path against the slow and obvious oracle, on every output column."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coprod_equity_plugin.core import columns
from coprod_equity_plugin.core.sources import meters_blocks, meters_lines
from coprod_equity_plugin.core.sources.meters import open_reads
from coprod_equity_plugin.core.study.restoration import RestorationOptions, infer_restoration
from coprod_equity_plugin.core.study.restoration_sensitivity import choices
from tests.restoration_oracle import FIRST, OPEN, OPTIONS, SLOTS, Rules, oracle, random_meters, state_of, write

ZONE = ZoneInfo("America/New_York")


@pytest.fixture(params=["DuckDB", "bytes"])
def way(request, monkeypatch):
    """The two ways through a CSV file."""
    monkeypatch.setattr(meters_lines, "_LEAST", 0 if request.param == "bytes" else 1 << 60)
    monkeypatch.setattr(meters_blocks, "_BLOCK", 1 << 14)


def assert_agree(result, expected):
    start = np.datetime64(FIRST, "s")
    table = result.table
    assert list(table.columns) == list(columns.RESTORATION.names)
    assert list(table["meter_id"]) == sorted(expected)
    wanted = pd.DataFrame([{"meter_id": meter, **expected[meter]} for meter in sorted(expected)])
    for name in ("status", "evidence"):
        differ = np.flatnonzero(table[name].to_numpy() != wanted[name].to_numpy())
        assert not len(differ), (name, table.iloc[differ[0]].to_dict(), wanted.iloc[differ[0]].to_dict())
    for name in ("restoration_hours", "outage_hours", "interruptions", "censored", "hours_low", "hours_high"):
        np.testing.assert_array_equal(
            table[name].to_numpy(float), np.array([np.nan if v is None else v for v in wanted[name]], float), name
        )
    for name in ("outage_start", "restored_at"):
        times = [
            np.datetime64("NaT") if slot is None or slot != slot else start + np.timedelta64(int(slot) * 1800, "s")
            for slot in wanted[name]
        ]
        np.testing.assert_array_equal(table[name].to_numpy().astype("M8[s]"), np.array(times, "M8[s]"), name)
    counts = wanted["status"].value_counts()
    assert result.counts == {status: int(counts.get(status, 0)) for status in columns.STATUSES}


@pytest.mark.parametrize("damage", [0.2, 1.0, 3.0])
def test_damaged_meters_agree_with_the_oracle_on_columns_counts_and_curve(tmp_path, way, damage):
    meters = random_meters(seed=int(damage * 10), count=400, damage=damage)
    rows = write(meters, tmp_path / "reads.csv")
    result = infer_restoration(open_reads(tmp_path / "reads.csv"), OPTIONS)
    expected = oracle(meters, Rules())
    assert_agree(result, expected)
    assert len({row["status"] for row in expected.values()}) == 6  # the random meters reach every status
    used = sum(
        1 for reads in meters.values() for found in reads.values() for kwh, q in found if kwh is not None and q != "N"
    )
    filled = sum(state_of(found) != "." for reads in meters.values() for found in reads.values())
    assert result.left_out.get("duplicated read", 0) == used - filled
    assert result.left_out.get("no energy value", 0) == rows - used
    assert_curve(result, expected)


def assert_curve(result, expected):
    """The curve counted anew, one customer and one time at a time."""
    lost = [row for row in expected.values() if row["status"] in ("restored", "censored")]
    curve = result.curve
    assert set(curve["customers"]) == {len(lost)}
    for at in range(0, len(curve), 17):
        slot = OPEN + at
        out = sum(
            row["outage_start"] <= slot and (row["restored_at"] is None or row["restored_at"] > slot) for row in lost
        )
        back = sum(row["restored_at"] is not None and row["restored_at"] <= slot for row in lost)
        assert curve["time"][at] == pd.Timestamp(FIRST + timedelta(minutes=30 * slot))
        assert curve["customers_out"][at] == out
        assert curve["share_out"][at] == pytest.approx(out / len(lost))
        assert curve["share_restored"][at] == pytest.approx(back / len(lost))
    by_day2 = sum(row["restored_at"] is not None and row["restored_at"] <= OPEN + 96 for row in lost)
    assert result.numbers.share_day2 == pytest.approx(by_day2 / len(lost))
    ends = sorted(row["restored_at"] for row in lost if row["restored_at"] is not None)
    place = math.ceil(len(lost) / 2)
    if place <= len(ends):
        assert result.numbers.t50 == (ends[place - 1] - OPEN) / 2
    else:
        assert math.isnan(result.numbers.t50)


def test_the_sensitivity_table_is_what_separate_runs_give(tmp_path, way):
    """One pass for all thresholds, against a run of its own for each, on every count and number."""
    meters = random_meters(seed=4, count=300, damage=1.0)
    meters["M99998"] = {slot: [(0.003, "A"), (0.02, "E")] for slot in range(SLOTS)}
    write(meters, tmp_path / "reads.csv")
    source = open_reads(tmp_path / "reads.csv")
    assert_sensitivity(source, OPTIONS, different=8)


def assert_sensitivity(source, options, different):
    result = infer_restoration(source, options, sensitivity=True)
    table, tried = result.sensitivity, choices(options)
    assert list(table.columns) == list(columns.SENSITIVITY.names)
    assert list(table["choice"]) == [words for words, _ in tried]
    changed = 0
    for (_, other), row in zip(tried, table.to_dict("records")):
        alone = infer_restoration(source, other)
        assert {status: row[status] for status in columns.STATUSES} == alone.counts
        hours = alone.table["restoration_hours"].dropna()
        assert row["mean_hours"] == pytest.approx(hours.mean(), nan_ok=True)
        for name in ("share_day2", "share_day3", "t50"):
            assert row[name] == pytest.approx(getattr(alone.numbers, name), nan_ok=True)
        assert row["status_changed"] == sum(alone.table["status"] != result.table["status"])
        changed += row["status_changed"] > 0
    assert changed >= different


def test_the_sensitivity_table_knows_the_repeated_hour_and_long_intervals(tmp_path, way):
    """Reads of the hour that the clock runs twice, and of an hourly meter, between 0.005 and 0.05 kWh."""
    start = datetime(2018, 11, 2, tzinfo=ZONE).timestamp()
    rows = ["METER_ID,READ_TIME,KWH"]
    for meter, minutes in (("half", 30), ("hour", 60)):
        for slot in range(5 * 1440 // minutes):
            moment = datetime.fromtimestamp(start + 60 * minutes * slot, ZONE)
            out = datetime(2018, 11, 4, 0) <= moment.replace(tzinfo=None) < datetime(2018, 11, 4, 4)
            rows.append(f"{meter},{moment:%Y-%m-%d %H:%M:%S},{0.03 if out else 0.5}")
    (tmp_path / "r.csv").write_text("\n".join(rows) + "\n")
    given = RestorationOptions(np.datetime64("2018-11-04T00:00"), baseline_days=2, window_hours=24)
    source = open_reads(tmp_path / "r.csv")
    assert_sensitivity(source, given, different=1)
    table = infer_restoration(source, given, sensitivity=True).sensitivity.set_index("threshold_kwh")
    assert (table.loc[0.05, "restored"], table.loc[0.05, "mean_hours"]) == (2, 5)  # five hours, one of them twice


@st.composite
def cities(draw):
    """256 meters of one draw of damage, and rules; in two of three, it is known whose neighbours they are."""
    seed, damage = draw(st.integers(0, 2**32 - 1)), draw(st.floats(0, 4))
    meters = random_meters(seed, 255, damage)
    rng = np.random.default_rng(seed)
    known = [meter for meter in meters if rng.random() < 0.9]
    groups = points = None
    kind = draw(st.sampled_from(["city", "groups", "points"]))
    if kind == "groups":
        groups = {meter: str(rng.choice(["", "a", "b", "c", f"alone {meter}"])) for meter in known}
    elif kind == "points":
        points = {meter: tuple(rng.uniform(0, 5000, 2)) for meter in known}
    rules = Rules(
        minimum=draw(st.integers(1, 6)),
        sustained=draw(st.integers(1, 6)),
        close=OPEN + draw(st.integers(1, 120)),
        share=draw(st.sampled_from([0.2, 0.5, 0.8])),
        groups=groups,
        points=points,
    )
    return meters, rules


@st.composite
def lines(draw):
    """One meter's reads from ten hours before the event on, as a sequence of any states."""
    reads = {slot: [(0.4, "A")] for slot in range(OPEN - 20)}
    slot = OPEN - 20
    states = {
        "1": [(0.4, "A")],
        "0": [(0.01, "A")],
        "E": [(0.4, "E")],
        "-": [(-0.001, "A")],
        "N": [(0.4, "N")],
        "D": [(0.0, "A"), (0.4, "E"), (0.0, "A")],
    }
    signs = st.tuples(st.sampled_from([*states, "."]), st.integers(1, 60))
    for sign, length in draw(st.lists(signs, min_size=1, max_size=14)):
        reads.update({at: states[sign] for at in range(slot, min(slot + length, SLOTS)) if sign != "."})
        slot += length
    return reads


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(cities(), lines())
def test_any_city_agrees_with_the_oracle_on_every_column(tmp_path, way, city, line):
    """Forty cities of 256 meters: 10,240 in all, in each way."""
    meters, rules = city
    meters["M99999"] = line
    write(meters, tmp_path / "reads.csv", len(line))
    result = infer_restoration(open_reads(tmp_path / "reads.csv"), rules.options(), places=rules.places())
    assert_agree(result, oracle(meters, rules))
