"""A layer styled by a measure: the rules, the words, the style in the GeoPackage and in a QML file."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from qgis.core import (
    QgsFeatureRequest,
    QgsFields,
    QgsProviderRegistry,
    QgsRuleBasedRenderer,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ..bridge.values import from_attribute
from ..core import columns
from ..core.errors import InputError, Problem
from . import symbols
from .classes import (
    CIRCLE_WITHHELD,
    CIRCLES,
    NO_DATA,
    SUPPRESSED,
    UNCLEAR,
    ZERO,
    MapClass,
    Scale,
    choose_breaks,
    make_scale,
)
from .measures import CIRCLE, MEASURES, Measure

_PARTS = ("groups", "requests")  # how the reasons of suppression name the parts of an area's breakdown
PROPERTY = "coprod_equity/map"  # custom property of a styled layer: JSON with measure, breaks, largest circle


@dataclass(frozen=True)
class MapValues:
    """What a map shows of each area, all arrays of shape ``(n,)`` in the layer's order.

    Attributes
    ----------
    area
        Area ids as text.
    value
        Stored values, NaN where there is none.
    clear
        Whether the value can be told from none; all true where the measure has no such flag.
    circle
        Counts of the circles, NaN where there is none or the measure has no circles.
    households
        Households of the area, NaN where withheld or unknown.
    reason, circle_reason
        Why the value, and the count of its circle, is withheld; empty where it is not.
    """

    area: np.ndarray
    value: np.ndarray
    clear: np.ndarray
    circle: np.ndarray
    households: np.ndarray
    reason: np.ndarray
    circle_reason: np.ndarray

    @property
    def withheld(self) -> np.ndarray:
        """Areas whose value was kept back to protect households."""
        return np.isnan(self.value) & (self.reason != "")

    @property
    def circle_withheld(self) -> np.ndarray:
        """Areas with a value whose circle was kept back."""
        return ~np.isnan(self.value) & np.isnan(self.circle) & (self.circle_reason != "")

    @property
    def empty(self) -> np.ndarray:
        """Areas that have no value, and nobody to protect."""
        return np.isnan(self.value) & ~self.withheld


@dataclass(frozen=True)
class Styled:
    """How a layer was styled: its scale, and the number of areas per rule key."""

    scale: Scale
    values: MapValues
    counts: dict[str, int]

    @property
    def areas(self) -> int:
        """Areas with a value."""
        return int((~np.isnan(self.values.value)).sum())


def read_columns(layer: QgsVectorLayer, names: Sequence[str]) -> dict[str, np.ndarray]:
    """Columns of a layer, in its order: numbers as ``float`` with NaN, text as objects with ``""`` for NULL."""
    fields = layer.fields()
    places = [fields.lookupField(name) for name in names]
    request = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry).setSubsetOfAttributes(places)
    rows = [[from_attribute(feature.attributes()[place]) for place in places] for feature in layer.getFeatures(request)]
    result = {}
    for position, (name, place) in enumerate(zip(names, places)):
        values = [row[position] for row in rows]
        if fields[place].isNumeric():
            result[name] = np.array([np.nan if value is None else value for value in values], dtype=float)
        else:
            result[name] = np.array(["" if value is None else str(value) for value in values], dtype=object)
    return result


def read_values(layer: QgsVectorLayer, measure: Measure) -> MapValues:
    """The mapped values of a layer.

    Raises
    ------
    InputError
        If the layer has no polygons, no areas, or lacks a column that the measure needs.
    """
    _require(layer, measure)
    fields = layer.fields()
    optional = [
        name
        for name in (columns.AREA_ID, measure.clear_column, measure.circle_column, columns.HOUSEHOLDS)
        if name and fields.lookupField(name) >= 0
    ]
    wanted = dict.fromkeys([measure.column, *optional])
    if fields.lookupField(columns.SUPPRESSION) >= 0:
        wanted[columns.SUPPRESSION] = None
    read = read_columns(layer, list(wanted))
    count = len(read[measure.column])
    missing = np.full(count, np.nan)
    area = read.get(columns.AREA_ID, np.array([str(row + 1) for row in range(count)], dtype=object))
    reasons = read.get(columns.SUPPRESSION, np.full(count, "", dtype=object))
    households = read.get(columns.HOUSEHOLDS, missing)
    nobody = (households == 0) | (area == "")  # an area without an id has no rows, so nobody to protect
    return MapValues(
        area=area,
        value=read[measure.column],
        clear=read[measure.clear_column] == 1 if measure.clear_column in read else np.ones(count, dtype=bool),
        circle=read.get(measure.circle_column, missing),
        households=households,
        reason=_reasons_of(measure.part, reasons, nobody),
        circle_reason=_reasons_of(measure.circle_part, reasons, nobody),
    )


def _reasons_of(part: str, reasons: np.ndarray, nobody: np.ndarray) -> np.ndarray:
    """Of each area's reasons those that concern a part of its breakdown, or the area as a whole."""
    result = np.full(len(reasons), "", dtype=object)
    for row in np.flatnonzero((reasons != "") & ~nobody):
        kept = []
        for reason in str(reasons[row]).split("; "):
            named = next((name for name in _PARTS if reason.startswith(f"{name}: ")), "")
            if named in ("", part):
                kept.append(reason[len(named) + 2 :] if named else reason)
        result[row] = "; ".join(kept)
    return result


def _require(layer: QgsVectorLayer, measure: Measure) -> None:
    problems = []
    if layer.geometryType() != QgsWkbTypes.GeometryType.PolygonGeometry:
        problems.append(
            Problem("has no polygons", "Choose the areas that 'Disparity by area' wrote", source=layer.name())
        )
    for name in (measure.column, measure.circle_column, measure.clear_column):
        place = layer.fields().lookupField(name) if name else None
        if place is not None and place < 0:
            problems.append(
                Problem(
                    f"there is no such column, which the measure '{measure.name}' shows",
                    "Choose a layer that 'Disparity by area' wrote",
                    source=layer.name(),
                    column=name,
                )
            )
        elif place is not None and not layer.fields()[place].isNumeric():
            problems.append(
                Problem(
                    "holds text, not numbers", "Choose a layer with number fields", source=layer.name(), column=name
                )
            )
    if layer.featureCount() == 0:
        problems.append(Problem("has no areas", "Choose a layer with areas", source=layer.name()))
    if problems:
        raise InputError(problems)


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
    scale = make_scale(measure, breaks or choose_breaks(measure, values.value))
    counts = count_areas(scale, values)
    circle_mm = symbols.circle_room(layer) if measure.circle_column else 0.0
    layer.setRenderer(build_renderer(scale, values, layer.fields(), circle_mm))
    memory = {"measure": measure.name, "breaks": list(scale.breaks), "circle_mm": circle_mm}
    layer.setCustomProperty(PROPERTY, json.dumps(memory))
    layer.emitStyleChanged()
    layer.triggerRepaint()
    return Styled(scale, values, counts)


@dataclass(frozen=True)
class Memory:
    """What a layer styled here remembers: its measure, the breaks, the largest circle in millimetres."""

    measure: Measure
    breaks: tuple[float, ...]
    circle_mm: float


def remembered(layer: QgsVectorLayer) -> Memory | None:
    """How a layer was styled here; ``None`` if it was not."""
    try:
        stored = json.loads(layer.customProperty(PROPERTY) or "")
        return Memory(MEASURES[stored["measure"]], tuple(stored["breaks"]), float(stored["circle_mm"]))
    except (ValueError, KeyError, TypeError):
        return None


def count_areas(scale: Scale, values: MapValues) -> dict[str, int]:
    """The number of areas by rule key, rules without an area included."""
    measure = scale.measure
    counts = {item.key: int(item.holds(values.value).sum()) for item in scale.classes}
    if measure.zero:
        counts[ZERO] = int((values.value == 0).sum())
    if measure.clear_column:
        counts[UNCLEAR] = int((~np.isnan(values.value) & ~values.clear).sum())
    counts[SUPPRESSED] = int(values.withheld.sum())
    counts[NO_DATA] = int(values.empty.sum())
    if measure.circle_column:
        counts[CIRCLES] = int((values.circle > 0).sum())
        counts[CIRCLE_WITHHELD] = int(values.circle_withheld.sum())
    return counts


def empty_words(measure: Measure, values: MapValues) -> str:
    """What the areas without a value are called."""
    nobody, other = values.empty & (values.households == 0), values.empty & (values.households != 0)
    if nobody.any() and other.any():
        return f"No households, or {measure.undefined[0].lower()}{measure.undefined[1:]}"
    return "No households" if nobody.any() else measure.undefined


def build_renderer(scale: Scale, values: MapValues, fields: QgsFields, circle_mm: float) -> QgsRuleBasedRenderer:
    """The rules, in the legend's order: classes high to low, then what is not a value."""
    measure = scale.measure
    counts = count_areas(scale, values)
    column = f'"{measure.column}"'
    root = QgsRuleBasedRenderer.Rule(None)

    def add(key: str, symbol, condition: str, words: str) -> None:
        rule = QgsRuleBasedRenderer.Rule(symbol, 0, 0, condition, with_count(words, counts.get(key, 0)))
        rule.setRuleKey(key)
        root.appendChild(rule)

    if measure.circle_column:
        circle = f'"{measure.circle_column}"'
        largest = largest_circle(values)
        look = symbols.circles(CIRCLE, measure.circle_column, largest, circle_mm)
        add(CIRCLES, look, f"{circle} > 0", f"{measure.circle_heading} (area of the circle)")
        hidden = f"{circle} IS NULL AND {column} IS NOT NULL AND {_withheld(measure.circle_part, fields)}"
        add(CIRCLE_WITHHELD, symbols.withheld_circle(CIRCLE, circle_mm), hidden, "Number withheld")
    for item in reversed(scale.classes):
        add(item.key, symbols.filled(item.colour), _condition(column, item), item.words)
    if measure.zero:
        add(ZERO, symbols.zero(), f"{column} = 0", measure.zero)
    if measure.clear_column and fields.lookupField(measure.clear_column) >= 0:
        unclear = f'{column} IS NOT NULL AND coalesce("{measure.clear_column}", 0) <> 1'
        add(UNCLEAR, symbols.half_strength(), unclear, measure.unclear)
    withheld = _withheld(measure.part, fields)
    add(SUPPRESSED, symbols.suppressed(), f"{column} IS NULL AND {withheld}", "Withheld to protect households")
    add(NO_DATA, symbols.no_data(), f"{column} IS NULL AND NOT ({withheld})", empty_words(measure, values))
    renderer = QgsRuleBasedRenderer(root)
    renderer.setUsingSymbolLevels(True)
    if measure.circle_column:  # small circles on top of large ones
        clause = QgsFeatureRequest.OrderByClause(f'"{measure.circle_column}"', False)
        renderer.setOrderBy(QgsFeatureRequest.OrderBy([clause]))
        renderer.setOrderByEnabled(True)
    return renderer


def largest_circle(values: MapValues) -> float:
    """The largest count that a circle shows; zero if there is none."""
    return float(np.nanmax(values.circle)) if np.any(values.circle > 0) else 0.0


def _withheld(part: str, fields: QgsFields) -> str:
    """The condition under which a missing value was kept back, the same as :func:`_reasons_of`."""
    if fields.lookupField(columns.SUPPRESSION) < 0:
        return "false"
    reason = f"coalesce(\"{columns.SUPPRESSION}\", '')"
    concerned = " AND ".join(f"{reason} NOT LIKE '{name}: %'" for name in _PARTS)
    if part:
        concerned = f"(({concerned}) OR {reason} LIKE '{part}: %' OR {reason} LIKE '%; {part}: %')"
    conditions = [f"{reason} <> ''", concerned]
    if fields.lookupField(columns.HOUSEHOLDS) >= 0:
        conditions.append(f'coalesce("{columns.HOUSEHOLDS}", 1) <> 0')
    if fields.lookupField(columns.AREA_ID) >= 0:
        conditions.append(f"coalesce(\"{columns.AREA_ID}\", '') <> ''")
    return " AND ".join(conditions)


def with_count(words: str, count: int) -> str:
    """A rule's label: its words and the number of its areas."""
    return f"{words} ({count:,} area{'' if count == 1 else 's'})"


def _condition(column: str, item: MapClass) -> str:
    parts = []
    if item.low is not None:
        parts.append(f"{column} {'>=' if item.holds_low else '>'} {item.low!r}")
    if item.high is not None:
        parts.append(f"{column} {'<=' if item.holds_high else '<'} {item.high!r}")
    return " AND ".join(parts)


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
