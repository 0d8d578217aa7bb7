"""``householdcomposition`` in real QGIS."""

from __future__ import annotations

import pytest
from qgis.core import QgsProcessingException, QgsVectorLayer

from coprod_equity_plugin.core import columns
from coprod_equity_plugin.core.sources.people import LAYOUT_TABLE
from coprod_equity_plugin.core.sources.voters import LAYOUTS
from coprod_equity_plugin.processing.algorithms.household_composition import HouseholdComposition


def line(voter_id, address, unit, race, birth, status="ACT", exempt="N"):
    cells = [""] * 38
    cells[0], cells[1], cells[6], cells[7], cells[8] = "LEO", voter_id, exempt, address, unit
    cells[20], cells[21], cells[28] = race, birth, status
    return "\t".join(cells)


@pytest.fixture
def extract(tmp_path):
    path = tmp_path / "voters_LEO_20181009.txt"
    rows = [
        line("1", "12 OAK ST", "", "5", "10/10/1958"),
        line("2", "12 OAK ST", "", "3", "10/11/1958"),
        line("3", "12 OAK ST", "APT 2", "9", ""),
        line("4", "14 OAK ST", "", "6", "01/01/2000"),
        line("5", "14 OAK ST", "", "5", "01/01/2000", "INA"),
        line("6", "*", "*", "5", "*", "ACT", "Y"),
    ]
    path.write_text("\n".join(rows) + "\n")
    return path


def shares(layer):
    names = (columns.MINORITY_SHARE, columns.ELDERLY_SHARE, columns.COLLEGE_SHARE)
    return {
        (row[columns.ADDRESS_KEY], row[columns.UNIT]): (
            row[columns.VOTERS],
            *(None if row[name] == None else row[name] for name in names),  # noqa: E711 - a QVariant on Qt 5
        )
        for row in layer.getFeatures()
    }


def test_table_and_numbers(run, extract, tmp_path):
    before = extract.read_bytes()
    output = str(tmp_path / "people.gpkg")
    result = run(
        "householdcomposition", {"VOTERS": str(extract), "EVENT_START": "2018-10-10T00:00:00", "OUTPUT": output}
    )
    layer = QgsVectorLayer(output, "people", "ogr")
    assert not layer.isSpatial()
    assert [field.name() for field in layer.fields()][1:] == list(columns.COMPOSITION.names)
    found = shares(layer)
    assert sorted(found.values(), key=str) == [(1, 1.0, 0.0, 1.0), (1, None, None, None), (2, 0.5, 0.5, 0.0)]
    assert {key[1] != "" for key, values in found.items() if values[1] is None} == {True}
    numbers = {name: result[name] for name in ("VOTERS_READ", "VOTERS_USED", "PROTECTED", "HOUSEHOLDS", "UNKNOWN_RACE")}
    assert numbers == {"VOTERS_READ": 6, "VOTERS_USED": 4, "PROTECTED": 1, "HOUSEHOLDS": 3, "UNKNOWN_RACE": 1}
    assert extract.read_bytes() == before


def test_options(run, extract):
    result = run(
        "householdcomposition",
        {
            "VOTERS": str(extract),
            "LAYOUT": "florida_state",
            "EVENT_START": "2018-10-10T00:00:00",
            "INACTIVE": True,
            "OTHER_AS_MINORITY": False,
            "OUTPUT": "memory:",
        },
    )
    assert result["VOTERS_USED"] == 5
    by_voters = sorted((values[0], values[1]) for values in shares(result["OUTPUT"]).values() if values[1] is not None)
    assert by_voters == [(2, 0.0), (2, 0.5)]


def test_the_layouts_are_those_of_core():
    assert (*LAYOUTS, LAYOUT_TABLE) == HouseholdComposition.LAYOUTS


def test_wrong_files_end_in_a_sentence(run, tmp_path):
    parameters = {"EVENT_START": "2018-10-10T00:00:00", "OUTPUT": "memory:"}
    other = tmp_path / "requests_311.csv"
    other.write_text("service_request_id,status\n1,open\n")
    with pytest.raises(QgsProcessingException, match="not the header of a county extract"):
        run("householdcomposition", {**parameters, "VOTERS": str(other)})
    with pytest.raises(QgsProcessingException, match="the file is not there"):
        run("householdcomposition", {**parameters, "VOTERS": str(tmp_path / "none.txt")})


def test_the_same_people_as_a_table_of_another_state(run, extract, tmp_path):
    """North Carolina's way: address in parts, race and ethnicity apart, words for the status."""
    path = tmp_path / "people.txt"
    rows = [
        "house_num|street|apt|race_code|ethnic_code|birth|ncid|status_desc",
        "12|OAK ST||W|NL|1958-10-10|A1|ACTIVE",
        "12|OAK ST||B|UN|1958-10-11|A2|ACTIVE",
        "12|OAK ST|APT 2|U|UN||A3|ACTIVE",
        "14|OAK ST||O|NL|2000-01-01|A4|ACTIVE",
        "14|OAK ST||W|NL|2000-01-01|A5|INACTIVE",
        "14|OAK ST||W|NL|2000-01-01|A6|REMOVED",
    ]
    path.write_text("\n".join(rows) + "\n")
    table = {
        "LAYOUT": "table",
        "ADDRESS_FIELD": "house_num, street",
        "UNIT_FIELD": "APT",
        "RACE_FIELD": "race_code",
        "ETHNICITY_FIELD": "ethnic_code",
        "BIRTH_FIELD": "birth",
        "ID_FIELD": "ncid",
        "STATUS_FIELD": "status_desc",
    }
    event = {"EVENT_START": "2018-10-10T00:00:00", "OUTPUT": "memory:"}
    expected = run("householdcomposition", {"VOTERS": str(extract), **event})
    found = run("householdcomposition", {"VOTERS": str(path), **table, **event})
    assert shares(found["OUTPUT"]) == shares(expected["OUTPUT"])
    assert found["VOTERS_USED"] == 4
    # A race that the defaults do not know is minority; naming it makes it white.
    path.write_text(path.read_text().replace("|W|", "|Caucasian|"))
    with pytest.raises(QgsProcessingException, match=r"every person would count as minority.*'Caucasian'"):
        run("householdcomposition", {"VOTERS": str(path), **table, **event})
    named = run("householdcomposition", {"VOTERS": str(path), **table, "WHITE_VALUES": "White;caucasian", **event})
    assert shares(named["OUTPUT"]) == shares(expected["OUTPUT"])


def test_a_table_without_its_columns_says_which(run, extract, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("address,race,age\n1 A ST,W,50\n")
    with pytest.raises(QgsProcessingException) as caught:
        run(
            "householdcomposition",
            {"VOTERS": str(path), "LAYOUT": "table", "ADDRESS_FIELD": "addr", "RACE_FIELD": "race", "UNIT_FIELD": "apt",
             "EVENT_START": "2018-10-10T00:00:00", "OUTPUT": "memory:"},
        )  # fmt: skip
    text = str(caught.value)
    assert "ADDRESS_FIELD: there is no column addr. Name one of: address, race, age" in text
    assert "BIRTH_FIELD: no column is named" in text
    assert "UNIT_FIELD: there is no column apt" in text
