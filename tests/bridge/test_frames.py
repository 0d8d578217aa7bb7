import datetime

import numpy as np
import pandas as pd
import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsField,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import NULL, QDateTime

from coprod_equity_plugin.bridge.feedback import FeedbackProgress
from coprod_equity_plugin.bridge.fields import make_fields
from coprod_equity_plugin.bridge.frames import read_declared, read_layer, read_table, write_rows
from coprod_equity_plugin.bridge.values import from_attribute, is_null, to_attribute
from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.errors import Cancelled
from coprod_equity_plugin.core.progress import Progress

FRAME = pd.DataFrame(
    {
        c.TIME: np.array(["2018-10-10T15:30:00", "NaT"], "M8[s]"),
        c.CUSTOMERS: np.array([3, 4], dtype=np.int64),
        c.CUSTOMERS_OUT: np.array([1.0, np.nan]),
        c.SHARE_OUT: np.array([1 / 3, np.nan], dtype=np.float64),
        c.SHARE_RESTORED: np.array([0.5, 1.0], dtype=np.float32),
    }
)


@pytest.fixture
def curve_layer(qgis_app):
    layer = QgsVectorLayer("Point?crs=EPSG:4326", "curve", "memory")
    layer.dataProvider().addAttributes(list(make_fields(c.CURVE)))
    layer.updateFields()
    from shapely.geometry import Point

    write_rows(layer.dataProvider(), c.CURVE, FRAME, [Point(-87, 0), None])
    return layer


def test_numpy_values_missing_values_and_times_come_back_as_they_went(curve_layer):
    again = read_table(curve_layer)
    pd.testing.assert_frame_equal(again, FRAME, check_dtype=False)
    assert curve_layer.featureCount() == 2


def test_a_nan_is_stored_as_null(curve_layer):
    stored = [feature[c.SHARE_OUT] for feature in curve_layer.getFeatures()]
    assert [is_null(value) for value in stored] == [False, True]


def test_geometry_is_transformed_and_absent_geometry_stays_absent(curve_layer):
    frame, shapes = read_layer(
        curve_layer, QgsProcessingContext(), QgsCoordinateReferenceSystem("EPSG:32616"), [c.CUSTOMERS]
    )
    assert frame[c.CUSTOMERS].tolist() == [3, 4]
    assert shapes[1] is None
    # -87 is the zone's central meridian, which UTM puts at 500 km; the equator is its zero
    assert (shapes[0].x, shapes[0].y) == pytest.approx((500_000, 0), abs=1e-6)


def test_a_missing_field_is_named_with_those_that_are_there(curve_layer):
    with pytest.raises(QgsProcessingException, match=r"no field hours, when\. Fields are: time, customers"):
        read_table(curve_layer, ["hours", "when", c.TIME])


@pytest.mark.parametrize(("driver", "suffix"), [("CSV", "csv"), ("GPKG", "gpkg")])
def test_a_declared_table_is_the_same_from_every_format(curve_layer, tmp_path, driver, suffix):
    path = tmp_path / f"curve.{suffix}"
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = driver
    QgsVectorFileWriter.writeAsVectorFormatV3(
        curve_layer, str(path), QgsProcessingContext().transformContext(), options
    )
    layer = QgsVectorLayer(str(path), "again", "ogr")
    again = read_declared(layer, c.CURVE)
    pd.testing.assert_frame_equal(again, FRAME, check_dtype=False, rtol=1e-6)


def test_reading_stops_when_cancelled(curve_layer):
    feedback = QgsProcessingFeedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        read_table(curve_layer, progress=FeedbackProgress(feedback))


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (np.int64(7), 7),
        (np.bool_(True), True),
        (float("nan"), None),
        (np.datetime64("NaT"), None),
        (np.float32(0.5), 0.5),
        (None, None),
        ("a", "a"),
    ],
)
def test_every_value_is_plain_before_it_is_stored(value, stored):
    plain = to_attribute(value)
    assert plain == stored
    assert type(plain) is type(stored)


def test_null_has_two_forms():
    assert from_attribute(NULL) is None
    assert from_attribute(None) is None
    moment = datetime.datetime(2018, 10, 10, 1, 2, 3)
    assert from_attribute(QDateTime(moment)) == moment


def test_fields_carry_alias_and_meaning():
    fields = make_fields(c.RESTORATION)
    assert fields.names() == list(c.RESTORATION.names)
    field: QgsField = fields[fields.lookupField(c.RESTORATION_HOURS)]
    assert field.alias() == "Hours to restoration (hours)"


def test_a_row_that_cannot_be_stored_is_an_error(curve_layer):
    from shapely.geometry import Point

    area = Point(0, 0).buffer(1)
    with pytest.raises(QgsProcessingException, match="Row 2 of Restoration curve could not be written"):
        write_rows(curve_layer.dataProvider(), c.CURVE, FRAME, [None, area])


def test_what_a_system_cannot_hold_is_missing_and_said(qgis_app):
    """A point beyond the pole, arcs and measures: what is read is what shapely can hold."""
    layer = QgsVectorLayer("Point?crs=EPSG:4326&field=name:string", "places", "memory")
    for name, wkt in (("there", "Point (-84 30)"), ("beyond", "Point (-84 1000)"), ("measured", "PointM (-84 30 7)")):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([name])
        feature.setGeometry(QgsGeometry.fromWkt(wkt))
        layer.dataProvider().addFeature(feature)

    class Heard(Progress):
        said = ()

        def warning(self, text):
            self.said += (text,)

    heard = Heard()
    frame, shapes = read_layer(
        layer, QgsProcessingContext(), QgsCoordinateReferenceSystem("EPSG:32616"), progress=heard
    )
    assert frame["name"].tolist() == ["there", "beyond", "measured"]
    assert shapes[1] is None
    assert shapes[0].equals(shapes[2])
    assert heard.said == ("places: 1 geometries lie where EPSG:32616 cannot hold them; they count as missing.",)


def test_arcs_become_the_polygons_that_they_are(qgis_app):
    layer = QgsVectorLayer("CurvePolygon?crs=EPSG:32616", "round", "memory")
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromWkt("CurvePolygon (CircularString (0 0, 10 10, 20 0, 10 -10, 0 0))"))
    layer.dataProvider().addFeature(feature)
    _, shapes = read_layer(layer, QgsProcessingContext(), names=[])
    assert shapes[0].geom_type == "Polygon"
    assert shapes[0].area == pytest.approx(np.pi * 100, rel=1e-3)


@pytest.mark.parametrize("values", [["M1", NULL, ""], [NULL, NULL, NULL]])
def test_missing_text_is_none_with_every_pandas(qgis_app, values):
    """pandas 3 makes text of objects that it is not told to keep, and its NaN would be read as the word "nan"."""
    layer = QgsVectorLayer("NoGeometry?field=duplicate_of:string", "requests", "memory")
    for value in values:
        feature = QgsFeature(layer.fields())
        feature.setAttributes([value])
        layer.dataProvider().addFeatures([feature])
    plain = read_table(layer)[c.DUPLICATE_OF]
    assert plain.dtype == object
    assert list(plain) == [None if is_null(value) else value for value in values]
    declared = read_declared(layer, c.REQUESTS, [c.DUPLICATE_OF])[c.DUPLICATE_OF]
    assert declared.dtype == object
    assert list(declared) == [value if value == "M1" else None for value in values]
