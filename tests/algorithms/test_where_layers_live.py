"""Selections, temporary layers, filters, joins, GeoPackage, PostGIS and shapefiles: sources and destinations alike."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProcessingUtils,
    QgsProject,
    QgsVectorLayer,
    QgsVectorLayerJoinInfo,
    QgsWkbTypes,
)
from qgis.PyQt import sip

from coprod_equity_plugin.bridge.values import from_attribute
from coprod_equity_plugin.core import columns as c
from tests.algorithms import postgis

HALF = f'"{c.HOUSE_AGE}" > 40'


class Said(QgsProcessingFeedback):
    def __init__(self):
        super().__init__(False)
        self.warnings, self.errors = [], []

    def pushWarning(self, warning):
        self.warnings.append(warning)

    def reportError(self, error, fatal=False):
        self.errors.append(error)


@pytest.fixture
def areas_of(run, studied):
    """Run ``disparitybyarea`` on any study table and areas; rows by area, and the results."""
    given = studied.parameters()["disparitybyarea"]

    def areas(study, polygons=given["AREAS"], output="memory:", feedback=None, **options):
        parameters = {**given, "INPUT": study, "AREAS": polygons, "OUTPUT": output, **options}
        results = run("disparitybyarea", parameters, feedback=feedback)
        made = results["OUTPUT"]
        return rows_of(made if isinstance(made, QgsVectorLayer) else QgsVectorLayer(made, "made", "ogr"))

    return areas


def rows_of(layer: QgsVectorLayer) -> dict[str, tuple]:
    assert layer.isValid(), layer.source()
    names = layer.fields().names()
    # What the groups are called follows the name of their column, which a join or a shapefile changes.
    numbers = [name for name in c.DISPARITY.names if name not in (c.COMPARED_GROUP, c.COMPARED_WITH)]
    places = [names.index(name) for name in numbers]
    rows = [[from_attribute(feature.attributes()[place]) for place in places] for feature in layer.getFeatures()]
    assert rows
    return {row[0]: (*(round(value, 9) if isinstance(value, float) else value for value in row),) for row in rows}


def copied(layer: QgsVectorLayer, output: str):
    from qgis import processing

    given = {"INPUT": layer, "EXPRESSION": "true", "OUTPUT": output}
    return processing.run("native:extractbyexpression", given)["OUTPUT"]


@pytest.fixture
def study(studied) -> Iterator[QgsVectorLayer]:
    layer = QgsVectorLayer(studied.path("study.gpkg"), "study", "ogr")
    assert layer.featureCount() > 3500
    yield layer
    if not sip.isdeleted(layer):  # pytest keeps it beyond the end of QGIS where its test is the last
        sip.delete(layer)


@pytest.fixture
def half(areas_of, study, qgis_new_project):
    """The rows of the older half of the homes, from a table that holds no others."""
    study.setSubsetString(HALF)
    table = copied(study, "memory:")
    study.setSubsetString("")
    assert 500 < table.featureCount() < study.featureCount() - 500
    return areas_of(table)


def test_selected_features_only(areas_of, study, half, qgis_new_project):
    QgsProject.instance().addMapLayer(study)
    study.selectByExpression(HALF)
    chosen = QgsProcessingFeatureSourceDefinition(study.id(), selectedFeaturesOnly=True)
    assert areas_of(chosen) == half != areas_of(study)


def test_a_layer_with_a_filter(areas_of, study, half):
    study.setSubsetString(HALF)
    assert areas_of(study) == half


def test_a_temporary_layer(areas_of, studied, study, qgis_new_project):
    whole = rows_of(QgsVectorLayer(studied.path("areas.gpkg"), "areas", "ogr"))
    assert areas_of(copied(study, "memory:")) == whole


def test_a_group_that_a_join_brings(areas_of, study, qgis_new_project):
    """The groups' field stands in another layer that the user has joined."""
    other = QgsVectorLayer(f"NoGeometry?field={c.METER_ID}:string&field=share:double", "surveyed", "memory")
    from qgis.core import QgsFeature

    added = []
    for row in study.getFeatures():
        feature = QgsFeature(other.fields())
        feature.setAttributes([row[c.METER_ID], from_attribute(row[c.MINORITY_SHARE])])
        added.append(feature)
    other.dataProvider().addFeatures(added)
    QgsProject.instance().addMapLayers([study, other])
    join = QgsVectorLayerJoinInfo()
    join.setJoinLayer(other)
    join.setJoinFieldName(c.METER_ID)
    join.setTargetFieldName(c.METER_ID)
    join.setPrefix("joined_")
    join.setUsingMemoryCache(True)
    assert study.addJoin(join)
    assert areas_of(study, GROUP_FIELD="joined_share") == areas_of(study)


def test_a_layer_added_to_a_geopackage_that_holds_others(areas_of, studied, study, tmp_path, qgis_new_project):
    path = tmp_path / "city.gpkg"
    copied(study, f"ogr:dbname='{path}' table=\"study\" (geom)")
    rows = areas_of(f"{path}|layername=study", output=f"ogr:dbname='{path}' table=\"areas\" (geom)")
    made = QgsVectorLayer(f"{path}|layername=areas", "areas", "ogr")
    assert rows_of(made) == rows == rows_of(QgsVectorLayer(studied.path("areas.gpkg"), "areas", "ogr"))
    assert QgsVectorLayer(f"{path}|layername=study", "study", "ogr").featureCount() == study.featureCount()


@pytest.mark.parametrize("as_layer", [True, False])
def test_an_input_is_never_written_over(areas_of, study, tmp_path, as_layer, qgis_new_project):
    """A path alone replaces the whole GeoPackage, other layers too: all of it would be lost."""
    path = tmp_path / "city.gpkg"
    copied(study, str(path))
    before = path.read_bytes()
    given = QgsVectorLayer(f"{path}|layername=city", "study", "ogr") if as_layer else f"{path}|layername=city"
    said = Said()
    with pytest.raises(QgsProcessingException):
        areas_of(given, output=str(path), feedback=said)
    assert any("the second to read it: OUTPUT, INPUT. Writing would replace" in text for text in said.errors)
    assert path.read_bytes() == before


def test_a_destination_that_cannot_be_made_is_named(areas_of, study, tmp_path):
    with pytest.raises(QgsProcessingException, match="nowhere"):
        areas_of(study, output=str(tmp_path / "nowhere" / "areas.gpkg"))


# --- PostGIS ---------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def database():
    if postgis.programs() is None:
        pytest.skip("there is no PostgreSQL server with PostGIS (scripts/setup.sh installs it)")
    with postgis.cluster() as connection:
        yield connection


def test_from_postgis_to_postgis(run, areas_of, studied, study, city, database, qgis_new_project):
    """The study table and the areas live in the database, and so do the results; the numbers are the files'."""
    groups = QgsVectorLayer(f"{city / 'block_groups.gpkg'}|layername=block_groups", "groups", "ogr")
    for name, layer in (("study", study), ("block_groups", groups)):
        copied(layer, f'postgres://{database} table="public"."{name}" (geom)')
    tables = {
        name: QgsVectorLayer(f'{database} key=\'id\' table="public"."{name}" (geom)', name, "postgres")
        for name in ("study", "block_groups")
    }
    assert {name: layer.featureCount() for name, layer in tables.items()} == {
        "study": study.featureCount(), "block_groups": groups.featureCount(),
    }  # fmt: skip
    given = studied.parameters()["disparitybyarea"]
    target = f'postgres://{database} table="public"."areas" (geom)'
    run("disparitybyarea", {**given, "INPUT": tables["study"], "AREAS": tables["block_groups"], "OUTPUT": target})
    made = QgsVectorLayer(f'{database} key=\'id\' table="public"."areas" (geom)', "areas", "postgres")
    assert rows_of(made) == rows_of(QgsVectorLayer(studied.path("areas.gpkg"), "areas", "ogr"))
    assert made.crs() == groups.crs()
    tables["study"].setSubsetString(HALF)
    study.setSubsetString(HALF)
    assert areas_of(tables["study"], tables["block_groups"]) == areas_of(study)


@pytest.mark.parametrize("scheme", ["postgres://", "postgis:"])
def test_missing_values_stay_missing_in_postgis(database, qgis_new_project, scheme):
    """Zero beside missing in one batch, the one first and the other: QGIS alone writes all of it alike."""
    import pandas as pd

    from coprod_equity_plugin.bridge.fields import make_fields
    from coprod_equity_plugin.bridge.frames import write_rows
    from coprod_equity_plugin.bridge.postgis import is_postgis, restore_missing

    table = c.Table(
        "t", "t", (c.Column("flag", "flag", "F"), c.Column("gap", "number", "G"), c.Column("why", "text", "W"))
    )
    frame = pd.DataFrame({"flag": [0, None, 0], "gap": [None, 0.0, None], "why": ["", None, ""]}, dtype=object)
    target = f'{scheme}{database} table="public"."missing"'
    context = QgsProcessingContext()
    sink, destination = QgsProcessingUtils.createFeatureSink(
        target, context, make_fields(table), QgsWkbTypes.Type.NoGeometry, QgsCoordinateReferenceSystem()
    )
    write_rows(sink, table, frame)
    del sink
    assert is_postgis(destination)
    restore_missing(destination, table, frame)
    made = QgsVectorLayer(f'{database} key=\'id\' table="public"."missing"', "made", "postgres")
    in_order = sorted(made.getFeatures(), key=lambda row: row["id"])
    assert [[from_attribute(row[name]) for name in table.names] for row in in_order] == [
        [0, None, ""], [None, 0.0, None], [0, None, ""],
    ]  # fmt: skip


def test_the_study_table_from_postgis(run, studied, city, database, qgis_new_project):
    """Each of the study's layers from the database, and the study table into it."""
    given = studied.parameters()["studydataset"]
    layers = {}
    for name in ("RESTORATION", "REQUESTS", "UNMATCHED", "COMPOSITION", "BLOCK_GROUPS", "PARCELS"):
        layer = QgsVectorLayer(given[name], name, "ogr")
        place = " (geom)" if layer.isSpatial() else ""
        copied(layer, f'postgres://{database} table="public"."in_{name.lower()}"{place}')
        layers[name] = QgsVectorLayer(
            f'{database} key=\'id\' table="public"."in_{name.lower()}"{place}', name, "postgres"
        )
        assert layers[name].featureCount() == layer.featureCount()
    target = f'postgres://{database} table="public"."study_made" (geom)'
    run("studydataset", {**given, **layers, "OUTPUT": target, "SAMPLE_FLOW": "memory:"})
    made = QgsVectorLayer(f'{database} key=\'id\' table="public"."study_made" (geom)', "made", "postgres")
    mine, theirs = (
        sorted(
            [str(from_attribute(feature[name])) for name in c.STUDY.names if name != c.HOUSEHOLD_ID]
            for feature in layer.getFeatures()
        )
        for layer in (made, QgsVectorLayer(given["OUTPUT"], "study", "ogr"))
    )
    assert len(mine) > 3500
    assert mine == theirs


# --- shapefiles ------------------------------------------------------------------------------------------------------
def test_a_shapefile_is_warned_of_before_and_its_names_are_told_after(run, studied, tmp_path):
    given, said = studied.parameters()["disparitybyarea"], Said()
    path = str(tmp_path / "areas.shp")
    run("disparitybyarea", {**given, "OUTPUT": path}, feedback=said)
    # QGIS 3.44 tells of each cut name as well, in words of its own.
    before, after = (text for text in said.warnings if text.startswith(("OUTPUT is a shapefile", "In ")))
    assert before.startswith("OUTPUT is a shapefile, which cuts field names to ten characters")
    assert "GeoPackage (.gpkg)" in before
    written = QgsVectorLayer(path, "areas", "ogr").fields().names()
    for name, cut in zip(c.DISPARITY.names, written):
        assert (f"{name} is {cut}" in after) == (name != cut)
    assert len(set(written)) == len(c.DISPARITY.names)


@pytest.mark.parametrize("name", ["areas.gpkg", "areas.csv", "ogr:", "memory:", "TEMPORARY_OUTPUT"])
def test_nothing_else_is_warned_of(run, studied, tmp_path, name):
    """Since 3.32 QGIS warns of each alias and comment that a destination does not keep: 42 lines for this table."""
    given, said = studied.parameters()["disparitybyarea"], Said()
    output = str(tmp_path / name) if "." in name else name
    if name == "ogr:":
        output = f"ogr:dbname='{tmp_path / 'city.gpkg'}' table=\"areas\" (geom)"
    run("disparitybyarea", {**given, "OUTPUT": output}, feedback=said)
    assert said.warnings == []


def test_nothing_is_warned_of_in_postgis_which_keeps_comments(run, studied, database):
    given, said = studied.parameters()["disparitybyarea"], Said()
    target = f'postgres://{database} table="public"."unwarned" (geom)'
    run("disparitybyarea", {**given, "OUTPUT": target}, feedback=said)
    assert said.warnings == []
    made = QgsVectorLayer(f'{database} key=\'id\' table="public"."unwarned" (geom)', "made", "postgres")
    comments = {field.name(): field.comment() for field in made.fields()}
    assert {column.name: comments[column.name] for column in c.DISPARITY.columns} == {
        column.name: column.meaning for column in c.DISPARITY.columns
    }


def test_a_step_that_finds_cut_names_says_why_and_what_to_do(areas_of, study, tmp_path):
    path = copied(study, str(tmp_path / "study.shp"))
    with pytest.raises(QgsProcessingException, match="restoratio, participat look like names that a shapefile has cut"):
        areas_of(path)
