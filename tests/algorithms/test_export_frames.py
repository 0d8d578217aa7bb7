from __future__ import annotations

import csv

import numpy as np
import pytest
from qgis.core import QgsFeature, QgsProcessingException, QgsProcessingFeedback, QgsVectorLayer
from qgis.PyQt.QtGui import QImage

from coprod_equity_plugin.bridge.fields import make_fields
from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.maps.frames import moment_words
from tests.maps.map_layers import make_layer, rows

AREAS = [row[c.AREA_ID] for row in rows()]


@pytest.fixture
def homes(qgis_app):
    """Two areas of 48 homes: one comes back after a day, the other after two; a third has too few homes."""
    layer = QgsVectorLayer("NoGeometry", "study", "memory")
    fields = make_fields(c.STUDY)
    layer.dataProvider().addAttributes(fields)
    layer.updateFields()
    features = []
    for area, count, back in ((0, 48, "2018-10-11T06:00:00"), (1, 48, "2018-10-12T06:00:00"), (2, 20, "2018-10-12")):
        for _ in range(count):
            feature = QgsFeature(layer.fields())
            values = {
                c.BLOCK_GROUP: AREAS[area],
                c.STATUS: c.STATUS_RESTORED,
                c.OUTAGE_START: "2018-10-10T10:00:00",
                c.RESTORED_AT: back,
            }
            feature.setAttributes([values.get(name) for name in fields.names()])
            features.append(feature)
    layer.dataProvider().addFeatures(features)
    return layer


def colours(path) -> set[str]:
    image = QImage(str(path))
    wide, high = image.width(), image.height()
    return {
        image.pixelColor(x, y).name()
        for x in range(int(0.05 * wide), int(0.68 * wide), 4)
        for y in range(int(0.2 * high), int(0.88 * high), 4)
    }


def test_a_numbered_picture_of_each_moment_and_their_list(run, homes, tmp_path):
    folder = tmp_path / "frames"
    parameters = {"INPUT": homes, "AREAS": make_layer(), "EVENT_NAME": "Michael", "DPI": 72, "OUTPUT": str(folder)}
    results = run("exportframes", parameters)
    # 10 October 0:00 to 12 October 12:00, every 12 hours
    assert results["FRAMES"] == 6
    assert sorted(item.name for item in folder.iterdir()) == [*(f"frame_{n:03d}.png" for n in range(6)), "frames.csv"]
    with open(folder / "frames.csv", encoding="utf-8") as file:
        assert [row["time"] for row in csv.DictReader(file)][:2] == ["2018-10-10T00:00:00", "2018-10-10T12:00:00"]
    picture = QImage(str(folder / "frame_003.png"))
    assert picture.text("Title") == "Still without power, Michael: 11 October 2018, 12:00"
    assert "all, or all but a few in 1" in picture.text("Description")
    assert "none, or too few to tell in 1" in picture.text("Description")
    assert "withheld to protect households in 1" in picture.text("Description")
    nearly_all, few = "#662506", "#fff7bc"
    shown = [(nearly_all in seen, few in seen) for seen in (colours(folder / f"frame_00{n}.png") for n in (0, 1, 3, 5))]
    assert shown == [(False, True), (True, False), (True, True), (False, True)]


def test_cancel_and_wrong_input_leave_no_picture(run, homes, tmp_path):
    class Cancels(QgsProcessingFeedback):
        def setProgress(self, percent):
            super().setProgress(percent)
            if percent > 40:
                self.cancel()

    folder = tmp_path / "frames"
    parameters = {"INPUT": homes, "AREAS": make_layer(), "DPI": 72, "OUTPUT": str(folder)}
    with pytest.raises(QgsProcessingException, match="Canceled"):
        run("exportframes", parameters, feedback=Cancels())
    assert list(folder.iterdir()) == []
    with pytest.raises(QgsProcessingException, match="tract"):
        run("exportframes", {**parameters, "INPUT_AREA_FIELD": "tract"})


def test_moments_are_told_in_words():
    assert moment_words(np.datetime64("2018-10-09T00:00:00")) == "9 October 2018, 00:00"
