"""The inference: the fast path against a slow and obvious oracle, and hand-worked meters."""

from __future__ import annotations

import math
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Timer
from time import monotonic
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coprod_equity_plugin.core import columns
from coprod_equity_plugin.core.errors import Cancelled, InputError
from coprod_equity_plugin.core.progress import Progress
from coprod_equity_plugin.core.sources.meters import open_reads
from coprod_equity_plugin.core.study.restoration import RestorationOptions, infer_restoration
from coprod_equity_plugin.core.study.restoration_sensitivity import choices

ZONE = ZoneInfo("America/New_York")
EVENT = datetime(2018, 10, 10)
FIRST = datetime(2018, 10, 8)
OPTIONS = RestorationOptions(np.datetime64(EVENT), window_hours=24, baseline_days=2, follow_up_days=6)
SLOTS = 6 * 48  # 8 to 13 October
OPEN, CLOSE = 2 * 48, 3 * 48


# --- the oracle ------------------------------------------------------------------------------------------------------
def state_of(reads):
    """One interval's state from its reads ``(kwh, quality)``: power over zero over estimate over nothing."""
    kinds = set()
    for kwh, quality in reads:
        if kwh is None or quality == "N":
            continue
        if quality in ("E", "EST"):
            kinds.add("E")
        elif kwh < 0 or kwh > 0.01:
            kinds.add("1")
        else:
            kinds.add("0")
    for kind in "10E":
        if kind in kinds:
            return kind
    return "."


def oracle(all_reads):
    """All meters' rows by the rules, one meter and one interval at a time.

    ``all_reads`` maps a meter to ``{slot: [(kwh, quality), ...]}``.
    """
    lines = {m: [state_of(reads.get(slot, [])) for slot in range(SLOTS)] for m, reads in all_reads.items()}
    end_of_data = max((slot for line in lines.values() for slot in range(SLOTS) if line[slot] != "."), default=-1) + 1
    lines = {m: line[:end_of_data] for m, line in lines.items()}

    def baseline_share(line):
        on = sum(1 for state in line[:OPEN] if state == "1")
        zero = sum(1 for state in line[:OPEN] if state == "0")
        return on / (on + zero) if on + zero else None

    lived = [line for line in lines.values() if (baseline_share(line) or 0) >= 0.2]

    def area_out(slot):
        on = sum(1 for line in lived if line[slot] == "1")
        zero = sum(1 for line in lived if line[slot] == "0")
        return on + zero > 0 and zero >= 0.5 * (on + zero)

    def exported(meter):
        return any(kwh is not None and kwh < 0 for reads in all_reads[meter].values() for kwh, _ in reads)

    return {meter: one_meter(line, baseline_share(line), area_out, exported(meter)) for meter, line in lines.items()}


def one_meter(line, share, area_out, exports):
    row = dict.fromkeys(columns.RESTORATION.names[1:])
    row["evidence"] = ""
    there = [slot for slot, state in enumerate(line) if state != "."]
    if not there or there[-1] < OPEN:
        return {**row, "status": "no_reads"}
    first, last = there[0], there[-1]
    if share is None:
        return {**row, "status": "uncertain", "evidence": "no baseline"}
    if share < 0.2:
        return {**row, "status": "vacant"}
    minimum = 2
    if share < 0.8:
        lengths, length = [], 0
        for slot in range(OPEN + 1):
            if slot < OPEN and line[slot] == "0":
                length += 1
            elif length:
                lengths.append(length)
                length = 0
        if lengths:
            minimum = max(2, sorted(lengths)[math.ceil(0.99 * len(lengths)) - 1] + 1)

    runs, slot = [], first
    while slot < len(line):
        if line[slot] == "1":
            slot += 1
            continue
        begin = slot
        while slot < len(line) and line[slot] != "1":
            slot += 1
        runs.append((begin, slot))

    candidates, doubts, out_before = [], [], False
    for begin, stop in runs:
        start = begin
        if begin < OPEN < stop:
            if "0" in line[begin:OPEN]:
                if stop - begin >= minimum:
                    out_before = True
                continue
            start = OPEN
        if not OPEN <= start < CLOSE or stop - start < minimum:
            continue
        if "0" in line[start:stop]:
            candidates.append((start, begin, False))
        elif start <= last and area_out(start + minimum - 1):
            candidates.append((start, begin, True))
        else:
            doubts.append((start, stop))

    def comes_back(start):
        for slot in range(start, len(line) - 3):
            if all(state == "1" for state in line[slot : slot + 4]):
                return slot
        return None

    def kinds(start, stop):
        span = line[start:stop]
        words = (("0", "zero"), ("E", "estimated"), (".", "missing"))
        return [word for sign, word in words if sign in span]

    outages, free_from = [], 0
    for start, begin, by_area in candidates:
        if start >= free_from:
            back = comes_back(start)
            outages.append((start, begin, by_area, back))
            free_from = back if back is not None else len(line)
    if not outages:
        if out_before:
            return {**row, "status": "uncertain", "evidence": "out before the event"}
        if doubts:
            return {**row, "status": "uncertain", "evidence": "+".join(kinds(*doubts[0]))}
        return {**row, "status": "no_outage", "outage_hours": 0.0, "interruptions": 0}

    start, begin, by_area, back = outages[0]
    end = back if back is not None else last + 1
    zeros = [slot for slot in range(start, end) if line[slot] == "0"]
    evidence = kinds(start, end) + ["area"] * by_area + ["export"] * exports
    return {
        "status": "restored" if back is not None else "censored",
        "outage_start": start,
        "restored_at": back,
        "restoration_hours": math.floor((end - start) / 2 + 0.5),
        "outage_hours": sum((last + 1 if stop is None else stop) - at for at, _, _, stop in outages) / 2,
        "interruptions": len(outages),
        "censored": int(back is None),
        "hours_low": (zeros[-1] + 1 - zeros[0]) / 2 if zeros else 0.0,
        "hours_high": None if back is None else (back + 1 - (begin - 1)) / 2,
        "evidence": "+".join(evidence),
    }


# --- random meters ---------------------------------------------------------------------------------------------------
def random_meters(seed, count, damage):
    """Reads of ``count`` meters with every defect; ``damage`` scales how often."""
    rng = np.random.default_rng(seed)
    meters = {}
    for number in range(count):
        line = rng.uniform(0.02, 2.0, SLOTS).round(3)
        line[rng.random(SLOTS) < rng.choice([0, 0, 0.1, 0.5])] = 0.0
        kind = rng.choice(["plain", "plain", "plain", "vacant", "irregular", "solar", "dead"], p=None)
        if kind == "vacant":
            line[:] = np.where(rng.random(SLOTS) < 0.1, line, 0.0)
        if kind == "irregular":
            line[rng.random(SLOTS) < 0.4] = 0.005
        if kind == "solar":
            line[rng.random(SLOTS) < 0.3] *= -1
        for _ in range(rng.integers(0, 4)):
            at = int(rng.integers(0, SLOTS))
            line[at : at + int(rng.geometric(0.03))] = rng.choice([0.0, 0.004, 0.01])
        if kind != "plain" or rng.random() < 0.8:
            at = int(rng.integers(OPEN - 3, CLOSE + 3))
            stop = at + int(rng.geometric(0.02))
            line[at:stop] = 0.0
            for flicker in rng.integers(at, stop + 1, rng.integers(0, 4)):
                line[flicker : flicker + int(rng.integers(1, 6))] = 0.7
        quality = np.full(SLOTS, "A", dtype=object)
        gone = np.zeros(SLOTS, dtype=bool)
        for marks, value in ((quality, "E"), (gone, True)):
            for _ in range(rng.poisson(2 * damage)):
                at = int(rng.integers(0, SLOTS)) if rng.random() < 0.6 else int(rng.integers(OPEN - 5, CLOSE))
                marks[at : at + int(rng.geometric(rng.choice([0.5, 0.1, 0.02])))] = value
        gone |= rng.random(SLOTS) < rng.choice([0, 0.01, 0.3]) * damage
        quality[rng.random(SLOTS) < 0.01 * damage] = "N"
        if kind == "dead":
            gone[int(rng.integers(0, SLOTS)) :] = True
        if rng.random() < 0.1:
            gone[: int(rng.integers(0, SLOTS))] = True
        reads = {}
        for slot in np.flatnonzero(~gone):
            reads[int(slot)] = [(None if rng.random() < 0.003 * damage else float(line[slot]), quality[slot])]
            if rng.random() < 0.02 * damage:
                reads[int(slot)].append(
                    (float(rng.choice([0.0, 0.5, -0.2])), str(rng.choice(["A", "E", "est"])).upper())
                )
        if not reads:
            reads[0] = [(0.3, "A")]
        meters[f"M{number:05d}"] = reads
    return meters


def write(meters, path, seed=0):
    """As the field delivers them, rows in no order."""
    rows = [
        (meter, FIRST + timedelta(minutes=30 * slot), kwh, quality)
        for meter, reads in meters.items()
        for slot, found in reads.items()
        for kwh, quality in found
    ]
    order = np.random.default_rng(seed).permutation(len(rows))
    with open(path, "w", encoding="utf-8") as file:
        file.write("METER_ID,READ_TIME,KWH,QUALITY\n")
        for at in order:
            meter, time, kwh, quality = rows[at]
            file.write(f"{meter},{time:%Y-%m-%d %H:%M:%S},{'' if kwh is None else kwh},{quality}\n")
    return len(rows)


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
def test_thousands_of_meters_agree_with_the_oracle_on_every_column(tmp_path, damage):
    meters = random_meters(seed=int(damage * 10), count=3300, damage=damage)
    rows = write(meters, tmp_path / "reads.csv")
    result = infer_restoration(open_reads(tmp_path / "reads.csv"), OPTIONS)
    expected = oracle(meters)
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


def test_the_sensitivity_table_is_what_separate_runs_give(tmp_path):
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


def test_the_sensitivity_table_knows_the_repeated_hour_and_long_intervals(tmp_path):
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


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 10**6),
    line=st.lists(
        st.tuples(st.sampled_from(["1", "0", "E", ".", "-", "N", "D"]), st.integers(1, 60)), min_size=1, max_size=14
    ),
)
def test_any_sequence_of_states_agrees_with_the_oracle(tmp_path, seed, line):
    meters = random_meters(seed, 6, 1.0)
    reads = {slot: [(0.4, "A")] for slot in range(OPEN - 20)}
    slot = OPEN - 20
    for sign, length in line:
        for _ in range(length):
            if slot < SLOTS and sign != ".":
                reads[slot] = {
                    "1": [(0.4, "A")],
                    "0": [(0.01, "A")],
                    "E": [(0.4, "E")],
                    "-": [(-0.001, "A")],
                    "N": [(0.4, "N")],
                    "D": [(0.0, "A"), (0.4, "E"), (0.0, "A")],
                }[sign]
            slot += 1
    meters["M99999"] = reads
    write(meters, tmp_path / "reads.csv", seed)
    assert_agree(infer_restoration(open_reads(tmp_path / "reads.csv"), OPTIONS), oracle(meters))


# --- hand-worked meters ----------------------------------------------------------------------------------------------
def text_meter(path, lines, start="2018-10-08T00:00", minutes=30):
    """Write meters given as text: 1 power, 0 zero, E estimate of 0.5, Z estimate of 0, - export, . missing."""
    values = {"1": "0.5,A", "0": "0,A", "E": "0.5,E", "Z": "0,E", "-": "-0.2,A"}
    with open(path, "w", encoding="utf-8") as file:
        file.write("METER_ID,READ_TIME,KWH,QUALITY\n")
        for meter, line in lines.items():
            for slot, sign in enumerate(line):
                if sign != ".":
                    stamp = str(np.datetime64(start) + minutes * slot).replace("T", " ")
                    file.write(f"{meter},{stamp}:00,{values[sign]}\n")
    return path


def infer(path, **options):
    given = {"event_start": np.datetime64(EVENT), "window_hours": 24, "baseline_days": 2, **options}
    return infer_restoration(open_reads(path), RestorationOptions(**given))


def one(line, others=(), **options):
    """The row of one meter whose reads begin at the event, after two days with power."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        lines = {"M0": "1" * 96 + line}
        lines.update({f"M{number + 1}": "1" * 96 + other for number, other in enumerate(others)})
        return infer(text_meter(f"{folder}/reads.csv", lines), **options).table.iloc[0]


@pytest.mark.parametrize(
    ("line", "status", "hours", "low", "high", "evidence"),
    [
        ("11" + "0" * 5 + "1" * 60, "restored", 3, 2.5, 3.5, "zero"),  # 2.5 hours round up to 3
        ("11" + "0" * 4 + "1" * 60, "restored", 2, 2.0, 3.0, "zero"),
        ("11" + "0" + "1" * 60, "no_outage", None, None, None, ""),  # half an hour is no outage
        ("11" + "0000" + "111" + "00" + "1" * 60, "restored", 5, 4.5, 5.5, "zero"),  # 1.5 hours of power are flicker
        ("11" + "0000" + "1111" + "00" + "1" * 60, "restored", 2, 2.0, 3.0, "zero"),  # two hours are not
        ("11" + "0000" + "EEEE" + "1" * 60, "restored", 4, 2.0, 5.0, "zero+estimated"),  # an estimate is never power
        ("11" + "0000" + "...." + "1" * 60, "restored", 4, 2.0, 5.0, "zero+missing"),
        ("11" + ".." + "0000" + "1" * 60, "restored", 3, 2.0, 4.0, "zero+missing"),
        ("11" + "ZZZZ" + "1" * 60, "uncertain", None, None, None, "estimated"),  # a zero that nobody measured
        ("11" + "...." + "1" * 60, "uncertain", None, None, None, "missing"),
        ("11" + "0000" + "----" + "1" * 60, "restored", 2, 2.0, 3.0, "zero+export"),  # export is power
        ("11" + "0" * 40, "censored", 20, 20.0, None, "zero"),
        ("11" + "0" * 40 + "11", "censored", 21, 20.0, None, "zero"),  # one hour of power at the end does not last
        ("1" * 60 + "0" * 40 + "1" * 20, "no_outage", None, None, None, ""),  # begins after the window
    ],
)
def test_hand_worked_meters(line, status, hours, low, high, evidence):
    row = one(line, ["1" * 122])
    assert row["status"] == status
    assert row["evidence"] == evidence
    for name, wanted in (("restoration_hours", hours), ("hours_low", low), ("hours_high", high)):
        assert row[name] == wanted if wanted is not None else math.isnan(row[name])


def test_missing_reads_alone_are_an_outage_only_while_half_of_the_meters_are_out():
    missing = "11" + "." * 8 + "1" * 60
    out, lit = "11" + "0" * 8 + "1" * 60, "1" * 70
    row = one(missing, [out, lit])
    assert (row["status"], row["evidence"], row["restoration_hours"]) == ("restored", "missing+area", 4)
    assert (row["hours_low"], row["hours_high"]) == (0.0, 5.0)
    assert one(missing, [out, lit, lit])["status"] == "uncertain"
    assert one(missing, [out, lit, lit], area_share=0.3)["status"] == "restored"
    assert one("11" + "." * 68, [out, lit])["status"] == "uncertain"  # it never reports again


def test_two_outages_in_the_window_are_counted_and_added():
    row = one("1" + "0" * 4 + "1" * 6 + "0" * 10 + "1" * 60)
    assert (row["interruptions"], row["outage_hours"], row["restoration_hours"]) == (2, 7.0, 2)
    assert str(row["outage_start"]) == "2018-10-10 00:30:00"
    assert str(row["restored_at"]) == "2018-10-10 02:30:00"


def test_vacant_irregular_and_dark_before_the_event(tmp_path):
    often = ("1" * 5 + "0" * 5) * 9 + "1" * 6  # half of the baseline without power, five intervals at a time
    lines = {
        "vacant": "0" * 90 + "1" * 6 + "0" * 40 + "1" * 20,
        "usual": often + "1" + "0" * 5 + "1" * 60,
        "longer": often + "1" + "0" * 6 + "1" * 59,
        "before": "1" * 90 + "0" * 20 + "1" * 46,
        "blind": "E" * 96 + "0" * 20 + "1" * 40,
        "gone": "1" * 90,
    }
    table = infer(text_meter(tmp_path / "r.csv", lines)).table.set_index("meter_id")
    assert dict(table["status"]) == {
        "vacant": "vacant",
        "usual": "no_outage",
        "longer": "restored",
        "before": "uncertain",
        "blind": "uncertain",
        "gone": "no_reads",
    }
    assert table.loc["before", "evidence"] == "out before the event"
    assert table.loc["blind", "evidence"] == "no baseline"
    assert table.loc["longer", "restoration_hours"] == 3


@pytest.mark.parametrize(("minutes", "factor"), [(5, 6), (15, 2), (60, 0.5)])
def test_hours_mean_the_same_for_every_interval(tmp_path, minutes, factor):
    def times(count):
        return int(count * factor)

    line = "1" * times(96) + "1" * times(4) + "0" * times(10) + "1" * times(2) + "0" * times(6) + "1" * times(60)
    row = infer(text_meter(tmp_path / "r.csv", {"M0": line}, minutes=minutes)).table.iloc[0]
    assert (row["restoration_hours"], row["outage_hours"], row["interruptions"]) == (9, 9.0, 1)
    assert (row["hours_low"], row["hours_high"]) == (9.0, 9 + 2 * minutes / 60)


@pytest.mark.parametrize("label", ["start", "end"])
def test_meters_with_hourly_and_half_hourly_reads_in_one_file(tmp_path, label):
    """Both are out for 5 hours from 1:00 on the event's day; the hourly one's bounds are wider."""
    shift = {"start": 0, "end": 1}[label]
    rows = ["METER_ID,READ_TIME,KWH"]
    for meter, minutes in (("hour", 60), ("half", 30)):
        for slot in range(4 * 1440 // minutes):
            start = FIRST + timedelta(minutes=minutes * slot)
            out = EVENT + timedelta(hours=1) <= start < EVENT + timedelta(hours=6)
            rows.append(f"{meter},{start + shift * timedelta(minutes=minutes):%Y-%m-%d %H:%M},{0 if out else 0.5}")
    (tmp_path / "r.csv").write_text("\n".join(rows) + "\n")
    result = infer_restoration(open_reads(tmp_path / "r.csv", label=label), OPTIONS)
    table = result.table.set_index("meter_id")
    assert list(table["status"]) == ["restored", "restored"]
    assert set(table["outage_start"].astype(str)) == {"2018-10-10 01:00:00"}
    assert set(table["restoration_hours"]) == {5}
    assert dict(table["hours_low"]) == {"half": 5.0, "hour": 5.0}
    assert dict(table["hours_high"]) == {"half": 6.0, "hour": 7.0}
    assert result.left_out == {}


def test_hours_are_elapsed_hours_over_the_clock_change(tmp_path):
    """Out from 3 November 12:00 (EDT) to 4 November 12:00 (EST): 25 hours."""
    start = datetime(2018, 11, 1, tzinfo=ZONE).timestamp()
    rows = ["METER_ID,READ_TIME,KWH"]
    for slot in range(5 * 48):
        moment = datetime.fromtimestamp(start + 1800 * slot, ZONE)
        out = datetime(2018, 11, 3, 12, tzinfo=ZONE) <= moment < datetime(2018, 11, 4, 12, tzinfo=ZONE)
        rows.append(f"M0,{moment:%Y-%m-%d %H:%M:%S},{0 if out else 0.5}")
    (tmp_path / "r.csv").write_text("\n".join(rows) + "\n")
    row = infer(tmp_path / "r.csv", event_start=np.datetime64("2018-11-03T00:00")).table.iloc[0]
    assert row["restoration_hours"] == 25
    assert (str(row["outage_start"]), str(row["restored_at"])) == ("2018-11-03 12:00:00", "2018-11-04 12:00:00")


# --- errors ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("event", "words"),
    [
        ("2018-11-20T00:00", r"lies outside the reads: they run from 2018-10-08T00:00:00 to 2018-10-10T23:30:00"),
        ("2018-10-01T00:00", r"no reads before the event .* they run from 2018-10-08T00:00:00"),
        ("2018-10-08T00:00", r"no reads before the event"),
        ("2018-10-11T00:00", r"lies outside the reads"),
    ],
)
def test_an_event_that_the_reads_do_not_cover(tmp_path, event, words):
    path = text_meter(tmp_path / "r.csv", {"M0": "1" * 144})
    with pytest.raises(InputError, match=words):
        infer(path, event_start=np.datetime64(event))


def test_all_senseless_options_are_reported_at_once():
    options = RestorationOptions(np.datetime64("NaT"), window_hours=0, vacant_share=0.9, threshold_kwh=-1)
    with pytest.raises(InputError) as caught:
        options.check()
    assert len(caught.value.problems) == 4


class Stopping(Progress):
    """Asks to stop after so many looks."""

    def __init__(self, looks):
        self.looks = looks

    def is_cancelled(self):
        self.looks -= 1
        return self.looks < 0


@pytest.mark.parametrize("looks", [0, 1, 2])
def test_a_cancelled_run_raises(tmp_path, looks):
    path = text_meter(tmp_path / "r.csv", {"M0": "1" * 144})
    source = open_reads(path)
    with pytest.raises(Cancelled):
        infer_restoration(source, OPTIONS, Stopping(looks))


class Interrupting(Progress):
    """Cancels a running query from another thread, as a click on Cancel does."""

    cancelled = False

    def is_cancelled(self):
        return self.cancelled

    @contextmanager
    def interrupting(self, interrupt):
        def stop():
            self.cancelled = True
            interrupt()

        timer = Timer(0.05, stop)
        timer.start()
        try:
            yield
        except Exception:
            self.check()
            raise
        finally:
            timer.cancel()


def test_a_running_query_stops_at_once_and_says_cancelled_not_unreadable(tmp_path):
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT 'M' || m AS METER_ID, TIMESTAMP '2018-10-03' + INTERVAL 30 MINUTE * s AS READ_TIME, "
            f"0.5 AS KWH FROM range(9000) a(m), range(1008) b(s)) TO '{tmp_path}/r.parquet'"
        )
    source = open_reads(tmp_path / "r.parquet")
    start = monotonic()
    with pytest.raises(Cancelled):
        infer_restoration(source, RestorationOptions(np.datetime64(EVENT)), Interrupting())
    assert monotonic() - start < 1
