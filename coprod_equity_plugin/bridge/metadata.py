"""A layer's own metadata: how its values came about, kept with its data where the format can."""

from __future__ import annotations

from collections.abc import Mapping

from qgis.core import QgsLayerMetadata, QgsProcessingContext, QgsProviderRegistry


def describe(
    destination: str, context: QgsProcessingContext, title: str, abstract: str, settings: Mapping[str, str]
) -> bool:
    """Write title, abstract and settings into the metadata of a sink that has been written; gives whether it could.

    A GeoPackage keeps them in its own metadata tables and QGIS reads them from there; a temporary layer keeps them till
    it is gone. Other formats have no place for them.

    Parameters
    ----------
    destination
        The sink's id, as ``parameterAsSink`` gives it; the sink must be closed.
    settings
        Name -> value; the metadata's history has one entry for each.
    """
    metadata = QgsLayerMetadata()
    metadata.setTitle(title)
    lines = [f"{name}: {value}" for name, value in settings.items()]
    metadata.setAbstract("\n".join([abstract, *lines]))
    for line in lines:
        metadata.addHistoryItem(line)
    layer = context.temporaryLayerStore().mapLayer(destination)
    if layer is not None:
        layer.setMetadata(metadata)
        return True
    parts = QgsProviderRegistry.instance().decodeUri("ogr", destination)
    path = parts.get("path") or ""
    if not path.lower().endswith(".gpkg"):
        return False
    name = parts.get("layerName") or _only_layer(path)
    written, _ = QgsProviderRegistry.instance().saveLayerMetadata("ogr", f"{path}|layername={name}", metadata)
    return written


def _only_layer(path: str) -> str:
    details = QgsProviderRegistry.instance().providerMetadata("ogr").querySublayers(path)
    return details[0].name() if details else ""
