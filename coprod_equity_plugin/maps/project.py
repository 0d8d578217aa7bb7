"""A QGIS project that opens with every layer grouped, styled and in view."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsLayerTreeGroup,
    QgsMapLayerLegendUtils,
    QgsProject,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtXml import QDomDocument

from ..core.errors import InputError, Problem
from . import symbols
from .legend import keys_by_feature
from .measures import MEASURES
from .privacy import household_columns
from .styling import style_layer
from .temporal import OUTAGES, play_in_project, play_outages

_AIR = 1.08


@dataclass(frozen=True)
class ProjectLayer:
    """A layer of a project.

    Attributes
    ----------
    title
        As the layer panel shows it.
    source
        As OGR takes it: ``"/path/study.gpkg|layername=disparity"``.
    group
        Name of its group; empty for the top of the panel.
    style
        Name of a measure, by which it is styled; ``outages`` for homes that play in the Temporal Controller; else the
        name of a style saved in its GeoPackage; empty for its default style, or the plain look of its geometry if it
        has none.
    """

    title: str
    source: str
    group: str = ""
    style: str = ""


def write_project(
    path: str | Path,
    layers: Sequence[ProjectLayer | tuple[str, str, str, str | None]],
    title: str,
    crs: QgsCoordinateReferenceSystem | str,
) -> None:
    """Write a ``.qgz`` whose layers are grouped, styled and zoomed to, with paths relative to it.

    Several layers may show the same table by different measures. Of the polygons only the first is switched on, since
    each would hide those below it; points and lines are on, but layers of households are not.

    Parameters
    ----------
    path
        Of the project; replaced if it exists, and only once the new one is complete.
    layers
        Top first, as :class:`ProjectLayer` or as a tuple of the same four values.
    title
        The project's title.
    crs
        The map's, such as ``"EPSG:2238"``.

    Raises
    ------
    InputError
        With every layer that cannot be opened, or if the project cannot be written.
    """
    wanted = [item if isinstance(item, ProjectLayer) else _from_tuple(item) for item in layers]
    project = QgsProject()
    try:
        map_crs = QgsCoordinateReferenceSystem(crs) if isinstance(crs, str) else crs
        project.setTitle(title)
        project.setCrs(map_crs)
        project.writeEntryBool("Paths", "Absolute", False)
        extent = QgsRectangle()
        polygons_on = False
        opened = _open(wanted, project)
        for item, layer in opened:
            project.addMapLayer(layer, False)
            node = _group(project.layerTreeRoot(), item.group).addLayer(layer)
            node.setExpanded(False)
            if not layer.isSpatial():
                continue
            is_polygon = layer.geometryType() == QgsWkbTypes.GeometryType.PolygonGeometry
            shown = not (is_polygon and polygons_on) and not household_columns(layer)
            polygons_on |= is_polygon and shown
            node.setItemVisibilityChecked(shown)
            node.setExpanded(shown)
            if item.style in MEASURES:
                # The panel lists what is on the map; rules without an area stay in the style.
                seen = set().union(*keys_by_feature(layer))
                places = [n for n, rule in enumerate(layer.renderer().legendSymbolItems()) if rule.ruleKey() in seen]
                QgsMapLayerLegendUtils.setLegendNodeOrder(node, places)
            if shown and layer.crs().isValid():
                transform = QgsCoordinateTransform(layer.crs(), map_crs, project.transformContext())
                extent.combineExtentWith(transform.transformBoundingBox(layer.extent()))
        if not extent.isEmpty():
            extent.scale(_AIR)
            project.viewSettings().setDefaultViewExtent(QgsReferencedRectangle(extent, map_crs))
        _write(project, Path(path))
    finally:
        project.clear()
        del project


def _from_tuple(item: tuple[str, str, str, str | None]) -> ProjectLayer:
    title, source, group, style = item
    return ProjectLayer(title, str(source), group or "", style or "")


def _open(wanted: Sequence[ProjectLayer], project: QgsProject) -> list[tuple[ProjectLayer, QgsVectorLayer]]:
    opened, problems = [], []
    for item in wanted:
        layer = QgsVectorLayer(item.source, item.title, "ogr")
        if not layer.isValid():
            problems.append(Problem("could not be opened", "Check its path and the layer's name", source=item.source))
            continue
        if item.style in MEASURES:
            style_layer(layer, MEASURES[item.style])
        elif item.style == OUTAGES:
            play_in_project(project, play_outages(layer).span)
        elif item.style and not _load_saved(layer, item.style):
            problems.append(
                Problem(f"has no style '{item.style}'", f"Use one of {', '.join(MEASURES)}", source=item.source)
            )
        elif not item.style and layer.isSpatial() and not _has_default_style(layer):
            layer.setRenderer(QgsSingleSymbolRenderer(symbols.plain(layer.geometryType())))
        opened.append((item, layer))
    if problems:
        raise InputError(problems)
    return opened


def _has_default_style(layer: QgsVectorLayer) -> bool:
    return layer.listStylesInDatabase()[0] > 0


def _load_saved(layer: QgsVectorLayer, name: str) -> bool:
    _, ids, names, _, _ = layer.listStylesInDatabase()
    for style, existing in zip(ids, names):
        if existing == name:
            text, _ = layer.getStyleFromDatabase(style)
            document = QDomDocument()
            document.setContent(text)
            return layer.importNamedStyle(document)[0]
    return False


def _group(root: QgsLayerTreeGroup, name: str) -> QgsLayerTreeGroup:
    if not name:
        return root
    return root.findGroup(name) or root.addGroup(name)


def _write(project: QgsProject, path: Path) -> None:
    # Both in the folder of the project: relative paths hold, and it appears at once.
    written = path.with_name(f"{path.stem}~{os.getpid()}.qgz")
    renamed = path.with_name(f"{path.stem}~{os.getpid()}.zip")
    try:
        if not project.write(str(written)):
            raise InputError(
                Problem(f"could not be written: {project.error()}", "Choose another folder", source=str(path))
            )
        with zipfile.ZipFile(written) as old, zipfile.ZipFile(renamed, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():  # named after the file they were written to
                new.writestr(f"{path.stem}{Path(name).suffix}", old.read(name))
        os.replace(renamed, path)
    finally:
        written.unlink(missing_ok=True)
        renamed.unlink(missing_ok=True)
