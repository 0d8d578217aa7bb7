"""Power-off and power-on events: read, paired, judged by the same definitions as reads, reconciled with reads."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coprod_equity_plugin.core import columns
from coprod_equity_plugin.core.errors import InputError
from coprod_equity_plugin.core.progress import Progress
from coprod_equity_plugin.core.sources.meters import open_reads
from coprod_equity_plugin.core.sources.outage_events import NEVER, read_events
from coprod_equity_plugin.core.sources.outage_fields import EventFields
from coprod_equity_plugin.core.study.reconciliation import DISAGREEMENTS, reconcile
from coprod_equity_plugin.core.study.restoration import RestorationOptions, infer_restoration
from coprod_equity_plugin.core.study.restoration_events import EventOptions, curve_of_events, infer_from_events

EVENT = datetime(2018, 10, 10)
HOUR = 3600
NAMES = ("status", "outage_start", "restored_at", "restoration_hours", "outage_hours", "interruptions", "censored")


def at(hours):
    """Wall-clock text of so many hours after the event's start."""
    return f"{EVENT + timedelta(hours=hours):%Y-%m-%d %H:%M:%S}"


def event_file(path, rows, header="METER_ID,EVENT_TIME,EVENT"):
    path.write_text(header + "\n" + "".join(",".join(map(str, row)) + "\n" for row in rows))
    return path


def options(**changed):
    return EventOptions(np.datetime64(EVENT, "s"), **changed)


def table_of(path, given=None, **reading):
    given = given or options()
    events = read_events(path, between=given.between("America/New_York"), **reading)
    return infer_from_events(events, given)


def outages(path, rows, **changed):
    """The rows of meters given as (meter, hours off, hours on or None)."""
    text = [(m, "" if off is None else at(off), "" if on is None else at(on)) for m, off, on in rows]
    return table_of(event_file(path, text, "METER_ID,OFF_TIME,ON_TIME"), options(**changed))


# --- reading and pairing ---------------------------------------------------------------------------------------------
def test_events_and_outage_rows_in_the_words_of_the_field_give_the_same_table(tmp_path):
    rows = [("M1", 12, 84.25), ("M2", 13.5, None), ("M3", 30, 31.5)]
    words = [("Last Gasp", "Power Up"), ("PRIMARY_POWER_DOWN", "x"), ("off", "ON")]
    lines = [(m, at(off), down) for (m, off, _), (down, _) in zip(rows, words)]
    lines += [(m, at(on), up) for (m, _, on), (_, up) in zip(rows, words) if on]
    by_events = table_of(event_file(tmp_path / "e.csv", lines[::-1]))  # in no order
    by_outages = outages(tmp_path / "o.csv", rows)
    pd.testing.assert_frame_equal(by_events.table, by_outages.table)
    first, second, third = by_events.table.to_dict("records")
    assert (first["status"], first["restoration_hours"], first["outage_hours"]) == ("restored", 72, 72.25)
    assert str(first["outage_start"]) == "2018-10-10 12:00:00"
    assert str(first["restored_at"]) == "2018-10-13 12:15:00"
    assert (first["hours_low"], first["hours_high"], first["evidence"]) == (72.25, 72.25, "event")
    assert (second["status"], second["censored"], second["restoration_hours"]) == ("censored", 1, 71)  # to 84.25
    assert (third["restoration_hours"], third["interruptions"]) == (2, 1)
    assert by_events.left_out == {"power off without power on": 1}


def test_repeats_duplicates_other_kinds_and_rejections_are_counted(tmp_path):
    rows = [
        ("M1", at(10), "off"), ("M1", at(11), "off"), ("M1", at(20), "on"), ("M1", at(21), "on"), ("M1", at(10), "off"),
        ("M2", at(5), "tamper"), ("M2", at(6), "tamper"), ("M2", at(7), "voltage sag"),
        ("", at(5), "off"), ("M4", "soon", "off"), ("M5", at(-400), "off"), ("M6", at(800), "on"), ("M7", at(9), "on"),
        ("M8", "2018-10-10 03:00:00,off,too many"),
    ]  # fmt: skip
    result = table_of(event_file(tmp_path / "e.csv", rows))
    assert list(result.table["meter_id"]) == ["M1", "M7"]
    first, lone = result.table.to_dict("records")
    assert (first["restoration_hours"], first["hours_low"], first["hours_high"]) == (10, 9.0, 10.0)
    assert first["evidence"] == "event+repeated off"
    assert (lone["status"], lone["evidence"]) == ("uncertain", "power on without power off")
    assert math.isnan(lone["interruptions"])
    assert result.left_out == {
        "no meter id": 1,
        "event of another kind": 3,
        "unreadable time stamp": 1,
        "before the time looked at": 1,
        "after the follow-up": 1,
        "duplicated row": 1,
        "repeated power off": 1,
        "repeated power on": 1,
        "broken row": 1,
        "power on without power off": 1,
    }


def test_overlapping_outage_rows_are_joined_and_impossible_ones_left_out(tmp_path):
    rows = [
        ("M1", 10, 20), ("M1", 12, 15), ("M1", 18, 30), ("M1", 30, 31),  # nested, overlapping, touching: 10 to 31
        ("M2", 10, None), ("M2", 15, 16),  # without an end: lasts to the next row, whose end it takes
        ("M3", 20, 10), ("M4", 5, 5), ("M5", None, None), ("M6", None, 9), ("M7", 10, 900), ("M1", 10, 20),
    ]  # fmt: skip
    result = outages(tmp_path / "o.csv", rows)
    table = result.table.set_index("meter_id")
    assert dict(table["status"]) == {"M1": "restored", "M2": "restored", "M6": "uncertain", "M7": "censored"}
    assert dict(table["outage_hours"].dropna()) == {"M1": 21.0, "M2": 6.0, "M7": 21.0}
    assert result.left_out == {
        "power on before power off": 1,
        "power off and on at the same time": 1,
        "no time at all": 1,
        "power on after the follow-up, taken as not yet back": 1,
        "duplicated row": 1,
        "overlapping outage, joined with the one before": 4,
        "power on without power off": 1,
        "power off without power on": 1,
    }


def test_times_with_offset_epoch_parquet_and_given_columns(tmp_path):
    zone = ZoneInfo("America/New_York")
    off, on = (datetime(2018, 10, 10, hour, tzinfo=zone) for hour in (6, 18))
    files = {
        "offset.csv": [off.isoformat(), on.isoformat()],
        "utc.csv": [f"{t.astimezone(ZoneInfo('UTC')):%Y-%m-%dT%H:%M:%SZ}" for t in (off, on)],
        "epoch.csv": [int(off.timestamp()), int(on.timestamp())],
        "us.csv": [f"{off:%m/%d/%Y %I:%M:%S %p}", f"{on:%m/%d/%Y %I:%M:%S %p}"],
    }
    for name, times in files.items():
        event_file(tmp_path / name, [("M1", times[0], 7), ("M1", times[1], 8)], "device,when,code")
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT 'M1' AS device, unnest([TIMESTAMP '2018-10-10 06:00', TIMESTAMP '2018-10-10 18:00']) AS "
            f"\"when\", unnest([7, 8]) AS code) TO '{tmp_path}/e.parquet'"
        )
    fields = EventFields(meter="device", time="when", event="code")
    for path in [*(tmp_path / name for name in files), tmp_path / "e.parquet"]:
        row = table_of(path, fields=fields, off_words=["7"], on_words=["8"]).table.iloc[0]
        assert (str(row["outage_start"]), row["restoration_hours"]) == ("2018-10-10 06:00:00", 12), path


@pytest.mark.parametrize(("last", "warnings"), [("10/12/2018 06:00", 1), ("10/13/2018 06:00", 0)])
def test_times_that_do_not_tell_day_from_month_are_told(tmp_path, last, warnings):
    class Log(Progress):
        def warning(self, text):
            heard.append(text)

    heard = []
    rows = [("M1", "10/11/2018 06:00", "off"), ("M1", last, "on")]
    read_events(event_file(tmp_path / "e.csv", rows), progress=Log())
    assert len(heard) == warnings
    for text in heard:
        assert text.startswith("e.csv, column EVENT_TIME: no time stamp tells day from month. '10/11/2018 06:00'")
        assert text.endswith("give %d/%m/%Y %H:%M as TIME_FORMAT.")


def test_hours_are_elapsed_over_the_clock_change(tmp_path):
    rows = [("M1", "2018-11-03 12:00:00", "2018-11-04 12:00:00")]
    given = EventOptions(np.datetime64("2018-11-03T00:00:00"))
    path = event_file(tmp_path / "o.csv", rows, "METER_ID,OFF_TIME,ON_TIME")
    row = table_of(path, given).table.iloc[0]
    assert (row["restoration_hours"], str(row["restored_at"])) == (25, "2018-11-04 12:00:00")


# --- the definitions -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("rows", "status", "hours", "out", "count"),
    [
        ([(1, 1.9)], "no_outage", None, 0, 0),  # shorter than an hour
        ([(1, 2)], "restored", 1, 1, 1),
        ([(1, 5), (6.5, 8)], "restored", 7, 7, 1),  # an hour and a half of power is flicker
        ([(1, 5), (7, 8)], "restored", 4, 5, 2),
        ([(1, 1.5), (2, 8)], "restored", 6, 6, 1),  # the first is too short to begin an outage
        ([(49, 60)], "no_outage", None, 0, 0),  # begins after the window
        ([(-5, 5)], "uncertain", None, None, None),
        ([(-5, 5), (10, 20)], "restored", 10, 10, 1),
        ([(-9, -5), (10, 20)], "restored", 10, 10, 1),
        ([(10, 199)], "censored", 190, 190, 1),  # one hour of power at the end does not last
        ([(10, 199), (199.2, None)], "censored", 190, 190, 1),
        ([(10, 198)], "restored", 188, 188, 1),
    ],
)
def test_hand_worked_meters(tmp_path, rows, status, hours, out, count):
    until = np.datetime64(EVENT, "s") + np.timedelta64(200 * HOUR, "s")
    result = outages(tmp_path / "o.csv", [("M1", off, on) for off, on in rows], reported_until=until)
    row = result.table.iloc[0]
    assert row["status"] == status
    for name, wanted in (("restoration_hours", hours), ("outage_hours", out), ("interruptions", count)):
        assert row[name] == wanted if wanted is not None else math.isnan(row[name]), name


def test_without_an_end_of_reporting_the_last_power_on_is_taken_to_last(tmp_path):
    assert outages(tmp_path / "o.csv", [("M1", 10, 30)]).table.iloc[0]["status"] == "restored"


def test_reads_and_events_of_the_same_meters_give_the_same_table(tmp_path):
    """Half-hourly power of 600 meters written as reads and as events: the two ways know nothing of each other."""
    rng = np.random.default_rng(5)
    slots, open_slot = 12 * 48, 2 * 48
    reads, events = ["METER_ID,READ_TIME,KWH"], ["METER_ID,EVENT_TIME,EVENT"]
    first = datetime(2018, 10, 8)
    for number in range(600):
        line = np.ones(slots, dtype=bool)
        for _ in range(rng.integers(0, 7)):
            start = int(rng.integers(open_slot - 6, open_slot + 60 if rng.random() < 0.7 else slots))
            line[start : start + int(rng.geometric(rng.choice([0.5, 0.1, 0.01])))] = False
        for slot in range(slots):
            moment = first + timedelta(minutes=30 * slot)
            reads.append(f"M{number:03d},{moment:%Y-%m-%d %H:%M},{0.5 if line[slot] else 0}")
            if slot and line[slot] != line[slot - 1]:
                events.append(f"M{number:03d},{moment:%Y-%m-%d %H:%M},{'on' if line[slot] else 'off'}")
    order = rng.permutation(len(events) - 1) + 1
    (tmp_path / "r.csv").write_text("\n".join(reads) + "\n")
    (tmp_path / "e.csv").write_text("\n".join([events[0], *(events[place] for place in order)]) + "\n")
    by_reads = infer_restoration(
        open_reads(tmp_path / "r.csv"), RestorationOptions(np.datetime64(EVENT), baseline_days=2)
    ).table.set_index("meter_id")
    until = np.datetime64("2018-10-20T00:00:00")
    by_events = table_of(tmp_path / "e.csv", options(reported_until=until)).table.set_index("meter_id")
    assert set(by_reads.loc[~by_reads.index.isin(by_events.index), "status"]) == {"no_outage"}
    shared = by_reads.loc[by_events.index]
    for name in NAMES:
        assert list(shared[name].astype(str)) == list(by_events[name].astype(str)), name
    assert set(by_events["status"]) == {"restored", "censored", "no_outage", "uncertain"}
    assert (by_events["interruptions"] > 1).sum() > 20


# --- a slow and obvious oracle ---------------------------------------------------------------------------------------
def oracle(meters, until=None):
    """Each meter's row, one event at a time; ``meters`` maps a meter to ``[(hours, "off" or "on"), ...]``."""
    last = until if until is not None else max(hour for events in meters.values() for hour, _ in events)
    return {meter: one_meter(events, last, until is None) for meter, events in meters.items()}


def one_meter(events, last, end_unknown):
    stretches, lone, lit, out = [], False, False, None
    for hour, kind in sorted(set(events), key=lambda event: (event[0], event[1] == "on")):
        if kind == "off" and out is None:
            out = [hour, hour]
        elif kind == "off":
            out[1] = hour
        elif out is not None:
            stretches.append((*out, hour))
            out = None
        elif not stretches and not lit:  # of several, the first tells that the power was on
            lone, lit = hour >= 0, True
    if out is not None:
        stretches.append((*out, None))

    def back_after(place):
        for this, (_, _, on) in enumerate(stretches[place:], start=place):
            if on is None:
                continue
            following = stretches[this + 1][0] if this + 1 < len(stretches) else (math.inf if end_unknown else last)
            if following - on >= 2:
                return on
        return None

    found, free_from, out_before = [], -math.inf, False
    for place, (off, off_last, on) in enumerate(stretches):
        stop = last if on is None else on
        if stop - off >= 1 and off < 0 < stop:
            out_before = True
        if stop - off >= 1 and 0 <= off < 48 and off >= free_from:
            back = back_after(place)
            found.append((off, off_last, back))
            free_from = math.inf if back is None else back
    if not found:
        status = "uncertain" if out_before or lone else "no_outage"
        return {"status": status, "interruptions": None if status == "uncertain" else 0}
    off, off_last, back = found[0]
    end = last if back is None else back
    return {
        "status": "censored" if back is None else "restored",
        "outage_start": off,
        "restored_at": back,
        "restoration_hours": math.floor(end - off + 0.5),
        "outage_hours": sum((last if stop is None else stop) - start for start, _, stop in found),
        "interruptions": len(found),
        "censored": int(back is None),
        "hours_low": end - off_last,
        "hours_high": None if back is None else end - off,
    }


_EVENTS = st.lists(
    st.tuples(st.integers(-40, 260).map(lambda n: n / 4), st.sampled_from(["off", "on"])), min_size=1, max_size=14
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lists=st.lists(_EVENTS, min_size=1, max_size=20),
    until=st.sampled_from([None, 66.0, 70.0]),
    seed=st.integers(0, 999),
)
def test_any_events_agree_with_the_oracle(tmp_path, lists, until, seed):
    meters = {f"M{number:02d}": events for number, events in enumerate(lists)}
    expected = oracle(meters, until)
    if max(hour for events in meters.values() for hour, _ in events) < 0:
        return
    rows = [(meter, at(hour), kind) for meter, events in meters.items() for hour, kind in events]
    np.random.default_rng(seed).shuffle(rows)
    moment = np.datetime64(EVENT, "s") + np.timedelta64(int((until or 0) * HOUR), "s")
    given_ = options(reported_until=moment) if until is not None else options()
    table = table_of(event_file(tmp_path / "e.csv", rows), given_).table.set_index("meter_id")
    assert sorted(table.index) == sorted(meters)
    for meter, wanted in expected.items():
        row = table.loc[meter]
        for name, value in wanted.items():
            if name in ("outage_start", "restored_at"):
                assert str(row[name]) == ("NaT" if value is None else at(value)), (meter, name)
            else:
                assert row[name] == value or (value is None and math.isnan(row[name])), (meter, name)


def test_the_curve_counts_customers_one_by_one(tmp_path):
    result_path = tmp_path / "o.csv"
    rows = [("M1", 1, 10), ("M2", 2, 50), ("M3", 3, None), ("M4", 4, 60)]
    given_ = options()
    text = [(m, at(off), "" if on is None else at(on)) for m, off, on in rows]
    events = read_events(event_file(result_path, text, "METER_ID,OFF_TIME,ON_TIME"))
    result = infer_from_events(events, given_)
    curve, numbers = curve_of_events(result.table, events, given_)
    assert list(curve["customers_out"][:10]) == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert list(curve["customers_out"][[19, 20, 99, 100, 119, 120]]) == [4, 3, 3, 2, 2, 1]
    assert (numbers.t50, numbers.share_day2) == (50.0, 0.25)
    assert math.isnan(numbers.t80)


# --- errors ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("header", "rows", "words"),
    [
        ("A,B,C", [(1, 2, 3)], "no column for the meter"),
        ("METER_ID,EVENT_TIME,EVENT", [("M1", "2018-10-10 00:00", "sag")], "no event is power off or on: .*'sag'"),
        ("METER_ID,EVENT_TIME,EVENT", [("M1", "soon", "off")], "time stamps cannot be read"),
        ("METER_ID,EVENT_TIME,EVENT", [("M1", "2018-10-08 00:00", "off")], "last event of the file .* is before"),
        ("METER_ID,EVENT_TIME,EVENT", [("M1", "2017-10-10 00:00", "off")], "none of the 1 rows holds a usable event"),
    ],
)
def test_files_that_cannot_be_used_say_why(tmp_path, header, rows, words):
    with pytest.raises(InputError, match=words):
        table_of(event_file(tmp_path / "e.csv", rows, header))


def test_all_senseless_options_are_reported_at_once():
    with pytest.raises(InputError) as caught:
        EventOptions(np.datetime64("NaT"), window_hours=0, sustained_hours=-1).check()
    assert len(caught.value.problems) == 3


def test_never_is_never_a_time(tmp_path):
    events = read_events(event_file(tmp_path / "e.csv", [("M1", at(1), "off")]))
    assert list(events.on) == [NEVER]


# --- reconciliation --------------------------------------------------------------------------------------------------
def restoration(**meters):
    """A restoration table; each meter is (status, hours lost, hours back)."""
    rows = []
    for meter, (status, off, on) in meters.items():
        moments = [np.datetime64("NaT", "s") if hour is None else np.datetime64(at(hour).replace(" ", "T"), "s")
                   for hour in (off, on)]  # fmt: skip
        hours = on - off if on is not None else math.nan
        word = {"restored": "zero", "censored": "zero", "uncertain": "missing"}.get(status, "")
        rows.append((meter, status, *moments, hours, hours, 1, 0, hours, hours, word))
    return pd.DataFrame(rows, columns=list(columns.RESTORATION.names))


def test_every_kind_of_agreement_and_disagreement(tmp_path):
    cases = {  # meter: (events, reads, what is found, taken from)
        "A": (("restored", 10.2, 40.1), ("restored", 10, 40), "same outage", "events"),
        "B": (("restored", 12, 40), ("restored", 10, 40), "power lost at another time", "reads"),
        "C": (("restored", 10, 50), ("restored", 10, 40), "power back at another time", "reads"),
        "D": (("restored", 12, 50), ("restored", 10, 40), "power lost and back at other times", "reads"),
        "E": (("restored", 10, 40), ("censored", 10, None), "back by events, still out by reads", "reads"),
        "F": (("censored", 10, None), ("restored", 10, 40), "back by reads, still out by events", "reads"),
        "G": (("no_outage", None, None), ("restored", 10, 40), "outage in the reads only", "reads"),
        "H": (("restored", 10, 40), ("no_outage", None, None), "outage in the events only", "reads"),
        "I": (("restored", 10, 40), ("uncertain", None, None), "reads cannot tell, events can", "events"),
        "J": (("restored", 10, 40), ("no_reads", None, None), "reads cannot tell, events can", "events"),
        "K": (("restored", 10, 40), ("vacant", None, None), "vacant by the reads", "reads"),
        "L": (("uncertain", None, None), ("restored", 10, 40), "events cannot tell, reads can", "reads"),
        "M": (("no_outage", None, None), ("no_outage", None, None), "no outage in either", "reads"),
        "N": (("no_outage", None, None), ("uncertain", None, None), "neither can tell", "reads"),
        "O": (("restored", 10, 40), None, "meter with events only", "events"),
        "P": (None, ("restored", 10, 40), "meter with reads only", "reads"),
        "Q": (("restored", 11, 41), ("restored", 10, 40), "same outage", "events"),  # an hour apart: the tolerance
        "R": (("censored", 10, None), ("censored", 10, None), "same outage", "events"),
    }
    events = restoration(**{meter: case[0] for meter, case in cases.items() if case[0]})
    reads = restoration(**{meter: case[1] for meter, case in cases.items() if case[1]})
    result = reconcile(events, reads, 1.0)
    wanted = pd.Series([case[2] for case in cases.values()]).value_counts()
    assert result.counts == {found: int(count) for found, count in wanted.items()}
    table = result.table.set_index("meter_id")
    assert list(table.index) == sorted(cases)
    for meter, (by_events, by_reads, _, source) in cases.items():
        status, off, on = by_events if source == "events" else by_reads
        row = table.loc[meter]
        assert row["status"] == status, meter
        for name, hour in (("outage_start", off), ("restored_at", on)):
            assert str(row[name]) == ("NaT" if hour is None else at(hour)), (meter, name)
    differ = {meter for meter, case in cases.items() if case[2] in DISAGREEMENTS}
    assert set(result.disagreements["meter_id"]) == differ == set("BCDEFGH")
    assert result.disagreeing == 7
    assert set(result.disagreements["taken_from"]) == {"reads"}
    assert (table.loc["A", "evidence"], table.loc["I", "evidence"]) == ("zero+zero", "zero+missing")


def test_tables_that_do_not_fit_together():
    one, other = restoration(A=("restored", 1, 9)), restoration(B=("restored", 1, 9))
    with pytest.raises(InputError, match="no meter in common"):
        reconcile(one, other)
    with pytest.raises(InputError, match="more than once"):
        reconcile(pd.concat([one, one]), one)
