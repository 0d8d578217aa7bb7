"""Shipped layouts and the user's own: where things stand, what is kept, what is refused."""

from __future__ import annotations

import re
import subprocess

import pytest
from qgis.core import (
    QgsLayoutItemLabel,
    QgsLayoutItemMap,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsPrintLayout,
    QgsProject,
    QgsReadWriteContext,
)
from qgis.PyQt.QtCore import QRectF
from qgis.PyQt.QtGui import QColor, QImage

from coprod_equity_plugin.core.errors import InputError
from coprod_equity_plugin.maps.export import MapOrder, export_map
from coprod_equity_plugin.maps.template import Places, open_template, shipped
from scripts.build_layouts import PAPER, house_places
from tests.maps.map_layers import make_layer

SHEETS = [(paper, orientation) for paper in PAPER for orientation in ("landscape", "portrait")]


def order(folder, name, **options) -> MapOrder:
    files = {kind: str(folder / f"{name}.{kind}") for kind in ("png", "pdf")}
    return MapOrder(**{"measure": "mean_hours", "date": "2018-10-24", "dpi": 80, "files": files, **options})


@pytest.mark.parametrize(("paper", "orientation"), SHEETS)
def test_the_shipped_layouts_are_what_their_script_makes(qgis_app, paper, orientation):
    project = QgsProject()
    layout, places = open_template(shipped(paper, orientation), project)
    wide, high = PAPER[paper] if orientation == "landscape" else PAPER[paper][::-1]
    assert (places.width, places.height) == (pytest.approx(wide), pytest.approx(high))
    wanted = house_places(paper, orientation)
    assert set(places.boxes) == set(wanted)
    for name, box in wanted.items():
        assert places[name].getRect() == pytest.approx(box, abs=1e-3), name
    del layout


@pytest.mark.parametrize(("paper", "orientation"), SHEETS)
def test_a_shipped_layout_given_as_the_users_own_gives_the_same_sheet(qgis_app, tmp_path, paper, orientation):
    layer = make_layer(tall=True)  # a wide one may stand above its legend on the upright shipped sheets
    export_map(layer, order(tmp_path, "a", paper=paper, orientation=orientation))
    export_map(layer, order(tmp_path, "b", template=str(shipped(paper, orientation))))
    assert QImage(str(tmp_path / "a.png")) == QImage(str(tmp_path / "b.png"))


def make_template(path, boxes, *, pages=1, map_item=False):
    layout = QgsPrintLayout(QgsProject.instance())
    layout.initializeDefaults()
    unit = layout.pageCollection().page(0).pageSize().units()
    layout.pageCollection().page(0).setPageSize(QgsLayoutSize(200, 160, unit))
    for name, (left, top, wide, high) in boxes.items():
        item = QgsLayoutItemMap(layout) if name == "map" and map_item else QgsLayoutItemLabel(layout)
        item.setId(name)
        if isinstance(item, QgsLayoutItemLabel):
            item.setText("placeholder")
        layout.addLayoutItem(item)
        item.attemptMove(QgsLayoutPoint(left, top, unit))
        item.attemptResize(QgsLayoutSize(wide, high, unit))
    seal = QgsLayoutItemLabel(layout)
    seal.setText("City of Example")
    layout.addLayoutItem(seal)
    seal.attemptMove(QgsLayoutPoint(150, 150, unit))
    seal.attemptResize(QgsLayoutSize(45, 8, unit))
    assert layout.saveAsTemplate(str(path), QgsReadWriteContext())
    return str(path)


OWN = {"head": (10, 8, 180, 16), "map": (80, 26, 110, 110), "legend": (10, 26, 64, 90), "footer": (10, 142, 180, 6)}


def test_the_users_own_layout_is_kept_to(areas, tmp_path):
    path = make_template(tmp_path / "own.qpt", OWN, map_item=True)
    export_map(areas, order(tmp_path, "m", template=path, paper="a4"))
    text = subprocess.run(
        ["pdftotext", "-raw", str(tmp_path / "m.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout
    text = re.sub(r"\s+", " ", text)
    for words in ("City of Example", "Hours without power", "Mean hours to restoration (hours)", "24 October 2018"):
        assert words in text, words
    assert "placeholder" not in text
    image = QImage(str(tmp_path / "m.png"))
    assert (image.width(), image.height()) == (pytest.approx(630, abs=1), pytest.approx(504, abs=1))
    dots = 80 / 25.4
    outside = QColor("#f0f0f0")
    assert image.pixelColor(round(81 * dots), round(80 * dots)) == outside  # inside the left edge of the map's place
    assert image.pixelColor(round(78.5 * dots), round(80 * dots)) == QColor("#ffffff")


def test_long_texts_move_the_map_and_what_is_aligned_with_it(qgis_app):
    boxes = {"map": QRectF(0, 20, 100, 80), "legend": QRectF(104, 20, 40, 50), "scale": QRectF(104, 90, 40, 10)}
    places = Places(150, 120, boxes).fitted(top=28, bottom=95)
    assert places["map"].getRect() == (0, 28, 100, 67)
    assert places["legend"].getRect() == (104, 28, 40, 42)
    assert places["scale"].getRect() == (104, 85, 40, 10)
    assert Places(150, 120, boxes).fitted(top=12, bottom=110)["map"] == boxes["map"]


def test_templates_that_lack_something_are_refused_with_all_that_is_missing(areas, tmp_path):
    path = make_template(tmp_path / "own.qpt", {"map": OWN["map"]})
    with pytest.raises(InputError) as caught:
        export_map(areas, order(tmp_path, "m", template=path))
    for name in ("head", "legend", "footer"):
        assert f"no item has the id '{name}'" in str(caught.value)
    (tmp_path / "not.qpt").write_text("hello")
    with pytest.raises(InputError, match=r"not\.qpt.*is no layout template"):
        export_map(areas, order(tmp_path, "m", template=str(tmp_path / "not.qpt")))
    assert sorted(item.name for item in tmp_path.iterdir()) == ["not.qpt", "own.qpt"]
