"""What a grey copy keeps apart: the purple arm is lined, the orange one plain, on the map and in the legend."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest
from qgis.core import QgsVectorLayer
from qgis.PyQt.QtGui import QImage

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.maps.classes import UNCLEAR, make_scale
from coprod_equity_plugin.maps.export import MapOrder, export_map
from coprod_equity_plugin.maps.legend import keys_by_feature, read_legend
from coprod_equity_plugin.maps.measures import MEASURES
from coprod_equity_plugin.maps.styling import style_layer
from coprod_equity_plugin.maps.symbols import class_hatch
from tests.maps.map_layers import make_layer, rows

DPI = 96  # a sheet as a projector of today shows it: 1,056 dots across
BREAKS = {"hours_difference": (-24, -12, -6, 6, 12, 24), "residual": (-24, -12, -6, 6, 12, 24),
          "group_gap": (-6, -3, 3, 6), "expected_ratio": (-30, -15, -5, 5, 15, 30),
          "hours_by_minority": (60, 80, 30, 60), "hours_by_minority_census": (60, 80, 30, 60)}  # fmt: skip
LINED = [name for name, item in MEASURES.items() if item.diverging or item.scale == "bivariate"] + ["cluster", "spot"]


def luminance(colours: np.ndarray) -> np.ndarray:
    channels = np.asarray(colours, float) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def of_text(colour: str) -> float:
    return float(luminance([int(colour[place : place + 2], 16) for place in (1, 3, 5)]))


def contrast(first: str, second: str) -> float:
    """WCAG's, 1 to 21."""
    dark, light = sorted((of_text(first), of_text(second)))
    return (light + 0.05) / (dark + 0.05)


def strokes(path, colour: str) -> int:
    """Lines of a colour in an SVG."""
    space = "{http://www.w3.org/2000/svg}"
    groups = [group for group in ElementTree.parse(path).iter(f"{space}g") if group.get("stroke") == colour]
    return sum(len(group.findall(f"{space}path")) + len(group.findall(f"{space}polyline")) for group in groups)


def clear_rows() -> list[dict]:
    """The areas of the tests with every value clear, and one at each class of both arms."""
    records = rows()
    for row in records:
        for name in (c.DIFFERENCE_CLEAR, c.GAP_CLEAR, c.PARTICIPATION_GAP_CLEAR):
            row[name] = 1
        ratio = row.get(c.SHRUNK_RATIO)
        if ratio is not None:
            row[c.SHRUNK_RATIO + c.LOW], row[c.SHRUNK_RATIO + c.HIGH] = ratio + 0.001, ratio + 0.002
        row[c.AREA_MINORITY_SHARE_CV] = None
    return records


def squares(path, count: int) -> list[np.ndarray]:
    """The luminance of each area's inner square on the sheet: 1 km squares in four columns fill the frame's width."""
    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB888)
    wide, high = image.width(), image.height()
    raw = np.frombuffer(image.constBits().asstring(image.sizeInBytes()), np.uint8).reshape(high, image.bytesPerLine())
    dots = luminance(raw[:, : 3 * wide].reshape(high, wide, 3))
    frame = np.abs(raw[:, : 3 * wide].reshape(high, wide, 3).astype(int) - 240).max(axis=2) == 0  # the ground outside
    across, down = np.flatnonzero(frame.sum(axis=0) > 20), np.flatnonzero(frame.sum(axis=1) > 20)
    left, right, top, bottom = across[0], across[-1], down[0], down[-1]
    air = 0.04 * (right - left + 1)
    side = (right - left + 1 - 2 * air) / 4
    middle = (top + bottom + 1) / 2
    found = []
    for place in range(count):
        x = left + air + side * (place % 4)
        y = middle + 1.5 * side - side * (place // 4 + 1)  # rows run northwards
        found.append(dots[round(y + 0.2 * side) : round(y + 0.8 * side), round(x + 0.2 * side) : round(x + 0.8 * side)])
    return found


@pytest.mark.parametrize("name", LINED)
def test_areas_of_one_arm_are_lined_in_grey_and_those_of_the_other_are_plain(qgis_app, tmp_path, name):
    layer = make_layer(records=clear_rows())
    styled = style_layer(layer, MEASURES[name], BREAKS.get(name))
    lined = {item.key for item in styled.scale.classes if item.lined}
    shown = {item.key for item in styled.scale.classes}
    keys = keys_by_feature(layer)
    export_map(layer, MapOrder(dpi=DPI, files={"png": str(tmp_path / "m.png")}))
    seen = {True: 0, False: 0}
    for found, dots in zip(keys, squares(tmp_path / "m.png", len(keys))):
        if found & shown:
            has_lines = bool(found & lined)
            seen[has_lines] += 1
            # One part in ten of paper's luminance is far beyond what a copier loses; a plain fill has none at all.
            # An upright line may fall between two columns of dots, so it is looked for along rows and columns.
            spread = max(np.ptp(dots.mean(axis=0)), np.ptp(dots.mean(axis=1)))
            assert (spread > 0.04) if has_lines else (spread < 0.005), (found, spread)
    assert seen[True] >= 1
    assert seen[False] >= 2


@pytest.mark.parametrize("name", LINED)
def test_lines_stand_out_from_their_class(name):
    measure = MEASURES[name]
    classes = make_scale(measure, BREAKS.get(name, (-4, -2, -1, 1, 2, 4))).classes
    lined = [item for item in classes if item.lined]
    assert lined
    for item in lined:
        assert contrast(class_hatch(item).colour, item.colour) > 1.5, item.words


@pytest.mark.parametrize("name", [item.name for item in MEASURES.values() if item.diverging])
def test_arms_are_equally_dark_so_that_neither_looks_larger_but_only_one_is_lined(name):
    classes = make_scale(MEASURES[name], (-4, -2, -1, 1, 2, 4)).classes
    classes = classes if MEASURES[name].worse == "above" else classes[::-1]
    assert [item.lined for item in classes] == [True] * 3 + [False] * 4
    # This is why the lines are needed: without them a grey copy has nothing to tell these pairs apart by.
    assert min(contrast(low.colour, high.colour) for low, high in zip(classes[:3], classes[:3:-1])) < 1.5


def test_the_legends_patches_have_the_lines_of_the_map(areas, tmp_path):
    style_layer(areas, MEASURES["cluster"])
    legend = read_legend(areas)
    assert [bool(legend.hatches.get(entry.key)) for entry in legend.classes] == [False, False, False, True, True]


def test_an_area_that_cannot_be_told_from_none_has_no_lines_of_direction(qgis_app, tmp_path):
    drawn = {}
    for clear in (0, 1):
        records = rows()
        records[6].update({c.DIFFERENCE_CLEAR: clear, c.HOURS_DIFFERENCE: -10.0})
        records[7][c.DIFFERENCE_CLEAR] = 0
        layer = make_layer(records=records)
        styled = style_layer(layer, MEASURES["hours_difference"], BREAKS["hours_difference"])
        assert keys_by_feature(layer)[6] == ({"class_3"} if clear else {"class_3", UNCLEAR})
        export_map(layer, MapOrder(files={"svg": str(tmp_path / f"{clear}.svg")}))
        (item,) = (item for item in styled.scale.classes if item.key == "class_3")
        drawn[clear] = strokes(tmp_path / f"{clear}.svg", class_hatch(item).colour)
    legend = drawn[0]
    assert 1 <= legend <= 4  # its patch only, which is 4.4 mm high
    assert drawn[1] - legend > 10  # a square of some 40 mm besides


def test_the_canvas_has_the_pattern_that_paper_has_as_lines(areas: QgsVectorLayer):
    style_layer(areas, MEASURES["hours_difference"], BREAKS["hours_difference"])
    kinds = {
        rule.ruleKey(): [layer.layerType() for layer in rule.symbol().symbolLayers()]
        for rule in areas.renderer().rootRule().children()
    }
    assert all("LinePatternFill" in kinds[f"class_{place}"] for place in (1, 2, 3))
    assert not any("LinePatternFill" in kinds[f"class_{place}"] for place in (4, 5, 6, 7))
