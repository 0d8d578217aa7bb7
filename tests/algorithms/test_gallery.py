"""The gallery: a small picture of each kind of map from the demo's output, and its list in the docs."""

from __future__ import annotations

import re
import shutil

import pytest
from qgis.PyQt.QtGui import QImage

from coprod_equity_plugin.maps.measures import MEASURES
from scripts.gallery import FRAME, LARGEST, PICTURES, export_gallery
from tests.conftest import ROOT


@pytest.fixture
def demo(studied, tmp_path):
    """The files of the demo's output that the gallery reads, of the small city."""
    folder = tmp_path / "demo"
    (folder / "confidential").mkdir(parents=True)
    for name in ("study.gpkg", "model_rows.gpkg"):
        shutil.copy(studied.path(name), folder / "confidential" / name)
    shutil.copy(studied.path("places.gpkg"), folder / "block_groups.gpkg")
    return folder


def test_pictures_are_small_true_to_their_colours_and_say_what_they_show(demo, tmp_path):
    wanted = (*[item for item in PICTURES if item.name in ("requests", "clusters", "atlas")], FRAME)
    written = export_gallery(demo, tmp_path / "gallery", wanted)
    assert [path.name for path in written] == ["requests.png", "clusters.png", "atlas.png", "frame.png"]
    for path in written:
        assert 10_000 < path.stat().st_size <= LARGEST
        picture = QImage(str(path))
        assert (picture.width(), picture.height()) == (1056, 816)
        assert picture.text("Title")
        assert len(picture.text("Description")) > 100
    census = QImage(str(written[0]))
    assert census.pixelColor(5, 5).name() == "#ffffff"
    assert census.pixelColor(60, 400).name() == "#f0f0f0"  # outside the study area
    assert QImage(str(written[2])).text("Title").endswith(": District 1")


def test_the_docs_list_every_picture_and_every_measure():
    text = (ROOT / "docs" / "maps.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+)\.png` \| (.+) \(`(\w+)`\) \|$", text, flags=re.M)
    assert listed == [(item.name, item.caption, item.measure) for item in (*PICTURES, FRAME)]
    assert {item.measure for item in PICTURES} <= set(MEASURES)
    for name in MEASURES:
        assert f"`{name}`" in text, name
