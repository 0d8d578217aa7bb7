"""A layer styled by a measure, and its style in the GeoPackage and in a QML file."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsProviderRegistry, QgsRuleBasedRenderer, QgsVectorLayer

from ..core.errors import InputError, Problem
from . import symbols
from .classes import Scale, choose_breaks, make_scale
from .measures import MEASURES, Measure, with_field
from .renderers import build_renderer, count_areas
from .values import MapValues, named_for, read_values

PROPERTY = "coprod_equity/map"  # custom property of a styled layer: JSON, see Memory


@dataclass(frozen=True)
class Styled:
    """How a layer was styled: its scale, and the number of areas per rule key."""

    scale: Scale
    values: MapValues
    counts: dict[str, int]

    @property
    def areas(self) -> int:
        """Areas with a value."""
        return int(self.values.shown.sum())


def style_layer(layer: QgsVectorLayer, measure: Measure, breaks: Sequence[float] | None = None) -> Styled:
    """Style a layer by a measure; it remembers the measure, so that an exported map knows what it shows.

    Parameters
    ----------
    layer
        Polygons with the columns of ``columns.DISPARITY`` that the measure needs.
    measure
        One of :data:`~.measures.MEASURES`.
    breaks
        In the shown unit; chosen by :func:`~.classes.choose_breaks` if not given.

    Returns
    -------
    Styled
        The scale and the number of areas of each rule.
    """
    values = read_values(layer, measure)
    measure = named_for(layer, measure)
    scale = make_scale(measure, breaks or choose_breaks(measure, values.value, values.second))
    counts = count_areas(scale, values)
    circle_mm = symbols.circle_room(layer) if measure.circle_column else 0.0
    layer.setRenderer(build_renderer(scale, values, layer.fields(), circle_mm))
    memory = {"measure": measure.name, "breaks": list(scale.breaks), "circle_mm": circle_mm}
    usual = MEASURES[measure.name]
    if (measure.column, measure.unit) != (usual.column, usual.unit):  # on a column of the user's
        memory |= {"column": measure.column, "unit": measure.unit}
    layer.setCustomProperty(PROPERTY, json.dumps(memory))
    layer.emitStyleChanged()
    layer.triggerRepaint()
    return Styled(scale, values, counts)


def policy_style(layer: QgsVectorLayer, measure: Measure, breaks: Sequence[float]) -> None:
    """Style a layer by breaks that do not come from its data: for a style that any layer of its columns can take."""
    scale = make_scale(measure, breaks)
    circle_mm = symbols.SMALLEST_ROOM if measure.circle_column else 0.0
    layer.setRenderer(build_renderer(scale, None, layer.fields(), circle_mm))
    memory = {"measure": measure.name, "breaks": list(scale.breaks), "circle_mm": circle_mm}
    layer.setCustomProperty(PROPERTY, json.dumps(memory))


@dataclass(frozen=True)
class Memory:
    """What a layer styled here remembers: its measure, the breaks, the largest circle in millimetres."""

    measure: Measure
    breaks: tuple[float, ...]
    circle_mm: float


def remembered(layer: QgsVectorLayer) -> Memory | None:
    """How a layer was styled here; ``None`` if it was not, or has got another kind of style since."""
    if not isinstance(layer.renderer(), QgsRuleBasedRenderer):
        return None
    try:
        stored = json.loads(layer.customProperty(PROPERTY) or "")
        measure = with_field(MEASURES[stored["measure"]], stored.get("column", ""), stored.get("unit"))
        return Memory(named_for(layer, measure), tuple(stored["breaks"]), float(stored["circle_mm"]))
    except (ValueError, KeyError, TypeError):
        return None


def labels(layer: QgsVectorLayer) -> list[str]:
    """The legend's words of a styled layer, in order."""
    return [item.label() for item in layer.renderer().legendSymbolItems()]


def in_geopackage(layer: QgsVectorLayer) -> bool:
    """Whether the layer's style can be saved beside its data."""
    return layer.dataProvider().name() == "ogr" and _path(layer).lower().endswith(".gpkg")


def _path(layer: QgsVectorLayer) -> str:
    return QgsProviderRegistry.instance().decodeUri("ogr", layer.source()).get("path", "")


def save_style(layer: QgsVectorLayer, name: str, description: str, *, default: bool) -> None:
    """Save the layer's style into its GeoPackage under a name; a style of that name is replaced.

    Raises
    ------
    InputError
        If the layer is in no GeoPackage, or the file cannot be written.
    """
    if not in_geopackage(layer):
        raise InputError(
            Problem(
                "its style can only be saved into a GeoPackage",
                "Save the layer as one, or write the style to a QML file",
                source=layer.name(),
            )
        )
    path = _path(layer)
    logged_before = _is_write_ahead(path)
    # The provider asks in a message box before it replaces a style, which is fatal with no screen.
    _, ids, names, _, _ = layer.listStylesInDatabase()
    for style, existing in zip(ids, names):
        if existing == name:
            layer.deleteStyleFromDatabase(style)
    if hasattr(layer, "saveStyleToDatabaseV2"):
        layer.saveStyleToDatabaseV2(name, description, default, "")
    else:
        layer.saveStyleToDatabase(name, description, default, "")
    saved = name in layer.listStylesInDatabase()[2]
    if not logged_before:
        _leave_write_ahead(path)
    layer.dataProvider().reloadData()
    if not saved:
        raise InputError(
            Problem(
                f"the style '{name}' could not be saved",
                "Check that the GeoPackage is not write-protected and not open elsewhere",
                source=layer.name(),
            )
        )


def use_saved_style(layer: QgsVectorLayer) -> None:
    """Give a layer that was not styled here the default style that stands beside its data, if there is one."""
    if remembered(layer) is None:
        layer.loadDefaultStyle()


def _is_write_ahead(path: str) -> bool:
    with open(path, "rb") as file:
        return file.read(20)[18:] == b"\x02\x02"


def _leave_write_ahead(path: str) -> None:
    """Set a GeoPackage back to the journal that it had.

    QGIS writes styles with a write-ahead log and cannot leave it while a layer of the file is open; the connections
    that read the file without locks would find no features in it from then on, and say nothing (QGIS 3.22).
    """
    connection = sqlite3.connect(path, timeout=1)
    try:
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()
    except sqlite3.OperationalError:
        return  # someone else is writing; the log stays, which newer readers can read too
    finally:
        connection.close()


def write_style_file(layer: QgsVectorLayer, path: str) -> None:
    """Write the layer's style as QML; the file appears whole or not at all."""
    final = Path(path)
    temporary = final.with_name(f".{final.stem}.{os.getpid()}.qml")
    try:
        message, saved = layer.saveNamedStyle(str(temporary))
        if not saved:
            raise InputError(Problem(f"could not be written: {message}", "Choose another folder", source=path))
        os.replace(temporary, final)
    finally:
        temporary.unlink(missing_ok=True)
