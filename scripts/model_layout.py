"""Where the boxes of a model stand in the Model Designer: inputs, then a frame for each step of the work.

A step's algorithms stand below each other, each with its outputs at its right; nothing covers anything else.
"""

from __future__ import annotations

WIDTH, HEIGHT = 230, 46  # of a box that holds two lines
GAP = 70  # between boxes side by side
INPUT_PITCH, OUTPUT_PITCH = 80, 56
LINKS = 44  # above and below an algorithm, for what comes in and goes out
TOP = 120
STYLES = {"1": "#eef3f8", "2": "#f1f5ea", "3": "#f7f0f5", "4": "#faf3e6", "5": "#eef1f4"}  # by the group's number


def box(component, x: float, y: float) -> None:
    """Set a component's middle and size."""
    from qgis.PyQt.QtCore import QPointF, QSizeF

    component.setPosition(QPointF(x, y))
    component.setSize(QSizeF(WIDTH, HEIGHT))


def arrange(model, rows: list[list[str]]) -> None:
    """Place every box of a model and frame the steps.

    Parameters
    ----------
    model
        Its algorithms' groups begin with the number of their step.
    rows
        Ids of the children in the order of the work, those in one list side by side.
    """
    inputs = model.parameterComponents()
    for place, name in enumerate(model.parameterDefinitions()):
        if name.name() in inputs:
            box(inputs[name.name()], WIDTH / 2, TOP + place * INPUT_PITCH)
    model.setParameterComponents(inputs)
    steps: dict[str, list[list[str]]] = {}
    for row in rows:
        steps.setdefault(model.childAlgorithm(row[0]).algorithm().group().strip(), []).append(row)
    left = WIDTH + 2 * GAP
    for title, held in steps.items():
        left = _step(model, title, held, left) + GAP


def _step(model, title: str, rows: list[list[str]], left: float) -> float:
    """Place one step's boxes from ``left`` on and frame them; gives the frame's right edge."""
    from qgis.core import QgsProcessingModelGroupBox
    from qgis.PyQt.QtCore import QPointF, QSizeF
    from qgis.PyQt.QtGui import QColor

    top, right = TOP, left
    for row in rows:
        x, tall = left + GAP / 2 + WIDTH / 2, HEIGHT
        for child_id in row:
            child = model.childAlgorithm(child_id)
            box(child, x, top + LINKS + HEIGHT / 2)
            x += WIDTH + GAP
            outputs = child.modelOutputs()
            for place, output in enumerate(outputs.values()):
                box(output, x, top + LINKS + HEIGHT / 2 + place * OUTPUT_PITCH)
                right = max(right, x + WIDTH / 2)
            if outputs:
                tall = max(tall, (len(outputs) - 1) * OUTPUT_PITCH + HEIGHT)
                x += WIDTH + GAP
            child.setModelOutputs(outputs)
            right = max(right, child.position().x() + WIDTH / 2)
            model.setChildAlgorithm(child)
        top += tall + 2 * LINKS
    frame = QgsProcessingModelGroupBox(title)
    frame.loadVariant({**frame.toVariant(), "uuid": f"{{{title}}}"})  # the same whenever the model is written
    width, height = right + GAP / 2 - left, top - TOP + LINKS
    frame.setSize(QSizeF(width, height))
    frame.setPosition(QPointF(left + width / 2, TOP - LINKS + height / 2))
    frame.setColor(QColor(STYLES.get(title[:1], "#f2f2f2")))
    model.addGroupBox(frame)
    return left + width
