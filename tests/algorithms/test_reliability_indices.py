import numpy as np
import pytest
from qgis.core import QgsFeature, QgsProcessingException, QgsVectorLayer

from coprod_equity_plugin.core import columns as c
from tests.algorithms.test_disparity_by_area import Log, area_layer, values

FIELDS = "&".join(
    f"field={name}:{kind}"
    for name, kind in (
        ("meter_id", "string"), ("block_group", "string"), ("status", "string"), ("restoration_hours", "integer"),
        ("participation", "integer"), ("minority_share", "double"),
    )
)  # fmt: skip


def layer(rows, fields=FIELDS):
    made = QgsVectorLayer(f"NoGeometry?{fields}", "study", "memory")
    features = []
    for row in rows:
        feature = QgsFeature(made.fields())
        feature.setAttributes(list(row))
        features.append(feature)
    made.dataProvider().addFeatures(features)
    return made


@pytest.fixture
def homes():
    """Two areas of 80 homes of which 60 lost power, and one of 5."""
    rng = np.random.default_rng(7)
    rows = []
    for area, size in (("120730001001", 80), ("120730001002", 80), ("120730001003", 5), ("120730001004", 8)):
        for number in range(size):
            out = number < 0.75 * size
            hours = int(rng.integers(10, 100)) if out else None
            status = "restored" if out else "no_outage"
            rows.append((f"{area}-{number}", area, status, hours, number % 3 == 0, float(number % 2)))
    return rows


AREAS = [f"12073000100{digit}" for digit in range(1, 5)]


def test_polygons_groups_and_numbers(run, homes):
    log = Log()
    parameters = {
        "INPUT": layer(homes), "AREAS": area_layer(AREAS), "CELID_HOURS": 48, "OUTPUT": "memory:", "GROUPS": "memory:",
    }  # fmt: skip
    result = run("reliabilityindices", parameters, feedback=log)
    rows = values(result["OUTPUT"])
    assert list(result["OUTPUT"].fields().names()) == list(c.RELIABILITY.names)
    hours = [row[3] for row in homes if row[1] == "120730001002" and row[3] is not None]
    second = rows["120730001002"]
    assert second["customers_interrupted"] == 60
    assert second["caidi"] == pytest.approx(60 * np.mean(hours))
    assert rows["120730001003"]["saidi"] is None
    assert "fewer than 11" in rows["120730001003"]["suppression"]
    groups = values(result["GROUPS"], "group")
    assert list(groups) == ["all", "minority_share below 0.5", "minority_share from 0.5"]
    every = [row[3] or 0 for row in homes]
    assert groups["all"]["saidi"] == result["SAIDI"] == pytest.approx(60 * np.mean(every))
    assert result["CELID"] == pytest.approx(np.mean(np.array(every) >= 48))
    assert any("Half-hourly reads cannot see" in line for line in log.lines)


def test_restoration_table_adds_further_outages(run, homes):
    fields = "field=meter_id:string&field=outage_hours:double&field=interruptions:integer"
    events = layer([(row[0], 1.5 * row[3], 2) for row in homes if row[3] is not None], fields)
    parameters = {"INPUT": layer(homes), "AREAS": area_layer(AREAS), "OUTPUT": "memory:"}
    once = run("reliabilityindices", parameters)
    both = run("reliabilityindices", {**parameters, "RESTORATION": events})
    assert both["SAIDI"] == pytest.approx(1.5 * once["SAIDI"])
    assert both["SAIFI"] == pytest.approx(2 * once["SAIFI"])


def test_missing_fields_are_named(run, homes):
    bare = layer([row[:3] for row in homes], "field=meter_id:string&field=block_group:string&field=status:string")
    with pytest.raises(QgsProcessingException, match="restoration_hours, participation"):
        run("reliabilityindices", {"INPUT": bare, "AREAS": area_layer(AREAS), "OUTPUT": "memory:"})
