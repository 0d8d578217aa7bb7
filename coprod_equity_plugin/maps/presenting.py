"""How a result looks once it is loaded: its name, its place in the layer panel, its columns' headings, its style."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsEditorWidgetSetup,
    QgsLayerTreeGroup,
    QgsLayerTreeNode,
    QgsProject,
    QgsProviderRegistry,
    QgsVectorLayer,
)

from ..bridge.fields import heading
from ..core import columns
from ..core.columns import Column, Table
from .measures import CLUSTER, MEASURES
from .styling import remembered, style_layer, use_saved_style

GROUP = "Coproduction Equity"
DECIMALS = {"": 4, "0-1": 3}  # of the numbers in attribute tables, by their unit; others, such as hours, have two
P_VALUES = (columns.P_VALUE, columns.P_ADJUSTED, columns.P_HOLM, columns.P_LR)
SMALL_P = "0.0000: below 0.00005"  # no p-value is zero; stands in the heading
# The measure by which a table's layer is styled when it is first seen; others are one run of styledisparity away.
FIRST_MEASURE = {columns.DISPARITY.name: "hours_difference", columns.CLUSTERS.name: CLUSTER}


def headings(layer: QgsVectorLayer, table: Table) -> None:
    """Give the columns of a table their headings as aliases, and values that can be read; names stay as they are.

    A field that has an alias of its own keeps it. What is shown is rounded, what is stored is not.
    """
    fields = layer.fields()
    for column in table.columns:
        place = fields.lookupField(column.name)
        if place < 0:
            continue
        if layer.attributeAlias(place) in ("", heading(column)):  # some formats keep the algorithm's heading
            layer.setFieldAlias(place, _heading(column))
        shown = _shown(column)
        if shown is not None and layer.editorWidgetSetup(place).isNull():
            layer.setEditorWidgetSetup(place, shown)


def _heading(column: Column) -> str:
    return f"{heading(column)} ({SMALL_P})" if column.name in P_VALUES else heading(column)


def _shown(column: Column) -> QgsEditorWidgetSetup | None:
    """How the attribute table shows a column, where QGIS's own way is hard to read."""
    if column.kind == "number":
        return QgsEditorWidgetSetup("Range", {"Precision": DECIMALS.get(column.unit, 2), "AllowNull": True})
    if column.kind == "datetime":  # local times, at which QGIS would say UTC
        moment = "yyyy-MM-dd HH:mm"
        return QgsEditorWidgetSetup("DateTime", {"display_format": moment, "field_format": moment, "allow_null": True})
    return None


def first_style(layer: QgsVectorLayer, table: Table) -> None:
    """Style a result by its first measure, unless its file or an earlier run says how it looks.

    Raises
    ------
    InputError
        If it has nothing to style, such as withheld values only.
    """
    measure = FIRST_MEASURE.get(table.name)
    if measure is None or not layer.isSpatial():
        return
    use_saved_style(layer)
    if remembered(layer) is None:
        style_layer(layer, MEASURES[measure])


def place(layer: QgsVectorLayer, table: Table, group: str, project: QgsProject) -> None:
    """Name a layer of a project and move it into ``Coproduction Equity / group``; one that is in no panel stays there.

    One that has the name of its file keeps it, since QGIS names saved results so unless told otherwise; that it is
    confidential is added.
    Later steps stand above earlier ones, so that a map of areas is not hidden by the homes it was made from.
    """
    node = project.layerTreeRoot().findLayer(layer.id())
    if node is None:
        return
    ours = _group(_outside(node), GROUP)
    target = _group(ours, group)
    layer.setName(_name(layer, table, target))
    if node.parent() is not target:
        old = node.parent()
        target.insertChildNode(0, node.clone())  # before the old one goes, or the layer would go with it
        old.removeChildNode(node)


def _outside(node: QgsLayerTreeNode) -> QgsLayerTreeGroup:
    """Where our groups belong: the group a layer was put into, but not one of ours that happened to be selected."""
    found, above = node.parent(), node.parent()
    while above is not None:
        if above.parent() is not None and above.name() == GROUP:
            found = above.parent()
        above = above.parent()
    return found


def _group(within: QgsLayerTreeGroup, name: str) -> QgsLayerTreeGroup:
    names = [child.name() for child in within.children() if isinstance(child, QgsLayerTreeGroup)]
    if name in names:
        return next(child for child in within.children() if child.name() == name)
    if name == GROUP:
        return within.insertGroup(0, name)
    later = sum(other > name for other in names)  # the groups' names begin with the number of their step
    return within.insertGroup(later, name)


def _name(layer: QgsVectorLayer, table: Table, group: QgsLayerTreeGroup) -> str:
    stem, ending = _stem(layer), " (confidential)" if table.confidential else ""
    if stem and layer.name() in (stem, f"{stem}{ending}"):
        return f"{stem}{ending}"
    name = f"{table.title}{ending}"
    if name not in {item.name() for item in group.findLayers() if item.layerId() != layer.id()}:
        return name
    return f"{name}: {stem}" if stem else name


def _stem(layer: QgsVectorLayer) -> str:
    """The name of the layer's file, without folder and suffix; empty if it lies in none."""
    parts = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
    return Path(parts.get("path") or "").stem
