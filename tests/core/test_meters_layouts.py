"""Wide and NEM12 reads: hand-made files, the utilities' own, and independent recounts of them."""

from __future__ import annotations

import csv
import gzip
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from coprod_equity_plugin.core.errors import InputError
from coprod_equity_plugin.core.sources.meters import open_reads
from coprod_equity_plugin.core.sources.meters_grid import read_grid
from coprod_equity_plugin.core.sources.meters_nem12 import read_nem12
from coprod_equity_plugin.core.sources.meters_time import local_to_utc
from coprod_equity_plugin.core.sources.meters_wide import interval_columns
from coprod_equity_plugin.core.study.restoration_runs import runs


def bits(packed):
    return {int(slot) for slot in np.flatnonzero(np.unpackbits(packed))}


def grid_of(path, day, days, zone, **options):
    source = open_reads(path, time_zone=zone, **options)
    start = local_to_utc(np.datetime64(day), zone)
    return source, read_grid(source, start, start + days * 86400)


COMED = [f"INTERVAL_HR{minute // 60:02d}{minute % 60:02d}_ENERGY_QTY" for minute in range(30, 1501, 30)]


# --- a day a row -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("names", "count", "first", "length", "label"),
    [
        (COMED[:48], 48, 0, 30, "end"),
        (COMED, 50, 0, 30, "end"),
        ([f"{m // 60:02d}:{m % 60:02d}" for m in range(0, 1440, 15)], 96, 0, 15, "start"),
        ([f"{m // 60:02d}:{m % 60:02d} - x" for m in range(0, 1440, 60)], 24, 0, 60, "start"),
        ([f"V{number}" for number in range(1, 49)], 48, 0, 30, "number"),
        ([f"kwh_{number:03d}" for number in range(288)], 288, 0, 5, "number"),
    ],
)
def test_interval_columns_by_their_names(names, count, first, length, label):
    found = interval_columns(["METER", "DATE", *reversed(names)])
    assert found.names == tuple(names)
    assert (len(found.names), found.minutes[0], found.length, found.label) == (count, first, length, label)
    assert list(np.diff(found.minutes)) == [length] * (count - 1)


def test_names_that_are_no_day_are_not_taken_for_one():
    assert interval_columns(["X1", "X2", "X3"]) is None
    assert interval_columns([f"X{number}" for number in range(1, 623)]) is None
    assert interval_columns(COMED[:47]) is None


def comed(path, days):
    """A ComEd file: ``days`` maps a date to the day's values in the order of time, 48 or 50 of them."""
    header = ["ZIP_CODE", "ACCOUNT_IDENTIFIER", "INTERVAL_READING_DATE", "INTERVAL_LENGTH", "TOTAL_REGISTERED_ENERGY"]
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([*header, *COMED, "PLC_VALUE"])
        for day, values in days.items():
            padded = [*values, *[""] * (50 - len(values))]
            writer.writerow(["60601", "A1", f"{day:%m/%d/%Y}", 30, 1, *padded, 0.1])
    return path


def test_comed_day_rows_end_labels_and_the_day_of_25_hours(tmp_path):
    rng = np.random.default_rng(1)
    days = {datetime(2018, 11, day): list(rng.choice([0.0, 0.5], 50 if day == 4 else 48)) for day in (3, 4, 5)}
    source, grid = grid_of(comed(tmp_path / "r.csv", days), "2018-11-03", 4, "America/Chicago")
    assert (source.layout, source.fields.meter, source.interval) == ("wide", "ACCOUNT_IDENTIFIER", 1800)
    values = [value for day in days.values() for value in day]  # 48 + 50 + 48 intervals, none lost, none twice
    assert bits(grid.zero[0]) == {slot for slot, value in enumerate(values) if value == 0}
    assert bits(grid.on[0]) == {slot for slot, value in enumerate(values) if value}
    assert grid.left_out == {}


def test_forty_eight_columns_on_clock_change_days_go_by_the_wall_clock(tmp_path):
    values = [0.5] * 48
    _, grid = grid_of(comed(tmp_path / "r.csv", {datetime(2018, 11, 4): values}), "2018-11-04", 2, "America/Chicago")
    assert bits(grid.on[0]) == set(range(4)) | set(range(6, 50))  # the second 1:00 and 1:30 have no column
    _, grid = grid_of(comed(tmp_path / "s.csv", {datetime(2018, 3, 11): values}), "2018-03-11", 2, "America/Chicago")
    assert bits(grid.on[0]) == set(range(46))
    assert grid.left_out == {"local time that the clock change skips": 2}


def test_day_rows_without_a_meter_column_say_so(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("DATE," + ",".join(COMED[:48]) + "\n2018-10-03" + ",0.5" * 48 + "\n")
    with pytest.raises(InputError, match="no column for the meter"):
        open_reads(path, layout="wide")


# --- a meter a column ------------------------------------------------------------------------------------------------
def test_meters_as_columns(tmp_path):
    path = tmp_path / "r.csv"
    lines = ["timestamp,A,B,C,D,E"]
    for slot in range(48):
        lines.append(f"2018-10-03 {slot // 2:02d}:{slot % 2 * 30:02d}:00,0.5,{0 if slot < 9 else 1},,-0.2,{slot}x")
    path.write_text("\n".join(lines) + "\n")
    source, grid = grid_of(path, "2018-10-03", 1, "America/New_York", layout="wide")
    assert source.layout == "wide"
    assert list(grid.meters) == ["A", "B", "C", "D", "E"]
    assert [len(bits(row)) for row in grid.on] == [48, 39, 0, 48, 0]
    assert bits(grid.zero[1]) == set(range(9))
    assert grid.left_out == {"no energy value": 48, "unreadable energy value": 48}


@pytest.mark.realdata
def test_edrp_households_equal_an_independent_recount(realdata):
    path = realdata / "meters_edrp" / "edrp_622households_wide.csv.gz"
    source, grid = grid_of(path, "2009-03-01", 92, "UTC")
    assert (source.layout, source.interval, len(grid.meters), grid.rows) == ("wide", 1800, 622, 622 * 4416)
    with gzip.open(path, "rt") as text:
        names, *rows = csv.reader(text)
    values = {name: np.array([float(row[at]) for row in rows]) for at, name in enumerate(names) if at}
    for row, meter in enumerate(grid.meters):
        zero = np.unpackbits(grid.zero[row])[:4416].astype(bool)
        assert (zero == (np.abs(values[meter]) <= 0.01)).all()
        assert (np.unpackbits(grid.on[row])[:4416].astype(bool) == ~zero).all()
    assert sum(int((series == 0).sum()) for series in values.values()) == 21952  # as the data's own description counts
    exact = read_grid(source, int(grid.edges[0]), int(grid.edges[-1]), threshold=0.0)
    assert int(np.unpackbits(exact.zero).sum()) == 21952


# --- NEM12 -----------------------------------------------------------------------------------------------------------
def nem(*records):
    return "100,NEM12,200405011135,MDA1,Ret1\n" + "\n".join(records) + "\n900\n"


def test_nem12_registers_units_and_qualities(tmp_path):
    path = tmp_path / "r.csv"
    e1 = ["0.5"] * 48
    e1[10:14] = ["0"] * 4
    b1 = ["0"] * 48
    b1[12] = "300"
    path.write_text(
        nem(
            "200,NMI1,E1B1,1,E1,N1,S1,kWh,30,",
            "300,20181003," + ",".join(e1) + ",V,,,,",
            "400,1,20,A,,",
            "400,21,30,S14,79,",
            "400,31,40,N,,",
            "400,41,48,A,,",
            "200,NMI1,E1B1,1,B1,N1,S1,Wh,15,",
            "300,20181003," + ",".join(value for value in b1 for _ in range(2)) + ",A,,,,",
            "200,NMI1,Q1,2,Q1,,S1,kVArh,30,",
            "300,20181003," + ",".join(["9"] * 48) + ",A,,,,",
        )
    )
    frame, broken = read_nem12([str(path)])
    assert broken == []
    assert len(frame) == 96  # the finer register's quarter hours
    assert list(frame["kwh"][:20]) == [0.25] * 20
    assert list(frame["kwh"][20:28]) == [0, 0, 0, 0, -0.3, -0.3, 0, 0]
    assert set(frame["quality"]) == {"A"}  # where B1 is measured and E1 is not, the measured one counts
    first = datetime.fromtimestamp(frame["stamp"][0] / 1e6, timezone(timedelta(hours=10)))
    assert first == datetime(2018, 10, 3, tzinfo=timezone(timedelta(hours=10)))


def test_nem12_times_do_not_follow_the_clocks_and_flags_are_kept(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text(
        nem(
            "200,NMI1,E1,1,E1,N1,S1,kWh,30,",
            *(
                f"300,2018100{day}," + ",".join(["0.5"] * 48) + (",A,,,," if day != 7 else ",S14,79,,,")
                for day in (6, 7, 8)
            ),
        )
    )
    source, grid = grid_of(path, "2018-10-06", 4, "Australia/Sydney")  # clocks go ahead on the 7th at 2:00
    assert source.layout == "nem12"
    assert bits(grid.on[0]) == set(range(48)) | set(range(96, 144))
    assert bits(grid.estimated[0]) == set(range(48, 96))
    assert grid.local_edges[96] == np.datetime64("2018-10-08T01:00:00")  # midnight of market time


def test_nem12_records_that_cannot_be_read_are_counted_by_line(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text(
        nem(
            "300,20181003,1,A",
            "200,NMI1,E1,1,E1,N1,S1,kWh,30,",
            "300,20181003," + ",".join(["0.5"] * 48) + ",A,,,,",
            "300,20181004," + ",".join(["0.5"] * 47) + ",A,,,,",
            "300,20181005," + ",".join(["x"] * 48) + ",A,,,,",
            "400,1,48,A,,",
            "777,what",
        )
    )
    _, grid = grid_of(path, "2018-10-03", 3, "Etc/GMT-10")
    assert bits(grid.on[0]) == set(range(48))
    assert grid.left_out == {"broken row": 5}
    assert [note.split(":")[0] for note in grid.notes[:5]] == [f"r.csv, line {line}" for line in (2, 5, 6, 7, 8)]


@pytest.mark.realdata
@pytest.mark.parametrize("name", ["gravitas_meter01_NEM12_30min_masked.csv", "gravitas_meter02_NEM12_30min_masked.csv"])
def test_real_nem12_files_equal_an_independent_recount(realdata, name):
    path = realdata / "meters_nem12" / name
    days, suffix = {}, ""
    for row in csv.reader(path.read_text().splitlines()):
        if row and row[0] == "200":
            suffix = row[4]
        elif row and row[0] == "300" and suffix.startswith("E"):
            days.setdefault(row[1], np.zeros(48))
            days[row[1]] += np.array([float(value) for value in row[2:50]])
    source = open_reads(path, time_zone="Etc/GMT-10")
    first = local_to_utc(np.datetime64("2017-11-01"), "Etc/GMT-10")
    grid = read_grid(source, first, first + 1500 * 86400)
    wanted = np.zeros(grid.slots, dtype=bool)
    for day, values in days.items():
        at = 48 * int((np.datetime64(f"{day[:4]}-{day[4:6]}-{day[6:]}") - np.datetime64("2017-11-01")).astype(int))
        wanted[at : at + 48] = values > 0.01
    assert (np.unpackbits(grid.on[0]).astype(bool) == wanted).all()
    assert int(wanted.sum()) > 20000


@pytest.mark.realdata
def test_real_day_rows_and_flagged_long_file(realdata):
    folder = realdata / "meters_nem12"
    source, grid = grid_of(folder / "gravitas_meter03_dayrows_48cols_masked.csv", "2019-06-22", 500, "Australia/Sydney")
    assert (source.layout, source.fields.quality, source.interval) == ("wide", "ESTIMATED?", 1800)
    with open(folder / "gravitas_meter03_dayrows_48cols_masked.csv") as text:
        rows = list(csv.DictReader(text))
    spans = [name for name in rows[0] if " - " in name]
    assert grid.rows == 48 * len(rows)
    zone, zeros, skipped = ZoneInfo("Australia/Sydney"), set(), 0
    for row in rows:
        for name in spans:
            wall = datetime.strptime(f"{row['DATE']} {name[:5]}", "%d/%m/%y %H:%M")
            instant = wall.replace(tzinfo=zone).astimezone(timezone.utc)
            if instant.astimezone(zone).replace(tzinfo=None) != wall:
                skipped += 1
            elif row["ESTIMATED?"] == "No" and float(row[name]) <= 0.01:
                zeros.add(int(instant.timestamp()))
    assert {int(grid.edges[slot]) for slot in bits(grid.zero[0])} == zeros
    assert grid.left_out == {"local time that the clock change skips": skipped}

    source, grid = grid_of(
        folder / "gravitas_meter04_long_qualityflag_masked.csv", "2018-09-26", 800, "Australia/Sydney"
    )
    assert (source.fields.kwh, source.fields.quality, grid.rows) == ("ProfileReadValue", "QualityFlag", 35132)


# --- Green Button (no public sample was at hand: feeds written by hand to the standard) ---
ATOM, ESPI = "http://www.w3.org/2005/Atom", "http://naesb.org/espi"


def feed(*entries):
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="{ATOM}">\n' + "\n".join(entries) + "\n</feed>\n"


def entry(path, content, related="", host="https://utility.example"):
    link = f'<link rel="related" href="{host}{related}"/>' if related else ""
    return (
        f'<entry><id>urn:uuid:1</id><link rel="self" href="{host}{path}"/>{link}<title>A street, 5</title>'
        f"<content>{content}</content></entry>"
    )


def reading_type(path, **values):
    given = {"accumulationBehaviour": 4, "commodity": 1, "flowDirection": 1, "powerOfTenMultiplier": 0, "uom": 72}
    tags = "".join(f"<{name}>{value}</{name}>" for name, value in {**given, **values}.items())
    return entry(path, f'<ReadingType xmlns="{ESPI}">{tags}</ReadingType>')


def usage(customer, point, reading, blocks, kind="/espi/1_1/resource/ReadingType/07"):
    """Usage point, meter reading and its blocks: lists of ``(start, value, quality code or None)``."""
    base = f"/espi/1_1/resource/RetailCustomer/{customer}/UsagePoint/{point}"
    at = f"{base}/MeterReading/{reading}"
    entries = [entry(base, f'<UsagePoint xmlns="{ESPI}"/>'), entry(at, f'<MeterReading xmlns="{ESPI}"/>', kind)]
    for number, block in enumerate(blocks):
        texts = []
        for start, value, code in block:
            quality = "" if code is None else f"<ReadingQuality><quality>{code}</quality></ReadingQuality>"
            texts.append(
                f"<IntervalReading>{quality}<timePeriod><duration>1800</duration><start>{start}</start></timePeriod>"
                f"<value>{value}</value></IntervalReading>"
            )
        content = f'<IntervalBlock xmlns="{ESPI}">{"".join(texts)}</IntervalBlock>'
        entries.append(entry(f"{at}/IntervalBlock/{number}", content))
    return entries


MIDNIGHT = int(datetime(2018, 10, 3, tzinfo=ZoneInfo("America/New_York")).timestamp())


def times(count=48, first=0):
    return [MIDNIGHT + 1800 * (first + slot) for slot in range(count)]


def test_green_button_units_qualities_and_export(tmp_path):
    codes = {0: None, 1: 0, 2: 8, 3: 17, 4: 19, 5: 7, 6: 14, 7: 10}
    delivered = [(start, 0 if slot in (6, 20, 21) else 5, codes.get(slot)) for slot, start in enumerate(times())]
    received = [(start, 3 if slot in (20,) else 0, None) for slot, start in enumerate(times())]
    export = "/espi/1_1/resource/ReadingType/09"
    (tmp_path / "r.xml").write_text(
        feed(
            *usage("C1", "P1", "01", [delivered[:24], delivered[24:]]),
            *usage("C1", "P1", "02", [received], export),
            # The types may come last, and their links with another host.
            reading_type("/espi/1_1/resource/ReadingType/07", powerOfTenMultiplier=2),
            reading_type(export, flowDirection=19, powerOfTenMultiplier=3).replace("https://utility.example", ""),
        )
    )
    source, grid = grid_of(tmp_path / "r.xml", "2018-10-03", 1, "America/New_York")
    assert (source.layout, source.interval, source.local) == ("greenbutton", 1800, False)
    assert list(grid.meters) == ["P1"]
    frame = source.frame.set_index("stamp").sort_index()
    assert list(frame["kwh"][:2]) == [0.5, 0.5]  # 5 hundred Wh
    assert frame["kwh"].iloc[20] == -3  # nothing taken, three thousand Wh given
    # Where the taken energy is an estimate and the given energy a measured zero, the measured one counts.
    assert bits(grid.on[0]) == set(range(48)) - {2, 5, 6, 7, 21}
    assert bits(grid.zero[0]) == {2, 5, 6, 7, 21}


def test_green_button_estimates_can_be_mapped(tmp_path):
    reads = [(start, 5, 8 if slot < 10 else 18) for slot, start in enumerate(times())]
    (tmp_path / "r.xml").write_text(feed(*usage("C1", "P1", "01", [reads]), reading_type("/x/ReadingType/07")))
    source, grid = grid_of(tmp_path / "r.xml", "2018-10-03", 1, "America/New_York")
    assert bits(grid.estimated[0]) == set(range(10))
    start = int(grid.edges[0])
    assert bits(read_grid(source, start, start + 86400, threshold=0, estimated_words=["E"]).on[0]) == set(range(48))


def test_green_button_several_files_meters_and_other_quantities(tmp_path):
    gas, hours = "/espi/1_1/resource/ReadingType/gas", "/espi/1_1/resource/ReadingType/07"
    for customer in ("C1", "C2"):  # usage points of two customers have the same number
        reads = [(start, 5000, None) for start in times()]
        (tmp_path / f"{customer}.xml").write_text(
            feed(
                reading_type(hours, powerOfTenMultiplier=-3),
                reading_type(gas, commodity=7, uom=169),
                *usage(customer, "1", "01", [reads]),
                *usage(customer, f"only {customer}", "01", [reads]),
                *usage(customer, "gas meter", "01", [reads], gas),
            )
        )
    source, grid = grid_of(tmp_path, "2018-10-03", 1, "America/New_York")
    assert list(grid.meters) == ["C1/1", "C2/1", "only C1", "only C2"]
    assert bits(grid.zero[0]) == set(range(48))  # 5000 thousandths of a Wh are 0.005 kWh
    assert any("96 readings measure something else" in note for note in source.notes)


def test_green_button_clock_change_and_broken_readings(tmp_path):
    """25 hours on 4 November: 50 instants, none lost and none twice."""
    first = int(datetime(2018, 11, 4, tzinfo=ZoneInfo("America/New_York")).timestamp())
    reads = [(first + 1800 * slot, 0 if slot % 7 == 0 else 400, None) for slot in range(50)]
    reads += [("soon", 5, None), (first, "much", None)]
    (tmp_path / "r.xml").write_text(feed(*usage("C1", "P1", "01", [reads]), reading_type("/x/ReadingType/07")))
    _, grid = grid_of(tmp_path / "r.xml", "2018-11-04", 2, "America/New_York")
    assert bits(grid.zero[0]) == set(range(0, 50, 7))
    assert bits(grid.on[0]) == set(range(50)) - set(range(0, 50, 7))
    assert grid.left_out == {"broken row": 2}
    assert grid.notes[0] == "r.xml, interval reading 51: without a start or a value"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f'<?xml version="1.0"?><feed xmlns="{ATOM}"/>', "no interval readings of electric energy"),
        (feed(*usage("C", "P", "1", [[(MIDNIGHT, 5, None)] * 9]))[:-300], r"r\.xml: the XML ends or breaks at line"),
    ],
)
def test_green_button_files_that_cannot_be_used_say_why(tmp_path, text, words):
    (tmp_path / "r.xml").write_text(text)
    with pytest.raises(InputError, match=words):
        open_reads(tmp_path / "r.xml")


# --- the flagged long file ------------------------------------------------------------------------------------------
@pytest.mark.realdata
def test_the_flagged_long_file_equals_an_independent_recount(realdata):
    """Every row of the file by hand: states of all intervals, clock changes, estimates, runs of zeros, gaps."""
    path = realdata / "meters_nem12" / "gravitas_meter04_long_qualityflag_masked.csv"
    zone, half = ZoneInfo("Australia/Sydney"), timedelta(minutes=30)
    with open(path) as text:
        rows = list(csv.DictReader(text))
    source, grid = grid_of(path, "2018-09-26", 800, "Australia/Sydney")
    assert (source.interval, source.label, source.fields.time, grid.rows) == (1800, "start", "StartDate", len(rows))
    kinds, seen, skipped, filled = {}, {}, 0, 0
    for row in rows:
        wall = datetime.strptime(row["StartDate"], "%d/%m/%y %H:%M")
        seen[wall] = seen.get(wall, 0) + 1
        instants = [wall.replace(tzinfo=zone, fold=fold).astimezone(timezone.utc) for fold in (0, 1)]
        if instants[0].astimezone(zone).replace(tzinfo=None) != wall:
            skipped += 1
            continue
        instant = instants[1] if seen[wall] > 1 else instants[0]
        kind = "E" if row["QualityFlag"] not in ("A", "N") else "N" if row["QualityFlag"] == "N" else (
            "1" if float(row["ProfileReadValue"]) > 0.01 or float(row["ProfileReadValue"]) < 0 else "0"
        )  # fmt: skip
        kinds.setdefault(int(instant.timestamp()), set()).add(kind)
        filled += 1
    wanted = {second: next(sign for sign in "10EN" if sign in found) for second, found in kinds.items()}
    for sign, states in (("1", grid.on), ("0", grid.zero), ("E", grid.estimated)):
        got = {int(grid.edges[slot]) for slot in bits(states[0])}
        assert got == {second for second, kind in wanted.items() if kind == sign}, sign
    assert grid.left_out.get("local time that the clock change skips", 0) == skipped
    assert grid.left_out.get("duplicated read", 0) == filled - len(wanted)
    line = [wanted.get(int(edge), ".") for edge in grid.edges[:-1]]

    def lengths(sign):
        text = "".join("x" if kind == sign else " " for kind in line)
        return sorted(len(run) for run in text.split())

    zero = np.unpackbits(grid.zero[0]).astype(bool)
    there = np.unpackbits(grid.on[0] | grid.zero[0] | grid.estimated[0]).astype(bool)
    for mask, sign in ((zero, "0"), (~there, ".")):
        _, first, last = runs(mask[None, :])
        assert sorted((last - first).tolist()) == lengths(sign), sign
    assert {wall.minute for wall in seen} == {0, 30}
    assert half * len(wanted) > timedelta(days=700)
