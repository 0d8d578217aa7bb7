"""The shipped models in the Model Designer: every box has its place, in a frame that says which step it belongs to."""

from __future__ import annotations

from itertools import combinations

import pytest
from qgis.PyQt.QtCore import QPointF, QRectF

from scripts.build_models import BUILDERS
from scripts.model_layout import LINKS


@pytest.fixture(params=BUILDERS)
def model(provider, request):
    return provider.algorithm(request.param).create()


def rectangle(component, links=0):
    """The part of the drawing that a box takes, with ``links`` above and below it for its lines."""
    size, middle = component.size(), component.position()
    corner = middle - QPointF(size.width() / 2, size.height() / 2)
    return QRectF(corner, size).adjusted(0, -links, 0, links)


def test_no_box_covers_another(model):
    children = model.childAlgorithms().values()
    boxes = [rectangle(child, LINKS - 5) for child in children]
    boxes += [rectangle(output) for child in children for output in child.modelOutputs().values()]
    boxes += [rectangle(component) for component in model.parameterComponents().values()]
    assert len(boxes) > 20
    assert not [(one, other) for one, other in combinations(boxes, 2) if one.intersects(other)]


def test_each_step_stands_in_the_frame_of_its_group(model):
    frames = {frame.description(): rectangle(frame) for frame in model.groupBoxes()}
    steps = {child.algorithm().group().strip() for child in model.childAlgorithms().values()}
    assert set(frames) == steps
    assert all(title[0].isdigit() for title in steps)
    lefts = [frames[title].left() for title in sorted(frames)]
    assert lefts == sorted(lefts)
    for child in model.childAlgorithms().values():
        frame = frames[child.algorithm().group().strip()]
        assert frame.contains(rectangle(child))
        assert all(frame.contains(rectangle(output)) for output in child.modelOutputs().values())
    assert not [pair for pair in combinations(frames.values(), 2) if pair[0].intersects(pair[1])]
