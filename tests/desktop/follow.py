"""Runs inside a real QGIS desktop (``qgis --code``): the tutorial, each of its steps filled in and run by its dialog.

``COPROD_EQUITY_STEPS`` holds the steps as ``scripts.tutorial`` reads them; the tutorial's relative paths begin in
``COPROD_EQUITY_TOUR``, where ``followed.json`` says what came of each step.
"""

import json
import os
import re
import traceback

from hands import OUT, choose, open_dialog, picture, run_and_close, settle, widget_of, write_in
from qgis.core import QgsApplication, QgsProcessingParameterMultipleLayers, QgsProject
from qgis.PyQt.QtCore import QDateTime, QTimer
from qgis.PyQt.QtWidgets import QComboBox, QDateTimeEdit, QLineEdit

MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")


def fill(dialog, parameter, told):
    """Fill one parameter as the tutorial's table says; gives whether it then holds what it was to hold."""
    typed, named = re.search(r"`([^`]*)`", told), re.search(r"\*([^*]+)\*", told)
    widget = widget_of(dialog, parameter.name())
    if typed is None:
        return from_list(widget, named[1])
    text = typed[1]
    path = str(OUT / text)
    if MOMENT.fullmatch(text):
        return set_moment(widget, text)
    if parameter.isDestination() or (parameter.type() == "file" and "paste" in told):
        write_in(widget.findChild(QLineEdit) or widget, path)
        return widget.findChild(QLineEdit).text() == path
    if isinstance(parameter, QgsProcessingParameterMultipleLayers):
        path = [path]
    if "/" in text:  # by the button beside it
        choose(dialog, {parameter.name(): f"{path}|layername={named[1]}" if named else path})
        return True
    return write_in(widget, text)


def from_list(widget, name):
    """Choose a layer of the project in a list of layers by the name that stands there."""
    box = widget if isinstance(widget, QComboBox) else widget.findChild(QComboBox)
    shown = [box.itemText(row) for row in range(box.count())]
    rows = [row for row, text in enumerate(shown) if text == name or text.startswith(f"{name} [")]
    if len(rows) != 1:
        return f"{name} is {len(rows)} times in {shown}"
    box.setCurrentIndex(rows[0])
    return box.currentText() == shown[rows[0]]


def set_moment(widget, text):
    """Put a date and time into its field, and tell whether that shows it."""
    field = widget if isinstance(widget, QDateTimeEdit) else widget.findChild(QDateTimeEdit)
    moment = QDateTime.fromString(text, "yyyy-MM-dd HH:mm")
    line = field.findChild(QLineEdit)
    line.selectAll()
    line.insert(moment.toString(field.displayFormat()))  # as pasted
    return field.dateTime().toString("yyyy-MM-dd HH:mm") == text


def step(number, title, rows):
    """One step of the tutorial."""
    provider = QgsApplication.processingRegistry().providerById("coprodequity")
    algorithm = next(one for one in provider.algorithms() if one.displayName() == title)
    named = {one.description(): one for one in algorithm.parameterDefinitions()}
    dialog = open_dialog(algorithm.id())
    filled = {label: fill(dialog, named[label], told) for label, told in rows}
    name = f"{number:02d}_{algorithm.name()}"
    picture(dialog, f"filled_{name}")
    return {"algorithm": algorithm.name(), "filled": filled, **run_and_close(dialog, name)}


def contrasts():
    """The rows of the layer of contrasts, as its attribute table holds them."""
    layer = QgsProject.instance().mapLayersByName("Contrasts (confidential)")[0]
    names = ("percent_change", "conf_low", "conf_high")
    return {
        f"contrast:{row['model']}.{row['contrast']}": {name: row[name] for name in names} for row in layer.getFeatures()
    }


def follow():
    said = []
    QgsApplication.messageLog().messageReceived.connect(
        lambda text, tag, level: said.append(text) if tag == "Processing" else None
    )
    (OUT / "study").mkdir()
    result = {"steps": [], "said": said}
    try:
        for number, (title, rows) in enumerate(json.loads(os.environ["COPROD_EQUITY_STEPS"])):
            result["steps"].append(step(number, title, rows))
            settle()
            if not result["steps"][-1]["finished"]:
                break
        else:
            result["contrasts"] = contrasts()
    except Exception:
        result["error"] = traceback.format_exc()
    (OUT / "followed.json").write_text(json.dumps(result))
    os._exit(0)


QTimer.singleShot(1500, follow)
