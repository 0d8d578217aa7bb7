"""Wrong inputs on the main way end in an error that says what is wrong, where, and what to do."""

from __future__ import annotations

import csv
import shutil

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsProcessingException, QgsVectorLayer


@pytest.fixture
def fails(provider):
    """Run a step of the study with some parameters changed; give the error's text."""
    from qgis import processing

    def run(studied, algorithm: str, **changed) -> str:
        parameters = {**studied.parameters()[algorithm], **changed}
        parameters = {
            name: "TEMPORARY_OUTPUT" if name in OUTPUTS and name in studied.results[algorithm] else value
            for name, value in parameters.items()
        }
        with pytest.raises(QgsProcessingException) as caught:
            processing.run(f"coprodequity:{algorithm}", parameters)
        return str(caught.value)

    return run


OUTPUTS = ("OUTPUT", "CURVE", "UNMATCHED", "SAMPLE_FLOW", "COEFFICIENTS", "CONTRASTS", "FIT")


def copy_with_header(source, target, **renamed):
    """Copy a CSV file with some of its columns renamed."""
    with open(source, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows[0] = [renamed.get(name, name) for name in rows[0]]
    with open(target, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return str(target)


def test_reads_that_are_not_there(fails, studied, tmp_path):
    text = fails(studied, "restorationtimes", READS=str(tmp_path / "nothing" / "*.parquet"))
    assert "nothing" in text
    assert "no file" in text.lower()


def test_reads_without_the_energy_column_name_those_that_are_there(fails, studied, tmp_path):
    reads = tmp_path / "reads.csv"
    reads.write_text("METER_ID,READ_TIME,TEMPERATURE\nM1,2018-10-03 00:00:00,20\nM1,2018-10-03 00:30:00,20\n")
    text = fails(studied, "restorationtimes", READS=str(reads))
    assert "KWH_FIELD" in text
    assert "TEMPERATURE" in text


def test_an_event_outside_the_reads_tells_what_they_cover(fails, studied):
    text = fails(studied, "restorationtimes", EVENT_START="2019-10-10T00:00:00")
    assert "2018-10-03" in text
    assert "2018-10-23" in text


def test_an_unknown_time_zone(fails, studied):
    assert "America/New_York" in fails(studied, "restorationtimes", TIME_ZONE="Tallahassee")


def test_a_category_that_does_not_occur_names_those_that_do(fails, studied):
    text = fails(studied, "servicerequests", CATEGORIES="Outage")
    assert "Outage" in text
    assert "Power Outage" in text


def test_no_meter_in_common_with_the_service_points(fails, studied, tmp_path):
    points = tmp_path / "points.csv"
    with open(studied.raw["SERVICE_POINTS"], encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    place = rows[0].index("METER_ID")
    for row in rows[1:]:
        row[place] = row[place].replace("M", "")
    with open(points, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    text = fails(studied, "studydataset", SERVICE_POINTS=str(points))
    assert "no meter in common" in text
    assert "Check that both come from the same city" in text


def test_no_parcel_in_common(fails, studied, tmp_path):
    points = copy_with_header(studied.raw["SERVICE_POINTS"], tmp_path / "points.csv", PARCEL_ID="OLD", UNIT="PARCEL_ID")
    assert "no parcel id in common" in fails(studied, "studydataset", SERVICE_POINTS=points)


def test_a_service_point_file_without_meters(fails, studied, tmp_path):
    points = copy_with_header(studied.raw["SERVICE_POINTS"], tmp_path / "points.csv", METER_ID="SOMETHING")
    text = fails(studied, "studydataset", SERVICE_POINTS=points)
    assert "meter id" in text
    assert "SOMETHING" in text


@pytest.mark.parametrize("algorithm", ["servicerequests", "studydataset"])
def test_parcels_without_a_coordinate_system(fails, studied, algorithm):
    parcels = QgsVectorLayer(studied.raw["PARCELS"], "parcels", "ogr")
    parcels.setCrs(QgsCoordinateReferenceSystem())
    text = fails(studied, algorithm, PARCELS=parcels)
    assert "no coordinate system" in text
    assert "Assign projection" in text


def test_a_census_folder_without_tables(fails, studied, tmp_path):
    text = fails(studied, "blockgroupindicators", TABLES=str(tmp_path))
    assert "B19013" in text


def test_census_tables_of_another_place(fails, studied, tmp_path):
    folder = tmp_path / "census"
    shutil.copytree(studied.raw["CENSUS"], folder)
    for path in folder.glob("*-Data.csv"):
        path.write_text(path.read_text(encoding="utf-8").replace("1500000US12", "1500000US25"), encoding="utf-8")
    text = fails(studied, "blockgroupindicators", TABLES=str(folder))
    assert "take the block groups of the tables' year" in text


def test_a_voter_file_of_another_layout(fails, studied, tmp_path):
    voters = tmp_path / "voters.txt"
    voters.write_text("one\ttwo\tthree\n1\t2\t3\n")
    assert "38" in fails(studied, "householdcomposition", VOTERS=str(voters))


def test_a_study_table_without_the_models_columns_names_them_all(fails, studied):
    text = fails(studied, "equitymodels", INPUT=studied.path("restoration.gpkg"))
    for name in ("participation", "minority_share", "median_income_k", "block_group"):
        assert name in text


def test_areas_whose_ids_are_others(fails, studied):
    text = fails(studied, "disparitybyarea", AREA_FIELD="NAMELSAD")
    assert "NAMELSAD" in text or "in common" in text


def test_a_layer_of_households_is_no_map_for_the_public(fails, studied, tmp_path):
    text = fails(studied, "exportmap", INPUT=studied.path("study.gpkg"), MEASURE="mean_hours")
    assert "confidential" in text.lower()


@pytest.mark.parametrize("algorithm", ["restorationtimes", "servicerequests", "studydataset"])
def test_a_start_of_the_event_that_is_left_at_today_is_refused_with_what_the_data_span(run, studied, algorithm):
    """The dialog opens with now in it."""
    given = {**studied.parameters()[algorithm], "EVENT_START": "2026-11-26T09:00:00", "OUTPUT": "memory:"}
    with pytest.raises(QgsProcessingException, match=r"the event \(2026-11-26T09:00\).* from 2018-10-.* to 2018-1"):
        run(algorithm, given)
