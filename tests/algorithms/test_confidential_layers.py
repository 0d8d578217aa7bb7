"""No layer of households becomes a map unless the user says so: each table that the algorithms write of them."""

from __future__ import annotations

import pytest
from qgis.core import QgsProcessingException, QgsVectorLayer

from coprod_equity_plugin.bridge.fields import make_field
from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.maps.privacy import HOUSEHOLD_COLUMNS, household_columns
from tests.maps.map_layers import make_layer, write_gpkg

# What of households, meters or requests an algorithm writes; the sample's rows are the study table's.
OF_HOUSEHOLDS = {
    "restorationtimes": c.RESTORATION,
    "servicerequests": c.REQUESTS,
    "servicerequests, unmatched": c.UNMATCHED,
    "householdcomposition": c.COMPOSITION,
    "studydataset": c.STUDY_OUTPUT,
    "studydataset, meters to review": c.METERS_REVIEW,
    "drawsample": c.STUDY,
    "equitymodels": c.MODEL_ROWS,
    "restorationfromevents, disagreements": c.RECONCILIATION,
}
# Confidential for their small counts or fits, without a row per household and without geometries to map.
NOT_TO_MAP = {
    c.FLOW_GROUPS, c.FLOW_BALANCE, c.COMMUNITIES, c.PLACEMENT, c.ROBUSTNESS, c.CURVE, c.SAMPLE_FLOW, c.BALANCE,
    c.SURVIVAL, c.DIAGNOSTICS, c.ROOTOGRAM, c.CALIBRATION, c.RESTORATION_SUMMARY, c.SENSITIVITY,
    c.COEFFICIENTS, c.FIT, c.CONTRASTS, c.ROBUSTNESS_SUMMARY, c.ADJUSTED_PREDICTIONS, c.HYPOTHESES, c.STANDARD_ERRORS,
    c.BOOTSTRAP, c.FUNCTIONAL_FORM, c.E_VALUES,
}  # fmt: skip
BESIDE_THE_INPUT = {c.REGRESSION_ROWS}  # carries the fields of the layer that it was given


def with_columns(source: str, table: c.Table) -> QgsVectorLayer:
    layer = QgsVectorLayer(source, "households", "ogr")
    there = set(layer.fields().names())
    fields = [make_field(column) for column in table.columns if column.name not in there]
    for field in fields:  # a GeoPackage takes an alias once, and a join brings none
        field.setAlias("")
    layer.dataProvider().addAttributes(fields)
    layer.updateFields()
    return layer


@pytest.fixture
def source(qgis_app, tmp_path):
    return write_gpkg(make_layer(), tmp_path / "areas.gpkg")


@pytest.mark.parametrize("table", OF_HOUSEHOLDS.values(), ids=OF_HOUSEHOLDS.keys())
def test_a_map_of_households_is_refused(run, source, tmp_path, table):
    layer = with_columns(source, table)
    assert household_columns(layer)
    parameters = {"INPUT": layer, "MEASURE": "mean_hours", "PNG": str(tmp_path / "map.png")}
    with pytest.raises(QgsProcessingException, match="CONFIDENTIAL"):
        run("exportmap", parameters)
    assert not (tmp_path / "map.png").exists()


@pytest.mark.parametrize("table", sorted(NOT_TO_MAP, key=lambda table: table.name), ids=lambda table: table.name)
def test_a_confidential_table_joined_to_places_is_refused_too(run, source, tmp_path, table):
    layer = with_columns(source, table)
    assert household_columns(layer)
    parameters = {"INPUT": layer, "MEASURE": "mean_hours", "PNG": str(tmp_path / "map.png")}
    with pytest.raises(QgsProcessingException, match=r"raw numbers of a confidential table .*CONFIDENTIAL"):
        run("exportmap", parameters)


def test_a_map_of_households_for_the_utilitys_own_eyes(run, source, tmp_path):
    path = tmp_path / "map.png"
    layer = with_columns(source, c.STUDY_OUTPUT)
    run("exportmap", {"INPUT": layer, "MEASURE": "mean_hours", "CONFIDENTIAL": True, "PNG": str(path)})
    assert path.stat().st_size > 1000


def test_every_confidential_table_is_one_of_these():
    known = {*OF_HOUSEHOLDS.values(), *NOT_TO_MAP, *BESIDE_THE_INPUT}
    assert {table for table in c.TABLES if table.confidential} <= known


def test_no_table_for_publication_holds_an_id_of_a_household():
    for table in c.TABLES:
        if not table.confidential:
            assert not set(table.names) & set(HOUSEHOLD_COLUMNS), table.name
