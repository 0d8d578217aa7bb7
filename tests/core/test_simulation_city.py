"""The sample city's files: formats, reproducibility, geometry, and reads against the truth."""

from __future__ import annotations

import csv
import hashlib
import json
import math
import re

import duckdb
import numpy as np
import pandas as pd
import pytest
from shapely.ops import unary_union

from coprod_equity_plugin.core.errors import InputError
from coprod_equity_plugin.core.simulation.city import simulate_city
from coprod_equity_plugin.core.simulation.config import CityConfig

START = np.datetime64("2018-10-03T00:00:00")


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    return simulate_city(CityConfig(households=2_000, seed=5), tmp_path_factory.mktemp("city"))


@pytest.fixture(scope="module")
def truth(city):
    return pd.read_csv(
        city.folder / "truth_households.csv", dtype={"block_group": str, "damaged": str}, keep_default_na=False
    )


def _reads(city) -> pd.DataFrame:
    files = [str(file) for file in sorted((city.folder / "meter_reads").glob("*.parquet"))]
    return duckdb.connect().execute("SELECT * FROM read_parquet(?)", [files]).df()


@pytest.fixture(scope="module")
def reads(city):
    return _reads(city)


def test_size_seed_and_choices_are_checked_together():
    with pytest.raises(InputError) as caught:
        CityConfig(households=10, seed=-1, reads_format="xls", hours_model="model9")
    assert len(caught.value.problems) == 4


def test_every_file_is_there(city):
    names = {str(file.relative_to(city.folder)) for file in city.files}
    tables = ("B19013", "B01003", "B15003", "B25003", "B03002")
    census = {f"census/ACSDT5Y2018.{table}-{kind}.csv" for table in tables for kind in ("Data", "Column-Metadata")}
    assert names == census | {
        "meter_reads/reads_000.parquet",
        "service_points.csv",
        "requests_311.csv",
        "assessor_nal.csv",
        "voters_LEO_20181009.txt",
        "truth.json",
        "truth_households.csv",
    }
    assert not [file for file in city.folder.rglob("*") if ".part" in file.name]


def test_voter_extract_has_38_fields_and_the_codes_of_the_state(city):
    lines = (city.folder / "voters_LEO_20181009.txt").read_text().splitlines()
    rows = [line.split("\t") for line in lines]
    assert {len(row) for row in rows} == {38}
    assert {row[0] for row in rows} == {"LEO"}
    assert {row[28] for row in rows} == {"ACT", "INA", "PRE"}
    assert {row[20] for row in rows} == {"1", "2", "3", "4", "5", "6", "7", "9"}
    assert all(re.fullmatch(r"\d\d/\d\d/\d{4}", row[21]) for row in rows)
    protected = [row for row in rows if row[6] == "Y"]
    assert protected
    assert all(row[7] == "*" for row in protected)
    assert any("STREET" in row[7] or "DRIVE" in row[7] for row in rows)
    minors = [row for row in rows if row[28] == "PRE"]
    assert all("2000" <= row[21][6:] <= "2002" for row in minors)


def test_census_tables_come_as_the_bureau_delivers_them(city):
    rows = _rows(city, "B19013")
    assert rows[0] == ["GEO_ID", "NAME", "B19013_001E", "B19013_001M"]
    assert rows[1][2].startswith("Estimate!!Median household income")
    values = {row[0]: row[2:] for row in rows[2:]}
    assert all(re.fullmatch(r"1500000US12073\d{7}", geoid) for geoid in values)
    assert set(values) == {f"1500000US{geoid}" for geoid in city.block_groups["GEOID"]}
    assert sorted(value for value in map(tuple, values.values()) if not value[0].isdigit()) == [
        ("-666666666", "-222222222"),
        ("-666666666", "-333333333"),
        ("250,000+", "***"),
    ]
    education = _rows(city, "B15003")
    assert len(education[0]) == 2 + 2 * 25
    for row in education[2:]:
        assert int(row[2]) == sum(int(value) for value in row[4::2])
    origin = _rows(city, "B03002")
    assert len(origin[0]) == 2 + 2 * 21
    for row in origin[2:]:
        total, not_hispanic, hispanic = int(row[2]), int(row[4]), int(row[24])
        assert total == not_hispanic + hispanic
        assert not_hispanic == sum(int(row[2 + 2 * k]) for k in range(2, 9))
        assert hispanic == sum(int(row[2 + 2 * k]) for k in range(12, 19))


def test_truth_holds_the_published_covariates(city, truth):
    def column(table, code):
        frame = pd.read_csv(city.folder / f"census/ACSDT5Y2018.{table}-Data.csv", skiprows=[1], dtype=str)
        return dict(zip(frame["GEO_ID"].str[-12:], frame[code]))

    land = dict(zip(city.block_groups["GEOID"], city.block_groups["ALAND"]))
    people, income = column("B01003", "B01003_001E"), column("B19013", "B19013_001E")
    rented, occupied = column("B25003", "B25003_003E"), column("B25003", "B25003_001E")
    adults = column("B15003", "B15003_001E")
    degree = [column("B15003", f"B15003_0{k}E") for k in (22, 23, 24, 25)]
    homes = truth[(truth["kind"] == "household") & (truth["complete"] == "1.0")]
    for row in homes.drop_duplicates("block_group").to_dict("records"):
        area = row["block_group"]
        per_mile = int(people[area]) / (land[area] / 2_589_988.11)
        assert float(row["log_density"]) == pytest.approx(math.log(per_mile), rel=1e-9)
        assert float(row["renter_share"]) == pytest.approx(int(rented[area]) / int(occupied[area]))
        share = sum(int(part[area]) for part in degree) / int(adults[area])
        assert float(row["education_share"]) == pytest.approx(share)
        bound = 250.0 if income[area] == "250,000+" else int(income[area]) / 1000
        assert float(row["median_income_k"]) == pytest.approx(bound)


def test_household_shares_are_those_of_the_registered_voters(city, truth):
    service = pd.read_csv(city.folder / "service_points.csv", dtype=str, keep_default_na=False)
    address = dict(zip(service["METER_ID"], zip(service["SERVICE_ADDRESS"], service["UNIT"])))
    expand = {"STREET": "ST", "DRIVE": "DR", "AVENUE": "AVE", "ROAD": "RD", "LANE": "LN", "COURT": "CT"}
    expand.update(CIRCLE="CIR", TRAIL="TRL", PLACE="PL", NORTH="N", SOUTH="S", EAST="E", WEST="W")
    voters: dict[tuple[str, str], list] = {}
    for line in (city.folder / "voters_LEO_20181009.txt").read_text().splitlines():
        row = line.split("\t")
        if row[6] == "Y" or row[28] == "PRE":
            continue
        text = f"{row[7]} {row[8]}".replace("#", " UNIT ").replace("APARTMENT", "APT")
        words = text.split()
        cut = next((k for k, word in enumerate(words) if word in ("APT", "UNIT")), len(words))
        street = " ".join(expand.get(word, word) for word in words[:cut])
        number = words[-1] if cut < len(words) else ""
        voters.setdefault((street, number), []).append(row)
    checked = 0
    for row in truth[(truth["kind"] == "household") & (truth["complete"] == "1.0")].to_dict("records"):
        street, unit = address[row["meter_id"]]
        people = voters[(street, unit.split()[-1] if unit else "")]
        known = [person for person in people if person[20] != "9"]
        minority = sum(person[20] != "5" for person in known) / len(known)
        born = [person[21][6:] + person[21][:2] + person[21][3:5] for person in people]
        assert float(row["minority_share"]) == pytest.approx(minority)
        assert float(row["elderly_share"]) == pytest.approx(sum(day <= "19581010" for day in born) / len(born))
        assert float(row["college_share"]) == pytest.approx(
            sum("19931010" < day <= "20001010" for day in born) / len(born)
        )
        assert int(float(row["voters"])) == len(people)
        checked += 1
    assert checked > 1_500


def test_roll_codes_units_and_years(city, truth):
    roll = pd.read_csv(city.folder / "assessor_nal.csv", dtype=str, keep_default_na=False)
    assert list(roll["PARCEL_ID"]) == list(city.parcels["PARCEL_ID"])
    assert roll["PARCEL_ID"].is_unique
    padded = roll["DOR_UC"].str.zfill(3)
    assert (padded != roll["DOR_UC"]).any()
    assert {"000", "001", "008"} <= set(padded)
    assert (padded == "001").mean() > 0.6
    residential = padded.isin(["001", "002", "003", "004", "008"])
    assert roll.loc[residential, "NO_RES_UNTS"].astype(int).sum() == 2_000
    known = roll.loc[residential & ~roll["ACT_YR_BLT"].isin(["", "0"]), "ACT_YR_BLT"].astype(int)
    assert known.between(2018 - 121, 2018 - 3).all()
    assert 0 < (residential & roll["ACT_YR_BLT"].isin(["", "0"])).sum() < 0.05 * residential.sum()
    meters = pd.read_csv(city.folder / "service_points.csv", dtype=str, keep_default_na=False)
    per_parcel = meters[meters["CUSTOMER_CLASS"] == "RES"].groupby("PARCEL_ID").size()
    units = roll[residential].set_index("PARCEL_ID")["NO_RES_UNTS"].astype(int)
    assert (per_parcel.reindex(units.index).fillna(0).astype(int) == units).all()
    addressed = meters["SERVICE_ADDRESS"] + "|" + meters["UNIT"]
    assert addressed.is_unique
    assert set(meters["METER_ID"]) == set(truth["meter_id"])


def test_block_groups_tile_and_contain_their_parcels(city, truth):
    shapes = city.block_group_shapes
    assert all(shape.is_valid for shape in shapes)
    whole = unary_union(list(shapes))
    assert sum(shape.area for shape in shapes) == pytest.approx(whole.area, rel=1e-12)
    assert whole.geom_type == "Polygon"
    assert not whole.interiors
    parcels = city.parcel_shapes
    assert all(shape.is_valid for shape in parcels)
    joined = unary_union(list(parcels))
    assert sum(shape.area for shape in parcels) == pytest.approx(joined.area, rel=1e-6)
    assert set(city.block_groups["COUNTYFP"]) == {"073"}
    empty = set(city.block_groups["GEOID"]) - set(truth["block_group"])
    assert len(empty) == 1


def test_requests_follow_open311(city, truth):
    frame = pd.read_csv(city.folder / "requests_311.csv", dtype=str, keep_default_na=False)
    assert list(frame.columns)[:3] == ["service_request_id", "status", "status_notes"]
    assert len(frame.columns) == 17
    assert frame["requested_datetime"].str.fullmatch(r"2018-\d\d-\d\dT\d\d:\d\d:\d\d-04:00").all()
    power = frame[frame["service_name"] == "Power Outage"]
    when = power["requested_datetime"].str.slice(0, 19).to_numpy(dtype="M8[s]")
    window = power[(when >= np.datetime64("2018-10-10")) & (when < np.datetime64("2018-10-12"))]
    assert 600 < len(window) < 780
    assert (when >= np.datetime64("2018-10-12")).sum() > 100
    asked = dict(zip(power["service_request_id"], when))
    owners, repeats = 0, 0
    for row in truth[truth["request_ids"] != ""].to_dict("records"):
        start = np.datetime64(row["outage_start"])
        back = np.datetime64(row["restored_at"] or "2100-01-01")
        times = [asked[request] for request in row["request_ids"].split(";")]
        assert all(start < time < back for time in times)
        early = [time for time in times if time < np.datetime64("2018-10-12")]
        owners += bool(early)
        repeats += len(early) > 1
        if row["kind"] == "household":
            assert bool(early) == (row["participation"] == "1.0")
    assert owners + repeats == len(window)
    assert 10 < repeats < 40
    assert (window["lat"] == "").any()
    assert (window["address"] == "").any()
    assert ((window["lat"] == "") & (window["address"] == "")).any()
    assert (window["status_notes"] == "Duplicate request.").any()


def test_reads_are_a_half_hourly_grid_of_21_days(city, reads, truth):
    assert reads["READ_TIME"].min() == START
    assert reads["READ_TIME"].max() == START + np.timedelta64(1_007 * 30, "m")
    assert set(reads["QUALITY"]) == {"A", "E"}
    per_meter = reads.groupby("METER_ID").size()
    assert per_meter.max() == 1_008
    assert not reads.duplicated(["METER_ID", "READ_TIME"]).any()
    assert (reads["KWH"] < -0.1).any()
    silent = set(truth.loc[truth["damaged"] == "no_reads", "meter_id"])
    assert set(truth["meter_id"]) - set(per_meter.index) == silent
    assert len(reads) == city.counts["reads"]


def test_undamaged_reads_give_the_true_hours_by_a_slow_plain_loop(reads, truth):
    by_meter = dict(iter(reads.groupby("METER_ID")))
    homes = truth[(truth["kind"] != "vacant") & (truth["damaged"] == "")]
    assert len(homes) > 1_800
    for row in homes.sample(500, random_state=1).to_dict("records"):
        part = by_meter[row["meter_id"]]
        slot = ((part["READ_TIME"].to_numpy() - START) / np.timedelta64(30, "m")).astype(int)
        dark = [s for s, kwh in zip(slot, part["KWH"]) if abs(kwh) <= 0.01 and s >= 7 * 48]
        if row["lost_power"] == 0:
            assert not dark
            continue
        first, last = min(dark), max(dark)
        assert dark == list(range(first, last + 1))
        start = START + np.timedelta64(first * 30, "m")
        assert abs((start - np.datetime64(row["outage_start"])) / np.timedelta64(1, "m")) < 30
        assert math.floor((last + 1 - first) / 2 + 0.5) == float(row["hours"])


def test_meters_not_restored_stay_dark_to_the_last_read(tmp_path):
    city = simulate_city(CityConfig(households=4_000, seed=9, damage=False), tmp_path)
    assert set(city.truth["damaged"]) == {"", "not_restored"}
    reads = _reads(city)
    lost = city.truth[city.truth["damaged"] == "not_restored"]
    assert 1 <= len(lost) <= 30
    for row in lost.to_dict("records"):
        after = reads[(reads["METER_ID"] == row["meter_id"]) & (reads["READ_TIME"] > np.datetime64("2018-10-11"))]
        assert len(after) == 13 * 48 - 1
        assert (after["KWH"] == 0).all()


def test_vacant_homes_hardly_use_power(reads, truth):
    vacant = reads[reads["METER_ID"].isin(set(truth.loc[truth["kind"] == "vacant", "meter_id"]))]
    assert vacant["METER_ID"].nunique() > 20
    assert (vacant["KWH"].abs() > 0.01).mean() < 0.05


def test_same_seed_same_content_other_seed_another(city, reads, tmp_path):
    again = simulate_city(CityConfig(households=2_000, seed=5), tmp_path / "again")
    for file in city.files:
        twin = again.folder / file.relative_to(city.folder)
        if file.suffix != ".parquet":
            assert _digest(file) == _digest(twin), file.name
    pd.testing.assert_frame_equal(reads, _reads(again))
    assert all(a.equals(b) for a, b in zip(city.parcel_shapes, again.parcel_shapes))
    other = simulate_city(CityConfig(households=2_000, seed=6), tmp_path / "other")
    assert _digest(other.folder / "requests_311.csv") != _digest(city.folder / "requests_311.csv")


def test_csv_reads_hold_what_parquet_reads_hold(reads, tmp_path):
    city = simulate_city(CityConfig(households=2_000, seed=5, reads_format="csv"), tmp_path)
    with open(city.folder / "meter_reads/reads_000.csv", encoding="utf-8") as file:
        assert file.readline().strip() == "METER_ID,READ_TIME,KWH,QUALITY"
        row = file.readline().strip().split(",")
    assert row[:2] == [reads["METER_ID"][0], "2018-10-03 00:00:00"]
    assert float(row[2]) == reads["KWH"][0]


def test_truth_says_what_generated_the_city(city):
    truth = json.loads((city.folder / "truth.json").read_text())
    assert truth["config"]["seed"] == 5
    assert truth["participation_model"]["coefficients"]["minority_share"] == 0.842
    assert truth["hours_model"]["coefficients"]["minority_share:participation"] == -0.259
    assert "Table 4" in truth["hours_model"]["source"]


def _rows(city, table: str) -> list[list[str]]:
    text = (city.folder / f"census/ACSDT5Y2018.{table}-Data.csv").read_text(encoding="utf-8")
    return list(csv.reader(text.splitlines()))


def _digest(path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
