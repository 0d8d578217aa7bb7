"""The study table's optional outputs on a sample city, each against the others."""

from __future__ import annotations

import numpy as np
import pytest

from coprod_equity_plugin.bridge.frames import read_declared
from coprod_equity_plugin.bridge.values import from_attribute
from coprod_equity_plugin.core import columns as c

SINKS = {"SAMPLE_FLOW": c.SAMPLE_FLOW, "SAMPLE_FLOW_GROUPS": c.FLOW_GROUPS, "BALANCE": c.FLOW_BALANCE,
         "COMMUNITIES": c.COMMUNITIES}  # fmt: skip


@pytest.fixture(scope="module")
def trail(studied, tmp_path_factory):
    """The step run again, with every output; name -> rows as dictionaries."""
    from qgis import processing
    from qgis.core import QgsVectorLayer

    folder = tmp_path_factory.mktemp("trail")
    parameters = {**studied.parameters()["studydataset"], "OUTPUT": str(folder / "study.gpkg")}
    parameters |= {name: str(folder / f"{name}.csv") for name in SINKS}
    result = processing.run("coprodequity:studydataset", parameters)
    tables = {}
    for name in ("OUTPUT", *SINKS):
        layer = QgsVectorLayer(parameters[name], name, "ogr")
        names = layer.fields().names()
        tables[name] = [dict(zip(names, map(from_attribute, row.attributes()))) for row in layer.getFeatures()]
        if name != "OUTPUT":
            assert names == list(SINKS[name].names)
    tables["numbers"] = {name: value for name, value in result.items() if isinstance(value, int)}
    return tables


def test_the_flow_adds_up_at_every_step(trail):
    flow = trail["SAMPLE_FLOW"]
    kept = [int(row[c.HOUSEHOLDS]) for row in flow]
    assert len(flow) == 12
    assert kept[-1] > 1000
    for before, row in zip(flow, flow[1:]):
        assert int(row[c.HOUSEHOLDS]) + int(row[c.LOST]) == int(before[c.HOUSEHOLDS])
        assert int(row[c.REPORTERS]) + int(row[c.LOST_REPORTERS]) == int(before[c.REPORTERS])
        assert row[c.REASON]
    for row in flow:
        mine = [group for group in trail["SAMPLE_FLOW_GROUPS"] if group[c.STEP] == row[c.STEP]]
        asked = [group for group in mine if int(group[c.PARTICIPATION]) == 1]
        assert len(mine) == 6
        assert sum(int(group[c.HOUSEHOLDS]) for group in mine) == int(row[c.HOUSEHOLDS])
        assert sum(int(group[c.LOST]) for group in mine) == int(row[c.LOST])
        assert sum(int(group[c.HOUSEHOLDS]) for group in asked) == int(row[c.REPORTERS])
        assert sum(int(group[c.LOST]) for group in asked) == int(row[c.LOST_REPORTERS])
        minority = sum(int(group[c.HOUSEHOLDS]) for group in mine if group[c.FLOW_GROUP] == "minority")
        assert minority == int(row[c.MINORITY_HOUSEHOLDS])


def test_those_without_voters_are_counted_by_block_group(trail):
    households = trail["OUTPUT"]
    for row in trail["COMMUNITIES"]:
        mine = [home for home in households if home[c.BLOCK_GROUP] == row[c.BLOCK_GROUP]]
        without = sum(home[c.VOTERS] is None for home in mine)
        assert int(row[c.HOUSEHOLDS]) == len(mine)
        assert int(row[c.WITHOUT_VOTERS]) == without
        assert float(row[c.WITHOUT_VOTERS_SHARE]) == pytest.approx(without / len(mine))
        assert [home[c.COMMUNITY_RATE] for home in mine] == pytest.approx([float(row[c.COMMUNITY_RATE])] * len(mine))
        assert float(row[c.COMMUNITY_RATE]) == pytest.approx(100 * mine[0][c.COMMUNITY_REQUESTS] / len(mine))
    assert sum(int(row[c.HOUSEHOLDS]) for row in trail["COMMUNITIES"]) == len(households)


def test_balance_compares_what_the_flow_counts(trail):
    last = {row[c.TERM]: row for row in trail["BALANCE"] if row[c.STEP] == "complete, of those that lost power"}
    flow = {row[c.STEP]: row for row in trail["SAMPLE_FLOW"]}
    lost_power, used = flow["that lost power"], trail["SAMPLE_FLOW"][-1]
    asked = last[c.PARTICIPATION]
    assert int(asked[c.KEPT_KNOWN]) == int(used[c.HOUSEHOLDS])
    assert int(asked[c.KEPT_KNOWN]) + int(asked[c.LOST_KNOWN]) == int(lost_power[c.HOUSEHOLDS])
    assert float(asked[c.KEPT_MEAN]) == pytest.approx(int(used[c.REPORTERS]) / int(used[c.HOUSEHOLDS]))
    for row in trail["BALANCE"]:
        if row[c.STD_DIFFERENCE] not in (None, ""):
            assert int(row[c.LARGE_DIFFERENCE]) == (abs(float(row[c.STD_DIFFERENCE])) > 0.1)


def test_requests_after_power_was_back_are_counted(studied, tmp_path):
    """Restorations moved a day to the front, so that there are some; the oracle is a loop over the requests."""
    from qgis import processing
    from qgis.core import QgsVectorLayer

    def read(path, declared):
        return read_declared(QgsVectorLayer(path, "table", "ogr"), declared)

    moved = read(studied.path("restoration.gpkg"), c.RESTORATION)
    moved[c.RESTORED_AT] = moved[c.RESTORED_AT] - np.timedelta64(1, "D")
    moved.to_csv(tmp_path / "restoration.csv", index=False, date_format="%Y-%m-%dT%H:%M:%S")
    back = dict(zip(moved[c.METER_ID], moved[c.RESTORED_AT]))
    late, in_time = [], set()
    for row in read(studied.path("requests.gpkg"), c.REQUESTS).to_dict("records"):
        if row[c.IN_WINDOW] == 1 and row[c.METER_ID] in back:
            if row[c.REQUESTED_AT] >= back[row[c.METER_ID]]:  # a missing time is never late
                late.append(row[c.METER_ID])
            else:
                in_time.add(row[c.METER_ID])
    parameters = studied.parameters()["studydataset"] | {"RESTORATION": str(tmp_path / "restoration.csv")}
    parameters |= {"OUTPUT": str(tmp_path / "study.gpkg"), "SAMPLE_FLOW": None}
    result = processing.run("coprodequity:studydataset", parameters)
    assert result["LATE_REQUESTS"] == len(late) > 50
    assert result["LATE_HOUSEHOLDS"] == len(set(late) - in_time)
    assert result["REPORTERS"] == len(set(late) | in_time)  # they asked all the same


@pytest.mark.parametrize(("kind", "shape"), [("parcel", "Polygon"), ("centroid", "Point")])
def test_each_household_lies_in_its_parcel(studied, tmp_path, kind, shape):
    from qgis import processing
    from qgis.core import QgsVectorLayer, QgsWkbTypes

    parameters = studied.parameters()["studydataset"] | {"GEOMETRY": kind, "SAMPLE_FLOW": None}
    parameters["OUTPUT"] = str(tmp_path / "study.gpkg")
    processing.run("coprodequity:studydataset", parameters)
    layer = QgsVectorLayer(parameters["OUTPUT"], "study", "ogr")
    parcels = QgsVectorLayer(studied.raw["PARCELS"], "parcels", "ogr")
    outlines = {row["PARCEL_ID"]: row.geometry() for row in parcels.getFeatures()}
    assert QgsWkbTypes.geometryDisplayString(layer.geometryType()) == shape
    assert layer.crs() == parcels.crs()
    for home in layer.getFeatures():
        outline = outlines[home[c.PARCEL_ID]]
        if kind == "parcel":
            assert home.geometry().equals(outline)
        else:
            assert outline.contains(home.geometry())


@pytest.mark.realdata
def test_boston_requests_fall_into_the_block_groups_as_qgis_itself_places_them(provider, realdata, tmp_path):
    """All 121,145 requests; the oracle is QGIS's own index and geometries."""
    import gzip

    from qgis import processing
    from qgis.core import QgsGeometry, QgsProcessingContext, QgsProject, QgsSpatialIndex, QgsVectorLayer

    from coprod_equity_plugin.bridge.frames import read_layer
    from coprod_equity_plugin.core.study.siting import polygon_of, report_outside

    csv, areas = tmp_path / "boston.csv", str(realdata / "boston" / "bg_2019_suffolk.gpkg")
    csv.write_bytes(gzip.decompress((realdata / "boston" / "boston_311_2015.csv.gz").read_bytes()))
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    groups = QgsVectorLayer(areas, "groups", "ogr")
    frame, shapes = read_layer(groups, context, names=["GEOID"])
    points = processing.run(
        "native:createpointslayerfromtable",
        {
            "INPUT": str(csv),
            "XFIELD": "LONGITUDE",
            "YFIELD": "LATITUDE",
            "TARGET_CRS": "EPSG:4269",
            "OUTPUT": "memory:",
        },
    )["OUTPUT"]
    _, pins = read_layer(points, context, groups.sourceCrs(), [])
    located = polygon_of(pins, shapes)
    ids = [*frame["GEOID"], None]
    # The oracle: QGIS's spatial index and prepared geometries, block group by block group.
    index = QgsSpatialIndex(points.getFeatures(), None, QgsSpatialIndex.Flag.FlagStoreFeatureGeometries)
    expected = {}
    for area in groups.getFeatures():
        engine = QgsGeometry.createGeometryEngine(area.geometry().constGet())
        engine.prepareGeometry()
        for request in index.intersects(area.geometry().boundingBox()):
            if engine.intersects(index.geometry(request).constGet()):
                expected.setdefault(request, area["GEOID"])
    names = [feature.id() for feature in points.getFeatures()]
    assert len(names) == len(located) == 121_145
    assert len(expected) == 121_145 - 46
    assert [ids[row] for row in located] == [expected.get(name) for name in names]

    class Heard:
        said = ()

        def warning(self, text):
            self.said += (text,)

    heard = Heard()
    report_outside(pins, located, "requests", heard)
    assert heard.said == ("46 of 121,145 requests lie outside every block group.",)
