"""Exports as they come: other signs and encodings are read or refused with what to do, never read wrongly."""

from __future__ import annotations

import gzip
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pytest

from coprod_equity_plugin.core.errors import InputError
from coprod_equity_plugin.core.progress import Progress
from coprod_equity_plugin.core.sources import meters_dialect
from coprod_equity_plugin.core.sources.meters import open_reads
from coprod_equity_plugin.core.sources.meters_grid import read_grid
from coprod_equity_plugin.core.sources.meters_slots import may_be_among
from coprod_equity_plugin.core.study.restoration import RestorationOptions, infer_restoration

HEADER = "METER_ID,READ_TIME,KWH,QUALITY"
START = datetime(2018, 10, 8)
EVENT = np.datetime64("2018-10-10T00:00")


def rows(power="0.4", zero="0", first=START, days=4):
    """One meter without power from 05:00 to 17:00 of the event's day."""
    times = [first + timedelta(minutes=30 * slot) for slot in range(48 * days)]
    out = (datetime(2018, 10, 10, 5), datetime(2018, 10, 10, 17))
    return [["M1", f"{time}", zero if out[0] <= time < out[1] else power, "A"] for time in times]


def text(lines, separator=",", header=HEADER):
    return "\n".join([header.replace(",", separator), *(separator.join(line) for line in lines)]) + "\n"


def infer(path, zone="America/New_York"):
    source = open_reads(path, time_zone=zone)
    return infer_restoration(source, RestorationOptions(EVENT, baseline_days=2, window_hours=24))


def assert_twelve_hours(result):
    (row,) = result.table.to_dict("records")
    assert (row["status"], row["restoration_hours"]) == ("restored", 12)
    assert row["outage_start"] == np.datetime64("2018-10-10T05:00", "ns")  # pandas 1.5 compares no minutes


@pytest.mark.parametrize(
    ("separator", "power", "zero"),
    [(";", "0,4", "0,000"), (";", "0,4", "0"), (",", '"0,4"', '"0,0"'), ("\t", " 1,25", "-0,0"), (";", ",4", "0")],
)
def test_a_decimal_comma_is_read_and_said(tmp_path, separator, power, zero):
    (tmp_path / "reads.csv").write_text(text(rows(power, zero), separator))
    source = open_reads(tmp_path / "reads.csv")
    assert "Numbers are written with a decimal comma." in source.notes
    result = infer(tmp_path / "reads.csv")
    assert_twelve_hours(result)
    assert result.left_out == {}


def test_commas_beside_points_are_no_decimal_commas(tmp_path):
    lines = rows()
    lines[3][2] = '"1,234"'
    (tmp_path / "reads.csv").write_text(text(lines))
    result = infer(tmp_path / "reads.csv")
    assert result.left_out == {"unreadable energy value": 1}
    assert any("line 5 '1,234'" in note for note in result.notes)


def test_a_decimal_comma_in_a_wide_table(tmp_path):
    hours = ",".join(f"{slot // 2:02d}:{30 * (slot % 2):02d}" for slot in range(1, 48)) + ",24:00"
    values = [row[2].replace(".", ",") for row in rows()]
    days = [f"M1;2018-10-{8 + day:02d};" + ";".join(values[48 * day : 48 * day + 48]) for day in range(4)]
    (tmp_path / "reads.csv").write_text("\n".join([f"METER;DATE;{hours.replace(',', ';')}", *days]) + "\n")
    assert_twelve_hours(infer(tmp_path / "reads.csv"))


@pytest.mark.parametrize(
    ("usual", "odd", "zone"),
    [
        ("{}", "{}Z", "America/New_York"),
        ("{}", "{}-04:00", "America/New_York"),
        ("{}Z", "{}", "UTC"),
        ("{}+00:00", "{}", "UTC"),
    ],
)
def test_a_stamp_with_an_offset_among_local_ones_is_not_guessed(tmp_path, usual, odd, zone):
    """DuckDB leaves out the offset of the one, and gives the other the computer's own zone."""
    lines = rows()
    for number, line in enumerate(lines):
        line[1] = (odd if number == 7 else usual).format(line[1])
    (tmp_path / "reads.csv").write_text(text(lines))
    result = infer(tmp_path / "reads.csv", zone)
    assert result.left_out == {"unreadable time stamp": 1}
    assert any(f"line 9 '{lines[7][1]}'" in note for note in result.notes)
    assert_twelve_hours(result)


def test_the_log_says_what_each_flag_was_taken_for(tmp_path):
    lines = rows()
    for number, flag in ((1, "XQ"), (2, "e"), (3, "N"), (4, "John Q. Public of 5 Elm Street")):
        lines[number][3] = flag
    (tmp_path / "reads.csv").write_text(text(lines))
    notes = "\n".join(infer(tmp_path / "reads.csv").notes)
    for words in ("A measured", "XQ measured", "e estimated", "N no read"):
        assert words in notes
    assert "Public" not in notes


def test_files_of_one_run_that_are_written_differently_are_refused(tmp_path):
    (tmp_path / "a.csv").write_text(text(rows()))
    (tmp_path / "b.csv").write_text(text(rows(), ";"))
    (tmp_path / "c.csv").write_bytes(text(rows()).encode("utf-16"))
    with pytest.raises(InputError) as caught:
        infer(tmp_path)
    assert "b.csv: its columns are separated by ';', those of a.csv by ','" in str(caught.value)
    assert "c.csv: the file is UTF-16 text. Save it as CSV in UTF-8" in str(caught.value)


@pytest.mark.parametrize("lines", ["Interval data\nUtility of X\n\n", 'Name,J\nAddress,"1 X, Y"\nAccount,12\n'])
def test_lines_before_the_names_of_columns_are_skipped(tmp_path, lines):
    """As utilities' portals put them there."""
    (tmp_path / "reads.csv").write_text(lines + text(rows()))
    result = infer(tmp_path / "reads.csv")
    assert_twelve_hours(result)
    assert result.left_out == {}


@pytest.mark.parametrize(("preamble", "packed"), [("", False), ("Interval data\nUtility of X\n\n", False), ("", True)])
def test_how_files_are_written_is_found_out_once_for_all_that_begin_alike(tmp_path, monkeypatch, preamble, packed):
    """A folder may hold a file for each meter, and to find out takes longer than to read one."""
    sniffed = []

    def spy(connection, file):
        sniffed.append(Path(file).name[0])
        return sniff(connection, file)

    sniff = meters_dialect._sniff
    monkeypatch.setattr(meters_dialect, "_sniff", spy)

    def write(number, content):
        name = f"{number}.csv"
        with gzip.open(tmp_path / f"{name}.gz", "wb") if packed else open(tmp_path / name, "wb") as file:
            file.write(content.encode())

    for number in range(4):
        one = rows(first=START + timedelta(days=number), days=1)
        write(number, preamble.replace("X", str(number)) + text(one))
    write(4, preamble + HEADER + "\n")  # a day without reads
    write(5, (preamble + text(rows(days=1))).replace("\n", "\r\n"))
    result = infer(tmp_path)
    assert_twelve_hours(result)
    assert result.left_out == {"duplicated read": 48}
    if open_reads(tmp_path).dialect.skip == preamble.count("\n"):  # as DuckDB before 1.2 does not know
        assert not {"1", "2", "3"} & set(sniffed)
    assert "5" in sniffed


def test_files_that_begin_alike_above_other_columns_are_not_taken_for_each_other(tmp_path, monkeypatch):
    """DuckDB before 1.2 does not tell how many lines stand before the names of columns."""

    def sniff_of_old(connection, file):
        delimiter, quote, escape, _, *rest = sniff(connection, file)
        return (delimiter, quote, escape, 0, *rest)

    sniff = meters_dialect._sniff
    monkeypatch.setattr(meters_dialect, "_sniff", sniff_of_old)
    preamble = "Interval data\nUtility of X\n\n"
    (tmp_path / "a.csv").write_text(preamble + text(rows()))
    (tmp_path / "b.csv").write_text(preamble + text(rows(), header="METER_ID,READ_TIME,WATTS,QUALITY"))
    with pytest.raises(InputError, match=r"b\.csv: its columns differ from those of a\.csv: lacks KWH and has WATTS"):
        infer(tmp_path)


def test_files_whose_names_of_columns_stand_in_other_lines_are_refused(tmp_path):
    preamble = "Interval data\nUtility of X\n\n"
    (tmp_path / "a.csv").write_text(preamble + text(rows()))
    (tmp_path / "b.csv").write_text(text(rows()))
    assert_twelve_hours(infer(tmp_path / "a.csv"))
    with pytest.raises(InputError, match=r"b.csv: its column names stand in line 1, those of a.csv in line \d"):
        infer(tmp_path)


def test_reads_that_miss_the_event_since_they_are_unreadable_say_so(tmp_path):
    lines = rows()
    for line in lines[:96]:
        line[2] = "low"
    (tmp_path / "reads.csv").write_text(text(lines))
    with pytest.raises(InputError, match=r"no reads before the event.*left out: 96 rows, unreadable energy value"):
        infer(tmp_path / "reads.csv")


def nem12(day="20181009", event="400,145,288,E52,,"):
    """Five-minute reads, the second half of the first day substituted."""
    out = ["100,NEM12,201811010000,UNITEDDP,NEMMCO", "200,NMI1,E1,E1,E1,N1,METER1,kWh,5,"]
    for number, date in enumerate(("20181008", day, "20181010", "20181011")):
        values = ["0" if number == 2 and 60 <= slot < 204 else "0.05" for slot in range(288)]
        out.append(f"300,{date},{','.join(values)},{'V' if number == 0 else 'A'},,,20181101000000,")
        out.extend(["400,1,144,A,,", event] if number == 0 else [])
    return "\r\n".join([*out, "900", ""])


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_nem12_of_five_minutes_with_a_byte_order_mark(tmp_path, mark):
    (tmp_path / "reads.csv").write_text(mark + nem12(), encoding="utf-8", newline="")
    result = infer(tmp_path / "reads.csv", "Australia/Brisbane")
    assert_twelve_hours(result)
    assert result.left_out == {}


def test_nem12_records_with_a_wrong_date_or_wrong_intervals_are_told_by_line(tmp_path):
    (tmp_path / "reads.csv").write_text(nem12("20181399", "400,0,300,E52,,"))
    result = infer(tmp_path / "reads.csv", "Australia/Brisbane")
    notes = "\n".join(result.notes)
    assert "reads.csv, line 5: a 400 record of intervals 0 to 300 of 288" in notes
    assert "reads.csv, line 6: a 300 record whose date is none such as 20181008" in notes
    assert result.left_out["broken row"] == 2


SPOILT = """
SELECT CASE WHEN hash(m, s, 3) % 400 = 0 THEN NULL WHEN hash(m, s, 3) % 400 = 1 THEN '' ELSE 'M' || m END AS METER_ID,
    TIMESTAMP '2018-10-26' + INTERVAL 30 MINUTE * (s - s % 97 // 96) AS READ_TIME,
    CASE hash(m, s, 2) % 300 WHEN 0 THEN NULL WHEN 1 THEN 'nan'::DOUBLE WHEN 2 THEN 'inf'::DOUBLE
        WHEN 3 THEN '-inf'::DOUBLE WHEN 4 THEN {lowest} WHEN 5 THEN 0 ELSE 0.3 END AS KWH,
    CASE hash(m, s, 1) % 60 WHEN 0 THEN 'E' WHEN 1 THEN 'N' WHEN 2 THEN NULL ELSE 'A' END AS QUALITY
FROM range(40) a(m), range(900) b(s)
"""


@pytest.mark.parametrize("lowest", [0.0, -0.5])
@pytest.mark.parametrize("spoilt", [True, False])
@pytest.mark.parametrize("stamp", ["READ_TIME", "strftime(READ_TIME, '%m/%d/%Y %H:%M')"])
def test_a_parquet_file_counts_as_the_same_rows_in_a_csv_file(tmp_path, stamp, spoilt, lowest):
    """Its summaries spare the pass its counters; a clock change, each side of the grid and what is no number are in."""
    reads = SPOILT.format(lowest=lowest)
    if not spoilt:
        reads = (
            f"SELECT 'M' || METER_ID[2:] AS METER_ID, READ_TIME, KWH, QUALITY FROM ({reads}) WHERE METER_ID <> '' AND "
            "isfinite(KWH) AND QUALITY <> 'N' AND READ_TIME < '2018-11-04' AND READ_TIME >= '2018-10-30'"
            " QUALIFY row_number() OVER (PARTITION BY METER_ID, READ_TIME) = 1"
        )
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE reads AS SELECT * REPLACE ({stamp} AS READ_TIME) FROM ({reads})")
        for kind in ("parquet", "csv"):
            connection.execute(f"COPY reads TO '{tmp_path / 'reads'}.{kind}'")
    start = int(np.datetime64("2018-10-30T04:00", "s").astype(int))
    one, other = (
        read_grid(open_reads(tmp_path / f"reads.{kind}"), start, start + 10 * 86400) for kind in ("parquet", "csv")
    )
    assert list(one.meters) == list(other.meters)
    assert one.rows == other.rows
    if spoilt:
        assert len(one.left_out) >= 5
        assert {"no energy value", "before the baseline", "after the follow-up", "no meter id"} <= set(one.left_out)
        # NaN and infinity are no energy in both; a CSV file's text of them is.
    else:
        assert one.left_out == other.left_out == {}
    assert one.left_out == other.left_out
    np.testing.assert_array_equal(one.exports, other.exports)
    assert one.exports.any() == (lowest < 0 or spoilt)
    for name in ("on", "zero", "estimated"):
        width = one.slots // 8
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name)[:, :width])
        assert not getattr(other, name)[:, width:].any()


@pytest.mark.parametrize(
    ("zone", "written", "last", "form"),
    [
        ("Europe/London", "%m/%d/%Y %H:%M", 15, "%m/%d/%Y %H:%M"),
        ("America/New_York", "%d/%m/%Y %H:%M", 15, "%d/%m/%Y %H:%M"),
        ("America/New_York", "%d/%m/%Y %H:%M", 12, "%m/%d/%Y %H:%M"),  # no stamp tells: as the zone has it
        ("Europe/London", "%d-%m-%Y %H:%M", 15, "%d-%m-%Y %H:%M"),
    ],
)
def test_the_first_stamp_that_tells_day_from_month_decides(tmp_path, zone, written, last, form):
    """Files in order of time: 20,000 rows of many meters are of the first days."""
    days = [START + timedelta(days=day) for day in range(last - START.day + 1)]
    times = [(day + timedelta(hours=hour)).strftime(written) for day in days for hour in range(24)]
    lines = [[f"M{meter}", time, "0.4", "A"] for time in times for meter in range(220)]
    (tmp_path / "reads.csv").write_text(text(lines))
    log = Log()
    assert open_reads(tmp_path / "reads.csv", time_zone=zone, progress=log).form == form
    told = "reads.csv, column READ_TIME: no time stamp tells day from month. '08/10/2018 00:00' and all others are "
    told += "read as %m/%d/%Y %H:%M; if day and month stand the other way round, give %d/%m/%Y %H:%M as TIME_FORMAT."
    assert log.warnings == [told] * (last <= 12)


class Log(Progress):
    def __init__(self):
        self.warnings = []

    def warning(self, text):
        self.warnings.append(text)


@pytest.mark.parametrize(("day", "warnings"), [(10, 0), (11, 1)])
def test_stamps_that_are_the_same_either_way_round_need_no_warning(tmp_path, day, warnings):
    lines = [["M1", f"10/{day}/2018 {hour}:00", "0.4", "A"] for hour in range(24)]
    (tmp_path / "reads.csv").write_text(text(lines))
    log = Log()
    open_reads(tmp_path / "reads.csv", progress=log)
    assert len(log.warnings) == warnings


def test_texts_that_are_no_known_stamps_are_not_looked_up(tmp_path):
    """DuckDB takes a quarter of a millisecond for each: the filter before the lookup lets hardly any through."""
    known, others = [f"known {number}" for number in range(1800)], [f"other {number}" for number in range(50_000)]
    with duckdb.connect() as connection:
        among = may_be_among(connection, known)
        sql = f"SELECT count(*) FILTER ({among}) FROM (SELECT unnest(?::VARCHAR[]) AS source_time)"
        assert connection.execute(sql, [known]).fetchone() == (1800,)
        assert connection.execute(sql, [[*others, None]]).fetchone()[0] < 50
