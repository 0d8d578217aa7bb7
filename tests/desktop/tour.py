"""Runs inside a real QGIS desktop (``qgis --code``): a planner's first hour, by clicking, with pictures.

Studies a sample city (``COPROD_EQUITY_CITY``) through the dialogs' own widgets and buttons, then looks at what came of
it, and makes another city. ``COPROD_EQUITY_TOUR`` is the folder for pictures and ``tour.json``;
``COPROD_EQUITY_PICTURES``, if set, asks for pictures of every algorithm's dialog and of what its example gives.
"""

import json
import os
import traceback
from pathlib import Path

from drawing import colours, draw_dialogs, draw_map, draw_outputs, look_at, show_toolbox, widen_panels
from hands import OUT, batch, design, picture, run_dialog, settle
from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QTimer

from coprod_equity_plugin.processing.sample_study import inputs

SAMPLE = OUT / "tour"
HOUSEHOLDS = 1000


def panel():
    """The layer panel as group path -> names of layers, top first."""
    found = {}

    def walk(group, path):
        for child in group.children():
            if hasattr(child, "layerId"):
                found.setdefault(path, []).append(child.name())
            else:
                walk(child, f"{path}/{child.name()}" if path else child.name())

    walk(QgsProject.instance().layerTreeRoot(), "")
    return found


def map_rows(areas):
    """A stored batch file's rows for the model of maps: one result under two names."""
    return [
        {
            "PARAMETERS": {"AREAS": repr(areas.id()), "EVENT_NAME": repr(name), "SAVE_STYLE": "False"},
            "OUTPUTS": {"gap_map:PDF": str(SAMPLE / f"{name}_gap.pdf")},
        }
        for name in ("draft", "final")
    ]


def designed(raw):
    """Model -> what it is given in the Model Designer; each part takes what the one before it wrote."""
    made = SAMPLE / "designed"
    made.mkdir()
    tables = {
        "STUDY": "study:OUTPUT",
        "INDICATORS": "places:OUTPUT",
        "SAMPLE_FLOW": "study:SAMPLE_FLOW",
        "CURVE": "restoration:CURVE",
    }
    files = {name: str(made / f"{name.lower()}.gpkg") for name in tables}
    areas = str(made / "areas.gpkg")
    return {
        "equitystudy": {**inputs(raw), "report:OUTPUT": str(made / "study.html")},
        "studytable": {**inputs(raw), **{output: files[name] for name, output in tables.items()}},
        "equityanalysis": {**files, "areas:OUTPUT": areas, "report:OUTPUT": str(made / "analysis.html")},
        "equitymaps": {"AREAS": areas, "disparity_map:PDF": str(made / "map.pdf")},
    }


def tour():
    from qgis.utils import iface

    result = {}
    iface.mainWindow().showNormal()
    iface.mainWindow().resize(1390, 880)
    toolbox, result["groups"] = show_toolbox()
    settle()
    widen_panels()
    picture(toolbox, "toolbox")
    raw = Path(os.environ["COPROD_EQUITY_CITY"])
    SAMPLE.mkdir()
    result["study"] = run_dialog(
        "coprodequity:equitystudy",
        {"EVENT_NAME": "Hurricane Michael, simulated", "MINIMUM_HOUSEHOLDS": 12},
        {**inputs(raw), "report:OUTPUT": str(SAMPLE / "report.html")},
        "equitystudy",
    )
    result["panel"] = panel()
    if not result["study"]["finished"]:
        return result
    layers = {layer.name(): layer for layer in QgsProject.instance().mapLayers().values()}
    result["layers"] = {
        name: {
            "fields": layer.fields().names(),
            "aliases": [layer.attributeAlias(place) for place in range(layer.fields().count())],
            "renderer": layer.renderer().type() if layer.renderer() else "",
            "legend": [item.label() for item in layer.renderer().legendSymbolItems()] if layer.renderer() else [],
        }
        for name, layer in layers.items()
    }
    areas = layers["Disparity by area"]
    result["classes"] = [item.symbol().color().name() for item in areas.renderer().legendSymbolItems() if item.symbol()]
    result["again"] = run_dialog(
        "coprodequity:disparitybyarea",
        {"GROUP_THRESHOLD": "0.4", "PRESET": "15_15"},
        {
            "INPUT": layers["Household study table (confidential)"].id(),
            "AREAS": inputs(raw)["BLOCK_GROUPS"],
            "OUTPUT": str(SAMPLE / "areas_40.gpkg"),
        },
        "disparitybyarea",
    )
    result["panel_again"] = panel()
    look_at(areas)
    result["colours"] = colours(iface.mapCanvas().grab().toImage())
    draw_map("canvas_study")
    show_toolbox()
    picture(iface.mainWindow(), "desktop")
    result["map"] = run_dialog(
        "coprodequity:exportmap",
        {"EVENT_NAME": "Hurricane Michael, simulated", "SOURCES": "Simulated city"},
        {"INPUT": areas.id(), "PNG": str(SAMPLE / "map.png"), "PDF": str(SAMPLE / "map.pdf")},
        "exportmap",
    )
    stored = SAMPLE / "batch.json"
    rows = [
        {
            "PARAMETERS": {
                "INPUT": repr(layers["Household study table (confidential)"].id()),
                "AREAS": repr(inputs(raw)["BLOCK_GROUPS"]),
                "GROUP_THRESHOLD": str(threshold),
                "PRESET": repr("custom"),
                "MINIMUM_HOUSEHOLDS": "12",
            },
            "OUTPUTS": {"OUTPUT": str(SAMPLE / f"batch_{100 * threshold:.0f}.gpkg")},
        }
        for threshold in (0.3, 0.6)
    ]
    stored.write_text(json.dumps(rows))
    result["batch"] = batch("coprodequity:disparitybyarea", stored, "disparitybyarea")
    result["panel_batch"] = panel()
    stored.write_text(json.dumps(map_rows(layers["Disparity by area"])))
    result["batch_model"] = batch("coprodequity:equitymaps", stored, "equitymaps")
    result["batch_maps"] = sorted(path.name for path in SAMPLE.glob("*_gap.pdf") if path.stat().st_size > 20_000)
    if os.environ.get("COPROD_EQUITY_DESIGNER"):
        result["designer"] = {name: design(name, given) for name, given in designed(raw).items()}
    result["city"] = run_dialog(
        "coprodequity:createsamplecity",
        {"HOUSEHOLDS": HOUSEHOLDS, "SEED": 7},
        {"OUTPUT": str(SAMPLE / "another")},
        "createsamplecity",
    )
    result["check"] = run_dialog("coprodequity:checkinstallation", {}, {}, "checkinstallation")
    if os.environ.get("COPROD_EQUITY_PICTURES"):
        draw_outputs(json.loads(os.environ["COPROD_EQUITY_PICTURES"]))
        draw_dialogs(json.loads(os.environ["COPROD_EQUITY_PICTURES"]))
    return result


def main():
    said = []
    QgsApplication.messageLog().messageReceived.connect(
        lambda text, tag, level: said.append(text) if tag == "Processing" else None
    )
    try:
        result = tour()
    except Exception:
        result = {"error": traceback.format_exc()}
    QgsApplication.processEvents()
    result["said"] = said
    (OUT / "tour.json").write_text(json.dumps(result))
    os._exit(0)


QTimer.singleShot(1500, main)
