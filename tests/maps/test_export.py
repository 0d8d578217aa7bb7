"""The exported files, read back with other tools: text, georeference, sizes, values."""

from __future__ import annotations

import csv
import re
import subprocess
from xml.etree import ElementTree

import pytest
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFeature,
    QgsFillSymbol,
    QgsGeometry,
    QgsPointXY,
    QgsRectangle,
    QgsRendererCategory,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QImage

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.errors import Cancelled, InputError, PrivacyError
from coprod_equity_plugin.core.progress import Progress
from coprod_equity_plugin.maps.export import MapOrder, export_map
from coprod_equity_plugin.maps.ground import shapes_in
from coprod_equity_plugin.maps.hatch import hatch_lines
from coprod_equity_plugin.maps.measures import MEASURES
from coprod_equity_plugin.maps.styling import style_layer
from coprod_equity_plugin.maps.symbols import Hatch
from tests.maps.map_layers import COUNT, make_layer, rows

NAMES = {"pdf": "map.pdf", "png": "map.png", "svg": "map.svg", "csv": "map.csv", "alt_text": "map.txt"}


def order(folder, *kinds, **options) -> MapOrder:
    files = {kind: str(folder / NAMES[kind]) for kind in kinds or NAMES}
    return MapOrder(**{"event": "Hurricane Michael", "date": "2018-10-24", "files": files, **options})


def pdf_text(path) -> str:
    text = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, check=True).stdout
    return re.sub(r"\s+", " ", text)


def test_pdf_holds_title_legend_and_sources_as_text_and_is_georeferenced(areas, tmp_path):
    result = export_map(areas, order(tmp_path, "pdf", measure="hours_difference", sources="City utility, 2018"))
    text = pdf_text(tmp_path / "map.pdf")
    for words in (
        "Where power came back later, and where sooner, Hurricane Michael",
        "less the city's mean of 70 hours; 360 households in 9 block groups",
        "2 block groups waited clearly longer",
        "Difference to the city's mean (hours)",
        "Slower than the city",
        "Within 12 h",
        "Not clearly different",
        "Withheld to protect households",
        "No households",
        "false discovery rate of 5 %",
        "City utility, 2018 | 24 October 2018 | NAD83 / UTM zone 16N (EPSG:26916)",
        "Method: Disparity by area | Coproduction Equity 0.",
    ):
        assert words in text, words
    assert re.search(r"\d mi\b", text)
    assert re.search(r"\d km\b", text)
    assert not re.search(r"class_\d|hours_difference|difference_clear|disparity\b(?! by area)", text)
    raw = (tmp_path / "map.pdf").read_bytes()
    assert b"/VP" in raw
    assert b"/GEO" in raw
    assert result.files == {"pdf": str(tmp_path / "map.pdf")}


def test_finding_counts_the_clear_areas_only(areas, tmp_path):
    # Clear: +30, +24 (longer), -6.5, -12, -40 (shorter).
    export_map(areas, order(tmp_path, "pdf", measure="hours_difference"))
    assert "2 block groups waited clearly longer than the city's mean, 3 clearly shorter." in pdf_text(
        tmp_path / "map.pdf"
    )


def test_all_files_and_nothing_else_appear(areas, tmp_path):
    result = export_map(areas, order(tmp_path, measure="mean_hours", dpi=100))
    assert sorted(item.name for item in tmp_path.iterdir()) == sorted(NAMES.values())
    assert set(result.files) == set(NAMES)
    assert (result.areas, result.withheld) == (9, 2)
    image = QImage(str(tmp_path / "map.png"))
    assert (image.width(), image.height()) == (1100, 850)
    assert image.text("Title") == "Hours without power, Hurricane Michael"
    assert (tmp_path / "map.txt").read_text(encoding="utf-8").strip() == result.alt_text


@pytest.mark.parametrize(
    ("paper", "orientation", "size"),
    [("letter", "portrait", (850, 1100)), ("a4", "landscape", (1169, 827)), ("a4", "portrait", (827, 1169))],
)
def test_sheets_have_their_sizes(areas, tmp_path, paper, orientation, size):
    options = {"paper": paper, "orientation": orientation, "dpi": 100}
    export_map(areas, order(tmp_path, "png", measure="group_gap", **options))
    image = QImage(str(tmp_path / "map.png"))
    assert abs(image.width() - size[0]) <= 1
    assert abs(image.height() - size[1]) <= 1


def test_svg_keeps_text_and_hatches(areas, tmp_path):
    export_map(areas, order(tmp_path, "svg", measure="hours_difference"))
    tree = ElementTree.parse(tmp_path / "map.svg")
    space = "{http://www.w3.org/2000/svg}"
    texts = [element.text for element in tree.iter(f"{space}text")]
    assert "Not clearly different" in texts
    assert "Slower than the city" in texts
    assert tree.find(f"{space}title").text == "Where power came back later, and where sooner, Hurricane Michael"
    # Qt's SVG has no patterns, so hatches have to be lines: in four unclear squares, two withheld ones, the legend.
    lines = {"#999999": 0, "#909090": 0}
    for group in tree.iter(f"{space}g"):
        if group.get("stroke") in lines:
            lines[group.get("stroke")] += len(group.findall(f"{space}path")) + len(group.findall(f"{space}polyline"))
    assert lines["#999999"] > 4 * 20
    assert lines["#909090"] > 2 * 2 * 20


def test_csv_holds_values_classes_in_words_and_reasons(areas, tmp_path):
    export_map(areas, order(tmp_path, "csv", measure="requests_composition"))
    with open(tmp_path / "map.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["area_id", "minority_share", "requests", "class", "suppression"]
    assert len(rows) == COUNT
    assert rows[0] | {"class": ""} == {
        "area_id": "120730001000", "minority_share": "0.9", "requests": "16", "class": "", "suppression": "",
    }  # fmt: skip
    assert rows[0]["class"] == "Over 80 %"
    assert rows[6]["requests"] == ""
    assert rows[6]["suppression"] == "fewer than 11 households, or needed to protect some"
    assert rows[9]["minority_share"] == rows[9]["requests"] == ""
    assert rows[9]["class"] == "Withheld to protect households"
    assert rows[9]["suppression"].startswith("fewer than 11 households")


def test_alt_text_gives_the_main_numbers(areas, tmp_path):
    text = export_map(areas, order(tmp_path, "alt_text", measure="requests_composition")).alt_text
    # shares .9 .8 .61 .6 .35 .2 .05 1; requests 16+0+4+1+2+0+8+1
    assert "Values run from 5 to 100 %, with a median of 60.5 %." in text
    assert "Circles show 32 households in all, at most 16 in one." in text
    assert "withheld to protect households in 3" in text


def test_map_as_styled_keeps_breaks_and_leaves_the_layer_alone(areas, tmp_path):
    style_layer(areas, MEASURES["hours_difference"], (-20, 20))
    before = areas.renderer().dump()
    export_map(areas, order(tmp_path, "pdf"))
    assert "Over 20 h longer" in pdf_text(tmp_path / "map.pdf")
    assert areas.renderer().dump() == before


def test_a_layer_with_a_style_of_its_own_gets_its_own_legend(areas, tmp_path):
    export_map(areas, order(tmp_path, "pdf", "csv", "alt_text", title="Block groups", subtitle="As of 2018"))
    text = pdf_text(tmp_path / "map.pdf")
    assert "Block groups" in text
    assert "As of 2018" in text


def test_a_layer_restyled_by_hand_shows_that_style(areas, tmp_path):
    style_layer(areas, MEASURES["mean_hours"])
    symbol = QgsFillSymbol.createSimple({"color": "#123456"})
    areas.setRenderer(QgsCategorizedSymbolRenderer(c.HOUSEHOLDS, [QgsRendererCategory(40, symbol, "Forty homes")]))
    export_map(areas, order(tmp_path, "pdf", "csv"))
    text = pdf_text(tmp_path / "map.pdf")
    assert "Forty homes 9" in text
    assert "Mean hours" not in text
    rows = (tmp_path / "map.csv").read_text(encoding="utf-8").splitlines()
    assert rows[:2] == ["feature,class", "1,Forty homes"]


def test_a_polygon_that_crosses_itself_is_hatched_too(areas, tmp_path):
    bow = QgsGeometry.fromWkt("POLYGON((0 0, 1000 1000, 1000 0, 0 1000, 0 0))")
    bow.translate(704500, 3370000)
    for feature in list(areas.getFeatures())[:1]:
        areas.dataProvider().changeGeometryValues({feature.id(): bow})
        areas.dataProvider().changeAttributeValues({feature.id(): {areas.fields().lookupField("difference_clear"): 0}})
    shapes = shapes_in(areas, areas.crs())
    assert shapes[0].isGeosValid()
    assert shapes[0].area() == pytest.approx(500_000)
    export_map(areas, order(tmp_path, "svg", measure="hours_difference"))


def test_geographic_coordinates_are_shown_in_a_measuring_projection(qgis_app, tmp_path):
    export_map(make_layer(crs="EPSG:4269"), order(tmp_path, "pdf", measure="mean_hours"))
    assert "NAD83 / UTM zone 16N (EPSG:26916)" in pdf_text(tmp_path / "map.pdf")


def test_hatch_lines_stand_at_their_distance_and_stay_inside():
    square = QgsGeometry.fromRect(QgsRectangle(0, 0, 100, 100))
    lines = hatch_lines(square, Hatch(90, "#000000", 1.0, 0.1), 10.0)
    assert lines.length() == pytest.approx(1000, rel=0.11)  # every 10 units a line of 100
    assert square.buffer(1e-9, 1).contains(lines)


@pytest.mark.parametrize("column", [c.METER_ID, c.HOUSEHOLD_ID, c.REQUEST_ID])
def test_household_layers_are_refused_unless_allowed_and_then_marked(qgis_app, tmp_path, column):
    homes = QgsVectorLayer(f"Point?crs=EPSG:26916&field={column}:string", "Homes", "memory")
    features = []
    for place in range(3):
        feature = QgsFeature(homes.fields())
        feature.setAttributes([f"M{place}"])
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(700000 + 500 * place, 3370000 + 90 * place)))
        features.append(feature)
    homes.dataProvider().addFeatures(features)
    homes.updateExtents()
    with pytest.raises(PrivacyError, match=f"column {column}.*CONFIDENTIAL"):
        export_map(homes, order(tmp_path, "pdf"))
    assert list(tmp_path.iterdir()) == []
    export_map(homes, order(tmp_path, "pdf", confidential=True))
    assert "CONFIDENTIAL" in pdf_text(tmp_path / "map.pdf")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"files": {}}, "no file was asked for"),
        ({"date": "24.10.2018"}, "is not a date"),
        ({"dpi": 10}, "10 dots per inch"),
    ],
)
def test_wrong_orders_say_what_to_do(areas, tmp_path, options, said):
    with pytest.raises(InputError, match=said):
        export_map(areas, order(tmp_path, "pdf", **{"measure": "mean_hours", **options}))
    assert list(tmp_path.iterdir()) == []


def test_no_crs_and_no_folder_are_named_together(qgis_app, tmp_path):
    with pytest.raises(InputError) as caught:
        export_map(make_layer(crs=""), order(tmp_path / "none", "pdf", measure="mean_hours"))
    assert "no coordinate system" in str(caught.value)
    assert "folder does not exist" in str(caught.value)


def test_notes_that_find_no_room_are_told_not_cut(areas, tmp_path):
    class Heard(Progress):
        def __init__(self):
            self.warnings = []

        def warning(self, text):
            self.warnings.append(text)

    heard = Heard()
    long = "A sentence that goes on. " * 200
    export_map(areas, order(tmp_path, "pdf", measure="mean_hours", notes=f"Short one.\n{long}"), heard)
    text = pdf_text(tmp_path / "map.pdf")
    assert "Short one." in text
    assert "A sentence" not in text
    assert len(heard.warnings) == 1
    assert "no room on the page" in heard.warnings[0]


def test_an_existing_file_survives_a_failure(areas, tmp_path):
    (tmp_path / "map.pdf").write_text("old")

    class Stops(Progress):
        calls = 0

        def is_cancelled(self):
            self.calls += 1
            return self.calls > 2  # after the first file is drawn

    with pytest.raises(Cancelled):
        export_map(areas, order(tmp_path, measure="mean_hours"), Stops())
    assert [(item.name, item.read_text()) for item in tmp_path.iterdir()] == [("map.pdf", "old")]


def test_the_square_of_two_measures_is_words_and_numbers(areas, tmp_path):
    style_layer(areas, MEASURES["hours_by_minority"], (60, 80, 30, 60))
    result = export_map(areas, order(tmp_path, "pdf", "csv"))
    text = pdf_text(tmp_path / "map.pdf")
    # rows from the top: over 80 h has 0, 0, 3 areas; 60 to 80 h 2, 2, 0; 60 h or less 0, 0, 1
    for words in ("Mean hours to restoration (hours)", "Over 80 h 0 0 3", "60 to 80 h 2 2 0", "60 h or less 0 0 1",
                  "Over 60 %", "Minority share of households (%)"):  # fmt: skip
        assert words in text, words
    assert "over 80 h, minority share of households over 60 % in 3" in result.alt_text
    assert "median" not in result.alt_text
    with open(tmp_path / "map.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert (rows[0][c.MEAN_HOURS], rows[0][c.MINORITY_SHARE]) == ("100", "0.9")
    assert (rows[7][c.MEAN_HOURS], rows[7][c.MINORITY_SHARE]) == ("", "")  # the share is withheld


def test_the_cluster_map_counts_its_ends(areas, tmp_path):
    result = export_map(areas, order(tmp_path, "pdf", "csv", measure="cluster"))
    text = pdf_text(tmp_path / "map.pdf")
    assert "2 block groups in clusters of long waits, 1 in clusters of short ones." in text
    assert "short wait among long in 1" in result.alt_text
    with open(tmp_path / "map.csv", encoding="utf-8") as file:
        assert [row["cluster"] for row in csv.DictReader(file)][:5] == [
            "high-high", "high-high", "high-low", "not-clear", "not-clear",
        ]  # fmt: skip


@pytest.mark.parametrize("name", ["requests_composition", "requests_composition_census", "hours_difference", "cluster"])
def test_the_pdf_of_a_city_of_400_block_groups_is_under_5_mb(qgis_app, tmp_path, name):
    every = rows()
    records = [{**every[place % COUNT], c.AREA_ID: f"1207300{place:05d}"} for place in range(400)]
    city = make_layer(records=records)
    # as many corners as a block group has
    shapes = {feature.id(): feature.geometry().densifyByCount(40) for feature in city.getFeatures()}
    city.dataProvider().changeGeometryValues(shapes)
    export_map(city, order(tmp_path, "pdf", measure=name))
    assert 50_000 < (tmp_path / "map.pdf").stat().st_size < 5_000_000
