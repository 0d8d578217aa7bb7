"""What a shapefile does to a table: its field names keep ten characters, its times of day and NULL texts are lost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qgis.core import QgsFields, QgsProcessingOutputLayerDefinition, QgsVectorLayer

_LONGEST = 10


def is_shapefile(destination: str) -> bool:
    """Whether a path is that of a shapefile or of its table."""
    return Path(destination.split("|")[0]).suffix.lower() in (".shp", ".dbf")


def path_of(value: object) -> str:
    """The path that a sink parameter's value names; empty if it names none."""
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink.staticValue()
    return value if isinstance(value, str) else ""


def cut_names(destination: str, names: Sequence[str]) -> dict[str, str]:
    """Name -> what a written shapefile calls the field, for those whose name it changed."""
    written = [field.name() for field in QgsVectorLayer(destination, "written", "ogr").fields()]
    return {name: cut for name, cut in zip(names, written) if name != cut}


def why_missing(fields: QgsFields, missing: Sequence[str]) -> str:
    """A sentence where fields that are not there may be there with their names cut; empty otherwise."""
    there = {field.name() for field in fields}
    cut = [name for name in missing if len(name) > _LONGEST and name[:_LONGEST] in there]
    if not cut:
        return ""
    return (
        f" {', '.join(name[:_LONGEST] for name in cut)} look like names that a shapefile has cut to ten characters. "
        "Write the step before as a GeoPackage, which keeps them, and use that."
    )
