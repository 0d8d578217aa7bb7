"""Place names, water, roads and a given boundary: where they stand, and what is refused."""

from __future__ import annotations

import itertools
import re
import subprocess

import pytest
from qgis.core import QgsGeometry, QgsPointXY, QgsRectangle
from qgis.PyQt.QtGui import QColor, QImage

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.errors import InputError, PrivacyError
from coprod_equity_plugin.maps.context import MOST_PLACES, WATER, Context, place_names
from coprod_equity_plugin.maps.export import MapOrder, export_map
from coprod_equity_plugin.maps.type import line_height, width
from tests.maps.map_layers import make_places

LAKE = "POLYGON((690000 3360000, 699900 3360000, 699900 3380000, 690000 3360000))"
LIMITS = "POLYGON((699500 3369000, 705000 3369000, 705000 3374000, 699500 3374000, 699500 3369000))"
FRAME = QgsRectangle(0, 0, 200, 100)


def point(x, y):
    return QgsGeometry.fromPointXY(QgsPointXY(x, y))


def boxes(places, units=1.0):
    high = line_height(8.5) * units
    return [QgsRectangle.fromCenterAndSize(place.point, width(place.name, 8.5) * units, high) for place in places]


def test_names_touch_neither_each_other_nor_symbols_nor_the_frame():
    wanted = [(f"Place {n}", point(10 + 7 * (n % 25), 5 + 13 * (n % 8))) for n in range(60)]
    symbols = [QgsRectangle(40, 40, 60, 60), QgsRectangle(100, 0, 130, 100)]
    placed = place_names(wanted, symbols, FRAME, 1.0)
    assert 5 < len(placed) <= MOST_PLACES
    found = boxes(placed)
    for first, second in itertools.combinations([*found, *symbols], 2):
        assert not first.intersects(second) or (first in symbols and second in symbols)
    assert all(FRAME.contains(box) for box in found)


def test_a_name_moves_aside_for_a_symbol_and_is_left_out_where_there_is_no_room():
    small = QgsRectangle(98, 48, 102, 52)
    (moved,) = place_names([("Bond", point(100, 50))], [small], FRAME, 1.0)
    assert moved.point.x() == 100
    assert abs(moved.point.y() - 50) > 2
    assert place_names([("Bond", point(100, 50))], [FRAME], FRAME, 1.0) == []
    assert place_names([("Elsewhere", point(500, 50))], [], FRAME, 1.0) == []


def test_larger_areas_go_first_and_the_same_name_stands_once():
    small, large = QgsGeometry.fromRect(QgsRectangle(90, 45, 110, 55)), QgsGeometry.fromRect(FRAME)
    placed = place_names([("Small", small), ("Large", large), ("Large", small)], [], FRAME, 1.0)
    assert [place.name for place in placed] == ["Large", "Small"]
    assert (placed[0].point.x(), placed[0].point.y()) == (100, 50)


def test_the_sheet_shows_the_context_and_says_what_it_is(areas, tmp_path):
    context = Context(
        places=make_places("Point", [("Frenchtown", "POINT(701500 3371500)"), ("", "POINT(702500 3371500)")]),
        place_field="name",
        water=make_places("Polygon", [("", LAKE)]),
        roads=make_places("LineString", [("", "LINESTRING(690000 3371200, 710000 3371200)")]),
        boundary=make_places("Polygon", [("", LIMITS)]),
    )
    files = {"pdf": str(tmp_path / "m.pdf"), "png": str(tmp_path / "m.png")}
    export_map(areas, MapOrder(measure="requests_composition", dpi=100, context=context, files=files))
    text = subprocess.run(["pdftotext", "-raw", files["pdf"], "-"], capture_output=True, text=True, check=True).stdout
    assert "Frenchtown" in text
    assert "Pale blue-grey: water; thin grey lines: main roads." in re.sub(r"\s+", " ", text)
    image = QImage(files["png"])
    seen = {image.pixelColor(x, y).name() for x in range(40, 600, 3) for y in range(120, 760, 3)}
    assert WATER in seen
    assert QColor("#7a7a7a").name() in seen  # the boundary, 0.4 mm


def test_a_sheet_without_context_is_the_same_as_ever(areas, tmp_path):
    pictures = []
    for name, context in (("a", Context()), ("b", Context(place_field="name"))):
        files = {"png": str(tmp_path / f"{name}.png")}
        export_map(areas, MapOrder(measure="mean_hours", date="2018-10-24", dpi=90, context=context, files=files))
        pictures.append(QImage(files["png"]))
    assert pictures[0] == pictures[1]


def test_wrong_context_is_named_together(areas, tmp_path):
    context = Context(
        places=make_places("Point", [("A", "POINT(0 0)")]),
        place_field="title",
        roads=make_places("Point", [("A", "POINT(0 0)")]),
        boundary=make_places("LineString", [("A", "LINESTRING(0 0, 1 1)")]),
    )
    with pytest.raises(InputError) as caught:
        export_map(areas, MapOrder(measure="mean_hours", context=context, files={"png": str(tmp_path / "m.png")}))
    for said in ("no such field: 'title'", "has no lines", "has no areas"):
        assert said in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_homes_are_no_place_names(areas, tmp_path):
    homes = make_places("Point", [("M1", "POINT(701500 3371500)")], field=c.METER_ID)
    context = Context(places=homes, place_field=c.METER_ID)
    with pytest.raises(PrivacyError, match=f"{c.METER_ID}.*PLACES"):
        export_map(areas, MapOrder(measure="mean_hours", context=context, files={"png": str(tmp_path / "m.png")}))
