"""An atlas: pages by district, numbers of their own areas, classes of the whole, cancel."""

from __future__ import annotations

import csv
import re
import subprocess

import numpy as np
import pytest
from qgis.core import QgsGeometry, QgsRectangle

from coprod_equity_plugin.core.errors import Cancelled, InputError
from coprod_equity_plugin.core.progress import Progress
from coprod_equity_plugin.core.report.inputs import find_maps
from coprod_equity_plugin.maps.atlas import Atlas, District, areas_of, read_districts
from coprod_equity_plugin.maps.export import MapOrder, export_map
from coprod_equity_plugin.maps.ground import shapes_in
from tests.maps.map_layers import make_places


def box(x0, y0, x1, y1) -> str:
    return f"POLYGON(({x0} {y0}, {x1} {y0}, {x1} {y1}, {x0} {y1}, {x0} {y0}))"


# The areas are squares of 1 km in four columns from (700000, 3370000): the west holds areas 1, 2, 5, 6, 9, 10.
WEST, EAST = box(700000, 3370000, 702000, 3373000), box(702000, 3370000, 704000, 3373000)


@pytest.fixture
def districts(qgis_app):
    return make_places("Polygon", [("District 10", EAST), ("District 2", WEST)])


def order(folder, districts, *kinds, one_file=True, **options) -> MapOrder:
    files = {kind: str(folder / f"m.{'txt' if kind == 'alt_text' else kind}") for kind in kinds}
    atlas = Atlas(districts, "name", one_file)
    return MapOrder(**{"measure": "hours_difference", "date": "2018-10-24", "atlas": atlas, "files": files, **options})


def pages_of(path) -> list[str]:
    text = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, check=True).stdout
    return [re.sub(r"\s+", " ", page) for page in text.split("\f") if page.strip()]


def test_each_page_counts_its_own_areas_in_the_classes_of_all(areas, districts, tmp_path):
    result = export_map(areas, order(tmp_path, districts, "pdf", "csv", "alt_text"))
    assert result.pages == 2
    west, east = pages_of(tmp_path / "m.pdf")
    assert "sooner: District 2" in west  # numbers in names count as numbers
    assert "sooner: District 10" in east
    # West: +30 clear, +24 clear; 0, -6 not; -40 clear; one withheld. East: 13, 6 not; -6.5, -12 clear; one withheld.
    assert "200 households in 5 block groups" in west
    assert "160 households in 4 block groups" in east
    assert "2 block groups waited clearly longer than the city's mean, 1 clearly shorter." in west
    assert "No block group waited clearly longer than the city's mean, 2 clearly shorter." in east
    for words in ("Over 24 h longer", "12 to 24 h longer", "Within 6 h", "Over 24 h shorter", "Not clearly different"):
        assert (words in west) == (words in east)
    with open(tmp_path / "m.csv", encoding="utf-8") as file:
        pages = [row["page"] for row in csv.DictReader(file)]
    assert pages == ["District 2", "District 2", "District 10", "District 10"] * 3
    paragraphs = (tmp_path / "m.txt").read_text(encoding="utf-8").strip().split("\n\n")
    assert [paragraph.split(".")[0].rsplit(" ", 1)[1] for paragraph in paragraphs] == ["2", "10"]


def test_pictures_and_single_pdfs_are_named_after_their_district(areas, districts, tmp_path):
    result = export_map(areas, order(tmp_path, districts, "pdf", "png", one_file=False, dpi=72))
    names = ["m_01_District_2.pdf", "m_01_District_2.png", "m_02_District_10.pdf", "m_02_District_10.png"]
    assert sorted(item.name for item in tmp_path.iterdir()) == names
    assert sorted(result.paths) == [str(tmp_path / name) for name in names]
    assert b"/GEO" in (tmp_path / names[0]).read_bytes()


def ground_of(path) -> tuple:
    """Where a page lies on the ground, as GDAL reads it."""
    from osgeo import gdal

    sheet = gdal.Open(str(path))
    found = (sheet.GetGeoTransform(), sheet.GetProjection(), sheet.GetMetadata()["NEATLINE"])
    del sheet
    return found


def test_every_page_of_one_pdf_lies_where_its_own_pdf_lies(areas, districts, tmp_path):
    """QGIS georeferences the PDF of a single sheet, not those of an atlas in one file."""
    export_map(areas, order(tmp_path, districts, "pdf", one_file=False))
    export_map(areas, order(tmp_path, districts, "pdf"))
    singles = sorted(tmp_path.glob("m_*.pdf"))
    for number, single in enumerate(singles, start=1):
        (page, wkt, neatline), (expected, its_wkt, its_neatline) = (
            ground_of(f"PDF:{number}:{tmp_path / 'm.pdf'}"), ground_of(single),
        )  # fmt: skip
        assert page == pytest.approx(expected, rel=1e-9)  # both are printed with some 15 digits
        assert wkt == its_wkt
        corners, theirs = ([float(value) for value in re.findall(r"[\d.]+", text)] for text in (neatline, its_neatline))
        assert corners == pytest.approx(theirs, rel=1e-9)
    assert ground_of(f"PDF:1:{tmp_path / 'm.pdf'}")[0] != ground_of(f"PDF:2:{tmp_path / 'm.pdf'}")[0]
    about = subprocess.run(["pdfinfo", str(tmp_path / "m.pdf")], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Title: +Where power came back later, and where sooner\n", about)
    assert re.search(r"Subject: +Map: Where power came back later, and where sooner: District 2\.", about)
    assert len(pages_of(tmp_path / "m.pdf")) == 2


def test_cancel_between_pages_leaves_nothing(areas, districts, tmp_path):
    class Stops(Progress):
        shown = 0.0

        def set(self, percent):
            self.shown = percent

        def is_cancelled(self):
            return self.shown > 50  # the first page is done

    with pytest.raises(Cancelled):
        export_map(areas, order(tmp_path, districts, "pdf", "png", "svg"), Stops())
    assert list(tmp_path.iterdir()) == []


def test_a_district_without_areas_has_a_page_and_areas_without_a_district_are_told(areas, tmp_path):
    class Heard(Progress):
        warnings = ()

        def warning(self, text):
            self.warnings = (*self.warnings, text)

    heard = Heard()
    far = make_places("Polygon", [("West", WEST), ("Far", box(710000, 3370000, 711000, 3371000))])
    export_map(areas, order(tmp_path, far, "pdf", measure="requests_composition"), heard)
    empty, west = pages_of(tmp_path / "m.pdf")
    assert ": Far" in empty
    assert ": West" in west
    assert heard.warnings == ("6 of 12 areas lie in no district and are counted on no page.",)


def test_an_area_belongs_to_the_district_that_holds_its_inner_point(areas):
    shapes = shapes_in(areas, areas.crs())
    halves = [
        District("a", QgsGeometry.fromRect(QgsRectangle(700000, 3370000, 701400, 3373000)), 1),
        District("b", QgsGeometry.fromRect(QgsRectangle(701400, 3370000, 704000, 3373000)), 2),
    ]
    np.testing.assert_array_equal(areas_of(halves, shapes, 14), [0, 1, 1, 1] * 3 + [-1, -1])


def test_parts_of_one_name_are_one_district(qgis_app):
    layer = make_places("Polygon", [("A", WEST), ("A", EAST), ("", WEST)])
    (district,) = read_districts(Atlas(layer, "name"), layer.crs())
    assert district.shape.area() == pytest.approx(12e6)
    assert District("St. Mary's / Süd", district.shape, 3).slug == "03_St_Mary_s_Sud"


def test_wrong_districts_are_refused(areas, tmp_path):
    with pytest.raises(InputError, match=r"has no areas(.|\n)*no such field: 'name'"):
        export_map(areas, order(tmp_path, make_places("Point", [("A", "POINT(0 0)")], field="title"), "pdf"))
    nameless = make_places("Polygon", [("", WEST)])
    with pytest.raises(InputError, match="no district has a name"):
        export_map(areas, order(tmp_path, nameless, "pdf"))
    assert list(tmp_path.iterdir()) == []


def test_a_report_takes_the_pages_with_their_words_and_values(areas, districts, tmp_path):
    export_map(areas, order(tmp_path, districts, "png", "csv", measure="hours_by_minority", dpi=72))
    west, east = sorted(tmp_path.glob("m_*.png"))
    first, second = find_maps([west, east])
    assert first.title == "Hours without power and who lives where: District 2"
    assert "5 block groups" in first.alt
    assert first.data.name == "m_01_District_2.csv"
    assert len(first.data.data.decode("utf-8").splitlines()) == 1 + 6
    assert b"District" not in second.data.data
