"""Reading meter reads: files, columns, time stamps, clock changes, defects."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pytest

from coprod_equity_plugin.core.errors import InputError
from coprod_equity_plugin.core.sources.meters import find_files, open_reads
from coprod_equity_plugin.core.sources.meters_fields import ReadFields, names_end
from coprod_equity_plugin.core.sources.meters_grid import read_grid
from coprod_equity_plugin.core.sources.meters_time import detect_format, load_zone, local_to_utc, zone_offsets

HEADER = "METER_ID,READ_TIME,KWH,QUALITY\n"
HALF_HOUR = timedelta(minutes=30)


def csv(path: Path, rows, header=HEADER):
    path.write_text(header + "".join(",".join(map(str, row)) + "\n" for row in rows))
    return path


def bits(packed):
    """Packed bits of one meter as a set of slots."""
    return {int(slot) for slot in np.flatnonzero(np.unpackbits(packed))}


def day_rows(meter="M1", day="2018-10-03", kwh=0.5, count=48, minutes=30):
    start = np.datetime64(f"{day}T00:00")
    return [(meter, str(start + minutes * slot).replace("T", " ") + ":00", kwh, "A") for slot in range(count)]


def grid_of(path, day="2018-10-03", days=1, zone="America/New_York", **options):
    source = open_reads(path, time_zone=zone, **options)
    start = local_to_utc(np.datetime64(day), zone)
    return read_grid(source, start, start + days * 86400)


# --- files -----------------------------------------------------------------------------------------------------------
def test_file_folder_glob_and_list_find_the_same_files(tmp_path):
    names = [str(csv(tmp_path / f"reads_{number}.csv", day_rows())) for number in range(3)]
    (tmp_path / "notes.md").write_text("not reads")
    assert find_files(tmp_path) == tuple(names)
    assert find_files(str(tmp_path / "reads_*.csv")) == tuple(names)
    assert find_files(";".join(names)) == tuple(names)
    assert find_files(names[1]) == (names[1],)


def test_missing_files_are_all_reported(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError) as caught:
        find_files(f"{tmp_path}/no.csv;{tmp_path}/x_*.csv;{tmp_path}/empty")
    text = str(caught.value)
    assert "no such file" in text
    assert "no file has a name of this pattern" in text
    assert "holds no read files" in text
    with pytest.raises(InputError, match="no meter reads are given"):
        find_files("")


def test_files_with_other_columns_are_named(tmp_path):
    csv(tmp_path / "a.csv", day_rows())
    csv(tmp_path / "b.csv", [row[:3] for row in day_rows()], "METER_ID,READ_TIME,WATTS\n")
    with pytest.raises(
        InputError, match=r"b\.csv: its columns differ from those of a\.csv: lacks KWH, QUALITY and has WATTS"
    ):
        open_reads(tmp_path)


def test_parquet_columns_in_another_order_are_taken_by_name(tmp_path):
    with duckdb.connect() as connection:
        rows = "TIMESTAMP '2018-10-03' + INTERVAL 30 MINUTE * s AS READ_TIME, 'M1' AS METER_ID"
        connection.execute(f"COPY (SELECT 0.5 AS KWH, {rows} FROM range(24) t(s)) TO '{tmp_path}/a.parquet'")
        connection.execute(f"COPY (SELECT {rows}, 0.0 AS KWH FROM range(24, 48) t(s)) TO '{tmp_path}/b.parquet'")
    grid = grid_of(tmp_path)
    assert bits(grid.on[0]) == set(range(24))
    assert bits(grid.zero[0]) == set(range(24, 48))


# --- columns ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("LCLid,DateTime,KWH/hh (per half hour)", None),
        ("METER_ID,READ_TIME,KWH", ("METER_ID", "READ_TIME", "KWH", "")),
        ("Account Number,Start Time,Usage (kWh),Read Quality", None),
        ("meter,timestamp,value,Quality Flag", ("meter", "timestamp", "value", "Quality Flag")),
        ("NMI,StartDate,ProfileReadValue,QualityFlag", ("NMI", "StartDate", "ProfileReadValue", "QualityFlag")),
    ],
)
def test_columns_are_found_by_the_names_of_the_field(tmp_path, header, found):
    names = header.split(",")
    path = csv(tmp_path / "r.csv", [row[: len(names)] for row in day_rows()], header + "\n")
    fields = open_reads(path).fields
    assert (fields.meter, fields.time, fields.kwh) == tuple(names[:3])
    assert fields.quality == (names[3] if len(names) == 4 else "")
    if found:
        assert (fields.meter, fields.time, fields.kwh, fields.quality) == found


def test_a_missing_column_lists_those_that_are_there(tmp_path):
    path = csv(tmp_path / "r.csv", [(1, 2, 3)], "A,B,C\n")
    with pytest.raises(InputError) as caught:
        open_reads(path)
    assert len(caught.value.problems) == 3
    assert all("A, B, C" in str(problem) for problem in caught.value.problems)
    with pytest.raises(InputError, match="no column POWER"):
        open_reads(csv(tmp_path / "s.csv", day_rows()), fields=ReadFields(kwh="POWER"))


# --- defects ---------------------------------------------------------------------------------------------------------
def test_states_and_counted_rejections(tmp_path):
    stamp = "2018-10-03 {:02d}:00:00".format
    rows = [
        ("M1", stamp(0), 0.5, "A"),
        ("M1", stamp(1), 0.01, "A"),  # at the threshold: zero
        ("M1", stamp(2), 0.0101, "A"),
        ("M1", stamp(3), -0.4, "A"),
        ("M1", stamp(4), 0.9, "e"),
        ("M1", stamp(5), 0, "ZEROED"),
        ("M1", stamp(6), 0.9, "N"),
        ("M1", stamp(7), "", "A"),
        ("M1", stamp(8), "nan", "A"),
        ("M1", stamp(9), "much", "A"),
        ("M1", "yesterday", 0.5, "A"),
        ("", stamp(10), 0.5, "A"),
        ("M1", stamp(11), 0, "A"),
        ("M1", stamp(11), 0.7, "A"),  # power over zero
        ("M1", stamp(12), 0.7, "E"),
        ("M1", stamp(12), 0, "A"),  # measured over estimated
        ("M1", "2018-10-01 00:00:00", 0.5, "A"),
        ("M1", "2018-10-05 00:00:00", 0.5, "A"),
        *[("M2", f"2018-10-03 {hour:02d}:00:00", 0.5, "A") for hour in range(24)],
    ]
    grid = grid_of(csv(tmp_path / "r.csv", rows))
    assert grid.interval == 3600
    assert list(grid.meters) == ["M1", "M2"]
    assert bits(grid.on[0]) == {0, 2, 3, 11}
    assert bits(grid.zero[0]) == {1, 12}
    assert bits(grid.estimated[0]) == {4, 5}
    assert list(grid.exports) == [True, False]
    assert grid.rows == len(rows)
    assert grid.left_out == {
        "no energy value": 3,
        "unreadable energy value": 1,
        "unreadable time stamp": 1,
        "no meter id": 1,
        "duplicated read": 2,
        "before the baseline": 1,
        "after the follow-up": 1,
    }
    notes = "\n".join(grid.notes)
    assert "line 11 'much'" in notes
    assert "line 12 'yesterday'" in notes


def test_a_truncated_csv_is_read_to_its_cut_and_the_row_is_counted(tmp_path):
    path = csv(tmp_path / "r.csv", day_rows())
    path.write_text(path.read_text()[:-15])  # the last row ends inside its time stamp
    grid = grid_of(path)
    assert bits(grid.on[0]) == set(range(47))
    assert grid.left_out == {"broken row": 1}
    assert "r.csv, line 49" in grid.notes[0]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("r.parquet", "PAR1 but not really", "not a readable Parquet file"),
        ("r.csv", "", "the file is empty"),
        ("r.csv", HEADER, "only column names"),
        ("r.csv", HEADER + "M1,soon,0.5,A\nM1,later,0.5,A\n", "the time stamps cannot be read"),
        ("r.csv", "".join(",".join(map(str, row)) + "\n" for row in day_rows()), "no header row"),
        ("r.csv", HEADER + "M1,2018-10-03,0.5,A\nM1,2018-10-04,0.5,A\n", "1,440 minutes apart"),
        ("r.csv", HEADER + "M1,2018-10-03 00:00:00,0.5,A\n", "interval cannot be told"),
    ],
)
def test_files_that_cannot_be_used_say_why(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(InputError, match=words):
        open_reads(path)


def test_a_parquet_file_cut_short_is_an_error(tmp_path):
    path = tmp_path / "r.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT 'M' || s AS METER_ID, now() AS READ_TIME, 0.1 AS KWH FROM range(9999) t(s)) TO '{path}'"
        )
    path.write_bytes(path.read_bytes()[:-5000])
    with pytest.raises(InputError, match="not a readable Parquet file"):
        open_reads(path)


def test_damage_inside_a_parquet_file_is_an_error_that_names_it(tmp_path):
    path = tmp_path / "r.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT 'M1' AS METER_ID, TIMESTAMP '2018-10-03' + INTERVAL 30 MINUTE * s AS READ_TIME, "
            f"random() AS KWH FROM range(300000) t(s)) TO '{path}'"
        )
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 200_000] = bytes(200_000)
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"r\.parquet: the reads cannot be read to their end"):
        grid_of(path, days=30, interval_minutes=30)


def test_text_where_the_energy_belongs_is_an_error(tmp_path):
    path = csv(tmp_path / "r.csv", day_rows(kwh="high"))
    with pytest.raises(InputError, match="no row holds a number where the energy belongs"):
        grid_of(path)


# --- time ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("form", "label"),
    [
        ("%Y-%m-%d %H:%M:%S", "start"),
        ("%Y-%m-%dT%H:%M", "start"),
        ("%m/%d/%Y %H:%M", "start"),
        ("%m/%d/%Y %I:%M:%S %p", "start"),
        ("%m/%d/%y %H:%M", "start"),
        ("%Y%m%d%H%M", "start"),
        ("%Y-%m-%dT%H:%M:%S-04:00", "start"),
        ("%m/%d/%Y %H:%M", "end"),
    ],
)
def test_time_stamps_of_the_field(tmp_path, form, label):
    start = datetime(2018, 10, 3) + (HALF_HOUR if label == "end" else timedelta())
    rows = [("M1", (start + slot * HALF_HOUR).strftime(form), 0.5 if slot % 3 else 0, "A") for slot in range(48)]
    grid = grid_of(csv(tmp_path / "r.csv", rows), label=label)
    assert bits(grid.zero[0]) == set(range(0, 48, 3))
    assert bits(grid.on[0]) == {slot for slot in range(48) if slot % 3}
    assert grid.left_out == {}


def test_a_column_named_end_holds_ends(tmp_path):
    ends = ("INTERVAL_END", "EndDate", "intervalEndTime", "END_TIME", "enddatetime", "intervalend", "Interval End")
    starts = ("READ_TIME", "Calendar_Time", "WEEKEND_TIME", "StartDate", "timestamp")
    assert [name for name in (*ends, *starts) if names_end(name)] == list(ends)
    rows = [(m, t, int(slot >= 2), q) for slot, (m, t, _, q) in enumerate(day_rows())]
    grid = grid_of(csv(tmp_path / "r.csv", rows, "METER_ID,INTERVAL_END,KWH,QUALITY\n"))
    assert bits(grid.zero[0]) == {0}  # the interval that ends at 0:30
    assert bits(grid.on[0]) == set(range(1, 47))
    assert grid.left_out == {"before the baseline": 1}  # the one that ends at midnight


def test_day_and_month_go_by_the_zone_only_where_both_fit():
    assert detect_format(["03/10/2018 00:30"], "America/New_York") == "%m/%d/%Y %H:%M"
    assert detect_format(["03/10/2018 00:30"], "Europe/London") == "%d/%m/%Y %H:%M"
    assert (
        detect_format(["03/10/2018 00:30", "26/10/2018 00:30", "27/10/2018 00:30"], "America/New_York")
        == "%d/%m/%Y %H:%M"
    )
    assert detect_format(["26/9/18 0:00"], "Australia/Sydney") == "%d/%m/%y %H:%M"
    assert detect_format(["1538539200"], "UTC") == "epoch seconds"
    assert detect_format(["noon"], "UTC") is None


def test_an_unknown_zone_is_an_error(tmp_path):
    with pytest.raises(InputError, match="no time zone named 'EST5EDT4'"):
        load_zone("EST5EDT4")
    with pytest.raises(InputError, match="TIME_ZONE"):
        open_reads(csv(tmp_path / "r.csv", day_rows()), time_zone="")


CLOCK_CHANGES = [
    ("America/New_York", "2018-11-03", 3),  # back
    ("America/New_York", "2018-03-10", 3),  # ahead
    ("Europe/London", "2009-03-28", 3),
    ("Europe/London", "2018-10-27", 3),
    ("Australia/Sydney", "2018-04-01", 2),  # southern autumn: back
    ("Australia/Sydney", "2018-10-06", 3),
    ("Australia/Lord_Howe", "2018-03-31", 3),  # half an hour
    ("Asia/Kolkata", "2018-03-31", 2),
    ("America/Phoenix", "2018-11-03", 3),
]


@pytest.mark.parametrize(("zone", "day", "days"), CLOCK_CHANGES)
@pytest.mark.parametrize("label", ["start", "end"])
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_clock_changes_lose_and_move_no_read(tmp_path, zone, day, days, label, kind):
    """Local stamps made by zoneinfo from known instants come back as those instants."""
    where = ZoneInfo(zone)
    midnight = datetime.fromisoformat(day).replace(tzinfo=where)
    start = midnight.astimezone(timezone.utc)
    end = (datetime.fromisoformat(day) + timedelta(days=days)).replace(tzinfo=where).astimezone(timezone.utc)
    count = int((end - start) / HALF_HOUR)
    rng = np.random.default_rng(days)
    wanted = {"M1": set(), "M2": set()}
    rows = []
    for slot in range(count):
        stamp = (start + (slot + (label == "end")) * HALF_HOUR).astimezone(where)
        for meter in ("M1", "M2"):
            zero = rng.random() < 0.4
            wanted[meter] |= {slot} if zero else set()
            rows.append((meter, f"{stamp:%Y-%m-%d %H:%M:%S}", 0 if zero else 0.5, "A"))
    path = csv(tmp_path / "r.csv", rows)
    if kind == "parquet":
        with duckdb.connect() as connection:
            connection.execute(
                f"COPY (SELECT METER_ID, CAST(READ_TIME AS TIMESTAMP) AS READ_TIME, KWH FROM '{path}') "
                f"TO '{tmp_path}/r.parquet'"
            )
        path = tmp_path / "r.parquet"
    source = open_reads(path, time_zone=zone, label=label)
    grid = read_grid(source, int(start.timestamp()), int(end.timestamp()))
    assert grid.left_out == {}
    for row, meter in enumerate(("M1", "M2")):
        assert bits(grid.zero[row]) == wanted[meter]
        assert bits(grid.on[row]) == set(range(count)) - wanted[meter]
    walls = [(start + slot * HALF_HOUR).astimezone(where).replace(tzinfo=None) for slot in range(count + 1)]
    assert list(grid.local_edges[: count + 1]) == [np.datetime64(wall, "s") for wall in walls]


def test_a_single_read_of_the_repeated_hour_is_the_first_hour_and_skipped_times_are_counted(tmp_path):
    rows = [(m, t, k, q) for m, t, k, q in day_rows(day="2018-11-04")]  # 48 wall-clock stamps of a 25-hour day
    grid = grid_of(csv(tmp_path / "r.csv", rows), day="2018-11-04", days=2)
    assert bits(grid.on[0]) == set(range(4)) | set(range(6, 50))
    rows = day_rows(day="2018-03-11")  # 48 stamps of a 23-hour day: 2:00 and 2:30 do not exist
    grid = grid_of(csv(tmp_path / "s.csv", rows), day="2018-03-11", days=2)
    assert bits(grid.on[0]) == set(range(46))
    assert grid.left_out == {"local time that the clock change skips": 2}


def test_zone_offsets_match_zoneinfo_at_every_hour_of_ten_years():
    zone = ZoneInfo("America/New_York")
    start = int(datetime(2015, 1, 1, tzinfo=timezone.utc).timestamp())
    hours = start + 3600 * np.arange(24 * 3650)
    offsets = zone_offsets("America/New_York", start, int(hours[-1]))
    expected = [datetime.fromtimestamp(int(hour), zone).replace(tzinfo=None) for hour in hours[::7]]
    assert list(offsets.to_local(hours[::7]).astype(object)) == expected


@pytest.mark.parametrize(("minutes", "seconds"), [(5, 300), (15, 900), (30, 1800), (60, 3600)])
def test_the_interval_is_detected(tmp_path, minutes, seconds):
    source = open_reads(csv(tmp_path / "r.csv", day_rows(count=1440 // minutes, minutes=minutes)))
    assert source.interval == seconds


def test_instants_in_parquet_need_no_local_zone(tmp_path):
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'Asia/Tokyo'")
        connection.execute(
            "COPY (SELECT TIMESTAMPTZ '2018-10-03 04:00:00+00' + INTERVAL 30 MINUTE * s AS READ_TIME, "
            f"'M1' AS METER_ID, CASE WHEN s = 7 THEN 0 ELSE 1 END AS KWH FROM range(48) t(s)) TO '{tmp_path}/r.parquet'"
        )
    grid = grid_of(tmp_path / "r.parquet")
    assert bits(grid.zero[0]) == {7}
    assert grid.local_edges[0] == np.datetime64("2018-10-03T00:00:00")
