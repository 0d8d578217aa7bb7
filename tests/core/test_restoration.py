"""The inference on hand-worked meters, its errors, and cancelling it."""

from __future__ import annotations

import math
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Timer
from time import monotonic
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pytest

from coprod_equity_plugin.core.errors import Cancelled, InputError
from coprod_equity_plugin.core.progress import Progress
from coprod_equity_plugin.core.sources.meters import open_reads
from coprod_equity_plugin.core.study.restoration import RestorationOptions, infer_restoration
from tests.restoration_oracle import EVENT, FIRST, OPTIONS

ZONE = ZoneInfo("America/New_York")


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
