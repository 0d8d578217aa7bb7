"""Nothing on a sheet overlaps or leaves the page: the boxes of every text, for every measure, paper and orientation."""

from __future__ import annotations

from itertools import combinations, cycle

import pytest
from qgis.core import QgsLayoutItemLabel, QgsLayoutItemMap, QgsLayoutItemScaleBar

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.disparity.group_words import words_by_threshold
from coprod_equity_plugin.maps import export
from coprod_equity_plugin.maps.measures import MEASURES
from coprod_equity_plugin.maps.styling import style_layer
from tests.maps.map_layers import make_layer, rows

SHEETS = [(paper, way) for paper in ("letter", "a4") for way in ("landscape", "portrait")]
LONG = words_by_threshold(c.EDUCATION_SHARE, 0.25)
BREAKS = {"hours_by_minority": (60, 80, 30, 60), "hours_by_minority_census": (60, 80, 30, 60)}


def boxes(layer, paper: str, orientation: str):
    """The texts of a sheet with their boxes, and the boxes of map and scale bars, in millimetres."""
    order = export.MapOrder(
        paper=paper, orientation=orientation, event="Hurricane Michael", files={"pdf": "unwritten.pdf"}
    )
    with export._content(layer, order) as content:
        layout, left_out = export._lay_out(content, order)
        page = layout.pageCollection().page(0).rect()
        items = [item for item in layout.items() if isinstance(item, QgsLayoutItemLabel)]
        texts = [(item.text(), item.mapRectToScene(item.rect()).adjusted(0.3, 0.3, -0.3, -0.3)) for item in items]
        others = [
            item.mapRectToScene(item.rect()).adjusted(0.3, 0.3, -0.3, -0.3)
            for item in layout.items()
            if isinstance(item, (QgsLayoutItemMap, QgsLayoutItemScaleBar))
        ]
        del items, layout
    return page, texts, others, left_out


@pytest.mark.parametrize(("name", "sheet"), [*zip(MEASURES, cycle(SHEETS)), *zip(MEASURES, cycle(SHEETS[1:]))])
def test_no_text_overlaps_another_or_the_map_or_leaves_the_page(qgis_app, name, sheet):
    records = [{**row, c.COMPARED_GROUP: LONG[0], c.COMPARED_WITH: LONG[1]} for row in rows()]
    layer = make_layer(records=records)
    style_layer(layer, MEASURES[name], BREAKS.get(name))
    page, texts, others, left_out = boxes(layer, *sheet)
    assert not left_out
    assert len(texts) > 8
    for text, box in texts:
        assert page.contains(box), text
        assert not any(box.intersects(other) for other in others), text
    for (first, one), (second, two) in combinations(texts, 2):
        assert not one.intersects(two), (first, second)


def test_boxes_that_do_overlap_are_found(qgis_app):
    _, texts, others, _ = boxes(make_layer(), "a4", "landscape")
    title = next(box for text, box in texts if "Disparity" in text)
    assert not any(title.intersects(other) for other in others)
    assert any(title.translated(0, 30).intersects(other) for other in others)
