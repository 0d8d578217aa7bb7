"""``blockgroupindicators`` in real QGIS, on layers of this test's making and on Boston's."""

from __future__ import annotations

import csv
import gzip

import numpy as np
import pytest
from qgis.core import QgsFeature, QgsField, QgsGeometry, QgsProcessingException, QgsVectorLayer, QgsWkbTypes
from qgis.PyQt.QtCore import QVariant

from coprod_equity_plugin.bridge.values import from_attribute
from coprod_equity_plugin.core import columns
from coprod_equity_plugin.core.sources.census_codes import TABLES

IDS = ["120730001001", "120730001002", "120730002001"]


@pytest.fixture
def tables(tmp_path):
    folder = tmp_path / "census"
    folder.mkdir()
    for table, (_, codes) in TABLES.items():
        header = ["GEO_ID", "NAME", *(f"{code}{kind}" for code in codes for kind in "EM")]
        labels = ["Geography", "Geographic Area Name", *["label"] * (2 * len(codes))]
        rows = []
        for line, geoid in enumerate(IDS):
            cells = [cell for place, _ in enumerate(codes) for cell in (1000 // (place + 1) + 100 * line, 50)]
            if table == "B19013":
                cells = [(52000, 8000), ("-", "**"), ("250,000+", "***")][line]
            rows.append([f"1500000US{geoid}", "Block Group", *cells])
        with open(folder / f"ACSDT5Y2018.{table}-Data.csv", "w", newline="", encoding="utf-8-sig") as file:
            csv.writer(file).writerows([header, labels, *rows])
    return folder


def block_groups(crs="EPSG:4269", size=0.01, id_field="GEOID", land=True, ids=IDS):
    layer = QgsVectorLayer(f"Polygon?crs={crs}", "block groups", "memory")
    fields = [QgsField(id_field, QVariant.String)]
    if land:
        fields.append(QgsField("ALAND", QVariant.LongLong))
    layer.dataProvider().addAttributes(fields)
    layer.updateFields()
    x0, y0 = (-84.3, 30.4) if crs == "EPSG:4269" else (2000000.0, 500000.0)
    for number, geoid in enumerate(ids):
        x = x0 + number * size
        feature = QgsFeature(layer.fields())
        ring = ((x, y0), (x + size, y0), (x + size, y0 + size), (x, y0 + size), (x, y0))
        feature.setGeometry(QgsGeometry.fromWkt("POLYGON((" + ",".join(f"{a} {b}" for a, b in ring) + "))"))
        feature.setAttributes([geoid, 2589988] if land else [geoid])
        layer.dataProvider().addFeature(feature)
    return layer


def rows_of(layer):
    return {
        row[columns.BLOCK_GROUP]: {name: from_attribute(row[name]) for name in columns.BLOCK_GROUPS.names}
        for row in layer.getFeatures()
    }


def test_layer_and_numbers(run, tables, tmp_path):
    output = str(tmp_path / "indicators.gpkg")
    source = block_groups()
    result = run("blockgroupindicators", {"BLOCK_GROUPS": source, "TABLES": str(tables), "OUTPUT": output})
    layer = QgsVectorLayer(output, "indicators", "ogr")
    assert layer.crs().authid() == "EPSG:4269"
    assert QgsWkbTypes.geometryType(layer.wkbType()) == QgsWkbTypes.GeometryType.PolygonGeometry
    assert [field.name() for field in layer.fields()][1:] == list(columns.BLOCK_GROUPS.names)
    rows = rows_of(layer)
    assert [rows[geoid][columns.MEDIAN_INCOME] for geoid in IDS] == [52.0, None, 250.0]
    assert [rows[geoid][columns.INCOME_TOPCODED] for geoid in IDS] == [0, None, 1]
    assert [rows[geoid][columns.POPULATION] for geoid in IDS] == [1000, 1100, 1200]
    assert rows[IDS[0]][columns.DENSITY] == pytest.approx(1000, rel=1e-6)
    assert rows[IDS[0]][columns.RENTER_SHARE] == 0.5
    # sqrt(50^2 - 0.25 x 50^2) / 1000
    assert rows[IDS[0]][columns.RENTER_SHARE_MOE] == pytest.approx(0.0433013, abs=1e-7)
    numbers = {name: result[name] for name in ("BLOCK_GROUPS_COUNT", "WITHOUT_INCOME", "TOPCODED", "UNMATCHED_GEOIDS")}
    assert numbers == {"BLOCK_GROUPS_COUNT": 3, "WITHOUT_INCOME": 1, "TOPCODED": 1, "UNMATCHED_GEOIDS": 0}
    shapes = {row["GEOID"]: row.geometry() for row in source.getFeatures()}
    for row in layer.getFeatures():
        assert row.geometry().symDifference(shapes[row[columns.BLOCK_GROUP]]).isEmpty()


def test_land_is_measured_on_the_ellipsoid_where_the_layer_does_not_say_it(run, tables):
    # A mile by a mile in State Plane feet, where the map's scale is off by less than one in a thousand.
    feet = block_groups("EPSG:2238", size=5280.0, id_field="geoid10", land=False)
    result = run("blockgroupindicators", {"BLOCK_GROUPS": feet, "TABLES": str(tables), "OUTPUT": "memory:"})
    assert result["OUTPUT"].crs().authid() == "EPSG:2238"
    density = [row[columns.DENSITY] for row in result["OUTPUT"].getFeatures()]
    np.testing.assert_allclose(density, [1000, 1100, 1200], rtol=1e-3)
    # Hundredths of a degree at 30.4 degrees north, on GRS 80: 1,108.6 m by 960.9 m.
    degrees = block_groups(land=False)
    result = run("blockgroupindicators", {"BLOCK_GROUPS": degrees, "TABLES": str(tables), "OUTPUT": "memory:"})
    first = next(result["OUTPUT"].getFeatures())[columns.DENSITY]
    assert first == pytest.approx(1000 / (1108.6 * 960.9 / 2589988.11), rel=1e-3)


def test_ids_in_a_field_of_another_name(run, tables):
    layer = block_groups(id_field="blockgroup")
    parameters = {"BLOCK_GROUPS": layer, "TABLES": str(tables), "OUTPUT": "memory:"}
    with pytest.raises(QgsProcessingException, match="none of the fields GEOID"):
        run("blockgroupindicators", parameters)
    assert run("blockgroupindicators", {**parameters, "GEOID_FIELD": "blockgroup"})["BLOCK_GROUPS_COUNT"] == 3


def test_missing_tables_end_in_a_sentence_or_are_allowed(run, tables):
    (tables / "ACSDT5Y2018.B25003-Data.csv").unlink()
    parameters = {"BLOCK_GROUPS": block_groups(), "TABLES": str(tables), "OUTPUT": "memory:"}
    with pytest.raises(QgsProcessingException, match=r"table B25003 \(owners and renters\) is not there"):
        run("blockgroupindicators", parameters)
    result = run("blockgroupindicators", {**parameters, "ALLOW_MISSING": True})
    assert all(from_attribute(row[columns.RENTER_SHARE]) is None for row in result["OUTPUT"].getFeatures())


def test_a_layer_without_coordinate_system_is_refused(run, tables):
    with pytest.raises(QgsProcessingException, match="no coordinate system"):
        run("blockgroupindicators", {"BLOCK_GROUPS": block_groups(""), "TABLES": str(tables), "OUTPUT": "memory:"})


def test_boston_2019(run, realdata):
    result = run(
        "blockgroupindicators",
        {
            "BLOCK_GROUPS": str(realdata / "boston" / "bg_2019_suffolk.gpkg"),
            "TABLES": str(realdata / "boston" / "acs5_2019_suffolk_bg_api_layout.json"),
            "ALLOW_MISSING": True,
            "OUTPUT": "memory:",
        },
    )
    numbers = {name: result[name] for name in ("BLOCK_GROUPS_COUNT", "WITHOUT_INCOME", "TOPCODED", "UNMATCHED_GEOIDS")}
    assert numbers == {"BLOCK_GROUPS_COUNT": 646, "WITHOUT_INCOME": 66, "TOPCODED": 1, "UNMATCHED_GEOIDS": 0}
    incomes = [from_attribute(row[columns.MEDIAN_INCOME]) for row in result["OUTPUT"].getFeatures()]
    assert incomes.count(None) == 66
    assert min(income for income in incomes if income is not None) > 2.4


def test_boston_2020_geometry_is_refused_with_the_share(run, realdata, tmp_path):
    path = tmp_path / "bg_2020_boston.geojson"
    path.write_bytes(gzip.decompress((realdata / "boston" / "bg_2020_boston.geojson.gz").read_bytes()))
    with pytest.raises(QgsProcessingException, match=r"only 79\.5 % .* 20\.5 % \(141\) are not: .*vintages"):
        run(
            "blockgroupindicators",
            {"BLOCK_GROUPS": str(path), "TABLES": str(realdata / "boston"), "ALLOW_MISSING": True, "OUTPUT": "memory:"},
        )


def test_renters_as_people(run, city, tmp_path):
    """B25008 beside B25003: the parameter says which one is meant, and the other table is not needed."""
    import csv
    import shutil

    from coprod_equity_plugin.core.sources.census_codes import RENTERS_BY
    from coprod_equity_plugin.processing.algorithms.block_group_indicators import BlockGroupIndicators

    assert tuple(RENTERS_BY) == BlockGroupIndicators.RENTERS_AS
    tables = tmp_path / "census"
    shutil.copytree(city / "census", tables)
    with open(tables / "ACSDT5Y2018.B25003-Data.csv", newline="") as file:
        codes, labels, *lines = list(csv.reader(file))
    people = [code.replace("B25003", "B25008") for code in codes]
    rented, everybody = codes.index("B25003_003E"), codes.index("B25003_001E")
    expected = {}
    for count, line in enumerate(lines):
        line[everybody], line[rented] = str(200 + count), str(50 + count)
        expected[line[0][-12:]] = (50 + count) / (200 + count)
    with open(tables / "ACSDT5Y2018.B25008-Data.csv", "w", newline="") as file:
        csv.writer(file).writerows([people, labels, *lines])
    layer = {"BLOCK_GROUPS": str(city / "block_groups.gpkg"), "OUTPUT": "memory:"}

    def shares(folder, **options):
        result = run("blockgroupindicators", {**layer, "TABLES": str(folder), **options})
        return {row[columns.BLOCK_GROUP]: row[columns.RENTER_SHARE] for row in result["OUTPUT"].getFeatures()}

    assert shares(tables) == shares(city / "census")
    (tables / "ACSDT5Y2018.B25003-Data.csv").unlink()
    assert shares(tables, RENTERS="people") == pytest.approx(expected)
    with pytest.raises(QgsProcessingException, match=r"table B25003 \(owners and renters\) is not there"):
        shares(tables)
    with pytest.raises(QgsProcessingException, match=r"table B25008 \(people by owners and renters\) is not there"):
        shares(city / "census", RENTERS="people")
